"""The server's own signing keys: made at the first start, readable by the owner alone."""

import os
import secrets
from pathlib import Path


def signing_keys(data: Path) -> list[str]:
    """The keys in ``<data>/keys/signing``, newest last, as itsdangerous takes them.

    To rotate, append a line: new signatures use the last key, older ones stay valid until their
    line is removed.
    """
    path = data / "keys" / "signing"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").split()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Two processes may start at once (serve and demo): the one that comes second keeps the first's.
    fresh = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
