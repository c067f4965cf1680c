"""The mails that invitees get: what they say, in which language, and the message that carries it.

Rule 1: everything that came from people is one line before it enters a header, and escaped before
it enters HTML.
Rule 2: no script, no address of anybody else: nothing is loaded when a mail is opened. The one
picture, an organiser's logo, is in the mail itself (RFC 2387, RFC 2392).
Rule 3: the time stands there twice, in the invitee's zone and in UTC.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scheduling import meetingwords
from scheduling.calendar import calendar_of, has_calendar, method_of
from scheduling.logos import Logo
from scheduling.mails import Facts, MailKind
from scheduling.moments import duration, in_utc, in_words
from scheduling.texts import ascii_email, one_line
from scheduling.webinars import letters as webinarwords
from scheduling.wording import Say
from scheduling.words import Words


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, before it is text or HTML."""

    language: str
    subject: str
    greeting: str
    lead: str
    table: tuple[tuple[str, str], ...]
    """Label and value: what it is about, when, how long."""
    quote_head: str
    quote: str
    """The host's own words, perhaps with line breaks; empty when there are none."""
    button: str
    link: str | None
    hints: tuple[str, ...]
    footer: str
    unsubscribe: str = ""
    """The address where the reader opts out; empty: of mails that have to be."""
    unsubscribe_words: str = ""


class Letters:
    """Writes letters and puts them into messages."""

    def __init__(self, templates: Path, words: Words, sender: str) -> None:
        """``templates`` holds letter.txt and letter.html; ``sender`` is "Name <address>".

        Raises ``ValueError`` for a sender that is no address.
        """
        self._words = words
        self._sender = parseaddr(one_line(sender))[1]
        if self._sender.count("@") != 1 or not self._sender.isascii():
            raise ValueError(f"{sender!r} is not a sender such as Lectern <no-reply@example.org>")
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            autoescape=lambda name: (name or "").endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    @property
    def sender(self) -> str:
        """The bare address that mail is sent from."""
        return self._sender

    def letter(self, facts: Facts, link: str | None, unsubscribe: str = "") -> Letter:
        """What the mail says; ``link`` is None where there is none to give."""
        say = partial(self._words.t, facts.language)
        host = facts.host_name
        wording = webinarwords if facts.webinar else meetingwords
        told = facts.kind in (MailKind.CANCEL, MailKind.DENY)
        reason = facts.reason if told else facts.words or facts.note
        # The organiser's words are the whole of a follow-up.
        own = facts.kind is MailKind.FOLLOW_UP and bool(facts.words)
        return Letter(
            language=facts.language,
            subject=one_line(wording.subject(say, facts)),
            greeting=say("Dear {name},", name=facts.name),
            lead=facts.words if own else wording.lead(say, facts),
            table=tuple(_table(say, facts)),
            quote_head=say("{host} writes:", host=host),
            quote="" if own else reason,
            button=wording.button(say, facts),
            link=None if told else link,
            hints=tuple(wording.hints(say, facts)),
            footer=wording.footer(say, facts),
            unsubscribe=unsubscribe,
            unsubscribe_words=say("No more mails of this kind"),
        )

    def text(self, letter: Letter) -> str:
        """The letter as plain text."""
        return self._templates.get_template("letter.txt").render(letter=letter)

    def html(self, letter: Letter, logo: Logo | None = None, cid: str = "") -> str:
        """The letter as HTML that needs nothing from outside; the logo is the part ``cid``."""
        template = self._templates.get_template("letter.html")
        return template.render(letter=letter, logo=logo, cid=cid)

    def message(
        self,
        facts: Facts,
        link: str | None,
        *,
        mail_id: str,
        now: int,
        unsubscribe: str = "",
        logo: Logo | None = None,
    ) -> EmailMessage:
        """The whole mail: text, HTML with the logo if there is one, and the calendar part.

        The calendar file is in it once more, to be opened.
        """
        letter = self.letter(facts, link, unsubscribe)
        message = EmailMessage(policy=SMTP if facts.email.isascii() else SMTPUTF8)
        self._address(message, facts)
        message["Subject"] = letter.subject
        message["Date"] = datetime.fromtimestamp(now // 1000, UTC)
        domain = self._sender.partition("@")[2]
        message["Message-ID"] = f"<{mail_id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        if unsubscribe:
            # RFC 8058: mail programs post to it by themselves when somebody presses their button.
            message["List-Unsubscribe"] = f"<{unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self.text(letter), cte="quoted-printable")
        cid = f"logo.{mail_id}@{domain}"
        html = self.html(letter, logo, cid)
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        if logo is not None:
            _add_logo(message, logo, cid)
        if has_calendar(facts):
            _add_calendar(message, facts, letter)
        # Last: adding parts moves the headers of content into the first of them.
        message["Content-Language"] = letter.language
        return message

    def _address(self, message: EmailMessage, facts: Facts) -> None:
        host = f"{one_line(facts.host_name)} ({one_line(facts.organisation)})"
        message["From"] = Address(host, addr_spec=self._sender)
        message["To"] = _mailbox(facts.name, facts.email)
        message["Reply-To"] = _mailbox(facts.host_name, facts.host_email)


def _mailbox(name: str, email: str) -> Address:
    user, _, domain = ascii_email(email).rpartition("@")
    return Address(one_line(name), username=user, domain=domain)


def _description(letter: Letter) -> str:
    """What the calendar shows when the entry is opened."""
    lines = [letter.lead]
    if letter.quote:
        lines += ["", letter.quote_head, letter.quote]
    if letter.link:
        lines += ["", f"{letter.button}:", letter.link]
    return "\n".join([*lines, "", *letter.hints])


def _add_logo(message: EmailMessage, logo: Logo, cid: str) -> None:
    """Put the picture beside the HTML, which shows it."""
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    html.add_related(
        logo.content,
        maintype="image",
        subtype=logo.kind,
        cid=f"<{cid}>",
        disposition="inline",
        filename=f"logo.{logo.kind}",
    )


def _add_calendar(message: EmailMessage, facts: Facts, letter: Letter) -> None:
    entry = calendar_of(facts, _description(letter), letter.link)
    message.add_alternative(
        entry.decode(), subtype="calendar", cte="base64", params={"method": method_of(facts)}
    )
    message.add_attachment(entry, maintype="application", subtype="ics", filename="meeting.ics")


def _table(say: Say, facts: Facts) -> list[tuple[str, str]]:
    language, zone = facts.language, facts.invitee_zone
    rows = [(say("Topic"), facts.title)]
    if facts.before is not None:
        rows.append((say("Until now"), in_words(language, facts.before, zone)))
    rows += [
        (say("When"), in_words(language, facts.starts, zone)),
        (say("In UTC"), in_utc(language, facts.starts)),
        (say("Length"), duration(language, facts.minutes)),
    ]
    return rows
