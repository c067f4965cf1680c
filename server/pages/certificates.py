"""Certificates of attendance: an HCP fetches hers, anybody verifies one, the staff revoke.

Rule 1: GET issues nothing, because mail scanners open links; fetching a certificate is a POST.
Rule 2: whoever has a code is told what stands on the paper, and nothing else. Codes cannot be
guessed, the pace of each address is limited all the same, and search engines are told to stay away.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from scheduling import moments
from scheduling.certificates import Certificate, CertificateError, codes
from scheduling.errors import BadText, NotFound
from scheduling.links import Opened
from scheduling.webinars.plans import Registrant, Webinar
from server.http import (
    REMOTE,
    Problem,
    flash,
    form,
    not_found,
    printed,
    query,
    redirect,
    services,
    staff,
)
from server.pages.guests import Spoken, opened_by, or_closed, page, speaks
from server.pages.webinar_registrant import is_registrant, registration_of
from server.pages.webinars import chosen
from server.papers.certificate import certificate_in_words
from server.papers.square import Square, square_of
from server.wiring.certifying import Offer, Standing

routes = web.RouteTableDef()

UNLISTED = {"X-Robots-Tag": "noindex, nofollow"}


class Typed(msgspec.Struct):
    """What somebody read from a paper and typed."""

    code: Annotated[str, msgspec.Meta(max_length=codes.MAX_TYPED)] = ""


class Revocation(msgspec.Struct, forbid_unknown_fields=True):
    """Why; whoever verifies the certificate is told."""

    reason: Annotated[str, msgspec.Meta(max_length=2_000)] = ""


# -- anybody -----------------------------------------------------------------------------------


@routes.get("/verify")
async def ask(request: web.Request) -> web.Response:
    """Where a code is typed."""
    typed, language = query(request, Typed).code, speaks(request, None, query(request, Spoken).lang)
    if typed.strip():
        code = codes.read(typed)
        return redirect(f"/verify/{codes.shown(code) if code else 'unknown'}?lang={language}")
    return _verification(request, None, asked=False)


@routes.get("/verify/{code}")
async def verify(request: web.Request) -> web.Response:
    """Whether the certificate with this code is valid, revoked, or none of this server."""
    parts = services(request)
    if not parts.pace.take(request[REMOTE], "verify", parts.clock()):
        raise Problem(
            429, "too-many", "Too many certificates are verified from your network.", retry_after=60
        )
    code = codes.read(request.match_info["code"])
    found = None if code is None else await parts.certifying.certificates.by_code(code)
    return _verification(request, found, asked=True)


def _verification(request: web.Request, found: Certificate | None, *, asked: bool) -> web.Response:
    language = speaks(request, None, query(request, Spoken).lang)
    response = page(
        request,
        "hcp/verify.html",
        language,
        404 if asked and found is None else 200,
        asked=asked,
        certificate=found,
        shown=_shown(language, found) if found else {},
    )
    response.headers.update(UNLISTED)
    return response


def _shown(language: str, certificate: Certificate) -> dict[str, str]:
    """Its moments and lengths in words."""
    facts = certificate.statement
    return {
        "when": moments.in_words(language, facts.starts, facts.zone),
        "length": moments.duration(language, facts.minutes),
        "attended": moments.duration(language, facts.attended),
        "issued": moments.day(language, certificate.issued, facts.zone),
        "revoked": moments.day(language, certificate.revoked or 0, facts.zone),
        "code": codes.shown(certificate.code),
    }


# -- the registrant ----------------------------------------------------------------------------


@routes.post("/j/{token}/certificate")
@routes.post("/room/{meeting}/certificate")
@or_closed
async def fetch(request: web.Request) -> web.StreamResponse:
    """Her certificate, from the page behind her link or from the pages after the webinar."""
    opened = await opened_by(request)
    if not is_registrant(opened):
        raise Problem(404, "not-found", "There is no registration behind this link.")
    webinar, mine = await registration_of(request, opened)
    try:
        return await _paper(request, webinar, mine)
    except CertificateError:
        language = speaks(request, opened.invitee.language)
        offer = await offer_of(request, opened)
        return page(
            request,
            "hcp/certificate.html",
            language,
            409,
            meeting=opened.meeting,
            offer=offer,
            verification=verification_of(request, offer),
            fetch_path=request.path,
        )


async def offer_of(request: web.Request, opened: Opened) -> Offer | None:
    """How it stands with her certificate; None where the webinar gives none."""
    if not is_registrant(opened):
        return None
    webinar, mine = await registration_of(request, opened)
    parts = services(request)
    return (await parts.certifying.offers(webinar, [mine], parts.clock())).get(mine.id)


def verification_of(request: web.Request, offer: Offer | None) -> Square | None:
    """The address at which her valid certificate is verified, to be scanned."""
    if offer is None or offer.standing is not Standing.ISSUED or offer.certificate is None:
        return None
    return square_of(f"{_verify_url(request)}/{codes.shown(offer.certificate.code)}")


def _verify_url(request: web.Request) -> str:
    return f"{services(request).settings.base_url}/verify"


# -- the staff ---------------------------------------------------------------------------------


@routes.post("/webinars/{id}/people/{registrant}/certificate")
async def issue(request: web.Request) -> web.Response:
    """A registrant's certificate; after one that was revoked, a new one."""
    webinar, who = await _person(request)
    try:
        return await _paper(request, webinar, who, by=staff(request).id)
    except CertificateError as error:
        response = redirect(f"/webinars/{webinar.id}/people")
        flash(request, response, f"{who.name}: {error}", "danger")
        return response


@routes.post("/webinars/{id}/people/{registrant}/certificate/revoke")
async def revoke(request: web.Request) -> web.Response:
    """Take a certificate back: whoever verifies it is told, with the reason."""
    posted, (webinar, who), parts = (
        await form(request, Revocation),
        await _person(request),
        services(request),
    )
    response = redirect(f"/webinars/{webinar.id}/people")
    try:
        gone = await parts.certifying.revoke(
            webinar, who.id, posted.reason, parts.clock(), staff(request).id
        )
    except BadText as error:
        flash(request, response, str(error), "danger")
        return response
    except NotFound as error:
        not_found(str(error))
    flash(request, response, f"The certificate {gone.number} of {who.name} is revoked.")
    return response


async def _person(request: web.Request) -> tuple[Webinar, Registrant]:
    """The webinar and the registrant of the address; 404 for another organisation's."""
    webinar = await chosen(request)
    org, id = webinar.meeting.org, request.match_info["registrant"]
    try:
        return webinar, await services(request).registrations.get(org, webinar.id, id)
    except NotFound as error:
        not_found(str(error))


async def _paper(
    request: web.Request, webinar: Webinar, who: Registrant, by: str = ""
) -> web.Response:
    """The certificate as a file; raises ``CertificateError``."""
    parts = services(request)
    certificate = await parts.certifying.issue(webinar, who, parts.clock(), by)
    words = parts.words.catalogue(certificate.statement.language)
    plain = {text: said for text, said in words.items() if isinstance(said, str)}
    content = await printed(request, certificate_in_words, certificate, _verify_url(request), plain)
    return web.Response(
        body=content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="certificate-{certificate.number}.pdf"',
            "Cache-Control": "no-store",
        },
    )
