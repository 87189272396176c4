"""The benchmark's table and its verdicts (what it measures needs a quiet machine, not a test)."""

import subprocess
import sys

import pytest

from tools.bench import main, table
from tools.benchmarks.measure import Measure, middle
from tools.benchmarks.processor import seconds_by_process, spent


def test_a_budget_is_kept_from_the_right_side():
    assert Measure("work", 5.9, "ms", 6.0).verdict == "kept"
    assert Measure("work", 6.1, "ms", 6.0).verdict == "MISSED"
    assert Measure("frames", 60, "1/s", 59, more_is_better=True).verdict == "kept"
    assert Measure("frames", 30, "1/s", 59, more_is_better=True).verdict == "MISSED"
    assert Measure("bytes", 30, "B").verdict == ""


def test_the_table_lines_up():
    lines = table([Measure("a", 1, "ms", 2), Measure("longer", 12345.678, "ms", note="in 3 runs")]).splitlines()
    assert lines == ["a              1 ms  2 kept", "longer  12,345.7 ms          in 3 runs"]


def test_the_median_is_rounded():
    assert middle([3.0, 1.0, 2.123456]) == 2.12


def test_an_unknown_benchmark_is_named_with_the_known_ones(capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit):
        main(["strat"])
    assert "no benchmark 'strat': choose from start, offline, frames" in capsys.readouterr().err


@pytest.mark.skipif(not seconds_by_process(), reason="this system has no /proc")
def test_the_processors_time_of_a_child_is_counted():
    before = seconds_by_process()
    with subprocess.Popen([sys.executable, "-c", "sum(range(10**7)); input()"], stdin=subprocess.PIPE) as child:
        while (seconds := spent(before, seconds_by_process()) or 0.0) < 0.05:
            assert child.poll() is None
        child.communicate(b"\n")
    assert seconds > 0


def test_where_the_processors_time_is_unknown_nothing_is_claimed():
    assert spent({}, {}) is None
