"""What forms let people choose from: languages and countries, as (value, word) pairs."""

from functools import cache

from babel import Locale

LANGUAGES = (("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"))

Choices = tuple[tuple[str, str], ...]


@cache
def countries() -> Choices:
    """Countries by their ISO 3166 code, in the order of their English names."""
    names = Locale("en").territories
    found = ((code, name) for code, name in names.items() if len(code) == 2 and code.isalpha())
    # Codes that CLDR knows beyond ISO 3166: outlying areas, pseudo and test regions.
    real = (pair for pair in found if pair[0] not in ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
    return tuple(sorted(real, key=lambda pair: pair[1]))
