"""Stack policies: set, shown, and heeded by updates."""
import json

import pytest
from botocore.exceptions import ClientError

from stacks import Stack

ALL = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}


def deny(action, **matching):
    return {"Effect": "Deny", "Action": action, "Principal": "*", **(matching or {"Resource": "*"})}


def policy(*statements):
    return json.dumps({"Statement": list(statements)})


def parameter(value, **properties):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **properties}}


def template(**resources):
    return {"Resources": resources}


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "guarded")


def shown(stack):
    return stack.api.get_stack_policy(StackName=stack.name).get("StackPolicyBody")


def test_it_is_set_and_shown(stack):
    assert stack.create(template(P=parameter("1"))) == "CREATE_COMPLETE"
    assert shown(stack) is None
    stack.api.set_stack_policy(StackName=stack.name, StackPolicyBody=policy(ALL))
    assert json.loads(shown(stack)) == {"Statement": [ALL]}
    stack.api.set_stack_policy(StackName=stack.name, StackPolicyBody="{}")
    assert shown(stack) == "{}"


@pytest.mark.parametrize("body, message", [
    ("x", "Invalid stack policy"),
    (policy({**ALL, "Principal": "somebody"}), "Invalid stack policy"),
    (policy({**ALL, "Action": "Delete:*"}), "Invalid stack policy"),
    (policy({**ALL, "Resource": "LogicalResourceId/Q"}), "Unknown logical id 'LogicalResourceId/Q' in statement")])
def test_what_is_none_is_refused(stack, body, message):
    assert stack.create(template(P=parameter("1"))) == "CREATE_COMPLETE"
    with pytest.raises(ClientError, match="Error validating stack policy: " + message):
        stack.api.set_stack_policy(StackName=stack.name, StackPolicyBody=body)
    with pytest.raises(ClientError, match="You cannot specify both StackPolicyURL and StackPolicyBody"):
        stack.api.set_stack_policy(StackName=stack.name, StackPolicyBody=policy(ALL), StackPolicyURL="https://s3.amazonaws.com/a/b")


@pytest.mark.parametrize("action, changed, statement", [
    ("Update:Modify", template(P=parameter("2", Name="one"), Q=parameter("1")), deny("Update:Modify", Resource="LogicalResourceId/P")),
    ("Update:Replace", template(P=parameter("1", Name="two"), Q=parameter("1")), deny(["Update:Replace", "Update:Delete"])),
    ("Update:Delete", template(Q=parameter("2")), deny("Update:Delete", Resource="*", Condition={
        "StringEquals": {"ResourceType": ["AWS::SSM::Parameter"]}}))])
def test_what_it_denies_fails_the_update(stack, client, action, changed, statement):
    assert stack.create(template(P=parameter("1", Name="one"), Q=parameter("1")), StackPolicyBody=policy(ALL, statement)) == "CREATE_COMPLETE"
    assert stack.update(changed) == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert stack.reasons("P") == [
        f"Action denied by stack policy: Statement [#2] does not allow [{action}] for resource [LogicalResourceId/P]"]
    assert client("ssm").get_parameter(Name="one")["Parameter"]["Value"] == "1"
    assert client("ssm").get_parameter(Name=stack.physical_id("Q"))["Parameter"]["Value"] == "1"
    # One for this update alone takes its place, and rollbacks ask none.
    assert stack.update(changed, StackPolicyDuringUpdateBody=policy(ALL)) == "UPDATE_COMPLETE", stack.story()
    assert json.loads(shown(stack)) == {"Statement": [ALL, statement]}
    assert stack.delete() == "DELETE_COMPLETE"


def test_what_no_statement_allows_is_denied(stack):
    allowed = {**ALL, "Resource": "LogicalResourceId/Q"}
    assert stack.create(template(P=parameter("1"), Q=parameter("1")), StackPolicyBody=policy(allowed)) == "CREATE_COMPLETE"
    assert stack.update(template(P=parameter("1"), Q=parameter("2"), R=parameter("1"))) == "UPDATE_COMPLETE", stack.story()
    assert stack.update(template(P=parameter("2"), Q=parameter("2"), R=parameter("1"))) == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.reasons("P") == [
        "Action denied by stack policy: No statement allows [Update:Modify] for resource [LogicalResourceId/P]"]
    assert stack.update(template(P=parameter("2")), StackPolicyBody=policy(ALL)) == "UPDATE_ROLLBACK_COMPLETE"
    assert json.loads(shown(stack)) == {"Statement": [ALL]}
    assert stack.update(template(P=parameter("2"))) == "UPDATE_COMPLETE", stack.story()


@pytest.mark.sandbox_only("its policy lies in a bucket of the test's own endpoint")
def test_a_policy_by_url(stack, client, sandbox, account):
    bucket = f"policies-{account}"
    client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client("s3").put_object(Bucket=bucket, Key="all.json", Body=policy(ALL).encode())
    assert stack.create(template(P=parameter("1")), StackPolicyURL=f"{sandbox.endpoint}/{bucket}/all.json") == "CREATE_COMPLETE"
    assert shown(stack) == policy(ALL)
