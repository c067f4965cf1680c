"""The certificate as a PDF, read again with another library than the one that made it."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from scheduling.certificates import Certificate, Statement
from scheduling.words import Words
from server.papers.certificate import certificate_paper

WORDS = Words(Path(__file__).resolve().parents[3] / "web" / "locales")
URL = "https://webinars.example.org/verify"
STATEMENT = Statement(
    name="Dr Ana Bergmann",
    title="Tolerability in the long run",
    starts=1_790_870_400_000,
    minutes=62,
    attended=57,
    zone="Europe/Berlin",
    language="en",
    organisation="Meridian Pharma",
    credit="2 CME points, category A",
)
CERTIFICATE = Certificate(
    id="certificate",
    org="org",
    webinar="webinar",
    registrant="ana",
    serial=42,
    code="ABCDE23456FGHJK789MN",
    issued=1_790_880_000_000,
    issued_by="",
    revoked=None,
    revoked_by="",
    reason="",
    statement=STATEMENT,
)


def made(**changes: Any) -> bytes:
    statement = replace(STATEMENT, **changes)
    say = partial(WORDS.t, statement.language)
    return certificate_paper(replace(CERTIFICATE, statement=statement), URL, say)


def read(content: bytes) -> str:
    """The text of the only page, on one line."""
    document = pypdfium2.PdfDocument(content)
    try:
        assert len(document) == 1
        page = document[0]
        text = page.get_textpage().get_text_bounded()
        return " ".join(text.split())
    finally:
        document.close()


def test_says_everything() -> None:
    """Whose, what, when in which zone, how long, accredited how, by whom, and how to verify it."""
    text = read(made())
    for words in (
        "Certificate of attendance",
        "Dr Ana Bergmann",
        "Tolerability in the long run",
        "Thursday, 1 October 2026, 18:00 (Central European Summer Time)",
        "Length: 1 hour 2 minutes. Attended: 57 minutes.",
        "2 CME points, category A",
        "Meridian Pharma",
        "2026-00042",
        f"{URL}/ABCDE-23456-FGHJK-789MN",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Donnerstag, 1. Oktober 2026, 18:00 (Mitteleuropäische Sommerzeit)"),
        ("fr", "Attestation de participation"),
        ("es", "Certificado de asistencia"),
    ],
)
def test_her_language(language: str, words: str) -> None:
    """It is written in the language of whoever gets it."""
    assert words in read(made(language=language))


@pytest.mark.parametrize(
    "name",
    [
        "Dr Łucja Dvořáková-Şahin",
        "Δρ Ελένη Παπαδοπούλου",
        "Д-р Юлия Їжакевич",
        "Bác sĩ Nguyễn Thị Hồng",
        "Դոկտոր Անի Սարգսյան",
        "Sean O’Brien & <b>Sons</b> **bold** \\n (x) Tj",
    ],
)
def test_names_are_text(name: str) -> None:
    """Letters of scripts that have a typeface are kept; markup and PDF operators are letters."""
    assert " ".join(name.split()) in read(made(name=name))


def test_no_typeface() -> None:
    """A name that no typeface has does not stop the paper: the rest stands on it."""
    assert "2026-00042" in read(made(name="山田太郎"))


def test_one_page() -> None:
    """The longest texts that forms let through stay on the page."""
    text = read(made(name="Wolfeschlegelsteinhausen " * 8, title="W" * 200, credit="points " * 57))
    assert "2026-00042" in text


def test_nothing_active() -> None:
    """No script, no form, no file, no address but the one of verification."""
    content = made(name="](javascript:alert(1)) http://evil.example.org")
    for word in (b"/JavaScript", b"/JS", b"/AcroForm", b"/EmbeddedFile", b"/Launch"):
        assert word not in content
    assert content.count(b"/URI (") == 1
    assert b"/URI (https://webinars.example.org/verify/ABCDE" in content


def test_same_bytes() -> None:
    """The same certificate is the same file, whenever it is fetched."""
    assert made() == made()


def scanned(content: bytes, width: int) -> list[str]:
    """What a camera reads from the paper when it is so many pixels wide."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        picture = page.render(scale=width / page.get_width()).to_pil().convert("L")
    finally:
        document.close()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("width", [900, 1_754, 3_508])
def test_scanned(width: int) -> None:
    """The code on the paper is the address where it is verified: on a screen, and printed."""
    assert scanned(made(), width) == [f"{URL}/ABCDE-23456-FGHJK-789MN"]
