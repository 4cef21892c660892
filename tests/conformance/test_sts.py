"""STS: who a caller is, and roles assumed under their trust.

What belongs here: the operations of STS. What an assumed role may then do is in test_iam_enforcement.py.
"""

import pytest
from botocore.exceptions import ClientError

from iam_documents import policy, refused, trust


@pytest.fixture
def iam(client):
    return client("iam")


@pytest.fixture
def user(iam):
    """A user without policies: its ARN and its key."""
    arn = iam.create_user(UserName="ann")["User"]["Arn"]
    return arn, iam.create_access_key(UserName="ann")["AccessKey"]


def test_get_caller_identity_of_root(client, account):
    identity = client("sts").get_caller_identity()
    assert (identity["Account"], identity["Arn"], identity["UserId"]) == (account, f"arn:aws:iam::{account}:root", account)


@pytest.mark.parametrize("region, partition", [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")])
def test_arns_are_of_the_partition(client, account, region, partition):
    root = f"arn:{partition}:iam::{account}:root"
    assert client("sts", region=region).get_caller_identity()["Arn"] == root
    iam = client("iam", region=region)
    assert iam.get_user()["User"]["Arn"] == root
    user = iam.create_user(UserName="ann")["User"]["Arn"]
    assert user == f"arn:{partition}:iam::{account}:user/ann"
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    caller = client("sts", region=region, credentials=key)
    assert caller.get_caller_identity()["Arn"] == user
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(user))["Role"]["Arn"]
    session = caller.assume_role(RoleArn=role, RoleSessionName="s1")
    assert session["AssumedRoleUser"]["Arn"] == f"arn:{partition}:sts::{account}:assumed-role/r/s1"
    # A trust in root of the partition is one in the account.
    iam.update_assume_role_policy(RoleName="r", PolicyDocument=trust(root))
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("sts:AssumeRole"))
    caller.assume_role(RoleArn=role, RoleSessionName="s2")


def test_get_caller_identity_through_the_cli(aws, account):
    assert aws("sts", "get-caller-identity").json["Arn"] == f"arn:aws:iam::{account}:root"


def test_get_caller_identity_of_a_user(client, account, user):
    arn, key = user
    identity = client("sts", credentials=key).get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == (account, arn)
    assert identity["UserId"].startswith("AIDA")


def test_assume_role_named_in_its_trust(client, iam, account, user):
    arn, key = user
    role = iam.create_role(RoleName="r", Path="/team/", AssumeRolePolicyDocument=trust(arn))["Role"]
    answer = client("sts", credentials=key).assume_role(RoleArn=role["Arn"], RoleSessionName="s1")
    assert answer["AssumedRoleUser"] == {"AssumedRoleId": f"{role['RoleId']}:s1",
                                         "Arn": f"arn:aws:sts::{account}:assumed-role/r/s1"}
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert "PackedPolicySize" not in answer
    identity = client("sts", credentials=answer["Credentials"]).get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (f"arn:aws:sts::{account}:assumed-role/r/s1", f"{role['RoleId']}:s1")


def test_root_may_not_assume_roles(client, iam, account):
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(account))["Role"]
    assert refused("AccessDenied", "Roles may not be assumed by root accounts.", client("sts").assume_role,
                   RoleArn=role["Arn"], RoleSessionName="s1") == 403


def test_trust_in_the_account_needs_the_users_own_policy(client, iam, account, user):
    arn, key = user
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(f"arn:aws:iam::{account}:root"))["Role"]["Arn"]
    sts = client("sts", credentials=key)
    denied = f"User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role}"
    refused("AccessDenied", denied, sts.assume_role, RoleArn=role, RoleSessionName="s1")
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("sts:AssumeRole", role))
    sts.assume_role(RoleArn=role, RoleSessionName="s1")
    iam.put_user_policy(UserName="ann", PolicyName="q", PolicyDocument=policy("sts:*", role, "Deny"))
    refused("AccessDenied", denied, sts.assume_role, RoleArn=role, RoleSessionName="s1")


def test_a_role_that_does_not_exist_is_refused_as_one_that_does_not_trust(client, account, user):
    arn, key = user
    role = f"arn:aws:iam::{account}:role/nobody"
    refused("AccessDenied", f"User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role}",
            client("sts", credentials=key).assume_role, RoleArn=role, RoleSessionName="s1")


def test_trust_conditions(client, iam, user):
    arn, key = user
    condition = {"StringEquals": {"sts:ExternalId": "x-1"}, "StringLike": {"sts:RoleSessionName": "${aws:username}-*"}}
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn, condition=condition))["Role"]["Arn"]
    sts = client("sts", credentials=key)
    for parameters in ({}, {"ExternalId": "x-2"}, {"ExternalId": "x-1", "RoleSessionName": "bob-1"}):
        with pytest.raises(ClientError, match="AccessDenied"):
            sts.assume_role(**{"RoleArn": role, "RoleSessionName": "ann-1", **parameters})
    sts.assume_role(RoleArn=role, RoleSessionName="ann-1", ExternalId="x-1")


def test_durations(client, iam, user):
    arn, key = user
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn))["Role"]["Arn"]
    sts = client("sts", credentials=key, parameter_validation=False)
    refused("ValidationError", "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: "
            "Member must have value greater than or equal to 900",
            sts.assume_role, RoleArn=role, RoleSessionName="s1", DurationSeconds=899)
    refused("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            sts.assume_role, RoleArn=role, RoleSessionName="s1", DurationSeconds=7200)
    iam.update_role(RoleName="r", MaxSessionDuration=7200)
    answer = sts.assume_role(RoleArn=role, RoleSessionName="s1", DurationSeconds=7200)
    second = iam.create_role(RoleName="second", AssumeRolePolicyDocument=trust(role), MaxSessionDuration=7200)["Role"]["Arn"]
    chained = client("sts", credentials=answer["Credentials"])
    refused("ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            chained.assume_role, RoleArn=second, RoleSessionName="s2", DurationSeconds=7200)
    chained.assume_role(RoleArn=second, RoleSessionName="s2", DurationSeconds=3600)


def test_invalid_input(client, user):
    sts = client("sts", credentials=user[1], parameter_validation=False)
    refused("ValidationError", "not-an-arn-of-anything is invalid", sts.assume_role,
            RoleArn="not-an-arn-of-anything", RoleSessionName="s1")
    refused("ValidationError", "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\w+=,.@-]*",
            sts.assume_role, RoleArn="arn:aws:iam::111122223333:role/x", RoleSessionName="a b")


def test_session_tags_pass_on_when_transitive(client, iam, user):
    arn, key = user
    tagging = ["sts:AssumeRole", "sts:TagSession"]
    first = iam.create_role(RoleName="first", AssumeRolePolicyDocument=trust(arn, action=tagging))["Role"]["Arn"]
    needs_tag = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    second = iam.create_role(RoleName="second", AssumeRolePolicyDocument=trust(first, condition=needs_tag))["Role"]["Arn"]
    third = iam.create_role(RoleName="third", AssumeRolePolicyDocument=trust(second, condition=needs_tag))["Role"]["Arn"]
    sts = client("sts", credentials=key)
    plain = sts.assume_role(RoleArn=first, RoleSessionName="s1")["Credentials"]
    with pytest.raises(ClientError, match="AccessDenied"):
        client("sts", credentials=plain).assume_role(RoleArn=second, RoleSessionName="s2")
    tagged = sts.assume_role(RoleArn=first, RoleSessionName="s1", Tags=[{"Key": "team", "Value": "red"}],
                             TransitiveTagKeys=["team"])["Credentials"]
    chained = client("sts", credentials=tagged).assume_role(RoleArn=second, RoleSessionName="s2")["Credentials"]
    client("sts", credentials=chained).assume_role(RoleArn=third, RoleSessionName="s3")


def test_characters_of_session_tags(client, iam, user):
    arn, key = user
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn))["Role"]["Arn"]
    refused("ValidationError", "1 validation error detected: Value 'NOWAY!' at 'tags.1.member.key' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
            client("sts", credentials=key).assume_role, RoleArn=role, RoleSessionName="s1",
            Tags=[{"Key": "NOWAY!", "Value": "x"}])


def test_tags_need_tag_session(client, iam, user):
    arn, key = user
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn))["Role"]["Arn"]
    with pytest.raises(ClientError, match="AccessDenied.*sts:TagSession"):
        client("sts", credentials=key).assume_role(RoleArn=role, RoleSessionName="s1", Tags=[{"Key": "a", "Value": "b"}])


def test_source_identity_stays(client, iam, user):
    arn, key = user
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn, action=actions))["Role"]["Arn"]
    second = iam.create_role(RoleName="second", AssumeRolePolicyDocument=trust(
        role, action=actions, condition={"StringEquals": {"aws:SourceIdentity": "alice"}}))["Role"]["Arn"]
    first = client("sts", credentials=key).assume_role(RoleArn=role, RoleSessionName="s1", SourceIdentity="alice")
    assert first["SourceIdentity"] == "alice"
    answer = client("sts", credentials=first["Credentials"]).assume_role(RoleArn=second, RoleSessionName="s2")
    assert answer["SourceIdentity"] == "alice"


def test_session_policies_are_checked(client, iam, user):
    arn, key = user
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn))["Role"]["Arn"]
    sts = client("sts", credentials=key)
    with pytest.raises(ClientError, match="MalformedPolicyDocument.*Syntax errors in policy."):
        sts.assume_role(RoleArn=role, RoleSessionName="s1", Policy="{}")
    answer = sts.assume_role(RoleArn=role, RoleSessionName="s1", Policy=policy("ecs:*"),
                             PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}][:0])
    assert 0 < answer["PackedPolicySize"] <= 100


def test_get_session_token(client, account, user):
    arn, key = user
    answer = client("sts", credentials=key).get_session_token(DurationSeconds=900)
    session = client("sts", credentials=answer["Credentials"])
    assert session.get_caller_identity()["Arn"] == arn
    refused("AccessDenied", "Cannot call GetSessionToken with session credentials", session.get_session_token)
    assert client("sts").get_session_token()["Credentials"]["SessionToken"]


def test_get_access_key_info(client, account, user):
    sts = client("sts")
    assert sts.get_access_key_info(AccessKeyId=user[1]["AccessKeyId"])["Account"] == account


def test_credentials_survive_a_restart(client, start_sandbox, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    root = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    iam = client("iam", credentials=root, sandbox=sandbox)
    arn = iam.create_user(UserName="ann")["User"]["Arn"]
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn))["Role"]["Arn"]
    answer = client("sts", credentials=key, sandbox=sandbox).assume_role(RoleArn=role, RoleSessionName="s1")
    sandbox.kill()
    sandbox.restart()
    identity = client("sts", credentials=answer["Credentials"], sandbox=sandbox).get_caller_identity()
    assert identity["Arn"].endswith(":assumed-role/r/s1")


def test_unknown_operations_are_named(client):
    with pytest.raises(ClientError, match="InvalidAction"):
        client("sts").get_federation_token(Name="x1")
