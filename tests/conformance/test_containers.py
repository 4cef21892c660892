"""Tasks that really run: `sandbox --run always`, with containers on branches of trunks.

Each test says what a client of ECS sees; what containers see of their task they write into a log of CloudWatch.
"""
import base64
import itertools
import os
import shutil
import subprocess
import threading

import pytest

import command_runs
import container_hosts
import container_images
import socks_client
from container_tasks import (  # noqa: F401 (fixtures)
    CLUSTER, LOG_GROUP, REFUSAL, SERVE, Tasks, address, ask, balanced_service, command, forbidden_asks, host, local_url,
    main, open_to, page, pytestmark, service_ends, socks, tasks, world)


# ---- what a container is ------------------------------------------------------------------------------------

def test_a_task_runs_with_the_address_that_the_api_shows(tasks, host):
    tasks.define("address", {"command": ["sh", "-c", "hostname; ip -4 addr show dev eth0; exit 3"]})
    task = tasks.ended("address")
    assert (task["stopCode"], task["stoppedReason"]) == (
        "EssentialContainerExited", "Essential container in task exited")
    assert (main(task)["exitCode"], main(task)["lastStatus"]) == (3, "STOPPED")
    assert len(main(task)["runtimeId"]) == 64 and main(task)["imageDigest"].startswith("sha256:")
    said = tasks.said("address")
    assert said[0] == "ip-" + address(task).replace(".", "-") + f".{container_hosts.REGION}.compute.internal"
    assert any(f"inet {address(task)}/" in line for line in said)


def test_environment_user_and_directory_are_the_definitions(tasks, host):
    said = tasks.says("settings", "id -u; echo $GREETING; pwd; echo $AWS_EXECUTION_ENV", user="web",
                      environment=[{"name": "GREETING", "value": "hello world"}], workingDirectory="/tmp")
    assert said == ["1000", "hello world", "/tmp", "AWS_ECS_EC2"]


def test_overrides_of_a_call_are_carried_out(tasks, host):
    tasks.define("overrides", {"command": ["sh", "-c", "exit 1"]})
    task = tasks.ended("overrides", overrides={"containerOverrides": [
        {"name": "main", "command": ["sh", "-c", "echo $A; exit 7"], "environment": [{"name": "A", "value": "b"}]}]})
    assert main(task)["exitCode"] == 7
    assert tasks.said("overrides") == ["b"]


def test_secrets_are_read_as_the_execution_role(tasks, host):
    tasks.ssm.put_parameter(Name="password", Value="s3cret", Type="SecureString")
    secret = {"command": ["sh", "-c", "echo $PASSWORD"], "secrets": [{"name": "PASSWORD", "valueFrom": "password"}]}
    tasks.define("secret", secret)
    refused = tasks.ended("secret")
    assert refused["stopCode"] == "TaskFailedToStart"
    assert refused["stoppedReason"].startswith("ResourceInitializationError: ")
    assert "AccessDenied" in refused["stoppedReason"]
    tasks.iam.put_role_policy(RoleName="execution", PolicyName="more", PolicyDocument=container_hosts.policy_document(
        "ssm:GetParameter", Resource="*"))
    tasks.ended("secret")
    assert tasks.said("secret") == ["s3cret"]


MANY_FILES = "cd /many; i=0; while [ $i -lt 40000 ]; do : > $i; i=$((i+1)); done; sleep 1000"


def test_a_tasks_network_is_gone_for_who_asks_while_its_files_are_taken_away(tasks, host, world, credentials, tmp_path):
    volume = {"mountPoints": [{"sourceVolume": "many", "containerPath": "/many"}]}
    tasks.define("many", {"command": ["sh", "-c", MANY_FILES], "memory": 200, **volume}, volumes=[{"name": "many"}])
    [arn] = tasks.start("many")
    tasks.running([arn], CLUSTER)
    task = arn.split("/")[-1]

    def enter():
        done = subprocess.run([command_runs.COMMAND, "shell", "task", task, "--", "true"], text=True, timeout=60,
                              env=command_runs.environment(world, credentials, tmp_path), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.strip().split("\n")[0]
    tasks.eventually(lambda: int(command_runs.run(
        world, credentials, tmp_path, "exec", task, "--", "sh", "-c", "ls /many | busybox wc -l").stdout) > 30000, 60)
    tasks.ecs.stop_task(cluster=CLUSTER, task=arn)
    stopped = f"eni-trunking: task {task} stopped at "
    said = set(itertools.takewhile(lambda line: not line.startswith(stopped), (enter() for _ in range(5000))))
    assert enter().startswith(stopped)
    assert said <= {"", f"eni-trunking: the network of {task} does not run any more"}, said


def test_volumes_are_shared_and_hosts_keep_theirs(tasks, host):
    mounts = {"mountPoints": [{"sourceVolume": "shared", "containerPath": "/shared"},
                              {"sourceVolume": "disk", "containerPath": "/disk"}]}
    writer = {"name": "writer", "essential": False, "command": ["sh", "-c", "echo a > /shared/x; echo b > /disk/x"], **mounts}
    reader = {"command": ["sh", "-c", "cat /shared/x /disk/x"], **mounts,
              "dependsOn": [{"containerName": "writer", "condition": "SUCCESS"}]}
    volumes = [{"name": "shared"}, {"name": "disk", "host": {"sourcePath": "/srv/data"}}]
    tasks.define("volumes", writer, reader, volumes=volumes)
    tasks.ended("volumes")
    assert tasks.said("volumes") == ["a", "b"]
    tasks.define("later", {"command": ["sh", "-c", "ls /shared; cat /disk/x"], **mounts}, volumes=volumes)
    tasks.ended("later")
    assert tasks.said("later") == ["b"]


def test_a_read_only_root_is_read_only(tasks, host):
    assert tasks.says("readonly", "echo x > /x || echo refused; cat /etc/hostname > /dev/null",
                      readonlyRootFilesystem=True)[-1] == "refused"


# ---- how tasks end ------------------------------------------------------------------------------------------

ENDS = {
    "memory": ({"memory": 8, "command": ["sh", "-c", "x=aaaaaaaa; while true; do x=$x$x; done"]}, 137,
               "OutOfMemoryError: Container killed due to memory usage"),
    "program": ({"command": ["/no/such"]}, None, "CannotStartContainerError: Error response from daemon: "),
    "user": ({"user": "nobody"}, None, "CannotCreateContainerError: Error response from daemon: unable to find user nobody: "
             "no matching entries in passwd file"),
    "ecr": ({"image": "{account}.dkr.ecr.eu-central-1.amazonaws.com/web:1"}, None, "CannotPullContainerError: "),
    "privileged": ({"privileged": True}, None, "CannotCreateContainerError: privileged is not supported by the sandbox"),
    "dependency": ({"dependsOn": [{"containerName": "first", "condition": "SUCCESS"}]}, None, "TaskDependencyError: "),
}


@pytest.mark.parametrize("case", ENDS)
def test_reasons_are_ecs_own(tasks, host, case):
    container, code, reason = ENDS[case]
    image = container.get("image", "busybox").format(account=tasks.account)
    others = [{"name": "first", "essential": False, "command": ["sh", "-c", "exit 5"]}] if "dependsOn" in container else []
    task = tasks.ended(tasks.define(case, *others, {**container, "image": image}))
    assert main(task).get("exitCode") == code
    assert main(task)["reason"].startswith(reason), main(task)["reason"]
    expected = "TaskFailedToStart" if code is None else "EssentialContainerExited"
    assert task["stopCode"] == expected


def test_a_log_group_that_is_not_there_keeps_a_container_from_starting(tasks, host):
    tasks.logs.delete_log_group(logGroupName=LOG_GROUP)
    task = tasks.ended(tasks.define("nolog", {}))
    assert main(task)["reason"] == (
        "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create "
        "Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.")


def test_stop_task_asks_first(tasks, host):
    tasks.define("polite", {"command": ["sh", "-c", "trap 'echo bye; exit 0' TERM; echo up; while true; do sleep 0.1; done"]})
    [arn] = tasks.start("polite")
    tasks.running([arn], CLUSTER)
    tasks.eventually(lambda: tasks.said("polite"))
    tasks.ecs.stop_task(cluster=CLUSTER, task=arn, reason="enough")
    task = tasks.stopped(arn, CLUSTER)
    assert (task["stopCode"], task["stoppedReason"], main(task)["exitCode"]) == ("UserInitiated", "enough", 0)
    assert tasks.said("polite") == ["up", "bye"]


def test_who_does_not_listen_is_ended_when_its_time_is_over(tasks, host):
    tasks.define("deaf", {"command": ["sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"]})
    [arn] = tasks.start("deaf")
    tasks.running([arn], CLUSTER)
    tasks.ecs.stop_task(cluster=CLUSTER, task=arn)
    assert main(tasks.stopped(arn, CLUSTER))["exitCode"] == 137


def test_health_checks_are_run(tasks, host):
    check = {"command": ["CMD-SHELL", "test -e /tmp/well"], "interval": 5, "retries": 1, "startPeriod": 0}
    tasks.define("health", {"command": ["sh", "-c", "echo > /tmp/well; sleep 60"], "healthCheck": check})
    [arn] = tasks.start("health")
    tasks.running([arn], CLUSTER)
    tasks.eventually(lambda: tasks.tasks([arn], CLUSTER)[0]["healthStatus"] == "HEALTHY")


def test_a_terminated_host_takes_its_tasks_along(tasks, host):
    tasks.define("long", {"command": ["sleep", "1000"]})
    [arn] = tasks.start("long")
    tasks.running([arn], CLUSTER)
    tasks.ec2.terminate_instances(InstanceIds=[host["ec2InstanceId"]])
    task = tasks.stopped(arn, CLUSTER)
    assert main(task)["exitCode"] == 137


# ---- the network --------------------------------------------------------------------------------------------


def test_the_density_table_is_physical(tasks, host):
    """Ten tasks on a c5.large with a trunk, each on an address of its own; the eleventh has no interface."""
    tasks.define("web", SERVE)
    network = tasks.network()
    arns = tasks.start("web", 10, network=network)
    running = tasks.running(arns, CLUSTER)
    eleventh = tasks.run(CLUSTER, "web", 1, network)
    assert [one["reason"] for one in eleventh["failures"]] == ["RESOURCE:ENI"]
    other = tasks.host("host", CLUSTER)
    addresses = sorted(address(task) for task in running)
    script = "; ".join(ask(one) for one in addresses)
    tasks.define("client", {"command": ["sh", "-c", script]})
    task = tasks.ecs.start_task(cluster=CLUSTER, taskDefinition="client", networkConfiguration=network,
                                containerInstances=[other["containerInstanceArn"]])["tasks"][0]
    tasks.stopped(task["taskArn"], CLUSTER)
    names = ["ip-" + one.replace(".", "-") + f".{container_hosts.REGION}.compute.internal" for one in addresses]
    assert tasks.said("client") == names


def test_security_groups_let_through_what_they_say(tasks, host):
    tasks.define("web", SERVE)
    closed = tasks.network(tasks.default_subnets()[:1], securityGroups=[open_to(tasks, 81)])
    [arn] = tasks.start("web", network=closed)
    [server] = tasks.running([arn], CLUSTER)
    group = tasks.ec2.describe_network_interfaces(Filters=[
        {"Name": "private-ip-address", "Values": [address(server)]}])["NetworkInterfaces"][0]["Groups"][0]["GroupId"]
    assert tasks.says("before", ask(address(server), 2)) == []
    tasks.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    [answer] = tasks.says("after", ask(address(server)))
    assert answer.startswith("ip-")


def test_a_task_finds_its_metadata_and_its_roles_credentials(tasks, host):
    said = tasks.says("metadata", "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task; echo; "
                      "wget -qO- http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI; echo")
    assert '"Family":"metadata"' in said[0]
    assert f'"RoleArn":"arn:aws:iam::{tasks.account}:role/task"' in said[1]


def test_a_task_reaches_the_sandbox_only_as_its_role(tasks, host):
    """Neither its pages, nor calls with the keys that users of the sandbox have without asking."""
    asks = forbidden_asks(tasks.account)
    assert tasks.says("api", "\n".join(asks)) == [REFUSAL] * len(asks)


def test_names_of_the_vpc_are_resolved(tasks, host):
    [server] = tasks.running(tasks.start(tasks.define("web", SERVE)), CLUSTER)
    name = f"ip-{address(server).replace('.', '-')}.{container_hosts.REGION}.compute.internal"
    assert f"Address: {address(server)}" in tasks.says("names", f"nslookup {name}")


# ---- from this machine --------------------------------------------------------------------------------------


def test_exec_and_logs_reach_a_container(tasks, host, command):
    tasks.define("reached", {"command": ["sh", "-c", "echo up; sleep 100"]})
    [arn] = tasks.start("reached")
    tasks.running([arn], CLUSTER)
    task = arn.rsplit("/", 1)[1]
    assert command("exec", task, "--", "id", "-u") == "0\n"
    tasks.eventually(lambda: command("logs", task) == "up\n")


def test_a_capture_shows_each_branchs_tag_and_mac(tasks, host, world, credentials, command, tmp_path):
    if "untagged" in world.log():
        pytest.skip("trunks are untagged here: 802.1Q is missing and this user is not root")
    tasks.define("web", SERVE)
    running = tasks.running(tasks.start("web", 2, network=tasks.network(tasks.default_subnets()[:1])), CLUSTER)
    first, second = (address(task) for task in running)
    macs = {one["PrivateIpAddress"]: one["MacAddress"] for one in tasks.interfaces(interface_type="branch")}
    capture = command_runs.start(world, credentials, tmp_path, "capture", host["ec2InstanceId"])
    try:
        command_runs.wait_for_line(capture, "capturing")
        command("exec", running[0]["taskArn"].rsplit("/", 1)[1], "--", "wget", "-qO-", f"http://{second}")
        line = next(line for line in capture.stdout if f"TCP {first}:" in line and "SYN" in line)
        assert macs[first] in line and "vlan " in line
    finally:
        capture.terminate()
        capture.communicate()


# ---- load balancers -----------------------------------------------------------------------------------------


def test_a_load_balancer_answers_from_all_of_its_targets(tasks, host, client, world, service_ends):
    balancer = balanced_service(tasks, client, world, 3)
    url = local_url(world, balancer)
    answers = {page(url) for _ in range(30)}
    arns = tasks.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"]
    assert answers == {"ip-" + address(task).replace(".", "-") + f".{container_hosts.REGION}.compute.internal"
                       for task in tasks.tasks(arns, CLUSTER)}


def test_status_says_where_load_balancers_are_reached(tasks, host, client, world, service_ends, credentials, tmp_path):
    balancer = balanced_service(tasks, client, world, 1)
    place = local_url(world, balancer).removeprefix("http://")
    name = balancer["DNSName"].lower()
    table = command_runs.run(world, credentials, tmp_path, "status").stdout
    assert [name, "80", place] in [line.split() for line in table.splitlines()]
    shown = command_runs.run(world, credentials, tmp_path, "status", "--output", "json").json["loadBalancers"]
    assert shown == [{"loadBalancerArn": balancer["LoadBalancerArn"], "dnsName": name, "port": 80, "address": place}]


def test_tasks_reach_a_load_balancer_by_its_name(tasks, host, client, world, service_ends):
    balancer = balanced_service(tasks, client, world, 1)
    [answer] = tasks.says("visitor", f"nslookup {balancer['DNSName']} | grep -c Address: ; true")[-1:]
    assert int(answer) >= 2  # the resolver's own, and one at least


def test_a_rolling_deployment_drops_no_request(tasks, host, client, world, service_ends):
    """Sixteen connections, all the time that a service needs to replace its tasks."""
    url = local_url(world, balanced_service(tasks, client, world, 2))
    before = set(tasks.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"])
    is_over, failures, answers = threading.Event(), [], []

    def visit():
        while not is_over.is_set():
            try:
                answers.append(page(url))
            except OSError as error:
                failures.append(error)
    visitors = [threading.Thread(target=visit) for _ in range(16)]
    for visitor in visitors:
        visitor.start()
    try:
        tasks.ecs.update_service(cluster=CLUSTER, service="web", forceNewDeployment=True)

        def is_replaced():
            service = tasks.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"][0]
            now = set(tasks.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"])
            return len(service["deployments"]) == 1 and service["runningCount"] == 2 and not now & before
        tasks.eventually(is_replaced, 90)
    finally:
        is_over.set()
        for visitor in visitors:
            visitor.join()
    assert not failures, failures[:3]
    assert len(answers) > 100


# ---- SOCKS --------------------------------------------------------------------------------------------------

def test_socks_leads_to_tasks_and_load_balancers_by_their_names(tasks, host, client, world, service_ends, socks, command):
    balancer = balanced_service(tasks, client, world, 1)
    [task] = tasks.tasks(tasks.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"], CLUSTER)
    name = "ip-" + address(task).replace(".", "-") + f".{container_hosts.REGION}.compute.internal"
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    for host_name in (address(task), name, balancer["DNSName"]):
        assert socks_client.page(socks, host_name, user=vpc) == name
    assert socks_client.page(socks, balancer["DNSName"]) == name  # of one VPC, whichever others there are
    if shutil.which("curl"):
        done = subprocess.run(["curl", "-sS", "--max-time", "30", "--proxy", f"socks5h://{vpc}:x@{socks}", f"http://{name}/"],
                              capture_output=True, text=True, timeout=60)
        assert done.stdout.strip() == name, done
    assert f"SOCKS 5 into the VPCs: {socks}" in command("status")


NOT_ALLOWED, UNREACHABLE, NOT_CONNECTED, NO_COMMAND = 2, 4, 5, 7


def test_socks_leads_nowhere_else(tasks, host, world, socks):
    [task] = tasks.running(tasks.start(tasks.define("web", SERVE)), CLUSTER)
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    own_port = int(world.endpoint.rsplit(":", 1)[1])
    for place, port, user, command, code in [
            ("127.0.0.1", own_port, vpc, 1, NOT_ALLOWED), ("localhost", own_port, vpc, 1, UNREACHABLE),
            ("169.254.169.254", 80, vpc, 1, NOT_ALLOWED), ("192.0.2.1", 80, vpc, 1, NOT_ALLOWED),
            ("example.com", 80, vpc, 1, UNREACHABLE), (address(task), 80, "vpc-0", 1, UNREACHABLE),
            (address(task), 81, vpc, 1, NOT_CONNECTED), (address(task), 80, vpc, 2, NO_COMMAND),
            (address(task), 80, vpc, 3, NO_COMMAND)]:
        with pytest.raises(socks_client.Refused) as refused:
            socks_client.connect(socks, place, port, user, command)
        assert refused.value.args == (code,), (place, port, user, command)


# ---- images -------------------------------------------------------------------------------------------------

def test_an_image_that_skopeo_pushes_runs_by_its_ecr_name(tasks, host, world, client, tmp_path):
    if not shutil.which("skopeo"):
        pytest.skip("skopeo is not installed")
    ecr = client("ecr", sandbox=world)
    uri = ecr.create_repository(repositoryName="team/web")["repository"]["repositoryUri"]
    archive = tmp_path / "web.tar"
    archive.write_bytes(container_images.saved_image("web:1", [container_images.busybox_layer()],
                                                     Cmd=["sh", "-c", "echo from ECR"]))
    token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    login = base64.b64decode(token).decode()
    place = world.endpoint.removeprefix("http://")
    subprocess.run(["skopeo", "copy", "--insecure-policy", "--dest-tls-verify=false", f"--dest-creds={login}",
                    f"docker-archive:{archive}", f"docker://{place}/team/web:1"],
                   check=True, timeout=60, stdout=subprocess.DEVNULL, env={**os.environ, "HOME": str(tmp_path)})
    tasks.define("pushed", {"image": f"{uri}:1"})
    task = tasks.ended("pushed")
    assert main(task).get("exitCode") == 0, task
    assert tasks.said("pushed") == ["from ECR"]


# ---- without privileges -------------------------------------------------------------------------------------

def test_tasks_answer_each_other_whoever_runs_the_sandbox(client, eventually, start_sandbox, user_prefix, account, world,
                                                            tmp_path):
    del world  # It says whether this machine runs tasks.
    (tmp_path / "sandbox-0").mkdir()
    (tmp_path / "sandbox-0").chmod(0o777)  # Its home, for images.
    sandbox = start_sandbox("--run", "always", prefix=user_prefix)
    container_images.load_busybox(sandbox, eventually)
    tasks = Tasks(client, eventually, sandbox, account)
    for _ in range(2):
        tasks.host("host", CLUSTER)
    tasks.define("web", SERVE)
    spread = [{"type": "spread", "field": "instanceId"}]
    running = tasks.running(tasks.start("web", 2, placementStrategy=spread), CLUSTER)
    assert len({task["containerInstanceArn"] for task in running}) == 2
    names = ["ip-" + address(task).replace(".", "-") + f".{container_hosts.REGION}.compute.internal" for task in running]
    assert tasks.says("client", "; ".join(ask(address(task)) for task in running)) == names


# ---- the sandbox's end --------------------------------------------------------------------------------------

def test_after_a_kill_tasks_are_stopped_and_services_start_others(client, eventually, start_sandbox, account, tmp_path,
                                                                    world):
    del world  # It says whether this machine runs tasks.
    sandbox = start_sandbox("--run", "always", state=tmp_path / "state.db")
    container_images.load_busybox(sandbox, eventually)
    tasks = Tasks(client, eventually, sandbox, account)
    tasks.host("host", CLUSTER)
    tasks.define("kept", {"command": ["sleep", "1000"]})
    tasks.ecs.create_service(cluster=CLUSTER, serviceName="kept", taskDefinition="kept", desiredCount=2,
                             networkConfiguration=tasks.network())

    def running():
        arns = tasks.ecs.list_tasks(cluster=CLUSTER)["taskArns"]
        found = tasks.tasks(arns, CLUSTER) if arns else []
        return {task["taskArn"] for task in found if task["lastStatus"] == "RUNNING"}
    eventually(lambda: len(running()) == 2)
    before = running()
    sandbox.kill()
    sandbox.start()
    eventually(lambda: len(running()) == 2 and not running() & before)
    for arn in before:
        assert tasks.stopped(arn, CLUSTER)["stoppedReason"] == "The sandbox that ran the task's containers has ended"
