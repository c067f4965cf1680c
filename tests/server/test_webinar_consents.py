"""Consent texts by country: on the form, in the ledger, and at the door."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from engagement.consents import ConsentEntry, Means
from engagement.kinds import ConsentKind
from scheduling.webinars import ConsentText, Registration, Webinar
from server.pages.guests import JOIN_COOKIE
from tests.server.signups import FORM, asked, link_of, opened, registrants
from tests.support.site import Answer, Site, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYWHERE = ConsentText("Terms", "The usual terms.")
GERMANY = ConsentText("Heilmittelwerbegesetz", "Ich bin Angehörige der Heilberufe.", "DE", "de")
NEWS = ConsentText("News", "Tell me of other webinars.", "DE", "de", required=False)
TEXTS = (EVERYWHERE, GERMANY, NEWS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own webinar."""
    async with running(tmp_path_factory.mktemp("consents") / "data") as found:
        yield found


async def asking(site: Site, **changes: Any) -> Webinar:
    options: dict[str, Any] = {"consents": TEXTS} | changes
    return await opened(site, **options)


async def sign_up(site: Site, webinar: Webinar, **changes: str | list[str]) -> Answer:
    form = FORM | {"asked": asked(site)} | changes
    return await site.stranger().post(f"/w/{webinar.slug}", form)


async def ledger(site: Site, webinar: Webinar) -> list[ConsentEntry]:
    (bob,) = await registrants(site, webinar)
    return await site.services.consents.entries(site.org.id, webinar.id, bob.id)


async def test_agree(site: Site) -> None:
    """What was agreed to is kept with its words, version, language, time and means."""
    webinar = await asking(site)
    versions = [GERMANY.version, NEWS.version]
    answer = await sign_up(site, webinar, country="DE", seen=versions, agree=[GERMANY.version])
    assert answer.status == 303, answer.words
    needed, news = await ledger(site, webinar)
    assert (needed.given, news.given) == (True, False)
    assert (needed.version, needed.language) == (GERMANY.version, "de")
    assert needed.text == "Heilmittelwerbegesetz\n\nIch bin Angehörige der Heilberufe."
    assert (needed.kind, needed.means) == (ConsentKind.REGISTRATION, Means.REGISTRATION)


async def test_without_scripts(site: Site) -> None:
    """The form that was sent with another country's texts comes back with the right ones."""
    webinar = await asking(site)
    page = await site.stranger().get(f"/w/{webinar.slug}")
    assert 'data-country="DE" hidden disabled' in page.body
    assert 'data-country="">' in page.body
    usual = [EVERYWHERE.version]
    answer = await sign_up(site, webinar, country="DE", seen=usual, agree=usual)
    assert answer.status == 422
    assert "what registrants from your country are asked" in answer.words
    assert 'data-country="DE">' in answer.body
    assert 'data-country="" hidden disabled' in answer.body
    assert await registrants(site, webinar) == ()
    assert (await sign_up(site, webinar, country="FR", seen=usual, agree=usual)).status == 303


async def test_refuse(site: Site) -> None:
    """Without a needed consent nobody is signed up; the sentence stands at its switch."""
    webinar = await asking(site)
    answer = await sign_up(site, webinar, country="AT", seen=[EVERYWHERE.version])
    assert answer.status == 422
    assert "Without this consent you cannot take part: Terms" in answer.words
    assert await registrants(site, webinar) == ()


async def test_what_is_missing_above_comes_first(site: Site) -> None:
    """Without a name and a consent the name is asked for: it stands higher on the page."""
    webinar = await asking(site)
    answer = await sign_up(site, webinar, country="AT", seen=[EVERYWHERE.version], name="")
    assert "Please give your name." in answer.words
    assert "Without this consent" not in answer.words


async def test_known_address(site: Site) -> None:
    """Whoever types somebody else's address agrees to nothing in their name."""
    webinar = await asking(site)
    versions = [GERMANY.version, NEWS.version]
    await sign_up(site, webinar, country="DE", seen=versions, agree=[GERMANY.version])
    await sign_up(site, webinar, country="DE", seen=versions, agree=versions)
    assert [each.given for each in await ledger(site, webinar)] == [True, False]


async def test_at_the_door(site: Site) -> None:
    """Who came by an imported list is asked before joining, once."""
    webinar = await asking(site, ahead=600_000)
    somebody = Registration("Dr Bob", "bob@klinik.example.org", country="DE", language="de")
    signed = await site.services.registrations.register(webinar, somebody, source="import")
    path, visitor = await link_of(site, signed.registrant), site.stranger()
    assert "Ich bin Angehörige der Heilberufe." in (await visitor.get(path)).words
    versions = [GERMANY.version, NEWS.version]
    refused = await visitor.post(path, {"way": "full", "seen": versions})
    assert refused.status == 422
    assert JOIN_COOKIE not in refused.cookies
    form = {"way": "full", "seen": versions, "agree": GERMANY.version}
    assert JOIN_COOKIE in (await visitor.post(path, form)).cookies
    assert "agree" not in (await visitor.get(path)).body.partition("Ihre Einwilligung")[2]
    assert JOIN_COOKIE in (await visitor.post(path, {"way": "full"})).cookies


async def test_other_words(site: Site) -> None:
    """Other words are another version, and are asked before joining."""
    webinar = await asking(site, ahead=600_000)
    usual = [EVERYWHERE.version]
    await sign_up(site, webinar, country="AT", seen=usual, agree=usual)
    (bob,) = await registrants(site, webinar)
    path = await link_of(site, bob)
    new = replace(webinar.plan, consents=(replace(EVERYWHERE, text="Other terms."),))
    await site.services.webinars.change(site.org.id, webinar.id, new)
    assert "Other terms." in (await site.stranger().get(path)).words
    assert (await site.stranger().post(path, {"way": "full"})).status == 422


async def test_take_back(site: Site) -> None:
    """What need not be agreed to is taken back on one's own page; the ledger keeps both answers."""
    webinar = await asking(site)
    versions = [GERMANY.version, NEWS.version]
    await sign_up(site, webinar, country="DE", seen=versions, agree=versions)
    (bob,) = await registrants(site, webinar)
    path = await link_of(site, bob)
    page = await site.stranger().get(path)
    assert page.body.count('value="take-back"') == 1
    wish = {"act": "take-back", "version": NEWS.version}
    assert (await site.stranger().post(f"{path}/registration", wish)).status == 303
    assert [each.given for each in await ledger(site, webinar)] == [True, True, False]
    state = await site.services.consents.current(site.org.id, webinar.id, bob.id)
    assert not state.capture


async def test_take_back_afterwards(site: Site) -> None:
    """When the webinar is over everything that was agreed to is taken back on the receipt."""
    webinar = await asking(site)
    versions = [GERMANY.version, NEWS.version]
    await sign_up(site, webinar, country="DE", seen=versions, agree=versions)
    (bob,) = await registrants(site, webinar)
    visitor, consent = site.stranger(), f"/room/{webinar.id}/consent"
    page = await visitor.follow(await link_of(site, bob), {"way": "receipt"})
    assert 'name="version"' not in page.body
    await site.services.meetings.start(site.org.id, webinar.id)
    await site.services.meetings.end(site.org.id, webinar.id)
    page = await visitor.get(f"/room/{webinar.id}/receipt")
    assert page.body.count('name="version"') == 2
    for version in (NEWS.version, GERMANY.version, "made up"):
        form = {"withdraw": "registration", "version": version, "back": "receipt"}
        page = await visitor.follow(consent, form)
    assert 'name="version"' not in page.body
    assert [each.given for each in await ledger(site, webinar)] == [True, True, False, False]
