"""Amazon SNS: topics, subscriptions, and messages on their way to functions."""
import json

import pytest
from botocore.exceptions import ClientError

from notified_functions import NotifiedFunction
from stacks import Stack


@pytest.fixture
def sns(client):
    return client("sns")


@pytest.fixture
def topic(sns):
    return sns.create_topic(Name="news")["TopicArn"]


@pytest.fixture
def function(client):
    return NotifiedFunction(client)


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def test_topic(sns, topic, account):
    assert topic == f"arn:aws:sns:eu-central-1:{account}:news"
    assert sns.create_topic(Name="news")["TopicArn"] == topic
    assert [one["TopicArn"] for one in sns.list_topics()["Topics"]] == [topic]
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert {name: attributes[name] for name in ("Owner", "DisplayName", "SubscriptionsConfirmed")} == {
        "Owner": account, "DisplayName": "", "SubscriptionsConfirmed": "0"}
    assert json.loads(attributes["Policy"])["Id"] == "__default_policy_ID"
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="News")
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "News"
    assert error_of(sns.create_topic, Name="news", Attributes={"DisplayName": "Other"}) == (
        "InvalidParameter", "Invalid parameter: Attributes Reason: Topic already exists with different attributes")
    for _ in range(2):  # deleting what is not there is no error
        sns.delete_topic(TopicArn=topic)
    assert error_of(sns.get_topic_attributes, TopicArn=topic) == ("NotFound", "Topic does not exist")


def test_what_is_no_topic(sns, topic):
    assert error_of(sns.create_topic, Name="a b") == ("InvalidParameter", "Invalid parameter: Topic Name")
    assert error_of(sns.get_topic_attributes, TopicArn="news") == ("InvalidParameter", "Invalid parameter: TopicArn")
    assert "FifoTopic is not supported" in error_of(sns.create_topic, Name="a", Attributes={"FifoTopic": "true"})[1]
    policy = {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": "{}"}
    assert error_of(sns.set_topic_attributes, **policy)[0] == "InvalidParameter"


def test_tags(sns, topic):
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["b"])
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "a", "Value": "1"}]


def test_subscriptions(sns, topic, account):
    endpoint = f"arn:aws:lambda:eu-central-1:{account}:function:f"
    arn = sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=endpoint)["SubscriptionArn"]
    assert arn.startswith(topic + ":")
    assert sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=endpoint)["SubscriptionArn"] == arn
    item = {"SubscriptionArn": arn, "Owner": account, "Protocol": "lambda", "Endpoint": endpoint, "TopicArn": topic}
    assert sns.list_subscriptions()["Subscriptions"] == [item]
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == [item]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "false"
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RawMessageDelivery", AttributeValue="false")
    filtered = {"AttributeName": "FilterPolicy", "AttributeValue": '{"a": ["b"]}'}
    assert "FilterPolicy is not supported" in error_of(sns.set_subscription_attributes, SubscriptionArn=arn, **filtered)[1]
    pending = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="me@example.com")
    assert pending["SubscriptionArn"] == "pending confirmation"
    assert "sqs is not supported" in error_of(sns.subscribe, TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:r:1:q")[1]
    sns.unsubscribe(SubscriptionArn=arn)
    assert error_of(sns.get_subscription_attributes, SubscriptionArn=arn) == ("NotFound", "Subscription does not exist")


@pytest.mark.sandbox_only("looks for what arrived at once")
def test_messages_reach_functions(sns, topic, function):
    subscription = sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function.arn)["SubscriptionArn"]
    function.allow("sns.amazonaws.com", topic)
    text = json.dumps({"default": "for all", "lambda": "for functions"})
    published = sns.publish(TopicArn=topic, Message=text, Subject="Hello", MessageStructure="json",
                            MessageAttributes={"kind": {"DataType": "String", "StringValue": "greeting"}})
    record = function.wait_for(1)[0]["Records"][0]
    assert (record["EventSource"], record["EventSubscriptionArn"]) == ("aws:sns", subscription)
    message = record["Sns"]
    assert {name: message[name] for name in ("MessageId", "TopicArn", "Subject", "Message", "MessageAttributes")} == {
        "MessageId": published["MessageId"], "TopicArn": topic, "Subject": "Hello", "Message": "for functions",
        "MessageAttributes": {"kind": {"Type": "String", "Value": "greeting"}}}


@pytest.mark.sandbox_only("looks for what has not arrived")
def test_a_function_lets_only_those_in_that_its_policy_names(sns, topic, function, client):
    other = sns.create_topic(Name="other")["TopicArn"]
    function.allow("sns.amazonaws.com", topic)
    for arn in (topic, other):
        sns.subscribe(TopicArn=arn, Protocol="lambda", Endpoint=function.arn)
    sns.publish(TopicArn=other, Message="from the other topic")
    sns.publish(TopicArn=topic, Message="from the topic")
    # A message is with Lambda when Publish answers, and a function gets its events in turn.
    assert [event["Records"][0]["Sns"]["Message"] for event in function.wait_for(1)] == ["from the topic"]


def test_who_may_publish(client, sns, topic, account):
    iam = client("iam")
    iam.create_user(UserName="u")
    key = iam.create_access_key(UserName="u")["AccessKey"]
    as_user = client("sns", credentials={"aws_access_key_id": key["AccessKeyId"],
                                         "aws_secret_access_key": key["SecretAccessKey"]})
    assert error_of(as_user.publish, TopicArn=topic, Message="m")[0] in ("AccessDenied", "AuthorizationError")
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": topic,
                                                      "Principal": {"AWS": f"arn:aws:iam::{account}:user/u"}}]}
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy))
    assert as_user.publish(TopicArn=topic, Message="m")["MessageId"]


@pytest.mark.sandbox_only("the group needs a network and a role that are here")
def test_lifecycle_hooks_tell_topics(client, sns, topic, function):
    """What CDK's draining function is built on."""
    function.allow("sns.amazonaws.com", topic)
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function.arn)
    iam = client("iam")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                      "Principal": {"Service": "autoscaling.amazonaws.com"}}]}
    role = iam.create_role(RoleName="hook", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": topic}]}
    iam.put_role_policy(RoleName="hook", PolicyName="p", PolicyDocument=json.dumps(may))
    subnet = client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    image = client("ssm").get_parameter(
        Name="/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id")["Parameter"]["Value"]
    autoscaling = client("autoscaling")
    autoscaling.create_launch_configuration(LaunchConfigurationName="c", ImageId=image, InstanceType="c5.large")
    autoscaling.create_auto_scaling_group(AutoScalingGroupName="g", LaunchConfigurationName="c", MinSize=0, MaxSize=1,
                                          VPCZoneIdentifier=subnet)
    autoscaling.put_lifecycle_hook(AutoScalingGroupName="g", LifecycleHookName="h", RoleARN=role,
                                   LifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING", NotificationTargetARN=topic)
    assert "autoscaling:TEST_NOTIFICATION" in function.wait_for(1)[0]["Records"][0]["Sns"]["Message"]
    autoscaling.set_desired_capacity(AutoScalingGroupName="g", DesiredCapacity=1)
    message = json.loads(function.wait_for(2)[1]["Records"][0]["Sns"]["Message"])
    assert (message["LifecycleHookName"], message["LifecycleTransition"]) == (
        "h", "autoscaling:EC2_INSTANCE_LAUNCHING")
    autoscaling.complete_lifecycle_action(AutoScalingGroupName="g", LifecycleHookName="h", LifecycleActionResult="ABANDON",
                                          LifecycleActionToken=message["LifecycleActionToken"])
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="g", ForceDelete=True)


@pytest.mark.sandbox_only("looks for what arrived at once")
def test_alarms_tell_topics(client, sns, topic, function):
    function.allow("sns.amazonaws.com", topic)
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function.arn)
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(AlarmName="a", MetricName="m", Namespace="n", Statistic="Average", Period=60, Threshold=70,
                                EvaluationPeriods=1, ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic])
    cloudwatch.set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="because")
    notice = function.wait_for(1)[0]["Records"][0]["Sns"]
    message = json.loads(notice["Message"])
    assert notice["Subject"].startswith('ALARM: "a" in ')
    assert {name: message[name] for name in ("AlarmName", "NewStateValue", "OldStateValue", "NewStateReason", "AlarmActions")} == {
        "AlarmName": "a", "NewStateValue": "ALARM", "OldStateValue": "INSUFFICIENT_DATA", "NewStateReason": "because",
        "AlarmActions": [topic]}
    assert (message["Trigger"]["MetricName"], message["Trigger"]["Threshold"]) == ("m", 70.0)
    cloudwatch.delete_alarms(AlarmNames=["a"])


def test_stacks_tell_topics_of_their_events(client, sns, topic, function, account):
    function.allow("sns.amazonaws.com", topic)
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function.arn)
    api = client("cloudformation")
    stack = Stack(api, "told")
    body = {"Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "it's"}}}}
    assert stack.create(body, NotificationARNs=[topic]) == "CREATE_COMPLETE", stack.story()
    told = [event["Records"][0]["Sns"] for event in function.wait_for(5)]
    assert {one["Subject"] for one in told} == {"AWS CloudFormation Notification"}
    events = {event["EventId"]: event for event in stack.events()}
    for message in (one["Message"] for one in told):
        lines = dict(line.split("=", 1) for line in message.splitlines())
        event = events.pop(lines["EventId"].strip("'"))
        assert list(lines) == [
            "StackId", "Timestamp", "EventId", "LogicalResourceId", "Namespace", "PhysicalResourceId", "PrincipalId",
            "ResourceProperties", "ResourceStatus", "ResourceStatusReason", "ResourceType", "StackName", "ClientRequestToken"]
        assert lines["ResourceStatus"] == f"'{event['ResourceStatus']}'"
        assert lines["Namespace"] == f"'{account}'" and lines["ClientRequestToken"] == "'null'"
        assert lines["ResourceProperties"] == f"'{event.get('ResourceProperties', 'null')}'"
    assert not events
