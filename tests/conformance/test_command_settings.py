"""`eni-trunking enable` and `disable`: the setting of roles, and the account's default, without a stack."""
import json
import re
import signal
import subprocess
import time

import pytest

import command_runs
from command_runs import too_wide
from conftest import COMMAND

pytestmark = pytest.mark.sandbox_only("changes the account's settings")

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:*AccountSetting*", "Resource": "*"}]}


class Place:
    def __init__(self, sandbox, client, credentials, account, home):
        self.sandbox, self.client, self.credentials, self.account, self.home = sandbox, client, credentials, account, home
        self.root = f"arn:aws:iam::{account}:root"

    def run(self, *arguments, **options):
        return command_runs.run(self.sandbox, options.pop("credentials", self.credentials), self.home, *arguments, **options)

    def role(self, name="Hosts", path="/", trusts=None, policy=POLICY):
        """The ARN of a role for hosts, which `trusts` may become, too."""
        statements = [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]
        if trusts:
            statements.append({"Effect": "Allow", "Principal": {"AWS": trusts}, "Action": "sts:AssumeRole"})
        iam = self.client("iam")
        role = iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": statements}))["Role"]
        if policy:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
        return role["Arn"]

    def user(self, name="operator"):
        iam = self.client("iam")
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["sts:AssumeRole", "iam:GetRole", "ecs:PutAccountSettingDefault"], "Resource": "*"}]}))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}

    def setting(self, principal):
        settings = self.client("ecs").list_account_settings(name="awsvpcTrunking", effectiveSettings=True, principalArn=principal)
        return settings["settings"][0]["value"]


@pytest.fixture
def place(sandbox, client, credentials, account, tmp_path):
    return Place(sandbox, client, credentials, account, tmp_path)


def test_root_turns_it_on_and_off_by_name_and_by_arn(place):
    hosts, team = place.role(), place.role("Team", path="/team/")
    done = place.run("enable", "Hosts", team)
    assert done.stdout == ("principal       before    after\n"
                           "role/Hosts      disabled  enabled\n"
                           "role/team/Team  disabled  enabled\n")
    assert done.stderr == "Hosts that register from now on get a trunk; those that run already never do.\n"
    assert (place.setting(hosts), place.setting(team)) == ("enabled", "enabled")
    done = place.run("disable", "Team")
    assert "role/team/Team  enabled  disabled\n" in done.stdout
    assert (place.setting(hosts), place.setting(team)) == ("enabled", "disabled")


def test_several_regions_are_changed_in_one_run(place):
    hosts = place.role()
    place.run("enable", "Hosts", "--region", "us-east-1")
    done = place.run("enable", "Hosts", "--regions", "eu-central-1,us-east-1,eu-west-1")
    assert done.stdout == ("principal   region        before    after\n"
                           "role/Hosts  eu-central-1  disabled  enabled\n"
                           "role/Hosts  us-east-1     enabled   enabled\n"
                           "role/Hosts  eu-west-1     disabled  enabled\n")
    assert place.setting(hosts) == "enabled"
    refused = place.run("enable", "Hosts", "--regions", "europe", expect=2)
    assert "'europe' is no Region" in refused.stderr


def test_others_become_the_role(place):
    operator = place.user()
    role = place.role(trusts=f"arn:aws:iam::{place.account}:user/operator")
    done = place.run("enable", "Hosts", credentials=operator)
    assert "role/Hosts  disabled  enabled\n" in done.stdout
    assert place.setting(role) == "enabled"


def test_a_session_of_the_role_needs_no_other(place):
    operator = place.user()
    role = place.role(trusts=f"arn:aws:iam::{place.account}:user/operator")
    session = place.client("sts", credentials=operator).assume_role(RoleArn=role, RoleSessionName="i-1")["Credentials"]
    done = place.run("enable", role, credentials=session)
    assert "role/Hosts  disabled  enabled\n" in done.stdout


def test_a_missing_trust_is_printed_and_what_is_printed_helps(place):
    operator, role = place.user(), place.role(policy=None)
    refused = place.run("enable", "Hosts", expect=3, credentials=operator)
    assert "role/Hosts  unknown  failed\n" in refused.stdout
    assert "sts:AssumeRole" in refused.stderr and "AccessDenied" in refused.stderr
    statement = json.loads(re.search(r"^\{\n.*?^\}$", refused.stderr, re.M | re.S)[0])
    iam = place.client("iam")
    trust = iam.get_role(RoleName="Hosts")["Role"]["AssumeRolePolicyDocument"]
    trust["Statement"].append(statement)
    iam.update_assume_role_policy(RoleName="Hosts", PolicyDocument=json.dumps(trust))
    refused = place.run("enable", "Hosts", expect=3, credentials=operator)
    assert "ecs:PutAccountSetting" in refused.stderr
    policy = json.loads(re.search(r"^\{\n.*?^\}$", refused.stderr, re.M | re.S)[0])
    iam.put_role_policy(RoleName="Hosts", PolicyName="by-hand", PolicyDocument=json.dumps(policy))
    place.run("enable", "Hosts", credentials=operator)
    assert place.setting(role) == "enabled"


def test_one_failure_does_not_stop_the_others(place):
    role = place.role()
    done = place.run("enable", "Nobody", "Hosts", expect=3)
    assert done.stdout == ("principal   before    after\n"
                           "Nobody      unknown   failed\n"
                           "role/Hosts  disabled  enabled\n")
    assert "The role with name Nobody cannot be found." in " ".join(done.stderr.split())
    assert place.setting(role) == "enabled"
    assert too_wide(done.stderr) == []


def test_ctrl_c_leaves_no_doubt_which_are_done(start_sandbox, client, credentials, account, tmp_path):
    sandbox = start_sandbox("--fault", "sts:AssumeRole=delay:3")
    place = Place(sandbox, lambda *a, **k: client(*a, sandbox=sandbox, **k), credentials, account, tmp_path)
    first, second = place.role(), place.role("Second")
    process = command_runs.start(sandbox, credentials, tmp_path, "enable", "Hosts", "Second", "--verbose")
    command_runs.wait_for_line(process, "iam:GetRole in ")  # now the first role is being assumed, which takes three seconds
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1, "AWS has refused nothing"
    assert out == ("principal   before    after\n"
                   "role/Hosts  disabled  enabled\n"
                   "Second      unknown   failed\n")
    assert "interrupted before it was changed" in err
    assert (place.setting(first), place.setting(second)) == ("enabled", "disabled")


def test_ctrl_c_stops_the_default_between_two_regions(start_sandbox, client, credentials, account, tmp_path):
    sandbox = start_sandbox("--fault", "ecs:PutAccountSettingDefault=delay:3")
    process = command_runs.start(sandbox, credentials, tmp_path, "enable", "--default", "--regions", "eu-west-1,us-east-1,us-west-2",
                                 "--verbose")
    command_runs.wait_for_line(process, "ecs:ListAccountSettings in eu-west-1")  # now the first Region's is being put
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert out == ("principal        region     before    after\n"
                   "account default  eu-west-1  disabled  enabled\n"
                   "account default  us-east-1  unknown   failed\n"
                   "account default  us-west-2  unknown   failed\n")
    assert err.count("interrupted before it was changed") == 2
    for region, value in (("eu-west-1", "enabled"), ("us-east-1", "disabled"), ("us-west-2", "disabled")):
        settings = client("ecs", sandbox=sandbox, region=region).list_account_settings(
            name="awsvpcTrunking", effectiveSettings=True)["settings"]
        assert settings[0]["value"] == value, region


def test_the_accounts_default(place):
    role = place.role()
    assert "account default  disabled  enabled\n" in place.run("enable", "--default").stdout
    assert place.setting(role) == "enabled"
    assert "account default  enabled  disabled\n" in place.run("disable", "--default").stdout
    assert place.setting(role) == "disabled"


def test_the_default_may_be_put_by_whoever_may_not_read_it(place):
    done = place.run("enable", "--default", credentials=place.user())
    assert "account default  unknown  enabled\n" in done.stdout
    assert place.setting(place.root) == "enabled"


@pytest.mark.parametrize("target", [["Hosts"], ["--default"]], ids=["role", "default"])
def test_a_dry_run_changes_nothing(place, target):
    role = place.role()
    done = place.run("enable", "--dry-run", *target)
    assert re.search(r"  disabled  \(dry run\)\n$", done.stdout)
    assert done.stderr == ""
    assert (place.setting(role), place.setting(place.root)) == ("disabled", "disabled")


def test_json_is_for_programs(place):
    role = place.role()
    done = place.run("enable", "Hosts", "Nobody", "--output", "json", expect=3)
    assert done.json["settings"][0] == {"principalArn": role, "region": "eu-central-1", "before": "disabled",
                                        "after": "enabled"}
    assert "NoSuchEntity" in done.json["settings"][1].pop("error")
    assert done.json["settings"][1] == {"principalArn": "Nobody", "region": "eu-central-1", "before": "unknown",
                                        "after": ""}
    assert {key: done.json[key] for key in ("name", "value", "region", "dryRun")} == {
        "name": "awsvpcTrunking", "value": "enabled", "region": "eu-central-1", "dryRun": False}


@pytest.mark.parametrize("command", ["enable", "disable"])
@pytest.mark.parametrize("arguments, said", [
    ([], "nothing to change is named\n  give roles by name or ARN, or --default for the account's default\n"),
    (["Hosts", "--default"], "ROLE excludes --default\n  see: eni-trunking {command} --help\n"),
    (["Hosts", "--output", "xml"], "--output: xml not in {{table,json}}\n  see: eni-trunking {command} --help\n"),
], ids=["nothing", "both", "output"])
def test_usage_errors(place, command, arguments, said):
    assert place.run(command, *arguments, expect=2).stderr == "eni-trunking: " + said.format(command=command)


def test_an_endpoint_that_is_not_there(place):
    done = place.run("enable", "Hosts", "--endpoint-url", "http://127.0.0.1:9", expect=4)
    assert "sts:GetCallerIdentity in eu-central-1: cannot connect to 127.0.0.1:9" in done.stderr


@pytest.mark.parametrize("arguments", [
    ["deploy", "--yes"], ["destroy", "--yes"], ["enable", "Hosts"], ["disable", "--default"], ["fleet", "status"], ["status"],
    ["doctor"], ["plan", "web"], ["rollout", "web", "--dry-run"],
], ids=lambda value: " ".join(value))
@pytest.mark.parametrize("lacking, said", [
    ("AWS_REGION", "there is no region: the profile 'default' names none"),
    ("AWS_ACCESS_KEY_ID", "there are no credentials for the profile 'default'"),
])
def test_whoever_does_not_say_where_or_as_whom_ends_with_2(place, arguments, lacking, said):
    values = command_runs.environment(place.sandbox, place.credentials, place.home)
    for name in (lacking, "AWS_DEFAULT_REGION") if lacking == "AWS_REGION" else (lacking, "AWS_SECRET_ACCESS_KEY"):
        values.pop(name, None)
    done = subprocess.run([COMMAND, *arguments], env=values, timeout=60, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    assert said in done.stderr
    assert done.returncode == 2


def test_nobody_waits_long_for_an_endpoint_that_refuses_connections(place):
    begin = time.monotonic()
    place.run("destroy", "--yes", "--endpoint-url", "http://127.0.0.1:9", expect=4)
    assert time.monotonic() - begin < 10


def test_ctrl_c_ends_the_retrying(start_sandbox, credentials, tmp_path):
    sandbox = start_sandbox("--fault", "cloudformation:DescribeStacks=Throttling:1")
    process = command_runs.start(sandbox, credentials, tmp_path, "deploy", "--yes", "--verbose")
    for _ in range(4):  # the pauses are long by now
        command_runs.wait_for_line(process, "cloudformation:DescribeStacks in ")
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - begin < 1
    assert process.returncode == 1
    assert said.endswith("eni-trunking: interrupted\n  nothing was deployed\n")


def test_the_users_number_of_attempts_counts_for_the_patient_commands_too(start_sandbox, credentials, tmp_path):
    sandbox = start_sandbox("--fault", "cloudformation:DescribeStacks=Throttling:1")
    values = {**command_runs.environment(sandbox, credentials, tmp_path), "AWS_MAX_ATTEMPTS": "2"}
    done = subprocess.run([COMMAND, "destroy", "--yes", "--verbose"], env=values, timeout=60, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.stderr.count("cloudformation:DescribeStacks in eu-central-1 at ") == 2
    assert done.returncode == 3


@pytest.mark.parametrize("command", ["enable", "disable"])
def test_help_fits_the_screen(place, command):
    done = place.run(command, "--help")
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []
