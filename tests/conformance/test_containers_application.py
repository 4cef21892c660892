"""The pattern's application as its users deploy it, with tasks that really run: first the stack that turns trunking on for the hosts'
role, then a cluster whose hosts come and go with the tasks of a service behind a load balancer. What is asked for goes through the
load balancer, from this machine."""
import pathlib
import urllib.request

import pytest

import command_runs
from balanced_application import BALANCED_APPLICATION
from container_hosts import REGION
from container_tasks import SERVE, address, ask, host, local_url, page, pytestmark, tasks, world  # noqa: F401 (fixtures)
from stacks import Stack
from visitors import visiting

TASKS_OF_A_HOST = 10  # c5.large with a trunk
FEW = 4
MANY = 14
SECONDS = 120


class Application:
    """The stack, and what is to be seen of it."""

    def __init__(self, client, world):  # noqa: F811
        self.world = world
        self.ecs, self.ec2, self.elb, self.logs, self.autoscaling = (
            client(service, sandbox=world) for service in ("ecs", "ec2", "elbv2", "logs", "autoscaling"))
        self.stack = Stack(client("cloudformation", sandbox=world), "app", seconds=SECONDS)
        self.parameters = {}

    def create(self, **parameters):
        self.parameters = parameters
        assert self.stack.create(BALANCED_APPLICATION, parameters) == "CREATE_COMPLETE", self.stack.story()
        self.made = self.stack.outputs()
        self.url = local_url(self.world, {"LoadBalancerArn": self.made["Balancer"]})

    def update(self, **parameters):
        self.parameters.update(parameters)
        assert self.stack.update(BALANCED_APPLICATION, self.parameters) == "UPDATE_COMPLETE", self.stack.story()

    def hosts(self):
        """The instances of those that are registered."""
        arns = self.ecs.list_container_instances(cluster=self.made["Cluster"])["containerInstanceArns"]
        if not arns:
            return set()
        found = self.ecs.describe_container_instances(cluster=self.made["Cluster"], containerInstances=arns)
        return {host["ec2InstanceId"] for host in found["containerInstances"]}

    def instances(self):
        [group] = self.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[self.made["Hosts"]])["AutoScalingGroups"]
        return {instance["InstanceId"] for instance in group["Instances"]}

    def running(self):
        """{host name of a task: its container instance}"""
        arns = self.ecs.list_tasks(cluster=self.made["Cluster"], desiredStatus="RUNNING")["taskArns"]
        tasks = self.ecs.describe_tasks(cluster=self.made["Cluster"], tasks=arns)["tasks"] if arns else []
        return {name_of(task): task["containerInstanceArn"] for task in tasks if task["lastStatus"] == "RUNNING"}

    def answering(self):
        """Who answers through the load balancer, as far as so many questions tell."""
        return {page(self.url).split()[1] for _ in range(5 * MANY)}

    def interfaces(self):
        return self.ec2.describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [self.made["VPC"]]}])[
            "NetworkInterfaces"]


def name_of(task):
    """What a task's containers call their machine."""
    return "ip-" + address(task).replace(".", "-") + f".{REGION}.compute.internal"


def programs_of_tasks(sandbox):
    """The command lines of the web servers that descend from a sandbox's process."""
    parents, lines = {}, {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            lines[int(folder.name)] = (folder / "cmdline").read_bytes()
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # It has ended meanwhile.

    def descends(pid):
        while pid in parents and pid != sandbox.process.pid:
            pid = parents[pid]
        return pid == sandbox.process.pid
    return [line for pid, line in lines.items() if b"httpd" in line and descends(pid)]


def listeners(sandbox):
    with urllib.request.urlopen(f"{sandbox.endpoint}/_sandbox/load-balancers", timeout=10) as response:
        return response.read().decode()


@pytest.fixture
def application(client, world):  # noqa: F811
    return Application(client, world)


def test_the_patterns_application_serves_scales_and_is_replaced(
        application, client, world, credentials, tmp_path, eventually):  # noqa: F811
    command_runs.run(world, credentials, tmp_path, "deploy", "--yes")
    role = Stack(client("cloudformation", sandbox=world), "eni-trunking").outputs()["EC2Role"]

    # A page, from each of the tasks, all of them on branches of one host's trunk.
    application.create(HostRole=role, Tasks=str(FEW))
    assert len(application.hosts()) == 1
    eventually(lambda: application.answering() == set(application.running()), SECONDS)
    kinds = [interface["InterfaceType"] for interface in application.interfaces()]
    assert (kinds.count("trunk"), kinds.count("branch")) == (1, FEW)
    assert programs_of_tasks(world)

    # More tasks than the host takes: the group grows, and the new host's tasks answer with the others.
    before = application.hosts()
    application.update(Tasks=str(MANY))
    assert before < application.hosts() and len(application.hosts()) == 2
    running = application.running()
    assert len(running) == MANY and len(set(running.values())) == 2
    eventually(lambda: application.answering() == set(application.running()), SECONDS)

    # Fewer again: the host that has none left goes.
    with visiting(application.url, 16) as visitors:
        application.update(Tasks=str(FEW))
        eventually(lambda: len(application.instances()) == 1 == len(application.hosts()), SECONDS)
    assert not visitors.failures, visitors.failures[:3]
    assert application.answering() == set(application.running()) and len(application.running()) == FEW

    # Another release, under the eyes of sixteen visitors.
    with visiting(application.url, 16) as visitors:
        eventually(lambda: len(visitors.answers) > 100, SECONDS)
        application.update(Release="second")
        after = len(visitors.answers)
        eventually(lambda: len(visitors.answers) > after + 100, SECONDS)
    assert not visitors.failures, visitors.failures[:3]
    releases = [answer.split()[0] for answer in visitors.answers]
    assert releases[0] == "first" and set(releases[after + 16:]) == {"second"}
    said = application.logs.filter_log_events(logGroupName=application.made["Logs"])["events"]
    assert {event["message"] for event in said} == {"serving first", "serving second"}

    # Nothing is left, once the group is empty: its hosts are protected from scaling in.
    application.update(Tasks="0")
    eventually(lambda: not application.instances(), SECONDS)
    assert application.stack.delete() == "DELETE_COMPLETE", application.stack.story()
    assert application.interfaces() == []
    assert application.made["Balancer"] not in listeners(world)
    eventually(lambda: not programs_of_tasks(world))


def test_the_published_stack_makes_hosts_of_such_an_application(application, client, published_pattern, eventually):
    """As it is printed; its Node.js runs the sandbox on, where AWS no longer creates functions for it."""
    pattern = Stack(client("cloudformation", sandbox=application.world), "eni-trunking")
    assert pattern.create(published_pattern.read_text()) == "CREATE_COMPLETE", pattern.story()
    application.create(HostRole=pattern.outputs()["EC2Role"], Tasks=str(TASKS_OF_A_HOST))
    assert len(application.hosts()) == 1, "without a trunk a host takes two"
    eventually(lambda: application.answering() == set(application.running()), SECONDS)
    assert len(application.running()) == TASKS_OF_A_HOST
    application.update(Tasks="0")
    eventually(lambda: not application.instances(), SECONDS)
    assert application.stack.delete() == "DELETE_COMPLETE", application.stack.story()
    assert pattern.delete() == "DELETE_COMPLETE", pattern.story()


def test_a_target_lets_in_the_load_balancers_security_group_or_is_unhealthy(tasks, host, client, world):  # noqa: F811
    elb = client("elbv2", sandbox=world)
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    own, servers = (tasks.ec2.create_security_group(GroupName=name, Description="d", VpcId=vpc)["GroupId"]
                    for name in ("balancer", "servers"))
    tasks.define("web", SERVE)
    [server] = tasks.running(tasks.start("web", network=tasks.network(securityGroups=[servers])), "web")
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", HealthCheckIntervalSeconds=5,
        HealthCheckTimeoutSeconds=2, HealthyThresholdCount=2, UnhealthyThresholdCount=2)["TargetGroups"][0]["TargetGroupArn"]
    balancer = elb.create_load_balancer(Name="web", Subnets=tasks.default_subnets()[:2], SecurityGroups=[own])[
        "LoadBalancers"][0]
    elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
                        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": address(server), "Port": 80}])

    def health():
        [target] = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return target["TargetHealth"]["State"], target["TargetHealth"].get("Reason")
    tasks.eventually(lambda: health() == ("unhealthy", "Target.Timeout"), 60)
    tasks.ec2.authorize_security_group_ingress(GroupId=servers, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": own}]}])
    tasks.eventually(lambda: health() == ("healthy", None), 60)
    assert page(local_url(world, balancer)) == name_of(server)

    # Within the VPC the load balancer's own group says who comes to it.
    [inside] = [one["PrivateIpAddress"] for one in tasks.interfaces(subnet_id=tasks.default_subnets()[0])
                if one["Description"].startswith("ELB app/web/")]
    assert tasks.says("refused", ask(inside, seconds=2)) == []
    tasks.ec2.authorize_security_group_ingress(GroupId=own, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    assert tasks.says("let-in", ask(inside)) == [name_of(server)]
