"""AWS::CloudFormation::StackSet: a stack set as a resource of a stack, with instances that come, change and go with it."""
import itertools
import json

import pytest
from botocore.exceptions import ClientError

from stack_sets import EXECUTION_ROLE, TEMPLATE, StackSet, make_administrator, make_target, query, root_of

HERE, THERE = "eu-central-1", "us-east-1"
_accounts = itertools.count(810_000_000_001)


@pytest.fixture
def cloudformation(sandbox, client):
    return client("cloudformation")


@pytest.fixture
def targets(client, account, new_account):
    """Two accounts with an execution role."""
    make_administrator(client("iam"))
    accounts = [new_account(), new_account()]
    for target in accounts:
        make_target(client("iam", credentials=root_of(target)), account)
    return accounts


@pytest.fixture
def new_account():
    """Any number of digits is an account of the sandbox."""
    return lambda: str(next(_accounts))


def group(accounts, regions, **overrides):
    made = {"DeploymentTargets": {"Accounts": accounts}, "Regions": regions}
    if overrides:
        made["ParameterOverrides"] = [{"ParameterKey": key, "ParameterValue": value} for key, value in overrides.items()]
    return made


def outer(*groups, word="hello", **properties):
    """A stack whose one resource is a stack set with these groups of instances."""
    return json.dumps({"Resources": {"Set": {"Type": "AWS::CloudFormation::StackSet", "Properties": {
        "StackSetName": "a-set", "PermissionModel": "SELF_MANAGED", "TemplateBody": json.dumps(TEMPLATE),
        "Parameters": [{"ParameterKey": "Word", "ParameterValue": word}], "StackInstancesGroup": list(groups), **properties}}},
        "Outputs": {"Ref": {"Value": {"Ref": "Set"}}, "Id": {"Value": {"Fn::GetAtt": "Set.StackSetId"}}}})


class Outer:
    """The stack around it."""

    def __init__(self, cloudformation):
        self.api = cloudformation

    def create(self, template):
        self.api.create_stack(StackName="outer", TemplateBody=template)
        return self.end("stack_create_complete")

    def update(self, template):
        self.api.update_stack(StackName="outer", TemplateBody=template)
        return self.end("stack_update_complete")

    def delete(self):
        self.api.delete_stack(StackName="outer")
        self.api.get_waiter("stack_delete_complete").wait(StackName="outer", WaiterConfig={"Delay": 1})

    def end(self, state):
        self.api.get_waiter(state).wait(StackName="outer", WaiterConfig={"Delay": 1})
        return {row["OutputKey"]: row["OutputValue"] for row in self.api.describe_stacks(StackName="outer")["Stacks"][0]["Outputs"]}


@pytest.fixture
def stack(cloudformation):
    return Outer(cloudformation)


@pytest.fixture
def stack_set(cloudformation, eventually):
    return StackSet(cloudformation, eventually)


def words(client, accounts, regions):
    """What the stacks have made, by account and Region; None where there is none."""
    found = {}
    for account in accounts:
        for region in regions:
            ssm = client("ssm", region, root_of(account))
            rows = ssm.get_parameters(Names=["from-the-stack-set"])["Parameters"]
            found[account, region] = rows[0]["Value"] if rows else None
    return found


def test_instances_come_change_and_go_with_the_stack(stack, stack_set, targets, client, cloudformation):
    one, two = targets
    outputs = stack.create(outer(group([one], [HERE, THERE]), group([two], [HERE], Word="special")))
    described = cloudformation.describe_stack_set(StackSetName="a-set")["StackSet"]
    assert outputs == {"Ref": described["StackSetId"], "Id": described["StackSetId"]}
    assert words(client, targets, [HERE, THERE]) == {(one, HERE): "hello", (one, THERE): "hello", (two, HERE): "special",
                                                     (two, THERE): None}
    again = stack.update(outer(group([one], [HERE]), group([two], [HERE, THERE], Word="other"), word="bye"))
    assert again == outputs, "the same stack set"
    assert words(client, targets, [HERE, THERE]) == {(one, HERE): "bye", (one, THERE): None, (two, HERE): "other",
                                                     (two, THERE): "other"}
    stack.delete()
    assert words(client, targets, [HERE, THERE]) == dict.fromkeys([(a, r) for a in targets for r in (HERE, THERE)])
    with pytest.raises(ClientError, match="not found"):
        cloudformation.describe_stack_set(StackSetName="a-set")


def test_accounts_with_the_same_regions_are_one_operation(stack, stack_set, targets, cloudformation):
    stack.create(outer(group(targets, [HERE, THERE]), OperationPreferences={"MaxConcurrentCount": "2",
                                                                            "FailureToleranceCount": 1}))
    operations = cloudformation.list_stack_set_operations(StackSetName="a-set")["Summaries"]
    assert [row["Action"] for row in operations] == ["CREATE"]
    shown = stack_set.operation(operations[0]["OperationId"])["OperationPreferences"]
    assert (shown["MaxConcurrentCount"], shown["FailureToleranceCount"]) == (2, 1)
    stack.delete()


def test_another_name_is_another_stack_set(stack, targets, cloudformation):
    first = stack.create(outer(group(targets[:1], [HERE])))
    second = stack.update(outer(StackSetName="b-set"))
    assert first["Ref"].startswith("a-set:") and second["Ref"].startswith("b-set:")
    active = [row["StackSetName"] for row in cloudformation.list_stack_sets(Status="ACTIVE")["Summaries"]]
    assert active == ["b-set"]
    stack.delete()


def test_an_account_that_cannot_be_entered_fails_the_stack_which_leaves_nothing(stack, new_account, client, eventually,
                                                                                cloudformation):
    make_administrator(client("iam"))
    stranger = new_account()
    cloudformation.create_stack(StackName="outer", TemplateBody=outer(group([stranger], [HERE])))
    eventually(lambda: cloudformation.describe_stacks(StackName="outer")["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE")
    events = cloudformation.describe_stack_events(StackName="outer")["StackEvents"]
    [failed] = [row["ResourceStatusReason"] for row in events
                if row["LogicalResourceId"] == "Set" and row["ResourceStatus"] == "CREATE_FAILED"]
    assert f"Account {stranger} should have '{EXECUTION_ROLE}' role" in failed
    assert cloudformation.list_stack_sets(Status="ACTIVE")["Summaries"] == []


def test_units_are_targets_too(stack, stack_set, client, account, cloudformation, eventually):
    organizations = client("organizations")
    organizations.create_organization()
    assert query(cloudformation, "ActivateOrganizationsAccess")[0] == 200
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="a")["OrganizationalUnit"]["Id"]
    request = organizations.create_account(Email=f"m@{account}.example.com", AccountName="m")["CreateAccountStatus"]["Id"]
    member = eventually(lambda: organizations.describe_create_account_status(
        CreateAccountRequestId=request)["CreateAccountStatus"].get("AccountId"))
    organizations.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    stack.create(outer({"DeploymentTargets": {"OrganizationalUnitIds": [unit]}, "Regions": [HERE]},
                       PermissionModel="SERVICE_MANAGED", AutoDeployment={"Enabled": False}))
    assert stack_set.statuses() == {(member, HERE): ("CURRENT", "SUCCEEDED")}
    stack.delete()
    assert client("cloudformation", credentials=root_of(member)).describe_stacks()["Stacks"] == []


def test_a_file_of_accounts_is_refused_by_name(cloudformation):
    targets = {"DeploymentTargets": {"AccountsUrl": "https://example.com/a"}, "Regions": [HERE]}
    with pytest.raises(ClientError, match="AccountsUrl of AWS::CloudFormation::StackSet is not supported by the sandbox"):
        cloudformation.create_stack(StackName="outer", TemplateBody=outer(targets))
