"""Which tab this is: one id over reloads, and never one for two."""

import pytest
from playwright.async_api import BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ID = 'async () => (await import("/static/live/tab.js")).tabIdentity()'
COUNT = """async (tab) => {
  const { Counter } = await import("/static/live/tab.js");
  return new Counter(tab).next();
}"""


async def test_a_tab_keeps_its_id(page: Page) -> None:
    """A reload is the same tab, and its counter goes on."""
    tab = await page.evaluate(ID)
    assert await page.evaluate(COUNT, tab) == 1
    await page.reload()
    assert await page.evaluate(ID) == tab
    assert await page.evaluate(COUNT, tab) == 2


async def test_two_tabs_are_two(person: BrowserContext, page: Page) -> None:
    """Another tab has another id."""
    other = await person.new_page()
    await other.goto(page.url)
    assert await other.evaluate(ID) != await page.evaluate(ID)
    await other.close()


async def test_a_duplicated_tab_is_another(page: Page) -> None:
    """A copy begins with the other's session storage, and yet has an id and counter of its own."""
    tab = await page.evaluate(ID)
    await page.evaluate(COUNT, tab)
    async with page.expect_popup() as opening:
        await page.evaluate("() => void window.open(location.href)")
    copy = await opening.value
    await copy.wait_for_load_state()
    assert await copy.evaluate("() => sessionStorage.getItem('lectern.tab')") == tab
    fresh = await copy.evaluate(ID)
    assert fresh != tab
    assert await copy.evaluate(COUNT, fresh) == 1
    await copy.close()


async def test_the_id_of_a_closed_tab_is_free(person: BrowserContext, page: Page) -> None:
    """Nobody holds the lock of a tab that is gone, so that its leftovers can be sent."""
    other = await person.new_page()
    await other.goto(page.url)
    tab = await other.evaluate(ID)
    gone = 'async (tab) => (await import("/static/live/tab.js")).isGone(tab)'
    assert not await page.evaluate(gone, tab)
    await other.close()
    await page.wait_for_function(
        "async (tab) => (await import('/static/live/tab.js')).isGone(tab)", arg=tab
    )
