"""Members keep their company's profile, together."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.companies import Company, SubCluster
from bot.models.inbox import Handling
from bot.rules.companies import CERTIFICATIONS, Kind, Size
from bot.rules.countries import MARKETS
from bot.rules.fields import SPOKEN
from tests.stories.cast import Cluster
from tests.stories.company import at, company_of


async def test_the_company_says_what_is_there_and_asks_for_what_is_missing(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", kind=Kind.SME, size=Size.SMALL)
    await amina.types("/company")
    assert "Cedar Press" in amina.screen
    assert "Kind of member: SME" in amina.screen
    assert "Size: Small (up to 49 people)" in amina.screen
    assert "What we offer: –" in amina.screen
    assert "% complete" in amina.screen
    assert amina.buttons[2] == "➕ Add: What we offer"
    await amina.taps("Add: What we offer")
    await amina.types("Olive oil in bulk")
    assert "What we offer: Olive oil in bulk" in amina.screen
    assert amina.buttons[2] == "➕ Add: What we look for"


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
    assert "601 characters; at most 600 fit" in amina.screen
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


@pytest.mark.both_databases
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
    assert "✓ Owner or manager: Amina Haddad" in owner.screen


@pytest.mark.both_databases
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
        "Amina Haddad changed the profile of Cedar Press: What we offer, what we look for and products."
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


@pytest.mark.both_databases
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
