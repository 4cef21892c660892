"""Secrets of Secrets Manager in stacks: the type AWS::SecretsManager::Secret."""
import json
import string

import pytest

from stacks import Stack


@pytest.fixture
def cloudformation(client):
    return client("cloudformation")


@pytest.fixture
def secrets(client):
    return client("secretsmanager")


@pytest.fixture
def stack(cloudformation):
    stack = Stack(cloudformation, "secret-stack")
    yield stack
    if stack.id and stack.status() != "DELETE_COMPLETE":
        stack.delete()


def template(**resources):
    return {"Resources": resources}


def secret(**properties):
    return {"Type": "AWS::SecretsManager::Secret", "Properties": properties}


def value(secrets, id, **which):
    return secrets.get_secret_value(SecretId=id, **which)["SecretString"]


# ---- the type ---------------------------------------------------------------------------------------------

def test_a_secret_is_made_changed_and_deleted_for_good(stack, secrets):
    body = template(S=secret(Name="app", SecretString="1", Description="d", Tags=[{"Key": "a", "Value": "1"}]))
    body["Outputs"] = {"Ref": {"Value": {"Ref": "S"}}, "Id": {"Value": {"Fn::GetAtt": ["S", "Id"]}}}
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    arn = stack.physical_id("S")
    assert stack.outputs() == {"Ref": arn, "Id": arn} and ":secret:app-" in arn
    described = secrets.describe_secret(SecretId=arn)
    assert (described["Name"], described["Description"], described["Tags"]) == ("app", "d", [{"Key": "a", "Value": "1"}])
    changed = template(S=secret(Name="app", SecretString="2", Tags=[{"Key": "b", "Value": "2"}]))
    assert stack.update(changed) == "UPDATE_COMPLETE", stack.story()
    assert stack.physical_id("S") == arn
    assert value(secrets, arn) == "2" and value(secrets, arn, VersionStage="AWSPREVIOUS") == "1"
    described = secrets.describe_secret(SecretId=arn)
    assert "Description" not in described and described["Tags"] == [{"Key": "b", "Value": "2"}]
    assert stack.delete() == "DELETE_COMPLETE"
    secrets.create_secret(Name="app")  # nothing waits for the end of a recovery window


def test_another_name_is_another_secret(stack, secrets):
    assert stack.create(template(S=secret(Name="one", SecretString="1"))) == "CREATE_COMPLETE", stack.story()
    assert stack.update(template(S=secret(Name="two", SecretString="1"))) == "UPDATE_COMPLETE", stack.story()
    assert [one["Name"] for one in secrets.list_secrets()["SecretList"]] == ["two"]


def test_values_are_generated(stack, secrets):
    rules = {"PasswordLength": "40", "ExcludePunctuation": "true", "ExcludeCharacters": "abc"}
    login = {"SecretStringTemplate": '{"username": "admin"}', "GenerateStringKey": "password", "PasswordLength": 20}
    body = template(Plain=secret(GenerateSecretString=rules), Login=secret(GenerateSecretString=login), Empty=secret())
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    plain, of_login = (stack.physical_id(name) for name in ("Plain", "Login"))
    assert ":secret:Plain-" in plain
    first = value(secrets, plain)
    assert len(first) == 40 and set(first) <= set(string.ascii_letters + string.digits) - set("abc")
    generated = json.loads(value(secrets, of_login))
    assert generated["username"] == "admin" and len(generated["password"]) == 20
    assert "VersionIdsToStages" not in secrets.describe_secret(SecretId=stack.physical_id("Empty"))
    body["Resources"]["Plain"]["Properties"]["GenerateSecretString"]["PasswordLength"] = "50"
    body["Resources"]["Login"]["Properties"]["Description"] = "d"
    assert stack.update(body) == "UPDATE_COMPLETE", stack.story()
    assert len(value(secrets, plain)) == 50 and json.loads(value(secrets, of_login)) == generated


@pytest.mark.parametrize("properties, reason", [
    ({"SecretString": "a", "GenerateSecretString": {}}, "You can't specify both SecretString and GenerateSecretString"),
    ({"GenerateSecretString": {"GenerateStringKey": "k"}}, "You must specify both SecretStringTemplate and GenerateStringKey"),
    ({"GenerateSecretString": {"GenerateStringKey": "k", "SecretStringTemplate": "[]"}}, "SecretStringTemplate is not a JSON object."),
    ({"GenerateSecretString": {"PasswordLength": 3}}, "Password length is too short based on the required types."),
    ({"SecretString": "a", "KmsKeyId": "alias/mine"}, "The sandbox does not model AWS KMS: KmsKeyId alias/mine is not supported"),
])
def test_what_makes_no_secret_fails_it(stack, secrets, properties, reason):
    try:
        assert stack.create(template(S=secret(**properties))) == "ROLLBACK_COMPLETE"
        assert reason in stack.reasons("S")[0]
    except stack.api.exceptions.ClientError as error:
        assert reason in error.response["Error"]["Message"]
    assert secrets.list_secrets()["SecretList"] == []
