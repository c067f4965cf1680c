"""The webinar that the tests are about."""

from scheduling.webinars import AgendaItem, Speaker, WebinarPlan

PLAN = WebinarPlan(
    title="Tolerability in the long run",
    wall="2026-10-01T18:00",
    zone="Europe/Berlin",
    minutes=60,
    description="What three years of data say.",
    languages=("en", "de"),
    agenda=(AgendaItem(10, "Welcome", "Alice Stein"), AgendaItem(50, "The data")),
    speakers=(Speaker("Prof. Eva Lang", "Charité, Berlin"),),
    capacity=2,
    decks=("version-1",),
)
STARTS = 1_790_870_400_000
"""1 October 2026, 18:00 in Berlin, 16:00 UTC."""
