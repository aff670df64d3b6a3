"""Runs a command as a process of its own and tells its seconds, processor time and peak memory."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

DISTURBED = 1.25


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of a command took."""

    seconds: float
    processor_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Runs:
    """What several runs of one command took."""

    measured: tuple[Measured, ...]

    @property
    def fastest(self) -> float:
        return min(run.seconds for run in self.measured)

    @property
    def median(self) -> float:
        return median(run.seconds for run in self.measured)

    @property
    def processor_seconds(self) -> float:
        """Of all cores together; it hardly changes when others use the machine."""
        return min(run.processor_seconds for run in self.measured)

    @property
    def is_disturbed(self) -> bool:
        """Whether the runs differ so much that something else took part of the machine."""
        return self.median > DISTURBED * self.fastest

    @property
    def peak_mb(self) -> float:
        return max(run.peak_mb for run in self.measured)


def measure(
    command: Sequence[str], *, output: Path, events: Path, environment: Mapping[str, str]
) -> Measured:
    """Run the command to its end; what it writes goes to two files, a failure ends the benchmark.

    The peak is that of the resident set as the kernel counted it, from wait4.
    """
    with output.open("wb") as out, events.open("wb") as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=dict(environment))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{events.read_text(encoding='utf-8')}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)
