"""The whole server without a browser: people with sessions, who open pages and post forms."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, BaseRunner, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts import Organisation, Staff, StaffRole
from server.app import make_server
from server.http import FLASH_COOKIE
from server.services import Services
from server.settings import Settings
from server.wiring.doorkeeper import STAFF_COOKIE

PASSWORD = "a long enough password"
Client = TestClient[Request, Application]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the page as source, and as words."""

    status: int
    body: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]

    @property
    def words(self) -> str:
        """The text of the page's <main>, on one line."""
        main = re.search(r"<main.*?</main>", self.body, re.DOTALL)
        text = re.sub(r"<(script|datalist|option).*?</\1>", "", main[0] if main else self.body)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())

    @property
    def location(self) -> str:
        """Where the browser is sent."""
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """Somebody at a browser; cookies are kept by hand, since Secure ones want TLS in aiohttp."""

    client: Client
    staff: Staff | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> Answer:
        """Open an address."""
        return await self._keep(
            await self.client.get(path, headers=self._headers(headers), allow_redirects=False)
        )

    async def post(self, path: str, data: object = None, **headers: str) -> Answer:
        """Send a form from a page of this server."""
        sent = self._headers({"Sec-Fetch-Site": "same-origin"} | headers)
        return await self._keep(
            await self.client.post(path, data=data, headers=sent, allow_redirects=False)
        )

    async def follow(self, path: str, data: object = None) -> Answer:
        """Send a form and open the page that the answer leads to."""
        answer = await self.post(path, data)
        assert answer.status == 303, answer.words
        return await self.get(answer.location)

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": pairs, **given} if pairs else dict(given)

    async def _keep(self, response: ClientResponse) -> Answer:
        set_now = {name: morsel.value for name, morsel in response.cookies.items()}
        self.cookies |= set_now
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        return Answer(response.status, await response.text(), response.headers, set_now)


@dataclass
class Site:
    """A server with one organisation."""

    client: Client
    services: Services
    org: Organisation
    store: AsyncEngine
    """The engagement store, for tests that look or meddle behind the pages."""

    def stranger(self) -> Visitor:
        """Somebody without a session."""
        return Visitor(self.client)

    async def person(
        self,
        role: StaffRole = StaffRole.REP,
        name: str = "Max Stein",
        org: Organisation | None = None,
    ) -> Visitor:
        """A member of staff who is signed in."""
        home = org or self.org
        # An address signs in one person on the whole server: each organisation has its own domain.
        email = f"{name.lower().replace(' ', '.')}@pharma-{home.id.encode().hex()[:8]}.example.org"
        staff = await self.services.accounts.create(
            home.id, email=email, name=name, role=role, password=PASSWORD, zone="Europe/Berlin"
        )
        signed_in = await self.services.accounts.login(email, PASSWORD, "127.0.0.1")
        return Visitor(self.client, staff, {STAFF_COOKIE: signed_in.secret})


def flashed(answer: Answer) -> bool:
    """Whether a message waits for the next page."""
    return FLASH_COOKIE in answer.cookies


class Served(TestServer):
    """aiohttp's test server, but no handler is cancelled when its browser has gone.

    As in production. Cancelled between opening a slide's file and sending it, a handler would
    leave the file open.
    """

    async def _make_runner(self, **options: Any) -> BaseRunner:
        return await super()._make_runner(**(options | {"handler_cancellation": False}))


@asynccontextmanager
async def running(folder: Path, **more: Any) -> AsyncIterator[Site]:
    """A server on free ports that keeps its data in ``folder``; more settings by name."""
    settings = Settings(host="127.0.0.1", port=0, media_port=0, data=folder, **more)
    server = make_server(settings)
    async with TestClient(Served(server.app)) as client:
        organisation = await server.services.accounts.organisations.create(
            "Pharma One", language="en", zone="Europe/Berlin"
        )
        yield Site(client, server.services, organisation, server.store)
