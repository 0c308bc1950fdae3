"""The catalogs against the source and against each other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n import catalog_path, gettext, ngettext, pgettext, speaking
from bot.i18n.__main__ import main
from bot.i18n.catalogs import (
    SOURCES,
    TEMPLATE,
    TRANSLATED,
    extracted,
    forms,
    messages,
    untranslated,
    updated,
    written,
)

ROOT = TEMPLATE.parents[1]
# How many leading arguments of each function must be written out for extraction to see them
MARKERS = {"_": 0, "gettext": 0, "N_": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
PLURALS = {"ar": 6, "fr": 2}
# The forms that stand for one number alone and may say it in words: "no box", "a box", "two boxes".
# French has none, for its singular also serves zero.
EXACT_FORMS = {"ar": {0, 1, 2}, "fr": set[int]()}
LABEL = 50
"""Characters of the longest text that may stand on a button; a sentence has more."""
DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# A number in French that a line may end with, before what it counts: "5 jours". What may follow is no noun: "3 sur 5".
LOOSE_NUMBER = re.compile(
    r"(?:\{(?:n|limit|days|size|least|most|length|places|done|last)\}|(?<![\w:/.,-])\d[\d\u202f\u00a0]*) "
    r"(?!(?:à|au|aux|de|du|des|en|et|ou|sur|pour|par|dont|ne|est|sont|ont|a|y|dans|avec|qui|le|la|les|il|puis)\b"
    r"|[ndl]’)(?=[^\W\d_])|\bn[°º] "
)
FAMILIAR = re.compile(r"\b(?:tu|toi|ton|ta|tes|te|t['’]\w+)\b", re.IGNORECASE)


def catalog(locale: str) -> Catalog:
    with catalog_path(locale).open("rb") as po:
        return read_po(po, locale=locale, abort_invalid=True)


def pairs(locale: str) -> Iterator[tuple[Message, int, str]]:
    """Each form of each translation: its message, which form it is, its text."""
    for message in messages(catalog(locale)):
        for index, text in enumerate(forms(message)):
            yield message, index, text


def english(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (str(message.id),)


def holes(text: str) -> set[str]:
    return {field for _text, field, _spec, _conversion in Formatter().parse(text) if field is not None}


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"</?[a-zA-Z][^>]*>", text))


def holes_differ(locale: str, message: Message, index: int, text: str) -> bool:
    """Whether a form has a hole that English lacks, or lacks one that is not its own single number."""
    wanted = holes(english(message)[-1])
    spared = {"n"} if message.pluralizable and index in EXACT_FORMS[locale] else set[str]()
    return not wanted - spared <= holes(text) <= wanted


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def unseen_by_extraction(source: str) -> list[int]:
    """Lines whose message extraction on Python 3.11 misses, or whose text is made before it is looked up."""
    tree = ast.parse(source)
    in_f_strings = {id(node) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for node in ast.walk(f)}
    return sorted(
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and (marker := marker_of(call)) in MARKERS
        if id(call) in in_f_strings or not written_out(call, MARKERS[marker])
    )


def marker_of(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def written_out(call: ast.Call, constants: int) -> bool:
    if any(
        isinstance(argument, ast.JoinedStr | ast.BinOp | ast.Call) for argument in call.args[: constants or 1]
    ):
        return False
    return all(isinstance(argument, ast.Constant) for argument in call.args[:constants])


def sources() -> list[Path]:
    # bot/i18n itself passes messages through, and has none
    own = ROOT / "bot" / "i18n"
    return [p for part in SOURCES for p in (ROOT / part).rglob("*.py") if own not in p.parents]


@pytest.fixture(scope="module")
def template() -> Catalog:
    """What the source says now."""
    return extracted()


def test_the_template_is_what_the_source_says(template: Catalog) -> None:
    assert TEMPLATE.read_bytes() == written(template), "run: python -m bot.i18n extract"


@pytest.mark.parametrize("locale", TRANSLATED)
def test_each_catalog_is_as_extraction_leaves_it(template: Catalog, locale: str) -> None:
    expected = written(updated(locale, template, catalog(locale)), locale)
    assert catalog_path(locale).read_bytes() == expected, "run: python -m bot.i18n extract"


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_message_is_translated(locale: str) -> None:
    assert untranslated(locale) == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_nothing_is_fuzzy_or_obsolete(locale: str) -> None:
    assert [m.id for m in messages(catalog(locale)) if m.fuzzy] == []
    assert not catalog(locale).obsolete


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_plural_has_the_forms_of_its_language(locale: str) -> None:
    assert catalog(locale).num_plurals == PLURALS[locale]
    wrong = [m.id for m in messages(catalog(locale)) if m.pluralizable and len(forms(m)) != PLURALS[locale]]
    assert wrong == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_translation_has_the_holes_of_its_message(locale: str) -> None:
    assert [(m.id, text) for m, i, text in pairs(locale) if holes_differ(locale, m, i, text)] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_translation_has_the_tags_of_its_message(locale: str) -> None:
    assert [(m.id, text) for m, _i, text in pairs(locale) if tags(text) != tags(english(m)[-1])] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_translation_begins_and_ends_like_its_message(locale: str) -> None:
    assert [(m.id, text) for m, _i, text in pairs(locale) if edges(text) != edges(english(m)[-1])] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_overrides_the_direction(locale: str) -> None:
    assert [text for _m, _i, text in pairs(locale) if DIRECTION_CONTROLS.search(text)] == []


def test_english_says_what_the_source_says() -> None:
    assert {path.name for path in TEMPLATE.parent.iterdir() if path.is_dir()} == set(TRANSLATED)
    with speaking("en"):
        assert gettext("Later") == "Later"
        assert [ngettext("a box", "{n} boxes", n) for n in (0, 1, 2)] == ["{n} boxes", "a box", "{n} boxes"]
        assert pgettext("verb", "Open") == "Open"


def test_french_says_vous() -> None:
    assert [text for _m, _i, text in pairs("fr") if FAMILIAR.search(text)] == []
    assert FAMILIAR.search("Choisis ta langue")
    assert FAMILIAR.search("Je t’invite")
    assert not FAMILIAR.search("Votre texte est attendu")


@pytest.mark.parametrize("locale", TRANSLATED)
def test_an_excel_file_has_one_icon(locale: str) -> None:
    labels = [pair for pair in pairs(locale) if "Excel" in pair[2] and len(pair[2]) <= LABEL]
    assert labels
    assert [
        text for message, _, text in labels if not text.startswith("📥 ") or text[:2] != message.id[:2]
    ] == []


def test_french_keeps_a_number_on_the_line_of_what_it_counts() -> None:
    loose = [
        text
        for message, _index, text in pairs("fr")
        if LOOSE_NUMBER.search(text) and text not in english(message)
    ]
    assert not loose, "a no-break space (U+00A0) belongs between a number and its noun"


def test_arabic_is_written_in_arabic() -> None:
    def has_words(text: str) -> bool:
        return bool(re.search("[A-Za-z]", re.sub(r"\{[^}]*\}|<[^>]*>|/\w+", "", text)))

    latin = [
        t for m, _i, t in pairs("ar") if has_words(english(m)[-1]) and not re.search("[\u0621-\u064a]", t)
    ]
    assert latin == []


def test_every_message_in_the_source_can_be_extracted() -> None:
    missed = {
        str(p.relative_to(ROOT)): unseen_by_extraction(p.read_text(encoding="utf-8")) for p in sources()
    }
    assert {path: lines for path, lines in missed.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "f\"<b>{_('Hello')}</b>\"",
        '_(f"Hello {name}")',
        '_("Hello " + name)',
        '_("Hello {}".format(name))',
        "N_(wording)",
        'i18n.ngettext(one, "{n} boxes", n)',
        'pgettext(where, "Open")',
    ],
)
def test_a_message_that_extraction_misses_is_noticed(line: str) -> None:
    assert unseen_by_extraction(line) == [1]


def test_a_marked_message_may_be_looked_up_later() -> None:
    assert unseen_by_extraction("_(refusal.wording).format(name=name(person))") == []


def test_a_translation_with_another_hole_is_noticed() -> None:
    boxes = Message(("a box for {who}", "{n} boxes for {who}"), ("", ""))
    assert not holes_differ("ar", boxes, 1, "علبة لـ{who}")
    assert holes_differ("ar", boxes, 3, "علب لـ{who}")
    assert holes_differ("ar", boxes, 3, "{n} علب")
    assert holes_differ("fr", boxes, 0, "une boîte pour {who}")
    assert holes_differ("fr", boxes, 1, "{n} boîtes pour {qui}")


A_SOURCE = """
# Translators: a greeting
first = _("Hello {name}")
second = ngettext("a box", "{n} boxes", n)
third = pgettext("verb", "Open"), pgettext("adjective", "Open")
fourth = npgettext("post", "a letter", "{n} letters", n)
fifth = N_("Later"), gettext("Now")
"""


def a_template(root: Path, source: str = A_SOURCE) -> Catalog:
    (root / "handlers").mkdir(exist_ok=True)
    (root / "handlers" / "post.py").write_text(source, encoding="utf-8")
    return extracted(root)


def test_extraction_finds_every_kind_of_message(tmp_path: Path) -> None:
    found = {(m.context, m.id) for m in messages(a_template(tmp_path))}
    assert found == {
        (None, "Hello {name}"),
        (None, ("a box", "{n} boxes")),
        ("verb", "Open"),
        ("adjective", "Open"),
        ("post", ("a letter", "{n} letters")),
        (None, "Later"),
        (None, "Now"),
    }
    assert b"#. Translators: a greeting\n" in written(a_template(tmp_path))


def test_what_is_translated_survives_the_next_extraction(tmp_path: Path) -> None:
    template = a_template(tmp_path)
    known = updated("ar", template, Catalog(locale="ar"))
    known["Hello {name}"].string = "مرحبًا {name}"
    known["a box"].string = tuple("012345")
    path = tmp_path / "ar.po"
    path.write_bytes(written(known, "ar"))
    with path.open("rb") as po:
        again = updated("ar", a_template(tmp_path, A_SOURCE + '_("New")\n'), read_po(po, locale="ar"))
    assert forms(again["Hello {name}"]) == ("مرحبًا {name}",)
    assert forms(again["a box"]) == tuple("012345")
    assert forms(again["New"]) == ("",)


def test_a_message_that_gains_a_plural_is_translated_anew(tmp_path: Path) -> None:
    known = Catalog(locale="fr")
    known.add("a box", "une boîte")
    assert forms(updated("fr", a_template(tmp_path), known)["a box"]) == ("",)


def test_a_message_that_left_the_source_leaves_the_catalog(tmp_path: Path) -> None:
    known = Catalog(locale="fr")
    known.add("Bygone", "Révolu")
    assert b"Bygone" not in written(updated("fr", a_template(tmp_path), known), "fr")


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(a_template(tmp_path))
    assert written(a_template(tmp_path)) == first
    with_locale = written(updated("fr", a_template(tmp_path), Catalog(locale="fr")), "fr")
    assert b"Date" not in first + with_locale
    assert b'msgid_plural "{n} boxes"' in with_locale


def test_the_tool_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pot = tmp_path / "messages.pot"
    pot.write_bytes(written(a_template(tmp_path, '_("Never written anywhere")')))
    monkeypatch.setattr("bot.i18n.catalogs.TEMPLATE", pot)
    assert main(["missing"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{locale}: 'Never written anywhere'" for locale in TRANSLATED
    ]
