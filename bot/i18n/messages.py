"""gettext over the .po files themselves, compiled in memory at first use: there is no .mo to go stale."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.i18n.speech import current

# The same relative path in a checkout and in an installed wheel
LOCALES_DIR = Path(__file__).parents[2] / "locales"


def catalog_path(locale: str) -> Path:
    """Where the translations of a locale are kept."""
    return LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po"


@cache
def translations(locale: str) -> NullTranslations:
    """The compiled catalog of a locale, kept for the life of the process. English has none: the source is English."""
    path = catalog_path(locale)
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as po:
        return compiled(read_po(po, locale=locale))


def compiled(catalog: Catalog) -> GNUTranslations:
    """A catalog ready to look messages up; what it leaves untranslated comes out in English."""
    mo = BytesIO()
    write_mo(mo, catalog)
    mo.seek(0)
    return GNUTranslations(mo)


def gettext(message: str) -> str:
    """The message in the current language; untranslated, it stays English."""
    # The empty msgid is the catalog's header, which nobody may ever be shown
    return translations(current()).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form for n things in the current language, with its holes still open: fill {n} yourself."""
    return translations(current()).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """Like gettext, where one English word has two meanings and the context tells which."""
    return translations(current()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    """Like ngettext, with a context."""
    return translations(current()).npgettext(context, one, many, n)


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name, which extraction looks for
    """Mark a message for translation where no language is known yet; pass it through `_` when shown."""
    return message


_ = gettext
