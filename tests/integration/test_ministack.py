"""MiniStack on its own: what it keeps, even when the stack around it was killed."""

from pathlib import Path

import pytest

from infra.local.clients import Clients
from infra.local.ministack import MiniStack
from infra.local.settings import Settings, free_port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path, port=free_port(), aws_port=free_port())


def test_the_orphan_of_a_killed_stack_is_ended_and_its_state_is_kept(settings: Settings) -> None:
    orphan, next_one = MiniStack(settings), MiniStack(settings)
    orphan.start()
    Clients(settings).s3.create_bucket(
        Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    try:
        next_one.stop_orphan()
        next_one.start()
        assert next_one.pid != orphan.pid
        assert [bucket["Name"] for bucket in Clients(settings).s3.list_buckets()["Buckets"]] == ["kept"]
    finally:
        next_one.stop()
        orphan.stop()


def test_a_process_that_is_not_ministack_is_left_alone(settings: Settings) -> None:
    (settings.state / "ministack.pid").write_text("1")
    MiniStack(settings).stop_orphan()
    assert Path("/proc/1").exists()
    assert not (settings.state / "ministack.pid").exists()
