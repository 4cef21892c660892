"""How long the sandbox takes to start, and what it needs while idle. See bench.py."""
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = os.environ.get("ENI_TRUNKING_BINARY", str(ROOT / "build" / "eni-trunking"))
STARTS = 21
BUDGET = {"start_to_first_answer_ms": 20, "idle_rss_mb": 20}


class Sandbox:
    def __init__(self, *arguments):
        self.begin = time.perf_counter()
        self.process = subprocess.Popen([COMMAND, "sandbox", "--listen", "127.0.0.1:0", "--log-level", "error", *arguments],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.endpoint = self.process.stdout.readline().decode().split()[-1]

    def first_answer_ms(self):
        """Milliseconds from the process's start to the answer of the health page."""
        host, port = self.endpoint.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(f"GET /_sandbox/health HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            answer = connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        return (time.perf_counter() - self.begin) * 1000

    def rss_mb(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            kib = next(line.split()[1] for line in status if line.startswith("VmRSS:"))
        return int(kib) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def measure_start(*arguments):
    times, sizes = [], []
    for _ in range(STARTS):
        sandbox = Sandbox(*arguments)
        times.append(sandbox.first_answer_ms())
        sizes.append(sandbox.rss_mb())
        sandbox.stop()
    return statistics.median(times), statistics.median(sizes)


def main():
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        results["start_to_first_answer_ms"], results["idle_rss_mb"] = measure_start("--ephemeral")
        on_disk, _ = measure_start("--state", f"{folder}/state.db")
        results["start_on_existing_state_ms"] = on_disk
    for name, value in results.items():
        budget = f"   (budget {BUDGET[name]})" if name in BUDGET else ""
        print(f"{name:32} {value:8.2f}{budget}", file=sys.stderr)
    print(json.dumps({name: round(value, 3) for name, value in results.items()}))


if __name__ == "__main__":
    main()
