"""A graph of separate tasks that do nothing, run by dask.threaded.get.

Arguments: how many tasks, how many rounds. Prints the median of each setting as JSON.
"""
import json
import statistics
import sys
import time

import dask.threaded

WARM_UPS = 10


def no_op(_):
    return None


def name(options):
    return ", ".join(f"{option} {value}" for option, value in options.items()) or "defaults"


def measure(graph, rounds, options):
    keys = list(graph)
    times = []
    for number in range(-WARM_UPS, rounds):
        start = time.perf_counter()
        answers = dask.threaded.get(graph, keys, **options)
        if number >= 0:
            times.append((time.perf_counter() - start) * 1000)
        assert answers == (None,) * len(keys)
    return statistics.median(times)


tasks, rounds = map(int, sys.argv[1:])
graph = {f"task-{number}": (no_op, number) for number in range(tasks)}
options = [{}]
for workers in (1, 2):
    # Threads share one interpreter lock, so few large chunks cost the least.
    options.append({"num_workers": workers, "chunksize": max(1, tasks // workers)})
    options.append({"num_workers": workers})
found = [{"setting": name(one), "ms": measure(graph, rounds, one)} for one in options]
print(json.dumps(found))
