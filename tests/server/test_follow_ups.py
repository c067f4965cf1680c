"""Follow-up mails by behaviour: written, reviewed, sent, opted out of."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select

from accounts import StaffRole
from engagement.attendance import Attendance
from engagement.consents import Means
from engagement.kinds import ConsentKind
from engagement.tables import audience, score_part
from scheduling.mails import MailState
from scheduling.tokens import Claim
from scheduling.webinars import Registrant, Webinar
from scheduling.webinars.plans import SurveyQuestion
from server.wiring.respondents import respondent
from signaling.seams import Fact
from tests.support.aftermath import came, over, planned, signed_up
from tests.support.site import Answer, Site, Visitor, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = {"rule": "attended", "subject-en": "Thank you, {name}", "words-en": "It was {title}."}
CAPTURE = ConsentKind.CAPTURE


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own webinar."""
    async with running(tmp_path_factory.mktemp("follow-ups") / "data") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mara(site: Site) -> Visitor:
    """She plans webinars."""
    return await site.person(StaffRole.MARKETING, "Mara Lind")


async def was_there(site: Site, webinar: Webinar, who: Registrant, *kinds: ConsentKind) -> None:
    """In the room for a moment, with these consents."""
    await came(site, webinar, who, *kinds)
    parts, now = site.services, site.services.clock()
    claim = Claim(site.org.id, webinar.id, who.id, "attendee", who.name, None, now + 60_000)
    attendance = Attendance(site.store, parts.interactions)
    await attendance.opened(claim, f"c-{who.id}", None, now)


async def fact(site: Site, webinar: Webinar, who: str, kind: str, **values: object) -> None:
    """Something that the room reports."""
    now = site.services.clock()
    told = Fact(str(uuid4()), site.org.id, webinar.id, who, 1, kind, now, values=values)
    await site.services.capture.journal([told])


async def held(site: Site) -> tuple[Webinar, Registrant, Registrant, Registrant]:
    """Bob and Carol were there and asked something, Bob with consent; Dora did not come."""
    webinar = await planned(site)
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    carol = await signed_up(site, webinar, "Dr Carol King")
    dora = await signed_up(site, webinar, "Dr Dora Ilic")
    await site.services.meetings.start(site.org.id, webinar.id)
    await fact(site, webinar, "mara", "meeting.started")
    for who, kinds in ((bob, [CAPTURE]), (carol, [])):
        await was_there(site, webinar, who, *kinds)
        await fact(site, webinar, who.id, "question.asked", question=who.id, text="Is it safe?")
        await fact(site, webinar, who.id, "poll.answered", poll="p1", choices=[1])
    await fact(site, webinar, "mara", "meeting.ended")
    return await over(site, webinar), bob, carol, dora


async def written(mara: Visitor, webinar: Webinar, **changes: str) -> str:
    """The path of a new draft."""
    made = await mara.post(f"/webinars/{webinar.id}/follow-ups", FORM | changes)
    assert made.status == 303, made.words
    return made.location


def sending(page: Answer) -> dict[str, str]:
    """The form that sends to whom the page shows."""
    found = re.search(r'name="reviewed" value="([^"]*)"', page.body)
    return {"act": "send", "reviewed": found[1] if found else ""}


async def states(site: Site, webinar: Webinar, path: str) -> dict[str, MailState]:
    """What became of each mail of a follow-up, by name."""
    id = path.rpartition("/")[2]
    mails = await site.services.follow_ups.mails(site.org.id, webinar.id, id)
    return {each.facts.name: each.state for each in mails}


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


async def test_the_list_has_changed(site: Site, mara: Visitor) -> None:
    """Who was reviewed gets it, or nobody: a withdrawal in between shows the new list."""
    webinar, bob, *_ = await held(site)
    path = await written(mara, webinar, rule="asked")
    page = await mara.get(path)
    assert "1 person gets it" in page.words
    now = site.services.clock()
    await site.services.consents.withdraw(
        site.org.id, webinar.id, bob.id, [CAPTURE], Means.RECEIPT, now
    )
    refused = await mara.post(path, sending(page))
    assert refused.status == 409
    assert "Nothing was sent: this is not what you looked at" in refused.words
    assert "Not any more: Dr Bob Lang." in refused.words
    assert await states(site, webinar, path) == {}


async def test_as_many_but_others(site: Site, mara: Visitor) -> None:
    """One person less and one more is another list: it says who, and sends once that was seen."""
    webinar, bob, _, dora = await held(site)
    path = await written(mara, webinar)
    page = await mara.get(path)
    await site.services.registrations.decisions.deny(webinar, bob.id, "No", by="mara")
    await was_there(site, webinar, dora)
    refused = await mara.post(path, sending(page))
    assert refused.status == 409
    assert "New, or addressed otherwise: Dr Dora Ilic." in refused.words
    assert "no seat any more" in refused.words
    assert await states(site, webinar, path) == {}
    await mara.post(path, sending(refused))
    assert set(await states(site, webinar, path)) == {"Dr Carol King", "Dr Dora Ilic"}


async def test_other_words(site: Site, mara: Visitor) -> None:
    """A colleague wrote on while the page was open: nobody gets what was not reviewed."""
    webinar, *_ = await held(site)
    path = await written(mara, webinar)
    page = await mara.get(path)
    await mara.post(path, FORM | {"act": "save", "words-en": "It was dull."})
    refused = await mara.post(path, sending(page))
    assert refused.status == 409
    assert "The words, the rule or the hour were changed meanwhile." in refused.words
    assert await states(site, webinar, path) == {}


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


async def test_withdrawn_while_it_waits(site: Site, mara: Visitor) -> None:
    """Taking the consent back on the receipt stops what was owed to it."""
    webinar, bob, *_ = await held(site)
    path = await written(mara, webinar, rule="asked", hour="8")
    await mara.post(path, sending(await mara.get(path)))
    visitor = site.stranger()
    link = f"/j/{await site.services.links.token(site.org.id, bob.id)}"
    await visitor.post(link, {"way": "receipt"})
    taken = await visitor.post(
        f"/room/{webinar.id}/consent", {"withdraw": "capture", "back": "receipt"}
    )
    assert taken.status == 303
    assert await states(site, webinar, path) == {"Dr Bob Lang": MailState.SKIPPED}


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


# -- opting out --------------------------------------------------------------------------------


async def test_opting_out(site: Site, mara: Visitor) -> None:
    """GET changes nothing; the button does, and who opted out is named in the review."""
    webinar, bob, *_ = await held(site)
    link = site.services.links.unsubscribe_url(bob.id)
    path, visitor = link[link.index("/unsubscribe") :], site.stranger()
    page = await visitor.get(f"{path}?lang=de")
    assert "Keine E-Mails mehr nach Webinaren?" in page.words
    draft = await written(mara, webinar)
    assert "2 people get it" in (await mara.get(draft)).words
    gone = await visitor.post(path, {"act": "out", "lang": "de"})
    assert "Sie bekommen keine solchen E-Mails mehr" in gone.words
    review = (await mara.get(draft)).words
    assert "1 person gets it" in review
    assert re.search(r"1 more opted out .* Dr Bob Lang", review)
    again = await visitor.post(path, {"act": "in"})
    assert "No more mails after webinars?" in again.words


async def test_one_click(site: Site) -> None:
    """A mail program's POST (RFC 8058) has no cookie, no origin and no page behind it."""
    webinar = await planned(site)
    bob = await signed_up(site, webinar, "Dr Bob Lang", email="one.click@klinik.example.org")
    link = site.services.links.unsubscribe_url(bob.id)
    answer = await site.client.post(
        link[link.index("/unsubscribe") :], data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status == 200
    out = await site.services.opt_outs.among(site.org.id, [bob.email])
    assert out == {bob.email}


async def test_made_up(site: Site, mara: Visitor) -> None:
    """A made-up link opts nobody out, nor does another site's page with our cookies."""
    assert (await site.stranger().get("/unsubscribe/made.up")).status == 404
    webinar = await planned(site)
    bob = await signed_up(site, webinar, "Dr Bob Lang", email="bob.b@klinik.example.org")
    link = site.services.links.unsubscribe_url(bob.id)
    path = link[link.index("/unsubscribe") :]
    crossed = await mara.post(path, {"act": "out"}, **{"Sec-Fetch-Site": "cross-site"})
    assert crossed.status == 403
    assert await site.services.opt_outs.among(site.org.id, [bob.email]) == frozenset()
