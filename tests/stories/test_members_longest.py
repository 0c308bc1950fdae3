"""What staff see of members and lists fits into one message, whatever stands in the records."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.i18n import LOCALES, speaking
from bot.markup import CAPTION_LENGTH, TEXT_LENGTH, fits
from bot.models.companies import Company
from bot.models.groups import Group
from bot.models.imports import Import, ImportDoubt, ImportNote, ImportState
from bot.models.people import Person, Standing
from bot.models.staff import AuditEntry
from bot.replies import Reply, laid_out
from bot.rules.companies import CERTIFICATIONS, Kind, Size
from bot.rules.countries import MARKETS
from bot.rules.fields import SPOKEN, Field
from bot.rules.likeness import Likeness
from bot.rules.pages import Page
from bot.rules.people import KnownAs, Seat, places_of
from bot.rules.roster_plans import Candidate, Doubt, DoubtKind, NoteKind
from bot.rules.staff import Deed
from bot.screens import groups, imports, inviting, members, merging, trail
from bot.screens.imports import ShowImports
from bot.screens.members import Card, PersonCard, Which
from bot.screens.merging import Foreseen
from bot.screens.staff import ShowTrail
from bot.screens.trail import Told
from tests.moments import BEIRUT, at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAME = "& Amina " * 25
LONG = "Zeit & Öl, " * 54
BACK = ShowImports()


def company(number: int = 1) -> Company:
    one = Company(
        name=NAME, name_ar="شركة " * 40, name_key="k", created_at=NOW, kind=Kind.SME, size=Size.LARGE
    )
    one.id, one.city, one.website, one.founded_in = number, NAME[:120], "https://" + "a" * 290, 1987
    one.products = one.offers = one.needs = LONG
    one.markets, one.certifications, one.languages = list(MARKETS), list(CERTIFICATIONS), list(SPOKEN)
    one.ended_at = NOW
    return one


def person(number: int, seat: Seat = Seat.LEAD) -> Person:
    one = Person(name=NAME, seat=seat, company=company(), created_at=NOW, language="ar")
    one.id, one.company_id, one.title, one.standing = number, 1, NAME, Standing.MEMBER
    one.phone = one.other_phone = "+9613123456"
    one.email = one.other_email = "a" * 200 + "@cedar.example"
    one.joined_at, one.ended_at, one.is_reachable = NOW, NOW, False
    return one


def page_of_all(items: list[object], size: int = 10) -> Page[object]:
    return Page(items[:size], 999, 50, size)


def screens() -> list[Reply]:
    """The longest of each, as it is drawn in the language that is spoken."""
    people = [person(n, seat) for n, seat in enumerate(Seat)] * 4
    group = Group(name="R&D " * 30, key="k", names=dict.fromkeys(LOCALES, "R&D " * 30))
    group.id = 1
    places = [(place, people) for place in places_of(Kind.SME, Size.LARGE)]
    card = Card(company(), page_of_all(people, 8), places, people, 9, 9, None, NOW, [group] * 20, people)  # type: ignore[arg-type]
    entries = [
        AuditEntry(
            at=NOW,
            actor_id=901,
            act=Deed.PEOPLE_MERGED,
            changes=[[field.value, LONG, LONG] for field in Field],
        )
    ] * 10
    one = Import(name=NAME, state=ImportState.READY, created_at=NOW)
    one.id, one.counts = 1, {kind.value: 9999 for kind in NoteKind} | {"open": 9999}
    one.reading = {
        "columns": [[NAME[:80], "company"]] * 100,
        "extra_columns": [NAME[:80]] * 100,
        "left": [[NAME[:31], "hidden"]] * 30,
    }
    text = {
        "company": NAME,
        "person": NAME,
        "before": LONG,
        "after": LONG,
        "sheet": NAME[:31],
        "line": 19_999,
    }
    notes = [
        ImportNote(
            import_id=1, kind=NoteKind.UNREADABLE, details={**text, "column": "role", "fault": "unknown_role"}
        )
    ] * 8
    candidates = tuple(Candidate(f"company:{n}", NAME, NAME) for n in range(8))
    asked = Doubt(
        kind=DoubtKind.PERSON, key="k", line=19_999, sheet=NAME[:31], company=NAME, person=NAME,
        reasons=tuple(Likeness), candidates=candidates,
    )  # fmt: skip
    doubts = [ImportDoubt(import_id=1, kind=DoubtKind.PERSON, key="k", details=asked.plain())] * 8
    for found in doubts:
        found.id = 1
    every = dict.fromkeys(merging.FOLLOWING, 9999)
    seen = Foreseen(people[0], people[1], every, every, list(Field), list(Field), loses_account=True)
    link = "https://t.me/" + "a" * 32 + "?start=" + "t" * 22
    return [
        members.card(card, NOW.toordinal(), BEIRUT, BACK, may_edit=True),
        members.person(PersonCard(people[0], None, [group] * 20), at(NOW), may_edit=True),
        members.found(
            NAME[:100],
            page_of_all([company(), *people]),
        ),  # type: ignore[arg-type]
        members.browsed(Which.ENDED, page_of_all([company(n) for n in range(10)]), {}),  # type: ignore[arg-type]
        merging.foreseen(seen),
        trail.trail(
            page_of_all([Told(entry, company(), people[0]) for entry in entries]),
            {901: KnownAs(NAME)},
            ShowTrail(),
            NAME,
            BEIRUT,
        ),  # type: ignore[arg-type]
        imports.preview(one, at(NOW), 9999, may_be_undone=True, note=imports.changed_meanwhile()),
        imports.notes(one, NoteKind.UNREADABLE, page_of_all(notes, 8)),  # type: ignore[arg-type]
        imports.doubt(one, doubts[0], 9999),
        imports.doubts(one, page_of_all(doubts, 8)),  # type: ignore[arg-type]
        groups.groups(page_of_all([(group, 9999, 9999)] * 8, 8), BACK, may_edit=True),  # type: ignore[arg-type]
        groups.group(groups.GroupCard(group, people, page_of_all(people, 8), 9999, 9999), may_edit=True),  # type: ignore[arg-type]
        inviting.invitation(people[0], link, at(NOW), 30),
    ]


@pytest.mark.parametrize("language", LOCALES)
def test_whatever_stands_in_the_records_fits_into_a_message(language: str) -> None:
    with speaking(language):
        for reply in screens():
            content = laid_out(reply, language)
            most = CAPTION_LENGTH if reply.file else TEXT_LENGTH
            assert fits(content["text"], most), content["text"][:300]
