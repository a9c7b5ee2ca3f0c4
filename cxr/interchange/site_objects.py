"""The result objects that a site has made of its films, without whose they are."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from cxr.imaging.radiograph import Radiograph
from cxr.inference import heatmap
from cxr.inference.classifier import Prediction
from cxr.inference.model_card import ModelCard
from cxr.storage.object_keys import FHIR_OBJECT
from cxr.storage.sites.site_settings import SiteSettings
from cxr.study import UNASSIGNED_SITE, Finding, Study


@dataclass(frozen=True, slots=True)
class SiteObjects:
    """Makes the objects of a film. ``card`` is that of the model in use."""

    settings: SiteSettings
    card: ModelCard

    def of_film(
        self, study: Study, film: Radiograph, judgement: Prediction, finding: Finding, at: datetime
    ) -> dict[str, bytes]:
        """Return the files by their names: none for a site that wants none, and for a film without a header.

        ``finding``: with the label that the site's thresholds give it. ``at``: when the film was judged, with
        its time zone.
        """
        if film.reference is None or study.site == UNASSIGNED_SITE:
            return {}
        wanted = self.settings.result_objects(study.site)
        if not wanted.names:
            return {}
        # A worker whose sites want no objects starts and reads without this.
        from cxr.interchange.dicom.pseudonymous_source import pseudonymous_source  # noqa: PLC0415
        from cxr.interchange.dicom.result_object import ObjectKind  # noqa: PLC0415
        from cxr.interchange.dicom.result_objects import encoded, result_objects  # noqa: PLC0415
        from cxr.interchange.fhir.bundle import bundle  # noqa: PLC0415
        from cxr.interchange.fhir.subject import pseudonymous  # noqa: PLC0415
        from cxr.interchange.statement import state  # noqa: PLC0415

        statement = state(finding, self.card, wanted.prevalence)
        made = result_objects(
            pseudonymous_source(film.reference, study.patient_hash),
            statement,
            film.image,
            heatmap.render(judgement.activation_map, film.width, film.height),
            at,
            kinds=[ObjectKind(name) for name in wanted.names if name != FHIR_OBJECT],
            installation=study.site,
        )
        files = {f"{kind}.dcm": encoded(dataset) for kind, dataset in made.items()}
        if FHIR_OBJECT in wanted.names:
            # A reference that a user typed stays in the studies table.
            subject = pseudonymous(replace(study, patient_ref=None))
            resources = bundle(statement, subject, at)
            files[f"{FHIR_OBJECT}.json"] = json.dumps(resources, ensure_ascii=False, indent=2).encode()
        return files
