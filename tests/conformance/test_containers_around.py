"""What containers, programs in their networks and their hosts' user data find around them.

Tasks really run, as in test_containers.py, whose fixtures these are.
"""
import pytest

import container_hosts
import container_images
from test_containers import CLUSTER, SERVE, Tasks, address, open_to, pytestmark, world  # noqa: F401


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
