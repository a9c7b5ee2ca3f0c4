"""Films on this machine -> files with their results, for the systems that hold the films."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cxr.cli.batch import Unopened
from cxr.errors import DecoderError, FilmRefused, NothingToReferTo
from cxr.imaging.file_format import HEAD, FileFormat, file_format
from cxr.imaging.radiograph import Radiograph
from cxr.imaging.reader import FilmReader
from cxr.inference import heatmap
from cxr.inference.classifier import Classifier, Prediction
from cxr.interchange.dicom.identified_subject import identified_subject
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded, result_objects
from cxr.interchange.dicom.source import SourceHeader, source_header
from cxr.interchange.fhir.bundle import bundle
from cxr.interchange.statement import Statement, state
from cxr.study import MAX_UPLOAD_BYTES, Label, RefusalReason, Status

FHIR = "fhir"

_NO_HEADER = "no DICOM file; a result is filed by the header of a DICOM film, so give the film as DICOM"


@dataclass(frozen=True, slots=True)
class Reported:
    """What was said of one file and written for it; the field names are a contract.

    Outside the validated population there is neither label nor probability.
    """

    file: str
    status: Status
    reason: RefusalReason | None
    label: Label | None
    probability: float | None
    probability_at_site: float | None
    prevalence: float | None
    in_population: bool | None
    model_version: str
    written: list[str]


@dataclass(frozen=True, slots=True)
class Reporter:
    """Judges films and writes their results below ``folder``.

    ``kinds`` holds members of ObjectKind, and FHIR. ``clock`` returns a time with its time zone.
    """

    classifier: Classifier
    reader: FilmReader
    folder: Path
    kinds: Sequence[str]
    prevalence: float | None
    clock: Callable[[], datetime]

    def report_files(self, paths: Sequence[Path]) -> Iterator[Reported | Unopened]:
        """Report each film, in the order given. A film that cannot be reported stops no other."""
        for path in paths:
            try:
                yield self.report(path)
            except NothingToReferTo as e:
                yield Unopened(str(path), str(e))
            except OSError as e:
                yield Unopened(str(path), e.strerror or str(e))
            except DecoderError as e:
                yield Unopened(str(path), f"cannot be read by a fault of the reader ({e})")

    def report(self, path: Path) -> Reported:
        """Judge one film and write its results. Raise NothingToReferTo, DecoderError or OSError."""
        with path.open("rb") as file:
            data = file.read(MAX_UPLOAD_BYTES + 1)  # one more than is read: too_large without the rest
        try:
            return self._report(path, data)
        except FilmRefused as e:
            return Reported(
                file=str(path),
                status=Status.REFUSED,
                reason=e.reason,
                label=None,
                probability=None,
                probability_at_site=None,
                prevalence=self.prevalence,
                in_population=None,
                model_version=self.classifier.card.version,
                written=[],
            )

    def _report(self, path: Path, data: bytes) -> Reported:
        if file_format(data[:HEAD]) is not FileFormat.DICOM:
            raise NothingToReferTo(_NO_HEADER)
        film = self.reader(data)
        prediction = self.classifier.classify(film)
        source = source_header(data)
        statement = state(prediction.finding, self.classifier.card, self.prevalence)
        written = self._write(source, self._files(source, statement, film, prediction))
        return Reported(
            file=str(path),
            status=Status.COMPLETE,
            reason=None,
            label=prediction.finding.label,
            probability=statement.probability,
            probability_at_site=statement.probability_at_site,
            prevalence=self.prevalence,
            in_population=prediction.finding.in_population,
            model_version=prediction.finding.model_version,
            written=written,
        )

    def _files(
        self, source: SourceHeader, statement: Statement, film: Radiograph, prediction: Prediction
    ) -> dict[str, bytes]:
        """Return the files of a result by their names."""
        at = self.clock()
        kinds = [ObjectKind(kind) for kind in self.kinds if kind != FHIR]
        overlay = heatmap.render(prediction.activation_map, film.width, film.height)
        made = result_objects(source, statement, film.image, overlay, at, kinds=kinds)
        files = {f"{kind}.dcm": encoded(dataset) for kind, dataset in made.items()}
        if FHIR in self.kinds:
            resources = bundle(statement, identified_subject(source), at)
            files["fhir.json"] = json.dumps(resources, ensure_ascii=False, indent=2).encode()
        return files

    def _write(self, source: SourceHeader, files: dict[str, bytes]) -> list[str]:
        """Write the files of a film into a folder that is named by the film's SOP Instance UID."""
        folder = self.folder / str(source.sop_instance)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _replace(folder / name, content)
        return [str(folder / name) for name in files]


def _replace(path: Path, content: bytes) -> None:
    """Write a file at once: a program that watches the folder never sees half of one."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
