"""Somebody comes to read a language without text when it is confirmed who gets what: that was said, or is mended."""

from __future__ import annotations

import pytest

from bot.models.broadcasts import Broadcast
from tests.stories.broadcasting import got, looks
from tests.stories.cast import Cluster, Player

WORDS = {
    "en": (
        "If somebody reads Arabic by then: they get the text in English",
        "Arabic: I add the text",
        "If somebody reads Arabic by then: they get nothing until you add the text",
        "1 person reads Arabic, for which there is no text",
        "Arabic: give them the text in French",
        "Arabic: add the text",
    ),
    "fr": (
        "Si d’ici là quelqu’un lit en arabe : il reçoit le texte en anglais",
        "Arabe : j’ajouterai le texte",
        "Si d’ici là quelqu’un lit en arabe : rien ne lui parvient tant que vous n’avez pas ajouté le texte",
        "1 personne lit en arabe, et il n’y a pas de texte dans cette langue",
        "Arabe : envoyer le texte en français",
        "Arabe : ajouter le texte",
    ),
    "ar": (
        "من يقرأ باللغة العربية: يصله النصّ باللغة الإنجليزية",
        "العربية: سأضيف النصّ",
        "من يقرأ باللغة العربية: لا يصله شيء إلى أن يُضاف النصّ",
        "شخص واحد يقرأ باللغة العربية، ولا نصّ بهذه اللغة",
        "العربية: إرسال النصّ باللغة الفرنسية",
        "العربية: إضافة النصّ",
    ),
}
NAMES = {"en": ("English", "French"), "fr": ("Anglais", "Français"), "ar": ("الإنجليزية", "الفرنسية")}


def breaking(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def seen(player: Player) -> str:
    return breaking(player.screen)


async def presses(player: Player, label: str) -> None:
    """They tap the button of this label, whatever its spaces are."""
    await player.taps(next(one for one in player.buttons if breaking(one) == label))


async def confirms(owner: Player, language: str) -> None:
    """They write it in English and French, and come to the last look."""
    await owner.types("/broadcast")
    for name, text in zip(NAMES[language], ("Harvest", "Vendanges"), strict=True):
        await owner.taps(name)
        await owner.types(text)
    await owner.taps("📤")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_whoever_joins_meanwhile_gets_what_was_confirmed_or_the_text_that_is_added(
    cluster: Cluster, language: str
) -> None:
    english, i_add, nothing, without, give, add = WORDS[language]
    owner = await cluster.owner(language)
    carla = await cluster.welcomes("Carla Saab")
    await confirms(owner, language)
    assert english in seen(owner)
    await presses(owner, i_add)
    assert nothing in seen(owner)
    await owner.taps("📤")
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    await cluster.passes(seconds=31)
    await looks(cluster)
    assert "Harvest" not in amina.sees
    assert len(got(carla, "Harvest")) == 1
    await owner.taps_data("bo:1")
    assert without in seen(owner)
    assert give in map(breaking, owner.buttons)
    await presses(owner, add)
    await owner.types("موسم القطاف")
    await looks(cluster)
    assert len(got(amina, "موسم القطاف")) == 1
    assert len(got(carla, "Harvest")) == 1, "nobody else gets it again"
    await owner.taps_data("bo:1")
    assert without not in seen(owner)
    for forged in ("yr:late:1:en", "yu:late:1:ar:fr", "y:late:1:ar", "yf:late:1:ar", "Cy:1:ar:fr"):
        await owner.taps_data(forged)
    await looks(cluster)
    assert (len(got(amina, "Vendanges")), len(got(carla, "Harvest"))) == (0, 1)
    async with cluster.database.reading() as session:
        broadcast = await session.get_one(Broadcast, 1)
        assert set(broadcast.wordings.written) == {"ar", "fr", "en"}
        assert broadcast.fallbacks == {}


@pytest.mark.both_databases
async def test_those_without_words_are_given_another_text_also_when_it_was_held(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes("Carla Saab")
    await confirms(owner, "en")
    await owner.taps("Arabic: I add the text")
    await owner.taps("Later")
    await owner.types("tomorrow 10:00")
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    bruno = await cluster.welcomes("Bruno Karam", language="ar")
    await owner.types("/broadcasts")
    await owner.taps("Harvest")
    assert "2 people read Arabic, for which there is no text" in owner.screen
    await cluster.passes(hours=30)
    await owner.types("/broadcasts")
    await owner.taps("Harvest")
    assert "held back" in owner.screen, "the clock jumped past it"
    assert "2 people read Arabic, for which there is no text" in owner.screen
    await owner.taps("Send it now")
    await cluster.passes(seconds=31)
    await looks(cluster)
    await owner.taps_data("bo:1")
    assert "2 people read Arabic, for which there is no text" in owner.screen
    await owner.taps("Arabic: add the text")
    await owner.taps("Send them another text")
    assert "no text in Arabic: 2 people of this audience would get nothing" in owner.screen
    await owner.taps("The text in French")
    await looks(cluster)
    assert [len(got(one, "Vendanges")) for one in (amina, bruno)] == [1, 1]
    await owner.types("/staff")
    await owner.taps("What staff did")
    assert "who had no text of broadcast no. 1" in owner.screen


async def test_what_is_said_by_itself_is_what_whoever_joins_gets(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes("Carla Saab")
    await confirms(owner, "en")
    await owner.taps("Arabic: the text in French")
    assert "If somebody reads Arabic by then: they get the text in French." in owner.screen
    await owner.taps("Send now")
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    await cluster.passes(seconds=31)
    assert len(got(amina, "Vendanges")) == 1
