"""What the crew of a webinar reads in mails: its own words, never those for the audience."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduling import LANGUAGES, Letters, Outbox, Words
from scheduling.mails import Facts, MailKind
from scheduling.webinars import Crew, Webinar
from scheduling.webinars.duties import DUTIES
from tests.scheduling.cast import ORG
from tests.scheduling.facts import FACTS, LINK

KINDS = (MailKind.INVITE, MailKind.LINK, MailKind.RESCHEDULE, MailKind.CANCEL)
SEAT = ("seat", "Platz", "place ", "plaza", "registered", "angemeldet", "inscrit", "inscrito")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def letters() -> Letters:
    words = Words(ROOT / "web" / "locales")
    return Letters(ROOT / "web" / "templates" / "mail", words, "no-reply@lectern.example")


def crew_facts(kind: MailKind, role: str = "moderator", language: str = "en") -> Facts:
    return replace(FACTS, kind=kind, webinar=True, role=role, language=language)


def test_the_link_once_more(letters: Letters) -> None:
    """A moderator reads what she is there for and where her link leads."""
    letter = letters.letter(crew_facts(MailKind.LINK), LINK)
    assert letter.lead == "Here is your link to the crew of the webinar once more."
    assert letter.hints[0] == DUTIES["moderator"]
    assert letter.footer.endswith("because you are on the crew of this webinar.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", DUTIES)
def test_no_seat(letters: Letters, kind: MailKind, language: str, role: str) -> None:
    """No mail to the crew speaks of a seat or a registration, in any language."""
    letter = letters.letter(crew_facts(kind, role, language), LINK)
    text = letters.text(letter)
    assert not [word for word in SEAT if word in text], text


def test_the_audience_has_its_seat(letters: Letters) -> None:
    """A registrant's mails are as before; so are rows that were queued before roles were kept."""
    facts = replace(FACTS, kind=MailKind.LINK, webinar=True, language="en")
    letter = letters.letter(facts, LINK)
    assert letter.lead == "Here is your link to the webinar once more."
    assert "give your seat to somebody else" in letter.hints[-1]
    invited = letters.letter(replace(facts, kind=MailKind.INVITE), LINK)
    assert invited.footer.endswith("because you are on the crew of this webinar.")


async def test_the_mail_knows_the_role(crew: Crew, webinar: Webinar, outbox: Outbox) -> None:
    """The mail that goes out once more is written for the role of that moment."""
    mona = await crew.invite(ORG, webinar.id, "Mona", "mona@agency.example", "panelist", "de")
    await crew.change_role(ORG, webinar.id, mona.id, "moderator")
    await crew.resend(ORG, webinar.id, mona.id)
    mails = (await outbox.search(ORG, meeting=webinar.id)).items
    roles = {mail.kind: mail.facts.role for mail in mails}
    assert roles == {MailKind.INVITE: "panelist", MailKind.LINK: "moderator"}
