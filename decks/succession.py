"""The next version of a deck: which slide is which, so that nobody types twice. Pure.

A slide of the new version is the same as one of the old when it says the same (fingerprint),
else when its title gives the same key. It then has the old slide's key, so that what was learnt
about it goes on counting, and the words that people gave it.
"""

from collections.abc import Sequence
from dataclasses import replace

from decks.builds import fresh_key
from decks.model import Slide


def inherit(new: Sequence[Slide], old: Sequence[Slide]) -> list[Slide]:
    """The new slides with keys and words of the old ones that they are."""
    ancestors = _matches(new, old)
    taken = {ancestor.key for ancestor in ancestors.values()}
    heirs: list[Slide] = []
    for slide in new:
        heir = _heir(slide, ancestors.get(slide.number), taken)
        taken.add(heir.key)
        heirs.append(heir)
    return heirs


def _heir(slide: Slide, ancestor: Slide | None, taken: set[str]) -> Slide:
    if ancestor is None:
        return replace(slide, key=fresh_key(slide.title, slide.first_page, taken))
    same = slide.fingerprint == ancestor.fingerprint
    return replace(
        slide,
        key=ancestor.key,
        title=ancestor.title if same else slide.title,
        topic=ancestor.topic,
        key_message=ancestor.key_message,
        mandatory=ancestor.mandatory,
        notes=slide.notes or ancestor.notes,
    )


def _matches(new: Sequence[Slide], old: Sequence[Slide]) -> dict[int, Slide]:
    """New number -> old slide; each old slide at most once, sure matches first."""
    left = list(old)
    found: dict[int, Slide] = {}
    for same in (_says_the_same, _has_the_key):
        for slide in new:
            if slide.number in found:
                continue
            ancestor = next((each for each in left if same(slide, each)), None)
            if ancestor is not None:
                found[slide.number] = ancestor
                left.remove(ancestor)
    return found


def _says_the_same(slide: Slide, ancestor: Slide) -> bool:
    return slide.fingerprint != "" and slide.fingerprint == ancestor.fingerprint


def _has_the_key(slide: Slide, ancestor: Slide) -> bool:
    return slide.key == ancestor.key
