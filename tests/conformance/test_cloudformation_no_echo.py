"""Values that CloudFormation does not show: of parameters with NoEcho, and what functions answer with NoEcho.

What belongs here: a place where such a value might come out. References to secrets are in test_cloudformation_secrets.py.
"""
import html
import json
import re
import urllib.parse
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from stacks import Stack, inline_function

SECRET = "hunter2-of-the-test"
OTHER = "another-of-the-test"

PARAMETERS = {"Password": {"Type": "String", "NoEcho": True}, "Words": {"Type": "CommaDelimitedList", "NoEcho": True, "Default": "first-word,next-word"}}
RESOURCES = {
    "Plain": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "Password"}}},
    "Part": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Fn::Sub": "user:${Password}@host"}}},
    "Word": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Fn::Select": [1, {"Ref": "Words"}]}}},
}
BODY = {"Parameters": PARAMETERS, "Resources": RESOURCES}


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "secretive")


def shows(answer, *secrets):
    text = json.dumps(answer, default=str)
    return [secret for secret in (*secrets, SECRET, OTHER, "next-word") if secret in text]


def properties_shown(stack, logical_id):
    return {event["ResourceProperties"] for event in stack.events()
            if event["LogicalResourceId"] == logical_id and "ResourceProperties" in event}


def test_no_event_shows_the_value(stack):
    assert stack.create(BODY, {"Password": SECRET}) == "CREATE_COMPLETE", stack.story()
    assert stack.update(BODY, {"Password": OTHER}) == "UPDATE_COMPLETE", stack.story()
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert shows(stack.events()) == [] and shows(stack.describe()) == []
    [part] = properties_shown(stack, "Part")
    assert json.loads(part) == {"Type": "String", "Value": "user:****@host"}
    [word] = properties_shown(stack, "Word")
    assert json.loads(word)["Value"] == "****"


def test_a_failure_does_not_show_the_value(stack):
    failing = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": {"Fn::Sub": "aws${Password}"}, "Value": "1"}}
    assert stack.create({"Parameters": PARAMETERS, "Resources": {"P": failing}}, {"Password": SECRET}) == "ROLLBACK_COMPLETE"
    assert shows(stack.reasons()) == [] and shows(stack.describe()) == []


def test_drift_is_seen_and_not_shown(stack, client):
    assert stack.create(BODY, {"Password": SECRET}) == "CREATE_COMPLETE", stack.story()
    stack.api.detect_stack_drift(StackName=stack.name)
    drifts = stack.api.describe_stack_resource_drifts(StackName=stack.name)["StackResourceDrifts"]
    assert {one["StackResourceDriftStatus"] for one in drifts} == {"IN_SYNC"} and shows(drifts) == []
    client("ssm").put_parameter(Name=stack.physical_id("Part"), Value=f"user:{OTHER}@host", Overwrite=True)
    client("ssm").put_parameter(Name=stack.physical_id("Plain"), Value=OTHER, Overwrite=True)
    for name, expected in (("Part", "user:****@host"), ("Plain", "****")):
        drift = stack.api.detect_stack_resource_drift(StackName=stack.name, LogicalResourceId=name)["StackResourceDrift"]
        assert drift["PropertyDifferences"] == [
            {"PropertyPath": "/Value", "ExpectedValue": expected, "ActualValue": "****", "DifferenceType": "NOT_EQUAL"}]
        assert shows(drift) == []


def test_change_sets_do_not_show_the_value(stack):
    assert stack.create(BODY, {"Password": SECRET}) == "CREATE_COMPLETE", stack.story()
    stack.api.create_change_set(StackName=stack.name, ChangeSetName="other", TemplateBody=json.dumps(BODY),
                                Parameters=[{"ParameterKey": "Password", "ParameterValue": OTHER}])
    described = described_with_values(stack.api, stack.name, "other")
    assert shows(described) == []
    for context in ("BeforeContext", "AfterContext"):
        values = [json.loads(html.unescape(text))["Properties"]["Value"] for text in re.findall(f"<{context}>(.*?)</{context}>", described)]
        assert sorted(values) == ["****", "user:****@host"]


def described_with_values(cloudformation, stack, change_set):
    """The answer's XML: botocore of Debian 12 does not know IncludePropertyValues."""
    body = urllib.parse.urlencode({"Action": "DescribeChangeSet", "Version": "2010-05-15", "StackName": stack, "ChangeSetName": change_set,
                                   "IncludePropertyValues": "true"})
    request = AWSRequest("POST", cloudformation.meta.endpoint_url + "/", {"Content-Type": "application/x-www-form-urlencoded"}, body)
    SigV4Auth(cloudformation._request_signer._credentials, "cloudformation", cloudformation.meta.region_name).add_auth(request)
    sent = urllib.request.Request(request.url, body.encode(), dict(request.headers))
    with urllib.request.urlopen(sent, timeout=10) as answer:
        return answer.read().decode()


ANSWERS_SECRETLY = f"""
const response = require('cfn-response');
exports.handler = (event, context) =>
  response.send(event, context, response.SUCCESS, {{Token: '{SECRET[:7]}' + '{SECRET[7:]}'}}, 'thing', true);
"""


def test_what_a_function_answers_with_no_echo_is_not_shown(stack, client):
    body = inline_function(ANSWERS_SECRETLY)
    body["Resources"]["P"] = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Fn::GetAtt": ["Thing", "Token"]}}}
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    assert client("ssm").get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == SECRET
    drift = stack.api.detect_stack_resource_drift(StackName=stack.name, LogicalResourceId="P")["StackResourceDrift"]
    assert json.loads(drift["ExpectedProperties"])["Value"] == "****" and shows(drift) == []
    assert stack.delete() == "DELETE_COMPLETE"
    assert shows(stack.events()) == []


def test_a_value_of_parameter_store_is_not_shown(stack, client):
    client("ssm").put_parameter(Name="hidden", Type="String", Value=SECRET)
    body = {"Parameters": {"Hidden": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "hidden", "NoEcho": True}},
            "Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "Hidden"}}}}}
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    assert shows(stack.describe()) == [] and shows(stack.events()) == []
