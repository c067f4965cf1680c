"""All routes of the server but those that ``signaling`` brings itself."""

from server import api, health, metrics
from server.pages import (
    account,
    broadcasts,
    console,
    decks,
    demo_call,
    hcp_import,
    hcps,
    join,
    login,
    mailbox,
    meeting_form,
    meetings,
    oversight,
    people,
    report,
    room,
    slides,
    today,
)

ALL = (
    health.routes,
    metrics.routes,
    api.routes,
    login.routes,
    account.routes,
    today.routes,
    demo_call.routes,
    meeting_form.routes,
    meetings.routes,
    broadcasts.routes,
    console.routes,
    report.routes,
    hcp_import.routes,  # before hcps: /hcps/import is no HCP's id
    hcps.routes,
    decks.routes,
    slides.routes,
    people.routes,
    mailbox.routes,
    oversight.routes,
    join.routes,
    room.routes,
)
