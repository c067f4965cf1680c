"""What registrants agreed to when they signed up: plans of scheduling, the ledger of engagement.

Rule 1: each answer is kept with its very words, version and language, as all consents are.
Rule 2: an address that was known already answers nothing: anybody may type it.
Rule 3: whoever has not answered what is asked today (an imported list, another country, other
words) is asked before the room opens.
"""

from collections.abc import Collection, Iterable

from engagement.consents import Answer, ConsentEntry, Consents, Means
from engagement.kinds import ConsentKind
from scheduling.webinars.consenttexts import ConsentText, asked
from scheduling.webinars.plans import Registrant, Webinar


async def record(
    consents: Consents,
    webinar: Webinar,
    registrant: Registrant,
    texts: Iterable[ConsentText],
    agreed: Collection[str],
    now: int,
) -> None:
    """Write the answers to these texts into the ledger."""
    answers = [
        Answer(
            ConsentKind.REGISTRATION, each.version in agreed, each.version, each.language,
            each.wording,
        )
        for each in texts
    ]  # fmt: skip
    if answers:
        await consents.record(
            webinar.meeting.org, webinar.id, registrant.id, registrant.hcp or None, answers,
            Means.REGISTRATION, now,
        )  # fmt: skip


async def take_back(
    consents: Consents, webinar: Webinar, registrant: Registrant, version: str, now: int
) -> None:
    """One more entry: no to a text that was agreed to, in the words it was agreed to in.

    What was never agreed to stays as it is.
    """
    org = webinar.meeting.org
    for each in await answered(consents, org, webinar.id, registrant.id):
        if each.version == version and each.given:
            answer = Answer(each.kind, False, each.version, each.language, each.text)
            await consents.record(
                org, webinar.id, registrant.id, each.hcp, [answer], Means.RECEIPT, now
            )


async def answered(consents: Consents, org: str, meeting: str, who: str) -> list[ConsentEntry]:
    """The latest answer to each text that somebody was asked when signing up."""
    return texts_of(await consents.entries(org, meeting, who))


def texts_of(entries: Iterable[ConsentEntry]) -> list[ConsentEntry]:
    """Of these entries the latest to each text of a registration."""
    mine = [each for each in entries if each.kind is ConsentKind.REGISTRATION]
    return list({each.version: each for each in mine}.values())


async def owed(
    consents: Consents, webinar: Webinar, registrant: Registrant, language: str
) -> tuple[ConsentText, ...]:
    """What a registrant must still answer: texts not seen yet, and needed ones not agreed to.

    An answer to the same text in another language counts.
    """
    plan = webinar.plan
    texts = asked(plan.consents, registrant.country, language, plan.languages[0])
    found = await answered(consents, webinar.meeting.org, webinar.id, registrant.id)
    given = {each.version: each.given for each in found}
    for other in plan.languages:
        spoken = asked(plan.consents, registrant.country, other, plan.languages[0])
        if spoken and all(_settled(each, given) for each in spoken):
            return ()
    return tuple(each for each in texts if not _settled(each, given))


def _settled(text: ConsentText, given: dict[str, bool]) -> bool:
    return text.version in given and (given[text.version] or not text.required)
