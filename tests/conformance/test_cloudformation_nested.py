"""Nested stacks: created, updated, turned back and deleted with their parents; templates by S3 URL."""
import json
import uuid

import pytest
from botocore.exceptions import ClientError

from stacks import Stack

pytestmark = pytest.mark.sandbox_only("its templates lie in buckets of the test's own endpoint")


def ref(name):
    return {"Ref": name}


def parameter(value, **properties):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **properties}}


def failing(value="no"):
    """Refused by Parameter Store."""
    return parameter(value, AllowedPattern="yes")


def nested(url, parameters=None, **properties):
    return {"Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": url, "Parameters": parameters or {}, **properties}}


def child(value=None, resources=None, **outputs):
    """A template that takes a value into a parameter, and tells its name."""
    return {"Parameters": {"Value": {"Type": "String", "Default": "default"}},
            "Resources": {"P": parameter(value or ref("Value")), **(resources or {})},
            "Outputs": {"Name": {"Value": ref("P")}, **{name: {"Value": output} for name, output in outputs.items()}}}


class Bucket:
    """Templates by URL."""

    def __init__(self, s3, endpoint):
        self.s3, self.name = s3, f"templates-{uuid.uuid4()}"
        self.url = f"{endpoint}/{self.name}"
        s3.create_bucket(Bucket=self.name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def put(self, key, template):
        self.s3.put_object(Bucket=self.name, Key=key, Body=json.dumps(template).encode())
        return f"{self.url}/{key}"


@pytest.fixture
def put(sandbox, client):
    return Bucket(client("s3"), sandbox.endpoint).put


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "parent")


@pytest.fixture
def value(client):
    """value(name): what the parameter of that name has."""
    return lambda name: client("ssm").get_parameter(Name=name)["Parameter"]["Value"]


def described(stack, logical_id="Child"):
    return stack.api.describe_stacks(StackName=stack.physical_id(logical_id))["Stacks"][0]


def story_of(stack, logical_id="Child"):
    """The parent's events of the nested stack, as status and reason."""
    return [(event["ResourceStatus"], event.get("ResourceStatusReason")) for event in stack.events()
            if event["LogicalResourceId"] == logical_id]


def resources_of(stack, logical_id="Child"):
    shown = stack.api.describe_stack_resources(StackName=stack.physical_id(logical_id))["StackResources"]
    return {one["LogicalResourceId"]: one for one in shown}


def living(stack):
    return sorted(one["StackName"] for page in stack.api.get_paginator("list_stacks").paginate()
                  for one in page["StackSummaries"] if one["StackStatus"] != "DELETE_COMPLETE")


def test_a_stack_within_a_stack_within_a_stack(stack, put, value, client):
    inner = put("inner", {"Parameters": {"List": {"Type": "CommaDelimitedList"}},
                          "Resources": {"P": parameter({"Fn::Select": [1, ref("List")]})}, "Outputs": {"Name": {"Value": ref("P")}}})
    outer = put("outer", child(resources={"Inner": nested(inner, {"List": {"Fn::Join": [",", ["a", ref("Value")]]}})},
                               Inner={"Fn::GetAtt": ["Inner", "Outputs.Name"]}))
    template = {"Resources": {
        "Child": nested(outer, {"Value": "b"}, Tags=[{"Key": "kind", "Value": "nested"}]),
        "After": parameter({"Fn::GetAtt": "Child.Outputs.Name"})},
        "Outputs": {"Child": {"Value": ref("Child")}, "Inner": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Inner"]}}}}
    assert stack.create(template, Tags=[{"Key": "team", "Value": "a"}]) == "CREATE_COMPLETE", stack.story()
    made = described(stack)
    assert stack.outputs()["Child"] == made["StackId"]
    assert made["StackName"].startswith("parent-Child-") and made["StackName"].rsplit("-", 1)[1].isupper()
    assert (made["ParentId"], made["RootId"], made["StackStatus"]) == (stack.id, stack.id, "CREATE_COMPLETE")
    assert {tag["Key"]: tag["Value"] for tag in made["Tags"]} == {"kind": "nested", "team": "a"}
    assert made["Parameters"] == [{"ParameterKey": "Value", "ParameterValue": "b"}]
    assert story_of(stack) == [("CREATE_IN_PROGRESS", None), ("CREATE_IN_PROGRESS", "Resource creation Initiated"),
                               ("CREATE_COMPLETE", None)]
    assert value(stack.outputs()["Inner"]) == "b" and value(stack.physical_id("After")) == resources_of(stack)["P"]["PhysicalResourceId"]
    within = resources_of(stack)["Inner"]["PhysicalResourceId"]
    grandchild, = stack.api.describe_stacks(StackName=within)["Stacks"]
    assert (grandchild["ParentId"], grandchild["RootId"]) == (made["StackId"], stack.id)
    assert "ParentId" not in stack.describe()

    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert living(stack) == [] and client("ssm").describe_parameters()["Parameters"] == []


def test_a_child_that_fails_takes_its_parent_along(stack, put, client):
    url = put("child", child(resources={"A": failing(), "B": failing()}))
    assert stack.create({"Resources": {"Child": nested(url), "P": parameter("1")}}) == "ROLLBACK_COMPLETE", stack.story()
    arn, = {event["PhysicalResourceId"] for event in stack.events()
            if event["LogicalResourceId"] == "Child" and event["PhysicalResourceId"]}
    reason, = stack.reasons("Child")
    assert reason.startswith(f"Embedded stack {arn} was not successfully created: The following resource(s) failed to create: ["), reason
    assert reason.endswith("]. ")
    assert living(stack) == ["parent"] and client("ssm").describe_parameters()["Parameters"] == []


@pytest.mark.parametrize("url, reason", [
    ("./child.yml", "TemplateURL must be a supported URL."),
    ("https://example.org/templates/child", "TemplateURL must be a supported URL."),
    ("none", "S3 error: The specified key does not exist.\n"
             "For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html")])
def test_templates_that_cannot_be_had(stack, put, url, reason):
    there = put("child", child())
    template = {"Resources": {"Child": nested(there.replace("child", "none") if url == "none" else url)}}
    assert stack.create(template) == "ROLLBACK_COMPLETE", stack.story()
    assert stack.reasons("Child")[0].startswith(reason)


def test_what_a_child_asks_for_is_acknowledged_on_its_parent(stack, put):
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}}
    template = {"Resources": {"Child": nested(put("child", child(resources={"Role": role})))}}
    assert stack.create(template, capabilities=()) == "ROLLBACK_COMPLETE", stack.story()
    assert stack.reasons("Child") == ["Requires capabilities : [CAPABILITY_IAM]"]
    stack.delete()
    stack.id = None
    assert stack.create(template) == "CREATE_COMPLETE", stack.story()
    assert described(stack)["Capabilities"] == ["CAPABILITY_IAM"]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_its_deployer_must_be_allowed_to(stack, put, client):
    iam = client("iam")
    iam.create_user(UserName="deployer")
    iam.put_user_policy(UserName="deployer", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["ssm:*", "s3:*"], "Resource": "*"},
        {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "arn:aws:cloudformation:*:*:stack/parent/*"}]}))
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    deployer = Stack(client("cloudformation", credentials={
        "aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}), "parent")
    assert deployer.create({"Resources": {"Child": nested(put("child", child()))}}) == "ROLLBACK_COMPLETE"
    assert "cloudformation:CreateStack" in deployer.reasons("Child")[0]


def test_it_is_updated_with_its_parent(stack, put, value):
    url = put("child", child())
    template = {"Resources": {"Child": nested(url, {"Value": "1"}), "P": parameter("1")}}
    assert stack.create(template) == "CREATE_COMPLETE", stack.story()
    name = resources_of(stack)["P"]["PhysicalResourceId"]

    def update(**resources):
        before = len(story_of(stack))
        template["Resources"].update(resources)
        assert stack.update(template) == "UPDATE_COMPLETE", stack.story()
        assert story_of(stack)[before:] == [("UPDATE_IN_PROGRESS", None), ("UPDATE_COMPLETE", None)]
    update(Child=nested(url, {"Value": "2"}))
    assert value(name) == "2" and described(stack)["StackStatus"] == "UPDATE_COMPLETE"
    update(P=parameter("2"))  # nothing in it changes
    assert described(stack)["StackStatus"] == "UPDATE_COMPLETE"
    put("child", child(resources={"Q": parameter("new")}, Other="other"))
    update()  # the template has changed under its URL
    assert set(resources_of(stack)) == {"P", "Q"}
    template["Outputs"] = {"Other": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Other"]}}}
    update(Child=nested(put("other", child(Other="another")), {"Value": "3"}))
    assert set(resources_of(stack)) == {"P"} and value(name) == "3" and stack.outputs() == {"Other": "another"}
    order = [event["ResourceStatus"] for event in stack.events() if event["LogicalResourceId"] == "parent"][-3:]
    assert order == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]


@pytest.mark.parametrize("depth", [1, 2])
def test_it_is_turned_back_with_its_parent(stack, put, value, client, depth):
    """What its update added, replaced and removed is undone although the update itself went well."""
    def template(number, **others):
        url = put(f"child{number}", child(resources={
            "Named": parameter("x", Name=f"name{number}"), f"Only{number}": parameter("x")}, Number=number))
        if depth == 2:
            url = put(f"middle{number}", {"Resources": {"Child": nested(url, {"Value": number})},
                                          "Outputs": {"Number": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Number"]}}}})
        return {"Resources": {"Child": nested(url, {"Value": number} if depth == 1 else {}), **others},
                "Outputs": {"Number": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Number"]}}}}

    def inner():
        holder = Stack(stack.api, stack.physical_id("Child"))
        return {name: one["PhysicalResourceId"] for name, one in resources_of(holder if depth == 2 else stack).items()}
    assert stack.create(template("1")) == "CREATE_COMPLETE", stack.story()
    before = inner()
    broken = failing({"Fn::GetAtt": ["Child", "Outputs.Number"]})  # after the child
    assert stack.update(template("2", Broken=broken)) == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert described(stack)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert inner() == before and value(before["P"]) == "1" and stack.outputs() == {"Number": "1"}
    assert sorted(one["Name"] for one in client("ssm").describe_parameters()["Parameters"]) == sorted(
        name for logical, name in before.items())
    assert story_of(stack)[-4:] == [("UPDATE_IN_PROGRESS", None), ("UPDATE_COMPLETE", None)] * 2
    assert stack.update(template("3")) == "UPDATE_COMPLETE", stack.story()
    assert stack.outputs() == {"Number": "3"} and set(inner()) == {"P", "Named", "Only3"}
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert living(stack) == []


def test_a_child_whose_update_fails(stack, put):
    assert stack.create({"Resources": {"Child": nested(put("child", child()), {"Value": "1"})}}) == "CREATE_COMPLETE", stack.story()
    arn = stack.physical_id("Child")
    url = put("broken", child(resources={"X": failing()}))
    assert stack.update({"Resources": {"Child": nested(url, {"Value": "2"})}}) == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    reason, = stack.reasons("Child")
    assert reason.startswith(f"Embedded stack {arn} was not successfully updated. Currently in UPDATE_ROLLBACK_")
    assert reason.endswith(" with reason: The following resource(s) failed to create: [X]. ")
    assert described(stack)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE" and set(resources_of(stack)) == {"P"}


def test_what_failed_may_stay_and_be_turned_back_later(stack, put, value):
    assert stack.create({"Resources": {"Child": nested(put("child", child()), {"Value": "1"})}}) == "CREATE_COMPLETE", stack.story()
    name = resources_of(stack)["P"]["PhysicalResourceId"]
    changed = {"Resources": {"Child": nested(put("child", child()), {"Value": "2"}),
                             "Broken": failing({"Fn::GetAtt": ["Child", "Outputs.Name"]})}}
    assert stack.update(changed, DisableRollback=True) == "UPDATE_FAILED", stack.story()
    assert value(name) == "2"
    stack.api.rollback_stack(StackName="parent")
    assert stack.ended() == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert value(name) == "1" and described(stack)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.update(changed, DisableRollback=True) == "UPDATE_FAILED", stack.story()
    del changed["Resources"]["Broken"]
    assert stack.update(changed, DisableRollback=True) == "UPDATE_COMPLETE", stack.story()
    assert value(name) == "2" and described(stack)["StackStatus"] == "UPDATE_COMPLETE"


def test_change_sets_say_that_it_may_change(stack, put):
    template = {"Resources": {"Child": nested(put("child", child()), {"Value": "1"}), "P": parameter("1")}}
    assert stack.create(template) == "CREATE_COMPLETE", stack.story()
    stack.api.create_change_set(StackName="parent", ChangeSetName="c", TemplateBody=json.dumps(template))
    change, = stack.api.describe_change_set(StackName="parent", ChangeSetName="c")["Changes"]
    assert change["ResourceChange"] == {
        "Action": "Modify", "LogicalResourceId": "Child", "PhysicalResourceId": stack.physical_id("Child"),
        "ResourceType": "AWS::CloudFormation::Stack", "Replacement": "False", "Scope": ["Properties"],
        "Details": [{"Target": {"Attribute": "Properties", "RequiresRecreation": "Never"}, "Evaluation": "Dynamic",
                     "ChangeSource": "Automatic"}]}
    stack.api.execute_change_set(StackName="parent", ChangeSetName="c")
    assert stack.ended() == "UPDATE_COMPLETE", stack.story()


def test_a_template_that_contains_itself_ends(stack, put):
    itself = {"Resources": {"Child": nested(put("endless", {}))}}
    put("endless", itself)
    assert stack.create(itself) == "ROLLBACK_COMPLETE"
    assert living(stack) == ["parent"]


def hanging(count):
    """A service that waits for hosts that never come."""
    return {"Resources": {
        "Cluster": {"Type": "AWS::ECS::Cluster"},
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
            "ContainerDefinitions": [{"Name": "web", "Image": "nginx", "Memory": 128}]}},
        "Service": {"Type": "AWS::ECS::Service", "Properties": {
            "Cluster": ref("Cluster"), "TaskDefinition": ref("Task"), "DesiredCount": count}}}}


@pytest.mark.parametrize("ending", ["goes on", "is cancelled"])
def test_an_update_goes_on_after_a_kill(start_sandbox, client, tmp_path, eventually, ending):
    sandbox = start_sandbox("--pace", "instant", state=tmp_path / "state.db")
    stack = Stack(client("cloudformation", sandbox=sandbox), "parent")
    ecs = client("ecs", sandbox=sandbox)
    put = Bucket(client("s3", sandbox=sandbox), sandbox.endpoint).put
    before = {"Resources": {"Child": nested(put("before", hanging(0)))}}
    assert stack.create(before) == "CREATE_COMPLETE", stack.story()
    inside = resources_of(stack)
    # The port of the endpoint, which its URL names, is another one after each start.
    after = {"Resources": {"Child": nested(put("after", hanging(1))), "P": parameter("1")}}
    stack.api.update_stack(StackName="parent", TemplateBody=json.dumps(after))
    for _ in range(2):
        eventually(lambda: resources_of(stack)["Service"]["ResourceStatus"] == "UPDATE_IN_PROGRESS")
        sandbox.kill()
        sandbox.restart()
    assert stack.status() == described(stack)["StackStatus"] == "UPDATE_IN_PROGRESS"
    if ending == "goes on":
        ecs.update_service(cluster=inside["Cluster"]["PhysicalResourceId"], service=inside["Service"]["PhysicalResourceId"], desiredCount=0)
        assert stack.ended() == "UPDATE_COMPLETE", stack.story()
        assert described(stack)["StackStatus"] == "UPDATE_COMPLETE"
    else:
        stack.api.cancel_update_stack(StackName="parent")
        assert stack.ended() == "UPDATE_ROLLBACK_COMPLETE", stack.story()
        assert described(stack)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        assert [one["LogicalResourceId"] for one in stack.api.describe_stack_resources(StackName="parent")["StackResources"]] == ["Child"]
    assert {name: one["PhysicalResourceId"] for name, one in resources_of(stack).items()} == {
        name: one["PhysicalResourceId"] for name, one in inside.items()}
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert living(stack) == [] and client("ssm", sandbox=sandbox).describe_parameters()["Parameters"] == []


def test_a_creation_goes_on_after_a_kill(start_sandbox, client, tmp_path, eventually):
    sandbox = start_sandbox("--pace", "instant", state=tmp_path / "state.db")
    stack = Stack(client("cloudformation", sandbox=sandbox), "parent")
    put = Bucket(client("s3", sandbox=sandbox), sandbox.endpoint).put
    stack.id = stack.api.create_stack(StackName="parent", TemplateBody=json.dumps(
        {"Resources": {"Child": nested(put("child", hanging(1)))}}))["StackId"]
    eventually(lambda: story_of(stack)[-1:] == [("CREATE_IN_PROGRESS", "Resource creation Initiated")])
    eventually(lambda: resources_of(stack).get("Service", {}).get("PhysicalResourceId"))
    made, service = stack.physical_id("Child"), resources_of(stack)["Service"]["PhysicalResourceId"]
    sandbox.kill()
    sandbox.restart()
    ecs = client("ecs", sandbox=sandbox)
    cluster = resources_of(stack)["Cluster"]["PhysicalResourceId"]
    # The service that was being made is made anew.
    active = eventually(lambda: [one for one in ecs.list_services(cluster=cluster)["serviceArns"] if ecs.describe_services(
        cluster=cluster, services=[one])["services"][0]["status"] == "ACTIVE" and one != service])
    ecs.update_service(cluster=cluster, service=active[0], desiredCount=0)
    assert stack.ended() == "CREATE_COMPLETE", stack.story()
    assert stack.physical_id("Child") == made and len(living(stack)) == 2


def test_notifications_are_kept(stack, put):
    topic = "arn:aws:sns:eu-central-1:000000000000:events"
    template = {"Resources": {"Child": nested(put("child", child()), NotificationARNs=[topic]),
                              "P": parameter({"Fn::Select": [0, ref("AWS::NotificationARNs")]})}}
    assert stack.create(template, NotificationARNs=[topic]) == "CREATE_COMPLETE", stack.story()
    assert stack.describe()["NotificationARNs"] == described(stack)["NotificationARNs"] == [topic]
    with pytest.raises(ClientError, match="Invalid ARN"):
        stack.update(template, NotificationARNs=["events"])
