"""A small disk that only a sandbox sees, to be filled and freed."""
import os
import pathlib
import subprocess

import pytest

DISK = "24m"
# Mounts a small disk that only the sandbox sees, and which is gone with it.
MOUNT = 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"'


class SmallDisk:
    """A disk of the sandbox's own, reached through /proc: /proc/PID/root is what the process sees."""

    def __init__(self, directory):
        self.directory = directory
        user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
        self.prefix = ("unshare", "--mount", *user, "sh", "-ec", MOUNT, "sh", DISK, str(directory))
        self.ballast = None

    def attach(self, sandbox):
        self.ballast = pathlib.Path(f"/proc/{sandbox.process.pid}/root{self.directory}/ballast")

    def fill(self):
        file = os.open(self.ballast, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            for size in (1 << 20, 4096):
                self._write_until_full(file, bytes(size))
        finally:
            os.close(file)

    @staticmethod
    def _write_until_full(file, block):
        try:
            while os.write(file, block) == len(block):
                pass
        except OSError as error:
            assert error.strerror == "No space left on device"

    def free(self):
        self.ballast.unlink()


@pytest.fixture
def disk(tmp_path):
    small = SmallDisk(tmp_path / "disk")
    small.directory.mkdir()
    tried = subprocess.run([*small.prefix, "true"], stderr=subprocess.PIPE, text=True)
    if tried.returncode:
        pytest.skip(f"no small disk can be mounted here: {tried.stderr.strip()}")
    return small


@pytest.fixture
def full_sandbox(start_sandbox, disk):
    sandbox = start_sandbox(state=disk.directory / "state.db", prefix=disk.prefix)
    disk.attach(sandbox)
    return sandbox
