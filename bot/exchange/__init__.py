"""Rosters in, lists out."""
