"""What a company applies to a mission with: asked for step by step, shown as a whole, sent in, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.i18n import N_, _, gettext, list_of, name, number
from bot.models.companies import CompanyFile
from bot.models.missions import Application, ApplicationDocument, Mission
from bot.models.people import Person
from bot.replies import Button, File, Reply, Rows, Style, Tap, grid, rows
from bot.rules.fit import Eligibility, Fit
from bot.rules.missions import (
    DOCUMENT_OF,
    MOST_DOCUMENTS,
    MUST_BE_SAID,
    OPEN,
    UNDER_WAY,
    ApplicationState,
    ApplicationStep,
    DocumentKind,
    next_step,
)
from bot.rules.words import shortened
from bot.screens import conditions
from bot.screens.companies import ShowPeople
from bot.screens.missions import (
    OpenApplication,
    OpenMission,
    deadline,
    heading,
    own_state,
    title_of,
    with_reasons,
)
from bot.screens.navigation import named, sure, ticked, way_out
from bot.screens.vocabulary import person_name


class AskStep(Tap, prefix="Mq"):
    """Ask one question of an application again."""

    application_id: int
    step: ApplicationStep


class LeaveOutStep(Tap, prefix="Mv"):
    """Go on without an answer, or with the documents that are there."""

    application_id: int
    step: ApplicationStep


class UseProducts(Tap, prefix="Mk"):
    """Apply with the products of the profile."""

    application_id: int


class UseCompanyFile(Tap, prefix="Mf"):
    """Apply with a file that the company shows anyway."""

    application_id: int
    kind: DocumentKind
    file_id: int


class RemoveDocument(Tap, prefix="Md"):
    application_id: int
    document_id: int


class PickTraveller(Tap, prefix="Mt"):
    application_id: int
    person_id: int


class SendApplication(Tap, prefix="Ms"):
    application_id: int


class WithdrawApplication(Tap, prefix="Mw"):
    application_id: int
    is_sure: bool


@dataclass(frozen=True)
class Applying:
    """An application as its company sees it. `can_change`: the deadline has not passed; `can_send`: what was written in
    time can be sent in; `can_travel_another`: somebody else may travel, though it was decided on."""

    application: Application
    mission: Mission
    documents: Sequence[ApplicationDocument]
    traveller: Person | None
    applicant: Person | None
    fit: Fit
    can_change: bool
    can_send: bool
    can_withdraw: bool
    can_travel_another: bool


STEPS: Mapping[ApplicationStep, str] = {
    ApplicationStep.MOTIVATION: N_("💬 Why you want to go"),
    ApplicationStep.PRODUCTS: N_("🏷 Products"),
    ApplicationStep.BUYERS: N_("🎯 Buyers you look for"),
    ApplicationStep.PRICE_LIST: N_("💲 Price list"),
    ApplicationStep.CATALOGUE: N_("📘 Catalogue"),
    ApplicationStep.TRAVELLER: N_("🧳 Who travels"),
}


def whole(applying: Applying, *, is_just_sent: bool = False) -> Reply:
    """All that a company applies with, and what can be done about it."""
    application, mission = applying.application, applying.mission
    state = _sent_in(mission) if is_just_sent else own_state(application)
    parts = [heading(mission), state, *_answers(applying)]
    if application.state in OPEN:
        is_over = not (applying.can_change or applying.can_send)
        apply_by = _("✉️ Apply by {moment}").format(moment=deadline(mission))
        parts.append(_("✉️ The deadline has passed.") if is_over else apply_by)
    is_lacking = applying.fit.eligibility is not Eligibility.ELIGIBLE
    mending: Rows = ()
    reasons = ""
    if application.state is ApplicationState.BEGUN and applying.can_change and is_lacking:
        reasons = "\n".join([conditions.in_short(applying.fit), *conditions.reasons(applying.fit)])
        mending = conditions.mending(applying.fit, OpenApplication(application.id))
    buttons = (*_acts(applying), *mending, way_out(OpenMission(mission.id)))
    return Reply(with_reasons(parts, reasons), buttons)


def _answers(applying: Applying) -> list[str]:
    application = applying.application
    said = {
        ApplicationStep.MOTIVATION: application.motivation,
        ApplicationStep.PRODUCTS: application.products,
        ApplicationStep.BUYERS: application.buyers,
    }
    lines = []
    for step, title in STEPS.items():
        if step in said:
            shown = name(said[step] or "") if said[step] else ""
        elif step is ApplicationStep.TRAVELLER:
            shown = name(person_name(applying.traveller)) if applying.traveller is not None else ""
        else:
            kind = DOCUMENT_OF[step]
            shown = documents_named(one for one in applying.documents if one.kind is kind)
        is_left_out = step in application.given
        nothing = _("left out") if is_left_out else _("not answered yet")
        lines.append(answered(title, shown or nothing))
    if applying.applicant is not None:
        lines.append(_("Written by {person}").format(person=name(person_name(applying.applicant))))
    return lines


FILE_LENGTH = 32
"""Characters of a file's name among the answers; its button has more."""


def documents_named(documents: Iterable[ApplicationDocument]) -> str:
    """The names of documents, for a hole of an HTML sentence."""
    return list_of(name(shortened(one.name, FILE_LENGTH)) for one in documents)


def answered(title: str, shown: str) -> str:
    """What was asked, and the answer; `title` is one of `STEPS`, `shown` HTML."""
    asked = gettext(title)
    return f"<b>{asked}</b>\n{shown}"


def _acts(applying: Applying) -> Rows:
    application = applying.application
    acts: Rows = ()
    if application.state is ApplicationState.BEGUN:
        step = next_step(application.given)
        if step is not None and applying.can_change:
            label = _("▶️ Go on: {what}").format(what=gettext(STEPS[step]))
            acts = rows(Button(label, AskStep(application.id, step), style=Style.PRIMARY))
        is_whole = step is None and applying.fit.eligibility is Eligibility.ELIGIBLE
        if is_whole and applying.can_send:
            send = Button(_("📨 Send it in"), SendApplication(application.id), style=Style.PRIMARY)
            acts = rows(send)
    if application.state in OPEN and applying.can_change:
        steps = [Button(gettext(title), AskStep(application.id, step)) for step, title in STEPS.items()]
        acts = (*acts, *grid(steps, 2))
    elif applying.can_travel_another:
        travel = Button(gettext(STEPS[ApplicationStep.TRAVELLER]), _ask_traveller(application))
        acts = (*acts, (travel,))
    if applying.can_withdraw and application.state in UNDER_WAY:
        label = (
            _("✖️ Give the place back") if application.state is ApplicationState.ACCEPTED else _("✖️ Withdraw")
        )
        acts = (*acts, (Button(label, WithdrawApplication(application.id, is_sure=False)),))
    return acts


def _ask_traveller(application: Application) -> AskStep:
    return AskStep(application.id, ApplicationStep.TRAVELLER)


def ask(
    applying: Applying,
    step: ApplicationStep,
    person: Person,
    colleagues: Sequence[Person],
    files: Sequence[CompanyFile],
    note: str = "",
) -> Reply:
    """The question of one step, with what is there already; below it the ways on and back."""
    application = applying.application
    match step:
        case ApplicationStep.MOTIVATION:
            question = _ask_words(
                _(
                    "Why does your company want to go, and what should come of it? Type it in a few sentences."
                ),
                application.motivation,
            )
        case ApplicationStep.PRODUCTS:
            question = _ask_products(application, person)
        case ApplicationStep.BUYERS:
            question = _ask_words(
                _("Which buyers do you look for: importers, chains, restaurants, names if you know some?"),
                application.buyers,
            )
        case ApplicationStep.TRAVELLER:
            question = _ask_who(application, person, colleagues)
        case _:
            question = _ask_documents(applying, DOCUMENT_OF[step], files)
    place = _("{n} of {all}").format(
        n=number(list(ApplicationStep).index(step) + 1), all=number(len(ApplicationStep))
    )
    title = f"<b>{title_of(applying.mission)}</b> · {place}"
    text = "\n\n".join(part for part in (note, title, question.text) if part)
    back = way_out(OpenApplication(application.id))
    return Reply(text, (*question.buttons, *_ways_on(application, step), back))


def _ways_on(application: Application, step: ApplicationStep) -> Rows:
    """To go on with what is there, or without it."""
    on = LeaveOutStep(application.id, step)
    if step in DOCUMENT_OF:
        return ()  # said beside the documents
    if step in application.given and step not in MUST_BE_SAID:
        return rows(Button(_("Leave it out"), on))
    return rows(Button(_("Leave it out"), on)) if step not in MUST_BE_SAID else ()


def _ask_words(words: str, present: str | None) -> Reply:
    if not present:
        return Reply(words)
    now_it_says = _("Now it says:")
    return Reply(f"{words}\n\n{now_it_says}\n{name(present)}")


def _ask_products(application: Application, person: Person) -> Reply:
    question = _ask_words(_("With which products do you want to go? Type them."), application.products)
    known = person.company.products
    if not known:
        return question
    profile = _("Your profile says:\n{products}").format(products=name(known))
    use = Button(_("✅ Take these"), UseProducts(application.id), style=Style.PRIMARY)
    return Reply(f"{question.text}\n\n{profile}", rows(use))


def _ask_who(application: Application, person: Person, colleagues: Sequence[Person]) -> Reply:
    buttons = [
        Button(
            ticked(
                _("🧳 I travel myself") if one.id == person.id else f"👤 {named(person_name(one))}",
                one.id == application.traveller_id,
            ),
            PickTraveller(application.id, one.id),
        )
        for one in colleagues
    ]
    invite = Button(_("➕ Invite a colleague to the bot"), ShowPeople())
    return Reply(_("Who would travel? A colleague can go as well."), rows(*buttons, invite))


def _ask_documents(applying: Applying, kind: DocumentKind, files: Sequence[CompanyFile]) -> Reply:
    words = {
        DocumentKind.PRICE_LIST: _("Send me your export price list: a PDF, Excel file or picture."),
        DocumentKind.CATALOGUE: _("Send me your catalogue: a PDF or pictures."),
    }[kind]
    application = applying.application
    present = [one for one in applying.documents if one.kind is kind]
    step = next(step for step, of in DOCUMENT_OF.items() if of is kind)
    lines = [words]
    if present:
        lines.append("\n".join([_("Kept:"), *(f"📎 {name(one.name)}" for one in present)]))
    if files:
        lines.append(_("Or take one that your company shows already."))
    removing = [
        Button(_("🗑 {file}").format(file=named(one.name)), RemoveDocument(application.id, one.id))
        for one in present
    ]
    room = len(present) < MOST_DOCUMENTS
    taking = [
        Button(f"📎 {named(file.name)}", UseCompanyFile(application.id, kind, file.id))
        for file in files
        if room
    ]
    on = Button(
        _("✅ That is all") if present else _("Leave it out"),
        LeaveOutStep(application.id, step),
        style=Style.PRIMARY if present else Style.PLAIN,
    )
    return Reply("\n\n".join(lines), rows(*taking, *removing, on))


def kept(document: ApplicationDocument) -> str:
    return _("📎 Kept: {file}").format(file=name(document.name))


def _sent_in(mission: Mission) -> str:
    """It has just been sent in."""
    return _(
        "📨 <b>Your company has applied.</b> Until {moment} you can change everything, or withdraw. "
        "Staff will tell you what they decide."
    ).format(moment=deadline(mission))


def sure_to_withdraw(mission: Mission, application: Application) -> Reply:
    if application.state is ApplicationState.ACCEPTED:
        words, label = _("Give your company’s place on {title} back?"), _("✖️ Give the place back")
    else:
        words, label = _("Withdraw your company’s application for {title}?"), _("✖️ Withdraw")
    return sure(
        words.format(title=title_of(mission)),
        label,
        WithdrawApplication(application.id, is_sure=True),
        OpenApplication(application.id),
    )


def document_file(document: ApplicationDocument) -> File:
    """A document, which Telegram has."""
    return File(file_id=document.file_id, media=document.media)
