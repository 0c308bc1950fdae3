"""Updates in: written down before they are confirmed, handled once, in each person's order."""
