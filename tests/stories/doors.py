"""At the door of an event: the pictures that phones get are read by a scanner, as staff's and members' cameras do."""

from __future__ import annotations

import io
from datetime import timedelta

import numpy as np
import zxingcpp
from PIL import Image

from bot.models.events import Event
from bot.screens.checkins import OpenDoor
from tests.stories.cast import Cluster, Player


def scanned(player: Player) -> str:
    """The payload of the deep link in the newest picture that somebody got: what a camera makes of the bytes sent."""
    photo = next(message["photo"] for message in reversed(player.from_bot) if "photo" in message)
    file = player.cluster.tg.files.get(photo[-1]["file_id"])
    assert file is not None
    [code] = zxingcpp.read_barcodes(np.asarray(Image.open(io.BytesIO(file.data)).convert("L")))
    link, _, payload = str(code.text).partition("?start=")
    assert link == "https://t.me/qoot_test_bot"
    return payload


def at_the_time(cluster: Cluster, event: Event, **after_the_beginning: float) -> None:
    """It is so long after the beginning of an event; nothing that is due meanwhile happens."""
    assert event.starts_at is not None
    moment = event.starts_at + timedelta(**after_the_beginning)
    cluster.clock.move(seconds=(moment - cluster.clock()).total_seconds())


async def at_the_door(staff: Player, event: Event) -> None:
    await staff.taps_data(OpenDoor(event.id).pack())
