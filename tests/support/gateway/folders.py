"""Stand-ins for S3 and the archive that keep all they have in a folder, so that they outlive a process."""

import io
import itertools
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from pydicom import dcmread

from cxr.imaging.reader import read
from cxr.inference import heatmap
from cxr.interchange.dicom.result_objects import DEFAULT_KINDS
from cxr.storage.object_keys import inbox_study_id
from cxr.study import Finding, finding_fields
from infra.gateway.archive import ArchiveUnreachable
from infra.gateway.cloud import Cloud
from infra.gateway.gateway import Gateway
from infra.gateway.pseudonyms import load_pseudonyms
from infra.gateway.results import ResultMaker
from infra.gateway.spool.spool import Spool
from infra.gateway.stage import Stage
from tests.support.interchange.results import ACTIVATION, CARD, POSITIVE

SITE, UPLOADS, RESULTS = "ward-3", "uploads-bucket", "results-bucket"
HEATMAP = heatmap.render(ACTIVATION, 300, 240)
AT = datetime(2026, 11, 28, 11, 30, 15, tzinfo=UTC)


class FolderS3:
    """As much of S3 as the gateway uses, with a classify that answers for every film at once."""

    def __init__(self, folder: Path, finding: Finding | None = POSITIVE, reason: str | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self._folder, self._finding, self._reason = folder, finding, reason
        self.is_down = False
        self.answers = True

    def films(self) -> list[bytes]:
        """Every version of every film."""
        return [file.read_bytes() for file in sorted(self._folder.iterdir()) if file.suffix != ".part"]

    def put_object(self, **request: Any) -> None:
        self._require_up("PutObject")
        assert request["IfNoneMatch"] == "*"
        file = self._file(request["Key"])
        unfinished = file.with_suffix(".part")
        unfinished.write_bytes(request["Body"])
        try:
            os.link(unfinished, file)
        except FileExistsError:
            raise failed("PutObject", "PreconditionFailed") from None

    def head_object(self, **request: Any) -> dict[str, Any]:
        self._require_up("HeadObject")
        arrived = datetime.fromtimestamp(self._file(request["Key"]).stat().st_mtime, UTC)
        return {"VersionId": "v1", "ETag": '"e"', "LastModified": arrived}

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        self._require_up("ListObjectsV2")
        _, site, study_id, _ = request["Prefix"].split("/")
        is_there = self.answers and site == SITE and study_id in self._studies()
        return {"Contents": [{"Key": request["Prefix"]}]} if is_there else {}

    def get_object(self, **request: Any) -> dict[str, Any]:
        self._require_up("GetObject")
        name = request["Key"].rpartition("/")[2]
        document = {"status": "complete", "reason": self._reason, **finding_fields(self._finding)}
        content = HEATMAP if name == "heatmap.png" else json.dumps(document).encode()
        return {"Body": io.BytesIO(content), "LastModified": AT}

    def _studies(self) -> set[str]:
        keys = (f"inbox/{SITE}/{file.name}" for file in self._folder.iterdir())
        return {
            inbox_study_id(
                UPLOADS, key, "v1", self.head_object(Key=key)["LastModified"].replace(microsecond=0)
            )
            for key in keys
        }

    def _file(self, key: str) -> Path:
        return self._folder / key.rpartition("/")[2]

    def _require_up(self, call: str) -> None:
        if self.is_down:
            raise failed(call, "ServiceUnavailable")


class FolderArchive:
    """An archive that keeps objects by their UIDs, as archives do."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self.is_down = False

    def send(self, results: Sequence[Path]) -> None:
        for result in results:
            self.store(result)

    def store(self, result: Path) -> None:
        if self.is_down:
            raise ArchiveUnreachable("no association")
        (self._folder / f"{dcmread(result).SOPInstanceUID}.dcm").write_bytes(result.read_bytes())

    def objects(self) -> list[Path]:
        return sorted(self._folder.iterdir())


@dataclass
class Hospital:
    """A gateway with its spool, its cloud and its archive, in one folder."""

    folder: Path
    s3: FolderS3
    archive: FolderArchive
    spool: Spool
    gateway: Gateway

    def send(self, film: bytes) -> bool:
        """Give a film to the spool, as the receiver does. Whether it was new."""
        unfinished = self.spool.incoming / "film"
        unfinished.write_bytes(film)
        name = load_pseudonyms(self.folder / "key").name(str(dcmread(io.BytesIO(film)).SOPInstanceUID))
        return self.spool.take(unfinished, name)

    def work(self, rounds: int = 3) -> None:
        """Take every film that is due as far as it gets."""
        for _, stage in itertools.product(range(rounds), self.gateway.stages):
            self._work_at(stage)

    def _work_at(self, stage: Stage) -> None:
        for film in self.spool.ledger.due(stage.state):
            stage.take(film)


def open_hospital(folder: Path, s3: FolderS3 | None = None, limit: float = 1e9) -> Hospital:
    """A hospital in this folder, with all that an earlier one has left there."""
    folder.mkdir(exist_ok=True)
    bucket = s3 or FolderS3(folder / "bucket")
    archive = FolderArchive(folder / "archive")
    spool = Spool(folder / "spool", limit)
    maker = ResultMaker(read, CARD, DEFAULT_KINDS, None, SITE)
    cloud = Cloud(bucket, SITE, UPLOADS, RESULTS)  # type: ignore[arg-type]
    gateway = Gateway(spool, load_pseudonyms(folder / "key"), cloud, maker, archive, give_up_seconds=3600)
    return Hospital(folder, bucket, archive, spool, gateway)


def failed(call: str, code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, call)
