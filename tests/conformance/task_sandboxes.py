"""Sandboxes that run tasks, where this machine can."""
import subprocess
import time

import pytest

START_SECONDS = 30


def start_line(sandbox):
    """The line that tells whether tasks run, and those that were logged with it."""
    from conftest import PATIENCE
    deadline = time.monotonic() + START_SECONDS * PATIENCE
    while True:
        for line in sandbox.log().splitlines():
            if "tasks run as containers" in line or "tasks are simulated" in line:
                return line
        assert time.monotonic() < deadline, sandbox.log()
        time.sleep(0.02)


def need_tasks(sandbox):
    """Skips, with the reason, on a machine whose kernel gives users no namespaces; on another one tasks run, or something is broken."""
    line = start_line(sandbox)
    if "tasks run as containers" in line:
        return
    assert subprocess.run(["unshare", "--map-root-user", "true"], stdin=subprocess.DEVNULL).returncode, line
    pytest.skip(line)
