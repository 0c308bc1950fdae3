"""Rosters in: who the members are and whom they send."""
