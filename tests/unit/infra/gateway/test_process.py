"""The gateway as a hospital starts it: a process that takes films although the cloud cannot be reached."""

from pathlib import Path

import pytest

from infra.gateway.__main__ import main
from infra.gateway.reception.receiver import OUT_OF_RESOURCES
from infra.gateway.trial.archive import TrialArchive
from infra.gateway.trial.film import sample_films, trial_film
from infra.gateway.trial.hospital import TrialHospital
from infra.gateway.trial.modality import send
from infra.local.settings import free_port
from tests.process_memory import kilobytes

OUTPUTS = {
    "uploads_bucket": "uploads-bucket",
    "results_bucket": "results-bucket",
    "region": "eu-central-1",
    "access_key_id": "testing",
    "secret_access_key": "testing",
}


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="this system does not say what memory it uses"
)
def test_a_film_of_60_mb_is_turned_away_without_being_held_in_memory(tmp_path: Path) -> None:
    outputs = OUTPUTS | {"aws_endpoint": f"http://127.0.0.1:{free_port()}"}
    film = trial_film(sample_films()[0])
    film.Rows, film.Columns, film.PixelData = 6000, 10_000, bytes(60_000_000)
    archive = TrialArchive(tmp_path / "archive", free_port())
    with TrialHospital(outputs, tmp_path, "ward-3", free_port(), archive) as hospital:  # type: ignore[arg-type]
        before = kilobytes("VmHWM", hospital.pid)

        assert send(hospital.port, film) == OUT_OF_RESOURCES

        assert kilobytes("VmHWM", hospital.pid) - before < 30_000


def test_films_are_taken_and_kept_while_the_cloud_is_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = OUTPUTS | {"aws_endpoint": f"http://127.0.0.1:{free_port()}"}
    film = trial_film(sample_films()[0])
    archive = TrialArchive(tmp_path / "archive", free_port())
    with TrialHospital(outputs, tmp_path, "ward-3", free_port(), archive) as hospital:  # type: ignore[arg-type]
        assert send(hospital.port, film) == 0
        hospital.kill_gateway()
        hospital.start_gateway()
        assert send(hospital.port, film) == 0
        assert send(hospital.port, trial_film(sample_films()[1])) == 0

    assert main(["status", "--config", str(hospital.settings)]) == 0
    assert "received   2" in capsys.readouterr().out
    log = hospital.log.read_text()
    assert "CloudUnreachable" in log
    assert "TRIAL" not in log
