"""Approvals: somebody is asked to look at a broadcast, and decides; owners say above which number that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.i18n import _, date_time, isolate, list_of, name, ngettext, number
from bot.models.approvals import Approval
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.approvals import USUAL, ApprovalState
from bot.rules.audiences import Reach
from bot.rules.people import KnownAs
from bot.screens.audiences import people, people_reached
from bot.screens.broadcasts import WHOSE, ListBroadcasts, OpenBroadcast
from bot.screens.navigation import ticked, way_out
from bot.screens.scheduling import ConfirmBroadcast, what_is_confirmed
from bot.screens.staff import ShowStaff, called
from bot.screens.vocabulary import known_name
from bot.screens.when import on_the_clock
from bot.screens.wordings import beginning, preview_button


class Approve(Tap, prefix="Ba"):
    """Approve a broadcast as it was shown, at this revision."""

    broadcast_id: int
    approval_id: int
    revision: int


class Decline(Tap, prefix="Bn"):
    """Not like this; `is_silent`: without a word."""

    broadcast_id: int
    approval_id: int
    revision: int
    is_silent: bool = False


class Withdraw(Tap, prefix="Bw"):
    """Ask nobody any more."""

    broadcast_id: int


class ShowNumber(Tap, prefix="Bs"):
    """Show above which number of people a second approver is needed."""


class SetNumber(Tap, prefix="Bt"):
    """Set it; 0 is never."""

    people: int


def needed(limit: int | None, *, lapsed: bool, can_any: bool) -> str:
    """The note in the last look of a broadcast that somebody else has to approve."""
    sentences = []
    if lapsed:
        sentences.append(
            _("It was approved, and has been changed since: that approval does not count any more.")
        )
    sentences.append(
        _("🔏 More than {people}: somebody else of the staff has to approve it first.").format(
            people=people(limit or 0)
        )
    )
    if not can_any:
        sentences.append(
            _(
                "But nobody else of the staff can: whoever wrote it or asks for it does not count. "
                "An owner can add an editor, or change the number, in the staff list (/staff)."
            )
        )
    return "\n".join(sentences)


def nobody_can(broadcast: Broadcast, reached: Reach, note: str, *, is_owner: bool) -> Reply:
    """The last look of a broadcast that needs an approval which nobody can give."""
    words = f"{people_reached(reached)}\n\n{what_is_confirmed(broadcast, reached)}\n\n{note}"
    ways = rows(Button(_("🔏 Change the number"), ShowNumber()), Button(_("🗝 Staff list"), ShowStaff()))
    return Reply(words, (*(ways if is_owner else ()), way_out(OpenBroadcast(broadcast.id))))


def _when(approval: Approval) -> str:
    if approval.send_wall is None:
        return _("<b>When</b>: as soon as it is approved")
    return _("<b>When</b>: {moment}").format(moment=isolate(on_the_clock(approval.send_wall)))


def _decisions(broadcast: Broadcast, approval: Approval) -> Rows:
    about = (broadcast.id, approval.id, broadcast.revision)
    return (
        (
            Button(_("✅ Approve"), Approve(*about), style=Style.PRIMARY),
            Button(_("✋ Not like this"), Decline(*about)),
        ),
        (preview_button(WHOSE, broadcast.id),),
    )


def asks(
    broadcast: Broadcast, approval: Approval, reached: Reach, who: KnownAs | None, moment: Moment
) -> Reply:
    """To those who can approve a broadcast: what it says, to whom, and when."""
    if who is not None:
        title = _("<b>🔏 {person} asks you to approve a broadcast</b>").format(person=name(known_name(who)))
    else:
        title = _("<b>🔏 A broadcast waits for approval</b>")
    return Reply(_asked(title, broadcast, approval, reached), _decisions(broadcast, approval))


def _asked(title: str, broadcast: Broadcast, approval: Approval, reached: Reach) -> str:
    words = [title, people_reached(reached), what_is_confirmed(broadcast, reached), _when(approval)]
    return "\n\n".join(words)


def waiting(
    broadcast: Broadcast, approval: Approval, reached: Reach, names: Sequence[str], *, may_decide: bool
) -> Reply:
    """A broadcast that waits for an approval; `names` are those who can give it, "" who has none."""
    title = _("<b>🔏 A broadcast waits for approval</b>")
    words = _asked(title, broadcast, approval, reached)
    if names:
        can = _("{people} can approve it.").format(people=list_of(called(names), style="or"))
        words = f"{words}\n\n{can}"
    acts = _decisions(broadcast, approval) if may_decide else rows(preview_button(WHOSE, broadcast.id))
    back = Button(_("↩️ Ask nobody any more"), Withdraw(broadcast.id), style=Style.DANGER)
    return Reply(words, (*acts, (back,), way_out(ListBroadcasts())))


def was_decided(broadcast: Broadcast, approval: Approval, who: KnownAs | None, moment: Moment) -> Reply:
    """In place of the request, to the others who were asked: how it ended, by whom, and when. Nothing is left to do."""
    match approval.state:
        case ApprovalState.APPROVED:
            by_whom = _("<b>✅ {person} approved this broadcast</b>")
            title = _("<b>✅ This broadcast was approved</b>")
        case ApprovalState.DECLINED:
            by_whom = _("<b>✋ {person} did not approve this broadcast</b>")
            title = _("<b>✋ This broadcast was not approved</b>")
        case _:
            by_whom = _("<b>↩️ {person} took back the request to approve this broadcast</b>")
            title = _("<b>↩️ The request to approve this broadcast was taken back</b>")
    title = by_whom.format(person=name(known_name(who))) if who is not None else title
    decided = date_time(approval.decided_at or moment.now, moment.zone)
    return Reply("\n\n".join([title, beginning(broadcast.wordings), decided]))


def why(broadcast: Broadcast, approval_id: int) -> Reply:
    """The question why a broadcast is not approved; a word can be left out."""
    words = _("Why not like this? Type a word to whoever wrote it, or leave it out.\n\n{excerpt}")
    silently = Decline(broadcast.id, approval_id, broadcast.revision, is_silent=True)
    return Reply(
        words.format(excerpt=beginning(broadcast.wordings)),
        rows(Button(_("Without a word"), silently), way_out(OpenBroadcast(broadcast.id))),
    )


def was_declined() -> str:
    """To who declined it."""
    return _("It is not sent. Whoever wrote it was told.")


def approved(broadcast: Broadcast, who: KnownAs | None, moment: Moment) -> Reply:
    """To who wrote it or asked for it: it was approved, and what happens now."""
    title = (
        _("<b>✅ {person} approved your broadcast</b>")
        if who is not None
        else _("<b>✅ Your broadcast was approved</b>")
    )
    if broadcast.phase is not BroadcastPhase.SCHEDULED or broadcast.send_at is None:
        then = choose_when()
        go_on = Button(_("🕒 Choose when"), ConfirmBroadcast(broadcast.id), style=Style.PRIMARY)
    else:
        go_on = Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)
        then = _("It goes out on {moment}.").format(moment=date_time(broadcast.send_at, moment.zone))
    words = "\n\n".join([title.format(person=name(known_name(who))), beginning(broadcast.wordings), then])
    return Reply(words, rows(go_on))


def choose_when() -> str:
    """It was approved too late for the time that was asked, or at night."""
    return _("It is approved, but its time has passed or it is night now: choose when it goes out.")


def declined(broadcast: Broadcast, who: KnownAs | None, words: str) -> Reply:
    """To who wrote it or asked for it: it was not approved, and why."""
    title = (
        _("<b>✋ {person} did not approve your broadcast</b>")
        if who is not None
        else _("<b>✋ Your broadcast was not approved</b>")
    )
    parts = [title.format(person=name(known_name(who))), beginning(broadcast.wordings)]
    if words:
        parts.append(_("“{words}”").format(words=name(words)))
    parts.append(_("It is not sent. You can change it and ask again."))
    return Reply(
        "\n\n".join(parts),
        rows(Button(_("✏️ Open it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)),
    )


def overdue(broadcast: Broadcast, wall: datetime) -> Reply:
    """To who asked for it: its time has come, and nobody has approved it."""
    words = _(
        "🔏 It was to go out on {moment}, and nobody has approved it yet: it was not sent.\n\n{excerpt}"
    )
    return Reply(
        words.format(moment=isolate(on_the_clock(wall)), excerpt=beginning(broadcast.wordings)),
        rows(Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)),
    )


def lapsed(broadcast: Broadcast) -> Reply:
    """To who wrote it or asked for it: its time came, and it is not what was approved any more."""
    words = _("🔏 A broadcast was changed after it had been approved, so it was not sent: {excerpt}")
    return Reply(
        words.format(excerpt=beginning(broadcast.wordings)),
        rows(Button(_("Look at it"), OpenBroadcast(broadcast.id), style=Style.PRIMARY)),
    )


def rule(limit: int | None) -> str:
    """Above which number of people a second approver is needed, in a sentence."""
    if limit is None:
        return _("Broadcasts need no second approver.")
    return ngettext(
        "Broadcasts to more than {n} person need a second approver.",
        "Broadcasts to more than {n} people need a second approver.",
        limit,
    ).format(n=number(limit))


def ask_number(limit: int | None) -> Reply:
    """The question above which number of people a second approver is needed."""
    words = [
        _("<b>🔏 Second approver</b>"),
        rule(limit),
        _(
            "Above that number an editor or owner who sends a broadcast asks the others, and one of them approves it. "
            "Choose a number, or type one."
        ),
    ]
    offered = [Button(ticked(number(one), one == limit), SetNumber(one)) for one in USUAL]
    never = Button(ticked(_("Never"), limit is None), SetNumber(0))
    return Reply("\n\n".join(words), (*grid(offered, 4), (never,), way_out(ShowStaff())))
