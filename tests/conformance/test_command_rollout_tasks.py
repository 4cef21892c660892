"""`eni-trunking rollout` and the tasks that leave a host: none is cut off."""
import datetime

import pytest

import command_runs
from load_balancing import forward
from rolled_cluster import Cluster

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")

DELAY = 12


@pytest.fixture
def at_aws_pace(start_sandbox, client, eventually, tmp_path):
    """A cluster that is made in no time, and `.run()`, which runs a rollout while all takes the time that it takes at AWS."""
    sandbox = start_sandbox("--pace", "instant", state=tmp_path / "state.db")
    cluster = Cluster(lambda service, **options: client(service, sandbox=sandbox), eventually)
    cluster.elb = client("elbv2", sandbox=sandbox)

    def run(credentials, *arguments):
        sandbox.restart(["--pace", "aws"])
        return command_runs.run(sandbox, credentials, tmp_path, "rollout", "web", "--yes", *arguments)
    cluster.run = run
    return cluster


def balanced_service(web):
    """A service whose targets have DELAY seconds to end their connections."""
    subnets = web.place.default_subnets()
    web.ecs.register_task_definition(family="balanced", networkMode="awsvpc", containerDefinitions=[
        {"name": "app", "image": "nginx", "cpu": 1, "memory": 6, "portMappings": [{"containerPort": 80}]}])
    balancer, = web.elb.create_load_balancer(Name="web", Subnets=subnets[:2])["LoadBalancers"]
    group, = web.elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=balancer["VpcId"], TargetType="ip",
                                         HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2,
                                         HealthyThresholdCount=2)["TargetGroups"]
    web.elb.modify_target_group_attributes(TargetGroupArn=group["TargetGroupArn"], Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": str(DELAY)}])
    web.elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward(group))
    web.service("api", 1, task="balanced", launchType="EC2", networkConfiguration=web.place.network(), loadBalancers=[
        {"targetGroupArn": group["TargetGroupArn"], "containerName": "app", "containerPort": 80}])


@pytest.mark.parametrize("of_group", [False, True])
def test_connections_are_drained_before_a_host_ends(at_aws_pace, credentials, of_group):
    """A task that is to stop is in no count of its host; it ends when its connections have had their time."""
    web = at_aws_pace
    if of_group:
        web.group("green", 1)
    else:
        web.place.launch("hosts")
    web.have_hosts(1)
    balanced_service(web)
    web.place.set_trunking(web.role)
    web.run(credentials)
    assert web.trunks() == (1, 1)
    moved, = [task for task in web.tasks("api") if task["desiredStatus"] == "STOPPED"]
    assert moved["lastStatus"] == "STOPPED" and moved["stopCode"] == "ServiceSchedulerInitiated", moved
    assert moved["executionStoppedAt"] - moved["stoppingAt"] >= datetime.timedelta(seconds=DELAY)
