"""Interactions: one HCP in one engagement on one channel."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement.errors import NotFound
from engagement.seams import HOST_ROLE, STAFF_ROLES, DeviceReport, Visitor
from engagement.tables import attendance, interaction
from engagement.transactions import insert_new, writing

MOST_REMEMBERED = 20_000


class Channel(StrEnum):
    """By which way an HCP was engaged."""

    REMOTE_MEETING = "remote_meeting"
    WEBINAR = "webinar"
    ON_DEMAND = "on_demand"
    SELF_GUIDED = "self_guided"
    FACE_TO_FACE = "face_to_face"
    EMAIL = "email"
    MICROSITE = "microsite"


class Identity(StrEnum):
    """How we know who it is."""

    SIGNED_LINK = "signed_link"
    TYPED_NAME = "typed_name"
    RECONCILED = "reconciled"
    BY_HAND = "by_hand"


class OutcomeStatus(StrEnum):
    """How far the call report is."""

    NONE = "none"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    AMENDED = "amended"


ChannelOf = Callable[[str, str], Awaitable[Channel]]
"""By which way the people of an organisation's meeting come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One row of ``interaction``."""

    id: str
    org: str
    meeting: str
    channel: Channel
    participant: str
    hcp: str | None
    name: str | None
    """Kept only of somebody who is not in the directory."""
    identity: Identity
    rep: str | None
    started_at: int
    ended_at: int | None
    connected_ms: int
    """As of the last time that attendance was settled."""
    engaged_ms: int
    device: str | None
    browser: str | None
    os: str | None
    closed: bool
    outcome_status: OutcomeStatus


class Interactions:
    """The interactions of all organisations, one organisation at a time."""

    def __init__(self, engine: AsyncEngine, channel_of: ChannelOf | None = None) -> None:
        """``channel_of`` knows by which way a meeting's people come; else as remote meetings."""
        self._engine = engine
        self._channel_of = channel_of
        self._known: dict[tuple[str, str, str], Interaction] = {}
        """What never changes of an interaction is asked for at each event: id, HCP."""
        self._ours: set[tuple[str, str, str]] = set()
        self._ended: set[tuple[str, str]] = set()
        self._going_on: set[tuple[str, str]] = set()
        """Meetings that were found not to be over: only ``end`` changes that."""

    def end(self, org: str, meeting: str) -> None:
        """The meeting is over, as of now: what is reported from here on comes late."""
        self._ended.add((org, meeting))
        self._going_on.discard((org, meeting))

    def has_ended(self, org: str, meeting: str) -> bool:
        """Whether the meeting has ended since the server was started."""
        return (org, meeting) in self._ended

    async def is_over(self, org: str, meeting: str) -> bool:
        """Whether the meeting has ended, whenever that was."""
        if (org, meeting) in self._going_on or self.has_ended(org, meeting):
            return self.has_ended(org, meeting)
        c = interaction.c
        some = select(c.id).where(c.org == org, c.meeting == meeting, c.closed).limit(1)
        async with self._engine.connect() as connection:
            over = await connection.scalar(some) is not None
        (self._ended if over else self._going_on).add((org, meeting))
        return over

    async def open(
        self,
        visitor: Visitor,
        now: int,
        *,
        channel: Channel | None = None,
        identity: Identity = Identity.SIGNED_LINK,
    ) -> Interaction:
        """The interaction of a visitor, made if they come for the first time.

        Without a ``channel`` it is the one of the meeting.
        """
        known = await self.find(visitor.org, visitor.meeting, visitor.participant)
        if known is not None:
            return known
        if channel is None:
            channel = await self._channel(visitor.org, visitor.meeting)
        async with writing(self._engine, visitor.org) as connection:
            host = await _host(connection, visitor.org, visitor.meeting)
            row = _row(visitor, now, channel, identity, host)
            await insert_new(connection, interaction, row)
        opened = await self.find(visitor.org, visitor.meeting, visitor.participant)
        assert opened is not None
        return opened

    async def _channel(self, org: str, meeting: str) -> Channel:
        if self._channel_of is None:
            return Channel.REMOTE_MEETING
        return await self._channel_of(org, meeting)

    async def find(self, org: str, meeting: str, participant: str) -> Interaction | None:
        """The interaction of a participant, if there is one: its id, its HCP, whether it is closed.

        The rest of it may be old: ``of_meeting`` and ``get`` read it anew.
        """
        key = (org, meeting, participant)
        if key not in self._known:
            found = await self._read(
                interaction.c.org == org,
                interaction.c.meeting == meeting,
                interaction.c.participant == participant,
            )
            if not found:
                return None
            if len(self._known) >= MOST_REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[key] = found[0]
        return self._known[key]

    def forget(self, org: str, meeting: str) -> None:
        """Read the interactions of a meeting anew when they are asked for next."""
        for key in [key for key in self._known if key[:2] == (org, meeting)]:
            del self._known[key]

    async def is_ours(self, org: str, meeting: str, participant: str) -> bool:
        """Whether a participant has been in the meeting as one of our own people."""
        key = (org, meeting, participant)
        if key in self._known:
            return False
        if key in self._ours:
            return True
        async with self._engine.connect() as connection:
            ours = await _staff(connection, org, meeting, participant)
        if ours:
            self._ours.add(key)
        return ours

    async def get(self, org: str, id: str) -> Interaction:
        """One interaction, or raise ``NotFound``."""
        found = await self._read(interaction.c.org == org, interaction.c.id == id)
        if not found:
            raise NotFound("interaction")
        return found[0]

    async def of_meeting(self, org: str, meeting: str) -> list[Interaction]:
        """The interactions of a meeting, in the order in which the HCPs came."""
        return await self._read(interaction.c.org == org, interaction.c.meeting == meeting)

    async def set_device(self, org: str, id: str, device: DeviceReport) -> None:
        """Note what the HCP looks at it with."""
        values = {"device": device.kind, "browser": device.browser[:64], "os": device.os[:64]}
        async with writing(self._engine, org) as connection:
            await connection.execute(
                update(interaction)
                .where(interaction.c.org == org, interaction.c.id == id)
                .values(**values)
            )

    async def _read(self, *which: ColumnElement[bool]) -> list[Interaction]:
        statement = select(interaction).where(*which)
        ordered = statement.order_by(interaction.c.started_at, interaction.c.id)
        async with self._engine.connect() as connection:
            return [read(row) for row in await connection.execute(ordered)]


async def _host(connection: AsyncConnection, org: str, meeting: str) -> str | None:
    c = attendance.c
    statement = select(c.participant).where(c.org == org, c.meeting == meeting, c.role == HOST_ROLE)
    host: str | None = await connection.scalar(statement.limit(1))
    return host


async def _staff(connection: AsyncConnection, org: str, meeting: str, participant: str) -> bool:
    c = attendance.c
    statement = select(c.id).where(
        c.org == org,
        c.meeting == meeting,
        c.participant == participant,
        c.interaction.is_(None),
        c.role.in_(STAFF_ROLES),
    )
    return await connection.scalar(statement.limit(1)) is not None


def _row(
    visitor: Visitor, now: int, channel: Channel, identity: Identity, host: str | None
) -> dict[str, Any]:
    return {
        "id": secrets.token_urlsafe(16),
        "org": visitor.org,
        "meeting": visitor.meeting,
        "channel": channel,
        "participant": visitor.participant,
        "hcp": visitor.hcp,
        "name": visitor.name if visitor.hcp is None else None,
        "identity": identity,
        "rep": host,
        "started_at": now,
        "connected_ms": 0,
        "engaged_ms": 0,
        "closed": False,
        "outcome_status": OutcomeStatus.NONE,
    }


def read(row: Any) -> Interaction:
    """The interaction in a result row of the table."""
    values = {field.name: row._mapping[field.name] for field in fields(Interaction)}
    values["channel"] = Channel(row.channel)
    values["identity"] = Identity(row.identity)
    values["outcome_status"] = OutcomeStatus(row.outcome_status)
    return Interaction(**values)
