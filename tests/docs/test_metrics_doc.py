"""docs/metrics.md is what a running server says."""

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.server.conftest import site as site
from tests.support.media_stage import Stage
from tests.support.site import Site

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(lectern_\w+)` \| (gauge|total|histogram) \| \S.+ \|$", re.MULTILINE)


async def told(site: Site, path: str) -> set[str]:
    """The names of our own figures there."""
    answer = await site.stranger().get(path)
    families = text_string_to_metric_families(answer.body)
    return {family.name for family in families if family.name.startswith("lectern_")}


async def test_every_figure_is_explained(site: Site) -> None:
    """Each name that a scrape finds has a row, and no other has."""
    stage = Stage(site.services.media)
    try:
        await stage.publish()
        found = await told(site, "/metrics/media")
        # What was answered before this one is what it tells of.
        found |= await told(site, "/metrics")
    finally:
        await stage.close()
    rows = [name for name, _ in ROW.findall((ROOT / "docs/metrics.md").read_text("utf-8"))]
    assert len(rows) == len(set(rows))
    assert set(rows) == found
