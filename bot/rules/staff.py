"""Who on the staff may do what."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody of the staff may do. An owner may everything, an editor all but the staff list, a viewer look."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"

    def includes(self, needed: Role) -> bool:
        """Whether this role may do what `needed` may."""
        return _RANK[self] >= _RANK[needed]


class Deed(StrEnum):
    """What staff do that is written down."""

    APPOINTED = "appoint"
    DISMISSED = "dismiss"
    APPROVED = "approved"
    REFUSED = "refused"
    IMPORTED = "import"
    IMPORT_UNDONE = "undo import"
    BROADCAST_SCHEDULED = "schedule broadcast"
    BROADCAST_SENT = "send broadcast"
    BROADCAST_CALLED_BACK = "call broadcast back"
    BROADCAST_PAUSED = "pause broadcast"
    BROADCAST_RESUMED = "resume broadcast"
    BROADCAST_CANCELLED = "cancel broadcast"
    BROADCAST_DISCARDED = "discard broadcast"
    FAILED_SENT_AGAIN = "send failed again"
    UNCERTAIN_SENT_AGAIN = "send uncertain again"
    OUTBOX_RESUMED = "send again"
    INTRODUCED = "introduce"
    INTRODUCTIONS_DOWNLOADED = "introductions to Excel"
    ROUND_STARTED = "start round"
    ROUND_CANCELLED = "cancel round"
    ROUND_DOWNLOADED = "round to Excel"
    EVENT_ANNOUNCED = "announce event"
    INVITATIONS_SENT_AGAIN = "send invitations again"
    EVENT_CHANGED = "change event"
    EVENT_CANCELLED = "cancel event"
    EVENT_DISCARDED = "discard event"
    EVENT_THANKED = "thank guests"
    EVENT_REPORT_DOWNLOADED = "event report to Excel"
    MISSION_COST_ADDED = "add cost of mission"
    MISSION_COST_REMOVED = "remove cost of mission"
    MISSION_REPORT_DOWNLOADED = "mission report to Excel"
    MONTHLY_ROUNDS_ON = "monthly rounds on"
    MONTHLY_ROUNDS_OFF = "monthly rounds off"
    ENGAGEMENT_DOWNLOADED = "engagement to Excel"
    GUESTS_DOWNLOADED = "guests to Excel"
    POLL_SENT = "send poll"
    POLL_CLOSED = "close poll"
    POLL_CALLED_OFF = "call poll off"
    POLL_DISCARDED = "discard poll"
    POLL_DOWNLOADED = "poll to Excel"
    POLL_TEXT_SHOWN = "show text of poll"
    POLL_TEXT_LEFT_OUT = "leave text of poll out"
    POLL_DONE_TOLD = "tell what was done about poll"
    COMPANY_ADDED = "add company"
    COMPANY_CHANGED = "change company"
    COMPANIES_MERGED = "merge companies"
    COMPANY_ENDED = "end membership of company"
    COMPANY_RENEWED = "renew membership of company"
    PERSON_ADDED = "add person"
    PERSON_CHANGED = "change person"
    PEOPLE_MERGED = "merge people"
    PERSON_ENDED = "end membership of person"
    PERSON_RENEWED = "renew membership of person"
    PERSON_MOVED = "move person"
    INVITED = "invite"
    INVITES_DOWNLOADED = "invites to Excel"
    GROUP_FOUNDED = "found group"
    GROUP_CHANGED = "change group"
    GROUP_DISSOLVED = "dissolve group"
    TRAIL_DOWNLOADED = "trail to Excel"


_RANK = {role: rank for rank, role in enumerate(Role)}
