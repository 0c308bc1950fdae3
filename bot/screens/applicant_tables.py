"""Applicants as a sheet of Excel, and where each document lies in an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.i18n import _, gettext, pgettext
from bot.models.companies import Company
from bot.models.missions import Application, ApplicationDocument, Mission
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.files import safe_name
from bot.rules.missions import Assessment, DocumentKind
from bot.screens.applications import STEPS
from bot.screens.missions import STATES, words_of
from bot.screens.vocabulary import company_name, person_name

Row = list[str | int | datetime | None]
Table = tuple[str, list[str], list[Row]]


def table(
    mission: Mission,
    applications: Sequence[Application],
    companies: Mapping[int, Company],
    people: Mapping[int, Person],
    documents: Mapping[int, Sequence[ApplicationDocument]],
    scores: Mapping[int, Assessment],
    moment: Moment,
) -> Table:
    """A row for each applicant: the title, the header and the rows."""
    header = [
        pgettext("column of a table", "Company"),
        _("State"),
        _("Score"),
        _("Scores apart"),
        *(_plain(title) for title in STEPS.values()),
        _("Written by"),
        _("Sent in"),
        _("They were told"),
    ]
    rows: list[Row] = []
    for one in applications:
        names = {
            kind: "\n".join(document.name for document in documents.get(one.id, ()) if document.kind is kind)
            for kind in DocumentKind
        }
        assessment = scores[one.id]
        rows.append(
            [
                _company(companies.get(one.company_id or 0)),
                gettext(STATES[one.state]),
                assessment.mean,
                assessment.difference if len(assessment.by_scorer) > 1 else None,
                one.motivation,
                one.products,
                one.buyers,
                names[DocumentKind.PRICE_LIST],
                names[DocumentKind.CATALOGUE],
                _person(people.get(one.traveller_id or 0)),
                _person(people.get(one.person_id or 0)),
                one.applied_at.astimezone(moment.zone) if one.applied_at is not None else None,
                one.reason,
            ]
        )
    return words_of(mission).title, header, rows


def _plain(title: str) -> str:
    """What a step is called, without its picture."""
    return gettext(title).partition(" ")[2]


def _company(company: Company | None) -> str:
    return company_name(company) if company is not None else _("a company that has left")


def _person(person: Person | None) -> str:
    return person_name(person) if person is not None else ""


def path_of(company: Company | None, application: Application, document: ApplicationDocument) -> str:
    """Where a document lies in an archive: in the folder of its company, under a name of its own."""
    folder = safe_name(company.name if company is not None else "") or f"company-{application.id}"
    return f"{folder}/{document.id}-{safe_name(document.name) or document.kind}"
