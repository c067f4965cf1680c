"""Who was there long enough for a certificate."""

import pytest

from scheduling.certificates import AttendedShow, NotEarned, NotOffered
from scheduling.certificates.rule import check, earned, least_ms
from scheduling.errors import BadValue
from scheduling.webinars import CertificateRule
from scheduling.webinars.checks import checked
from tests.scheduling.webinars.cast import PLAN, STARTS

MINUTE = 60_000
RULE = CertificateRule("minutes", 45)


def there(minutes: float, show: float = 60) -> AttendedShow:
    return AttendedShow(int(minutes * MINUTE), int(show * MINUTE))


def test_minutes() -> None:
    """45 minutes earn it, 44 minutes and 59 seconds do not."""
    assert earned(RULE, 60, there(45))
    assert not earned(RULE, 60, AttendedShow(45 * MINUTE - 1, 60 * MINUTE))
    check(RULE, 60, there(45))
    with pytest.raises(NotEarned):
        check(RULE, 60, there(44))


def test_share() -> None:
    """A share is of the show as it was, not as it was planned."""
    rule = CertificateRule("percent", 80)
    assert least_ms(rule, 60, 50 * MINUTE) == 40 * MINUTE
    assert earned(rule, 60, there(40, show=50))
    assert not earned(rule, 60, there(39, show=50))


def test_show_that_ended_early() -> None:
    """Nobody can be there for 45 minutes of 40: the same share of it is enough."""
    assert least_ms(RULE, 60, 40 * MINUTE) == 30 * MINUTE
    assert earned(RULE, 60, there(30, show=40))


def test_nobody_came() -> None:
    """Who was not there earns nothing, though the show had no length."""
    assert not earned(CertificateRule("percent", 80), 60, there(0, show=0))


def test_show_of_seconds() -> None:
    """Nobody is certified for 0 minutes, however short the show was."""
    for rule in (RULE, CertificateRule("percent", 80)):
        assert not earned(rule, 60, there(0.1, show=0.1))
        assert earned(rule, 60, there(1, show=1))


def test_no_rule() -> None:
    """Without a rule there are no certificates."""
    with pytest.raises(NotOffered):
        check(CertificateRule(), 60, there(60))


def with_rule(rule: CertificateRule) -> CertificateRule:
    plan = PLAN.__class__("A title", PLAN.wall, PLAN.zone, 60, certificate=rule)
    return checked(plan, STARTS - 86_400_000)[0].certificate


def test_plan() -> None:
    """What the form says comes back clean; what does not count is not kept."""
    rule = CertificateRule("minutes", 45, "  2 CME  points\r\nno. 27 ")
    assert with_rule(rule) == CertificateRule("minutes", 45, "2 CME points\nno. 27")
    assert with_rule(CertificateRule("none", 45, "points")) == CertificateRule()


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (CertificateRule("minutes", 61), "certificate_least"),
        (CertificateRule("minutes", 0), "certificate_least"),
        (CertificateRule("percent", 101), "certificate_least"),
        (CertificateRule("minutes", 45, "x" * 401), "credit"),
        (CertificateRule("minutes", 45, "a\n" * 5 + "a"), "credit"),
    ],
)
def test_impossible_rules(rule: CertificateRule, field: str) -> None:
    """Nobody can be there longer than it lasts; the accreditation fits on the paper."""
    with pytest.raises(BadValue) as refused:
        with_rule(rule)
    assert refused.value.field == field
