"""Leads: whatever is sent is kept as one at once; completed, mended, joined by taps, in any order."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.leads import Lead, LeadPhoto
from bot.models.missions import Mission
from bot.replies import Reply
from bot.rules.leads import LIMITS, SENT_LIMIT, Part
from bot.rules.words import clean
from bot.screens import leads as screens
from bot.screens import travelling as trip_screens
from bot.services import leads, travelling
from bot.services.leads import Sent
from handlers.feature import Feature
from handlers.turn import Turn, members_only
from handlers.typed import words_of

feature = Feature()

FORM = "leads"
WORDS = "lead words"
"""A part of a lead is asked for. What cannot be that is a lead of its own."""


class NotALead(Refusal):
    wording = N_(
        "I cannot keep this as a lead. Send the photo of a card, a contact, a document, or the name of a company."
    )


@feature.entrance(trip_screens.ENTRANCE)
@members_only
async def list_trips(turn: Turn, tap: trip_screens.ListTrips) -> Reply:
    found = await travelling.trips(turn.session, turn.person)
    mission = await travelling.on_the_road(turn.session, turn.person, turn.moment)
    if mission is None and len(found) == 1:
        mission = found[0]
    return screens.trips(found) if mission is None or tap.chooses else await desk(turn, mission)


@feature.tapped(trip_screens.OpenLeads, form=FORM)
@members_only
async def open_leads(turn: Turn, tap: trip_screens.OpenLeads) -> Reply:
    return await desk(turn, await travelling.trip(turn.session, turn.person, tap.mission_id))


def wait_for_leads(turn: Turn, mission: Mission) -> None:
    """Whatever is sent next is a lead of this mission. Each question is one of its own, so that every text can be
    corrected: not only the last one, as where a later text answers the same question."""
    turn.open_form(FORM, mission_id=mission.id, asked_in=turn.update_id)


async def desk(turn: Turn, mission: Mission, note: str = "") -> Reply:
    """Where leads are noted; whatever is sent next is one."""
    wait_for_leads(turn, mission)
    return screens.desk(mission, await leads.counts(turn.session, turn.person, mission, turn.moment), note)


@members_only
async def _ask(turn: Turn) -> Reply:
    return await desk(turn, await _mission(turn))


async def _mission(turn: Turn) -> Mission:
    return await travelling.trip(turn.session, turn.person, turn.answers["mission_id"])


@feature.typed(FORM, ask=_ask, takes_again=True)
@members_only
async def take_lead(turn: Turn) -> Reply:
    return await keep(turn, await _mission(turn))


async def sent_on_the_road(turn: Turn) -> Reply | None:
    """A photo, a document or a contact that no dialogue asked for, from somebody who travels: it is a lead."""
    mission = await _mission_of_card(turn)
    return await keep(turn, mission) if mission is not None else None


async def kept_meanwhile(turn: Turn) -> Reply | None:
    """The same where a dialogue asks for words: it is kept, and said so above the question, which stays open."""
    mission = await _mission_of_card(turn)
    if mission is None:
        return None
    lead, _is_new = await leads.take(turn.session, turn.person, mission, _sent(turn), turn.moment)
    return Reply(screens.kept_meanwhile(lead))


async def _mission_of_card(turn: Turn) -> Mission | None:
    """The mission on which a card was sent that nobody asked for; None for anything else."""
    incoming = turn.incoming
    if turn.member is None or not (incoming.files or incoming.contact):
        return None
    mission = await travelling.on_the_road(turn.session, turn.person, turn.moment)
    is_card = mission is not None and (incoming.contact is not None or incoming.paper is not None)
    return mission if is_card else None


async def keep(turn: Turn, mission: Mission) -> Reply:
    """Keep what was sent as a lead, whatever it is, and ask how interested they were."""
    lead, is_new = await leads.take(turn.session, turn.person, mission, _sent(turn), turn.moment)
    wait_for_leads(turn, mission)
    counts = await leads.counts(turn.session, turn.person, mission, turn.moment)
    return screens.kept(lead, counts, await leads.beside(turn.session, lead), is_new=is_new)


def _sent(turn: Turn) -> Sent:
    """What was sent, as far as it can be a lead. Raises NotALead, and what `words_of` does."""
    incoming, file = turn.incoming, turn.incoming.paper
    if file is not None:
        photo = LeadPhoto(file_id=file.file_id, file_unique_id=file.unique_id, media=file.media)
        return Sent(incoming.message_id, clean(incoming.caption, SENT_LIMIT, lines=True).text, photo=photo)
    if (contact := incoming.contact) is not None:
        known = clean(f"{contact.name}, {contact.phone}", LIMITS[Part.CONTACT]).text
        return Sent(incoming.message_id, contact=known[: LIMITS[Part.CONTACT]])
    if incoming.text is None:
        raise NotALead
    return Sent(incoming.message_id, words_of(turn, SENT_LIMIT, lines=True))


# Completing


@feature.tapped(screens.WarmLead, form=FORM)
@members_only
async def warm(turn: Turn, tap: screens.WarmLead) -> Reply:
    lead, mission = await leads.warm(turn.session, turn.person, tap.lead_id, tap.warmth)
    wait_for_leads(turn, mission)
    if not tap.goes_on:
        return await _card(turn, lead)
    if lead.promise is not None:
        return screens.completed(lead, await leads.counts(turn.session, turn.person, mission, turn.moment))
    return screens.ask_promise(lead)


@feature.tapped(screens.PromiseLead, form=FORM)
@members_only
async def promise(turn: Turn, tap: screens.PromiseLead) -> Reply:
    lead, mission = await leads.promise(turn.session, turn.person, tap.lead_id, tap.promise)
    wait_for_leads(turn, mission)
    if not tap.goes_on:
        return await _card(turn, lead)
    counts = await leads.counts(turn.session, turn.person, mission, turn.moment)
    return screens.completed(lead, counts) if lead.is_complete else screens.ask_warmth(lead, counts)


@feature.tapped(screens.CompleteLeads, form=FORM)
@members_only
async def complete(turn: Turn, tap: screens.CompleteLeads) -> Reply:
    """The next lead that is not complete; the desk when all are."""
    mission = await travelling.trip(turn.session, turn.person, tap.mission_id)
    lead = await leads.next_open(turn.session, turn.person, mission, after=tap.after)
    if lead is None:
        return await desk(turn, mission)
    wait_for_leads(turn, mission)
    counts = await leads.counts(turn.session, turn.person, mission, turn.moment)
    return screens.ask_warmth(lead, counts)


# All of them, and one


@feature.tapped(screens.ListLeads, form=FORM)
@members_only
async def list_leads(turn: Turn, tap: screens.ListLeads) -> Reply:
    mission = await travelling.trip(turn.session, turn.person, tap.mission_id)
    wait_for_leads(turn, mission)
    listed = await leads.page(turn.session, turn.person, mission, tap.page)
    counts = await leads.counts(turn.session, turn.person, mission, turn.moment)
    return screens.leads(mission, listed, counts)


@feature.tapped(screens.OpenLead, form=FORM)
@members_only
async def open_lead(turn: Turn, tap: screens.OpenLead) -> Reply:
    lead, mission = await leads.get(turn.session, turn.person, tap.lead_id)
    wait_for_leads(turn, mission)
    return await _card(turn, lead)


async def _card(turn: Turn, lead: Lead, note: str = "") -> Reply:
    noted_by = await leads.noted_by(turn.session, lead)
    return screens.card(lead, noted_by, await leads.beside(turn.session, lead), note)


@feature.tapped(screens.ShowPhoto, form=FORM)
@members_only
async def show_photo(turn: Turn, tap: screens.ShowPhoto) -> Reply:
    lead, _mission_of = await leads.get(turn.session, turn.person, tap.lead_id)
    return screens.photo(lead, tap.place) if lead.photos else await _card(turn, lead)


@feature.tapped(screens.JoinLeads, form=FORM)
@members_only
async def join(turn: Turn, tap: screens.JoinLeads) -> Reply:
    lead, mission = await leads.join(turn.session, turn.person, tap.lead_id, tap.other_id)
    wait_for_leads(turn, mission)
    if lead.is_complete:
        return await _card(turn, lead, screens.joined())
    counts = await leads.counts(turn.session, turn.person, mission, turn.moment)
    return screens.kept(lead, counts, await leads.beside(turn.session, lead), is_new=True)


@feature.tapped(screens.RemoveLead, form=FORM)
@members_only
async def remove(turn: Turn, tap: screens.RemoveLead) -> Reply:
    if not tap.is_sure:
        lead, mission = await leads.get(turn.session, turn.person, tap.lead_id)
        wait_for_leads(turn, mission)
        return screens.sure_to_remove(lead)
    return await desk(turn, await leads.remove(turn.session, turn.person, tap.lead_id), screens.removed())


@feature.tapped(screens.WriteLead, form=FORM)
@members_only
async def write_lead(turn: Turn, tap: screens.WriteLead) -> Reply:
    lead, mission = await leads.get(turn.session, turn.person, tap.lead_id)
    turn.open_form(WORDS, mission_id=mission.id, lead_id=lead.id, part=tap.part)
    return screens.ask_words(lead, tap.part)


@members_only
async def _ask_words(turn: Turn) -> Reply:
    lead, _mission_of = await leads.get(turn.session, turn.person, turn.answers["lead_id"])
    return screens.ask_words(lead, Part(turn.answers["part"]))


@feature.typed(WORDS, ask=_ask_words, takes_again=True)
@members_only
async def take_words(turn: Turn) -> Reply:
    """The part that was asked for. A card that was on its way meanwhile is kept, and the question stays open."""
    answers, part = turn.answers, Part(turn.answers["part"])
    if turn.incoming.text is None:
        kept, _is_new = await leads.take(
            turn.session, turn.person, await _mission(turn), _sent(turn), turn.moment
        )
        lead, _mission_of = await leads.get(turn.session, turn.person, answers["lead_id"])
        return screens.ask_words(lead, part, screens.kept_meanwhile(kept))
    words = words_of(turn, LIMITS[part], lines=part is not Part.NAME)
    lead, mission = await leads.write(turn.session, turn.person, answers["lead_id"], part, words)
    wait_for_leads(turn, mission)
    return await _card(turn, lead)


@feature.tapped(screens.GetLeads, form=FORM)
@members_only
async def get_leads(turn: Turn, tap: screens.GetLeads) -> Reply:
    mission = await travelling.trip(turn.session, turn.person, tap.mission_id)
    return screens.workbook(mission, await leads.workbook(turn.session, turn.person, mission))
