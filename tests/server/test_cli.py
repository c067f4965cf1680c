"""The command line: JSON for programs, one clear line for people, and it works beside a server."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server.commands import parts_of
from server.settings import read_settings
from tests.support.papers import a_pdf

Json = dict[str, Any]


class Lectern:
    """``lectern`` on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"LECTERN_DATA": str(self.data)} | settings
        environment.pop("PYTHONASYNCIODEBUG", None)
        command = [sys.executable, "-m", "server", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    def json(self, *words: str) -> Json:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def refused(self, *words: str, **settings: str) -> str:
        """The one line of a refusal."""
        done = self.run(*words, **settings)
        assert done.returncode != 0 and done.stdout == ""
        lines = done.stderr.strip().splitlines()
        assert len(lines) == 1, done.stderr
        return lines[0]


@pytest.fixture(scope="module")
def lectern(tmp_path_factory: pytest.TempPathFactory) -> Lectern:
    """A data folder with the demo in it."""
    made = Lectern(tmp_path_factory.mktemp("lectern") / "data")
    made.json("demo")
    return made


def test_demo_again(lectern: Lectern) -> None:
    """A second run makes nothing new: same logins, same meeting, same links."""
    first, second = lectern.json("demo"), lectern.json("demo")
    assert first == second
    assert {login["role"] for login in first["logins"]} == {
        "rep",
        "marketing",
        "compliance",
        "admin",
    }
    assert first["host_url"].endswith(f"/meetings/{first['meeting_id']}/room")
    assert len(first["join_links"]) == 1 and "/j/" in first["join_links"][0]["url"]


def test_relative_folder(tmp_path: Path) -> None:
    """The data folder may be given relative to where one stands, as its default is."""
    environment = os.environ | {"LECTERN_DATA": "var"}
    environment.pop("PYTHONASYNCIODEBUG", None)
    command = [sys.executable, "-m", "server", "demo", "--json"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "var" / "demo.json").exists()


def test_secrets_are_the_owners(lectern: Lectern) -> None:
    """Logins and keys are readable by the owner alone."""
    for name in ("demo.json", "keys/signing"):
        assert (lectern.data / name).stat().st_mode & 0o077 == 0


def test_token(lectern: Lectern) -> None:
    """Tokens name the host, the invitee, or a new guest each time."""
    meeting = lectern.json("demo")["meeting_id"]
    host = lectern.json("token", "--meeting", meeting, "--role", "host")
    invitee = lectern.json("token", "--meeting", meeting, "--role", "attendee")
    guests = [lectern.json("token", "--meeting", meeting, "--guest", "OBS") for _ in range(2)]
    assert host["role"] == "host" and invitee["role"] == "attendee"
    people = {made["participant"] for made in (host, invitee, *guests)}
    assert len(people) == 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("token", "--meeting", "nowhere"), "there is no such meeting"),
        (("token", "--meeting", "x", "--role", "king"), "--role is host or attendee"),
        (("deck", "import", "/no/such.pdf"), "there is no file at"),
        (("events", "dump", "--json", "--meeting", "nowhere"), "there is no such meeting"),
    ],
)
def test_refusals(lectern: Lectern, words: tuple[str, ...], sentence: str) -> None:
    """What cannot be done is one line, and the exit status says so."""
    assert sentence in lectern.refused(*words)


def test_import_a_deck(lectern: Lectern, tmp_path: Path) -> None:
    """A PDF becomes a draft; with --approve it can be shown; the same bytes are known again."""
    first = a_pdf(tmp_path / "first.pdf", "One", "Two")
    made = lectern.json("deck", "import", str(first))
    assert (made["slides"], made["state"], made["known"]) == (2, "draft", False)
    assert lectern.json("deck", "import", str(first))["known"] is True
    second = a_pdf(tmp_path / "second.pdf", "Three")
    assert lectern.json("deck", "import", str(second), "--approve")["state"] == "approved"


def test_import_what_is_no_deck(lectern: Lectern, tmp_path: Path) -> None:
    """A file that is no deck is refused in a sentence."""
    path = tmp_path / "notes.pdf"
    path.write_text("just words")
    assert lectern.refused("deck", "import", str(path)).startswith("lectern: ")


def test_events_audit_doctor(lectern: Lectern) -> None:
    """The ledger has a line for each event, the trail is whole, the doctor is content."""
    events = [
        json.loads(line) for line in lectern.run("events", "dump", "--json").stdout.splitlines()
    ]
    assert {"meeting.started", "slide.left"} <= {event["kind"] for event in events}
    assert len({event["id"] for event in events}) == len(events)
    assert "whole" in lectern.run("audit", "verify").stdout
    doctor = lectern.run("doctor")
    assert doctor.returncode == 0 and "database" in doctor.stdout


def test_init(tmp_path: Path) -> None:
    """Without the demo, one command makes an organisation and somebody who can sign in."""
    fresh = Lectern(tmp_path / "data")
    words = ("init", "--organisation", "Acme", "--name", "Ada", "--email", "ada@acme.example")
    made = fresh.json(*words)
    assert len(made["password"]) >= 12
    assert "lectern: " in fresh.refused(*words)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"LECTERN_PORT": "http"}, "LECTERN_PORT must be a whole number"),
        ({"SMTP_URL": "gopher://x"}, "SMTP_URL must be like"),
        ({"MAIL_FROM": "nobody"}, "MAIL_FROM"),
    ],
)
def test_bad_settings(lectern: Lectern, settings: dict[str, str], sentence: str) -> None:
    """A server with a setting that cannot be used does not start, and says which."""
    assert sentence in lectern.refused("serve", **settings)


def test_erase(tmp_path: Path) -> None:
    """First it shows whom an address leads to; with a reason nobody is known there any more."""
    lectern = Lectern(tmp_path / "data")
    lectern.json("demo")
    name, address = asyncio.run(somebody(lectern.data))
    seen = lectern.json("erase", address)
    assert (seen["erased"], name in seen["names"]) == (False, True)
    told = lectern.run("erase", address)
    assert "Nothing was erased" in told.stdout and name in told.stdout
    assert lectern.json("erase", address, "--why", "Asked for it")["erased"]
    assert lectern.refused("erase", address) == f"lectern: nobody is known at {address}"
    assert lectern.run("audit", "verify").returncode == 0


async def somebody(data: Path) -> tuple[str, str]:
    """An HCP of the demo."""
    async with parts_of(read_settings({}, data=data)) as parts:
        (home,) = await parts.accounts.organisations.all()
        found = (await parts.directory.search(home.id)).items[0]
    assert found.fields.email
    return found.name, found.fields.email
