"""What a registrant finds behind the link when a webinar is over."""

import asyncio

import pytest
from sqlalchemy import select

from engagement.consents import Means
from scheduling.tables import link
from scheduling.webinars import RegistrantState
from scheduling.webinars.goodbyes import SURVEY_MS
from scheduling.webinars.plans import Attend
from tests.server.farewell import BOBS, CAPTURE, MATERIAL, SURVEY, held, stored
from tests.server.farewell import site as site
from tests.support.aftermath import link_of, over, planned, signed_up
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_thanks(site: Site) -> None:
    """Who was there is thanked, asked, and given the material and the way to the receipt."""
    _, _, path = await held(site, CAPTURE)
    page = await site.stranger().get(path)
    assert page.status == 200
    for words in ("Thank you for your time", "Was it useful?", "Full text", "www.example.org"):
        assert words in page.words
    assert "Full text <b>" not in page.body
    assert "Certificate of attendance" not in page.words
    receipt = await site.stranger().post(path, {"way": "receipt"})
    assert receipt.location.endswith("/receipt")


async def test_in_four_languages(site: Site) -> None:
    """The page speaks the registrant's language, or the one chosen on it."""
    _, _, path = await held(site, CAPTURE)
    for language, words in (("de", "Wie war es?"), ("fr", "Comment"), ("es", "¿Qué le")):
        assert words in (await site.stranger().get(f"{path}?lang={language}")).words


async def test_answer(site: Site) -> None:
    """Answers are kept with the name, stand on the page again, and can be changed."""
    webinar, _, path = await held(site, CAPTURE)
    visitor = site.stranger()
    page = await visitor.follow(f"{path}/survey", BOBS | {"lang": "de"})
    assert "Ihre Antworten sind angekommen" in page.words
    assert 'value="Safety" checked' in page.body
    await visitor.follow(f"{path}/survey", BOBS | {"s-s1": "2"})
    numbers = [each.get("number") for each in await stored(site, webinar, "survey.answered")]
    assert numbers == [4, 9, None, None, 2]


async def test_double_submit(site: Site) -> None:
    """The form sent twice at the same moment is stored once."""
    webinar, _, path = await held(site, CAPTURE)
    both = [site.stranger().post(f"{path}/survey", BOBS) for _ in range(2)]
    assert [answer.status for answer in await asyncio.gather(*both)] == [303, 303]
    assert len(await stored(site, webinar, "survey.answered")) == 4


async def test_two_devices(site: Site) -> None:
    """One link on two devices is one person: the later answer counts."""
    webinar, _, path = await held(site, CAPTURE)
    phone, desk = site.stranger(), site.stranger()
    await phone.follow(f"{path}/survey", {"s-s1": "1"})
    await desk.follow(f"{path}/survey", {"s-s1": "5"})
    assert 'value="5" checked' in (await phone.get(path)).body
    results = await site.services.surveys.results(site.org.id, webinar.id, webinar.plan.survey)
    assert (results.answered, results.questions[0].mean) == (1, 5.0)


async def test_without_consent(site: Site) -> None:
    """Without consent to capture nothing is kept about the person, and the page says so."""
    webinar, _, path = await held(site)
    page = await site.stranger().get(path)
    assert "only added up, without your name" in page.words
    assert "Anything else?" not in page.words
    after = await site.stranger().follow(f"{path}/survey", BOBS)
    assert "counted without your name" in after.words
    await site.stranger().post(f"{path}/survey", BOBS)
    assert await stored(site, webinar, "survey.answered") == []
    results = await site.services.surveys.results(site.org.id, webinar.id, webinar.plan.survey)
    assert (results.named, results.unnamed) == (0, 1)
    assert results.questions[3].texts == ()


async def test_consent_taken_back(site: Site) -> None:
    """Who takes the consent back changes nothing any more."""
    webinar, bob, path = await held(site, CAPTURE)
    await site.stranger().follow(f"{path}/survey", BOBS)
    now = site.services.clock()
    await site.services.consents.withdraw(
        site.org.id, webinar.id, bob.id, [CAPTURE], Means.RECEIPT, now
    )
    assert "taken your consent back" in (await site.stranger().get(path)).words
    await site.stranger().post(f"{path}/survey", BOBS | {"s-s1": "1"})
    assert len(await stored(site, webinar, "survey.answered")) == 4


@pytest.mark.parametrize(
    "form", [{}, {"s-s1": "6"}, {"s-s3": "Nothing"}, {"s-s4": "x" * 1001}, {"s-unknown": "1"}]
)
async def test_mistakes(site: Site, form: dict[str, str]) -> None:
    """What is no answer is refused on the page, with a sentence, and nothing is kept."""
    webinar, _, path = await held(site, CAPTURE)
    answer = await site.stranger().post(f"{path}/survey", form)
    assert (answer.status, 'role="alert"' in answer.body) == (422, True)
    assert await stored(site, webinar, "survey.answered") == []


async def test_after_a_month(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The survey closes: the page says so and takes no answer, while the link still opens."""
    webinar, _, path = await held(site, CAPTURE)
    monkeypatch.setattr("server.pages.goodbye_visit.SURVEY_MS", -1)
    assert "The survey is closed." in (await site.stranger().get(path)).words
    assert (await site.stranger().post(f"{path}/survey", BOBS)).status == 409
    assert await stored(site, webinar, "survey.answered") == []


async def test_the_link_outlives_the_survey(site: Site) -> None:
    """As long as the survey can be answered, the link opens."""
    webinar, bob, _ = await held(site)
    ended = webinar.meeting.ended
    assert ended is not None
    async with site.services.webinars._engine.connect() as connection:
        query = select(link.c.expires).where(link.c.invitee == bob.id)
        expires = (await connection.execute(query)).scalar_one()
    assert expires > ended + SURVEY_MS


async def test_no_show(site: Site) -> None:
    """Who did not come is missed: the material is there, the survey is not."""
    webinar = await planned(site, survey=SURVEY, material=MATERIAL)
    carol = await signed_up(site, webinar, "Dr Carol King")
    await over(site, webinar)
    path = await link_of(site, carol)
    page = await site.stranger().get(path)
    assert "We missed you" in page.words
    assert "Full text" in page.words
    assert "Was it useful?" not in page.words
    assert (await site.stranger().post(f"{path}/survey", BOBS)).status == 409


async def test_cancelled(site: Site) -> None:
    """Who gave the seat back reads that, gets no material, and can decide nothing any more."""
    webinar = await planned(site, material=MATERIAL)
    carol = await signed_up(site, webinar, "Dr Carol King")
    await site.services.registrations.decisions.cancel(webinar, carol.id)
    await over(site, webinar)
    path, visitor = await link_of(site, carol), site.stranger()
    page = await visitor.get(path)
    assert "You had given your seat back." in page.words
    assert "Full text" not in page.words
    assert (await visitor.get(f"{path}/material/0")).status == 404
    assert (await visitor.post(f"{path}/registration", {"act": "again"})).location == path
    found = await site.services.registrations.get(site.org.id, webinar.id, carol.id)
    assert found.state is RegistrantState.CANCELLED


async def test_on_demand_and_waiting(site: Site) -> None:
    """No recording is promised; who only waited reads that there was no seat."""
    webinar = await planned(site, capacity=1)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    carol = await signed_up(site, webinar, "Dr Carol King")
    dora = await signed_up(site, webinar, "Dr Dora Ilic")
    await site.services.registrations.decisions.attend(webinar, bob.id, Attend.ON_DEMAND)
    await over(site, webinar)
    for who, words in ((bob, "If a recording is released"), (dora, "There was no seat for you")):
        assert words in (await site.stranger().get(await link_of(site, who))).words
    assert "We are sorry" in (await site.stranger().get(await link_of(site, carol))).words


async def test_next_of_the_series(site: Site) -> None:
    """The next webinar of the series is offered: a public one that is still to come."""
    webinar = await planned(site, series="Heart")
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    await planned(site, 7_200_000, series="Lung")
    await planned(site, -300_000, series="Heart", title="Nobody has begun it")
    far = await planned(site, 9_000_000, series="Heart", title="Much later")
    await planned(site, 3_600_000, series="Heart", title="By invitation", public=False)
    following = await planned(site, 7_200_000, series="Heart", title="The next one")
    await over(site, webinar)
    page = await site.stranger().get(await link_of(site, bob))
    assert "The next one" in page.words
    assert f"/w/{following.slug}" in page.body
    assert far.plan.title not in page.words


async def test_material(site: Site) -> None:
    """A press on our page is noted once consent allows it; a scanner that follows links is not."""
    webinar, _, path = await held(site, CAPTURE)
    visitor = site.stranger()
    scanned = await visitor.get(f"{path}/material/0")
    assert scanned.location == MATERIAL[0].link
    assert await stored(site, webinar, "material.opened") == []
    await visitor.get(f"{path}/material/0", **{"Sec-Fetch-Site": "same-origin"})
    (opened,) = await stored(site, webinar, "material.opened")
    assert opened["link"] == MATERIAL[0].link
    for number in ("1", "x", "9999", "9" * 4_301):
        assert (await visitor.get(f"{path}/material/{number}")).status == 404


async def test_material_without_consent(site: Site) -> None:
    """Without consent the material opens, and nothing is noted."""
    webinar, _, path = await held(site)
    answer = await site.stranger().get(f"{path}/material/0", **{"Sec-Fetch-Site": "same-origin"})
    assert answer.status == 303
    assert await stored(site, webinar, "material.opened") == []
