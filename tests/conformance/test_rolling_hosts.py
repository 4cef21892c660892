"""Hosts of an ECS service are replaced: by a rolling update of their stack, which may fail, and by an instance refresh. The
service has at no moment fewer running tasks than it asks for."""
import pytest

from auto_scaling_groups import describe, in_service
from container_hosts import AGENT_POLICY, AL2023
from stacks import Stack

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")
HOSTS = 6
TASKS = 12
TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def ref(name):
    return {"Ref": name}


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def resource(kind, **properties):
    return {"Type": kind, "Properties": properties}


def template(subnets, image, version, code=0):
    """A service of 12 tasks on a group of 6, whose hosts are drained before they end, and signal `code` when they have booted."""
    script = (f"#!/bin/bash\n# {version}\necho ECS_CLUSTER=${{Cluster}} >> /etc/ecs/ecs.config\n"
              f"/opt/aws/bin/cfn-signal -e {code} --stack ${{AWS::StackName}} --resource Group --region ${{AWS::Region}}\n")
    strategy = [{"CapacityProvider": ref("Provider"), "Weight": 1}]
    group = resource("AWS::AutoScaling::AutoScalingGroup", VPCZoneIdentifier=subnets, MinSize="1", MaxSize="8",
                     DesiredCapacity=str(HOSTS), LaunchTemplate={"LaunchTemplateId": ref("Template"),
                                                                 "Version": att("Template", "LatestVersionNumber")})
    group["CreationPolicy"] = {"ResourceSignal": {"Count": HOSTS, "Timeout": "PT5M"}}
    group["UpdatePolicy"] = {"AutoScalingRollingUpdate": {
        "MinInstancesInService": 4, "MaxBatchSize": 2, "WaitOnResourceSignals": True, "PauseTime": "PT5M",
        "SuspendProcesses": ["AZRebalance", "AlarmNotification"]}}
    return {"Resources": {
        "Cluster": resource("AWS::ECS::Cluster"),
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST, ManagedPolicyArns=[AGENT_POLICY]),
        "Profile": resource("AWS::IAM::InstanceProfile", Roles=[ref("Role")]),
        "Template": resource("AWS::EC2::LaunchTemplate", LaunchTemplateData={
            "ImageId": image, "InstanceType": "c5.large", "IamInstanceProfile": {"Arn": att("Profile", "Arn")},
            "UserData": {"Fn::Base64": {"Fn::Sub": script}}}),
        "Group": group,
        "Provider": resource("AWS::ECS::CapacityProvider", AutoScalingGroupProvider={
            "AutoScalingGroupArn": ref("Group"), "ManagedScaling": {"Status": "DISABLED"}, "ManagedDraining": "ENABLED"}),
        "Providers": resource("AWS::ECS::ClusterCapacityProviderAssociations", Cluster=ref("Cluster"),
                              CapacityProviders=[ref("Provider")], DefaultCapacityProviderStrategy=strategy),
        "Task": resource("AWS::ECS::TaskDefinition", ContainerDefinitions=[{"Name": "web", "Image": "nginx", "Memory": 128}]),
        "Service": {"DependsOn": "Providers", **resource(
            "AWS::ECS::Service", Cluster=ref("Cluster"), TaskDefinition=ref("Task"), DesiredCount=TASKS,
            DeploymentConfiguration={"MinimumHealthyPercent": 100, "MaximumPercent": 200})}}}


class Hosts:
    """The stack, and what its service and group have been through."""

    def __init__(self, client, sandbox):
        self.ecs, self.autoscaling, ec2, ssm, self.ec2 = (client(service, sandbox=sandbox) for service in (
            "ecs", "autoscaling", "ec2", "ssm", "ec2"))
        self.subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:2]]
        self.image = ssm.get_parameter(Name=AL2023)["Parameter"]["Value"]
        self.stack = Stack(client("cloudformation", sandbox=sandbox), "rolling", seconds=300)

    def template(self, *arguments):
        return template(self.subnets, self.image, *arguments)

    def create(self):
        assert self.stack.create(self.template("one")) == "CREATE_COMPLETE", self.stack.story()
        self.cluster, self.group = self.stack.physical_id("Cluster"), self.stack.physical_id("Group")
        self.began = max(task["startedAt"] for task in self.tasks())

    def tasks(self):
        """All that there are and were."""
        arns = [arn for status in ("RUNNING", "STOPPED") for page in self.ecs.get_paginator("list_tasks").paginate(
            cluster=self.cluster, desiredStatus=status) for arn in page["taskArns"]]
        return [task for at in range(0, len(arns), 100)
                for task in self.ecs.describe_tasks(cluster=self.cluster, tasks=arns[at:at + 100])["tasks"]]

    def fewest_running(self):
        """At any moment since the service was complete."""
        changes = []
        for task in self.tasks():
            if "startedAt" in task:
                changes.append((task["startedAt"], 1))
                end = task.get("stoppingAt") or task.get("stoppedAt")
                changes += [(end, -1)] if end else []
        running, fewest = 0, TASKS
        for moment, change in sorted(changes, key=lambda row: (row[0], -row[1])):
            running += change
            if moment > self.began:
                fewest = min(fewest, running)
        return fewest

    def in_service(self):
        return in_service(self.autoscaling, self.group)

    def is_whole(self):
        """Whether there are six hosts, and all tasks on them."""
        service, = self.ecs.describe_services(cluster=self.cluster, services=[self.stack.physical_id("Service")])["services"]
        active = self.ecs.list_container_instances(cluster=self.cluster, status="ACTIVE")["containerInstanceArns"]
        desired = describe(self.autoscaling, self.group)["DesiredCapacity"]
        return (len(self.in_service()), desired, len(active), service["runningCount"]) == (HOSTS, HOSTS, HOSTS, TASKS)


@pytest.fixture
def hosts(start_sandbox, user_prefix, jails, client, tmp_path):
    sandbox = start_sandbox("--pace", "instant", state=tmp_path / "state.db", prefix=user_prefix)
    jails(sandbox)
    made = Hosts(client, sandbox)
    made.create()
    return made


def test_a_rolling_update_keeps_the_tasks_running(hosts, eventually):
    first = set(hosts.in_service())
    assert hosts.stack.update(hosts.template("two")) == "UPDATE_COMPLETE", hosts.stack.story()
    second = set(hosts.in_service())
    assert not first & second
    eventually(hosts.is_whole)
    assert hosts.fewest_running() == TASKS

    assert hosts.stack.update(hosts.template("three", 1)) == "UPDATE_ROLLBACK_COMPLETE", hosts.stack.story()
    reason, = hosts.stack.reasons("Group")
    assert "FAILURE signal(s) out of 2.  Unable to satisfy 100% MinSuccessfulInstancesPercent requirement" in reason
    eventually(hosts.is_whole)
    assert hosts.fewest_running() == TASKS
    assert hosts.stack.delete() == "DELETE_COMPLETE", hosts.stack.story()
    assert not hosts.ec2.describe_network_interfaces()["NetworkInterfaces"]


def test_an_instance_refresh_keeps_the_tasks_running(hosts, eventually):
    first = set(hosts.in_service())
    launch = {"LaunchTemplateId": hosts.stack.physical_id("Template"), "Version": "1"}
    hosts.autoscaling.start_instance_refresh(AutoScalingGroupName=hosts.group, DesiredConfiguration={"LaunchTemplate": launch},
                                             Preferences={"MinHealthyPercentage": 66, "InstanceWarmup": 0})

    def refresh():
        return hosts.autoscaling.describe_instance_refreshes(AutoScalingGroupName=hosts.group)["InstanceRefreshes"][0]
    eventually(lambda: refresh()["Status"] in ("Successful", "Failed"), seconds=200)
    assert refresh()["Status"] == "Successful", refresh()
    assert not first & set(hosts.in_service())
    eventually(hosts.is_whole)
    assert hosts.fewest_running() == TASKS
