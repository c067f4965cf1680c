"""Who is registered for a webinar, in which groups: scheduling and directory, for signaling."""

from collections.abc import Sequence

from engagement.directory import Directory
from scheduling.webinars import Registrations
from scheduling.webinars.plans import RegistrantState
from signaling.seams import Profile


class Registered:
    """``signaling.seams.Registry`` on registrations and the HCP directory."""

    def __init__(self, registrations: Registrations, directory: Directory) -> None:
        self._registrations = registrations
        self._directory = directory

    async def registered(self, org: str, meeting: str) -> int:
        """How many have a seat."""
        counts = await self._registrations.counts(org, meeting)
        return counts.get(RegistrantState.APPROVED, 0)

    async def profiles(
        self, org: str, meeting: str, participants: Sequence[str]
    ) -> dict[str, Profile]:
        """What they wrote in the form; the directory's word where they left it out."""
        found = await self._registrations.several(org, meeting, participants)
        hcps = await self._directory.several(org, {each.hcp for each in found if each.hcp})
        profiles = {}
        for each in found:
            hcp = hcps.get(each.hcp or "")
            known = hcp.fields if hcp is not None else None
            profiles[each.id] = Profile(
                each.country or (known.country if known else None) or "",
                each.specialty or (known.specialty if known else None) or "",
                (known.segment if known else None) or "",
            )
        return profiles
