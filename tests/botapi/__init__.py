"""The Bot API 10.2 as published, in machine-readable form, and refusals that Telegram is known to make.

Sources: `source` and `note` in api.json (https://core.telegram.org/bots/api), `source` of each entry in errors.json.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from bot.simulator.contract import Contract

HERE = Path(__file__).parent


@cache
def the_contract() -> Contract:
    """The methods and types, read once."""
    return Contract.load(HERE / "api.json")


@cache
def refusals() -> list[dict[str, Any]]:
    """Refusals: `code`, `description`, and `when` they come."""
    return json.loads((HERE / "errors.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
