"""All that is stored about somebody as a page that they can read: the content of the download, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from bot.i18n import N_, _, current, date_time, gettext, undirected
from bot.i18n import date as day
from bot.markup import escape
from bot.models.people import Standing
from bot.rules.events import Rsvp
from bot.rules.fields import Field
from bot.rules.introductions import Contact, Decline, Origin, Why
from bot.rules.leads import Promise, Warmth
from bot.rules.openings import Result
from bot.rules.rounds import Habit
from bot.rules.staff import Role
from bot.rules.tallies import Stage
from bot.screens.checkins import rsvp_name
from bot.screens.introduction_wording import contact_label, decline_label, why_label
from bot.screens.leads import promise_word, warmth_word
from bot.screens.openings import result_name
from bot.screens.preferences import habit_name
from bot.screens.staff import role_name
from bot.screens.staff_introductions import origin_name
from bot.screens.tallies import stage_word
from bot.screens.vocabulary import band_name, field_name, option_name

SECTIONS = {
    "person": N_("My profile"),
    "company": N_("My company"),
    "groups": N_("Groups"),
    "introductions": N_("Introductions"),
    "changes_by_staff": N_("What staff changed in my record"),
    "earlier_records": N_("My records of before"),
    "your_diaries": N_("My diaries of missions"),
    "events": N_("Events"),
    "what_you_did": N_("What I did"),
    "what_you_were_offered": N_("What I was offered"),
    "leads_you_noted": N_("Leads that I noted"),
    "applications_to_missions": N_("Applications to missions"),
    "missions_you_would_travel_on": N_("Missions that I would travel on"),
    "missions": N_("Missions that I was told of"),
    "not_to_be_asked_by": N_("Whose requests I do not get"),
    "opportunities_you_proposed": N_("Opportunities that I proposed"),
    "opportunities": N_("Opportunities that I took up"),
    "scores": N_("My scores, week by week"),
    "polls": N_("Polls"),
    "announcements_you_answered": N_("Announcements whose button I tapped"),
    "rounds": N_("Rounds of introductions"),
    "suggested_to_you": N_("Who was suggested to me"),
    "asked_after_missions": N_("Asked after missions"),
    "said_about_missions": N_("Said about missions"),
    "wrong_numbers_at_venues": N_("Wrong numbers typed at venues"),
    "after_introductions": N_("What came of introductions"),
    "dialogue": N_("The dialogue that I am in"),
    "imports": N_("Lists that I sent"),
    "import_changes": N_("What lists changed"),
    "your_updates": N_("What I sent and tapped lately"),
    "invite_links_tried": N_("Invite links tried"),
    "invite_links_used": N_("Invite links used"),
    "invite_links_made": N_("Invite links made"),
    "searches": N_("When I searched"),
    "staff": N_("My place among the staff"),
    "texts_you_can_still_edit": N_("Texts that I can still edit"),
    "requests_to_join": N_("Requests to join"),
    "messages_to_you": N_("Messages to me"),
    "chat": N_("This chat"),
}
"""What a section of the download is called; one that is not here goes by its own name."""
COLUMNS = {
    "at": N_("When"),
    "announcement": N_("Announcement"),
    "told_at": N_("Told on"),
    "created_at": N_("Written down on"),
    "asked_at": N_("Asked on"),
    "answered_at": N_("Answered on"),
    "joined_at": N_("Joined on"),
    "consented_at": N_("Agreed to the privacy notice on"),
    "confirmed_at": N_("Confirmed on"),
    "sent_at": N_("Sent on"),
    "closed_at": N_("Ended on"),
    "state": N_("State"),
    "status": N_("State"),
    "kind": N_("Kind"),
    "about": N_("About"),
    "words": N_("Words"),
    "subject": N_("About what"),
    "content": N_("What it says"),
    "event": N_("Event"),
    "mission": N_("Mission"),
    "starts": N_("Begins"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "answers": N_("Answers"),
    "rating": N_("Rating"),
    "sentence": N_("Sentence"),
    "score": N_("Score"),
    "telegram_id": N_("Telegram account"),
    "is_listed": N_("In the directory"),
    "note": N_("Note"),
    "former_telegram_id": N_("Former Telegram account"),
    "standing": N_("Standing with the bot"),
    "is_reachable": N_("Messages reach me"),
    "shares": N_("What an introduction passes on"),
    "habit": N_("Rounds"),
    "monthly_rate": N_("Suggestions a month, at most"),
    "left_at": N_("Left on"),
    "ended_at": N_("Membership ended on"),
    "sees_score": N_("I see my score"),
    "gets_openings": N_("I get the list of opportunities"),
    "sought_at": N_("A suggestion was looked for on"),
    "declined": N_("We said that we have none"),
    "written": N_("As a list had it"),
    "rsvp": N_("Answer"),
    "waiting_since": N_("Waiting since"),
    "offered_until": N_("Seat offered until"),
    "must_confirm": N_("Still to confirm"),
    "came_at": N_("Came on"),
    "check_in": N_("Checked in by"),
    "walk_in_name": N_("Name at the door"),
    "rated_at": N_("Rated on"),
    "origin": N_("How it came about"),
    "why": N_("Reason"),
    "asker_agreed_at": N_("Who asked agreed on"),
    "other_agreed_at": N_("Who was asked agreed on"),
    "nudged_at": N_("Reminded on"),
    "week_on": N_("Week of"),
    "points": N_("Score"),
    "band": N_("Band"),
    "act": N_("What was done"),
    "added_at": N_("Added on"),
    "amount": N_("Amount"),
    "applied_at": N_("Applied on"),
    "asked_again_at": N_("Asked again on"),
    "before": N_("Before"),
    "after": N_("After"),
    "began_at": N_("Begun on"),
    "buyers": N_("Whom we would like to meet there"),
    "cancelled_because": N_("Why it was cancelled"),
    "changed_at": N_("Changed on"),
    "changes": N_("Changes"),
    "closed_by": N_("Ended by"),
    "company": N_("Company"),
    "conditions": N_("What is asked of companies"),
    "contact": N_("Contact"),
    "counts": N_("What a list changes, counted"),
    "currency": N_("Currency"),
    "data": N_("Answers so far"),
    "deadline": N_("Deadline"),
    "deadline_at": N_("Deadline"),
    "decided_at": N_("Decided on"),
    "decision": N_("Decision"),
    "declined_for": N_("Why I said no"),
    "declined_words": N_("Why I said no, in my words"),
    "error": N_("What went wrong"),
    "expected": N_("Orders expected"),
    "expected_amount": N_("Value expected"),
    "expected_currency": N_("Currency of the value expected"),
    "expires_at": N_("Valid until"),
    "field": N_("What was changed"),
    "form": N_("Which dialogue"),
    "handled_at": N_("Handled on"),
    "interest": N_("Interest"),
    "interested_at": N_("Interested since"),
    "leads": N_("Leads"),
    "link": N_("Link"),
    "motivation": N_("Why we apply"),
    "need": N_("What is looked for"),
    "not_after": N_("Not to be sent after"),
    "not_before": N_("To be sent from"),
    "noted_at": N_("Noted on"),
    "noted_on": N_("Day"),
    "number": N_("Number"),
    "opened_at": N_("Opened on"),
    "opportunity": N_("Opportunity"),
    "orders": N_("Orders"),
    "part": N_("Taking part"),
    "phase": N_("State"),
    "posted_at": N_("Posted on"),
    "promise": N_("Next step"),
    "purpose": N_("What it is for"),
    "reading": N_("What was read in it"),
    "reason": N_("Reason"),
    "received_at": N_("Received on"),
    "reminded_at": N_("Reminded on"),
    "result": N_("What came of it"),
    "role": N_("Role among the staff"),
    "roster": N_("What stands in it"),
    "settled_at": N_("Settled on"),
    "stage": N_("Which answer"),
    "taken_at": N_("Taken on"),
    "tried_at": N_("Tried on"),
    "updated_at": N_("Changed on"),
    "used_at": N_("Used on"),
    "value": N_("Value"),
    "value_amount": N_("Value"),
    "value_currency": N_("Currency"),
    "warmth": N_("How interested they are"),
    "withdrawn_at": N_("Withdrawn on"),
    "written_at": N_("Written on"),
    "zone": N_("Time zone"),
}
"""What columns are called that are not fields of a profile. A test holds that each column of a download is here, a
field, or only the program's."""
FOR_THE_PROGRAM = frozenset(
    (
        *("also", "doubts", "edits", "held_by", "leased_until", "priority", "tries", "what"),
        *("fallbacks", "fingerprint", "given", "is_stale", "shown", "steps"),
        *("decided_by", "is_muted", "made_by", "recorded_by", "used_by"),
    )
)
"""Columns that say nothing to a person; those of others' accounts are in the JSON, as numbers."""
STANDINGS = {
    Standing.EXPECTED: N_("invited, not here yet"),
    Standing.MEMBER: N_("member"),
    Standing.LEFT: N_("has left"),
}
CODES = {
    "unsaid": N_("not said"),
    "interested": N_("interested"),
    "not_for_us": N_("not for us"),
    "open": N_("not decided yet"),
    "approved": N_("let in"),
    "refused": N_("refused"),
    "decision joined": N_("joined with an invite"),
    "part joined": N_("took part"),
    "invited": N_("invited"),
    "skipped": N_("not this time"),
    "reply": N_("an answer to me"),
    "decision": N_("a decision"),
    "notice": N_("a notice"),
    "progress": N_("how something goes"),
    "reminder": N_("a reminder"),
    "broadcast": N_("an announcement"),
    "asker": N_("who asked"),
    "other": N_("who was asked"),
}
"""What is kept of people, and sent to them, in a word: the values of several columns."""
TELLING_NUMBERS = frozenset(("telegram_id", "former_telegram_id"))
STYLE = (
    "body{font:16px/1.5 sans-serif;margin:1rem;max-width:45rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.4rem}summary{font-weight:bold;padding:.6rem 0;cursor:pointer}"
    "dl{margin:0 0 .8rem}dt{color:#555;font-size:.85rem}"
    "dd{margin:0 0 .4rem;overflow-wrap:anywhere;white-space:pre-wrap}"
    "li{border-top:1px solid #ddd;padding:.5rem 0}"
)


def readable(about: Mapping[str, Any], zone: tzinfo) -> bytes:
    """A page of HTML that needs nothing else, in the reader's language. It says what the JSON says, save for what is
    empty and what only the program reads: the numbers of rows, and what it looks them up by.
    """
    language = current()
    direction = "rtl" if language == "ar" else "ltr"
    title = escape(_("What QOOT stores about me"))
    parts = [
        f"<details open><summary>{_label(key, SECTIONS)}</summary>{_shown(value, zone)}</details>"
        for key, value in about.items()
        if value
    ]
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>{''.join(parts)}</body></html>"
    ).encode()


def _label(key: str, words: Mapping[str, str]) -> str:
    if key in words:
        return escape(gettext(words[key]))
    if key in {field.value for field in Field}:
        return escape(field_name(Field(key)))
    return f'<bdi lang="en">{escape(key.replace("_", " "))}</bdi>'


def _shown(value: Any, zone: tzinfo) -> str:
    """A value as HTML: what holds others as lists."""
    match value:
        case Mapping():
            items = (
                f"<dt>{_label(str(key), COLUMNS)}</dt><dd>{_shown(_worded(str(key), one), zone)}</dd>"
                for key, one in value.items()
                if one not in (None, "", [], {}) and _is_telling(str(key))
            )
            return f"<dl>{''.join(items)}</dl>"
        case list() | tuple():
            return f"<ol>{''.join(f'<li>{_shown(one, zone)}</li>' for one in value)}</ol>"
    return f'<span dir="auto">{escape(_said(value, zone))}</span>'


def _is_telling(column: str) -> bool:
    """Whether a column says something to a person."""
    is_for_the_program = column == "id" or column.endswith(("_id", "_index", "_key", "_hash"))
    return column in TELLING_NUMBERS or not (is_for_the_program or column in FOR_THE_PROGRAM)


def has_words(column: str) -> bool:
    """Whether a column of a download is called something in the reader's language, or is only the program's."""
    return not _is_telling(column) or column in COLUMNS or column in {field.value for field in Field}


def _worded(column: str, value: Any) -> Any:
    """What is kept as a code, in words; the value itself where it is none."""
    try:
        match column:
            case "seat" | "size" | "language" | "kind":
                return option_name(Field(column), value)
            case "markets" | "certifications" | "languages":
                return [option_name(Field(column), slug) for slug in value]
            case "shares":
                return [contact_label(Contact(one)) for one in value]
            case "habit":
                return habit_name(Habit(value))
            case "standing":
                return gettext(STANDINGS[Standing(value)])
            case "band":
                return band_name(value)
            case "role":
                return role_name(Role(value))
            case "warmth":
                return warmth_word(Warmth(value))
            case "promise":
                return promise_word(Promise(value))
            case "result":
                return result_name(Result(value))
            case "stage":
                return stage_word(Stage(value))
            case "declined_for":
                return decline_label(Decline(value))
            case "why":
                return why_label(Why(value))
            case "origin":
                return origin_name(Origin(value))
            case "rsvp":
                return rsvp_name(Rsvp(value))
            case "interest" | "decision" | "part" | "purpose" | "closed_by":
                return gettext(CODES.get(f"{column} {value}") or CODES[str(value)])
    except (KeyError, ValueError):  # another noun's column of the same name
        pass
    return value


def _said(value: Any, zone: tzinfo) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime() if value.tzinfo is not None:
            return undirected(date_time(value, zone))
        case date() if not isinstance(value, datetime):
            return undirected(day(value))
    return str(value)
