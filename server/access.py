"""Who may call which route: one table, tested completely; a route without a row fails the tests.

``OPEN`` routes look nobody up (they check links or tokens of their own). ``MIXED`` routes serve
staff and participants: the handler decides, with the staff member, if any, already looked up.
All other rows are sets of staff roles.
"""

from enum import Enum
from typing import Final, Literal

from aiohttp import web

from accounts import Staff, StaffRole
from server.http import Problem


class Rule(Enum):
    """Rows that are no set of staff roles."""

    OPEN = "open"
    MIXED = "mixed"


OPEN: Final = Rule.OPEN
MIXED: Final = Rule.MIXED
Row = Literal[Rule.OPEN, Rule.MIXED] | frozenset[StaffRole]

ALL = frozenset(StaffRole)
FIELD = frozenset({StaffRole.REP, StaffRole.MARKETING, StaffRole.ADMIN})
READERS = FIELD | {StaffRole.COMPLIANCE}
AUTHORS = frozenset({StaffRole.MARKETING, StaffRole.ADMIN})
APPROVERS = frozenset({StaffRole.COMPLIANCE, StaffRole.ADMIN})
EXPORTERS = AUTHORS | APPROVERS
"""Who may take lists of people out of the house."""
ADMINS = frozenset({StaffRole.ADMIN})

TABLE: dict[tuple[str, str], Row] = {
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/metrics"): OPEN,
    ("GET", "/metrics/media"): OPEN,
    ("GET", "/login"): OPEN,
    ("POST", "/login"): OPEN,
    ("POST", "/logout"): ALL,
    ("GET", "/"): ALL,
    ("GET", "/account"): ALL,
    ("POST", "/account/password"): ALL,
    ("POST", "/demo-call"): FIELD,
    # Meetings
    ("GET", "/meetings"): READERS,
    ("GET", "/meetings/new"): FIELD,
    ("POST", "/meetings"): FIELD,
    ("GET", "/meetings/{id}"): READERS,
    ("GET", "/meetings/{id}/reschedule"): FIELD,
    ("POST", "/meetings/{id}/reschedule"): FIELD,
    ("POST", "/meetings/{id}/cancel"): FIELD,
    ("POST", "/meetings/{id}/invitees/{invitee}/link"): FIELD,
    ("POST", "/meetings/{id}/broadcasts"): FIELD,
    ("POST", "/meetings/{id}/broadcasts/{broadcast}/revoke"): FIELD,
    ("GET", "/meetings/{id}/room"): FIELD,
    ("GET", "/meetings/{id}/report"): READERS,
    ("POST", "/meetings/{id}/report"): FIELD,
    ("POST", "/meetings/{id}/report/submit"): FIELD,
    ("POST", "/meetings/{id}/report/amend"): FIELD,
    # HCPs
    ("GET", "/hcps"): READERS,
    ("GET", "/hcps/new"): FIELD,
    ("POST", "/hcps"): FIELD,
    ("GET", "/hcps/import"): FIELD,
    ("POST", "/hcps/import"): FIELD,
    ("GET", "/hcps/import/example.csv"): FIELD,
    ("GET", "/hcps/{id}"): READERS,
    ("GET", "/hcps/{id}/edit"): FIELD,
    ("POST", "/hcps/{id}"): FIELD,
    # Decks
    ("GET", "/decks"): ALL,
    ("GET", "/decks/new"): AUTHORS,
    ("POST", "/decks"): AUTHORS,
    ("GET", "/decks/jobs/{id}"): AUTHORS,
    ("GET", "/decks/{id}"): ALL,
    ("POST", "/decks/{id}/slides/{n}"): AUTHORS,
    ("POST", "/decks/{id}/versions/{version}/withdraw"): APPROVERS,
    ("POST", "/decks/{id}/versions/{version}/return"): APPROVERS,
    ("POST", "/decks/{id}/versions/{version}/approve"): APPROVERS,
    ("POST", "/decks/{id}/versions/{version}/discard"): AUTHORS,
    ("POST", "/decks/{id}/versions/{version}/renew"): AUTHORS,
    ("POST", "/decks/{id}/versions/{version}/submit"): AUTHORS,
    ("GET", "/decks/{id}/versions/{version}/source"): ALL,
    ("GET", "/decks/{id}/slides/{n}"): ALL,
    ("POST", "/decks/{id}"): AUTHORS,
    ("GET", "/slides/{version}/{slide}/{step}/{size}"): MIXED,
    # Administration
    ("GET", "/admin/people"): ADMINS,
    ("POST", "/admin/people"): ADMINS,
    ("POST", "/admin/people/{id}"): ADMINS,
    ("POST", "/admin/people/{id}/password"): ADMINS,
    ("POST", "/admin/people/{id}/deactivate"): ADMINS,
    ("POST", "/admin/people/{id}/activate"): ADMINS,
    ("GET", "/admin/mail"): ADMINS,
    ("GET", "/admin/mail/{id}"): ADMINS,
    ("POST", "/admin/mail/{id}/resend"): ADMINS,
    ("GET", "/admin/mail/{id}/meeting.ics"): ADMINS,
    ("GET", "/admin/health"): ADMINS,
    ("GET", "/admin/audit"): APPROVERS,
    # Webinars
    ("GET", "/webinars"): READERS,
    ("GET", "/webinars/new"): AUTHORS,
    ("POST", "/webinars"): AUTHORS,
    ("GET", "/webinars/{id}"): READERS,
    ("GET", "/webinars/{id}/edit"): AUTHORS,
    ("POST", "/webinars/{id}"): AUTHORS,
    ("POST", "/webinars/{id}/publish"): AUTHORS,
    ("POST", "/webinars/{id}/cancel"): AUTHORS,
    ("POST", "/webinars/pictures"): AUTHORS,
    ("GET", "/webinars/pictures/{name}"): READERS,
    ("POST", "/webinars/music"): AUTHORS,
    ("GET", "/webinars/music/{name}"): READERS,
    ("POST", "/webinars/preview"): AUTHORS,
    ("GET", "/webinars/brand.css"): AUTHORS,
    ("GET", "/webinars/{id}/people"): READERS,
    ("POST", "/webinars/{id}/people"): AUTHORS,
    ("GET", "/webinars/{id}/lists/{list}"): READERS,
    ("POST", "/webinars/{id}/lists/{list}/stop"): AUTHORS,
    ("POST", "/webinars/{id}/people/{registrant}"): AUTHORS,
    ("POST", "/webinars/{id}/people/{registrant}/certificate"): AUTHORS,
    ("POST", "/webinars/{id}/people/{registrant}/certificate/revoke"): AUTHORS,
    ("GET", "/webinars/{id}/crew"): READERS,
    ("POST", "/webinars/{id}/crew"): AUTHORS,
    ("GET", "/webinars/{id}/report"): READERS,
    ("GET", "/webinars/{id}/report.csv"): EXPORTERS,
    ("GET", "/webinars/{id}/report.xlsx"): EXPORTERS,
    ("GET", "/webinars/{id}/report.pdf"): EXPORTERS,
    ("GET", "/webinars/{id}/follow-ups"): READERS,
    ("POST", "/webinars/{id}/follow-ups"): AUTHORS,
    ("GET", "/webinars/{id}/follow-ups/new"): AUTHORS,
    ("GET", "/webinars/{id}/follow-ups/{follow_up}"): READERS,
    ("POST", "/webinars/{id}/follow-ups/{follow_up}"): AUTHORS,
    # Public pages of webinars
    ("GET", "/w/{slug}"): OPEN,
    ("POST", "/w/{slug}"): OPEN,
    ("GET", "/w/{slug}/registered"): OPEN,
    ("GET", "/w/{slug}/webinar.ics"): OPEN,
    ("GET", "/w/{slug}/brand.css"): OPEN,
    # Certificates: whoever has a code may verify
    ("GET", "/verify"): OPEN,
    ("GET", "/verify/{code}"): OPEN,
    ("GET", "/w/{slug}/pictures/{name}"): OPEN,
    # HCPs' own pages
    ("POST", "/j/{token}/certificate"): OPEN,
    ("POST", "/room/{meeting}/certificate"): OPEN,
    ("POST", "/j/{token}/registration"): OPEN,
    ("GET", "/j/{token}"): OPEN,
    ("POST", "/j/{token}"): OPEN,
    ("POST", "/j/{token}/check"): OPEN,
    ("GET", "/unsubscribe/{token}"): OPEN,
    ("POST", "/unsubscribe/{token}"): OPEN,
    ("POST", "/j/{token}/survey"): OPEN,
    ("GET", "/j/{token}/material/{n}"): OPEN,
    ("GET", "/j/{token}/handouts/{announcement}"): OPEN,
    ("GET", "/room/{meeting}"): OPEN,
    ("GET", "/room/{meeting}/desk"): OPEN,
    ("GET", "/room/{meeting}/hold/{name}"): OPEN,
    ("GET", "/room/{meeting}/goodbye"): OPEN,
    ("POST", "/room/{meeting}/survey"): OPEN,
    ("GET", "/room/{meeting}/material/{n}"): OPEN,
    ("POST", "/room/{meeting}/consent"): OPEN,
    ("GET", "/room/{meeting}/receipt"): OPEN,
    ("GET", "/room/{meeting}/handouts/{announcement}"): OPEN,
    # Programs
    ("GET", "/api/v1/meetings/{id}"): MIXED,
    ("POST", "/api/v1/meetings/{meeting}/engage"): OPEN,
    ("GET", "/api/v1/meetings/{id}/report"): MIXED,
    ("GET", "/api/v1/decks"): MIXED,
    ("GET", "/api/v1/hcps"): MIXED,
}

OPEN_PREFIXES = ("/static/", "/socket.io", "/whip/", "/whep/", "/media/")
"""Files, and the routes of ``signaling``, which asks its own doorkeeper and role table."""


def rule_for(request: web.Request) -> Row:
    """The row of the route that matched; an unmatched address is open, so that it is a 404."""
    resource = request.match_info.route.resource
    if resource is None:
        return OPEN
    return row(request.method, resource.canonical)


def row(method: str, route: str) -> Row:
    """The row of one route; HEAD is read as GET. A route without a row is closed to all."""
    if route.startswith(OPEN_PREFIXES):
        return OPEN
    return TABLE.get(("GET" if method == "HEAD" else method, route), frozenset())


def check(rule: Row, person: Staff | None, request: web.Request) -> None:
    """Raise 401 for strangers and 403 for the wrong role."""
    if isinstance(rule, Rule):
        return
    if person is None:
        raise Problem(401, "not-signed-in", "Sign in to see this page.")
    if person.role not in rule:
        raise Problem(403, "not-allowed", "Your role does not open this page.")
