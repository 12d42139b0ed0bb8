"""The line to the mail server: encrypted unless it stays on this machine, and never guessed at."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from engagement.core.mail.message import compose
from engagement.core.mail.server import MailServer, NotSent, Postman
from tests.postbox import PASSWORD, USER, Postbox, offering_tls, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CREDENTIALS = f"{USER}:{quote(PASSWORD, safe='')}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Files of a certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(private)
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.fixture
def trusted(certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process believe the certificate, as it believes those of the machine."""
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])


def deliver(app: Flask, url: str) -> None:
    with app.app_context():
        message = compose(
            app.extensions["mail"],
            to="somebody@example.org",
            subject="Hello",
            body="Words",
            message_id="<1@localhost>",
            at=datetime(2026, 3, 1, tzinfo=UTC),
        )
    with Postman(MailServer.from_url(url), name="localhost") as postman:
        postman.send(message)


def test_starttls_is_used_before_the_password_is_given(
    app: Flask, certificate: tuple[str, str], trusted: None
) -> None:
    box = Postbox()
    secured = offering_tls(*certificate)
    with serving(box, tls_context=secured, authenticator=box.authenticate, auth_required=True):
        deliver(app, f"smtp+starttls://{CREDENTIALS}@127.0.0.1:{box.port}")
    assert (len(box.mails), box.encrypted, box.user) == (1, True, USER)


def test_tls_from_the_start(app: Flask, certificate: tuple[str, str], trusted: None) -> None:
    box = Postbox()
    with serving(box, ssl_context=offering_tls(*certificate)):
        deliver(app, f"smtps://127.0.0.1:{box.port}")
    assert len(box.mails) == 1


def test_a_server_without_tls_gets_neither_mail_nor_password(app: Flask) -> None:
    box = Postbox()
    with serving(box), pytest.raises(NotSent) as refused:
        deliver(app, f"smtp+starttls://{CREDENTIALS}@127.0.0.1:{box.port}")
    assert (refused.value.cause, refused.value.again) == ("SMTPNotSupportedError", True)
    assert box.mails == []


def test_a_certificate_of_somebody_else_is_not_believed(
    app: Flask, certificate: tuple[str, str]
) -> None:
    box = Postbox()
    with serving(box, tls_context=offering_tls(*certificate)), pytest.raises(NotSent) as refused:
        deliver(app, f"smtp+starttls://127.0.0.1:{box.port}")
    assert refused.value.cause == ssl.SSLCertVerificationError.__name__
    assert box.mails == []


def test_a_wrong_password_is_the_servers_word_and_tried_again(
    app: Flask, certificate: tuple[str, str], trusted: None
) -> None:
    box = Postbox()
    secured = offering_tls(*certificate)
    with (
        serving(box, tls_context=secured, authenticator=box.authenticate, auth_required=True),
        pytest.raises(NotSent) as refused,
    ):
        deliver(app, f"smtp+starttls://{USER}:wrong@127.0.0.1:{box.port}")
    assert (refused.value.cause, refused.value.again) == ("SMTP 535", True)
    assert refused.value.about_server


def test_nobody_at_home(app: Flask) -> None:
    box = Postbox()
    with serving(box):
        port = box.port
    with pytest.raises(NotSent) as refused:
        deliver(app, f"smtp://127.0.0.1:{port}")
    assert refused.value.cause == "ConnectionRefusedError"


def test_a_line_that_was_cut_between_two_mails_is_made_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox()
    with serving(box), app.app_context():
        message = compose(
            app.extensions["mail"],
            to="somebody@example.org",
            subject="Hello",
            body="Words",
            message_id="<1@localhost>",
            at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        with Postman(MailServer.from_url(box.url), name="localhost") as postman:
            postman.send(message)
            assert postman._line is not None
            assert postman._line.sock is not None
            postman._line.sock.shutdown(socket.SHUT_RDWR)
            postman.send(message)
    assert (len(box.mails), box.connections) == (2, 2)
