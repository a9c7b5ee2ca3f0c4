"""Kills the workers that read films, as machines that fail do."""

import os
import signal
import subprocess

_MARK = "ministack-lambda-pneumoscope-local-classify-"


def kill_workers(server: int) -> int:
    """Kill every worker of classify, without warning; return how many. ``server``: their parent's process."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(server)], check=False, capture_output=True, text=True
    )
    found = [int(line.split()[0]) for line in listed.stdout.splitlines() if _MARK in line]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)
