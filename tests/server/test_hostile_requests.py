"""Every address, asked in bad faith: whatever comes, the answer is a refusal, never our mistake."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from yarl import URL

from accounts import StaffRole
from server.access import TABLE
from tests.server.signups import link_of, opened, registrants, sign_up
from tests.server.signups import site as site
from tests.support.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIVING = ("/socket.io", "/whip", "/whep", "/media/")
"""These have tests of their own, with hostile peers."""
NAMES = ("%0D%0ASet-Cookie:x=y", "%00", "%ED%A0%80", "..%2F..%2Fkeys", "%F0%9F%92%89", "x" * 3_000)
QUERIES = (
    "q=%00%0D%0A&page=1",
    "page=-1",
    "page=999999999999999999999",
    "lang=%ED%A0%80",
    "state=x",
)

ODD_FIELD = b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--x--\r\n'
ODD_NAME = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff\x00.csv"\r\n\r\n'
    b"name,email\nDr x,x@y.example\n\r\n--x--\r\n"
)
ODD_FILE = (
    b'--x\r\nContent-Disposition: form-data; name="act"\r\n\r\n\x00\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="..%2F\xff.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n\x00\xff\r\n--x--\r\n"
)
"""A form with a NUL and a file whose name and content are no text."""


@dataclass
class Cast:
    """Who asks, and what for."""

    admin: Visitor
    stranger: Visitor
    webinar: str
    slug: str
    link: str
    """Of somebody who is registered."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast(site: Site) -> AsyncIterator[Cast]:
    admin = await site.person(StaffRole.ADMIN, "Ada Min")
    webinar = await opened(site)
    await sign_up(site, webinar)
    (bob,) = await registrants(site, webinar)
    link = await link_of(site, bob)
    yield Cast(admin, site.stranger(), webinar.id, webinar.slug, link)


def filled(cast: Cast, path: str, name: str) -> str:
    """The path with a webinar that exists where one is asked for, and ``name`` elsewhere."""
    path = re.sub(r"/webinars/\{id\}", f"/webinars/{cast.webinar}", path)
    path = path.replace("/w/{slug}", f"/w/{cast.slug}").replace("/j/{token}", cast.link)
    return re.sub(r"\{[^}]*\}", name, path)


ROUTES = sorted(
    route for route in TABLE if not route[1].startswith(LIVING) and route[1] != "/logout"
)


async def ask(visitor: Visitor, method: str, url: str, **sent: Any) -> tuple[int, str]:
    visitor.client.session.cookie_jar.clear()
    headers = visitor._headers({"Sec-Fetch-Site": "same-origin"})
    wanted: dict[str, Any] = {"headers": headers} | sent
    address = visitor.client.make_url("/").join(URL(url, encoded=True))
    async with visitor.client.session.request(
        method, address, allow_redirects=False, **wanted
    ) as answer:
        body = await answer.text(errors="replace")
        assert "x" not in answer.cookies
        return answer.status, body


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_names_and_queries(cast: Cast, route: tuple[str, str]) -> None:
    """Names that are none, and queries that mean nothing."""
    method, path = route
    bad = []
    for visitor in (cast.admin, cast.stranger):
        for name in NAMES:
            url = filled(cast, path, name)
            bad += [
                (url, status) for status, _ in [await ask(visitor, method, url)] if status > 499
            ]
        for query in QUERIES:
            url = f"{filled(cast, path, 'x')}?{query}"
            bad += [
                (url, status) for status, _ in [await ask(visitor, method, url)] if status > 499
            ]
    assert bad == []


@pytest.mark.parametrize("route", [each for each in ROUTES if each[0] == "POST"], ids=" ".join)
async def test_bodies(cast: Cast, route: tuple[str, str]) -> None:
    """Bodies that no page of ours sends."""
    url = filled(cast, route[1], "x")
    bodies: list[dict[str, Any]] = [
        {"data": {"__proto__": "x"}},
        {"data": b"\xff\xfe=%ff%00", "headers": "application/x-www-form-urlencoded"},
        {"data": b"--x\r\n", "headers": "multipart/form-data; boundary=x"},
        {"data": b"--x", "headers": "multipart/form-data"},
        {"data": b"[" * 50_000, "headers": "application/json"},
        {"data": b'{"x":"\\ud800"}', "headers": "application/json"},
        {"data": ODD_FIELD, "headers": "multipart/form-data; boundary=x"},
        {"data": ODD_NAME, "headers": "multipart/form-data; boundary=x"},
        {"data": ODD_FILE, "headers": "multipart/form-data; boundary=x"},
    ]
    bad = []
    for visitor in (cast.admin, cast.stranger):
        for body in bodies:
            kind = body.get("headers")
            headers = visitor._headers({"Sec-Fetch-Site": "same-origin"})
            if kind:
                headers |= {"Content-Type": str(kind)}
            status, _ = await ask(visitor, "POST", url, data=body["data"], headers=headers)
            if status > 499:
                bad.append((body, status))
    assert bad == []
