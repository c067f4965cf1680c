"""A webinar's report as files: what is in them, who gets them, what the audit trail says."""

import csv
import io
from collections.abc import AsyncIterator

import openpyxl
import pytest
import pytest_asyncio

from accounts import StaffRole
from engagement.consents import Answer, Means
from engagement.kinds import ConsentKind
from engagement.surveys import Respondent
from scheduling.webinars import Field, SurveyQuestion
from server.wiring.respondents import Sealed
from tests.server.ended_webinar import Over, hold
from tests.support.site import Site, Visitor, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

SURVEY = (SurveyQuestion("s1", "=Useful?"),)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file."""
    async with running(tmp_path_factory.mktemp("exports") / "data") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def over(site: Site) -> Over:
    return await hold(site, fields=(Field("own_1", "=Ward?"),), survey=SURVEY)


async def fetched(visitor: Visitor, path: str) -> tuple[bytes, str, str]:
    """Content, type and name of a file."""
    async with visitor.client.get(path, headers=visitor._headers({})) as answer:
        assert answer.status == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        name = answer.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
        return await answer.read(), answer.content_type, name


async def table(over: Over, key: str = "") -> list[dict[str, str]]:
    """A table as a program reads it."""
    path = f"{over.path}/report.csv" + (f"?table={key}" if key else "")
    content, kind, name = await fetched(over.mara, path)
    assert (kind, name.endswith(f"-{key or 'attendance'}.csv")) == ("text/csv", True)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


async def test_attendance(over: Over) -> None:
    """The list has everybody with a seat: minutes as unions, who they are to us, when they came."""
    rows = {row["name"]: row for row in await table(over)}
    bob = rows["Dr Bob Müller"]
    assert (bob["live_minutes"], bob["live_ms"], bob["attended"]) == ("50.0", "3000000", "live")
    assert (bob["identity"], bob["registration"]) == ("signed_link", "approved")
    assert bob["first_join"].endswith("Z") and bob["first_join"] < bob["last_leave"]
    # An id of ours that begins with a hyphen has an apostrophe before it, as any text has.
    assert bob["participant_id"].lstrip("'") == over.bob.id and bob["consent_capture"] == ""
    assert rows["Dr Dan Roth"]["attended"] == "no_show"
    assert "'answer: =Ward?" not in bob and "answer: =Ward?" in bob


async def test_certificates_are_listed(over: Over) -> None:
    """Who has a certificate has its number in the list."""
    parts = over.site.services
    made = await parts.certifying.issue(over.webinar, over.bob, parts.clock())
    rows = {row["name"]: row["certificate"] for row in await table(over)}
    assert rows == {"Dr Bob Müller": made.number, "Dr Carol Weiss": "", "Dr Dan Roth": ""}


async def test_again(over: Over) -> None:
    """A second export has the same rows under the same ids."""
    first, second = await table(over), await table(over)
    assert [row["row_id"] for row in first] == [row["row_id"] for row in second]


async def test_consents(over: Over) -> None:
    """Each answer that the ledger holds is a row with its words."""
    parts, org = over.site.services, over.site.org.id
    answer = Answer(ConsentKind.CAPTURE, True, "7", "de", "=Ja, gern")
    await parts.consents.record(
        org, over.webinar.id, over.dan.id, None, [answer], Means.LANDING_PAGE, parts.clock()
    )
    (row,) = await table(over, "consents")
    assert row["participant_id"].lstrip("'") == over.dan.id
    assert (row["kind"], row["given"], row["version"]) == ("capture", "true", "7")
    assert (row["text"], row["means"]) == ("'=Ja, gern", "landing_page")
    rows = {each["name"]: each["consent_capture"] for each in await table(over)}
    assert rows["Dr Dan Roth"] == "true"


@pytest.mark.parametrize(
    "key",
    ["summary", "scores", "consents", "polls", "survey", "questions", "slides", "minutes", "links"],
)
async def test_every_table(over: Over, key: str) -> None:
    """Each table can be had by its name."""
    rows = await table(over, key)
    assert all(row["webinar_id"].lstrip("'") == over.webinar.id for row in rows)


async def test_survey(over: Over) -> None:
    """What was answered afterwards, without a name, is counted in the table and on the paper, when
    there are enough of it that nobody is found out."""
    parts, org, id = over.site.services, over.site.org.id, over.webinar.id
    seal = Sealed(parts.keys, org, id)
    for number in range(5):
        rows = await table(over, "survey")
        assert [row["count"] for row in rows] == ["0"] * 5
        page = await over.mara.get(f"{over.path}/report")
        assert ("not counted below" in page.words) is (number > 0)
        who = Respondent(org, id, over.carol.id, (f"voice {number}",), seal)
        await parts.surveys.answer(who, SURVEY, {"s1": "4"}, parts.clock())
    rows = await table(over, "survey")
    assert [row["answer"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row["count"] for row in rows] == ["0", "0", "0", "5", "0"]
    assert rows[3]["question"] == "'=Useful?" and over.carol.id not in str(rows)
    content, _, _ = await fetched(over.mara, f"{over.path}/report.pdf")
    assert content.startswith(b"%PDF")


async def test_workbook(over: Over) -> None:
    """The workbook has a worksheet for each table, with the numbers of the list."""
    content, kind, name = await fetched(over.mara, f"{over.path}/report.xlsx")
    assert kind.endswith("spreadsheetml.sheet") and name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[:2] == ["summary", "attendance"]
    head, *rows = book["attendance"].iter_rows(values_only=True)
    lines = {row[head.index("name")]: row[head.index("live_minutes")] for row in rows}
    assert lines == {"Dr Bob Müller": 50, "Dr Carol Weiss": 5, "Dr Dan Roth": 0}


async def test_audit(over: Over) -> None:
    """Each file that leaves has an entry: who, which, how many rows."""
    await table(over, "polls")
    parts = over.site.services
    found = await parts.audit.search(over.site.org.id, action="webinar.exported")
    assert over.mara.staff is not None
    latest = found.items[0]
    assert (latest.actor, latest.subject) == (over.mara.staff.id, over.webinar.id)
    assert latest.after == {"format": "csv", "table": "polls", "rows": 0}


async def test_unknown_table(over: Over) -> None:
    """A table that there is not is refused, and leaves no entry."""
    assert (await over.mara.get(f"{over.path}/report.csv?table=secrets")).status == 422


async def test_who_may(site: Site, over: Over) -> None:
    """Reps do not take lists out of the house; compliance does."""
    rep = await site.person(StaffRole.REP, "Max Stein")
    officer = await site.person(StaffRole.COMPLIANCE, "Cora Berg")
    for ending in ("csv", "xlsx"):
        assert (await rep.get(f"{over.path}/report.{ending}")).status == 403
        await fetched(officer, f"{over.path}/report.{ending}")


async def test_other_organisation(site: Site, over: Over) -> None:
    """Another organisation's staff find nothing."""
    other = await site.services.accounts.organisations.create(
        "Pharma Two", language="en", zone="Europe/Berlin"
    )
    eve = await site.person(StaffRole.ADMIN, "Eve Two", other)
    for ending in ("csv", "xlsx"):
        assert (await eve.get(f"{over.path}/report.{ending}")).status == 404
