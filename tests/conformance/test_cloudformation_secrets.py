"""Secrets of Secrets Manager in stacks: the types AWS::SecretsManager::Secret and ResourcePolicy, and {{resolve:secretsmanager:…}} in templates."""
import json
import string

import pytest

import container_hosts
from stacks import Stack


@pytest.fixture
def cloudformation(client):
    return client("cloudformation")


@pytest.fixture
def secrets(client):
    return client("secretsmanager")


@pytest.fixture
def ssm(client):
    return client("ssm")


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


def parameter(value):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}


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


def test_a_secrets_policy_is_put_changed_and_taken_away(stack, secrets, account):
    def body(effect):
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": effect, "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "secretsmanager:GetSecretValue",
            "Resource": "*"}]}
        return template(S=secret(Name="app", SecretString="1"), P={
            "Type": "AWS::SecretsManager::ResourcePolicy", "Properties": {"SecretId": {"Ref": "S"}, "ResourcePolicy": policy}})

    assert stack.create(body("Deny")) == "CREATE_COMPLETE", stack.story()
    assert stack.physical_id("P") == stack.physical_id("S")
    with pytest.raises(secrets.exceptions.ClientError, match="explicit deny in a resource-based policy"):
        value(secrets, "app")
    assert stack.update(body("Allow")) == "UPDATE_COMPLETE", stack.story()
    assert value(secrets, "app") == "1"
    assert stack.update(template(S=secret(Name="app", SecretString="1"))) == "UPDATE_COMPLETE", stack.story()
    assert "ResourcePolicy" not in secrets.get_resource_policy(SecretId="app")


# ---- dynamic references -----------------------------------------------------------------------------------

def test_references_are_resolved_and_not_shown(stack, secrets, ssm, cloudformation):
    arn = secrets.create_secret(Name="db", SecretString="old")["ARN"]
    version = secrets.put_secret_value(SecretId=arn, SecretString='{"user": "admin", "port": 5432}')["VersionId"]
    wanted = {"All": ("db", '{"user": "admin", "port": 5432}'), "User": (f"{arn}:SecretString:user::", "admin"),
              "Port": ("db::port", "5432"), "Old": ("db:SecretString::AWSPREVIOUS", "old"),
              "ById": (f"db:SecretString:user::{version}", "admin")}
    body = template(**{name: parameter("x-{{resolve:secretsmanager:" + reference + "}}")
                       for name, (reference, _) in wanted.items()})
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    for name, (reference, expected) in wanted.items():
        assert ssm.get_parameter(Name=stack.physical_id(name))["Parameter"]["Value"] == "x-" + expected
        shown = [json.loads(event["ResourceProperties"]) for event in stack.events() if event["LogicalResourceId"] == name]
        assert {one["Value"] for one in shown} == {"x-{{resolve:secretsmanager:" + reference + "}}"}
    secrets.put_secret_value(SecretId=arn, SecretString="new")
    with pytest.raises(cloudformation.exceptions.ClientError, match="No updates are to be performed."):
        stack.update(body)
    body["Resources"]["All"] = parameter("y-{{resolve:secretsmanager:db}}")
    cloudformation.create_change_set(StackName=stack.name, ChangeSetName="c", TemplateBody=json.dumps(body))
    changes = cloudformation.describe_change_set(StackName=stack.name, ChangeSetName="c")["Changes"]
    assert [change["ResourceChange"]["LogicalResourceId"] for change in changes] == ["All"]
    assert "admin" not in str(changes)
    cloudformation.execute_change_set(StackName=stack.name, ChangeSetName="c")
    assert stack.ended() == "UPDATE_COMPLETE", stack.story()
    assert ssm.get_parameter(Name=stack.physical_id("All"))["Parameter"]["Value"] == "y-new"
    assert ssm.get_parameter(Name=stack.physical_id("User"))["Parameter"]["Value"] == "x-admin"  # it has not changed


def test_a_secret_of_the_same_template_can_be_referred_to(stack, secrets, ssm):
    body = template(
        S=secret(GenerateSecretString={"SecretStringTemplate": "{}", "GenerateStringKey": "password", "PasswordLength": 16}),
        P=parameter({"Fn::Sub": "{{resolve:secretsmanager:${S}:SecretString:password::}}"}))
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    password = json.loads(value(secrets, stack.physical_id("S")))["password"]
    assert ssm.get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == password
    assert password not in str(stack.events())


def test_a_value_that_looks_like_a_reference_is_none(stack, secrets, ssm):
    secrets.create_secret(Name="db", SecretString="hidden")
    ssm.put_parameter(Name="sly", Value="{{resolve:secretsmanager:db}}", Type="String")
    assert stack.create(template(P=parameter("{{resolve:ssm:sly}}"), Q=parameter("{{resolve:ssm:sly}} {{resolve:secretsmanager:db}}"))) == (
        "CREATE_COMPLETE"), stack.story()
    assert ssm.get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "{{resolve:secretsmanager:db}}"
    assert ssm.get_parameter(Name=stack.physical_id("Q"))["Parameter"]["Value"] == "{{resolve:secretsmanager:db}} hidden"


@pytest.mark.parametrize("reference, reason", [
    ("none", "Secrets Manager can't find the specified secret."),
    ("db:SecretString:none", "Could not find a value associated with JSONKey in SecretString"),
    ("text:SecretString:key", "Could not parse SecretString JSON"),
    ("db:SecretString::AWSPENDING", "Secrets Manager can't find the specified secret value for staging label: AWSPENDING"),
])
def test_references_that_lead_nowhere_fail_the_resource(stack, secrets, reference, reason):
    secrets.create_secret(Name="db", SecretString='{"user": "admin"}')
    secrets.create_secret(Name="text", SecretString="hidden")
    assert stack.create(template(P=parameter("{{resolve:secretsmanager:" + reference + "}}"))) == "ROLLBACK_COMPLETE"
    assert stack.reasons("P") == [reason]


def test_a_malformed_reference_is_refused_at_once(stack):
    reference = "{{resolve:secretsmanager:db:SecretBinary}}"
    with pytest.raises(stack.api.exceptions.ClientError) as caught:
        stack.create(template(P=parameter(reference)))
    assert caught.value.response["Error"]["Message"] == (
        f"Incorrect format is used in the following Secrets Manager reference: [{reference}]")


def test_secrets_are_read_as_the_stacks_role(stack, secrets, ssm, client):
    arn = secrets.create_secret(Name="db", SecretString="v")["ARN"]
    iam = client("iam")
    role = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=container_hosts.policy_document(
        "sts:AssumeRole", Principal={"Service": "cloudformation.amazonaws.com"}))["Role"]["Arn"]

    def allow(*actions):
        iam.put_role_policy(RoleName="deployer", PolicyName="p", PolicyDocument=container_hosts.policy_document(*actions, Resource="*"))
    body = template(P=parameter("{{resolve:secretsmanager:db}}"))
    allow("ssm:PutParameter", "ssm:DeleteParameter")
    assert stack.create(body, RoleARN=role) == "ROLLBACK_COMPLETE"
    [reason] = stack.reasons("P")
    assert f"is not authorized to perform: secretsmanager:GetSecretValue on resource: {arn} because" in reason
    stack.delete()
    allow("ssm:PutParameter", "ssm:DeleteParameter", "secretsmanager:GetSecretValue")
    assert stack.create(body, RoleARN=role) == "CREATE_COMPLETE", stack.story()
    assert ssm.get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "v"


# ---- who may not read a secret is not told it -----------------------------------------------------------------------

def policy(*actions, **statement):
    return json.loads(container_hosts.policy_document(*actions, **statement))


def drift(stack, logical_id):
    stack.api.detect_stack_drift(StackName=stack.name)
    drifts = stack.api.describe_stack_resource_drifts(StackName=stack.name)["StackResourceDrifts"]
    return next(one for one in drifts if one["LogicalResourceId"] == logical_id)


def test_drift_shows_references_in_the_places_of_secrets(stack, secrets, client):
    secrets.create_secret(Name="db", SecretString="hunter2")
    reference = "{{resolve:secretsmanager:db}}"
    trust = policy("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"}, Condition={"StringEquals": {"sts:ExternalId": reference}})
    role = {"Type": "AWS::IAM::Role", "Properties": {"Description": reference, "AssumeRolePolicyDocument": trust}}
    assert stack.create(template(S=secret(SecretString=reference), R=role, P=parameter("x-" + reference))) == "CREATE_COMPLETE", stack.story()
    for logical_id, name, written in (("S", "SecretString", reference), ("R", "Description", reference), ("P", "Value", "x-" + reference)):
        found = drift(stack, logical_id)
        assert "hunter2" not in str(found) and found["StackResourceDriftStatus"] == "IN_SYNC"
        assert json.loads(found["ExpectedProperties"])[name] == json.loads(found["ActualProperties"])[name] == written
    iam = client("iam")
    other = trust | {"Version": "2008-10-17"}
    iam.update_assume_role_policy(RoleName=stack.physical_id("R"), PolicyDocument=json.dumps(other).replace(reference, "hunter2"))
    iam.update_role(RoleName=stack.physical_id("R"), Description="hunter3")
    found = drift(stack, "R")
    assert found["StackResourceDriftStatus"] == "MODIFIED" and "hunter" not in str(found)
    actual = json.loads(found["ActualProperties"])
    assert actual["AssumeRolePolicyDocument"] == other and actual["Description"] == "****"
    assert {"PropertyPath": "/Description", "ExpectedValue": reference, "ActualValue": "****",
            "DifferenceType": "NOT_EQUAL"} in found["PropertyDifferences"]


def test_no_event_says_a_secret(stack, secrets):
    secrets.create_secret(Name="db", SecretString="TOPSECRET" * 200)
    secrets.create_secret(Name="key", SecretString="hunter2")
    role = {"Type": "AWS::IAM::Role", "Properties": {
        "Description": "{{resolve:secretsmanager:db}}",
        "AssumeRolePolicyDocument": policy("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"})}}
    key = secret(SecretString="1", KmsKeyId="{{resolve:secretsmanager:key}}")
    assert stack.create(template(R=role, K=key), OnFailure="DO_NOTHING") == "CREATE_FAILED"
    assert "TOPSECRET" not in str(stack.events()) and "hunter2" not in str(stack.events())
    assert any("****" in reason for reason in stack.reasons("R") + stack.reasons("K"))


def test_a_reference_takes_the_place_of_its_value(stack, secrets, cloudformation):
    secrets.create_secret(Name="db", SecretString="hunter2")
    other = parameter("1")
    assert stack.create(template(P=parameter("hunter2"), Q=other)) == "CREATE_COMPLETE", stack.story()
    referring = template(P=parameter("{{resolve:secretsmanager:db}}"), Q=other)
    assert stack.update(referring) == "UPDATE_COMPLETE", stack.story()
    assert json.loads(drift(stack, "P")["ExpectedProperties"])["Value"] == "{{resolve:secretsmanager:db}}"
    with pytest.raises(cloudformation.exceptions.ClientError, match="No updates are to be performed."):
        stack.update(referring)


def test_what_only_a_change_set_says_is_no_reference(stack):
    reference = "{{resolve:ssm:{{changeSet:KNOWN_AFTER_APPLY}}}}"
    assert stack.create(template(P=parameter(reference))) == "ROLLBACK_COMPLETE"
    [reason] = stack.reasons("P")
    assert reason.startswith("Incorrect format is used in the following SSM reference: [")


def test_templates_of_secrets_stay_as_they_are_written(stack, secrets):
    rules = {"SecretStringTemplate": '{"version": 1.10, "big": 1e400}', "GenerateStringKey": "password", "PasswordLength": 8}
    assert stack.create(template(S=secret(GenerateSecretString=rules))) == "CREATE_COMPLETE", stack.story()
    assert value(secrets, stack.physical_id("S")).startswith('{"version": 1.10, "big": 1e400,"password":"')


def test_the_policy_of_a_secret_that_is_marked_for_deletion_is_gone(stack, secrets, account):
    allowed = policy("secretsmanager:GetSecretValue", Resource="*", Principal={"AWS": f"arn:aws:iam::{account}:root"})
    arn = secrets.create_secret(Name="app", SecretString="1")["ARN"]
    body = template(P={"Type": "AWS::SecretsManager::ResourcePolicy", "Properties": {"SecretId": arn, "ResourcePolicy": allowed}}, Q=parameter("1"))
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    secrets.delete_secret(SecretId=arn)
    assert drift(stack, "P")["StackResourceDriftStatus"] == "DELETED"
    assert drift(stack, "Q")["StackResourceDriftStatus"] == "IN_SYNC"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
