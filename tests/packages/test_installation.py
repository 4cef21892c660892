"""Installing, running and removing in a fresh root of Debian 12, as debootstrap makes it: no compiler, no Node.js, no Python."""
import os
import pathlib
import shutil
import subprocess

import pytest

from conftest import run, run_in_root

pytestmark = [pytest.mark.skipif(not shutil.which("debootstrap"), reason="debootstrap is not installed: no fresh root to install in"),
              pytest.mark.skipif(os.geteuid() != 0, reason="debootstrap needs root: no fresh root to install in")]

# What dpkg and apt note of each installation, whatever is installed.
NOTED = ("var/lib/dpkg/", "var/lib/apt/", "var/cache/", "var/log/", "tmp/")


def mirror():
    """Where this machine's apt gets Debian 12 from."""
    lines = subprocess.run(["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages"], check=True,
                           stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found = [uri for release, uri in (line.split(" ", 1) for line in lines) if release == "bookworm"]
    return found[0] if found else "http://deb.debian.org/debian"


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """Debian 12 with nothing but what is essential, and apt. Made once, copied for each test."""
    folder = tmp_path_factory.mktemp("debootstrap") / "base"
    done = subprocess.run(["debootstrap", "--variant=minbase", "bookworm", folder, mirror()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    if done.returncode != 0:
        pytest.skip("debootstrap could not make a root: " + done.stdout.strip().splitlines()[-1])
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def root(base, tmp_path):
    folder = tmp_path / "root"
    run("cp", "--archive", base, folder)
    yield folder
    shutil.rmtree(folder)


def listing(root):
    """All paths with their kind, but for what dpkg and apt note."""
    found = set()
    for folder, folders, files in os.walk(root):
        for name in [*folders, *files]:
            path = pathlib.Path(folder) / name
            relative = str(path.relative_to(root))
            if not relative.startswith(NOTED):
                found.add((relative, path.is_dir() and not path.is_symlink()))
    return found


def assert_demo_runs(shown):
    assert "its function answered SUCCESS" in shown
    assert "host 2" in shown and "registers now: ECS gives it a trunk" in shown


def test_the_deb_installs_runs_and_leaves_nothing(root, packages):
    before = listing(root)
    for compiler in ("cc", "g++", "clang"):
        assert not (root / "usr/bin" / compiler).exists()
    shutil.copy(packages.deb, root / "tmp/eni-trunking.deb")
    run_in_root(root, "apt-get", "install", "--yes", "--no-install-recommends", "/tmp/eni-trunking.deb")
    assert "Subcommands:" in run_in_root(root, "eni-trunking", "--help")
    assert "eni\\-trunking" in run_in_root(root, "zcat", "/usr/share/man/man1/eni-trunking.1.gz")
    assert run_in_root(root, "dpkg", "--verify", "eni-trunking") == ""
    assert_demo_runs(run_in_root(root, "eni-trunking", "demo"))
    run_in_root(root, "dpkg", "--purge", "eni-trunking")
    assert listing(root) == before
    assert "eni-trunking" not in run_in_root(root, "dpkg-query", "--list")


def test_the_tarball_runs_there(root, packages):
    shutil.copy(packages.tarball, root / "tmp/eni-trunking.tar.gz")
    (root / "srv/tools").mkdir()
    run_in_root(root, "tar", "-xzf", "/tmp/eni-trunking.tar.gz", "-C", "/srv/tools")
    (folder,) = (root / "srv/tools").iterdir()
    assert_demo_runs(run_in_root(root, f"/srv/tools/{folder.name}/bin/eni-trunking", "demo"))
