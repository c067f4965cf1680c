"""Sessions that we have just ended: remembered for a minute, and no more of them than may be."""

from media.ended import KEPT, MOST, Ended
from media.resources import SessionInfo, SessionKind, SessionState


def info(id: str) -> SessionInfo:
    return SessionInfo(id, SessionKind.PLAY, SessionState.ENDED, "heart", "bob", "s", '"e"')


def test_for_a_minute() -> None:
    """Found while its page may still be tidying up, then as unknown as any other name."""
    ended = Ended()
    ended.note(info("a"), 100.0)
    assert ended.find("a", 100.0 + KEPT - 1) == info("a")
    assert ended.find("a", 100.0 + KEPT) is None
    assert ended.find("b", 100.0) is None


def test_whoever_ended_it_knows() -> None:
    """What was ended by its owner is not found."""
    ended = Ended()
    ended.note(info("a"), 100.0)
    ended.forget("a")
    ended.forget("a")
    assert ended.find("a", 100.0) is None


def test_old_ones_go() -> None:
    """Neither time nor a crowd makes it grow."""
    ended = Ended()
    for number in range(MOST + 10):
        ended.note(info(str(number)), 100.0)
    assert len(ended) == MOST
    assert ended.find("9", 100.0) is None
    assert ended.find("10", 100.0) == info("10")
    ended.note(info("late"), 100.0 + KEPT)
    assert len(ended) == 1
