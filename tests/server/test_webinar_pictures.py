"""Logos and portraits: uploaded by the editor, shown by the public page, seen by nobody else."""

import io
import json

import pytest
from aiohttp import FormData

from accounts import StaffRole
from decks.keep import GRACE_MS
from server.resources import sweep_files
from tests.decks.test_album import photo
from tests.server.test_webinar_pages import FORM
from tests.support.site import Answer, Site, Visitor

SPEAKER = "Prof. Eva Lang | Charité, Berlin | Leads the study. | "


@pytest.fixture
async def marketing(site: Site) -> Visitor:
    return await site.person(name="Mara Lind", role=StaffRole.MARKETING)


async def upload(who: Visitor, content: bytes, name: str = "eva.jpg") -> Answer:
    form = FormData()
    form.add_field("file", io.BytesIO(content), filename=name, content_type="image/jpeg")
    return await who.post("/webinars/pictures", form, Accept="application/json")


async def picture(who: Visitor) -> str:
    answer = await upload(who, photo())
    assert answer.status == 201, answer.body
    return str(json.loads(answer.body)["name"])


async def test_from_upload_to_page(site: Site, marketing: Visitor) -> None:
    """Portrait and logo stand on the published page, with words for who does not see them."""
    name = await picture(marketing)
    form = FORM | {"speakers": SPEAKER + name, "logo": name, "alt": "Meridian"}
    path = (await marketing.post("/webinars", form)).location
    found = await site.services.webinars.get(site.org.id, path.rpartition("/")[2])
    address = f"/w/{found.slug}/pictures/{name}"
    assert (await site.stranger().get(address)).status == 404
    await marketing.post(f"{path}/publish", {})
    page = await site.stranger().get(f"/w/{found.slug}")
    assert f'src="{address}" alt="Portrait of Prof. Eva Lang"' in page.body
    assert f'src="{address}" alt="Meridian"' in page.body
    response = await site.client.get(address)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=3600"


async def test_other_pages_and_tenants(site: Site, marketing: Visitor) -> None:
    """A page shows its own pictures only; another organisation's staff find none of ours."""
    name = await picture(marketing)
    path = (await marketing.post("/webinars", FORM)).location
    await marketing.post(f"{path}/publish", {})
    found = await site.services.webinars.get(site.org.id, path.rpartition("/")[2])
    assert (await site.stranger().get(f"/w/{found.slug}/pictures/{name}")).status == 404
    assert (await site.client.get(f"/webinars/pictures/{name}")).url.path == "/login"
    parts = site.services
    other = await parts.accounts.organisations.create("Other", language="en", zone="UTC")
    stranger = await site.person(StaffRole.MARKETING, "Olga Other", other)
    assert (await stranger.get(f"/webinars/pictures/{name}")).status == 404
    taken = await stranger.post("/webinars", FORM | {"logo": name})
    assert "This picture is not here any more" in taken.words


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"GIF89a", "unknown-type"), (b"", "empty-file"), (b"x" * 8_100_000, "")],
    ids=["no picture", "empty", "too large"],
)
async def test_refused(marketing: Visitor, content: bytes, code: str) -> None:
    """What is no picture, or too large a file, is refused with a sentence."""
    answer = await upload(marketing, content)
    assert answer.status == (422 if code else 413)
    assert json.loads(answer.body)["code"] == (code or "too-large")


async def test_who_may(site: Site) -> None:
    """Reps upload nothing; a form without a file is told so."""
    rep = await site.person(name="Max Stein")
    assert (await upload(rep, photo())).status == 403


async def test_made_up_name(marketing: Visitor) -> None:
    """A name that is none of ours comes back with the form."""
    answer = await marketing.post("/webinars", FORM | {"logo": "../../lectern.db"})
    assert answer.status == 422
    assert "This picture is not here any more" in answer.words


async def test_removed_when_unused(
    site: Site, marketing: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once no plan names a picture, it leaves the disk; those in use stay."""
    used, unused = (
        await picture(marketing),
        json.loads((await upload(marketing, photo("PNG", (64, 64)), "logo.png")).body)["name"],
    )
    await marketing.post("/webinars", FORM | {"logo": used})
    later = site.services.clock() + GRACE_MS + 60_000
    monkeypatch.setattr(site.services.album._keep, "_clock", lambda: later)
    assert await sweep_files(site.services) == 1
    assert site.services.album.find(site.org.id, used) is not None
    assert site.services.album.find(site.org.id, unused) is None
