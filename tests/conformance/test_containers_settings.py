"""Parameters of containers and tasks that containers themselves feel, each with a container that does: terminals and standard input,
networks that are switched off, swap, shared memory."""
import pathlib

import pytest

from container_tasks import CLUSTER, command, host, main, pytestmark, tasks, world  # noqa: F401 (fixtures)


# ---- terminals and standard input -----------------------------------------------------------------------------

def test_a_container_on_a_terminal_has_its_log_from_there(tasks, host):
    """As with Docker: standard error is the same, and lines end as terminals' do."""
    said = tasks.says("terminal", 'tty; echo "$TERM"; echo error >&2; test -t 0 && test -t 2 && echo all', pseudoTerminal=True)
    assert [line.rstrip("\r") for line in said] == [said[0].rstrip("\r"), "xterm", "error", "all"]
    assert said[0].startswith("/dev/") and all(line.endswith("\r") for line in said), said


def test_a_terminal_is_kept_until_its_container_ends(tasks, host, command):
    """One that has closed all of its own ends is not hung up."""
    tasks.define("kept", {"pseudoTerminal": True, "command": [
        "sh", "-c", "trap 'exit 9' HUP; exec <&- >&- 2>&-; sleep 1; echo alive > /tmp/alive; sleep 1000"]})
    [arn] = tasks.start("kept")
    tasks.running([arn], CLUSTER)
    task = arn.rsplit("/", 1)[1]
    tasks.eventually(lambda: command("exec", task, "--", "sh", "-c", "cat /tmp/alive 2>/dev/null; true") == "alive\n")


def test_all_that_is_written_last_on_a_terminal_is_logged(tasks, host):
    said = tasks.says("much", "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done", pseudoTerminal=True)
    assert [line.rstrip("\r") for line in said] == [f"line {number}" for number in range(2000)]


@pytest.mark.parametrize("settings,ends", [({}, True), ({"interactive": True}, False),
                                           ({"interactive": True, "pseudoTerminal": True}, False)],
                         ids=["none", "interactive", "terminal"])
def test_standard_input_is_open_if_it_was_asked_for(tasks, host, settings, ends):
    """Nobody writes there: whoever reads waits, or is at its end at once."""
    said = tasks.says("input", "timeout 2 cat; echo $?", **settings)
    assert (said[-1].rstrip("\r") == "0") == ends, said


# ---- networks -------------------------------------------------------------------------------------------------

INTERFACES = "ip link | grep -cE ' (eth0|ecs-eth0|ecs-bridge|docker0)'"
LOOPBACK = "ip addr show lo | grep -c 127.0.0.1"


@pytest.mark.parametrize("mode", ["awsvpc", "bridge", "host"])
def test_a_container_without_networking_has_a_loopback_alone(tasks, host, mode):
    script = f"{INTERFACES}; {LOOPBACK}; nc -w 2 169.254.170.2 80 </dev/null; echo nc $?"
    said = tasks.said_by("offline", {"disableNetworking": True, "command": ["sh", "-c", script]}, network_mode=mode)
    assert said[:2] == ["0", "1"] and "nc 1" in said, said


def test_a_task_without_a_network_has_a_loopback_alone(tasks, host):
    said = tasks.said_by("none", {"command": ["sh", "-c", f"{INTERFACES}; {LOOPBACK}"]}, network_mode="none")
    assert said == ["0", "1"]


def test_others_of_the_task_have_their_network(tasks, host):
    offline = {"name": "offline", "essential": False, "disableNetworking": True, "command": ["sleep", "100"]}
    assert int(tasks.said_by("half", {"command": ["sh", "-c", INTERFACES]}, offline)[0]) >= 1


# ---- memory ---------------------------------------------------------------------------------------------------

def test_a_container_without_shared_memory_has_no_dev_shm(tasks, host):
    script = "grep -c ' /dev/shm ' /proc/mounts; true"
    assert tasks.says("shared", script) == ["1"]
    assert tasks.said_by("none", {"command": ["sh", "-c", script]}, ipcMode="none") == ["0"]


def limits_of(tasks, family, **settings):
    """What is set of swap for a container that runs: the contents of files of its control group on this machine, by their names."""
    [arn] = tasks.start(tasks.define(family, {"command": ["sleep", "1000"], **settings}))
    [task] = tasks.running([arn], CLUSTER)
    names = ("memory.swap.max", "memory.memsw.limit_in_bytes", "memory.swappiness")
    return {file.name: file.read_text().strip() for folder in pathlib.Path("/sys/fs/cgroup").rglob(main(task)["runtimeId"])
            for file in folder.iterdir() if file.name in names}


def test_swap_is_as_much_as_was_said(tasks, host, world):
    if "limits=none" in world.log().replace('"', ""):
        pytest.skip("no control groups here")
    found = limits_of(tasks, "swap", linuxParameters={"maxSwap": 16, "swappiness": 10})
    memory, swap = 32 << 20, 16 << 20
    wanted = {"memory.swap.max": swap, "memory.memsw.limit_in_bytes": memory + swap, "memory.swappiness": 10}
    assert found == {name: str(wanted[name]) for name in found}  # Kernels may lack the accounting of swap.


def test_swap_without_a_limit_of_memory_is_refused_in_dockers_words(tasks, host):
    tasks.ecs.register_task_definition(family="swap", networkMode="awsvpc", containerDefinitions=[
        {"name": "main", "image": "busybox", "memoryReservation": 32, "linuxParameters": {"maxSwap": 16}}])
    task = tasks.ended("swap")
    assert main(task)["reason"] == ("CannotCreateContainerError: Error response from daemon: You should always set the Memory limit "
                                    "when using Memoryswap limit, see usage")
