"""SDP fragments: what a PATCH says, and what it may not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import BadOffer
from media.fragment import MAX_BYTES, Fragment, parse_fragment, restarts
from media.offer import MAX_CANDIDATES

PASSWORD = "P2uYro0UCOQ4zxjKXaWCBui1"
TRICKLED = (
    f"a=ice-ufrag:EsAw\r\na=ice-pwd:{PASSWORD}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
    "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host\r\na=end-of-candidates\r\n"
)


def test_trickled_candidates() -> None:
    """A fragment in the shape of RFC 9725 names its sender."""
    assert parse_fragment(TRICKLED) == Fragment("EsAw", PASSWORD)


@pytest.mark.parametrize(
    "text", ["a=end-of-candidates\r\n", "a=end-of-candidates", "m=audio 9 RTP/AVP 0\na=mid:0\n"]
)
def test_without_a_name(text: str) -> None:
    """Whoever only says that candidates have ended is the one that we know."""
    said = parse_fragment(text)
    assert said == Fragment(None, None)
    assert not restarts(said, "known")


def test_the_name_of_every_section() -> None:
    """All m-lines of a bundle repeat one name."""
    assert parse_fragment(TRICKLED + TRICKLED).ufrag == "EsAw"


def test_restart() -> None:
    """Another name than the one so far is a restart, the same is not."""
    assert restarts(parse_fragment(TRICKLED), "before")
    assert not restarts(parse_fragment(TRICKLED), "EsAw")


def test_restart_without_a_password() -> None:
    """Half of the credentials restart nothing."""
    with pytest.raises(BadOffer) as refused:
        restarts(parse_fragment("a=ice-ufrag:EsAw\r\n"), "before")
    assert refused.value.code == "fragment-malformed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n\r\n",
        "hello",
        '{"candidate": ""}',
        "a=mid:0\r\nA=mid:0\r\n",
        "a=mid:\0\r\n",
        "a=ice-ufrag:abc\r\n",
        "a=ice-ufrag:with space\r\n",
        f"a=ice-ufrag:{'x' * 257}\r\n",
        "a=ice-ufrag:EsAw\r\na=ice-pwd:short\r\n",
        "a=ice-ufrag:EsAw\r\na=ice-ufrag:wAsE\r\n",
        "a=mid:0\r\n" * (MAX_BYTES // 9 + 1),
    ],
)
def test_malformed(text: str) -> None:
    """Refused, whatever it is."""
    with pytest.raises(BadOffer) as refused:
        parse_fragment(text)
    assert refused.value.code == "fragment-malformed"


def test_too_many_candidates() -> None:
    """No more than an offer may have."""
    line = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n"
    parse_fragment(line * MAX_CANDIDATES)
    with pytest.raises(BadOffer) as refused:
        parse_fragment(line * (MAX_CANDIDATES + 1))
    assert refused.value.code == "too-many-candidates"


@given(st.text())
def test_anything(text: str) -> None:
    """Any text is read or refused; nothing else comes out."""
    try:
        parse_fragment(text)
    except BadOffer as error:
        assert error.code in ("fragment-malformed", "too-many-candidates")
