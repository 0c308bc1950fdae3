"""What is refused: an expected no, with its wording."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """An expected no. The turn rolls back and the person reads `wording` in their language.

    A subclass states a fact (`EventStarted`) and gives its wording as a msgid marked with `N_`; the holes of the
    wording are filled from the keyword arguments, which the screen isolates and escapes.
    """

    wording: ClassVar[str]

    def __init__(self, **holes: str) -> None:
        super().__init__(type(self).__name__)
        self.holes = holes


class Misconfigured(Exception):
    """Something the operator must mend before the program can run; its text is a sentence for them."""
