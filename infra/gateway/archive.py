"""Sends results to the archive (PACS) of the hospital, by C-STORE or STOW-RS."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import requests
from dicomweb_client.api import DICOMwebClient
from pydicom import dcmread
from pydicom.uid import (
    Comprehensive3DSRStorage,
    ComprehensiveSRStorage,
    ExplicitVRLittleEndian,
    GrayscaleSoftcopyPresentationStateStorage,
    ImplicitVRLittleEndian,
    SecondaryCaptureImageStorage,
)
from pynetdicom import AE

from cxr.errors import CxrError
from infra.gateway.settings import DicomArchive, Settings

RESULT_CLASSES = (
    ComprehensiveSRStorage,
    Comprehensive3DSRStorage,
    SecondaryCaptureImageStorage,
    GrayscaleSoftcopyPresentationStateStorage,
)
_DUPLICATE = 0x0111
"""Status of an object that the archive has already (PS3.7 C.5.6): it is stored."""

_SECONDS = 30


class ArchiveUnreachable(CxrError):
    """The archive has not taken all results. The message says why, without a word of the results."""


class Archive(Protocol):
    """What takes results."""

    def send(self, results: Sequence[Path]) -> None:
        """Send the results of one film. Return once all are stored, or raise ArchiveUnreachable."""


class StoreScu:
    """An archive that is sent to by C-STORE: all objects of a film in one association."""

    def __init__(self, archive: DicomArchive, own_title: str) -> None:
        self._archive = archive
        self._entity = AE(ae_title=own_title)
        self._entity.acse_timeout = self._entity.dimse_timeout = self._entity.network_timeout = _SECONDS
        self._entity.connection_timeout = _SECONDS
        for kind in RESULT_CLASSES:
            self._entity.add_requested_context(kind, [ExplicitVRLittleEndian, ImplicitVRLittleEndian])

    def send(self, results: Sequence[Path]) -> None:
        """Send the results of one film. Raise ArchiveUnreachable."""
        archive = self._archive
        association = self._entity.associate(
            archive.host,
            archive.port,
            ae_title=archive.ae_title,
            tls_args=(archive.tls.client(), archive.host) if archive.tls else None,
        )
        if not association.is_established:
            raise ArchiveUnreachable("rejected" if association.is_rejected else "no association")
        try:
            for result in results:
                try:
                    status = association.send_c_store(dcmread(result))
                except (ValueError, RuntimeError) as e:
                    # The archive does not accept this class, or has ended the association.
                    raise ArchiveUnreachable(type(e).__name__) from e
                _require_stored(status.get("Status"))
        finally:
            association.release()


class StowClient:
    """An archive that is sent to by STOW-RS."""

    def __init__(self, url: str) -> None:
        self._client = DICOMwebClient(url)
        # The gateway tries again by itself, and other films need not wait for that.
        self._client.set_http_retry_params(retry=False)

    def send(self, results: Sequence[Path]) -> None:
        """Send the results of one film. Raise ArchiveUnreachable."""
        try:
            answer = self._client.store_instances([dcmread(result) for result in results])
        except requests.RequestException as e:
            code = e.response.status_code if e.response is not None else type(e).__name__
            raise ArchiveUnreachable(str(code)) from e
        for failed in answer.get("FailedSOPSequence", []):
            _require_stored(int(failed.FailureReason))


def open_archive(settings: Settings) -> Archive:
    """Return the archive that the settings name."""
    archive = settings.archive
    if isinstance(archive, DicomArchive):
        return StoreScu(archive, settings.listen.ae_title)
    return StowClient(archive.url)


def _require_stored(status: int | None) -> None:
    """Raise ArchiveUnreachable unless the status is success, a warning or a duplicate (PS3.4 B.2.3)."""
    if status is None:
        raise ArchiveUnreachable("no answer")
    if status not in (0x0000, _DUPLICATE) and status >> 12 != 0xB:
        raise ArchiveUnreachable(f"status {status:04X}")
