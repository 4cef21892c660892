"""Lambda's layers: versions and who may use them, and what functions find of them at /opt."""
import base64
import hashlib
import io
import json
import zipfile

import pytest
from botocore.exceptions import ClientError

from lambda_functions import awslambda, invoke, node, role, script, zipped  # noqa: F401 (fixtures)
from stacks import Stack

PYTHON = "import sys, words\ndef handler(event, context): return [words.WORD, sys.path[1:3]]"


def publish(awslambda, files, name="words", **more):
    return awslambda.publish_layer_version(LayerName=name, Content={"ZipFile": zipped(files)}, **more)


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_life_of_a_layer(awslambda, account):
    zip_file = zipped({"python/words.py": "WORD = 1"})
    first = awslambda.publish_layer_version(
        LayerName="words", Content={"ZipFile": zip_file}, Description="d", LicenseInfo="MIT",
        CompatibleRuntimes=["python3.12"], CompatibleArchitectures=["x86_64"])
    arn = f"arn:aws:lambda:eu-central-1:{account}:layer:words"
    assert (first["LayerArn"], first["LayerVersionArn"], first["Version"]) == (arn, arn + ":1", 1)
    assert first["Content"] == {"CodeSize": len(zip_file), "CodeSha256": base64.b64encode(
        hashlib.sha256(zip_file).digest()).decode()}
    assert publish(awslambda, {"python/words.py": "WORD = 2"}, CompatibleRuntimes=["nodejs22.x"])["Version"] == 2
    got = awslambda.get_layer_version(LayerName=arn, VersionNumber=1)
    assert got == awslambda.get_layer_version_by_arn(Arn=arn + ":1") | {"ResponseMetadata": got["ResponseMetadata"]}
    assert (got["Description"], got["LicenseInfo"], got["CompatibleRuntimes"]) == ("d", "MIT", ["python3.12"])

    def listed(call, **arguments):
        return [item.get("Version") or item["LatestMatchingVersion"]["Version"]
                for name in ("LayerVersions", "Layers") for item in call(**arguments).get(name, [])]
    assert listed(awslambda.list_layer_versions, LayerName="words") == [2, 1]
    assert listed(awslambda.list_layer_versions, LayerName="words", CompatibleArchitecture="x86_64") == [1]
    assert listed(awslambda.list_layer_versions, LayerName="nothing") == []
    publish(awslambda, {"a": "b"}, name="another")
    assert [layer["LayerName"] for layer in awslambda.list_layers()["Layers"]] == ["another", "words"]
    assert listed(awslambda.list_layers, CompatibleRuntime="python3.12") == [1]
    page = awslambda.list_layers(MaxItems=1)
    assert [layer["LayerName"] for layer in awslambda.list_layers(Marker=page["NextMarker"])["Layers"]] == ["words"]

    awslambda.delete_layer_version(LayerName="words", VersionNumber=2)
    awslambda.delete_layer_version(LayerName="words", VersionNumber=2)
    assert refusal(awslambda.get_layer_version, LayerName="words", VersionNumber=2) == (
        "ResourceNotFoundException", "The resource you requested does not exist.")
    assert refusal(awslambda.get_layer_version, LayerName="words", VersionNumber=0) == (
        "InvalidParameterValueException", "Layer Version Cannot be less than 1")
    assert publish(awslambda, {"a": "b"})["Version"] == 3  # numbers are not given again


@pytest.mark.sandbox_only("answers at once")
def test_python_finds_modules_and_later_layers_win(awslambda, role):
    one = publish(awslambda, {"python/words.py": "WORD = 'one'", "data/a": "1"}, name="one")["LayerVersionArn"]
    two = publish(awslambda, {"python/words.py": "WORD = 'two'", "data/b": "2"}, name="two")["LayerVersionArn"]
    source = PYTHON.replace("sys.path[1:3]", "sorted(__import__('os').listdir('/opt/data'))")
    made = awslambda.create_function(FunctionName="f", Runtime="python3.12", Handler="index.handler", Role=role,
                                     Timeout=20, Layers=[one, two], Code={"ZipFile": zipped({"index.py": source})})
    assert [layer["Arn"] for layer in made["Layers"]] == [one, two] and made["Layers"][0]["CodeSize"] > 0
    assert invoke(awslambda)["Result"] == ["two", ["a", "b"]]
    awslambda.update_function_configuration(FunctionName="f", Layers=[two, one])
    assert invoke(awslambda)["Result"][0] == "one"
    awslambda.delete_layer_version(LayerName="one", VersionNumber=1)
    awslambda.delete_layer_version(LayerName="two", VersionNumber=1)
    awslambda.update_function_configuration(FunctionName="f", MemorySize=256)  # what it has it keeps
    assert invoke(awslambda)["Result"][0] == "one"
    assert refusal(awslambda.update_function_configuration, FunctionName="f", Layers=[one]) == (
        "InvalidParameterValueException", f"Layer version {one} does not exist.")
    assert "Layers" not in awslambda.update_function_configuration(FunctionName="f", Layers=[])
    assert invoke(awslambda)["Result"]["errorType"] == "Runtime.ImportModuleError"


@pytest.mark.sandbox_only("answers at once")
def test_node_finds_modules(awslambda, node):
    layer = publish(awslambda, {"nodejs/node_modules/words/index.js": "module.exports = 'from a layer'",
                                "nodejs/node22/node_modules/newer/index.js": "module.exports = 22"})["LayerVersionArn"]
    node("exports.handler = async () => [require('words'), require('newer'), process.env.NODE_PATH]", Layers=[layer],
         Timeout=20)
    word, newer, path = invoke(awslambda)["Result"]
    assert (word, newer) == ("from a layer", 22) and path.startswith("/opt/nodejs/node22/node_modules:/opt/nodejs/node_modules:")


@pytest.mark.sandbox_only("answers at once")
def test_a_bootstrap_and_programs_come_from_layers(awslambda, script):
    runtime = publish(awslambda, {"bin/word": "#!/bin/sh\necho layered", "bootstrap": """#!/bin/sh
next=$(mktemp)
id=$(curl -sD - "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" -o $next | tr -d '\\r' |
     sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
curl -s "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response" -d "\\"$(word)\\""
exec "$0"
"""})["LayerVersionArn"]
    code = {"ZipFile": zipped({"readme": "the layer has the bootstrap"})}
    script("", Layers=[runtime], Code=code)
    assert invoke(awslambda)["Result"] == "layered"


def test_what_a_function_may_not_have(awslambda, node, account):
    arns = [publish(awslambda, {"a": "b"}, name=f"l{number}")["LayerVersionArn"] for number in range(6)]
    again = publish(awslambda, {"a": "c"}, name="l0")["LayerVersionArn"]
    rows = [
        (arns, "Cannot reference more than 5 layers."),
        ([arns[0], again], "Two different versions of the same layer are not allowed to be referenced in the same "
                           f"function. {arns[0]} and {again} are versions of the same layer."),
        ([arns[1] + "7"], f"Layer version {arns[1]}7 does not exist."),
        ([f"arn:aws:lambda:us-east-1:{account}:layer:l0:1"],
         "Layers are not in the same region as the function. Layers are expected to be in region eu-central-1."),
    ]
    node("exports.handler = 1")
    for layers, message in rows:
        assert refusal(awslambda.update_function_configuration, FunctionName="f", Layers=layers) == (
            "InvalidParameterValueException", message)


def test_function_and_layers_together_have_a_limit(awslambda, node):
    zeros = "\0" * (90 * 1024 * 1024)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", zeros)
    layers = [awslambda.publish_layer_version(LayerName=f"zeros{number}", Content={"ZipFile": packed.getvalue()})[
        "LayerVersionArn"] for number in range(3)]
    node("exports.handler = 1", Layers=layers[:2])
    code, message = refusal(awslambda.update_function_configuration, FunctionName="f", Layers=layers)
    assert code == "InvalidParameterValueException"
    assert message == ("Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. "
                       f"The actual size is {3 * len(zeros) + len('exports.handler = 1')} bytes.")


def test_permissions(awslambda, client, account):
    arn = publish(awslambda, {"a": "b"})["LayerVersionArn"]
    other = client("lambda", credentials={"aws_access_key_id": "111122223333", "aws_secret_access_key": "test"})
    code, message = refusal(other.get_layer_version_by_arn, Arn=arn)
    assert code == "AccessDeniedException" and message.endswith(
        f"is not authorized to perform: lambda:GetLayerVersion on resource: {arn} because no resource-based policy "
        "allows the lambda:GetLayerVersion action")
    version = {"LayerName": "words", "VersionNumber": 1}
    assert refusal(awslambda.get_layer_version_policy, **version) == (
        "ResourceNotFoundException", "No policy is associated with the given resource.")
    statement = {"StatementId": "s", "Action": "lambda:GetLayerVersion", "Principal": "111122223333"}
    added = awslambda.add_layer_version_permission(**version, **statement)
    assert json.loads(added["Statement"]) == {
        "Sid": "s", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "lambda:GetLayerVersion", "Resource": arn}
    assert other.get_layer_version_by_arn(Arn=arn)["LayerVersionArn"] == arn
    assert refusal(awslambda.add_layer_version_permission, **version, **statement)[0] == "ResourceConflictException"
    assert refusal(awslambda.add_layer_version_permission, **version, **statement | {"StatementId": "t"},
                   RevisionId="x")[0] == "PreconditionFailedException"
    policy = awslambda.get_layer_version_policy(**version)
    assert policy["RevisionId"] == added["RevisionId"] and len(json.loads(policy["Policy"])["Statement"]) == 1
    awslambda.remove_layer_version_permission(**version, StatementId="s")
    assert refusal(awslambda.remove_layer_version_permission, **version, StatementId="s") == (
        "ResourceNotFoundException", "Statement s is not found in resource policy.")
    assert refusal(awslambda.add_layer_version_permission, LayerName="words", VersionNumber=9, **statement) == (
        "ResourceNotFoundException", f"Layer version {arn[:-1]}9 does not exist.")


def layer_template(key, description):
    return {"Resources": {
        "Layer": {"Type": "AWS::Lambda::LayerVersion", "Properties": {
            "LayerName": "words", "Description": description, "Content": {"S3Bucket": "code", "S3Key": key}}},
        "Permission": {"Type": "AWS::Lambda::LayerVersionPermission", "Properties": {
            "Action": "lambda:GetLayerVersion", "LayerVersionArn": {"Ref": "Layer"}, "Principal": "*"}},
        "Unnamed": {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {"S3Bucket": "code", "S3Key": key}}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
                                                    "Action": "sts:AssumeRole"}]}}},
        "Function": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "f", "Runtime": "python3.12", "Handler": "index.handler", "Timeout": 20,
            "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Layers": [{"Ref": "Layer"}],
            "Code": {"ZipFile": "import words\ndef handler(event, context): return words.WORD\n"}}}}}


@pytest.mark.sandbox_only("answers at once")
def test_cloudformation_makes_layers(client, awslambda, account):
    s3 = client("s3")
    s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for word in ("one", "two"):
        s3.put_object(Bucket="code", Key=word, Body=zipped({"python/words.py": f"WORD = '{word}'"}))
    stack = Stack(client("cloudformation"), "layers")
    assert stack.create(layer_template("one", "first")) == "CREATE_COMPLETE", stack.story()
    arn = f"arn:aws:lambda:eu-central-1:{account}:layer:words"
    assert stack.physical_id("Layer") == arn + ":1"
    assert stack.physical_id("Permission").startswith(arn + ":1#")
    assert ":layer:layers-Unnamed-" in stack.physical_id("Unnamed")
    [statement] = json.loads(awslambda.get_layer_version_policy(LayerName="words", VersionNumber=1)["Policy"])["Statement"]
    assert statement["Principal"] == "*"
    assert invoke(awslambda)["Result"] == "one"

    assert stack.update(layer_template("two", "second")) == "UPDATE_COMPLETE", stack.story()
    assert stack.physical_id("Layer") == arn + ":2" and stack.physical_id("Permission").startswith(arn + ":2#")
    assert [version["Version"] for version in awslambda.list_layer_versions(LayerName="words")["LayerVersions"]] == [2]
    assert invoke(awslambda)["Result"] == "two"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert awslambda.list_layers()["Layers"] == []
