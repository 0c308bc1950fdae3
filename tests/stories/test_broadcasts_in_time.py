"""When a broadcast goes out: not at night unawares, not hours late without asking, and counted down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.i18n import undirected
from bot.models.broadcasts import BroadcastPhase
from bot.outbox.broadcasts import hold_what_stood_still
from tests.stories.broadcasting import appoints_editor, got, is_down_for, looks, phase, writes
from tests.stories.cast import Cluster, Player, plain

LANGUAGES = pytest.mark.parametrize("language", ["en", "fr", "ar"])
ENGLISH = {"en": "English", "fr": "Anglais", "ar": "الإنجليزية"}
NIGHT = {
    "en": "It is 22:10 now: phones would ring at night",
    "fr": "Il est 22:10 : les téléphones sonneraient en pleine nuit",
    "ar": "الساعة الآن 10:10 م: سترنّ الهواتف ليلًا",
}
MORNING = {"en": "🌅 Tomorrow, 08:00", "fr": "🌅 Demain, 08:00", "ar": "🌅 غدًا، 8:00 ص"}
LATER = {
    "en": "Tuesday, 24 November 2026, 23:30 is at night: phones would ring",
    "fr": "mardi 24 novembre 2026 à 23:30 : c’est la nuit, les téléphones sonneraient",
    "ar": "الثلاثاء، 24 تشرين الثاني 2026، 11:30 م موعد ليلي: سترنّ الهواتف",
}


def reads(somebody: Player) -> str:
    """Their newest message, with plain spaces."""
    return undirected(somebody.screen).replace("\u00a0", " ").replace("\u202f", " ")


async def is_written(cluster: Cluster, language: str, text: str = "The news") -> tuple[Player, Player]:
    """The owner writes in English, in their language, to the one member, and is at the last look; both of them."""
    owner, amina = await cluster.owner(language), await cluster.welcomes()
    await owner.types("/broadcast")
    await owner.taps(ENGLISH[language])
    await owner.types(text)
    await owner.taps("📤")
    return owner, amina


@LANGUAGES
async def test_at_night_the_morning_is_offered_and_now_is_meant(cluster: Cluster, language: str) -> None:
    """It is Monday 11:00 in Beirut, and then 22:10."""
    owner, amina = await is_written(cluster, language)
    message, by_day = owner.button("📤")
    await cluster.passes(hours=11, minutes=10)
    await owner.taps_data(by_day, message["message_id"])
    assert NIGHT[language] in reads(owner)
    assert owner.buttons[0] == MORNING[language]
    await owner.taps("🌅")
    assert await phase(cluster) is BroadcastPhase.SCHEDULED
    await owner.taps("✋")
    await owner.taps("📤")
    assert NIGHT[language] in reads(owner)
    await owner.taps("🕒")
    await owner.types("24/11/2026 23:30")
    assert LATER[language] in reads(owner)
    assert await phase(cluster) is BroadcastPhase.COMPOSING
    await owner.taps("🕒")
    await owner.types("24/11/2026 07:59")
    assert owner.buttons[0] == MORNING[language]
    await owner.types("/broadcasts")
    await owner.taps("✏️ The news")
    await owner.taps("📤")
    await owner.taps("📤")
    await cluster.passes(seconds=31)
    assert len(got(amina, "The news")) == 1


@LANGUAGES
async def test_the_seconds_count_down_until_it_is_undone(cluster: Cluster, language: str) -> None:
    owner, amina = await is_written(cluster, language)
    await owner.taps("📤")
    (counting,) = [one for one in owner.from_bot if "30" in plain(one["text"])]
    await cluster.passes(seconds=11)
    (left,) = [int(found) for found in re.findall(r"\d+", reads(owner))[:1]]
    assert left < 20
    assert owner.from_bot[-1]["message_id"] == counting["message_id"], "one message says it all"
    await owner.taps("↩️")
    composing = owner.screen
    await cluster.passes(minutes=5)
    assert owner.screen == composing
    assert not got(amina, "The news")


HELD = {"en": "A broadcast was held back", "fr": "Une annonce a été retenue", "ar": "إعلان لم يُرسَل في موعده"}


@pytest.mark.both_databases
async def test_what_became_due_while_the_bot_was_down_waits_for_staff(cluster: Cluster) -> None:
    """Staff of three languages are asked about each of three, and each decides one."""
    owner, amina = await cluster.owner(), await cluster.welcomes()
    rana = await cluster.welcomes("Rana Khoury", language="fr")
    karim = await cluster.welcomes("Karim Saad", language="ar")
    await appoints_editor(owner, rana)
    await appoints_editor(owner, karim)
    texts = ["The first", "The second", "The third"]
    for text in texts:
        await writes(owner, en=text, fr=text, ar=text)
        await owner.taps("Send…")
        await owner.taps("Later")
        await owner.types("today 12:00")
    assert await phase(cluster, 3) is BroadcastPhase.SCHEDULED
    await cluster.passes(hours=2, minutes=30)
    for number in (1, 2, 3):
        assert await phase(cluster, number) is BroadcastPhase.HELD
    for somebody, language in ((owner, "en"), (rana, "fr"), (karim, "ar")):
        assert undirected(somebody.sees).count(HELD[language]) == 3
    assert "It was to go out on Monday, 23 November 2026, 12:00." in reads(owner)
    await cluster.passes(minutes=30)
    assert owner.sees.count("held back") == 3, "nobody is asked twice"

    await rana.types("/broadcasts")
    assert reads(rana).index("The third") < reads(rana).index("The first"), "all are held"
    await rana.taps("⏳ The first")
    message, late = rana.button("📤")
    await rana.taps("📤")
    await owner.types("/broadcasts")
    await owner.taps("⏳ The second")
    await owner.taps("Another time")
    await owner.taps("Today, 18:00")
    await karim.types("/broadcasts")
    await karim.taps("⏳ The third")
    await karim.taps("✖️")
    await rana.taps_data(late, message["message_id"])
    assert await phase(cluster, 3) is BroadcastPhase.CANCELLED
    await cluster.passes(seconds=31)
    await cluster.passes(hours=4, minutes=10)
    await looks(cluster)
    assert [len(got(amina, text)) for text in texts] == [1, 1, 0]


async def test_what_is_late_by_less_goes_out_unless_it_is_night_by_then(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    for text, at in (("At noon", "today 12:00"), ("In the evening", "today 20:30")):
        await writes(owner, en=text)
        await owner.taps("Send…")
        await owner.taps("Later")
        await owner.types(at)
    await cluster.passes(hours=1, minutes=59)
    assert len(got(amina, "At noon")) == 1
    await cluster.passes(hours=8, minutes=11)
    assert not got(amina, "In the evening")
    assert "now it is night: phones would ring" in owner.screen
    await owner.taps("Send it now")
    assert "It is 21:10 now" in owner.screen
    await owner.taps("Tomorrow, 08:00")
    assert "goes out on Tuesday, 24 November 2026, 08:00" in reads(owner)


NOBODY = {"en": "Nobody got it", "fr": "Reçue par personne", "ar": "لم يصل إلى أحد"}


@LANGUAGES
async def test_an_audience_that_is_gone_by_then_is_said_to_be(cluster: Cluster, language: str) -> None:
    owner, amina = await is_written(cluster, language)
    await owner.taps("🕒")
    await owner.types("23/11/2026 12:00")
    await amina.types("/settings")
    await amina.taps("Leave the bot")
    await amina.taps("Leave")
    await cluster.passes(hours=1, minutes=1)
    await looks(cluster)
    assert f"⚪️ {NOBODY[language]}" in reads(owner)
    assert "✅" not in reads(owner)
    await owner.types("/broadcasts")
    assert "⚪️ The news" in plain(owner.buttons[0])


STOOD_STILL = {
    "en": "The bot was down for more than an hour while it was being sent",
    "fr": "Le bot s’est arrêté plus d’une heure pendant l’envoi",
    "ar": "توقّف البوت أكثر من ساعة خلال الإرسال",
}


@LANGUAGES
async def test_what_was_half_sent_when_the_program_stopped_for_long_waits_for_staff(
    cluster: Cluster, language: str
) -> None:
    """A message still waits when it stops; it starts two hours later."""
    owner, amina = await is_written(cluster, language)
    is_down_for(amina)
    await owner.taps("📤")
    await cluster.passes(seconds=31)
    async with cluster.database.transaction() as session:
        now = cluster.clock()
        assert await hold_what_stood_still(session, now + timedelta(minutes=50)) == 0
        assert await hold_what_stood_still(session, now + timedelta(hours=2)) == 1
    cluster.tg.faults.clear()
    await looks(cluster)
    assert STOOD_STILL[language] in reads(owner)
    assert not got(amina, "The news")
    await owner.taps(owner.buttons[0])
    assert STOOD_STILL[language] in reads(owner)
    await owner.taps("▶️")
    await cluster.passes(minutes=1)
    assert len(got(amina, "The news")) == 1
