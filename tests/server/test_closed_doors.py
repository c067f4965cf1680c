"""What is behind a link or a cookie that opens nothing: a calm page, and 401 for a program."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from server import access
from server.pages.guests import CLOSED_TO_PROGRAMS
from server.routes import ALL
from tests.support.site import Site, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNDER_A_LINK = "/j/{token}"
UNDER_A_COOKIE = "/room/{meeting}"
OF_PROGRAMS = {"/j/{token}/check"}
"""The page's script alone asks for these, and is answered with a problem document."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: nothing is kept."""
    async with running(tmp_path_factory.mktemp("doors") / "data") as found:
        yield found


def routes_below(prefix: str) -> list[tuple[str, str]]:
    """Method and pattern of every page of ours below ``prefix``."""
    found = [each for table in ALL for each in table if isinstance(each, web.RouteDef)]
    paths = [(each.method, each.path) for each in found if each.path.startswith(prefix)]
    return [each for each in paths if each[1] not in OF_PROGRAMS]


def filled(path: str) -> str:
    """An address of that pattern which names nothing."""
    for name in ("{token}", "{meeting}", "{announcement}", "{name}"):
        path = path.replace(name, "none.such")
    return path.replace("{n}", "0")


async def test_there_are_routes() -> None:
    """The tests below look at something: every public row of the table that has such a door."""
    below = {*routes_below(UNDER_A_LINK), *routes_below(UNDER_A_COOKIE)}
    rows = {row for row in access.TABLE if row[1].startswith(("/j/", "/room/{meeting}"))}
    assert below == {row for row in rows if row[1] not in OF_PROGRAMS}
    assert len(below) > 10


@pytest.mark.parametrize(("method", "path"), routes_below(UNDER_A_LINK))
async def test_wrong_link(site: Site, method: str, path: str) -> None:
    """A link that was made up leads everywhere to the page that says so."""
    stranger = site.stranger()
    ask = stranger.get if method == "GET" else stranger.post
    answer = await ask(filled(path))
    assert answer.status == 404
    assert "This link is not complete" in answer.words


@pytest.mark.parametrize(("method", "path"), routes_below(UNDER_A_COOKIE))
async def test_no_cookie(site: Site, method: str, path: str) -> None:
    """Without a cookie every page of a room leads back to the link."""
    stranger = site.stranger()
    ask = stranger.get if method == "GET" else stranger.post
    answer = await ask(filled(path))
    assert answer.status == 404
    assert "Please open your link again" in answer.words


@pytest.mark.parametrize(("method", "path"), routes_below(UNDER_A_COOKIE))
async def test_program_without_cookie(site: Site, method: str, path: str) -> None:
    """A program is told so by a problem document instead of a page."""
    stranger = site.stranger()
    ask = stranger.get if method == "GET" else stranger.post
    answer = await ask(filled(path), Accept="application/json")
    assert answer.status == 401
    problem = json.loads(answer.body)
    assert (problem["code"], problem["title"]) == ("no-cookie", CLOSED_TO_PROGRAMS)
