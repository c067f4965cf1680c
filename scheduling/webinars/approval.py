"""Whether a registration is decided by rule. No I/O."""

from scheduling.texts import fold
from scheduling.webinars.plans import Approval, ApprovalMode, Registration


def approves(rule: Approval, somebody: Registration, segment: str) -> bool:
    """Whether this registration needs nobody's look.

    ``segment`` is that of the HCP in the directory whom the registrant surely is, else empty.
    """
    if rule.mode is not ApprovalMode.RULE:
        return rule.mode is ApprovalMode.ALL
    return (
        _within(_domains(somebody.email), rule.domains)
        and _within([somebody.country], rule.countries)
        and _within([somebody.specialty], rule.specialties)
        and _within([segment], rule.segments)
    )


def _within(have: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether one of them is wanted; a rule that names nothing takes all."""
    known = {fold(each) for each in wanted}
    return not known or any(fold(each) in known for each in have if each)


def _domains(email: str) -> list[str]:
    """The address's domain and all domains above it but the last part."""
    parts = email.rpartition("@")[2].split(".")
    return [".".join(parts[at:]) for at in range(max(1, len(parts) - 1))]
