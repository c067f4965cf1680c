"""What axe-core, a checker of accessible pages, finds on a page that is open in a browser."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
"""Installed by ``make test`` (package.json); no page of ours loads it."""

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

STILL = """() => Promise.race([
    Promise.allSettled(document.getAnimations()
        .filter((each) => each.playState === "running")
        .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
        .map((each) => each.finished)),
    new Promise((done) => setTimeout(done, 3000)),
])"""
"""A colour half way through a fade is nobody's design: what ends is waited for, 3 s at most."""


async def violations(page: Page, *, within: str | None = None) -> list[str]:
    """One line a violation: rule, where, what to do; ``within`` is a selector."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    await page.evaluate(STILL)
    found: dict[str, Any] = await page.evaluate(
        """([within, rules]) => axe.run(within ? {include: [within]} : document,
            {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]})""",
        [within, list(RULES)],
    )
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


async def check(page: Page, *, within: str | None = None) -> None:
    """Fail with every violation that axe-core finds on the page as it is now."""
    found = await violations(page, within=within)
    assert not found, "\n".join([page.url, *found])
