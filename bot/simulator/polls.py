"""Polls: their identifiers, and how a vote changes the count."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.simulator.wire import Json

FIRST_ID = 5_000_000_000_000_001


@dataclass(slots=True)
class Polls:
    """Makes polls; each one lives in its message."""

    _next_id: int = FIRST_ID

    def fresh(self, question: str, options: Sequence[str | Json], **settings: object) -> Json:
        """A new Poll object without votes; an option is a text, or a dict with `text` and its entities."""
        poll_id = str(self._next_id)
        self._next_id += 1
        texts = [{"text": option} if isinstance(option, str) else option for option in options]
        return {
            "id": poll_id,
            "question": question,
            "options": [
                {"persistent_id": f"{poll_id}-{number}", **text, "voter_count": 0}
                for number, text in enumerate(texts)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
            **settings,
        }


def voted(poll: Json, before: list[int], after: list[int]) -> Json:
    """The poll after one voter's choice changed from `before` to `after` (option numbers)."""
    options = [
        {**option, "voter_count": option["voter_count"] - (number in before) + (number in after)}
        for number, option in enumerate(poll["options"])
    ]
    total = poll["total_voter_count"] - bool(before) + bool(after)
    return {**poll, "options": options, "total_voter_count": total}
