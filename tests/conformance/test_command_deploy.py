"""`eni-trunking deploy` and `destroy`: what they make, what they say, and what they leave, seen with boto3."""
import functools
import json
import re
import shlex
import signal

import botocore.exceptions
import pytest

import command_runs
from command_runs import on_terminal, too_wide

pytestmark = pytest.mark.sandbox_only("makes roles and buckets")

EC2_TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


@pytest.fixture
def place(sandbox, client, credentials, account, tmp_path):
    return Place(sandbox, client, credentials, account, tmp_path)


class Place:
    """An account of a sandbox, in which the command is run as root."""

    def __init__(self, sandbox, client, credentials, account, home):
        self.sandbox, self.credentials, self.account, self.home = sandbox, credentials, account, home
        self.client = functools.partial(client, sandbox=sandbox)
        self.bucket = f"eni-trunking-{account}-eu-central-1"

    def run(self, *arguments, **options):
        return command_runs.run(self.sandbox, options.pop("credentials", self.credentials), self.home, *arguments, **options)

    def start(self, *arguments):
        return command_runs.start(self.sandbox, self.credentials, self.home, *arguments)

    def on_terminal(self, *arguments, answers=()):
        return on_terminal(self.sandbox, self.credentials, self.home, *arguments, answers=answers)

    def stacks(self):
        return {stack["StackName"]: stack["StackStatus"]
                for stack in self.client("cloudformation").describe_stacks()["Stacks"]}

    def buckets(self):
        return [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]]

    def roles(self):
        return sorted(role["RoleName"] for role in self.client("iam").list_roles()["Roles"]
                      if not role["Path"].startswith("/aws-service-role/"))

    def setting(self, principal):
        settings = self.client("ecs").list_account_settings(name="awsvpcTrunking", effectiveSettings=True, principalArn=principal)
        return settings["settings"][0]["value"]

    def events(self, stack="eni-trunking"):
        return self.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]

    def host_role(self, name="Hosts", path="/"):
        return self.client("iam").create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(EC2_TRUST))["Role"]

    def user(self, *statements):
        """Credentials of a user with these statements."""
        iam = self.client("iam")
        iam.create_user(UserName="operator")
        iam.put_user_policy(UserName="operator", PolicyName="p",
                            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
        key = iam.create_access_key(UserName="operator")["AccessKey"]
        return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}


def allow(*actions):
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*"}


def deny(*actions):
    return {"Effect": "Deny", "Action": list(actions), "Resource": "*"}


# ---- from nothing to nothing --------------------------------------------------------------------------------

def test_one_command_deploys_and_prints_the_role(place):
    done = place.run("deploy", "--yes")
    role = re.search(r"^EC2RoleArn +(\S+)$", done.stdout, re.M)[1]
    assert place.setting(role) == "enabled"
    assert re.search(r"^EC2InstanceProfile +\S+$", done.stdout, re.M)
    assert f"Deploying eni-trunking to account {place.account} in eu-central-1, as root\n" in done.stderr
    assert "Add     EC2Role                              AWS::IAM::Role" in done.stderr
    assert re.search(r"^\d\d:\d\d:\d\d  EniTrunking  CREATE_COMPLETE", done.stderr, re.M)
    assert place.stacks() == {"eni-trunking": "CREATE_COMPLETE"}
    preview = done.stderr.split("change  ")[1].split("\n\n")[0]
    assert too_wide(preview) == []


def test_again_there_is_nothing_to_change(place):
    first = place.run("deploy", "--yes")
    before = len(place.events())
    again = place.run("deploy", "--yes")
    assert "No changes: the stack is as it should be." in again.stderr
    assert again.stdout == first.stdout
    assert len(place.events()) == before
    assert place.client("cloudformation").list_change_sets(StackName="eni-trunking")["Summaries"] == []
    changed = place.run("deploy", "--yes", "--parameters", "Value=disabled")
    assert "The bucket has eni-trunking-function-x86_64.zip" in changed.stderr
    versions = place.client("s3").list_object_versions(Bucket=place.bucket)["Versions"]
    assert len(versions) == 1, "the archive was uploaded once"


@pytest.mark.parametrize("given, said", [
    ("Value=on", "Parameter 'Value' must be one of AllowedValues"),
    ("PropagationTimeout=soon", "Parameter 'PropagationTimeout' must be a number"),
])
def test_values_that_the_template_does_not_take_are_refused_before_anything_is_made(place, given, said):
    refused = place.run("deploy", "--yes", "--parameters", given, expect=2)
    assert said in refused.stderr
    assert (place.stacks(), place.buckets()) == ({}, [])


def test_destroy_leaves_nothing(place):
    roles = place.roles()
    place.run("deploy", "--yes")
    done = place.run("destroy", "--yes")
    assert "The stack eni-trunking is deleted." in done.stderr
    assert f"Deleted the bucket {place.bucket}." in done.stderr
    assert done.stdout == ""
    assert (place.stacks(), place.buckets(), place.roles()) == ({}, [], roles)
    assert place.client("logs").describe_log_groups()["logGroups"] == []
    assert place.client("lambda").list_functions()["Functions"] == []


def test_it_comes_and_goes_without_a_trace_while_aws_throttles_and_iam_propagates(start_sandbox, client, credentials, account,
                                                                                 tmp_path):
    place = Place(start_sandbox("--iam-propagation", "12", "--fault", "*:*=ThrottlingException:0.3"), client, credentials,
                  account, tmp_path)
    roles = eventually_answered(place.roles)
    done = place.run("deploy", "--yes", "--output", "json")
    assert done.json["StackStatus"] == "CREATE_COMPLETE"
    assert eventually_answered(lambda: place.setting(done.json["Outputs"]["EC2RoleArn"])) == "enabled"
    place.run("destroy", "--yes")
    for left, expected in ((place.stacks, {}), (place.buckets, []), (place.roles, roles),
                           (lambda: place.client("lambda").list_functions()["Functions"], []),
                           (lambda: place.client("logs").describe_log_groups()["logGroups"], [])):
        assert eventually_answered(left) == expected


def eventually_answered(look):
    """What it returns once it is not throttled."""
    for _ in range(50):
        try:
            return look()
        except botocore.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "ThrottlingException"
    raise AssertionError("throttled for ever")


def test_destroying_what_is_not_there_is_fine(place):
    done = place.run("destroy", "--yes", "--stack-name", "web")
    assert "There is no stack web." in done.stderr


@pytest.mark.parametrize("options", [
    ["--iam-propagation", "12"],
    ["--fault", "*:*=ThrottlingException:0.3"],
    ["--fault", "s3:*=SlowDown:0.4", "--fault", "cloudformation:*=Throttling:0.4"],
], ids=["propagation", "throttling", "much throttling"])
def test_it_succeeds_in_spite_of(options, start_sandbox, client, credentials, account, tmp_path):
    place = Place(start_sandbox(*options), client, credentials, account, tmp_path)
    done = place.run("deploy", "--yes", "--output", "json")
    assert done.json["StackStatus"] == "CREATE_COMPLETE"
    place.run("deploy", "--yes")
    place.run("destroy", "--yes")


# ---- the bucket ---------------------------------------------------------------------------------------------

def test_the_bucket_is_private_encrypted_versioned_and_for_tls_only(place):
    place.run("deploy", "--yes")
    s3 = place.client("s3")
    assert all(s3.get_public_access_block(Bucket=place.bucket)["PublicAccessBlockConfiguration"].values())
    rule = s3.get_bucket_encryption(Bucket=place.bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert s3.get_bucket_versioning(Bucket=place.bucket)["Status"] == "Enabled"
    statement, = json.loads(s3.get_bucket_policy(Bucket=place.bucket)["Policy"])["Statement"]
    assert statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert s3.get_bucket_tagging(Bucket=place.bucket)["TagSet"] == [{"Key": "eni-trunking:artifacts", "Value": "true"}]


def test_a_bucket_of_somebody_else_is_refused_by_name(place, client):
    other = {"aws_access_key_id": "999999999999", "aws_secret_access_key": "test"}
    client("s3", sandbox=place.sandbox, credentials=other).create_bucket(
        Bucket=place.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    try:
        refused = place.run("deploy", "--yes", expect=3)
        assert f"the bucket {place.bucket} exists, and is not one that account {place.account} may use" in refused.stderr
        assert place.stacks() == {}
    finally:
        client("s3", sandbox=place.sandbox, credentials=other).delete_bucket(Bucket=place.bucket)


def test_a_bucket_that_was_left_half_made_is_finished(place):
    place.client("s3").create_bucket(Bucket=place.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    place.run("deploy", "--yes")
    assert place.client("s3").get_bucket_versioning(Bucket=place.bucket)["Status"] == "Enabled"
    place.run("destroy", "--yes")
    assert place.buckets() == []


def test_a_bucket_with_something_else_in_it_stays(place):
    s3 = place.client("s3")
    s3.create_bucket(Bucket=place.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    mine = ["eni-trunking/backup", "mine/x"]
    for key in mine:
        s3.put_object(Bucket=place.bucket, Key=key, Body=b"x")
    done = place.run("deploy", "--yes")
    assert "was not made by this command: used as it is" in done.stderr
    assert "for it holds what is used by: eni-trunking, mine" in place.run("destroy", "--yes").stderr
    assert [o["Key"] for o in s3.list_objects_v2(Bucket=place.bucket)["Contents"]] == mine


def test_a_stack_of_something_else_is_neither_changed_nor_deleted(place):
    place.client("cloudformation").create_stack(StackName="production", TemplateBody=json.dumps(
        {"Resources": {"Queue": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x"}}}}))
    place.client("cloudformation").get_waiter("stack_create_complete").wait(
        StackName="production", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    for command in ("deploy", "destroy"):
        refused = place.run(command, "--yes", "--stack-name", "production", expect=1)
        assert "the stack production is not one of eni-trunking" in refused.stderr
    assert place.stacks() == {"production": "CREATE_COMPLETE"}


@pytest.mark.parametrize("name, resource", [
    ("release-7", "AWS::SSM::Parameter"), ("eni-trunking-x", "AWS::SSM::Parameter"), ("release-7", "Custom::EniTrunking"),
], ids=["foreign", "only the name", "only the template"])
def test_a_stack_that_somebody_elses_change_set_would_make_is_neither_made_nor_deleted(place, name, resource):
    properties = {"Type": "String", "Value": "x", "ServiceToken": f"arn:aws:lambda:eu-central-1:{place.account}:function:f"}
    if resource.startswith("AWS::"):
        del properties["ServiceToken"]
    cloudformation = place.client("cloudformation")
    cloudformation.create_change_set(
        StackName="production", ChangeSetName=name, ChangeSetType="CREATE",
        TemplateBody=json.dumps({"Resources": {"Queue": {"Type": resource, "Properties": properties}}}))
    for command in ("deploy", "destroy"):
        refused = place.run(command, "--yes", "--stack-name", "production", expect=1)
        assert f"the stack production is in review, and its change set {name} is not one of eni-trunking" in refused.stderr
    assert place.stacks() == {"production": "REVIEW_IN_PROGRESS"}
    assert [c["ChangeSetName"] for c in cloudformation.list_change_sets(StackName="production")["Summaries"]] == [name]
    assert place.buckets() == []


def test_a_stack_that_only_its_own_change_set_would_make_is_destroyed(place):
    place.run("deploy", "--no-execute")
    place.run("destroy", "--yes")
    assert (place.stacks(), place.buckets()) == ({}, [])


def test_two_stacks_share_the_bucket_and_the_last_takes_it_along(place):
    place.run("deploy", "--yes")
    place.run("deploy", "--yes", "--stack-name", "web")
    first = place.run("destroy", "--yes")
    assert f"Kept the bucket {place.bucket}, for it holds what is used by: web" in first.stderr
    assert place.stacks() == {"web": "CREATE_COMPLETE"}
    place.run("destroy", "--yes", "--stack-name", "web")
    assert place.buckets() == []


def test_a_stack_that_was_deleted_elsewhere_leaves_a_bucket_that_destroy_cleans(place, eventually):
    place.run("deploy", "--yes")
    place.client("cloudformation").delete_stack(StackName="eni-trunking")
    eventually(lambda: place.stacks() == {})
    done = place.run("destroy", "--yes")
    assert "There is no stack eni-trunking." in done.stderr
    assert place.buckets() == []


# ---- options ------------------------------------------------------------------------------------------------

def test_parameters_tags_and_what_is_not_given_stays(place):
    place.run("deploy", "--yes", "--parameters", "OnDelete=Retain", "LogRetentionInDays=7", "--tags", "team=platform", "a=b=c")
    stack, = place.client("cloudformation").describe_stacks()["Stacks"]
    assert {t["Key"]: t["Value"] for t in stack["Tags"]} == {"team": "platform", "a": "b=c"}
    done = place.run("deploy", "--yes", "--parameters", "Value=disabled")
    assert re.search(r"^Modify  EniTrunking +Custom::EniTrunking\n +by Value$", done.stderr, re.M), done.stderr
    stack, = place.client("cloudformation").describe_stacks()["Stacks"]
    values = {p["ParameterKey"]: p["ParameterValue"] for p in stack["Parameters"]}
    assert (values["OnDelete"], values["LogRetentionInDays"], values["Value"]) == ("Retain", "7", "disabled")
    assert {t["Key"] for t in stack["Tags"]} == {"team", "a"}


def test_json_is_for_programs(place):
    done = place.run("deploy", "--yes", "--output", "json")
    assert done.json["StackName"] == "eni-trunking" and done.json["Changed"] is True
    assert place.setting(done.json["Outputs"]["EC2RoleArn"]) == "enabled"
    assert place.run("deploy", "--yes", "--output", "json").json["Changed"] is False


def test_no_execute_leaves_a_change_set_and_says_how_to_execute_it(place, eventually):
    done = place.run("deploy", "--no-execute", "--output", "json")
    assert place.stacks() == {"eni-trunking": "REVIEW_IN_PROGRESS"}
    change_set = re.search(r"aws cloudformation execute-change-set --change-set-name \\\n +(\S+)", done.stderr)[1]
    assert done.json["ChangeSetId"] == change_set
    place.client("cloudformation").execute_change_set(ChangeSetName=change_set)
    eventually(lambda: place.stacks() == {"eni-trunking": "CREATE_COMPLETE"})
    assert "No changes" in place.run("deploy", "--yes").stderr


def test_a_change_set_that_was_never_executed_is_in_nobodys_way(place):
    place.run("deploy", "--no-execute")
    done = place.run("deploy", "--yes")
    assert "A change set was made for this stack before" in done.stderr
    assert place.stacks() == {"eni-trunking": "CREATE_COMPLETE"}


def test_the_architecture_cannot_be_changed(place):
    place.run("deploy", "--yes")
    refused = place.run("deploy", "--yes", "--architecture", "arm64", expect=2)
    assert "the stack's function is for x86_64, and stays so" in refused.stderr


# ---- at a terminal ------------------------------------------------------------------------------------------

def test_it_asks_on_a_terminal_and_shows_a_line_a_resource(place):
    code, screen = place.on_terminal("deploy", answers=["y"])
    assert code == 0, screen
    assert "Make the stack eni-trunking (8 to add)? [y/N] y" in screen
    assert re.search("\x1b\\[\\d+A\r\x1b\\[K  eni-trunking", screen), "the lines are drawn over"
    before_outputs = re.sub("\x1b\\[[0-9]*[A-Za-z]|\r", "", screen.split("output  ")[0])
    assert too_wide(before_outputs) == []
    assert place.stacks() == {"eni-trunking": "CREATE_COMPLETE"}
    code, screen = place.on_terminal("destroy", answers=["n"])
    assert code == 1 and "Delete the stack eni-trunking? [y/N] n" in screen
    assert place.stacks() == {"eni-trunking": "CREATE_COMPLETE"}


def test_a_no_leaves_no_stack(place):
    code, screen = place.on_terminal("deploy", answers=["no"])
    assert code == 1
    assert "Nothing was changed" in screen
    assert (place.stacks(), place.buckets()) == ({}, [])


# ---- a role that is there -----------------------------------------------------------------------------------

def test_an_existing_role_is_looked_at_first(place):
    role = place.host_role(path="/team/")
    refused = place.run("deploy", "--yes", "--role-arn", role["Arn"], expect=1)
    assert '"aws:PrincipalArn": "arn:aws:iam::%s:role/eni-trunking/*"' % place.account in refused.stderr
    assert "ecs:PutAccountSetting, ecs:DeleteAccountSetting, ecs:ListAccountSettings" in refused.stderr
    assert "run the same with --fix" in refused.stderr
    assert too_wide(refused.stderr.split("The trust policy")[1].split("eni-trunking: ")[0]) == []
    assert place.stacks() == {}


def test_what_it_prints_is_what_the_role_needs(place):
    role = place.host_role()
    refused = place.run("deploy", "--yes", "--role-arn", "Hosts", expect=1)
    trust, policy = (json.loads(text) for text in re.findall(r"^    \{\n(?:    .*\n)*?    \}$", refused.stderr, re.M))
    iam = place.client("iam")
    iam.update_assume_role_policy(RoleName="Hosts", PolicyDocument=json.dumps(
        dict(EC2_TRUST, Statement=EC2_TRUST["Statement"] + [trust])))
    iam.put_role_policy(RoleName="Hosts", PolicyName="by-hand", PolicyDocument=json.dumps(policy))
    done = place.run("deploy", "--yes", "--role-arn", "Hosts", "--output", "json")
    assert done.json["Outputs"] == {"EC2RoleArn": role["Arn"]}
    assert place.setting(role["Arn"]) == "enabled"


def test_fix_adds_what_is_missing_once_and_destroy_says_what_remains(place):
    role = place.host_role()
    done = place.run("deploy", "--yes", "--role-arn", role["Arn"], "--fix")
    assert "Added the statement EniTrunkingFunction to its trust policy" in done.stderr
    assert "Added the inline policy eni-trunking-setting" in done.stderr
    assert place.setting(role["Arn"]) == "enabled"
    assert "EC2InstanceProfile" not in done.stdout
    again = place.run("deploy", "--yes", "--role-arn", role["Arn"], "--fix")
    assert "No changes" in again.stderr and "Added" not in again.stderr
    assert "No changes" in place.run("deploy", "--yes").stderr, "the role is the stack's from now on"
    iam = place.client("iam")
    statements = iam.get_role(RoleName="Hosts")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert [s.get("Sid") for s in statements] == [None, "EniTrunkingFunction"]
    gone = place.run("destroy", "--yes")
    assert "the statement EniTrunkingFunction of its trust policy" in gone.stderr
    command = re.search(r"aws (iam update-assume-role-policy .*\\\n.*)", gone.stderr)[1]
    words = shlex.split(command)
    name, trust = (words[words.index(option) + 1] for option in ("--role-name", "--policy-document"))
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust)
    assert iam.get_role(RoleName="Hosts")["Role"]["AssumeRolePolicyDocument"] == EC2_TRUST
    assert "aws iam delete-role-policy --role-name Hosts \\\n      --policy-name eni-trunking-setting\n" in gone.stderr
    assert place.setting(role["Arn"]) == "disabled", "OnDelete=Unset"
    assert place.roles() == ["Hosts"]


def test_fix_is_waited_for_while_iam_propagates(start_sandbox, client, credentials, account, tmp_path):
    place = Place(start_sandbox("--iam-propagation", "12"), client, credentials, account, tmp_path)
    role = place.host_role()
    place.run("deploy", "--yes", "--role-arn", role["Arn"], "--fix")
    assert place.setting(role["Arn"]) == "enabled"


def test_what_may_not_be_seen_is_said_and_no_obstacle(place):
    role = place.host_role()
    place.run("deploy", "--yes", "--role-arn", role["Arn"], "--fix")
    operator = place.user(allow("*"), deny("iam:SimulatePrincipalPolicy"))
    done = place.run("deploy", "--yes", "--role-arn", role["Arn"], credentials=operator)
    assert "Not seen of" in done.stderr and "iam:SimulatePrincipalPolicy" in done.stderr
    assert "No changes" in done.stderr


@pytest.mark.parametrize("role, code, words", [
    ("Nobody", 3, "The role with name Nobody cannot be found."),
    ("arn:aws:iam::210987654321:role/Hosts", 2, "is not one of account"),
    ("arn:aws:iam::210987654321:user/me", 2, "is not the ARN of an IAM role"),
])
def test_a_role_that_cannot_be_used(place, role, code, words):
    refused = place.run("deploy", "--yes", "--role-arn", role, expect=code)
    assert words in refused.stderr
    assert place.stacks() == {}


# ---- failures -----------------------------------------------------------------------------------------------

def test_a_failure_shows_its_cause_and_what_to_do(place):
    operator = place.user(allow("*"), deny("logs:CreateLogGroup"))
    failed = place.run("deploy", "--yes", expect=1, credentials=operator)
    told = failed.stderr.split("eni-trunking: the stack eni-trunking ended in ROLLBACK_COMPLETE\n")[1]
    assert told.startswith("  EniTrunkingFunctionLog (AWS::Logs::LogGroup): CREATE_FAILED\n")
    assert "is not authorized to perform: logs:CreateLogGroup" in " ".join(told.split())
    assert "cancelled" not in told
    assert "eni-trunking destroy --stack-name eni-trunking --region eu-central-1, then deploy again" in told
    again = place.run("deploy", "--yes", expect=1)
    assert "the stack eni-trunking is in ROLLBACK_COMPLETE" in again.stderr
    place.run("destroy", "--yes")
    place.run("deploy", "--yes")
    assert place.stacks() == {"eni-trunking": "CREATE_COMPLETE"}


def test_ctrl_c_leaves_the_stack_to_aws_and_the_next_run_follows_it(start_sandbox, client, credentials, account, tmp_path,
                                                                    eventually):
    place = Place(start_sandbox("--fault", "sts:AssumeRole=delay:6"), client, credentials, account, tmp_path)
    process = place.start("deploy", "--yes", "--verbose")
    command_runs.wait_for_line(process, "cloudformation:ExecuteChangeSet in ")
    eventually(lambda: place.stacks().get("eni-trunking") == "CREATE_IN_PROGRESS" and
               any(e["LogicalResourceId"] == "EniTrunking" for e in place.events()))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "eni-trunking: interrupted\n  the operation goes on at AWS: run the same again" in said
    done = place.run("deploy", "--yes")
    assert "The stack is in CREATE_IN_PROGRESS: following that to its end." in done.stderr
    assert re.search(r"EniTrunkingFunctionRole  CREATE_COMPLETE", done.stderr), "its events from the first"
    assert "No changes" in done.stderr
    assert place.stacks() == {"eni-trunking": "CREATE_COMPLETE"}


def test_an_execution_that_is_refused_has_not_begun(start_sandbox, client, credentials, account, tmp_path):
    place = Place(start_sandbox("--fault", "cloudformation:ExecuteChangeSet=AccessDenied:1"), client, credentials, account, tmp_path)
    refused = place.run("deploy", "--yes", expect=3)
    said = " ".join(refused.stderr.split("eni-trunking: ")[1].split())
    assert "goes on at AWS" not in said
    assert ("nothing was executed: the stack has none of the changes. What is left is the stack, empty and in review, "
            "its change set, and the archive in S3: run the same again to go on") in said
    assert place.stacks() == {"eni-trunking": "REVIEW_IN_PROGRESS"}
    drop = re.search(r"^To drop it:\n  eni-trunking (.*)$", refused.stderr, re.M)[1]
    place.run(*drop.split(), "--yes")
    assert (place.stacks(), place.buckets()) == ({}, [])


def test_a_deletion_that_is_refused_has_not_begun(start_sandbox, client, credentials, account, tmp_path):
    place = Place(start_sandbox("--fault", "cloudformation:DeleteStack=AccessDenied:1"), client, credentials, account, tmp_path)
    place.run("deploy", "--yes")
    refused = place.run("destroy", "--yes", expect=3)
    assert "goes on at AWS" not in refused.stderr
    assert "nothing was deleted: the stack eni-trunking and its archive in S3 are as they were" in refused.stderr
    assert (place.stacks(), place.buckets()) == ({"eni-trunking": "CREATE_COMPLETE"}, [place.bucket])


def test_a_stack_under_termination_protection_stays_and_how_to_end_that_is_said(place):
    place.run("deploy", "--yes")
    cloudformation = place.client("cloudformation")
    cloudformation.update_termination_protection(StackName="eni-trunking", EnableTerminationProtection=True)
    refused = place.run("destroy", "--yes", expect=3)
    assert "goes on at AWS" not in refused.stderr
    assert ("aws cloudformation update-termination-protection \\\n      --no-enable-termination-protection "
            "--stack-name eni-trunking --region eu-central-1\n") in refused.stderr
    assert place.stacks() == {"eni-trunking": "CREATE_COMPLETE"}
    cloudformation.update_termination_protection(StackName="eni-trunking", EnableTerminationProtection=False)
    place.run("destroy", "--yes")


# ---- what is typed wrong --------------------------------------------------------------------------------------

@pytest.mark.parametrize("arguments, said", [
    (["deploy"], """\
eni-trunking: deploy asks before it changes anything, and here is no terminal to ask on
  give --yes to go on without being asked, or --no-execute to stop at the change set
"""),
    (["destroy"], """\
eni-trunking: destroy asks before it changes anything, and here is no terminal to ask on
  give --yes to go on without being asked
"""),
    (["deploy", "--stack-name", "1st"], """\
eni-trunking: --stack-name: '1st' is no stack name: letters, digits and hyphens, a letter first
  see: eni-trunking deploy --help
"""),
    (["deploy", "--architecture", "mips"], """\
eni-trunking: --architecture: mips not in {x86_64,arm64}
  see: eni-trunking deploy --help
"""),
    (["deploy", "--yes", "--parameters", "Valu=x"], """\
eni-trunking: --parameters: the template has no parameter 'Valu'
  did you mean 'Value'? it has: Value, OnDelete, PropagationTimeout, LogRetentionInDays
"""),
    (["deploy", "--yes", "--tags", "team"], "eni-trunking: --tags: 'team' is not Key=Value\n"),
    (["deploy", "--yes", "--fix"], """\
eni-trunking: --fix requires --role-arn
  see: eni-trunking deploy --help
"""),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_usage_errors_change_nothing(place, arguments, said):
    refused = place.run(*arguments, expect=2)
    assert refused.stderr == said
    assert refused.stdout == ""
    assert place.buckets() == []


@pytest.mark.parametrize("command", ["deploy", "destroy"])
def test_help_fits_the_screen(place, command):
    done = place.run(command, "--help")
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []
