"""Introductions: asked for, answered, and what came of them."""
