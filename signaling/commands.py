"""What each message asks of the room: one small function for each that needs the room alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rooms import Room
from rooms.ledger import Events
from rooms.polls import Answer, Poll
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


def _lower_all_hands(room: Room, by: str, _message: m.LowerAllHands, now: int) -> Events:
    return room.floor.lower_all_hands(by, now)


def _raise_hand(room: Room, by: str, message: m.RaiseHand, now: int) -> Events:
    return room.floor.raise_hand(by, message.raised, now)


def _chat(room: Room, by: str, message: m.Chat, now: int) -> Events:
    return room.talk.chat(by, message.id, message.text, now, message.channel)


def _ask(room: Room, by: str, message: m.Ask, now: int) -> Events:
    return room.talk.ask(by, message.id, message.text, now, message.anonymous)


def _answer(room: Room, by: str, message: m.Answer, now: int) -> Events:
    text, whispered = message.text, message.whispered
    return room.talk.answer(by, message.question, message.how, text, now, whispered)


def _take_question(room: Room, by: str, message: m.TakeQuestion, now: int) -> Events:
    return room.talk.take_question(by, message.question, message.taken, now)


def _react(room: Room, by: str, message: m.React, now: int) -> Events:
    return room.floor.react(by, message.reaction, now)


def _stream_state(room: Room, by: str, message: m.StreamState, now: int) -> Events:
    return room.floor.stream_state(by, message.stream, message.audio, message.video, now)


def _rate_slide(room: Room, by: str, message: m.RateSlide, now: int) -> Events:
    return room.stage.rate_slide(by, message.version, message.slide, message.reaction, now)


def _vote(room: Room, by: str, message: m.Vote, now: int) -> Events:
    return room.talk.vote(by, message.question, message.up, now)


def _open_question(room: Room, by: str, message: m.OpenQuestion, now: int) -> Events:
    return room.talk.open_question(by, message.question, now)


def _assign_question(room: Room, by: str, message: m.AssignQuestion, now: int) -> Events:
    return room.talk.assign_question(by, message.question, message.participant, now)


def _merge_questions(room: Room, by: str, message: m.MergeQuestions, now: int) -> Events:
    return room.talk.merge_questions(by, message.question, message.into, now)


def _separate_question(room: Room, by: str, message: m.SeparateQuestion, now: int) -> Events:
    return room.talk.separate_question(by, message.question, now)


def _chat_mode(room: Room, by: str, message: m.SetChatMode, now: int) -> Events:
    return room.talk.chat_mode(by, message.mode, now, message.slow)


def _remove_message(room: Room, by: str, message: m.RemoveMessage, now: int) -> Events:
    return room.talk.remove_message(by, message.message, now)


def _announce(room: Room, by: str, message: m.Announce, now: int) -> Events:
    told = (message.id, message.text, message.link)
    return room.talk.announce(by, *told, now, 1_000 * message.seconds, message.download)


def _remove_announcement(room: Room, by: str, message: m.RemoveAnnouncement, now: int) -> Events:
    return room.talk.remove_announcement(by, message.announcement, now)


def _poll_save(room: Room, by: str, message: m.PollSave, now: int) -> Events:
    correct = None if message.correct is None else tuple(message.correct)
    poll = Poll(message.id, message.kind, message.question, tuple(message.options), correct=correct)
    return room.polling.save(by, poll, now)


def _poll_remove(room: Room, by: str, message: m.PollRemove, now: int) -> Events:
    return room.polling.remove(by, message.poll, now)


def _poll_move(room: Room, by: str, message: m.PollMove, now: int) -> Events:
    return room.polling.move(by, message.poll, message.state, now)


def _poll_show(room: Room, by: str, message: m.PollShow, now: int) -> Events:
    return room.polling.show(by, message.poll, message.shown, now)


def _poll_answer(room: Room, by: str, message: m.PollAnswer, now: int) -> Events:
    answer = Answer(tuple(message.choices), message.text)
    return room.polling.answer(by, message.poll, answer, now)


def _go_live(room: Room, by: str, message: m.GoLive, now: int) -> Events:
    return room.show.go_live(by, message.delay_ms, now)


def _pause(room: Room, by: str, message: m.PauseShow, now: int) -> Events:
    if not message.paused:
        return room.pauses.end(by, now)
    wanted = None if message.minutes is None else 60_000 * message.minutes
    return room.pauses.begin(by, wanted, now, ends=message.ends)


def _stop_countdown(room: Room, by: str, _message: m.StopCountdown, now: int) -> Events:
    return room.show.stop_countdown(by, now)


def _start_item(room: Room, by: str, message: m.StartItem, now: int) -> Events:
    return room.run_sheet.start(by, message.item, message.started, now)


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
    "lower_all_hands": _lower_all_hands,
    "answer": _answer,
    "take_question": _take_question,
    "react": _react,
    "stream_state": _stream_state,
    "rate_slide": _rate_slide,
    "vote": _vote,
    "open_question": _open_question,
    "assign_question": _assign_question,
    "merge_questions": _merge_questions,
    "separate_question": _separate_question,
    "chat_mode": _chat_mode,
    "remove_message": _remove_message,
    "announce": _announce,
    "remove_announcement": _remove_announcement,
    "poll_save": _poll_save,
    "poll_remove": _poll_remove,
    "poll_move": _poll_move,
    "poll_show": _poll_show,
    "poll_answer": _poll_answer,
    "go_live": _go_live,
    "pause": _pause,
    "stop_countdown": _stop_countdown,
    "start_item": _start_item,
    "set_backstage": _set_backstage,
    "invite": _invite,
    "answer_invitation": _answer_invitation,
    "demote": _demote,
    "end": _end,
}
"""Message → what it asks of the room. The acknowledgement is ``{}``."""
