"""EC2 Auto Scaling: groups, what they launch and terminate, and what they tell of it."""
import re

import pytest
from botocore.exceptions import ClientError

from auto_scaling_groups import (  # noqa: F401
    TIME, UUID, ZONES, activities, describe, ec2,
    error_of, group, in_service, instances, message_of, query, template)
from instances import PLAIN


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


# ---- groups -----------------------------------------------------------------------------------------------

def test_empty_group_has_the_defaults(autoscaling, group, account, template):
    made = group()
    assert re.fullmatch(f"arn:aws:autoscaling:eu-central-1:{account}:autoScalingGroup:{UUID}:"
                        "autoScalingGroupName/web", made["AutoScalingGroupARN"])
    assert made["LaunchTemplate"] == {"LaunchTemplateId": template, "LaunchTemplateName": "web"}
    expected = {"MinSize": 0, "MaxSize": 10, "DesiredCapacity": 0, "DefaultCooldown": 300,
                "AvailabilityZones": ZONES, "LoadBalancerNames": [], "TargetGroupARNs": [],
                "HealthCheckType": "EC2", "HealthCheckGracePeriod": 0, "Instances": [], "SuspendedProcesses": [],
                "VPCZoneIdentifier": "", "EnabledMetrics": [], "Tags": [], "TerminationPolicies": ["Default"],
                "NewInstancesProtectedFromScaleIn": False}
    assert {key: made[key] for key in expected} == expected
    assert made["ServiceLinkedRoleARN"] == (
        f"arn:aws:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling")
    assert "Status" not in made


def test_instances_are_spread_and_tagged(autoscaling, ec2, group):
    group(DesiredCapacity=4, Tags=[
        {"Key": "from", "Value": "group", "PropagateAtLaunch": True}, {"Key": "quiet", "Value": "x"}])
    found = instances(autoscaling)
    assert sorted(one["AvailabilityZone"] for one in found) == sorted(ZONES * 2)
    assert {one["LifecycleState"] for one in found} == {"InService"}
    assert {one["HealthStatus"] for one in found} == {"Healthy"}
    assert {one["LaunchTemplate"]["Version"] for one in found} == {"1"}
    shown = ec2.describe_instances(InstanceIds=[found[0]["InstanceId"]])["Reservations"][0]["Instances"][0]
    tags = {tag["Key"]: tag["Value"] for tag in shown["Tags"]}
    assert tags["aws:autoscaling:groupName"] == "web"
    assert tags["from"] == "group" and "quiet" not in tags
    details, = autoscaling.describe_auto_scaling_instances(
        InstanceIds=[found[0]["InstanceId"]])["AutoScalingInstances"]
    assert (details["AutoScalingGroupName"], details["HealthStatus"]) == ("web", "HEALTHY")


def test_latest_version_is_resolved_at_each_launch(autoscaling, ec2, group, template, eventually):
    group(DesiredCapacity=1, LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"})
    ec2.create_launch_template_version(LaunchTemplateId=template, SourceVersion="1",
                                       LaunchTemplateData={"InstanceType": "c5.xlarge"})
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=2)
    eventually(lambda: len(in_service(autoscaling)) == 2)
    assert sorted((one["LaunchTemplate"]["Version"], one["InstanceType"]) for one in instances(autoscaling)) == [
        ("1", "c5.large"), ("2", "c5.xlarge")]


def test_causes_of_scaling(autoscaling, group, eventually):
    group(DesiredCapacity=1)
    first, = activities(autoscaling)
    instance, = in_service(autoscaling)
    assert first["Description"] == f"Launching a new EC2 instance: {instance}"
    assert re.fullmatch(
        TIME + "a user request created an AutoScalingGroup changing the desired capacity from 0 to 1.  " + TIME +
        "an instance was started in response to a difference between desired and actual capacity, increasing the "
        "capacity from 0 to 1.", first["Cause"])
    assert (first["StatusCode"], first["Progress"]) == ("Successful", 100)
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
    eventually(lambda: len(in_service(autoscaling)) == 3)
    assert re.fullmatch(
        TIME + "a user request explicitly set group desired capacity changing the desired capacity from 1 to 3.  " +
        TIME + "an instance was started in response to a difference between desired and actual capacity, "
        "increasing the capacity from 1 to 3.", activities(autoscaling)[0]["Cause"])
    autoscaling.update_auto_scaling_group(AutoScalingGroupName="web", MaxSize=2)
    assert describe(autoscaling)["DesiredCapacity"] == 2
    eventually(lambda: len(instances(autoscaling)) == 2)
    last = activities(autoscaling)[0]
    gone = last["Description"].removeprefix("Terminating EC2 instance: ")
    assert re.fullmatch(
        TIME + "a user request update of AutoScalingGroup constraints to min: 0, max: 2, desired: 2 changing the "
        "desired capacity from 3 to 2.  " + TIME + "an instance was taken out of service in response to a "
        "difference between desired and actual capacity, shrinking the capacity from 3 to 2.  " + TIME +
        f"instance {gone} was selected for termination.", last["Cause"])


def test_instances_are_distributed_over_zones_as_well_as_can_be(autoscaling, group):
    def put(strategy):
        def add(params, **_):  # boto3 of Debian 12 does not know the member
            params["body"]["AvailabilityZoneDistribution.CapacityDistributionStrategy"] = strategy

        event = "before-call.auto-scaling.UpdateAutoScalingGroup"
        autoscaling.meta.events.register(event, add)
        try:
            autoscaling.update_auto_scaling_group(AutoScalingGroupName="web")
        finally:
            autoscaling.meta.events.unregister(event, add)

    group(MinSize=0, MaxSize=1)
    put("balanced-best-effort")  # what Terraform sends with each change
    with pytest.raises(ClientError) as caught:
        put("balanced-only")
    assert "balanced-only" in caught.value.response["Error"]["Message"]


def test_sizes_and_sources_are_checked(autoscaling, group, template, ec2):
    make = autoscaling.create_auto_scaling_group
    source = {"LaunchTemplate": {"LaunchTemplateId": template}, "AvailabilityZones": ZONES}
    assert message_of(make, AutoScalingGroupName="x", MinSize=4, MaxSize=10, DesiredCapacity=2, **source) == (
        "Desired capacity:2 must be between the specified min size:4 and max size:10")
    assert message_of(make, AutoScalingGroupName="x", MinSize=0, MaxSize=1, AvailabilityZones=ZONES) == (
        "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or "
        "MixedInstancesPolicy parameter.")
    assert message_of(make, AutoScalingGroupName="x", MinSize=0, MaxSize=1,
                      LaunchTemplate={"LaunchTemplateId": template}).startswith("At least one Availability Zone")
    assert message_of(make, AutoScalingGroupName="x", MinSize=0, MaxSize=1, AvailabilityZones=ZONES,
                      LaunchTemplate={"LaunchTemplateId": "lt-0123456789abcdef0"}).startswith(
        "You must use a valid fully-formed launch template. ")
    for number, (member, value, message) in enumerate([
            ("ImageId", "ami-0123456789abcdef0", "The image id '[ami-0123456789abcdef0]' does not exist"),
            ("KeyName", "none", "The key pair 'none' does not exist"),
            ("SecurityGroupIds", ["sg-0123456789abcdef0"], "The security group 'sg-0123456789abcdef0' does not exist"),
            ("InstanceType", "c5.huge", "The following supplied instance types do not exist: [c5.huge]")]):
        ec2.create_launch_template(LaunchTemplateName=f"bad{number}", LaunchTemplateData={member: value})
        assert message_of(make, AutoScalingGroupName="x", MinSize=0, MaxSize=1, AvailabilityZones=ZONES,
                          LaunchTemplate={"LaunchTemplateName": f"bad{number}"}) == (
            "You must use a valid fully-formed launch template. " + message)
    group(MinSize=1, MaxSize=2, DesiredCapacity=1)
    set_desired = autoscaling.set_desired_capacity
    assert message_of(set_desired, AutoScalingGroupName="web", DesiredCapacity=3) == (
        "New SetDesiredCapacity value 3 is above max value 2 for the AutoScalingGroup.")
    assert message_of(set_desired, AutoScalingGroupName="web", DesiredCapacity=0) == (
        "New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.")
    assert message_of(set_desired, AutoScalingGroupName="none", DesiredCapacity=0) == (
        "AutoScalingGroup name not found - AutoScalingGroup 'none' not found")
    assert error_of(make, AutoScalingGroupName="web", MinSize=0, MaxSize=1, **source)["Code"] == "AlreadyExists"


def test_subnets_and_zones_must_agree(autoscaling, ec2, group):
    subnets = {one["AvailabilityZone"]: one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]}
    with pytest.raises(ClientError) as caught:
        group(AvailabilityZones=[ZONES[0]], VPCZoneIdentifier=subnets[ZONES[1]])
    assert caught.value.response["Error"]["Message"] == (
        "The availability zones of the specified subnets and the Auto Scaling group do not match")
    made = group(AvailabilityZones=None, VPCZoneIdentifier=subnets[ZONES[1]], DesiredCapacity=1)
    assert made["AvailabilityZones"] == [ZONES[1]]
    assert instances(autoscaling)[0]["AvailabilityZone"] == ZONES[1]


def test_delete(autoscaling, ec2, group, eventually):
    group(DesiredCapacity=1)
    instance, = in_service(autoscaling)
    refused = error_of(autoscaling.delete_auto_scaling_group, AutoScalingGroupName="web")
    assert refused == {"Type": "Sender", "Code": "ResourceInUse", "Message":
                       "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance "
                       "request(s) still in the group."}
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="web", ForceDelete=True)
    eventually(lambda: not autoscaling.describe_auto_scaling_groups(
        AutoScalingGroupNames=["web"])["AutoScalingGroups"])
    state = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["State"]["Name"]
    assert state == "terminated"
    assert "not found" in message_of(autoscaling.describe_scaling_activities, AutoScalingGroupName="web")
    kept = activities(autoscaling, IncludeDeletedGroups=True)
    assert {one["AutoScalingGroupState"] for one in kept} == {"Deleted"}
    group()
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="web")
    assert autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"] == []


def test_tags(autoscaling, group):
    group(Tags=[{"Key": "a", "Value": "1", "PropagateAtLaunch": True}])
    tag = {"ResourceId": "web", "ResourceType": "auto-scaling-group", "Key": "b", "Value": "2",
           "PropagateAtLaunch": False}
    autoscaling.create_or_update_tags(Tags=[tag])
    assert [one["Key"] for one in describe(autoscaling)["Tags"]] == ["a", "b"]
    assert autoscaling.describe_tags(Filters=[{"Name": "key", "Values": ["b"]}])["Tags"] == [tag]
    filtered = autoscaling.describe_auto_scaling_groups(Filters=[{"Name": "tag:b", "Values": ["2"]}])
    assert len(filtered["AutoScalingGroups"]) == 1
    assert autoscaling.describe_auto_scaling_groups(
        Filters=[{"Name": "tag-key", "Values": ["z"]}])["AutoScalingGroups"] == []
    autoscaling.delete_tags(Tags=[{"ResourceId": "web", "ResourceType": "auto-scaling-group", "Key": "b"}])
    assert [one["Key"] for one in describe(autoscaling)["Tags"]] == ["a"]


def test_pages(autoscaling, group):
    for name in "abc":
        group(name)
    pages = autoscaling.get_paginator("describe_auto_scaling_groups").paginate(PaginationConfig={"PageSize": 2})
    assert [[one["AutoScalingGroupName"] for one in page["AutoScalingGroups"]] for page in pages] == [
        ["a", "b"], ["c"]]
    assert error_of(autoscaling.describe_auto_scaling_groups, NextToken="x")["Code"] == "InvalidNextToken"


def test_words_that_the_service_knows(autoscaling, group):
    assert autoscaling.describe_account_limits()["MaxNumberOfAutoScalingGroups"] == 500
    assert "Default" in autoscaling.describe_termination_policy_types()["TerminationPolicyTypes"]
    assert len(autoscaling.describe_scaling_process_types()["Processes"]) == 9
    assert "autoscaling:EC2_INSTANCE_LAUNCHING" in autoscaling.describe_lifecycle_hook_types()["LifecycleHookTypes"]
    assert len(autoscaling.describe_adjustment_types()["AdjustmentTypes"]) == 3
    assert autoscaling.describe_metric_collection_types()["Granularities"] == [{"Granularity": "1Minute"}]
    assert autoscaling.describe_auto_scaling_notification_types()["AutoScalingNotificationTypes"]
    assert autoscaling.describe_notification_configurations()["NotificationConfigurations"] == []
    group()
    assert autoscaling.describe_load_balancers(AutoScalingGroupName="web")["LoadBalancers"] == []
    assert autoscaling.describe_warm_pool(AutoScalingGroupName="web")["Instances"] == []
    assert query(autoscaling, "DescribeTrafficSources", AutoScalingGroupName="web")[1] == 200


def test_metrics_are_noted(autoscaling, group):
    group()
    autoscaling.enable_metrics_collection(AutoScalingGroupName="web", Granularity="1Minute",
                                          Metrics=["GroupMinSize", "GroupMaxSize"])
    autoscaling.disable_metrics_collection(AutoScalingGroupName="web", Metrics=["GroupMaxSize"])
    assert describe(autoscaling)["EnabledMetrics"] == [{"Metric": "GroupMinSize", "Granularity": "1Minute"}]


def test_target_groups_are_noted(client, autoscaling, ec2, group, account):
    group()
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    made = client("elbv2").create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc)
    arn = made["TargetGroups"][0]["TargetGroupArn"]
    missing = f"arn:aws:elasticloadbalancing:eu-central-1:{account}:targetgroup/web/0123456789abcdef"
    for wrong in (missing, "nonsense"):
        assert message_of(autoscaling.attach_load_balancer_target_groups, AutoScalingGroupName="web",
                          TargetGroupARNs=[arn, wrong]) == (
            "Provided Target Groups may not be valid. Please ensure they exist and try again.")
    assert describe(autoscaling)["TargetGroupARNs"] == []
    autoscaling.attach_load_balancer_target_groups(AutoScalingGroupName="web", TargetGroupARNs=[arn])
    assert describe(autoscaling)["TargetGroupARNs"] == [arn]
    states = autoscaling.describe_load_balancer_target_groups(AutoScalingGroupName="web")
    assert states["LoadBalancerTargetGroups"] == [{"LoadBalancerTargetGroupARN": arn, "State": "InService"}]
    detach = autoscaling.detach_load_balancer_target_groups
    detach(AutoScalingGroupName="web", TargetGroupARNs=[arn])
    assert describe(autoscaling)["TargetGroupARNs"] == []
    assert message_of(detach, AutoScalingGroupName="web", TargetGroupARNs=[arn]) == (
        "Trying to remove Target Groups that are not part of the group")


@pytest.mark.parametrize("arguments, member", [
    ({"MixedInstancesPolicy": {"LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateName": "web"},
                                                 "Overrides": [{"WeightedCapacity": "2"}]}},
      "LaunchTemplate": None}, "WeightedCapacity"),
    ({"PlacementGroup": "x"}, "PlacementGroup"),
    ({"LoadBalancerNames": ["x"]}, "LoadBalancerNames"),
])
def test_what_is_left_out_is_refused_by_name(group, arguments, member):
    with pytest.raises(ClientError) as caught:
        group(**arguments)
    assert member in caught.value.response["Error"]["Message"]


def test_mixed_instances(autoscaling, ec2, group):
    policy = {"LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateName": "web"},
                                 "Overrides": [{"InstanceType": "m5.large"}, {"InstanceType": "c5.large"}]},
              "InstancesDistribution": {"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 0}}
    group(LaunchTemplate=None, MixedInstancesPolicy=policy, DesiredCapacity=3)
    assert {one["InstanceType"] for one in instances(autoscaling)} == {"m5.large"}
    shown = [instance for reservation in ec2.describe_instances()["Reservations"]
             for instance in reservation["Instances"]]
    assert sorted(one.get("InstanceLifecycle", "on-demand") for one in shown) == ["on-demand", "spot", "spot"]


# ---- launch configurations ----------------------------------------------------------------------------------

def test_launch_configuration(client, autoscaling, group, account):
    image = client("ssm").get_parameter(Name=PLAIN)["Parameter"]["Value"]
    autoscaling.create_launch_configuration(LaunchConfigurationName="old", ImageId=image, InstanceType="t3.micro",
                                            AssociatePublicIpAddress=True)
    shown, = autoscaling.describe_launch_configurations()["LaunchConfigurations"]
    assert re.fullmatch(f"arn:aws:autoscaling:eu-central-1:{account}:launchConfiguration:{UUID}:"
                        "launchConfigurationName/old", shown["LaunchConfigurationARN"])
    assert shown["InstanceMonitoring"] == {"Enabled": True}
    again = error_of(autoscaling.create_launch_configuration, LaunchConfigurationName="old", ImageId=image,
                     InstanceType="t3.micro")
    assert again["Code"] == "AlreadyExists"
    group(LaunchTemplate=None, LaunchConfigurationName="old", DesiredCapacity=1)
    assert [(one["LaunchConfigurationName"], one["InstanceType"]) for one in instances(autoscaling)] == [
        ("old", "t3.micro")]
    refused = error_of(autoscaling.delete_launch_configuration, LaunchConfigurationName="old")
    assert (refused["Code"], refused["Message"]) == (
        "ResourceInUse", "Cannot delete launch configuration old because it is attached to AutoScalingGroup web")
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="web", ForceDelete=True)


# ---- instances ----------------------------------------------------------------------------------------------

def test_instance_that_was_terminated_is_replaced(autoscaling, ec2, group, eventually):
    group(DesiredCapacity=1)
    old, = in_service(autoscaling)
    ec2.terminate_instances(InstanceIds=[old])
    new, = eventually(lambda: [one for one in in_service(autoscaling) if one != old])
    eventually(lambda: [one["InstanceId"] for one in instances(autoscaling)] == [new])
    causes = {one["Description"]: one["Cause"] for one in activities(autoscaling)}
    assert re.fullmatch(TIME + "an instance was taken out of service in response to a EC2 health check indicating "
                        "it has been terminated or stopped.", causes[f"Terminating EC2 instance: {old}"])
    assert re.fullmatch(TIME + "an instance was launched in response to an unhealthy instance needing to be "
                        "replaced.", causes[f"Launching a new EC2 instance: {new}"])


def test_unhealthy_instance_is_replaced(autoscaling, group, eventually):
    group(DesiredCapacity=1, HealthCheckGracePeriod=300)
    old, = in_service(autoscaling)
    autoscaling.set_instance_health(InstanceId=old, HealthStatus="Unhealthy")
    assert instances(autoscaling)[0]["HealthStatus"] == "Healthy"  # within the grace period
    autoscaling.set_instance_health(InstanceId=old, HealthStatus="Unhealthy", ShouldRespectGracePeriod=False)
    eventually(lambda: in_service(autoscaling) and in_service(autoscaling) != [old])
    causes = {one["Description"]: one["Cause"] for one in activities(autoscaling)}
    assert re.fullmatch(TIME + "an instance was taken out of service in response to a user health-check.",
                        causes[f"Terminating EC2 instance: {old}"])


def test_terminate_instance(autoscaling, group, eventually):
    group(MinSize=1, DesiredCapacity=2)
    one, other = in_service(autoscaling)
    activity = autoscaling.terminate_instance_in_auto_scaling_group(
        InstanceId=one, ShouldDecrementDesiredCapacity=True)["Activity"]
    assert activity["Description"] == f"Terminating EC2 instance: {one}"
    assert re.fullmatch(TIME + "an instance was taken out of service in response to a user request, shrinking the "
                        "capacity from 2 to 1.", activity["Cause"])
    eventually(lambda: [i["InstanceId"] for i in instances(autoscaling)] == [other])
    assert message_of(autoscaling.terminate_instance_in_auto_scaling_group, InstanceId=other,
                      ShouldDecrementDesiredCapacity=True) == (
        "Currently, desiredSize equals minSize (1). Terminating instance without replacement will violate group's "
        "min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.")
    autoscaling.terminate_instance_in_auto_scaling_group(InstanceId=other, ShouldDecrementDesiredCapacity=False)
    eventually(lambda: in_service(autoscaling) and in_service(autoscaling) != [other])


def test_protected_instances_stay(autoscaling, group, eventually):
    group(DesiredCapacity=2, NewInstancesProtectedFromScaleIn=True)
    one, other = in_service(autoscaling)
    autoscaling.set_instance_protection(AutoScalingGroupName="web", InstanceIds=[one], ProtectedFromScaleIn=False)
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=0)
    eventually(lambda: [i["InstanceId"] for i in instances(autoscaling)] == [other])
    told = [a for a in activities(autoscaling) if a["StatusCode"] == "Cancelled"]
    assert [a["Description"] for a in told] == [
        "Could not scale to desired capacity because all remaining instances are protected from scale-in."]
    assert told[0]["Cause"].endswith("group reached equilibrium.")
    autoscaling.set_instance_protection(AutoScalingGroupName="web", InstanceIds=[other], ProtectedFromScaleIn=False)
    eventually(lambda: instances(autoscaling) == [])


def test_standby(autoscaling, group, eventually):
    group(DesiredCapacity=2)
    one, other = in_service(autoscaling)
    activity, = autoscaling.enter_standby(AutoScalingGroupName="web", InstanceIds=[one],
                                          ShouldDecrementDesiredCapacity=True)["Activities"]
    assert activity["Description"] == f"Moving EC2 instance to Standby: {one}"
    assert re.fullmatch(TIME + f"instance {one} was moved to standby in response to a user request, shrinking the "
                        "capacity from 2 to 1.", activity["Cause"])
    assert (activity["StatusCode"], activity["Progress"]) == ("InProgress", 50)
    assert message_of(autoscaling.enter_standby, AutoScalingGroupName="web", InstanceIds=[one],
                      ShouldDecrementDesiredCapacity=True) == f"The instance {one} is not in InService."
    assert describe(autoscaling)["DesiredCapacity"] == 1
    activity, = autoscaling.exit_standby(AutoScalingGroupName="web", InstanceIds=[one])["Activities"]
    assert activity["Description"] == f"Moving EC2 instance out of Standby: {one}"
    assert re.fullmatch(TIME + f"instance {one} was moved out of standby in response to a user request, increasing "
                        "the capacity from 1 to 2.", activity["Cause"])
    assert (activity["StatusCode"], activity["Progress"]) == ("PreInService", 30)
    assert sorted(in_service(autoscaling)) == sorted([one, other])


def test_detach_and_attach(autoscaling, ec2, group):
    group(DesiredCapacity=1)
    one, = in_service(autoscaling)
    autoscaling.detach_instances(AutoScalingGroupName="web", InstanceIds=[one], ShouldDecrementDesiredCapacity=True)
    assert instances(autoscaling) == []

    def tags():
        shown = ec2.describe_instances(InstanceIds=[one])["Reservations"][0]["Instances"][0]
        return {tag["Key"] for tag in shown["Tags"]}
    assert "aws:autoscaling:groupName" not in tags()
    autoscaling.attach_instances(AutoScalingGroupName="web", InstanceIds=[one])
    assert in_service(autoscaling) == [one]
    assert describe(autoscaling)["DesiredCapacity"] == 1
    assert "aws:autoscaling:groupName" in tags()
    assert "already attached" in message_of(autoscaling.attach_instances, AutoScalingGroupName="web",
                                            InstanceIds=[one])


def test_suspended_processes(autoscaling, group, eventually):
    group()
    autoscaling.suspend_processes(AutoScalingGroupName="web", ScalingProcesses=["Launch"])
    suspended, = describe(autoscaling)["SuspendedProcesses"]
    assert suspended["ProcessName"] == "Launch"
    assert suspended["SuspensionReason"].startswith("User suspended at ")
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
    assert instances(autoscaling) == []
    autoscaling.resume_processes(AutoScalingGroupName="web")
    eventually(lambda: len(in_service(autoscaling)) == 1)


def test_launch_that_fails(autoscaling, ec2, group, template, eventually):
    group(LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"})
    ec2.create_launch_template_version(LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData={
        "ImageId": "ami-0123456789abcdef0"})
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
    failed = eventually(lambda: activities(autoscaling))[0]
    text = "The AMI ID ami-0123456789abcdef0 does not exist. Launching EC2 instance failed."
    assert failed["Description"] == "Launching a new EC2 instance.  Status Reason: " + text
    assert (failed["StatusCode"], failed["StatusMessage"]) == ("Failed", text)
