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


def test_whichever_key_is_first_it_encrypts_and_what_others_did_is_found_too() -> None:
    old, new, both, reversed_ = ring(OLD), ring(NEW), ring(NEW, OLD), ring(OLD, NEW)
    assert both.index("x") == new.index("x") != old.index("x") == reversed_.index("x")
    assert set(both.indexes("x")) == set(reversed_.indexes("x")) == {old.index("x"), new.index("x")}
    assert new.decrypt(both.encrypt("x")) == "x"
    assert [both.opened(one.encrypt("x")) for one in (new, old)] == [(0, "x"), (1, "x")]
    with pytest.raises(Locked):
        old.decrypt(both.encrypt("x"))


def test_a_fingerprint_is_of_the_first_key_and_tells_nothing_of_it() -> None:
    assert ring(NEW, OLD).fingerprint == ring(NEW).fingerprint != ring(OLD).fingerprint
    assert ring(NEW).fingerprint not in NEW


def test_signing_keys_are_neither_the_keys_themselves_nor_the_index_s() -> None:
    [key] = ring(OLD).signing_keys
    assert len(key) == 32
    assert key not in (OLD.encode(), Fernet(OLD)._signing_key, ring(OLD)._index_keys[0])


def test_a_ring_that_was_given_no_key_signs_nothing() -> None:
    with pytest.raises(Locked):
        _ = KeyRing().signing_keys
