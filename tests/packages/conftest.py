"""What `./dev package` makes, tested as its users get it: the files, and programs that run from them.

What belongs here: tests of packaging/ and action.yml. They need what `./dev build` makes. Tests in a fresh root of Debian run where
debootstrap is installed and its user is root, for it takes packages from the distribution's mirror; elsewhere they say so.
"""
import os
import pathlib
import subprocess
import sys
import tarfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))


class Packages:
    """The folder that one run of packaging/package.py has filled."""

    def __init__(self, folder):
        self.folder = folder

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def one(self, pattern):
        (found,) = self.folder.glob(pattern)
        return found

    @property
    def deb(self):
        return self.one("*.deb")

    @property
    def tarball(self):
        return self.one("*.tar.gz")

    @property
    def image(self):
        return self.one("*-oci-*.tar")


def make(folder, **environment):
    subprocess.run(["/usr/bin/python3", ROOT / "packaging/package.py", "--output", folder], check=True, stdout=subprocess.PIPE,
                   cwd=folder.parent, env={**os.environ, **environment})
    return Packages(folder)


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    return make(tmp_path_factory.mktemp("packages") / "first")


@pytest.fixture(scope="session")
def packages_again(packages):
    """Made once more, by a user with another time zone, language and umask."""
    before = os.umask(0o077)
    try:
        return make(packages.folder.parent / "second", TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="1")
    finally:
        os.umask(before)


@pytest.fixture(scope="session")
def unpacked_deb(packages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deb")
    subprocess.run(["dpkg-deb", "--extract", packages.deb, folder], check=True)
    return folder


@pytest.fixture(scope="session")
def unpacked_tarball(packages, tmp_path_factory):
    """The one folder that the tarball holds."""
    folder = tmp_path_factory.mktemp("tarball")
    with tarfile.open(packages.tarball) as archive:
        archive.extractall(folder)
    (inner,) = folder.iterdir()
    return inner


def run(*command, **options):
    """What a program prints; it has to succeed."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


def run_in_root(root, *command):
    """In `root` as its root folder, with /proc and /dev; what it starts ends with it."""
    enter = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"'
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return run("unshare", *as_root, "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", enter, root, *command,
               env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"})


def can_enter_roots():
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return subprocess.run(["unshare", *as_root, "--mount", "--pid", "--fork", "true"], stderr=subprocess.DEVNULL).returncode == 0
