"""`eni-trunking demo` as users see it: the whole story, on one screen of 80 by 40."""
import re
import subprocess

import pytest
from conftest import COMMAND

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


def test_demo_capacity_shows_a_group_that_grows_and_shrinks():
    done = subprocess.run([COMMAND, "demo", "capacity"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 40 and max(map(len, lines)) <= 80, done.stdout
    assert re.search(r"hosts at most +25 +5$", done.stdout, re.M), done.stdout
    assert "never" not in done.stdout, done.stdout
