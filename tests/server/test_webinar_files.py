"""The editor's files without a script: sent with the form, kept, shown, refused, taken away."""

import io
import re

import pytest
from aiohttp import FormData

from accounts import StaffRole
from scheduling.webinars import Webinar
from tests.decks.test_album import photo
from tests.server.test_webinar_pages import FORM
from tests.support.site import Answer, Site, Visitor
from tests.support.sounds import tone


@pytest.fixture
async def marketing(site: Site) -> Visitor:
    return await site.person(name="Mara Lind", role=StaffRole.MARKETING)


def sent(files: dict[str, tuple[str, bytes]], **changes: str) -> FormData:
    """The form as a browser sends it; a field without a file comes with an empty one."""
    form = FormData(default_to_multipart=True)
    for name, value in (FORM | changes).items():
        for each in value if isinstance(value, list) else [value]:
            form.add_field(name, each)
    for name in ("logo_file", "hold_file", "music_file", "portrait_0", *files):
        file, content = files.get(name, ("", b""))
        kind = "application/octet-stream"
        form.add_field(name, io.BytesIO(content), filename=file, content_type=kind)
    return form


async def planned(site: Site, answer: Answer) -> Webinar:
    assert answer.status == 303, answer.words
    return await site.services.webinars.get(site.org.id, answer.location.rpartition("/")[2])


async def test_all_in_one_form(site: Site, marketing: Visitor) -> None:
    """Logo, portrait, slide for breaks and music go with the form that names them."""
    files = {
        "logo_file": ("logo.png", photo("PNG", (300, 100))),
        "portrait_0": ("eva.jpg", photo()),
        "hold_file": ("break.png", photo("PNG", (1920, 1080))),
        "music_file": ("wait.ogg", tone(6)),
    }
    form = sent(files, alt="Meridian", hold_alt="Back soon", begins="yes")
    plan = (await planned(site, await marketing.post("/webinars", form))).plan
    assert len(plan.files) == 4
    assert plan.pictures == {plan.branding.logo, plan.speakers[0].picture}
    assert (plan.hold.alt, plan.hold.begins) == ("Back soon", True)
    assert plan.speakers[0].words == "Leads the study."
    for name in plan.files - {plan.hold.music}:
        answer = await site.client.get(f"/webinars/pictures/{name}", headers=marketing._headers({}))
        assert answer.headers["Content-Type"] == "image/webp"
    heard = await site.client.get(
        f"/webinars/music/{plan.hold.music}", headers=marketing._headers({"Range": "bytes=0-9"})
    )
    assert (heard.status, heard.headers["Content-Type"]) == (206, "audio/mpeg")


async def test_it_stays_and_goes(site: Site, marketing: Visitor) -> None:
    """A form without files changes none of them; a tick takes one away."""
    form = sent({"logo_file": ("logo.png", photo("PNG", (300, 100)))})
    path = (await marketing.post("/webinars", form)).location
    page = (await marketing.get(f"{path}/edit")).body
    name = re.search(r'name="logo" value="([0-9a-f]{64})"', page)
    assert name is not None
    assert f'src="/webinars/pictures/{name[1]}"' in page
    kept = await planned(site, await marketing.post(path, sent({}, logo=name[1])))
    assert kept.plan.branding.logo == name[1]
    gone = await planned(site, await marketing.post(path, sent({}, logo=name[1], away="logo")))
    assert gone.plan.branding.logo == ""


@pytest.mark.parametrize(
    ("field", "file", "words"),
    [
        ("logo_file", ("logo.svg", b"<svg/>"), "neither a PDF nor a PNG"),
        ("portrait_0", ("eva.jpg", photo()[:200]), "is damaged"),
        ("hold_file", ("break.pdf", b"%PDF-1.7"), "is no PNG, JPEG or WebP picture"),
        ("music_file", ("wait.mp3", b"la la la la la"), "is no music"),
        ("music_file", ("wait.ogg", tone(3)), "shorter than 5 seconds"),
    ],
)
async def test_a_refused_file(
    marketing: Visitor, field: str, file: tuple[str, bytes], words: str
) -> None:
    """The sentence comes back with all that was typed, and with the files that were good."""
    files = {"hold_file": ("b.png", photo("PNG", (64, 36))), field: file}
    answer = await marketing.post("/webinars", sent(files, title="Typed with care", hold_alt="x"))
    assert answer.status == 422
    assert words in answer.words
    assert 'value="Typed with care"' in answer.body
    kept = re.search(r'name="hold" value="([0-9a-f]*)"', answer.body)
    assert kept is not None
    assert (len(kept[1]) == 64) == (field != "hold_file")


async def test_too_much(marketing: Visitor) -> None:
    """A form is not read for ever."""
    answer = await marketing.post("/webinars", sent({"logo_file": ("a.png", bytes(80_000_001))}))
    assert answer.status == 413


async def test_unknown_fields(marketing: Visitor) -> None:
    """Neither a file that nobody asked for nor a portrait of nobody."""
    for name in ("virus", "portrait_7", "title_file", "portrait_x"):
        answer = await marketing.post("/webinars", sent({name: ("a.png", photo())}))
        assert answer.status == 422
        assert "not known here" in answer.words


async def test_a_picture_needs_words(marketing: Visitor) -> None:
    """Whoever does not see the slide for breaks is told what it shows."""
    form = sent({"hold_file": ("b.png", photo("PNG", (64, 36)))})
    answer = await marketing.post("/webinars", form)
    assert answer.status == 422
    assert "Say what the picture shows" in answer.words


async def test_foreign_and_made_up(site: Site, marketing: Visitor) -> None:
    """Another organisation's music is not here, nor is a path; a rep uploads none."""
    form = sent({"music_file": ("wait.ogg", tone(6))})
    music = (await planned(site, await marketing.post("/webinars", form))).plan.hold.music
    mine = marketing._headers({})
    assert (await site.client.get(f"/webinars/music/{music}", headers=mine)).status == 200
    other = await site.services.accounts.organisations.create("Other", language="en", zone="UTC")
    olga = await site.person(StaffRole.MARKETING, "Olga Other", other)
    assert (await olga.get(f"/webinars/music/{music}")).status == 404
    taken = await olga.post("/webinars", sent({}, music=music))
    assert "This music is not here any more" in taken.words
    bad = await marketing.post("/webinars", sent({}, music="../../lectern.db"))
    assert "This music is not here any more" in bad.words
    rep = await site.person(name="Max Stein")
    upload = FormData()
    upload.add_field("file", io.BytesIO(tone(6)), filename="wait.ogg")
    assert (await rep.post("/webinars/music", upload)).status == 403
    assert (await site.stranger().get(f"/webinars/music/{music}")).status == 303


async def test_uploaded_by_the_script(marketing: Visitor) -> None:
    """One file at a time: a name comes back, or the sentence."""
    for content, status in ((tone(6), 201), (b"la la la la la", 422)):
        upload = FormData()
        upload.add_field("file", io.BytesIO(content), filename="wait.ogg")
        answer = await marketing.post("/webinars/music", upload, Accept="application/json")
        assert answer.status == status
