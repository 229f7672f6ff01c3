"""How good the statistical warning is: simulated provinces, several methods, one set of figures."""

import json
from typing import Any


def run(cases: int | None = None, as_json: bool = False) -> dict[str, Any]:
    """Judge all methods; `cases` is the most seeds of each kind. Prints and returns the figures."""
    from benchmarks import machine
    from benchmarks.early_warning import judging

    result = judging.judged(cases, tell=lambda line: None if as_json else print(line, flush=True))
    result["machine"] = machine.described()
    told = result if as_json else {key: result[key] for key in ("false_discovery", "gain", "cost")}
    print(json.dumps(told, indent=2, ensure_ascii=False))
    return result
