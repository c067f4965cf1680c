"""One STUN question to a media port, as a browser would ask it, by UDP or TCP (RFC 8489)."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from aioice import stun

from server.note import MediaNote, Place

TRIES, INTERVAL_S = 5, 0.4
"""Two seconds in all: as long as a person waits for a page."""


@dataclass(frozen=True, slots=True)
class Question:
    """A binding request and the key to its answer."""

    request: bytes
    transaction: bytes
    password: bytes

    @staticmethod
    def make(note: MediaNote) -> "Question":
        """A question to the media server that left the note."""
        message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        message.attributes["USERNAME"] = f"{note.ufrag}:doctor"
        message.attributes["PRIORITY"] = 1
        message.attributes["ICE-CONTROLLING"] = secrets.randbits(64)
        message.add_message_integrity(note.password.encode())
        return Question(bytes(message), message.transaction_id, note.password.encode())

    def is_answered_by(self, data: bytes) -> bool:
        """Whether this is the server's own answer, and not somebody else's."""
        try:
            message = stun.parse_message(data)
        except ValueError:
            return False
        return (
            message.message_class is stun.Class.RESPONSE
            and message.transaction_id == self.transaction
            and message.check_message_integrity(self.password)
        )


class Answers(asyncio.DatagramProtocol):
    """Waits for the answer to one question; also from behind a relay."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self.answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        """See asyncio."""
        if not self.answered.done() and self._question.is_answered_by(data):
            self.answered.set_result(None)

    def error_received(self, exc: Exception) -> None:
        """See asyncio: an ICMP error says that nobody listens."""
        if not self.answered.done():
            self.answered.set_exception(exc)

    async def wait(self, send: Callable[[bytes], None]) -> None:
        """Ask until the answer is there. Raises TimeoutError, or OSError."""
        for _ in range(TRIES):
            send(self._question.request)
            done, _ = await asyncio.wait([self.answered], timeout=INTERVAL_S)
            if done:
                return self.answered.result()
        self.answered.cancel()
        raise TimeoutError


async def ask(note: MediaNote, place: Place) -> None:
    """Return when the media server has answered there. Raises TimeoutError or OSError."""
    if place.transport == "tcp":
        async with asyncio.timeout(TRIES * INTERVAL_S):
            await _ask_by_tcp(Question.make(note), place)
        return
    loop = asyncio.get_running_loop()
    question = Question.make(note)
    transport, answers = await loop.create_datagram_endpoint(
        lambda: Answers(question), remote_addr=(place.host, place.port)
    )
    try:
        await answers.wait(transport.sendto)
    finally:
        transport.close()


async def _ask_by_tcp(question: Question, place: Place) -> None:
    reader, writer = await asyncio.open_connection(place.host, place.port)
    try:
        writer.write(len(question.request).to_bytes(2, "big") + question.request)
        length = int.from_bytes(await reader.readexactly(2), "big")
        if not question.is_answered_by(await reader.readexactly(length)):
            raise OSError("something else answers there")
    except asyncio.IncompleteReadError as error:
        raise OSError("something else listens there") from error
    finally:
        writer.close()
