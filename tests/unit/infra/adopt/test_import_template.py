"""What an earlier stack left can be taken up: the template of the import leads to nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from infra.adopt import __main__ as command
from infra.adopt.__main__ import CannotAdopt, chosen, main
from infra.adopt.import_template import import_template
from infra.adopt.kept_resources import IDENTIFIERS

Template = Callable[..., dict[str, Any]]


def test_everything_that_outlives_a_stack_can_be_taken_up(template: Template) -> None:
    resources = template("prod")["Resources"].items()
    kept = {name for name, it in resources if it.get("DeletionPolicy") == "RetainExceptOnCreate"}
    assert kept == IDENTIFIERS.keys()


def test_an_import_leads_to_no_resource_that_is_not_there(template: Template) -> None:
    made = import_template(template("prod")["Resources"], IDENTIFIERS)
    assert made["Resources"].keys() == IDENTIFIERS.keys()
    text = json.dumps(made)
    others = template("prod")["Resources"].keys() - IDENTIFIERS.keys()
    assert [name for name in others if f'"{name}"' in text or f"${{{name}" in text] == []


def test_an_import_keeps_what_identifies_a_resource_and_deletes_nothing(template: Template) -> None:
    packaged, made = (
        template("prod")["Resources"],
        import_template(template("prod")["Resources"], IDENTIFIERS),
    )
    for name, resource in made["Resources"].items():
        assert resource["DeletionPolicy"] == "Retain"
        needed = {"BucketName", "KeySchema", "AttributeDefinitions", "UserPoolName", "GenerateSecretString"}
        for wanted in needed & packaged[name]["Properties"].keys():
            assert resource["Properties"][wanted] == packaged[name]["Properties"][wanted]


def test_a_salt_is_taken_up_with_the_words_that_made_it(template: Template) -> None:
    """Any change of GenerateSecretString would make a new salt at the next deployment."""
    made = import_template(template("prod")["Resources"], ["PseudonymSalt"])["Resources"]["PseudonymSalt"]
    assert made["Properties"] == template("prod")["Resources"]["PseudonymSalt"]["Properties"]


def test_one_candidate_each_is_taken_and_none_is_no_trouble() -> None:
    assert chosen({"StudiesTable": ["a"], "UserPool": []}, {}) == {"StudiesTable": "a"}


def test_several_candidates_need_a_choice() -> None:
    several = {"StudiesTable": ["a", "b"]}
    with pytest.raises(CannotAdopt, match=r"several StudiesTable: a, b. Choose with --take"):
        chosen(several, {})
    assert chosen(several, {"StudiesTable": "b"}) == {"StudiesTable": "b"}
    with pytest.raises(CannotAdopt, match="c is no StudiesTable of this stage; there are a, b"):
        chosen(several, {"StudiesTable": "c"})


def test_a_stage_that_left_nothing_is_just_deployed() -> None:
    with pytest.raises(CannotAdopt, match="just deploy it"):
        chosen({"StudiesTable": [], "UserPool": []}, {})


def test_a_choice_for_another_resource_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--stage", "prod", "--take", "Queue=a"])
    assert "with one of UploadsBucket" in capsys.readouterr().err


def test_what_is_to_be_left_is_not_taken_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken: list[dict[str, str]] = []
    monkeypatch.setattr(command, "require_own_account", lambda *_: None)
    monkeypatch.setattr(command, "require_no_stack", lambda *_: None)
    monkeypatch.setattr(command, "packaged", lambda *_: {})
    monkeypatch.setattr(
        command, "find_kept", lambda *_: {"StudiesTable": ["table"], "PseudonymSalt": ["one", "another"]}
    )
    monkeypatch.setattr(command, "adopt", lambda *arguments: taken.append(arguments[-1]))
    assert main(["--stage", "prod", "--leave", "PseudonymSalt", "--yes"]) == 0
    assert taken == [{"StudiesTable": "table"}]
    assert "Without the old salt" in capsys.readouterr().out


def test_what_is_taken_up_elsewhere_is_packaged_and_deployed_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the first region is gone, the replicas of the secrets are all that is left."""
    regions: list[str] = []
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setattr(command, "require_own_account", lambda *_: None)
    monkeypatch.setattr(command, "require_no_stack", lambda *_: None)
    monkeypatch.setattr(command, "packaged", lambda _, region: regions.append(region))
    monkeypatch.setattr(command, "find_kept", lambda *_: {"PseudonymSalt": ["replica"], "UserPool": []})
    monkeypatch.setattr(command, "adopt", lambda *_: None)
    assert main(["--stage", "prod", "--region", "eu-west-1", "--yes"]) == 0
    assert regions == ["eu-west-1"]
    assert "npx serverless deploy --stage prod --region eu-west-1" in capsys.readouterr().out
