"""What registrants are asked to agree to, by country and language. No I/O.

Rule 1: a country with texts of its own is asked those; every other one those for "everywhere else".
Rule 2: of them the reader's language, else the page's main one, else whatever there is: a text
that must be agreed to is never left out for want of a translation.
Rule 3: a version is a hash of the words, so that other words are another version, whoever wrote
them, and the same words asked again need no second answer.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from scheduling.texts import note_of, one_line
from scheduling.webinars.errors import BadField, BadRegistration
from scheduling.words import LANGUAGES, N_

MOST = 40
MAX_TITLE = 200
UNSEEN = N_("Please read what registrants from your country are asked, and send the form again.")
NEEDED = N_("Without this consent you cannot take part: {title}")


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text with its switch."""

    title: str
    text: str
    country: str = ""
    """ISO 3166-1 alpha-2; empty: everywhere that has no text of its own."""
    language: str = "en"
    required: bool = True
    """Whether nobody signs up without agreeing."""

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits of the words' SHA-256."""
        return hashlib.sha256(self.wording.encode()).hexdigest()[:12]

    @property
    def wording(self) -> str:
        """The whole of what is on the screen."""
        return f"{self.title}\n\n{self.text}"


def asked(
    texts: Iterable[ConsentText], country: str, language: str, main: str
) -> tuple[ConsentText, ...]:
    """What somebody from ``country`` who reads ``language`` is asked; ``main`` is the page's."""
    known = tuple(texts)
    own = [each for each in known if country and each.country == country]
    found = own or [each for each in known if not each.country]
    for wanted in (language, main, found[0].language if found else ""):
        spoken = tuple(each for each in found if each.language == wanted)
        if spoken:
            return spoken
    return ()


def check(texts: Iterable[ConsentText], seen: Collection[str], agreed: Collection[str]) -> None:
    """Raise ``BadRegistration`` when a text was not on the screen, or a needed one refused."""
    for text in texts:
        if text.version not in seen:
            raise BadRegistration("consents", UNSEEN)
        if text.required and text.version not in agreed:
            raise BadRegistration(f"agree-{text.version}", NEEDED, title=text.title)


def clean_texts(texts: Iterable[ConsentText]) -> tuple[ConsentText, ...]:
    """The texts with clean values; raises ``BadField``."""
    clean = tuple(map(_clean, texts))
    if len(clean) > MOST:
        raise BadField("consents", f"Ask for at most {MOST} consents, counting each language.")
    if len({(each.country, each.version) for each in clean}) < len(clean):
        raise BadField("consents", "The same text stands there twice for one country.")
    return clean


def _clean(text: ConsentText) -> ConsentText:
    country, title = text.country.strip().upper(), one_line(text.title)
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadField("consents", f"“{country}” is no country's code such as DE.")
    if text.language not in LANGUAGES:
        raise BadField("consents", f"“{text.language}” is no language of the page.")
    if not 1 <= len(title) <= MAX_TITLE or not text.text.strip():
        raise BadField("consents", "A consent needs a title and a text.")
    return replace(text, country=country, title=title, text=note_of(text.text))
