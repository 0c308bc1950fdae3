"""Links as Telegram checks and stores them.

Source: check_link_impl and get_link_user_id (LinkManager.cpp), parse_url (HttpUrl.cpp) in https://github.com/tdlib/td.
"""

import re
from ipaddress import IPv6Address
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

OWN_SCHEME = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
AUTHORITY = re.compile(r"[^/?#]*")
PORT = re.compile(r"0*([1-9][0-9]{0,4})\Z")
MOST_PORT = 65_535
PART = re.compile(r"[\w.\-!$,~*'();&+=\x80-\U0010ffff]*")
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
OWN_HOST = {"tg": re.compile(r"[A-Za-z0-9_-]*\Z"), "tonsite": re.compile(r"[A-Za-z0-9_.-]*\Z")}
USER = re.compile(r"tg:(?://)?user/?\?([^#]*)", re.IGNORECASE)
MOST_USER_ID = 2**40 - 1
SPACE = " \t\r\n\v\0"
LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class WrongLink(ValueError):
    """A link that Telegram does not take; it says why."""


class _Url(NamedTuple):
    scheme: str
    userinfo: str
    host: str
    port: str
    query: str


def checked_link(link: str) -> str:
    """The link as Telegram stores it: with its scheme, the host in lower case, a path. Raises WrongLink."""
    own = OWN_SCHEME.match(link)
    if own is not None:
        link = link[own.end() :]
    url = _parsed(link)
    if own is not None:
        return _own(own.group(1).lower(), link, url)
    if "." not in url.host and not url.host.startswith("["):
        raise WrongLink("Wrong HTTP URL")
    userinfo = f"{url.userinfo}@" if url.userinfo else ""
    return f"{url.scheme}://{userinfo}{url.host}{url.port}{url.query}"


def linked_user(link: str) -> int | None:
    """The id of the person whom a tg://user link names, None for any other link."""
    match = USER.match(link)
    pairs = [pair.partition("=") for pair in match.group(1).split("&")] if match else []
    for key, _, value in pairs:
        if key.translate(LOWER) == "id":
            user_id = int(value) if re.fullmatch("[0-9]{1,13}", value) else 0
            return user_id if 0 < user_id <= MOST_USER_ID else None
    return None


def _own(scheme: str, link: str, url: _Url) -> str:
    """A link to a place in Telegram itself."""
    has_http = link.translate(LOWER).startswith("http://") or url.scheme == "https"
    if has_http or url.userinfo or url.port or url.host.startswith("["):
        raise WrongLink("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
    if not OWN_HOST["tonsite" if scheme == "tonsite" else "tg"].match(url.host):
        raise WrongLink("Unallowed characters in URL host")
    return f"{scheme}://{url.host}{url.query.removeprefix('/') if url.query.startswith('/?') else url.query}"


def _parsed(link: str) -> _Url:
    scheme, rest = "http", link
    if match := SCHEME.match(link):
        scheme, rest = match.group(1).translate(LOWER), link[match.end() :]
        if scheme not in ("http", "https"):
            raise WrongLink("Unsupported URL protocol")
    match = AUTHORITY.match(rest)
    assert match is not None
    authority, query = match.group(), rest[match.end() :].rstrip(SPACE)
    authority, port = _with_port(authority)
    userinfo, _, host = authority.rpartition("@")
    _check_host(host, userinfo)
    if not query.startswith("/"):
        query = f"/{query}"
    query = "".join(one if one > " " else f"%{ord(one):02X}" for one in query)
    return _Url(scheme, userinfo, host.translate(LOWER), port, query)


def _with_port(authority: str) -> tuple[str, str]:
    """What stands before the port, and the port with its colon, "" when there is none."""
    at = max(authority.rfind(mark) for mark in ":]@")
    if at < 1 or authority[at] != ":":
        return authority, ""
    port = PORT.match(authority[at + 1 :])
    if port is None or int(port.group(1)) > MOST_PORT:
        raise WrongLink("Wrong port number specified in the URL")
    return authority[:at], f":{port.group(1)}"


def _check_host(host: str, userinfo: str) -> None:
    if host.startswith("[") and host.endswith("]"):
        try:
            IPv6Address(host[1:-1])
        except ValueError:
            raise WrongLink("Wrong IPv6 address specified in the URL") from None
        return
    if not host:
        raise WrongLink("URL host is empty")
    if host == ".":
        raise WrongLink("Host is invalid")
    _check_part(host, "host")
    _check_part(userinfo.replace(":", ""), "userinfo")


def _check_part(part: str, name: str) -> None:
    left = PERCENT.sub("", part)
    if "%" in left:
        raise WrongLink(f"Wrong percent-encoded symbol in URL {name}")
    if not PART.fullmatch(left):
        raise WrongLink(f"Disallowed character in URL {name}")
