"""How good the statistical warning is: simulated provinces, several methods, one set of figures."""

import json
import sys
from typing import Any


def run(cases: int | None = None, as_json: bool = False) -> dict[str, Any]:
    """Judge all methods; `cases` is the most seeds of each kind. Prints and returns the figures.

    As JSON the lines and the table of goals go beside it, to standard error.
    """
    from benchmarks import machine
    from benchmarks.early_warning import judging

    beside = sys.stderr if as_json else sys.stdout
    result = judging.judged(cases, tell=lambda line: print(line, file=beside, flush=True))
    result["machine"] = machine.described()
    if as_json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
    return result
