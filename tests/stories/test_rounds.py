"""A round: started by staff, joined by members in three languages, paired, and reported on."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.models.companies import Company
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.models.rounds import Round
from bot.models.staff import AuditEntry, Staff
from bot.rules.rounds import Habit, RoundPhase, Say
from bot.rules.staff import Role
from bot.screens.own_rounds import AnswerRound
from bot.screens.rounds import CancelRound, OpenRound
from bot.services import matching
from tests.stories.cast import Cluster, Player


async def three(cluster: Cluster) -> tuple[Player, Player, Player]:
    """Amina sells what Bruno looks for, and buys what he sells; Carla goes with neither."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language="ar")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro <Glass>", language="fr")
    carla = await cluster.welcomes("Carla Saab", "Hill Honey", language="en")
    async with cluster.database.transaction() as session:
        for name, offers, needs in (
            ("Cedar Press", "زيت زيتون", "أوعية زجاجية"),
            ("Vetro <Glass>", "bocaux en verre", "huile d’olive"),
        ):
            company = await session.scalar(select(Company).where(Company.name == name))
            company.offers, company.needs = offers, needs
    return amina, bruno, carla


async def starts(cluster: Cluster, owner: Player, *labels: str) -> None:
    """Start a round; its invitations go out if they are to go now."""
    await owner.types("/rounds")
    for label in ("Start a round", *labels, "Go on", "Start the round"):
        await owner.taps(label)
    await cluster.passes(seconds=6)


@pytest.mark.both_databases
async def test_a_round_from_its_start_to_its_report(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    await owner.types("/rounds")
    await owner.taps("Start a round")
    assert "For everybody" in owner.screen
    assert "Can take part: 3 people\nArabic 1 · French 1 · English 1" in owner.screen
    await owner.taps("2 days")
    await owner.taps("Go on")
    assert "Monday, 23 November 2026, 11:00: invitations go out." in owner.screen
    assert "Tuesday, 24 November 2026, 11:00: who has not answered is reminded." in owner.screen
    assert "Wednesday, 25 November 2026, 11:00: joining ends" in owner.screen
    assert "Wednesday, 2 December 2026, 11:00: the report" in owner.screen
    await owner.taps("Start the round")
    assert "Planned" in owner.screen
    await cluster.passes(seconds=6)
    await amina.taps("أودّ المشاركة")
    assert "تمّ تسجيل مشاركتكم" in amina.screen
    await bruno.taps("Pas cette fois")
    await bruno.taps("Je participe")
    assert "Vous participez" in bruno.screen
    await cluster.passes(days=1, minutes=1)
    assert "closes soon" in carla.screen
    assert "قريبًا" not in amina.sees
    await carla.taps("Count me in")
    await cluster.passes(days=1)
    assert "Bruno Karam" in amina.screen
    assert "Amina Haddad" in bruno.screen
    assert "found nobody new for you" in carla.screen
    await carla.taps("People worth meeting")
    await amina.taps("نعم")
    await bruno.taps("Oui, présentez-nous")
    await cluster.passes(seconds=1)
    assert "تمّ التعارف مع" in amina.sees
    await carla.taps_data(AnswerRound(1, Say.SKIP).pack())
    assert "too late" in carla.toasts[-1]
    assert "You take part" in carla.screen
    await cluster.passes(days=7)
    assert "is over" in owner.sees
    assert "Invited: 3\n• Joined: 3\n• Not this time: 0\n• No answer: 0" in owner.sees
    assert "Paired: 2, in pairs: 1\n• Introduced, since both said yes: 1" in owner.sees
    assert "(Cedar Press)" in owner.sees
    assert "(Vetro <Glass>)" in owner.sees
    assert "got nobody\n• Carla Saab (Hill Honey)" in owner.sees
    await owner.taps("Excel")
    assert "The pairs of the round of Monday, 23 November 2026" in owner.screen


async def test_staff_choose_whom_and_when_and_cancel(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    await owner.types("/rounds")
    await owner.taps("Start a round")
    await owner.taps("Invite tomorrow")
    await owner.taps("Who is invited")
    await owner.taps("Language")
    await owner.taps("French")
    assert "Can take part: 1 person" in owner.screen
    await owner.taps("Back")
    await owner.taps("Back")
    await owner.taps("Go on")
    await owner.taps("Start the round")
    assert "Fewer than two" in owner.toasts[-1]
    await owner.taps("Back")
    await owner.types("hello?")
    assert "A new round" in owner.screen
    await owner.taps("Who is invited")
    await owner.taps("Language")
    await owner.taps("Arabic")
    await owner.taps("Back")
    await owner.taps("Back")
    await owner.taps("Go on")
    await owner.taps("Start the round")
    assert "Invitations: Tuesday, 24 November 2026, 10:00" in owner.screen
    await cluster.passes(days=1)
    assert "باب المشاركة" in amina.screen
    assert "session de rencontres" in bruno.screen
    assert "round" not in carla.sees
    await bruno.taps("Je participe")
    await owner.types("/rounds")
    await owner.taps("Start a round")
    assert "A round is open already" in owner.toasts[-1]
    await owner.taps("24 November")
    await owner.taps("Cancel the round")
    assert "1 person has joined" in owner.screen
    await owner.taps("Cancel the round")
    assert "The round was cancelled" in owner.screen
    await cluster.passes(seconds=1)
    assert "a été annulée" in bruno.screen
    assert "أُلغيت" not in amina.sees
    await amina.taps("أودّ المشاركة")
    assert "أُلغيت جولة التعارف هذه" in amina.screen
    async with cluster.database.reading() as session:
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
    assert acts[-2:] == ["start round", "cancel round"]


@pytest.mark.both_databases
async def test_who_takes_part_always_is_in_and_who_pauses_is_left_in_peace(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    async with cluster.database.transaction() as session:
        always = await session.scalar(select(Person).where(Person.name == "Amina Haddad"))
        always.habit = Habit.ALWAYS
    await starts(cluster, owner, "2 days")
    assert "المشاركة دائمًا" in amina.screen
    await bruno.taps("Ne plus m’inviter")
    assert "une pause" in bruno.screen
    await cluster.passes(days=2, minutes=1)
    assert "لم نجد لكم" in amina.screen
    await carla.taps("Count me in")
    assert "You do not take part this time" in carla.screen
    await starts(cluster, owner, "2 days")
    assert "session de rencontres commence" not in bruno.screen
    assert "A round of introductions begins" in carla.screen
    async with cluster.database.reading() as session:
        assert (await session.scalars(select(Introduction))).all() == []


async def test_a_round_a_month_and_who_may_do_what(cluster: Cluster) -> None:
    owner = await cluster.owner()
    viewer = await cluster.welcomes("Karim Aoun", "Staff House")
    amina, _bruno, _carla = await three(cluster)
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=viewer.id, name="Karim", role=Role.VIEWER, added_at=cluster.clock()))
    await owner.types("/rounds")
    await owner.taps("Run one every month")
    assert "next on Monday, 7 December 2026, 10:00" in owner.screen
    await cluster.passes(days=13, hours=22)
    assert "باب المشاركة" not in amina.sees
    await cluster.passes(hours=1, minutes=1)
    assert "باب المشاركة" in amina.screen
    await amina.types("/rounds")
    assert "باب المشاركة" in amina.sees
    assert "لفريق عمل التجمّع" in amina.screen
    await viewer.types("/rounds")
    assert not any("Start a round" in label or "month" in label for label in viewer.buttons)
    await viewer.taps("7 December")
    assert "Invited: 4" in viewer.screen
    assert not any("Cancel" in label for label in viewer.buttons)
    await viewer.taps_data(CancelRound(1, is_sure=True).pack())
    assert "Your role does not include this" in viewer.toasts[-1]
    await amina.taps_data(OpenRound(1).pack())
    async with cluster.database.reading() as session:
        (about,) = (await session.scalars(select(Round))).all()
    assert about.phase is RoundPhase.INVITING
    assert about.matches_at - about.starts_at == timedelta(days=4)


async def test_who_hides_is_told_where_to_change_it_and_joins_then(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    await starts(cluster, owner, "2 days")
    for player, how, hide in (
        (amina, "ظهوري في الدليل", "إخفاء اسمي"),
        (bruno, "Visibilité et rencontres", "masquer"),
        (carla, "How I am found", "Hide me"),
    ):
        await player.taps(how)
        await player.taps(hide)
    for player, join, why in (
        (amina, "أودّ المشاركة", "ظهوري في الدليل والتعارف"),
        (bruno, "Je participe", "Visibilité et rencontres"),
        (carla, "Count me in", "under “How I am found and met”"),
    ):
        await player.taps(join)
        assert why in player.toasts[-1]
    await carla.taps("Show me")
    await carla.taps("Count me in")
    assert "You take part" in carla.sees


@pytest.mark.both_databases
async def test_pairs_that_cannot_be_found_hold_nobody_up(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    viewer = await cluster.welcomes("Karim Aoun", "Staff House")
    async with cluster.database.transaction() as session:
        for player, role in ((carla, Role.EDITOR), (viewer, Role.VIEWER)):
            session.add(Staff(telegram_id=player.id, name="S", role=role, added_at=cluster.clock()))
    await starts(cluster, owner, "2 days")
    await bruno.taps("Je participe")
    monkeypatch.setattr(matching, "FEW", 0)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    await cluster.passes(days=2, minutes=1)
    for player in (owner, carla):
        assert "The round of Monday, 23 November 2026 has no pairs yet" in player.screen
        assert "next on Wednesday, 25 November 2026, 11:16" in player.screen
    assert "no pairs yet" not in viewer.sees
    await amina.taps("أودّ المشاركة")
    assert "تمّ تسجيل مشاركتكم" in amina.screen
    before = carla.sees
    await cluster.passes(minutes=16)
    assert carla.sees == before
    await owner.taps("Rounds")
    await owner.taps("23 November")
    await owner.taps("Cancel the round")
    await owner.taps("Cancel the round")
    assert "The round was cancelled" in owner.screen
    await cluster.passes(seconds=1)
    assert "أُلغيت" in amina.screen


async def test_an_open_round_is_found_again_until_joining_ends(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, bruno, carla = await three(cluster)
    await starts(cluster, owner, "2 days")
    _message, old_answer = carla.button("Not this time")
    await carla.taps("How I am found and met")
    await carla.taps("Back")
    assert "A round of introductions begins" in carla.sees, "it stays above what was opened from it"
    await carla.types("/introductions")
    await carla.taps("take part?")
    assert "A round of introductions begins" in carla.screen
    await carla.taps("Count me in")
    await carla.types("hello?")
    await carla.types("/introductions")
    await carla.taps("you take part")
    assert "You take part" in carla.screen
    await carla.taps("Not this time")
    await carla.types("/introductions")
    await carla.taps("not this time")
    assert "You can still join" in carla.screen
    await carla.taps("Back")
    await carla.taps_data(old_answer)
    assert "Not this time" in carla.screen
    await bruno.taps("Ne plus m’inviter")
    await bruno.types("/introductions")
    await bruno.taps("pas cette fois")
    assert "une pause" in bruno.screen
    await bruno.taps("Je participe")
    await cluster.passes(days=2, minutes=1)
    await carla.types("/introductions")
    assert not any("round" in label for label in carla.buttons)
