"""IAM decides about every call: identity policies, boundaries, session policies, trust, and when changes take effect.

What belongs here: what a user or a role may do, seen through the "iam" and "sts" operations. How policies are kept is in
test_iam.py.
"""
import json

import pytest
from botocore.exceptions import ClientError

from iam_documents import policy, refused, trust


@pytest.fixture
def iam(client):
    return client("iam")


@pytest.fixture
def user(iam):
    arn = iam.create_user(UserName="ann")["User"]["Arn"]
    return arn, iam.create_access_key(UserName="ann")["AccessKey"]


@pytest.fixture
def role(iam, user):
    """A role that the user may assume."""
    return iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(user[0]))["Role"]["Arn"]


def allows(call, **parameters):
    try:
        call(**parameters)
        return True
    except ClientError as error:
        assert error.response["Error"]["Code"] == "AccessDenied", error
        return False


def test_denials_are_worded_as_by_aws(client, iam, user, account):
    arn, key = user
    caller = client("iam", credentials=key)
    resource = f"arn:aws:iam::{account}:role/x"
    prefix = f"User: {arn} is not authorized to perform: iam:GetRole on resource: {resource} "
    assert refused("AccessDenied", prefix + "because no identity-based policy allows the iam:GetRole action",
                   caller.get_role, RoleName="x") == 403
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("iam:*", effect="Deny"))
    refused("AccessDenied", prefix + "with an explicit deny in an identity-based policy", caller.get_role, RoleName="x")


def test_a_boundary_limits(client, iam, user, account):
    arn, key = user
    iam.attach_user_policy(UserName="ann", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    caller = client("iam", credentials=key)
    assert allows(caller.list_roles)
    iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    refused("AccessDenied", f"User: {arn} is not authorized to perform: iam:ListRoles on resource: "
            f"arn:aws:iam::{account}:role/ because no permissions boundary allows the iam:ListRoles action", caller.list_roles)
    iam.delete_user_permissions_boundary(UserName="ann")
    assert allows(caller.list_roles)


def test_deny_with_not_principal_never_spares_who_has_a_boundary(client, iam, user, account):
    """IAM User Guide: it "will always deny any IAM principal that has a permissions boundary policy attached, regardless of the
    values specified in the NotPrincipal element"."""
    arn, key = user
    admin = "arn:aws:iam::aws:policy/AdministratorAccess"
    iam.attach_user_policy(UserName="ann", PolicyArn=admin)
    s3 = client("s3", region="us-east-1")
    s3.create_bucket(Bucket=f"{account}-spared")
    s3.put_bucket_policy(Bucket=f"{account}-spared", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "NotPrincipal": {"AWS": [arn, f"arn:aws:iam::{account}:root"]}, "Action": "s3:ListBucket",
         "Resource": f"arn:aws:s3:::{account}-spared"}]}))
    caller = client("s3", region="us-east-1", credentials=key)
    assert allows(caller.list_objects_v2, Bucket=f"{account}-spared")
    iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=admin)
    assert not allows(caller.list_objects_v2, Bucket=f"{account}-spared")


def test_policies_of_groups_count_for_their_users(client, iam, user):
    caller = client("iam", credentials=user[1])
    managed = iam.create_policy(PolicyName="m", PolicyDocument=policy("iam:ListUsers"))["Policy"]["Arn"]
    iam.create_group(GroupName="g")
    iam.put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=policy("iam:ListRoles"))
    iam.attach_group_policy(GroupName="g", PolicyArn=managed)
    assert not allows(caller.list_roles)
    iam.add_user_to_group(GroupName="g", UserName="ann")
    assert allows(caller.list_roles) and allows(caller.list_users)
    simulated = iam.simulate_principal_policy(PolicySourceArn=user[0], ActionNames=["iam:ListRoles"])["EvaluationResults"]
    assert simulated[0]["EvalDecision"] == "allowed"
    iam.create_policy_version(PolicyArn=managed, PolicyDocument=policy("iam:ListGroups"), SetAsDefault=True)
    assert allows(caller.list_groups) and not allows(caller.list_users)
    iam.put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=policy("iam:ListRoles", effect="Deny"))
    assert not allows(caller.list_roles)
    iam.remove_user_from_group(GroupName="g", UserName="ann")
    assert not allows(caller.list_groups)


def test_policies_see_whose_the_resource_is(client, iam, user, account):
    """CDK's roles for assets may only do what is on resources of their own account."""
    _, key = user
    client("s3", region="us-east-1").create_bucket(Bucket=f"{account}-assets")

    def permit(owner):
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy(
            "*", Condition={"StringEquals": {"aws:ResourceAccount": owner}}))

    caller = client("s3", region="us-east-1", credentials=key)
    calls = ((caller.list_objects_v2, {"Bucket": f"{account}-assets"}), (caller.list_buckets, {}),
             (client("iam", credentials=key).get_user, {"UserName": "ann"}))
    permit(account)
    assert [allows(call, **parameters) for call, parameters in calls] == [True] * 3
    permit("111122223333")
    assert [allows(call, **parameters) for call, parameters in calls] == [False] * 3


def test_session_policies_limit(client, iam, user, role, account):
    iam.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    sts = client("sts", credentials=user[1])

    def session(**parameters):
        return client("iam", credentials=sts.assume_role(RoleArn=role, RoleSessionName="s1", **parameters)["Credentials"])

    assert allows(session().list_users)
    limited = session(Policy=policy("iam:ListRoles"))
    assert allows(limited.list_roles)
    refused("AccessDenied", f"User: arn:aws:sts::{account}:assumed-role/r/s1 is not authorized to perform: iam:ListUsers on "
            f"resource: arn:aws:iam::{account}:user/ because no session policy allows the iam:ListUsers action",
            limited.list_users)
    assert allows(session(PolicyArns=[{"arn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}]).list_users)
    assert not allows(session(Policy=policy("iam:*", effect="Deny")).list_users)


def test_resources_and_tags_count(client, iam, user):
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "arn:aws:iam::*:role/team/*"},
        {"Effect": "Allow", "Action": "iam:DeleteRole", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}}}]})
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=document)
    everyone = trust(user[0])
    iam.create_role(RoleName="a", Path="/team/", AssumeRolePolicyDocument=everyone, Tags=[{"Key": "owner", "Value": "bob"}])
    iam.create_role(RoleName="b", AssumeRolePolicyDocument=everyone, Tags=[{"Key": "owner", "Value": "ann"}])
    caller = client("iam", credentials=user[1])
    assert allows(caller.get_role, RoleName="a") and not allows(caller.get_role, RoleName="b")
    assert not allows(caller.delete_role, RoleName="a") and allows(caller.delete_role, RoleName="b")


def test_a_managed_policys_new_version_counts(client, iam, user):
    arn = iam.create_policy(PolicyName="p", PolicyDocument=policy("iam:ListRoles"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ann", PolicyArn=arn)
    caller = client("iam", credentials=user[1])
    assert allows(caller.list_roles) and not allows(caller.list_users)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy("iam:ListUsers"), SetAsDefault=True)
    assert not allows(caller.list_roles) and allows(caller.list_users)
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    assert allows(caller.list_roles)


def test_a_role_made_again_does_not_inherit_trust_or_sessions(client, iam, user, role):
    iam.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    target = iam.create_role(RoleName="target", AssumeRolePolicyDocument=trust(role))["Role"]["Arn"]
    sts = client("sts", credentials=user[1])
    old = client("sts", credentials=sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"])
    assert allows(old.assume_role, RoleArn=target, RoleSessionName="s2")
    first_id = iam.get_role(RoleName="r")["Role"]["RoleId"]
    iam.detach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.delete_role(RoleName="r")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(user[0]))
    shown = iam.get_role(RoleName="target")["Role"]["AssumeRolePolicyDocument"]
    assert shown["Statement"][0]["Principal"]["AWS"] in (first_id, [first_id])
    new = client("sts", credentials=sts.assume_role(RoleArn=role, RoleSessionName="s1")["Credentials"])
    assert not allows(new.assume_role, RoleArn=target, RoleSessionName="s2")
    assert not allows(client("iam", credentials=user[1]).list_roles)


def test_an_inactive_key_is_unknown(client, iam, user):
    key = user[1]
    iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        client("sts", credentials=key).get_caller_identity()


def test_pass_role_is_asked(client, iam, user, role):
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("iam:AddRoleToInstanceProfile"))
    iam.create_instance_profile(InstanceProfileName="p")
    caller = client("iam", credentials=user[1])
    with pytest.raises(ClientError, match="iam:PassRole"):
        caller.add_role_to_instance_profile(InstanceProfileName="p", RoleName="r")
    iam.put_user_policy(UserName="ann", PolicyName="q", PolicyDocument=policy(
        "iam:PassRole", role, Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}))
    caller.add_role_to_instance_profile(InstanceProfileName="p", RoleName="r")


def test_a_user_may_deploy_what_it_may_not_do_itself(client, iam, user, eventually):
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:*", "Resource": "*",
         "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}}]})
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=document)
    assert not allows(client("iam", credentials=user[1]).create_role, RoleName="r", AssumeRolePolicyDocument=trust(user[0]))
    template = {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": json.loads(trust(user[0]))}}}}
    cloudformation = client("cloudformation", credentials=user[1])
    cloudformation.create_stack(StackName="s", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])

    def status():
        return cloudformation.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"]

    assert eventually(lambda: status() if status() != "CREATE_IN_PROGRESS" else None) == "CREATE_COMPLETE"


def test_a_stack_reports_what_its_deployer_may_not_do(client, iam, user, account, eventually):
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("cloudformation:*"))
    template = {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {
        "RoleName": "r", "AssumeRolePolicyDocument": json.loads(trust(user[0]))}}}}
    cloudformation = client("cloudformation", credentials=user[1])
    cloudformation.create_stack(StackName="s", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"])

    def reasons():
        events = cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        return [event["ResourceStatusReason"] for event in events if event["ResourceStatus"] == "CREATE_FAILED"]

    assert f"User: {user[0]} is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::{account}:role/r" in \
        eventually(reasons)[0]


def test_changes_take_effect_after_the_propagation_delay(client, start_sandbox, eventually):
    sandbox = start_sandbox("--iam-propagation", "2")
    root = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    iam = client("iam", credentials=root, sandbox=sandbox)
    arn = iam.create_user(UserName="ann")["User"]["Arn"]
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(arn))["Role"]["Arn"]
    assert iam.get_role(RoleName="r")["Role"]["Arn"] == role  # Reads see it at once.
    sts = client("sts", credentials=key, sandbox=sandbox)
    assert not allows(sts.assume_role, RoleArn=role, RoleSessionName="s1")
    eventually(lambda: allows(sts.assume_role, RoleArn=role, RoleSessionName="s1"))
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("iam:ListUsers"))
    caller = client("iam", credentials=key, sandbox=sandbox)
    assert not allows(caller.list_users)
    eventually(lambda: allows(caller.list_users))
    iam.delete_user_policy(UserName="ann", PolicyName="p")
    assert allows(caller.list_users)
    eventually(lambda: not allows(caller.list_users))
