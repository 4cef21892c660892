"""Secrets Manager: secrets, their versions and staging labels, deletion, tags, policies, passwords."""
import json
import string
import urllib.error
import urllib.request
import uuid

import container_hosts
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

SERVICE = "secretsmanager"
NOT_FOUND = "Secrets Manager can't find the specified secret."


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def text_of(call, **arguments):
    error = error_of(call, **arguments)
    return f"{error['Code']}: {error['Message']}"


@pytest.fixture
def secrets(client, on_aws):
    made = client("secretsmanager")
    yield made
    if on_aws:
        for page in made.get_paginator("list_secrets").paginate():
            for secret in page["SecretList"]:
                made.delete_secret(SecretId=secret["ARN"], ForceDeleteWithoutRecovery=True)


def value(secrets, id="s", **which):
    return secrets.get_secret_value(SecretId=id, **which)["SecretString"]


def stages(secrets, id="s"):
    return {version: sorted(labels) for version, labels in secrets.describe_secret(SecretId=id)["VersionIdsToStages"].items()}


# ---- secrets ----------------------------------------------------------------------------------------------

def test_secrets_are_made_and_read(secrets, account):
    made = secrets.create_secret(Name="app/db", SecretString='{"user":"u"}', Description="d", Tags=[{"Key": "a", "Value": "b"}])
    arn = made["ARN"]
    assert arn[:-6] == f"arn:aws:secretsmanager:eu-central-1:{account}:secret:app/db-"
    read = secrets.get_secret_value(SecretId="app/db")
    assert (read["ARN"], read["Name"], read["VersionId"], read["SecretString"], read["VersionStages"]) == (
        arn, "app/db", made["VersionId"], '{"user":"u"}', ["AWSCURRENT"])
    assert value(secrets, arn) == value(secrets, arn[:-7]) == '{"user":"u"}'
    described = secrets.describe_secret(SecretId=arn)
    assert described["VersionIdsToStages"] == {made["VersionId"]: ["AWSCURRENT"]}
    assert (described["Description"], described["Tags"]) == ("d", [{"Key": "a", "Value": "b"}])
    assert described["LastAccessedDate"] <= described["CreatedDate"] == described["LastChangedDate"]


def test_bytes_are_kept_as_they_are(secrets):
    secrets.create_secret(Name="s", SecretBinary=b"\x00\xff")
    read = secrets.get_secret_value(SecretId="s")
    assert read["SecretBinary"] == b"\x00\xff" and "SecretString" not in read


def test_a_secret_without_a_value_gets_one_later(secrets):
    assert "VersionId" not in secrets.create_secret(Name="s")
    assert text_of(secrets.get_secret_value, SecretId="s") == (
        "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT")
    put = secrets.put_secret_value(SecretId="s", SecretString="v", VersionStages=["mine"])
    assert sorted(put["VersionStages"]) == ["AWSCURRENT", "mine"]


@pytest.mark.parametrize("arguments, error", [
    ({"Name": "a b"}, "ValidationException: Invalid name. Must be a valid name containing alphanumeric characters, or any of the "
                      "following: -/_+=.@!"),
    ({"SecretString": "a", "SecretBinary": b"b"},
     "InvalidParameterException: You can't specify both a binary secret value and a string secret value in the same secret."),
    ({"KmsKeyId": "alias/mine"}, "InvalidParameterException: The sandbox does not model AWS KMS: KmsKeyId alias/mine is not "
                                 "supported, only alias/aws/secretsmanager"),
    ({"Tags": [{"Key": "aws:x", "Value": "y"}]},
     "InvalidParameterException: Tag keys that begin with aws: are reserved: aws:x"),
    ({"Tags": [{"Value": "y"}]}, "InvalidParameterException: A tag must have a Key."),
    ({"Tags": [{"Key": "a", "Value": "x"}, {"Key": "a", "Value": "y"}]},
     "InvalidParameterException: Tag keys must be unique: a"),
])
def test_what_makes_no_secret(secrets, arguments, error):
    assert text_of(secrets.create_secret, **{"Name": "s", **arguments}) == error
    assert text_of(secrets.describe_secret, SecretId="s") == f"ResourceNotFoundException: {NOT_FOUND}"


def test_what_the_sandbox_has_not_is_refused_by_name(secrets):
    secrets.create_secret(Name="s", SecretString="v", KmsKeyId="alias/aws/secretsmanager")
    assert "AddReplicaRegions" in text_of(secrets.create_secret, Name="t", AddReplicaRegions=[{"Region": "us-east-1"}])
    assert "RotateSecret" in text_of(secrets.rotate_secret, SecretId="s")


# ---- versions -----------------------------------------------------------------------------------------------

def test_new_values_leave_the_former_one_as_the_previous(secrets):
    first = secrets.create_secret(Name="s", SecretString="1")["VersionId"]
    second = secrets.put_secret_value(SecretId="s", SecretString="2")["VersionId"]
    assert stages(secrets) == {first: ["AWSPREVIOUS"], second: ["AWSCURRENT"]}
    third = secrets.update_secret(SecretId="s", SecretString="3", Description="new")["VersionId"]
    assert stages(secrets) == {second: ["AWSPREVIOUS"], third: ["AWSCURRENT"]}
    assert "VersionId" not in secrets.update_secret(SecretId="s", Description="newer")
    assert secrets.describe_secret(SecretId="s")["Description"] == "newer"
    assert value(secrets) == "3" and value(secrets, VersionStage="AWSPREVIOUS") == "2" and value(secrets, VersionId=first) == "1"
    listed = secrets.list_secret_version_ids(SecretId="s", IncludeDeprecated=True)["Versions"]
    assert [(one["VersionId"], one.get("VersionStages")) for one in listed] == [
        (first, None), (second, ["AWSPREVIOUS"]), (third, ["AWSCURRENT"])]
    shown = secrets.list_secret_version_ids(SecretId="s", MaxResults=1)
    rest = secrets.list_secret_version_ids(SecretId="s", MaxResults=1, NextToken=shown["NextToken"])
    assert [shown["Versions"][0]["VersionId"], rest["Versions"][0]["VersionId"]] == [second, third] and "NextToken" not in rest
    assert error_of(secrets.list_secret_version_ids, SecretId="s", NextToken="x")["Code"] == "InvalidNextTokenException"


def test_versions_are_asked_for_by_what_they_have(secrets):
    first = secrets.create_secret(Name="s", SecretString="1")["VersionId"]
    assert text_of(secrets.get_secret_value, SecretId="s", VersionId=first, VersionStage="other") == (
        "InvalidRequestException: You provided a VersionStage that is not associated to the provided VersionId.")
    unknown = str(uuid.uuid4())
    assert text_of(secrets.get_secret_value, SecretId="s", VersionId=unknown) == (
        f"ResourceNotFoundException: Secrets Manager can't find the specified secret value for VersionId: {unknown}")


def test_the_same_request_again_makes_no_second_version(secrets):
    token = str(uuid.uuid4())
    made = secrets.create_secret(Name="s", SecretString="1", ClientRequestToken=token)
    assert secrets.create_secret(Name="s", SecretString="1", ClientRequestToken=token)["VersionId"] == made["VersionId"] == token
    assert secrets.put_secret_value(SecretId="s", SecretString="1", ClientRequestToken=token)["VersionId"] == token
    assert text_of(secrets.put_secret_value, SecretId="s", SecretString="2", ClientRequestToken=token) == (
        f"ResourceExistsException: You can't use ClientRequestToken {token} because that value is already in use for a version of "
        f"secret {made['ARN']}.")
    assert text_of(secrets.create_secret, Name="s", SecretString="1") == (
        "ResourceExistsException: The operation failed because the secret s already exists.")
    assert error_of(secrets.put_secret_value, SecretId="s")["Code"] == "InvalidRequestException"


def test_labels_are_moved_from_where_they_are_said_to_be(secrets):
    first = secrets.create_secret(Name="s", SecretString="1")["VersionId"]
    second = secrets.put_secret_value(SecretId="s", SecretString="2", VersionStages=["AWSPENDING"])["VersionId"]
    move = secrets.update_secret_version_stage
    assert text_of(move, SecretId="s", VersionStage="AWSCURRENT", MoveToVersionId=second) == (
        "InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached "
        f"to version {first}, so you must explicitly reference that version in RemoveFromVersionId.")
    assert error_of(move, SecretId="s", VersionStage="AWSCURRENT", RemoveFromVersionId=first)["Code"] == "InvalidParameterException"
    move(SecretId="s", VersionStage="AWSCURRENT", MoveToVersionId=second, RemoveFromVersionId=first)
    move(SecretId="s", VersionStage="AWSPENDING", RemoveFromVersionId=second)
    assert stages(secrets) == {first: ["AWSPREVIOUS"], second: ["AWSCURRENT"]}
    assert error_of(move, SecretId="s", VersionStage="x", MoveToVersionId=str(uuid.uuid4()))["Code"] == "InvalidParameterException"


# ---- several at once --------------------------------------------------------------------------------------

def batch_of(client, operation="BatchGetSecretValue", **members):
    """An operation that the client of Debian 12 does not know. Returns the reply, or the error."""
    request = AWSRequest("POST", client.meta.endpoint_url + "/", data=json.dumps(members).encode(), headers={
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{SERVICE}.{operation}"})
    SigV4Auth(client._request_signer._credentials, SERVICE, client.meta.region_name).add_auth(request)
    prepared = request.prepare()
    asked = urllib.request.Request(prepared.url, data=prepared.body, headers=dict(prepared.headers))
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def test_values_are_read_in_batches_of_which_each_is_decided_on(secrets, user):
    arns = {name: secrets.create_secret(Name=name, SecretString=name.upper())["ARN"] for name in ("app-a", "app-b", "other")}
    got = batch_of(secrets, SecretIdList=["app-a", arns["other"], "none"])
    assert [(one["ARN"], one["SecretString"]) for one in got["SecretValues"]] == [(arns["app-a"], "APP-A"), (arns["other"], "OTHER")]
    assert got["Errors"] == [{"SecretId": "none", "ErrorCode": "ResourceNotFoundException", "Message": NOT_FOUND}]
    filters = [{"Key": "name", "Values": ["app"]}]
    first = batch_of(secrets, Filters=filters, MaxResults=1)
    second = batch_of(secrets, Filters=filters, MaxResults=1, NextToken=first["NextToken"])
    assert [page["SecretValues"][0]["Name"] for page in (first, second)] == ["app-a", "app-b"] and "NextToken" not in second
    theirs = user(Action=["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"],
                  Resource=["*"], Condition={"StringNotEquals": {"secretsmanager:SecretId": "app-b"}})
    got = batch_of(theirs, SecretIdList=["app-a", "app-b"])
    assert [one["Name"] for one in got["SecretValues"]] == ["app-a"]
    assert [(one["SecretId"], one["ErrorCode"]) for one in got["Errors"]] == [("app-b", "AccessDeniedException")]
    assert batch_of(theirs, Filters=filters)["__type"] == "AccessDeniedException"
    for wrong in ({}, {"SecretIdList": ["a"], "Filters": filters}, {"SecretIdList": ["a"], "MaxResults": 1},
                  {"SecretIdList": ["a"], "NextToken": first["NextToken"]}):
        assert batch_of(secrets, **wrong)["__type"] == "InvalidParameterException"


# ---- deletion -------------------------------------------------------------------------------------------------

def test_deleted_secrets_can_be_restored(secrets):
    arn = secrets.create_secret(Name="s", SecretString="v")["ARN"]
    deleted = secrets.delete_secret(SecretId="s", RecoveryWindowInDays=7)
    assert (deleted["DeletionDate"] - secrets.describe_secret(SecretId="s")["CreatedDate"]).days == 7
    assert secrets.describe_secret(SecretId=arn)["DeletedDate"] == deleted["DeletionDate"]
    marked = "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion."
    for call, arguments in ((secrets.get_secret_value, {}), (secrets.put_secret_value, {"SecretString": "w"}),
                            (secrets.update_secret, {"Description": "d"}), (secrets.untag_resource, {"TagKeys": ["a"]})):
        assert text_of(call, SecretId="s", **arguments) == marked
    assert text_of(secrets.create_secret, Name="s") == (
        "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.")
    assert secrets.list_secrets()["SecretList"] == []
    secrets.restore_secret(SecretId="s")
    assert value(secrets) == "v" and "DeletedDate" not in secrets.describe_secret(SecretId="s")


def test_forced_deletion_leaves_nothing(secrets):
    old = secrets.create_secret(Name="s", SecretString="v")["ARN"]
    secrets.delete_secret(SecretId="s", ForceDeleteWithoutRecovery=True)
    assert text_of(secrets.get_secret_value, SecretId="s") == f"ResourceNotFoundException: {NOT_FOUND}"
    assert text_of(secrets.delete_secret, SecretId="s") == f"ResourceNotFoundException: {NOT_FOUND}"
    secrets.delete_secret(SecretId="s", ForceDeleteWithoutRecovery=True)
    assert secrets.create_secret(Name="s")["ARN"] != old


def test_recovery_windows_have_bounds(secrets):
    secrets.create_secret(Name="s")
    for days in (6, 31):
        assert text_of(secrets.delete_secret, SecretId="s", RecoveryWindowInDays=days) == (
            "InvalidParameterException: The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
    assert text_of(secrets.delete_secret, SecretId="s", RecoveryWindowInDays=7, ForceDeleteWithoutRecovery=True) == (
        "InvalidParameterException: You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")


# ---- lists and tags ---------------------------------------------------------------------------------------

def test_secrets_are_listed_in_pages_and_filtered(secrets):
    for name in ("b", "a", "Prod/c"):
        secrets.create_secret(Name=name, SecretString="v", Tags=[{"Key": "team", "Value": name}])

    def names(**arguments):
        pages = secrets.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 2}, **arguments)
        return [secret["Name"] for page in pages for secret in page["SecretList"]]

    assert names() == ["b", "a", "Prod/c"] and names(SortOrder="desc") == ["Prod/c", "a", "b"]
    assert names(Filters=[{"Key": "name", "Values": ["Pro", "a"]}]) == ["a", "Prod/c"]
    assert names(Filters=[{"Key": "tag-value", "Values": ["!a"]}]) == ["b", "Prod/c"]
    secrets.delete_secret(SecretId="a")
    assert names() == ["b", "Prod/c"]
    listed = secrets.list_secrets(Filters=[{"Key": "name", "Values": ["b"]}])["SecretList"][0]
    assert list(listed["SecretVersionsToStages"].values()) == [["AWSCURRENT"]]


def test_tags(secrets):
    secrets.create_secret(Name="s", Tags=[{"Key": "a", "Value": "1"}])
    secrets.tag_resource(SecretId="s", Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    secrets.untag_resource(SecretId="s", TagKeys=["b", "c"])
    assert secrets.describe_secret(SecretId="s")["Tags"] == [{"Key": "a", "Value": "2"}]
    many = [{"Key": str(number), "Value": ""} for number in range(50)]
    assert error_of(secrets.tag_resource, SecretId="s", Tags=many)["Code"] == "InvalidParameterException"


# ---- who may --------------------------------------------------------------------------------------------------

@pytest.fixture
def user(client):
    """user(Action=…, …) or user(statement, …): a client of a user who may do what the statements say."""
    iam = client("iam")

    def make(*statements, **statement):
        document = json.dumps({"Version": "2012-10-17", "Statement": statements}) if statements else (
            container_hosts.policy_document(**statement))
        name = f"u{uuid.uuid4().hex[:8]}"
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return client("secretsmanager", credentials={
            "aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]})

    return make


def test_iam_decides_by_the_whole_arn(secrets, user):
    mine = secrets.create_secret(Name="mine", SecretString="v")["ARN"]
    other = secrets.create_secret(Name="mine2", SecretString="v")["ARN"]
    theirs = user(Action="secretsmanager:*", Resource=mine[:-6] + "??????")
    assert value(theirs, "mine") == value(theirs, mine) == "v"
    assert f"not authorized to perform: secretsmanager:GetSecretValue on resource: {other} because" in text_of(
        theirs.get_secret_value, SecretId="mine2")
    assert error_of(theirs.get_secret_value, SecretId="no-such")["Code"] == "AccessDeniedException"
    theirs.delete_secret(SecretId="mine", ForceDeleteWithoutRecovery=True)
    theirs.create_secret(Name="mine")
    assert error_of(theirs.create_secret, Name="other")["Code"] == "AccessDeniedException"
    assert error_of(theirs.list_secrets)["Code"] == "AccessDeniedException"


def test_iam_decides_by_tags_and_stages(secrets, user):
    for name, team in (("blue", "blue"), ("red", "red")):
        secrets.create_secret(Name=name, SecretString="v", Tags=[{"Key": "team", "Value": team}])
    theirs = user(Action="secretsmanager:GetSecretValue", Resource="*",
                  Condition={"StringEquals": {"secretsmanager:ResourceTag/team": "blue", "aws:ResourceTag/team": "blue"}})
    assert value(theirs, "blue") == "v"
    assert error_of(theirs.get_secret_value, SecretId="red")["Code"] == "AccessDeniedException"
    current = user(Action="secretsmanager:GetSecretValue", Resource="*",
                   Condition={"ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}})
    assert value(current, "red", VersionStage="AWSCURRENT") == "v"
    assert error_of(current.get_secret_value, SecretId="red", VersionStage="other")["Code"] == "AccessDeniedException"


def test_a_secret_with_tags_needs_the_right_to_tag(user):
    theirs = user(Action="secretsmanager:CreateSecret", Resource="*")
    theirs.create_secret(Name="plain")
    error = error_of(theirs.create_secret, Name="tagged", Tags=[{"Key": "a", "Value": "b"}])
    assert error["Code"] == "AccessDeniedException" and "secretsmanager:TagResource" in error["Message"]


@pytest.mark.parametrize("effect, condition, key, value, is_allowed", [
    ("Deny", {"StringEquals": {"aws:RequestTag/Team": "root"}}, "Team", "root", False),
    ("Deny", {"StringEquals": {"aws:RequestTag/Team": "root"}}, "Team", "a", True),
    ("Allow", {"ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}}, "Admin", "a", False),
    ("Allow", {"ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}}, "Team", "a", True),
    ("Allow", {"StringEquals": {"aws:RequestTag/Team": "a"}}, "Team", "a", True),
    ("Allow", {"StringEquals": {"aws:RequestTag/Team": "a"}}, "Team", "b", False),
])
def test_the_right_to_tag_a_new_secret_is_of_its_tags(user, effect, condition, key, value, is_allowed):
    allowed = ["secretsmanager:CreateSecret"] + (["secretsmanager:TagResource"] if effect == "Deny" else [])
    statements = [{"Effect": "Allow", "Action": allowed, "Resource": "*"},
                  {"Effect": effect, "Action": "secretsmanager:TagResource", "Resource": "*", "Condition": condition}]
    theirs = user(*statements)
    arguments = {"Name": "tagged", "Tags": [{"Key": key, "Value": value}]}
    if is_allowed:
        theirs.create_secret(**arguments)
        return
    error = error_of(theirs.create_secret, **arguments)
    assert error["Code"] == "AccessDeniedException" and "secretsmanager:TagResource" in error["Message"]


def test_the_secrets_own_policy_allows_and_denies(secrets, user, account):
    arn = secrets.create_secret(Name="s", SecretString="v")["ARN"]
    assert "ResourcePolicy" not in secrets.get_resource_policy(SecretId="s")
    theirs = user(Action="secretsmanager:DescribeSecret", Resource="*")
    assert error_of(theirs.get_secret_value, SecretId="s")["Code"] == "AccessDeniedException"
    theirs.describe_secret(SecretId="s")
    deny = container_hosts.policy_document("secretsmanager:DescribeSecret", Effect="Deny", Principal={"AWS": account}, Resource="*")
    assert secrets.put_resource_policy(SecretId="s", ResourcePolicy=deny)["ARN"] == arn
    assert secrets.get_resource_policy(SecretId="s")["ResourcePolicy"] == deny
    assert "explicit deny in a resource-based policy" in text_of(theirs.describe_secret, SecretId="s")
    secrets.delete_resource_policy(SecretId="s")
    theirs.describe_secret(SecretId="s")
    assert error_of(secrets.put_resource_policy, SecretId="s", ResourcePolicy="{}")["Code"] == "MalformedPolicyDocumentException"


# ---- passwords ------------------------------------------------------------------------------------------------

def test_passwords_are_of_the_characters_asked_for(secrets):
    def password(**rules):
        return secrets.get_random_password(**rules)["RandomPassword"]

    assert len(password()) == 32 and password() != password()
    assert len(password(PasswordLength=4096)) == 4096
    assert set(password(ExcludePunctuation=True, ExcludeCharacters="abc")) <= set(string.ascii_letters + string.digits) - set("abc")
    assert password(PasswordLength=4, ExcludeUppercase=True, ExcludeLowercase=True, ExcludePunctuation=True).isdigit()
    assert text_of(secrets.get_random_password, PasswordLength=3) == (
        "InvalidParameterException: Password length is too short based on the required types.")
    assert error_of(secrets.get_random_password, PasswordLength=4097)["Code"] == "ValidationException"


# ---- the state file ---------------------------------------------------------------------------------------

def test_secrets_are_there_after_a_restart(start_sandbox, client, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    secrets = client("secretsmanager", sandbox=sandbox)
    made = secrets.create_secret(Name="s", SecretString="v")
    sandbox.restart()
    assert value(secrets, made["ARN"]) == "v"
