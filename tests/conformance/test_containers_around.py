"""What containers, programs in their networks and their hosts' user data find around them: volumes with content, statistics, names, the VPC.

Tasks really run, as in test_containers.py, whose fixtures these are.
"""
import json

import pytest

import container_hosts
import container_images
from test_containers import (CLUSTER, SERVE, Tasks, address, host, open_to, pytestmark,  # noqa: F401
                             tasks, world)


# A container may ask before it is known to run.
STATS_SCRIPT = """
for path in stats task/stats; do
  count=0
  until wget -qO- $ECS_CONTAINER_METADATA_URI_V4/$path 2>/dev/null || [ $((count += 1)) -gt 50 ]; do sleep 0.1; done
  echo
done
"""


def test_a_task_finds_its_containers_statistics(tasks, host, world):
    """Of the control groups that limit it; where there can be none, none, as the agent has it of a container that does not run."""
    said = tasks.says("stats", STATS_SCRIPT)
    if "limits=none" in world.log() or "no limits" in world.log():
        assert json.loads(said[-1]).popitem()[1] is None
        return
    own, of_task = (json.loads(line) for line in said)
    assert list(of_task) == [own["id"]]
    assert own["name"].startswith("/ecs-stats-1-main-")
    assert own["memory_stats"]["limit"] == 32 << 20 and 0 < own["memory_stats"]["usage"] <= 32 << 20
    assert own["cpu_stats"]["cpu_usage"]["total_usage"] > 0
    assert own["pids_stats"]["current"] >= 2  # The shell, and who asks.
    assert own["networks"]["eth0"]["rx_bytes"] >= 0 and "precpu_stats" in own


@pytest.fixture
def own_tasks(client, eventually, start_sandbox, user_prefix, account, world, tmp_path):
    """As `tasks`, with a host, in a sandbox of the test's own, also of an ordinary user."""
    del world  # It says whether this machine runs tasks.
    (tmp_path / "sandbox-0").mkdir()
    (tmp_path / "sandbox-0").chmod(0o777)  # Its home, for images.
    sandbox = start_sandbox("--run", "always", prefix=user_prefix)
    image = container_images.saved_image("busybox:latest", [container_images.busybox_layer()])
    eventually(lambda: container_images.load(sandbox, image)[0] == 200)
    tasks = Tasks(client, eventually, sandbox, account)
    tasks.host("host", CLUSTER)
    return tasks


def test_user_data_sees_its_hosts_network(own_tasks):
    """Its interface and routes, over which it has no rights; its VPC's names, and who is there; its metadata, and the sandbox."""
    tasks = own_tasks
    network = tasks.network(securityGroups=[open_to(tasks, 80)])
    [server] = tasks.running(tasks.start(tasks.define("web", SERVE), network=network), CLUSTER)
    name = f"ip-{address(server).replace('.', '-')}.{container_hosts.REGION}.compute.internal"
    instance = tasks.launch("host", CLUSTER, user_data=container_hosts.join(CLUSTER) + HOST_SCRIPT.replace("SERVER", name))
    said = tasks.console(instance, "finished at")
    own = tasks.instance(instance)["PrivateIpAddress"]
    assert f"inet {own}/" in said and "default via " in said, said
    assert "RTNETLINK answers: Operation not permitted" in said
    assert f"metadata: {own}\n" in said, said
    assert "sandbox: }\n" in said, said
    assert f"name: {address(server)} " in said and f"task: {name}\n" in said, said
