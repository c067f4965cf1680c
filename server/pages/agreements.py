"""What an HCP is asked before she joins: the very words, with their version.

Rule 1: a change of the words is a new ``VERSION``; the ledger keeps what was on the screen.
Rule 2: nothing is agreed to beforehand: each answer is no until she says yes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from engagement.consents import Answer
from engagement.kinds import ConsentKind
from scheduling.words import N_

VERSION = "2026-11"

Translate = Callable[..., str]
"""``Words.t`` for one language."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One question: its switch, its sentence, and the whole text behind "why?"."""

    kind: ConsentKind
    field: str
    """Name of the switch in forms."""
    title: str
    sentence: str
    text: str


AGREEMENTS = (
    Agreement(
        ConsentKind.CAPTURE,
        "capture",
        N_("What I look at in the slides"),
        N_("{host} sees which slides you spent time on, and what you clicked, asked and answered."),
        N_(
            "During this meeting, {organisation} keeps which slides were on your screen and for "
            "how long, where you clicked or zoomed in, your reactions, questions and messages, the "
            "kind of device and the quality of your connection. This is used to answer what "
            "matters to you and to improve the material. If you leave it off, only that you took "
            "part, from when to when, is kept. You can change your mind at any time, during the "
            "meeting or afterwards."
        ),
    ),
    Agreement(
        ConsentKind.ATTENTION,
        "attention",
        N_("Whether my tab is in front"),
        N_("{host} sees whether this page is in front or behind another one, nothing else."),
        N_(
            "During this meeting, {organisation} keeps when this page was in front, in the "
            "background or untouched for a while. What you type, other pages and programs, and "
            "your camera's picture are never looked at for this. While it is on, a line at the top "
            "of the page says so, and one click ends it. It is a part of what you look at in the "
            "slides, and needs that to be on as well."
        ),
    ),
    Agreement(
        ConsentKind.RECORDING,
        "recording",
        N_("Recording"),
        N_("If {host} records the meeting, your picture and voice may be part of it."),
        N_(
            "Nothing is recorded without a sign that everybody sees. If you leave this off and a "
            "recording is made, your picture, your voice, your name and your messages are left out "
            "of it. You can change your mind at any time."
        ),
    ),
)


def answers(given: frozenset[str], say: Translate, language: str, **who: str) -> list[Answer]:
    """An answer to each question, yes for the fields in ``given``, in the words she read.

    Attention without capture is a no: it is a part of it.
    """
    agreed = given if "capture" in given else given - {"attention"}
    return [
        Answer(each.kind, each.field in agreed, VERSION, language, wording(each, say, **who))
        for each in AGREEMENTS
    ]


def wording(agreement: Agreement, say: Translate, **who: str) -> str:
    """The whole of what was on the screen for one question."""
    parts = (agreement.title, agreement.sentence, agreement.text)
    return "\n\n".join(say(part, **who) for part in parts)
