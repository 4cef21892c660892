"""The processes of a sandbox that runs tasks, and what they leave on the machine: for tests that kill them."""
import os
import pathlib
import select
import signal
import time

END_SECONDS = 30
KEPT = {"layers", "unpack-layer", "hosts", "efs"}  # of the folder of the world's files, in the user's cache


def read(path):
    try:
        return pathlib.Path(path).read_text(errors="replace")
    except OSError:
        return ""  # It has ended.


def link(path):
    try:
        return os.readlink(path)
    except OSError:
        return ""


def all_processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def has_ended(pid):
    """Whether it waits for nothing but its parent to hear of it, or not even that."""
    return read(f"/proc/{pid}/stat").rpartition(")")[2].split()[:1] in ([], ["Z"])


def name_of(pid):
    return read(f"/proc/{pid}/comm").strip()


def parent_of(pid):
    fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return int(fields[1]) if fields else 0


def descendants(pid):
    children = {}
    for one in all_processes():
        children.setdefault(parent_of(one), []).append(one)
    found, next_ones = [], [pid]
    while next_ones:
        next_ones = [child for one in next_ones for child in children.get(one, [])]
        found += next_ones
    return found


def wait_for_end(pidfds):
    """Of processes; False if one of them is still there after a while."""
    deadline = time.monotonic() + END_SECONDS
    poller = select.poll()
    left = set(pidfds)
    for one in left:
        poller.register(one, select.POLLIN)
    while left and time.monotonic() < deadline:
        for one, _ in poller.poll(1000 * (deadline - time.monotonic())):
            poller.unregister(one)
            left.discard(one)
    for one in pidfds:
        os.close(one)
    return not left


def pidfd(pid):
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def pidfds(pids):
    return [one for one in map(pidfd, pids) if one is not None]


class Watched:
    """A sandbox's main process with those that it has started, and the namespaces that they have been seen in."""

    def __init__(self, sandbox, scratch):
        self.sandbox, self.scratch = sandbox, scratch
        self.users = {}  # user namespaces of worlds, held open: the kernel gives numbers that are free to others' at once

    def main(self):
        return self.sandbox.process.pid

    def reaper(self):
        return next((one for one in descendants(self.main()) if name_of(one) == "world-reaper"), None)

    def world(self):
        """Its first process, pid 1 inside: once there is one that has all its namespaces."""
        for one in descendants(self.main()):
            inside = [line.split()[1:] for line in read(f"/proc/{one}/status").splitlines() if line.startswith("NSpid:")]
            if name_of(one) == "world-init" and inside and inside[0][-1:] == ["1"] and len(inside[0]) == 2:
                self.hold_users(one)
                return one
        return None

    def hold_users(self, pid):
        try:
            namespace = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return  # It has ended.
        name = link(f"/proc/self/fd/{namespace}")
        if name in self.users:
            os.close(namespace)
        else:
            self.users[name] = namespace

    def internet(self):
        """slirp4netns, where the world has one."""
        return next((one for one in descendants(self.main()) if name_of(one) == "slirp4netns"), None)

    def kill_main(self):
        """It, and all that there was in the moment of its death, has ended when this returns. The reaper is the last."""
        os.kill(self.main(), signal.SIGSTOP)  # So that what it has started is known.
        self.world()
        ends = pidfds(set(descendants(self.main())) | set(self.at_home()) - {self.main()})
        self.sandbox.kill()
        assert wait_for_end(ends), "some of the sandbox's processes did not end"
        # It may have been stopped while a child was about to have one.
        assert wait_for_end(pidfds(self.at_home())), "some of the sandbox's children did not end"

    def await_one(self, find, but=None):
        """What `find` finds, once it is there and another one than before."""
        deadline = time.monotonic() + END_SECONDS
        while (found := find()) in (None, but):
            assert time.monotonic() < deadline, f"there is no {find.__name__}\n{self.sandbox.log()[-3000:]}"
            time.sleep(0.01)
        return found

    def kill(self, find):
        """Kills what `find` finds, and returns once there is another one. Of slirp4netns at once: at a world's start one is only tried, and
        may have ended before it is killed."""
        is_internet = find == self.internet
        before = find() if is_internet else self.await_one(find)
        end = pidfd(before) if before else None
        if is_internet and end is None:
            return
        signal.pidfd_send_signal(end, signal.SIGKILL)
        assert wait_for_end([end])
        if not is_internet:
            self.await_one(find, but=before)

    def at_home(self):
        """Processes whose folder is the sandbox's: itself, and what keeps watch over what it starts."""
        return [one for one in all_processes() if link(f"/proc/{one}/cwd") == str(self.sandbox.directory)]

    # ---- what is left -----------------------------------------------------------------------------------

    def processes_left(self):
        """Those in a world's namespaces, which nothing else on the machine has, and those at home in the sandbox's folder."""
        inside = [one for one in all_processes() if link(f"/proc/{one}/ns/user") in self.users]
        return [f"{one} {name_of(one)}" for one in inside + self.at_home() if not has_ended(one)]

    def mounts_left(self):
        places = (str(self.sandbox.directory), str(self.scratch))
        return [line for line in read("/proc/self/mountinfo").splitlines() if any(place in line for place in places)]

    def control_groups_left(self):
        name = f"eni-trunking-{self.main()}"
        return [str(path) for pattern in ("*", "*/*", "*/*/*") for path in pathlib.Path("/sys/fs/cgroup").glob(pattern)
                if path.name == name or path.name.startswith(name + "-")]

    def folders_left(self):
        """Of the sandbox's own folder for temporary files, and of its world's files."""
        world = self.sandbox.directory / ".cache" / "eni-trunking" / "world"
        own = [str(path) for path in world.iterdir() if path.name not in KEPT] if world.is_dir() else []
        return own + [str(path) for path in pathlib.Path(self.scratch).iterdir()]

    def left(self):
        """What there still is of a sandbox that has ended: nothing."""
        found = {"processes": self.processes_left(), "mounts": self.mounts_left(),
                 "control groups": self.control_groups_left(), "folders": self.folders_left()}
        for namespace in self.users.values():
            os.close(namespace)
        self.users.clear()
        return {what: names for what, names in found.items() if names}
