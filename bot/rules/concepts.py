"""What the food trade talks about: the same concept found in English, French and Arabic words."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from rapidfuzz.distance import OSA

from bot.rules.given_names import is_given_name
from bot.rules.transliteration import beginnings, is_arabic, is_latin, spellings
from bot.rules.words import Recognised, fold, split_list

_LANGUAGES = ("en", "fr", "ar")

_OWN = "~"  # begins what stands for a member's own words
_LONGEST_TEXT = 4096  # characters that are read: as many as a Telegram message holds
_SLIP_FROM = 5  # letters of a wordings' word in which a slip is forgiven, in a list or a search
_SLIP_IN_SENTENCES_FROM = 7  # shorter words of a sentence look too much alike: "later" is not lager
_ANY_LETTER_FROM = 7  # in shorter words the first letter must stand: "reach" is no peach
_BRIEF = 4  # words that a part may have and not be a sentence
_TWO_SLIPS_FROM = 7  # letters of a word of a search in which two slips are forgiven
_LATIN_FROM, _ARABIC_FROM = (
    4,
    3,
)  # letters of a word that may be Arabic typed in Latin ones, and of the Arabic
_FAR_WITH_DIGITS, _FAR_IN_LETTERS = (
    0.45,
    0.13,
)  # from what is written: an English word is near to many Arabic ones
_LONGEST_WORD = 40  # letters; what is longer is no word, and not worth the time
_WORDING = " ◆ "  # parts the wordings while all are folded at once; the fold keeps symbols of its kind

_ELISION = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu)['’ʼ]", re.IGNORECASE)
# Without their accents they would be the English article and the French "but"
_ACCENT_MATTERS = (
    (re.compile(r"(?<!\w)thés?(?!\w)", re.IGNORECASE), "tea"),
    (re.compile(r"(?<!\w)maïs(?!\w)", re.IGNORECASE), "maize"),
)
_SMALL = frozenset(
    fold(
        """a an the of for in on at to with from our your their we s
        le la les un une des du de au aux à en pour par sur avec dans nos notre
        في من على عن مع إلى"""
    ).split()
)
# Beside other words these mean something else: "we can", "on a large scale", "on recherche", "منتجات محلية"
_ELSEWHERE = frozenset(
    fold(
        "can conserve date mill press presse recherche scale spirit spread stage standard sweet محلي محلية"
    ).split()
)
# Real words that are one letter away from the trade's: never taken for a slip
_EVERYDAY = frozenset(
    fold(
        """alone anyone apply basic basis better break contact contacts create daily figure figures floor
        former larger later layer leading leaving mature parent patient perform pointing ranges retain search
        senior series serve slice stable state states sure theme trained trainer worked
        acheter brouillon chercher chouf faire homme importe langues liban manque près raison riche riches
        salle selon série séries traiter vendons verser
        استلام تسليم تعليم توسيع طبيعة متابعة مراجعة مراسلة مزرعة مشاكل مشروع موازية"""
    ).split()
)
_ARTICLE = re.compile(r"^(?:[بفك]?ال|لل)(?=.{3})")
# Tahini (طحينة) and a minute (دقيقة) are not flour (طحين، دقيق)
_ENDING = re.compile(r"(?<=.{4})(?:ات|ون|ين|(?<!^طحين)(?<!^دقيق)ه)$")
_PLURAL = re.compile(r"(?<=ss|ch|sh|.x|.z)es?$|(?<=o)es$|(?<=[^su])[sx]$")
_PLURAL_OF_Y = re.compile(r"(?<=..)(?:ies?|y)$")


class ChainStage(StrEnum):
    """Where in the value chain something belongs."""

    INPUTS = "inputs"
    FARMING = "farming"
    PROCESSING = "processing"
    PACKAGING = "packaging"
    EQUIPMENT = "equipment"
    LOGISTICS = "logistics"
    TRADE = "trade"
    SERVICES = "services"
    KNOWLEDGE = "knowledge"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that members make, offer or look for. `worded`: language → how people say it; `broader`: the keys of
    what it is a kind of, as glass jars are packaging (SKOS's word for it).
    """

    key: str
    stage: ChainStage
    broader: tuple[str, ...]
    worded: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> Mapping[str, str]:
        """How it is shown, by language."""
        return {language: listed[0] for language, listed in self.worded.items()}

    @property
    def wordings(self) -> tuple[str, ...]:
        """How people say it in any language, each once."""
        return tuple(dict.fromkeys(wording for listed in self.worded.values() for wording in listed))


@dataclass(frozen=True, slots=True)
class _Index:
    """The wordings as they are looked up. `phrases`: stems → a concept's key; `forms`: a word of a wording,
    as spelled and as a stem, → its stems; `near`: those forms by their beginnings and ends.
    """

    phrases: Mapping[tuple[str, ...], str]
    longest: int
    stems: frozenset[str]
    forms: Mapping[str, tuple[str, ...]]
    near: Mapping[str, list[str]]


@cache
def concepts() -> Mapping[str, Concept]:
    """Every concept by its key, in the order of the file, which is read once."""
    table = resources.files("bot.rules").joinpath("concepts.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["key"]: _concept(row) for row in csv.DictReader(table.splitlines())})


def understood(text: str) -> Recognised:
    """The concepts that a list or a sentence speaks of, and the parts in which none was found.

    A longer wording goes before a shorter one; one slip in a word of five letters or more is forgiven.
    Nothing is raised; what is beyond the length of a message is not read.
    """
    read = [(part, tuple(_keys_in(part))) for part in split_list(text[:_LONGEST_TEXT])]
    keys = dict.fromkeys(key for _, found in read for key in found)
    return Recognised(tuple(keys), tuple(part for part, found in read if not found))


def meanings(text: str) -> frozenset[str]:
    """What matching compares: the concepts' keys, and "~" with the folded words of what is no concept."""
    recognised = understood(text)
    own = (_OWN + folded for part in recognised.unknown if (folded := fold(part)))
    return frozenset((*recognised.keys, *own))


def stages_of(keys: Iterable[str]) -> frozenset[ChainStage]:
    """The places in the value chain of these concepts; members' own words have none."""
    known = concepts()
    return frozenset(known[key].stage for key in keys if key in known)


@cache
def broader(key: str) -> frozenset[str]:
    """What a concept is a kind of, at whatever remove."""
    parents = concepts()[key].broader
    return frozenset(parents).union(*map(broader, parents))


@cache
def narrower(key: str) -> frozenset[str]:
    """The kinds of a concept."""
    return frozenset(other for other in concepts() if key in broader(other))


@cache
def named_after(key: str) -> frozenset[str]:
    """The kinds of a concept whose name has the concept's in it in any language: olive oil is called an oil."""
    called = [f" {fold(one)} " for one in concepts()[key].wordings]
    return frozenset(
        kind
        for kind in narrower(key)
        if any(one in f" {fold(name_of(kind, language))} " for language in _LANGUAGES for one in called)
    )


def akin(meaning: str) -> frozenset[str]:
    """Where one of these is looked for and another offered, both may be glad to meet: a meaning itself, what it is a
    kind of, and its kinds. Two kinds of one thing are not akin, and members' own words only to themselves.
    """
    return _families().get(meaning) or frozenset((meaning,))


@cache
def _families() -> Mapping[str, frozenset[str]]:
    return {key: broader(key) | narrower(key) | {key} for key in concepts()}


def name_of(key: str, language: str) -> str:
    """A meaning as it is shown: the concept's name (English for a language without names), or the member's
    own words, which the screen must escape as all that people typed.
    """
    concept = concepts().get(key)
    if concept is None:
        return key.removeprefix(_OWN)
    return concept.worded.get(language, concept.worded["en"])[0]


def is_of_the_trade(word: str) -> bool:
    """Whether a folded word, as it is spelled, stands in a wording of any concept, and is no given name."""
    stems = _parted(word, _index().stems)
    return stems[-1] in _index().stems and not is_given_name(word)


@lru_cache(maxsize=8192)
def in_arabic(word: str) -> str | None:
    """The Arabic word of the trade that a folded one in Latin letters spells, as 3asal and zeitoun do; None if none.

    Only of a word that is no other: in letters alone it must be spelled well.
    """
    has_digits = any(ch.isdigit() for ch in word)
    if not is_latin(word) or len(word) < _LATIN_FROM or is_of_the_trade(word):
        return None
    listed = {one for start in beginnings(word) for one in _arabic_words().get(start, ())}
    found = spellings(word, listed)
    nearest = min(found, key=lambda one: (found[one], one), default=None)
    if nearest is None or found[nearest] > (_FAR_WITH_DIGITS if has_digits else _FAR_IN_LETTERS):
        return None
    return nearest


@lru_cache(maxsize=8192)
def corrected(word: str) -> str:
    """A folded word of a search as the trade spells it, where a long one has two slips; else as it was typed."""
    if len(word) < _TWO_SLIPS_FROM or is_of_the_trade(word) or is_given_name(word):
        return word
    return " ".join(_nearest({word}, _TWO_SLIPS_FROM, slips=2)) or word


@cache
def _arabic_words() -> Mapping[str, tuple[str, ...]]:
    """The Arabic words of the wordings that carry meaning, by the class of their first consonant."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for form in _index().forms:
        if is_arabic(form) and len(form) >= _ARABIC_FROM and form not in _ELSEWHERE:
            for start in beginnings(form):
                found[start].append(form)
    return {start: tuple(words) for start, words in found.items()}


def _concept(row: Mapping[str, str]) -> Concept:
    return Concept(
        row["key"],
        ChainStage(row["stage"]),
        tuple(row["broader"].split("|")) if row["broader"] else (),
        MappingProxyType({language: tuple(row[language].split("|")) for language in _LANGUAGES}),
    )


def _keys_in(part: str) -> Iterator[str]:
    """The keys of one part, in its order: the longest wordings are taken first, no word twice."""
    index = _index()
    typed = _words(part)
    slip_from = _SLIP_FROM if len(typed) <= _BRIEF else _SLIP_IN_SENTENCES_FROM
    words: list[str] = []
    doubtful: list[bool] = []
    for word in typed:
        stems = _read(word, slip_from)
        words += stems
        doubtful += [len(typed) > 1 and _ARTICLE.sub("", word) in _ELSEWHERE] * len(stems)
    found: dict[int, str] = {}
    taken = [False] * len(words)
    for size in range(min(index.longest, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            phrase = tuple(words[start : start + size])
            key = index.phrases.get(phrase)
            if key is None or any(taken[start : start + size]) or (size == 1 and doubtful[start]):
                continue
            found[start] = key
            taken[start : start + size] = [True] * size
    return (found[start] for start in sorted(found))


def _words(text: str) -> list[str]:
    """The folded words that carry meaning."""
    return [word for word in fold(_spelled(text)).split() if word not in _SMALL]


def _spelled(text: str) -> str:
    """The text without French elisions, and with the words whose accent folding must not lose."""
    for pattern, replacement in _ACCENT_MATTERS:
        text = pattern.sub(replacement, text)
    return _ELISION.sub(" ", text)


def _stem(word: str) -> str:
    """A folded word without the Arabic article and the endings of number and gender, or the Latin plural."""
    if len(word) > _LONGEST_WORD:
        return word
    if not "ء" <= word[0] <= "ي":
        return _PLURAL.sub("", _PLURAL_OF_Y.sub("i", word)) if len(word) > 3 else word
    while (shorter := _ARTICLE.sub("", word)) != word:
        word = shorter
    while (shorter := _ENDING.sub("", word)) != word:
        word = shorter
    return word


def _parted(word: str, known: frozenset[str] | set[str]) -> tuple[str, ...]:
    """The stem of a word, without what Arabic writes before it where the rest is a known word:
    "and" becomes a word of its own, "with", "for" and the like go.
    """
    if word[0] == "و" and len(word) > 2 and _stem(word[1:]) in known:
        return ("و", *_parted(word[1:], known))
    if word[0] in "بل" and len(word) > 3 and _stem(word[1:]) in known:
        return (_stem(word[1:]),)
    return (_stem(word),)


@lru_cache(maxsize=8192)
def _read(word: str, slip_from: int) -> tuple[str, ...]:
    """The stems of a typed word: as it stands, or as the wordings spell it."""
    index = _index()
    stems = _parted(word, index.stems)
    bare = _ARTICLE.sub("", word)
    if (
        stems[-1] in index.stems
        or bare in _EVERYDAY
        or is_given_name(bare)
        or is_given_name(word)
        or len(word) > _LONGEST_WORD
    ):
        return stems
    return _nearest({bare, stems[-1]}, slip_from) or stems


def _nearest(spelled: set[str], slip_from: int, slips: int = 1) -> tuple[str, ...]:
    """The stems of the wordings' word that is so few slips away from a spelling; none if there is none."""
    index = _index()
    close = [
        (form[0] != word[0], slipped, form)
        for word in spelled
        # A slip spoils the beginning or the end of a word, not both
        for form in {*index.near.get(word[:2] + "…", ()), *index.near.get("…" + word[-2:], ())}
        if len(form) >= slip_from
        and (len(form) >= _ANY_LETTER_FROM or form[0] == word[0])
        and (slipped := OSA.distance(form, word, score_cutoff=slips)) <= slips
    ]
    return index.forms[min(close)[2]] if close else ()


@cache
def _index() -> _Index:
    """The wordings as they are looked up, worked out once."""
    listed = [(concept.key, wording) for concept in concepts().values() for wording in concept.wordings]
    folded = fold(_spelled(_WORDING.join(wording for _, wording in listed))).split(_WORDING.strip())
    worded = [[word for word in wording.split() if word not in _SMALL] for wording in folded]
    known = {_stem(word) for words in worded for word in words}
    parted = {word: _parted(word, known) for words in worded for word in words}
    phrases = {
        tuple(stem for word in words for stem in parted[word]): key
        for (key, _), words in zip(listed, worded, strict=True)
    }
    stems = frozenset(stem for phrase in phrases for stem in phrase)
    forms = {stem: (stem,) for stem in stems} | {
        _ARTICLE.sub("", word): stems_of_word for word, stems_of_word in parted.items()
    }
    return _Index(phrases, max(map(len, phrases)), stems, forms, _by_ends(forms))


def _by_ends(forms: Iterable[str]) -> Mapping[str, list[str]]:
    """The forms in which a slip is forgiven, by their first two letters and by their last two."""
    near: defaultdict[str, list[str]] = defaultdict(list)
    for form in forms:
        if len(form) >= _SLIP_FROM:
            near[form[:2] + "…"].append(form)
            near["…" + form[-2:]].append(form)
    return dict(near)
