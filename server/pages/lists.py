"""The query string of pages that list something."""

from typing import Annotated

import msgspec

PageNumber = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
SearchText = Annotated[str, msgspec.Meta(max_length=200)]


class Search(msgspec.Struct):
    """``?q=`` and ``?page=``, from 1."""

    q: SearchText = ""
    page: PageNumber = 1
