"""What the console derives from a snapshot: order of slides, sections, clock, people."""

import json
import subprocess
from pathlib import Path
from typing import Any

MODEL = Path(__file__).resolve().parents[2] / "web" / "static" / "console" / "model.js"


def model(expression: str, **values: object) -> Any:
    """Evaluate a JavaScript expression in which the model's functions and ``values`` are known."""
    names = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    source = MODEL.read_text(encoding="utf-8")
    program = f"{source}\n{names}\nconsole.log(JSON.stringify({expression}));"
    run = ["node", "--input-type=module", "--eval", program]
    done = subprocess.run(run, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def slide(number: int, steps: int = 1, **more: object) -> dict[str, object]:
    return {"number": number, "title": f"Slide {number}", "steps": steps, **more}


DECKS = [
    {"version": "v", "title": "Velorin", "slides": [slide(0), slide(1, steps=3), slide(2)]},
    {"version": "w", "title": "Appendix", "slides": [slide(0)]},
]


def at(version: str, slide: int, step: int = 0) -> dict[str, object]:
    return {"version": version, "slide": slide, "step": step}


def test_course_goes_through_builds_and_decks() -> None:
    """Forward goes build by build, slide by slide, then into the next deck."""
    assert model("course(decks)", decks=DECKS) == [
        at("v", 0),
        at("v", 1, 0),
        at("v", 1, 1),
        at("v", 1, 2),
        at("v", 2),
        at("w", 0),
    ]


def test_after_and_before() -> None:
    """Next is the next build; back from a slide is the end of the one before."""
    assert model("after(course(decks), here)", decks=DECKS, here=at("v", 1, 1)) == at("v", 1, 2)
    assert model("before(course(decks), here)", decks=DECKS, here=at("v", 2)) == at("v", 1, 2)


def test_after_the_end_and_before_the_start() -> None:
    """There is nothing beyond the ends; before anything is shown, next is the first slide."""
    assert model("after(course(decks), here)", decks=DECKS, here=at("w", 0)) is None
    assert model("before(course(decks), here)", decks=DECKS, here=at("v", 0)) is None
    assert model("after(course(decks), null)", decks=DECKS) == at("v", 0)


def test_next_slide_skips_builds() -> None:
    """The preview shows the next slide, not the next build."""
    assert model("nextSlide(course(decks), here)", decks=DECKS, here=at("v", 1, 0)) == at("v", 2)
    assert model("nextSlide(course(decks), here)", decks=DECKS, here=at("w", 0)) is None


def test_sections_by_topic() -> None:
    """Neighbours of one topic stand together; a slide without a topic belongs to the one before."""
    topics = [None, "Efficacy", None, "Safety"]
    deck = {"version": "v", "title": "Velorin"}
    slides = [slide(number, topic=topic) for number, topic in enumerate(topics)]
    found = model(
        "sections(decks).map((s) => [s.title, s.slides.map((x) => x.slide.number)])",
        decks=[deck | {"slides": slides}],
    )
    assert found == [["Velorin", [0]], ["Efficacy", [1, 2]], ["Safety", [3]]]


def test_mandatory_slides_are_counted_once_shown() -> None:
    """The rail says how many mandatory slides are still due."""
    slides = [slide(0, mandatory=True), slide(1), slide(2, mandatory=True)]
    deck = {"version": "v", "title": "Velorin", "slides": slides}
    found = model("mandatory(decks, new Set(['v:1', 'v:2']))", decks=[deck])
    assert found == {"due": 2, "done": 1}


def test_pace() -> None:
    """The clock runs from the start, warns two minutes before the plan ends, and says when over."""
    minute = 60_000
    assert model("pace(null, 20, 5)") == {"elapsed": 0, "share": 0, "state": "waiting"}
    assert model("pace(0, 20, at)", at=10 * minute)["share"] == 0.5
    assert model("pace(0, 20, at)", at=18 * minute + 1)["state"] == "closing"
    assert model("pace(0, 20, at)", at=21 * minute) == {
        "elapsed": 21 * minute,
        "share": 1,
        "state": "over",
    }


def test_duration() -> None:
    """Minutes and seconds; hours only when there are any."""
    assert model("[0, 61_000, 3_661_000].map(duration)") == ["00:00", "01:01", "1:01:01"]


def person(name: str, state: str, since: int, hand: int | None = None) -> dict[str, object]:
    return {"id": name, "name": name, "state": state, "since": since, "hand": hand}


def test_audience_puts_raised_hands_first() -> None:
    """The longest raised hand stands on top; neither I, nor knocks, nor the gone are listed."""
    people = [
        person("me", "present", 0),
        person("early", "present", 1),
        person("hand", "present", 2, hand=50),
        person("longer", "held", 3, hand=40),
        person("cut", "reconnecting", 4),
        person("knocks", "lobby", 5),
        person("gone", "left", 6),
    ]
    found = model("audience(s).map((p) => p.id)", s={"me": "me", "participants": people})
    assert found == ["longer", "hand", "early", "cut"]


def test_line() -> None:
    """The server's measure counts; without one, what the browser says of itself; else nothing."""
    seen, weak = {"quality": 4}, {"id": "bob", "score": 1, "rtt_ms": 900, "loss": 0.2, "kbps": 30}
    assert model("line(p, m)", p=seen, m=weak) == {"bars": 1, "measured": weak}
    assert model("line(undefined, m)", m=weak)["bars"] == 1
    gone = weak | {"score": None}
    assert model("line(p, m)", p=seen, m=gone) == {"bars": 4, "measured": None}
    assert model("line(p, undefined)", p=seen) == {"bars": 4, "measured": None}
    assert model("line(undefined, undefined)") == {"bars": None, "measured": None}


def test_gaze() -> None:
    """With me, elsewhere, or not known: never a guess."""
    here = at("v", 2)
    assert model("gaze(p, x)", p=here, x=at("v", 2, 1)) == {"kind": "with-you"}
    assert model("gaze(p, x)", p=here, x=at("v", 4)) == {"kind": "elsewhere", "slide": 4}
    assert model("gaze(p, undefined)", p=here) == {"kind": "unknown"}
    assert model("gaze(null, x)", x=at("v", 4)) == {"kind": "unknown"}


def test_initials() -> None:
    """Two letters for a face without a camera, titles left out."""
    names = ["Dr Ana Bergmann", "Prof. Bernd Öztürk", "Cher", "  "]
    assert model("names.map(initials)", names=names) == ["AB", "BÖ", "C", ""]
