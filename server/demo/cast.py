"""Who plays in the demo. All names are made up; ``.example`` addresses reach nobody (RFC 2606)."""

from dataclasses import dataclass

from accounts import StaffRole
from engagement.people import HcpFields

ORGANISATION = "Nordlicht Pharma"
ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Player:
    """A member of staff of the demo."""

    name: str
    email: str
    role: StaffRole


STAFF = (
    Player("Max Stein", "max.stein@nordlicht.example", StaffRole.REP),
    Player("Lena Vogt", "lena.vogt@nordlicht.example", StaffRole.MARKETING),
    Player("Dr Ida Holm", "ida.holm@nordlicht.example", StaffRole.COMPLIANCE),
    Player("Tom Arndt", "tom.arndt@nordlicht.example", StaffRole.ADMIN),
)

HCPS = (
    HcpFields(
        title="Dr",
        given_name="Ana",
        family_name="Bergmann",
        email="ana.bergmann@praxis-bergmann.example",
        crm_id="CRM-1001",
        specialty="Cardiology",
        workplace="Praxis Bergmann, Berlin",
        country="DE",
        language="en",
        zone="Europe/Berlin",
        segment="A",
    ),
    HcpFields(
        title="Dr",
        given_name="Jonas",
        family_name="Keller",
        email="jonas.keller@klinikum-west.example",
        crm_id="CRM-1002",
        specialty="Internal medicine",
        workplace="Klinikum West, Munich",
        country="DE",
        language="de",
        zone="Europe/Berlin",
        segment="B",
    ),
    HcpFields(
        title="Dr",
        given_name="Claire",
        family_name="Moreau",
        email="claire.moreau@chu-lyon.example",
        crm_id="CRM-1003",
        specialty="Cardiology",
        workplace="CHU Lyon",
        country="FR",
        language="fr",
        zone="Europe/Paris",
        segment="A",
    ),
    HcpFields(
        title="Dra",
        given_name="Lucía",
        family_name="Navarro",
        email="lucia.navarro@hospital-sur.example",
        crm_id="CRM-1004",
        specialty="General medicine",
        workplace="Hospital del Sur, Seville",
        country="ES",
        language="es",
        zone="Europe/Madrid",
        segment="C",
    ),
)
