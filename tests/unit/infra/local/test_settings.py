"""Whoever starts the stack is told plainly what is in its way, and nothing of theirs leaks into it."""

import socket

import pytest

from infra.local.settings import LocalStackError, Settings, free_port, require_free


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalStackError, match=rf"Port {port} is in use.*make run AWS_PORT="):
            require_free(port, "AWS_PORT")


def test_a_free_port_is_free() -> None:
    require_free(free_port(), "PORT")


def test_real_credentials_do_not_reach_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "work")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    environment = Settings().environment()
    assert environment["AWS_ACCESS_KEY_ID"] == "test"
    assert not environment.keys() & {"AWS_PROFILE", "AWS_SESSION_TOKEN"}
