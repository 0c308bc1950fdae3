"""Opportunities on the phone: posted, told, taken up with what was missing, won, added up; proposed and declined."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.i18n import LOCALES, speaking
from bot.markup import TEXT_LENGTH, fits
from bot.models.companies import Company
from bot.models.inbox import Handling
from bot.models.introductions import Introduction
from bot.models.openings import Opening, OpeningText, Prospect
from bot.replies import laid_out
from bot.rules.audiences import Reach
from bot.rules.companies import CERTIFICATIONS, DEFAULT_SUB_CLUSTERS, Kind, Size
from bot.rules.concepts import concepts
from bot.rules.countries import MARKETS
from bot.rules.fields import Field
from bot.rules.fit import YES, Conditions, Criterion, Facts, Outlook, Population, fit
from bot.rules.introductions import Why
from bot.rules.ledger import Act, Offer
from bot.rules.money import Money
from bot.rules.openings import NEED_LIMIT, TEXT_LIMIT, Interest, OpeningKind, OpeningPhase, Result
from bot.rules.pages import PAGE, Page
from bot.screens import conditions, opening_lists, opening_plans, openings
from bot.screens.fields import mend
from tests.moments import at
from tests.stories.cast import Cluster, Player
from tests.stories.polling import acts
from tests.stories.test_edits import edits

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VALUES: dict[Criterion, Iterable[str]] = {
    Criterion.SIZE: Size,
    Criterion.KIND: Kind,
    Criterion.SUB_CLUSTER: DEFAULT_SUB_CLUSTERS,
    Criterion.PRODUCT: concepts(),
    Criterion.CERTIFICATION: CERTIFICATIONS,
    Criterion.EVERY_CERTIFICATION: CERTIFICATIONS,
    Criterion.EXPORTS: (YES,),
    Criterion.MARKET: MARKETS,
    Criterion.AGE_FROM: ("3",),
    Criterion.AGE_TO: ("5",),
}
ALL_CONDITIONS = Conditions({one: tuple(values) for one, values in VALUES.items()})
GRANT = "Grant for food safety\nUp to half of the cost of a certificate."


async def posts(
    staff: Player, kind: str, text: str, *details: tuple[str, str], is_narrowed: bool = False
) -> None:
    """Staff begin one in English, which everybody gets, say the details, and are about to post it."""
    await staff.types("/opportunity")
    await staff.taps("Post one")
    await staff.taps(kind)
    await staff.types(text)
    for label, typed in details:
        await staff.taps(label)
        await staff.types(typed)
    if is_narrowed:
        await staff.taps("Conditions")
        await staff.taps("Company size")
        await staff.taps("Small")
        await staff.taps("Done")
        await staff.taps("One certificate of")
        await staff.types("haccp, iso 99")
        assert "Not understood: iso 99" in staff.screen
        await staff.taps("Done")
        assert "“Company size” rules out 1: Bekaa Mills" in staff.screen
        await staff.taps("Who nearly fits")
        assert "بقاع للشحن: One certificate of (not said)" in staff.screen
        await staff.taps("Back")
        await staff.taps("Back")


@pytest.mark.both_databases
async def test_a_grant_is_posted_told_mended_won_and_added_up_in_three_languages(cluster: Cluster) -> None:
    owner = await cluster.owner()
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr", size=Size.SMALL)
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar", size=Size.SMALL)
    bruno = await cluster.welcomes("Bruno Karam", "Bekaa Mills", size=Size.LARGE)
    async with cluster.database.transaction() as session:
        certified = update(Company).where(Company.name == "Vetro Glass")
        await session.execute(certified.values(certifications=["haccp"]))
    details = (("Deadline", "15/1 12:00"), ("Amount", "25.000 $"), ("Link", "grants.example.com"))
    await posts(owner, "Grant", GRANT, *details, is_narrowed=True)
    assert "US$25,000" in owner.screen
    await owner.taps("Post…")
    for _other in ("Arabic", "French"):
        await owner.taps("The text in English")
    await owner.taps("Post…")
    assert "1 company fits\n1 nearly fits: it lacks only what it can add" in owner.screen
    assert "told in the weekly list (Tuesday, 24 November 2026" in owner.screen
    await owner.taps("Post it")
    await cluster.passes(days=1)
    assert "1\u00a0nouvelle opportunité pour votre entreprise" in samia.screen
    assert "فرصة" in karim.screen
    assert "opportunit" not in bruno.screen
    for reader, waits in ((karim, "هل تهمّ شركتكم؟"), (samia, "votre entreprise est-elle intéressée")):
        await reader.types("/score")
        assert waits in reader.screen
    await karim.taps("الاطّلاع على الفرصة")
    assert "تكاد تستوفي" in karim.screen
    await karim.taps("إضافة الشهادات")
    await karim.taps("HACCP")
    await karim.taps("تمّ")  # from the profile straight back
    assert "✅ شركتكم تستوفي الشروط" in karim.screen
    await karim.taps_data(mend(Field.FOUNDED_IN, openings.OpenOpening(1)).pack())
    await karim.types("1998")
    await karim.taps("العودة إلى حيث كنتم")
    await karim.taps("⭐ تهمّنا")
    await samia.taps("Grant for food safety")
    await samia.taps("Pas pour nous")
    await samia.types("/score")
    assert "intéressée" not in samia.screen
    assert await acts(cluster, Act.OPENING_ANSWERED) == ["opening:1"] * 2
    assert await acts(cluster, Offer.OPENING) == ["openings:2026-11-24"] * 2
    await cluster.passes(days=7)
    assert "nouvelle" not in samia.screen  # nothing is new: nothing is said
    await cluster.passes(days=42, hours=3)
    assert "⏳ يمكن التقدّم إلى Grant for food safety" in karim.screen
    await cluster.passes(days=4)
    assert "هل تقدّمت إليها؟" in karim.screen
    await karim.taps("🏆")
    await karim.types("٢٥٠٠٠")
    assert [label.replace("\xa0", " ") for label in karim.buttons][:3] == [
        "25,000 US$",
        "25,000 ل.ل.",
        "25,000 €",
    ]
    await karim.taps("US$")
    assert "✅ شكرًا لكم" in karim.screen
    assert "⭐ شركتكم: فازت، 25,000\xa0US$" in karim.screen
    await owner.types("/opportunity")
    await owner.taps("What came of them")
    assert "Companies told: 2 · interested: 1 · applied: 1 · got it: 1" in owner.screen
    assert "Won: US$25,000" in owner.screen
    await owner.taps("Back")
    await owner.taps("Grant for food safety")
    await owner.taps("Companies and results")
    await owner.taps("Vetro Glass")
    assert "Vetro Glass: not interested" in owner.screen
    await owner.taps("got it")
    await owner.types("1,250.50 EUR")
    assert "got it · €1,250.50" in owner.screen
    await owner.types("/opportunity")
    await owner.taps("What came of them")
    assert "Won: €1,250.50 and US$25,000" in owner.screen
    await owner.taps("As Excel")
    assert owner.from_bot[-1]["document"]["file_name"].startswith("opportunities-")
    assert await cluster.count(Handling.FAILED) == 0


@pytest.mark.parametrize("language", LOCALES)
def test_the_longest_of_everything_fits_into_a_message(language: str) -> None:
    longest = Opening(
        created_at=NOW,
        zone="Asia/Beirut",
        kind=OpeningKind.CALL,
        phase=OpeningPhase.POSTED,
        link=f"https://{'a' * 290}",
        deadline_at=NOW + timedelta(days=9),
        worth=Money.of("99999999999999.99 USD"),
        need="&" * NEED_LIMIT,
        conditions=ALL_CONDITIONS.stored(),
        texts=[OpeningText(language=language, title="&" * 200, html="&amp;" * TEXT_LIMIT)],
    )
    longest.company = company = Company(name="&" * 200, name_key="", name_ar="&" * 200, created_at=NOW)
    longest.id = 1
    found = fit(ALL_CONDITIONS, Facts())
    many = Page([(company, found)] * PAGE, 99, 0)
    tally = Population({n: Facts(size=Size.LARGE, markets=frozenset()) for n in range(30)}).tally(
        ALL_CONDITIONS
    )
    outlook, companies = Outlook(tally, 99), dict.fromkeys(range(30), company)
    prospect = Prospect(
        opening_id=1, company_id=1, result=Result.WON, won=longest.worth, interest=Interest.INTERESTED
    )
    with speaking(language):
        shown = [
            openings.opening(longest, found, prospect, at(NOW), is_own=False, note=openings.saved()),
            opening_lists.told_at_once(longest, is_nearly=True),
            opening_lists.weekly([(longest, True)] * 20, at(NOW)),
            opening_plans.composing(longest, Reach(), 9, 9),
            opening_plans.proposal(longest, "&" * 200),
            conditions.conditions_screen(
                "open", 1, ALL_CONDITIONS, outlook, companies, back=openings.ListOpenings()
            ),
            conditions.who_fits("open", 1, "nearly", many, ALL_CONDITIONS),
            conditions.criterion_screen(
                "open", 1, ALL_CONDITIONS, outlook, Criterion.PRODUCT, Page([], 0, 0), "&" * 200
            ),
        ]
        for reply in shown:
            assert fits(laid_out(reply, language)["text"], TEXT_LENGTH), reply.text[:200]


async def test_what_a_company_proposes_is_posted_and_leads_to_an_introduction_or_is_declined_with_a_word(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Bekaa Mills")
    for need in ("We look for 40 t of potatoes for the German market", "Buy my old car"):
        await amina.types("/opportunities")
        await amina.taps("Propose one")
        await amina.taps("Buyer")
        await amina.types(need)
        message, sending = amina.button("Send it")
        for _tap in range(2):
            await amina.taps_data(sending, message["message_id"])
        assert "What your company proposed is listed here" in amina.screen
        assert "Proposed: " in amina.screen
    assert "Amina Haddad of Cedar Press proposes: Buyer\n\nBuy my old car" in owner.screen
    await edits(amina, "Buy my old car", "Buy my old lorry")
    assert "Corrected" in amina.screen
    await owner.taps("Look at the opportunity")
    assert "Buy my old lorry" in owner.screen
    await owner.taps("Decline…")
    await owner.types("Cars are not ours")
    assert "do not post" in amina.screen
    assert "Cars are not ours" in amina.screen
    await owner.types("/opportunity")
    await owner.taps("Cedar Press")
    await owner.taps("Write and post it")
    assert "40 t of potatoes" in owner.screen
    await owner.types("40 t of potatoes wanted\nFor the German market.")
    await owner.taps("Deadline")
    assert "A day alone means until its end" in owner.screen
    await owner.types("26/11")
    assert "Until Thursday, 26 November 2026, 23:59" in owner.screen
    await owner.taps("Post…")
    assert "The deadline is near: they are told at once" in owner.screen
    await owner.taps("Post it")
    assert "Your proposal is posted: 40 t of potatoes wanted" in amina.screen
    assert "A new opportunity for your company; it ends soon" in bruno.screen
    assert "From Cedar Press" in bruno.screen
    await bruno.taps("Look, and answer")
    await bruno.taps("Meet Cedar Press about this")
    assert "40 t of potatoes wanted" in bruno.screen
    await bruno.taps("Send")
    assert "We would like to take up this opportunity together: 40 t of potatoes wanted" in amina.screen
    async with cluster.database.reading() as session:
        asked = await session.scalar(select(Introduction))
    assert (asked.why, asked.opening_id) == (Why.OPENING, 1)
    await bruno.types("/opportunities")
    await bruno.taps("40 t of potatoes")
    await bruno.taps("It interests us")
    await owner.types("/opportunity")
    await owner.taps("40 t of potatoes")
    await owner.taps("Cancel…")
    await owner.types("The harvest was lost")
    await owner.taps("Cancel it for this reason")
    assert "Cancelled: The harvest was lost" in owner.screen
    assert "40 t of potatoes wanted cannot be taken up any more.\n\nThe harvest was lost" in bruno.screen
    await bruno.types("/opportunities")
    await bruno.taps("Ours (1)")
    await bruno.taps("40 t of potatoes")
    assert "Cancelled: The harvest was lost" in bruno.screen
    assert await cluster.count(Handling.FAILED) == 0
