"""Whether somebody was there long enough. Pure."""

from scheduling.certificates.values import AttendedShow, NotEarned, NotOffered
from scheduling.webinars.plans import CertificateRule

MINUTE_MS = 60_000


def check(rule: CertificateRule, minutes: int, attended: AttendedShow) -> None:
    """Raise ``NotOffered`` or ``NotEarned`` unless the certificate is earned.

    ``minutes`` is how long the webinar was planned to last.
    """
    if rule.unit == "none":
        raise NotOffered("not-offered", "This webinar gives no certificates.")
    if not earned(rule, minutes, attended):
        raise NotEarned("not-earned", "Too few minutes of the live show for a certificate.")


def earned(rule: CertificateRule, minutes: int, attended: AttendedShow) -> bool:
    """Whether it was long enough."""
    return attended.attended_ms >= least_ms(rule, minutes, attended.show_ms)


def least_ms(rule: CertificateRule, minutes: int, show_ms: int) -> int:
    """How long one must have been there: a minute at least, since no paper says 0 minutes.

    Of a show that ended before the rule's minutes were over, which nobody could fulfil, it is the
    share that the rule asks of the plan.
    """
    if rule.unit == "percent":
        return max(MINUTE_MS, show_ms * rule.least // 100)
    if rule.least * MINUTE_MS <= show_ms:
        return rule.least * MINUTE_MS
    return max(MINUTE_MS, show_ms * rule.least // max(rule.least, minutes))
