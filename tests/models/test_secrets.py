"""The key ring: what each key of a rotation is for."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from bot.models.secrets import KeyRing, Locked
from bot.rules.codes import Ticket, read_ticket, ticket

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def ring(*keys: str) -> KeyRing:
    unlocked = KeyRing()
    unlocked.unlock(keys)
    return unlocked


def test_a_new_key_in_front_signs_and_the_old_one_still_verifies() -> None:
    before, between, after = ring(OLD), ring(NEW, OLD), ring(NEW)
    old, new = (ticket(12, 34, one.signing_keys) for one in (before, between))
    assert old != new == ticket(12, 34, after.signing_keys)
    assert read_ticket(old, between.signing_keys) == read_ticket(new, between.signing_keys) == Ticket(12, 34)
    assert read_ticket(old, after.signing_keys) is None


def test_signing_keys_are_neither_the_keys_themselves_nor_the_index_s() -> None:
    [key] = ring(OLD).signing_keys
    assert len(key) == 32
    assert key not in (OLD.encode(), Fernet(OLD)._signing_key, ring(OLD)._index_key)


def test_a_ring_that_was_given_no_key_signs_nothing() -> None:
    with pytest.raises(Locked):
        _ = KeyRing().signing_keys
