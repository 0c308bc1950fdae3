"""Rounds: planned by staff or by the month, joined by members, paired, and reported on."""

from bot.services.rounds.inviting import IsHidden, answer, invite_due, of_member, open_to, remind_due
from bot.services.rounds.pairing import claim_due, finish, pair_off, put_off, to_be_paired
from bot.services.rounds.planning import (
    OneIsOpen,
    cancel,
    get,
    is_monthly,
    listed,
    open_one,
    reach,
    set_monthly,
    start,
    start_monthly,
)
from bot.services.rounds.reporting import alone, end_due, figures, pairs, workbook

__all__ = [
    "IsHidden",
    "OneIsOpen",
    "alone",
    "answer",
    "cancel",
    "claim_due",
    "end_due",
    "figures",
    "finish",
    "get",
    "invite_due",
    "is_monthly",
    "listed",
    "of_member",
    "open_one",
    "open_to",
    "pair_off",
    "pairs",
    "put_off",
    "reach",
    "remind_due",
    "set_monthly",
    "start",
    "start_monthly",
    "to_be_paired",
    "workbook",
]
