"""The form of a survey as it is posted: a field for each question."""

from aiohttp import web

from scheduling.words import LANGUAGES
from server.http import Problem, whole_form

ASKED = "s-"
"""Before the key of a question, as the form names it."""
MOST_FIELDS = 50


async def posted_answers(request: web.Request) -> tuple[dict[str, str], str]:
    """Answers by the question's key as they were typed, and the page's language.

    Raises ``Problem`` 408, 413.
    """
    posted = await whole_form(request)
    if len(posted) > MOST_FIELDS:
        raise Problem(413, "too-large", "The form has too many fields.")
    given = {
        name.removeprefix(ASKED): value
        for name, value in posted.items()
        if name.startswith(ASKED) and isinstance(value, str)
    }
    lang = posted.get("lang", "")
    return given, lang if isinstance(lang, str) and lang in LANGUAGES else ""
