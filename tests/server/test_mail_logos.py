"""Mails about a webinar carry the logo of its plan."""

import asyncio
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from accounts import StaffRole
from decks.album import Album
from decks.errors import FileRefused
from decks.mailpicture import LARGEST, small
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.webinars import Branding, Registration, Webinar, WebinarPlan
from tests.decks.test_album import photo
from tests.scheduling.facts import parse
from tests.support.site import Site


async def planned(site: Site, branding: Branding) -> Webinar:
    host = await site.person(StaffRole.MARKETING, "Mara Lind")
    assert host.staff is not None
    me = Host(host.staff.id, host.staff.name, host.staff.email, "Pharma One")
    starts = wall_of(site.services.clock() + 600_000, "Europe/Berlin")
    plan = WebinarPlan("The new data", starts, "Europe/Berlin", 60, branding=branding)
    made = await site.services.webinars.create(site.org.id, plan, me)
    return await site.services.webinars.publish(site.org.id, made.id)


async def mail_to(site: Site, webinar: Webinar, name: str) -> EmailMessage:
    """Somebody signs up; the confirmation as it was sent."""
    form = Registration(name, f"{name.lower()}@clinic.example.org")
    await site.services.registrations.register(webinar, form)
    folder = site.services.settings.data / "outbox"
    async with asyncio.timeout(30):
        # The server's own worker delivers.
        while not (found := list(folder.glob("*.eml"))):
            await asyncio.sleep(0.05)
    return parse(found[0].read_bytes())


def pictures(message: EmailMessage) -> list[bytes]:
    parts = [each for each in message.walk() if each.get_content_maintype() == "image"]
    found = [each.get_payload(decode=True) for each in parts]
    return [each for each in found if isinstance(each, bytes)]


async def test_a_confirmation(site: Site) -> None:
    """The logo as PNG, which all mail programs show, small, with its words."""
    logo = await site.services.album.add(site.org.id, "l.png", photo("PNG", (600, 200)))
    webinar = await planned(site, Branding(logo=logo, alt="Meridian"))
    message = await mail_to(site, webinar, "Ana")
    (picture,) = pictures(message)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) <= LARGEST
    html = message.get_body(("html",))
    assert html is not None
    assert 'alt="Meridian" width="160" height="54"' in html.get_content()


async def test_without_words(site: Site) -> None:
    """A logo that nobody described says the organisation's name."""
    logo = await site.services.album.add(site.org.id, "l.png", photo("PNG", (600, 200)))
    message = await mail_to(site, await planned(site, Branding(logo=logo)), "Ana")
    html = message.get_body(("html",))
    assert html is not None
    assert 'alt="Pharma One"' in html.get_content()


async def test_without_a_logo(site: Site) -> None:
    """Nothing is put in its place."""
    message = await mail_to(site, await planned(site, Branding()), "Ana")
    assert pictures(message) == []


async def test_a_logo_that_has_gone(site: Site) -> None:
    """The mail goes all the same."""
    logo = await site.services.album.add(site.org.id, "l.png", photo("PNG", (600, 200)))
    webinar = await planned(site, Branding(logo=logo))
    path = site.services.album.find(site.org.id, logo)
    assert path is not None
    path.unlink()
    assert pictures(await mail_to(site, webinar, "Ana")) == []
    await site.services.webinars.change(
        site.org.id, webinar.id, replace(webinar.plan, branding=Branding(logo="0" * 64))
    )


async def test_a_damaged_logo(tmp_path: Path) -> None:
    """What is no picture any more is refused by the process that opens it, not by ours."""
    album = Album(tmp_path, lambda: 1_800_000_000_000)
    name = await album.add("org", "l.png", photo("PNG", (600, 200)))
    path = album.find("org", name)
    assert path is not None
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(FileRefused):
        await album.for_mail("org", name)


def test_a_photo_is_made_small() -> None:
    """What is no flat drawing goes as JPEG, within what a thousand mails may carry."""
    noise = Image.effect_noise((320, 320), 120).convert("RGB")
    kind, content = small(noise)
    assert (kind, len(content) <= LARGEST) == ("jpeg", True)
    assert small(Image.new("RGB", (320, 100), "navy"))[0] == "png"
