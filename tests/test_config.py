"""Settings come from the environment or from files, and a refusal never repeats a value."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.config import Settings
from bot.db import database_url
from bot.errors import Misconfigured

SECRET = "hunter2-must-not-be-repeated"
KEY, OLD_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def settings(**environ: str) -> Settings:
    return Settings.from_environment(environ)


def test_without_anything_set_the_defaults_are_the_documented_ones() -> None:
    chosen = settings()
    assert chosen.bot_api_url == "https://api.telegram.org"
    assert chosen.database_url.get_secret_value() == "sqlite:///qoot.db"
    assert (chosen.timezone, chosen.send_rate, chosen.log_level) == ("Asia/Beirut", 30, "INFO")
    assert (chosen.owner_ids, chosen.database) == (frozenset(), "sqlite:///qoot.db")


def test_where_the_disk_is_lost_at_each_restart_a_database_must_be_named() -> None:
    with pytest.raises(Misconfigured, match="would be lost at each restart"):
        _ = settings(DYNO="web.1").database
    assert (
        settings(DYNO="web.1", DATABASE_URL="sqlite:////data/qoot.db").database == "sqlite:////data/qoot.db"
    )


def test_nothing_is_read_but_what_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", SECRET)
    assert settings().bot_token.get_secret_value() == ""


@pytest.mark.parametrize("variable", ["BOT_TOKEN", "DATA_KEY", "WEBHOOK_SECRET", "DATABASE_URL"])
def test_a_secret_may_stand_in_a_file(variable: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    chosen = settings(**{f"{variable}_FILE": str(tmp_path / "secret")})
    assert getattr(chosen, variable.lower()).get_secret_value() == SECRET


def test_the_variable_itself_comes_before_its_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from the file", encoding="utf-8")
    chosen = settings(BOT_TOKEN="77:abc", BOT_TOKEN_FILE=str(tmp_path / "token"))
    assert chosen.token == "77:abc"


def test_a_file_that_cannot_be_read_is_named_by_its_variable(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misconfigured, match=r"BOT_TOKEN_FILE cannot be read: No such file"):
        settings(BOT_TOKEN_FILE=str(tmp_path / "missing"))
    with pytest.raises(Misconfigured, match="BOT_TOKEN_FILE is not a text file"):
        settings(BOT_TOKEN_FILE=str(tmp_path / "binary"))


@pytest.mark.parametrize(
    ("written", "ids"),
    [("7", {7}), (" 7 , 8,", {7, 8}), ("", set()), ("5123456789", {5123456789})],
)
def test_owners_are_numeric_ids_separated_by_commas(written: str, ids: set[int]) -> None:
    assert settings(OWNER_IDS=written).owner_ids == ids


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OWNER_IDS", f"7,{SECRET}"),
        ("OWNER_IDS", "-7"),
        ("OWNER_IDS", "٧"),
        ("PORT", SECRET),
        ("PORT", "65536"),
        ("SEND_RATE", "-3"),
        ("SEND_RATE", "1001"),
        ("TIMEZONE", SECRET),
        ("TIMEZONE", "../../etc/passwd"),
        ("BOT_API_URL", SECRET),
        ("WEBHOOK_URL", f"ftp://{SECRET}"),
        ("WEBHOOK_URL", "https://"),
        ("BOT_API_URL", f"http://h:{SECRET}"),
        ("BOT_API_URL", "http://h:99999"),
        ("WEBHOOK_SECRET", f"{SECRET} "),
        ("WEBHOOK_SECRET", "é"),
        ("LOG_LEVEL", SECRET),
    ],
)
def test_a_refusal_names_the_variable_and_never_its_value(variable: str, value: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        settings(**{variable: value})
    assert str(refused.value).startswith(f"{variable} is not usable: ")
    assert value not in str(refused.value)
    assert SECRET not in str(refused.value)


def test_secrets_show_in_no_representation() -> None:
    chosen = settings(
        BOT_TOKEN=SECRET, DATA_KEY=SECRET, WEBHOOK_SECRET=SECRET, DATABASE_URL=f"postgres://u:{SECRET}@h/d"
    )
    assert SECRET not in f"{chosen!r} {chosen}"


def test_the_first_of_several_keys_encrypts() -> None:
    assert settings(DATA_KEY=f" {KEY} ,{OLD_KEY},").keys == (KEY, OLD_KEY)


def test_a_missing_key_or_token_says_how_to_get_one() -> None:
    with pytest.raises(Misconfigured, match="doctor --new-key"):
        _ = settings().keys
    with pytest.raises(Misconfigured, match="@BotFather"):
        _ = settings().token


@pytest.mark.parametrize(
    "token", ["nonsense", "123:", ":abc", "123:a b", "123:ä", "bot123:abc", "123:abc/getMe"]
)
def test_a_token_that_can_be_nobodys_is_not_repeated(token: str) -> None:
    with pytest.raises(Misconfigured, match="no bot's token") as refused:
        _ = settings(BOT_TOKEN=token).token
    assert token not in str(refused.value)


def test_a_malformed_key_is_not_repeated() -> None:
    with pytest.raises(Misconfigured, match="not a Fernet key") as refused:
        _ = settings(DATA_KEY=f"{KEY},{SECRET}").keys
    assert SECRET not in str(refused.value)


def test_addresses_lose_their_last_slash() -> None:
    assert settings(BOT_API_URL="http://127.0.0.1:8081/").bot_api_url == "http://127.0.0.1:8081"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_postgres_is_reached_through_our_driver(scheme: str) -> None:
    url = database_url(f"{scheme}://qoot:s%40crt@db.example:6543/members?sslmode=require")
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.host, url.port) == ("qoot", "s@crt", "db.example", 6543)
    assert (url.database, url.query) == ("members", {"sslmode": "require"})


def test_sqlite_must_name_a_file() -> None:
    assert database_url("sqlite:////data/qoot.db").database == "/data/qoot.db"
    for written in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(Misconfigured, match="must name a file"):
            database_url(written)


@pytest.mark.parametrize(
    "written", [f"mysql://u:{SECRET}@h/d", SECRET, f"//{SECRET}", f"postgres://u@h:{SECRET}/d"]
)
def test_another_database_is_refused_without_repeating_its_address(written: str) -> None:
    with pytest.raises(Misconfigured, match="DATABASE_URL") as refused:
        database_url(written)
    assert SECRET not in str(refused.value)
