"""AWS::CloudFormation::WaitCondition and its handle, signalled by HTTP, by a host's cfn-signal, and by SignalResource."""
import json
import urllib.error
import urllib.request

import pytest

from container_hosts import AL2023
from stacks import Stack

HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "waits")


def wait(count=1, timeout=60, **more):
    return {"Type": "AWS::CloudFormation::WaitCondition", **more,
            "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": str(timeout), "Count": count}}


def template(**resources):
    body = {"Resources": {"Handle": HANDLE, **resources}}
    if "Wait" in resources:
        body["Outputs"] = {"Data": {"Value": {"Fn::GetAtt": ["Wait", "Data"]}}}
    return body


def signal(url, status="SUCCESS", unique_id="one", method="PUT", **more):
    request = urllib.request.Request(url, method=method, headers={"Content-Type": ""},
                                     data=json.dumps({"Status": status, "UniqueId": unique_id, **more}).encode())
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code


def handle_url(stack):
    assert stack.create(template()) == "CREATE_COMPLETE", stack.story()
    return stack.physical_id("Handle")


def test_signals_that_come_before_the_condition_count(stack):
    url = handle_url(stack)
    assert f"/cloudformation-waitcondition-{stack.api.meta.region_name}/" in url and "X-Amz-Expires=43199" in url
    assert signal(url, Reason="done", Data="ready") == 200
    assert stack.update(template(Wait=wait())) == "UPDATE_COMPLETE", stack.story()
    assert json.loads(stack.outputs()["Data"]) == {"one": "ready"}
    assert stack.physical_id("Wait").startswith(stack.id + "/") and stack.physical_id("Wait").endswith("/Handle")


@pytest.mark.sandbox_only("the URL's own host is the sandbox's")
def test_only_the_put_that_was_signed_is_taken(stack):
    url = handle_url(stack)
    assert signal(url, method="POST") == 403
    assert signal(url[:-1] + ("0" if url[-1] != "0" else "1")) == 403
    assert signal(url.split("?")[0]) == 403
    assert stack.delete() == "DELETE_COMPLETE"
    assert signal(url) == 403


def test_a_failure_rolls_back_with_its_reason(stack):
    url = handle_url(stack)
    signal(url, "FAILURE", "i-1", Reason="no disk")
    assert stack.update(template(Wait=wait())) == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.reasons("Wait") == ["WaitCondition received failed message: 'no disk' for uniqueId: i-1"]


def test_too_few_signals_time_out(stack):
    url = handle_url(stack)
    signal(url)
    assert stack.update(template(Wait=wait(count=2, timeout=1))) == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.reasons("Wait") == ["WaitCondition timed out. Received 1 conditions when expecting 2"]


@pytest.mark.sandbox_only("hosts of AWS take minutes")
def test_a_host_signals_by_cfn_signal(stack, client):
    image = client("ssm").get_parameter(Name=AL2023)["Parameter"]["Value"]
    script = {"Fn::Base64": {"Fn::Sub": "#!/bin/bash\n/opt/aws/bin/cfn-signal -e 0 -d booted '${Handle}'\n"}}
    host = {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": image, "InstanceType": "c5.large", "UserData": script}}
    assert stack.create(template(Host=host, Wait=wait(DependsOn="Host"))) == "CREATE_COMPLETE", stack.story()
    assert json.loads(stack.outputs()["Data"]) == {stack.physical_id("Host"): "booted"}


@pytest.mark.sandbox_only("hosts of AWS take minutes")
def test_a_host_signals_by_curl(stack, client):
    image = client("ssm").get_parameter(Name=AL2023)["Parameter"]["Value"]
    script = {"Fn::Base64": {"Fn::Sub": "#!/bin/bash\ncurl -sf -X PUT -H 'Content-Type:' --data-binary "
                                        "'{\"Status\":\"SUCCESS\",\"UniqueId\":\"web\",\"Data\":\"by curl\"}' '${Handle}'\n"}}
    host = {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": image, "InstanceType": "c5.large", "UserData": script}}
    assert stack.create(template(Host=host, Wait=wait(DependsOn="Host"))) == "CREATE_COMPLETE", stack.story()
    assert json.loads(stack.outputs()["Data"]) == {"web": "by curl"}


def test_with_a_creation_policy_it_waits_for_signal_resource(stack):
    body = {"Resources": {"Wait": {"Type": "AWS::CloudFormation::WaitCondition",
                                   "CreationPolicy": {"ResourceSignal": {"Count": 1, "Timeout": "PT1M"}}}}}
    stack.id = stack.api.create_stack(StackName=stack.name, TemplateBody=json.dumps(body))["StackId"]
    while not any(event.get("ResourceStatusReason") == "Resource creation Initiated" for event in stack.events()):
        pass
    stack.api.signal_resource(StackName=stack.name, LogicalResourceId="Wait", UniqueId="x", Status="SUCCESS")
    assert stack.ended() == "CREATE_COMPLETE", stack.story()
    assert "Received SUCCESS signal with UniqueId x" in [event.get("ResourceStatusReason") for event in stack.events()]
