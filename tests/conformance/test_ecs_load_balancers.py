"""Services behind load balancers: their tasks are targets of real target groups."""
import re

import pytest

from ecs_hosts import refused, registered, wait_for
from instances import ec2  # noqa: F401 (fixture)
from load_balancing import balancer, elb, forward, group, health, subnets  # noqa: F401 (fixtures)

pytestmark = pytest.mark.sandbox_only("registers hosts by hand: AWS checks the signature of the identity document")


@pytest.fixture
def ecs(client):
    made = client("ecs")
    made.create_cluster(clusterName="web")
    return made


@pytest.fixture
def host(client, ecs, ec2, account, subnets):  # noqa: F811
    return registered(client, ecs, ec2, account, cluster="web", SubnetId=subnets[0]["SubnetId"])


def define(ecs, mode, host_port=80):
    ecs.register_task_definition(family="web", networkMode=mode, containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64,
         "portMappings": [{"containerPort": 80, "hostPort": host_port}]}])


def create(ecs, target_group, subnets=None, **more):  # noqa: F811
    if subnets:
        more["networkConfiguration"] = {"awsvpcConfiguration": {"subnets": [subnets[0]["SubnetId"]]}}
    arguments = {"cluster": "web", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1, **more,
                 "loadBalancers": [{"targetGroupArn": target_group["TargetGroupArn"], "containerName": "main",
                                    "containerPort": 80}]}
    return ecs.create_service(**arguments)["service"]


def the_service(ecs):
    return ecs.describe_services(cluster="web", services=["web"])["services"][0]


def messages(ecs):
    """Oldest first; ids as "ID"."""
    return [re.sub(r"\((task|deployment) [^)]*\)", r"(\1 ID)", event["message"])
            for event in reversed(the_service(ecs)["events"])]


def completed(ecs):
    return wait_for(lambda: [d["rolloutState"] for d in the_service(ecs)["deployments"]] == ["COMPLETED"])


def test_addresses_of_awsvpc_tasks_are_targets(ecs, elb, balancer, group, subnets, host):  # noqa: F811
    define(ecs, "awsvpc")
    target_group = group(TargetType="ip")
    arn = target_group["TargetGroupArn"]
    assert refused(create, ecs=ecs, target_group=target_group, subnets=subnets) == (
        "InvalidParameterException",
        f"The target group with targetGroupArn {arn} does not have an associated load balancer.")
    listener = elb.create_listener(LoadBalancerArn=balancer()["LoadBalancerArn"], Protocol="HTTP", Port=80,
                                   DefaultActions=forward(target_group))
    assert listener
    made = create(ecs, target_group, subnets, healthCheckGracePeriodSeconds=30)
    assert made["loadBalancers"] == [{"targetGroupArn": arn, "containerName": "main", "containerPort": 80}]
    assert made["healthCheckGracePeriodSeconds"] == 30
    assert made["roleArn"].endswith(":role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")
    assert completed(ecs), the_service(ecs)
    assert messages(ecs) == [
        "(service web) has started 1 tasks: (task ID).",
        f"(service web) registered 1 targets in (target-group {arn})",
        "(service web) (deployment ID) deployment completed.",
        "(service web) has reached a steady state."]
    task, = ecs.describe_tasks(cluster="web", tasks=ecs.list_tasks(cluster="web")["taskArns"])["tasks"]
    address = next(d["value"] for d in task["attachments"][0]["details"] if d["name"] == "privateIPv4Address")
    assert health(elb, target_group) == [(address, "healthy", None)]

    ecs.update_service(cluster="web", service="web", desiredCount=0)
    assert wait_for(lambda: messages(ecs)[-1] == "(service web) has reached a steady state." and len(messages(ecs)) > 4)
    assert messages(ecs)[4:] == [
        "(service web) has stopped 1 running tasks: (task ID).",
        f"(service web) deregistered 1 targets in (target-group {arn})",
        "(service web) has begun draining connections on 1 tasks.",
        "(service web) has reached a steady state."]
    assert health(elb, target_group) == []


def test_a_target_that_somebody_else_deregisters_comes_back(ecs, elb, balancer, group, subnets, host):  # noqa: F811
    define(ecs, "awsvpc")
    target_group = group(TargetType="ip")
    arn = target_group["TargetGroupArn"]
    elb.create_listener(LoadBalancerArn=balancer()["LoadBalancerArn"], Protocol="HTTP", Port=80,
                        DefaultActions=forward(target_group))
    create(ecs, target_group, subnets)
    assert completed(ecs), the_service(ecs)
    (address, *_), = health(elb, target_group)
    elb.deregister_targets(TargetGroupArn=arn, Targets=[{"Id": address}])
    deployment = the_service(ecs)["deployments"][0]["id"]
    told = (f"(service web) task set ({deployment}) (task ID) is not healthy in target-group ({arn}) due to TARGET IS NOT FOUND.")
    assert wait_for(lambda: told in messages(ecs)), messages(ecs)
    assert wait_for(lambda: health(elb, target_group) == [(address, "healthy", None)])


def test_instances_are_targets_of_tasks_on_their_ports(ecs, elb, balancer, group, subnets, host):  # noqa: F811
    define(ecs, "bridge", host_port=0)
    addresses, target_group = group("addresses", TargetType="ip"), group()
    for port, one in [(80, target_group), (81, addresses)]:
        name = f"web{port}"
        elb.create_listener(LoadBalancerArn=balancer(Name=name)["LoadBalancerArn"], Protocol="HTTP", Port=port,
                            DefaultActions=forward(one))
    assert refused(create, ecs=ecs, target_group=addresses)[1] == (
        f"The provided target group {addresses['TargetGroupArn']} has target type ip, which is incompatible with the "
        "bridge network mode specified in the task definition.")
    create(ecs, target_group, desiredCount=2)
    assert completed(ecs), the_service(ecs)
    targets = elb.describe_target_health(TargetGroupArn=target_group["TargetGroupArn"])["TargetHealthDescriptions"]
    assert {t["Target"]["Id"] for t in targets} == {host["ec2InstanceId"]}
    assert sorted(t["Target"]["Port"] for t in targets) == [32768, 32784]

    ecs.update_service(cluster="web", service="web", loadBalancers=[])
    assert wait_for(lambda: health(elb, target_group) == []) and completed(ecs)
    assert the_service(ecs)["loadBalancers"] == []
    ecs.delete_service(cluster="web", service="web", force=True)


def test_a_target_in_a_zone_without_load_balancer_is_unhealthy(ecs, elb, balancer, group, subnets, host):  # noqa: F811
    define(ecs, "awsvpc")
    target_group = group(TargetType="ip")
    elsewhere = balancer(Subnets=[s["SubnetId"] for s in subnets[1:3]])
    elb.create_listener(LoadBalancerArn=elsewhere["LoadBalancerArn"], Protocol="HTTP", Port=80,
                        DefaultActions=forward(target_group))
    create(ecs, target_group, subnets, deploymentConfiguration={
        "deploymentCircuitBreaker": {"enable": True, "rollback": False}})
    unhealthy = ("(service web) (task ID) (port 80) is unhealthy in (target-group "
                 f"{target_group['TargetGroupArn']}) due to (reason Target is in an Availability Zone that is not enabled "
                 "for the load balancer).")
    assert wait_for(lambda: the_service(ecs)["deployments"][0]["rolloutState"] == "FAILED"), messages(ecs)
    assert messages(ecs).count(unhealthy) == 3
    stopped, *_ = ecs.describe_tasks(cluster="web", tasks=ecs.list_tasks(
        cluster="web", desiredStatus="STOPPED")["taskArns"])["tasks"]
    assert stopped["stoppedReason"] == f"Task failed ELB health checks in (target-group {target_group['TargetGroupArn']})"
