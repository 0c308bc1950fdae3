"""Scores as people see them: members their own, staff those of companies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.models.companies import Company
from bot.models.introductions import Mute
from bot.models.ledger import Opportunity
from bot.models.people import Person
from bot.models.scores import CompanyWeek, PersonWeek
from bot.rules.companies import Size
from bot.rules.completeness import COMPANY_WEIGHTS
from bot.rules.introductions import Origin, Why
from bot.rules.ledger import Act, Offer
from bot.rules.people import Seat
from bot.rules.scoring import Band
from bot.rules.staff import Role
from bot.rules.trends import week_of
from bot.screens.companies import LookAtCompanyScore
from bot.screens.company_scores import LookAtScore, LookAtScoreRows
from bot.screens.introduction_wording import ShowSuggestions
from bot.screens.scores import ShowScoreRows, ShowTrend
from bot.services import introductions, joining, ledger
from tests.events import an_event
from tests.moments import at
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.introduced import introduced
from tests.stories.test_entrances import appointed


async def been_here(cluster: Cluster, *players: Player, days: int = 400) -> None:
    """They joined so many days ago."""
    async with cluster.database.transaction() as session:
        await session.execute(
            update(Person)
            .where(Person.telegram_id.in_([one.id for one in players]))
            .values(joined_at=cluster.clock() - timedelta(days=days))
        )


async def did(cluster: Cluster, player: Player, act: Act, about: str, *, days_ago: int = 0) -> None:
    person = await person_of(player)
    async with cluster.database.transaction() as session:
        ledger.did(session, person, act, about, at(cluster.clock() - timedelta(days=days_ago)))


async def was_offered(cluster: Cluster, player: Player, offer: Offer, about: str, *, days_ago: int) -> None:
    person = await person_of(player)
    async with cluster.database.transaction() as session:
        moment = at(cluster.clock() - timedelta(days=days_ago))
        ledger.was_offered(session, person.id, person.company_id, offer, about, moment)


async def stood(cluster: Cluster, player: Player, points: dict[int, int]) -> None:
    """How they, and their company, were scored so many weeks ago."""
    person = await person_of(player)
    async with cluster.database.transaction() as session:
        for weeks, kept in points.items():
            week_on = week_of(cluster.clock().date() - timedelta(weeks=weeks))
            common = {"week_on": week_on, "points": kept, "band": Band.STEADY}
            session.add(PersonWeek(person_id=person.id, **common))
            session.add(CompanyWeek(company_id=person.company_id, is_slipping=False, last_did=None, **common))


async def asks(cluster: Cluster, asker: Player, other: Player) -> None:
    """One member asks to meet another."""
    one, two = await person_of(asker), await person_of(other)
    async with cluster.database.transaction() as session:
        found = await session.get_one(Person, one.id)
        await introductions.ask(session, found, two.id, Why.BUY, "", Origin.CARD, at(cluster.clock()))
    await cluster.settled()


async def went_to_one_of_two(cluster: Cluster, player: Player) -> None:
    """They had a seat at two events, and came to one."""
    event = await an_event(cluster.database, (await person_of(player)).id)
    await was_offered(cluster, player, Offer.EVENT_SEAT, event.about, days_ago=60)
    await was_offered(cluster, player, Offer.EVENT_SEAT, "event:77", days_ago=50)
    await did(cluster, player, Act.EVENT_ATTENDED, event.about, days_ago=55)


SEEN: dict[str, dict[str, Any]] = {
    "en": {
        "label": "My score",
        "points": "Steady, 63 of 100",
        "made": "You came to 1 of 2 events at which you had a seat.",
        "step": "Olive Oil Forum: are you going?",
        "free": "▫️ Sales and marketing: free",
        "trend": "How it went, as a picture",
        "went": "Since 11 October it has risen from 20 to 63.",
        "behind": "What stands behind it",
        "part": "Events with a seat, attended",
        "row": "2026: Olive Oil Forum",
        "missed": "something that is not there any more (not yet)",
        "hide": "Hide my score",
        "hidden": "You have hidden your score",
        "show": "Show my score",
        "back": "Back",
    },
    "fr": {
        "label": "Mon score",
        "points": "Régularité, 63 sur 100",
        "made": "Présence aux événements où vous aviez une place\u00a0: 1 sur 2.",
        "step": "Forum de l’huile d’olive\u00a0: y serez-vous\u202f?",
        "free": "▫️ Ventes et marketing\u00a0: à pourvoir",
        "trend": "Son évolution en image",
        "went": "Depuis le 11 octobre, il est monté de 20 à 63.",
        "behind": "Voir le détail",
        "part": "Présence aux événements",
        "row": "2026\u00a0: Forum de l’huile d’olive",
        "missed": "un élément qui n’existe plus (pas encore)",
        "hide": "Masquer mon score",
        "hidden": "Vous avez masqué votre score",
        "show": "Afficher mon score",
        "back": "Retour",
    },
    "ar": {
        "label": "مستوى تفاعلي",
        "points": "انتظام، 63 من 100",
        "made": "حضور الفعاليات التي حُجز لكم مقعد فيها: 1 من أصل فعاليتين.",
        "step": "ملتقى زيت الزيتون: هل ستحضرون؟",
        "free": "▫️ المبيعات والتسويق: شاغر",
        "trend": "كيف تطوّر، في صورة",
        "went": "ارتفع من 20 إلى 63 منذ 11 تشرين الأول.",
        "behind": "تفاصيل القياس",
        "part": "حضور الفعاليات",
        "row": "2026: ملتقى زيت الزيتون",
        "missed": "بند لم يعد موجودًا (ليس بعد)",
        "hide": "إخفاء مستوى تفاعلي",
        "hidden": "أخفيتم مستوى تفاعلكم",
        "show": "إظهار مستوى تفاعلي",
        "back": "رجوع",
    },
}


@pytest.mark.parametrize("language", SEEN)
async def test_a_member_sees_their_score_and_what_stands_behind_it(cluster: Cluster, language: str) -> None:
    words = SEEN[language]
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language, size=Size.SMALL)
    await been_here(cluster, amina)
    await went_to_one_of_two(cluster, amina)
    await stood(cluster, amina, {7: 20, 2: 50})
    await amina.taps(words["label"])
    for word in ("points", "made", "step", "free"):
        assert words[word] in amina.screen
    await amina.taps(words["trend"])
    assert words["went"] in amina.screen
    assert "photo" in amina.from_bot[-1]
    await amina.taps(words["back"])
    assert words["points"] in amina.screen
    await amina.taps(words["behind"])
    await amina.taps(words["part"])
    assert words["row"] in amina.screen
    assert words["missed"] in amina.screen
    await amina.taps(words["back"])
    await amina.taps(words["back"])
    assert words["points"] in amina.screen
    await amina.taps(words["hide"])
    assert words["hidden"] in amina.screen
    assert "63" not in amina.screen
    await amina.taps_data(ShowTrend().pack())
    assert words["hidden"] in amina.screen
    assert "photo" not in amina.from_bot[-1]
    assert words["free"] in amina.screen
    await amina.types("/score")
    assert words["hidden"] in amina.screen
    await amina.taps(words["show"])
    assert words["points"] in amina.screen


@pytest.mark.both_databases
async def test_what_waits_is_offered_and_gone_once_it_is_done(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    karim = await cluster.welcomes("Karim Aoun", "Bekaa Freight")
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass")
    await been_here(cluster, amina, karim, samia)
    await introduced(cluster, "Amina Haddad", "Samia Saad")
    await cluster.passes(days=14, minutes=1)
    await asks(cluster, karim, amina)
    await amina.types("/score")
    assert "Karim Aoun, Bekaa Freight: would you like to meet?" in amina.screen
    assert "You were introduced to Samia Saad. What has come of it?" in amina.screen
    assert "You answered 0 of 1 request to meet." in amina.screen
    await amina.taps("Look at the request")
    await amina.taps("Yes, introduce us")
    await amina.types("/score")
    assert "would you like to meet" not in amina.screen
    assert "You answered 1 of 1 request to meet." in amina.screen
    await amina.taps("What has come of it")
    await amina.taps("Yes, we did")
    await amina.types("/score")
    assert "What has come of it?" not in amina.screen
    assert "Asked 1 time what came of an introduction, you answered 1." in amina.screen
    assert "Still empty in your profile: What we offer." in amina.screen
    await amina.taps("Add: What we offer")
    await amina.types("olive oil")
    await amina.types("/score")
    assert "What we offer" not in amina.screen
    assert "You looked after your profile 1 time." in amina.screen


async def test_an_event_that_was_attended_waits_to_be_rated(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await been_here(cluster, amina)
    await an_event(cluster.database)
    await amina.types("/score")
    await amina.taps("Look at the invitation")
    await amina.taps("going")
    await amina.types("/score")
    assert "are you going?" not in amina.screen
    assert "You answered 1 of 1 invitation." in amina.screen
    await cluster.passes(days=4)
    await amina.types("/score")
    assert "Olive Oil Forum: how was it?" in amina.screen


async def test_where_nothing_waits_there_are_people_worth_meeting(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    async with cluster.database.transaction() as session:
        person = await session.scalar(select(Person))
        person.company.declined = list(COMPANY_WEIGHTS)
        person.phone, person.email = "+9613111222", "amina@cedar.example"
    await amina.types("/score")
    assert "Nothing waits for you." in amina.screen
    await amina.taps("People worth meeting")
    assert "Nobody stands out yet." in amina.screen


async def test_newcomers_are_not_scored_for_thirty_days(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.types("/score")
    assert "Your first 30 days are for looking around." in amina.screen
    assert "of 100" not in amina.screen
    await cluster.passes(days=30)
    await amina.types("/score")
    assert "Hardly anything was offered to you lately" in amina.screen
    assert "of 100" not in amina.screen


async def test_without_two_weeks_there_is_no_picture(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await been_here(cluster, amina)
    await did(cluster, amina, Act.EVENT_ATTENDED, "event:1")
    await amina.types("/score")
    assert "How it went, as a picture" not in amina.buttons
    await amina.taps_data(ShowTrend().pack())
    assert "There is nothing to draw yet" in amina.toasts[-1]


async def test_a_low_score_shames_nobody(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await been_here(cluster, amina)
    await was_offered(cluster, amina, Offer.INTRODUCTION, "introduction:1", days_ago=10)
    await amina.types("/score")
    assert "Resting, 0 of 100" in amina.screen
    assert "One answer is enough to begin again." in amina.screen
    assert "ormant" not in amina.screen


async def test_a_score_says_where_it_comes_from_and_where_it_goes(cluster: Cluster) -> None:
    cluster.keeps_each_week = True
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await been_here(cluster, amina)
    await cluster.passes(days=1)
    await did(cluster, amina, Act.EVENT_ATTENDED, "event:1")
    await cluster.passes(days=28)
    await did(cluster, amina, Act.EVENT_ATTENDED, "event:2")
    await amina.types("/score")
    assert "It is rising: four weeks ago it was 77." in amina.screen
    await cluster.passes(days=28)
    await amina.types("/score")
    assert "Four weeks ago it was 100. A small step turns it around." in amina.screen
    owner = await cluster.owner()
    company = LookAtCompanyScore((await person_of(amina)).company_id)
    await owner.taps_data(company.pack())
    await owner.taps("How it went, as a picture")
    assert "Since 29 November it has risen from 77 to 95." in owner.screen
    assert "photo" in owner.from_bot[-1]
    await owner.taps("Back")
    assert "Cedar Press" in owner.screen
    assert "Seats" in owner.screen


async def test_staff_who_are_members_have_no_score(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await appointed(cluster, amina, Role.VIEWER)
    await been_here(cluster, amina)
    await amina.types("/score")
    assert "You are of the cluster's staff, who are not scored." in amina.screen
    await amina.taps_data(LookAtScore((await person_of(amina)).id).pack())
    assert "This person is not scored" in amina.toasts[-1] + amina.sees


async def test_whom_nothing_reaches_is_not_marked_down(cluster: Cluster) -> None:
    """A request from somebody muted is not offered, and who hides is asked by nobody."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    karim = await cluster.welcomes("Karim Aoun", "Bekaa Freight")
    await been_here(cluster, amina, karim)
    one, two = await person_of(amina), await person_of(karim)
    async with cluster.database.transaction() as session:
        session.add(Mute(person_id=one.id, muted_id=two.id, at=cluster.clock()))
    await asks(cluster, karim, amina)
    assert (await offers(cluster, amina), await offers(cluster, karim)) == (0, 0)
    await amina.types("/score")
    assert "would you like to meet" not in amina.screen
    assert "Hardly anything was offered to you lately" in amina.screen
    async with cluster.database.transaction() as session:
        (await session.get_one(Person, two.id)).is_listed = False
    with pytest.raises(introductions.NotThere):
        await asks(cluster, amina, karim)
    assert await offers(cluster, karim) == 0
    await karim.types("/score")
    assert "You asked to meet 1 person." in karim.screen


async def offers(cluster: Cluster, player: Player) -> int:
    """How many opportunities the ledger knows of somebody."""
    person = await person_of(player)
    async with cluster.database.reading() as session:
        query = select(func.count()).where(Opportunity.person_id == person.id)
        return int(await session.scalar(query) or 0)


@pytest.mark.both_databases
async def test_staff_see_every_part_of_a_company(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", size=Size.SMALL)
    await cluster.welcomes("Sami Sfeir", "Cedar Press", seat=Seat.OTHER)
    ziad = await cluster.welcomes("Ziad Zein", "Cedar Press", seat=Seat.OTHER)
    await been_here(cluster, amina, ziad)
    await went_to_one_of_two(cluster, amina)
    for month in range(12):
        await did(cluster, amina, Act.INTRODUCTION_ASKED, f"introduction:{month}", days_ago=100 + 30 * month)
    async with cluster.database.transaction() as session:
        found = await session.get_one(Person, (await person_of(ziad)).id)
        await joining.leave(session, found, at(cluster.clock()))
        everyone = await session.scalars(select(Person))
        for person in everyone:
            person.is_reachable = False
            session.add(person)
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    company_id = (await person_of(amina)).company_id
    await vera.taps_data(LookAtCompanyScore(company_id).pack())
    for line in (
        "📈 Cedar Press",
        "Last active: today (recent)",  # somebody joined
        "⚠️ Nobody of this company can be reached",
        "Joined in the last 30 days: Sami Sfeir",
        "Left in the last 90 days: Ziad Zein",
        "• Sales and marketing (counts 1): nobody",
        "• On no seat that counts: Sami Sfeir (New)",
    ):
        assert line in vera.screen
    assert "• Owner or manager (counts 2): Amina Haddad (" in vera.screen
    await vera.taps("Amina Haddad")
    assert "• Events with a seat, attended: 1 of 2 (3.3 of 6.6 points)" in vera.screen
    await vera.taps("Events with a seat")
    assert "Olive Oil Forum" in vera.screen
    await vera.taps("Back")
    await vera.taps("Back")
    await vera.taps("Back")
    await vera.taps("How engaged it is")
    assert "📈 Cedar Press" in vera.screen


async def test_staff_find_the_score_on_a_companys_card_and_members_do_not(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    karim = await cluster.welcomes("Karim Aoun", "Bekaa Freight")
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    for reader in (vera, karim):
        await reader.types("/directory")
        await reader.types("Cedar Press")
    assert any("How engaged it is" in label for label in vera.buttons)
    assert not any("How engaged it is" in label for label in karim.buttons)
    person = await person_of(amina)
    for tap in (
        LookAtCompanyScore(person.company_id),
        LookAtScore(person.id),
        LookAtScoreRows(person.id, Act.EVENT_ATTENDED),
    ):
        await karim.taps_data(tap.pack())
        assert "for the cluster's staff only" in karim.toasts[-1]


async def test_buttons_of_somebody_who_is_gone_and_of_parts_without_rows_answer(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    await amina.taps_data(ShowScoreRows(Act.EVENT_RATED, 7).pack())
    assert "There is nothing here any more." in amina.screen
    await vera.taps_data(LookAtScore(999).pack())
    assert "This person is not scored" in vera.toasts[-1]
    await vera.taps_data(LookAtCompanyScore(999).pack())
    assert "does not exist any more" in vera.toasts[-1]


async def test_what_a_company_has_not_said_may_bring_a_named_one(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.welcomes("Samia Saad", "Vetro Glass")
    async with cluster.database.transaction() as session:
        for name, words in (
            ("Cedar Press", {"products": "olive oil"}),
            ("Vetro Glass", {"offers": "glass jars"}),
        ):
            await session.execute(update(Company).where(Company.name == name).values(**words))
    await amina.types("/score")
    assert "Vetro Glass offers glass jars. If you look for that, say so in your profile" in amina.screen
    await amina.taps("Add: What we look for")
    await amina.types("glass jars")
    await amina.types("/score")
    assert "Vetro Glass" not in amina.screen
    await amina.taps_data(ShowSuggestions().pack())
    assert "Samia Saad" in amina.screen
