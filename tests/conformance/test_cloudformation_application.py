"""A whole application as a stack: a network over two zones, a cluster, hosts of a launch template, and a service whose tasks have
interfaces of their own. Deployed, changed and deleted, leaving nothing."""
import pytest

from ecs_hosts import wait_for
from network_template import APPLICATION
from stacks import Stack


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "app", seconds=180)


@pytest.fixture
def ec2(sandbox, client):
    return client("ec2")


@pytest.fixture
def ecs(sandbox, client):
    return client("ecs")


def update(stack, **parameters):
    stack.api.update_stack(
        StackName=stack.name, UsePreviousTemplate=True, Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "UsePreviousValue": True} for key in
                    {"HostType", "Image", "Tasks"} - set(parameters)] +
                   [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
    assert stack.ended() == "UPDATE_COMPLETE", stack.story()


def service_of(stack, ecs):
    made = stack.outputs()
    return ecs.describe_services(cluster=made["Cluster"], services=[made["Service"]])["services"][0]


def tasks_of(stack, ecs):
    cluster = stack.outputs()["Cluster"]
    arns = [arn for page in ecs.get_paginator("list_tasks").paginate(cluster=cluster) for arn in page["taskArns"]]
    return ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"] if arns else []


def interfaces(stack, ec2, kind):
    return ec2.describe_network_interfaces(Filters=[
        {"Name": "vpc-id", "Values": [stack.outputs()["VPC"]]}, {"Name": "interface-type", "Values": [kind]}])[
            "NetworkInterfaces"]


def states(ec2, ids):
    return [instance["State"]["Name"] for found in ec2.describe_instances(InstanceIds=ids)["Reservations"]
            for instance in found["Instances"]]


def eventually(condition):
    assert wait_for(condition, seconds=60)


def test_application_deploys_changes_and_leaves_nothing(stack, ec2, ecs):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    assert stack.create(APPLICATION) == "CREATE_COMPLETE", stack.story()
    made = stack.outputs()
    hosts = made["Hosts"].split(",")
    assert service_of(stack, ecs)["runningCount"] == 25
    assert len(interfaces(stack, ec2, "trunk")) == 3 and len(interfaces(stack, ec2, "branch")) == 25
    groups = {group["GroupId"] for found in interfaces(stack, ec2, "branch") for group in found["Groups"]}
    assert groups == {stack.physical_id("TaskSecurityGroup")}

    update(stack, Tasks="28")
    assert service_of(stack, ecs)["runningCount"] == 28 == len(tasks_of(stack, ecs))
    update(stack, Tasks="20")
    eventually(lambda: len(interfaces(stack, ec2, "branch")) == 20)
    update(stack, Image="nginx:2")
    definition = service_of(stack, ecs)["taskDefinition"]
    assert definition.endswith("web:2")
    assert {task["taskDefinitionArn"] for task in tasks_of(stack, ecs) if task["desiredStatus"] == "RUNNING"} == {definition}

    update(stack, HostType="c5.xlarge")  # another version of the launch template: other hosts
    others = stack.outputs()["Hosts"].split(",")
    assert not set(others) & set(hosts) and states(ec2, hosts) == ["terminated"] * 3
    eventually(lambda: service_of(stack, ecs)["runningCount"] == 20 and service_of(stack, ecs)["pendingCount"] == 0)
    eventually(lambda: len(interfaces(stack, ec2, "branch")) == 20 and len(interfaces(stack, ec2, "trunk")) == 3)

    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert states(ec2, others) == ["terminated"] * 3
    left = ec2.describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [made["VPC"]]}])["NetworkInterfaces"]
    assert left == [] and ec2.describe_addresses()["Addresses"] == []
    assert ecs.list_clusters()["clusterArns"] == [] and ecs.list_task_definitions()["taskDefinitionArns"] == []
