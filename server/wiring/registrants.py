"""Which HCPs a registrant may be: the directory of engagement, for scheduling."""

from engagement.directory import Directory
from engagement.people import Hcp
from scheduling.webinars.matching import TITLES, Found, Known, match
from scheduling.webinars.plans import Registration


async def look_up(directory: Directory, org: str, somebody: Registration) -> Found:
    """What the organisation's directory says of somebody who signs up."""
    words = [word for word in somebody.name.split() if word.strip(".,").casefold() not in TITLES]
    found: dict[str, Hcp] = {}
    for text in (somebody.email, " ".join(words)):
        if text.strip():
            page = await directory.search(org, text.strip())
            found |= {hcp.id: hcp for hcp in page.items}
    return match(somebody.name, somebody.email, somebody.country, map(_known, found.values()))


def _known(hcp: Hcp) -> Known:
    fields = hcp.fields
    return Known(hcp.id, hcp.name, fields.email or "", fields.country or "", fields.segment or "")
