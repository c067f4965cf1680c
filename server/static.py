"""Static files, read and compressed once at the start, cached for ever by the browser.

The address holds a fingerprint of the whole folder (``/static/<fingerprint>/room/room.js``), so
that modules importing each other by relative paths are always of one release.

A style sheet that imports others is served with them in their places: written card by card, it is
still one request for the browser, which paints nothing before it has all.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

COMPRESSED = {".js", ".css", ".svg", ".json", ".map", ".txt"}
PUBLISHED = COMPRESSED | {".woff2", ".png", ".webp", ".jpg", ".ico"}
FOR_EVER = "public, max-age=31536000, immutable"
IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the same gzipped where that pays, and its type."""

    body: bytes
    packed: bytes | None
    content_type: str


class Static:
    """The files below ``folder``."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in PUBLISHED)
        self._assets = {path.relative_to(folder).as_posix(): _read(path) for path in paths}
        digest = hashlib.sha256()
        for name, asset in self._assets.items():
            digest.update(name.encode() + b"\0" + asset.body)
        self.fingerprint = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of one file; KeyError for a file that is not there, so that tests see it."""
        if name not in self._assets:
            raise KeyError(f"web/static has no {name}")
        return f"/static/{self.fingerprint}/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        """Answer with the file; an older fingerprint gets today's file, but uncached."""
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        current = request.match_info["fingerprint"] == self.fingerprint
        response = web.Response(
            content_type=asset.content_type,
            headers={
                "Cache-Control": FOR_EVER if current else "no-cache",
                "Vary": "Accept-Encoding",
            },
        )
        if asset.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.headers["Content-Encoding"] = "gzip"
            response.body = asset.packed
        else:
            response.body = asset.body
        return response


def joined(sheet: Path) -> str:
    """The text of a style sheet, each ``@import "…";`` line replaced by that sheet's own text."""
    text = sheet.read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: joined(sheet.parent / found[1]), text)


def _read(path: Path) -> Asset:
    body = joined(path).encode() if path.suffix == ".css" else path.read_bytes()
    # mtime=0: the same file is the same bytes on every node.
    packed = gzip.compress(body, 9, mtime=0) if path.suffix in COMPRESSED else None
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, packed, kind)
