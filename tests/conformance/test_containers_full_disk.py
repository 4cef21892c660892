"""Tasks that really run while the disk of the sandbox's state is full: they go on, and so does what is done for them.

What belongs here: a full disk under tasks' containers. test_full_disk.py has all that needs none.
"""
import container_images
import pytest
import task_sandboxes
from container_tasks import CLUSTER, host, pytestmark, tasks  # noqa: F401 (fixtures)
from small_disk import disk  # noqa: F401 (fixtures)

COUNTING = "i=0; while :; do echo $i; i=$((i+1)); sleep 0.1; done"


@pytest.fixture
def world(start_sandbox, disk):
    sandbox = start_sandbox("--run", "auto", state=disk.directory / "state.db", prefix=disk.prefix)
    task_sandboxes.need_tasks(sandbox)
    disk.attach(sandbox)
    status, answer = container_images.load(
        sandbox, container_images.saved_image("busybox:latest", [container_images.busybox_layer()]))
    assert status == 200, answer
    return sandbox


def test_a_containers_log_waits_for_the_disk_and_loses_no_line(tasks, host, world, disk, eventually):
    tasks.define("counting", {"command": ["sh", "-c", COUNTING]})
    [arn] = tasks.start("counting")
    tasks.running([arn], CLUSTER)
    eventually(lambda: tasks.said("counting"), 30)
    disk.fill()
    eventually(lambda: "its lines wait, and are sent again" in world.log(), 30)
    assert world.process.poll() is None, world.log()[-5000:]
    before = len(tasks.said("counting"))
    disk.free()
    eventually(lambda: len(tasks.said("counting")) > before + 10, 30)
    said = tasks.said("counting")
    assert said == [str(number) for number in range(len(said))]
    assert tasks.running([arn], CLUSTER)
