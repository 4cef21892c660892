"""IAM's operations: what is created is read, listed, changed and deleted as on AWS, with its own errors.

What belongs here: the operations of IAM themselves. What policies then allow is in test_iam_enforcement.py.
"""
import json

import pytest
from botocore.exceptions import ClientError

from iam_documents import policy, refused, trust

LAMBDA_TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


@pytest.fixture
def iam(client):
    return client("iam")


def names(pages, member, key):
    return [row[key] if key else row for page in pages for row in page[member]]


def test_roles(iam, account):
    role = iam.create_role(RoleName="Hosts", Path="/team/", AssumeRolePolicyDocument=LAMBDA_TRUST, Description="d",
                           MaxSessionDuration=7200, Tags=[{"Key": "a", "Value": "b"}])["Role"]
    assert role["Arn"] == f"arn:aws:iam::{account}:role/team/Hosts"
    assert role["RoleId"].startswith("AROA") and len(role["RoleId"]) == 21
    assert role["AssumeRolePolicyDocument"] == json.loads(LAMBDA_TRUST)
    shown = iam.get_role(RoleName="Hosts")["Role"]
    assert (shown["Description"], shown["MaxSessionDuration"], shown["Tags"]) == ("d", 7200, [{"Key": "a", "Value": "b"}])
    assert shown["CreateDate"] == role["CreateDate"]
    assert names([iam.list_roles()], "Roles", "RoleName") == ["Hosts"]
    assert names([iam.list_roles(PathPrefix="/other/")], "Roles", "RoleName") == []
    iam.update_role(RoleName="Hosts", Description="e", MaxSessionDuration=3600)
    assert iam.update_role_description(RoleName="Hosts", Description="f")["Role"]["Description"] == "f"
    iam.update_assume_role_policy(RoleName="Hosts", PolicyDocument=trust(account))
    assert iam.get_role(RoleName="Hosts")["Role"]["AssumeRolePolicyDocument"] == json.loads(trust(account))
    iam.delete_role(RoleName="Hosts")
    assert refused("NoSuchEntity", "The role with name Hosts cannot be found.", iam.get_role, RoleName="Hosts") == 404


def test_role_names_are_unique_without_case(iam):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    assert refused("EntityAlreadyExists", "Role with name R already exists.", iam.create_role, RoleName="R",
                   AssumeRolePolicyDocument=LAMBDA_TRUST) == 409


@pytest.mark.parametrize("parameters, message", [
    ({"RoleName": "a b"}, "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or "
                          "the following: +=,.@_-"),
    ({"RoleName": "r" * 65}, f"1 validation error detected: Value '{'r' * 65}' at 'roleName' failed to satisfy constraint: "
                             "Member must have length less than or equal to 64"),
    ({"Path": "team"}, "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric "
                       "characters and/or / characters."),
    ({"MaxSessionDuration": 60}, "1 validation error detected: Value '60' at 'maxSessionDuration' failed to satisfy "
                                 "constraint: Member must have value greater than or equal to 3600"),
])
def test_invalid_roles(client, parameters, message):
    iam = client("iam", parameter_validation=False)
    refused("ValidationError", message, iam.create_role,
            **{"RoleName": "r", "AssumeRolePolicyDocument": LAMBDA_TRUST, **parameters})


def test_missing_members(client):
    refused("ValidationError", "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member "
            "must not be null", client("iam", parameter_validation=False).get_role)


def test_trust_names_existing_principals_only(iam, account):
    nobody = f"arn:aws:iam::{account}:role/nobody"
    refused("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{nobody}"', iam.create_role, RoleName="r",
            AssumeRolePolicyDocument=trust(nobody))
    refused("MalformedPolicyDocument", "This policy contains invalid Json", iam.create_role, RoleName="r",
            AssumeRolePolicyDocument="{")


def test_a_role_in_use_is_not_deleted(iam):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.create_instance_profile(InstanceProfileName="p")
    iam.add_role_to_instance_profile(InstanceProfileName="p", RoleName="r")
    iam.attach_role_policy(RoleName="r", PolicyArn=BASIC_EXECUTION)
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy("s3:*"))

    def is_kept(message):
        assert refused("DeleteConflict", message, iam.delete_role, RoleName="r") == 409

    is_kept("Cannot delete entity, must remove roles from instance profile first.")
    iam.remove_role_from_instance_profile(InstanceProfileName="p", RoleName="r")
    is_kept("Cannot delete entity, must detach all policies first.")
    iam.detach_role_policy(RoleName="r", PolicyArn=BASIC_EXECUTION)
    is_kept("Cannot delete entity, must delete policies first.")
    iam.delete_role_policy(RoleName="r", PolicyName="p")
    iam.delete_role(RoleName="r")


def test_inline_policies_of_roles(iam):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy("s3:*"))
    answer = iam.get_role_policy(RoleName="r", PolicyName="p")
    assert (answer["RoleName"], answer["PolicyName"], answer["PolicyDocument"]) == ("r", "p", json.loads(policy("s3:*")))
    assert iam.list_role_policies(RoleName="r")["PolicyNames"] == ["p"]
    iam.delete_role_policy(RoleName="r", PolicyName="p")
    refused("NoSuchEntity", "The role policy with name p cannot be found.", iam.get_role_policy, RoleName="r", PolicyName="p")
    refused("MalformedPolicyDocument", "Policy statement must contain resources.", iam.put_role_policy, RoleName="r",
            PolicyName="p", PolicyDocument='{"Statement": [{"Effect": "Allow", "Action": "s3:*"}]}')
    many = policy([f"s3:Get{'a' * 100}{i}" for i in range(110)])
    refused("LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role r", iam.put_role_policy, RoleName="r",
            PolicyName="p", PolicyDocument=many)
    assert iam.list_role_policies(RoleName="r")["PolicyNames"] == []


def test_attached_policies_of_roles(iam, account):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.attach_role_policy(RoleName="r", PolicyArn=BASIC_EXECUTION)
    iam.attach_role_policy(RoleName="r", PolicyArn=BASIC_EXECUTION)
    assert iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"] == [
        {"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": BASIC_EXECUTION}]
    missing = f"arn:aws:iam::{account}:policy/missing"
    refused("NoSuchEntity", f"Policy {missing} does not exist or is not attachable.", iam.attach_role_policy, RoleName="r",
            PolicyArn=missing)
    refused("NoSuchEntity", f"Policy {missing} was not found.", iam.detach_role_policy, RoleName="r", PolicyArn=missing)
    refused("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.", iam.attach_role_policy,
            RoleName="r", PolicyArn="arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy")
    entities = iam.list_entities_for_policy(PolicyArn=BASIC_EXECUTION)
    assert [row["RoleName"] for row in entities["PolicyRoles"]] == ["r"]


def test_boundaries_of_roles(iam):
    boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST, PermissionsBoundary=boundary)
    assert iam.get_role(RoleName="r")["Role"]["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    iam.delete_role_permissions_boundary(RoleName="r")
    assert "PermissionsBoundary" not in iam.get_role(RoleName="r")["Role"]
    iam.put_role_permissions_boundary(RoleName="r", PermissionsBoundary=boundary)
    assert "PermissionsBoundary" in iam.get_role(RoleName="r")["Role"]


def test_tags(iam, account):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.create_user(UserName="u")
    arn = iam.create_policy(PolicyName="p", PolicyDocument=policy("s3:*"))["Policy"]["Arn"]
    iam.create_instance_profile(InstanceProfileName="i")
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]
    for tag, untag, listing, which in (
            (iam.tag_role, iam.untag_role, iam.list_role_tags, {"RoleName": "r"}),
            (iam.tag_user, iam.untag_user, iam.list_user_tags, {"UserName": "u"}),
            (iam.tag_policy, iam.untag_policy, iam.list_policy_tags, {"PolicyArn": arn}),
            (iam.tag_instance_profile, iam.untag_instance_profile, iam.list_instance_profile_tags,
             {"InstanceProfileName": "i"})):
        tag(**which, Tags=tags)
        assert listing(**which)["Tags"] == tags
        untag(**which, TagKeys=["a"])
        assert listing(**which)["Tags"] == tags[1:]
    refused("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", iam.tag_role,
            RoleName="r", Tags=[{"Key": "x", "Value": "1"}, {"Key": "X", "Value": "2"}])
    # How the coverage table knows them: "tag_role", "untag_role", "list_role_tags", "tag_user", "untag_user",
    # "list_user_tags", "tag_policy", "untag_policy", "list_policy_tags", "tag_instance_profile",
    # "untag_instance_profile", "list_instance_profile_tags".


def test_characters_of_tags(iam):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    refused("ValidationError", "1 validation error detected: Value 'NOWAY!' at 'tags.2.member.key' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", iam.tag_role,
            RoleName="r", Tags=[{"Key": "a", "Value": "b"}, {"Key": "NOWAY!", "Value": "x"}])
    refused("ValidationError", "1 validation error detected: Value '[NOWAY!]' at 'tagKeys' failed to satisfy constraint: "
            "Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length "
            "greater than or equal to 1, Member must satisfy regular expression pattern: "
            "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+]", iam.untag_role, RoleName="r", TagKeys=["NOWAY!"])
    iam.tag_role(RoleName="r", Tags=[{"Key": "Größe", "Value": "a_b.c:d/e=f+g-h@i"}])
    assert iam.list_role_tags(RoleName="r")["Tags"] == [{"Key": "Größe", "Value": "a_b.c:d/e=f+g-h@i"}]


def test_policies(iam, account):
    created = iam.create_policy(PolicyName="p", Path="/team/", Description="d", PolicyDocument=policy("s3:*"))["Policy"]
    arn = f"arn:aws:iam::{account}:policy/team/p"
    assert (created["Arn"], created["DefaultVersionId"], created["AttachmentCount"]) == (arn, "v1", 0)
    assert created["PolicyId"].startswith("ANPA")
    assert iam.get_policy(PolicyArn=arn)["Policy"]["Description"] == "d"
    assert names([iam.list_policies(Scope="Local")], "Policies", "Arn") == [arn]
    assert BASIC_EXECUTION in names(iam.get_paginator("list_policies").paginate(Scope="AWS"), "Policies", "Arn")
    refused("EntityAlreadyExists", "A policy called p already exists. Duplicate names are not allowed.", iam.create_policy,
            PolicyName="p", PolicyDocument=policy("s3:*"))
    refused("MalformedPolicyDocument", "Policy document must be version 2012-10-17 or greater.", iam.create_policy,
            PolicyName="q", PolicyDocument='{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}')
    iam.create_user(UserName="u")
    iam.attach_user_policy(UserName="u", PolicyArn=arn)
    assert names([iam.list_policies(OnlyAttached=True)], "Policies", "Arn") == [arn]
    refused("DeleteConflict", "Cannot delete a policy attached to entities.", iam.delete_policy, PolicyArn=arn)
    iam.detach_user_policy(UserName="u", PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)
    assert refused("NoSuchEntity", f"Policy {arn} was not found.", iam.get_policy, PolicyArn=arn) == 404


def test_policy_versions(iam):
    arn = iam.create_policy(PolicyName="p", PolicyDocument=policy("s3:a"))["Policy"]["Arn"]
    for number in range(2, 6):
        version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(f"s3:a{number}"))["PolicyVersion"]
        assert (version["VersionId"], version["IsDefaultVersion"]) == (f"v{number}", False)
    refused("LimitExceeded", "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
            "existing version.", iam.create_policy_version, PolicyArn=arn, PolicyDocument=policy("s3:b"))
    assert names([iam.list_policy_versions(PolicyArn=arn)], "Versions", "VersionId") == ["v5", "v4", "v3", "v2", "v1"]
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v3")
    assert iam.get_policy_version(PolicyArn=arn, VersionId="v3")["PolicyVersion"]["Document"] == json.loads(policy("s3:a3"))
    refused("DeleteConflict", "Cannot delete the default version of a policy.", iam.delete_policy_version, PolicyArn=arn,
            VersionId="v3")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v5")
    assert iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy("s3:c"))["PolicyVersion"]["VersionId"] == "v6"
    with pytest.raises(ClientError, match="DeleteConflict.*more than one version"):
        iam.delete_policy(PolicyArn=arn)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_policy_version(PolicyArn=arn, VersionId="v9")


def test_aws_managed_policies_are_read_only(iam):
    document = iam.get_policy_version(PolicyArn=BASIC_EXECUTION, VersionId="v1")["PolicyVersion"]["Document"]
    assert document["Statement"][0]["Action"] == ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.delete_policy(PolicyArn=BASIC_EXECUTION)


def test_instance_profiles(iam, account):
    profile = iam.create_instance_profile(InstanceProfileName="p", Path="/x/")["InstanceProfile"]
    assert profile["Arn"] == f"arn:aws:iam::{account}:instance-profile/x/p"
    assert profile["InstanceProfileId"].startswith("AIPA") and profile["Roles"] == []
    for name in ("r", "s"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.add_role_to_instance_profile(InstanceProfileName="p", RoleName="r")
    refused("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
            iam.add_role_to_instance_profile, InstanceProfileName="p", RoleName="s")
    assert iam.get_instance_profile(InstanceProfileName="p")["InstanceProfile"]["Roles"][0]["RoleName"] == "r"
    assert names([iam.list_instance_profiles()], "InstanceProfiles", "InstanceProfileName") == ["p"]
    assert names([iam.list_instance_profiles_for_role(RoleName="r")], "InstanceProfiles", "InstanceProfileName") == ["p"]
    refused("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.",
            iam.delete_instance_profile, InstanceProfileName="p")
    iam.remove_role_from_instance_profile(InstanceProfileName="p", RoleName="r")
    iam.delete_instance_profile(InstanceProfileName="p")
    refused("NoSuchEntity", "Instance Profile p cannot be found.", iam.get_instance_profile, InstanceProfileName="p")


def test_users(iam, account):
    user = iam.create_user(UserName="u")["User"]
    assert user["UserId"].startswith("AIDA") and user["Arn"] == f"arn:aws:iam::{account}:user/u"
    refused("EntityAlreadyExists", "User with name u already exists.", iam.create_user, UserName="u")
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=policy("s3:*"))
    assert iam.list_user_policies(UserName="u")["PolicyNames"] == ["p"]
    assert iam.get_user_policy(UserName="u", PolicyName="p")["PolicyDocument"] == json.loads(policy("s3:*"))
    iam.attach_user_policy(UserName="u", PolicyArn=BASIC_EXECUTION)
    assert len(iam.list_attached_user_policies(UserName="u")["AttachedPolicies"]) == 1
    iam.detach_user_policy(UserName="u", PolicyArn=BASIC_EXECUTION)
    iam.delete_user_policy(UserName="u", PolicyName="p")
    iam.put_user_permissions_boundary(UserName="u", PermissionsBoundary=BASIC_EXECUTION)
    iam.delete_user_permissions_boundary(UserName="u")
    iam.update_user(UserName="u", NewUserName="v", NewPath="/team/")
    assert iam.get_user(UserName="v")["User"]["Arn"] == f"arn:aws:iam::{account}:user/team/v"
    assert names([iam.list_users()], "Users", "UserName") == ["v"]
    iam.delete_user(UserName="v")
    refused("NoSuchEntity", "The user with name v cannot be found.", iam.get_user, UserName="v")


def test_access_keys(client, iam):
    iam.create_user(UserName="u")
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=policy("iam:ListRoles"))
    key = iam.create_access_key(UserName="u")["AccessKey"]
    assert key["AccessKeyId"].startswith("AKIA") and len(key["AccessKeyId"]) == 20 and len(key["SecretAccessKey"]) == 40
    assert iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    client("iam", credentials=key).list_roles()
    used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert (used["UserName"], used["AccessKeyLastUsed"]["ServiceName"]) == ("u", "iam")
    iam.create_access_key(UserName="u")
    refused("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", iam.create_access_key, UserName="u")
    rows = iam.list_access_keys(UserName="u")["AccessKeyMetadata"]
    assert [row["Status"] for row in rows] == ["Active", "Active"]
    refused("DeleteConflict", "Cannot delete entity, must delete access keys first.", iam.delete_user, UserName="u")
    iam.update_access_key(UserName="u", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    for row in rows:
        iam.delete_access_key(UserName="u", AccessKeyId=row["AccessKeyId"])
    assert iam.list_access_keys(UserName="u")["AccessKeyMetadata"] == []


def test_login_profiles(client, iam):
    iam.create_user(UserName="u")
    refused("NoSuchEntity", "Login Profile for User u cannot be found.", iam.get_login_profile, UserName="u")
    refused("NoSuchEntity", "Login Profile for User u cannot be found.", iam.delete_login_profile, UserName="u")
    profile = iam.create_login_profile(UserName="u", Password="Correct-horse", PasswordResetRequired=True)["LoginProfile"]
    assert (profile["UserName"], profile["PasswordResetRequired"]) == ("u", True)
    assert iam.get_login_profile(UserName="u")["LoginProfile"] == profile
    assert refused("EntityAlreadyExists", "Login Profile for user u already exists.", iam.create_login_profile, UserName="u",
                   Password="Correct-horse") == 409
    iam.update_login_profile(UserName="u", Password="Battery-staple1")
    assert iam.get_login_profile(UserName="u")["LoginProfile"]["PasswordResetRequired"] is True
    iam.update_login_profile(UserName="u", PasswordResetRequired=False)
    assert iam.get_login_profile(UserName="u")["LoginProfile"]["PasswordResetRequired"] is False
    refused("DeleteConflict", "Cannot delete entity, must delete login profile first.", iam.delete_user, UserName="u")
    iam.delete_login_profile(UserName="u")
    iam.delete_user(UserName="u")


@pytest.mark.parametrize("password", ["Short-1", "only small letters", "SMALLnever", "12345678"])
def test_passwords_follow_awss_default_policy(iam, password):
    iam.create_user(UserName="u")
    refused("PasswordPolicyViolation", "Password does not conform to the account password policy.", iam.create_login_profile,
            UserName="u", Password=password)


def test_a_stack_makes_users_with_login_profiles(client, iam, eventually):
    cloudformation = client("cloudformation")

    def template(profile):
        return json.dumps({"Resources": {"User": {"Type": "AWS::IAM::User", "Properties": {"UserName": "u", **profile}}}})

    def status():
        return cloudformation.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"]

    cloudformation.create_stack(StackName="s", Capabilities=["CAPABILITY_NAMED_IAM"],
                                TemplateBody=template({"LoginProfile": {"Password": "Correct-horse",
                                                                        "PasswordResetRequired": True}}))
    eventually(lambda: status() == "CREATE_COMPLETE")
    assert iam.get_login_profile(UserName="u")["LoginProfile"]["PasswordResetRequired"] is True
    cloudformation.update_stack(StackName="s", Capabilities=["CAPABILITY_NAMED_IAM"], TemplateBody=template({}))
    eventually(lambda: status() == "UPDATE_COMPLETE")
    refused("NoSuchEntity", "Login Profile for User u cannot be found.", iam.get_login_profile, UserName="u")
    cloudformation.delete_stack(StackName="s")
    eventually(lambda: iam.list_users()["Users"] == [])


def test_what_no_user_has_here_is_listed_as_nothing(iam):
    """Terraform reads all of it before it deletes a user."""
    iam.create_user(UserName="u")
    assert iam.list_mfa_devices(UserName="u")["MFADevices"] == iam.list_mfa_devices()["MFADevices"] == []
    assert iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"] == []
    assert iam.list_signing_certificates(UserName="u")["Certificates"] == []
    assert iam.list_ssh_public_keys(UserName="u")["SSHPublicKeys"] == []
    assert iam.list_service_specific_credentials(UserName="u")["ServiceSpecificCredentials"] == []
    for read in (iam.list_mfa_devices, iam.list_signing_certificates, iam.list_ssh_public_keys,
                 iam.list_service_specific_credentials):
        assert refused("NoSuchEntity", "The user with name v cannot be found.", read, UserName="v") == 404


def test_groups(iam, account):
    iam.create_user(UserName="u")
    group = iam.create_group(GroupName="Ops", Path="/team/")["Group"]
    assert group["Arn"] == f"arn:aws:iam::{account}:group/team/Ops" and group["GroupId"].startswith("AGPA")
    assert refused("EntityAlreadyExists", "Group with name ops already exists.", iam.create_group, GroupName="ops") == 409
    for _ in range(2):
        iam.add_user_to_group(GroupName="Ops", UserName="u")
    shown = iam.get_group(GroupName="Ops")
    assert shown["Group"] == group and names([shown], "Users", "UserName") == ["u"]
    assert names([iam.list_groups_for_user(UserName="u")], "Groups", "GroupName") == ["Ops"]
    assert names([iam.list_groups(PathPrefix="/team/")], "Groups", "GroupName") == ["Ops"]
    assert iam.get_account_summary()["SummaryMap"]["Groups"] == 1
    for delete, name in ((iam.delete_group, {"GroupName": "Ops"}), (iam.delete_user, {"UserName": "u"})):
        assert refused("DeleteConflict", "Cannot delete entity, must remove users from group first.", delete, **name) == 409
    iam.update_group(GroupName="Ops", NewGroupName="Dev", NewPath="/")
    assert iam.get_group(GroupName="Dev")["Group"]["Arn"] == f"arn:aws:iam::{account}:group/Dev"
    for _ in range(2):
        iam.remove_user_from_group(GroupName="Dev", UserName="u")
    iam.delete_group(GroupName="Dev")
    assert refused("NoSuchEntity", "The group with name Dev cannot be found.", iam.get_group, GroupName="Dev") == 404
    iam.delete_user(UserName="u")


def test_policies_of_groups(iam):
    iam.create_group(GroupName="g")
    iam.put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=policy("s3:*"))
    shown = iam.get_group_policy(GroupName="g", PolicyName="p")
    assert (shown["GroupName"], shown["PolicyDocument"]) == ("g", json.loads(policy("s3:*")))
    assert iam.list_group_policies(GroupName="g")["PolicyNames"] == ["p"]
    iam.attach_group_policy(GroupName="g", PolicyArn=BASIC_EXECUTION)
    assert iam.list_attached_group_policies(GroupName="g")["AttachedPolicies"][0]["PolicyArn"] == BASIC_EXECUTION
    assert names([iam.list_entities_for_policy(PolicyArn=BASIC_EXECUTION)], "PolicyGroups", "GroupName") == ["g"]
    refused("DeleteConflict", "Cannot delete entity, must detach all policies first.", iam.delete_group, GroupName="g")
    iam.detach_group_policy(GroupName="g", PolicyArn=BASIC_EXECUTION)
    refused("DeleteConflict", "Cannot delete entity, must delete policies first.", iam.delete_group, GroupName="g")
    iam.delete_group_policy(GroupName="g", PolicyName="p")
    iam.delete_group(GroupName="g")


def test_a_stack_puts_users_into_groups(client, iam, eventually):
    cloudformation = client("cloudformation")
    iam.create_group(GroupName="g")
    cloudformation.create_stack(StackName="s", Capabilities=["CAPABILITY_NAMED_IAM"], TemplateBody=json.dumps(
        {"Resources": {"User": {"Type": "AWS::IAM::User", "Properties": {"UserName": "u", "Groups": ["g"]}}}}))
    eventually(lambda: cloudformation.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE")
    assert names([iam.get_group(GroupName="g")], "Users", "UserName") == ["u"]
    cloudformation.delete_stack(StackName="s")
    eventually(lambda: iam.get_group(GroupName="g")["Users"] == [])


def test_account_reads(iam):
    iam.create_user(UserName="u")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.create_policy(PolicyName="p", PolicyDocument=policy("s3:*"))
    assert iam.list_account_aliases()["AccountAliases"] == []
    summary = iam.get_account_summary()["SummaryMap"]
    assert {key: summary[key] for key in ("Users", "Roles", "Policies", "PolicyVersionsInUse", "InstanceProfiles", "Groups")} == {
        "Users": 1, "Roles": 1, "Policies": 1, "PolicyVersionsInUse": 1, "InstanceProfiles": 0, "Groups": 0}
    assert (summary["UsersQuota"], summary["AccessKeysPerUserQuota"], summary["VersionsPerPolicyQuota"]) == (5000, 2, 5)


def test_replies_leave_out_what_was_not_given(iam):
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)["Role"]
    assert "MaxSessionDuration" not in role
    assert iam.get_role(RoleName="r")["Role"]["MaxSessionDuration"] == 3600
    made = iam.create_policy(PolicyName="p", PolicyDocument=policy("s3:*"), Description="d")["Policy"]
    assert "Description" not in made and "Tags" not in made
    shown = iam.get_policy(PolicyArn=made["Arn"])["Policy"]
    assert (shown["Description"], shown["Tags"]) == ("d", [])
    tagged = iam.create_policy(PolicyName="q", PolicyDocument=policy("s3:*"), Tags=[{"Key": "a", "Value": "b"}])["Policy"]
    assert tagged["Tags"] == [{"Key": "a", "Value": "b"}]


def test_policy_arns_that_are_none(iam):
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.create_user(UserName="u")
    for attach, name in ((iam.attach_role_policy, {"RoleName": "r"}), (iam.attach_user_policy, {"UserName": "u"})):
        refused("ValidationError", "Invalid ARN:  Could not be parsed!", attach, PolicyArn="longpolicynamebutnoarn", **name)


@pytest.mark.parametrize("statement, message", [
    ({"Resource": "arn:aws:s3:us-east-1::b"}, "Resource arn:aws:s3:us-east-1::b can not contain region information."),
    ({"Resource": "arn:aws:s3::b"}, "The policy failed legacy parsing"),
    ({"Condition": {"DateGreaterThan": {"a": "sdfdsf"}}}, "The policy failed legacy parsing"),
    ({"Effect": "denY"}, "The policy failed legacy parsing"),
])
def test_policies_that_aws_refuses(iam, statement, message):
    document = {"Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", **statement}}
    refused("MalformedPolicyDocument", message, iam.create_policy, PolicyName="p", PolicyDocument=json.dumps(document))


def test_service_linked_roles(iam, account):
    role = iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]
    assert role["Arn"] == f"arn:aws:iam::{account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
    refused("InvalidInput", "Service role name AWSServiceRoleForECS has been taken in this account, please try a different "
            "suffix.", iam.create_service_linked_role, AWSServiceName="ecs.amazonaws.com")
    refused("UnmodifiableEntity", "Cannot perform the operation on the protected role 'AWSServiceRoleForECS' - this role is "
            "only modifiable by AWS", iam.delete_role, RoleName="AWSServiceRoleForECS")
    task = iam.delete_service_linked_role(RoleName="AWSServiceRoleForECS")["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"


def test_a_list_is_no_text(client):
    iam = client("iam", parameter_validation=False)
    iam.create_user(UserName="u")

    def nest(params, **_):
        params["body"]["Tags.member.1.Value.member.1"] = params["body"].pop("Tags.member.1.Value")

    iam.meta.events.register("before-call.iam.TagUser", nest)
    refused("MalformedInput", "Start of list found where not expected", iam.tag_user, UserName="u",
            Tags=[{"Key": "k", "Value": "v"}])
    assert iam.list_user_tags(UserName="u")["Tags"] == []


def test_pages(iam):
    for number in range(5):
        iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=LAMBDA_TRUST)
    first = iam.list_roles(MaxItems=2)
    assert first["IsTruncated"] and names([first], "Roles", "RoleName") == ["r0", "r1"]
    pages = iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2})
    assert names(pages, "Roles", "RoleName") == [f"r{number}" for number in range(5)]


def test_simulate_custom_policy(iam):
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/Team}/${AWS:securetransport}"}]})
    answer = iam.simulate_custom_policy(
        PolicyInputList=[document], ActionNames=["s3:GetObject", "s3:PutObject", "ec2:RunInstances"],
        ContextEntries=[{"ContextKeyName": "aws:SecureTransport", "ContextKeyType": "boolean", "ContextKeyValues": ["false"]}])
    results = {row["EvalActionName"]: row for row in answer["EvaluationResults"]}
    assert {name: row["EvalDecision"] for name, row in results.items()} == {
        "s3:GetObject": "allowed", "s3:PutObject": "explicitDeny", "ec2:RunInstances": "implicitDeny"}
    assert results["s3:PutObject"]["MatchedStatements"][0]["SourcePolicyId"] == "PolicyInputList.1"
    missing = iam.simulate_custom_policy(PolicyInputList=[document], ActionNames=["s3:PutObject"])["EvaluationResults"][0]
    assert missing["MissingContextValues"] == ["aws:PrincipalTag/Team", "aws:SecureTransport"]


def test_context_entries_have_a_type_of_the_model(iam):
    with pytest.raises(ClientError, match="contextEntries.1.member.contextKeyType.*enum value set: .string, stringList"):
        iam.simulate_custom_policy(PolicyInputList=[policy("*")], ActionNames=["s3:GetObject"], ContextEntries=[
            {"ContextKeyName": "aws:a", "ContextKeyType": "words", "ContextKeyValues": ["b"]}])


def test_simulations_show_what_decided(iam, account):
    document = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}})
    arn = iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)["Role"]["Arn"]
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=document)
    row = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["s3:ListBucket"])["EvaluationResults"][0]
    assert row["EvalDecisionDetails"] == {} and row["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}
    # AWS counts from where the part before the statement ends: here its colon.
    assert row["MatchedStatements"][0]["StartPosition"] == {"Line": 1, "Column": document.index("{", 1)}
    assert row["MatchedStatements"][0]["EndPosition"] == {"Line": 1, "Column": len(document)}


def test_simulate_principal_policy(iam, account):
    arn = iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)["Role"]["Arn"]
    iam.attach_role_policy(RoleName="r", PolicyArn=BASIC_EXECUTION)
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy("ecs:PutAccountSetting"))

    def decision(action, **parameters):
        answer = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=[action], **parameters)
        return answer["EvaluationResults"][0]["EvalDecision"]

    assert decision("logs:PutLogEvents") == "allowed"
    assert decision("ecs:PutAccountSetting") == "allowed"
    assert decision("ecs:ListAccountSettings") == "implicitDeny"
    assert decision("ecs:PutAccountSetting", PermissionsBoundaryPolicyInputList=[policy("s3:*")]) == "implicitDeny"
    assert decision("ecs:ListAccountSettings", PolicyInputList=[policy("ecs:List*")]) == "allowed"


def test_the_cli_creates_a_role(aws, tmp_path):
    (tmp_path / "trust.json").write_text(LAMBDA_TRUST)
    role = aws("iam", "create-role", "--role-name", "r", "--assume-role-policy-document", "file://trust.json").json["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(LAMBDA_TRUST)
    aws("iam", "put-role-policy", "--role-name", "r", "--policy-name", "p", "--policy-document", policy("s3:*"))
    assert aws("iam", "list-role-policies", "--role-name", "r").json == {"PolicyNames": ["p"]}
    missing = aws("iam", "get-role", "--role-name", "nobody", check=False)
    assert missing.returncode != 0
    assert "(NoSuchEntity)" in missing.stderr and "The role with name nobody cannot be found." in missing.stderr


def test_pages_of_policies_are_in_the_order_of_names_whatever_their_paths(iam):
    document = policy("s3:GetObject")
    for name, path in (("a", "/z/"), ("b", "/a/"), ("C", "/m/"), ("d", "/a/")):
        iam.create_policy(PolicyName=name, Path=path, PolicyDocument=document)
    every = iam.get_paginator("list_policies")
    assert names(every.paginate(Scope="Local", PaginationConfig={"PageSize": 1}), "Policies", "PolicyName") == ["a", "b", "C", "d"]
    assert names(every.paginate(Scope="Local", PathPrefix="/a/", PaginationConfig={"PageSize": 1}), "Policies", "PolicyName") == ["b", "d"]
    whole = names(every.paginate(), "Policies", "Arn")
    assert names(every.paginate(PaginationConfig={"PageSize": 7}), "Policies", "Arn") == whole and len(whole) == len(set(whole))
