"""Starting and stopping a real server process."""

import asyncio
import json
import ssl
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector

from tests.browser.running import Running
from tests.support.certificate import certificate


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    """A server that is not started yet; its process ends with the test."""
    server = Running(tmp_path / "data")
    server.data.mkdir()
    yield server
    await server.kill()


async def get(url: str) -> tuple[int, str]:
    async with ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


async def test_start_and_stop(running: Running) -> None:
    """It says that it is ready and why, and SIGTERM ends it cleanly with nobody connected."""
    await running.start()
    status, body = await get(f"http://127.0.0.1:{running.port}/readyz")
    assert status == 200 and json.loads(body)["checks"]["database"]["ok"] is True
    assert (await get(f"http://127.0.0.1:{running.port}/healthz"))[0] == 200
    status, body = await get(f"http://127.0.0.1:{running.port}/metrics")
    assert status == 200 and "lectern_media_" in body and "lectern_http_request_seconds" in body
    assert await running.stop() == 0
    assert not (running.data / "server.json").exists()


async def test_second_start_keeps_the_data(running: Running) -> None:
    """What the first run made is there in the second, under the same logins."""
    made = await running.demo()
    await running.start()
    assert await running.demo() == made
    await running.stop()
    await running.start()
    assert await running.demo() == made


async def test_logs_hold_no_secret(running: Running) -> None:
    """Logs are JSON lines; links, passwords and addresses of people are in none of them."""
    made = await running.demo()
    await running.start()
    link, login = made["join_links"][0]["url"], made["logins"][0]
    base = f"http://127.0.0.1:{running.port}"
    assert (await get(base + "/j/" + link.rsplit("/j/")[1]))[0] == 200
    form = {"email": login["email"], "password": login["password"]}
    async with ClientSession() as http:
        fetch = {"Sec-Fetch-Site": "same-origin"}
        async with http.post(base + "/login", data=form, headers=fetch) as answer:
            assert answer.status == 200
    await running.stop()
    log = (running.data.parent / "server.log").read_text(encoding="utf-8")
    routes = {json.loads(line).get("route") for line in log.splitlines()}
    assert {"/j/{token}", "/login"} <= routes
    for secret in (link.rsplit(".", 1)[1], login["email"], login["password"], "bergmann"):
        assert secret.lower() not in log.lower()


async def refused(server: Running) -> str:
    """What a server says that cannot start; its status is not zero."""
    command = [sys.executable, "-m", "server", "serve"]
    process = await asyncio.create_subprocess_exec(
        *command, env=server.environment, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert process.returncode == 1
    return said.decode()


async def test_port_taken(running: Running) -> None:
    """A taken HTTP port is one clear line and a status that is not zero."""
    await running.start()
    other = Running(running.data.parent / "other", port=running.port)
    assert "cannot listen on 127.0.0.1" in await refused(other)


async def test_media_port_taken(running: Running) -> None:
    """A taken media port is told as well, before anybody is let in."""
    await running.start()
    other = Running(running.data.parent / "other", media_port=running.media_port)
    assert "cannot start" in await refused(other)


async def test_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a certificate it speaks HTTPS, and says so to browsers for a year."""
    chain, private = certificate(tmp_path)
    monkeypatch.setenv("LECTERN_TLS_CERT", str(chain))
    monkeypatch.setenv("LECTERN_TLS_KEY", str(private))
    running = Running(tmp_path / "data", scheme="https")
    running.data.mkdir()
    try:
        await running.start()
        trust = ssl.create_default_context(cafile=str(chain))
        async with (
            ClientSession(connector=TCPConnector(ssl=trust)) as http,
            http.get(f"https://127.0.0.1:{running.port}/login") as page,
        ):
            assert page.status == 200
            assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    finally:
        await running.kill()


async def test_stop_with_a_client(running: Running) -> None:
    """A client that ignores the goodbye does not keep the server from stopping in time."""
    await running.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    began = time.monotonic()
    assert await running.stop() == 0
    assert time.monotonic() - began < 30
    writer.close()
