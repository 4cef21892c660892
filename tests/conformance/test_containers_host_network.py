"""What containers, programs in their networks and their hosts' user data find around them: volumes with content, statistics, names, the VPC.

Tasks really run, as in test_containers.py, whose fixtures these are.
"""
import json

import pytest

import container_hosts
import container_images
from test_containers import (CLUSTER, SERVE, Tasks, address, command, host, main, open_to, pytestmark,  # noqa: F401
                             tasks, world)


def test_new_volumes_get_what_the_image_has_at_their_place(tasks, host, world):
    """Docker's way: with its owner and mode, at the first use only, and not what lies behind a link."""
    layer = container_images.archive([("data", None, 0o1777), ("data/seed", b"sown\n", 0o600), ("srv", None, 0o755),
                                      ("srv/hidden", b"", 0o644), ("link", "/srv", 0o777)])
    status, answer = container_images.load(world, container_images.saved_image(
        "seeded:latest", [container_images.busybox_layer(), layer]))
    assert status == 200, answer
    script = "ls -ld /data; cat /data/seed; rm /data/seed; echo b > /data/x"
    first = {"name": "first", "essential": False, "image": "seeded", "command": ["sh", "-c", script],
             "mountPoints": [{"sourceVolume": "new", "containerPath": "/data"}]}
    later = {"image": "seeded", "command": ["sh", "-c", "ls /data /other /link; echo end"],
             "dependsOn": [{"containerName": "first", "condition": "SUCCESS"}],
             "mountPoints": [{"sourceVolume": name, "containerPath": path} for name, path in (
                 ("new", "/data"), ("other", "/other"), ("linked", "/link"))]}
    named = [{"name": name} for name in ("new", "other", "linked")]
    tasks.define("seeded", first, later, volumes=named)
    task = tasks.ended("seeded")
    assert main(task).get("exitCode") == 0, task
    mode, *rest = tasks.said("seeded")
    assert mode.startswith("drwxrwxrwt") and rest == ["sown", "/data:", "x", "/link:", "/other:", "end"], rest


# A container may ask before it is known to run.
STATS_SCRIPT = """
for path in stats task/stats; do
  count=0
  until wget -qO- $ECS_CONTAINER_METADATA_URI_V4/$path 2>/dev/null || [ $((count += 1)) -gt 50 ]; do sleep 0.1; done
  echo
done
"""


@pytest.mark.parametrize("mode", ["awsvpc", "bridge"])
def test_a_task_finds_its_containers_statistics(tasks, host, world, mode):
    """Of the control groups that limit it; where there can be none, none, as the agent has it of a container that does not run."""
    tasks.define("stats", {"command": ["sh", "-c", STATS_SCRIPT]}, network_mode=mode)
    task = tasks.ended("stats", **({} if mode == "awsvpc" else {"network": False}))
    assert main(task).get("exitCode") == 0, task
    said = tasks.said("stats")
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


def test_a_shell_in_a_task_knows_its_names(tasks, host, command):
    [server] = tasks.running(tasks.start(tasks.define("web", SERVE)), CLUSTER)
    name = f"ip-{address(server).replace('.', '-')}.{container_hosts.REGION}.compute.internal"
    task = server["taskArn"].rsplit("/", 1)[1]
    said = command("shell", "task", task, "--", "getent", "ahostsv4", name)
    assert said.startswith(f"{address(server)} ")
    assert f"search {container_hosts.REGION}.compute.internal" in command("shell", "task", task, "--", "cat", "/etc/resolv.conf")


HOST_SCRIPT = r"""
ip -4 -o addr show dev eth0
ip route show default
ip link set dev eth0 down
get() { exec 3<>"/dev/tcp/$1"; printf "$2 HTTP/1.0\r\nConnection: close\r\n$3\r\n" >&3; timeout 20 tail -n 1 <&3; echo; }
token=$(get 169.254.169.254/80 'PUT /latest/api/token' 'X-aws-ec2-metadata-token-ttl-seconds: 60\r\nContent-Length: 0\r\n')
echo "metadata: $(get 169.254.169.254/80 'GET /latest/meta-data/local-ipv4' "X-aws-ec2-metadata-token: $token\r\n")"
endpoint=${AWS_ENDPOINT_URL#http://}
echo "sandbox: $(get "${endpoint/://}" 'GET /_sandbox/health' "Host: $endpoint\r\n")"
echo "name: $(getent ahostsv4 SERVER | head -n 1)"
echo "task: $(get SERVER/80 'GET /' '')"
"""


@pytest.fixture
def own_tasks(client, eventually, start_sandbox, user_prefix, account, world, tmp_path):
    """As `tasks`, with a host, in a sandbox of the test's own, also of an ordinary user."""
    del world  # It says whether this machine runs tasks.
    (tmp_path / "sandbox-0").mkdir()
    (tmp_path / "sandbox-0").chmod(0o777)  # Its home, for images.
    sandbox = start_sandbox("--run", "always", prefix=user_prefix)
    container_images.load_busybox(sandbox, eventually)
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


@pytest.mark.parametrize("mode", ["bridge", "host", "none"])
def test_a_shell_opens_in_tasks_of_every_mode(tasks, host, command, mode):
    tasks.define("open", {"command": ["sleep", "1000"]}, network_mode=mode)
    [task] = tasks.running(tasks.start("open", network=False), CLUSTER)
    said = command("shell", "task", task["taskArn"].rsplit("/", 1)[1], "--", "ip", "-o", "link")
    assert ("eth0" in said) == (mode != "none") and "lo:" in said, said


def test_a_reboot_ends_what_runs_on_the_host(tasks):
    """Before its boot, whose programs may do what no task may."""
    boot = f"#cloud-config\nbootcmd:\n - echo ECS_CLUSTER={CLUSTER} > /etc/ecs/ecs.config\n - ip link\n"
    instance = tasks.launch("host", CLUSTER, user_data=boot)
    tasks.eventually(lambda: tasks.ecs.list_container_instances(cluster=CLUSTER, status="ACTIVE")["containerInstanceArns"])
    tasks.define("kept", {"command": ["sleep", "1000"]}, network_mode="host")
    [arn] = tasks.start("kept", network=False)
    tasks.running([arn], CLUSTER)
    tasks.ec2.reboot_instances(InstanceIds=[instance])
    task = tasks.stopped(arn, CLUSTER)
    assert task["stoppedReason"] == "Essential container in task exited" and main(task)["exitCode"] == 137
