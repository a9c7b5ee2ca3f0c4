"""What the cloud found in a stripped film -> the DICOM objects that are filed beside the film."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cxr.imaging.reader import FilmReader
from cxr.inference.model_card import ModelCard
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded, result_objects
from cxr.interchange.dicom.source import source_header
from cxr.interchange.statement import state
from cxr.study import Finding


@dataclass(frozen=True, slots=True)
class ResultMaker:
    """Makes results with the identity of the film that they belong to. Nothing of it leaves the hospital.

    ``card`` is used for findings of its own model version. ``installation`` names the site.
    """

    read: FilmReader
    card: ModelCard
    kinds: Collection[ObjectKind]
    prevalence: float | None
    installation: str

    def files(self, film: bytes, finding: Finding, at: datetime, heatmap: bytes) -> dict[str, bytes]:
        """Return the bytes of each object by its kind; ``at``: when the film was judged.

        Raise FilmRefused, NothingToReferTo, DecoderError.
        """
        made = result_objects(
            source_header(film),
            state(finding, self.card, self.prevalence),
            self.read(film).image,
            heatmap,
            at,
            kinds=self.kinds,
            installation=self.installation,
        )
        return {kind: encoded(dataset) for kind, dataset in made.items()}
