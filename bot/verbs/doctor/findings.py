"""What the doctor finds: one thing that is well or wrong, in a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report. Its words hold no secret."""

    is_well: bool
    subject: str
    words: str

    def __str__(self) -> str:
        return f"{'✓' if self.is_well else '✗'} {self.subject}: {self.words}"


def well(subject: str, words: str) -> Finding:
    """Something is as it should be."""
    return Finding(True, subject, words)


def wrong(subject: str, words: object) -> Finding:
    """Something is missing or wrong."""
    return Finding(False, subject, str(words))
