"""Calls of dask.distributed that do nothing, on two worker processes of one thread each.

Arguments: how many calls, how many rounds. Prints the median as JSON.
"""
import json
import statistics
import sys
import time

import dask
from distributed import Client, LocalCluster

# By default the scheduler hands out one task at a time, to save memory; handing out all at once is two to three times as fast.
SETTINGS = {"distributed.scheduler.worker-saturation": float("inf")}


def no_op(_):
    return None


def call_all(client, calls):
    answers = client.gather(client.map(no_op, range(calls), pure=False))
    assert answers == [None] * calls


def measure(client, calls, rounds):
    times = []
    for number in range(rounds + 1):
        start = time.perf_counter()
        call_all(client, calls)
        if number > 0:
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


# Worker processes import this file, so nothing may run while they do.
if __name__ == "__main__":
    calls, rounds = map(int, sys.argv[1:])
    with dask.config.set(SETTINGS):
        with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
            with Client(cluster) as client:
                ms = measure(client, calls, rounds)
    print(json.dumps([{"setting": "two processes, worker-saturation inf", "ms": ms}]))
