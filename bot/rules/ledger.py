"""The kinds of things that the ledgers hold."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What a person did."""

    PROFILE_KEPT = "profile_kept"
    INTRODUCTION_ASKED = "introduction_asked"
    INTRODUCTION_ANSWERED = "introduction_answered"
    OUTCOME_REPORTED = "outcome_reported"


class Offer(StrEnum):
    """What a person was offered."""

    PROFILE_CONFIRMATION = "profile_confirmation"
    INTRODUCTION = "introduction"
    OUTCOME = "outcome"
