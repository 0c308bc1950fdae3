"""The kinds of things that the ledgers hold."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What a person did."""

    PROFILE_KEPT = "profile_kept"
    INTRODUCTION_ASKED = "introduction_asked"
    INTRODUCTION_ANSWERED = "introduction_answered"
    OUTCOME_REPORTED = "outcome_reported"
    INVITATION_ANSWERED = "invitation_answered"
    EVENT_ATTENDED = "event_attended"
    EVENT_RATED = "event_rated"
    POLL_ANSWERED = "poll_answered"
    MISSION_OUTCOME_REPORTED = "mission_outcome_reported"
    MISSION_APPLIED = "mission_applied"
    OPENING_ANSWERED = "opening_answered"
    OPENING_PROPOSED = "opening_proposed"
    OPENING_REPORTED = "opening_reported"
    BROADCAST_ANSWERED = "broadcast_answered"


class Offer(StrEnum):
    """What a person was offered."""

    PROFILE_CONFIRMATION = "profile_confirmation"
    INTRODUCTION = "introduction"
    OUTCOME = "outcome"
    INVITATION = "invitation"
    EVENT_SEAT = "event_seat"
    EVENT_RATING = "event_rating"
    POLL = "poll"
    MISSION_OUTCOME = "mission_outcome"
    OPENING = "opening"
    OPENING_RESULT = "opening_result"
    BROADCAST = "broadcast"
