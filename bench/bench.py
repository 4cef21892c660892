"""./dev bench [NAMES]: runs the measuring programs and merges what they find into build/bench.json.

A measuring program prints its table for people on standard error and one JSON object on standard output: member
names say what was measured and in which unit ("start_to_answer_ms"), ratios are of the same run. Standard input is
empty, the working directory is the checkout. A program that cannot measure here (no Node.js, say) prints {} and why.
"""
import json
import os
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "cmake" / "release" / "bench"
RESULT = ROOT / "build" / "bench.json"

# name, command; in the order of the README's figures
PROGRAMS = [
    ("function", [sys.executable, str(ROOT / "bench" / "function.py")]),
    ("sandbox", [sys.executable, str(ROOT / "bench" / "sandbox.py")]),
    ("commands", [sys.executable, str(ROOT / "bench" / "commands.py")]),
    ("stack", [sys.executable, str(ROOT / "bench" / "stack.py")]),
    ("load", [str(BUILT / "load_bench")]),
    ("placement", [str(BUILT / "placement_bench")]),
    ("restart", [str(BUILT / "restart_bench")]),
    ("fleet", [sys.executable, str(ROOT / "bench" / "fleet.py")]),
    ("run", [sys.executable, str(ROOT / "bench" / "run.py")]),
    ("traffic", [sys.executable, str(ROOT / "bench" / "traffic.py")]),
    ("cluster", [sys.executable, str(ROOT / "bench" / "cluster.py")]),
]


def machine():
    with open("/proc/cpuinfo") as info:
        models = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return {"cpu": models[0] if models else platform.machine(), "cores": os.cpu_count(), "system": platform.platform()}


def measure(name, command):
    print(f"== {name}", file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{name} ended with {done.returncode}: {' '.join(command)}")
    return json.loads(done.stdout)


def main(names):
    known = [name for name, _ in PROGRAMS]
    for name in names:
        if name not in known:
            sys.exit(f"no measurement {name!r}; there are: {', '.join(known)}")
    results = json.loads(RESULT.read_text()) if names and RESULT.exists() else {}
    results["machine"] = machine()
    for name, command in PROGRAMS:
        if not names or name in names:
            results[name] = measure(name, command)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2) + "\n")
    print(f"== written to {RESULT.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
