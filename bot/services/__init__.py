"""Use cases: session first, moment last, never a commit inside."""
