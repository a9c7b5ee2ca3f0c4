"""With TLS, both sides show a certificate of the hospital's authority, or nothing is sent."""

import datetime
import ipaddress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pynetdicom import AE, _config
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from infra.gateway.pseudonyms import Pseudonyms
from infra.gateway.reception.receiver import Receiver
from infra.gateway.settings import Listen
from infra.gateway.spool.spool import Spool
from infra.gateway.tls import Tls
from infra.local.settings import free_port


def authority(folder: Path) -> Tls:
    """A certificate that is its own authority, for 127.0.0.1."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key").write_bytes(secret)
    (folder / "certificate").write_bytes(certificate.public_bytes(pem))
    return Tls(certificate=folder / "certificate", key=folder / "key", authorities=folder / "certificate")


def is_answered(port: int, tls: Tls | None) -> bool:
    entity = AE(ae_title="MODALITY")
    entity.acse_timeout = entity.connection_timeout = entity.network_timeout = 3
    entity.add_requested_context(Verification)
    secured = (tls.client(), "127.0.0.1") if tls else None
    association = entity.associate("127.0.0.1", port, ae_title="PNEUMOSCOPE", tls_args=secured)
    if not association.is_established:
        return False
    association.release()
    return True


def test_only_a_sender_with_a_certificate_of_the_hospital_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(_config, "STORE_RECV_CHUNKED_DATASET", False)
    hospital, stranger = authority(tmp_path / "hospital"), authority(tmp_path / "stranger")
    forged = stranger.model_copy(update={"authorities": hospital.authorities})
    listen = Listen(port=free_port(), senders=("MODALITY",), tls=hospital)
    receiver = Receiver(listen, Spool(tmp_path / "spool", 1e9), Pseudonyms(bytes(32)), lambda: None)
    receiver.start()
    try:
        assert is_answered(listen.port, hospital)
        assert not is_answered(listen.port, forged)
        assert not is_answered(listen.port, None)
        assert not is_answered(listen.port, stranger)
    finally:
        receiver.stop()
