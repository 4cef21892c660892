"""Rollback triggers: alarms that turn the creation and the update of a stack back."""
import json

import pytest
from botocore.exceptions import ClientError

from stacks import Stack


def parameter(value):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "watched")


@pytest.fixture
def alarm(client):
    """alarm(name, state): an alarm in that state; what has RollbackConfiguration name it."""
    cloudwatch = client("cloudwatch")

    def put(name, state):
        if not cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]:
            cloudwatch.put_metric_alarm(AlarmName=name, Namespace="Mine", MetricName="Errors", Period=60, Statistic="Sum",
                                        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold", TreatMissingData="ignore")
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="told so")
        arn = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["AlarmArn"]
        return {"RollbackTriggers": [{"Arn": arn, "Type": "AWS::CloudWatch::Alarm"}], "MonitoringTimeInMinutes": 1}
    return put


def why(stack, status):
    return [event["ResourceStatusReason"] for event in stack.events()
            if event["LogicalResourceId"] == stack.name and event["ResourceStatus"] == status][0]


@pytest.mark.sandbox_only("monitors for a minute on AWS")
def test_alarms_that_stay_calm(stack, alarm):
    configuration = alarm("calm", "OK")
    assert stack.create({"Resources": {"P": parameter("1")}}, RollbackConfiguration=configuration) == "CREATE_COMPLETE", stack.story()
    assert stack.describe()["RollbackConfiguration"] == configuration
    assert stack.update({"Resources": {"P": parameter("2")}}) == "UPDATE_COMPLETE"
    assert stack.describe()["RollbackConfiguration"] == configuration
    assert stack.update({"Resources": {"P": parameter("3")}}, RollbackConfiguration={"RollbackTriggers": []}) == "UPDATE_COMPLETE"
    assert stack.describe()["RollbackConfiguration"] == {"RollbackTriggers": []}


def test_an_alarm_turns_an_update_back(stack, alarm, client):
    assert stack.create({"Resources": {"P": parameter("1")}}) == "CREATE_COMPLETE"
    configuration = alarm("loud", "ALARM")
    arn = configuration["RollbackTriggers"][0]["Arn"]
    assert stack.update({"Resources": {"P": parameter("2")}}, RollbackConfiguration=configuration) == "UPDATE_ROLLBACK_COMPLETE"
    assert arn in why(stack, "UPDATE_ROLLBACK_IN_PROGRESS")
    assert client("ssm").get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "1"


def test_an_alarm_that_is_not_there_turns_a_creation_back(stack, account):
    arn = f"arn:aws:cloudwatch:eu-central-1:{account}:alarm:none"
    configuration = {"RollbackTriggers": [{"Arn": arn, "Type": "AWS::CloudWatch::Alarm"}]}
    assert stack.create({"Resources": {"P": parameter("1")}}, RollbackConfiguration=configuration) == "ROLLBACK_COMPLETE"
    assert arn in why(stack, "ROLLBACK_IN_PROGRESS")


@pytest.mark.sandbox_only("waits for hosts that never come")
def test_an_alarm_ends_the_waiting_for_a_resource(stack, alarm, eventually):
    configuration = alarm("late", "OK")
    resources = {"Cluster": {"Type": "AWS::ECS::Cluster"},
                 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
                     "ContainerDefinitions": [{"Name": "web", "Image": "nginx", "Memory": 128}]}},
                 "Service": {"Type": "AWS::ECS::Service", "Properties": {
                     "Cluster": {"Ref": "Cluster"}, "TaskDefinition": {"Ref": "Task"}, "DesiredCount": 1}}}
    stack.id = stack.api.create_stack(StackName=stack.name, TemplateBody=json.dumps({"Resources": resources}),
                                      RollbackConfiguration=configuration)["StackId"]
    eventually(lambda: any(event["LogicalResourceId"] == "Service" for event in stack.events()))
    alarm("late", "ALARM")
    assert stack.ended() == "ROLLBACK_COMPLETE", stack.story()
    assert stack.reasons("Service") == ["Resource creation cancelled"]


def test_other_triggers_are_refused(stack):
    with pytest.raises(ClientError, match="AWS::SNS::Topic"):
        stack.create({"Resources": {"P": parameter("1")}}, RollbackConfiguration={
            "RollbackTriggers": [{"Arn": "arn:aws:sns:eu-central-1:000000000000:t", "Type": "AWS::SNS::Topic"}]})
