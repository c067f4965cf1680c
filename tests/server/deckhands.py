"""Whoever uploads and approves decks, and the forms they send."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData

from accounts import StaffRole
from tests.decks.samples import Leaf, pdf
from tests.support.site import Answer, Site, Visitor

Ids = dict[str, Any]

DECK = [Leaf("Why now", "Ask first"), Leaf("Curve", label=2), Leaf("Curve, all", label=2)]


def files(*paths: Path, **fields: str) -> FormData:
    """The upload form, filled in."""
    data = FormData(default_to_multipart=True)
    for name, value in fields.items():
        data.add_field(name, value)
    for path in paths:
        data.add_field("file", io.BytesIO(path.read_bytes()), filename=path.name)
    return data


async def finished(who: Visitor, answer: Answer) -> Ids:
    """The job of a JSON upload when it is over."""
    assert answer.status == 202, answer.body
    watch = json.loads(answer.body)["watch"]
    async with asyncio.timeout(30):
        while True:
            seen = await who.get(watch, Accept="application/json")
            job: Ids = json.loads(seen.body)
            if job["state"] in ("done", "failed"):
                return job
            await asyncio.sleep(0.05)


async def uploaded(who: Visitor, *paths: Path, **fields: str) -> Ids:
    answer = await who.post("/decks", files(*paths, **fields), Accept="application/json")
    return await finished(who, answer)


async def fetched(who: Visitor, path: str) -> tuple[ClientResponse, bytes]:
    """An address whose answer is no text."""
    pairs = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
    response = await who.client.get(path, headers={"Cookie": pairs})
    return response, await response.read()


def versions(deck: Ids) -> str:
    return f"/decks/{deck['deck']}/versions/{deck['version']}"


async def submitted(author: Visitor, deck: Ids) -> None:
    answer = await author.follow(f"{versions(deck)}/submit")
    assert "In review" in answer.words


async def approved(author: Visitor, approver: Visitor, deck: Ids) -> Answer:
    await submitted(author, deck)
    days = {"first": "2020-01-01", "last": "2099-12-31", "market": "DE"}
    return await approver.follow(f"{versions(deck)}/approve", days)


@pytest.fixture
async def author(site: Site) -> Visitor:
    """Lena of marketing."""
    return await site.person(StaffRole.MARKETING, "Lena Vogt")


@pytest.fixture
async def approver(site: Site) -> Visitor:
    """Ida of compliance."""
    return await site.person(StaffRole.COMPLIANCE, "Ida Holm")


@pytest.fixture
async def deck(author: Visitor, tmp_path: Path) -> Ids:
    """A draft of two slides, the second with two steps: ids of deck and version."""
    return await uploaded(
        author, pdf(tmp_path / "cardio.pdf", DECK), title="Cardio <2026>", product="Cardiovexa"
    )
