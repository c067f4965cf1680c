"""The errors of decks, as one tree.

DeckError                 code for programs, sentence for people
 |-- NotFound             no such deck, version, slide or job in this organisation
 |-- IllegalStep          the workflow does not lead from here to there
 |-- BadMetadata          a title, a date or a build that cannot be
 |-- FileRefused          the upload, or what is inside it (REFUSALS holds every code)
 |-- DiskFull             no room for it; nothing was kept
 '-- NotShowable          the content gate says no (gate.py)
"""

import errno


class DeckError(Exception):
    """Something about a deck that somebody must hear of."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class NotFound(DeckError):
    """What was asked for is not there, or another organisation's: no difference is told."""

    def __init__(self, what: str) -> None:
        super().__init__("not-found", f"There is no such {what}.")


class IllegalStep(DeckError):
    """A step that the workflow does not know; nothing has changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__("illegal-step", sentence)


class BadMetadata(DeckError):
    """A value that was refused; nothing has changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__("bad-metadata", sentence)


class FileRefused(DeckError):
    """A file that does not become a deck; nothing of it is kept."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, REFUSALS[code].format(**values))
        self.values = values


class DiskFull(DeckError):
    """The disk has no room left; what was begun is removed."""

    def __init__(self) -> None:
        super().__init__("disk-full", REFUSALS["disk-full"])


def disk_trouble(error: OSError) -> Exception:
    """DiskFull when that is what the error means, else the error itself."""
    return DiskFull() if error.errno in (errno.ENOSPC, errno.EDQUOT) else error


REFUSALS = {
    "empty-file": "“{name}” is empty.",
    "no-file": "No file arrived. Choose a PDF or pictures and try again.",
    "unknown-type": "“{name}” is neither a PDF nor a PNG, JPEG or WebP picture.",
    "no-picture": "“{name}” is no PNG, JPEG or WebP picture.",
    "no-sound": "“{name}” is no music that is taken here: choose MP3, M4A, AAC, Ogg or WAV.",
    "broken-sound": "This file is damaged, or holds no sound that can be read. "
    "Export it again as MP3, M4A, Ogg or WAV.",
    "sound-too-long": "The music plays longer than {most} minutes. Cut it; it is played in a loop.",
    "sound-too-short": "The music plays shorter than {least} seconds; it is played in a loop and "
    "would be heard again and again.",
    "sound-too-heavy": "This file needs more time or memory than a piece of music may use. "
    "Export it again as MP3, M4A, Ogg or WAV.",
    "name-mismatch": "“{name}” is in truth a {kind}. Rename it, or export it again as what its "
    "name says.",
    "mixed-files": "Upload one PDF, or pictures only: not both together, and not two PDFs.",
    "too-many-files": "{count} pictures are too many: one upload takes at most {most}.",
    "too-large": "The upload is larger than {most} MB. Nothing of it was kept.",
    "broken-pdf": "This PDF is damaged and cannot be opened. Export it again and upload the "
    "new file.",
    "broken-page": "Page {page} of this PDF is damaged. Export it again and upload the new file.",
    "broken-image": "Picture {page} is damaged and cannot be read.",
    "encrypted": "This PDF is locked with a password. Save a copy without one and upload that.",
    "too-many-pages": "This PDF has {count} pages; a deck has at most {most}.",
    "too-many-pixels": "Picture {page} has {width} × {height} pixels; at most {most} million "
    "are taken.",
    "page-shape": "Page {page} is more than ten times as long as it is wide, or the other way "
    "round.",
    "too-slow": "The conversion took longer than {seconds} seconds and was stopped. "
    "Simplify the drawing or split the file.",
    "too-heavy": "The file needs more memory or disk than one deck may use. "
    "Make its pictures smaller and try again.",
    "converter-failed": "The file could not be converted: it is damaged, or needs more memory than "
    "one deck may use. Export it again and upload the new file.",
    "interrupted": "The server stopped again and again during this conversion. "
    "Upload the file once more.",
    "server-error": "Something went wrong on the server. Nothing was kept; try again, and tell "
    "your administrator if it happens again.",
    "disk-full": "The server's disk is full. Nothing of the upload was kept; "
    "tell your administrator and try again.",
}
"""Every reason for which a file is not taken: the code, and what people read."""
