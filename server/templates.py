"""The template environment of the pages."""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.pages.moments import FILTERS


def make_environment(folder: Path, static: Callable[[str], str]) -> Environment:
    """Everything is escaped; a name that a handler forgot to give is an error, not a blank."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.globals["static"] = static
    return environment
