"""Amazon ECS: account settings by principal, Region and default."""
import json

import pytest
from botocore.exceptions import ClientError

NAME = "awsvpcTrunking"
ROLE_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["ecs:PutAccountSetting", "ecs:DeleteAccountSetting"], "Resource": "*",
         "Condition": {"StringEquals": {"ecs:account-setting": NAME}}},
        {"Effect": "Allow", "Action": "ecs:ListAccountSettings", "Resource": "*"},
    ],
}

pytestmark = pytest.mark.sandbox_only("changes account settings")


@pytest.fixture
def ecs(sandbox, client):
    return client("ecs")


@pytest.fixture
def host_role(sandbox, client, account):
    """The ARN of a role that may set its trunking, and only that."""
    iam = client("iam")
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": account}}]}
    role = iam.create_role(Path="/team/", RoleName="Host", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    iam.put_role_policy(RoleName="Host", PolicyName="own", PolicyDocument=json.dumps(ROLE_POLICY))
    return role["Arn"]


@pytest.fixture
def operator(sandbox, client):
    """Credentials of a user that may assume roles and nothing else."""
    iam = client("iam")
    iam.create_user(UserName="operator")
    iam.put_user_policy(UserName="operator", PolicyName="assume", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}


@pytest.fixture
def as_host(client, host_role, operator):
    """A client of ECS as the hosts are: a session of the role."""
    sts = client("sts", credentials=operator)
    session = sts.assume_role(RoleArn=host_role, RoleSessionName="i-0123456789")
    return client("ecs", credentials=session["Credentials"])


def value_for(ecs, arn=None):
    who = {"principalArn": arn} if arn else {}
    [setting] = ecs.list_account_settings(name=NAME, effectiveSettings=True, **who)["settings"]
    return setting["value"]


def error_of(call, **params):
    with pytest.raises(ClientError) as caught:
        call(**params)
    return caught.value.response["Error"]


def test_setting_is_put_listed_and_deleted(ecs, account):
    root = f"arn:aws:iam::{account}:root"
    assert ecs.list_account_settings()["settings"] == []
    put = ecs.put_account_setting(name=NAME, value="enabled")["setting"]
    assert (put["name"], put["value"], put["principalArn"]) == (NAME, "enabled", root)
    [listed] = ecs.list_account_settings(name=NAME)["settings"]
    assert listed["value"] == "enabled"
    ecs.delete_account_setting(name=NAME)
    assert ecs.list_account_settings()["settings"] == []
    assert value_for(ecs) == "disabled"


def test_session_of_a_role_sets_the_roles_setting(ecs, as_host, host_role):
    setting = as_host.put_account_setting(name=NAME, value="enabled")["setting"]
    assert setting["principalArn"] == host_role
    assert value_for(ecs, host_role) == "enabled"
    assert value_for(as_host) == "enabled"
    assert value_for(ecs) == "disabled"


def test_own_setting_wins_over_the_default(ecs, as_host):
    ecs.put_account_setting_default(name=NAME, value="enabled")
    assert value_for(as_host) == "enabled"
    as_host.put_account_setting(name=NAME, value="disabled")
    assert value_for(as_host) == "disabled"
    as_host.delete_account_setting(name=NAME)
    assert value_for(as_host) == "enabled"


def test_setting_is_regional(ecs, client):
    ecs.put_account_setting(name=NAME, value="enabled")
    assert value_for(client("ecs", region="us-east-1")) == "disabled"


def test_role_cannot_touch_another_principals_setting(as_host, account):
    root = f"arn:aws:iam::{account}:root"
    for call, params in ((as_host.put_account_setting, {"name": NAME, "value": "enabled"}),
                         (as_host.delete_account_setting, {"name": NAME}),
                         (as_host.list_account_settings, {"name": NAME})):
        assert error_of(call, principalArn=root, **params)["Code"] == "AccessDeniedException"


def test_policy_limits_the_role_to_one_setting(as_host):
    error = error_of(as_host.put_account_setting, name="containerInsights", value="enabled")
    assert error["Code"] == "AccessDeniedException"
    assert "is not authorized to perform: ecs:PutAccountSetting on resource: *" in error["Message"]


def test_default_needs_its_own_permission(as_host):
    assert error_of(as_host.put_account_setting_default, name=NAME, value="enabled")["Code"] == "AccessDeniedException"


def test_bad_value_is_refused_in_ecs_words(ecs):
    error = error_of(ecs.put_account_setting, name=NAME, value="on")
    assert error == {"Code": "InvalidParameterException", "Message": "Invalid setting 'value'"}


def test_effective_listing_has_pages(ecs):
    first = ecs.list_account_settings(effectiveSettings=True, maxResults=5)
    assert len(first["settings"]) == 5
    pages = ecs.get_paginator("list_account_settings").paginate(effectiveSettings=True)
    names = [setting["name"] for page in pages for setting in page["settings"]]
    assert NAME in names and len(names) > 10 and names == sorted(names)


def test_cli_speaks_it_too(sandbox, aws):
    aws("ecs", "put-account-setting-default", "--name", NAME, "--value", "enabled")
    listed = aws("ecs", "list-account-settings", "--effective-settings", "--name", NAME).json
    assert [setting["value"] for setting in listed["settings"]] == ["enabled"]


def test_unknown_operation_is_named(ecs):
    error = error_of(ecs.describe_task_sets, cluster="c", service="s")
    assert error["Code"] == "UnknownOperationException"
    assert "DescribeTaskSets" in error["Message"]
