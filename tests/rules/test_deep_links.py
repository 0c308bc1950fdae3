"""Deep links: an invite's token is never taken for anything else, nor anything else for one."""

from __future__ import annotations

import secrets
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.replies import Tap
from bot.rules.deep_links import COMMAND, LONGEST_OF_A_KIND, LONGEST_PAYLOAD, TOKEN_LENGTH, link, read
from bot.screens import onboarding
from bot.screens.forms import Interrupt, interrupted
from bot.services.invites import TOKEN_BYTES

URLSAFE = string.ascii_letters + string.digits + "-_"
KINDS = st.text(string.ascii_lowercase, min_size=1, max_size=10)


@given(st.text(URLSAFE, min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH))
@example("ticket_ABCDEFGHIJKLMNO")
@example("a" + "_" * 21)
def test_a_token_has_no_kind_whatever_it_begins_with(token: str) -> None:
    assert read(token) == ("", token)
    assert link("qoot_bot", token) == f"https://t.me/qoot_bot?start={token}"


def test_a_token_is_as_long_as_it_is_said_to_be() -> None:
    assert len(secrets.token_urlsafe(TOKEN_BYTES)) == TOKEN_LENGTH


@given(KINDS, st.text(URLSAFE, max_size=LONGEST_PAYLOAD))
@example("ticket", "ABCDEFGHIJKLMNO")
@example("ticket", "")
@example("ticket", "_a_b-")
def test_a_payload_of_a_kind_comes_back_as_it_was_or_is_not_made(kind: str, argument: str) -> None:
    length = len(kind) + 1 + len(argument)
    if length == TOKEN_LENGTH or length > LONGEST_OF_A_KIND:
        with pytest.raises(ValueError, match="no payload"):
            link("qoot_bot", argument, kind)
        return
    made = link("qoot_bot", argument, kind)
    assert made == f"https://t.me/qoot_bot?start={kind}_{argument}"
    assert read(f"{kind}_{argument}") == (kind, argument)


@pytest.mark.parametrize("argument", ["", "a b", "a\n", "é", "a:b", "ticket_abc", "x" * 65])
def test_what_telegram_would_not_bring_back_is_no_link(argument: str) -> None:
    with pytest.raises(ValueError, match="no payload"):
        link("qoot_bot", argument)


@pytest.mark.parametrize(
    "payload", ["", "ticket", "_abc", "Ticket_abc", "ticket_a b", "ticket_abc\n", "tick-et_abc", "ticket_é"]
)
def test_what_is_no_payload_of_ours_has_no_kind(payload: str) -> None:
    assert read(payload) == ("", payload)


def test_the_longest_payload_fits_the_button_that_goes_on_with_it() -> None:
    asked = f"{COMMAND} " + "x" * LONGEST_OF_A_KIND
    taps = [button.tap for row in interrupted(asked).buttons for button in row]
    assert Interrupt(asked) in taps
    assert Tap.unpack(Interrupt(asked).pack()) == Interrupt(asked)


def test_the_command_of_deep_links_is_the_one_that_invites_come_with() -> None:
    assert onboarding.ENTRANCE.command == COMMAND
