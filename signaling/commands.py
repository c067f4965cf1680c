"""What each message asks of the room: one small function for each that needs the room alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rooms import Room
from rooms.ledger import Events
from signaling import messages as m

Command = Callable[[Room, str, Any, int], Events]
"""Room, who, message, now → what happened."""


def _admit(room: Room, by: str, message: m.Admit, now: int) -> Events:
    return room.door.admit(by, message.participant, now)


def _admit_all(room: Room, by: str, _message: m.AdmitAll, now: int) -> Events:
    return room.door.admit_all(by, now)


def _refuse(room: Room, by: str, message: m.Refuse, now: int) -> Events:
    return room.door.refuse(by, message.participant, message.reason, now)


def _lock(room: Room, by: str, message: m.Lock, now: int) -> Events:
    return room.door.lock(by, message.locked, now)


def _remove(room: Room, by: str, message: m.Remove, now: int) -> Events:
    return room.door.remove(by, message.participant, message.ban, now)


def _hold(room: Room, by: str, message: m.Hold, now: int) -> Events:
    return room.door.hold(by, message.participant, message.held, now)


def _mute(room: Room, by: str, message: m.Mute, now: int) -> Events:
    return room.floor.mute(by, message.participant, now)


def _mute_all(room: Room, by: str, _message: m.MuteAll, now: int) -> Events:
    return room.floor.mute_all(by, now)


def _pin(room: Room, by: str, message: m.Pin, now: int) -> Events:
    return room.stage.pin(by, message.participant, now)


def _lower_hand(room: Room, by: str, message: m.LowerHand, now: int) -> Events:
    return room.floor.lower_hand(by, message.participant, now)


def _raise_hand(room: Room, by: str, message: m.RaiseHand, now: int) -> Events:
    return room.floor.raise_hand(by, message.raised, now)


def _chat(room: Room, by: str, message: m.Chat, now: int) -> Events:
    return room.floor.chat(by, message.id, message.text, now)


def _ask(room: Room, by: str, message: m.Ask, now: int) -> Events:
    return room.floor.ask(by, message.id, message.text, now)


def _answer(room: Room, by: str, message: m.Answer, now: int) -> Events:
    return room.floor.answer(by, message.question, message.how, message.text, now)


def _react(room: Room, by: str, message: m.React, now: int) -> Events:
    return room.floor.react(by, message.reaction, now)


def _stream_state(room: Room, by: str, message: m.StreamState, now: int) -> Events:
    return room.floor.stream_state(by, message.stream, message.audio, message.video, now)


def _rate_slide(room: Room, by: str, message: m.RateSlide, now: int) -> Events:
    return room.stage.rate_slide(by, message.version, message.slide, message.reaction, now)


def _go_live(room: Room, by: str, message: m.GoLive, now: int) -> Events:
    return room.show.go_live(by, message.delay_ms, now)


def _stop_countdown(room: Room, by: str, _message: m.StopCountdown, now: int) -> Events:
    return room.show.stop_countdown(by, now)


def _set_backstage(room: Room, by: str, message: m.SetBackstage, now: int) -> Events:
    return room.show.set_backstage(by, message.participant, message.backstage, now)


def _invite(room: Room, by: str, message: m.Invite, now: int) -> Events:
    return room.show.invite(by, message.participant, message.invited, now)


def _answer_invitation(room: Room, by: str, message: m.AnswerInvitation, now: int) -> Events:
    return room.show.answer_invitation(by, message.accept, now)


def _demote(room: Room, by: str, message: m.Demote, now: int) -> Events:
    return room.show.demote(by, message.participant, now)


def _end(room: Room, by: str, _message: m.End, now: int) -> Events:
    return room.end(by, now)


COMMANDS: dict[str, Command] = {
    "admit": _admit,
    "admit_all": _admit_all,
    "refuse": _refuse,
    "lock": _lock,
    "remove": _remove,
    "hold": _hold,
    "mute": _mute,
    "mute_all": _mute_all,
    "pin": _pin,
    "lower_hand": _lower_hand,
    "raise_hand": _raise_hand,
    "chat": _chat,
    "ask": _ask,
    "answer": _answer,
    "react": _react,
    "stream_state": _stream_state,
    "rate_slide": _rate_slide,
    "go_live": _go_live,
    "stop_countdown": _stop_countdown,
    "set_backstage": _set_backstage,
    "invite": _invite,
    "answer_invitation": _answer_invitation,
    "demote": _demote,
    "end": _end,
}
"""Message → what it asks of the room. The acknowledgement is ``{}``."""
