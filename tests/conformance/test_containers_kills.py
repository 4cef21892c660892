"""kill -9 of each of the sandbox's processes at random moments, while tasks start, run and stop and images are unpacked: nothing is left
on the machine once the reaper has ended, the state is whole, tasks are STOPPED with a reason, and services have others started.

ENI_TRUNKING_KILLS is how many kills: ./dev test, which others wait for, is content with fewer than a release (200) should see.
ENI_TRUNKING_KILLS_SEED repeats a run; each says its own.
"""
import contextlib
import http.client
import os
import platform
import random
import shutil
import threading
import time

import pytest

import container_images
import task_sandboxes
from container_tasks import CLUSTER, Tasks, ask, balanced_service, local_url, page
from sandbox_processes import Watched

pytestmark = [
    pytest.mark.sandbox_only("kills the sandbox"),
    pytest.mark.skipif(not container_images.BUSYBOX.exists(), reason="busybox-static is not installed"),
    pytest.mark.skipif(platform.machine() != "x86_64", reason="the image of the tests is for x86_64"),
    pytest.mark.skipif(not shutil.which("crun") and not shutil.which("runc"), reason="no OCI runtime: sudo apt install crun"),
]

KILLS = int(os.environ.get("ENI_TRUNKING_KILLS", 60))
ROUNDS = {"this user": KILLS - KILLS // 10, "an ordinary user": KILLS // 10}
LONGEST_PAUSE = 0.3


@pytest.fixture
def chance():
    seed = int(os.environ.get("ENI_TRUNKING_KILLS_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"ENI_TRUNKING_KILLS_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def watched(start_sandbox, user_prefix, eventually, tmp_path):
    """A sandbox with the image busybox and a folder for temporary files of its own."""
    scratch = tmp_path / "scratch"
    for folder in (scratch, tmp_path / "sandbox-0"):
        folder.mkdir()
        folder.chmod(0o777)
    state = tmp_path / "sandbox-0" / "state.db"
    sandbox = start_sandbox("--run", "auto", state=state, prefix=("env", f"TMPDIR={scratch}", *user_prefix))
    task_sandboxes.need_tasks(sandbox)
    container_images.load_busybox(sandbox, eventually)
    return Watched(sandbox, scratch)


class Work:
    """What goes on while processes are killed: a service that is to have a task, others that come and go, images that are unpacked."""

    def __init__(self, tasks, sandbox, chance):
        self.tasks, self.sandbox, self.chance = tasks, sandbox, chance
        self.started = set()
        self.threads = []
        tasks.define("kept", {"command": ["sleep", "1000"]}, network_mode="none")
        tasks.define("short", {"command": ["sleep", "0.2"]}, network_mode="none")
        tasks.ecs.create_service(cluster=CLUSTER, serviceName="kept", taskDefinition="kept", desiredCount=1)

    def begin_some(self):
        self.threads = [one for one in self.threads if one.is_alive()]
        self.started |= {task["taskArn"] for family in ("short", "kept")
                         for task in self.tasks.ecs.run_task(cluster=CLUSTER, taskDefinition=family)["tasks"]}
        for arn in self.chance.sample(sorted(self.started), min(2, len(self.started))):
            self.tasks.ecs.stop_task(cluster=CLUSTER, task=arn)
        if len(self.threads) < 2:
            layer = container_images.archive([(f"{n}", self.chance.randbytes(50_000), 0o644) for n in range(20)])
            self.threads.append(threading.Thread(target=self.load, args=(container_images.saved_image("other", [layer]),)))
            self.threads[-1].start()

    def load(self, image):
        try:
            container_images.load(self.sandbox, image)
        except (OSError, ValueError):
            pass  # Whoever was to answer was killed.

    def end(self):
        for one in self.threads:
            one.join()

    def service_runs(self):
        [service] = self.tasks.ecs.describe_services(cluster=CLUSTER, services=["kept"])["services"]
        return service["runningCount"] == 1

    def all_stopped(self):
        """Each task that was started by itself, with its reason; nobody starts another in its place."""
        shown = [task for first in range(0, len(self.started), 100)
                 for task in self.tasks.tasks(sorted(self.started)[first:first + 100], CLUSTER)]
        running = [one for one in shown if one["lastStatus"] != "STOPPED"]
        for one in running:
            self.tasks.ecs.stop_task(cluster=CLUSTER, task=one["taskArn"])
        return not running and all(one.get("stoppedReason") for one in shown)


def test_nothing_is_left_after_any_kill(client, eventually, account, request, watched, chance):
    tasks = Tasks(client, eventually, watched.sandbox, account)
    tasks.host("host", CLUSTER)
    work = Work(tasks, watched.sandbox, chance)
    for _ in range(ROUNDS[request.node.callspec.params["user_prefix"]]):
        work.begin_some()
        time.sleep(chance.uniform(0, LONGEST_PAUSE))  # The moment is what is drawn.
        victim = chance.choice([watched.main, watched.world, watched.reaper, watched.internet])
        if victim == watched.internet and victim() is None:
            victim = watched.world
        if victim == watched.main:
            watched.kill_main()
            assert not watched.left()
            watched.sandbox.start()
        else:
            watched.kill(victim)
        assert watched.sandbox.health()
        assert tasks.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]["status"] == "ACTIVE"
    eventually(work.service_runs, 60)
    eventually(work.all_stopped, 60)
    work.end()
    watched.kill_main()
    assert not watched.left()


def test_an_end_in_order_leaves_nothing_either(client, eventually, account, watched):
    tasks = Tasks(client, eventually, watched.sandbox, account)
    tasks.host("host", CLUSTER)
    tasks.define("kept", {"command": ["sleep", "1000"]})
    tasks.running(tasks.start("kept", 3), CLUSTER)
    assert watched.world()
    assert watched.sandbox.stop() == 0
    assert not watched.left()


def test_a_world_that_ends_stops_its_tasks_and_services_start_others(client, eventually, account, watched):
    """A load balancer among them, which has sockets in it: who waits there for an answer gets none, and the next one gets it."""
    tasks = Tasks(client, eventually, watched.sandbox, account)
    tasks.host("host", CLUSTER)
    [alone] = tasks.start(tasks.define("alone", {"command": ["sleep", "1000"]}))
    balancer = balanced_service(tasks, client, watched.sandbox, 1)
    url = local_url(watched.sandbox, balancer)
    tasks.running([alone], CLUSTER)
    with visitors(url):
        for _ in range(3):
            watched.kill(watched.world)
            eventually(lambda: answer_of(url).startswith("ip-"), 60)
    task = tasks.stopped(alone, CLUSTER)
    assert task["stoppedReason"] == "Essential container in task exited"
    assert task["containers"][0]["reason"] == "DockerStateError: the world that the container ran in has ended"
    # In the VPC, too, where listeners were the former world's.
    [answer] = tasks.says("visitor", f"address=$(nslookup {balancer['DNSName']} | busybox awk '/^Address/ {{a=$NF}} END {{print a}}'); "
                          + ask("$address"))
    assert answer.startswith("ip-")


@contextlib.contextmanager
def visitors(url):
    """Eight, who ask all the time, so that always some wait for a connection."""
    is_over = threading.Event()

    def visit():
        while not is_over.is_set():
            answer_of(url)
    threads = [threading.Thread(target=visit) for _ in range(8)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        is_over.set()
        for one in threads:
            one.join()


def answer_of(url):
    """The page's text, "" if nobody answers."""
    try:
        return page(url)
    except (OSError, http.client.HTTPException):
        return ""
