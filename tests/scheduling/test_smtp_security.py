"""Passwords and encryption on the way to a mail server."""

import datetime
import ssl
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scheduling import MailState, Meeting
from tests.scheduling.delivery import MakeOutbox, only
from tests.scheduling.delivery import made as made
from tests.scheduling.delivery import outbox_to as outbox_to
from tests.scheduling.delivery import postbox as postbox
from tests.scheduling.mailserver import PASSWORD, USER, Postbox, mail_server


@pytest.fixture
def certificates(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server with its own certificate and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


Certificates = tuple[ssl.SSLContext, ssl.SSLContext]


async def test_signing_in(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, certificates: Certificates
) -> None:
    """User and password from the URL, with their special characters, over TLS only."""
    theirs, ours = certificates
    async with mail_server(postbox, starttls=theirs, login=True) as port:
        name = f"{quote(USER)}:{quote(PASSWORD)}"
        outbox = outbox_to(f"smtp://{name}@localhost:{port}", ours)
        await outbox.deliver_due()
    assert (await only(outbox)).state is MailState.DELIVERED
    assert postbox.encrypted == [True]


async def test_a_wrong_password_waits_for_the_administrator(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, certificates: Certificates
) -> None:
    """A setting is wrong, not the mail: it stays queued, and nothing shows the password."""
    theirs, ours = certificates
    async with mail_server(postbox, starttls=theirs, login=True) as port:
        outbox = outbox_to(f"smtp://lectern:secretword@localhost:{port}", ours)
        await outbox.deliver_due()
    item = await only(outbox)
    assert item.state is MailState.QUEUED
    assert "535" in item.trouble and "secretword" not in item.trouble


async def test_starttls(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, certificates: Certificates
) -> None:
    """A server that offers STARTTLS gets the mail encrypted without being asked."""
    theirs, ours = certificates
    async with mail_server(postbox, starttls=theirs) as port:
        outbox = outbox_to(f"smtp://localhost:{port}", ours)
        await outbox.deliver_due()
    assert postbox.encrypted == [True]


async def test_starttls_is_insisted_on(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox
) -> None:
    """``starttls=required``: a server without it (or somebody who hides it) gets nothing."""
    async with mail_server(postbox) as port:
        outbox = outbox_to(f"smtp://127.0.0.1:{port}?starttls=required")
        await outbox.deliver_due()
    assert postbox.received == []
    assert (await only(outbox)).state is MailState.QUEUED


async def test_a_strangers_certificate(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, certificates: Certificates
) -> None:
    """A certificate that nobody vouches for gets no mail."""
    async with mail_server(postbox, starttls=certificates[0]) as port:
        outbox = outbox_to(f"smtp://localhost:{port}?starttls=required")
        await outbox.deliver_due()
    assert postbox.received == []
    assert (await only(outbox)).state is MailState.QUEUED


async def test_tls_from_the_first_byte(
    outbox_to: MakeOutbox, made: Meeting, postbox: Postbox, certificates: Certificates
) -> None:
    """``smtps://`` speaks TLS at once."""
    theirs, ours = certificates
    async with mail_server(postbox, implicit=theirs) as port:
        outbox = outbox_to(f"smtps://localhost:{port}", ours)
        await outbox.deliver_due()
    assert len(postbox.received) == 1
