"""How long the commands take to start, and how long `doctor` takes to look at a cluster of 5 000 hosts. See bench.py.

Hosts are c5.large that run under a role with the setting, half of them launched before it was made: these have no trunk, and are
named. ENI_BENCH_HOSTS changes their number.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import boto3  # noqa: F401
except ImportError:
    print("python3-boto3 is not installed: left out", file=sys.stderr)
    print("{}")
    sys.exit()

from cluster import HOSTS, Cluster
from measurement import CLUSTER, COMMAND, Sandbox

STARTS, DOCTORS = 21, 3
MOST_START_MS, MOST_DOCTOR_S = 20, 5
STARTED = [["version"], ["--help"], ["doctor", "--help"], ["density", "c5.large"], ["doctor", "--policy"]]


def milliseconds(arguments, environment=None):
    begin = time.perf_counter()
    done = subprocess.run([COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment)
    return 1000 * (time.perf_counter() - begin), done


def say(figures, name, value, unit, budget):
    figures[f"{name.replace(' ', '_').replace('-', '')}_{unit}"] = round(value, 2)
    print(f"{name:32} {value:8.2f} {unit}   {'met' if value <= budget else 'NOT met'}: at most {budget}", file=sys.stderr)


def measure_starts(figures):
    for arguments in STARTED:
        times = [milliseconds(arguments)[0] for _ in range(STARTS)]
        say(figures, "start of " + " ".join(arguments), statistics.median(times), "ms", MOST_START_MS)


def measure_doctor(figures, state):
    sandbox = Sandbox(state)
    try:
        cluster = Cluster(sandbox)
        cluster.prepare()
        cluster.ecs.put_account_setting_default(name="awsvpcTrunking", value="disabled")
        cluster.grow(HOSTS // 2)
        cluster.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
        cluster.grow(HOSTS)
        environment = {"PATH": os.environ["PATH"], "HOME": os.path.dirname(state), "AWS_ACCESS_KEY_ID": "test",
                       "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": sandbox.endpoint}
        times = []
        for _ in range(DOCTORS):
            taken, done = milliseconds(["doctor", CLUSTER, "--output", "json"], environment)
            found = {one["check"] for one in json.loads(done.stdout)["findings"] if one["severity"] == "error"}
            assert found == {"registered-before-setting"}, done.stdout[:2000]
            times.append(taken / 1000)
        say(figures, f"doctor on {HOSTS} hosts", statistics.median(times), "s", MOST_DOCTOR_S)
    finally:
        sandbox.process.kill()
        sandbox.process.wait()


def main():
    figures = {}
    measure_starts(figures)
    with tempfile.TemporaryDirectory() as folder:
        measure_doctor(figures, f"{folder}/state.db")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
