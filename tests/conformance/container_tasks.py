"""Tasks that really run, for the tests whose names begin with test_containers: a sandbox for all tests of a file, an account in it with a
host, services behind load balancers, and what a task's containers write."""
import json
import platform
import shutil
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import command_runs
import container_hosts
import container_images
import task_sandboxes

pytestmark = [
    pytest.mark.sandbox_only("needs an image that it makes, and many containers"),
    pytest.mark.skipif(not container_images.BUSYBOX.exists(), reason="busybox-static is not installed"),
    pytest.mark.skipif(platform.machine() != "x86_64", reason="the image of the tests is for x86_64"),
]

CLUSTER = "web"
LOG_GROUP = "/tasks"
EXECUTION_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
SERVE = {"command": ["sh", "-c", "mkdir /tmp/www; hostname > /tmp/www/index.html; exec httpd -f -p 80 -h /tmp/www"]}


@pytest.fixture(scope="module")
def world(on_aws, tmp_path_factory):
    """A sandbox that runs tasks, with the image busybox; or the reason why this machine has none."""
    if on_aws:
        pytest.skip("starts a sandbox of its own")
    from conftest import Sandbox
    if not shutil.which("crun") and not shutil.which("runc"):
        pytest.skip("no OCI runtime: sudo apt install crun")
    sandbox = Sandbox(tmp_path_factory.mktemp("world"), ["--run", "auto", "--socks", "0"])
    try:
        task_sandboxes.need_tasks(sandbox)
    except BaseException:
        sandbox.stop()
        raise
    status, answer = container_images.load(
        sandbox, container_images.saved_image("busybox:latest", [container_images.busybox_layer()]))
    assert status == 200, answer
    yield sandbox
    assert sandbox.stop() == 0, sandbox.log()[-5000:]


class Tasks(container_hosts.Account):
    """An account with a cluster, a trunked host and roles of tasks."""

    def __init__(self, client, eventually, world, account):
        super().__init__(client, eventually, sandbox=world)
        self.account = account
        self.logs = client("logs", sandbox=world)
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.opted_in_role("host")
        self.logs.create_log_group(logGroupName=LOG_GROUP)
        for name in ("execution", "task"):
            self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=container_hosts.policy_document(
                "sts:AssumeRole", Principal={"Service": "ecs-tasks.amazonaws.com"}))
        self.iam.attach_role_policy(RoleName="execution", PolicyArn=EXECUTION_POLICY)

    def define(self, family, *containers, network_mode="awsvpc", **arguments):
        log = {"logDriver": "awslogs", "options": {"awslogs-group": LOG_GROUP, "awslogs-region": self.region,
                                                   "awslogs-stream-prefix": family}}
        defaults = {"name": "main", "image": "busybox", "memory": 32, "stopTimeout": 2, "logConfiguration": log}
        roles = {name: f"arn:aws:iam::{self.account}:role/{role}"
                 for name, role in (("executionRoleArn", "execution"), ("taskRoleArn", "task"))}
        self.ecs.register_task_definition(
            family=family, networkMode=network_mode, containerDefinitions=[{**defaults, **one} for one in containers],
            **{**roles, **arguments})
        return family

    def start(self, family, count=1, **arguments):
        network = arguments.pop("network", None)
        answer = self.run(CLUSTER, family, count, network, **arguments)
        assert not answer["failures"], answer["failures"]
        return [task["taskArn"] for task in answer["tasks"]]

    def ended(self, family, **arguments):
        """The only task of a family, once it has stopped."""
        [arn] = self.start(family, **arguments)
        return self.stopped(arn, CLUSTER)

    def said(self, family):
        """The lines of the family's containers."""
        streams = self.logs.describe_log_streams(logGroupName=LOG_GROUP, logStreamNamePrefix=family + "/")["logStreams"]
        return [event["message"] for stream in streams for event in self.logs.get_log_events(
            logGroupName=LOG_GROUP, logStreamName=stream["logStreamName"], startFromHead=True)["events"]]

    def said_by(self, family, *containers, network_mode="awsvpc", network=None, **arguments):
        """What a task's containers write, line by line. The main one has to end with 0."""
        self.define(family, *containers, network_mode=network_mode, **arguments)
        task = self.ended(family, network=network if network_mode == "awsvpc" else False)
        assert main(task).get("exitCode") == 0, (task, self.said(family))
        return self.said(family)

    def says(self, family, script, **container):
        """What a container in the mode awsvpc writes. It has to end with 0."""
        return self.said_by(family, {"command": ["sh", "-c", script], **container})


def main(task):
    return next(one for one in task["containers"] if one["name"] == "main")


def address(task):
    return next(detail["value"] for attachment in task["attachments"] for detail in attachment["details"]
                if detail["name"] == "privateIPv4Address")


@pytest.fixture
def tasks(client, eventually, world, account):
    tasks = Tasks(client, eventually, world, account)
    yield tasks
    arns = tasks.ecs.list_tasks(cluster=CLUSTER)["taskArns"]
    for arn in arns:
        tasks.ecs.stop_task(cluster=CLUSTER, task=arn)
    for arn in arns:
        tasks.stopped(arn, CLUSTER)


@pytest.fixture
def host(tasks):
    return tasks.host("host", CLUSTER)


def ask(name, port=80, seconds=10):
    """Shell for a page's only line, or nothing. This busybox's wget does not bear its own option -T."""
    return f"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w {seconds} {name} {port} 2>/dev/null | tail -n 1"


# What AWS_ENDPOINT_URL is in tasks.
TASK_ENDPOINT = "http://169.254.170.2:4566"
REFUSAL = "A task reaches the sandbox with credentials of IAM: those of its role."


def ask_who_it_is(key, secret, token=None):
    """Shell for the last line of what a task is told that calls sts:GetCallerIdentity with these keys, signed as it should be."""
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    call = AWSRequest("POST", TASK_ENDPOINT + "/", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    SigV4Auth(Credentials(key, secret, token), "sts", container_hosts.REGION).add_auth(call)
    host = TASK_ENDPOINT.split("/")[-1]
    lines = [f"{name}: {value}" for name, value in {**call.headers, "Host": host, "Content-Length": len(body)}.items()]
    return tell("POST / HTTP/1.0", lines, body)


def ask_for_a_page(path):
    """Shell for the last line of what a task is told that asks for one of the sandbox's own pages."""
    return tell(f"GET {path} HTTP/1.0", ["Host: 169.254.170.2:4566"], "")


def tell(request, lines, body):
    text = "\\r\\n".join([request, *lines, "", body])
    return f"printf '{text}' | nc -w 10 169.254.170.2 4566 | tail -n 1"


def forbidden_asks(account):
    """What no task may: the sandbox's pages, and calls with the keys that its users have without asking."""
    return [ask_for_a_page("/_sandbox/images"), ask_who_it_is("test", "test"), ask_who_it_is(account, "test")]


def open_to(tasks, port):
    """The default security group lets its members in; this is another, which lets everybody in to one port."""
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = tasks.ec2.create_security_group(GroupName=f"open-{port}", Description="d", VpcId=vpc)["GroupId"]
    tasks.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    return group


@pytest.fixture
def command(world, credentials, tmp_path):
    """command("logs", TASK): what `eni-trunking` writes."""
    return lambda *arguments: command_runs.run(world, credentials, tmp_path, *arguments).stdout


@pytest.fixture
def socks(world):
    """Where the SOCKS entry is."""
    with urllib.request.urlopen(f"{world.endpoint}/_sandbox/socks", timeout=10) as response:
        return json.load(response)["address"]


def balanced_service(tasks, client, world, count):
    """A service behind an application load balancer, once all of its tasks are healthy: the load balancer."""
    elb = client("elbv2", sandbox=world)
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    balancer = elb.create_load_balancer(Name="web", Subnets=tasks.default_subnets()[:2])["LoadBalancers"][0]
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", HealthCheckIntervalSeconds=5,
        HealthCheckTimeoutSeconds=2, HealthyThresholdCount=2)["TargetGroups"][0]["TargetGroupArn"]
    elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "5"}])
    elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
                        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
    tasks.define("web", {**SERVE, "portMappings": [{"containerPort": 80}]})
    tasks.ecs.create_service(
        cluster=CLUSTER, serviceName="web", taskDefinition="web", desiredCount=count, networkConfiguration=tasks.network(),
        loadBalancers=[{"targetGroupArn": group, "containerName": "main", "containerPort": 80}])

    def healthy():
        states = [one["TargetHealth"]["State"] for one in
                  elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]]
        return states.count("healthy") == count
    tasks.eventually(healthy, 60)
    return balancer


def local_url(world, balancer):
    """Where the load balancer is reached from the machine."""
    with urllib.request.urlopen(f"{world.endpoint}/_sandbox/load-balancers", timeout=10) as response:
        listeners = json.load(response)["listeners"]
    return next(one["url"] for one in listeners if one["loadBalancer"] == balancer["LoadBalancerArn"])


def page(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.read().decode().strip()


@pytest.fixture
def service_ends(tasks):
    yield
    tasks.ecs.delete_service(cluster=CLUSTER, service="web", force=True)
