"""One measurement of one side in a process of its own; prints a row of JSON.

`python -m benchmarks.side (stock|ours) (build|open|query) DATA FOLDER ARTICLES`, where
ARTICLES is 0 for all of them.
"""

import json
import resource
import statistics
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

from benchmarks.samples import Sample, answer_stands, read_sample

BUDGETS = (150, 600, 1200)


def main() -> None:
    """Measure what the command line says."""
    name, task, data, folder, articles = sys.argv[1:]
    sample = read_sample(Path(data), int(articles) or None)
    side = import_module(f"benchmarks.{name}")
    measure = {"build": measure_build, "open": measure_open, "query": measure_query}[task]
    print(json.dumps(measure(side, sample, Path(folder))))


def measure_build(side: ModuleType, sample: Sample, folder: Path) -> dict[str, float]:
    """Seconds to index the sample, model loaded, and the process's peak memory in MiB."""
    model = side.warm_model()
    started, busy = time.perf_counter(), time.process_time()
    side.build(sample, model, folder)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words": sample.words, "seconds": seconds, "processor": busy, "memory": peak}


def measure_open(side: ModuleType, sample: Sample, folder: Path) -> dict[str, float]:
    """Seconds to open the saved index, imports and model excluded."""
    model = side.warm_model()
    started = time.perf_counter()
    side.open_search(folder, model)
    return {"seconds": time.perf_counter() - started}


def measure_query(side: ModuleType, sample: Sample, folder: Path) -> dict[str, float]:
    """Milliseconds for a question, and the share answered within each word budget."""
    search = side.open_search(folder, side.warm_model())
    search("Where were the talks held?")
    times, retrieved = [], []
    for question, _ in sample.questions:
        started = time.perf_counter()
        retrieved.append(search(question))
        times.append(1000 * (time.perf_counter() - started))
    shares = {
        f"within {budget}": statistics.mean(
            answer_stands(answer, text, budget)
            for (_, answer), text in zip(sample.questions, retrieved, strict=True)
        )
        for budget in BUDGETS
    }
    return {"p50": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1], **shares}


if __name__ == "__main__":
    main()
