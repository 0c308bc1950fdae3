"""Whether two names may be one company's, or one person's: what rosters spell in many ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from bot.rules.transliteration import spellings
from bot.rules.words import fold

# What companies of Lebanon and its neighbours add to their names, in the spellings that are met
_LEGAL_FORMS = frozenset(
    fold(
        """sarl sal sas sa sasu eurl snc scs scal sci spa srl gmbh ag bv nv ltd limited llc llp lp plc inc incorporated
        corp corporation co company cie compagnie holding offshore ets etablissement etablissements est establishment
        establishments ste societe group groupe شركه مؤسسه مجموعه ش م ل ذ م شمل شمم شمن هولدينغ اوف شور محدوده المحدوده
        مساهمه المساهمه محدوده المسؤوليه"""
    ).split()
)
_JOINING = frozenset(fold("the and et & de des du la le les of for و").split())
# "S.A.R.L." and "S. A. L." fold into single letters
_SPELLED_OUT = re.compile(r"\b(?:s a r l|s a l|s a s|s a|s n c|l l c|l t d|ش م ل|ش م م|ش ذ م م|ذ م م)\b")
_DIGITS = re.compile(r"\d+")
_SHORTEST_MISTYPED = 5
"""Letters from which on a word may have a slip of the hand in it; of shorter ones another letter makes another."""
_SHARED_HOSTS = frozenset(
    {
        *("facebook.com", "fb.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "youtube.com"),
        *(
            "tiktok.com",
            "linktr.ee",
            "wa.me",
            "google.com",
            "sites.google.com",
            "wixsite.com",
            "wordpress.com",
        ),
        *("blogspot.com", "business.site"),
    }
)


class Likeness(StrEnum):
    """Why two may be the same."""

    LEGAL_FORM = "legal form"  # the names differ in it, or in how it is written
    SPELLING = "spelling"
    ARABIC_NAME = "arabic name"
    WEBSITE = "website"
    PEOPLE = "people"  # who works at the one works at the other: the same name and phone or e-mail
    CONTACT = "contact"  # the same phone or e-mail
    LEFT = "left"  # and they have left the cluster


@lru_cache(maxsize=40_000)
def core(name: str) -> str:
    """What a company is called but for its legal form, "the" and "and": "Cedar Oils s.a.r.l." is "cedar oils"."""
    folded = fold(name)
    words = _SPELLED_OUT.sub(" ", folded).split()
    kept = [word for word in words if word not in _LEGAL_FORMS and word not in _JOINING]
    return " ".join(kept) or folded


def slips(text: str) -> Iterator[str]:
    """The text and what remains of it when a letter is missing: two with a slip between them share one of these."""
    joined = text.replace(" ", "")
    yield joined
    for place in range(len(joined)):
        yield joined[:place] + joined[place + 1 :]


def are_alike(one: str, other: str) -> bool:
    """Whether two companies' cores may be one name mistyped: a letter differs, and no digit does."""
    joined, others = one.replace(" ", ""), other.replace(" ", "")
    if min(len(joined), len(others)) < 2 * _SHORTEST_MISTYPED - 2 or not have_same_numbers(one, other):
        return joined == others
    return OSA.distance(joined, others, score_cutoff=1) <= 1


def share_a_word(one: str, other: str) -> bool:
    """Whether two companies' cores have a word in common that says something."""
    return any(len(word) > 2 for word in set(one.split()) & set(other.split()))


def have_same_numbers(one: str, other: str) -> bool:
    """Whether the same numbers stand in both: "Mill 1" and "Mill 2" are two."""
    return _DIGITS.findall(one) == _DIGITS.findall(other)


def host_of(website: str | None) -> str:
    """Where a website is, without "www."; "" where many share the host."""
    host = (urlsplit(website or "").hostname or "").removeprefix("www.")
    return "" if host in _SHARED_HOSTS else host


def same_website(one: str, other: str) -> bool:
    """Whether two addresses lead to one site: http or https, with "www." or without, a slash at the end or none."""
    return _bare(one) == _bare(other)


def _bare(website: str) -> str:
    parts = urlsplit(website)
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/") + "?" + parts.query).casefold()


def are_spellings(one: str, other: str) -> bool:
    """Whether two names are spellings of one person's: in another order, with a slip, an initial, or fewer names; or in
    the other script, where a name that both have sounds the same.
    """
    words, others = sorted(fold(one).split()), sorted(fold(other).split())
    if not words or not others or not have_same_numbers(" ".join(words), " ".join(others)):
        return False
    if words == others or _sound_alike(words, others):
        return True
    fewer, more = sorted((words, others), key=len)
    return len(fewer) > 1 and _are_among(fewer, more)


def _are_among(fewer: Iterable[str], more: Iterable[str]) -> bool:
    left = list(more)
    for word in fewer:
        found = next((other for other in left if _is_spelling(word, other)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _is_spelling(word: str, other: str) -> bool:
    if word == other or (min(len(word), len(other)) == 1 and word[0] == other[0]):
        return True
    return min(len(word), len(other)) >= _SHORTEST_MISTYPED and OSA.distance(word, other, score_cutoff=1) <= 1


def _sound_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether most names of one script have their like in the other: Amina Haddad is أمينة حداد."""
    like = [bool(spellings(word, others)) for word in words]
    return any(like) and sum(like) * 2 > len(words)
