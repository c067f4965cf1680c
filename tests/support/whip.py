"""A WHIP and WHEP client: offers over HTTP, media by a light peer."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from multidict import CIMultiDictProxy

from tests.support.media_peer import LightPeer

SDP = "application/sdp"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the server said to a request."""

    status: int
    headers: CIMultiDictProxy[str]
    text: str
    code: str
    """The code of a problem; empty when there was none."""


class MediaClient:
    """Somebody's media, with their token. Use as ``async with``."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http: aiohttp.ClientSession | None = None
        self.peers: list[LightPeer] = []

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for peer in self.peers:
            await peer.close()
        if self._http is not None:
            await self._http.close()

    async def request(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        type: str = SDP,
        **headers: str,
    ) -> Answered:
        """One request with the bearer token; names of headers with ``_`` for ``-``."""
        assert self._http is not None
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent["Content-Type"] = type
        async with self._http.request(
            method, self.url + path, data=body, headers=self._headers | sent
        ) as reply:
            is_problem = reply.content_type == "application/problem+json" and method != "HEAD"
            code = (await reply.json(content_type=None))["code"] if is_problem else ""
            return Answered(reply.status, reply.headers, await reply.text(), code)

    async def publish(self, room: str = "heart", query: str = "") -> tuple[LightPeer, Answered]:
        """Publish audio and video; the peer is connected when the server agreed."""
        return await self._offer(f"/whip/{room}{query}", "sendonly")

    async def play(self, stream: str, room: str = "heart") -> tuple[LightPeer, Answered]:
        """Play a stream; the first host's camera when the name is empty."""
        path = f"/whep/{room}/{stream}" if stream else f"/whep/{room}"
        return await self._offer(path, "recvonly")

    async def _offer(self, path: str, direction: str) -> tuple[LightPeer, Answered]:
        peer = LightPeer()
        self.peers.append(peer)
        answer = await self.request("POST", path, peer.offer(direction))
        if answer.status == 201:
            await peer.connect(answer.text)
        return peer, answer
