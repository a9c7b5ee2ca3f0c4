"""What the classify function does between fetching a film and storing what came of it."""

from datetime import UTC, datetime
from typing import Any, cast

from cxr import radiograph
from cxr.classifier import Classifier
from cxr.study import Status, Study
from functions.classify.results import ResultsBucket


class _NoBucket:
    """Takes objects and keeps none: networks are not what is measured."""

    def put_object(self, **_: object) -> None: ...


def read_whole(data: bytes, classifier: Classifier) -> None:
    """Read and judge a film, and make both pictures of it."""
    film = radiograph.read(data)
    judgement = classifier.classify(film)
    now = datetime.now(UTC)
    study = Study("bench", "01JDB3X4Y5Z6A7B8C9D0E1F2G3", Status.PROCESSING, now, now)
    ResultsBucket(cast("Any", _NoBucket()), "nowhere").put_pictures(study, film, judgement)
