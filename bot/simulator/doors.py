"""Who is let in over HTTP: programs on this machine and the simulator's own page, but no other site's page.

A browser runs pages of any site, and each may send requests to loopback. The browser says whose page it was, in Origin
and Sec-Fetch-Site; where a site made a name of its own point at this machine (DNS rebinding), that name is in Host.
Sources: https://fetch.spec.whatwg.org/#origin-header, https://w3c.github.io/webappsec-fetch-metadata.
"""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - what --host says, compared with
OWN_SITES = frozenset({"same-origin", "none"})
"""What Sec-Fetch-Site says of the page's own requests, and of an address that somebody typed."""
PAGE = "/"


@lru_cache(maxsize=64)
def is_own_host(host: str, bound: str) -> bool:
    """Whether a Host header names this machine as no other site can: by a loopback address, or as it was `bound`.

    Bound to every address it may be reached by any; a rebound name is none.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", bound):
        return True
    try:
        return ip_address(name).is_loopback or bound in EVERY_ADDRESS
    except ValueError:
        return False


def refusal(method: str, path: str, headers: Headers, bound: str) -> str:
    """Why a request is not served, in a sentence; "" when it is. A link from elsewhere to the page may be followed."""
    host = headers.get("host", "")
    if not is_own_host(host, bound):
        return "This address is served under the names of this computer only."
    if headers.get("origin", f"http://{host}") != f"http://{host}":
        return "Pages of other sites are not served."
    is_link = (method, path) == ("GET", PAGE) and headers.get("sec-fetch-dest") == "document"
    if headers.get("sec-fetch-site", "none") not in OWN_SITES and not is_link:
        return "Pages of other sites are not served."
    return ""
