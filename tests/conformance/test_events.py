"""Amazon EventBridge: rules of the default bus, and events on their way to functions and topics."""
import json

import pytest
from botocore.exceptions import ClientError

from ecs_hosts import registered
from iam_documents import policy
from notified_functions import NotifiedFunction

PATTERN = json.dumps({"source": ["mine"]})


@pytest.fixture
def events(client):
    return client("events")


@pytest.fixture
def function(client):
    return NotifiedFunction(client)


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def test_rule(events, account):
    arn = events.put_rule(Name="r", EventPattern=PATTERN, Description="mine")["RuleArn"]
    assert arn == f"arn:aws:events:eu-central-1:{account}:rule/r"
    rule = {"Name": "r", "Arn": arn, "EventPattern": PATTERN, "State": "ENABLED", "Description": "mine",
            "EventBusName": "default"}
    assert events.list_rules()["Rules"] == [rule]
    assert events.list_rules(NamePrefix="x")["Rules"] == []
    described = events.describe_rule(Name="r")
    assert {name: described[name] for name in rule} == rule
    events.disable_rule(Name="r")
    assert events.describe_rule(Name="r")["State"] == "DISABLED"
    events.enable_rule(Name="r")
    events.put_rule(Name="r", ScheduleExpression="rate(5 minutes)")
    changed = events.describe_rule(Name="r")
    assert (changed["ScheduleExpression"], "EventPattern" in changed) == ("rate(5 minutes)", False)
    for _ in range(2):  # deleting what is not there is no error
        events.delete_rule(Name="r")
    assert error_of(events.describe_rule, Name="r") == (
        "ResourceNotFoundException", "Rule r does not exist on EventBus default.")


def test_what_is_no_rule(events):
    assert error_of(events.put_rule, Name="r") == (
        "ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.")
    assert error_of(events.put_rule, Name="r", ScheduleExpression="at(2030-01-01T00:00:00)") == (
        "ValidationException", "Parameter ScheduleExpression is not valid.")
    assert error_of(events.put_rule, Name="r", EventPattern='{"source": "mine"}') == (
        "InvalidEventPatternException", 'Event pattern is not valid. Reason: "source" must be an object or an array')
    assert error_of(events.put_rule, Name="r", EventPattern=PATTERN, EventBusName="other") == (
        "ResourceNotFoundException", "Event bus other does not exist.")


def test_targets(events, account):
    events.put_rule(Name="r", EventPattern=PATTERN)
    target = {"Id": "1", "Arn": f"arn:aws:lambda:eu-central-1:{account}:function:f", "Input": "{}"}
    assert events.put_targets(Rule="r", Targets=[target])["FailedEntryCount"] == 0
    assert events.list_targets_by_rule(Rule="r")["Targets"] == [target]
    assert events.list_rule_names_by_target(TargetArn=target["Arn"])["RuleNames"] == ["r"]
    queue = {"Id": "2", "Arn": f"arn:aws:sqs:eu-central-1:{account}:q"}
    assert "targets of sqs are not supported" in error_of(events.put_targets, Rule="r", Targets=[queue])[1]
    assert error_of(events.delete_rule, Name="r") == (
        "ValidationException", "Rule can't be deleted since it has targets.")
    failed = events.remove_targets(Rule="r", Ids=["1", "2"])
    assert (failed["FailedEntryCount"], failed["FailedEntries"][0]["TargetId"]) == (1, "2")
    events.delete_rule(Name="r")


def test_clusters_as_targets(events, client, account):
    events.put_rule(Name="r", ScheduleExpression="rate(5 minutes)")
    cluster = f"arn:aws:ecs:eu-central-1:{account}:cluster/web"
    role = f"arn:aws:iam::{account}:role/starter"
    parameters = {"TaskDefinitionArn": f"arn:aws:ecs:eu-central-1:{account}:task-definition/web", "TaskCount": 2,
                  "LaunchType": "EC2"}
    target = {"Id": "1", "Arn": cluster, "RoleArn": role, "EcsParameters": parameters}
    events.put_targets(Rule="r", Targets=[target])
    assert events.list_targets_by_rule(Rule="r")["Targets"] == [target]
    function = {**target, "Arn": f"arn:aws:lambda:eu-central-1:{account}:function:f"}
    for wrong, message in (({"Id": "1", "Arn": cluster, "EcsParameters": parameters},
                            f"RoleArn is required for target {cluster}."),
                           ({"Id": "1", "Arn": cluster, "RoleArn": role},
                            f"Parameter(s) EcsParameters must be specified for target {cluster}."),
                           ({**target, "RoleArn": "x"},
                            "Parameter x is not valid. Reason: it is not the ARN of a role."),
                           (function, f"Parameter(s) EcsParameters not valid for target {function['Arn']}."),
                           ({**target, "Arn": cluster.replace("cluster/", "service/")},
                            f"Parameter {cluster.replace('cluster/', 'service/')} is not valid. Reason: it is not the ARN of "
                            "a cluster.")):
        assert error_of(events.put_targets, Rule="r", Targets=[wrong]) == ("ValidationException", message)
    iam = client("iam")
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("events:*"))
    ann = client("events", credentials=iam.create_access_key(UserName="ann")["AccessKey"])
    code, message = error_of(ann.put_targets, Rule="r", Targets=[target])
    assert code == "AccessDeniedException" and f"iam:PassRole on resource: {role}" in message


@pytest.mark.sandbox_only("registers a host by hand")
def test_rules_run_tasks(events, client, account, eventually):
    """By the target's role, with overrides from the event."""
    ecs, iam = client("ecs"), client("iam")
    ecs.create_cluster(clusterName="web")
    registered(client, ecs, client("ec2"), account, cluster="web")
    definition = ecs.register_task_definition(family="report", containerDefinitions=[
        {"name": "main", "image": "nginx", "memory": 64}])["taskDefinition"]["taskDefinitionArn"]
    role = iam.create_role(RoleName="starter", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                                                "Action": "sts:AssumeRole"}]}))["Role"]["Arn"]
    events.put_rule(Name="nightly", EventPattern=PATTERN)
    cluster = f"arn:aws:ecs:eu-central-1:{account}:cluster/web"
    events.put_targets(Rule="nightly", Targets=[{
        "Id": "t", "Arn": cluster, "RoleArn": role,
        "EcsParameters": {"TaskDefinitionArn": definition, "EnableECSManagedTags": True, "Tags": [{"Key": "a", "Value": "b"}]},
        "InputTransformer": {"InputPathsMap": {"day": "$.detail.day"}, "InputTemplate": json.dumps(
            {"containerOverrides": [{"name": "main", "environment": [{"name": "DAY", "value": "<day>"}]}]})}}])
    publish = {"Source": "mine", "DetailType": "Day", "Detail": '{"day": "monday"}'}
    events.put_events(Entries=[publish])
    assert ecs.list_tasks(cluster="web")["taskArns"] == []  # the role may not
    iam.put_role_policy(RoleName="starter", PolicyName="p", PolicyDocument=policy(["ecs:RunTask", "ecs:TagResource"]))
    events.put_events(Entries=[publish])
    [arn] = eventually(lambda: ecs.list_tasks(cluster="web", startedBy="events-rule/nightly")["taskArns"])
    [task] = ecs.describe_tasks(cluster="web", tasks=[arn], include=["TAGS"])["tasks"]
    assert task["taskDefinitionArn"] == definition
    assert task["overrides"]["containerOverrides"] == [{"name": "main", "environment": [{"name": "DAY", "value": "monday"}]}]
    assert {"key": "a", "value": "b"} in task["tags"]


@pytest.mark.sandbox_only("registers a host by hand")
def test_events_of_tasks_and_their_hosts_show_them_whole(events, client, function, account):
    """As DescribeTasks and DescribeContainerInstances do, with times as texts."""
    ecs = client("ecs")
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(family="web", networkMode="awsvpc", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])
    for name, pattern in (("t", {"detail-type": ["ECS Task State Change"], "detail": {"lastStatus": ["STOPPED"], "containers": {
            "name": ["main"]}}}), ("h", {"detail-type": ["ECS Container Instance State Change"], "detail": {
                "status": ["DRAINING"], "registeredResources": {"name": ["CPU"]}}})):
        events.put_rule(Name=name, EventPattern=json.dumps({"source": ["aws.ecs"], **pattern}))
        events.put_targets(Rule=name, Targets=[{"Id": "f", "Arn": function.arn}])
    function.allow("events.amazonaws.com", f"arn:aws:events:eu-central-1:{account}:rule/*")
    host = registered(client, ecs, client("ec2"), account, cluster="web")
    ec2 = client("ec2")
    subnet = ec2.describe_instances(InstanceIds=[host["ec2InstanceId"]])["Reservations"][0]["Instances"][0]["SubnetId"]
    [task] = ecs.run_task(cluster="web", taskDefinition="web", startedBy="me", networkConfiguration={
        "awsvpcConfiguration": {"subnets": [subnet]}})["tasks"]
    ecs.get_waiter("tasks_running").wait(cluster="web", tasks=[task["taskArn"]], WaiterConfig={"Delay": 1})
    ecs.stop_task(cluster="web", task=task["taskArn"], reason="enough")
    [event] = function.wait_for(1)
    detail = event["detail"]
    [described] = ecs.describe_tasks(cluster="web", tasks=[task["taskArn"]])["tasks"]
    assert event["resources"] == [task["taskArn"]]
    for name in ("attributes", "availabilityZone", "clusterArn", "connectivity", "containerInstanceArn", "cpu", "desiredStatus",
                 "enableExecuteCommand", "group", "launchType", "memory", "overrides", "startedBy", "stopCode", "stoppedReason",
                 "taskArn", "taskDefinitionArn", "version"):
        assert detail[name] == described[name], name
    assert all(isinstance(detail[name], str) for name in ("createdAt", "startedAt", "stoppingAt", "stoppedAt", "updatedAt"))
    [container] = detail["containers"]
    assert (container["name"], container["lastStatus"], container["taskArn"]) == ("main", "STOPPED", task["taskArn"])
    assert [(one["type"], one["status"]) for one in detail["attachments"]] == [("eni", "DELETED")]
    ecs.update_container_instances_state(cluster="web", containerInstances=[host["containerInstanceArn"]], status="DRAINING")
    detail = function.wait_for(2)[1]["detail"]
    assert (detail["containerInstanceArn"], detail["agentConnected"]) == (host["containerInstanceArn"], True)
    assert {"CPU", "MEMORY", "PORTS"} <= {resource["name"] for resource in detail["remainingResources"]}
    assert "tags" not in detail and isinstance(detail["registeredAt"], str)


def test_tags(events):
    arn = events.put_rule(Name="r", EventPattern=PATTERN, Tags=[{"Key": "a", "Value": "1"}])["RuleArn"]
    events.tag_resource(ResourceARN=arn, Tags=[{"Key": "b", "Value": "2"}])
    events.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "b", "Value": "2"}]


def test_patterns_are_tested(events):
    event = json.dumps({"id": "1", "account": "1", "source": "mine", "time": "2026-03-01T00:00:00Z", "region": "r",
                        "resources": [], "detail-type": "t", "detail": {}})
    assert events.test_event_pattern(EventPattern=PATTERN, Event=event)["Result"] is True
    assert events.test_event_pattern(EventPattern='{"source": ["other"]}', Event=event)["Result"] is False


@pytest.mark.sandbox_only("looks for what arrived at once")
def test_events_of_ones_own_reach_functions(events, function, account):
    arn = events.put_rule(Name="r", EventPattern=PATTERN)["RuleArn"]
    events.put_targets(Rule="r", Targets=[{"Id": "f", "Arn": function.arn}])
    function.allow("events.amazonaws.com", arn)
    entries = [{"Source": "mine", "DetailType": "Thing", "Detail": '{"n": 1}', "Resources": ["x"]},
               {"Source": "other", "DetailType": "Thing", "Detail": "{}"},
               {"Source": "mine", "DetailType": "Thing", "Detail": "no JSON"},
               {"Source": "aws.ec2", "DetailType": "Thing", "Detail": "{}"}]
    answer = events.put_events(Entries=entries)
    assert answer["FailedEntryCount"] == 2
    assert [entry.get("ErrorCode") for entry in answer["Entries"]] == [
        None, None, "MalformedDetail", "NotAuthorizedForSourceException"]
    [event] = function.wait_for(1)
    assert event.pop("time")
    assert event == {"version": "0", "id": answer["Entries"][0]["EventId"], "detail-type": "Thing", "source": "mine",
                     "account": account, "region": "eu-central-1", "resources": ["x"], "detail": {"n": 1}}


@pytest.mark.sandbox_only("an instance is there at once")
def test_events_of_services_reach_topics_and_functions(events, client, function):
    """An instance that runs, by a rule with a transformer, and through a topic."""
    pattern = json.dumps({"source": ["aws.ec2"], "detail": {"state": ["running"]}})
    rule = events.put_rule(Name="r", EventPattern=pattern)["RuleArn"]
    sns = client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sns:Publish", "Resource": topic, "Principal": {"Service": "events.amazonaws.com"},
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}}}]}
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy))
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function.arn)
    function.allow("sns.amazonaws.com", topic)
    transformer = {"InputPathsMap": {"id": "$.detail.instance-id"}, "InputTemplate": '"<id> runs"'}
    events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": topic, "InputTransformer": transformer}])
    image = client("ssm").get_parameter(
        Name="/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id")["Parameter"]["Value"]
    ec2 = client("ec2")
    instance = ec2.run_instances(ImageId=image, InstanceType="c5.large", MinCount=1, MaxCount=1)["Instances"][0]
    message = function.wait_for(1)[0]["Records"][0]["Sns"]
    assert message["Message"] == f'"{instance["InstanceId"]} runs"'
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
