"""The page's modules, each promise in a fresh page of a real Chromium.

The promises stand in ``tests/web/*.test.js`` as ``test("promise", …)``.
"""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page

HERE = Path(__file__).parent
PROMISES = [
    pytest.param(path.name, promise, id=f"{path.name.removesuffix('.test.js')}: {promise}")
    for path in sorted(HERE.glob("*.test.js"))
    for promise in re.findall(r'^test\("([^"]+)"', path.read_text("utf-8"), re.MULTILINE)
]

RUN = """async ([file, promise]) => {
  const [{ run }] = [await import("/tests/web/kit.js"), await import(`/tests/web/${file}`)];
  await run(promise);
}"""

pytestmark = pytest.mark.browser


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("file", "promise"), PROMISES)
async def test_module(page: Page, file: str, promise: str) -> None:
    """The module keeps what the test's name says."""
    await page.evaluate(RUN, [file, promise])


def test_all_promises_are_found() -> None:
    """No test in a test file is overlooked because it is written in another way."""
    written = sum(p.read_text("utf-8").count("\ntest(") for p in HERE.glob("*.test.js"))
    assert written == len(PROMISES) > 50
