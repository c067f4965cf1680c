"""The checker itself: it finds what is wrong, and passes what is right."""

import pytest

from tests.browser.conftest import NewContext
from tests.support import axe

pytestmark = pytest.mark.browser

GOOD = "<!doctype html><html lang=en><title>A</title><main><h1>A</h1><p>Text</p></main>"


async def test_nothing_wrong(context: NewContext) -> None:
    """A plain page passes."""
    page = await (await context()).new_page()
    await page.set_content(GOOD)
    await axe.check(page)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ("<img src=x>", "image-alt"),
        ("<input>", "label"),
        ("<p id=p>Text</p><style>#p{color:#999;background:#fff}</style>", "color-contrast"),
    ],
    ids=["picture without words", "field without a label", "pale text"],
)
async def test_something_wrong(context: NewContext, broken: str, rule: str) -> None:
    """A violation is named with its rule."""
    page = await (await context()).new_page()
    await page.set_content(GOOD.replace("<p>Text</p>", broken))
    assert rule in "\n".join(await axe.violations(page))
    with pytest.raises(AssertionError, match=rule):
        await axe.check(page)
