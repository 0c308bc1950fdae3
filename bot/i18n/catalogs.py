"""The catalogs' upkeep: strings out of the source into messages.pot, and from there into each messages.po.

Same source, same bytes: entries are sorted, headers carry no dates, and nothing is guessed by likeness.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from bot.i18n import DEFAULT, LOCALES, LOCALES_DIR, catalog_path

SOURCES = ("bot", "handlers")
TEMPLATE = LOCALES_DIR / "messages.pot"
TRANSLATED = tuple(locale for locale in LOCALES if locale != DEFAULT)
"""The locales that have a catalog: in English each message says what it is."""

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# A comment of this beginning, just above a message, reaches its translators
_COMMENT = "Translators:"

# By hand: Babel's own header for Arabic swaps the last two forms
PLURAL_FORMS = {
    "ar": "nplurals=6; plural="
    "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "fr": "nplurals=2; plural=(n > 1);",
}


def extracted(root: Path = LOCALES_DIR.parent) -> Catalog:
    """Every message marked in the source under `root`, as a template."""
    template = Catalog()
    for path in sorted(path for source in SOURCES for path in (root / source).rglob("*.py")):
        with path.open("rb") as source_file:
            found = extract(
                "python", source_file, keywords=_KEYWORDS, comment_tags=(_COMMENT,), strip_comment_tags=False
            )
            for _line, message, comments, context in found:
                template.add(message, auto_comments=comments, context=context)
    return template


def updated(locale: str, template: Catalog, known: Catalog) -> Catalog:
    """The template's messages with the translations already known."""
    fresh = Catalog(locale=locale)
    fresh.mime_headers = [("Plural-Forms", PLURAL_FORMS[locale])]
    for message in messages(template):
        old = known.get(message.id, message.context)
        fresh.add(
            message.id,
            _kept(message, old),
            context=message.context,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
        )
    return fresh


def _kept(message: Message, old: Message | None) -> str | tuple[str, ...]:
    """The known translation, unless the message has since gained, lost or changed its plural."""
    kept = forms(old) if old and old.id == message.id else ("",)
    return kept if message.pluralizable else kept[0]


def forms(message: Message) -> tuple[str, ...]:
    """A message's translation: one text, or one for each plural form."""
    text = message.string
    return (text,) if isinstance(text, str) else tuple(str(form) for form in text or ())


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalog without its header."""
    return (message for message in catalog if message.id)


def read(locale: str) -> Catalog:
    """The catalog of a locale as it is on disk; an empty one where there is none yet."""
    path = catalog_path(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as po:
        return read_po(po, locale=locale)


def written(catalog: Catalog, locale: str | None = None) -> bytes:
    """The catalog as the bytes of its file; without a locale, the template's."""
    body = BytesIO()
    write_po(
        body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    entries = body.getvalue().strip(b"\n")
    return _header(locale).encode() + (b"\n" + entries + b"\n" if entries else b"")


def _header(locale: str | None) -> str:
    # Babel's own header holds the time of day, and no two runs would agree
    fields = ["Project-Id-Version: qoot-bot", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    fields.append("Content-Transfer-Encoding: 8bit")
    if locale:
        fields += [f"Language: {locale}", f"Plural-Forms: {PLURAL_FORMS[locale]}"]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{field}\\n"\n' for field in fields)


def extract_all() -> None:
    """Write messages.pot from the source and bring the catalog of each locale up to date."""
    template = extracted()
    TEMPLATE.write_bytes(written(template))
    for locale in TRANSLATED:
        path = catalog_path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(updated(locale, template, read(locale)), locale))


def untranslated(locale: str) -> list[str]:
    """The messages of messages.pot that a locale lacks, wholly or in one of its plural forms."""
    with TEMPLATE.open("rb") as pot:
        template = read_po(pot)
    known = read(locale)
    return [_english(message) for message in messages(template) if not _complete(message, known)]


def _complete(message: Message, known: Catalog) -> bool:
    translation = known.get(message.id, message.context)
    if translation is None or translation.id != message.id:
        return False
    wanted = known.num_plurals if message.pluralizable else 1
    return len(forms(translation)) == wanted and all(forms(translation))


def _english(message: Message) -> str:
    return message.id[0] if message.pluralizable else str(message.id)
