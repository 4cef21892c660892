"""ECS capacity providers: what they are, which cluster has them, and what ECS makes on their Auto Scaling groups."""
import datetime
import json
import re

import pytest

from auto_scaling_groups import UUID, activities, describe, ec2, group, template  # noqa: F401
from capacity_providers import attachments, capacity, make_group, make_provider, put, sent, service_of, settled
from container_hosts import Account
from ecs_hosts import refused

HOOK = "ecs-managed-draining-termination-hook"


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


@pytest.fixture
def provider(ecs, autoscaling, group):
    """provider(name, …): a capacity provider of a new, empty group, with managed scaling unless told otherwise."""
    def make(name="mine", group_name=None, managedScaling=None, **settings):
        group_name = group_name or f"{name}-group"
        group(group_name, NewInstancesProtectedFromScaleIn=True)
        settings["autoScalingGroupArn"] = group_name
        settings["managedScaling"] = managedScaling or {"status": "ENABLED"}
        return ecs.create_capacity_provider(name=name, autoScalingGroupProvider=settings)["capacityProvider"]
    return make


@pytest.fixture
def cluster(ecs):
    return ecs.create_cluster(clusterName="web")["cluster"]


def described(ecs, name="mine"):
    answer = ecs.describe_capacity_providers(capacityProviders=[name], include=["TAGS"])
    return answer["capacityProviders"][0]


# ---- providers --------------------------------------------------------------------------------------------

def test_created_updated_deleted(ecs, autoscaling, group, account):
    group("hosts")
    made = ecs.create_capacity_provider(name="mine", tags=[{"key": "team", "value": "a"}], autoScalingGroupProvider={
        "autoScalingGroupArn": "hosts", "managedScaling": {"status": "ENABLED", "targetCapacity": 90}})
    made = made["capacityProvider"]
    assert made["capacityProviderArn"] == f"arn:aws:ecs:eu-central-1:{account}:capacity-provider/mine"
    assert (made["status"], made.get("updateStatus")) == ("ACTIVE", None)
    assert made["tags"] == [{"key": "team", "value": "a"}]
    shown = {"managedDraining": "ENABLED", **made["autoScalingGroupProvider"]}  # which Debian's client does not show
    assert shown == {
        "autoScalingGroupArn": describe(autoscaling, "hosts")["AutoScalingGroupARN"],
        "managedScaling": {"status": "ENABLED", "targetCapacity": 90, "minimumScalingStepSize": 1,
                           "maximumScalingStepSize": 10000, "instanceWarmupPeriod": 300},
        "managedTerminationProtection": "DISABLED", "managedDraining": "ENABLED"}
    assert described(ecs) == made
    assert [one["name"] for one in ecs.describe_capacity_providers()["capacityProviders"]] == [
        "FARGATE", "FARGATE_SPOT", "mine"]
    tag, = describe(autoscaling, "hosts")["Tags"]
    assert (tag["Key"], tag["PropagateAtLaunch"]) == ("AmazonECSManaged", True)

    updated = ecs.update_capacity_provider(name="mine", autoScalingGroupProvider={
        "managedScaling": {"targetCapacity": 80}})["capacityProvider"]
    assert updated["updateStatus"] == "UPDATE_IN_PROGRESS"
    assert updated["autoScalingGroupProvider"] == made["autoScalingGroupProvider"]
    now = described(ecs)
    assert now["updateStatus"] == "UPDATE_COMPLETE"
    assert now["autoScalingGroupProvider"]["managedScaling"]["targetCapacity"] == 80

    ecs.tag_resource(resourceArn=made["capacityProviderArn"], tags=[{"key": "more", "value": "b"}])
    assert len(ecs.list_tags_for_resource(resourceArn=made["capacityProviderArn"])["tags"]) == 2
    deleted = ecs.delete_capacity_provider(capacityProvider=made["capacityProviderArn"])["capacityProvider"]
    assert (deleted["status"], deleted["updateStatus"]) == ("INACTIVE", "DELETE_COMPLETE")
    assert ecs.describe_capacity_providers(capacityProviders=["mine"])["failures"][0]["reason"] == "MISSING"
    assert refused(ecs.delete_capacity_provider, capacityProvider="mine")[0] == "InvalidParameterException"
    assert refused(ecs.delete_capacity_provider, capacityProvider="FARGATE")[0] == "InvalidParameterException"


@pytest.mark.parametrize("name", ["aws-mine", "ECSmine", "Fargate2", "a b", "a" * 256])
def test_names_that_aws_reserves(ecs, name):
    assert refused(ecs.create_capacity_provider, name=name, autoScalingGroupProvider={"autoScalingGroupArn": "g"}) == (
        "InvalidParameterException",
        "The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper "
        'and lowercase), numbers, underscores, and hyphens. The name cannot be prefixed with "aws", "ecs", or '
        '"fargate". Specify a valid name and try again.')


def test_a_group_has_one_provider(ecs, provider):
    first = provider("mine", "hosts")
    settings = {"autoScalingGroupArn": "hosts", "managedScaling": {"status": "ENABLED"}}
    assert ecs.create_capacity_provider(name="mine", autoScalingGroupProvider=settings)["capacityProvider"] == first
    assert refused(ecs.create_capacity_provider, name="mine", autoScalingGroupProvider={
        **settings, "managedTerminationProtection": "ENABLED"}) == (
        "ClientException", "The specified capacity provider already exists. To change the configuration of an "
        "existing capacity provider, update the capacity provider.")
    assert refused(ecs.create_capacity_provider, name="other", autoScalingGroupProvider=settings) == (
        "ClientException", "The specified Auto Scaling group ARN is already being used by another capacity provider. "
        "Specify a unique Auto Scaling group ARN and try again.")
    assert refused(ecs.create_capacity_provider, name="other", autoScalingGroupProvider={
        "autoScalingGroupArn": "none"})[0] == "ClientException"
    ecs.delete_capacity_provider(capacityProvider="mine")
    assert ecs.create_capacity_provider(name="other", autoScalingGroupProvider=settings)["capacityProvider"]["status"] == "ACTIVE"


def test_a_group_is_the_one_of_its_arn(ecs, autoscaling, group, eventually):
    """Not another one that has its name in another Region, or has got it since."""
    arn = group("hosts")["AutoScalingGroupARN"]
    for other in (arn.replace("eu-central-1", "us-east-1"), arn.replace("autoScalingGroup:", "autoScalingGroup:0")):
        code, message = refused(ecs.create_capacity_provider, name="mine",
                                autoScalingGroupProvider={"autoScalingGroupArn": other})
        assert code == "ClientException" and "was not found" in message
    ecs.create_capacity_provider(name="mine", autoScalingGroupProvider={"autoScalingGroupArn": arn})
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts")
    eventually(lambda: not autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"])
    group("hosts")
    ecs.update_capacity_provider(name="mine", autoScalingGroupProvider={"managedScaling": {"targetCapacity": 80}})
    assert described(ecs)["updateStatus"] == "UPDATE_FAILED"


def test_termination_protection_needs_a_protected_group(ecs, group):
    group("hosts")
    settings = {"autoScalingGroupArn": "hosts", "managedScaling": {"status": "ENABLED"},
                "managedTerminationProtection": "ENABLED"}
    said = ("ClientException", "The managed termination protection setting for the capacity provider is invalid. To "
            "enable managed termination protection for a capacity provider, the Auto Scaling group must have instance "
            "protection from scale in enabled.")
    assert refused(ecs.create_capacity_provider, name="mine", autoScalingGroupProvider=settings) == said
    group("protected", NewInstancesProtectedFromScaleIn=True)
    settings["autoScalingGroupArn"] = "protected"
    ecs.create_capacity_provider(name="mine", autoScalingGroupProvider=settings)
    unscaled = {"autoScalingGroupProvider": {"managedScaling": {"status": "DISABLED"}}}
    assert refused(ecs.update_capacity_provider, name="mine", **unscaled) == said


@pytest.mark.parametrize("scaling", [{"targetCapacity": 0}, {"targetCapacity": 101}, {"minimumScalingStepSize": 0},
                                     {"maximumScalingStepSize": 10001}, {"instanceWarmupPeriod": 10001}])
def test_settings_have_ranges(ecs, group, scaling):
    group("hosts")
    settings = {"autoScalingGroupArn": "hosts", "managedScaling": scaling}
    with sent(ecs, "CreateCapacityProvider", autoScalingGroupProvider=settings):
        code, message = refused(ecs.create_capacity_provider, name="mine",
                                autoScalingGroupProvider={"autoScalingGroupArn": "hosts"})
    assert code == "ClientException" and next(iter(scaling)) in message


# ---- clusters ---------------------------------------------------------------------------------------------

def test_attachments_come_and_go(client, ecs, autoscaling, provider, cluster, eventually):
    provider("mine", "hosts", managedScaling={"status": "ENABLED", "targetCapacity": 90, "instanceWarmupPeriod": 60})
    answer = put(ecs, "mine", strategy=["mine"])
    assert answer["capacityProviders"] == ["mine"]
    assert answer["defaultCapacityProviderStrategy"] == [{"capacityProvider": "mine", "weight": 1, "base": 0}]
    assert answer["attachmentsStatus"] == "UPDATE_IN_PROGRESS"
    first = {one["type"]: one for one in answer["attachments"]}
    assert {one["status"] for one in first.values()} == {"PRECREATED"}
    names = {kind: {pair["name"]: pair["value"] for pair in one["details"]} for kind, one in first.items()}
    policy_name = names["as_policy"]["scalingPolicyName"]
    assert re.fullmatch(f"ECSManagedAutoScalingPolicy-{UUID}", policy_name)
    assert names["managed_draining"] == {"capacityProviderName": "mine", "autoScalingLifecycleHookName": HOOK}

    now = settled(ecs, eventually)
    assert [(one["id"], one["status"]) for one in now] == [(one["id"], "CREATED") for one in answer["attachments"]]
    policy, = autoscaling.describe_policies(AutoScalingGroupName="hosts")["ScalingPolicies"]
    assert (policy["PolicyName"], policy["EstimatedInstanceWarmup"]) == (policy_name, 60)
    tracking = policy["TargetTrackingConfiguration"]
    assert (tracking["TargetValue"], tracking["DisableScaleIn"]) == (90, False)
    assert tracking["CustomizedMetricSpecification"] == {
        "MetricName": "CapacityProviderReservation", "Namespace": "AWS/ECS/ManagedScaling", "Statistic": "Average",
        "Dimensions": [{"Name": "CapacityProviderName", "Value": "mine"}, {"Name": "ClusterName", "Value": "web"}]}
    high, low = sorted(alarm["AlarmName"] for alarm in policy["Alarms"])
    assert re.fullmatch(f"TargetTracking-hosts-AlarmHigh-{UUID}", high)
    assert re.fullmatch(f"TargetTracking-hosts-AlarmLow-{UUID}", low)
    alarms = client("cloudwatch").describe_alarms(AlarmNames=[high, low])["MetricAlarms"]
    assert [(one["ComparisonOperator"], one["EvaluationPeriods"], one["Period"]) for one in alarms] == [
        ("GreaterThanThreshold", 1, 60), ("LessThanThreshold", 15, 60)]  # out at once, in after a quarter of an hour
    hook, = autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="hosts")["LifecycleHooks"]
    assert (hook["LifecycleHookName"], hook["LifecycleTransition"], hook["HeartbeatTimeout"],
            hook["DefaultResult"]) == (HOOK, "autoscaling:EC2_INSTANCE_TERMINATING", 3600, "CONTINUE")

    failed = ecs.delete_capacity_provider(capacityProvider="mine")["capacityProvider"]
    assert (failed["status"], failed["updateStatus"], failed["updateStatusReason"]) == (
        "ACTIVE", "DELETE_FAILED", "The capacity provider cannot be deleted because it is associated with cluster: "
        "web. Remove the capacity provider from the cluster and try again.")
    gone = put(ecs)
    assert [(one["id"], one["status"]) for one in gone["attachments"]] == [
        (one["id"], "DELETING") for one in answer["attachments"]]
    assert settled(ecs, eventually) == []
    assert autoscaling.describe_policies(AutoScalingGroupName="hosts")["ScalingPolicies"] == []
    assert autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="hosts")["LifecycleHooks"] == []
    assert ecs.delete_capacity_provider(capacityProvider="mine")["capacityProvider"]["status"] == "INACTIVE"


def test_new_settings_reach_the_group(ecs, autoscaling, provider, cluster, eventually):
    provider("mine", "hosts")
    put(ecs, "mine")
    settled(ecs, eventually)

    def update(**settings):
        with sent(ecs, "UpdateCapacityProvider", autoScalingGroupProvider=settings):
            ecs.update_capacity_provider(name="mine", autoScalingGroupProvider={})
        settled(ecs, eventually)

    def targets():
        policies = autoscaling.describe_policies(AutoScalingGroupName="hosts")["ScalingPolicies"]
        return [one["TargetTrackingConfiguration"]["TargetValue"] for one in policies]
    update(managedScaling={"targetCapacity": 70})
    eventually(lambda: targets() == [70])
    update(managedScaling={"status": "DISABLED"}, managedDraining="DISABLED")
    assert targets() == []
    assert autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="hosts")["LifecycleHooks"] == []
    assert attachments(ecs) == ([], "UPDATE_COMPLETE")


def test_without_the_tag_nothing_can_be_made(ecs, autoscaling, provider, cluster, eventually):
    provider("mine", "hosts")
    autoscaling.delete_tags(Tags=[{"ResourceId": "hosts", "ResourceType": "auto-scaling-group",
                                   "Key": "AmazonECSManaged"}])
    put(ecs, "mine")
    assert {one["status"] for one in settled(ecs, eventually)} == {"FAILED"}
    assert attachments(ecs)[1] == "UPDATE_FAILED"


def test_what_a_cluster_cannot_have(ecs, provider, cluster, eventually):
    provider("mine")
    missing = "The specified capacity provider was not found. Specify a valid capacity provider and try again"
    assert refused(lambda: put(ecs, "none")) == ("InvalidParameterException", missing)
    assert refused(lambda: put(ecs, "mine", strategy=["FARGATE"]))[0] == "InvalidParameterException"
    assert refused(lambda: put(ecs, "mine", "FARGATE", strategy=["mine", "FARGATE"])) == (
        "InvalidParameterException",
        "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate "
        "providers. Specify one or the other and try again.")
    assert refused(lambda: put(ecs, *["mine"] * 21)) == (
        "InvalidParameterException", "The maximum number of capacity providers per cluster has been exceeded.")
    put(ecs, "mine", "FARGATE")
    settled(ecs, eventually)
    ecs.create_cluster(clusterName="other")
    assert "'mine'" in refused(lambda: put(ecs, "mine", cluster="other"))[1]


def test_a_new_cluster_with_providers(ecs, provider, eventually):
    provider("mine")
    made = ecs.create_cluster(clusterName="web", capacityProviders=["mine"], defaultCapacityProviderStrategy=[
        {"capacityProvider": "mine", "weight": 1}])["cluster"]
    assert made["capacityProviders"] == ["mine"]
    assert len(settled(ecs, eventually)) == 2

    def create(**members):
        ecs.create_cluster(clusterName="other", **members)
    assert "associated with cluster: web" in refused(create, capacityProviders=["mine"])[1]
    assert "'mine' is not associated" in refused(create, capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[
        {"capacityProvider": "mine"}])[1]
    ecs.delete_cluster(cluster="web")
    eventually(lambda: attachments(ecs)[0] == [])


def test_the_creator_needs_to_tag_the_group(client, group):
    """The tag is put with the caller's rights."""
    group("hosts")
    iam = client("iam")
    iam.create_user(UserName="operator")
    iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecs:*", "iam:*"], "Resource": "*"}]}))
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    operator = client("ecs", credentials={
        "aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]})
    code, message = refused(operator.create_capacity_provider, name="mine", autoScalingGroupProvider={
        "autoScalingGroupArn": "hosts"})
    assert code == "ClientException" and "autoscaling:CreateOrUpdateTags" in message


# ---- tasks and services -------------------------------------------------------------------------------------

@pytest.fixture
def account_of_hosts(client, eventually):
    return Account(client, eventually)


@pytest.fixture
def scaled(ecs, autoscaling, cluster, eventually, account_of_hosts):
    """scaled(name, …): such a group behind a capacity provider of the same name, which is the cluster's."""
    def make(name="hosts", settings=(), others=(), **arguments):
        for one in [*others, name]:
            make_group(account_of_hosts, autoscaling, one, **arguments)
            make_provider(ecs, one, **dict(settings))
        put(ecs, *others, name, strategy=[name])
        settled(ecs, eventually)
        account_of_hosts.task_definition()
        return name
    return make


@pytest.mark.parametrize("trunking, expected", [(False, 25), (True, 5)])
def test_an_empty_group_grows_to_what_the_tasks_need(ecs, autoscaling, account_of_hosts, scaled, eventually, trunking,
                                                     expected):
    scaled(trunking=trunking)
    ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=50,
                       networkConfiguration=account_of_hosts.network())
    eventually(lambda: service_of(ecs)["runningCount"] == 50, seconds=120)
    shown = service_of(ecs)
    assert shown["capacityProviderStrategy"] == [{"capacityProvider": "hosts", "weight": 1, "base": 0}]
    assert "launchType" not in shown
    assert capacity(autoscaling) == (expected, expected)
    assert {host["capacityProviderName"] for host in account_of_hosts.hosts()} == {"hosts"}
    ecs.update_service(cluster="web", service="app", desiredCount=0)
    eventually(lambda: capacity(autoscaling) == (0, 0), seconds=120)


def test_a_task_waits_for_its_instance(ecs, autoscaling, account_of_hosts, scaled, eventually):
    """From nothing the group begins with two instances, and keeps the one that it needs."""
    scaled()
    answer = account_of_hosts.run(count=1)
    assert answer["failures"] == []
    task, = answer["tasks"]
    assert (task["lastStatus"], task["capacityProviderName"]) == ("PROVISIONING", "hosts")
    assert "launchType" not in task and "containerInstanceArn" not in task
    running, = account_of_hosts.running([task["taskArn"]])
    assert running["containerInstanceArn"] and running["capacityProviderName"] == "hosts"
    first = activities(autoscaling, "hosts")[-1]
    assert " changing the desired capacity from 0 to 2.  " in first["Cause"]


def test_tasks_of_the_launch_type_stay_out_of_it(ecs, autoscaling, account_of_hosts, scaled):
    scaled()
    assert refused(account_of_hosts.run, launchType="EC2") == (
        "InvalidParameterException", "No Container Instances were found in your cluster.")
    assert refused(account_of_hosts.run, launchType="EC2", capacityProviderStrategy=[
        {"capacityProvider": "hosts"}])[0] == "InvalidParameterException"
    assert "not associated" in refused(account_of_hosts.run, capacityProviderStrategy=[
        {"capacityProvider": "FARGATE"}])[1]
    ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=1, launchType="EC2",
                       networkConfiguration=account_of_hosts.network())
    assert service_of(ecs)["launchType"] == "EC2"
    assert capacity(autoscaling) == (0, 0)
    changed = {"cluster": "web", "service": "app",
               "capacityProviderStrategy": [{"capacityProvider": "hosts", "weight": 1}]}
    assert refused(ecs.update_service, **changed) == (
        "InvalidParameterException",
        "When switching from launch type to capacity provider strategy on an existing service, or making a change to a "
        "capacity provider strategy on a service that is already using one, you must force a new deployment.")


def test_a_provider_in_use_stays(ecs, account_of_hosts, scaled, eventually):
    scaled()
    ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=1,
                       networkConfiguration=account_of_hosts.network())
    assert refused(lambda: put(ecs)) == (
        "ResourceInUseException", "The specified capacity provider is in use and cannot be removed.")
    ecs.delete_service(cluster="web", service="app", force=True)
    eventually(lambda: service_of(ecs)["status"] == "INACTIVE")
    eventually(lambda: all(task["lastStatus"] == "STOPPED" for task in account_of_hosts.tasks(
        ecs.list_tasks(cluster="web", desiredStatus="STOPPED")["taskArns"])))
    assert put(ecs)["capacityProviders"] == []


def test_tasks_are_shared_by_base_and_weight(ecs, account_of_hosts, scaled):
    scaled(others=["other"])
    strategy = [{"capacityProvider": "hosts", "base": 2, "weight": 1}, {"capacityProvider": "other", "weight": 3}]
    tasks = account_of_hosts.run(count=10, capacityProviderStrategy=strategy)["tasks"]
    names = [task["capacityProviderName"] for task in tasks]
    assert (names[:2], names.count("hosts"), names.count("other")) == (["hosts"] * 2, 4, 6)
    assert refused(account_of_hosts.run, capacityProviderStrategy=[
        {"capacityProvider": "hosts"}, {"capacityProvider": "other"}])[0] == "InvalidParameterException"
    assert refused(account_of_hosts.run, capacityProviderStrategy=[
        {"capacityProvider": "hosts", "base": 1, "weight": 1}, {"capacityProvider": "other", "base": 1}]) == (
        "InvalidParameterException",
        "Only one capacity provider in a capacity provider strategy can have a base defined.")
    assert "duplicated" in refused(account_of_hosts.run, capacityProviderStrategy=[
        {"capacityProvider": "hosts", "weight": 1}, {"capacityProvider": "hosts", "weight": 2}])[1]
    assert "duplicated" in refused(lambda: put(ecs, "hosts", "hosts"))[1]


def test_without_managed_scaling_tasks_do_not_wait(ecs, autoscaling, account_of_hosts, scaled, eventually):
    scaled(settings={"managedScaling": {"status": "DISABLED"}})
    assert refused(account_of_hosts.run) == (
        "InvalidParameterException", "No Container Instances were found in your capacity provider.")
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=1)
    host, = eventually(lambda: [one for one in account_of_hosts.hosts() if one["status"] == "ACTIVE"])
    assert host["capacityProviderName"] == "hosts"
    answer = account_of_hosts.run(count=3)
    assert len(answer["tasks"]) == 2
    assert [one["reason"] for one in answer["failures"]] == ["RESOURCE:ENI"]


def test_busy_instances_are_drained_before_they_end(ecs, autoscaling, account_of_hosts, scaled, eventually):
    """A task on its own is waited for; the instance stays in Terminating:Wait so long."""
    scaled(settings={"managedTerminationProtection": "ENABLED"}, NewInstancesProtectedFromScaleIn=True)
    task, = account_of_hosts.run()["tasks"]
    account_of_hosts.running([task["taskArn"]])
    eventually(lambda: len(describe(autoscaling, "hosts")["Instances"]) == 1)
    instance, = describe(autoscaling, "hosts")["Instances"]
    autoscaling.terminate_instance_in_auto_scaling_group(InstanceId=instance["InstanceId"],
                                                         ShouldDecrementDesiredCapacity=True)
    eventually(lambda: [one["status"] for one in account_of_hosts.hosts()] == ["DRAINING"])
    [waiting] = describe(autoscaling, "hosts")["Instances"]
    assert waiting["LifecycleState"] == "Terminating:Wait"
    now, = account_of_hosts.tasks([task["taskArn"]])
    assert now["lastStatus"] == "RUNNING"
    ecs.stop_task(cluster="web", task=task["taskArn"])
    eventually(lambda: describe(autoscaling, "hosts")["Instances"] == [])


def test_an_instance_that_is_killed_while_it_drains_waits_on(ec2, autoscaling, account_of_hosts, scaled, eventually):
    """Nobody ends its lifecycle action: it is there until the hook's timeout, or until somebody does."""
    scaled(settings={"managedTerminationProtection": "ENABLED"}, NewInstancesProtectedFromScaleIn=True)
    task, = account_of_hosts.run()["tasks"]
    account_of_hosts.running([task["taskArn"]])
    eventually(lambda: len(describe(autoscaling, "hosts")["Instances"]) == 1)
    instance, = describe(autoscaling, "hosts")["Instances"]
    autoscaling.terminate_instance_in_auto_scaling_group(InstanceId=instance["InstanceId"],
                                                         ShouldDecrementDesiredCapacity=True)
    eventually(lambda: [one["status"] for one in account_of_hosts.hosts()] == ["DRAINING"])
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    eventually(lambda: account_of_hosts.tasks([task["taskArn"]])[0]["lastStatus"] == "STOPPED")
    eventually(lambda: account_of_hosts.hosts() == [])
    waiting, = describe(autoscaling, "hosts")["Instances"]
    assert waiting["LifecycleState"] == "Terminating:Wait"
    autoscaling.complete_lifecycle_action(
        AutoScalingGroupName="hosts", LifecycleHookName="ecs-managed-draining-termination-hook",
        InstanceId=instance["InstanceId"], LifecycleActionResult="CONTINUE")
    eventually(lambda: describe(autoscaling, "hosts")["Instances"] == [])


def test_protected_instances_follow_their_tasks(ecs, autoscaling, account_of_hosts, scaled, eventually):
    scaled(settings={"managedTerminationProtection": "ENABLED"}, NewInstancesProtectedFromScaleIn=True)
    task, = account_of_hosts.run()["tasks"]
    account_of_hosts.running([task["taskArn"]])
    eventually(lambda: [one["ProtectedFromScaleIn"] for one in describe(autoscaling, "hosts")["Instances"]] == [True])
    ecs.stop_task(cluster="web", task=task["taskArn"])
    eventually(lambda: describe(autoscaling, "hosts")["Instances"] == [])


def test_clusters_and_groups_tell_of_themselves(client, ecs, autoscaling, account_of_hosts, scaled, eventually):
    """An alarm on a reservation makes another group grow, whose metrics say so."""
    cloudwatch = client("cloudwatch")
    scaled()
    make_group(account_of_hosts, autoscaling, "spare")
    policy = autoscaling.put_scaling_policy(
        AutoScalingGroupName="spare", PolicyName="one", PolicyType="StepScaling", AdjustmentType="ExactCapacity",
        StepAdjustments=[{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}])["PolicyARN"]
    cloudwatch.put_metric_alarm(
        AlarmName="reserved", Namespace="AWS/ECS", MetricName="MemoryReservation",
        Dimensions=[{"Name": "ClusterName", "Value": "web"}], Statistic="Average", Period=60, EvaluationPeriods=1,
        Threshold=0, ComparisonOperator="GreaterThanThreshold", AlarmActions=[policy])
    autoscaling.enable_metrics_collection(AutoScalingGroupName="spare", Granularity="1Minute")

    def values(namespace, name, **dimensions):
        now = datetime.datetime.now(datetime.timezone.utc)
        return [(point["Maximum"], point["Unit"]) for point in cloudwatch.get_metric_statistics(
            Namespace=namespace, MetricName=name, Period=60, Statistics=["Maximum"],
            StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(hours=1),
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()])["Datapoints"]]

    assert values("AWS/ECS", "MemoryReservation", ClusterName="web") == []  # no task runs
    account_of_hosts.running([task["taskArn"] for task in account_of_hosts.run()["tasks"]])
    eventually(lambda: capacity(autoscaling, "spare") == (1, 1))
    for name in ("CPUReservation", "MemoryReservation"):
        reserved, unit = values("AWS/ECS", name, ClusterName="web")[0]
        assert 0 < reserved < 1 and unit == "Percent"
    eventually(lambda: values("AWS/AutoScaling", "GroupInServiceInstances", AutoScalingGroupName="spare")[-1:] == [
        (1, "None")])
    names = {metric["MetricName"] for metric in cloudwatch.list_metrics(Namespace="AWS/AutoScaling")["Metrics"]}
    assert len(names) == 8 and "GroupTotalInstances" in names
