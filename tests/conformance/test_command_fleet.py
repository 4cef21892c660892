"""`eni-trunking fleet`: what it makes in many accounts and Regions, what it says, and what it leaves, seen with boto3. An
organization's accounts: test_command_fleet_organization.py."""
import contextlib
import json
import re
import signal

import pytest
from botocore.exceptions import ClientError

import command_runs
from command_runs import on_terminal, too_wide
from fleets import ADMINISTRATION_ROLE, EXECUTION_ROLE, REGIONS, Fleet, operator, root_of, squeezed

pytestmark = pytest.mark.sandbox_only("makes roles and buckets in many accounts")


@pytest.fixture
def fleet(sandbox, client, account, tmp_path):
    return Fleet(sandbox, client, account, tmp_path)


# ---- from nothing to nothing --------------------------------------------------------------------------------

def test_all_accounts_but_a_broken_one_have_the_setting_in_each_region(fleet):
    broken, *good = fleet.targets
    fleet.make_roles(good)
    done = fleet.deploy("--failure-tolerance", "1", "--max-concurrent", "100%", "--parallel-regions", expect=1)
    assert f"Deploying the stack set eni-trunking from account {fleet.account} in eu-central-1, as root\n" in done.stderr
    assert re.search(r"^Add +18 stacks: 6 accounts in 3 Regions$", done.stderr, re.M)
    assert re.search(r"^us-west-2 +5 +1 +0$", done.stdout, re.M), done.stdout
    said = squeezed(done.stdout)
    assert f"{broken} in eu-central-1, us-east-1, us-west-2 Account {broken} should have '{EXECUTION_ROLE}' role" in said
    assert "\n    eni-trunking fleet deploy --stack-set-name eni-trunking --region eu-central-1 --print-execution-role > role.json\n" \
        in done.stdout
    assert "3 of 18 stacks not current, within the failure tolerance" in done.stderr
    for account in good:
        assert [fleet.settings(account, region) for region in REGIONS] == [["enabled"]] * 3
    assert fleet.leavings(broken) == []

    status = fleet.run("status", expect=1)
    assert re.search(rf"^{good[0]} +CURRENT +CURRENT +CURRENT$", status.stdout, re.M)
    assert re.search(rf"^{broken} +FAILED +FAILED +FAILED$", status.stdout, re.M)
    assert too_wide(status.stdout.split("    eni-trunking")[0]) == [], "but for commands"

    fleet.make_execution_roles([broken])
    done = fleet.run("deploy", "--yes", "--failure-tolerance", "1", "--output", "json")
    assert re.search(r"^Retry +3 stacks that failed: 1 account in 3 Regions$", done.stderr, re.M)
    assert {one["Status"] for one in done.json["Instances"]} == {"CURRENT"} and len(done.json["Instances"]) == 18
    assert fleet.settings(broken, "us-east-1") == ["enabled"]

    again = fleet.deploy()
    assert "No changes: the stacks are as they should be." in again.stderr

    gone = fleet.run("destroy", "--yes", "--max-concurrent", "100%", "--parallel-regions")
    assert "The stack set eni-trunking is deleted." in gone.stderr
    assert [fleet.leavings(account) for account in fleet.targets] == [[]] * 6
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])


def test_destroy_leaves_nothing_where_an_account_was_never_entered(fleet):
    broken, good = fleet.targets[:2]
    fleet.make_roles([good])
    fleet.deploy("--failure-tolerance", "1", accounts=[broken, good], regions=REGIONS[:1], expect=1)
    fleet.run("destroy", "--yes")
    assert (fleet.stack_sets(), fleet.buckets(), fleet.leavings(good)) == ([], [], [])


def test_destroying_what_is_not_there_is_fine(fleet):
    done = fleet.run("destroy", "--yes", "--stack-set-name", "web")
    assert "There is no stack set web." in done.stderr


def test_a_stack_that_cannot_be_deleted_is_named_and_can_be_given_up(fleet):
    account = fleet.targets[0]
    fleet.make_roles([account])
    fleet.deploy(accounts=[account], regions=REGIONS[:1])
    fleet.client("cloudformation", account).delete_stack(StackName="execution-role")
    fleet.client("cloudformation", account).get_waiter("stack_delete_complete").wait(StackName="execution-role",
                                                                                     WaiterConfig={"Delay": 1})
    failed = fleet.run("destroy", "--yes", expect=3)
    assert f"Account {account} should have '{EXECUTION_ROLE}' role" in squeezed(failed.stdout)
    assert "1 stack could not be deleted" in failed.stderr
    assert fleet.stack_sets() == ["eni-trunking"]
    given_up = fleet.run("destroy", "--yes", "--give-up-failed")
    assert f"Left to the account {account}: its stack in eu-central-1" in given_up.stderr
    assert (fleet.stack_sets(), fleet.buckets(), len(fleet.stacks(account, "eu-central-1"))) == ([], [], 1)


# ---- what is shared -----------------------------------------------------------------------------------------

def test_each_region_has_a_bucket_that_only_the_accounts_may_read_the_archive_of(fleet):
    fleet.make_roles(fleet.targets[:2])
    fleet.deploy(accounts=fleet.targets[:2], regions=REGIONS[:2])
    assert fleet.buckets() == [f"eni-trunking-{fleet.account}-{region}" for region in REGIONS[:2]]
    bucket = fleet.buckets()[1]
    policy = json.loads(fleet.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
    tls, read = policy["Statement"]
    assert tls["Effect"] == "Deny" and tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert sorted(read["Principal"]["AWS"]) == [f"arn:aws:iam::{one}:root" for one in fleet.targets[:2]]
    assert (read["Action"], read["Resource"]) == ("s3:GetObject", f"arn:aws:s3:::{bucket}/fleet_eni-trunking/*")


def test_a_stack_of_the_account_itself_keeps_its_bucket(fleet):
    fleet.make_roles(fleet.targets[:1])
    command_runs.run(fleet.sandbox, root_of(fleet.account), fleet.home, "deploy", "--yes")
    fleet.deploy(accounts=fleet.targets[:1], regions=REGIONS[:1])
    done = fleet.run("destroy", "--yes")
    bucket = f"eni-trunking-{fleet.account}-eu-central-1"
    assert f"Kept the bucket {bucket}, for it holds what is used by: eni-trunking\n" in done.stderr
    policy = json.loads(fleet.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == ["TlsOnly"]
    command_runs.run(fleet.sandbox, root_of(fleet.account), fleet.home, "destroy", "--yes")
    assert fleet.buckets() == []


# ---- changes ------------------------------------------------------------------------------------------------

def test_other_parameters_reach_all_stacks_and_new_accounts_are_added(fleet):
    one, two = fleet.targets[:2]
    fleet.make_roles([one, two])
    fleet.deploy(accounts=[one], regions=REGIONS[:2])
    done = fleet.deploy("--parameters", "Value=disabled", accounts=[one, two], regions=REGIONS[:2])
    assert re.search(r"^Update +2 stacks: other parameters$", done.stderr, re.M)
    assert re.search(r"^Add +2 stacks: 1 account in 2 Regions$", done.stderr, re.M)
    assert [fleet.settings(account, "us-east-1") for account in (one, two)] == [["disabled"], ["disabled"]]
    again = fleet.run("deploy", "--yes")
    assert "No changes" in again.stderr, "what is not given stays"


def test_nothing_is_made_without_execution_or_consent(fleet):
    fleet.make_roles([])
    shown = fleet.deploy("--no-execute")
    assert "Add     18 stacks: 6 accounts in 3 Regions" in shown.stderr and "Nothing was changed" in shown.stderr
    code, written = on_terminal(fleet.sandbox, root_of(fleet.account), fleet.home, "fleet", "deploy", "--accounts",
                                fleet.targets[0], "--regions", "eu-central-1", answers=["n"])
    assert code == 1 and "Nothing was changed." in written
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])
    asked = fleet.run("deploy", "--accounts", fleet.targets[0], "--regions", "eu-central-1", expect=2)
    assert "give --yes to go on without being asked, or --no-execute to see what it would do" in asked.stderr


def test_beyond_the_tolerance_stack_sets_gives_up(fleet):
    fleet.make_roles(fleet.targets[1:2])
    done = fleet.deploy("--region-order", "us-east-1,eu-central-1", accounts=fleet.targets[:2], regions=REGIONS[:2], expect=3)
    assert re.search(r"the operation \S+ \(CREATE\) ended in FAILED", done.stderr)
    statuses = {(one["Account"], one["Region"]): one for one in fleet.run("status", "--output", "json", expect=1).json["Instances"]}
    assert statuses[fleet.targets[0], "us-east-1"]["DetailedStatus"] == "FAILED"
    assert statuses[fleet.targets[0], "eu-central-1"]["DetailedStatus"] == "CANCELLED"


# ---- permissions --------------------------------------------------------------------------------------------

def test_the_administration_role_is_asked_for_and_made(fleet):
    account = fleet.targets[0]
    missing = fleet.deploy(accounts=[account], regions=REGIONS[:1], expect=1)
    assert f"this account has no role {ADMINISTRATION_ROLE}" in missing.stderr and "--fix" in missing.stderr
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])
    fleet.make_execution_roles([account])
    fleet.deploy("--fix", accounts=[account], regions=REGIONS[:1])
    assert fleet.settings(account, "eu-central-1") == ["enabled"]
    done = fleet.run("destroy", "--yes")
    assert f"The role {ADMINISTRATION_ROLE} stays" in done.stderr


def test_a_made_administration_role_is_for_stack_sets_of_its_account_only(fleet):
    fleet.make_execution_roles(fleet.targets[:1])
    fleet.deploy("--fix", accounts=fleet.targets[:1], regions=REGIONS[:1])
    role = fleet.client("iam").get_role(RoleName=ADMINISTRATION_ROLE)["Role"]
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": fleet.account},
        "StringLike": {"aws:SourceArn": f"arn:aws:cloudformation:*:{fleet.account}:stackset/*"}}
    again = fleet.deploy("--parameters", "Value=disabled", accounts=fleet.targets[:1], regions=REGIONS[:1])
    assert "aws:SourceAccount" not in again.stderr


@pytest.mark.parametrize("part, lacks, question", [
    ("policy", f"may not become the role {EXECUTION_ROLE} of the target accounts", "Added the inline policy"),
    ("trust", "does not trust cloudformation.amazonaws.com for stack sets of this account", "Added the statement"),
])
def test_what_an_administration_role_lacks_is_told_and_added(fleet, part, lacks, question):
    account = fleet.targets[0]
    fleet.make_roles([account])
    iam = fleet.client("iam")
    if part == "policy":
        iam.delete_role_policy(RoleName=ADMINISTRATION_ROLE, PolicyName="p")
    else:
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                         "Principal": {"Service": "lambda.amazonaws.com"}}]}
        iam.update_assume_role_policy(RoleName=ADMINISTRATION_ROLE, PolicyDocument=json.dumps(trust))
    refused = fleet.deploy(accounts=[account], regions=REGIONS[:1], expect=1)
    assert lacks in squeezed(refused.stderr) and "--fix" in refused.stderr
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])
    done = fleet.deploy("--fix", accounts=[account], regions=REGIONS[:1])
    assert question in done.stderr
    assert fleet.settings(account, "eu-central-1") == ["enabled"]


def test_a_role_that_trusts_every_accounts_stack_sets_is_told(fleet):
    fleet.make_roles(fleet.targets[:1])
    shown = fleet.deploy("--no-execute", accounts=fleet.targets[:1], regions=REGIONS[:1])
    assert "trusts CloudFormation for stack sets of other accounts, too" in shown.stderr


def test_the_printed_execution_role_reaches_stacks_of_stack_sets_only(fleet):
    account = fleet.targets[0]
    fleet.make_execution_roles([account])
    sts = fleet.client("sts")
    with pytest.raises(ClientError):
        sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{EXECUTION_ROLE}", RoleSessionName="root")
    user = fleet.as_user(operator(fleet))
    keys = user("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/{EXECUTION_ROLE}",
                                   RoleSessionName="me")["Credentials"]
    role = fleet.as_user({"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"],
                          "aws_session_token": keys["SessionToken"]})
    with pytest.raises(ClientError, match="not authorized to perform: cloudformation:DeleteStack"):
        role("cloudformation").delete_stack(StackName="execution-role")


def test_a_stack_set_of_somebody_else_is_left_alone(fleet):
    fleet.make_roles([])
    fleet.client("cloudformation").create_stack_set(
        StackSetName="eni-trunking", TemplateBody=json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}))
    for command in [["destroy", "--yes"], ["status"], ["deploy", "--yes", "--accounts", fleet.targets[0], "--regions", "us-east-1"]]:
        refused = fleet.run(*command, expect=1)
        assert "the stack set eni-trunking is not one of eni-trunking" in refused.stderr
    assert fleet.stack_sets() == ["eni-trunking"]


# ---- doctor -------------------------------------------------------------------------------------------------

def test_doctor_looks_into_each_account_and_region(fleet):
    broken, *good = fleet.targets[:3]
    fleet.make_roles(good)
    fleet.deploy("--failure-tolerance", "1", accounts=[broken, *good], regions=REGIONS[:2], expect=1)
    credentials = operator(fleet)
    fleet.client("ecs", good[1], "us-east-1").create_cluster(clusterName="web")
    fleet.client("ecs", good[1], "us-east-1").put_account_setting_default(name="awsvpcTrunking", value="disabled")
    done = fleet.run("doctor", credentials=credentials, expect=1)
    assert f"Account {broken} could not be looked at in eu-central-1, us-east-1\n" in done.stdout
    assert "Only 4 of 6 places (accounts by Regions) could be looked at: " in done.stdout
    found = fleet.run("doctor", "--output", "json", "--regions", "us-east-1", credentials=credentials, expect=1).json
    assert (found["looked_at"], found["not_looked_at"]) == (2, 1)
    found = found["places"]
    assert [place["account"] for place in found] == sorted(fleet.targets[:3])
    assert ["error" in place for place in found] == [True, False, False]
    assert found[2]["clusters"] == ["web"]
    assert fleet.run("doctor", "--accounts", good[0], credentials=credentials).stdout.startswith("No findings in 2 places")


def test_doctor_never_tells_what_it_could_not_see_as_fine(fleet):
    fleet.make_roles(fleet.targets[:1])
    fleet.deploy(accounts=fleet.targets[:1], regions=REGIONS[:1])
    root = fleet.run("doctor", expect=1)
    said = squeezed(root.stderr)
    assert f"becomes the role {EXECUTION_ROLE} in each account, and STS lets no root user do that" in said
    assert "run the same as an IAM user or a role" in said and "--profile PROFILE" in said and root.stdout == ""
    unseen = fleet.run("doctor", "--role-name", "nobody", credentials=operator(fleet), expect=1)
    assert "None of 1 place (accounts by Regions) could be looked at." in unseen.stdout
    assert "indings" not in unseen.stdout
    elsewhere = fleet.run("doctor", "--regions", "us-east-1", expect=2)
    assert "no stack in the Region us-east-1" in elsewhere.stderr and "did you mean 'eu-central-1'?" in elsewhere.stderr


# ---- while it goes on ---------------------------------------------------------------------------------------

def test_on_a_terminal_it_is_a_table_of_accounts_by_regions(fleet):
    fleet.make_roles(fleet.targets[:2])
    code, written = on_terminal(fleet.sandbox, root_of(fleet.account), fleet.home, "fleet", "deploy", "--accounts",
                                ",".join(fleet.targets[:2]), "--regions", ",".join(REGIONS[:2]), answers=["y"])
    assert code == 0, written
    assert re.search(r"  account +eu-central-1 +us-east-1", written)
    assert re.search(rf"  {fleet.targets[1]}  \x1b\[32mSUCCEEDED\x1b\[0m +\x1b\[32mSUCCEEDED\x1b\[0m", written)


def test_ctrl_c_leaves_the_operation_to_aws_and_the_next_run_follows_it(start_sandbox, client, account, tmp_path):
    fleet = Fleet(start_sandbox("--fault", "lambda:CreateFunction=delay:5"), client, account, tmp_path)
    fleet.make_roles(fleet.targets[:1])
    process = command_runs.start(fleet.sandbox, root_of(account), tmp_path, "fleet", "deploy", "--yes", "--accounts",
                                 fleet.targets[0], "--regions", "eu-central-1")
    command_runs.wait_for_line(process, "1 running")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "eni-trunking: interrupted; the operation goes on at AWS\n  to follow it, and to go on, run the same again\n" in said
    assert re.search(r"aws cloudformation stop-stack-set-operation --stack-set-name eni-trunking --region eu-central-1 \\\n +"
                     r"--operation-id [0-9a-f-]{36}\n", said)
    assert "under way: CREATE RUNNING" in fleet.run("status", expect=1).stdout
    done = fleet.run("deploy", "--yes")
    assert re.search(r"The operation \S+ \(CREATE\) is under way: following it to its end\.", done.stderr)
    assert "No changes" in done.stderr
    assert fleet.settings(fleet.targets[0], "eu-central-1") == ["enabled"]


def test_it_succeeds_in_spite_of_throttling(start_sandbox, client, account, eventually, tmp_path):
    fleet = Fleet(start_sandbox("--fault", "cloudformation:*=Throttling:0.3", "--fault", "s3:*=SlowDown:0.3"), client, account,
                  tmp_path)
    fleet.make_roles([])  # The waiters of boto3 do not take throttling.
    iam = fleet.client("iam", fleet.targets[0])
    template = json.loads(fleet.run("deploy", "--print-execution-role").stdout)
    role = template["Resources"]["ExecutionRole"]["Properties"]
    iam.create_role(RoleName=EXECUTION_ROLE, AssumeRolePolicyDocument=json.dumps(role["AssumeRolePolicyDocument"]))
    for policy in role["Policies"]:
        iam.put_role_policy(RoleName=EXECUTION_ROLE, PolicyName=policy["PolicyName"],
                            PolicyDocument=json.dumps(policy["PolicyDocument"]))
    fleet.deploy(accounts=fleet.targets[:1], regions=REGIONS[:2])
    fleet.run("destroy", "--yes")

    def buckets():
        with contextlib.suppress(ClientError):  # Who looks is throttled, too.
            return [fleet.buckets()]
    assert eventually(buckets) == [[]]


# ---- what is typed wrong --------------------------------------------------------------------------------------

@pytest.mark.parametrize("arguments, said", [
    (["deploy", "--yes"], "which Regions to deploy to is not said"),
    (["deploy", "--yes", "--regions", "europe"], "'europe' is no Region"),
    (["deploy", "--yes", "--accounts", "111122223333", "--regions", "us-east-1", "--region-order", "us-east-2"],
     "--region-order names us-east-2, where there is nothing to do"),
    (["deploy", "--yes", "--accounts", "12", "--regions", "us-east-1"], "'12' is no account id"),
    (["deploy", "--yes", "--max-concurrent", "all"], "--max-concurrent: 'all' is neither"),
    (["deploy", "--yes", "--parameters", "Valu=x"], "did you mean 'Value'?"),
    (["doctor", "--accounts", "x"], "'x' is no account id"),
    (["deploy", "--yes", "--organizational-units", "ou-abcd-12345678", "--permission-model", "self-managed"],
     "organizational units are for service-managed stack sets"),
    ([], "see: eni-trunking fleet --help"),
    (["deplyo"], "did you mean 'deploy'?"),
])
def test_usage_errors_say_what_is_wrong(fleet, arguments, said):
    assert said in fleet.run(*arguments, expect=2).stderr


@pytest.mark.parametrize("region, said", [
    ("eu-centrl-1", "there is no Region eu-centrl-1 did you mean 'eu-central-1'?"),
    ("me-south-1", "the Region me-south-1 is not enabled in account"),
])
def test_regions_that_are_not_there_are_refused_before_anything_is_made(fleet, region, said):
    fleet.make_roles([])
    refused = fleet.deploy(accounts=fleet.targets[:1], regions=[REGIONS[0], region], expect=1)
    assert said in squeezed(refused.stderr)
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])


def test_status_of_what_is_not_there_says_where_to_look(fleet):
    done = fleet.run("status", expect=3)
    assert "there is no stack set 'eni-trunking' in eu-central-1" in done.stderr
