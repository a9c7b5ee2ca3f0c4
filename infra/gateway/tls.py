"""DICOM over TLS, with certificates on both sides (PS3.15 B.12)."""

import ssl
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Tls(BaseModel):
    """Files in PEM: our ``certificate`` with its ``key``, and the ``authorities`` of those who connect."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    certificate: Path
    key: Path
    authorities: Path

    def server(self) -> ssl.SSLContext:
        """Return the context for those who connect to us. Raise OSError if a file cannot be used."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=self.authorities)
        context.load_cert_chain(self.certificate, self.key)
        context.verify_mode = ssl.CERT_REQUIRED
        return context

    def client(self) -> ssl.SSLContext:
        """Return the context for those whom we connect to. Raise OSError if a file cannot be used."""
        context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=self.authorities)
        context.load_cert_chain(self.certificate, self.key)
        return context
