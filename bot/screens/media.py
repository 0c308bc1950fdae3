"""Files that staff send with what they write: kept as plain values, shown again by their ids, named by their kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.i18n import list_of, ngettext, number
from bot.replies import Media, MediaKind
from bot.rules.composing import PlainMedia


def shown(media: PlainMedia) -> tuple[Media, ...]:
    """Kept files, as a reply shows them."""
    return tuple(Media(MediaKind(one["kind"]), one["file_id"]) for one in media)


def kept(media: Iterable[Media]) -> PlainMedia:
    """Files as they are kept."""
    return [{"kind": one.kind.value, "file_id": one.file_id} for one in media]


def media_name(media: PlainMedia) -> str:
    """How many files of each kind: “2 photos and 1 video”; ready for HTML."""
    counts = Counter(MediaKind(one["kind"]) for one in media)
    return list_of(_counted(kind, counts[kind]) for kind in MediaKind if counts[kind])


def _counted(kind: MediaKind, n: int) -> str:
    words = {
        MediaKind.PHOTO: ngettext("{n} photo", "{n} photos", n),
        MediaKind.VIDEO: ngettext("{n} video", "{n} videos", n),
        MediaKind.DOCUMENT: ngettext("{n} document", "{n} documents", n),
        MediaKind.ANIMATION: ngettext("{n} animation", "{n} animations", n),
        MediaKind.AUDIO: ngettext("{n} audio file", "{n} audio files", n),
    }[kind]
    return words.format(n=number(n))
