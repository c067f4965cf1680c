"""Forms with a webinar's own questions: what was posted, apart from the answers to them."""

from collections.abc import Sequence

from aiohttp import web

from server.http import Problem, whole_form

ANSWER = "q-"
"""Before the key of a question of the webinar's own, as a form names it."""
MOST_FIELDS = 200

Texts = dict[str, list[str]]


async def split_form(request: web.Request) -> tuple[Texts, dict[str, str]]:
    """The usual fields by name, and the answers by their questions' keys, several as lines.

    Raises ``Problem`` 413 for a form that no page of ours sends.
    """
    posted = await whole_form(request)
    if len(posted) > MOST_FIELDS:
        raise Problem(413, "too-large", "The form has too many fields.")
    texts = {key: [v for v in posted.getall(key) if isinstance(v, str)] for key in posted}
    own = {
        key.removeprefix(ANSWER): "\n".join(values)
        for key, values in texts.items()
        if key.startswith(ANSWER)
    }
    return {key: texts[key] for key in texts if not key.startswith(ANSWER)}, own


def last_words(texts: Texts) -> dict[str, object]:
    """Of each field what was said last; blank is not said."""
    return {
        key: values[-1].strip() for key, values in texts.items() if values and values[-1].strip()
    }


def pairs(options: Sequence[str]) -> list[tuple[str, str]]:
    """Options whose values are their words."""
    return [(each, each) for each in options]
