"""A port conflict has a clear message, and the user's credentials do not reach the stack."""

import socket
from argparse import ArgumentTypeError

import pytest

from infra.local.settings import LocalStackError, Settings, free_port, port_number, require_free


def test_a_port_in_use_is_named_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalStackError, match=rf"Port {port} is in use.*make run AWS_PORT="):
            require_free(port, "AWS_PORT")


def test_a_free_port_is_accepted() -> None:
    require_free(free_port(), "PORT")


def test_real_credentials_do_not_reach_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "work")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    environment = Settings().environment()
    assert environment["AWS_ACCESS_KEY_ID"] == "test"
    assert not environment.keys() & {"AWS_PROFILE", "AWS_SESSION_TOKEN"}


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http"])
def test_a_port_outside_the_range_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=text):
        port_number(text)
