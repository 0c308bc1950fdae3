"""What is personal is encrypted: the key ring and the column types that use it.

The key ring belongs to the process. `unlock` is called once by the composition root with the keys of the settings;
until then an encrypted column cannot be written or read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

HALVES = "surrogatepass"
"""Half a character outside the basic plane, which JSON can spell, must not be what cannot be written down."""


class Locked(RuntimeError):
    """An encrypted column was touched before `unlock`, or with a key that is not its own."""


class KeyRing:
    """The keys of this process: the first one encrypts, all of them decrypt (rotation)."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None
        self._index_key = b""
        self._signing_keys: tuple[bytes, ...] = ()

    def unlock(self, keys: tuple[str, ...]) -> None:
        """Take Fernet keys, the encrypting one first.

        The blind index is keyed with the *last* key, so that putting a new key in front keeps searches working.
        """
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._index_key = hashlib.sha256(b"blind-index:" + keys[-1].encode()).digest()
        self._signing_keys = tuple(hashlib.sha256(b"signed-codes:" + key.encode()).digest() for key in keys)

    def encrypt(self, text: str) -> str:
        """Ciphertext of `text`, as URL-safe base64."""
        return self._ready().encrypt(text.encode(errors=HALVES)).decode()

    def decrypt(self, token: str) -> str:
        """The text of a ciphertext. Raises Locked when no key fits."""
        try:
            return self._ready().decrypt(token.encode()).decode(errors=HALVES)
        except InvalidToken:
            raise Locked("DATA_KEY does not fit this database") from None

    def index(self, text: str) -> str:
        """A keyed hash of `text`, for looking an encrypted value up by equality."""
        self._ready()
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).hexdigest()

    @property
    def signing_keys(self) -> tuple[bytes, ...]:
        """What codes are signed with (`rules/codes.py`), derived from each key: the first signs, all verify."""
        self._ready()
        return self._signing_keys

    def _ready(self) -> MultiFernet:
        if self._fernet is None:
            raise Locked("the data key was not given")
        return self._fernet


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
