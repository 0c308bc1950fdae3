"""Rounds: planned and followed by staff, joined by members."""
