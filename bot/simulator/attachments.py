"""What is attached to messages: files of each kind, on the way in, and which of them go together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.simulator.files import File, Files
from bot.simulator.wire import Json

CAPTIONED = ("photo", "document", "video", "animation", "audio", "voice")
"""Kinds below which words may stand."""
FEWEST_IN_ALBUM, MOST_IN_ALBUM = 2, 10
IN_ALBUMS = ("photo", "video", "document", "audio")
ALONE = ("document", "audio")
"""Kinds that an album shows only with their like (https://core.telegram.org/bots/api#sendmediagroup)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a person sends, as a kind of theirs; `size` declares more bytes than there are."""

    kind: str
    data: bytes = field(default=b"", repr=False)
    name: str = ""
    mime_type: str = ""
    size: int | None = None

    def sent(self, files: Files) -> Json:
        """The part of a message that holds it, once Telegram has it."""
        if self.kind == "photo":
            return file_content(files.add_photo(self.data, self.size))
        return file_content([files.add(self.kind, self.name, self.data, self.mime_type, self.size)])


def are_one_album(kinds: Sequence[str]) -> bool:
    """Whether files of these kinds can be sent at once."""
    is_mixed = len(set(kinds)) > 1 and any(kind in ALONE for kind in kinds)
    return FEWEST_IN_ALBUM <= len(kinds) <= MOST_IN_ALBUM and {*kinds} <= {*IN_ALBUMS} and not is_mixed


def file_content(files: Sequence[File]) -> Json:
    """A file, or a picture in several sizes, as the part of a message. An animation comes as a document, too, for bots
    that know none."""
    shown, kind = [file.described() for file in files], files[0].kind
    if kind == "photo":
        return {"photo": shown}
    if kind == "animation":
        unmoved = {name: shown[0][name] for name in shown[0] if name not in ("width", "height", "duration")}
        return {"animation": shown[0], "document": unmoved}
    return {kind: shown[0]}
