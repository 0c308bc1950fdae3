"""Preferences: how a member is found and met."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.pages import page_of
from bot.screens import preferences as screens
from bot.screens.settings import ShowSettings
from bot.services import preferences
from handlers.feature import Feature
from handlers.turn import Turn, members_only

feature = Feature()


@feature.tapped(screens.ShowPreferences)
@members_only
async def show_preferences(turn: Turn, tap: screens.ShowPreferences) -> Reply:
    return await _shown(turn)


@feature.tapped(screens.ShowPreferencesBelow)
@members_only
async def show_preferences_below(turn: Turn, tap: screens.ShowPreferencesBelow) -> Reply:
    turn.leave_message()
    return replace(await _shown(turn), is_new=True)


@feature.tapped(screens.SetListed)
@members_only
async def set_listed(turn: Turn, tap: screens.SetListed) -> Reply:
    turn.person.is_listed = tap.is_on
    return await _shown(turn)


@feature.tapped(screens.SetShare)
@members_only
async def set_share(turn: Turn, tap: screens.SetShare) -> Reply:
    preferences.share(turn.person, tap.contact, is_on=tap.is_on)
    return await _shown(turn)


@feature.tapped(screens.SetHabit)
@members_only
async def set_habit(turn: Turn, tap: screens.SetHabit) -> Reply:
    turn.person.habit = tap.habit
    return await _shown(turn)


@feature.tapped(screens.SetRate)
@members_only
async def set_rate(turn: Turn, tap: screens.SetRate) -> Reply:
    preferences.set_rate(turn.person, tap.rate)
    return await _shown(turn)


async def _shown(turn: Turn) -> Reply:
    muted = await preferences.muted_by(turn.session, turn.person)
    there = preferences.there(turn.person)
    return screens.preferences(turn.person, there, len(muted), back=ShowSettings())


@feature.tapped(screens.ShowMuted)
@members_only
async def show_muted(turn: Turn, tap: screens.ShowMuted) -> Reply:
    return await _muted(turn, tap.page)


@feature.tapped(screens.Unmute)
@members_only
async def unmute(turn: Turn, tap: screens.Unmute) -> Reply:
    await preferences.unmute(turn.session, turn.person, tap.person_id)
    return await _muted(turn, note=screens.may_ask_again())


async def _muted(turn: Turn, page: int = 0, note: str = "") -> Reply:
    return screens.muted(page_of(await preferences.muted_by(turn.session, turn.person), page), note)
