"""The Lambda function beside a Node.js one of the same purpose: from the process's start to the answer, peak memory,
size of the zip. Each run is a fresh process against the same Runtime API, STS, ECS and answer endpoint on this machine,
plain or over TLS. All four take turns, so that a busy machine hits each of them; the ratio of medians is the figure, that
of the least times says what a quiet machine would show. See bench.py."""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "function"))
from world import World, certificate_authority  # noqa: E402

RUNS = int(os.environ.get("ENI_BENCH_RUNS", "21"))
MACHINE = {"aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
BOOTSTRAP = ROOT / "build" / "function" / MACHINE / "bootstrap"
ZIP = ROOT / "build" / "function" / f"eni-trunking-function-{MACHINE}.zip"
# design: a 40th of Node's time, over TLS a 25th; an 8th of its memory, 3 MB
TIME_RATIOS, MEMORY_RATIO, ZIP_MB = {"plain": 40, "tls": 25}, 8, 3


def commands():
    """name -> (command, more environment)"""
    found = {"cpp": ([str(BOOTSTRAP)], {})}
    modules = ROOT / "runtimes" / "nodejs" / "node_modules"
    node = shutil.which("node")
    if node and modules.exists():
        found["node"] = ([node, str(ROOT / "bench" / "node_function" / "bootstrap.js")], {"NODE_PATH": str(modules), "NODE_NO_WARNINGS": "1"})
    return found


def peak_mb(pid):
    """The process's own peak: what wait4 reports would include that of the program it was forked from."""
    with open(f"/proc/{pid}/status") as status:
        kib = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
    return int(kib) / 1024


def run(world, command, environment):
    """(milliseconds from start to the answer's arrival, peak memory in MB)"""
    answers = world.answers
    process, begin = world.start(command, world.event("Create"), {**world.environment(), **environment},
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        answer = answers.get(timeout=60)
        world.results.get(timeout=60)
        peak = peak_mb(process.pid)
    finally:
        process.kill()
        process.wait()
    assert answer["body"]["Status"] == "SUCCESS", answer["body"]
    return (answer["time"] - begin) * 1000, peak


def bundle_with(certificate, folder):
    """As many authorities as a real bundle has; Node.js carries such a list with it."""
    bundle = pathlib.Path(folder) / "bundle.pem"
    usual = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
    bundle.write_text((usual.read_text() if usual.exists() else "") + pathlib.Path(certificate).read_text())
    return str(bundle)


def measure(ways):
    """`ways` is name -> (world, environment). Returns name -> program -> samples, each taken in turn with all others."""
    programs = commands()
    samples = {way: {program: [] for program in programs} for way in ways}
    for turn in range(RUNS + 1):
        for way, (world, environment) in ways.items():
            for program, (command, more) in programs.items():
                sample = run(world, command, {**environment, **more})
                if turn > 0:  # the first one reads files from disk
                    samples[way][program].append(sample)
    return samples


def summarize(way, samples):
    out = {}
    for program, rows in samples.items():
        times, peaks = zip(*rows)
        out[f"{program}_start_to_answer_ms"] = round(statistics.median(times), 2)
        out[f"{program}_least_ms"] = round(min(times), 2)
        out[f"{program}_peak_memory_mb"] = round(statistics.median(peaks), 2)
        print(f"{way:6} {program:5} {statistics.median(times):9.2f} ms  (least {min(times):.2f})"
              f" {statistics.median(peaks):8.1f} MB", file=sys.stderr)
    if "node" in samples:
        out["time_ratio"] = round(out["node_start_to_answer_ms"] / out["cpp_start_to_answer_ms"], 1)
        out["least_time_ratio"] = round(out["node_least_ms"] / out["cpp_least_ms"], 1)
        out["memory_ratio"] = round(out["node_peak_memory_mb"] / out["cpp_peak_memory_mb"], 1)
        verdict(f"{way}: 1/{TIME_RATIOS[way]} of Node's time", out["time_ratio"], TIME_RATIOS[way],
                f"times as fast; {out['least_time_ratio']} by the least times")
        verdict(f"{way}: 1/{MEMORY_RATIO} of Node's memory", out["memory_ratio"], MEMORY_RATIO, "times as small")
    return out


def verdict(what, value, budget, unit):
    met = "met" if value >= budget else f"NOT met, short of it by {100 * (1 - value / budget):.0f} %"
    print(f"       {what}: {met} ({value} {unit})", file=sys.stderr)


def main():
    if not BOOTSTRAP.exists():
        print(f"{BOOTSTRAP} is not built: ./dev build", file=sys.stderr)
        print("{}")
        return
    if "node" not in commands():
        print("no Node.js, or its packages are not installed (./dev setup): only the C++ function is measured", file=sys.stderr)
    out = {"runs": RUNS, "zip_mb": round(ZIP.stat().st_size / 1e6, 2)}
    with tempfile.TemporaryDirectory() as folder:
        certificate, context = certificate_authority(folder)
        tls = {"SSL_CERT_FILE": bundle_with(certificate, folder), "NODE_EXTRA_CA_CERTS": certificate}
        ways = {"plain": (World(), {}), "tls": (World(context), tls)}
        for way, samples in measure(ways).items():
            out[way] = summarize(way, samples)
        for world, _ in ways.values():
            world.close()
    met = "met" if out["zip_mb"] <= ZIP_MB else "NOT met"
    print(f"zip    {out['zip_mb']} MB; at most {ZIP_MB} MB: {met}", file=sys.stderr)
    print(json.dumps(out))


if __name__ == "__main__":
    main()
