"""Staff of the organisations on this server, and how they sign in.

Rule 1: every method about people takes the organisation first; a person of another organisation is
not found.
Rule 2: e-mail addresses are unique on the whole server, since login asks for no organisation.
Rule 3: an organisation never loses its last active administrator.
"""

import secrets

from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts.errors import AccountOff, EmailTaken, LastAdmin, NotFound, WrongLogin
from accounts.limits import LoginLimits
from accounts.organisations import Organisations
from accounts.passwords import Passwords, check_strength
from accounts.people import (
    Clock,
    Page,
    Staff,
    StaffRole,
    clean_email,
    clean_language,
    clean_name,
    clean_zone,
    fold,
    login_key,
)
from accounts.sessions import Sessions, SignedIn, staff_of
from accounts.tables import staff


class Accounts:
    """The staff directory and the front door."""

    def __init__(
        self, engine: AsyncEngine, *, clock: Clock, passwords: Passwords | None = None
    ) -> None:
        self.organisations = Organisations(engine, clock=clock)
        self._engine = engine
        self._clock = clock
        self._passwords = passwords or Passwords()
        self._sessions = Sessions(engine)
        self._limits = LoginLimits(engine)

    async def create(
        self,
        org: str,
        *,
        email: str,
        name: str,
        role: StaffRole,
        password: str,
        language: str | None = None,
        zone: str | None = None,
    ) -> Staff:
        """A new person; language and zone default to the organisation's.

        Raises ``BadEmail``, ``BadName``, ``BadLanguage``, ``BadZone``, ``WeakPassword``,
        ``EmailTaken``, and ``NotFound`` for an unknown organisation.
        """
        home = await self.organisations.get(org)
        person = Staff(
            id=secrets.token_urlsafe(16),
            org=org,
            email=clean_email(email),
            name=clean_name(name),
            role=role,
            language=clean_language(language or home.language),
            zone=clean_zone(zone or home.zone),
            active=True,
            created=self._clock(),
            last_login=None,
        )
        check_strength(password, person.email, person.name)
        await self._insert(person, await self._passwords.hash(password))
        return person

    async def get(self, org: str, staff_id: str) -> Staff:
        """The person; raises ``NotFound``."""
        return (await self._find(org, staff_id))[0]

    async def search(
        self,
        org: str,
        text: str = "",
        *,
        role: StaffRole | None = None,
        active: bool | None = None,
        page: int = 1,
        size: int = 25,
    ) -> Page[Staff]:
        """People whose name or address holds every word of ``text``, by name."""
        which: list[ColumnElement[bool]] = [staff.c.org == org]
        which += [staff.c.folded.contains(word, autoescape=True) for word in fold(text).split()]
        if role is not None:
            which.append(staff.c.role == role)
        if active is not None:
            which.append(staff.c.active == active)
        query = select(staff).where(*which).order_by(staff.c.folded, staff.c.id)
        async with self._engine.connect() as connection:
            count = select(func.count()).select_from(staff).where(*which)
            total = (await connection.execute(count)).scalar_one()
            rows = await connection.execute(query.limit(size).offset((page - 1) * size))
            return Page(tuple(map(staff_of, rows.mappings())), total, page, size)

    async def change(
        self,
        org: str,
        staff_id: str,
        *,
        name: str | None = None,
        role: StaffRole | None = None,
        language: str | None = None,
        zone: str | None = None,
    ) -> Staff:
        """Change what is given; raises ``NotFound``, ``LastAdmin`` and what ``create`` raises."""
        person = await self.get(org, staff_id)
        values = {
            "name": clean_name(name or person.name),
            "role": role or person.role,
            "language": clean_language(language or person.language),
            "zone": clean_zone(zone or person.zone),
        }
        values["folded"] = fold(f"{values['name']} {person.email}")
        guarded = values["role"] is not StaffRole.ADMIN
        await self._update(person, guarded, **values)
        return await self.get(org, staff_id)

    async def deactivate(self, org: str, staff_id: str) -> None:
        """Switch the account off and end its sessions; raises ``NotFound``, ``LastAdmin``."""
        person = await self.get(org, staff_id)
        await self._update(person, True, active=False)
        await self._sessions.close_all(person.id)

    async def activate(self, org: str, staff_id: str) -> None:
        """Switch the account on again; raises ``NotFound``."""
        await self._update(await self.get(org, staff_id), False, active=True)

    async def login(self, email: str, password: str, address: str) -> SignedIn:
        """Check the password and open a session; ``address`` is the caller's IP address.

        Raises ``LoginLimited``, ``WrongLogin``, ``AccountOff``.  An unknown address takes as long
        as a wrong password.
        """
        attempt = await self._limits.begin(email, address, self._clock())
        person, stored = await self._by_login(email)
        if not await self._passwords.check(password, stored) or person is None or stored is None:
            raise WrongLogin
        await self._limits.succeed(attempt)
        if not person.active:
            raise AccountOff
        if self._passwords.outdated(stored):
            await self._update(person, False, password=await self._passwords.hash(password))
        await self._update(person, False, last_login=self._clock())
        return await self._sessions.open(person, self._clock())

    async def session(self, secret: str) -> Staff | None:
        """Who holds this session secret, or None when it is unknown, over, or switched off."""
        return await self._sessions.find(secret, self._clock())

    async def logout(self, secret: str) -> None:
        """End the session; an unknown one does nothing."""
        await self._sessions.close(secret)

    async def change_password(
        self, org: str, staff_id: str, old: str, new: str, address: str, *, keep: str | None = None
    ) -> None:
        """Set a new password; every session ends but the one with the secret ``keep``.

        Wrong old passwords count as failed logins.  Raises ``NotFound``, ``LoginLimited``,
        ``WrongLogin``, ``WeakPassword``.
        """
        person, stored = await self._find(org, staff_id)
        attempt = await self._limits.begin(person.email, address, self._clock())
        if not await self._passwords.check(old, stored):
            raise WrongLogin
        await self._limits.succeed(attempt)
        await self._set_password(person, new, keep)

    async def reset_password(self, org: str, staff_id: str, new: str) -> None:
        """An administrator sets a password; every session ends.

        Raises ``NotFound``, ``WeakPassword``.
        """
        await self._set_password(await self.get(org, staff_id), new, None)

    async def tidy(self) -> None:
        """Forget sessions and failed logins that are over; worth calling once an hour."""
        await self._sessions.tidy(self._clock())
        await self._limits.tidy(self._clock())

    async def _set_password(self, person: Staff, new: str, keep: str | None) -> None:
        check_strength(new, person.email, person.name)
        await self._update(person, False, password=await self._passwords.hash(new))
        await self._sessions.close_all(person.id, but=keep)

    async def _find(self, org: str, staff_id: str) -> tuple[Staff, str]:
        query = select(staff).where(staff.c.org == org, staff.c.id == staff_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound
        return staff_of(row), row["password"]

    async def _by_login(self, email: str) -> tuple[Staff | None, str | None]:
        query = select(staff).where(staff.c.login == login_key(email))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return (None, None) if row is None else (staff_of(row), row["password"])

    async def _insert(self, person: Staff, password: str) -> None:
        row = {name: getattr(person, name) for name in Staff.__slots__}
        row |= {
            "login": login_key(person.email),
            "folded": fold(f"{person.name} {person.email}"),
            "password": password,
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(staff).values(row))
        except IntegrityError as error:
            raise EmailTaken from error

    async def _update(self, person: Staff, guarded: bool, **values: object) -> None:
        """Write ``values``; when ``guarded``, only if an active admin is left afterwards."""
        which = staff.c.id == person.id
        if guarded:
            other = staff.alias()
            spare = exists().where(
                other.c.org == person.org,
                other.c.id != person.id,
                other.c.role == StaffRole.ADMIN,
                other.c.active,
            )
            which &= (staff.c.role != StaffRole.ADMIN) | ~staff.c.active | spare
        async with self._engine.begin() as connection:
            done = await connection.execute(update(staff).where(which).values(**values))
        if done.rowcount == 0:
            raise LastAdmin
