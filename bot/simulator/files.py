"""Files that were uploaded by either side: identifiers, sizes, contents."""

import hashlib
import struct
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from bot.simulator.errors import ApiError, bad_request
from bot.simulator.wire import Json

MOST_DOWNLOADED = 20 * 1024 * 1024
MOST_UPLOADED = 50 * 1024 * 1024
MOST_PHOTO = 10 * 1024 * 1024
"""Sizes in bytes. Source: https://core.telegram.org/bots/api#sending-files and #getfile."""
PHOTO_SIDES = (90, 320, 1280)
UNKNOWN_SIZE = (1280, 960)
NAMED = ("document", "video", "animation", "audio")
FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "sticker": "stickers",
    "video": "videos",
    "animation": "animations",
    "audio": "music",
}
DOCUMENTS = frozenset({"document", "video", "animation", "audio", "voice", "sticker"})
"""Kinds that Telegram keeps as documents with attributes: one comes as what it is, whichever of their methods sends it.
Source: check_input_file_id in https://github.com/tdlib/td (FileManager.cpp)."""
MIME_TYPES = {
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".ics": "text/calendar",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".gif": "image/gif",
    ".mp3": "audio/mpeg",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file at Telegram. `size` may be declared without holding that many bytes."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    size: int
    path: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    def content(self) -> bytes:
        """What a download gives: the bytes, or zeros where only a size was declared."""
        return self.data if len(self.data) == self.size else bytes(self.size)

    def described(self) -> Json:
        """The file as a PhotoSize, Document, Voice, … object."""
        shown: Json = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}
        if self.kind in ("photo", "sticker", "video", "animation"):
            shown |= {"width": self.width, "height": self.height}
        if self.kind in NAMED and self.name:
            shown |= {"file_name": self.name}
        if self.kind in ("document", "voice", "audio", "video", "animation"):
            shown |= {"mime_type": self.mime_type}
        if self.kind in ("voice", "audio", "video", "animation"):
            shown |= {"duration": 1}
        return shown


@dataclass(slots=True)
class Files:
    """All files, by identifier and by path."""

    _by_id: dict[str, File] = field(default_factory=dict)
    _by_path: dict[str, File] = field(default_factory=dict)
    _photos: dict[str, list[File]] = field(default_factory=dict)

    def get(self, file_id: str) -> File | None:
        """A file by its identifier."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> File | None:
        """A file by the path that getFile gave."""
        return self._by_path.get(path)

    def add(
        self,
        kind: str,
        name: str,
        data: bytes,
        mime_type: str = "",
        size: int | None = None,
        side: int | None = None,
    ) -> File:
        """Keep a file; `size` declares more bytes than `data` holds, `side` scales a picture down to it."""
        number = len(self._by_id) + 1
        suffix = PurePath(name).suffix.lower()
        width, height = _scaled(dimensions(data) or UNKNOWN_SIZE, side)
        file = File(
            id=_identifier(f"file {number} {kind}", 40),
            unique_id=_identifier(f"unique {number} {kind}", 11),
            kind=kind,
            name=PurePath(name).name,
            mime_type=mime_type or MIME_TYPES.get(suffix, "application/octet-stream"),
            size=len(data) if size is None else size,
            path=f"{FOLDERS.get(kind, 'documents')}/file_{number}{suffix}",
            data=data,
            width=width,
            height=height,
        )
        self._by_id[file.id] = self._by_path[file.path] = file
        return file

    def add_photo(self, data: bytes, size: int | None = None) -> list[File]:
        """Keep a photo in three sizes, smallest first."""
        suffix = ".png" if data.startswith(b"\x89PNG") else ".jpg"
        sizes = [self.add("photo", f"photo{suffix}", data, "", size, side) for side in PHOTO_SIDES]
        for file in sizes:
            self._photos[file.id] = sizes
        return sizes

    def sizes_of(self, file_id: str) -> list[File]:
        """All sizes of a photo, by the identifier of any."""
        return self._photos[file_id]

    def uploaded(self, kind: str, name: str, data: bytes) -> list[File]:
        """Keep what the bot uploads; several sizes of a photo, else one file. ApiError as Telegram says."""
        if len(data) > (MOST_PHOTO if kind == "photo" else MOST_UPLOADED):
            raise bad_request(f"file is too big for a {kind}") if kind == "photo" else _too_large()
        if not data:
            raise bad_request("file must be non-empty")
        return self.add_photo(data) if kind == "photo" else [self.add(kind, name, data)]

    def again(self, kind: str, file_id: str) -> list[File]:
        """Files to be sent again by identifier; ApiError 400 when it is unknown, or a picture where a document of any
        kind is sent, and the other way round."""
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind and not {file.kind, kind} <= DOCUMENTS:
            raise bad_request(f"can't use file of type {_type(file.kind)} as {_type(kind)}")
        return self.sizes_of(file_id) if kind == "photo" else [file]


def _type(kind: str) -> str:
    return "VoiceNote" if kind == "voice" else kind.title()


def _too_large() -> ApiError:
    return ApiError(413, "Request Entity Too Large")


def _identifier(seed: str, length: int) -> str:
    digest = hashlib.sha256(seed.encode()).digest() * 2
    return urlsafe_b64encode(digest).decode().replace("=", "")[:length]


def _scaled(size: tuple[int, int], side: int | None) -> tuple[int, int]:
    width, height = size
    if side is None or max(size) <= side:
        return size
    return max(1, width * side // max(size)), max(1, height * side // max(size))


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG in pixels, None of anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return next(_jpeg_frames(data), None)
    return None


def _jpeg_frames(data: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            yield width, height
        at += 2 + length
