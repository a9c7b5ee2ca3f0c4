"""The fewest validation films that an export needs, for thresholds and figures that mean something."""

from collections.abc import Sequence

from training.data.labelled_film import Film
from training.errors import TrainingError

FEWEST_FILMS = 50
"""Films with pneumonia, and as many normal ones.

With fewer films with pneumonia, SENSITIVITY_OF_NEGATIVE (0.98) allows not one of them below the threshold, so
a single film decides where it lies. And if none of 50 films is wrong, up to 6 % of all such films may be
(3/n, Hanley and Lippman-Hand 1983). With fewer, "1.000" says less than any release criterion demands.
"""


def are_few(films: Sequence[Film]) -> bool:
    """Return whether the validation films are fewer than FEWEST_FILMS of a class."""
    return min(_by_class(films)) < FEWEST_FILMS


def require_enough_films(films: Sequence[Film], *, allow_few: bool) -> None:
    """Raise TrainingError if the validation films are few, unless the user allows it."""
    if allow_few or not are_few(films):
        return
    ill, normal = _by_class(films)
    raise TrainingError(
        f"the validation part has {ill} films with pneumonia and {normal} normal ones, and an export needs "
        f"{FEWEST_FILMS} of each. A tenth of the patients are in that part: give more films, or "
        "--allow-few-films for a model whose card says that it is not for use"
    )


def _by_class(films: Sequence[Film]) -> tuple[int, int]:
    """Return the numbers of films with pneumonia and of normal ones."""
    ill = sum(film.target for film in films)
    return ill, len(films) - ill
