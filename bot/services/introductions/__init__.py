"""Introductions: asked for, answered, suggested, and brought about when both say yes."""
