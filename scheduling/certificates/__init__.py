"""Certificates of attendance: who has earned one, each issued once, each open to verification.

values        the certificate, what it says, what stands in its way
rule          whether somebody was there long enough (no I/O)
codes         the code by which anybody can verify it (no I/O)
tables        rows
certificates  issued once, revoked with a reason, found by code
"""

from scheduling.certificates.certificates import Certificates, Issued
from scheduling.certificates.values import (
    AttendedShow,
    Certificate,
    CertificateError,
    CertificateRevoked,
    NotEarned,
    NotOffered,
    Statement,
)

__all__ = [
    "AttendedShow",
    "Certificate",
    "CertificateError",
    "CertificateRevoked",
    "Certificates",
    "Issued",
    "NotEarned",
    "NotOffered",
    "Statement",
]
