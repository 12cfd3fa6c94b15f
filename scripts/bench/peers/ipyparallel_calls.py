"""Calls that do nothing through ipyparallel's load-balanced view. Arguments: calls, engines. Prints seconds as JSON."""
import json
import os
import sys
import tempfile
import time


def nothing(value):
    return value


def main():
    calls, engines = int(sys.argv[1]), int(sys.argv[2])
    os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="vt_ipyparallel_")
    import ipyparallel

    cluster = ipyparallel.Cluster(n=engines, log_level=40)
    with cluster as client:
        view = client.load_balanced_view()
        view.block = False
        view.map(nothing, range(100)).get()
        start = time.perf_counter()
        results = view.map(nothing, range(calls), chunksize=1).get()
        mapped = time.perf_counter() - start
        assert list(results) == list(range(calls))
        start = time.perf_counter()
        many = view.map(nothing, range(calls), chunksize=calls // (4 * engines)).get()
        chunked = time.perf_counter() - start
        assert list(many) == list(range(calls))
    print(json.dumps({"calls": mapped, "chunks": chunked}))


main()
