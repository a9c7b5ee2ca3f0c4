"""The settings of a gateway: the shipped example works, and a mistake is named."""

import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cxr.interchange.dicom.result_object import ObjectKind
from infra.gateway.__main__ import main
from infra.gateway.settings import DicomArchive, InvalidSettings, WebArchive, read_settings
from infra.gateway.spool.ledger import State
from tests.support.gateway.folders import open_hospital

ROOT = Path(__file__).parents[4]
EXAMPLE = ROOT / "infra" / "gateway" / "deploy" / "gateway.toml"


def changed(tmp_path: Path, before: str, after: str) -> Path:
    text = EXAMPLE.read_text()
    assert before in text
    path = tmp_path / "gateway.toml"
    path.write_text(text.replace(before, after))
    return path


def test_the_shipped_example_is_a_whole_gateway() -> None:
    settings = read_settings(EXAMPLE)

    assert settings.objects == (ObjectKind.SR, ObjectKind.SC)
    assert settings.listen.senders == ("XRAY1", "XRAY2")
    assert isinstance(settings.archive, DicomArchive)


def test_the_example_of_a_web_archive_is_one(tmp_path: Path) -> None:
    text = EXAMPLE.read_text()
    web = [line.removeprefix("# ") for line in text.splitlines() if line.startswith(("# protocol", "# url"))]
    path = tmp_path / "gateway.toml"
    path.write_text(text.partition("[archive]")[0] + "[archive]\n" + "\n".join(web))

    assert isinstance(read_settings(path).archive, WebArchive)


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('site = "ward-3"', 'site = "Ward 3"', "site"),
        ("prevalence = 0.1", "prevalence = 10", "prevalence"),
        ('senders = ["XRAY1", "XRAY2"]', "senders = []", "senders"),
        ('senders = ["XRAY1", "XRAY2"]', 'senders = ["A TITLE THAT IS TOO LONG"]', "senders"),
        ("port = 11112", "port = 111120", "port"),
        ("spool_gigabytes = 20", "spool_gigabyte = 20", "spool_gigabyte"),
        ('protocol = "c-store"', 'protocol = "ftp"', "archive"),
        ('region = "eu-central-1"', "region = eu", "line"),
    ],
)
def test_a_mistake_in_the_settings_is_named(
    tmp_path: Path, before: str, after: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changed(tmp_path, before, after)

    with pytest.raises(InvalidSettings, match=named):
        read_settings(path)
    assert main(["run", "--config", str(path)]) == 2
    assert "gateway:" in capsys.readouterr().err


def test_an_operator_sees_and_restarts_films(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hospital = open_hospital(tmp_path)
    hospital.spool.ledger.add("a" * 64)
    (film,) = hospital.spool.ledger.due(State.RECEIVED)
    hospital.spool.ledger.advance(film, State.GIVEN_UP)
    config = str(changed(tmp_path, '"/var/lib/pneumoscope"', f'"{tmp_path / "spool"}"'))

    assert main(["status", "--config", config]) == 0
    assert "given_up   1" in capsys.readouterr().out
    assert main(["retry", "--config", config]) == 0
    assert hospital.spool.ledger.counts()[State.RECEIVED] == 1


def test_the_libraries_of_a_gateway_have_permissive_licences() -> None:
    lines = (ROOT / "requirements" / "gateway.txt").read_text().splitlines()
    names = [Requirement(line.split(" \\")[0]).name for line in lines if line[:1].isalnum()]
    assert "pynetdicom" in names
    for name in names:
        about = metadata(name)
        keys = ("License-Expression", "License", "Classifier")
        words = " ".join(value for key in keys for value in about.get_all(key) or [])
        assert any(licence in words for licence in ("MIT", "BSD", "Apache", "HPND", "PSF", "MPL")), name


def test_the_unit_of_systemd_starts_the_command_that_there_is() -> None:
    unit = (EXAMPLE.parent / "pneumoscope-gateway.service").read_text()
    assert "-m infra.gateway run --config /etc/pneumoscope/gateway.toml" in unit
    assert tomllib.loads(EXAMPLE.read_text())["spool"] == "/var/lib/pneumoscope"
    assert "StateDirectory=pneumoscope\n" in unit
