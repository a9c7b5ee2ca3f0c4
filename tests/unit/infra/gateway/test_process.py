"""The gateway as a hospital starts it: a process that takes films although the cloud cannot be reached."""

from pathlib import Path

import pytest

from infra.gateway.__main__ import main
from infra.gateway.trial.film import sample_films, trial_film
from infra.gateway.trial.hospital import TrialHospital, send
from infra.local.settings import free_port

OUTPUTS = {
    "uploads_bucket": "uploads-bucket",
    "results_bucket": "results-bucket",
    "region": "eu-central-1",
    "access_key_id": "testing",
    "secret_access_key": "testing",
}


def test_films_are_taken_and_kept_while_the_cloud_is_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = OUTPUTS | {"aws_endpoint": f"http://127.0.0.1:{free_port()}"}
    film = trial_film(sample_films()[0])
    with TrialHospital(outputs, tmp_path, "ward-3", free_port(), free_port()) as hospital:  # type: ignore[arg-type]
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
