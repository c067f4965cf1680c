"""Who and what the tests of scheduling are about."""

from scheduling import Host, Person, Plan

ORG = "org-meridian"
ELSEWHERE = "org-elsewhere"
KEYS = ["an old key, still known", "the key that signs"]

ALICE = Host("alice", "Alice Stein", "alice@meridian.example", "Meridian")
BOB = Person("hcp-bob", "Dr. Bob Müller", "bob@klinik.example", "de", "Europe/Berlin")
CAROL = Person("hcp-carol", "Dr. Carol King", "carol@hospital.example", "en", "America/New_York")

PLAN = Plan(
    title="Efficacy in practice",
    wall="2026-10-01T14:30",
    zone="Europe/Berlin",
    minutes=45,
    people=(BOB,),
    decks=("version-1",),
)
STARTS = 1_790_857_800_000
"""1 October 2026, 14:30 in Berlin, 12:30 UTC."""
