"""A gateway that is killed at any moment loses no film and files no result twice.

A process of its own takes one film from the sender to the archive, and is killed by SIGKILL just before one
of its effects on the world: the first, the second, and so on through all of them. A second process goes on
from what is left, and a sender without an acknowledgement sends the film again.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.gateway.spool.ledger import Ledger, State
from tests.support.films.identified import identified_film
from tests.support.gateway.folders import FolderArchive, FolderS3, open_hospital

FILM = identified_film()
EFFECTS: list[tuple[Any, str]] = [
    *((os, name) for name in ("fsync", "fdatasync")),
    *((Path, name) for name in ("replace", "unlink", "write_bytes")),
    *((FolderS3, name) for name in ("put_object", "head_object", "list_objects_v2", "get_object")),
    (FolderArchive, "store"),
    (Ledger, "_run"),
]
"""All through which the gateway changes what a restart finds, and its questions to others."""

MOST = 200
"""More effects than one film has."""


def life(folder: Path, killed_before: int) -> int:
    """Live through a film, up to an effect. Return 0 when the film has come to its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _arm(killed_before)
            _live(folder)
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _arm(killed_before: int) -> None:
    left = killed_before

    def counted(effect: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return effect(*arguments, **options)

        return run

    for owner, name in EFFECTS:
        setattr(owner, name, counted(getattr(owner, name)))


def _live(folder: Path) -> None:
    hospital = open_hospital(folder)
    acknowledged = folder / "acknowledged"
    if not acknowledged.exists():
        hospital.send(FILM)
        acknowledged.touch()
    hospital.work()
    hospital.spool.close()


def test_a_kill_at_any_moment_costs_no_film_and_makes_no_second_result(tmp_path: Path) -> None:
    killed = 0
    for moment in range(MOST):
        folder = tmp_path / str(moment)
        if life(folder, moment) == 0:
            break
        killed += 1
        assert life(folder, MOST) == 0, moment
        assert not [*(folder / "spool").glob("*/*")], moment
        hospital = open_hospital(folder)
        assert len(hospital.s3.films()) == 1, moment
        assert len(hospital.archive.objects()) == 2, moment
        assert hospital.spool.ledger.counts()[State.DELIVERED] == 1, moment
        hospital.spool.close()

    assert killed > 30
