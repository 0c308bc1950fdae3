"""The simulator as a program of its own."""

import asyncio
import signal
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]


async def test_it_says_where_it_listens_and_ends_on_sigterm() -> None:
    arguments = ["--port", "0", "--token", "9:abc", "--rate-limit", "1", "--chat-limit", "1", "--burst", "1"]
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.simulator", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    try:
        line = (await asyncio.wait_for(program.stdout.readline(), 20)).decode()
        assert line.startswith("simulator listens on http://127.0.0.1:")
        async with httpx.AsyncClient(base_url=line.split()[-1], trust_env=False) as client:
            await client.post("/sim/phones", json={"id": 5, "first_name": "Amina"})
            await client.post("/sim/phones/5/start", json={})
            message = {"chat_id": 5, "text": "hello"}
            answers = [
                (await client.post("/bot9:abc/sendMessage", json=message)).status_code for _ in range(2)
            ]
            polling = asyncio.create_task(client.get("/bot9:abc/getUpdates?offset=-1&timeout=30"))
            await polling
            hanging = asyncio.create_task(client.get("/bot9:abc/getUpdates?offset=200000000&timeout=30"))
            await asyncio.sleep(0.1)
            program.send_signal(signal.SIGTERM)
            assert (await hanging).status_code == 500
        assert answers == [200, 429]
        assert await asyncio.wait_for(program.wait(), 10) == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
