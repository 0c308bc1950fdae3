"""What is personal is encrypted: the key ring and the column types that use it.

The key ring belongs to the process. `unlock` is called once by the composition root with the keys of the settings;
until then an encrypted column cannot be written or read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

HALVES = "surrogatepass"
"""Half a character outside the basic plane, which JSON can spell, must not be what cannot be written down."""


FINGERPRINT_LENGTH = 16
IF_LOST = "if lost"
"""The name, in a column's `info`, of what it holds instead when its key is lost; otherwise it is emptied, or its row is
deleted where it may not be empty."""


class Locked(RuntimeError):
    """An encrypted column was touched before `unlock`, or with a key that is not its own."""


class KeyRing:
    """The keys of this process: the first one encrypts, all of them decrypt (rotation)."""

    def __init__(self) -> None:
        self._keys: tuple[Fernet, ...] = ()
        self._index_keys: tuple[bytes, ...] = ()
        self._signing_keys: tuple[bytes, ...] = ()
        self._fingerprint = ""

    def unlock(self, keys: tuple[str, ...]) -> None:
        """Take Fernet keys, the encrypting one first."""
        self._keys = tuple(Fernet(key) for key in keys)
        self._index_keys = tuple(_derived("blind-index", key) for key in keys)
        self._signing_keys = tuple(_derived("signed-codes", key) for key in keys)
        self._fingerprint = _derived("fingerprint", keys[0]).hex()[:FINGERPRINT_LENGTH]

    def encrypt(self, text: str) -> str:
        """Ciphertext of `text`, as URL-safe base64."""
        return self._ready()[0].encrypt(text.encode(errors=HALVES)).decode()

    def decrypt(self, token: str) -> str:
        """The text of a ciphertext. Raises Locked when no key fits."""
        return self.opened(token)[1]

    def opened(self, token: str) -> tuple[int, str]:
        """The place of the key that fits a ciphertext, 0 for the first one, and the text. Raises Locked."""
        for place, key in enumerate(self._ready()):
            try:
                return place, key.decrypt(token).decode(errors=HALVES)
            except InvalidToken:
                continue
        raise Locked("DATA_KEY does not fit this database")

    def index(self, text: str) -> str:
        """A keyed hash of `text`, for looking an encrypted value up by equality. It follows the first key."""
        return self.indexes(text)[0]

    def indexes(self, text: str) -> tuple[str, ...]:
        """The keyed hashes of `text` by each key: what may be stored until everything follows the first one."""
        self._ready()
        return tuple(hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._index_keys)

    @property
    def signing_keys(self) -> tuple[bytes, ...]:
        """What codes are signed with (`rules/codes.py`), derived from each key: the first signs, all verify."""
        self._ready()
        return self._signing_keys

    @property
    def fingerprint(self) -> str:
        """What others may know of the first key: which one it is, among those of the same operator."""
        self._ready()
        return self._fingerprint

    def _ready(self) -> tuple[Fernet, ...]:
        if not self._keys:
            raise Locked("the data key was not given")
        return self._keys


def _derived(purpose: str, key: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{key}".encode()).digest()


RING = KeyRing()


class Encrypted(TypeDecorator[str]):
    """Text, encrypted at rest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else RING.encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else RING.decrypt(value)


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON value, encrypted at rest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else RING.encrypt(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(RING.decrypt(value))


class HashOf(String):
    """The keyed hash of an encrypted column, for looking that up by equality."""

    def __init__(self, column: str) -> None:
        super().__init__(64)
        self.column = column
