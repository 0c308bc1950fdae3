"""Tallies: the targets of a company, and its results: said in a tap or two, and an amount that is typed."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.missions import Mission
from bot.models.tallies import Tally
from bot.replies import Reply, Tap
from bot.rules.money import Money
from bot.rules.tallies import WORTH, Figure, Stage
from bot.screens import tallies as screens
from bot.screens.travelling import OpenTallies, OpenTally
from bot.services import tallies, travelling
from handlers.feature import Feature
from handlers.turn import Turn, members_only
from handlers.typed import money_of, words_of

feature = Feature()

COUNT = "tally count"
WORTH_FORM = "tally worth"
LONGEST_NUMBER = 20


class NoAmount(Refusal):
    wording = N_("This amount is not offered any more. Please type it.")


@feature.tapped(OpenTallies)
@members_only
async def open_tallies(turn: Turn, tap: OpenTallies) -> Reply:
    mission = await travelling.trip(turn.session, turn.person, tap.mission_id)
    company = turn.person.company
    said = await tallies.of_company(turn.session, company.id, mission)
    noted = await tallies.leads_noted(turn.session, company.id, mission)
    return screens.tallies(mission, company, said, tallies.stages(mission, turn.moment), noted)


@feature.tapped(OpenTally)
@members_only
async def open_tally(turn: Turn, tap: OpenTally) -> Reply:
    mission, tally = await _opened(turn, tap.mission_id, tap.stage)
    return await _tally(turn, mission, tally)


async def _opened(turn: Turn, mission_id: int, stage: Stage) -> tuple[Mission, Tally]:
    return await tallies.opened(turn.session, turn.person, mission_id, stage, turn.moment)


async def _tally(turn: Turn, mission: Mission, tally: Tally, note: str = "") -> Reply:
    company = turn.person.company
    said = await tallies.of_company(turn.session, company.id, mission)
    noted = await tallies.leads_noted(turn.session, company.id, mission)
    before, has_target = tallies.earlier(said, tally.stage), Stage.TARGET in said
    return screens.tally_of(mission, company, tally, before, noted, note, has_target=has_target)


@feature.tapped(screens.AskFigure, form=COUNT)
@members_only
async def ask_figure(turn: Turn, tap: screens.AskFigure) -> Reply:
    mission, tally = await _opened(turn, tap.mission_id, tap.stage)
    if tap.figure in WORTH.values():
        return await _tally(turn, mission, tally)
    return _count_asked(turn, mission, tap.stage, tap.figure)


def _count_asked(turn: Turn, mission: Mission, stage: Stage, figure: Figure) -> Reply:
    turn.open_form(COUNT, mission_id=mission.id, stage=stage, figure=figure)
    return screens.ask_count(mission, stage, figure)


def _asked(turn: Turn) -> tuple[int, Stage, Figure]:
    """What the open question is about."""
    answers = turn.answers
    return answers["mission_id"], Stage(answers["stage"]), Figure(answers["figure"])


@members_only
async def _ask_count(turn: Turn) -> Reply:
    mission_id, stage, figure = _asked(turn)
    mission, _tally_of = await _opened(turn, mission_id, stage)
    return screens.ask_count(mission, stage, figure)


@feature.typed(COUNT, ask=_ask_count, takes_again=True)
@members_only
async def take_count(turn: Turn) -> Reply:
    mission_id, stage, figure = _asked(turn)
    how_many = tallies.counted(words_of(turn, LONGEST_NUMBER))
    return await _counted(turn, mission_id, stage, figure, how_many)


@feature.tapped(screens.SayCount, form=COUNT)
@members_only
async def say_count(turn: Turn, tap: screens.SayCount) -> Reply:
    return await _counted(turn, tap.mission_id, tap.stage, tap.figure, tap.how_many)


async def _counted(turn: Turn, mission_id: int, stage: Stage, figure: Figure, how_many: int) -> Reply:
    """Take a number, and ask what they are worth where they may be worth something."""
    mission, tally = await tallies.count(
        turn.session, turn.person, mission_id, stage, figure, how_many, turn.moment
    )
    if figure in WORTH and how_many:
        turn.open_form(WORTH_FORM, mission_id=mission.id, stage=stage, figure=figure)
        return screens.ask_worth(mission, stage, figure, tally.figures)
    turn.close_form()
    return await _tally(turn, mission, tally, screens.noted(tally, figure))


@members_only
async def _ask_worth(turn: Turn) -> Reply:
    mission_id, stage, figure = _asked(turn)
    mission, tally = await _opened(turn, mission_id, stage)
    return screens.ask_worth(mission, stage, figure, tally.figures)


@feature.typed(WORTH_FORM, ask=_ask_worth, takes_again=True)
@members_only
async def take_worth(turn: Turn) -> Reply:
    mission_id, stage, figure = _asked(turn)

    def tap_for(money: Money) -> Tap:
        return screens.SayWorth(mission_id, stage, figure, money.plain)

    typed = money_of(turn, tap_for)
    if isinstance(typed, Reply):
        mission, _tally_of = await _opened(turn, mission_id, stage)
        return screens.which_meant(typed, mission, stage)
    return await _worth(turn, mission_id, stage, figure, typed)


@feature.tapped(screens.SayWorth, form=WORTH_FORM)
@members_only
async def say_worth(turn: Turn, tap: screens.SayWorth) -> Reply:
    try:
        money = Money.of(tap.amount) if tap.amount else None
    except ValueError:
        raise NoAmount from None
    return await _worth(turn, tap.mission_id, tap.stage, tap.figure, money)


async def _worth(turn: Turn, mission_id: int, stage: Stage, figure: Figure, money: Money | None) -> Reply:
    mission, tally = await tallies.worth(
        turn.session, turn.person, mission_id, stage, figure, money, turn.moment
    )
    turn.close_form()
    return await _tally(turn, mission, tally, screens.noted(tally, figure))


@feature.tapped(screens.SayNothing)
@members_only
async def say_nothing(turn: Turn, tap: screens.SayNothing) -> Reply:
    mission, tally = await tallies.nothing_yet(
        turn.session, turn.person, tap.mission_id, tap.stage, turn.moment
    )
    return await _tally(turn, mission, tally, screens.noted(tally))


@feature.tapped(screens.SayAsBefore)
@members_only
async def say_as_before(turn: Turn, tap: screens.SayAsBefore) -> Reply:
    mission, tally = await tallies.as_before(
        turn.session, turn.person, tap.mission_id, tap.stage, turn.moment
    )
    return await _tally(turn, mission, tally, screens.noted(tally))
