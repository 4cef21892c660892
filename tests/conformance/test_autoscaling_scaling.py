"""EC2 Auto Scaling: lifecycle hooks, policies, scheduled actions, instance refreshes, restarts."""
import datetime
import re

import pytest

from auto_scaling_groups import (  # noqa: F401
    TIME, UUID, ZONES, activities, describe, ec2,
    error_of, group, in_service, instances, message_of, query, template)
from instances import PLAIN


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


# ---- lifecycle hooks --------------------------------------------------------------------------------------------

HOOK = {"LifecycleHookName": "ready", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}


def waiting(autoscaling, state):
    return [one["InstanceId"] for one in instances(autoscaling) if one["LifecycleState"] == state]


def test_launch_hook(autoscaling, group, eventually):
    group(DesiredCapacity=1, LifecycleHookSpecificationList=[HOOK])
    instance, = eventually(lambda: waiting(autoscaling, "Pending:Wait"))
    assert activities(autoscaling)[0]["StatusCode"] == "MidLifecycleAction"
    shown, = autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="web")["LifecycleHooks"]
    assert (shown["HeartbeatTimeout"], shown["GlobalTimeout"], shown["DefaultResult"]) == (3600, 172800, "ABANDON")
    assert message_of(autoscaling.set_instance_protection, AutoScalingGroupName="web", InstanceIds=[instance],
                      ProtectedFromScaleIn=True) == (
        f"The instance {instance} is not in InService or EnteringStandby or Standby.")
    done = {"AutoScalingGroupName": "web", "LifecycleHookName": "ready", "InstanceId": instance}
    autoscaling.record_lifecycle_action_heartbeat(**done)
    autoscaling.complete_lifecycle_action(LifecycleActionResult="CONTINUE", **done)
    assert in_service(autoscaling) == [instance]
    assert message_of(autoscaling.complete_lifecycle_action, LifecycleActionResult="CONTINUE", **done) == (
        f"No active Lifecycle Action found with instance ID {instance}")


def test_abandoned_launch_is_replaced(autoscaling, group, eventually):
    group(DesiredCapacity=1, LifecycleHookSpecificationList=[HOOK])
    old, = eventually(lambda: waiting(autoscaling, "Pending:Wait"))
    autoscaling.complete_lifecycle_action(AutoScalingGroupName="web", LifecycleHookName="ready", InstanceId=old,
                                          LifecycleActionResult="ABANDON")
    eventually(lambda: [one for one in waiting(autoscaling, "Pending:Wait") if one != old])
    cancelled, = [one for one in activities(autoscaling) if one["StatusCode"] == "Cancelled"]
    assert re.fullmatch(
        f"Launching a new EC2 instance: {old}.  Status Reason: Instance failed to complete user's Lifecycle Action: "
        f"Lifecycle Action with token {UUID} was abandoned: Lifecycle Action Completed with ABANDON Result",
        cancelled["Description"])


def test_termination_hook(autoscaling, group, eventually):
    group(DesiredCapacity=1)
    autoscaling.put_lifecycle_hook(AutoScalingGroupName="web", LifecycleHookName="drain", HeartbeatTimeout=60,
                                   LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING",
                                   DefaultResult="CONTINUE")
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=0)
    instance, = eventually(lambda: waiting(autoscaling, "Terminating:Wait"))
    autoscaling.complete_lifecycle_action(AutoScalingGroupName="web", LifecycleHookName="drain",
                                          InstanceId=instance, LifecycleActionResult="CONTINUE")
    eventually(lambda: instances(autoscaling) == [])
    autoscaling.delete_lifecycle_hook(AutoScalingGroupName="web", LifecycleHookName="drain")
    assert autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="web")["LifecycleHooks"] == []


# ---- policies and scheduled actions ---------------------------------------------------------------------------

def test_simple_and_step_policies(autoscaling, group, account, eventually):
    group(DesiredCapacity=1)
    made = autoscaling.put_scaling_policy(AutoScalingGroupName="web", PolicyName="more", Cooldown=60,
                                          AdjustmentType="ChangeInCapacity", ScalingAdjustment=1)
    assert re.fullmatch(f"arn:aws:autoscaling:eu-central-1:{account}:scalingPolicy:{UUID}:"
                        "autoScalingGroupName/web:policyName/more", made["PolicyARN"])
    autoscaling.execute_policy(AutoScalingGroupName="web", PolicyName="more")
    eventually(lambda: len(in_service(autoscaling)) == 2)
    assert re.match(TIME + "a user request executed policy more changing the desired capacity from 1 to 2.  ",
                    activities(autoscaling)[0]["Cause"])
    cooling = error_of(autoscaling.execute_policy, AutoScalingGroupName="web", PolicyName="more", HonorCooldown=True)
    assert cooling["Code"] == "ScalingActivityInProgress"
    steps = [{"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 10, "ScalingAdjustment": 1},
             {"MetricIntervalLowerBound": 10, "ScalingAdjustment": 3}]
    autoscaling.put_scaling_policy(AutoScalingGroupName="web", PolicyName="steps", PolicyType="StepScaling",
                                   AdjustmentType="ChangeInCapacity", StepAdjustments=steps,
                                   EstimatedInstanceWarmup=0)
    autoscaling.execute_policy(AutoScalingGroupName="web", PolicyName="steps", MetricValue=75, BreachThreshold=60)
    assert describe(autoscaling)["DesiredCapacity"] == 5
    shown = autoscaling.describe_policies(AutoScalingGroupName="web")["ScalingPolicies"]
    assert [(one["PolicyName"], one["PolicyType"]) for one in shown] == [
        ("more", "SimpleScaling"), ("steps", "StepScaling")]
    steps[1]["MetricIntervalLowerBound"] = 11
    message_of(autoscaling.put_scaling_policy, AutoScalingGroupName="web", PolicyName="steps",
               PolicyType="StepScaling", AdjustmentType="ChangeInCapacity", StepAdjustments=steps)
    autoscaling.delete_policy(AutoScalingGroupName="web", PolicyName="more")
    assert len(autoscaling.describe_policies(AutoScalingGroupName="web")["ScalingPolicies"]) == 1


def test_target_tracking(client, autoscaling, group, eventually):
    group(DesiredCapacity=1)
    metric = {"Namespace": "Shop", "MetricName": "Load", "Dimensions": [{"Name": "Shop", "Value": "one"}]}
    made = autoscaling.put_scaling_policy(
        AutoScalingGroupName="web", PolicyName="load", PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={"TargetValue": 50, "CustomizedMetricSpecification": {
            **metric, "Statistic": "Average"}})
    high, low = [alarm["AlarmName"] for alarm in made["Alarms"]]
    assert re.fullmatch(f"TargetTracking-web-AlarmHigh-{UUID}", high)
    assert re.fullmatch(f"TargetTracking-web-AlarmLow-{UUID}", low)
    monitoring = client("cloudwatch")
    alarm, = monitoring.describe_alarms(AlarmNames=[high])["MetricAlarms"]
    assert alarm["AlarmActions"] == [made["PolicyARN"]]
    assert alarm["AlarmDescription"] == (
        f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {made['PolicyARN']}.")
    assert (alarm["ComparisonOperator"], alarm["Threshold"], alarm["EvaluationPeriods"]) == (
        "GreaterThanThreshold", 50, 3)
    assert message_of(
        autoscaling.put_scaling_policy, AutoScalingGroupName="web", PolicyName="again",
        PolicyType="TargetTrackingScaling", TargetTrackingConfiguration={
            "TargetValue": 60, "CustomizedMetricSpecification": {**metric, "Statistic": "Average"}}) == (
        "Only one TargetTrackingScaling policy for a given metric specification is allowed.")
    monitoring.put_metric_data(Namespace="Shop", MetricData=[
        {"MetricName": "Load", "Dimensions": metric["Dimensions"], "Value": 150}])
    eventually(lambda: describe(autoscaling)["DesiredCapacity"] >= 3)
    eventually(lambda: len(activities(autoscaling)) > 1)
    assert re.match(TIME + f"a monitor alarm {high} in state ALARM triggered policy load changing the desired "
                    "capacity from 1 to 3.  ", activities(autoscaling)[0]["Cause"])
    autoscaling.delete_policy(AutoScalingGroupName="web", PolicyName="load")
    assert monitoring.describe_alarms(AlarmNames=[high, low])["MetricAlarms"] == []


def test_scheduled_actions(autoscaling, group, eventually):
    group()
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
    autoscaling.put_scheduled_update_group_action(AutoScalingGroupName="web", ScheduledActionName="morning",
                                                  Recurrence="0 7 * * MON-FRI", MinSize=1, DesiredCapacity=2)
    autoscaling.batch_put_scheduled_update_group_action(AutoScalingGroupName="web", ScheduledUpdateGroupActions=[
        {"ScheduledActionName": "once", "StartTime": soon, "DesiredCapacity": 1}])
    shown = autoscaling.describe_scheduled_actions(AutoScalingGroupName="web")["ScheduledUpdateGroupActions"]
    assert [one["ScheduledActionName"] for one in shown] == ["morning", "once"]
    assert (shown[0]["StartTime"].hour, shown[0]["Recurrence"]) == (7, "0 7 * * MON-FRI")
    eventually(lambda: len(in_service(autoscaling)) == 1)
    assert re.match(TIME + "a scheduled action update of AutoScalingGroup constraints to min: 0, max: 10, desired: "
                    "1 changing the desired capacity from 0 to 1.  ", activities(autoscaling)[0]["Cause"])
    assert message_of(autoscaling.put_scheduled_update_group_action, AutoScalingGroupName="web", MinSize=1,
                      ScheduledActionName="x", Recurrence="soon") == "Given recurrence string: soon is invalid"
    failed = autoscaling.batch_delete_scheduled_action(
        AutoScalingGroupName="web", ScheduledActionNames=["none"])["FailedScheduledActions"]
    assert [one["ScheduledActionName"] for one in failed] == ["none"]
    autoscaling.delete_scheduled_action(AutoScalingGroupName="web", ScheduledActionName="morning")
    assert autoscaling.describe_scheduled_actions()["ScheduledUpdateGroupActions"] == []


# ---- instance refresh --------------------------------------------------------------------------------------------

def refresh_of(autoscaling):
    return autoscaling.describe_instance_refreshes(AutoScalingGroupName="web")["InstanceRefreshes"][0]


def test_instance_refresh(autoscaling, ec2, group, template, eventually):
    group(DesiredCapacity=3)
    old = in_service(autoscaling)
    ec2.create_launch_template_version(LaunchTemplateId=template, SourceVersion="1",
                                       LaunchTemplateData={"InstanceType": "c5.xlarge"})
    autoscaling.start_instance_refresh(
        AutoScalingGroupName="web", Preferences={"InstanceWarmup": 0, "MinHealthyPercentage": 50},
        DesiredConfiguration={"LaunchTemplate": {"LaunchTemplateId": template, "Version": "2"}})
    eventually(lambda: refresh_of(autoscaling)["Status"] == "Successful")
    assert {one["InstanceType"] for one in instances(autoscaling)} == {"c5.xlarge"}
    assert not set(in_service(autoscaling)) & set(old)
    assert describe(autoscaling)["LaunchTemplate"]["Version"] == "2"
    ended = refresh_of(autoscaling)
    assert (ended["PercentageComplete"], ended["InstancesToUpdate"]) == (100, 0)
    # What matches is skipped.
    kept = in_service(autoscaling)
    autoscaling.start_instance_refresh(AutoScalingGroupName="web", Preferences={"SkipMatching": True})
    eventually(lambda: refresh_of(autoscaling)["Status"] == "Successful")
    assert in_service(autoscaling) == kept


def test_a_refresh_that_launches_first_launches_no_more_than_it_ends(autoscaling, group, eventually):
    group(DesiredCapacity=3)
    query(autoscaling, "StartInstanceRefresh", AutoScalingGroupName="web", **{  # MaxHealthyPercentage: newer than Debian's client
        "Preferences.MinHealthyPercentage": 100, "Preferences.MaxHealthyPercentage": 134, "Preferences.InstanceWarmup": 0})
    eventually(lambda: refresh_of(autoscaling)["Status"] == "Successful")
    said = [one["Description"].split(":")[0] for one in activities(autoscaling)]
    assert said.count("Launching a new EC2 instance") == 6 and said.count("Terminating EC2 instance") == 3


def test_refresh_is_cancelled_and_rolled_back(autoscaling, ec2, group, template, eventually):
    group(DesiredCapacity=2, LaunchTemplate={"LaunchTemplateId": template, "Version": "1"})
    assert error_of(autoscaling.cancel_instance_refresh, AutoScalingGroupName="web")["Code"] == (
        "ActiveInstanceRefreshNotFound")
    ec2.create_launch_template_version(LaunchTemplateId=template, SourceVersion="1",
                                       LaunchTemplateData={"InstanceType": "c5.xlarge"})
    start = {"AutoScalingGroupName": "web", "Preferences": {"InstanceWarmup": 600},
             "DesiredConfiguration": {"LaunchTemplate": {"LaunchTemplateId": template, "Version": "2"}}}
    autoscaling.start_instance_refresh(**start)
    assert error_of(autoscaling.start_instance_refresh, **start)["Code"] == "InstanceRefreshInProgress"
    eventually(lambda: "c5.xlarge" in {one["InstanceType"] for one in instances(autoscaling)})
    reason = eventually(lambda: refresh_of(autoscaling).get("StatusReason"))
    assert re.fullmatch("Waiting for instances to warm up before continuing. For example: [0-9a-f]{17} is warming up.",
                        reason)
    body, status = query(autoscaling, "RollbackInstanceRefresh", AutoScalingGroupName="web")
    assert status == 200, body
    eventually(lambda: {one["InstanceType"] for one in instances(autoscaling)} == {"c5.large"})
    assert refresh_of(autoscaling)["Status"] in ("RollbackInProgress", "RollbackSuccessful")
    autoscaling.cancel_instance_refresh(AutoScalingGroupName="web")
    assert refresh_of(autoscaling)["Status"] == "Cancelled"
    assert describe(autoscaling)["LaunchTemplate"]["Version"] == "1"


def test_rollback_needs_something_to_roll_back_to(autoscaling, group):
    group(DesiredCapacity=1)
    autoscaling.start_instance_refresh(AutoScalingGroupName="web", Preferences={"InstanceWarmup": 600})
    body, status = query(autoscaling, "RollbackInstanceRefresh", AutoScalingGroupName="web")
    assert status == 400 and "IrreversibleInstanceRefresh" in body


# ---- restarts ---------------------------------------------------------------------------------------------------

def test_restart_goes_on(start_sandbox, client, tmp_path, credentials, eventually):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    autoscaling, ec2 = client("autoscaling", sandbox=sandbox), client("ec2", sandbox=sandbox)
    image = client("ssm", sandbox=sandbox).get_parameter(Name=PLAIN)["Parameter"]["Value"]
    ec2.create_launch_template(LaunchTemplateName="web",
                               LaunchTemplateData={"ImageId": image, "InstanceType": "c5.large"})
    autoscaling.create_auto_scaling_group(AutoScalingGroupName="web", MinSize=0, MaxSize=300, DesiredCapacity=250,
                                          AvailabilityZones=ZONES, LaunchTemplate={"LaunchTemplateName": "web"})
    sandbox.kill()
    sandbox.restart()
    autoscaling, ec2 = client("autoscaling", sandbox=sandbox), client("ec2", sandbox=sandbox)
    eventually(lambda: len(in_service(autoscaling)) == 250)
    running = [instance["InstanceId"] for page in ec2.get_paginator("describe_instances").paginate()
               for reservation in page["Reservations"] for instance in reservation["Instances"]]
    assert sorted(running) == sorted(one["InstanceId"] for one in instances(autoscaling))
