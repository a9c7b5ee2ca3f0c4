"""Every page and state to photograph, by name. Later scenes find what earlier ones left in the site."""

from tests.screenshots.scenes import account, errors, log_in, result, session, uploads, worklist
from tests.screenshots.scenes.scene import Scene

SCENES: dict[str, Scene] = {
    **result.SCENES,
    **worklist.SCENES,
    **account.SCENES,
    **errors.SCENES,
    **uploads.SCENES,
    **session.SCENES,
    **log_in.SCENES,
}

README_SCENES: dict[str, tuple[Scene, str]] = {
    "worklist": (worklist.worklist, "light-1440"),
    "result": (result.heatmap, "dark-1440"),
    "side-by-side": (result.side_by_side, "dark-1440"),
    "outside-population": (result.finding("P-2047"), "light-1440"),
}
