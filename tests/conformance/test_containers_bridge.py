"""Tasks of the network modes bridge and host that really run: ports of their hosts, and who reaches them.

Each test says what a client of ECS sees; what containers see they write into a log of CloudWatch.
"""
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

import container_hosts
from container_tasks import (  # noqa: F401 (fixtures)
    CLUSTER, SERVE, ask, host, local_url, main, page, pytestmark, service_ends, tasks, world)

FIRST_DYNAMIC_PORT = 32768


def serving(**mapping):
    return {**SERVE, "portMappings": [{"containerPort": 80, **mapping}]}


def bindings(task):
    return main(task)["networkBindings"]


def binding(container_port, host_port, protocol="tcp"):
    return {"bindIP": "0.0.0.0", "containerPort": container_port, "hostPort": host_port, "protocol": protocol}


def name_of(task):
    """What Docker calls the host of a container."""
    return main(task)["runtimeId"][:12]


@pytest.fixture
def private_address(tasks, host):  # noqa: F811
    """The host's."""
    return tasks.instance(host["ec2InstanceId"])["PrivateIpAddress"]


@pytest.fixture
def bridged(tasks, host):  # noqa: F811
    """bridged("web", CONTAINER, …): tasks of the mode bridge, once they run."""
    def run(family, *containers, count=1, mode="bridge", **arguments):
        tasks.define(family, *containers, network_mode=mode, **arguments)
        return tasks.running(tasks.start(family, count, network=False), CLUSTER)
    return run


# ---- what a container is in ---------------------------------------------------------------------------------

def test_bridge_is_the_mode_of_who_names_none(tasks, host):  # noqa: F811
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "/tasks", "awslogs-region": tasks.region,
                                               "awslogs-stream-prefix": "plain"}}
    tasks.ecs.register_task_definition(
        family="plain", executionRoleArn=f"arn:aws:iam::{tasks.account}:role/execution", containerDefinitions=[
            {"name": "main", "image": "busybox", "memory": 32, "logConfiguration": log,
             "command": ["sh", "-c", "ip -4 addr show dev eth0; ip route; hostname; cat /etc/hosts"]}])
    task = tasks.ended("plain", network=False)
    said = tasks.said("plain")
    assert any("inet 172.17.0.2/16" in line for line in said), said
    assert any(line.startswith("default via 172.17.0.1 dev eth0") for line in said)
    assert name_of(task) in said
    assert f"172.17.0.2 {name_of(task)}" in said
    assert bindings(task) == [] and main(task)["networkInterfaces"] == []


def test_names_are_the_definitions(tasks, host):  # noqa: F811
    said = tasks.said_by("names", {
        "hostname": "shop", "extraHosts": [{"hostname": "printer", "ipAddress": "10.9.8.7"}],
        "dnsServers": ["10.0.0.53"], "dnsSearchDomains": ["example.test"],
        "command": ["sh", "-c", "hostname; cat /etc/hosts /etc/resolv.conf"]}, network_mode="bridge")
    assert said[0] == "shop"
    assert "172.17.0.2 shop" in said and "10.9.8.7 printer" in said
    assert said[-2:] == ["search example.test", "nameserver 10.0.0.53"]


def test_linked_containers_are_found_by_their_aliases(tasks, host):  # noqa: F811
    database = {**SERVE, "name": "db", "essential": False}
    said = tasks.said_by("linked", database, {
        "links": ["db:database"],
        "command": ["sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do answer=$(" + ask("database", 80) + "); "
                    "[ -n \"$answer\" ] && break; sleep 1; done; echo $answer; grep database /etc/hosts"]}, network_mode="bridge")
    assert len(said[-2]) == 12 and said[-1] == "172.17.0.2 database"


def test_a_container_finds_its_metadata_credentials_and_names(tasks, host, private_address):  # noqa: F811
    name = "ip-" + private_address.replace(".", "-") + f".{container_hosts.REGION}.compute.internal"
    said = tasks.said_by("facts", {"portMappings": [{"containerPort": 80}], "command": [
        "sh", "-c", "wget -qO- $ECS_CONTAINER_METADATA_URI_V4; echo; "
        "wget -qO- http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI; echo; "
        f"nslookup {name}; wget -qO- $AWS_ENDPOINT_URL/_sandbox/images 2>&1 || true"]},
        {"name": "second", "essential": False, "command": [
            "sh", "-c", "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task > /dev/null && echo second"]}, network_mode="bridge")
    facts = next(json.loads(line) for line in said if line.startswith('{') and "DockerId" in line)
    assert facts["Networks"] == [{"NetworkMode": "bridge", "IPv4Addresses": facts["Networks"][0]["IPv4Addresses"]}]
    assert facts["Networks"][0]["IPv4Addresses"][0].startswith("172.17.0.")
    assert facts["Ports"] == [
        {"ContainerPort": 80, "Protocol": "tcp", "HostPort": FIRST_DYNAMIC_PORT, "HostIp": "0.0.0.0"}]
    assert any(f'"RoleArn":"arn:aws:iam::{tasks.account}:role/task"' in line for line in said)
    assert f"Address: {private_address}" in said
    assert any("403" in line for line in said)
    assert "second" in said


# ---- ports --------------------------------------------------------------------------------------------------

def test_tasks_of_a_host_have_ports_of_their_own(tasks, bridged, private_address):  # noqa: F811
    running = bridged("web", serving(), count=2)
    ports = sorted(bindings(task)[0]["hostPort"] for task in running)
    assert ports == [FIRST_DYNAMIC_PORT, FIRST_DYNAMIC_PORT + 1]
    for task in running:
        assert bindings(task) == [binding(80, bindings(task)[0]["hostPort"])]
    script = "; ".join(ask(private_address, bindings(task)[0]["hostPort"]) for task in running)
    assert tasks.says("client", script) == [name_of(task) for task in running]
    assert tasks.said_by("neighbour", {"command": ["sh", "-c", script]}, network_mode="bridge") == [name_of(task) for task in running]


def test_a_fixed_port_is_one_tasks(tasks, bridged, private_address):  # noqa: F811
    [task] = bridged("web", serving(hostPort=8080))
    assert bindings(task) == [binding(80, 8080)]
    assert tasks.says("client", ask(private_address, 8080)) == [name_of(task)]
    assert [one["reason"] for one in tasks.run(CLUSTER, "web", 1, False)["failures"]] == ["RESOURCE:PORTS"]
    tasks.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    stopped = tasks.stopped(task["taskArn"], CLUSTER)
    assert bindings(stopped) == [binding(80, 8080)]
    [again] = bridged("web", serving(hostPort=8080))
    assert tasks.says("later", ask(private_address, 8080)) == [name_of(again)]


@pytest.fixture
def newer(world, credentials):  # noqa: F811
    """newer(operation, parameters): calls what the distribution's boto3 does not know of ECS."""
    def call(operation, **parameters):
        request = AWSRequest("POST", world.endpoint, data=json.dumps(parameters), headers={
            "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}", "Content-Type": "application/x-amz-json-1.1"})
        keys = Credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
        SigV4Auth(keys, "ecs", container_hosts.REGION).add_auth(request)
        response = URLLib3Session().send(request.prepare())
        assert response.status_code == 200, response.text
        return json.loads(response.text)
    return call


def test_ranges_of_ports_are_those_of_the_host(tasks, host, newer, private_address):  # noqa: F811
    newer("RegisterTaskDefinition", family="web", containerDefinitions=[
        {"name": "main", "image": "busybox", "memory": 32, "stopTimeout": 2, **SERVE, "portMappings": [
            {"containerPortRange": "79-81"}, {"containerPort": 53, "protocol": "udp"}]}])
    arns = tasks.start("web", network=False)
    [running] = tasks.running(arns, CLUSTER)
    [task] = newer("DescribeTasks", cluster=CLUSTER, tasks=arns)["tasks"]
    last = FIRST_DYNAMIC_PORT + 2
    assert bindings(task) == [
        {"bindIP": "0.0.0.0", "containerPortRange": "79-81", "hostPortRange": f"{FIRST_DYNAMIC_PORT}-{last}", "protocol": "tcp"},
        binding(53, FIRST_DYNAMIC_PORT, "udp")]
    assert tasks.says("client", ask(private_address, FIRST_DYNAMIC_PORT + 1)) == [name_of(running)]


def test_a_port_that_a_program_of_the_host_has_is_taken(tasks, bridged):  # noqa: F811
    bridged("holder", {"command": ["sh", "-c", "exec httpd -f -p 9090"]}, mode="host")
    tasks.define("late", serving(hostPort=9090), network_mode="bridge")
    task = tasks.ended("late", network=False)
    assert task["stopCode"] == "TaskFailedToStart" and "exitCode" not in main(task)
    reason = main(task)["reason"]
    assert reason.startswith("CannotStartContainerError: Error response from daemon: driver failed programming external "
                             f"connectivity on endpoint ecs-late-1-main-{main(task)['runtimeId'][:20]} ("), reason
    assert reason.endswith("): Error starting userland proxy: listen tcp4 0.0.0.0:9090: bind: address already in use"), reason
    assert bindings(task) == []


def test_the_mode_host_has_the_hosts_ports(tasks, bridged, private_address):  # noqa: F811
    [task] = bridged("web", serving(), mode="host")
    assert bindings(task) == [binding(80, 80)]
    name = "ip-" + private_address.replace(".", "-") + f".{container_hosts.REGION}.compute.internal"
    assert tasks.says("client", ask(private_address, 80)) == [name]
    assert [one["reason"] for one in tasks.run(CLUSTER, "web", 1, False)["failures"]] == ["RESOURCE:PORTS"]


def test_more_hosts_are_those_of_the_definition_in_the_mode_host_too(tasks, host, private_address):  # noqa: F811
    tasks.define("hosts", {"extraHosts": [{"hostname": "printer", "ipAddress": "10.9.8.7"}],
                           "command": ["cat", "/etc/hosts"]}, network_mode="host")
    tasks.ended("hosts", network=False)
    said = tasks.said("hosts")
    assert "10.9.8.7 printer" in said
    assert any(line.startswith(f"{private_address} ip-") for line in said), said


def test_the_hosts_security_groups_hold_for_published_ports(tasks, bridged, host, private_address):  # noqa: F811
    [task] = bridged("web", serving(hostPort=8080))
    vpc = tasks.instance(host["ec2InstanceId"])["VpcId"]
    outsiders = tasks.ec2.create_security_group(GroupName="outsiders", Description="d", VpcId=vpc)["GroupId"]
    network = tasks.network(tasks.default_subnets()[:1], securityGroups=[outsiders])
    for family, seconds in (("before", 2), ("after", 10)):
        tasks.define(family, {"command": ["sh", "-c", ask(private_address, 8080, seconds)]})
    tasks.ended("before", network=network)
    assert tasks.said("before") == []
    [group] = tasks.instance(host["ec2InstanceId"])["SecurityGroups"]
    tasks.ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    tasks.ended("after", network=network)
    assert tasks.said("after") == [name_of(task)]


# ---- load balancers -----------------------------------------------------------------------------------------

def test_a_load_balancer_reaches_dynamic_ports(tasks, host, client, world, service_ends):  # noqa: F811
    elb = client("elbv2", sandbox=world)
    balancer = elb.create_load_balancer(Name="web", Subnets=tasks.default_subnets()[:2])["LoadBalancers"][0]
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=balancer["VpcId"], TargetType="instance", HealthCheckIntervalSeconds=5,
        HealthCheckTimeoutSeconds=2, HealthyThresholdCount=2)["TargetGroups"][0]["TargetGroupArn"]
    elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "5"}])
    elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
                        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
    tasks.define("web", serving(hostPort=0), network_mode="bridge")
    tasks.ecs.create_service(cluster=CLUSTER, serviceName="web", taskDefinition="web", desiredCount=2, loadBalancers=[
        {"targetGroupArn": group, "containerName": "main", "containerPort": 80}])

    def targets():
        return elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    tasks.eventually(lambda: [one["TargetHealth"]["State"] for one in targets()] == ["healthy"] * 2, 60)
    running = tasks.tasks(tasks.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"], CLUSTER)
    assert {(one["Target"]["Id"], one["Target"]["Port"]) for one in targets()} == {
        (host["ec2InstanceId"], bindings(task)[0]["hostPort"]) for task in running}
    url = local_url(world, balancer)
    assert {page(url) for _ in range(20)} == {name_of(task) for task in running}
