"""What goes wrong: refusals of the Bot API, and answers that never arrive as JSON."""

from typing import Any


class ApiError(Exception):
    """The Bot API's "no": an HTTP status, Telegram's own words, and `parameters` such as retry_after."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object that Telegram answers with."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str) -> ApiError:
    """A 400 with Telegram's usual prefix."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """A 403 with Telegram's usual prefix."""
    return ApiError(403, f"Forbidden: {text}")


def unauthorized() -> ApiError:
    """The 401 of a wrong token."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """The 404 of an unknown method or file."""
    return ApiError(404, "Not Found")


def conflict(text: str) -> ApiError:
    """A 409 with Telegram's usual prefix."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> ApiError:
    """A 429 that says after how many seconds to come back."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


class BrokenWire(Exception):
    """The caller gets no answer of the Bot API; each front shows it as its wire would."""


class Unreachable(BrokenWire):
    """Nobody listens: the connection was never established."""


class ConnectionReset(BrokenWire):
    """The connection died while the caller waited for the answer."""


class Garbled(BrokenWire):
    """A 200 whose body is not what the Bot API says: a proxy's page, or half of the JSON."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("garbled answer")
        self.payload = payload


class ImpossibleGesture(Exception):
    """A person tried what their phone does not offer: a button that is not there, a blocked chat."""
