"""Leads: whom the company met at a mission. Made for one hand at a stand: large buttons, the next lead at any time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import _, date, name, ngettext, number, pgettext
from bot.models.leads import Lead, LeadPhoto
from bot.models.missions import Mission
from bot.replies import Button, File, Reply, Rows, Style, Tap, grid, rows
from bot.rules.leads import LIMITS, Counts, Part, Promise, Warmth
from bot.rules.pages import Page
from bot.rules.words import shortened
from bot.screens.listing import legend, listing
from bot.screens.missions import title_of, words_of
from bot.screens.navigation import named, sure, ticked, way_out
from bot.screens.travelling import ListTrips, OpenDiary, OpenLeads, OpenTallies

BRIEFLY = 400
"""Characters of a note below a photo, where Telegram takes 1,024 in all."""
IN_FULL = 2500
"""Characters of a note on the card of a lead; a longer one is whole in the workbook."""

Table = tuple[str, list[str], list[list[str | int | float | None]]]


class ListLeads(Tap, prefix="Ll"):
    mission_id: int
    page: int = 0


class OpenLead(Tap, prefix="Lo"):
    lead_id: int


class WarmLead(Tap, prefix="Lw"):
    """How interested they were. With `goes_on`, what comes next is asked at once."""

    lead_id: int
    warmth: Warmth
    goes_on: bool = True


class PromiseLead(Tap, prefix="Lp"):
    """What comes next. With `goes_on`, the lead after this one is offered."""

    lead_id: int
    promise: Promise
    goes_on: bool = True


class CompleteLeads(Tap, prefix="Lc"):
    """The next lead that is not complete, after the one of this number."""

    mission_id: int
    after: int = 0


class WriteLead(Tap, prefix="Le"):
    lead_id: int
    part: Part


class JoinLeads(Tap, prefix="Lj"):
    lead_id: int
    other_id: int


class RemoveLead(Tap, prefix="Lx"):
    lead_id: int
    is_sure: bool


class ShowPhoto(Tap, prefix="Lf"):
    lead_id: int
    place: int = 0


class GetLeads(Tap, prefix="Lz"):
    """All leads of the company as an Excel file."""

    mission_id: int


def trips(missions: Sequence[Mission]) -> Reply:
    """The missions on which one's company goes or went."""
    text = _("📇 <b>Leads and diary</b>\n\nWhich mission is it about?")
    if not missions:
        text = _(
            "📇 <b>Leads and diary</b>\n\n"
            "Here you note whom you meet at a fair, as soon as your company is accepted for a mission."
        )
    buttons = [Button(named(words_of(mission).title), OpenLeads(mission.id)) for mission in missions]
    return Reply(text, rows(*buttons, way_out()))


def desk(mission: Mission, counts: Counts, note: str = "") -> Reply:
    """Where leads are noted: whatever is sent while it is open is one."""
    parts = [
        note,
        _("📇 <b>Leads: {mission}</b>").format(mission=title_of(mission)),
        _(
            "Send me the photo of a card, a contact, or the name of a company: each is a lead at once. "
            "Several may come together, and can be completed later."
        ),
        _how_many(counts),
        _(
            "🔒 Who they are, only your company sees. The cluster's staff see how many there are, how interested "
            "they are and what comes next."
        ),
    ]
    return Reply(
        "\n\n".join(part for part in parts if part),
        rows(
            *_to_complete(mission.id, counts),
            *([Button(_("📋 All leads"), ListLeads(mission.id))] if counts.total else []),
            (
                Button(_("📔 Diary"), OpenDiary(mission.id)),
                Button(_("🎯 Targets and results"), OpenTallies(mission.id)),
            ),
            way_out(ListTrips(chooses=True)),
        ),
    )


def _how_many(counts: Counts) -> str:
    return _("Today: {today} · in all: {total}").format(
        today=number(counts.today), total=number(counts.total)
    )


def _to_complete(mission_id: int, counts: Counts, after: int = 0) -> list[Button]:
    if not counts.open:
        return []
    label = ngettext("▶️ {n} lead to complete", "▶️ {n} leads to complete", counts.open)
    tap = CompleteLeads(mission_id, after)
    return [Button(label.format(n=number(counts.open)), tap, style=Style.PRIMARY)]


def kept(lead: Lead, counts: Counts, beside: Lead | None, *, is_new: bool) -> Reply:
    """A lead was kept, or found again: how interested were they? The next one can be sent at once."""
    said = _("✅ Kept: {lead}") if is_new else _("✅ There already: {lead}")
    text = f"{said.format(lead=_heading(lead))}{_known(lead)}\n\n{_how_interested()}"
    return Reply(
        text,
        (
            _warmths(lead, goes_on=True),
            *rows(*_joining(lead, beside), *_others(lead, counts)),
            _ways(lead),
        ),
    )


def kept_meanwhile(lead: Lead) -> str:
    """What stands above a question when a card came instead of its answer."""
    return _("✅ Kept: {lead}").format(lead=_heading(lead))


def _others(lead: Lead, counts: Counts) -> list[Button]:
    """On to those that are to be completed besides this one."""
    besides = counts._replace(open=counts.open - (not lead.is_complete))
    return _to_complete(lead.mission_id, besides, lead.number)


def _how_interested() -> str:
    return _("How interested are they? Or send the next one.")


def _heading(lead: Lead) -> str:
    """Its number and what it is called, for HTML."""
    return _("<b>lead {n}, {name}</b>").format(n=number(lead.number), name=name(called(lead)))


def called(lead: Lead) -> str:
    """What a lead is called: the company, else the contact, else what was sent; plain text."""
    contact = (lead.contact or "").partition("\n")[0]
    return (
        lead.name
        or contact
        or (_what_was_sent(lead.photos[0]) if lead.photos else pgettext("a lead", "no name"))
    )


def _what_was_sent(file: LeadPhoto) -> str:
    return pgettext("a lead", "photo") if file.media == "photo" else pgettext("a lead", "document")


def _known(lead: Lead, most: int = BRIEFLY) -> str:
    """What else is known of it, on lines of their own, at most so many characters of a note."""
    lines = [lead.contact if lead.name else "", lead.note]
    return "".join(f"\n{name(shortened(line, most, lines=True))}" for line in lines if line)


def _warmths(lead: Lead, *, goes_on: bool) -> tuple[Button, ...]:
    return tuple(
        Button(ticked(warmth_name(warmth), warmth is lead.warmth), WarmLead(lead.id, warmth, goes_on))
        for warmth in Warmth
    )


def _promises(lead: Lead, *, goes_on: bool) -> Rows:
    buttons = [
        Button(ticked(promise_name(promise), promise is lead.promise), PromiseLead(lead.id, promise, goes_on))
        for promise in Promise
    ]
    return grid(buttons, 2)


def _joining(lead: Lead, beside: Lead | None) -> list[Button]:
    if beside is None:
        return []
    label = _("🔗 The same as lead {n}: {name}").format(n=number(beside.number), name=named(called(beside)))
    return [Button(label, JoinLeads(lead.id, beside.id))]


def _ways(lead: Lead) -> tuple[Button, ...]:
    return (Button(_("✏️ Open"), OpenLead(lead.id)), Button(_("📇 Leads"), OpenLeads(lead.mission_id)))


def ask_warmth(lead: Lead, counts: Counts) -> Reply:
    """A lead that was kept before is completed: how interested were they? Its photo is shown with the question."""
    said = _("▶️ {lead}").format(lead=_heading(lead))
    buttons = (_warmths(lead, goes_on=True), *rows(*_skip(lead, counts)), _ways(lead))
    return Reply(f"{said}{_known(lead)}\n\n{_how_interested()}", buttons, file=_file(lead.photos[:1]))


def ask_promise(lead: Lead) -> Reply:
    """What comes next with a lead?"""
    text = _("{interest} · {lead}\n\nWhat comes next?").format(
        interest=warmth_name(lead.warmth) if lead.warmth else "", lead=_heading(lead)
    )
    return Reply(text, (*_promises(lead, goes_on=True), _ways(lead)))


def _skip(lead: Lead, counts: Counts) -> list[Button]:
    """On to the next lead that is to be completed, if there is another one."""
    tap = CompleteLeads(lead.mission_id, lead.number)
    return [Button(_("Later: the next lead"), tap)] if counts.open > 1 else []


def completed(lead: Lead, counts: Counts) -> Reply:
    """A lead is complete; the next one may be sent, or completed."""
    text = _("✅ {lead} is complete: {warmth}, {promise}.\n\nSend the next one at any time.")
    assert lead.warmth is not None
    assert lead.promise is not None
    filled = text.format(
        lead=_heading(lead), warmth=warmth_name(lead.warmth), promise=promise_name(lead.promise)
    )
    return Reply(filled, (*rows(*_others(lead, counts)), _ways(lead)))


def card(lead: Lead, noted_by: str, beside: Lead | None, note: str = "") -> Reply:
    """A lead with all that is known of it, and what can be mended."""
    by = name(noted_by) if noted_by else _("somebody who is no longer here")
    when = _("Noted on {date} by {person}").format(date=date(lead.noted_on), person=by)
    parts = [note, f"📇 {_heading(lead)}{_known(lead, IN_FULL)}", when]
    photos = [
        Button(
            _file_label(file, place + 1 if len(lead.photos) > 1 else None),
            ShowPhoto(lead.id, place),
        )
        for place, file in enumerate(lead.photos)
    ]
    write = [Button(part_button(part), WriteLead(lead.id, part)) for part in Part]
    return Reply(
        "\n\n".join(part for part in parts if part),
        (
            _warmths(lead, goes_on=False),
            *_promises(lead, goes_on=False),
            tuple(write),
            *grid(photos, 3),
            *rows(
                *_joining(lead, beside),
                Button(_("🗑 Delete"), RemoveLead(lead.id, is_sure=False), style=Style.DANGER),
                way_out(ListLeads(lead.mission_id)),
            ),
        ),
    )


def _file_label(file: LeadPhoto, n: int | None) -> str:
    """A photo or a document on its button, with its number where there are several."""
    if file.media == "photo":
        return _("🖼 Photo {n}").format(n=number(n)) if n is not None else _("🖼 Photo")
    return _("📄 Document {n}").format(n=number(n)) if n is not None else _("📄 Document")


def ask_words(lead: Lead, part: Part, note: str = "") -> Reply:
    """The question for a part of a lead that is typed."""
    words = {
        Part.NAME: _("What is the company called? Type it, at most {limit} characters."),
        Part.CONTACT: _("Whom did you meet, and how are they reached? Type it, at most {limit} characters."),
        Part.NOTE: _("What should not be forgotten? Type it, at most {limit} characters."),
    }[part].format(limit=number(LIMITS[part]))
    present = getattr(lead, part.value)
    now = (
        _("Now it says: {text}").format(text=name(shortened(present, IN_FULL, lines=True))) if present else ""
    )
    parts = [note, f"📇 {_heading(lead)}", words, now]
    return Reply("\n\n".join(one for one in parts if one), rows(way_out(OpenLead(lead.id))))


def photo(lead: Lead, place: int) -> Reply:
    """A photo of a lead by itself."""
    file = _file(lead.photos[place : place + 1] or lead.photos[:1])
    return Reply(name(called(lead)), (_ways(lead),), file=file, toast=_("Your file is on its way."))


def _file(photos: Sequence[LeadPhoto]) -> File | None:
    return File(file_id=photos[0].file_id, media=photos[0].media) if photos else None


def leads(mission: Mission, page: Page[Lead], counts: Counts) -> Reply:
    """All leads of one's company at a mission, the newest first."""
    heading = _("📋 <b>Leads: {mission}</b>").format(mission=title_of(mission))
    download = [Button(_("📥 As Excel"), GetLeads(mission.id))] if page.total else []
    return listing(
        f"{heading}\n{_how_many(counts)}",
        page,
        [Button(_label(lead), OpenLead(lead.id)) for lead in page.items],
        lambda number_of_page: ListLeads(mission.id, number_of_page),
        lines=[legend(map(_state, page.items))],
        empty=_("There is none yet."),
        acts=rows(*_to_complete(mission.id, counts), *download),
        back=OpenLeads(mission.id),
    )


def _label(lead: Lead) -> str:
    """A lead on a button: its number, how interested they are, what it is called; unfinished ones stand out."""
    return f"{_state(lead)[0]} {named(number(lead.number), called(lead))}"


def _state(lead: Lead) -> tuple[str, str]:
    """The icon before a lead, with what it means."""
    if lead.is_complete and lead.warmth:
        return warmth_icon(lead.warmth), warmth_word(lead.warmth)
    return "▫️", pgettext("interest of a lead", "to be completed")


def sure_to_remove(lead: Lead) -> Reply:
    return sure(
        _("Delete {lead}, with all that is known of it?").format(lead=_heading(lead)),
        _("Delete"),
        RemoveLead(lead.id, is_sure=True),
        OpenLead(lead.id),
    )


def removed() -> str:
    """What stands above the desk once a lead was deleted."""
    return _("🗑 The lead was deleted.")


def joined() -> str:
    """What stands above a lead that was made of two."""
    return _("🔗 The two are one lead now.")


def table(listed: Sequence[tuple[Lead, str]]) -> Table:
    """The leads as a table, with who noted each."""
    header = [
        _("No."),
        _("Day"),
        pgettext("column of a table", "Company"),
        _("Contact"),
        _("Note"),
        _("Interest"),
        _("Next step"),
        _("Photos"),
        _("Noted by"),
    ]
    return _("Leads"), header, [_row(lead, noted_by) for lead, noted_by in listed]


def _row(lead: Lead, noted_by: str) -> list[str | int | float | None]:
    return [
        lead.number,
        lead.noted_on.isoformat(),
        lead.name,
        lead.contact,
        lead.note,
        warmth_word(lead.warmth) if lead.warmth else "",
        promise_word(lead.promise) if lead.promise else "",
        len(lead.photos),
        noted_by,
    ]


def workbook(mission: Mission, document: bytes) -> Reply:
    """The leads of one's company as a document."""
    return Reply(
        _("The leads of your company at {mission}.").format(mission=title_of(mission)),
        file=File(f"leads-{mission.id}.xlsx", document),
        toast=_("Your file is on its way."),
    )


def warmth_icon(warmth: Warmth) -> str:
    return {Warmth.HOT: "🔥", Warmth.WARM: "🌤", Warmth.COLD: "❄️"}[warmth]


def warmth_word(warmth: Warmth) -> str:
    """How interested somebody is, in a word."""
    return {
        Warmth.HOT: pgettext("interest of a lead", "Very interested"),
        Warmth.WARM: pgettext("interest of a lead", "Interested"),
        Warmth.COLD: pgettext("interest of a lead", "Hardly interested"),
    }[warmth]


def warmth_name(warmth: Warmth) -> str:
    """How interested somebody is, on a button."""
    return {
        Warmth.HOT: _("🔥 Very"),
        Warmth.WARM: _("🌤 Perhaps"),
        Warmth.COLD: _("❄️ Hardly"),
    }[warmth]


def promise_word(promise: Promise) -> str:
    """What comes next with a lead, in a word or two."""
    return {
        Promise.PRICES: _("send an offer"),
        Promise.SAMPLES: _("send samples"),
        Promise.MEETING: _("meet or call"),
        Promise.MESSAGE: _("write to them"),
        Promise.NOTHING: _("nothing for now"),
    }[promise]


def promise_name(promise: Promise) -> str:
    """What comes next with a lead, on a button."""
    return {
        Promise.PRICES: _("💲 Send an offer"),
        Promise.SAMPLES: _("📦 Send samples"),
        Promise.MEETING: _("📞 Meet or call"),
        Promise.MESSAGE: _("✉️ Write to them"),
        Promise.NOTHING: _("– Nothing for now"),
    }[promise]


def part_button(part: Part) -> str:
    return {
        Part.NAME: _("🏢 Name"),
        Part.CONTACT: _("👤 Contact"),
        Part.NOTE: _("📝 Note"),
    }[part]
