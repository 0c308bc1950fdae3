"""Introductions: asked for, answered, taken back; overseen and made by staff."""
