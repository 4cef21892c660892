"""Images and containers that mean harm get nothing: whole ways, from a layer or a task definition to what is the same as before.

What belongs here: attacks on the machine, the sandbox and other tasks, and what bounds their cost; docs/security.md has a line for each.
Layers are attacked in more ways by the tests in src/sandbox/world/layers.
"""
import hashlib
import io
import os
import pathlib
import shutil
import socket
import subprocess
import tarfile

import pytest

import command_runs
import container_images
import hostile_programs
from container_tasks import CLUSTER, command, host, main, pytestmark, tasks, world  # noqa: F401 (fixtures)

MIB = 1 << 20
HOSTILE = "hostile"


@pytest.fixture
def image(world):
    """An image with busybox and the hostile programs: system_calls, scan, flood, overwrite."""
    programs = [(f"bin/{name.lower()}", hostile_programs.compiled(getattr(hostile_programs, name)), 0o755)
                for name in ("SYSTEM_CALLS", "SCAN", "FLOOD", "OVERWRITE")]
    saved = container_images.saved_image(f"{HOSTILE}:latest", [container_images.busybox_layer(),
                                                               container_images.archive(programs)])
    status, answer = container_images.load(world, saved)
    assert status == 200, answer
    return HOSTILE


def resident_bytes(sandbox):
    status = pathlib.Path(f"/proc/{sandbox.process.pid}/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmRSS:"))


def answers(tasks):
    """The sandbox does: a call comes back."""
    return tasks.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]["status"] == "ACTIVE"


def stop(tasks, arn):
    tasks.ecs.stop_task(cluster=CLUSTER, task=arn)
    return tasks.stopped(arn, CLUSTER)


# ---- hostile images -----------------------------------------------------------------------------------------

def layer(*entries):
    """A tar of (name, type, link or content, mode)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, kind, value, mode in entries:
            member = tarfile.TarInfo(name)
            member.type, member.mode = kind, mode
            if kind == tarfile.REGTYPE:
                member.size = len(value)
            elif kind in (tarfile.CHRTYPE, tarfile.BLKTYPE):
                member.devmajor, member.devminor = value
            else:
                member.linkname = value
            tar.addfile(member, io.BytesIO(value) if kind == tarfile.REGTYPE else None)
    return out.getvalue()


def hostile_layers(outside):
    """By name, layers that reach for a folder of the machine's."""
    file = (tarfile.REGTYPE, b"taken", 0o644)
    up = "../" * 12 + str(outside).lstrip("/")
    return {
        "a link": [("way", tarfile.SYMTYPE, str(outside), 0o777), ("way/owned", *file), ("way/canary", *file)],
        "a relative link": [("way", tarfile.SYMTYPE, up, 0o777), ("way/owned", *file), ("way/canary", *file)],
        "a link below a link": [("one", tarfile.SYMTYPE, "two", 0o777), ("two", tarfile.SYMTYPE, up, 0o777),
                                ("one/canary", *file)],
        "an absolute name": [(f"{outside}/owned", *file), (f"{outside}/canary", *file)],
        "a name that leads up": [(f"{up}/owned", *file), (f"{up}/canary", *file)],
        "a hard link": [("taken", tarfile.LNKTYPE, f"{up}/canary", 0o644), ("taken", *file)],
        "a whiteout": [(f"{up}/.wh.canary", tarfile.REGTYPE, b"", 0o644),
                       ("way", tarfile.SYMTYPE, up, 0o777), ("way/.wh.canary", tarfile.REGTYPE, b"", 0o644),
                       ("way/.wh..wh..opq", tarfile.REGTYPE, b"", 0o644)],
        "a whiteout of its folder": [(".wh...", tarfile.REGTYPE, b"", 0o644), (".wh..", tarfile.REGTYPE, b"", 0o644)],
    }


@pytest.fixture
def outside(tmp_path):
    """A folder of the machine's with a file `canary`, that anybody may write to."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "canary").write_text("alive")
    os.chmod(folder, 0o777)
    os.chmod(folder / "canary", 0o666)
    return folder


@pytest.mark.parametrize("way", hostile_layers("/outside"))
def test_layers_lead_nowhere(tasks, host, world, credentials, tmp_path, outside, way):
    archive = tmp_path / "image.tar"
    archive.write_bytes(container_images.saved_image(
        "reaching:latest", [container_images.busybox_layer(), layer(*hostile_layers(outside)[way])]))
    loaded = subprocess.run([command_runs.COMMAND, "image", "load", str(archive)], timeout=60, text=True,
                            env=command_runs.environment(world, credentials, tmp_path), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if loaded.returncode == 0:  # What leads out is then something within.
        script = f"cat {outside}/canary /canary /taken 2>/dev/null; echo x > {outside}/again; echo ran"
        task = tasks.ended(tasks.define("reaching", {"image": "reaching", "command": ["sh", "-c", script]}))
        assert main(task).get("exitCode") == 0 and "alive" not in tasks.said("reaching"), (task, tasks.said("reaching"))
    else:
        assert "eni-trunking:" in loaded.stdout, loaded.stdout
    assert {path.name: path.read_text() for path in outside.iterdir()} == {"canary": "alive"}


def test_devices_and_privileges_of_a_layer_are_none(tasks, host, world):
    entries = layer(("mem", tarfile.CHRTYPE, (1, 1), 0o666), ("sda", tarfile.BLKTYPE, (8, 0), 0o666),
                    ("busybox-of-root", tarfile.REGTYPE, container_images.BUSYBOX.read_bytes(), 0o4755))
    status, answer = container_images.load(world, container_images.saved_image(
        "devices:latest", [container_images.busybox_layer(), entries]))
    assert status == 200, answer
    script = "ls /mem /sda 2>/dev/null; /busybox-of-root id -u; /busybox-of-root id -ru; echo done"
    assert tasks.says("devices", script, image="devices", user="web") == ["1000", "1000", "done"]


# ---- the machine, from within -------------------------------------------------------------------------------

# Each is carried out by root in a container, with the capabilities that containers have. One whose last command succeeds got through.
ATTACKS = {
    "a disk": "busybox mknod /tmp/a b 8 0 && busybox dd if=/tmp/a of=/dev/null count=1",
    "a disk in a volume": "busybox mknod /data/a b 8 0 && busybox dd if=/data/a of=/dev/null count=1",
    "the memory": "busybox mknod /tmp/b c 1 1 && busybox dd if=/tmp/b of=/dev/null bs=1 count=1",
    "the kernel's log": "busybox mknod /tmp/c c 1 11 && echo x > /tmp/c",
    "the kernel's log, by a call": "busybox dmesg | busybox grep -q .",
    "fuse": "busybox mknod /tmp/d c 10 229 && busybox dd if=/tmp/d of=/dev/null bs=1 count=1",
    "a mount": "busybox mount -t tmpfs none /tmp",
    "a mount of what is masked": "busybox mount -o remount,rw /proc/sys",
    "an unmount of what is masked": "busybox umount /proc/kcore || busybox umount /proc/sys",
    "a setting of the kernel": "echo 1 > /proc/sys/kernel/panic",
    "the program for core files": "echo '|/tmp/x' > /proc/sys/kernel/core_pattern",
    "the keys of the system": "echo h > /proc/sysrq-trigger",
    "the memory, by the core file": "busybox dd if=/proc/kcore of=/dev/null bs=1 count=1 2>/dev/null && [ -s /proc/kcore ]",
    "power": "echo mem > /sys/power/state",
    "a setting of a driver": "for file in /sys/block/*/queue/read_ahead_kb /sys/module/*/parameters/*; do echo 1 > $file && exit 0; done; exit 1",
    "control groups": "busybox find /sys/fs/cgroup -name cgroup.procs | busybox grep -q .",
    "a new namespace": "busybox unshare -m true || busybox unshare -U true",
    "the first process's root": "cd /proc/1/root && { busybox ls ../run/world || busybox ls run/world; }",
    "other processes": "[ $(busybox ls /proc | busybox grep -c '^[0-9]') -gt 12 ]",
    "a module": "busybox insmod /bin/busybox",
    "the clock": "busybox date -s 2001-01-01",
    "the host's name": "hostname mine",
    "somebody's home": "busybox ls ~root/.ssh /home/*/.aws ~root/.cache",
    "the sandbox's environment": "busybox grep -qa ENI_TRUNKING /proc/*/environ",
    "the container's runtime": "busybox grep -q . /run/containers/* || busybox ls /run/world",
    "an interface of the machine's": "busybox ip link add name x type veth",
}


def test_containers_change_and_see_nothing_of_the_machine(tasks, host):
    attacks = "\n".join(f"( {script} ) >/dev/null 2>&1 && echo 'got through: {name}'" for name, script in ATTACKS.items())
    # The last one shows that what succeeds is told.
    script = attacks + "\n( echo x > /data/own && busybox mknod /tmp/fifo p ) && echo 'its own files'\ntrue"
    tasks.define("attacks", {"command": ["sh", "-c", script],
                             "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}, volumes=[{"name": "data"}])
    before = machine_settings()
    task = tasks.ended("attacks")
    assert main(task).get("exitCode") == 0, task
    assert tasks.said("attacks") == ["its own files"]
    assert machine_settings() == before


def machine_settings():
    return [pathlib.Path(path).read_text() for path in
            ("/proc/sys/kernel/panic", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname")]


def test_system_calls_that_are_no_containers_fail(tasks, host, image):
    assert tasks.says("calls", "system_calls", image=image) == ["done 1"]


def test_a_runtime_that_comes_into_a_container_is_not_overwritten(tasks, host, image):
    """CVE-2019-5736: `exec` has the container run the runtime's own file, and another program writes into that."""
    runtimes = [pathlib.Path(path) for path in (shutil.which("crun"), shutil.which("runc")) if path]
    before = [hashlib.sha256(path.read_bytes()).digest() for path in runtimes]
    check = {"command": ["CMD", "/proc/self/exe"], "interval": 5, "timeout": 2, "retries": 2}
    script = "busybox cp /bin/sh /tmp/overwrite-target; exec overwrite"
    [arn] = tasks.start(tasks.define("overwrite", {"image": image, "command": ["sh", "-c", script], "healthCheck": check}))
    tasks.running([arn], CLUSTER)
    tasks.eventually(lambda: tasks.tasks([arn], CLUSTER)[0]["healthStatus"] == "UNHEALTHY", 60)
    stop(tasks, arn)
    said = tasks.said("overwrite")
    assert not [line for line in said if "overwritten" in line], said
    assert [hashlib.sha256(path.read_bytes()).digest() for path in runtimes] == before


# ---- volumes ------------------------------------------------------------------------------------------------

def on_host(path):
    return {"volumes": [{"name": "data", "host": {"sourcePath": path}}]}


DATA = {"mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}


def test_a_link_on_a_hosts_disk_leads_no_volume_elsewhere(tasks, host):
    tasks.ended(tasks.define("links", {"command": ["sh", "-c", "cd /data; busybox ln -s /run/world/tasks a; busybox ln -s ../../.. b; "
                                                   "busybox ln -s . c; echo x > d"], **DATA}, **on_host("/srv")))
    for path in ("/srv/a", "/srv/b", "/srv/a/x", "/srv/c", "/srv/d"):
        task = tasks.ended(tasks.define("follower", {"command": ["ls", "/data"], **DATA}, **on_host(path)))
        assert task["stopCode"] == "TaskFailedToStart", path
        assert task["stoppedReason"].startswith("CannotCreateVolumeError: volume data: hosts/"), task["stoppedReason"]
        assert "leads through a symbolic link" in task["stoppedReason"], task["stoppedReason"]


def test_a_folder_that_becomes_a_link_just_then_leads_nowhere_either(tasks, host):
    """One task exchanges a folder for a link to all tasks' folders, and back, while others have it as their volume."""
    swap = ("cd /data; echo up; while true; do busybox ln -s /run/world/tasks turn; rm turn; mkdir turn; busybox rmdir turn; done")
    [arn] = tasks.start(tasks.define("swap", {"command": ["sh", "-c", swap], **DATA}, **on_host("/srv")))
    tasks.running([arn], CLUSTER)
    tasks.eventually(lambda: tasks.said("swap"))
    for number in range(8):
        task = tasks.ended(tasks.define(f"victim{number}", {"command": ["ls", "/data"], **DATA}, **on_host("/srv/turn")))
        # No task's id. The link itself may lie in the folder: that is where `ln` puts it when a folder is there.
        assert set(tasks.said(f"victim{number}")) <= {"tasks"}
        assert task["stopCode"] in ("EssentialContainerExited", "TaskFailedToStart"), task
    stop(tasks, arn)


def test_tasks_do_not_find_each_others_volumes(tasks, host):
    tasks.define("first", {"command": ["sh", "-c", "echo secret > /data/file; sleep 1000"], **DATA}, volumes=[{"name": "data"}])
    arns = tasks.start("first")
    tasks.running(arns, CLUSTER)
    tasks.define("second", {"command": ["sh", "-c", "ls /data; busybox find / -xdev -name file 2>/dev/null; echo none"], **DATA},
                 volumes=[{"name": "data"}])
    tasks.ended("second")
    assert tasks.said("second") == ["none"]


# ---- what it may cost ---------------------------------------------------------------------------------------

def limited(world):
    if "limits=none" in world.log().replace('"', ""):
        pytest.skip("no control groups here: processes and memory are not bounded")


def processes_with(text):
    """How many of the machine's processes have it in their command."""
    found = 0
    for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += text.encode() in file.read_bytes()
        except OSError:
            continue
    return found


def test_a_fork_bomb_is_bounded_and_ends_with_its_task(tasks, host, world):
    limited(world)
    mark = "fork-bomb-of-this-test"
    script = f": {mark}; bomb() {{ bomb & bomb & sleep 1000; }}; trap '' TERM; bomb; sleep 1000"
    [arn] = tasks.start(tasks.define("bomb", {"memory": 64, "command": ["sh", "-c", script]}))
    tasks.eventually(lambda: processes_with(mark) > 50 or tasks.tasks([arn], CLUSTER)[0]["lastStatus"] == "STOPPED")
    assert processes_with(mark) <= 4096
    assert answers(tasks)
    stop(tasks, arn)
    tasks.eventually(lambda: processes_with(mark) == 0)
    assert tasks.says("after-bomb", "echo alive") == ["alive"]


LOG_HOGS = {
    "lines": "busybox yes 'a line of a log that nobody will ever read' | busybox head -c 64000000",
    "one line without an end": "busybox tr '\\0' x < /dev/zero | busybox head -c 64000000",
}


@pytest.mark.parametrize("hog", LOG_HOGS)
def test_endless_output_stays_out_of_memory(tasks, host, world, hog):
    tasks.says("warm", "echo up")
    before = resident_bytes(world)
    driver = {"logDriver": "json-file", "options": {"max-size": "1m", "max-file": "2"}}
    [arn] = tasks.start(tasks.define("loud", {"command": ["sh", "-c", LOG_HOGS[hog]], "logConfiguration": driver}))
    peak = before

    def look():
        nonlocal peak
        peak = max(peak, resident_bytes(world))
        return tasks.tasks([arn], CLUSTER)[0]["lastStatus"] == "STOPPED"
    tasks.eventually(look, 240)
    assert main(tasks.tasks([arn], CLUSTER)[0]).get("exitCode") == 0
    assert peak - before < 32 * MIB, f"{(peak - before) // MIB} MiB more"


# ---- the network --------------------------------------------------------------------------------------------

def addresses_of_the_machine():
    done = subprocess.run(["hostname", "-I"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return [one for one in done.stdout.split() if "." in one]


# The other end of what leads there, in the mode.
OTHER_ENDS = {"awsvpc": "169.254.172.1", "host": "169.254.172.2"}


@pytest.mark.parametrize("mode", OTHER_ENDS)
def test_a_scan_finds_what_is_meant_for_tasks_and_nothing_of_the_machine(tasks, host, world, image, mode):
    """All ports of what answers a task at link-local addresses; and listeners on this machine, which nobody reaches."""
    network = {} if mode == "awsvpc" else {"network": False}
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["CidrBlock"]
    resolver = vpc.split("/")[0].rsplit(".", 1)[0] + ".2"
    addresses = ["169.254.170.2", "169.254.169.254", "169.254.169.253", OTHER_ENDS[mode], resolver]
    tasks.define("scan", {"image": image, "command": ["scan", *addresses]}, network_mode=mode)
    [arn] = tasks.start("scan", **network)
    tasks.eventually(lambda: tasks.tasks([arn], CLUSTER)[0]["lastStatus"] == "STOPPED", 240)
    assert sorted(tasks.said("scan")) == sorted([
        "169.254.170.2:80", "169.254.170.2:4566", "169.254.169.254:80", "169.254.169.253:53", f"{resolver}:53", "done"])
    with socket.create_server(("0.0.0.0", 0)) as listener:
        listener.settimeout(0.2)
        ports = [listener.getsockname()[1], int(world.endpoint.rsplit(":", 1)[1])]
        gateway = resolver.rsplit(".", 1)[0] + ".1"
        targets = ["127.0.0.1", "169.254.170.2", "169.254.172.1", "169.254.169.254", gateway, "10.0.2.2"]
        if mode == "awsvpc":  # The host has a public address, and so a way to networks outside.
            targets += addresses_of_the_machine()
        asks = "; ".join(f"nc -w 1 {address} {port} </dev/null >/dev/null 2>&1 && echo {address}:{port}"
                         for address in targets for port in ports)
        tasks.define("reach", {"command": ["sh", "-c", f"{asks}; true"]}, network_mode=mode)
        assert main(tasks.ended("reach", **network)).get("exitCode") == 0 and tasks.said("reach") == []
        with pytest.raises(TimeoutError):
            listener.accept()


FLOODS = {"metadata": ("169.254.170.2", 80), "api": ("169.254.170.2", 4566), "host metadata": ("169.254.169.254", 80),
          "resolver": ("169.254.169.253", 53)}


def test_connections_that_stay_half_open_stop_nobody_else(tasks, host, world, image):
    floods = " & ".join(f"flood {address} {port} 300 0 'GET / HTTP/1.1'" for address, port in FLOODS.values())
    before = open_files(world)
    [arn] = tasks.start(tasks.define("flood", {"image": image, "command": ["sh", "-c", f"{floods} & wait"]}))
    tasks.running([arn], CLUSTER)
    tasks.eventually(lambda: len(tasks.said("flood")) == len(FLOODS), 60)
    assert open_files(world) - before < 700, "128 of each kind at most, and what a task has"
    assert answers(tasks)
    assert tasks.says("beside", "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task >/dev/null && echo answered") == ["answered"]
    stop(tasks, arn)


def open_files(sandbox):
    return len(os.listdir(f"/proc/{sandbox.process.pid}/fd"))


def test_large_bodies_from_a_task_are_bounded_in_memory(tasks, host, world, image):
    """By the key of its role, which passes the check of the header; the signature is looked at when the body is there."""
    head = ("POST / HTTP/1.1\\r\\nHost: 169.254.170.2:4566\\r\\nContent-Length: 60000000\\r\\nX-Amz-Date: 20260101T000000Z\\r\\n"
            "Authorization: AWS4-HMAC-SHA256 Credential=$KEY/20260101/eu-central-1/sts/aws4_request, "
            "SignedHeaders=host;x-amz-date, Signature=00\\r\\n\\r\\n")
    script = ("KEY=$(wget -qO- http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI | "
              "busybox sed 's/.*\"AccessKeyId\":\"\\([A-Z0-9]*\\)\".*/\\1/'); "
              f"flood 169.254.170.2 4566 100 59000000 \"$(printf \"{head}\")\r\n\r\n\"")
    before = resident_bytes(world)
    [arn] = tasks.start(tasks.define("bodies", {"image": image, "command": ["sh", "-c", script]}))
    tasks.running([arn], CLUSTER)
    peak = before

    def look():
        nonlocal peak
        peak = max(peak, resident_bytes(world))
        return tasks.said("bodies")
    [said] = tasks.eventually(look, 90)
    assert said.startswith("100 connections, ") and int(said.split()[2]) > 8 * MIB, said
    assert peak - before < 160 * MIB, f"{(peak - before) // MIB} MiB more"
    assert answers(tasks)
    stop(tasks, arn)


# ---- what is left -------------------------------------------------------------------------------------------

def test_a_health_check_that_takes_too_long_ends_with_its_children(tasks, host, command):
    check = {"command": ["CMD-SHELL", "sleep 4321 & sleep 4322"], "interval": 5, "timeout": 2, "retries": 1}
    [arn] = tasks.start(tasks.define("slow", {"command": ["sleep", "1000"], "healthCheck": check}))
    tasks.running([arn], CLUSTER)
    tasks.eventually(lambda: tasks.tasks([arn], CLUSTER)[0]["healthStatus"] == "UNHEALTHY", 60)
    task = arn.rsplit("/", 1)[1]
    tasks.eventually(lambda: "sleep 432" not in command("exec", task, "--", "ps"))
    stop(tasks, arn)


def test_nothing_of_a_task_is_left_on_the_disk(tasks, host, world):
    tasks.says("leaving", "mkdir -p /a/b; echo x > /a/b/c; busybox chmod 0 /a; echo y > /tmp/y; echo said")
    files = world.directory / ".cache" / "eni-trunking" / "world"
    tasks.eventually(lambda: not list((files / "tasks").iterdir()) and not list(files.glob("*.files")))
    assert sorted(path.name for path in files.iterdir() if path.name not in ("hosts", "efs")) == ["layers", "tasks", "unpack-layer"]
