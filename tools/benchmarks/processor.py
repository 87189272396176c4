"""Processor time of a program and all it has started, on Linux: what a busy machine cannot blur.

A stopwatch also counts the time in which others had the processor; this does not.
"""

import os
from pathlib import Path

PROC = Path("/proc")
# Places in /proc/PID/stat counted from behind the program's name: parent, user time, system time.
PARENT, USER, SYSTEM = 1, 11, 12


def seconds_by_process() -> dict[int, float]:
    """Processor seconds of this process and everything below it; empty where there is no /proc."""
    if not (PROC / "self" / "stat").exists():
        return {}
    stats = {int(path.parent.name): _fields(path) for path in PROC.glob("[0-9]*/stat")}
    family = {os.getpid()}
    while grown := {pid for pid, fields in stats.items() if fields and int(fields[PARENT]) in family} - family:
        family |= grown
    tick = os.sysconf("SC_CLK_TCK")
    return {pid: (int(f[USER]) + int(f[SYSTEM])) / tick for pid in family if (f := stats.get(pid))}


def spent(before: dict[int, float], after: dict[int, float]) -> float | None:
    """Seconds between two looks, of the processes that still live; None where they cannot be known."""
    if not after:
        return None
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _fields(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return []
