"""Afterwards: did you meet, and what came of it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.models.introductions import OutcomeReport
from bot.models.ledger import Interaction, Opportunity
from bot.rules.ledger import Act, Offer
from bot.rules.outcomes import Outcome
from tests.stories.cast import Cluster
from tests.stories.introduced import introduced


async def said(cluster: Cluster) -> list[tuple[Outcome | None, int | None]]:
    async with cluster.database.reading() as session:
        found = await session.execute(
            select(OutcomeReport.answer, OutcomeReport.value).order_by(OutcomeReport.id)
        )
        return [(answer, value) for answer, value in found]


@pytest.mark.both_databases
async def test_both_are_asked_three_times_and_answer_for_themselves(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar")
    await introduced(cluster, "Amina Haddad", "كريم عون")
    await cluster.passes(days=14, minutes=1)
    assert "Have you met, or talked, since?" in amina.screen
    assert "هل جرى بينكم لقاء أو حديث" in karim.screen
    assert "Amina Haddad" in karim.screen
    before = karim.sees
    await amina.taps("Yes, we did")
    assert "You said: they met or talked" in amina.screen
    assert karim.sees == before
    await amina.taps("Not yet")
    assert "You said: not met yet" in amina.screen
    await karim.taps("ليس بعد")

    await cluster.passes(days=16)
    assert "What has come of it so far?" in amina.screen
    await karim.taps("عقد أو طلبية")
    assert "ما القيمة التقريبية بالدولار" in karim.screen
    await karim.types("كثير")
    assert "تعذّرت قراءة هذا المبلغ" in karim.screen
    await karim.types("٣ آلاف دولار")
    assert "عقد أو طلبية، بقيمة تقريبية: 3,000 دولار أميركي" in karim.screen
    await amina.taps("Nothing yet")

    await cluster.passes(days=60)
    await amina.taps("Samples")
    await amina.taps("Skip")
    assert "You said: samples" in amina.screen
    assert (await said(cluster))[:5] == [
        (Outcome.NOT_MET, None),
        (Outcome.NOT_MET, None),
        (Outcome.NOTHING, None),
        (Outcome.CONTRACT, 3000),
        (Outcome.SAMPLES, None),
    ]
    async with cluster.database.reading() as session:
        acts = await session.scalar(select(func.count()).where(Interaction.kind == Act.OUTCOME_REPORTED))
        offers = await session.scalar(select(func.count()).where(Opportunity.kind == Offer.OUTCOME))
    assert (acts, offers) == (5, 6)


async def test_a_question_waits_below_home_and_a_late_answer_counts(cluster: Cluster) -> None:
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    eve = await cluster.welcomes("Eve Else", "Eavesdrop")
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    await introduced(cluster, "Samia Saad", "Amina Haddad")
    await cluster.passes(days=14, minutes=1)
    await samia.taps("Accueil")
    assert "Que souhaitez-vous faire" in samia.screen
    assert "Y a-t-il eu depuis une rencontre" in samia.sees
    _message, answer = samia.button("Oui")
    await cluster.passes(days=100)
    await eve.taps_data(answer)
    assert "does not exist any more" in eve.toasts[-1]
    await samia.taps("Un contrat")
    await samia.taps("Une autre réponse")
    await samia.taps_data(answer)
    assert "Merci" in samia.toasts[-1]
    assert "Votre réponse\u00a0: rencontre ou échange" in samia.sees
    answers = [answer for answer, _value in await said(cluster)]
    assert sorted(answer for answer in answers if answer) == [Outcome.CONTRACT, Outcome.MET]


async def test_what_is_skipped_is_worth_nothing_any_more(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.welcomes("Bruno Karam", "Vetro Glass")
    await introduced(cluster, "Amina Haddad", "Bruno Karam")
    await cluster.passes(days=30, minutes=1)
    _message, contract = amina.button("A contract")
    await amina.taps("A contract")
    _message, skip = amina.button("Skip")
    await amina.types("50,000")
    assert "worth about 50,000 US dollars" in amina.screen
    await amina.taps_data(skip)  # the question about its worth is over
    assert (Outcome.CONTRACT, 50_000) in await said(cluster)

    await amina.taps("Samples")
    assert "50,000" not in amina.screen
    await amina.taps("Skip")
    assert (Outcome.SAMPLES, None) in await said(cluster)

    await amina.taps_data(contract)
    await amina.types("50,000")
    await amina.taps_data(contract)
    assert "So far you said: 50,000 US dollars. Skipping" in amina.screen
    await amina.taps("Skip")
    assert (Outcome.CONTRACT, None) in await said(cluster)


async def test_an_answer_that_was_left_in_the_middle_is_found_again_and_changed(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    await introduced(cluster, "Amina Haddad", "Bruno Karam")
    await amina.types("/introductions")
    await amina.taps("Bruno Karam")
    assert not any("What has come of it" in label for label in amina.buttons)
    await cluster.passes(days=14, minutes=1)
    await cluster.passes(days=16)
    await amina.taps("contract")
    await amina.types("/start")
    assert "What has come of it so far?" not in amina.sees
    await amina.types("/introductions")
    await amina.taps("Bruno Karam")
    await amina.taps("What has come of it")
    assert "What has come of it so far?" in amina.screen
    assert "You said: a contract or an order" in amina.screen
    await amina.taps("A contract or an order")
    await amina.types("4000")
    assert "worth about 4,000 US dollars" in amina.screen
    await bruno.types("/introductions")
    await bruno.taps("Amina Haddad")
    await bruno.taps("What has come of it")
    assert "You said" not in bruno.screen
