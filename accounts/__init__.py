"""Organisations, their staff, and how staff sign in.  A leaf: imports no other package of ours."""

from accounts.accounts import Accounts
from accounts.errors import (
    AccountError,
    AccountOff,
    BadEmail,
    BadLanguage,
    BadName,
    BadValue,
    BadZone,
    EmailTaken,
    LastAdmin,
    LoginLimited,
    NotFound,
    WeakPassword,
    WrongLogin,
)
from accounts.passwords import Passwords
from accounts.people import LANGUAGES, Organisation, Page, Staff, StaffRole
from accounts.sessions import SignedIn
from accounts.tables import metadata

__all__ = [
    "LANGUAGES",
    "AccountError",
    "AccountOff",
    "Accounts",
    "BadEmail",
    "BadLanguage",
    "BadName",
    "BadValue",
    "BadZone",
    "EmailTaken",
    "LastAdmin",
    "LoginLimited",
    "NotFound",
    "Organisation",
    "Page",
    "Passwords",
    "SignedIn",
    "Staff",
    "StaffRole",
    "WeakPassword",
    "WrongLogin",
    "metadata",
]
