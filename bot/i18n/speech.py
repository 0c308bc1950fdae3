"""Which language is being spoken: one context variable, so that each task speaks its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LOCALES = ("ar", "fr", "en")
DEFAULT = "en"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def is_locale(code: str) -> bool:
    """Whether the bot speaks this language."""
    return code in LOCALES


def guess(language_code: str | None) -> str:
    """The locale for a Telegram `language_code` ("fr-CA", "ar"), by its language part; else English."""
    language = (language_code or "").replace("_", "-").partition("-")[0].strip().lower()
    return language if is_locale(language) else DEFAULT


def current() -> str:
    """The locale being spoken here; English where nobody said otherwise."""
    return _current.get()


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak `locale` within the block, in this task and those it starts. Raises ValueError for a stranger."""
    if not is_locale(locale):
        raise ValueError(f"not a language of the bot: {locale!r}")
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)
