"""CloudFormation's types of ECR, SNS, EventBridge and S3's settings: made, changed and deleted, as their services show them."""
import json

import pytest
from botocore.exceptions import ClientError

from notified_functions import NotifiedFunction
from registry_client import Image, Registry
from stacks import Stack


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "messages")


def template(outputs=None, **resources):
    return {"Resources": {name: {"Type": kind, "Properties": properties} for name, (kind, properties) in resources.items()},
            "Outputs": {name: {"Value": value} for name, value in (outputs or {}).items()}}


def update(stack, body):
    status = stack.update(body)
    assert status == "UPDATE_COMPLETE", stack.story()


def test_repository(stack, client, account):
    ecr = client("ecr")
    text = json.dumps({"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan",
                                                                  "countNumber": 1}, "action": {"type": "expire"}}]})
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}
    outputs = {"Arn": {"Fn::GetAtt": ["R", "Arn"]}, "Uri": {"Fn::GetAtt": ["R", "RepositoryUri"]}, "Name": {"Ref": "R"}}
    first = template(outputs, R=("AWS::ECR::Repository", {
        "ImageTagMutability": "IMMUTABLE", "LifecyclePolicy": {"LifecyclePolicyText": text}, "EmptyOnDelete": True,
        "RepositoryPolicyText": policy, "Tags": [{"Key": "a", "Value": "1"}]}))
    assert stack.create(first) == "CREATE_COMPLETE", stack.story()
    made = stack.outputs()
    name = made["Name"]
    assert name.startswith("messages-r-") and made["Arn"] == f"arn:aws:ecr:eu-central-1:{account}:repository/{name}"
    assert made["Uri"] == f"{account}.dkr.ecr.eu-central-1.amazonaws.com/{name}"
    assert json.loads(ecr.get_repository_policy(repositoryName=name)["policyText"]) == policy
    assert ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"] == text

    update(stack, template(outputs, R=("AWS::ECR::Repository", {
        "ImageScanningConfiguration": {"ScanOnPush": True}, "Tags": [{"Key": "b", "Value": "2"}]})))
    [changed] = ecr.describe_repositories()["repositories"]
    assert (changed["repositoryName"], changed["imageTagMutability"], changed["imageScanningConfiguration"]) == (
        name, "MUTABLE", {"scanOnPush": True})
    assert [tag["Key"] for tag in ecr.list_tags_for_resource(resourceArn=changed["repositoryArn"])["tags"]
            if not tag["Key"].startswith("aws:")] == ["b"]
    for read in (ecr.get_repository_policy, ecr.get_lifecycle_policy):
        with pytest.raises(ClientError):
            read(repositoryName=name)
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert ecr.describe_repositories()["repositories"] == []


def test_a_repository_with_images_goes_only_where_the_template_says_so(stack, client, sandbox):
    ecr = client("ecr")
    kept = template(R=("AWS::ECR::Repository", {"RepositoryName": "kept"}))
    assert stack.create(kept) == "CREATE_COMPLETE", stack.story()
    Registry(sandbox.endpoint, ecr).push("kept", Image(), "1")
    assert stack.delete() == "DELETE_FAILED"
    assert "cannot be deleted because it still contains images" in stack.reasons("R")[0]
    assert ecr.list_images(repositoryName="kept")["imageIds"] == [{"imageDigest": Image().digest, "imageTag": "1"}]
    emptied = template(R=("AWS::ECR::Repository", {"RepositoryName": "emptied", "EmptyOnDelete": True}))
    other = Stack(client("cloudformation"), "emptied")
    assert other.create(emptied) == "CREATE_COMPLETE", other.story()
    Registry(sandbox.endpoint, ecr).push("emptied", Image(), "1")
    assert other.delete() == "DELETE_COMPLETE", other.story()
    assert [row["repositoryName"] for row in ecr.describe_repositories()["repositories"]] == ["kept"]


def test_topic_with_a_function_and_a_policy(stack, client):
    function = NotifiedFunction(client)
    sns = client("sns")

    def body(name, statements, **more):
        return template({"Topic": {"Ref": "T"}, "Name": {"Fn::GetAtt": ["T", "TopicName"]}},
                        T=("AWS::SNS::Topic", {"DisplayName": name, **more}),
                        S=("AWS::SNS::Subscription", {"Protocol": "lambda", "Endpoint": function.arn,
                                                      "TopicArn": {"Ref": "T"}}),
                        P=("AWS::SNS::TopicPolicy", {"Topics": [{"Ref": "T"}], "PolicyDocument": {
                            "Version": "2012-10-17", "Statement": statements}}),
                        M=("AWS::Lambda::Permission", {"Action": "lambda:InvokeFunction", "FunctionName": function.name,
                                                       "Principal": "sns.amazonaws.com", "SourceArn": {"Ref": "T"}}))

    statement = {"Sid": "first", "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                 "Action": "sns:Publish", "Resource": "*"}
    assert stack.create(body("One", [statement])) == "CREATE_COMPLETE", stack.story()
    topic, name = stack.outputs()["Topic"], stack.outputs()["Name"]
    assert topic.endswith(":" + name) and name.startswith("messages-T-")
    assert stack.physical_id("S").startswith(topic + ":")
    sns.publish(TopicArn=topic, Message="hello")
    assert function.wait_for(1)[0]["Records"][0]["Sns"]["Message"] == "hello"

    update(stack, body("Two", [statement | {"Sid": "second"}],
                       Subscription=[{"Protocol": "email", "Endpoint": "me@example.com"}]))
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert attributes["DisplayName"] == "Two"
    assert json.loads(attributes["Policy"])["Statement"][0]["Sid"] == "second"
    assert {one["Protocol"] for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]} == {
        "lambda", "email"}
    without_policy = body("Two", [])
    del without_policy["Resources"]["P"]
    update(stack, without_policy)
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    assert policy["Id"] == "__default_policy_ID"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert sns.list_topics()["Topics"] == sns.list_subscriptions()["Subscriptions"] == []


def test_rule_that_calls_a_function(stack, client, account):
    function = NotifiedFunction(client)
    events = client("events")

    def body(targets, **rule):
        return template({"Arn": {"Fn::GetAtt": ["R", "Arn"]}},
                        R=("AWS::Events::Rule", {"Targets": targets, **rule}),
                        M=("AWS::Lambda::Permission", {"Action": "lambda:InvokeFunction", "FunctionName": function.name,
                                                       "Principal": "events.amazonaws.com",
                                                       "SourceArn": {"Fn::GetAtt": ["R", "Arn"]}}))

    target = {"Id": "f", "Arn": function.arn, "Input": '{"n": 1}'}
    assert stack.create(body([target], EventPattern={"source": ["mine"]}, State="ENABLED")) == "CREATE_COMPLETE", stack.story()
    name = stack.physical_id("R")
    assert stack.outputs()["Arn"] == f"arn:aws:events:eu-central-1:{account}:rule/{name}"
    assert json.loads(events.describe_rule(Name=name)["EventPattern"]) == {"source": ["mine"]}
    events.put_events(Entries=[{"Source": "mine", "DetailType": "t", "Detail": "{}"}])
    assert function.wait_for(1) == [{"n": 1}]
    update(stack, body([{**target, "Id": "g"}], ScheduleExpression="rate(1 day)", Description="d"))
    rule = events.describe_rule(Name=name)
    assert (rule["ScheduleExpression"], rule["Description"], "EventPattern" in rule) == ("rate(1 day)", "d", False)
    assert [one["Id"] for one in events.list_targets_by_rule(Rule=name)["Targets"]] == ["g"]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert events.list_rules()["Rules"] == []


def test_rule_that_runs_tasks(stack, client, account):
    """What a ScheduledEc2Task of the AWS CDK makes, with the members that CloudFormation names otherwise than the API."""
    cluster = f"arn:aws:ecs:eu-central-1:{account}:cluster/web"
    target = {"Id": "Target0", "Arn": cluster, "RoleArn": f"arn:aws:iam::{account}:role/starter", "EcsParameters": {
        "LaunchType": "EC2", "TaskCount": 1, "TaskDefinitionArn": f"arn:aws:ecs:eu-central-1:{account}:task-definition/web:1",
        "NetworkConfiguration": {"AwsVpcConfiguration": {"Subnets": ["subnet-1"], "AssignPublicIp": "DISABLED"}},
        "PlacementStrategies": [{"Type": "spread", "Field": "instanceId"}], "TagList": [{"Key": "a", "Value": "b"}]}}
    assert stack.create(template(R=("AWS::Events::Rule", {
        "ScheduleExpression": "rate(1 hour)", "State": "ENABLED", "Targets": [target]}))) == "CREATE_COMPLETE", stack.story()
    [made] = client("events").list_targets_by_rule(Rule=stack.physical_id("R"))["Targets"]
    assert made["EcsParameters"] == {
        "LaunchType": "EC2", "TaskCount": 1, "TaskDefinitionArn": target["EcsParameters"]["TaskDefinitionArn"],
        "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-1"], "AssignPublicIp": "DISABLED"}},
        "PlacementStrategy": [{"type": "spread", "field": "instanceId"}], "Tags": [{"Key": "a", "Value": "b"}]}



def test_bucket_as_the_cdk_writes_it(stack, client):
    s3 = client("s3")
    encrypted = {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}

    def bucket(**properties):
        return template(B=("AWS::S3::Bucket", {"AccessControl": "Private", "BucketEncryption": encrypted, **properties}))

    rules = [{"Id": "old", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 30}},
             {"Id": "more", "Status": "Enabled", "Prefix": "a/", "ExpirationInDays": 3,
              "TagFilters": [{"Key": "k", "Value": "v"}],
              "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 1}]}]
    assert stack.create(bucket(LifecycleConfiguration={"Rules": rules})) == "CREATE_COMPLETE", stack.story()
    name = stack.physical_id("B")
    assert s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"] == [
        {"ID": "old", "Status": "Enabled", "Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 30}},
        {"ID": "more", "Status": "Enabled", "Filter": {"And": {"Prefix": "a/", "Tags": [{"Key": "k", "Value": "v"}]}},
         "Expiration": {"Days": 3}, "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]}]
    rule = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms"}
    update(stack, bucket())
    with pytest.raises(ClientError) as caught:
        s3.get_bucket_lifecycle_configuration(Bucket=name)
    assert caught.value.response["Error"]["Code"] == "NoSuchLifecycleConfiguration"
    with pytest.raises(ClientError) as caught:
        stack.update(bucket(AccessControl="PublicRead"))
    assert "AccessControl PublicRead of AWS::S3::Bucket is not supported" in str(caught.value)
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_registry_policy(stack, client, account):
    ecr = client("ecr")

    def policy(sid):
        return {"Version": "2012-10-17", "Statement": [{"Sid": sid, "Effect": "Allow", "Principal": "*",
                                                        "Action": "ecr:ReplicateImage", "Resource": "*"}]}

    def body(sid, **more):
        return template({"Ref": {"Ref": "P"}, "Id": {"Fn::GetAtt": ["P", "RegistryId"]}},
                        P=("AWS::ECR::RegistryPolicy", {"PolicyText": policy(sid)}), **more)

    assert stack.create(body("one")) == "CREATE_COMPLETE", stack.story()
    assert stack.outputs() == {"Ref": account, "Id": account}
    assert json.loads(ecr.get_registry_policy()["policyText"]) == policy("one")
    update(stack, body("two"))
    assert json.loads(ecr.get_registry_policy()["policyText"]) == policy("two")
    other = Stack(client("cloudformation"), "second")
    assert other.create(body("three")) == "ROLLBACK_COMPLETE"
    assert f"'AWS::ECR::RegistryPolicy' with identifier '{account}' already exists" in other.reasons("P")[0]
    assert json.loads(ecr.get_registry_policy()["policyText"]) == policy("two")
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    with pytest.raises(ClientError) as caught:
        ecr.get_registry_policy()
    assert caught.value.response["Error"]["Code"] == "RegistryPolicyNotFoundException"


def test_inline_policy_of_a_topic(stack, client):
    sns = client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]

    def body(sid):
        return template({"Ref": {"Ref": "P"}}, P=("AWS::SNS::TopicInlinePolicy", {"TopicArn": topic, "PolicyDocument": {
            "Version": "2012-10-17", "Statement": [{"Sid": sid, "Effect": "Allow", "Principal": {"AWS": "*"},
                                                    "Action": "sns:Publish", "Resource": topic}]}}))

    def shown():
        return json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])

    assert stack.create(body("one")) == "CREATE_COMPLETE", stack.story()
    assert stack.outputs() == {"Ref": topic}
    assert shown()["Statement"][0]["Sid"] == "one"
    update(stack, body("two"))
    assert shown()["Statement"][0]["Sid"] == "two"
    other = Stack(client("cloudformation"), "second")
    assert other.create(body("three")) == "ROLLBACK_COMPLETE"
    assert f"'AWS::SNS::TopicInlinePolicy' with identifier '{topic}' already exists" in other.reasons("P")[0]
    assert shown()["Statement"][0]["Sid"] == "two"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert shown()["Id"] == "__default_policy_ID"
