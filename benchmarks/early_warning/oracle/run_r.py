"""What R's package surveillance says of simulated series, and its real series; or that it is absent."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning.methods import flexible
from benchmarks.early_warning.sim import noufaily

FOLDER = Path(__file__).parent
SERIES = 504
MINUTES = 5


class RscriptMissing(RuntimeError):
    """There is no Rscript with the package surveillance on this machine."""


def told(script: str, *arguments: str) -> str:
    """What a script of this folder prints. Raises RscriptMissing, where R or its package is absent."""
    program = shutil.which("Rscript")
    if program is None:
        raise RscriptMissing("Rscript is not installed (Debian: r-base-core, r-cran-surveillance)")
    call = [program, str(FOLDER / script), *arguments]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60 * MINUTES)
    if done.returncode:
        raise RscriptMissing(done.stderr.strip().splitlines()[-1])
    return done.stdout


def equal_bounds(seed: int, alpha: float) -> dict[str, float | str]:
    """The share of upper bounds equal to R's, on twelve series of each scenario; or why there is none."""
    each = SERIES // len(noufaily.SCENARIOS)
    counts = np.concatenate([noufaily.quiet(one, each, seed) for one in noufaily.SCENARIOS], axis=1)
    try:
        theirs = _bounds(counts, alpha)
    except RscriptMissing as missing:
        return {"skipped": str(missing)}
    ours = flexible.bounds(counts, alpha)
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    return {"series": float(counts.shape[1]), "equal": round(float(same.mean()), 4)}


def _bounds(counts: NDArray[np.float64], alpha: float) -> NDArray[np.float64]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counts.csv"
        np.savetxt(file, counts.T, fmt="%d", delimiter=",")
        words = told("bounds.R", str(file), str(alpha)).split()
    return np.array([np.nan if word == "NA" else float(word) for word in words])
