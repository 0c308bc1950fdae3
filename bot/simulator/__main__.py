"""The simulator by itself: `python -m bot.simulator --port N`."""

import argparse
import asyncio
import sys

from bot.simulator.contract import Contract
from bot.simulator.limits import Limits
from bot.simulator.server import serve
from bot.simulator.telegram import DEMO_TOKEN, Telegram


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--token", default=DEMO_TOKEN)
    parser.add_argument("--username", default="qoot_demo_bot")
    parser.add_argument("--latency", type=float, default=0.0, metavar="MS", help="of each round trip")
    parser.add_argument(
        "--jitter", type=float, default=0.0, metavar="MS", help="it is so much longer or shorter"
    )
    parser.add_argument("--rate-limit", type=int, metavar="N", help="messages a second over all chats")
    parser.add_argument(
        "--chat-limit", type=float, default=1.0, metavar="N", help="messages a second in one chat"
    )
    parser.add_argument(
        "--burst", type=int, default=5, metavar="N", help="messages that one chat takes at once"
    )
    parser.add_argument("--no-punish", action="store_true", help="a 429 does not restart its penalty")
    parser.add_argument("--contract", metavar="FILE", help="the Bot API as JSON, to check requests against")
    return parser.parse_args()


def telegram_of(given: argparse.Namespace) -> Telegram:
    """The simulator that the command line asks for."""
    limits = None
    if given.rate_limit:
        limits = Limits(given.rate_limit, given.chat_limit, given.burst, punish=not given.no_punish)
    contract = Contract.load(given.contract) if given.contract else None
    tg = Telegram(given.token, given.username, limits=limits, contract=contract)
    tg.faults.latency_ms, tg.faults.jitter_ms = given.latency, given.jitter
    return tg


def tell(url: str) -> None:
    """Say on standard output that the simulator can be called."""
    sys.stdout.write(f"simulator listens on {url}\n")
    sys.stdout.flush()


def main() -> None:
    """Run the simulator."""
    given = arguments()
    asyncio.run(serve(telegram_of(given), given.host, given.port, tell))


if __name__ == "__main__":
    main()
