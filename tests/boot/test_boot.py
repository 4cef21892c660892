"""Tasks on a kernel of Debian's, as an ordinary user: trunks with 802.1Q, which machines of CI may lack, and a control group that is delegated.

What belongs here: what the kernel decides and the tests' own machine cannot show. The tests themselves are tests/conformance's, and run inside.

    ./dev boot      installs what is needed, gets the kernel and boots it; some ten minutes
"""
import re

import pytest

import debian_machine

BOOT_SECONDS = 3000


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    """All that the machine has written."""
    missing = debian_machine.missing()
    assert not missing, "not installed: " + " ".join(missing)
    return debian_machine.boot(tmp_path_factory.mktemp("machine"), BOOT_SECONDS).replace("\r\n", "\n")


def part(console, name):
    """What a step of guest.sh wrote."""
    found = re.search(rf"^{name}: begins\n(.*?)^{name}: ended with ([0-9]+)$", console, re.DOTALL | re.MULTILINE)
    assert found, f"the machine did not come to the end of {name}:\n{console[-5000:]}"
    assert found[2] == "0", found[1]
    return found[1]


def test_the_kernel_is_debians(console):
    assert re.search(r"^[0-9.]+-[0-9]+-amd64$", part(console, "kernel"), re.MULTILINE)


def test_networks_are_made_as_an_ordinary_user(console):
    assert "FAILED" not in part(console, "networks")


def test_tasks_run_on_branches_with_tags_as_an_ordinary_user(console):
    """None is skipped: the one of captures would be without tags, and there are none but the kernel's without root."""
    shown = part(console, "tasks")
    for test in ("test_tasks_answer_each_other_whoever_runs_the_sandbox[this user]", "test_the_density_table_is_physical",
                 "test_security_groups_let_through_what_they_say", "test_a_capture_shows_each_branchs_tag_and_mac",
                 "test_reasons_are_ecs_own[memory]"):
        assert f"{test} PASSED" in shown, shown
    assert "SKIPPED" not in shown
