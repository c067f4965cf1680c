"""Signing in, staying in, signing out; and one's own password."""

import pytest

from accounts import StaffRole
from server.pages.login import safe_path
from server.wiring.doorkeeper import STAFF_COOKIE
from tests.support.site import PASSWORD, Site, Visitor


async def known(site: Site) -> Visitor:
    """A stranger whose account exists."""
    person = await site.person()
    return Visitor(site.client, person.staff)


def form(person: Visitor, password: str = PASSWORD, **more: str) -> dict[str, str]:
    """What the login form sends."""
    assert person.staff
    return {"email": person.staff.email, "password": password, **more}


async def test_login(site: Site) -> None:
    """The right password opens a session and leads to Today."""
    max_stein = await known(site)
    page = await max_stein.follow("/login", form(max_stein))
    assert page.status == 200
    assert "Today" in page.words


async def test_session_cookie(site: Site) -> None:
    """The cookie is out of reach for scripts, for other sites and for plain HTTP."""
    max_stein = await known(site)
    answer = await max_stein.client.post(
        "/login",
        data=form(max_stein),
        headers={"Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
    )
    morsel = answer.cookies[STAFF_COOKIE]
    assert morsel["httponly"] and morsel["secure"]
    assert (morsel["samesite"], morsel["path"], morsel["domain"]) == ("Lax", "/", "")


async def test_login_leads_back(site: Site) -> None:
    """Whoever was sent to sign in returns to the page that was asked for."""
    max_stein = await known(site)
    sent = await max_stein.get("/hcps?q=berg")
    assert sent.status == 303
    page = await max_stein.get(sent.location)
    assert 'name="next" value="/hcps?q=berg"' in page.body
    answer = await max_stein.post("/login", form(max_stein, next="/hcps?q=berg"))
    assert answer.location == "/hcps?q=berg"


async def test_signed_in_already(site: Site) -> None:
    """The form is not shown to somebody who has a session."""
    max_stein = await site.person()
    assert (await max_stein.get("/login")).location == "/"


@pytest.mark.parametrize("password", ["wrong wrong wrong", "", f" {PASSWORD}"])
async def test_wrong_password(site: Site, password: str) -> None:
    """A wrong password is refused, and the address stays in the form."""
    max_stein = await known(site)
    answer = await max_stein.post("/login", form(max_stein, password))
    assert answer.status == 401
    assert "The e-mail address or the password is wrong." in answer.words
    assert max_stein.staff and f'value="{max_stein.staff.email}"' in answer.body
    assert STAFF_COOKIE not in answer.cookies


async def test_unknown_address(site: Site) -> None:
    """An unknown address reads exactly like a wrong password."""
    max_stein = await known(site)
    wrong = await max_stein.post("/login", form(max_stein, "not the password"))
    unknown = await max_stein.post(
        "/login", {"email": "a@b.example.org", "password": "not the password"}
    )
    assert (unknown.status, unknown.words) == (wrong.status, wrong.words)


async def test_too_many_attempts(site: Site) -> None:
    """After too many failures the page says how long to wait, even with the right password."""
    max_stein = await known(site)
    for _ in range(30):
        answer = await max_stein.post("/login", form(max_stein, "wrong wrong wrong"))
        if answer.status == 429:
            break
    answer = await max_stein.post("/login", form(max_stein))
    assert answer.status == 429
    assert "Try again in" in answer.words
    assert int(answer.headers["Retry-After"]) > 0


async def test_account_off(site: Site) -> None:
    """A deactivated person is told so, but only with the right password."""
    max_stein = await known(site)
    assert max_stein.staff
    await site.person(StaffRole.ADMIN, "Ada Admin")
    await site.services.accounts.deactivate(site.org.id, max_stein.staff.id)
    answer = await max_stein.post("/login", form(max_stein))
    assert answer.status == 401
    assert "switched off" in answer.words


async def test_unknown_field(site: Site) -> None:
    """The form is closed: a field that it does not have is refused."""
    max_stein = await known(site)
    assert (await max_stein.post("/login", form(max_stein, role="admin"))).status == 422


async def test_login_from_another_site(site: Site) -> None:
    """Another site's page cannot sign anybody in."""
    max_stein = await known(site)
    answer = await max_stein.post("/login", form(max_stein), **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert STAFF_COOKIE not in answer.cookies


async def test_logout(site: Site) -> None:
    """The session ends on the server: the old cookie opens nothing any more."""
    max_stein = await site.person()
    cookies = dict(max_stein.cookies)
    assert (await max_stein.post("/logout")).location == "/login"
    assert STAFF_COOKIE not in max_stein.cookies
    assert (await Visitor(site.client, cookies=cookies).get("/")).status == 303


@pytest.mark.parametrize(
    "goal",
    ["//evil.test", "/\\evil.test", "https://evil.test", "evil", "/\tx", "/ö", "", "/a\\b"],
)
def test_next_stays_here(goal: str) -> None:
    """No value of ``next`` leads to another server."""
    assert safe_path(goal) == "/"


async def test_change_password(site: Site) -> None:
    """The new password works, this session stays, the others end."""
    max_stein = await site.person()
    assert max_stein.staff
    elsewhere = await site.services.accounts.login(max_stein.staff.email, PASSWORD, "127.0.0.1")
    page = await max_stein.follow(
        "/account/password", {"old": PASSWORD, "password": "another long password"}
    )
    assert "Your password is changed" in page.words
    assert await site.services.accounts.session(elsewhere.secret) is None
    signed_in = await Visitor(site.client, max_stein.staff).post(
        "/login", form(max_stein, "another long password")
    )
    assert signed_in.status == 303


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("not the password", "another long password", "This is not your password."),
        (PASSWORD, "short", "12"),
    ],
)
async def test_change_password_refused(site: Site, old: str, new: str, sentence: str) -> None:
    """A wrong old password and a weak new one are refused beside their field."""
    max_stein = await site.person()
    answer = await max_stein.post("/account/password", {"old": old, "password": new})
    assert answer.status == 422
    assert sentence in answer.words
    assert 'aria-invalid="true"' in answer.body
