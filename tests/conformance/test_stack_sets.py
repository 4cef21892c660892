"""AWS CloudFormation StackSets with self-managed permissions. Those of organizations are in test_stack_sets_organization.py."""
import json
import re

import pytest
from botocore.exceptions import ClientError

from stack_sets import (ADMINISTRATION_ROLE, EXECUTION_ROLE, PARAMETER, SLOW, TEMPLATE, StackSet, as_parameters, is_waiting,
                        make_administrator, make_target, query, root_of, signal)
from stacks import Stack

HERE, THERE = "eu-central-1", "us-east-1"
UNTRUSTED = (f"Account {{}} should have '{EXECUTION_ROLE}' role with trust relationship to Role '{ADMINISTRATION_ROLE}'.")
CANCELLED = "Cancelled since failure tolerance has exceeded"


@pytest.fixture
def cloudformation(sandbox, client):
    return client("cloudformation")


@pytest.fixture
def targets(client, account):
    """Three accounts that the test's own account may deploy to."""
    make_administrator(client("iam"))
    accounts = [f"{digit}{account[1:]}" for digit in "234"]
    for target in accounts:
        make_target(client("iam", credentials=root_of(target)), account)
    return accounts


@pytest.fixture
def stack_set(cloudformation, eventually):
    return StackSet(cloudformation, eventually)


@pytest.fixture
def value_in(client):
    """value_in(account, region): what the stack set's parameter is there; None if it is not."""
    def value(account, region):
        try:
            parameter = client("ssm", region, root_of(account)).get_parameter(Name="from-the-stack-set")
        except ClientError:
            return None
        return parameter["Parameter"]["Value"]

    return value


def update(stack_set, word, **where):
    """Begins an UpdateStackSet that changes the parameter, of all instances or where it is told."""
    return stack_set.api.update_stack_set(
        StackSetName=stack_set.name, UsePreviousTemplate=True, Parameters=as_parameters({"Word": word}),
        Capabilities=["CAPABILITY_IAM"], **where)["OperationId"]


def code_of(attempt, **arguments):
    return refusal(attempt, **arguments)[0]


def refusal(attempt, **arguments):
    with pytest.raises(ClientError) as caught:
        attempt(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


# ---- the stack set ----------------------------------------------------------------------------------------

def test_a_stack_set_is_described(stack_set, cloudformation, account):
    body = {**TEMPLATE, "Parameters": {**TEMPLATE["Parameters"], "Secret": {"Type": "String", "NoEcho": True}}}
    set_id = stack_set.create(body, {"Word": "hi", "Secret": "s3cret"}, Description="words",
                              Tags=[{"Key": "team", "Value": "ecs"}])
    assert re.fullmatch(r"a-set:[0-9a-f-]{36}", set_id)
    for name in ("a-set", set_id):
        described = cloudformation.describe_stack_set(StackSetName=name)["StackSet"]
        assert described["StackSetId"] == set_id and described["Status"] == "ACTIVE"
    assert described["StackSetARN"] == f"arn:aws:cloudformation:{HERE}:{account}:stackset/{set_id}"
    assert described["AdministrationRoleARN"] == f"arn:aws:iam::{account}:role/{ADMINISTRATION_ROLE}"
    assert (described["ExecutionRoleName"], described["PermissionModel"]) == (EXECUTION_ROLE, "SELF_MANAGED")
    assert json.loads(described["TemplateBody"]) == body and described["Description"] == "words"
    assert {p["ParameterKey"]: p["ParameterValue"] for p in described["Parameters"]} == {"Word": "hi", "Secret": "****"}
    assert described["Tags"] == [{"Key": "team", "Value": "ecs"}]


def test_what_cannot_be_deployed_is_refused_at_once(stack_set, cloudformation):
    role = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}}}
    assert code_of(stack_set.create, template=role, Capabilities=[]) == "InsufficientCapabilitiesException"
    assert refusal(stack_set.create, parameters={"None": "x"}) == (
        "ValidationError", "Parameters: [None] do not exist in the template")
    assert code_of(stack_set.create, template="{") == "ValidationError"
    assert "Unrecognized resource types" in refusal(stack_set.create, template={
        "Resources": {"X": {"Type": "AWS::None::Such"}}})[1]
    assert code_of(StackSet(cloudformation, name="1st").create) == "ValidationError"
    stack_set.create()
    assert code_of(stack_set.create) == "NameAlreadyExistsException"


def test_the_same_request_makes_one_stack_set(stack_set):
    assert stack_set.create(ClientRequestToken="one") == stack_set.create(ClientRequestToken="one")


def test_a_deleted_stack_set_is_still_listed(stack_set, cloudformation):
    set_id = stack_set.create()
    cloudformation.delete_stack_set(StackSetName="a-set")
    cloudformation.delete_stack_set(StackSetName="a-set")  # Again is no error.
    assert code_of(cloudformation.describe_stack_set, StackSetName="a-set") == "StackSetNotFoundException"
    assert cloudformation.describe_stack_set(StackSetName=set_id)["StackSet"]["Status"] == "DELETED"
    assert cloudformation.list_stack_sets(Status="ACTIVE")["Summaries"] == []
    assert [row["StackSetId"] for row in cloudformation.list_stack_sets()["Summaries"]] == [set_id]


# ---- deployment -------------------------------------------------------------------------------------------

def test_stacks_are_made_in_each_account_and_region(stack_set, targets, value_in, client):
    stack_set.create()
    operation = stack_set.begin("create_stack_instances", targets, [HERE, THERE],
                                OperationPreferences={"MaxConcurrentCount": 3, "FailureToleranceCount": 2})
    assert stack_set.ended(operation) == "SUCCEEDED"
    everywhere = [(account, region) for account in targets for region in (HERE, THERE)]
    assert stack_set.statuses() == dict.fromkeys(everywhere, ("CURRENT", "SUCCEEDED"))
    assert stack_set.results(operation) == dict.fromkeys(everywhere, ("SUCCEEDED", ""))
    assert [value_in(*place) for place in everywhere] == ["hello"] * 6
    for row in stack_set.instances():
        stack = Stack(client("cloudformation", row["Region"], root_of(row["Account"])), row["StackId"])
        assert re.fullmatch(r"StackSet-a-set-[0-9a-f-]{36}", stack.describe()["StackName"])
        assert row["LastOperationId"] == operation
    described = stack_set.operation(operation)
    assert described["Action"] == "CREATE" and described["StatusDetails"]["FailedStackInstancesCount"] == 0
    assert described["OperationPreferences"]["MaxConcurrentCount"] == 3
    assert described["EndTimestamp"] >= described["CreationTimestamp"]


def test_one_broken_account_is_told_and_tolerated(stack_set, targets, value_in):
    stack_set.create()
    broken = "5" + targets[0][1:]
    operation = stack_set.begin("create_stack_instances", [broken, *targets], [HERE, THERE],
                                OperationPreferences={"MaxConcurrentCount": 2, "FailureToleranceCount": 1})
    assert stack_set.ended(operation) == "SUCCEEDED"
    results = stack_set.results(operation)
    for region in (HERE, THERE):
        assert results[broken, region] == ("FAILED", UNTRUSTED.format(broken))
        assert results[targets[0], region] == ("SUCCEEDED", "")
    assert stack_set.operation(operation)["StatusDetails"]["FailedStackInstancesCount"] == 2
    [row] = [row for row in stack_set.instances(Filters=[{"Name": "DETAILED_STATUS", "Values": "FAILED"}])
             if row["Region"] == HERE]
    assert (row["Account"], row["Status"], row["StatusReason"]) == (broken, "OUTDATED", UNTRUSTED.format(broken))
    assert "StackId" not in row


def test_without_tolerance_the_rest_is_cancelled(stack_set, targets, value_in):
    stack_set.create()
    broken = "5" + targets[0][1:]
    operation = stack_set.begin("create_stack_instances", [targets[0], broken, targets[1]], [HERE, THERE])
    assert stack_set.ended(operation) == "FAILED"
    assert stack_set.results(operation) == {
        (targets[0], HERE): ("SUCCEEDED", ""),
        (broken, HERE): ("FAILED", UNTRUSTED.format(broken)),
        **dict.fromkeys([(targets[1], HERE), (targets[0], THERE), (broken, THERE), (targets[1], THERE)],
                        ("CANCELLED", CANCELLED))}
    assert stack_set.statuses()[targets[1], HERE] == ("OUTDATED", "CANCELLED")
    assert value_in(targets[0], HERE) == "hello" and value_in(targets[1], HERE) is None


def test_the_administration_role_is_really_assumed(stack_set, account, targets, client):
    client("iam").delete_role_policy(RoleName=ADMINISTRATION_ROLE, PolicyName="assume")
    stack_set.create()
    operation = stack_set.begin("create_stack_instances", targets[:1], [HERE])
    assert stack_set.ended(operation) == "FAILED"
    assert stack_set.results(operation)[targets[0], HERE] == ("FAILED", UNTRUSTED.format(targets[0]))
    client("iam").delete_role(RoleName=ADMINISTRATION_ROLE)
    again = stack_set.begin("create_stack_instances", targets[:1], [HERE])
    assert stack_set.ended(again) == "FAILED"
    assert stack_set.results(again)[targets[0], HERE][1] == (
        f"Account {account} should have '{ADMINISTRATION_ROLE}' role with trust relationship to CloudFormation service.")


def test_the_execution_role_is_limited_by_its_policies(stack_set, targets, client):
    iam = client("iam", credentials=root_of(targets[0]))
    iam.detach_role_policy(RoleName=EXECUTION_ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.put_role_policy(RoleName=EXECUTION_ROLE, PolicyName="stacks", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"}]}))
    stack_set.create()
    operation = stack_set.begin("create_stack_instances", targets[:1], [HERE])
    assert stack_set.ended(operation) == "FAILED"
    status, reason = stack_set.results(operation)[targets[0], HERE]
    assert status == "FAILED" and reason.startswith(
        "ResourceLogicalId:P, ResourceType:AWS::SSM::Parameter, ResourceStatusReason:")
    assert "ssm:PutParameter" in reason and EXECUTION_ROLE in reason
    # Once it is mended, the wreck of the first try is cleared away.
    iam.attach_role_policy(RoleName=EXECUTION_ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    assert stack_set.deploy(targets[:1], [HERE]) == "SUCCEEDED"
    assert stack_set.statuses() == {(targets[0], HERE): ("CURRENT", "SUCCEEDED")}


def test_a_passed_role_needs_permission(cloudformation, client, account):
    client("iam").create_user(UserName="deployer")
    client("iam").put_user_policy(UserName="deployer", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"}]}))
    key = client("iam").create_access_key(UserName="deployer")["AccessKey"]
    deployer = StackSet(client("cloudformation", credentials={
        "AccessKeyId": key["AccessKeyId"], "SecretAccessKey": key["SecretAccessKey"]}))
    assert code_of(deployer.create, AdministrationRoleARN=f"arn:aws:iam::{account}:role/other") == "AccessDenied"
    assert deployer.create()


# ---- changes ----------------------------------------------------------------------------------------------

def test_an_update_reaches_all_instances(stack_set, targets, value_in, cloudformation):
    stack_set.create()
    stack_set.deploy(targets[:2], [HERE])
    operation = cloudformation.update_stack_set(
        StackSetName="a-set", UsePreviousTemplate=True, Parameters=as_parameters({"Word": "bye"}),
        Capabilities=["CAPABILITY_IAM"], OperationPreferences={"MaxConcurrentCount": 2, "FailureToleranceCount": 1})
    assert stack_set.ended(operation["OperationId"]) == "SUCCEEDED"
    assert [value_in(account, HERE) for account in targets] == ["bye", "bye", None]
    assert cloudformation.list_stack_set_operations(StackSetName="a-set")["Summaries"][0]["Action"] == "UPDATE"


def test_an_update_of_some_leaves_the_others_outdated(stack_set, targets, value_in, cloudformation):
    stack_set.create()
    stack_set.deploy(targets[:2], [HERE])
    operation = cloudformation.update_stack_set(
        StackSetName="a-set", UsePreviousTemplate=True, Parameters=as_parameters({"Word": "bye"}),
        Capabilities=["CAPABILITY_IAM"], Accounts=targets[:1], Regions=[HERE])
    assert stack_set.ended(operation["OperationId"]) == "SUCCEEDED"
    assert {place: status for place, (status, _) in stack_set.statuses().items()} == {
        (targets[0], HERE): "CURRENT", (targets[1], HERE): "OUTDATED"}
    assert [value_in(account, HERE) for account in targets[:2]] == ["bye", "hello"]
    brought = stack_set.begin("update_stack_instances", targets[1:2], [HERE])
    assert stack_set.ended(brought) == "SUCCEEDED" and value_in(targets[1], HERE) == "bye"


def test_instances_may_have_values_of_their_own(stack_set, targets, value_in, cloudformation):
    stack_set.create()
    stack_set.deploy(targets[:1], [HERE], ParameterOverrides=as_parameters({"Word": "own"}))
    stack_set.deploy(targets[1:2], [HERE])
    assert [value_in(account, HERE) for account in targets[:2]] == ["own", "hello"]
    described = cloudformation.describe_stack_instance(
        StackSetName="a-set", StackInstanceAccount=targets[0], StackInstanceRegion=HERE)["StackInstance"]
    assert described["ParameterOverrides"] == as_parameters({"Word": "own"})
    # An update without a word about them keeps them; an empty list drops them.
    assert stack_set.ended(stack_set.begin("update_stack_instances", targets[:1], [HERE])) == "SUCCEEDED"
    assert value_in(targets[0], HERE) == "own"
    changed = stack_set.begin("update_stack_instances", targets[:1], [HERE],
                              ParameterOverrides=as_parameters({"Word": "changed"}))
    assert stack_set.ended(changed) == "SUCCEEDED" and value_in(targets[0], HERE) == "changed"
    assert refusal(stack_set.begin, call="update_stack_instances", accounts=targets[:1], regions=[HERE],
                   ParameterOverrides=as_parameters({"None": "x"}))[0] == "ValidationError"
    assert code_of(stack_set.begin, call="update_stack_instances", accounts=targets[2:],
                   regions=[HERE]) == "StackInstanceNotFoundException"


def test_instances_created_again_keep_their_own_values(stack_set, targets, value_in):
    stack_set.create()
    stack_set.deploy(targets[:1], [HERE], ParameterOverrides=as_parameters({"Word": "own"}))
    assert stack_set.deploy(targets[:2], [HERE]) == "SUCCEEDED"
    assert [value_in(account, HERE) for account in targets[:2]] == ["own", "hello"]
    assert stack_set.deploy(targets[:1], [HERE], ParameterOverrides=as_parameters({"Word": "other"})) == "SUCCEEDED"
    assert value_in(targets[0], HERE) == "other"


def test_an_update_of_places_without_an_instance_is_refused(stack_set, targets, value_in):
    set_id = stack_set.create()
    stack_set.deploy(targets[:1], [HERE])
    for account, region in ((targets[1], HERE), (targets[0], THERE)):
        assert refusal(update, stack_set=stack_set, word="bye", Accounts=[account], Regions=[region]) == (
            "StackInstanceNotFoundException",
            f"Stack instance not found for StackSet {set_id}, account {account}, region {region}")
    assert value_in(targets[0], HERE) == "hello" and stack_set.statuses() == {(targets[0], HERE): ("CURRENT", "SUCCEEDED")}


def test_a_failed_update_leaves_the_instance_outdated(stack_set, targets, value_in, cloudformation):
    stack_set.create()
    stack_set.deploy(targets[:1], [HERE])
    clash = {**TEMPLATE, "Resources": {"P": PARAMETER, "Q": PARAMETER}}  # Two of one name.
    operation = cloudformation.update_stack_set(StackSetName="a-set", TemplateBody=json.dumps(clash),
                                                Capabilities=["CAPABILITY_IAM"])["OperationId"]
    assert stack_set.ended(operation) == "FAILED"
    assert stack_set.results(operation)[targets[0], HERE][1].startswith("ResourceLogicalId:Q, ")
    assert stack_set.statuses() == {(targets[0], HERE): ("OUTDATED", "FAILED")}
    assert json.loads(cloudformation.describe_stack_set(StackSetName="a-set")["StackSet"]["TemplateBody"]) == clash


# ---- deletion ---------------------------------------------------------------------------------------------

def test_deletion_leaves_nothing(stack_set, targets, value_in, cloudformation, client):
    stack_set.create()
    stack_set.deploy(targets, [HERE])
    assert refusal(cloudformation.delete_stack_set, StackSetName="a-set") == (
        "StackSetNotEmptyException", "StackSet is not empty")
    operation = stack_set.begin("delete_stack_instances", targets, [HERE], RetainStacks=False)
    assert stack_set.ended(operation) == "SUCCEEDED"
    assert stack_set.instances() == [] and [value_in(account, HERE) for account in targets] == [None] * 3
    for account in targets:
        assert client("cloudformation", credentials=root_of(account)).describe_stacks()["Stacks"] == []
    cloudformation.delete_stack_set(StackSetName="a-set")


def test_retained_stacks_stay(stack_set, targets, value_in, client):
    stack_set.create()
    stack_set.deploy(targets[:1], [HERE])
    operation = stack_set.begin("delete_stack_instances", targets[:1], [HERE], RetainStacks=True)
    assert stack_set.ended(operation) == "SUCCEEDED" and stack_set.operation(operation)["RetainStacks"] is True
    assert stack_set.instances() == [] and value_in(targets[0], HERE) == "hello"
    assert len(client("cloudformation", credentials=root_of(targets[0])).describe_stacks()["Stacks"]) == 1


def test_what_cannot_be_deleted_is_inoperable(stack_set, targets, client):
    stack_set.create()
    stack_set.deploy(targets[:1], [HERE])
    iam = client("iam", credentials=root_of(targets[0]))
    iam.detach_role_policy(RoleName=EXECUTION_ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.delete_role(RoleName=EXECUTION_ROLE)
    operation = stack_set.begin("delete_stack_instances", targets[:1], [HERE], RetainStacks=False)
    assert stack_set.ended(operation) == "FAILED"
    assert stack_set.results(operation)[targets[0], HERE] == ("FAILED", UNTRUSTED.format(targets[0]))
    assert stack_set.statuses() == {(targets[0], HERE): ("INOPERABLE", "INOPERABLE")}
    retained = stack_set.begin("delete_stack_instances", targets[:1], [HERE], RetainStacks=True)
    assert stack_set.ended(retained) == "SUCCEEDED" and stack_set.instances() == []


def test_what_is_inoperable_takes_no_part_in_updates(stack_set, targets, value_in, client):
    stack_set.create()
    stack_set.deploy(targets[:2], [HERE])
    iam = client("iam", credentials=root_of(targets[0]))
    iam.detach_role_policy(RoleName=EXECUTION_ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.delete_role(RoleName=EXECUTION_ROLE)
    assert stack_set.ended(stack_set.begin("delete_stack_instances", targets[:1], [HERE], RetainStacks=False)) == "FAILED"
    for where in ({}, {"Accounts": targets[:2], "Regions": [HERE]}):
        word = "named" if where else "all"
        operation = update(stack_set, word, **where)
        assert stack_set.ended(operation) == "SUCCEEDED"
        assert stack_set.results(operation) == {(targets[1], HERE): ("SUCCEEDED", "")}
        assert stack_set.statuses() == {(targets[0], HERE): ("INOPERABLE", "INOPERABLE"),
                                        (targets[1], HERE): ("CURRENT", "SUCCEEDED")}
        assert [value_in(account, HERE) for account in targets[:2]] == ["hello", word]


def test_an_update_passes_over_what_a_deletion_before_it_left_inoperable(stack_set, targets, client, eventually):
    stack_set.create(SLOW, ManagedExecution={"Active": True})
    first = stack_set.begin("create_stack_instances", targets[:1], [HERE])
    eventually(lambda: is_waiting(client, targets[0]))
    deletion = stack_set.begin("delete_stack_instances", targets[:1], [HERE], RetainStacks=False)
    update_after = stack_set.api.update_stack_set(StackSetName="a-set", UsePreviousTemplate=True, Description="new",
                                                  ManagedExecution={"Active": True})["OperationId"]
    iam = client("iam", credentials=root_of(targets[0]))
    iam.detach_role_policy(RoleName=EXECUTION_ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.delete_role(RoleName=EXECUTION_ROLE)
    signal(client, targets[0])
    assert [stack_set.ended(one) for one in (first, deletion, update_after)] == ["SUCCEEDED", "FAILED", "SUCCEEDED"]
    assert stack_set.statuses() == {(targets[0], HERE): ("INOPERABLE", "INOPERABLE")}
    [row] = stack_set.instances()
    assert row["StatusReason"] == UNTRUSTED.format(targets[0]), "the deletion's reason stays"


# ---- operations -------------------------------------------------------------------------------------------

def test_one_operation_at_a_time(stack_set, targets, cloudformation, client, eventually):
    set_id = stack_set.create(SLOW)
    operation = stack_set.begin("create_stack_instances", targets[:1], [HERE])
    eventually(lambda: is_waiting(client, targets[0]))
    code, message = refusal(stack_set.begin, call="create_stack_instances", accounts=targets[1:], regions=[HERE])
    assert code == "OperationInProgressException" and message.endswith(f"stackset/{set_id} is in progress: {operation}")
    assert code_of(cloudformation.delete_stack_set, StackSetName="a-set") == "OperationInProgressException"
    assert stack_set.statuses() == {(targets[0], HERE): ("OUTDATED", "RUNNING")}
    signal(client, targets[0])
    assert stack_set.ended(operation) == "SUCCEEDED"


def test_managed_execution_has_operations_wait(stack_set, targets, client, eventually):
    stack_set.create(SLOW, ManagedExecution={"Active": True})
    first = stack_set.begin("create_stack_instances", targets[:1], [HERE])
    eventually(lambda: is_waiting(client, targets[0]))
    second = stack_set.begin("create_stack_instances", targets[1:2], [HERE])
    assert stack_set.operation(second)["Status"] == "QUEUED"
    signal(client, targets[0])
    eventually(lambda: is_waiting(client, targets[1]))
    assert stack_set.operation(first)["Status"] == "SUCCEEDED"
    signal(client, targets[1])
    assert stack_set.ended(second) == "SUCCEEDED"


def test_a_stop_lets_what_runs_come_to_its_end(stack_set, targets, cloudformation, client, eventually):
    stack_set.create(SLOW)
    operation = stack_set.begin("create_stack_instances", targets, [HERE])
    eventually(lambda: is_waiting(client, targets[0]))
    cloudformation.stop_stack_set_operation(StackSetName="a-set", OperationId=operation)
    assert stack_set.operation(operation)["Status"] == "STOPPING"
    signal(client, targets[0])
    assert stack_set.ended(operation) == "STOPPED"
    assert {place[0]: status for place, (status, _) in stack_set.results(operation).items()} == {
        targets[0]: "SUCCEEDED", targets[1]: "CANCELLED", targets[2]: "CANCELLED"}
    assert code_of(cloudformation.stop_stack_set_operation, StackSetName="a-set",
                   OperationId=operation) == "InvalidOperationException"
    assert code_of(cloudformation.describe_stack_set_operation, StackSetName="a-set",
                   OperationId="none") == "OperationNotFoundException"


def test_an_operation_id_is_used_once(stack_set, targets):
    stack_set.create()
    asked = {"call": "create_stack_instances", "accounts": targets[:1], "regions": [HERE], "OperationId": "mine"}
    assert stack_set.begin(**asked) == "mine"
    assert stack_set.ended("mine") == "SUCCEEDED"
    assert stack_set.begin(**asked) == "mine"  # The same request again.
    assert code_of(stack_set.begin, **{**asked, "accounts": targets[1:]}) == "OperationIdAlreadyExistsException"


@pytest.mark.parametrize("order", [[THERE, HERE], [HERE, THERE]])
def test_regions_have_an_order(stack_set, targets, cloudformation, client, order):
    stack_set.create()
    asked = {"regions": [HERE, THERE], "OperationPreferences": {"RegionOrder": order}}
    operation = stack_set.begin("create_stack_instances", targets[:1], **asked)
    assert stack_set.ended(operation) == "SUCCEEDED"
    assert [row["Region"] for row in cloudformation.list_stack_set_operation_results(
        StackSetName="a-set", OperationId=operation)["Summaries"]] == order
    [earlier], [later] = (client("cloudformation", region, root_of(targets[0])).describe_stacks()["Stacks"]
                          for region in order)
    assert earlier["CreationTime"] <= later["CreationTime"]  # Of stacks that take no time it may be one millisecond.
    broken = "5" + targets[0][1:]
    failing = stack_set.begin("create_stack_instances", [broken], **asked)
    assert stack_set.ended(failing) == "FAILED"
    assert {region: status for (_, region), (status, _) in stack_set.results(failing).items()} == {
        order[0]: "FAILED", order[1]: "CANCELLED"}


def test_regions_are_dealt_with_in_parallel_on_request(stack_set, targets, client, eventually):
    stack_set.create(SLOW)
    operation = stack_set.begin("create_stack_instances", targets[:1], [HERE, THERE],
                                OperationPreferences={"RegionConcurrencyType": "PARALLEL"})
    for region in (HERE, THERE):  # Neither has ended.
        eventually(lambda: is_waiting(client, targets[0], region))
    assert {status for status, _ in stack_set.results(operation).values()} == {"RUNNING"}
    assert stack_set.operation(operation)["OperationPreferences"]["RegionConcurrencyType"] == "PARALLEL"
    for region in (HERE, THERE):
        signal(client, targets[0], region)
    assert stack_set.ended(operation) == "SUCCEEDED"
    broken = "5" + targets[0][1:]
    failing = stack_set.begin("create_stack_instances", [broken], [HERE, THERE],
                              OperationPreferences={"RegionConcurrencyType": "PARALLEL"})
    assert stack_set.ended(failing) == "FAILED"
    assert stack_set.results(failing) == dict.fromkeys(  # One Region's failure cancels nothing in the other.
        [(broken, HERE), (broken, THERE)], ("FAILED", UNTRUSTED.format(broken)))


@pytest.mark.parametrize("mode, at_once", [("STRICT_FAILURE_TOLERANCE", 1), ("SOFT_FAILURE_TOLERANCE", 3)])
def test_the_tolerance_limits_the_concurrency_unless_it_is_soft(stack_set, targets, cloudformation, client, eventually,
                                                               mode, at_once):
    stack_set.create(SLOW)
    members = {f"Accounts.member.{k}": account for k, account in enumerate(targets, 1)}
    status, _ = query(cloudformation, "CreateStackInstances", StackSetName="a-set", OperationId="it", **members, **{
        "Regions.member.1": HERE, "OperationPreferences.MaxConcurrentCount": 3,
        "OperationPreferences.ConcurrencyMode": mode})
    assert status == 200
    for account in targets[:at_once]:
        eventually(lambda: is_waiting(client, account))
    assert [status for status, _ in stack_set.results("it").values()] == ["RUNNING"] * at_once + ["PENDING"] * (3 - at_once)
    for account in targets:
        eventually(lambda: is_waiting(client, account))
        signal(client, account)
    assert stack_set.ended("it") == "SUCCEEDED"


def test_preferences_that_exclude_each_other_are_refused(stack_set, targets):
    stack_set.create()
    assert code_of(stack_set.begin, call="create_stack_instances", accounts=targets, regions=[HERE],
                   OperationPreferences={"MaxConcurrentCount": 1, "MaxConcurrentPercentage": 1}) == "ValidationError"


def test_targets_that_are_none_are_refused(stack_set, targets):
    stack_set.create()
    assert code_of(stack_set.begin, call="create_stack_instances", regions=[HERE],
                   accounts={"OrganizationalUnitIds": ["ou-abcd-12345678"]}) == "ValidationError"
    assert code_of(stack_set.begin, call="create_stack_instances", accounts=targets,
                   regions=["nowhere"]) == "ValidationError"
    assert code_of(StackSet(stack_set.api, name="none").begin, call="create_stack_instances", accounts=targets,
                   regions=[HERE]) == "StackSetNotFoundException"


def test_throttled_calls_are_made_again(start_sandbox, client, account, eventually):
    sandbox = start_sandbox("--fault", "sts:AssumeRole=Throttling:0.15", "--fault", "cloudformation:CreateStack=Throttling:0.15")
    accounts = [f"{digit}{account[1:]}" for digit in "23456"]
    make_administrator(client("iam", sandbox=sandbox))
    for target in accounts:
        make_target(client("iam", credentials=root_of(target), sandbox=sandbox), account)
    stack_set = StackSet(client("cloudformation", sandbox=sandbox), eventually)
    stack_set.create()
    operation = stack_set.begin("create_stack_instances", accounts, [HERE, THERE],
                                OperationPreferences={"MaxConcurrentCount": 5, "FailureToleranceCount": 4})
    assert stack_set.ended(operation) == "SUCCEEDED"
    assert set(stack_set.results(operation).values()) == {("SUCCEEDED", "")}


def test_throttling_is_not_told_as_a_missing_role(start_sandbox, client, account, eventually):
    sandbox = start_sandbox("--fault", "sts:AssumeRole=Throttling")
    target = "2" + account[1:]
    make_administrator(client("iam", sandbox=sandbox))
    make_target(client("iam", credentials=root_of(target), sandbox=sandbox), account)
    stack_set = StackSet(client("cloudformation", sandbox=sandbox), eventually)
    stack_set.create()
    operation = stack_set.begin("create_stack_instances", [target], [HERE])
    assert stack_set.ended(operation) == "FAILED"
    assert stack_set.results(operation) == {(target, HERE): ("FAILED", "Rate exceeded")}


def test_an_operation_survives_kills(start_sandbox, client, account, eventually, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    accounts = [f"{digit}{account[1:]}" for digit in "23456789"]
    make_administrator(client("iam", sandbox=sandbox))
    for target in accounts[:-1]:
        make_target(client("iam", credentials=root_of(target), sandbox=sandbox), account)
    stack_set = StackSet(client("cloudformation", sandbox=sandbox), eventually)
    stack_set.create()
    operation = stack_set.begin("create_stack_instances", accounts, [HERE, THERE],
                                OperationPreferences={"MaxConcurrentCount": 2, "FailureToleranceCount": 1})
    for done in (1, 4, 8):
        eventually(lambda: sum(status != "PENDING" for status, _ in stack_set.results(operation).values()) > done)
        sandbox.kill()
        sandbox.restart()
    assert stack_set.ended(operation) == "SUCCEEDED"
    statuses = stack_set.statuses()
    assert {place: status for place, status in statuses.items() if place[0] != accounts[-1]} == dict.fromkeys(
        [(target, region) for target in accounts[:-1] for region in (HERE, THERE)], ("CURRENT", "SUCCEEDED"))
    assert stack_set.results(operation)[accounts[-1], THERE][0] == "FAILED"
    for target in accounts[:-1]:
        for region in (HERE, THERE):
            stacks = client("cloudformation", region, root_of(target), sandbox).describe_stacks()["Stacks"]
            assert [stack["StackStatus"] for stack in stacks] == ["CREATE_COMPLETE"]
    deletion = stack_set.begin("delete_stack_instances", accounts[:-1], [HERE, THERE], RetainStacks=False,
                               OperationPreferences={"MaxConcurrentCount": 2, "FailureToleranceCount": 1})
    sandbox.kill()
    sandbox.restart()
    assert stack_set.ended(deletion) == "SUCCEEDED"
    assert {row["Account"] for row in stack_set.instances()} == {accounts[-1]}
