"""Times that can be compared."""

import pytest

from infra.bench import measurement
from infra.bench.measurement import median_times


def test_calls_take_turns_and_the_first_round_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    durations = iter([900.0, 900.0, 3.0, 10.0, 5.0, 12.0])

    def take(name: str) -> float:
        order.append(name)
        return next(durations)

    monkeypatch.setattr(measurement, "milliseconds", lambda call: take(call()))
    assert median_times({"one": lambda: "one", "other": lambda: "other"}, rounds=2) == {
        "one": 4.0,
        "other": 11.0,
    }
    assert order == ["one", "other"] * 3


def test_one_slow_spell_does_not_change_the_median(monkeypatch: pytest.MonkeyPatch) -> None:
    durations = iter([0.0, 10.0, 900.0, 11.0])
    monkeypatch.setattr(measurement, "milliseconds", lambda _call: next(durations))
    assert median_times({"steady": list}, rounds=3) == {"steady": 11.0}
