"""In which language a text is: Arabic by its letters; French or English by its commonest words, and by accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.rules.words import is_in_arabic

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S+@\S+|\S+://\S+|\bwww\.\S+|[@/#]\w+")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FRENCH = _words("""
    le la les un une des du de et est sont sera seront était au aux ce cet cette ces pour par avec sans dans sur
    sous vers chez entre jusqu que qui quoi dont où nous vous ils elles il elle je notre nos votre vos leur
    leurs son ses ne pas plus très bien tout tous toute toutes mais ou donc car si comme aussi être avoir ont
    avons avez fait peut bonjour bonsoir merci madame monsieur chers chère chères cher rappel demain aujourd'hui
    hier avant après heure heures lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril
    mai juin juillet août septembre octobre novembre décembre nouveau nouvelle nouveaux nouvelles prochain
    prochaine réunion rencontre atelier salon foire prix récolte récoltes vendange vendanges huile vin membres
    adhérents entreprise entreprises inscription inscrivez venez appel offre offres mise jour voici ici déplacé
    déplacée reporté annulé gratuit
""")
_ENGLISH = _words("""
    the a an and of to in for with without is are was were will be been has have had this that these those at by
    from on it its we you your our us they their he she his her not but or so if as all any can may more please
    hello hi dear thanks thank reminder tomorrow today yesterday before after o'clock monday tuesday wednesday
    thursday friday saturday sunday january february march april june july august september october november
    december new next meeting workshop fair prices price harvest oil wine members company companies registration
    register join come call offer offers update here moved postponed cancelled canceled free send sent news open
    now what when where who how there's don't
""")
_BOTH = _FRENCH & _ENGLISH
_ELIDED = re.compile(r"^(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu)['’](?=.)")
_CLIPPED = re.compile(r"['’](?:s|t|re|ve|ll|d|m)$")
_ACCENTS = frozenset("éèêëàâçùûîïôœ")


def written_in(text: str) -> str:
    """The language of what people write: "ar", "fr" or "en"; "" where nothing tells French from English.

    A word that only one of them has counts for it, and so does an elision (l’huile) or a contraction (we’re); an accent
    counts half, since names keep theirs in English. Addresses count for nothing.
    """
    if is_in_arabic(text):
        return "ar"
    french = english = 0
    for word in _WORD.findall(_ADDRESS.sub(" ", unicodedata.normalize("NFC", text)).casefold()):
        word = word.replace("’", "'")
        bare = _ELIDED.sub("", word)
        is_french = (word in _FRENCH or bare in _FRENCH or bare != word) and word not in _BOTH
        is_english = (word in _ENGLISH or bool(_CLIPPED.search(word))) and word not in _BOTH and bare == word
        french += 2 * is_french or bool(_ACCENTS & set(word))
        english += 2 * is_english
    return "" if french == english else "fr" if french > english else "en"


def taken_for(text: str, order: Iterable[str], written: Iterable[str]) -> tuple[str, bool]:
    """For which language a text is taken, and whether it says so itself.

    One that does not is taken for the first of `order`, the writer's own before the others, that has no text yet; when
    all have one, for the first. Arabic is told by its letters, so that without them nothing is taken for it.
    """
    if found := written_in(text):
        return found, True
    languages, present = [one for one in order if one != "ar"], set(written)
    return next((one for one in languages if one not in present), languages[0]), False
