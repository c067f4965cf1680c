"""The command line: ``lectern …`` or ``python -m server …``.

Rule 1: every command takes ``--data DIR`` and works beside a running server.
Rule 2: the heavy parts (aiortc takes 0.7 s to import) are imported by the command that needs them.
Rule 3: what a program reads goes to standard output; sentences for people go to standard error.
"""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import msgspec
import typer

from server.settings import BadSetting, Settings, read_settings

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
deck_app = typer.Typer(no_args_is_help=True, help="Decks.")
events_app = typer.Typer(no_args_is_help=True, help="Engagement events.")
audit_app = typer.Typer(no_args_is_help=True, help="The audit trail.")
app.add_typer(deck_app, name="deck")
app.add_typer(events_app, name="events")
app.add_typer(audit_app, name="audit")

Data = Annotated[Path | None, typer.Option("--data", help="Data folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def settings_from(**overrides: object) -> Settings:
    """The settings, or one clear line and exit 2."""
    try:
        return read_settings(os.environ, **overrides)
    except BadSetting as error:
        fail(str(error), 2)


def fail(sentence: str, code: int = 1) -> NoReturn:
    """End with one line on standard error."""
    typer.echo(f"lectern: {sentence}", err=True)
    raise typer.Exit(code)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine; a refusal becomes one line and exit 1."""
    from server import logs
    from server.commands import Refused

    logs.configure("warning")
    try:
        return asyncio.run(work)
    except (Refused, BadSetting) as error:
        fail(str(error))


def put(value: object) -> None:
    """Print one JSON value on one line."""
    typer.echo(msgspec.json.encode(value).decode())


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="HTTP port.")] = None,
    media_port: Annotated[int | None, typer.Option(help="UDP port for media.")] = None,
    data: Data = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Make demo data, print its links.")] = False,
) -> None:
    """Run the server until SIGTERM or Ctrl-C."""
    settings = settings_from(
        host=host, port=port, media_port=media_port, data=data, tls_cert=tls_cert, tls_key=tls_key
    )
    from server.serve import StartFailed, run_server

    try:
        asyncio.run(run_server(settings, demo=demo))
    except (StartFailed, BadSetting) as error:
        fail(str(error))


@app.command()
def init(
    organisation: Annotated[str, typer.Option(help="Name of the organisation.")],
    name: Annotated[str, typer.Option(help="Its first administrator.")],
    email: Annotated[str, typer.Option(help="The administrator's address, to sign in with.")],
    zone: Annotated[str, typer.Option(help="IANA time zone.")] = "Europe/Berlin",
    data: Data = None,
    json: Json = False,
) -> None:
    """Make an organisation and its first administrator; prints the password once."""
    from server.commands import init as command

    made = run(command(settings_from(data=data), organisation, name, email, zone))
    if json:
        put(made)
    else:
        typer.echo(f"Sign in as {made['email']} with {made['password']}, then change it.")


@app.command()
def demo(data: Data = None, json: Json = False) -> None:
    """Make demo data, or print what is there: logins, meeting, links, decks."""
    from server.commands import demo as command
    from server.demo.seed import describe

    made = run(command(settings_from(data=data)))
    if json:
        put(made)
    else:
        typer.echo(describe(made))


@deck_app.command("import")
def deck_import(
    files: Annotated[list[Path], typer.Argument(help="A PDF, or images in order.")],
    title: Annotated[str | None, typer.Option(help="Title; default: the file's name.")] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Approve it for a year.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Import a deck as a draft of the first organisation."""
    from server.commands import deck_import as command

    made = run(command(settings_from(data=data), files, title, approve))
    if json:
        put(made)
    else:
        typer.echo(f"{made['title']}: {made['slides']} slides, {made['state']}, id {made['deck']}")


@app.command()
def token(
    meeting: Annotated[str, typer.Option(help="Meeting id.")],
    role: Annotated[str, typer.Option(help="host or attendee.")] = "attendee",
    invitee: Annotated[str | None, typer.Option(help="Invitee id; default: the first.")] = None,
    guest: Annotated[str | None, typer.Option(help="A name: a new guest, no invitee.")] = None,
    consent: Annotated[str, typer.Option(help="Record consents: slides,attention.")] = "",
    data: Data = None,
    json: Json = False,
) -> None:
    """A bearer token for the API, Socket.IO, WHIP and WHEP of one meeting."""
    from server.commands import token as command

    if role not in ("host", "attendee"):
        fail("--role is host or attendee", 2)
    consents = [part.strip() for part in consent.split(",") if part.strip()]
    made = run(command(settings_from(data=data), meeting, role, invitee, guest, consents))
    if json:
        put(made)
    else:
        typer.echo(made["token"])


@events_app.command("dump")
def events_dump(
    meeting: Annotated[str | None, typer.Option(help="Only this meeting.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Print engagement events in order of storing, one JSON object a line."""
    from server.commands import events

    async def dump() -> None:
        async for event in events(settings_from(data=data), meeting):
            if json:
                put(event)
            else:
                typer.echo(f"{event['at']} {event['kind']} {event['participant']}")

    run(dump())


@audit_app.command("verify")
def audit_verify(data: Data = None) -> None:
    """Prove that no line of the audit trail was changed, removed or inserted."""
    from server.commands import verify_audit

    problem = run(verify_audit(settings_from(data=data)))
    if problem is not None:
        fail(problem)
    typer.echo("The audit trail is whole.")


@app.command()
def erase(
    address: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    why: Annotated[
        str | None, typer.Option(help="The reason, for the audit trail. Without one: only look.")
    ] = None,
    organisation: Annotated[str | None, typer.Option(help="Its id, if there are several.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Erase a person (GDPR article 17), or show what is known; see ENGAGEMENT.md."""
    from server.commands import erase as command

    found = run(command(settings_from(data=data), address, organisation, why))
    if json:
        return put(found)
    typer.echo(
        f"{', '.join(found['names']) or 'Nobody by name'} at {', '.join(found['addresses'])}"
    )
    typer.echo(f"HCPs in the directory: {len(found['hcps'])}; meetings: {len(found['meetings'])}")
    if found["erased"]:
        typer.echo("Erased. The databases were written anew; backups still have the person.")
    else:
        typer.echo("Nothing was erased: say --why to do it.")


@app.command()
def doctor(data: Data = None) -> None:
    """Check settings, databases, disk, media ports, addresses, relays; exit 1 when one is bad."""
    from server.commands import doctor as command

    findings = run(command(settings_from(data=data)))
    for finding in findings:
        word = "warn" if finding.warning else "ok  " if finding.ok else "BAD "
        typer.echo(f"{word} {finding.name}: {finding.sentence}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
