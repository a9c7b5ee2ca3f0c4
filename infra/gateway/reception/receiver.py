"""Takes films in by C-STORE, from known senders only."""

import logging
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydicom import uid
from pynetdicom import AE, _config, evt
from pynetdicom.events import Event
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]  # made at run time
from pynetdicom.transport import ThreadedAssociationServer

from cxr.errors import CxrError, FilmRefused, NothingToReferTo
from cxr.imaging.dicom.elements import text
from cxr.imaging.dicom.parser import parse
from cxr.interchange.dicom.source import source_header
from cxr.study import MAX_UPLOAD_BYTES, RESULT_MANUFACTURER
from infra.gateway.pseudonyms import Pseudonyms
from infra.gateway.reception.bounds import Bounds
from infra.gateway.settings import Listen
from infra.gateway.spool.spool import Spool, SpoolFull

FILM_CLASSES = (
    uid.ComputedRadiographyImageStorage,
    uid.DigitalXRayImageStorageForPresentation,
    uid.DigitalXRayImageStorageForProcessing,
    uid.SecondaryCaptureImageStorage,
)
TRANSFER_SYNTAXES = (
    *(uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian, uid.ExplicitVRBigEndian),
    *(uid.DeflatedExplicitVRLittleEndian, uid.RLELossless),
    *(uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLossless, uid.JPEGLosslessSV1),
    *(uid.JPEGLSLossless, uid.JPEGLSNearLossless, uid.JPEG2000Lossless, uid.JPEG2000, uid.HTJ2KLossless),
)
"""What the reader decodes. The order is that of preference."""

SUCCESS = 0x0000
OUT_OF_RESOURCES = 0xA700
NO_FILM_OF_THIS_CLASS = 0xA900
NOT_UNDERSTOOD = 0xC000
NOT_SUPPORTED = 0x0122
"""Status of C-STORE (PS3.4 B.2.3, PS3.7 C)."""

_log = logging.getLogger(__name__)

# Both quote headers and commands, and so perhaps a patient's name.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)


class _OwnResult(CxrError):
    """An object that we made comes back to us."""


class Receiver:
    """A storage provider in threads of its own. A film is acknowledged once the spool has it."""

    def __init__(
        self, listen: Listen, spool: Spool, pseudonyms: Pseudonyms, on_film: Callable[[], None]
    ) -> None:
        self._listen, self._spool, self._pseudonyms = listen, spool, pseudonyms
        self._on_film = on_film
        self._server: ThreadedAssociationServer | None = None

    def start(self) -> None:
        """Listen. Raise OSError if the address cannot be had."""
        # A film is written to disk as it comes, and not beside those of other programs.
        _config.STORE_RECV_CHUNKED_DATASET = True
        tempfile.tempdir = str(self._spool.incoming)
        entity = AE(ae_title=self._listen.ae_title)
        entity.require_called_aet = True
        entity.require_calling_aet = list(self._listen.senders)
        entity.add_supported_context(Verification)
        for film_class in FILM_CLASSES:
            entity.add_supported_context(film_class, list(TRANSFER_SYNTAXES))
        handlers: list[Any] = [
            (evt.EVT_C_STORE, self._store),
            (evt.EVT_REJECTED, _note_rejection),
            *Bounds(self._spool.has_disk).handlers(),
        ]
        self._server = entity.start_server(
            (self._listen.address, self._listen.port),
            block=False,
            evt_handlers=handlers,
            ssl_context=self._listen.tls.server() if self._listen.tls else None,
        )

    def stop(self) -> None:
        """Stop listening. A film that is not acknowledged yet is sent again by its sender."""
        if self._server:
            self._server.shutdown()

    def _store(self, event: Event) -> int:
        unfinished = event.dataset_path
        try:
            return self._take(unfinished)
        except SpoolFull:
            _log.error("film turned away: the spool is full")
            return OUT_OF_RESOURCES
        except (OSError, sqlite3.OperationalError) as e:
            # Both name files of the spool at most, and those are hashes.
            _log.error("film turned away: %s", e)
            return OUT_OF_RESOURCES
        except _OwnResult:
            _log.warning("object turned away: it is a result of our own; see the rules of the archive")
            return NOT_SUPPORTED
        except NothingToReferTo:
            _log.warning("film turned away: it has no valid Study, Series or SOP Instance UID")
            return NO_FILM_OF_THIS_CLASS
        except FilmRefused as e:
            _log.warning("film turned away: %s", e.reason)
            return NOT_UNDERSTOOD
        finally:
            unfinished.unlink(missing_ok=True)

    def _take(self, unfinished: Path) -> int:
        if unfinished.stat().st_size > MAX_UPLOAD_BYTES:
            _log.warning("film turned away: it is larger than %d MB", MAX_UPLOAD_BYTES >> 20)
            return OUT_OF_RESOURCES
        self._spool.require_room()
        data = unfinished.read_bytes()
        source = source_header(data)
        if text(parse(data).dataset, "Manufacturer") == RESULT_MANUFACTURER.upper():
            raise _OwnResult
        name = self._pseudonyms.name(source.sop_instance)
        if self._spool.take(unfinished, name):
            _log.info("film %s received", name[:12])
            self._on_film()
        else:
            _log.info("film %s was sent again", name[:12])
        return SUCCESS


def _note_rejection(_event: Event) -> None:
    """Note a stranger. Its title is not logged: it may be any text."""
    _log.warning("association rejected: neither title is one that the settings name")
