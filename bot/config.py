"""Settings: frozen, from the environment (`X`, or a file named by `X_FILE`); nothing reads it on import."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.errors import Misconfigured

SECRETS_FROM_FILES = ("BOT_TOKEN", "DATA_KEY", "WEBHOOK_SECRET", "METRICS_TOKEN", "DATABASE_URL")
TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
"""As setWebhook takes it: https://core.telegram.org/bots/api#setwebhook."""
MAX_SEND_RATE = 1000
"""Messages a second with paid broadcasts (https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once)."""

NO_KEY = (
    "DATA_KEY is missing: phones, e-mails and notes are encrypted with it. "
    "Make one with `python -m bot doctor --new-key` and keep it apart from the database."
)
LOST_DISK = (
    "DATABASE_URL is missing, and on this host (DYNO is set) a SQLite file would be lost at each restart. "
    "Add a PostgreSQL database."
)


class Settings(BaseModel):
    """What the operator chose; see the table in README.md."""

    model_config = ConfigDict(frozen=True)

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = "https://api.telegram.org"
    database_url: SecretStr = SecretStr("sqlite:///qoot.db")
    owner_ids: frozenset[int] = frozenset()
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    port: int = Field(default=8080, ge=0, le=65535)
    timezone: str = "Asia/Beirut"
    send_rate: float = Field(default=30, gt=0, le=MAX_SEND_RATE)
    data_key: SecretStr = SecretStr("")
    log_level: str = "INFO"
    dyno: str = ""
    """Procfile hosts set it: the disk there is lost at each restart."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings of this process. Raises Misconfigured: a sentence names the variable, never its value."""
        environ = os.environ if environ is None else environ
        values = {name: environ[name.upper()] for name in cls.model_fields if environ.get(name.upper())}
        for variable in SECRETS_FROM_FILES:
            if not environ.get(variable) and (path := environ.get(f"{variable}_FILE")):
                values[variable.lower()] = _read(variable, path)
        try:
            return cls.model_validate(values)
        except ValidationError as wrong:
            first = wrong.errors()[0]
            raise Misconfigured(f"{str(first['loc'][0]).upper()} is not usable: {first['msg']}.") from None

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("it takes numeric Telegram ids separated by commas")
        return frozenset(map(int, parts))

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("it is not the name of a time zone, such as Asia/Beirut") from None
        return value

    @field_validator("bot_api_url", "webhook_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it must begin with http:// or https://")
        if value and not _has_host(value):
            raise ValueError("it must name a host, and after a colon only a port")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _as_telegram_takes_it(cls, value: SecretStr) -> SecretStr:
        if not WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("it takes up to 256 of the characters A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.upper()
        if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
            raise ValueError("it takes DEBUG, INFO, WARNING, ERROR or CRITICAL")
        return level

    @property
    def database(self) -> str:
        """The database's URL as it was written. Raises Misconfigured where the default file would be lost."""
        if self.dyno and "database_url" not in self.model_fields_set:
            raise Misconfigured(LOST_DISK)
        return self.database_url.get_secret_value()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def keys(self) -> tuple[str, ...]:
        """The Fernet keys, the encrypting one first. Raises Misconfigured when there is none or one is not a key."""
        keys = tuple(key.strip() for key in self.data_key.get_secret_value().split(",") if key.strip())
        if not keys:
            raise Misconfigured(NO_KEY)
        for key in keys:
            try:
                Fernet(key)
            except ValueError:
                raise Misconfigured(
                    "DATA_KEY is not a Fernet key (32 bytes in URL-safe base64). "
                    "Make one with `python -m bot doctor --new-key`."
                ) from None
        return keys

    @property
    def token(self) -> str:
        token = self.bot_token.get_secret_value().strip()
        if not token:
            raise Misconfigured(
                "BOT_TOKEN is missing: ask @BotFather for one, or try `python -m bot demo`, which needs none."
            )
        if not TOKEN.fullmatch(token):
            raise Misconfigured(
                "BOT_TOKEN is no bot's token: copy it as a whole from @BotFather, such as 123456789:AAF…."
            )
        return token

    @property
    def webhook(self) -> tuple[str, str]:
        """Where Telegram sends updates, and the secret that it sends along. Raises Misconfigured without either."""
        secret = self.webhook_secret.get_secret_value()
        if not secret or not self.webhook_url:
            raise Misconfigured(
                "`web` needs WEBHOOK_URL (https) and WEBHOOK_SECRET: without a secret anybody could write."
            )
        return self.webhook_url, secret


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _read(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Misconfigured(f"{variable}_FILE cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{variable}_FILE is not a text file.") from None
