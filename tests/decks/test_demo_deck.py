"""The demo deck: its PDF and its side file belong together."""

import json
from pathlib import Path

import msgspec

from decks.edits import Outline
from tests.decks.conftest import ORG, Library

DEMO = Path("server/demo")


def outline() -> list[Outline]:
    sheet = json.loads((DEMO / "deck.json").read_text(encoding="utf-8"))
    return msgspec.convert(sheet["slides"], type=list[Outline])


async def test_demo_deck(library: Library) -> None:
    """The printed labels give the builds that the side file names, and all words fit."""
    draft = await library.draft(DEMO / "deck.pdf")
    assert [slide.steps for slide in draft.slides] == [each.steps for each in outline()]
    assert {(slide.width, slide.height) for slide in draft.slides} == {(1920, 1080)}

    described = await library.decks.drafts.outline(ORG, draft.id, outline())
    for slide, words in zip(described.slides, outline(), strict=True):
        assert slide.title == words.words.title
        assert slide.key_message and slide.topic and slide.notes == words.words.notes
    assert [slide.title for slide in described.slides if slide.mandatory] == [
        "Safety: close to placebo, watch potassium",
        "Start before your patient goes home",
    ]


def test_size_of_the_demo() -> None:
    """A clone stays small."""
    assert (DEMO / "deck.pdf").stat().st_size < 1_000_000
