"""A webinar of Mara's, and Mona of its crew, who comes by a link."""

import json

import pytest

from accounts import StaffRole
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.webinars import CrewMember, Webinar, WebinarPlan
from scheduling.webinars.plans import CrewRole
from tests.support.site import Answer, Site, Visitor

JSON = {"Accept": "application/json"}


@pytest.fixture
async def host(site: Site) -> Visitor:
    return await site.person(StaffRole.MARKETING, "Mara Lind")


@pytest.fixture
async def webinar(site: Site, host: Visitor) -> Webinar:
    assert host.staff is not None
    me = Host(host.staff.id, host.staff.name, host.staff.email, "Pharma One")
    starts = wall_of(site.services.clock() + 600_000, "Europe/Berlin")
    plan = WebinarPlan("The new data", starts, "Europe/Berlin", 60)
    made = await site.services.webinars.create(site.org.id, plan, me)
    return await site.services.webinars.publish(site.org.id, made.id)


async def invited(
    site: Site, webinar: Webinar, role: CrewRole = "moderator", language: str = "de"
) -> CrewMember:
    """Somebody of the crew from outside."""
    return await site.services.crew.invite(
        site.org.id, webinar.id, "Mona Roth", "mona@agency.example.org", role, language
    )


async def link_of(site: Site, member: CrewMember) -> str:
    return f"/j/{await site.services.links.token(site.org.id, member.id)}"


async def joined(site: Site, member: CrewMember, way: str = "full") -> tuple[Visitor, Answer]:
    """Past the landing page: the visitor, and where joining led."""
    visitor = site.stranger()
    return visitor, await visitor.post(await link_of(site, member), {"way": way})


async def token_of(visitor: Visitor, webinar: Webinar) -> str:
    answer = await visitor.get(f"/room/{webinar.id}/desk", **JSON)
    assert answer.status == 200, answer.body
    return str(json.loads(answer.body)["token"])


def url_of(site: Site) -> str:
    return f"http://{site.client.host}:{site.client.port}"
