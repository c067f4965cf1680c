"""The demo's webinars: whoever tries the product finds something to look at."""

from urllib.parse import urlsplit

from accounts import StaffRole
from scheduling.webinars.plans import RegistrantState
from server.demo import webinars
from server.demo.crowd import CROWD
from server.demo.seed import describe, seed
from server.wiring.audience import audience_report
from server.wiring.doorkeeper import STAFF_COOKIE
from tests.support.site import Site, Visitor


async def test_webinars_of_the_demo(site: Site) -> None:
    """A page to sign up on, people in many states, a report that is the store's, a stage."""
    made = await seed(site.services)
    urls = {each["what"]: urlsplit(each["url"]).path for each in made["webinars"]}
    login = next(each for each in made["logins"] if each["role"] == StaffRole.MARKETING)
    parts = site.services
    signed_in = await parts.accounts.login(login["email"], login["password"], "127.0.0.1")
    marketing = Visitor(site.client, None, {STAFF_COOKIE: signed_in.secret})
    assert all(url in describe(made) for url in urls.values())

    page = await site.stranger().get(urls["page"])
    assert page.body.count('class="portrait"') == 3
    assert "I am a healthcare professional" in page.words
    assert "2 webinars" in (await marketing.get(urls["list"])).words

    org, id = signed_in.staff.org, urls["report"].split("/")[2]
    report = await audience_report(parts, org, id)
    came = [each for each in CROWD if each.comes is not None]
    assert len([each for each in report.members if each.live_ms]) == len(came)
    (poll,) = report.polls
    assert poll.answered == len([each for each in came if each.answer is not None and each.capture])
    words = (await marketing.get(urls["report"])).words
    assert "did not agree to capture" in words
    assert "Are there data for patients over 80?" in words

    slug = urls["page"].rpartition("/")[2]
    upcoming = await parts.webinars.by_slug(slug)
    counts = await parts.registrations.counts(org, upcoming.id)
    assert all(counts[state] for state in set(RegistrantState) - {RegistrantState.WAITING})
    assert (await marketing.get(urls["stage"])).status == 200
    assert "You have a seat" in (await site.stranger().get(urls["attendee"])).words
    goodbye = (await site.stranger().get(urls["goodbye"])).words
    for words in ("How useful was this webinar", "summary of the results", "Certificate of"):
        assert words in goodbye

    assert await seed(parts) == made
    await parts.meetings.start(org, urls["stage"].split("/")[2])
    await parts.meetings.end(org, urls["stage"].split("/")[2])
    again = {each["what"]: each["url"] for each in (await seed(parts))["webinars"]}
    assert urlsplit(again["report"]).path == urls["report"]
    assert urlsplit(again["stage"]).path != urls["stage"]
    assert webinars.SERIES in (await marketing.get("/webinars")).words
