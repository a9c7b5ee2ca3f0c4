"""Chooses the thresholds of a trained network, and measures the file that is served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxr.inference.screening import Network, Screened
from training.data.arrays import Floats, Pixels
from training.screening.figures import Figures, limits, lung_figures, shares, treated_shares
from training.screening.films.exposures import vary_lightly
from training.screening.films.sources import ScopeSet
from training.screening.thresholds import Chosen, choose, screen_all

VALIDATION, HOLDOUT, VARIED = "validation", "holdout", "varied"
"""Names in the figures: parts of the split, and lightly varied copies of the validation films."""

COPIES = 8
"""Varied copies of each validation film."""


@dataclass(frozen=True, slots=True)
class MaskedFilms:
    """Films (n, 224, 224), masks (n, 128, 128), which films have one (n,), and labels (n,) if known."""

    films: Pixels
    masks: Pixels
    has_mask: npt.NDArray[np.bool_]
    truth: Floats | None = None


def choose_and_measure(
    network: Network, films: Mapping[str, MaskedFilms], scope_set: ScopeSet, seed: int
) -> tuple[Chosen, dict[str, object]]:
    """Return the thresholds, chosen on the validation films and on varied copies of them, and all figures.

    ``films``: those that no weight was trained on, by part of the split or by another name.
    """
    random, validation = np.random.default_rng(seed), films[VALIDATION].films
    found = {name: screen_all(network, part.films) for name, part in films.items()}
    copies = (vary_lightly(film, random) for film in validation for _ in range(COPIES))
    found[VARIED] = screen_all(network, copies)
    chosen = choose(found[VALIDATION], found[VARIED])
    holdout, train = (
        {name: pictures.squares for name, pictures in half.items()}
        for half in (scope_set.holdout, scope_set.train)
    )
    return chosen, {
        "lungs": _lungs(found, films),
        "shares": {name: shares(pictures, chosen) for name, pictures in found.items()},
        "limits": limits(network, chosen, holdout, train),
        "treated": treated_shares(network, validation, chosen),
    }


def _lungs(found: Mapping[str, Sequence[Screened]], films: Mapping[str, MaskedFilms]) -> dict[str, Figures]:
    """Return the agreement with the masks of each part, and of validation and holdout films together."""
    groups = {name: [name] for name in films} | {f"{VALIDATION}_and_{HOLDOUT}": [VALIDATION, HOLDOUT]}
    figures = {}
    for name, parts in groups.items():
        known = np.concatenate([films[part].has_mask for part in parts])
        if not known.any():
            continue
        screened = [one for part in parts for one in found[part]]
        masks = np.concatenate([films[part].masks for part in parts])
        truths = [truth for part in parts if (truth := films[part].truth) is not None]
        figures[name] = lung_figures(
            [one for one, has_mask in zip(screened, known, strict=True) if has_mask],
            masks[known],
            np.concatenate(truths)[known] if truths else None,
        )
    return figures
