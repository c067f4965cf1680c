"""What is decided without I/O: approval, matching, contrast, addresses of pages."""

import pytest

from scheduling.webinars.approval import approves
from scheduling.webinars.contrast import contrast, ink_on, reads_on_white
from scheduling.webinars.matching import Known, match
from scheduling.webinars.plans import Approval, ApprovalMode, Match, Registration
from scheduling.webinars.webinars import slug_of

BOB = Registration("Bob", "bob@wien.klinik.example", country="AT", specialty="Kardiologie")


@pytest.mark.parametrize(
    ("rule", "segment", "approved"),
    [
        (Approval(), "", True),
        (Approval(ApprovalMode.HAND), "", False),
        (Approval(ApprovalMode.RULE), "", True),
        (Approval(ApprovalMode.RULE, domains=("klinik.example",)), "", True),
        (Approval(ApprovalMode.RULE, domains=("nik.example",)), "", False),
        (Approval(ApprovalMode.RULE, domains=("example",)), "", False),
        (Approval(ApprovalMode.RULE, countries=("DE", "AT")), "", True),
        (Approval(ApprovalMode.RULE, countries=("DE",)), "", False),
        (Approval(ApprovalMode.RULE, specialties=("kardiologie",)), "", True),
        (Approval(ApprovalMode.RULE, specialties=("Onkologie",)), "", False),
        (Approval(ApprovalMode.RULE, segments=("A",)), "A", True),
        (Approval(ApprovalMode.RULE, segments=("A",)), "", False),
    ],
)
def test_approval(rule: Approval, segment: str, approved: bool) -> None:
    """Of each list that names something, one must fit."""
    assert approves(rule, BOB, segment) is approved


BOB_KNOWN = Known("1", "Dr. Bob Müller", "bob@klinik.example", "AT", "A")
OTHER_BOB = Known("2", "Müller, Bob", "", "DE", "B")


def test_match_by_address() -> None:
    """The address makes sure, whatever the name."""
    found = match("B. M.", "BOB@klinik.example", "", [OTHER_BOB, BOB_KNOWN])
    assert (found.match, found.hcp, found.segment) == (Match.SURE, "1", "A")


def test_match_by_name() -> None:
    """A name is worth a look, that of the same country first; titles and order do not matter."""
    found = match("Bob Muller", "b@elsewhere.example", "DE", [BOB_KNOWN, OTHER_BOB])
    assert (found.match, found.hcp, found.candidates) == (Match.OPEN, "", ("2", "1"))


def test_match_of_two_with_one_address() -> None:
    """An address that two share makes nobody sure."""
    twin = Known("3", "Practice", "bob@klinik.example", "AT", "A")
    assert match("Bob Müller", "bob@klinik.example", "AT", [BOB_KNOWN, twin]).match is Match.OPEN


def test_no_match() -> None:
    """Somebody new."""
    assert match("Eva Lang", "eva@charite.example", "DE", []).match is Match.NONE


def test_contrast() -> None:
    """Black on white is 21 to 1 (WCAG 2.2); yellow is not readable on white, and takes ink."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert not reads_on_white("#ffee00")
    assert reads_on_white("#0b6e6e")
    assert ink_on("#ffee00") != ink_on("#0b3e3e") == "#ffffff"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Tolerability & safety: 3 years", "tolerability-safety-3-years"),
        ("Für Ärzte", "fur-arzte"),
        ("心不全", "webinar"),
        ("x" * 100, "x" * 60),
    ],
)
def test_slug(title: str, slug: str) -> None:
    """A title becomes an address that can be read aloud."""
    assert slug_of(title) == slug
