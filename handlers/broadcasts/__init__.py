"""Broadcasts: composed, sent, followed."""

from handlers.broadcasts import audiences, composing, sending
from handlers.broadcasts.routes import feature

__all__ = ["audiences", "composing", "feature", "sending"]
