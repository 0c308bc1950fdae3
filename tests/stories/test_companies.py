"""Members keep their company's profile, together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.models import Company, CompanyFile, Handling, Invite, SubCluster
from bot.rules.companies import CERTIFICATIONS, Kind, Size
from bot.rules.countries import MARKETS
from bot.rules.fields import SPOKEN
from tests.stories.cast import Cluster, Player

MEGABYTE = 1024**2


async def company_of(cluster: Cluster, name: str = "Cedar Press") -> Company:
    async with cluster.database.reading() as session:
        return await session.scalar(select(Company).where(Company.name == name))  # type: ignore[no-any-return]


async def files_of(cluster: Cluster) -> list[CompanyFile]:
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(CompanyFile).order_by(CompanyFile.id)))


async def at(cluster: Cluster, *labels: str) -> Player:
    """Amina, at home, tapping through to a screen of her company."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.taps("My company")
    for label in labels:
        await amina.taps(label)
    return amina


async def test_the_company_says_what_is_there_and_asks_for_what_is_missing(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", kind=Kind.SME, size=Size.SMALL)
    await amina.types("/company")
    assert "Cedar Press" in amina.screen
    assert "Kind of member: SME" in amina.screen
    assert "Size: Small (up to 49 people)" in amina.screen
    assert "What we offer: –" in amina.screen
    assert "% complete" in amina.screen
    assert amina.buttons[0] == "➕ Add: What we offer"
    await amina.taps("Add: What we offer")
    await amina.types("Olive oil in bulk")
    assert "What we offer: Olive oil in bulk" in amina.screen
    assert amina.buttons[0] == "➕ Add: What we look for"


async def test_the_bar_grows_with_each_answer(cluster: Cluster) -> None:
    amina = await at(cluster)
    before = amina.screen.count("▰")
    for text in ("We press olives", "We look for bottles", "03 123 456", "amina@cedarpress.example"):
        await amina.taps("Add:")
        await amina.types(text)
    assert amina.screen.count("▰") > before
    assert amina.screen.count("▰") + amina.screen.count("▱") == 10


async def test_free_text_keeps_its_lines_and_has_a_limit(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "What we look for")
    await amina.types("x" * 601)
    assert "at most 600 characters" in amina.screen
    await amina.types("Glass bottles\r\n\r\n\r\n\r\nDistributors <in> the Gulf & beyond")
    assert (await company_of(cluster)).needs == "Glass bottles\n\nDistributors <in> the Gulf & beyond"
    await amina.taps("Change something")
    await amina.taps("What we look for")
    assert "Glass bottles\n\nDistributors <in> the Gulf & beyond" in amina.screen
    await amina.taps("Remove")
    assert "What we look for: –" in amina.screen


async def test_the_name_is_staffs_to_change(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something")
    assert "Only they can change the company's name" in amina.screen
    assert "Name" not in amina.buttons
    assert "Name in Arabic" in amina.buttons


async def test_several_choices_are_ticked_in_place(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "Certifications")
    message = amina.from_bot[-1]["message_id"]
    await amina.taps("HACCP")
    await amina.taps("ISO 22000")
    assert {"✓ HACCP", "✓ ISO 22000"} <= set(amina.buttons)
    await amina.taps("✓ HACCP")
    assert amina.from_bot[-1]["message_id"] == message
    assert (await company_of(cluster)).certifications == ["iso_22000"]
    await amina.taps("Done")
    assert "Certifications: ISO 22000" in amina.screen


async def test_a_double_tap_on_a_choice_is_one_choice(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "Languages spoken")
    message, data = amina.button("French")
    for _tap in range(2):
        amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert (await company_of(cluster)).languages == ["fr"]
    assert "✓ French" in amina.buttons


async def test_sub_clusters_are_those_that_exist_staffs_own_included(cluster: Cluster) -> None:
    async with cluster.database.transaction() as session:
        session.add(SubCluster(slug="dairy_and_everything_else_that_is_made_of_milk_in_the_mountains"))
    amina = await at(cluster, "Change something", "Sub-clusters")
    await amina.taps("Wine")
    await amina.taps("Dairy and everything")
    await amina.types("transformation")
    await amina.taps("Done")
    slugs = [part.slug for part in (await company_of(cluster)).sub_clusters]
    assert slugs[:2] == ["wine", "processing"]
    assert len(slugs) == 3


async def test_markets_are_paged_and_typed_in_three_languages(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "Export markets")
    assert "Page 1 of" in amina.screen
    await amina.taps("Next")
    assert "Page 2 of" in amina.screen
    await amina.taps("Previous")
    await amina.taps("Qatar")
    await amina.types("Allemagne، كندا, Atlantis <b>")
    assert "Not among the choices: Atlantis <b>" in amina.screen
    assert (await company_of(cluster)).markets == ["QA", "CA", "DE"]
    await amina.types("Narnia")
    assert "Not among the choices: Narnia" in amina.screen
    assert "✓ Qatar" in amina.buttons
    await amina.taps("Done")
    assert "Export markets: Qatar, Canada and Germany" in amina.screen


async def test_we_have_none_is_an_answer(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "Website")
    await amina.taps("We have none")
    assert "Website: none" in amina.screen
    assert (await company_of(cluster)).declined == ["website"]
    await amina.taps("Change something")
    await amina.taps("Website")
    await amina.types("cedarpress.example.com")
    assert (await company_of(cluster)).declined == []
    assert "Website: https://cedarpress.example.com" in amina.screen


async def test_what_is_no_website_is_refused(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "Website")
    for typed in ("javascript:alert(1)", "http://192.168.1.1", "cedar press", "ftp://a.b.com"):
        await amina.types(typed)
        assert "not the address of a website" in amina.screen, typed
    assert (await company_of(cluster)).website == ""


async def test_staff_hear_at_once_who_changed_what(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await at(cluster, "Change something", "City")
    await amina.types("Batroun")
    assert "Amina Haddad changed the profile of Cedar Press: City." in owner.sees
    await owner.taps("Look at the company")
    assert "City: Batroun" in owner.screen
    assert "Amina Haddad, Owner or manager" in owner.screen


async def test_ten_edits_in_a_minute_are_two_alerts(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await at(cluster, "Change something", "City")
    bruno = await cluster.welcomes("Bruno Khoury", "Cedar Press")
    await amina.types("Batroun")
    for label, text in (("What we offer", "Oil"), ("What we look for", "Glass"), ("Products", "Soap")):
        for words in (text, f"{text}!", f"{text}."):
            await amina.taps("Change something")
            await amina.taps(label)
            await amina.types(words)
    await bruno.taps("My company")
    await bruno.taps("Change something")
    await bruno.taps("Website")
    await bruno.types("cedarpress.example.com")
    assert owner.sees.count("changed the profile") == 1
    await cluster.passes(minutes=10)
    assert (
        "Amina Haddad changed the profile of Cedar Press: What we offer, What we look for and Products."
        in owner.sees
    )
    assert "Bruno Khoury changed the profile of Cedar Press: Website." in owner.sees
    await cluster.passes(minutes=10)
    assert owner.sees.count("changed the profile") == 3  # one line at once, two together
    await amina.taps("Change something")
    await amina.taps("City")
    await amina.types("Zahlé")
    assert owner.sees.count("changed the profile") == 4


async def test_what_changes_nothing_is_not_told(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "City")
    await amina.types("Batroun")
    await cluster.passes(minutes=11)
    owner = await cluster.owner()
    await amina.taps("Change something")
    await amina.taps("City")
    await amina.types("Batroun")
    assert "changed" not in owner.screen


async def test_two_people_at_once_keep_each_others_changes(cluster: Cluster) -> None:
    amina = await at(cluster, "Change something", "Export markets")
    bruno = await cluster.welcomes("Bruno Khoury", "Cedar Press")
    for label in ("My company", "Change something", "Export markets"):
        await bruno.taps(label)
    for player, labels in ((amina, ("Qatar", "Kuwait", "Oman")), (bruno, ("Iraq", "Jordan", "Egypt"))):
        for label in labels:
            message, data = player.button(label)
            player.phone.tap(message["message_id"], data)
    await cluster.settled()
    await amina.taps("Done")
    await bruno.taps("Done")
    await amina.taps("Change something")
    await amina.taps("City")
    await bruno.taps("Change something")
    await bruno.taps("What we offer")
    amina.phone.send("Batroun")
    bruno.phone.send("Oil")
    await cluster.settled()
    company = await company_of(cluster)
    assert set(company.markets) == {"QA", "KW", "OM", "IQ", "JO", "EG"}
    assert (company.city, company.offers) == ("Batroun", "Oil")


async def test_colleagues_are_shown_without_contact_details(cluster: Cluster) -> None:
    bruno = await cluster.welcomes("Bruno Khoury", "Cedar Press")
    await bruno.taps("My profile")
    await bruno.taps("Phone")
    await bruno.types("03 123 456")
    await cluster.expects("Carla Nassar", "Cedar Press")
    await cluster.welcomes("Dina Saab", "Other Foods")
    amina = await at(cluster, "People")
    assert "Bruno Khoury, Owner or manager" in amina.screen
    assert "Carla Nassar, Owner or manager (not here yet)" in amina.screen
    assert "123 456" not in amina.screen
    assert "Dina" not in amina.screen


def token_in(player: Player) -> str:
    """The payload of the invite link in the newest message that has one."""
    text = next(m["text"] for m in reversed(player.from_bot) if "?start=" in m.get("text", ""))
    return str(text.split("?start=")[1].split("\n")[0])


async def test_a_colleague_joins_by_a_members_link(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await at(cluster, "People", "Invite a colleague")
    assert "Amina Haddad invites a colleague to Cedar Press." in owner.sees
    assert "Open invite links: 1" in amina.screen
    bruno = cluster.visitor("Bruno")
    await bruno.opens(token_in(amina))
    await bruno.taps("English")
    await bruno.taps("✅")
    assert "You now represent Cedar Press" in bruno.screen
    await amina.taps("Home")
    await amina.taps("My company")
    await amina.taps("People")
    assert "Bruno, Another role" in amina.screen
    assert "Open invite links" not in amina.screen
    assert "You are invited to the member bot" in amina.sees


async def test_a_double_tap_makes_one_link(cluster: Cluster) -> None:
    amina = await at(cluster, "People")
    message, data = amina.button("Invite a colleague")
    for _tap in range(2):
        amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert amina.sees.count("You are invited to the member bot") == 1
    assert "has just changed" in amina.toasts[-1]


async def test_at_most_five_links_are_open_and_they_can_be_ended(cluster: Cluster) -> None:
    amina = await at(cluster, "People")
    for _link in range(5):
        await amina.taps("Invite a colleague")
    await amina.taps("Invite a colleague")
    assert "5 open invite links already" in amina.toasts[-1]
    assert amina.sees.count("You are invited") == 5
    token = token_in(amina)
    await amina.taps("End the open links")
    assert "were ended" in amina.screen
    bruno = cluster.visitor("Bruno")
    await bruno.opens(token)
    assert "not valid" in bruno.screen
    async with cluster.database.reading() as session:
        assert [invite.used_by for invite in await session.scalars(select(Invite))] == [amina.id]


async def test_files_are_kept_by_telegrams_id_and_sent_back(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await at(cluster, "Files")
    amina.phone.send_document("../../price list.pdf", b"%PDF", caption="our prices")
    await cluster.settled()
    assert "Saved as price list.pdf" in amina.screen
    amina.phone.send_photo(b"")
    await cluster.settled()
    assert "Amina Haddad changed the profile of Cedar Press: Files." in owner.sees
    document, photo = await files_of(cluster)
    assert (document.name, document.media) == ("price list.pdf", "document")
    assert (photo.name, photo.media) == (f"photo-{cluster.clock():%Y-%m-%d}", "photo")
    await amina.taps("price list.pdf")
    await amina.taps("Send it to me")
    sent = next(m for m in reversed(amina.from_bot) if "document" in m)
    assert sent["document"]["file_id"] == document.file_id
    await amina.taps("Back")
    await amina.taps("photo-")
    await amina.taps("Send it to me")
    assert any("photo" in m for m in amina.from_bot)


async def test_files_have_their_limits(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    amina.phone.send_document("huge.pdf", fake_size=20 * MEGABYTE + 1)
    await cluster.settled()
    assert "at most 20 MB" in amina.screen
    for number in range(10):
        amina.phone.send_document(f"{number}.pdf", fake_size=20 * MEGABYTE)
    await cluster.settled()
    amina.phone.send_document("one more.pdf", b"%PDF")
    await cluster.settled()
    assert "10 files already" in amina.screen
    assert len(await files_of(cluster)) == 10


async def test_the_same_file_is_kept_once(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    first = amina.phone.send_document("list.pdf", b"%PDF")
    await cluster.settled()
    again: Any = next(m for m in amina.phone.messages if m["message_id"] == first)
    amina.phone._say({"document": again["document"]})
    await cluster.settled()
    assert "there already" in amina.screen
    assert len(await files_of(cluster)) == 1


async def test_what_is_no_file_is_refused_and_the_form_stays(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    await amina.types("catalogue.pdf")
    assert "as a document or a photo" in amina.screen
    amina.phone.send_sticker()
    amina.phone.send_video()
    await cluster.settled()
    amina.phone.send_document("\u202e\u200b", b"%PDF")
    await cluster.settled()
    assert [file.name for file in await files_of(cluster)] == [f"document-{cluster.clock():%Y-%m-%d}"]


async def test_a_file_is_removed_after_a_question(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    amina.phone.send_document("list.pdf", b"%PDF")
    await cluster.settled()
    await amina.taps("list.pdf")
    await amina.taps("Remove")
    assert "Remove list.pdf" in amina.screen
    message, data = amina.button("Remove")
    for _tap in range(2):
        amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert await files_of(cluster) == []
    assert "not there any more" in amina.toasts[-1]
    amina.phone.send_document("list 2.pdf", b"%PDF")
    await cluster.settled()
    assert "Saved as list 2.pdf" in amina.screen


async def test_another_companys_file_is_not_there(cluster: Cluster) -> None:
    amina = await at(cluster, "Files")
    amina.phone.send_document("list.pdf", b"%PDF")
    await cluster.settled()
    dina = await cluster.welcomes("Dina Saab", "Other Foods")
    for number, act in enumerate(("cf:1", "cg:1", "cr:1:1"), start=1):
        await dina.taps_data(act)
        assert [toast for toast in dina.toasts if "not there any more" in toast] == dina.toasts[-number:]
    assert "list.pdf" not in dina.sees
    assert len(await files_of(cluster)) == 1


async def test_a_full_profile_still_fits_into_messages(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    async with cluster.database.transaction() as session:
        company = await session.scalar(select(Company))
        company.name = company.name_ar = "&" * 200
        company.city = "<" * 120
        company.products = company.offers = company.needs = "🧺" * 599 + "\n&"
        company.markets, company.certifications = list(MARKETS), list(CERTIFICATIONS)
        company.languages = list(SPOKEN)
        company.website = "https://example.com/" + "a" * 180
    await amina.taps("My company")
    assert "more" in amina.screen
    for field in ("products", "markets", "certifications", "languages", "name_ar"):
        await amina.taps_data(f"pe:{field}")
        assert "Now:" in amina.screen
    await cluster.passes(days=181)
    assert "still right" in amina.screen


async def test_only_staff_look_at_companies(cluster: Cluster) -> None:
    amina = await at(cluster)
    await amina.taps_data("cl:1")
    assert "staff only" in amina.toasts[-1]


async def test_every_route_of_the_company_is_for_members(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour")
    await nour.opens()
    for data in ("c", "ce", "cp", "ci:0", "cx", "cf:1", "cg:1", "cr:1:1", "pe:offers", "pc:markets:QA:1:0"):
        await nour.taps_data(data)
        assert "invite link" in nour.screen
    assert await cluster.count(Handling.FAILED) == 0
