"""What containers, programs in their networks and their hosts' user data find around them: volumes with content, statistics, names, the VPC;
and what tasks of the network mode host find in their host's network.

Tasks really run, as in test_containers.py, whose fixtures these are.
"""
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import container_hosts
import container_images
from container_tasks import (  # noqa: F401 (fixtures)
    CLUSTER, REFUSAL, SERVE, Tasks, address, ask_who_it_is, command, forbidden_asks, host, main, open_to, pytestmark, tasks, world)


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
    finds_its_metadata(tasks, f"ec2InstanceId == {instance}")


# ---- tasks of the network mode host -------------------------------------------------------------------------

CREDENTIALS = "wget -qO- http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
METADATA = "wget -qO- $ECS_CONTAINER_METADATA_URI_V4"
# This busybox's wget knows no PUT.
TOKEN = ("printf 'PUT /latest/api/token HTTP/1.0\\r\\nX-aws-ec2-metadata-token-ttl-seconds: 60\\r\\nContent-Length: 0\\r\\n\\r\\n' "
         "| nc 169.254.169.254 80 | tail -n 1")


@pytest.fixture
def host_task(tasks, host, command):
    """host_task("family"): a task of the mode host that runs, and what a script in it writes."""
    def run(family, container=None):
        tasks.define(family, container or {"command": ["sleep", "1000"]}, network_mode="host")
        [task] = tasks.running(tasks.start(family, network=False), CLUSTER)
        return task, lambda script: command("exec", task["taskArn"].rsplit("/", 1)[1], "--", "sh", "-c", script)
    return run


@pytest.fixture
def private_address(tasks, host):
    """The host's."""
    return tasks.instance(host["ec2InstanceId"])["PrivateIpAddress"]


def finds_its_metadata(tasks, expression):
    """A later task of the mode host on such a host."""
    tasks.define("later", {"command": ["sh", "-c", METADATA + "/task > /dev/null && echo found"]}, network_mode="host")
    there = [{"type": "memberOf", "expression": expression}]
    tasks.eventually(lambda: not tasks.run(CLUSTER, "later", 1, False, placementConstraints=there)["failures"])
    tasks.eventually(lambda: tasks.said("later") == ["found"])


def test_a_task_in_its_hosts_network_finds_its_metadata(host_task):
    task, says = host_task("facts")
    container = json.loads(says(METADATA))
    assert (container["DockerId"], container["ContainerARN"]) == (main(task)["runtimeId"], main(task)["containerArn"])
    assert container["Networks"] == [{"NetworkMode": "host", "IPv4Addresses": [""]}]
    facts = json.loads(says(METADATA + "/task"))
    assert (facts["TaskARN"], facts["Family"], len(facts["Containers"])) == (task["taskArn"], "facts", 1)


def test_a_task_in_its_hosts_network_calls_aws_as_its_role(tasks, host_task):
    task, says = host_task("caller")
    keys = json.loads(says(CREDENTIALS))
    assert keys["RoleArn"] == f"arn:aws:iam::{tasks.account}:role/task"
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    call = AWSRequest("POST", says("echo $AWS_ENDPOINT_URL").strip() + "/", data=body)
    credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["Token"])
    SigV4Auth(credentials, "sts", says("echo $AWS_REGION").strip()).add_auth(call)
    headers = " ".join(f"--header '{name}: {value}'" for name, value in call.headers.items())
    answer = says(f"wget -qO- {headers} --post-data '{body}' {call.url}")
    role = f"arn:aws:sts::{tasks.account}:assumed-role/task/{task['taskArn'].rsplit('/', 1)[1]}"
    assert f"<Arn>{role}</Arn>" in answer, answer


def test_a_task_in_its_hosts_network_reaches_the_sandbox_only_as_its_role(tasks, host_task):
    _, says = host_task("api")
    for ask in forbidden_asks(tasks.account):
        assert says(ask) == REFUSAL + "\n"
    keys = json.loads(says(CREDENTIALS))
    assert ":assumed-role/task/" in says(ask_who_it_is(keys["AccessKeyId"], keys["SecretAccessKey"], keys["Token"]))


def test_a_task_in_its_hosts_network_finds_names_and_its_hosts_metadata(host_task, private_address):
    _, says = host_task("names")
    name = "ip-" + private_address.replace(".", "-")
    assert f"Address: {private_address}" in says(f"nslookup {name}.{container_hosts.REGION}.compute.internal")
    assert f"search {container_hosts.REGION}.compute.internal" in says("cat /etc/resolv.conf")
    said = says(f"token=$({TOKEN}); wget -qO- --header \"X-aws-ec2-metadata-token: $token\" "
                "http://169.254.169.254/latest/meta-data/local-ipv4")
    assert said == private_address


def test_tasks_in_one_hosts_network_are_told_apart(tasks, host_task):
    """By ids that say nothing of the task; and with all ports of the host left to them."""
    serving, in_server = host_task("web", SERVE)
    other, in_other = host_task("other")
    assert json.loads(in_server(METADATA + "/task"))["TaskARN"] == serving["taskArn"]
    assert json.loads(in_other(METADATA + "/task"))["TaskARN"] == other["taskArn"]
    assert in_other("wget -qO- http://127.0.0.1/").startswith("ip-")
    own = json.loads(in_server(CREDENTIALS))
    assert own["AccessKeyId"] != json.loads(in_other(CREDENTIALS))["AccessKeyId"]
    identifier = serving["taskArn"].rsplit("/", 1)[1]
    for guess in (f"v4/{identifier}", f"v4/{identifier}-0", f"v2/credentials/{identifier}", "v2/metadata",
                  f"v2/metadata/{main(serving)['runtimeId']}"):
        assert "server returned error" in in_other(f"wget -qO- http://169.254.170.2/{guess} 2>&1 || true"), guess
    path = in_server("echo $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").strip()
    tasks.ecs.stop_task(cluster=CLUSTER, task=serving["taskArn"])
    tasks.stopped(serving["taskArn"], CLUSTER)
    assert "400" in in_other(f"wget -qO- http://169.254.170.2{path} 2>&1 || true")
    assert json.loads(in_other(METADATA + "/task"))["TaskARN"] == other["taskArn"]


# ---- all modes, and boots -----------------------------------------------------------------------------------

@pytest.mark.parametrize("mode", ["bridge", "host", "none"])
def test_a_shell_opens_in_tasks_of_every_mode(tasks, host, command, mode):
    tasks.define("open", {"command": ["sleep", "1000"]}, network_mode=mode)
    [task] = tasks.running(tasks.start("open", network=False), CLUSTER)
    said = command("shell", "task", task["taskArn"].rsplit("/", 1)[1], "--", "ip", "-o", "link")
    assert ("eth0" in said) == (mode != "none") and "lo:" in said, said


def test_a_shell_opens_where_the_task_has_a_network(tasks, host, command):
    """A container without networking, though it is the first one, has nothing to see."""
    offline = {"name": "offline", "essential": False, "disableNetworking": True, "command": ["sleep", "1000"]}
    tasks.define("half", offline, {"command": ["sleep", "1000"]}, network_mode="bridge")
    [task] = tasks.running(tasks.start("half", network=False), CLUSTER)
    identifier = task["taskArn"].rsplit("/", 1)[1]
    assert "eth0" in command("shell", "task", identifier, "--", "ip", "-o", "link")
    assert f"search {container_hosts.REGION}.compute.internal" in command("shell", "task", identifier, "--", "cat", "/etc/resolv.conf")


REALLY_RUN = f"#cloud-config\nbootcmd:\n - echo ECS_CLUSTER={CLUSTER} > /etc/ecs/ecs.config\n - ip link\n"


@pytest.mark.parametrize("boot", [REALLY_RUN, None], ids=["with programs", "interpreted"])
def test_a_reboot_ends_what_runs_on_the_host(tasks, boot):
    """Before its boot, whose programs may do what no task may."""
    instance = tasks.launch("host", CLUSTER, user_data=boot)
    tasks.eventually(lambda: tasks.ecs.list_container_instances(cluster=CLUSTER, status="ACTIVE")["containerInstanceArns"])
    tasks.define("kept", {"command": ["sleep", "1000"]}, network_mode="host")
    [arn] = tasks.start("kept", network=False)
    tasks.running([arn], CLUSTER)
    tasks.ec2.reboot_instances(InstanceIds=[instance])
    task = tasks.stopped(arn, CLUSTER)
    assert task["stoppedReason"] == "Essential container in task exited" and main(task)["exitCode"] == 137
    finds_its_metadata(tasks, f"ec2InstanceId == {instance}")


SLOW_BOOT = f"""#cloud-boothook
#!/bin/bash
echo ECS_CLUSTER={CLUSTER} > /etc/ecs/ecs.config
end=$((SECONDS + 4))
while [ $SECONDS -lt $end ]; do :; done
"""


def test_no_task_starts_on_a_host_that_boots(tasks, world):
    """Its user data may ask the sandbox everything, at an address of the network that a task of the mode host shares."""
    instance = tasks.launch("host", CLUSTER, user_data=SLOW_BOOT)
    tasks.joined(instance, CLUSTER)
    port = world.endpoint.rsplit(":", 1)[1]
    script = f"for turn in 1 2 3 4 5 6 7 8 9; do wget -qO- http://127.0.0.1:{port}/_sandbox/health; sleep 0.1; done; echo end"
    tasks.define("early", {"command": ["sh", "-c", script]}, network_mode="host")
    tasks.ec2.reboot_instances(InstanceIds=[instance])
    tasks.eventually(lambda: not tasks.run(CLUSTER, "early", 1, False)["failures"])
    said = tasks.eventually(lambda: (lines := tasks.said("early")) and lines[-1] == "end" and lines)
    assert len(said) == 10 and all("refused" in line for line in said[:-1]), said
