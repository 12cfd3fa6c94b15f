"""Calls that do nothing through ipyparallel's load-balanced view, one task each and in chunks.

Arguments: how many calls, how many rounds. Prints the medians as JSON.
"""
import json
import os
import shutil
import statistics
import sys
import tempfile
import time

ENGINES = 2


def no_op(value):
    return value


def measure(view, calls, rounds, chunk):
    times = []
    for number in range(rounds + 1):
        start = time.perf_counter()
        answers = list(view.map(no_op, range(calls), chunksize=chunk).get())
        assert answers == list(range(calls))
        if number > 0:
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main():
    calls, rounds = map(int, sys.argv[1:])
    folder = tempfile.mkdtemp(prefix="vt_ipyparallel_")
    os.environ["IPYTHONDIR"] = folder
    import ipyparallel

    try:
        with ipyparallel.Cluster(n=ENGINES, log_level=40) as client:
            view = client.load_balanced_view()
            view.block = False
            measure(view, 100, 1, 1)
            tasks = {"setting": "a task for each call", "ms": measure(view, calls, rounds, 1)}
            chunks = {"setting": "8 chunks for each engine", "ms": measure(view, calls, rounds, calls // (8 * ENGINES))}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps([tasks, chunks]))


main()
