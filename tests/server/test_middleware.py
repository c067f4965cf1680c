"""What every answer carries, and who may change anything with a cookie alone."""

from io import BytesIO

import pytest

from accounts import StaffRole
from tests.support.site import Site

FORM = {"name": "Nobody"}


async def test_page_headers(site: Site) -> None:
    """Pages come with a policy that lets no inline script run, and nothing leaks to other sites."""
    page = await site.stranger().get("/login")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"


async def test_nonce_is_fresh(site: Site) -> None:
    """Two pages never share a nonce, and the page's scripts carry that of its own policy."""
    first, second = [await site.stranger().get("/login") for _ in range(2)]
    nonces = [
        page.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
        for page in (first, second)
    ]
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[0]}"' in first.body and f'nonce="{nonces[0]}"' not in second.body


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
async def test_other_sites_change_nothing(site: Site, headers: dict[str, str]) -> None:
    """A form of another site, sent with our cookies, is refused before any handler runs."""
    rep = await site.person(StaffRole.REP)
    answer = await rep.post("/logout", FORM, **headers)
    assert answer.status == 403
    assert (await rep.get("/")).status == 200


async def test_programs_name_their_origin(site: Site) -> None:
    """Without Sec-Fetch-Site the Origin must be ours; a cookie without either is refused."""
    rep = await site.person(StaffRole.REP)
    host = f"http://{site.client.host}:{site.client.port}"
    sent = rep.cookies
    for origin, status in (("http://evil.example", 403), (None, 403), (host, 303)):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in sent.items())}
        if origin:
            headers["Origin"] = origin
        response = await site.client.post("/logout", headers=headers, allow_redirects=False)
        assert response.status == status, origin


MEDIA = ("/whip/m", "/whep/m", "/whep/m/s", "/media/sessions/x")


async def test_a_program_without_proof(site: Site) -> None:
    """A WHIP client that has no token is told what is missing (RFC 9725, 4.7), not "cross-site"."""
    for path in MEDIA[:3]:
        answer = await site.client.post(path, data=b"v=0")
        assert answer.status == 401, path
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    answer = await site.client.delete(MEDIA[3])
    assert answer.status == 401 and answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("cookie", ["__Host-staff", "__Host-join"])
@pytest.mark.parametrize("authorization", [None, "Basic eDp5", "Bearer"])
async def test_media_by_a_borrowed_cookie(
    site: Site, cookie: str, authorization: str | None
) -> None:
    """Another site's page cannot publish by our cookies, whatever a proxy's password adds."""
    headers = {"Cookie": f"{cookie}=anything", "Origin": "https://evil.example"}
    if authorization:
        headers["Authorization"] = authorization
    for path in MEDIA[:3]:
        assert (await site.client.post(path, data=b"v=0", headers=headers)).status == 403
    assert (await site.client.delete(MEDIA[3], headers=headers)).status == 403


async def test_other_methods(site: Site) -> None:
    """405 names what is allowed, for pages as for media."""
    for path, allowed in (("/login", "GET,HEAD,POST"), (MEDIA[0], "POST, OPTIONS")):
        answer = await site.client.request("PROPFIND", path, headers={"Authorization": "Bearer x"})
        assert answer.status == 405
        assert answer.headers["Allow"] == allowed


async def test_unknown_address(site: Site) -> None:
    """An address that leads nowhere is a page in plain words, or a problem for programs."""
    page = await site.stranger().get("/nowhere")
    assert page.status == 404 and "Nothing here" in page.words
    problem = await site.stranger().get("/nowhere", Accept="application/json")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert '"code": "not-found"' in problem.body


async def test_login_remembers_the_way(site: Site) -> None:
    """Whoever has to sign in first is led back to the page they wanted."""
    answer = await site.stranger().get("/meetings?q=heart&page=2")
    assert answer.location == "/login?next=/meetings%3Fq%3Dheart%26page%3D2"


async def test_body_too_large(site: Site) -> None:
    """A form beyond the limit is refused as such."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await site.stranger().post("/login", BytesIO(b"email=" + b"x" * 1_100_000), **form)
    assert answer.status == 413
