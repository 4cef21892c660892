"""Application Auto Scaling, the service "application-autoscaling": ECS services whose desired count follows policies and schedules."""
import datetime
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from ecs_hosts import refused, registered, wait_for

pytestmark = pytest.mark.sandbox_only("registers hosts by hand: AWS checks the signature of the identity document")

TARGET = {"ServiceNamespace": "ecs", "ResourceId": "service/web/api", "ScalableDimension": "ecs:service:DesiredCount"}
MISSING = ("for service namespace: ecs, resource ID: service/web/api, scalable dimension: ecs:service:DesiredCount")
LOAD = {"MetricName": "Load", "Namespace": "Api", "Statistic": "Average"}


@pytest.fixture
def scaling(client):
    return client("application-autoscaling")


@pytest.fixture
def cloudwatch(client):
    return client("cloudwatch")


@pytest.fixture
def ecs(client):
    made = client("ecs")
    made.create_cluster(clusterName="web")
    made.register_task_definition(family="api", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])
    return made


@pytest.fixture
def service(client, ecs, account):
    """A service of one task, on a host that has room for many."""
    registered(client, ecs, client("ec2"), account, cluster="web")
    ecs.create_service(cluster="web", serviceName="api", taskDefinition="api", desiredCount=1)
    assert wait_for(lambda: steady(ecs, 1))


@pytest.fixture
def target(scaling, service):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=10)


@pytest.fixture
def newer(sandbox, credentials):
    """newer(operation, …): calls what the distribution's boto3 does not know yet. Returns (status, members)."""
    def call(operation, **parameters):
        request = AWSRequest("POST", sandbox.endpoint, data=json.dumps(parameters), headers={
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"AnyScaleFrontendService.{operation}"})
        keys = Credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
        SigV4Auth(keys, "application-autoscaling", "eu-central-1").add_auth(request)
        response = URLLib3Session().send(request.prepare())
        return response.status_code, json.loads(response.content)
    return call


def steady(ecs, count):
    api, = ecs.describe_services(cluster="web", services=["api"])["services"]
    return (api["desiredCount"], api["runningCount"]) == (count, count) and \
        [d["rolloutState"] for d in api["deployments"]] == ["COMPLETED"]


def load(cloudwatch, value, seconds_ago=0):
    time = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds_ago)
    cloudwatch.put_metric_data(Namespace="Api", MetricData=[{"MetricName": "Load", "Value": value, "Timestamp": time}])


def track(scaling, specification, name="load", **more):
    return scaling.put_scaling_policy(
        **TARGET, PolicyName=name, PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 50, **specification, **more})


def activities(scaling):
    """Oldest first."""
    listed = scaling.describe_scaling_activities(ServiceNamespace="ecs", ResourceId="service/web/api")["ScalingActivities"]
    return [(a["Description"], a["Cause"], a["StatusCode"], a["StatusMessage"]) for a in reversed(listed)]


def test_target_is_registered_changed_and_deregistered(client, scaling, service, account):
    nothing = {**TARGET, "ResourceId": "service/web/other"}
    assert refused(scaling.register_scalable_target, **nothing, MinCapacity=1, MaxCapacity=2) == (
        "ValidationException", "ECS service doesn't exist: service/web/other")
    assert refused(scaling.register_scalable_target, **TARGET, MinCapacity=3, MaxCapacity=2) == (
        "ValidationException", "Maximum capacity cannot be less than minimum capacity")
    other = {"ServiceNamespace": "dynamodb", "ResourceId": "table/t", "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}
    assert "dynamodb" in refused(scaling.register_scalable_target, **other, MinCapacity=1, MaxCapacity=2)[1]
    assert refused(scaling.deregister_scalable_target, **TARGET) == (
        "ObjectNotFoundException", f"No scalable target registered {MISSING}")

    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=2)
    scaling.register_scalable_target(**TARGET, MaxCapacity=4, SuspendedState={"DynamicScalingInSuspended": True})
    described, = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (described["MinCapacity"], described["MaxCapacity"]) == (1, 4)
    assert described["SuspendedState"] == {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": False,
                                           "ScheduledScalingSuspended": False}
    role = "AWSServiceRoleForApplicationAutoScaling_ECSService"
    assert described["RoleARN"] == (
        f"arn:aws:iam::{account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/{role}")
    assert client("iam").get_role(RoleName=role)["Role"]["Arn"] == described["RoleARN"]
    assert scaling.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"] == []
    scaling.deregister_scalable_target(**TARGET)
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=["service/web/api"])["ScalableTargets"] == []


def test_service_follows_a_target(ecs, scaling, cloudwatch, target):
    # With cooldowns the alarm does not act again when the minute ends in between.
    made = track(scaling, {"CustomizedMetricSpecification": LOAD}, ScaleOutCooldown=60, ScaleInCooldown=60)
    high, low = made["Alarms"]
    assert high["AlarmName"].startswith("TargetTracking-service/web/api-AlarmHigh-")
    assert low["AlarmName"].startswith("TargetTracking-service/web/api-AlarmLow-")
    load(cloudwatch, 120, seconds_ago=90)
    assert wait_for(lambda: steady(ecs, 3)), activities(scaling)
    cause = f"monitor alarm {high['AlarmName']} in state ALARM triggered policy load"
    fulfilled = ("Successful", "Successfully set desired count to 3. Change successfully fulfilled by ecs.")
    assert wait_for(lambda: activities(scaling) == [("Setting desired count to 3.", cause, *fulfilled)]), activities(scaling)
    load(cloudwatch, 10)
    assert wait_for(lambda: steady(ecs, 2)), activities(scaling)
    assert activities(scaling)[1][:2] == (
        "Setting desired count to 2.", f"monitor alarm {low['AlarmName']} in state ALARM triggered policy load")


def test_policies_and_their_alarms(scaling, cloudwatch, target, account):
    made = track(scaling, {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}})
    arn = made["PolicyARN"]
    assert arn.startswith(f"arn:aws:autoscaling:eu-central-1:{account}:scalingPolicy:")
    assert ":resource/ecs/service/web/api:policyName/load:createdBy/" in arn
    alarms = cloudwatch.describe_alarms(AlarmNamePrefix="TargetTracking-service/web/api-")["MetricAlarms"]
    assert [(a["Namespace"], a["MetricName"], a["EvaluationPeriods"], a["Period"], a["Threshold"], a["AlarmActions"])
            for a in alarms] == [("AWS/ECS", "CPUUtilization", 3, 60, 50.0, [arn]),
                                 ("AWS/ECS", "CPUUtilization", 15, 60, 45.0, [arn])]
    assert alarms[0]["AlarmDescription"] == f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {arn}."
    assert sorted((d["Name"], d["Value"]) for d in alarms[0]["Dimensions"]) == [
        ("ClusterName", "web"), ("ServiceName", "api")]
    again = track(scaling, {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageMemoryUtilization"}},
                  DisableScaleIn=True)
    assert again["PolicyARN"] == arn
    alarm, = cloudwatch.describe_alarms(AlarmNamePrefix="TargetTracking-service/web/api-")["MetricAlarms"]
    assert (alarm["AlarmName"], alarm["MetricName"]) == (made["Alarms"][0]["AlarmName"], "MemoryUtilization")
    policy, = scaling.describe_scaling_policies(ServiceNamespace="ecs", PolicyNames=["load"])["ScalingPolicies"]
    assert policy["PolicyType"] == "TargetTrackingScaling"
    assert policy["TargetTrackingScalingPolicyConfiguration"]["DisableScaleIn"]
    scaling.delete_scaling_policy(**TARGET, PolicyName="load")
    assert cloudwatch.describe_alarms()["MetricAlarms"] == []
    assert refused(scaling.delete_scaling_policy, **TARGET, PolicyName="load") == (
        "ObjectNotFoundException", f"No scaling policy found {MISSING}")
    track(scaling, {"CustomizedMetricSpecification": LOAD})
    scaling.deregister_scalable_target(**TARGET)
    assert cloudwatch.describe_alarms()["MetricAlarms"] == []


def test_service_is_scaled_in_steps(ecs, scaling, cloudwatch, target):
    policy = scaling.put_scaling_policy(
        **TARGET, PolicyName="steps", PolicyType="StepScaling", StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity", "Cooldown": 600, "StepAdjustments": [
                {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 50, "ScalingAdjustment": 1},
                {"MetricIntervalLowerBound": 50, "ScalingAdjustment": 4}]})
    cloudwatch.put_metric_alarm(AlarmName="busy", **LOAD, Period=60, EvaluationPeriods=1, Threshold=100,
                                ComparisonOperator="GreaterThanThreshold", AlarmActions=[policy["PolicyARN"]])
    load(cloudwatch, 120)
    assert wait_for(lambda: steady(ecs, 2)), activities(scaling)
    # What was just added counts as long as the policy cools down: 4 in all, not 4 more.
    load(cloudwatch, 200)
    assert wait_for(lambda: steady(ecs, 5)), activities(scaling)
    assert refused(scaling.put_scaling_policy, **TARGET, PolicyName="p", PolicyType="PredictiveScaling")[0] == \
        "ValidationException"


def test_schedule_sets_bounds(ecs, scaling, target):
    soon = datetime.datetime.utcnow() + datetime.timedelta(seconds=2)
    scaling.put_scheduled_action(**TARGET, ScheduledActionName="morning", Schedule=f"at({soon:%Y-%m-%dT%H:%M:%S})",
                                 ScalableTargetAction={"MinCapacity": 3, "MaxCapacity": 6})
    scaling.put_scheduled_action(**TARGET, ScheduledActionName="evening", Schedule="cron(0 20 * * ? *)",
                                 ScalableTargetAction={"MinCapacity": 1})
    assert wait_for(lambda: steady(ecs, 3)), activities(scaling)
    described, = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (described["MinCapacity"], described["MaxCapacity"]) == (3, 6)
    assert activities(scaling)[0][:2] == ("Setting desired count to 3.", "minimum capacity was set to 3")
    scheduled = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert [action["ScheduledActionName"] for action in scheduled] == ["evening", "morning"]
    scaling.delete_scheduled_action(**TARGET, ScheduledActionName="evening")
    assert refused(scaling.delete_scheduled_action, **TARGET, ScheduledActionName="evening") == (
        "ObjectNotFoundException", f"No scheduled action found {MISSING}")
    assert refused(scaling.put_scheduled_action, **TARGET, ScheduledActionName="never", Schedule="at(2020-01-01T00:00:00)",
                   ScalableTargetAction={"MinCapacity": 1})[0] == "ValidationException"


def test_tags_of_a_target(newer, service):
    """CDK and Terraform read and write them; boto3 of the distribution does not know them."""
    _, made = newer("RegisterScalableTarget", **TARGET, MinCapacity=1, MaxCapacity=2, Tags={"team": "a"})
    arn = made["ScalableTargetARN"]
    assert ":application-autoscaling:eu-central-1:" in arn and ":scalable-target/" in arn
    newer("TagResource", ResourceARN=arn, Tags={"stage": "test"})
    assert newer("ListTagsForResource", ResourceARN=arn) == (200, {"Tags": {"team": "a", "stage": "test"}})
    newer("UntagResource", ResourceARN=arn, TagKeys=["team"])
    assert newer("ListTagsForResource", ResourceARN=arn)[1] == {"Tags": {"stage": "test"}}
    status, error = newer("ListTagsForResource", ResourceARN=arn + "0")
    assert status == 400 and error["__type"].endswith("ResourceNotFoundException")


def test_scaling_survives_a_kill(start_sandbox, tmp_path, client, account):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    ecs, scaling = client("ecs", sandbox=sandbox), client("application-autoscaling", sandbox=sandbox)
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(family="api", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])
    registered(client, ecs, client("ec2", sandbox=sandbox), account, sandbox=sandbox, cluster="web")
    ecs.create_service(cluster="web", serviceName="api", taskDefinition="api", desiredCount=1)
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=4)
    track(scaling, {"CustomizedMetricSpecification": LOAD})
    sandbox.kill()
    sandbox.restart()
    load(client("cloudwatch", sandbox=sandbox), 100)
    assert wait_for(lambda: steady(ecs, 2)), activities(scaling)
