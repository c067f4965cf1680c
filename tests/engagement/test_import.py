"""HCPs from a CSV file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement import csvfile
from engagement.csvfile import parse
from engagement.people import HcpFields
from engagement.store import EngagementStore
from tests.engagement.cast import ALICE, FOREIGN, ORG, START

GOOD = """\
Title;First name;Last name;E-mail;CRM ID;Country;Language;Time zone;Products
Dr;Ana;Bergmann;ana@clinic.example.com;A1;de;de;Europe/Berlin;cardiol, oncol
;Zoë;"Müller; Prof.";;A2;;;;
"""


def problems(content: str | bytes) -> list[str]:
    raw = content.encode() if isinstance(content, str) else content
    return [str(problem) for problem in parse(raw).problems]


async def imports(
    books: EngagementStore, content: str, dry_run: bool = False
) -> tuple[int, int, int, list[str]]:
    """Created, changed, unchanged, problems."""
    done = await books.directory.import_csv(
        ORG, content.encode(), by=ALICE, now=START, dry_run=dry_run
    )
    found = [str(problem) for problem in done.problems]
    assert done.done == (not found and not dry_run)
    return done.created, done.changed, done.unchanged, found


async def names(books: EngagementStore) -> list[str]:
    return [person.name for person in (await books.directory.search(ORG)).items]


def test_parse() -> None:
    """Headings as people write them, empty cells, quotes, and a list in a cell."""
    parsed = parse(GOOD.encode())
    assert parsed.problems == ()
    assert [(entry.line, entry.person) for entry in parsed.entries] == [
        (
            2,
            HcpFields(
                title="Dr",
                given_name="Ana",
                family_name="Bergmann",
                email="ana@clinic.example.com",
                crm_id="A1",
                country="DE",
                language="de",
                zone="Europe/Berlin",
                products=("cardiol", "oncol"),
            ),
        ),
        (3, HcpFields(given_name="Zoë", family_name="Müller; Prof.", crm_id="A2")),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_write(encoding: str, separator: str, end: str) -> None:
    """Byte order marks, UTF-16, and every separator and line end."""
    lines = ["given_name;family_name;city", "Zoë;Müller;Lübeck", "", ";;", "Max;Stein;x", ""]
    content = end.join(lines).replace(";", separator).encode(encoding)
    parsed = parse(content)
    assert parsed.problems == ()
    assert [entry.person.name for entry in parsed.entries] == ["Zoë Müller", "Max Stein"]


def test_line_numbers_after_a_long_cell() -> None:
    """A cell of three lines moves the numbers of those below, as in an editor."""
    content = 'given_name,family_name,zone\nAna,"Berg\n-\nmann",\n\nMax,Stein,Moon\n'
    assert problems(content) == ["Line 6, zone: is no time zone; they look like Europe/Berlin."]


def test_all_problems_at_once() -> None:
    """Every bad cell is named by line and heading."""
    content = (
        "First name,Last name,E-mail,Country,NPI\n"
        "Ana,,ana,Germany,123\n"
        "Max,Stein,max@example.com,DE,1234567893\n"
        "Eva,Stein,max@example.com,DE,1234567893\n"
        "Tom,Stein,,,,extra\n"
    )
    assert problems(content) == [
        "Line 2, Last name: must not be empty.",
        "Line 2, E-mail: is no e-mail address: An email address must have an @-sign.",
        "Line 2, Country: must be a code of two letters, such as DE.",
        "Line 2, NPI: must have 10 digits.",
        "Line 4, npi: the NPI of line 3 again.",
        "Line 4, email: the e-mail address of line 3 again.",
        "Line 5: 6 cells under 5 headings.",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file: is empty."),
        (b"\xef\xbb\xbf \n\n", "The file: is empty."),
        (
            "given_name,family_name\nZoë,Müller\n".encode("latin-1"),
            "Line 2: byte 0xEB is not UTF-8; please save the file as “CSV UTF-8”.",
        ),
        (b"given_name,family_name\nA\0,B\n", "Line 2: a NUL character; this is no CSV file."),
        (
            b"given_name,town\nAna,Berlin\n",
            "Line 1: no column family_name; the first line must name the columns: given_name, "
            "family_name, title, email, crm_id, npi, specialty, workplace, country, language, "
            "zone, segment, products.",
        ),
        (
            b"given_name,First name,family_name\nA,B,C\n",
            "Line 1, First name: stands for a column that was there before.",
        ),
        (b"given_name,family_name\n", "The file: has headings, and nobody below them."),
        (b'given_name,family_name\n"Ana,B\n', "Line 2: cannot be read: unexpected end of data."),
        (b"x" * 5_000_001, "The file: is larger than 5 MB; please split it."),
        (b"PK\x03\x04\x14\x00\x06\x00\x08", "Line 1: a NUL character; this is no CSV file."),
    ],
)
def test_no_csv_of_hcps(content: bytes, problem: str) -> None:
    """A file that cannot be read is refused in one clear sentence."""
    assert problems(content) == [problem]


def test_too_many_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is an end to one file."""
    monkeypatch.setattr(csvfile, "MOST_ROWS", 3)
    content = "given_name,family_name\n" + "A,B\n" * 5
    assert problems(content) == ["Line 5: more than 3 people; please split."]


def test_too_many_problems() -> None:
    """A hundred problems are enough to see that it is the wrong file."""
    assert len(problems("given_name,family_name\n" + "A,\n" * 5_000)) == 100


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8")))
def test_any_bytes(content: bytes) -> None:
    """Whatever the bytes, there are people or problems, never an exception and never both none."""
    parsed = parse(content)
    assert parsed.entries or parsed.problems


@given(st.text(alphabet='AB,;\t"\n\r é', max_size=60))
def test_any_rows(text: str) -> None:
    """Whatever stands below good headings, each line is a person or has a problem."""
    parsed = parse(f"given_name,family_name,email\n{text}".encode())
    assert parsed.entries or parsed.problems
    assert all(problem.line >= 0 for problem in parsed.problems)


async def test_import(books: EngagementStore) -> None:
    """New people are created, with an audit line each."""
    assert await imports(books, GOOD) == (2, 0, 0, [])
    assert await names(books) == ["Dr Ana Bergmann", "Zoë Müller; Prof."]
    assert (await books.audit.search(ORG, action="hcp.created")).total == 2
    assert (await books.audit.verify(ORG)).sound


async def test_import_again(books: EngagementStore) -> None:
    """The same file again changes nothing."""
    await imports(books, GOOD)
    assert await imports(books, GOOD) == (0, 0, 2, [])
    assert len(await names(books)) == 2


async def test_import_changes(books: EngagementStore) -> None:
    """A known HCP gets what the file has columns for, and keeps the rest."""
    await imports(books, GOOD)
    content = "CRM ID,First name,Last name,E-mail,language\nA1,Anna,Bergmann,anna@example.com,\n"
    assert await imports(books, content) == (0, 1, 0, [])
    ana = (await books.directory.search(ORG, "bergmann")).items[0].fields
    assert (ana.given_name, ana.email) == ("Anna", "anna@example.com")
    assert (ana.title, ana.zone, ana.language) == ("Dr", "Europe/Berlin", "de")


async def test_import_matches_by_address(books: EngagementStore) -> None:
    """Without a CRM id the address says who it is, in any spelling."""
    await imports(books, GOOD)
    content = "First name,Last name,E-mail\nAna,Bergmann-Diaz,ANA@clinic.example.com\n"
    assert await imports(books, content) == (0, 1, 0, [])
    ana = (await books.directory.search(ORG, "bergmann-diaz")).items[0].fields
    assert (ana.crm_id, ana.email) == ("A1", "ana@clinic.example.com")


async def test_import_is_all_or_nothing(books: EngagementStore) -> None:
    """With one bad line nobody is imported, and the numbers say what would have been."""
    content = GOOD + ";Max;;;A3;;;;\n"
    assert await imports(books, content) == (
        *(2, 0, 0),
        ["Line 4, Last name: must not be empty."],
    )
    assert await names(books) == []


async def test_dry_run(books: EngagementStore) -> None:
    """A dry run says what would happen, and does nothing."""
    assert await imports(books, GOOD, dry_run=True) == (2, 0, 0, [])
    assert await names(books) == []
    assert (await books.audit.search(ORG)).total == 0


async def test_torn_line(books: EngagementStore) -> None:
    """A line whose id and address belong to two HCPs is not guessed at."""
    await imports(books, GOOD)
    content = "CRM ID,First name,Last name,E-mail\nA2,Zoë,Müller,ana@clinic.example.com\n"
    expected = (
        "Line 2: the CRM id and the e-mail address belong to different HCPs of the directory."
    )
    assert (await imports(books, content))[3] == [expected]


async def test_one_hcp_twice(books: EngagementStore) -> None:
    """Two lines that are one HCP, by id and by address, are one too many."""
    await imports(books, GOOD)
    content = (
        "CRM ID,First name,Last name,E-mail\n"
        "A1,Ana,Bergmann,\n"
        ",Ana,Bergmann,ana@clinic.example.com\n"
    )
    assert (await imports(books, content))[3] == ["Line 3: is the same HCP as line 2."]


async def test_import_of_many(books: EngagementStore) -> None:
    """Five thousand people are one transaction, and the chain of their lines is sound."""
    lines = [f"A{number},Given,Family{number}" for number in range(5_000)]
    content = "crm_id,given_name,family_name\n" + "\n".join(lines)
    assert await imports(books, content) == (5_000, 0, 0, [])
    changed = content.replace(",Given,", ",Other,")
    assert await imports(books, changed) == (0, 5_000, 0, [])
    assert (await books.directory.search(ORG, "other")).total == 5_000
    assert (await books.audit.verify(ORG)).lines == 10_000


async def test_import_knows_its_own_only(books: EngagementStore) -> None:
    """What another organisation has is no duplicate of ours."""
    await imports(books, GOOD)
    done = await books.directory.import_csv(FOREIGN, GOOD.encode(), by=ALICE, now=START)
    assert (done.created, done.done) == (2, True)
