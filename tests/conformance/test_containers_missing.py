"""Machines on which something is missing that tasks need to run: each says what, and what would help, and does what it still can.

What belongs here: what the sandbox says at its start, and with what reasons tasks end. Each test takes one thing away, in namespaces of
its own or by being an ordinary user; nothing of the machine is changed. What is missing on a machine where the package slirp4netns is
not there, see test_containers_internet.py, if it is there.
"""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import container_images
import task_sandboxes
from conftest import COMMAND, ORDINARY_USER, clean_environment
from container_tasks import CLUSTER, Tasks, main, pytestmark, world  # noqa: F401 (fixtures)

RUNTIMES = [f"{folder}/{name}" for folder in ("/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin")
            for name in ("crun", "runc")]
NEW_MOUNTS = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--user", "--map-root-user")
# An ordinary user's mounts are root's of a namespace with that one user, who could lend none: the sandbox is an ordinary one again.
OURSELVES = () if os.geteuid() == 0 else ("unshare", "--user", f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}")

# /dev/null may not be executed.
WITHOUT_RUNTIME = 'for file in $1; do [ ! -e "$file" ] || mount --bind /dev/null "$file"; done; shift; exec "$@"'
WITHOUT_USER_NAMESPACES = 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"'
# The sandbox looks there for what else forbids them; Ubuntu's kernels have that file, and leave who has none of its profiles no rights.
WITH_APPARMORS_SETTING = ('mount -t tmpfs none /proc/sys/kernel; echo 1 > /proc/sys/kernel/apparmor_restrict_unprivileged_userns; '
                          'exec "$@"')
AS_ORDINARY_USER = ("setpriv", f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_USER}", "--clear-groups")
REFUSING = ("/usr/bin/python3", str(pathlib.Path(__file__).with_name("refused_calls.py")))
ON_OVERLAY = ('mkdir -p "$1" "$2/lower" "$2/upper" "$2/work"; mount -t overlay overlay -o '
              '"lowerdir=$2/lower,upperdir=$2/upper,workdir=$2/work" "$1"; shift 2; exec "$@"')


def need(prefix):
    tried = subprocess.run([*prefix, "true"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if tried.returncode:
        pytest.skip(f"this cannot be taken away here: {tried.stderr.strip()}")
    return prefix


def profile_for(program):
    """How the remedy begins: with a profile, if the program's path means itself in a shell and in a profile."""
    if not re.fullmatch(r"[\w/.+-]+", program, re.ASCII):
        return ""
    return (f"echo 'abi <abi/4.0>, profile eni-trunking {program} flags=(unconfined) {{ userns, }}' | sudo tee "
            "/etc/apparmor.d/eni-trunking && sudo apparmor_parser -r /etc/apparmor.d/eni-trunking; or, ")


# ---- what keeps tasks from running --------------------------------------------------------------------------

CANNOT_RUN = {
    "no runtime": ((*NEW_MOUNTS, "sh", "-ec", WITHOUT_RUNTIME, "sh", " ".join(RUNTIMES)),
                   "there is no container runtime", "sudo apt install crun"),
    "no user namespaces": (("unshare", "--user", "--map-root-user", "sh", "-ec", WITHOUT_USER_NAMESPACES, "sh"),
                           "(sysctl: user.max_user_namespaces is 0)", "sudo sysctl user.max_user_namespaces=15000"),
    "Ubuntu's AppArmor": (("unshare", "--mount", "sh", "-ec", WITH_APPARMORS_SETTING, "sh", *AS_ORDINARY_USER, *REFUSING, "rights"),
                          "(AppArmor: kernel.apparmor_restrict_unprivileged_userns is 1, and no profile allows this program namespaces)",
                          profile_for(os.path.realpath(COMMAND)) + "for all programs until the next boot, sudo sysctl "
                          "kernel.apparmor_restrict_unprivileged_userns=0; or run it as root"),
    "a container's filter": ((*REFUSING, "namespaces"), "refuses what namespaces need", "start this container with --privileged"),
}


@pytest.fixture
def folder(tmp_path):
    """Where a sandbox of any user's may keep its files."""
    for one in (tmp_path, *tmp_path.parents[:2]):
        os.chmod(one, 0o755)
    home = tmp_path / "sandbox-0"
    home.mkdir()
    home.chmod(0o777)
    return home


@pytest.mark.parametrize("case", CANNOT_RUN)
def test_where_none_can_run_tasks_are_simulated_and_the_start_says_why(client, eventually, start_sandbox, account, folder, case):
    prefix, reason, remedy = CANNOT_RUN[case]
    sandbox = start_sandbox("--run", "auto", prefix=need(prefix))
    line = task_sandboxes.start_line(sandbox)
    assert "tasks are simulated, their containers do not run" in line, line
    assert reason in line and remedy in line, line
    tasks = Tasks(client, eventually, sandbox, account)
    tasks.host("host", CLUSTER)
    arns = tasks.start(tasks.define("simulated", {}))
    assert "runtimeId" not in main(tasks.running(arns, CLUSTER)[0])


@pytest.mark.parametrize("case", CANNOT_RUN)
def test_who_insists_gets_an_error_and_no_sandbox(folder, case):
    prefix, reason, remedy = CANNOT_RUN[case]
    done = subprocess.run([*need(prefix), COMMAND, "sandbox", "--ephemeral", "--listen", "127.0.0.1:0", "--run", "always"],
                          env=clean_environment(folder), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60)
    assert done.returncode == 1, done.stdout
    assert reason in done.stdout and remedy in done.stdout, done.stdout


# ---- what an ordinary user lacks ----------------------------------------------------------------------------

@pytest.fixture
def ordinary(start_sandbox, world, folder, eventually):
    """A sandbox of a user to whom nobody lends anything: neither users, nor a control group, nor the right to load programs."""
    del world  # It says whether this machine runs tasks.
    if os.geteuid() != 0:
        pytest.skip("the tests' own user may have been lent users and control groups")
    need((*AS_ORDINARY_USER, "sh", "-ec", '"$0" version', COMMAND))
    sandbox = start_sandbox("--run", "always", prefix=AS_ORDINARY_USER)
    task_sandboxes.start_line(sandbox)
    container_images.load_busybox(sandbox, eventually)
    return sandbox


def has_vlan_interfaces():
    """Whether the kernel has 802.1Q, or loads it when it is asked for."""
    tried = subprocess.run(["unshare", "--net", "sh", "-ec", "ip link set lo up; ip link add link lo name v type vlan id 5"],
                           stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return tried.returncode == 0


def test_an_ordinary_user_reads_what_is_missing_and_tasks_run(client, eventually, account, ordinary):
    log = ordinary.log()
    line = task_sandboxes.start_line(ordinary)
    assert "tasks run as containers" in line and "users=1" in line.replace('"', ""), line
    one_user = next(one for one in log.splitlines() if "there is one user in tasks" in one)
    assert "images that change theirs, or their files' owners, may fail" in one_user
    assert "uidmap" in one_user and "usermod --add-subuids" in one_user, one_user
    no_limits = next(one for one in log.splitlines() if "tasks have no limits of memory and CPU" in one)
    assert "systemd-run --user --scope" in no_limits or "start it as root" in no_limits, no_limits  # by the hierarchy's version
    if not has_vlan_interfaces():
        assert "untagged: load the module 8021q, or run as root" in line, line
    tasks = Tasks(client, eventually, ordinary, account)
    tasks.host("host", CLUSTER)
    assert tasks.says("user", "id -u") == ["0"]
    changed = tasks.ended(tasks.define("other", {"user": "web", "command": ["id", "-u"]}))
    assert main(changed).get("exitCode") is None, (main(changed), tasks.said("other"))
    assert main(changed)["reason"].startswith(
        "CannotCreateContainerError: user or group 1000 is not among the 1 that tasks have here; sudo apt install uidmap"), main(changed)["reason"]


TUN = {
    "closed": ("mknod -m 600 /dev/net/tun c 10 200", "sudo chmod 666 /dev/net/tun"),
    "missing": ("true", "sudo modprobe tun; of a container: --device /dev/net/tun"),
}


@pytest.mark.skipif(not shutil.which("slirp4netns"), reason="slirp4netns is not installed")
@pytest.mark.parametrize("case", TUN)
def test_without_the_device_of_interfaces_there_is_no_internet(start_sandbox, world, folder, case):
    del world, folder  # They say whether this machine runs tasks, and let everybody in.
    make, remedy = TUN[case]
    script = f'mount -t tmpfs none /dev/net; {make}; exec "$@"'
    sandbox = start_sandbox("--run", "always", prefix=need(("unshare", "--mount", "sh", "-ec", script, "sh", *AS_ORDINARY_USER)))
    task_sandboxes.start_line(sandbox)
    line = next(one for one in sandbox.log().splitlines() if "tasks reach their VPCs, and not the internet" in one)
    assert "slirp4netns does not work here" in line and "/dev/net/tun" in line and remedy in line, line


# ---- where files cannot lie ---------------------------------------------------------------------------------

def test_a_cache_on_an_overlay_is_refused_by_its_name(client, eventually, start_sandbox, account, world, tmp_path):
    del world  # It says whether this machine runs tasks.
    cache = tmp_path / "sandbox-0" / ".cache"
    prefix = need((*NEW_MOUNTS, "sh", "-ec", ON_OVERLAY, "sh", str(cache), str(tmp_path / "overlay"), *OURSELVES))
    sandbox = start_sandbox("--run", "auto", prefix=prefix)
    line = task_sandboxes.start_line(sandbox)
    assert "tasks are simulated" in line and f"containers' files cannot lie in {cache}/eni-trunking/world, which is on overlayfs" in line, line
    assert "a folder on a local disk (ext4, xfs, btrfs) or in memory (tmpfs)" in line and "XDG_CACHE_HOME" in line, line


# ---- limits that the machine does not allow -----------------------------------------------------------------

def test_a_limit_above_the_machines_is_lowered_and_the_log_says_so(client, eventually, start_sandbox, account, world):
    del world  # It says whether this machine runs tasks.
    sandbox = start_sandbox("--run", "always", prefix=("sh", "-ec", 'ulimit -n 4000; exec "$@"', "sh"))
    container_images.load_busybox(sandbox, eventually)
    tasks = Tasks(client, eventually, sandbox, account)
    tasks.host("host", CLUSTER)
    limits = [{"name": "nofile", "softLimit": 5000, "hardLimit": 6000}]
    task = tasks.ended(tasks.define("limits", {"command": ["sh", "-c", "ulimit -n; ulimit -Hn"], "ulimits": limits}))
    assert main(task)["exitCode"] == 0 and tasks.said("limits") == ["4000", "4000"]
    line = next(one for one in sandbox.log().splitlines() if "a container's limit is lowered to the machine's" in one)
    for part in (task["taskArn"].rsplit("/", 1)[1], "container=main", "limit=nofile", "asked=6000", "given=4000"):
        assert part in line.replace('"', ""), line
