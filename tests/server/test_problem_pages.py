"""What a person reads when something is refused or goes wrong."""

import pytest

from accounts import StaffRole
from server.http import Problem
from tests.support.site import Site

TITLES = {
    400: "That did not arrive in one piece",
    403: "This page is not yours to open",
    404: "Nothing here",
    408: "That took too long",
    413: "Too large",
    422: "Something in the form is not right",
    429: "One moment, please",
    500: "Something went wrong on our side",
    503: "The server is taking a break",
    507: "The server has no room left",
}


@pytest.mark.parametrize("status", TITLES)
async def test_plain_words(site: Site, status: int) -> None:
    """Each refusal says what happened and what is safe, and leads somewhere."""
    problem = Problem(status, "some-code", "This is the reason.", retry_after=240)
    page = site.services.templates.get_template("errors/problem.html").render(
        problem=problem, me=None, path="/hcps", nonce="n", flash=None
    )
    assert f"<h1>{TITLES[status]}</h1>" in page
    assert "This is the reason." in page
    assert "4 minutes" in page
    assert f"{status} · some-code" in page
    assert 'href="/login"' in page


async def test_unknown_address(site: Site) -> None:
    """A wrong address is a page in plain words, with the way home."""
    answer = await (await site.person()).get("/nothing")
    assert answer.status == 404
    assert "Nothing here" in answer.words
    assert 'href="/"' in answer.body


async def test_wrong_role(site: Site) -> None:
    """Somebody whose role does not open the page is told whom to ask."""
    answer = await (await site.person(StaffRole.MARKETING)).get("/admin/people")
    assert answer.status == 403
    assert "ask your administrator" in answer.words


async def test_wrong_method(site: Site) -> None:
    """A form sent to an address that takes none changes nothing and says so."""
    answer = await (await site.person()).post("/account")
    assert answer.status == 405
    assert "Nothing was changed." in answer.words


async def test_programs_get_json(site: Site) -> None:
    """The same refusal for a program: problem details with the stable code."""
    answer = await (await site.person()).get("/nothing", Accept="application/json")
    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert '"code": "not-found"' in answer.body


async def test_nothing_of_the_request_comes_back_as_markup(site: Site) -> None:
    """An address with markup in it is text on the page that refuses it."""
    answer = await (await site.person()).get("/%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert(1)" not in answer.body
