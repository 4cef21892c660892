"""AWS CloudFormation StackSets with service-managed permissions: organizational units as targets, and accounts that come and go."""
import contextlib
import threading

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from stack_sets import SLOW, StackSet, is_waiting, query, root_of, signal

HERE, THERE = "eu-central-1", "us-east-1"
ADMIN_ROLE, MEMBER_ROLE = (f"AWSServiceRoleForCloudFormationStackSetsOrg{who}" for who in ("Admin", "Member"))
SERVICE = "member.org.stacksets.cloudformation.amazonaws.com"
AUTOMATIC = {"Enabled": True, "RetainStacksOnAccountRemoval": False}
NO_ACCESS = "You must enable organizations access to operate a service managed stack set"


@pytest.fixture
def cloudformation(sandbox, client):
    return client("cloudformation")


@pytest.fixture
def organizations(sandbox, client):
    return client("organizations")


@pytest.fixture
def root(organizations, cloudformation):
    """Of an organization that trusts StackSets."""
    organizations.create_organization()
    assert query(cloudformation, "ActivateOrganizationsAccess")[0] == 200
    return organizations.list_roots()["Roots"][0]["Id"]


@pytest.fixture
def new_unit(organizations, root):
    def create(name, parent=None):
        return organizations.create_organizational_unit(ParentId=parent or root, Name=name)["OrganizationalUnit"]["Id"]

    return create


@pytest.fixture
def new_account(organizations, root, account, eventually):
    """new_account(name, unit): creates a member account in the unit and returns its id."""
    def create(name, unit=None):
        request = organizations.create_account(Email=f"{name}@{account}.example.com", AccountName=name)
        request_id = request["CreateAccountStatus"]["Id"]
        member = eventually(lambda: organizations.describe_create_account_status(
            CreateAccountRequestId=request_id)["CreateAccountStatus"].get("AccountId"))
        if unit:
            organizations.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
        return member

    return create


@pytest.fixture
def stack_set(cloudformation, eventually):
    made = StackSet(cloudformation, eventually)
    made.create_for_units = lambda **options: made.create(
        PermissionModel="SERVICE_MANAGED", **{"AutoDeployment": {"Enabled": False}, **options})
    return made


def move_quietly(organizations, account, source, destination):
    """A move that may find the sandbox killed."""
    with contextlib.suppress(ClientError, BotoCoreError):
        organizations.move_account(AccountId=account, SourceParentId=source, DestinationParentId=destination)


def code_of(attempt, **arguments):
    with pytest.raises(ClientError) as caught:
        attempt(**arguments)
    return caught.value.response["Error"]["Code"]


def access_of(cloudformation):
    """The status that DescribeOrganizationsAccess shows."""
    return dict(query(cloudformation, "DescribeOrganizationsAccess")[1])["Status"]


def units(*ids, **more):
    return {"OrganizationalUnitIds": list(ids), **more}


def test_access_is_activated_in_the_management_account(organizations, cloudformation, stack_set, client):
    assert access_of(cloudformation) == "DISABLED"
    assert ("Code", "InvalidOperationException") in query(cloudformation, "ActivateOrganizationsAccess")[1]
    organizations.create_organization()
    with pytest.raises(ClientError, match=NO_ACCESS):
        stack_set.create_for_units()
    assert query(cloudformation, "ActivateOrganizationsAccess")[0] == 200
    assert access_of(cloudformation) == "ENABLED"
    assert client("iam").get_role(RoleName=ADMIN_ROLE)["Role"]["Path"].startswith("/aws-service-role/stacksets.")
    assert [row["ServicePrincipal"] for row in organizations.list_aws_service_access_for_organization()[
        "EnabledServicePrincipals"]] == [SERVICE]
    assert stack_set.create_for_units()
    assert query(cloudformation, "DeactivateOrganizationsAccess")[0] == 200
    assert access_of(cloudformation) == "DISABLED"


def test_units_are_deployed_to_with_roles_that_are_made(stack_set, new_unit, new_account, cloudformation, account, client):
    outer = new_unit("outer")
    inner = new_unit("inner", outer)
    members = [new_account("one", outer), new_account("two", inner)]
    new_account("elsewhere")
    stack_set.create_for_units()
    operation = stack_set.begin("create_stack_instances", units(outer), [HERE, THERE],
                                OperationPreferences={"MaxConcurrentCount": 2, "FailureToleranceCount": 1})
    assert stack_set.ended(operation) == "SUCCEEDED"
    assert stack_set.statuses() == dict.fromkeys(
        [(member, region) for member in members for region in (HERE, THERE)], ("CURRENT", "SUCCEEDED"))
    assert {row["OrganizationalUnitId"] for row in stack_set.instances()} == {outer}
    described = cloudformation.describe_stack_set(StackSetName="a-set")["StackSet"]
    assert described["OrganizationalUnitIds"] == [outer] and "ExecutionRoleName" not in described
    assert stack_set.operation(operation)["DeploymentTargets"] == {"OrganizationalUnitIds": [outer]}
    iam = client("iam", credentials=root_of(members[0]))
    assert iam.get_role(RoleName=MEMBER_ROLE)
    [execution] = [role for role in iam.list_roles()["Roles"] if role["RoleName"].startswith("stacksets-exec-")]
    [statement] = execution["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"]["AWS"].endswith(f"{account}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/"
                                                  f"{ADMIN_ROLE}")
    deletion = stack_set.begin("delete_stack_instances", units(outer), [HERE, THERE], RetainStacks=False)
    assert stack_set.ended(deletion) == "SUCCEEDED" and stack_set.instances() == []


@pytest.mark.parametrize("kind, expected", [("INTERSECTION", ["one"]), ("DIFFERENCE", ["two"]),
                                            ("UNION", ["one", "two", "three"])])
def test_accounts_are_chosen_within_units(stack_set, new_unit, new_account, kind, expected):
    unit = new_unit("a")
    members = {"one": new_account("one", unit), "two": new_account("two", unit), "three": new_account("three")}
    listed = [members["one"]] + ([members["three"]] if kind == "UNION" else [])
    stack_set.create_for_units()
    assert stack_set.deploy(units(unit, Accounts=listed, AccountFilterType=kind), [HERE]) == "SUCCEEDED"
    assert {row["Account"] for row in stack_set.instances()} == {members[name] for name in expected}


def test_accounts_are_added_to_units_unless_told_otherwise(stack_set, new_unit, new_account, account):
    unit = new_unit("a")
    inside, outside = new_account("one", unit), new_account("two")
    stack_set.create_for_units()
    # Nothing is ever deployed to the management account, not even if it is listed.
    assert stack_set.deploy(units(unit, Accounts=[outside, account]), [HERE]) == "SUCCEEDED"
    assert stack_set.statuses() == dict.fromkeys([(inside, HERE), (outside, HERE)], ("CURRENT", "SUCCEEDED"))
    # Updates may go to accounts alone.
    operation = stack_set.begin("update_stack_instances", {"Accounts": [outside]}, [HERE])
    assert stack_set.ended(operation) == "SUCCEEDED" and list(stack_set.results(operation)) == [(outside, HERE)]


def test_the_management_account_is_passed_over(stack_set, new_unit, new_account, account):
    unit = new_unit("a")
    member = new_account("one", unit)
    stack_set.create_for_units()
    assert stack_set.deploy(units(unit, Accounts=[account], AccountFilterType="UNION"), [HERE]) == "SUCCEEDED"
    assert list(stack_set.statuses()) == [(member, HERE)]


def test_without_trusted_access_nothing_is_done(stack_set, new_unit, new_account, organizations, root, client, eventually):
    unit = new_unit("a")
    first, second = new_account("one", unit), new_account("two", unit)
    stack_set.create_for_units(template=SLOW)
    operation = stack_set.begin("create_stack_instances", units(unit), [HERE])
    eventually(lambda: is_waiting(client, first) or is_waiting(client, second))
    organizations.disable_aws_service_access(ServicePrincipal=SERVICE)
    running, other = (first, second) if is_waiting(client, first) else (second, first)
    signal(client, running)
    assert stack_set.ended(operation) == "FAILED"
    assert stack_set.results(operation) == {(running, HERE): ("SUCCEEDED", ""), (other, HERE): ("FAILED", NO_ACCESS)}
    for call in ("create_stack_instances", "update_stack_instances", "delete_stack_instances"):
        more = {"RetainStacks": False} if call == "delete_stack_instances" else {}
        with pytest.raises(ClientError, match=NO_ACCESS):
            stack_set.begin(call, units(unit), [HERE], **more)
    organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    assert stack_set.ended(stack_set.begin("delete_stack_instances", units(unit), [HERE], RetainStacks=False)) == "SUCCEEDED"
    assert stack_set.instances() == []


def test_targets_that_are_none_are_refused(stack_set, new_unit, new_account, account):
    unit = new_unit("a")
    stack_set.create_for_units()
    for accounts in ([account], units("ou-none-12345678"), units(), {"Accounts": [account]},
                     units(unit, Accounts=[account], AccountFilterType="NONE")):
        assert code_of(stack_set.begin, call="create_stack_instances", accounts=accounts,
                       regions=[HERE]) == "ValidationError", accounts


def test_a_closed_account_is_passed_over(stack_set, new_unit, new_account, organizations):
    unit = new_unit("a")
    closed, open_one = new_account("closed", unit), new_account("open", unit)
    organizations.close_account(AccountId=closed)
    stack_set.create_for_units()
    assert stack_set.deploy(units(unit), [HERE]) == "SUCCEEDED"
    assert stack_set.statuses() == {(closed, HERE): ("OUTDATED", "SKIPPED_SUSPENDED_ACCOUNT"),
                                    (open_one, HERE): ("CURRENT", "SUCCEEDED")}


def test_automatic_deployments_survive_kills(start_sandbox, client, account, eventually, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    organizations = client("organizations", sandbox=sandbox)
    cloudformation = client("cloudformation", sandbox=sandbox)
    organizations.create_organization()
    assert query(cloudformation, "ActivateOrganizationsAccess")[0] == 200
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="a")["OrganizationalUnit"]["Id"]
    for k in range(12):
        organizations.create_account(Email=f"{k}@{account}.example.com", AccountName=str(k))
    accounts = eventually(lambda: [row["AccountId"] for page in organizations.get_paginator(
        "list_create_account_status").paginate(States=["SUCCEEDED"]) for row in page["CreateAccountStatuses"]][11:] and [
        row["Id"] for row in organizations.list_accounts_for_parent(ParentId=root)["Accounts"] if row["Id"] != account])
    stack_set = StackSet(cloudformation, eventually)
    stack_set.create(PermissionModel="SERVICE_MANAGED", AutoDeployment=AUTOMATIC)
    assert stack_set.deploy(units(unit), [HERE]) == "SUCCEEDED"
    while accounts:
        # The kill comes when one move is answered, and others are somewhere between their commit and what follows from it.
        moves = [threading.Thread(target=move_quietly, args=(client("organizations", sandbox=sandbox), account_id, root, unit))
                 for account_id in accounts[:4]]
        for move in moves:
            move.start()
        eventually(lambda: not all(move.is_alive() for move in moves))
        sandbox.kill()
        sandbox.restart()
        for move in moves:
            move.join()
        moved = [row["Id"] for row in organizations.list_accounts_for_parent(ParentId=unit)["Accounts"]]
        eventually(lambda: stack_set.statuses() == dict.fromkeys([(one, HERE) for one in moved], ("CURRENT", "SUCCEEDED")))
        accounts = [one for one in accounts if one not in moved]
    assert len(moved) == 12


@pytest.mark.parametrize("retain", [False, True])
def test_stacks_follow_accounts_into_units_and_out(stack_set, new_unit, new_account, root, organizations, cloudformation,
                                                   client, eventually, retain):
    unit = new_unit("a")
    first = new_account("one", unit)
    stack_set.create_for_units(AutoDeployment={"Enabled": True, "RetainStacksOnAccountRemoval": retain})
    assert stack_set.deploy(units(unit), [HERE]) == "SUCCEEDED"
    _, shown = query(cloudformation, "ListStackSetAutoDeploymentTargets", StackSetName="a-set")
    assert shown[:2] == [("OrganizationalUnitId", unit), ("member", HERE)]
    second = new_account("two", unit)
    eventually(lambda: stack_set.statuses().get((second, HERE)) == ("CURRENT", "SUCCEEDED"))
    organizations.move_account(AccountId=first, SourceParentId=unit, DestinationParentId=root)
    eventually(lambda: [row["Account"] for row in stack_set.instances()] == [second])
    stacks = client("cloudformation", credentials=root_of(first)).describe_stacks()["Stacks"]
    assert len(stacks) == (1 if retain else 0)


def test_a_new_account_is_in_the_root(stack_set, new_account, root, eventually):
    stack_set.create_for_units(AutoDeployment=AUTOMATIC)
    assert stack_set.deploy(units(root), [HERE]) == "SUCCEEDED" and stack_set.instances() == []
    member = new_account("one")
    eventually(lambda: stack_set.statuses() == {(member, HERE): ("CURRENT", "SUCCEEDED")})


def test_without_automatic_deployment_accounts_come_in_vain(stack_set, new_unit, new_account, organizations, root):
    unit = new_unit("a")
    first = new_account("one", unit)
    stack_set.create_for_units()
    assert stack_set.deploy(units(unit), [HERE]) == "SUCCEEDED"
    new_account("two", unit)
    # An operation that comes later than an automatic one would.
    assert stack_set.ended(stack_set.begin("update_stack_instances", units(unit, Accounts=[first], AccountFilterType="INTERSECTION"),
                                           [HERE])) == "SUCCEEDED"
    assert [row["Account"] for row in stack_set.instances()] == [first]


def test_a_delegated_administrator_acts_for_the_management_account(stack_set, new_unit, new_account, organizations,
                                                                   cloudformation, account, client):
    unit = new_unit("a")
    member, delegate = new_account("one", unit), new_account("delegate")
    api = client("cloudformation", credentials=root_of(delegate))
    as_delegate = {"CallAs": "DELEGATED_ADMIN", "StackSetName": "a-set"}
    assert code_of(api.describe_stack_set, **as_delegate) == "ValidationError"
    organizations.register_delegated_administrator(AccountId=delegate, ServicePrincipal=SERVICE)
    assert code_of(api.describe_stack_set, **as_delegate) == "StackSetNotFoundException"
    api.create_stack_set(TemplateBody='{"Resources": {"H": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}',
                         PermissionModel="SERVICE_MANAGED", AutoDeployment={"Enabled": False}, **as_delegate)
    operation = api.create_stack_instances(DeploymentTargets=units(unit), Regions=[HERE], **as_delegate)["OperationId"]
    assert stack_set.ended(operation) == "SUCCEEDED"
    assert [row["Account"] for row in api.list_stack_instances(**as_delegate)["Summaries"]] == [member]
    assert cloudformation.describe_stack_set(StackSetName="a-set")["StackSet"]["StackSetARN"].split(":")[4] == account
