"""Which links Telegram takes, and how it stores them."""

import pytest

from bot.simulator.links import WrongLink, checked_link, linked_user


@pytest.mark.parametrize(
    ("link", "stored"),
    [
        ("qoot.example", "http://qoot.example/"),
        ("HTTPS://Qoot.Example/A?b=C#d", "https://qoot.example/A?b=C#d"),
        ("qoot.example?a", "http://qoot.example/?a"),
        ("qoot.example#a", "http://qoot.example/#a"),
        ("http://qoot.example/a b\n ", "http://qoot.example/a%20b"),
        ("http://qoot.example/x\"y'<z>", "http://qoot.example/x\"y'<z>"),
        ("http://me:secret@qoot.example:0080/", "http://me:secret@qoot.example:80/"),
        ("http://زيت.example/زيت", "http://زيت.example/زيت"),
        ("q%6Fot.example", "http://q%6fot.example/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("http://[2001:DB8::1]:81/x", "http://[2001:db8::1]:81/x"),
        ("TG:resolve?domain=x", "tg://resolve?domain=x"),
        ("tg://resolve/?domain=x", "tg://resolve?domain=x"),
        ("tg:settings", "tg://settings/"),
        ("ton://transfer", "ton://transfer/"),
        ("tonsite://qoot.ton/a", "tonsite://qoot.ton/a"),
    ],
)
def test_a_good_link_is_completed(link: str, stored: str) -> None:
    assert checked_link(link) == stored


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("", "URL host is empty"),
        (".", "Host is invalid"),
        ("nowhere", "Wrong HTTP URL"),
        ("http://localhost/", "Wrong HTTP URL"),
        ("ftp://qoot.example", "Unsupported URL protocol"),
        ("qoot.example ", "Disallowed character in URL host"),
        ('q"oot.example', "Disallowed character in URL host"),
        ("a b@qoot.example", "Disallowed character in URL userinfo"),
        ("q%zzoot.example", "Wrong percent-encoded symbol in URL host"),
        ("http://qoot.example:0", "Wrong port number specified in the URL"),
        ("http://qoot.example:70000", "Wrong port number specified in the URL"),
        ("tel:+9611", "Wrong port number specified in the URL"),
        ("http://[::x]/", "Wrong IPv6 address specified in the URL"),
        ("tg://qoot.example", "Unallowed characters in URL host"),
        ("tg:https://qoot.example", "Wrong tg URL"),
        ("ton://a:5", "Wrong ton URL"),
    ],
)
def test_a_bad_link_says_why(link: str, why: str) -> None:
    with pytest.raises(WrongLink) as wrong:
        checked_link(link)
    assert str(wrong.value) == why


@pytest.mark.parametrize(
    ("link", "user_id"),
    [
        ("tg://user?id=501", 501),
        ("TG:USER?ID=501", 501),
        ("tg://user/?a=b&id=501#x", 501),
        ("tg://user?id=", None),
        ("tg://user?id=-5", None),
        ("tg://user?id=x&id=5", None),
        ("tg://users?id=501", None),
        ("https://t.me/user?id=501", None),
    ],
)
def test_a_link_names_a_person_or_none(link: str, user_id: int | None) -> None:
    assert linked_user(link) == user_id
