"""Lambda's published versions and aliases: what they keep, who answers for them, who may call them."""
import json

import pytest
from botocore.exceptions import ClientError

from lambda_functions import awslambda, role, zipped  # noqa: F401 (fixtures)
from notified_functions import NotifiedFunction
from stacks import Stack

ANSWER = "def handler(event, context): return ['{}', context.function_version]"


@pytest.fixture
def function(awslambda, role):
    awslambda.create_function(FunctionName="f", Runtime="python3.12", Handler="index.handler", Role=role, Timeout=20,
                              Code={"ZipFile": zipped({"index.py": ANSWER.format("one")})})
    return awslambda


def change(awslambda, word, **more):
    return awslambda.update_function_code(FunctionName="f", ZipFile=zipped({"index.py": ANSWER.format(word)}), **more)


def answer(awslambda, name="f", **more):
    done = awslambda.invoke(FunctionName=name, **more)
    word, version = json.load(done["Payload"])
    assert version == done["ExecutedVersion"]
    return word, version


def code_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


@pytest.mark.sandbox_only("answers at once")
def test_a_version_keeps_code_and_configuration(function, account):
    arn = f"arn:aws:lambda:eu-central-1:{account}:function:f"
    first = function.publish_version(FunctionName="f", Description="the first")
    assert (first["Version"], first["FunctionArn"], first["Description"]) == ("1", arn + ":1", "the first")
    assert function.publish_version(FunctionName="f")["Version"] == "1"  # nothing has changed
    change(function, "two")
    assert (answer(function), answer(function, Qualifier="1"), answer(function, arn + ":1")) == (
        ("two", "$LATEST"), ("one", "1"), ("one", "1"))
    assert change(function, "three", Publish=True)["Version"] == "2"
    assert [version["Version"] for version in function.list_versions_by_function(FunctionName="f")["Versions"]] == [
        "$LATEST", "1", "2"]
    assert [one["FunctionName"] for one in function.list_functions()["Functions"]] == ["f"]
    got = function.get_function(FunctionName="f", Qualifier="1")["Configuration"]
    assert (got["Version"], got["FunctionArn"], got["FunctionName"]) == ("1", arn + ":1", "f")
    assert code_of(function.publish_version, FunctionName="f", CodeSha256="x") == "InvalidParameterValueException"
    function.delete_function(FunctionName="f", Qualifier="1")
    assert code_of(function.get_function, FunctionName="f", Qualifier="1") == "ResourceNotFoundException"
    change(function, "four")
    assert function.publish_version(FunctionName="f")["Version"] == "3"  # numbers are not given again
    function.delete_function(FunctionName="f")
    assert code_of(function.get_function, FunctionName="f", Qualifier="2") == "ResourceNotFoundException"


@pytest.mark.sandbox_only("answers at once")
def test_an_alias_leads_to_a_version(function, account):
    function.publish_version(FunctionName="f")
    change(function, "two", Publish=True)
    alias = function.create_alias(FunctionName="f", Name="live", FunctionVersion="1", Description="d")
    assert {name: alias[name] for name in ("AliasArn", "Name", "FunctionVersion", "Description")} == {
        "AliasArn": f"arn:aws:lambda:eu-central-1:{account}:function:f:live", "Name": "live", "FunctionVersion": "1",
        "Description": "d"}
    assert answer(function, Qualifier="live") == ("one", "1")
    function.update_alias(FunctionName="f", Name="live", FunctionVersion="2")
    assert answer(function, alias["AliasArn"]) == ("two", "2")
    assert function.get_alias(FunctionName="f", Name="live")["FunctionVersion"] == "2"
    assert [one["Name"] for one in function.list_aliases(FunctionName="f", FunctionVersion="2")["Aliases"]] == ["live"]
    assert function.list_aliases(FunctionName="f", FunctionVersion="1")["Aliases"] == []
    assert code_of(function.create_alias, FunctionName="f", Name="live", FunctionVersion="1") == "ResourceConflictException"
    assert code_of(function.create_alias, FunctionName="f", Name="b", FunctionVersion="9") == "ResourceNotFoundException"
    assert code_of(function.delete_function, FunctionName="f", Qualifier="2") == "ResourceConflictException"
    weights = {"RoutingConfig": {"AdditionalVersionWeights": {"1": 0.5}}}
    assert code_of(function.update_alias, FunctionName="f", Name="live", **weights) == "InvalidParameterValueException"
    for _ in range(2):  # deleting what is not there is no error
        function.delete_alias(FunctionName="f", Name="live")
    assert code_of(function.get_alias, FunctionName="f", Name="live") == "ResourceNotFoundException"


@pytest.mark.sandbox_only("looks for what arrived at once")
def test_a_policy_is_of_the_alias_alone(client):
    notified = NotifiedFunction(client)
    notified.api.publish_version(FunctionName=notified.name)
    arn = notified.api.create_alias(FunctionName=notified.name, Name="live", FunctionVersion="1")["AliasArn"]
    sns = client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    notified.api.add_permission(FunctionName=notified.name, Qualifier="live", StatementId="s", Principal="sns.amazonaws.com",
                                Action="lambda:InvokeFunction", SourceArn=topic)
    policy = json.loads(notified.api.get_policy(FunctionName=notified.name, Qualifier="live")["Policy"])
    assert policy["Statement"][0]["Resource"] == arn
    assert code_of(notified.api.get_policy, FunctionName=notified.name) == "ResourceNotFoundException"
    for endpoint in (arn, notified.arn):
        sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=endpoint)
    sns.publish(TopicArn=topic, Message="m")
    assert len(notified.wait_for(1)) == 1
    notified.api.remove_permission(FunctionName=notified.name, Qualifier="live", StatementId="s")


def test_versions_and_aliases_in_a_stack(client, role):
    stack = Stack(client("cloudformation"), "versions")
    awslambda = client("lambda")

    def template(word, version, description):
        function = {"Type": "AWS::Lambda::Function", "Properties": {
            "Runtime": "python3.12", "Handler": "index.handler", "Role": role, "Code": {"ZipFile": ANSWER.format(word)}}}
        return {"Resources": {
            "F": function,
            version: {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "F"}}},
            "A": {"Type": "AWS::Lambda::Alias", "Properties": {
                "FunctionName": {"Ref": "F"}, "Name": "live", "Description": description,
                "FunctionVersion": {"Fn::GetAtt": [version, "Version"]}}}},
            "Outputs": {"Alias": {"Value": {"Ref": "A"}}, "Version": {"Value": {"Ref": version}}}}

    assert stack.create(template("one", "V1", "a")) == "CREATE_COMPLETE", stack.story()
    outputs = stack.outputs()
    assert outputs["Alias"].endswith(":live") and outputs["Version"].endswith(":1")
    assert stack.update(template("two", "V2", "b")) == "UPDATE_COMPLETE", stack.story()
    assert answer(awslambda, stack.outputs()["Alias"]) == ("two", "2")
    assert code_of(awslambda.get_function, FunctionName=outputs["Version"]) == "ResourceNotFoundException"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert awslambda.list_functions()["Functions"] == []
