"""Staff look everybody up, keep their records, merge duplicates, end memberships, and see in the trail who did it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.models.companies import Company
from bot.models.people import Person, Standing
from bot.models.staff import AuditEntry
from bot.rules.companies import Size
from bot.rules.people import Seat
from tests.stories.cast import Cluster
from tests.stories.test_staff import appoints


async def people_named(cluster: Cluster, name: str) -> list[Person]:
    async with cluster.database.reading() as session:
        found = await session.scalars(select(Person).where(Person.name == name).order_by(Person.id))
        return list(found)


async def test_staff_find_somebody_who_has_not_joined_and_put_the_record_right(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes("Amina Haddad", "Cedar Press", size=Size.SMALL)
    await cluster.expects("Bruno Karam", "Cedar Press", seat=Seat.OTHER)
    await owner.types("/members")
    assert "People who have not joined yet: 1" in owner.screen
    await owner.types("bruno karm")
    await owner.taps("Bruno Karam")
    assert "Invited on" in owner.screen
    await owner.taps("Back")
    await owner.taps("Back")
    assert "“bruno karm”" in owner.screen, "the way back leads to what was found"
    await owner.taps("Bruno Karam")
    await owner.taps("Change")
    await owner.taps("Phone")
    await owner.types("03 123 456")
    await owner.taps("Role")
    await owner.taps("Sales and marketing")
    await owner.taps("Back")
    assert "+961 3 123 456" in owner.screen
    await owner.taps("Back")
    assert "✓ Sales and marketing: Bruno Karam" in owner.screen
    await owner.types("+961 3 123456")
    assert "Bruno Karam" in owner.screen
    (bruno,) = await people_named(cluster, "Bruno Karam")
    assert (bruno.seat, bruno.phone) == (Seat.COMMERCIAL, "+9613123456")
    await owner.types("/staff")
    await owner.taps("What staff did")
    assert "Bruno Karam: record changed" in owner.screen
    assert "Phone: – → +9613123456" in owner.screen
    await owner.types("karam")
    assert "Role: Another role → Sales and marketing" in owner.screen
    await owner.taps("As Excel")
    assert owner.from_bot[-1]["document"]["file_name"] == "trail-2026-11-23.xlsx"


async def test_a_company_is_renamed_but_not_to_anothers_name(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.expects("Bruno Karam", "Karam Estates")
    await cluster.expects("Amina Haddad", "Cedar Press")
    await owner.types("/members")
    await owner.types("cedar")
    await owner.taps("Cedar Press")
    await owner.taps("Change")
    await owner.taps("Name")
    await owner.types("karam ESTATES")
    assert "called Karam Estates already" in owner.screen
    await owner.types("Cedar Oils")
    assert "✅ Saved" in owner.screen
    await owner.taps("Export markets")
    await owner.types("France, Atlantis")
    assert "Atlantis" in owner.screen
    await owner.taps("Done")
    async with cluster.database.reading() as session:
        company = await session.scalar(select(Company).where(Company.name_key == "cedar oils"))
    assert company is not None
    assert company.markets == ["FR"]


KEYS = ("more", "merge", "do", "end", "renew", "move", "yes", "stays", "lost", "gone", "left")
SPOKEN = {
    "en": "More|Merge with|Merge them|End the|Renew|Move to|Move|Stays: Cedar Press|city|ended|ended",
    "fr": "Plus|Fusionner avec|Fusionner|Mettre fin|Renouveler|Déplacer vers|Déplacer|Reste : Cedar Press|ville|"
    "Adhésion terminée|pris fin",
    "ar": "المزيد|دمج مع|دمجهما|إنهاء|تجديد|نقل إلى|نقل|يبقى: Cedar Press|المدينة|انتهت|انتهت",
}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_duplicate_is_merged_somebody_moves_and_a_membership_ends_and_is_renewed(
    cluster: Cluster, language: str
) -> None:
    says = dict(zip(KEYS, SPOKEN[language].split("|"), strict=True))
    owner = await cluster.owner(language)
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    await cluster.expects("Bruno Karam", "Cedar Press SARL")
    async with cluster.database.transaction() as session:
        for company in await session.scalars(select(Company)):
            company.city = company.name
    await owner.types("/members")
    await owner.types("cedar pres")
    await owner.taps("Cedar Press")
    await owner.taps(says["more"])
    await owner.taps(says["merge"])
    await owner.taps("Cedar Press SARL")
    assert says["stays"] in owner.screen.replace("\u00a0", " ")
    assert says["lost"] in owner.screen
    message, data = owner.button(says["do"])
    owner.phone.tap(message["message_id"], data)
    owner.phone.tap(message["message_id"], data)
    await cluster.settled()
    async with cluster.database.reading() as session:
        (company,) = await session.scalars(select(Company))
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 1
    assert company.city == "Cedar Press"
    await owner.taps_data(f"cl:{company.id}")
    await owner.taps("Bruno Karam")

    async with cluster.database.transaction() as session:
        session.add(Company(name="Karam Estates", name_key="karam estates", created_at=cluster.clock()))
    await owner.taps(says["more"])
    await owner.taps(says["move"])
    await owner.types("karam")
    await owner.taps("Karam Estates")
    await owner.taps(says["yes"])
    assert "Karam Estates" in owner.screen
    (bruno,) = await people_named(cluster, "Bruno Karam")
    assert bruno.company.name == "Karam Estates"

    await owner.taps_data(f"cl:{company.id}")
    await owner.taps(says["more"])
    await owner.taps(says["end"])
    await owner.taps(says["end"])
    assert says["gone"] in owner.screen
    await cluster.passes(hours=12)
    assert "Cedar Press" in amina.screen
    await amina.opens()
    await amina.taps_data("wa")
    assert says["left"] in amina.screen, "they cannot come back by themselves"
    await owner.taps_data(f"cl:{company.id}")
    await owner.taps(says["more"])
    await owner.taps(says["renew"])
    (again,) = await people_named(cluster, "Amina Haddad")
    assert again.standing is Standing.MEMBER


async def test_a_viewer_looks_and_changes_nothing(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await appoints(cluster, owner, amina, "viewer")
    await amina.types("/members")
    await amina.taps("All companies")
    await amina.taps("Cedar Press")
    assert not {"✏️ Change", "➕ Person", "⋯ More"} & set(amina.buttons)
    async with cluster.database.transaction() as session:
        for one in await session.scalars(select(Person)):
            one.phone = "+9613123456"
    await amina.taps("Amina Haddad")
    assert "Language: English" in amina.screen
    assert "123 456" not in amina.screen, "who only looks reads no contact details"
    (person,) = await people_named(cluster, "Amina Haddad")
    for data in (
        f"Ke:company:{person.company_id}",
        f"Kd:person:{person.id}:1",
        f"Kj:person:{person.id}:{person.id}",
        "tt",
    ):
        await amina.taps_data(data)
        assert "does not include this" in amina.toasts[-1]


async def test_a_company_and_its_people_are_added_and_every_field_emptied_again(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/members")
    await owner.taps("New company")
    await owner.types("Orchard Juices")
    await owner.taps("➕ Person")
    assert "added to Orchard Juices" in owner.screen
    await owner.types("Nour Saliba")
    assert "Not invited yet" in owner.screen
    await owner.taps("Change")
    for label, typed in (
        ("Second phone", "70 111 222"),
        ("Title", "Head of sales"),
        ("Language", "français"),
        ("E-mail", "nour@orchard.example"),
    ):
        await owner.taps(label)
        await owner.types(typed)
    await owner.taps("Second phone")
    await owner.taps("Remove")
    (nour,) = await people_named(cluster, "Nour Saliba")
    assert (nour.other_phone, nour.title, nour.language) == (None, "Head of sales", "fr")
    assert (nour.email, nour.email_index is None) == ("nour@orchard.example", False)
    await owner.taps("Back")
    await owner.taps("Back")
    await owner.taps("Change")
    await owner.taps("Website")
    await owner.taps("We have none")
    await owner.taps("Founded in")
    await owner.types("1987")
    await owner.taps("Certifications")
    await owner.taps("HACCP")
    await owner.taps("Done")
    async with cluster.database.reading() as session:
        company = (await session.scalars(select(Company))).one()
    assert (company.declined, company.founded_in, company.certifications) == (["website"], 1987, ["haccp"])


async def test_companies_are_browsed_by_who_is_on_the_bot_and_by_whose_membership_has_ended(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.expects("Bruno Karam", "Karam Estates")
    await owner.types("/members")
    await owner.taps("Nobody on the bot (1)")
    assert "Karam Estates: 0 on the bot, 1 expected" in owner.screen
    await owner.taps("Karam Estates")
    await owner.taps("Bruno Karam")
    await owner.taps("More")
    await owner.taps("End the membership")
    await owner.taps("End the membership")
    assert "Membership ended on" in owner.screen
    await owner.taps("More")
    await owner.taps("Renew")
    assert "Membership ended" not in owner.screen
    await owner.taps("Back")
    await owner.taps("More")
    await owner.taps("End the membership")
    await owner.taps("End the membership")
    await owner.types("/members")
    await owner.taps("Membership ended (1)")
    assert "Karam Estates" in owner.screen
    await owner.taps("Karam Estates")
    await owner.taps("More")
    await owner.taps("What staff changed here")
    assert owner.screen.count("Bruno Karam: membership") == 2
    assert "Karam Estates: membership ended" in owner.screen
    await owner.taps("Back")
    assert "⛔ Membership ended on" in owner.screen


async def test_staff_get_the_files_of_a_company(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await amina.taps("My company")
    await amina.taps("Files")
    amina.phone.send_document("prices.pdf", b"%PDF")
    await cluster.settled()
    await owner.types("/members")
    await owner.types("cedar")
    await owner.taps("Cedar Press")
    await owner.taps("Files (1)")
    await owner.taps("prices.pdf")
    assert owner.from_bot[-1]["document"]["file_name"] == "prices.pdf"
