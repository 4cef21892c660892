"""templates/examples/capacity-provider.yml by the AWS CLI: a service whose hosts come and go with it."""
import json
import pathlib

import pytest

TEMPLATE = pathlib.Path(__file__).resolve().parents[2] / "templates" / "examples" / "capacity-provider.yml"
TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
HOST_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"


@pytest.fixture
def profile(client):
    """profile(setting): an instance profile whose role has awsvpcTrunking set so."""
    def make(setting):
        iam = client("iam")
        role = iam.create_role(RoleName="hosts", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
        iam.attach_role_policy(RoleName="hosts", PolicyArn=HOST_POLICY)
        iam.create_instance_profile(InstanceProfileName="hosts")
        iam.add_role_to_instance_profile(InstanceProfileName="hosts", RoleName="hosts")
        client("ecs").put_account_setting(name="awsvpcTrunking", value=setting, principalArn=role["Arn"])
        return "hosts"
    return make


@pytest.mark.parametrize("setting, hosts", [("disabled", 25), ("enabled", 5)])
def test_hosts_come_and_go_with_the_tasks(aws, client, profile, eventually, setting, hosts):
    def deploy(desired):
        aws("cloudformation", "deploy", "--template-file", str(TEMPLATE), "--stack-name", "app", "--parameter-overrides",
            f"InstanceProfile={name}", f"DesiredCount={desired}")

    def counts():
        cluster, = client("ecs").describe_clusters(clusters=[outputs["Cluster"]])["clusters"]
        return cluster["registeredContainerInstancesCount"], cluster["runningTasksCount"]

    name = profile(setting)
    deploy(0)
    stack, = client("cloudformation").describe_stacks(StackName="app")["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    assert counts() == (0, 0)
    deploy(50)
    assert counts() == (hosts, 50)
    deploy(0)
    eventually(lambda: counts() == (0, 0))
    eventually(lambda: not instances_of(client, outputs["Hosts"]))

    aws("cloudformation", "delete-stack", "--stack-name", "app")
    aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "app")
    assert not client("ec2").describe_network_interfaces()["NetworkInterfaces"]
    assert not client("cloudwatch").describe_alarms()["MetricAlarms"]
    cluster, = client("ecs").describe_clusters(clusters=[outputs["Cluster"]])["clusters"]
    assert cluster["status"] == "INACTIVE"


def instances_of(client, name):
    group, = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return group["Instances"]
