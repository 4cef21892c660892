"""EC2 Auto Scaling: what it says of what it refuses, and of launches that fail, in AWS's words."""
import re

import pytest

from auto_scaling_groups import (  # noqa: F401
    TIME, ZONES, activities, describe, ec2, error_of, group, in_service, instances, message_of, template)


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


def newest(autoscaling, name="web"):
    return activities(autoscaling, name)[0]


# ---- refusals -----------------------------------------------------------------------------------------------

def test_a_name_that_is_taken(autoscaling, group, template):
    group()
    assert error_of(autoscaling.create_auto_scaling_group, AutoScalingGroupName="web", MinSize=0, MaxSize=1,
                    AvailabilityZones=ZONES, LaunchTemplate={"LaunchTemplateId": template}) == {
        "Type": "Sender", "Code": "AlreadyExists",
        "Message": "AutoScalingGroup by this name already exists - A group with the name web already exists"}


def test_instances_in_the_wrong_state(autoscaling, group, eventually):
    group(DesiredCapacity=1)
    hook = {"AutoScalingGroupName": "web", "LifecycleHookName": "drain"}
    autoscaling.put_lifecycle_hook(LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING", **hook)
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=0)
    eventually(lambda: [one["LifecycleState"] for one in instances(autoscaling)] == ["Terminating:Wait"])
    instance = instances(autoscaling)[0]["InstanceId"]
    which = {"AutoScalingGroupName": "web", "InstanceIds": [instance]}
    assert message_of(autoscaling.detach_instances, ShouldDecrementDesiredCapacity=True, **which) == (
        f"The instance {instance} is not in InService or Standby.")
    assert message_of(autoscaling.enter_standby, ShouldDecrementDesiredCapacity=True, **which) == (
        f"The instance {instance} is not in InService.")
    assert message_of(autoscaling.set_instance_protection, ProtectedFromScaleIn=True, **which) == (
        f"The instance {instance} is not in InService or EnteringStandby or Standby.")
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="web", ForceDelete=True)


def test_a_template_that_the_caller_may_not_use(client, group, template):
    group()
    iam = client("iam")
    iam.create_user(UserName="operator")
    iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=(
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["autoscaling:*", "iam:*"], "Resource": "*"}]}'))
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    operator = client("autoscaling", credentials={
        "aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]})
    assert message_of(operator.create_auto_scaling_group, AutoScalingGroupName="other", MinSize=0, MaxSize=1,
                      AvailabilityZones=ZONES, LaunchTemplate={"LaunchTemplateId": template}).startswith(
        "You are not authorized to use launch template: ")


# ---- activities -----------------------------------------------------------------------------------------------

def test_what_is_told_of_instances_that_come_and_go_otherwise(autoscaling, group, eventually):
    group(DesiredCapacity=1)
    one, = in_service(autoscaling)
    which = {"AutoScalingGroupName": "web", "InstanceIds": [one]}
    detached, = autoscaling.detach_instances(ShouldDecrementDesiredCapacity=True, **which)["Activities"]
    assert detached["Description"] == f"Detaching EC2 instance: {one}"
    autoscaling.attach_instances(**which)
    assert f"Attaching an existing EC2 instance: {one}" in [told["Description"] for told in activities(autoscaling)]
    autoscaling.start_instance_refresh(AutoScalingGroupName="web", Preferences={
        "InstanceWarmup": 0, "MinHealthyPercentage": 0})
    ended = eventually(lambda: [told for told in activities(autoscaling)
                                if told["Description"] == f"Terminating EC2 instance: {one}"])
    assert re.fullmatch(TIME + "an instance was taken out of service in response to an instance refresh.", ended[0]["Cause"])


def test_an_instance_that_ends_while_it_is_launched(autoscaling, ec2, group, eventually):
    group(DesiredCapacity=1, LifecycleHookSpecificationList=[
        {"LifecycleHookName": "ready", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}])
    instance = eventually(lambda: [one["InstanceId"] for one in instances(autoscaling)
                                   if one["LifecycleState"] == "Pending:Wait"])[0]
    ec2.terminate_instances(InstanceIds=[instance])
    text = ("Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: "
            "Client.UserInitiatedShutdown: User initiated shutdown")
    ended = eventually(lambda: [one for one in activities(autoscaling) if one["StatusCode"] == "Cancelled"])
    assert ended[0]["Description"] == f"Launching a new EC2 instance: {instance}.  Status Reason: {text}"
    assert ended[0]["StatusMessage"] == text


def test_launches_into_a_target_group_that_is_gone(client, autoscaling, ec2, group, eventually):
    elb = client("elbv2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    arn = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    group(TargetGroupARNs=[arn])
    elb.delete_target_group(TargetGroupArn=arn)
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
    text = "One or more target groups not found. Validating load balancer configuration failed."
    eventually(lambda: activities(autoscaling))
    failed = newest(autoscaling)
    assert (failed["StatusCode"], failed["StatusMessage"]) == ("Failed", text)
    assert failed["Description"] == "Launching a new EC2 instance.  Status Reason: " + text
    assert instances(autoscaling) == []


@pytest.mark.parametrize("code, spot, text", [
    ("InsufficientInstanceCapacity", False,
     "We currently do not have sufficient c5.large capacity in the Availability Zone you requested (eu-central-1a). Our system "
     "will be working on provisioning additional capacity. You can currently get c5.large capacity by not specifying an "
     "Availability Zone in your request or choosing eu-central-1b."),
    ("InsufficientInstanceCapacity", True, "There is no Spot capacity available that matches your request."),
    ("Unsupported", False,
     "Your requested instance type (c5.large) is not supported in your requested Availability Zone (eu-central-1a). Please retry "
     "your request by not specifying an Availability Zone or choosing eu-central-1b."),
])
def test_launches_that_ec2_has_no_place_for(start_sandbox, client, eventually, code, spot, text):
    sandbox = start_sandbox("--fault", f"ec2:RunInstances={code}")
    autoscaling, ec2 = client("autoscaling", sandbox=sandbox), client("ec2", sandbox=sandbox)
    ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={"InstanceType": "c5.large"})
    policy = mixed() | {"InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 0 if spot else 100}}
    autoscaling.create_auto_scaling_group(AutoScalingGroupName="web", MinSize=0, MaxSize=1, DesiredCapacity=1,
                                          AvailabilityZones=ZONES, MixedInstancesPolicy=policy)
    eventually(lambda: f"Launching a new EC2 instance.  Status Reason: {text} Launching EC2 instance failed." in [
        one["Description"] for one in activities(autoscaling)])


# ---- mixed instances by what is required of them -------------------------------------------------------------------

def mixed(*overrides):
    return {"LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateName": "web"}, "Overrides": list(overrides)}}


def required(vcpus, memory, **more):
    return {"InstanceRequirements": {"VCpuCount": {"Min": vcpus, "Max": vcpus}, "MemoryMiB": {"Min": memory}, **more}}


@pytest.mark.parametrize("requirements, expected", [
    (required(4, 8192, CpuManufacturers=["intel"], AllowedInstanceTypes=["c5.*", "m5.*"]), "c5.xlarge"),
    (required(2, 16000, ExcludedInstanceTypes=["r6*", "r7*", "r8*", "x*", "z*", "i*", "g*"], AcceleratorCount={"Max": 0},
              InstanceGenerations=["current"], CpuManufacturers=["intel"]), "r5b.large"),
    (required(2, 3000, BurstablePerformance="required", AllowedInstanceTypes=["t3.*"]), "t3.medium"),
    (required(2, 8192, AllowedInstanceTypes=["m6g.*", "m6i.*"]), "m6i.large"),  # the image is no ARM one
])
def test_requirements_stand_for_types(autoscaling, group, requirements, expected):
    shown = group(LaunchTemplate=None, MixedInstancesPolicy=mixed(requirements), DesiredCapacity=1)
    assert [one["InstanceType"] for one in instances(autoscaling)] == [expected]
    override, = shown["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]
    assert override["InstanceRequirements"]["VCpuCount"] == requirements["InstanceRequirements"]["VCpuCount"]


@pytest.mark.parametrize("overrides, message", [
    ([required(2, 1, AllowedInstanceTypes=["no.*"])], "No instance types match the instance requirements."),
    ([required(2, 1), {"InstanceType": "c5.large"}], "either instance types or instance requirements, not both"),
    ([required(2, 1, LocalStorage="required")], "LocalStorage"),
    ([required(2, 1, AcceleratorCount={"Min": 1})], "AcceleratorCount"),
    ([{"InstanceType": "c5.large", "WeightedCapacity": "2"}], "WeightedCapacity"),
])
def test_requirements_that_cannot_be(group, overrides, message):
    with pytest.raises(Exception, match=re.escape(message)):
        group(LaunchTemplate=None, MixedInstancesPolicy=mixed(*overrides))


def test_types_are_found_by_what_is_required(ec2):
    found = ec2.get_instance_types_from_instance_requirements(
        ArchitectureTypes=["arm64"], VirtualizationTypes=["hvm"], InstanceRequirements={
            "VCpuCount": {"Min": 1, "Max": 2}, "MemoryMiB": {"Min": 4096, "Max": 8192}, "AllowedInstanceTypes": ["c6g.*", "m6g.*"]})
    assert [one["InstanceType"] for one in found["InstanceTypes"]] == ["m6g.medium", "c6g.large", "m6g.large"]
