"""Use cases: session first, `now` last, never a commit inside."""
