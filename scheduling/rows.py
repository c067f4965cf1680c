"""Meetings into their tables, in the caller's transaction."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.errors import WrongState
from scheduling.plans import Host, Invitee, Meeting, MeetingState, Plan
from scheduling.records import folded
from scheduling.tables import meeting, meeting_deck


def new_meeting(
    meeting_id: str, org: str, plan: Plan, starts: int, host: Host, now: int
) -> Meeting:
    """A meeting as planned, before anybody is invited; ``starts`` and ``now`` in UTC ms."""
    return Meeting(
        id=meeting_id,
        org=org,
        title=plan.title,
        note=plan.note,
        host=host,
        wall=plan.wall,
        zone=plan.zone,
        later=plan.later,
        minutes=plan.minutes,
        starts=starts,
        ends=starts + plan.minutes * 60_000,
        state=MeetingState.PLANNED,
        sequence=0,
        created=now,
        changed=now,
        started=None,
        ended=None,
        reason="",
        decks=plan.decks,
        everyone=(),
    )


async def add_meeting(connection: AsyncConnection, made: Meeting, names: Iterable[str]) -> None:
    """A new row, found by title, host and these names; its decks besides."""
    await connection.execute(insert(meeting).values(_row(made, names)))
    await _write_decks(connection, made)


async def write_meeting(
    connection: AsyncConnection, old: Meeting, new: Meeting, names: Iterable[str]
) -> None:
    """Make the row what ``new`` says; raises ``WrongState`` when it is not ``old`` any more."""
    which = (
        (meeting.c.id == old.id)
        & (meeting.c.sequence == old.sequence)
        & (meeting.c.changed == old.changed)
        & (meeting.c.state == old.state)
    )
    done = await connection.execute(update(meeting).where(which).values(_row(new, names)))
    if done.rowcount == 0:
        raise WrongState(
            "changed-meanwhile", f"Somebody else has just changed this {new.kind}. Look again."
        )
    if old.decks != new.decks:
        await _write_decks(connection, new)


async def _write_decks(connection: AsyncConnection, new: Meeting) -> None:
    await connection.execute(delete(meeting_deck).where(meeting_deck.c.meeting == new.id))
    for position, version in enumerate(new.decks):
        await connection.execute(
            insert(meeting_deck).values(meeting=new.id, position=position, version=version)
        )


def _row(of: Meeting, names: Iterable[str]) -> Mapping[str, object]:
    columns = set(Meeting.__slots__) - {"host", "decks", "everyone"}
    own: dict[str, object] = {name: getattr(of, name) for name in columns}
    return own | {
        "host": of.host.id,
        "host_name": of.host.name,
        "host_email": of.host.email,
        "organisation": of.host.organisation,
        "folded": folded(of.title, of.host.name, names),
    }


def invitee_row(someone: Invitee, org: str, position: int) -> Mapping[str, object]:
    """The row of ``invitee``; link and device check are rows elsewhere."""
    columns = set(Invitee.__slots__) - {"link", "check"}
    return {name: getattr(someone, name) for name in columns} | {"org": org, "position": position}
