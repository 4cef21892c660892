"""`eni-trunking demo` as users see it: the whole story, on one screen of 80 by 40."""
import os
import re
import shutil
import subprocess

import pytest
from conftest import COMMAND, ORDINARY_USER

pytestmark = pytest.mark.sandbox_only("brings its own sandbox")


@pytest.fixture(scope="module")
def screen():
    done = subprocess.run([COMMAND, "demo"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_fits_one_screen(screen):
    lines = screen.splitlines()
    assert len(lines) < 40
    assert [line for line in lines if len(line) > 80] == []


def test_two_tasks_become_ten(screen):
    assert re.search(r"i-[0-9a-f]{17}  c5.large +2 tasks, the next is refused: RESOURCE:ENI", screen)
    assert "host 1   still 2 of 2 tasks" in screen
    assert re.search(r"i-[0-9a-f]{17}  c5.large +10 tasks, the next is refused: RESOURCE:ENI", screen)


def test_draws_the_interfaces(screen):
    purposes = re.findall(r"eth(\d)  (primary|task|trunk) +eni-[0-9a-f]{17}  172\.31\.\d+\.\d+", screen)
    assert purposes == [("0", "primary"), ("1", "task"), ("2", "task"), ("0", "primary"), ("1", "trunk")]
    assert [int(vlan) for vlan in re.findall(r"vlan +(\d+) 172\.31", screen)] == list(range(1, 11))


def test_says_what_the_setting_is(screen):
    assert "setting  awsvpcTrunking: disabled for the hosts' role" in screen
    assert "setting  awsvpcTrunking: enabled for the hosts' role, disabled for the account" in screen


def test_without_nodejs_all_but_the_comparison_is_shown():
    """Nothing waits for the answer of a function that cannot begin."""
    node = shutil.which("node")
    without = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
               f'mount --bind /dev/null {os.path.realpath(node or "/dev/null")} && exec "$@"', "sh")
    if subprocess.run([*without, "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("unshare cannot make a namespace in which Node.js is hidden")
    done = subprocess.run([*(without if node else ()), COMMAND, "demo"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "its function answered SUCCESS" in done.stdout and "host 2" in done.stdout
    assert "is not shown: Node.js is not\ninstalled on this machine." in done.stdout


def test_demo_capacity_shows_a_group_that_grows_and_shrinks():
    done = subprocess.run([COMMAND, "demo", "capacity"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 40 and max(map(len, lines)) <= 80, done.stdout
    assert re.search(r"hosts at most +25 +5$", done.stdout, re.M), done.stdout
    assert "never" not in done.stdout, done.stdout


# ---- demo run: with containers ------------------------------------------------------------------------------

NO_NAMESPACES = ("unshare", "--user", "--map-root-user", "sh", "-c",
                 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "sh")
ADDRESS = r"172\.31\.\d+\.\d+"


def run_demo(*prefix, folder=None):
    environment = {**os.environ, "TMPDIR": str(folder), "HOME": str(folder)} if folder else None
    return subprocess.run([*prefix, COMMAND, "demo", "run"], capture_output=True, text=True, timeout=300, env=environment)


def check_containers(screen):
    """Whether all of the story is there, and fits one screen. @return  the captured frames: tag, MAC, source address"""
    lines = screen.splitlines()
    assert len(lines) <= 40 and max(map(len, lines)) <= 80, screen
    assert re.search(r"i-[0-9a-f]{17}  c5.large +2 tasks, the next is refused: RESOURCE:ENI", screen)
    assert re.search(r"i-[0-9a-f]{17}  c5.large +10 tasks, the next is refused: RESOURCE:ENI", screen)
    assert "answers  10 of 10" in screen
    balanced = re.findall(rf"(\d+)x task [0-9a-f]{{8}} at ({ADDRESS})", screen)
    assert len(set(balanced)) == 10 and all(int(count) > 0 for count, _ in balanced)
    frames = re.findall(rf"  (vlan \d+|no tag) +([0-9a-f:]{{17}})  TCP ({ADDRESS}):80 > {ADDRESS}:\d+ SYN,ACK", screen)
    assert sorted(address for _, _, address in frames) == sorted(address for _, address in balanced)
    assert len({mac for _, mac, _ in frames}) == 10
    return frames


def ran_or_skip(done):
    if done.returncode == 1 and "containers cannot run here" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_demo_run_shows_ten_containers_on_one_trunk():
    screen = ran_or_skip(run_demo())
    frames = check_containers(screen)
    if all(tag == "no tag" for tag, _, _ in frames):
        pytest.skip("trunks are untagged here: 802.1Q is missing and this user is not root")
    drawn = re.findall(rf"(vlan) +(\d+) ({ADDRESS})", screen)
    assert {(f"vlan {number}", address) for _, number, address in drawn} == {(tag, address) for tag, _, address in frames}


def test_demo_run_as_an_ordinary_user_leaves_nothing(tmp_path):
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs root, to become an ordinary user")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    folder = tmp_path / "theirs"
    folder.mkdir()
    folder.chmod(0o777)
    user = ("setpriv", f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_USER}", "--clear-groups")
    screen = ran_or_skip(run_demo(*user, folder=folder))
    frames = check_containers(screen)
    assert any(tag == "no tag" for tag, _, _ in frames) == ("no tags: this kernel lacks 8021q" in screen)
    assert list(folder.iterdir()) == []


def test_demo_run_says_why_containers_cannot_run():
    if subprocess.run([*NO_NAMESPACES, "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("unshare cannot make the namespace in which others are forbidden")
    done = run_demo(*NO_NAMESPACES)
    assert done.returncode == 1
    message, hint = done.stderr.strip().split("\n", 1)
    assert message.startswith("eni-trunking: containers cannot run here: ") and hint.strip(), done.stderr
    assert "host 1" not in done.stdout
