"""The machine a benchmark ran on, without its name: cores, memory, versions, and how fast it is just now."""

import os
import platform
from importlib.metadata import version
from statistics import median
from time import perf_counter
from typing import Any

LIBRARIES = ("duckdb", "pandas", "pyarrow", "SQLAlchemy", "streamlit")


def described() -> dict[str, Any]:
    """Cores, memory, versions; the load beside them tells how idle the machine was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "load_1_minute": round(os.getloadavg()[0], 1),
        "calibration_ms": calibration(),
    }


def calibration() -> float:
    """A fixed piece of work in pure Python, in milliseconds: divide by it to compare two machines."""

    def work() -> float:
        started = perf_counter()
        total = 0
        for number in range(1_000_000):
            total += number * number % 7
        return 1000 * (perf_counter() - started)

    return round(median(work() for _ in range(5)), 1)
