"""What a delivery's content says, and the messages that it comes as. Plain JSON: a letter keeps it, or its own row.

What `bot.replies` lays out: `text`, `buttons`, `file` (by its bytes, or what is to be made), `media` (files that
Telegram has), `before` (contents that come above it), `asks_contact`, `ends_keyboard`. Besides, what is done with it:

- `callback`: the tap that it answers.
- `edits`: the message that it is shown in, in place of a new one; with `media` that message's caption is what changes,
  or, where an album has buttons, the text below it. If the message is gone, the content comes as a new one, unless it
  `only_edits`: then Telegram's refusal stands.
- `deletes`: messages to delete, with the one that the row `edits` and those in `also`; then nothing is shown. It can be
  done for 48 hours; messages that are gone by then are no reason to refuse.
- `is_screen`, `replaces`: see `outbox/live.py`.
- `also`: messages that the delivery has come as already. If it `edits`, those are that message's further ones;
  otherwise an attempt before this one got so far, and only what is missing is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Content = Mapping[str, Any]


def is_shown(content: Content) -> bool:
    """Whether there is anything to call Telegram for, besides answering a tap."""
    return any(content.get(key) for key in ("text", "file", "media")) or "deletes" in content


def pieces(content: Content) -> Sequence[Content]:
    """What each call sends, in order; the last one has the text and its buttons. An album can have no buttons: with
    some, it comes first, without words."""
    if "media" not in content and "before" not in content:
        return (content,)
    above = [piece for one in content.get("before", ()) for piece in pieces(one)]
    media = content.get("media", ())
    if len(media) > 1 and "buttons" in content:
        return *above, {"text": "", "media": media}, {**content, "media": ()}
    return *above, content


def messages_in(content: Content) -> int:
    """How many messages it comes as: each file of an album is one, as Telegram counts."""
    if "media" not in content and "before" not in content:
        return 1
    return sum(max(1, len(piece.get("media", ()))) for piece in pieces(content))
