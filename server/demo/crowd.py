"""Who signs up for the demo's webinars, and what they did in the one that was held.

All of it is a function of the list below: each start makes the same webinar.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the audience; minutes are of the show."""

    name: str
    country: str
    specialty: str
    workplace: str
    comes: float | None = 0
    """None: did not come."""
    goes: float | None = None
    """None: stayed to the end."""
    capture: bool = True
    """Whether they agreed that what they look at is kept."""
    away: tuple[float, float] | None = None
    """From when to when the tab was behind another one."""
    answer: int | None = None
    """Which option of the poll."""
    asks: str = ""
    claps: int = 0

    @property
    def email(self) -> str:
        """An address that reaches nobody (RFC 2606)."""
        given, family = self.name.split()[-2:]
        return f"{given}.{family}@praxis.example".lower().translate(PLAIN)


PLAIN = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae", "í": "i", "é": "e", "è": "e", "ç": "c"})

CARDIOLOGY, INTERNAL, GENERAL = "Cardiology", "Internal medicine", "General medicine"

CROWD = (
    Member("Dr Anna Winter", "DE", CARDIOLOGY, "Herzzentrum Leipzig", answer=1, claps=3),
    Member(
        "Dr Felix Sommer",
        "DE",
        CARDIOLOGY,
        "Praxis Sommer, Kiel",
        comes=2,
        answer=1,
        asks="How soon after discharge do you check potassium?",
    ),
    Member("Prof Marta Fuchs", "AT", CARDIOLOGY, "Universitätsklinik Graz", answer=1, claps=1),
    Member("Dr Paul Brandt", "DE", INTERNAL, "Klinikum West, Munich", comes=4, answer=0),
    Member(
        "Dr Louise Petit",
        "FR",
        CARDIOLOGY,
        "CHU Lyon",
        away=(20, 26),
        answer=1,
        asks="Are there data for patients over 80?",
    ),
    Member("Dr Hugo Marchand", "FR", GENERAL, "Cabinet Marchand, Nantes", comes=9, goes=31),
    Member("Dra Elena Ruiz", "ES", CARDIOLOGY, "Hospital del Sur, Seville", answer=2, claps=2),
    Member("Dr Pablo Ortega", "ES", INTERNAL, "Hospital Norte, Bilbao", goes=24),
    Member("Dr Jonas Meier", "CH", CARDIOLOGY, "Kantonsspital Chur", capture=False),
    Member("Dr Sofia Keller", "CH", INTERNAL, "Stadtspital Zürich", answer=1, away=(8, 11)),
    Member(
        "Dr Emil Hansen",
        "DE",
        GENERAL,
        "Praxis Hansen, Flensburg",
        comes=1,
        answer=0,
        asks="Can it be split for the first week?",
    ),
    Member("Dr Clara Vogel", "DE", CARDIOLOGY, "Charité, Berlin", answer=1, claps=4),
    Member("Dr Theo Lindner", "DE", INTERNAL, "Klinikum Bremen", comes=None),
    Member("Dr Ines Moser", "AT", GENERAL, "Ordination Moser, Linz", comes=None),
)

UPCOMING = (
    Member("Dr Karl Busch", "DE", CARDIOLOGY, "Klinikum Essen"),
    Member("Dr Nora Frei", "CH", CARDIOLOGY, "Inselspital Bern"),
    Member("Dr Olga Peters", "DE", INTERNAL, "Praxis Peters, Ulm"),
    Member("Dr Remy Blanc", "FR", CARDIOLOGY, "Hôpital Nord, Marseille"),
    Member("Dr Vera Stolz", "AT", CARDIOLOGY, "Klinik Ottakring"),
    Member("Dr Iris Daum", "DE", GENERAL, "Praxis Daum, Trier"),
    Member("Dr Mats Lund", "SE", CARDIOLOGY, "Karolinska, Stockholm"),
    Member("Dr Gina Rossi", "IT", INTERNAL, "Ospedale Maggiore, Milan"),
)
"""The last two are from countries that the rule does not let in by itself."""
