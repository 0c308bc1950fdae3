"""Companies: their files, their people, and what staff hear of changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.companies import Company, CompanyFile
from bot.models.deliveries import Purpose
from bot.models.invites import Invite
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.fields import Field
from bot.rules.files import FILE_BYTES, MOST_FILES, can_be_shown, safe_name
from bot.rules.words import shortened
from bot.screens import companies as screens
from bot.screens.vocabulary import person_name
from bot.services import confirmations, invites, memos, people, rows
from bot.services.telling import Message, tell_staff

MOST_INVITES = 5
NAMED = 60
"""Characters of a file's name in a refusal."""
CHANGES = "company changes "
TOGETHER = timedelta(minutes=10)
"""What is changed within this time after a first change is told to staff together."""


class CompanyGone(Refusal):
    wording = N_("This company does not exist any more.")


class CompanyEnded(Refusal):
    wording = N_("The membership of this company has ended: renew it first.")


class FileGone(Refusal):
    wording = N_("This file is not there any more.")


class TooLarge(Refusal):
    wording = N_(
        "This file is too large: at most {limit} MB. Please send a smaller one, or leave with /cancel."
    )


class TooMany(Refusal):
    """As many files as a company may show."""

    wording = N_("There are {limit} files already, which is the most. Remove one first.")


class SentBefore(Refusal):
    wording = N_("This file is there already.")


class NotADocument(Refusal):
    """A program, music, or something else that nobody can read."""

    wording = N_(
        "{file} is not a kind of file that is taken here. Please send a PDF, a Word or Excel file, or a picture, "
        "or leave with /cancel."
    )


class TooManyInvites(Refusal):
    wording = N_("Your company has {limit} open invite links already, which is the most. End them first.")


async def get(session: AsyncSession, company_id: int) -> Company:
    company = await session.get(Company, company_id)
    if company is None:
        raise CompanyGone
    return company


async def present(session: AsyncSession, company_id: int) -> Company:
    """A company whose membership has not ended. Raises CompanyGone, CompanyEnded."""
    company = await get(session, company_id)
    if company.ended_at is not None:
        raise CompanyEnded
    return company


async def locked(session: AsyncSession, company_id: int) -> Company:
    """The company as it stands, which nobody else changes until the commit. Raises CompanyGone."""
    return await rows.locked(session, Company, company_id, CompanyGone, key_share=True)


async def colleagues(session: AsyncSession, company_id: int) -> list[Person]:
    """The people of a company who are on the bot, then those who are expected."""
    found = await people.of_company(session, company_id)
    return [person for person in found if person.standing is not Standing.LEFT]


async def files(session: AsyncSession, company_id: int) -> list[CompanyFile]:
    found = await session.scalars(
        select(CompanyFile).where(CompanyFile.company_id == company_id).order_by(CompanyFile.id)
    )
    return list(found)


async def file(session: AsyncSession, file_id: int) -> CompanyFile:
    """A file of any company, for staff. Raises FileGone."""
    found = await session.get(CompanyFile, file_id)
    if found is None:
        raise FileGone
    return found


async def file_of(session: AsyncSession, company_id: int, file_id: int) -> CompanyFile | None:
    """A file of this company; None when it is gone, or another company's."""
    file = await session.get(CompanyFile, file_id)
    return file if file is not None and file.company_id == company_id else None


def check_kind(sent: str) -> None:
    """Raises NotADocument for the name of a file that is none."""
    if not can_be_shown(safe_name(sent)):
        raise NotADocument(file=shortened(safe_name(sent), NAMED))


async def add_file(session: AsyncSession, person: Person, file: CompanyFile, moment: Moment) -> None:
    """Keep a file for the person's company, under a safe name. Raises TooLarge, TooMany, SentBefore,
    NotADocument."""
    check_kind(file.name)
    if file.size > FILE_BYTES:
        raise TooLarge(limit=number(FILE_BYTES // 1024**2))
    company = await locked(session, person.company_id)
    present = await files(session, company.id)
    if any(file.file_unique_id == one.file_unique_id for one in present):
        raise SentBefore
    if len(present) >= MOST_FILES:
        raise TooMany(limit=number(MOST_FILES))
    file.name = safe_name(file.name) or f"{file.media}-{moment.now:%Y-%m-%d}"
    session.add(file)
    company.declined = [name for name in company.declined if name != Field.FILES]
    await note_change(session, company, person, Field.FILES, moment)


async def remove_file(session: AsyncSession, person: Person, file: CompanyFile, moment: Moment) -> None:
    """Forget a file of the person's company."""
    company = await locked(session, person.company_id)
    await session.execute(delete(CompanyFile).where(CompanyFile.id == file.id))
    await note_change(session, company, person, Field.FILES, moment)


def _open_to_colleagues(company_id: int, moment: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        Invite.company_id == company_id,
        Invite.person_id.is_(None),
        Invite.used_at.is_(None),
        Invite.expires_at > moment.now,
    )


async def open_invites(session: AsyncSession, company_id: int, moment: Moment) -> int:
    """How many links wait for a colleague who is not on the roster."""
    query = select(func.count()).select_from(Invite).where(*_open_to_colleagues(company_id, moment))
    return int(await session.scalar(query) or 0)


async def invite_colleague(
    session: AsyncSession, person: Person, seen_open: int, moment: Moment
) -> str | None:
    """The token of a new link for somebody of the person's company; staff are told. Raises TooManyInvites.

    `seen_open` is how many open links the person saw. None when it is another number now: a double tap makes
    one link.
    """
    company = await locked(session, person.company_id)
    present = await open_invites(session, company.id, moment)
    if present != seen_open:
        return None
    if present >= MOST_INVITES:
        raise TooManyInvites(limit=number(MOST_INVITES))
    _invite, token = await invites.make(session, company.id, None, moment, person.telegram_id)
    message = Message(
        f"company:{company.id}",
        f"invited {moment.now.isoformat()}",
        Purpose.NOTICE,
        lambda: screens.colleague_invited(company, person_name(person)),
    )
    await tell_staff(session, message, moment, besides=person.telegram_id)
    return token


async def end_invites(session: AsyncSession, company_id: int, moment: Moment) -> None:
    """The open links for colleagues let nobody in any more."""
    await session.execute(delete(Invite).where(*_open_to_colleagues(company_id, moment)))


async def note_change(
    session: AsyncSession, company: Company, person: Person, field: Field, moment: Moment
) -> None:
    """Somebody changed their company, whose row is locked. It confirms their profile, and staff hear of it.

    The first change is told at once; what follows within ten minutes is gathered and told together by
    `tell_gathered`, so that ten edits in a minute are two alerts and not ten.
    """
    await confirmations.confirm(session, person, moment)
    memo, change = f"{CHANGES}{company.id}", [person.id, field.value]
    gathered = await memos.get(session, memo)
    if gathered is None:
        until = (moment.now + TOGETHER).timestamp()
        await memos.put(session, memo, {"until": until, "told": change, "changes": []})
        await _tell(session, company, [change], moment)
    elif change != gathered["told"] and change not in gathered["changes"]:
        await memos.put(session, memo, {**gathered, "changes": [*gathered["changes"], change]})


async def tell_gathered(session: AsyncSession, moment: Moment) -> bool:
    """Tell staff together what followed a first change, once its ten minutes are over. True if any did."""
    is_any_told = False
    for memo in await memos.named(session, CHANGES):
        # The lock first: whoever changes the company now either is seen here or begins anew
        company = await session.get(
            Company, int(memo.removeprefix(CHANGES)), with_for_update={"key_share": True}
        )
        gathered = await memos.get(session, memo)
        if gathered is None or (company is not None and gathered["until"] > moment.now.timestamp()):
            continue
        await memos.drop(session, memo)
        if company is not None and gathered["changes"]:
            await _tell(session, company, gathered["changes"], moment)
            is_any_told = True
    return is_any_told


async def _tell(session: AsyncSession, company: Company, changes: Iterable[Any], moment: Moment) -> None:
    by: dict[int, list[Field]] = {}
    for person_id, field in changes:
        by.setdefault(person_id, []).append(Field(field))
    found = {person_id: await session.get(Person, person_id) for person_id in by}
    named = [(person.name if (person := found[i]) else "", fields) for i, fields in by.items()]
    accounts = {person.telegram_id for person in found.values() if person}
    message = Message(
        f"company:{company.id}",
        f"changed {moment.now.isoformat()}",
        Purpose.NOTICE,
        lambda: screens.changed(company, named),
    )
    await tell_staff(session, message, moment, besides=accounts.pop() if len(accounts) == 1 else None)
