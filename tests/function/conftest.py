import os
import pathlib
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import world as fixtures  # noqa: E402

BUILD = pathlib.Path(__file__).resolve().parents[2] / "build" / "function"


@pytest.fixture
def bootstrap():
    """Path of this machine's bootstrap."""
    machine = {"aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
    path = BUILD / machine / "bootstrap"
    if not path.exists():
        pytest.skip(f"{path} is not built: ./dev build")
    return str(path)


@pytest.fixture
def other_bootstrap():
    """Command that runs the other architecture's bootstrap under qemu-user."""
    arch, emulator = ("x86_64", "qemu-x86_64-static") if os.uname().machine == "aarch64" else ("arm64", "qemu-aarch64-static")
    path = BUILD / arch / "bootstrap"
    if not path.exists():
        pytest.skip(f"{path} is not built: ./dev build")
    if not shutil.which(emulator):
        pytest.skip(f"{emulator} is not installed: qemu-user-static")
    return [shutil.which(emulator), str(path)]


@pytest.fixture
def world():
    world = fixtures.World()
    yield world
    world.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """(path of a test CA's certificate, TLS context of a server that is localhost and 127.0.0.1)"""
    return fixtures.certificate_authority(tmp_path_factory.mktemp("authority"))
