"""A change of films is noticed soon, and films that do not change raise no alarm."""

import random
from collections.abc import Iterator
from math import exp

import pytest

from cxr.drift.film_changes import Change, films_of_site
from cxr.drift.reference import FIRST_FILMS, flagged_share
from cxr.inference.model_card import ModelCard, load_model_card
from cxr.study import Finding, Label, OutOfPopulation, RefusalReason
from tests.support.films.sequence import changes, studies


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return load_model_card()


def finding(chance: random.Random, flagged: float, logit: float, ill: float = 0.2) -> Finding:
    """A finding as the model makes them: two heaps of logits, of ill children and of well ones."""
    probability = 1 / (1 + exp(-chance.gauss(3 if chance.random() < ill else -3 + logit, 1.5)))
    if chance.random() < flagged:
        return Finding(probability, None, False, "", (), OutOfPopulation.APPEARANCE)
    return Finding(probability, Label.POSITIVE if probability > 0.9 else Label.NEGATIVE, True, "")


def children(chance: random.Random, count: int, card: ModelCard) -> Iterator[Finding]:
    """Films as those of the card's test set, at a place where one in five is ill."""
    usual = card.figures["test"]["flagged"] / card.figures["test"]["films"]  # type: ignore[index,call-overload,operator]
    return (finding(chance, usual, 0) for _ in range(count))


def adults(chance: random.Random, count: int, card: ModelCard) -> Iterator[Finding]:
    """Films as those of the card's adults: nearly all are flagged."""
    figures = card.figures["limits"]["nih_adult"]["only_measured"]  # type: ignore[index,call-overload]
    return (finding(chance, figures["flagged"], 0) for _ in range(count))  # type: ignore[index,call-overload,arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_adults_after_five_hundred_children_are_noticed_within_fifty(card: ModelCard, seed: int) -> None:
    chance = random.Random(seed)
    films = [*children(chance, 500, card), *adults(chance, 50, card)]
    (change, at), *_ = changes(films_of_site(studies(iter(films), card.version), card))
    assert change is Change.MORE_FLAGGED
    assert 500 <= at < 550


@pytest.mark.parametrize("seed", range(5))
def test_two_thousand_children_raise_no_alarm(card: ModelCard, seed: int) -> None:
    films = children(random.Random(seed), 2000, card)
    assert changes(films_of_site(studies(films, card.version), card)) == []


@pytest.mark.parametrize(("shift", "change"), [(3, Change.HIGHER), (-4, Change.LOWER)])
def test_probabilities_that_move_are_noticed(card: ModelCard, shift: float, change: Change) -> None:
    chance = random.Random(1)
    moved = (finding(chance, 0, shift, ill=0 if shift < 0 else 0.2) for _ in range(200))
    films = [*(finding(chance, 0, 0) for _ in range(400)), *moved]
    found = changes(films_of_site(studies(iter(films), card.version), card))
    assert found[0][0] is change
    assert found[0][1] >= 400


def test_an_older_model_is_not_held_to_the_newer_card(card: ModelCard) -> None:
    films = adults(random.Random(1), 100, card)
    assert changes(films_of_site(studies(films, "an-older-model"), card)) == []


def test_until_the_first_films_have_come_their_mean_is_not_compared(card: ModelCard) -> None:
    films = [finding(random.Random(1), 0, 0) for _ in range(50)]
    (model,) = films_of_site(studies(iter(films), card.version), card).models
    assert model.waits_for == FIRST_FILMS - 50
    assert model.alarms == ()


def test_refused_films_count_for_the_site_by_reason(card: ModelCard) -> None:
    one = finding(random.Random(1), 0, 0)
    found = films_of_site(studies(iter([one, None, None]), card.version), card)
    assert (found.refused.count, found.refused.total) == (2, 3)
    assert found.reasons == {RefusalReason.NOT_FRONTAL: 2}


def test_a_card_without_figures_of_flagged_films_has_no_limit(card: ModelCard) -> None:
    assert flagged_share(card.model_copy(update={"figures": {}})) is None
