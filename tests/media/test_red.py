"""RED packets: blocks read with distrust, and given their numbers by their times."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.red import KEPT, LONGEST_FRAME, MOST_BLOCKS, Block, Timetable, parse

OPUS = 111


def head(age: int, length: int) -> bytes:
    return struct.pack("!I", 1 << 31 | OPUS << 24 | age << 10 | length)


def timetable(*notes: tuple[int, int]) -> Timetable:
    made = Timetable()
    for index, time in notes:
        made.note(index, time)
    return made


def aged(age: int) -> Block:
    return Block(OPUS, age, b"x")


def test_blocks() -> None:
    """The blocks come out oldest first, the packet's own last."""
    packet = head(1920, 2) + head(960, 3) + bytes([OPUS]) + b"aabbbcccc"
    assert parse(packet) == [
        Block(OPUS, 1920, b"aa"),
        Block(OPUS, 960, b"bbb"),
        Block(OPUS, 0, b"cccc"),
    ]


def test_alone() -> None:
    """A packet without redundancy has one byte of head."""
    assert parse(bytes([OPUS]) + b"cccc") == [Block(OPUS, 0, b"cccc")]


def test_empty_block_from_before() -> None:
    """A sender that has nothing from before may say so with an empty block."""
    assert parse(head(960, 0) + bytes([OPUS]) + b"c")[0].data == b""


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        bytes([OPUS]),
        head(960, 1),
        head(960, 1)[:3],
        head(960, 1) + bytes([OPUS]),
        head(960, 5) + bytes([OPUS]) + b"aaaaa",
        head(960, 1023) + bytes([OPUS]) + b"aaaaa",
        head(0, 1) * (MOST_BLOCKS + 1) + bytes([OPUS]) + bytes(100),
        b"\xff" * 1400,
    ],
    ids=["empty", "no own", "no end", "cut", "no data", "own empty", "long", "many", "flood"],
)
def test_malformed(packet: bytes) -> None:
    """What does not add up is refused."""
    with pytest.raises(ValueError, match="RED"):
        parse(packet)


@given(st.binary(max_size=200))
def test_any_bytes(packet: bytes) -> None:
    """Whatever comes is refused, or read into blocks that lie inside the packet."""
    try:
        blocks = parse(packet)
    except ValueError:
        return
    assert blocks[-1].data
    assert sum(len(block.data) + 4 for block in blocks) - 3 == len(packet)


def test_single_hole() -> None:
    """Between two known packets there is one place, whatever the times are."""
    times = timetable((7, 0), (9, 1920))
    assert times.index_of(aged(960), 9) == 8
    assert timetable((7, 0), (9, 16_000)).index_of(aged(700), 9) == 8


def test_wide_hole() -> None:
    """In a wider hole, the place is where an even pace puts the block."""
    times = timetable((7, 0), (11, 3840))
    assert [times.index_of(aged(age), 11) for age in (960, 1920, 2880)] == [10, 9, 8]


def test_across_the_wrap_of_times() -> None:
    """Timestamps wrap at 32 bits."""
    assert timetable((7, 0xFFFFFF00), (9, 1664)).index_of(aged(960), 9) == 8


def test_recovered_before() -> None:
    """What was recovered is known; the block before it still has a place."""
    times = timetable((7, 0), (10, 2880), (9, 1920))
    assert times.index_of(aged(960), 10) is None
    assert times.index_of(aged(1920), 10) == 8


def test_known() -> None:
    """What has come needs no place, nor what is from before all we know."""
    times = timetable((7, 0), (8, 960))
    assert times.index_of(aged(960), 8) is None
    assert times.index_of(aged(4000), 8) is None


def test_doubt() -> None:
    """After a silence the pace is uneven: a block that fits no place gets none."""
    assert timetable((7, 0), (10, 22_080)).index_of(aged(960), 10) is None
    silence = 4 * LONGEST_FRAME
    assert timetable((7, 0), (10, 3 * silence)).index_of(aged(silence), 10) is None


def test_another_distance() -> None:
    """A block older than its hole is not put into it."""
    assert timetable((7, 0), (9, 1920)).index_of(aged(1920), 9) is None


def test_bounded() -> None:
    """Only the newest times are kept."""
    times = timetable(*((index, index * 960) for index in range(3 * KEPT)))
    assert times.index_of(Block(OPUS, 0x3FFF, b"x"), 3 * KEPT - 1) is None
    assert len(times) == KEPT
