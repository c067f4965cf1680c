"""Is the server alive, is it ready, and if not, why: ``/healthz``, ``/readyz``, the admin page."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from server.http import json_response, services

CHECK_SECONDS = 3
LEAST_FREE_BYTES = 200_000_000
"""Below this much free space a deck import or a busy hour of events may fail to be written."""

routes = web.RouteTableDef()

Check = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer: ``ok``, and a sentence with the value or the reason."""

    name: str
    ok: bool
    sentence: str
    warning: bool = False
    """Worth a look, though people can be let in."""


class Health:
    """Named checks; each returns a sentence, or raises with the reason."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)
        self.stopping = False
        """Set at SIGTERM: not ready at once, so that a balancer sends nobody new."""

    async def findings(self) -> list[Finding]:
        """Run every check, side by side."""
        found = await asyncio.gather(*(self._run(name) for name in self._checks))
        if self.stopping:
            found.append(Finding("server", False, "The server is stopping."))
        return found

    async def _run(self, name: str) -> Finding:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return Finding(name, True, await self._checks[name]())
        except TimeoutError:
            return Finding(name, False, f"No answer within {CHECK_SECONDS} s.")
        except Exception as error:
            return Finding(name, False, str(error) or type(error).__name__)


def database_check(engine: AsyncEngine) -> Check:
    """The database answers a query."""

    async def check() -> str:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        return f"{engine.dialect.name} answers."

    return check


def disk_check(folder: Path) -> Check:
    """The data folder has room."""

    async def check() -> str:
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE_BYTES:
            raise OSError(f"Only {free // 1_000_000} MB are free in the data folder.")
        return f"{free // 1_000_000_000} GB are free in the data folder."

    return check


@routes.get("/healthz")
async def healthz(_request: web.Request) -> web.Response:
    """The process answers; nothing else is asked."""
    return json_response({"status": "ok"})


@routes.get("/readyz")
async def readyz(request: web.Request) -> web.Response:
    """200 when people can be let in, else 503 with the reasons."""
    findings = await services(request).health.findings()
    ready = all(finding.ok for finding in findings)
    checks = {finding.name: {"ok": finding.ok, "say": finding.sentence} for finding in findings}
    return json_response({"ready": ready, "checks": checks}, 200 if ready else 503)
