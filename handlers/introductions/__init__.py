"""Introductions: asked for, answered, taken back; overseen and made by staff."""

from handlers.introductions import answering, asking, by_hand, overseeing
from handlers.introductions.routes import feature

__all__ = ["answering", "asking", "by_hand", "feature", "overseeing"]
