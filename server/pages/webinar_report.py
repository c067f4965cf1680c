"""The next morning's report of a webinar: what the engagement store says, on one page.

The picture's geometry is in ``webinar_curve``, the figures come from ``engagement.audience``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from engagement.audience import Attended, AudienceMember, AudienceReport, Compared
from engagement.audience.scoring import Weights, shared_out
from engagement.people import fold
from server.http import Problem, query, render, services, staff
from server.pages.lists import Search
from server.pages.webinar_curve import picture
from server.pages.webinars import chosen, reads_reports
from server.wiring.audience import audience_report

routes = web.RouteTableDef()

A_PAGE = 50

Sort = Literal["name", "minutes", "score", "acts", "registered"]
Came = Literal["", "live", "no_show", "walk_in", "on_demand"]


class Filter(Search):
    """Search, order and part of the people."""

    sort: Sort = "name"
    came: Came = ""


@dataclass(frozen=True, slots=True)
class People:
    """One page of the people."""

    items: tuple[AudienceMember, ...]
    total: int
    number: int
    pages: int


@routes.get("/webinars/{id}/report")
async def report(request: web.Request) -> web.Response:
    """The report; of a show that runs, so far; of one that was not held, that it was not."""
    found, me, parts = await chosen(request), staff(request), services(request)
    search = query(request, Filter)
    role = await parts.crew.role_of(me.org, found.id, me.id)
    if not reads_reports(me, role):
        raise Problem(403, "not-allowed", "This report is for the webinar's crew and marketing.")
    drawn = await audience_report(parts, me.org, found.id)
    crew = await parts.crew.of(me.org, found.id)
    host, asked = found.meeting.host, found.plan.survey
    return render(
        request,
        "webinars/report.html",
        webinar=found,
        meeting=found.meeting,
        plan=found.plan,
        report=drawn,
        totals=drawn.totals,
        picture=picture(drawn, found.meeting.zone),
        people=people(drawn.members, search),
        survey=await parts.surveys.results(me.org, found.id, asked) if asked else None,
        comparison=(this(drawn), *drawn.comparison),
        crew={host.id: host.name} | {member.id: member.name for member in crew},
        unagreed=sum(member.attended.came and not member.captured for member in drawn.members),
        weights=weights(parts.settings.score),
        states=dict(drawn.occasion.states),
        q=search.q,
        sort=search.sort,
        came=search.came,
    )


def people(members: Sequence[AudienceMember], search: Filter) -> People:
    """The page of people that the search means; past the last one it is the last one."""
    words = fold(search.q).split()
    wanted = [one for one in members if _fits(one, words) and _CAME[search.came](one)]
    wanted.sort(key=_ORDERS[search.sort])
    pages = max(1, -(-len(wanted) // A_PAGE))
    number = min(search.page, pages)
    return People(
        tuple(wanted[(number - 1) * A_PAGE : number * A_PAGE]), len(wanted), number, pages
    )


def _fits(member: AudienceMember, words: Sequence[str]) -> bool:
    text = fold(f"{member.name} {member.email} {member.specialty} {member.segment}")
    return all(word in text for word in words)


_CAME: dict[Came, Callable[[AudienceMember], bool]] = {
    "": lambda member: True,
    "live": lambda member: member.attended.live,
    "no_show": lambda member: member.attended is Attended.NO_SHOW,
    "walk_in": lambda member: member.walk_in and member.attended.came,
    "on_demand": lambda member: member.on_demand_ms > 0,
}


def _acts(member: AudienceMember) -> int:
    said = member.questions + member.votes + member.answers + member.chats
    return said + member.reactions + member.hands + member.links


_ORDERS: dict[Sort, Callable[[AudienceMember], Any]] = {
    "name": lambda member: (fold(member.name), member.participant),
    "minutes": lambda member: (-member.watched_ms, fold(member.name), member.participant),
    "score": lambda member: (
        -(member.score.total if member.score else -1),
        fold(member.name),
        member.participant,
    ),
    "acts": lambda member: (-_acts(member), fold(member.name), member.participant),
    "registered": lambda member: (
        -(member.registered_at or 0),
        fold(member.name),
        member.participant,
    ),
}


def this(report: AudienceReport) -> Compared:
    """The webinar itself as a line of the comparison."""
    totals = report.totals
    return Compared(
        meeting=report.occasion.meeting,
        title=report.occasion.title,
        starts=report.occasion.planned_start,
        registered=totals.registered,
        live=totals.live,
        rate=totals.rate,
        median_ms=totals.median_ms,
        mean_score=totals.mean_score,
        questions=totals.questions,
    )


WORDS = {
    "time": "share of the show that was watched, without time away",
    "slides": "share of the slides shown that were seen for two seconds or used",
    "polls": "share of the polls that were answered",
    "questions": "questions asked under one's name, two are enough",
    "acts": "votes, reactions, raised hands and messages, five are enough",
    "links": "links opened and files taken along, one is enough",
}


def weights(given: Weights) -> tuple[tuple[str, str, int], ...]:
    """Each part of a score: its key, what it is, and its points where all parts were possible."""
    points = shared_out(100, [given.of(key) for key in WORDS])
    return tuple((key, WORDS[key], most) for key, most in zip(WORDS, points, strict=True))
