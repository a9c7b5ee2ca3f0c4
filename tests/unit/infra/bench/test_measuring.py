"""Times that can be compared."""

from functools import partial

from infra.bench.measuring import in_turns, medians, to_fastest


def test_contenders_take_turns_and_their_first_turn_is_not_counted() -> None:
    order: list[str] = []

    def run(name: str) -> list[float]:
        order.append(name)
        return [float(len(order))]

    taken = in_turns({name: partial(run, name) for name in ("one", "other")}, rounds=2)
    assert order == ["one", "other"] * 3
    assert taken == {"one": [3.0, 5.0], "other": [4.0, 6.0]}


def test_one_slow_spell_does_not_move_the_figure() -> None:
    assert medians({"steady": [10.0, 11.0, 900.0]}) == {"steady": 11.0}


def test_the_fastest_is_once_itself() -> None:
    assert to_fastest({"one": 10.0, "other": 25.0}) == {"one": 1.0, "other": 2.5}
