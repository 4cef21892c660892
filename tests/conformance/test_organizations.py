"""AWS Organizations: accounts, units, trusted services, and policies that speak of the organization. What StackSets make of it is
in test_stack_sets_organization.py."""
import functools
import json
import re

import pytest
from botocore.exceptions import ClientError

from notified_functions import NotifiedFunction

STACKSETS = "member.org.stacksets.cloudformation.amazonaws.com"


@pytest.fixture
def organizations(sandbox, client):
    return client("organizations", region="us-east-1")


@pytest.fixture
def organization(organizations):
    return organizations.create_organization(FeatureSet="ALL")["Organization"]


@pytest.fixture
def root(organizations, organization):
    return organizations.list_roots()["Roots"][0]["Id"]


@pytest.fixture
def new_account(organizations, organization, account, eventually):
    """new_account(name): creates a member account and returns its id."""
    def create(name):
        request = organizations.create_account(Email=f"{name}@{account}.example.com", AccountName=name)
        request_id = request["CreateAccountStatus"]["Id"]

        def ended():
            status = organizations.describe_create_account_status(CreateAccountRequestId=request_id)
            return status["CreateAccountStatus"] if status["CreateAccountStatus"]["State"] != "IN_PROGRESS" else None

        status = eventually(ended)
        assert status["State"] == "SUCCEEDED", status
        return status["AccountId"]

    return create


def root_of(account):
    return {"aws_access_key_id": account, "aws_secret_access_key": "test"}


def code_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


# ---- the organization -------------------------------------------------------------------------------------

def test_an_organization_is_described_to_its_members(organizations, organization, account, new_account, client):
    assert re.fullmatch(r"o-[a-z0-9]{10}", organization["Id"])
    assert organization["MasterAccountId"] == account and organization["FeatureSet"] == "ALL"
    assert organization["Arn"] == f"arn:aws:organizations::{account}:organization/{organization['Id']}"
    member = client("organizations", credentials=root_of(new_account("one")))
    assert member.describe_organization()["Organization"]["Id"] == organization["Id"]
    assert code_of(member.list_accounts) == "AccessDeniedException"
    assert code_of(member.create_account, Email="a@b.cd", AccountName="x") == "AccessDeniedException"
    assert code_of(organizations.create_organization) == "AlreadyInOrganizationException"


def test_outside_of_an_organization_there_is_nothing(organizations):
    assert code_of(organizations.describe_organization) == "AWSOrganizationsNotInUseException"
    assert code_of(organizations.list_roots) == "AWSOrganizationsNotInUseException"


def test_an_organization_is_deleted_when_it_is_empty(organizations, organization, root, new_account):
    member = new_account("one")
    unit = organizations.create_organizational_unit(ParentId=root, Name="a")["OrganizationalUnit"]["Id"]
    assert code_of(organizations.delete_organization) == "OrganizationNotEmptyException"
    organizations.remove_account_from_organization(AccountId=member)
    organizations.delete_organizational_unit(OrganizationalUnitId=unit)
    organizations.delete_organization()
    assert code_of(organizations.describe_organization) == "AWSOrganizationsNotInUseException"


# ---- accounts ---------------------------------------------------------------------------------------------

def test_a_new_account_lets_the_management_account_in(organizations, account, new_account, client):
    member = new_account("one")
    described = organizations.describe_account(AccountId=member)["Account"]
    assert (described["Name"], described["Status"], described["JoinedMethod"]) == ("one", "ACTIVE", "CREATED")
    role = client("iam", credentials=root_of(member)).get_role(RoleName="OrganizationAccountAccessRole")["Role"]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{account}:root"}
    iam = client("iam")
    iam.create_user(UserName="operator")
    iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role["Arn"]}]}))
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    session = client("sts", credentials={"AccessKeyId": key["AccessKeyId"], "SecretAccessKey": key["SecretAccessKey"]})
    credentials = session.assume_role(RoleArn=role["Arn"], RoleSessionName="manager")["Credentials"]
    assert client("sts", credentials=credentials).get_caller_identity()["Account"] == member
    client("iam", credentials=credentials).create_user(UserName="made-by-the-manager")


def test_an_address_is_taken_once(organizations, account, new_account):
    new_account("one")
    again = organizations.create_account(Email=f"one@{account}.example.com", AccountName="two")["CreateAccountStatus"]
    assert (again["State"], again["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    failed = organizations.list_create_account_status(States=["FAILED"])["CreateAccountStatuses"]
    assert [status["Id"] for status in failed] == [again["Id"]]


def test_accounts_come_in_pages(organizations, account, new_account):
    members = [new_account(f"member-{k}") for k in range(25)]
    pages = list(organizations.get_paginator("list_accounts").paginate())
    assert [len(page["Accounts"]) for page in pages] == [20, 6]
    assert [row["Id"] for page in pages for row in page["Accounts"]] == [account, *members]
    assert code_of(organizations.list_accounts, NextToken="none of ours") == "InvalidInputException"


def test_an_account_is_closed_or_leaves(organizations, organization, account, new_account, client):
    closed, leaving = new_account("one"), new_account("two")
    organizations.close_account(AccountId=closed)
    assert organizations.describe_account(AccountId=closed)["Account"]["Status"] == "SUSPENDED"
    assert code_of(organizations.close_account, AccountId=closed) == "AccountAlreadyClosedException"
    client("organizations", credentials=root_of(leaving)).leave_organization()
    assert code_of(organizations.describe_account, AccountId=leaving) == "AccountNotFoundException"
    assert code_of(organizations.remove_account_from_organization,
                   AccountId=account) == "MasterCannotLeaveOrganizationException"


def test_accounts_come_to_be_where_iam_is_throttled(start_sandbox, client, eventually):
    sandbox = start_sandbox("--fault", "iam:AttachRolePolicy=Throttling:0.15", "--fault", "iam:CreateRole=Throttling:0.15")
    organizations = client("organizations", sandbox=sandbox)
    organizations.create_organization()
    for k in range(15):
        organizations.create_account(Email=f"{k}@example.com", AccountName=str(k))

    def states():
        pages = organizations.get_paginator("list_create_account_status").paginate()
        return [row["State"] for page in pages for row in page["CreateAccountStatuses"]]

    eventually(lambda: "IN_PROGRESS" not in states())
    assert states() == ["SUCCEEDED"] * 15


def test_the_creation_of_an_account_is_told(organizations, organization, account, new_account, client):
    client = functools.partial(client, region="us-east-1")  # Where the events of global services are.
    function, events = NotifiedFunction(client), client("events")
    rule = events.put_rule(Name="r", EventPattern=json.dumps({"source": ["aws.organizations"]}))["RuleArn"]
    function.allow("events.amazonaws.com", rule)
    events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": function.arn}])
    member = new_account("one")
    [event] = function.wait_for()
    assert event["detail-type"] == "AWS Service Event via CloudTrail" and event["account"] == account
    assert event["detail"]["eventName"] == "CreateAccountResult"
    status = event["detail"]["serviceEventDetails"]["createAccountStatus"]
    assert (status["state"], status["accountId"]) == ("SUCCEEDED", member)


def test_an_account_comes_to_be_after_a_kill(start_sandbox, client, eventually, tmp_path):
    sandbox = start_sandbox("--pace", "aws", state=tmp_path / "state.db")
    organizations = client("organizations", sandbox=sandbox)
    organizations.create_organization()
    organizations.create_account(Email="a@example.com", AccountName="one")
    sandbox.kill()
    sandbox.restart(["--pace", "instant"])
    eventually(lambda: organizations.list_create_account_status(States=["SUCCEEDED"])["CreateAccountStatuses"])
    assert [row["Name"] for row in organizations.list_accounts()["Accounts"]][1:] == ["one"]


# ---- the tree ---------------------------------------------------------------------------------------------

def test_units_form_a_tree(organizations, root):
    parent = organizations.create_organizational_unit(ParentId=root, Name="teams")["OrganizationalUnit"]
    child = organizations.create_organizational_unit(ParentId=parent["Id"], Name="ecs")["OrganizationalUnit"]
    assert re.fullmatch(rf"ou-{root[2:]}-[a-z0-9]{{8}}", child["Id"])
    assert organizations.list_parents(ChildId=child["Id"])["Parents"] == [
        {"Id": parent["Id"], "Type": "ORGANIZATIONAL_UNIT"}]
    assert organizations.list_parents(ChildId=parent["Id"])["Parents"] == [{"Id": root, "Type": "ROOT"}]
    assert organizations.list_children(ParentId=parent["Id"], ChildType="ORGANIZATIONAL_UNIT")["Children"] == [
        {"Id": child["Id"], "Type": "ORGANIZATIONAL_UNIT"}]
    renamed = organizations.update_organizational_unit(OrganizationalUnitId=child["Id"], Name="hosts")
    assert renamed["OrganizationalUnit"]["Name"] == "hosts"
    assert [unit["Name"] for unit in organizations.list_organizational_units_for_parent(ParentId=parent["Id"])[
        "OrganizationalUnits"]] == ["hosts"]
    assert organizations.describe_organizational_unit(
        OrganizationalUnitId=child["Id"])["OrganizationalUnit"]["Name"] == "hosts"
    assert code_of(organizations.create_organizational_unit, ParentId=root,
                   Name="teams") == "DuplicateOrganizationalUnitException"
    assert code_of(organizations.delete_organizational_unit,
                   OrganizationalUnitId=parent["Id"]) == "OrganizationalUnitNotEmptyException"
    assert code_of(organizations.create_organizational_unit, ParentId="r-none", Name="x") == "ParentNotFoundException"


def test_accounts_move(organizations, root, account, new_account):
    member = new_account("one")
    unit = organizations.create_organizational_unit(ParentId=root, Name="a")["OrganizationalUnit"]["Id"]
    organizations.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    assert [row["Id"] for row in organizations.list_accounts_for_parent(ParentId=unit)["Accounts"]] == [member]
    assert organizations.list_children(ParentId=root, ChildType="ACCOUNT")["Children"] == [
        {"Id": account, "Type": "ACCOUNT"}]
    assert code_of(organizations.move_account, AccountId=member, SourceParentId=root,
                   DestinationParentId=unit) == "SourceParentNotFoundException"
    assert code_of(organizations.move_account, AccountId=member, SourceParentId=unit,
                   DestinationParentId=unit) == "DuplicateAccountException"


# ---- services ---------------------------------------------------------------------------------------------

def test_services_are_trusted_and_administered(organizations, organization, new_account, client):
    member = new_account("one")
    assert code_of(organizations.register_delegated_administrator, AccountId=member,
                   ServicePrincipal=STACKSETS) == "ConstraintViolationException"
    organizations.enable_aws_service_access(ServicePrincipal=STACKSETS)
    assert [row["ServicePrincipal"] for row in
            organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]] == [STACKSETS]
    organizations.register_delegated_administrator(AccountId=member, ServicePrincipal=STACKSETS)
    assert [row["Id"] for row in organizations.list_delegated_administrators(ServicePrincipal=STACKSETS)[
        "DelegatedAdministrators"]] == [member]
    assert [row["ServicePrincipal"] for row in organizations.list_delegated_services_for_account(AccountId=member)[
        "DelegatedServices"]] == [STACKSETS]
    # It may look around now.
    assert len(client("organizations", credentials=root_of(member)).list_accounts()["Accounts"]) == 2
    organizations.deregister_delegated_administrator(AccountId=member, ServicePrincipal=STACKSETS)
    assert code_of(organizations.deregister_delegated_administrator, AccountId=member,
                   ServicePrincipal=STACKSETS) == "AccountNotRegisteredException"
    organizations.disable_aws_service_access(ServicePrincipal=STACKSETS)
    assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []
    assert code_of(organizations.enable_aws_service_access, ServicePrincipal="x.y") == "InvalidInputException"


# ---- IAM --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("condition", ["id", "path"])
def test_a_bucket_is_shared_with_the_organization(organizations, organization, root, account, new_account, client,
                                                  condition):
    member, outsider = new_account("one"), "9" + account[1:]
    conditions = {"id": {"StringEquals": {"aws:PrincipalOrgID": organization["Id"]}},
                  "path": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{organization['Id']}/{root}/*"}}}
    s3, bucket = client("s3"), f"shared-{condition}-{account}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket=bucket, Key="k", Body=b"artifact")
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*",
         "Condition": conditions[condition]}]}))
    there = client("s3", credentials=root_of(member)).get_object(Bucket=bucket, Key="k")
    assert there["Body"].read() == b"artifact"
    assert code_of(client("s3", credentials=root_of(outsider)).get_object, Bucket=bucket, Key="k") == "AccessDenied"


def test_policies_tell_accounts_and_units_apart(organizations, organization, root, account, new_account, client):
    member = new_account("one")
    unit = organizations.create_organizational_unit(ParentId=root, Name="a")["OrganizationalUnit"]["Id"]
    iam = client("iam")
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "organizations:Describe*",
                       "Resource": f"arn:aws:organizations::{account}:account/{organization['Id']}/{member}"}]}))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    reader = client("organizations", credentials={"AccessKeyId": key["AccessKeyId"],
                                                  "SecretAccessKey": key["SecretAccessKey"]})
    assert reader.describe_account(AccountId=member)["Account"]["Id"] == member
    assert code_of(reader.describe_account, AccountId=account) == "AccessDeniedException"
    assert code_of(reader.describe_organizational_unit, OrganizationalUnitId=unit) == "AccessDeniedException"
