"""``lectern doctor``: everything that /readyz checks, and whether media can be reached.

Rule 1: media is asked as a browser asks, at the addresses that browsers are told. A server that
runs beside answers for itself; without one the doctor opens the ports for as long as it asks.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from server.health import Finding
from server.note import MediaNote, Place, media_note, read_note
from server.relaycheck import RelayFails, try_relay
from server.services import Services
from server.stunclient import ask

LOCAL_NAMES = ("localhost", "local", "internal", "lan", "arpa", "test", "invalid")
"""Last labels of names that are not for the world."""


async def findings(parts: Services) -> list[Finding]:
    """Every check, in the order in which a person should read them."""
    found = await parts.health.findings()
    try:
        async with _media(parts) as note:
            places = await asyncio.gather(*(_place(note, each) for each in note.places))
            found += [*places, told(parts.settings.url, note.places)]
            if all(each.transport != "tcp" for each in note.places):
                found.append(NO_TCP)
            found += await _relays(parts, note)
    except OSError as error:
        found.append(Finding("media", False, f"{error}."))
        found += await _relays(parts, None)
    return found


NO_TCP = Finding(
    "media TCP",
    True,
    "There is none: who has no UDP needs a relay.",
    warning=True,
)


@asynccontextmanager
async def _media(parts: Services) -> AsyncIterator[MediaNote]:
    """Media that can be asked. Raises OSError when somebody else has its ports."""
    try:
        await parts.media.start()
    except OSError:
        note = read_note(parts.settings.data)
        if note is None or note.media is None:
            raise
        yield note.media
        return
    try:
        yield media_note(parts.media)
    finally:
        await parts.media.close()


async def _place(note: MediaNote, place: Place) -> Finding:
    name = f"media {place.transport.upper()} {place.host} port {place.port}"
    try:
        await ask(note, place)
    except (OSError, TimeoutError) as error:
        why = getattr(error, "strerror", None) or str(error) or "no answer"
        if is_own(place.host):
            return Finding(name, False, f"Does not answer ({why}): look at the firewall.")
        sentence = f"Does not answer from here ({why}): open the port, unless only your router "
        return Finding(name, True, sentence + "does not lead back inside.", warning=True)
    return Finding(name, True, "Answers.")


async def _relays(parts: Services, note: MediaNote | None) -> list[Finding]:
    (server,) = parts.relay.servers("doctor") or (None,)
    if server is None:
        sentence = "None is set (TURN_URL): networks that let only HTTPS through have no media."
        return [Finding("relay", True, sentence, warning=True)]

    async def one(url: str) -> Finding:
        try:
            return Finding(f"relay {url}", True, await try_relay(url, server, note))
        except RelayFails as failure:
            return Finding(f"relay {url}", False, str(failure))

    return list(await asyncio.gather(*(one(url) for url in server.urls)))


def told(url: str, places: Sequence[Place]) -> Finding:
    """Whether people from outside are told an address that they can reach."""
    hosts = list(dict.fromkeys(place.host for place in places))
    listed = ", ".join(hosts)
    if url and is_public(urlsplit(url).hostname or "") and not any(map(is_public, hosts)):
        sentence = f"Only private ones are told ({listed}), but {url} is for the world: "
        return Finding("media addresses", True, sentence + "set MEDIA_ADDRESSES.", warning=True)
    return Finding("media addresses", True, f"Told are {listed}.")


def is_public(host: str) -> bool:
    """Whether the world can mean this address or name."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and host.rpartition(".")[2] not in LOCAL_NAMES


def is_own(host: str) -> bool:
    """Whether this machine has that address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
    return True
