"""Answers to whoever only wants to know whether the port can be reached. No I/O.

`lectern doctor` asks with credentials that only the server's own data folder tells. Nothing else
comes of it: no session, no route; a TCP connection that only probes is cut like any stranger's.
"""

from media.batch import Address
from media.ice import BindingRequest, Credentials, write_success


class Probe:
    """Credentials without a session."""

    def __init__(self) -> None:
        self.credentials = Credentials.make()

    def answer(self, request: BindingRequest, address: Address) -> bytes | None:
        """The reply to an authentic request; None for everybody else."""
        ours = self.credentials
        if request.ufrag != ours.ufrag or not request.is_authentic(ours.password):
            return None
        return write_success(request.transaction, address, ours.password)
