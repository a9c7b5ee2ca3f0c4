"""What the acting member may see of studies: the model's opinion, and the verdicts on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from cxr.study import Study
from cxr.verdict import Readings
from webapp.request_context import current_member, services
from webapp.verdicts.film_first import FilmFirst, film_first_in_force
from webapp.verdicts.verdict_json import verdict_json


@dataclass(frozen=True, slots=True)
class ReaderView:
    """The readings of some films, as one member sees them.

    With *film first*, the model's opinion and the verdicts of others are hidden. They are shown once the
    member has given a verdict, or has asked for the opinion.
    """

    reader: str
    readings: Readings
    film_first: FilmFirst

    @classmethod
    def of(cls, studies: Sequence[Study]) -> Self:
        """Return the acting member's view of studies of their site."""
        member, verdicts = current_member(), services().verdicts
        judged = [study.study_id for study in studies if study.finding]
        if len(judged) == 1:
            readings = verdicts.of_study(member.site, judged[0])
        else:
            readings = verdicts.of_studies(member.site, judged)
        return cls(member.sub, readings, film_first_in_force())

    def is_hidden(self, study: Study) -> bool:
        """Return whether the member may not see the model's opinion on this film yet."""
        has_opinion = self.film_first.on and study.finding is not None
        return has_opinion and study.study_id not in self.readings.opened_by(self.reader)

    def is_before_opinion(self, study: Study) -> bool:
        """Return whether the member has not seen the model's opinion on this film.

        A film that was read before *film first* was switched on may have been seen with its finding.
        """
        since = self.film_first.since
        return self.is_hidden(study) and since is not None and study.updated_at > since

    def shown(self, study: Study) -> Study:
        """Return the study as the member may see it."""
        return replace(study, finding=None) if self.is_hidden(study) else study

    def fields(self, study: Study) -> dict[str, Any]:
        """Return the fields of the API on verdicts: the newest one, and whether all of this is hidden."""
        verdicts = () if self.is_hidden(study) else self.readings.of(study.study_id).verdicts
        newest = verdict_json(verdicts[-1], self.reader) if verdicts else None
        return {"opinion_hidden": self.is_hidden(study), "verdict": newest}
