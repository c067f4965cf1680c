"""What scheduling refuses, each with a stable code for programs and a sentence for people.

SchedulingError
├── NotFound            not-found          no such meeting, invitee, mail; or another tenant's
├── WrongState          started, ended, cancelled, not-started, changed-meanwhile, queued …
├── BadValue            a value of a form; ``field`` says which
│   ├── BadTitle        bad-title
│   ├── BadTime         bad-time, time-skipped, time-past, time-far
│   ├── BadZone         bad-zone
│   ├── BadLength       bad-length
│   ├── BadPeople       no-people, too-many-people, same-person, bad-person
│   ├── BadDecks        too-many-decks, same-deck
│   └── BadText         bad-text
├── LinkError           what an HCP is told; the sentence is in the catalogues
│   ├── WrongLink       wrong
│   ├── ExpiredLink     expired
│   ├── RevokedLink     revoked
│   ├── CancelledLink   cancelled
│   ├── BannedLink      banned
│   └── NoSeat          no-seat
└── TokenError          of participant tokens and join cookies
    ├── BadToken        bad-token
    └── ExpiredToken    expired
"""

from typing import ClassVar

from scheduling.words import N_


class SchedulingError(Exception):
    """A refusal; ``code`` is stable, ``str()`` is a sentence that may be shown."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class NotFound(SchedulingError):
    """There is nothing with this id here; a foreign organisation's id looks the same."""

    def __init__(self, what: str = "meeting") -> None:
        super().__init__("not-found", f"There is no such {what}.")


class WrongState(SchedulingError):
    """The meeting or mail is past (or before) the point where this can be done."""


class BadValue(SchedulingError):
    """A value that a person typed cannot be used."""

    field: str = ""
    """The form field at fault."""


class BadTitle(BadValue):
    """A title is missing or too long."""

    field = "title"


class BadTime(BadValue):
    """A wall time that cannot be read, does not exist, or lies outside what can be planned."""

    field = "wall"


class BadZone(BadValue):
    """Not an IANA time zone."""

    field = "zone"


class BadLength(BadValue):
    """Too short or too long."""

    field = "minutes"


class BadPeople(BadValue):
    """Nobody, too many, somebody twice, or somebody who cannot be written to."""

    field = "people"


class BadDecks(BadValue):
    """Too many decks, or one twice."""

    field = "decks"


class BadText(BadValue):
    """A note or a reason that is too long."""

    field = "note"


class LinkError(SchedulingError):
    """A join link does not open."""

    sentence: ClassVar[str] = ""

    def __init__(self, code: str, language: str | None = None) -> None:
        super().__init__(code, self.sentence)
        self.language = language
        """The invitee's language where the link was theirs, so that the page can speak it."""


class WrongLink(LinkError):
    """Mistyped, cut short, or made up."""

    sentence = N_("This link is not complete or not right. Please open it again from your mail.")

    def __init__(self) -> None:
        super().__init__("wrong")


class ExpiredLink(LinkError):
    """The meeting was long ago."""

    sentence = N_("This link has expired, because the meeting is over.")

    def __init__(self, language: str | None = None) -> None:
        super().__init__("expired", language)


class RevokedLink(LinkError):
    """A newer link took its place, or the invitation was taken back."""

    sentence = N_("This link is no longer valid. Please use the one in the latest mail.")

    def __init__(self, language: str | None = None) -> None:
        super().__init__("revoked", language)


class CancelledLink(LinkError):
    """There is nothing to join."""

    sentence = N_("This meeting was cancelled.")

    def __init__(self, language: str | None = None) -> None:
        super().__init__("cancelled", language)


class BannedLink(LinkError):
    """The host removed this person for good."""

    sentence = N_("The host has closed this meeting to you.")

    def __init__(self, language: str | None = None) -> None:
        super().__init__("banned", language)


class NoSeat(LinkError):
    """A registrant of a webinar without a seat in it; ``state`` says why."""

    sentence = N_("You have no seat in this webinar (yet). Your link shows how it stands.")

    def __init__(self, state: str, language: str | None = None) -> None:
        super().__init__("no-seat", language)
        self.state = state
        """Of the registration: pending, waiting, cancelled; or on_demand."""


class TokenError(SchedulingError):
    """A participant token or join cookie is not accepted."""


class BadToken(TokenError):
    """Not signed by us, for another purpose, or damaged."""

    def __init__(self) -> None:
        super().__init__("bad-token", "This access token is not valid.")


class ExpiredToken(TokenError):
    """Signed by us, but its time is over."""

    def __init__(self) -> None:
        super().__init__("expired", "This access token has expired.")
