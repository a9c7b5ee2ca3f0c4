"""What happens inside cannot be told from the time it took."""

import pytest

from webapp.even_pace import EvenPace


@pytest.mark.parametrize(("worked", "paused"), [(0.0, 1.0), (0.25, 0.75), (1.0, 1.0), (1.75, 0.25)])
def test_leaves_at_a_full_step(worked: float, paused: float) -> None:
    times, pauses = iter([10.0, 10.0 + worked]), list[float]()
    with EvenPace(clock=lambda: next(times), sleep=pauses.append)():
        pass
    assert pauses == [paused]


def test_failures_take_a_full_step_too() -> None:
    times, pauses = iter([10.0, 10.25]), list[float]()
    pace = EvenPace(clock=lambda: next(times), sleep=pauses.append)
    with pytest.raises(KeyError), pace(failures_only=True):
        raise KeyError
    assert pauses == [0.75]


def test_success_may_leave_at_once() -> None:
    times, pauses = iter([10.0]), list[float]()
    with EvenPace(clock=lambda: next(times), sleep=pauses.append)(failures_only=True):
        pass
    assert pauses == []
