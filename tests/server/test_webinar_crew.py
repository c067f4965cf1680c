"""The crew from the webinar's page, and webinars of one series."""

import pytest

from accounts import StaffRole
from scheduling.webinars import Webinar
from tests.server.test_webinar_pages import FORM
from tests.support.site import Site, Visitor


@pytest.fixture
async def marketing(site: Site) -> Visitor:
    return await site.person(name="Mara Lind", role=StaffRole.MARKETING)


async def planned(site: Site, marketing: Visitor, **changes: object) -> Webinar:
    """A draft as the form makes it."""
    made = await marketing.post("/webinars", FORM | changes)
    assert made.status == 303, made.words
    return await site.services.webinars.get(site.org.id, made.location.rpartition("/")[2])


async def test_add_a_colleague(site: Site, marketing: Visitor) -> None:
    """A colleague is found by name, added with a role, given another, and taken off."""
    webinar = await planned(site, marketing)
    max_stein = (await site.person(name="Max Stein")).staff
    assert max_stein is not None
    path = f"/webinars/{webinar.id}/crew"
    assert "Max Stein" in (await marketing.get(f"{path}?q=max")).words
    assert "Nobody matches" in (await marketing.get(f"{path}?q=nobody")).words
    about = {"member": max_stein.id, "back": "crew"}
    page = await marketing.follow(path, about | {"act": "add", "role": "moderator"})
    assert "Max Stein is moderator now." in page.words
    await marketing.follow(path, about | {"act": "role", "role": "host"})
    assert await site.services.crew.role_of(site.org.id, webinar.id, max_stein.id) == "host"
    assert "Co-host" in (await marketing.get(f"/webinars/{webinar.id}")).words
    await marketing.follow(path, about | {"act": "remove"})
    assert await site.services.crew.of(site.org.id, webinar.id) == ()


async def test_from_outside(site: Site, marketing: Visitor) -> None:
    """A speaker from outside shows how the invitation stands, and gets the link once more."""
    webinar = await planned(site, marketing)
    path = f"/webinars/{webinar.id}/crew"
    eva = {"act": "invite", "name": "Eva Lang", "email": "eva@charite.example.org"}
    page = await marketing.follow(path, eva | {"role": "panelist", "back": "crew"})
    assert "Eva Lang eva@charite.example.org From outside Invitation" in page.words
    (member,) = await site.services.crew.of(site.org.id, webinar.id)
    again = {"act": "resend", "member": member.id, "back": "crew"}
    assert "on its way to Eva Lang" in (await marketing.follow(path, again)).words
    assert "sent a moment ago" in (await marketing.follow(path, again)).words
    role = {"act": "role", "member": member.id, "role": "presenter", "back": "crew"}
    assert "Eva Lang is presenter now" in (await marketing.follow(path, role)).words
    opened = await site.services.links.open(await site.services.links.token(site.org.id, member.id))
    assert opened.invitee.role == "presenter"


async def test_who_may_change_the_crew(site: Site, marketing: Visitor) -> None:
    """Whoever reads webinars sees the crew; a rep changes nothing of it."""
    webinar = await planned(site, marketing)
    rep = await site.person(name="Rita Rep")
    assert "Add a colleague" not in (await rep.get(f"/webinars/{webinar.id}/crew")).words
    assert (await rep.post(f"/webinars/{webinar.id}/crew", {"act": "remove"})).status == 403


async def test_next_of_a_series(site: Site, marketing: Visitor) -> None:
    """The next of a series has its plan and its colleagues, and a day of its own."""
    first = await planned(site, marketing, series="Thursday talks", time="17:30")
    colleague = (await site.person(name="Max Stein")).staff
    assert colleague is not None
    await site.services.crew.add_staff(
        site.org.id, first.id, colleague.id, colleague.name, colleague.email, "presenter"
    )
    editor = await marketing.get(f"/webinars/new?like={first.id}")
    assert 'value="Thursday talks"' in editor.body
    assert 'value="17:30"' in editor.body
    assert f'name="like" value="{first.id}"' in editor.body
    second = await planned(site, marketing, series="Thursday talks", like=first.id)
    assert [each.id for each in await site.services.crew.of(site.org.id, second.id)] == [
        colleague.id
    ]
    await planned(site, marketing, series="", title="Alone")
    listed = await marketing.get("/webinars?series=Thursday+talks")
    assert "2 webinars" in listed.words
    assert "Alone" not in listed.words
    assert "is here" in (await marketing.get("/webinars?series=nothing")).words


async def test_like_a_foreign_one(site: Site, marketing: Visitor) -> None:
    """Another organisation's webinar is no example."""
    assert (await marketing.get("/webinars/new?like=made-up")).status == 404
