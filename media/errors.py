"""What media refuses. Each error has a stable code for programs and a sentence for people.

MediaError
├── BadOffer          the SDP offer cannot be answered; the code says why
├── NoSuchStream      nobody publishes that stream (any more)
├── NoSuchSession     that WHIP or WHEP resource has ended or never was
└── TooManySessions   the server is full
"""


class MediaError(Exception):
    """Base of all refusals; `str(error)` is the sentence."""

    code = "media-error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadOffer(MediaError):
    """The offer is refused; nothing was created."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class NoSuchStream(MediaError):
    """The stream does not exist."""

    code = "no-such-stream"

    def __init__(self, stream: str) -> None:
        super().__init__("This stream does not exist or has ended.")
        self.stream = stream


class NoSuchSession(MediaError):
    """The media session does not exist."""

    code = "no-such-session"

    def __init__(self, session: str) -> None:
        super().__init__("This media session does not exist or has ended.")
        self.session = session


class TooManySessions(MediaError):
    """The server holds as many media sessions as it is set to."""

    code = "too-many-sessions"

    def __init__(self) -> None:
        super().__init__("The media server is full; try again later.")
