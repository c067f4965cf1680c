"""Whether a relay works: a real allocation with fresh credentials, and a question through it.

Rule 1: every way to fail has its own sentence, because each has another remedy.
"""

import asyncio
import ssl

from aioice import stun, turn

from server.note import MediaNote
from server.relayurl import RelayUrl, parse_relay
from server.stunclient import Answers, Question
from signaling.seams import IceServer

ANSWER_S = 5


class RelayFails(Exception):
    """The relay cannot be used; the text is one sentence."""


async def try_relay(
    url: str, server: IceServer, note: MediaNote | None, trust: ssl.SSLContext | None = None
) -> str:
    """Allocate, and ask the first media address by UDP through the relay, if media is known.

    Returns a sentence; raises ``RelayFails``. ``trust`` replaces the system's certificates.
    """
    relay = parse_relay(url)
    place = next((each for each in note.places if each.transport == "udp"), None) if note else None
    question = Question.make(note) if note else None
    answers = Answers(question) if question else None
    try:
        async with asyncio.timeout(ANSWER_S):
            transport = await _allocate(relay, server, answers, trust)
    except Exception as error:
        raise RelayFails(_why(error, relay)) from error
    host, port = transport.get_extra_info("sockname")
    try:
        if answers is None or place is None:
            return f"relays as {host}."
        to = (place.host, place.port)
        await answers.wait(lambda request: transport.sendto(request, to))
        return f"relays as {host}, and reaches media at {place.host}:{place.port}."
    except (TimeoutError, OSError, stun.TransactionError) as error:
        where = f"media at {place.host}:{place.port}" if place else "media"
        raise RelayFails(
            f"It gives the address {host}, but nothing of it reaches {where}: look at the relay's "
            "rules for peers and at the firewall between them."
        ) from error
    finally:
        transport.close()
        # Deleting the allocation is a task of aioice's; it needs a moment of the loop.
        await asyncio.sleep(0.2)


async def _allocate(
    relay: RelayUrl, server: IceServer, answers: Answers | None, trust: ssl.SSLContext | None
) -> turn.TurnTransport:
    context = (trust or ssl.create_default_context()) if relay.tls else None
    transport, _ = await turn.create_turn_endpoint(
        lambda: answers or asyncio.DatagramProtocol(),
        server_addr=(relay.host, relay.port),
        username=server.username,
        password=server.credential,
        ssl=context,
        transport=relay.transport,
    )
    return transport


def _why(error: Exception, relay: RelayUrl) -> str:
    where = f"{relay.host}:{relay.port} ({'TLS' if relay.tls else relay.transport.upper()})"
    match error:
        case stun.TransactionFailed():
            code = error.response.error_code
            if code == 401:
                return f"{where} refuses our credentials: TURN_SECRET is not its secret."
            return f"{where} refuses to relay, with the code {code}."
        case ssl.SSLCertVerificationError():
            return f"The certificate of {where} is not to be trusted: {error.verify_message}."
        case ssl.SSLError():
            return f"{where} does not speak TLS."
        case ConnectionRefusedError():
            return f"{where} refuses connections: is the relay running, is the port right?"
        case TimeoutError() | stun.TransactionTimeout():
            return f"{where} does not answer: a firewall, or another address?"
        case OSError():
            return f"{where} cannot be reached: {error.strerror or error}."
    return f"{where} failed: {error!r}."
