"""Rounds as members see them: the invitation, how one stands with it, what came of it."""

from __future__ import annotations

from datetime import tzinfo

from bot.i18n import _, date_time
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.rounds import Habit, Participation, RoundPhase, Say, may_answer
from bot.screens.introduction_wording import ShowIntroductions, ShowSuggestions
from bot.screens.navigation import home_below_button, way_out
from bot.screens.preferences import ShowPreferencesBelow


class ShowMyRound(Tap, prefix="ow"):
    round_id: int


class AnswerRound(Tap, prefix="oy"):
    round_id: int
    say: Say


def invitation(about: Round, zone: tzinfo) -> Reply:
    """The invitation to a round."""
    words = _(
        "🔄 <b>Meet somebody new</b>\n\n"
        "A round of introductions begins. Everybody who takes part is suggested another member worth meeting, with "
        "the reasons; contact details go out only when both say yes.\n\n"
        "You can join until {moment}."
    )
    return Reply(words.format(moment=date_time(about.matches_at, zone)), _answers(about))


def reminder(about: Round, zone: tzinfo) -> Reply:
    """To members who have not answered: there is a day left."""
    words = _(
        "🔔 <b>The round of introductions closes soon</b>\n\n"
        "You have not said yet whether you take part. You can join until {moment}."
    )
    return Reply(words.format(moment=date_time(about.matches_at, zone)), _answers(about))


def joined_as_always(about: Round, zone: tzinfo) -> Reply:
    """To members who always take part: a round begins, and how to stay out of it."""
    words = _(
        "🔄 <b>Meet somebody new</b>\n\n"
        "A round of introductions begins, and you take part, as you chose to always do. The suggestions come after "
        "{moment}; until then you can say that this time does not suit you."
    )
    return Reply(words.format(moment=date_time(about.matches_at, zone)), _answers(about, Say.JOIN))


def own(about: Round, member: RoundMember, person: Person, moment: Moment) -> Reply:
    """A round among one's introductions: the invitation, or how one's answer stands."""
    is_asked = member.part is Participation.INVITED and person.habit is not Habit.PAUSED
    if is_asked and may_answer(about.phase, about.matches_at, moment.now):
        shown = invitation(about, moment.zone)
    else:
        shown = standing(about, member, person, moment)
    return Reply(shown.text, (*shown.buttons[:-1], way_out(ShowIntroductions())))


def standing(
    about: Round, member: RoundMember, person: Person, moment: Moment, said: Say | None = None
) -> Reply:
    """How somebody stands with a round after what they said, and how to change it as long as they may."""
    if not may_answer(about.phase, about.matches_at, moment.now):
        return _too_late(about, member, person, moment.zone, said)
    if person.habit is Habit.PAUSED:
        return Reply(_paused(), rows(_join(about), _preferences(), home_below_button()))
    if member.part is Participation.JOINED:
        words = _(
            "✅ <b>You take part.</b>\n\nJoining ends on {moment}. After that we suggest somebody worth meeting; "
            "until then you can change your mind."
        )
        return Reply(words.format(moment=date_time(about.matches_at, moment.zone)), _answers(about, Say.JOIN))
    words = _("👌 <b>Not this time.</b>\n\nYou can still join until {moment}.")
    return Reply(words.format(moment=date_time(about.matches_at, moment.zone)), _answers(about, Say.SKIP))


def _too_late(about: Round, member: RoundMember, person: Person, zone: tzinfo, said: Say | None) -> Reply:
    toast = _("It is too late to change your answer for this round.") if said in (Say.JOIN, Say.SKIP) else ""
    if about.phase is RoundPhase.CANCELLED:
        words = _("✖️ This round of introductions was cancelled.")
    elif member.part is Participation.JOINED:
        words = _(
            "⌛ Joining ended on {moment}. You take part: suggestions are among your introductions."
        ).format(moment=date_time(about.matches_at, zone))
    else:
        words = _("⌛ Joining ended on {moment}. You do not take part this time.").format(
            moment=date_time(about.matches_at, zone)
        )
    if person.habit is Habit.PAUSED:
        words = f"{words}\n\n{_paused()}"
    ways = (_suggestions(), Button(_("🤝 My introductions"), ShowIntroductions()), _preferences())
    return Reply(words, rows(*ways, home_below_button()), toast=toast)


def _paused() -> str:
    return _(
        "⏸ <b>You take a break from rounds.</b>\n\nYou are not asked again, until you say so in how you are found "
        "and met."
    )


def nobody() -> Reply:
    """To members who joined and were not paired."""
    words = _(
        "🔄 This round has found nobody new for you: those who would fit met somebody else or know you already, or "
        "you have had your suggestions for now. You need not wait for the next one: see who is worth meeting."
    )
    return Reply(words, rows(_suggestions(), _preferences(), home_below_button()))


def called_off() -> Reply:
    """To members who had joined: the round was cancelled."""
    words = _(
        "✖️ The round of introductions that you joined was cancelled. You need not wait for the next one: see who "
        "is worth meeting."
    )
    return Reply(words, rows(_suggestions(), home_below_button()))


def _answers(about: Round, said: Say | None = None) -> Rows:
    """What can be said, save what was said already."""
    join = () if said is Say.JOIN else (_join(about),)
    skip = () if said is Say.SKIP else (Button(_("Not this time"), AnswerRound(about.id, Say.SKIP)),)
    pause = Button(_("⏸ No more invitations"), AnswerRound(about.id, Say.PAUSE))
    return rows(*join, (*skip, pause), _preferences(), home_below_button())


def _join(about: Round) -> Button:
    return Button(_("✅ Count me in"), AnswerRound(about.id, Say.JOIN), style=Style.SUCCESS)


def _preferences() -> Button:
    """The message stays above: it can still be answered, or tells what came of it."""
    return Button(_("⚙️ How I am found and met"), ShowPreferencesBelow())


def _suggestions() -> Button:
    return Button(_("✨ People worth meeting"), ShowSuggestions(), style=Style.PRIMARY)
