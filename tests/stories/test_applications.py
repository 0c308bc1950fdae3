"""Companies apply to a mission step by step; staff score and decide; places go to those who wait."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import func, select

from bot.models.companies import Company, CompanyFile
from bot.models.ledger import Interaction
from bot.models.missions import Application, ApplicationDocument, Mission
from bot.rules.ledger import Act
from bot.rules.missions import ApplicationState, ApplicationStep, DocumentKind, Verdict
from bot.rules.staff import Role
from bot.screens.applicants import Decide, OpenApplicant
from bot.screens.applications import AskStep, SendApplication, WithdrawApplication
from bot.screens.mission_plans import OpenMissionPlan
from bot.screens.missions import OpenApplication
from tests.exchange.test_tables import cells
from tests.missions import a_mission, application_of, applies
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.test_entrances import appointed
from tests.stories.test_privacy import erases


async def sends_document(player: Player, name: str, content: bytes = b"%PDF") -> None:
    player.phone.send_document(name, content + name.encode())
    await player.cluster.settled()


async def begins(player: Player) -> None:
    await player.types("/missions")
    await player.taps("Lebanon at Gulfood")
    await player.taps("Apply")


async def fills(player: Player) -> None:
    """All steps, with a price list, up to the whole application."""
    await player.types("We want to find importers.")
    await player.types("Olive oil")
    await player.types("Importers of Dubai")
    await sends_document(player, "prices.pdf")
    await player.taps("That is all")
    await player.taps("Leave it out")
    await player.taps("I travel myself")


async def the_application(player: Player) -> Application:
    async with player.cluster.database.reading() as session:
        mission = (await session.scalars(select(Mission))).one()
    found = await application_of(player.cluster.database, mission, await person_of(player))
    assert found is not None
    return found


@pytest.mark.both_databases
async def test_a_company_applies_step_by_step_and_changes_and_withdraws_until_the_deadline(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Saliba", "Cedar Press")
    person = await person_of(amina)
    async with cluster.database.transaction() as session:
        company = await session.get_one(Company, person.company_id)
        company.products = "Olive oil, za’atar"
        session.add(
            CompanyFile(
                company_id=company.id,
                file_id="shown-1",
                file_unique_id="unique-1",
                name="catalogue.pdf",
                media="document",
                size=10,
                added_at=cluster.clock(),
            )
        )
    await a_mission(cluster.database)
    await begins(amina)
    assert "Why does your company want to go" in amina.screen
    await amina.types("We want to find <importers>.")
    assert "Your profile says:\nOlive oil, za’atar" in amina.screen
    await amina.taps("Take these")
    assert "Which buyers do you look for" in amina.screen
    await amina.types("/missions")  # nothing is lost on the way
    await amina.taps("Lebanon at Gulfood")
    await amina.taps("Go on with our application")
    await amina.types("Chains of the Gulf")
    await amina.types("no file")
    assert "Please send" in amina.screen
    await sends_document(amina, "prices.exe")
    assert "prices.exe is not a kind of file that is taken here" in amina.screen
    await sends_document(amina, "../prices.pdf")
    assert "📎 Kept: prices.pdf" in amina.screen
    await amina.taps("That is all")
    await amina.taps("catalogue.pdf")
    await amina.taps("That is all")
    assert "Who would travel?" in amina.screen
    await amina.types("Bruno")
    assert "answered by the buttons below" in amina.screen
    assert "Who would travel?" in amina.screen
    await amina.taps("Bruno Saliba")
    assert "not sent in yet" in amina.screen
    await amina.taps("Send it in")
    await amina.taps_data(SendApplication(1).pack())
    assert "Your company has applied" in amina.screen
    assert "📨 Cedar Press applies for Lebanon at Gulfood, sent in by Amina Haddad." in owner.sees
    assert owner.sees.count("sent in by Amina Haddad") == 1

    await bruno.types("/missions")  # a colleague goes on with it
    await bruno.taps("Lebanon at Gulfood")
    await bruno.taps("Our application")
    await bruno.taps("Why you want to go")
    await bruno.types("We were there last year.")
    assert "We were there last year." in bruno.screen
    application = await the_application(amina)
    assert application.state is ApplicationState.APPLIED
    assert application.traveller_id == (await person_of(bruno)).id
    assert (application.motivation, application.products) == (
        "We were there last year.",
        "Olive oil, za’atar",
    )
    async with cluster.database.reading() as session:
        names = (
            await session.scalars(select(ApplicationDocument.name).order_by(ApplicationDocument.id))
        ).all()
        applied = select(func.count()).where(Interaction.kind == Act.MISSION_APPLIED)
        assert list(names) == ["prices.pdf", "catalogue.pdf"]
        assert await session.scalar(applied) == 1

    await amina.taps_data(WithdrawApplication(application.id, is_sure=False).pack())
    await amina.taps("Withdraw")
    assert "↩️ Your company withdrew its application." in amina.screen
    await begins(amina)
    await amina.taps("Send it in")
    assert (await the_application(amina)).state is ApplicationState.APPLIED
    async with cluster.database.reading() as session:
        assert await session.scalar(applied) == 1  # and counts once


@pytest.mark.parametrize(
    ("language", "apply", "said"),
    [
        (
            "ar",
            ("طلب المشاركة", "اعتماد هذه", "تخطّي ذلك", "سأسافر بنفسي", "تقديم الطلب"),
            ("✅ شركتكم تستوفي الشروط.", "ما النتائج المرجوّة؟", "قُدّم طلب شركتكم"),
        ),
        (
            "fr",
            ("Postuler", "Prendre ceux-ci", "Passer", "Je voyage moi-même", "Envoyer la candidature"),
            (
                "✅ Votre entreprise remplit les conditions.",
                "qu’en attendez-vous",
                "Votre entreprise a postulé",
            ),
        ),
    ],
)
async def test_a_company_applies_in_the_language_of_who_writes(
    cluster: Cluster, language: str, apply: tuple[str, ...], said: tuple[str, ...]
) -> None:
    member = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    async with cluster.database.transaction() as session:
        company = await session.get_one(Company, (await person_of(member)).company_id)
        company.products = "زيت زيتون، huile d’olive"
    await a_mission(cluster.database)
    begin, take, skip, travel, send = apply
    await member.types("/missions")
    await member.taps({"ar": "غلفود", "fr": "Gulfood"}[language])
    assert {"ar": "دبي", "fr": "Dubaï"}[language] in member.screen
    assert said[0] in member.screen
    await member.taps(begin)
    assert said[1] in member.screen
    await member.types("…")
    await member.taps(take)
    for _step in range(3):
        await member.taps(skip)
    await member.taps(travel)
    await member.taps(send)
    assert said[2] in member.screen
    assert (await the_application(member)).state is ApplicationState.APPLIED


async def test_what_was_sent_a_second_before_the_deadline_counts_and_a_second_after_gets_a_sentence(
    cluster: Cluster,
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    mission = await a_mission(cluster.database)
    await begins(amina)
    await fills(amina)
    await amina.taps("Send it in")
    await amina.taps("Price list")
    assert mission.deadline_at is not None
    seconds = (mission.deadline_at - cluster.clock()).total_seconds()
    await cluster.passes(seconds=seconds - 3)
    cluster.tg.faults.outage = True  # the bot hears nothing while the deadline passes
    amina.phone.send_document("in-time.pdf", b"%PDF in time")
    cluster.clock.move(seconds=60)
    amina.phone.send_document("late.pdf", b"%PDF late")
    cluster.tg.faults.outage = False
    await cluster.settled()
    assert "The deadline was Thursday, 10 December 2026, 18:00, and has passed" in amina.sees
    async with cluster.database.reading() as session:
        names = (
            await session.scalars(select(ApplicationDocument.name).order_by(ApplicationDocument.id))
        ).all()
    assert list(names) == ["prices.pdf", "in-time.pdf"]


async def test_staff_score_and_decide_and_a_place_that_is_given_back_goes_to_who_waits(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    editor = await appointed(cluster, await cluster.welcomes("Lara Khoury", "QOOT"), Role.EDITOR)
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar")
    mission = await a_mission(cluster.database, places=1, minimum=1, fills_itself=True)
    documents = {DocumentKind.PRICE_LIST: "prices.pdf"}
    one = await applies(
        cluster.database, mission, await person_of(amina), documents=documents, motivation="Importers"
    )
    two = await applies(cluster.database, mission, await person_of(samia))
    three = await applies(cluster.database, mission, await person_of(karim))
    await owner.taps_data(OpenMissionPlan(mission.id).pack())
    await owner.taps("Applied: 3")
    assert "💺 Places left: 1" in owner.screen
    await owner.taps("Cedar Press")
    assert "Importers" in owner.screen
    await owner.taps("Score it")
    for points in "55555":
        await owner.taps(points)
    assert "⭐ Score: 100 of 100" in owner.screen
    await editor.taps_data(OpenApplicant(one.id).pack())
    await editor.taps("Score it")
    for points in "33333":
        await editor.taps(points)
    assert "⚠️ The scores are 50 apart, more than 20" in editor.screen
    assert "• Lara Khoury: 50" in editor.screen

    await owner.taps_data(OpenApplicant(one.id).pack())
    await owner.taps("Accept…")
    await owner.types("Welcome aboard!\nBook your flight by Monday.")
    await owner.taps("Confirm the decision")
    assert "Your company has a place" in amina.screen
    assert "Book your flight by Monday." in amina.screen
    assert "🎯 Set the targets" in amina.buttons
    await owner.taps_data(Decide(one.id, Verdict.ACCEPT, has_reason=True).pack())  # tapped a second time
    assert "✅ has a place" in owner.screen
    assert "Go on without a reason" not in owner.buttons
    await owner.taps_data(OpenApplicant(two.id).pack())
    await owner.taps("Accept…")
    assert "All 1 places are taken" in owner.toasts[-1]
    await owner.taps("Waiting list…")
    await owner.taps("Go on without a reason")
    assert "liste d’attente" in samia.screen
    await owner.taps_data(OpenApplicant(three.id).pack())
    await owner.taps("Refuse…")
    await owner.types("الأماكن محدودة")
    await owner.taps("Confirm the decision")
    assert "الأماكن محدودة" in karim.screen

    await amina.taps_data(OpenApplication(one.id).pack())
    await amina.taps("Give the place back")
    await amina.taps("Give the place back")
    assert "✅ It went to Vetro Glass, who waited." in owner.sees
    assert (await the_application(samia)).state is ApplicationState.ACCEPTED
    await owner.taps_data(OpenMissionPlan(mission.id).pack())
    await owner.taps("It takes place…")
    await owner.taps("It takes place")
    assert "Gulfood" in samia.screen
    assert samia.sees.count("Dubaï") >= 1


async def test_applicants_are_taken_as_a_sheet_and_their_documents_as_one_archive(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    mission = await a_mission(cluster.database)
    await begins(amina)
    await fills(amina)
    await amina.taps("Send it in")
    application = await the_application(amina)
    async with cluster.database.transaction() as session:
        for name, file_id, size in (("gone.pdf", "nothing-there", 5), ("huge.pdf", "huge", 21 * 1024**2)):
            session.add(
                ApplicationDocument(
                    application_id=application.id,
                    kind=DocumentKind.CATALOGUE,
                    file_id=file_id,
                    file_unique_id=file_id,
                    name=name,
                    media="document",
                    added_at=cluster.clock(),
                    size=size,
                )
            )
    await owner.taps_data(OpenMissionPlan(mission.id).pack())
    await owner.taps("Applied: 1")
    await owner.taps("As Excel")
    ((header, row),) = cells(downloaded(owner))
    found = dict(zip(header, row, strict=False))
    assert (found["Company"], found["Price list"]) == ("Cedar Press", "prices.pdf")
    assert found["Catalogue"] == "gone.pdf\nhuge.pdf"
    await owner.taps_data(OpenMissionPlan(mission.id).pack())
    await owner.taps("Applied: 1")
    await owner.taps("Documents")
    assert "Left out, for they are over 20 MB" in owner.screen
    assert "huge.pdf" in owner.screen
    await owner.taps("Get them as one archive")
    archive = zipfile.ZipFile(io.BytesIO(downloaded(owner)))
    (kept, missing) = archive.namelist()
    assert kept.startswith("Cedar Press/")
    assert archive.read(kept).startswith(b"%PDF")
    assert missing == "not at Telegram any more.txt"
    assert b"gone.pdf" in archive.read(missing)


def downloaded(player: Player) -> bytes:
    """The newest document that somebody got."""
    document = next(m["document"] for m in reversed(player.from_bot) if "document" in m)
    file = player.cluster.tg.files.get(document["file_id"])
    assert file is not None
    return file.content()


async def test_an_application_outlives_who_wrote_it(cluster: Cluster) -> None:
    await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Saliba", "Cedar Press")
    await a_mission(cluster.database)
    await begins(amina)
    await fills(amina)
    await amina.taps("Send it in")
    before = await the_application(bruno)
    await erases(amina)
    after = await the_application(bruno)
    assert (after.id, after.state, after.motivation) == (before.id, before.state, before.motivation)
    assert (after.person_id, after.traveller_id) == (None, None)
    await bruno.taps_data(AskStep(after.id, ApplicationStep.TRAVELLER).pack())
    await bruno.taps("I travel myself")
    assert "Bruno Saliba" in bruno.screen
