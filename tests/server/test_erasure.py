"""A person who wants to be forgotten: found everywhere, then nowhere, and the figures stay."""

import json
from dataclasses import replace

import pytest

from engagement.people import HcpFields
from scheduling.certificates import codes
from scheduling.plans import MeetingState
from server.wiring.blotting import ERASED, Blot
from server.wiring.erasing import Running
from tests.server.forgotten import (
    ADDRESS,
    NAME,
    SURVEY,
    TRACES,
    Story,
    erased,
    exported,
    hers,
    planted,
    sign_up_at,
)
from tests.server.forgotten import story as story
from tests.support.aftermath import planned
from tests.support.site import Visitor


async def test_nowhere(story: Story) -> None:
    """Databases with their free pages and logs, mails on the disk, exports: nothing is left."""
    before = planted(story.folder)
    assert before.keys() >= {"lectern.db", "engagement.db"}
    assert any(name.endswith(".eml") for name in before)
    assert before["lectern.db"] == before["engagement.db"] == set(TRACES)
    tables = await exported(story)
    assert all(trace in tables for trace in TRACES)
    await erased(story)
    assert planted(story.folder) == {}
    tables = await exported(story)
    assert not any(trace in tables for trace in TRACES)
    assert not (await story.site.services.erasure.trace(story.site.org.id, ADDRESS)).found


async def test_figures_stay(story: Story) -> None:
    """What was counted is counted; only whose it was is gone."""
    before = await story.report()
    her = next(each for each in before.members if each.name == NAME)
    await erased(story)
    after = await story.report()
    assert after.totals == before.totals
    assert (after.curve, after.segments) == (before.curve, before.segments)
    same = next(each for each in after.members if each.participant == her.participant)
    assert (same.name, same.email, same.hcp) == (ERASED, "", None)
    assert (same.live_ms, same.score) == (her.live_ms, her.score)
    assert [(q.question, q.outcome, q.votes) for q in after.questions] == [
        (q.question, q.outcome, q.votes) for q in before.questions
    ]
    parts, org = story.site.services, story.site.org.id
    results = await parts.surveys.results(org, story.over.webinar.id, SURVEY)
    assert (results.named, results.questions[1].texts) == (1, (ERASED,))


async def test_proofs_stay(story: Story) -> None:
    """The audit chain is whole and says what was done; the call report's digest is the new one."""
    await erased(story)
    parts, org = story.site.services, story.site.org.id
    assert (await parts.audit.verify(org)).sound
    (line,) = (await parts.audit.search(org, action="person.erased")).items
    assert (line.actor, line.why) == ("system", "She asked for it.")
    (sealed,) = (await parts.audit.search(org, action="outcome.erased")).items
    found = await parts.outcomes.current(org, sealed.subject)
    assert found is not None and found.digest == sealed.after["digest"]
    assert found.answers.notes == f"{ERASED} was friendly"
    given = await parts.consents.current(org, story.over.webinar.id, await hers(story))
    assert given.capture


async def test_certificate_withdrawn(story: Story) -> None:
    """Whoever scans it is told that it was withdrawn, and not whose it was."""
    her = await hers(story)
    parts, org = story.site.services, story.site.org.id
    known = parts.certifying.certificates
    made = (await known.latest(org, story.over.webinar.id, [her]))[her]
    path = f"/verify/{codes.shown(made.code)}"
    assert "This certificate is valid" in (await story.site.stranger().get(path)).words
    await erased(story)
    page = await story.site.stranger().get(path)
    assert "This certificate was withdrawn" in page.words
    assert made.number in page.words
    assert not any(trace.decode() in page.body.lower() for trace in TRACES)


async def test_links_are_closed(story: Story) -> None:
    """Her link opens nothing, and no mail that waited goes."""
    her = await hers(story)
    link = f"/j/{await story.site.services.links.token(story.site.org.id, her)}"
    assert (await story.site.stranger().get(link)).status == 200
    await erased(story)
    assert (await story.site.stranger().get(link)).status == 404
    await story.site.services.outbox.deliver_due()
    mails = (await story.site.services.outbox.search(story.site.org.id, size=200)).items
    assert {each.state.value for each in mails if each.facts.name == ERASED} <= {
        *("delivered", "skipped"),
    }


async def test_pages_go_on(story: Story) -> None:
    """The staff's pages of the webinar still open."""
    await erased(story)
    visitor: Visitor = story.over.mara
    for page in ("", "/people", "/report", "/follow-ups"):
        answer = await visitor.get(story.over.path + page)
        assert answer.status == 200, page
        assert "querfurth" not in answer.body.lower()
    assert (await visitor.get("/mail")).status in (200, 404)


async def test_others_stay(story: Story) -> None:
    """Nobody else loses a thing, nor does another organisation's person of the same address."""
    parts = story.site.services
    other = await parts.accounts.organisations.create("Other", language="en", zone="Europe/Berlin")
    fields = HcpFields(given_name="Wilhelmina", family_name="Querfurth", email=ADDRESS)
    twin = await parts.directory.create(other.id, fields, by="nora", now=parts.clock())
    await erased(story)
    assert (await parts.directory.get(other.id, twin.id)).fields.email == ADDRESS
    people = await parts.registrations.everybody(story.site.org.id, story.over.webinar.id)
    assert {"Dr Bob Müller", "Dr Carol Weiss", "Dr Dan Roth"} < {each.name for each in people}


async def test_not_while_it_runs(story: Story) -> None:
    """A room that runs knows her by name: she is erased when it is over."""
    parts, org = story.site.services, story.site.org.id
    traces = await parts.erasure.trace(org, ADDRESS)
    running = [replace(each, state=MeetingState.LIVE) for each in traces.invited]
    live = replace(traces, invited=tuple(running))
    with pytest.raises(Running):
        await parts.erasure.erase(live, by="system", why="She asked for it.")
    assert (await parts.erasure.trace(org, ADDRESS)).found


async def test_seat_is_given_back(story: Story) -> None:
    """Of a webinar to come the seat goes to the next in line."""
    webinar = await planned(story.site)
    her = await sign_up_at(story.site, webinar, ADDRESS)
    traces = await story.site.services.erasure.trace(story.site.org.id, ADDRESS)
    await story.site.services.erasure.erase(traces, by="system", why="She asked for it.")
    found = await story.site.services.registrations.get(story.site.org.id, webinar.id, her.id)
    assert (found.state.value, found.name) == ("cancelled", ERASED)


def test_blot() -> None:
    """Names are blotted out as whole words, however they are written, in whatever holds them."""
    blot = Blot(["Dr Ana Müller", "ana@x.example", "Li"])
    told = {"a": ["dr ana muller", "Hanna Müllerin"], "b": {"c": "ask ANA@X.EXAMPLE, Lila"}, "d": 1}
    assert blot(told) == {
        "a": [ERASED, "Hanna Müllerin"],
        "b": {"c": f"ask {ERASED}, Lila"},
        "d": 1,
    }
    assert Blot([])("Ana") == "Ana"
    assert json.dumps(blot(None)) == "null"
