"""Follow-up mails by behaviour: written, reviewed, sent."""

import pytest
from sqlalchemy import select

from accounts import StaffRole
from engagement.tables import audience, score_part
from scheduling.mails import MailState
from scheduling.webinars import Webinar
from scheduling.webinars.plans import SurveyQuestion
from server.wiring.respondents import respondent
from tests.server.followed import CAPTURE, FORM, held, sending, states, was_there, written
from tests.server.followed import mara as mara
from tests.server.followed import site as site
from tests.support.aftermath import over, planned, signed_up
from tests.support.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_way(site: Site, mara: Visitor) -> None:
    """Empty, written, reviewed with names, sent, watched."""
    webinar, *_ = await held(site)
    page = await mara.get(f"/webinars/{webinar.id}/follow-ups")
    assert "No follow-ups yet" in page.words
    path = await written(mara, webinar, hour="8")
    review = await mara.get(path)
    assert "2 people get it" in review.words
    assert "Dr Bob Lang bob.lang" not in review.words
    assert "lang@klinik.example.org" in review.words
    assert "Dr Dora Ilic" not in review.words
    assert "To review" in (await mara.get(f"/webinars/{webinar.id}/follow-ups")).words
    sent = await mara.follow(path, sending(review))
    assert "Sent off: 2 mails, each in the morning." in sent.body
    assert "Waiting 2" in sent.words
    assert "Scheduled" in (await mara.get(f"/webinars/{webinar.id}/follow-ups")).words
    stopped = await mara.follow(path, {"act": "stop"})
    assert "Not sent 2" in stopped.words
    assert set((await states(site, webinar, path)).values()) == {MailState.SKIPPED}


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ({"rule": "everybody"}, {"Bob", "Carol", "Dora"}),
        ({"rule": "no_show"}, {"Dora"}),
        ({"rule": "stayed_less", "minutes": "5"}, {"Bob", "Carol"}),
        ({"rule": "asked"}, {"Bob"}),
        ({"rule": "poll", "poll": "p1#"}, {"Bob"}),
        ({"rule": "poll", "poll": "p1#1"}, {"Bob"}),
        ({"rule": "poll", "poll": "p1#0"}, set[str]()),
        ({"rule": "before_slide", "slide": "never-shown"}, set[str]()),
        ({"rule": "certificate"}, set[str]()),
    ],
)
async def test_rules(site: Site, mara: Visitor, rule: dict[str, str], names: set[str]) -> None:
    """Each rule means those whom the store says; what somebody did needs their consent."""
    webinar, *_ = await held(site)
    path = await written(mara, webinar, **rule)
    page = await mara.get(path)
    shown = {name for name in ("Bob", "Carol", "Dora") if f"Dr {name}" in page.words}
    assert shown == names
    silent = "they did not agree to capture" in page.words
    assert silent == (rule["rule"] in ("asked", "poll"))
    await mara.post(path, sending(page))
    sent = await states(site, webinar, path)
    assert {name.split()[1] for name in sent} == names


async def test_no_survey(site: Site, mara: Visitor) -> None:
    """Who took part and agreed to capture is reminded of the survey until they answer it."""
    survey = (SurveyQuestion("useful", "How useful was it?", "scale"),)
    webinar = await planned(site, survey=survey)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    carol = await signed_up(site, webinar, "Dr Carol King")
    dora = await signed_up(site, webinar, "Dr Dora Ilic")
    await site.services.meetings.start(site.org.id, webinar.id)
    for who, kinds in ((bob, [CAPTURE]), (carol, [CAPTURE]), (dora, [])):
        await was_there(site, webinar, who, *kinds)
    webinar = await over(site, webinar)
    path = await written(mara, webinar, rule="no_survey")
    page = await mara.get(path)
    assert "2 people get it" in page.words and "Dr Dora Ilic" not in page.words
    voice = respondent(site.services.keys, site.org.id, webinar.id, bob.id)
    await site.services.surveys.answer(voice, survey, {"useful": "5"}, site.services.clock())
    refused = await mara.post(path, sending(page))
    assert "Not any more: Dr Bob Lang." in refused.words
    await mara.post(path, sending(refused))
    assert set(await states(site, webinar, path)) == {"Dr Carol King"}


async def test_a_score_goes_with_the_consent(site: Site, mara: Visitor) -> None:
    """Taking the consent back after the show takes the score out of the store, at once."""
    webinar, bob, *_ = await held(site)
    await mara.get(f"/webinars/{webinar.id}/report")
    assert await scored(site, webinar) == ({bob.id}, {bob.id})
    visitor = site.stranger()
    await visitor.post(
        f"/j/{await site.services.links.token(site.org.id, bob.id)}", {"way": "receipt"}
    )
    withdrawal = {"withdraw": "capture", "back": "receipt"}
    assert (await visitor.post(f"/room/{webinar.id}/consent", withdrawal)).status == 303
    assert await scored(site, webinar) == (set(), set())


async def scored(site: Site, webinar: Webinar) -> tuple[set[str], set[str]]:
    """Whose score, and whose parts of one, the store keeps."""
    whole = select(audience.c.participant).where(
        audience.c.meeting == webinar.id, audience.c.score.is_not(None)
    )
    parts = select(score_part.c.participant).where(score_part.c.meeting == webinar.id)
    async with site.store.connect() as connection:
        return (
            set((await connection.execute(whole)).scalars()),
            set((await connection.execute(parts)).scalars()),
        )


async def test_before_the_end(site: Site, mara: Visitor) -> None:
    """It is written beforehand, and cannot be sent."""
    webinar = await planned(site)
    await signed_up(site, webinar, "Dr Bob Lang")
    path = await written(mara, webinar)
    assert "Sending opens when the webinar is over." in (await mara.get(path)).words
    page = await mara.follow(path, {"act": "send"})
    assert "Follow-ups are sent when the webinar is over." in page.body


async def test_test_mail(site: Site, mara: Visitor) -> None:
    """She gets it first, in each language that it has; nobody else does."""
    webinar, *_ = await held(site)
    path = await written(mara, webinar)
    german = {"subject-de": "Danke, {name}", "words-de": "Gut."}
    page = await mara.follow(path, FORM | german | {"act": "test"})
    assert "mailed to you" in page.body
    mails = (await site.services.outbox.search(site.org.id, "mara", meeting=webinar.id)).items
    assert {each.facts.subject for each in mails} == {
        "[Test] Thank you, Mara Lind",
        "[Test] Danke, Mara Lind",
    }
    assert await states(site, webinar, path) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject-en": "", "words-en": ""}, "Write subject and text in the main language."),
        ({"subject-en": ""}, "A language needs both"),
        ({"words-en": ""}, "A language needs both"),
        ({"subject-en": "Hi {nmae}"}, "{nmae} is none of"),
        ({"rule": "stayed_less", "minutes": "soon"}, "is no number"),
        ({"rule": "before_slide"}, "Choose the slide."),
        ({"rule": "poll"}, "Choose the poll."),
        ({"hour": "3"}, "A morning has the hours"),
    ],
)
async def test_mistakes(site: Site, mara: Visitor, changes: dict[str, str], words: str) -> None:
    """What cannot be sent is refused with a sentence; nothing is lost."""
    webinar = await planned(site)
    form = {key: text for key, text in (FORM | changes).items() if text}
    refused = await mara.post(f"/webinars/{webinar.id}/follow-ups", form)
    assert refused.status == 422
    assert words in refused.words
    assert await site.services.follow_ups.of(site.org.id, webinar.id) == []


async def test_markup_is_text(site: Site, mara: Visitor) -> None:
    """Whatever is typed is text on the pages."""
    webinar, *_ = await held(site)
    path = await written(mara, webinar, **{"words-en": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in (await mara.get(path)).body


async def test_who_may(site: Site, mara: Visitor) -> None:
    """A rep of the crew reads, other reps do not, none sends; other organisations find nothing."""
    webinar = await planned(site)
    path = await written(mara, webinar)
    rep = await site.person(StaffRole.REP, "Max Stein")
    max = rep.staff
    assert max is not None
    for address in (f"/webinars/{webinar.id}/follow-ups", path):
        assert (await rep.get(address)).status == 403
    await site.services.crew.add_staff(
        site.org.id, webinar.id, max.id, max.name, max.email, "moderator"
    )
    assert (await rep.get(path)).status == 200
    assert 'value="send"' not in (await rep.get(path)).body
    assert (await rep.post(path, {"act": "send"})).status == 403
    other = await site.services.accounts.organisations.create(
        "Other", language="en", zone="Europe/Berlin"
    )
    stranger = await site.person(StaffRole.MARKETING, "Nora Voss", other)
    for address in (f"/webinars/{webinar.id}/follow-ups", path):
        assert (await stranger.get(address)).status == 404
    assert (await stranger.post(path, {"act": "send"})).status == 404
    second = await planned(site)
    elsewhere = path.replace(webinar.id, second.id)
    assert (await mara.get(elsewhere)).status == 404
