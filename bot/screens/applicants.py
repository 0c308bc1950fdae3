"""Applicants as staff see them: the list, an application with its scores, and what is decided about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.i18n import N_, _, date_time, gettext, list_of, name, ngettext, number
from bot.models.companies import Company
from bot.models.missions import Application, ApplicationDocument, Mission
from bot.models.people import Person
from bot.replies import Bundle, Button, File, Reply, Rows, Style, Tap, grid, rows
from bot.rules.missions import (
    APART,
    DOCUMENT_OF,
    MOST_POINTS,
    SENT_IN,
    ApplicationState,
    ApplicationStep,
    Assessment,
    Verdict,
    Yardstick,
    decisions_on,
    weights_of,
)
from bot.rules.pages import Page
from bot.screens.applications import STEPS, answered, document_file, documents_named
from bot.screens.listing import listing
from bot.screens.mission_plans import ListApplicants, OpenMissionPlan, state_label, yardstick_name
from bot.screens.missions import MARKS, STATES, heading, title_of
from bot.screens.navigation import home_below_button, named, sure, ticked, way_out
from bot.screens.vocabulary import company_name, person_name


class OpenApplicant(Tap, prefix="MJ"):
    application_id: int


class ScoreApplicant(Tap, prefix="MS"):
    """The points that one gives; `points` are given by `yardstick`, 0 only looks."""

    application_id: int
    yardstick: Yardstick
    points: int = 0


class AskDecision(Tap, prefix="M1"):
    """Decide about an application, and say why, if that is to be said."""

    application_id: int
    decision: Verdict


class Decide(Tap, prefix="M2"):
    """`has_reason`: the one that was typed is told."""

    application_id: int
    decision: Verdict
    has_reason: bool


class GetApplicantDocument(Tap, prefix="M3"):
    document_id: int


class GetApplicants(Tap, prefix="M4"):
    """The applicants as an Excel file."""

    mission_id: int


class GetDocuments(Tap, prefix="M5"):
    """The documents of all applicants in an archive; the `number`-th, where there are several."""

    mission_id: int
    number: int = 0


class ShowBundles(Tap, prefix="M7"):
    """How the documents are put together, and which are left out."""

    mission_id: int


@dataclass(frozen=True)
class Scored:
    """A line of the list: an application, its company (None: it left the cluster), and how it was scored."""

    application: Application
    company: Company | None
    scores: Assessment


@dataclass(frozen=True)
class Applicant:
    """An application as staff see it; the company or the people may be gone. `own_points` are the reader's, `scorers`
    the names of who scored."""

    application: Application
    mission: Mission
    company: Company | None
    person: Person | None
    traveller: Person | None
    documents: Sequence[ApplicationDocument]
    scores: Assessment
    own_points: Mapping[Yardstick, int]
    scorers: Mapping[int, str]
    places_left: int | None


@dataclass(frozen=True)
class Bundled:
    """The documents of the applicants, put into archives, each with its path there; and those that are too large to be
    fetched."""

    archives: Sequence[Sequence[tuple[str, ApplicationDocument]]]
    left_out: Sequence[tuple[str, ApplicationDocument]]


def called(company: Company | None) -> str:
    """A company's name for a hole of an HTML sentence."""
    return name(company_name(company)) if company is not None else _("a company that has left")


def applicants(
    mission: Mission, state: ApplicationState | None, listed: Page[Scored], left: int | None
) -> Reply:
    """Those whose applications stand so, each to be opened."""
    which = state_label(state, listed.total) if state is not None else _("All applications")
    lines = [heading(mission), which]
    if left is not None:
        lines.append(_("💺 Places left: {n}").format(n=number(left)))
    sheets: Rows = ()
    if listed.total and state is not ApplicationState.BEGUN:
        sheets = rows(
            (
                Button(_("📥 As Excel"), GetApplicants(mission.id)),
                Button(_("🗜 Documents"), ShowBundles(mission.id)),
            )
        )
    return listing(
        "\n".join(lines),
        listed,
        [Button(_label(one), OpenApplicant(one.application.id)) for one in listed.items],
        lambda page: ListApplicants(mission.id, state or "", page),
        lines=[_line(one) for one in listed.items],
        empty=_("Nobody."),
        acts=sheets,
        back=OpenMissionPlan(mission.id),
    )


def _label(one: Scored) -> str:
    title = company_name(one.company) if one.company is not None else _("a company that has left")
    return f"{MARKS[one.application.state]} {named(title)}"


def _line(one: Scored) -> str:
    words = f"{MARKS[one.application.state]} {called(one.company)}"
    if one.scores.mean is None:
        return words
    score = _("⭐ {n} of 100").format(n=number(one.scores.mean))
    parts = [words, score, *([_("⚠️ disputed")] if one.scores.is_disputed else [])]
    return " · ".join(parts)


def card(applicant: Applicant, *, may_act: bool) -> Reply:
    """An application with its answers, documents and scores, and what can be decided."""
    application = applicant.application
    parts = [f"<b>{called(applicant.company)}</b>\n{heading(applicant.mission)}", _stands(applicant)]
    documents = []
    if not application.is_for_staff:
        parts.append(_("What it says is the company’s own until it is sent in."))
    else:
        parts += [*_answers(applicant), "\n".join(_scores(applicant))]
        documents = [
            Button(f"📎 {named(one.name)}", GetApplicantDocument(one.id)) for one in applicant.documents
        ]
    acts = _acts(application) if may_act else ()
    back = ListApplicants(applicant.mission.id, application.state)
    return Reply("\n\n".join(part for part in parts if part), (*rows(*documents), *acts, way_out(back)))


def _stands(applicant: Applicant) -> str:
    application = applicant.application
    state = gettext(STATES[application.state])
    lines = [f"{MARKS[application.state]} {state}"]
    if application.applied_at is not None:
        lines.append(
            _("Sent in on {moment}").format(moment=date_time(application.applied_at, applicant.mission.tz))
        )
    if application.reason:
        lines.append(_("They were told: {reason}").format(reason=name(application.reason)))
    return "\n".join(lines)


def _answers(applicant: Applicant) -> list[str]:
    application = applicant.application
    said = {
        ApplicationStep.MOTIVATION: application.motivation,
        ApplicationStep.PRODUCTS: application.products,
        ApplicationStep.BUYERS: application.buyers,
        ApplicationStep.TRAVELLER: person_name(applicant.traveller)
        if applicant.traveller is not None
        else None,
    }
    lines = []
    for step, title in STEPS.items():
        if step in DOCUMENT_OF:
            kind = DOCUMENT_OF[step]
            shown = documents_named(one for one in applicant.documents if one.kind is kind)
        else:
            shown = name(said[step] or "") if said[step] else ""
        lines.append(answered(title, shown or "–"))
    if applicant.person is not None:
        lines.append(_("Written by {person}").format(person=name(person_name(applicant.person))))
    return lines


def _scores(applicant: Applicant) -> list[str]:
    scores = applicant.scores
    if scores.mean is None:
        return []
    lines = [_("⭐ Score: {n} of 100").format(n=number(scores.mean))]
    if len(scores.by_scorer) > 1:
        for account, score in scores.by_scorer.items():
            who = name(applicant.scorers.get(account, "")) or _("somebody of the staff")
            lines.append(_("• {person}: {n}").format(person=who, n=number(score)))
    if scores.is_disputed:
        lines.append(
            _("⚠️ The scores are {n} apart, more than {most}: talk about it before you decide.").format(
                n=number(scores.difference), most=number(APART)
            )
        )
    return lines


def _acts(application: Application) -> Rows:
    acts = [
        Button(
            gettext(DECISIONS[decision]),
            AskDecision(application.id, decision),
            style=Style.SUCCESS if decision is Verdict.ACCEPT else Style.PLAIN,
        )
        for decision in decisions_on(application.state)
    ]
    score: Rows = ()
    if application.state in SENT_IN:
        score = rows(Button(_("⭐ Score it"), ScoreApplicant(application.id, next(iter(Yardstick)))))
    return (*score, *grid(acts, 3))


DECISIONS: Mapping[Verdict, str] = {
    Verdict.ACCEPT: N_("✅ Accept…"),
    Verdict.WAIT: N_("⏳ Waiting list…"),
    Verdict.REFUSE: N_("✖️ Refuse…"),
}


def score(applicant: Applicant, asked: Yardstick) -> Reply:
    """The points that the reader gives, one yardstick after the other."""
    application = applicant.application
    counting = [one for one, weight in weights_of(applicant.mission.weights).items() if weight]
    given = applicant.own_points
    lines = [
        _("{what}: {n} of {most}").format(
            what=yardstick_name(one),
            n=number(given[one]) if one in given else "–",
            most=number(MOST_POINTS),
        )
        for one in counting
    ]
    words = _("How many points, from 1 to {most}, for: <b>{what}</b>?").format(
        most=number(MOST_POINTS), what=yardstick_name(asked)
    )
    points = tuple(
        Button(ticked(number(n), given.get(asked) == n), ScoreApplicant(application.id, asked, n))
        for n in range(1, MOST_POINTS + 1)
    )
    others = [
        Button(yardstick_name(one), ScoreApplicant(application.id, one))
        for one in counting
        if one is not asked
    ]
    text = "\n\n".join([f"<b>{called(applicant.company)}</b>", "\n".join(lines), words])
    return Reply(text, (points, *rows(*others), way_out(OpenApplicant(application.id))))


def next_yardstick(applicant: Applicant) -> Yardstick | None:
    """The first yardstick that counts and by which the reader has given no points; None when there is none."""
    counting = weights_of(applicant.mission.weights)
    due = (one for one, weight in counting.items() if weight and one not in applicant.own_points)
    return next(due, None)


def ask_decision(applicant: Applicant, decision: Verdict) -> Reply:
    """Before it is decided: what the company will read, and why, if that is to be said."""
    words = {
        Verdict.ACCEPT: _("Accept {company} for {title}?"),
        Verdict.WAIT: _("Put {company} on the waiting list for {title}?"),
        Verdict.REFUSE: _("Refuse {company} for {title}?"),
    }[decision]
    hint = _(
        "They are told in their language. You can type the reason or what comes next: they read it as you write it. "
        "Or go on without."
    )
    asked = words.format(company=called(applicant.company), title=title_of(applicant.mission))
    return sure(
        f"{asked}\n\n{hint}",
        _("Go on without a reason"),
        Decide(applicant.application.id, decision, has_reason=False),
        OpenApplicant(applicant.application.id),
    )


def sure_to_decide(applicant: Applicant, decision: Verdict, reason: str) -> Reply:
    words = {
        Verdict.ACCEPT: _("Accept {company} for {title}?"),
        Verdict.WAIT: _("Put {company} on the waiting list for {title}?"),
        Verdict.REFUSE: _("Refuse {company} for {title}?"),
    }[decision]
    asked = words.format(company=called(applicant.company), title=title_of(applicant.mission))
    read = _("They will read:\n{reason}").format(reason=name(reason))
    return sure(
        f"{asked}\n\n{read}",
        _("Confirm the decision"),
        Decide(applicant.application.id, decision, has_reason=True),
        AskDecision(applicant.application.id, decision),
    )


def sent_document(document: ApplicationDocument) -> Reply:
    back = way_out(OpenApplicant(document.application_id))
    return Reply(name(document.name), (back,), file=document_file(document))


def workbook(mission: Mission, document: bytes) -> Reply:
    return Reply(
        _("📊 The applicants of {title}.").format(title=title_of(mission)),
        (way_out(ListApplicants(mission.id)),),
        file=File(f"applicants-{mission.id}.xlsx", document),
    )


def how_bundled(mission: Mission, bundled: Bundled) -> Reply:
    """The archives that can be had, and what is in none of them."""
    n = sum(len(archive) for archive in bundled.archives)
    words = ngettext("🗜 {n} document of the applicants.", "🗜 {n} documents of the applicants.", n)
    parts = [words.format(n=number(n))]
    if bundled.left_out:
        left = "\n".join(f"• {name(path)}" for path, _document in bundled.left_out[:20])
        parts.append(
            _("Left out, for they are over 20 MB; open them from their application:\n{files}").format(
                files=left
            )
        )
    all_ = len(bundled.archives)
    buttons = [
        Button(
            _("🗜 Archive {n} of {all}").format(n=number(place + 1), all=number(all_))
            if all_ > 1
            else _("🗜 Get them as one archive"),
            GetDocuments(mission.id, place),
        )
        for place in range(all_)
    ]
    return Reply("\n\n".join(parts), rows(*buttons, way_out(ListApplicants(mission.id))))


def archive(mission: Mission, bundled: Bundled, place: int) -> Reply:
    """One archive; it is put together when it is sent."""
    documents = bundled.archives[place]
    parts = tuple((path, document.file_id) for path, document in documents)
    bundle = Bundle(parts, _("not at Telegram any more") + ".txt")
    words = _("🗜 Documents of the applicants of {title}.").format(title=title_of(mission))
    return Reply(
        words,
        (way_out(ShowBundles(mission.id)),),
        file=File(f"documents-{mission.id}-{place + 1}.zip", bundle=bundle),
    )


# What staff are told


def _look(application: Application, mission: Mission) -> Rows:
    look = Button(_("🔎 Look at the application"), OpenApplicant(application.id), style=Style.PRIMARY)
    return rows(look, (home_below_button(),))


def came_in(mission: Mission, application: Application, company: Company, person: Person) -> Reply:
    words = _("📨 {company} applies for {title}, sent in by {person}.").format(
        company=called(company), title=title_of(mission), person=name(person_name(person))
    )
    return Reply(words, _look(application, mission))


def traveller_changed(
    mission: Mission, application: Application, company: Company, traveller: Person
) -> Reply:
    words = _("🧳 {company} now sends {person} on {title}.").format(
        company=called(company), title=title_of(mission), person=name(person_name(traveller))
    )
    return Reply(words, _look(application, mission))


def withdrawn(
    mission: Mission,
    application: Application,
    company: Company,
    *,
    had_place: bool,
    taken: Sequence[str],
    waiting: int,
) -> Reply:
    """A company withdrew; if it had a place, who took it, or that staff decide."""
    if not had_place:
        words = _("↩️ {company} has withdrawn its application for {title}.")
        return Reply(
            words.format(company=called(company), title=title_of(mission)), _look(application, mission)
        )
    words = _("↩️ {company} gives its place on {title} back.")
    parts = [words.format(company=called(company), title=title_of(mission))]
    who: Rows = ()
    if taken:
        parts.append(_("✅ It went to {companies}, who waited.").format(companies=list_of(map(name, taken))))
    elif waiting:
        parts.append(
            ngettext(
                "{n} company waits. Who gets the place?", "{n} companies wait. Who gets the place?", waiting
            ).format(n=number(waiting))
        )
        waits = ListApplicants(mission.id, ApplicationState.WAITING)
        who = rows(Button(_("⏳ Look at the waiting list"), waits, style=Style.PRIMARY))
    return Reply("\n\n".join(parts), (*who, *_look(application, mission)))
