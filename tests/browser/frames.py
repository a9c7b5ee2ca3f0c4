"""What the frames of a page cost, by the browser's own trace."""

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

_CATEGORIES = ["toplevel"]
_STAGES = ("CrRendererMain", "Compositor", "ThreadPoolForegroundWorker", "VizCompositorThread", "CrGpuMain")
"""The threads of Chromium that a frame passes: scripts and layout, layers, painting, and the screen."""


def longest_frame_ms(page: Page, act: Callable[[], None]) -> float:
    """Return what the slowest conceivable frame of ``act`` costs: the longest task of each stage, in a row.

    It is time on the processor. On the clock, a frame also waits for what else the machine is doing: the same
    page would pass alone and fail beside other tests.
    """
    longest = {stage: max(times) for stage, times in _tasks(page, act).items()}
    # A browser that names its threads otherwise would cost nothing.
    assert longest["CrRendererMain"] > 0
    assert longest["VizCompositorThread"] > 0
    return sum(longest.get(stage, 0) for stage in _STAGES)


def processor_ms(page: Page, act: Callable[[], None]) -> float:
    """Return the time on the processor that all stages of the frames of ``act`` take together."""
    tasks = _tasks(page, act)
    assert tasks["CrRendererMain"]
    return sum(sum(tasks[stage]) for stage in _STAGES)


def frame_distances_ms(page: Page, act: Callable[[], None]) -> list[float]:
    """Return the times between the frames of ``act``, on the clock."""
    page.evaluate(_NOTE_FRAMES)
    act()
    distances: list[float] = page.evaluate("frames_ms.slice(1)")
    return distances


_NOTE_FRAMES = """() => {
  window.frames_ms = [];
  let before = performance.now();
  const note = (now) => {
    frames_ms.push(now - before);
    before = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""


def _tasks(page: Page, act: Callable[[], None]) -> dict[str, list[float]]:
    """Return the tasks of each thread while ``act`` runs, in milliseconds of its processor."""
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=_CATEGORIES)
    act()
    events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    threads = {
        (event["pid"], event["tid"]): event["args"]["name"]
        for event in events
        if event["name"] == "thread_name"
    }
    tasks: dict[str, list[float]] = defaultdict(list)
    for event in events:
        if event["name"].endswith("RunTask"):
            tasks[threads.get((event["pid"], event["tid"]), "")].append(event.get("tdur", 0) / 1000)
    return tasks
