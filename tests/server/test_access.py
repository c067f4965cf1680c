"""The access table is complete, and the server keeps to it: every route, every role."""

import re

import pytest
from aiohttp import web

from accounts import StaffRole
from server import access
from server.access import TABLE, Rule
from tests.support.site import Site

ABSENT = "none-of-these"
"""An id that nothing has: whoever is let through meets a 404 or a form's refusal, never a 403."""


def routes_of(app: web.Application) -> set[tuple[str, str]]:
    """Method and pattern of everything that the server answers."""
    found = set()
    for resource in app.router.resources():
        for route in resource:
            if route.method not in ("HEAD", "*"):
                found.add((route.method, resource.canonical))
    return found


async def test_every_route_has_a_row(site: Site) -> None:
    """A new route without a row fails here, and is closed to everybody meanwhile."""
    ours = {r for r in routes_of(site.client.app) if not r[1].startswith(access.OPEN_PREFIXES)}
    assert ours - set(TABLE) == set()
    assert access.row("GET", "/a/route/that/nobody/wrote/down") == frozenset()


async def test_no_row_without_a_route(site: Site) -> None:
    """The table lists nothing that is not there."""
    assert set(TABLE) - routes_of(site.client.app) == set()


def guarded() -> dict[tuple[str, str], frozenset[StaffRole]]:
    """The rows that are sets of roles."""
    return {key: row for key, row in TABLE.items() if not isinstance(row, Rule)}


@pytest.mark.parametrize("role", StaffRole)
async def test_roles(site: Site, role: StaffRole) -> None:
    """Each role is let through where its row says so, and gets 403 everywhere else."""
    person = await site.person(role)
    for (method, route), roles in guarded().items():
        if route == "/logout":
            continue
        path = re.sub(r"\{[^}]+\}", ABSENT, route)
        answer = await (person.get(path) if method == "GET" else person.post(path, {}))
        assert (answer.status != 403) == (role in roles), (
            f"{role}: {method} {route} gave {answer.status}"
        )


async def test_strangers(site: Site) -> None:
    """Without a session a page leads to the login and a program is told 401."""
    stranger = site.stranger()
    for method, route in guarded():
        path = re.sub(r"\{[^}]+\}", ABSENT, route)
        answer = await (stranger.get(path) if method == "GET" else stranger.post(path, {}))
        assert (answer.status, answer.location[:6]) == (303, "/login"), f"{method} {route}"
    answer = await stranger.get("/meetings", Accept="application/json")
    assert answer.status == 401
