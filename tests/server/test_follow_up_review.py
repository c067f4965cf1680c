"""Nothing is sent but what somebody has looked at: the very words, the very people."""

import pytest

from engagement.consents import Means
from scheduling.mails import MailState
from tests.server.followed import CAPTURE, FORM, held, sending, states, was_there, written
from tests.server.followed import mara as mara
from tests.server.followed import site as site
from tests.support.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    assert "Not any more: Dr Bob Lang." in refused.words
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
