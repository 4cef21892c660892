"""`eni-trunking status`: who has the setting, which hosts have trunks, what there is room for; as a table, as JSON, and drawn again and
again on a terminal."""
import json
import os
import pty
import signal
import subprocess

import pytest

from conftest import COMMAND, REGION, clean_environment, environment_credentials
from container_hosts import Account, policy_document

FINE, FINDINGS, USAGE, REFUSED = range(4)


@pytest.fixture
def place(client, eventually):
    place = Account(client, eventually)
    place.ecs.create_cluster(clusterName="web")
    place.task_definition()
    return place


@pytest.fixture
def environment(sandbox, tmp_path):
    def make(credentials):
        return {**clean_environment(tmp_path), **environment_credentials(credentials), "AWS_REGION": REGION,
                "AWS_ENDPOINT_URL": sandbox.endpoint}
    return make


@pytest.fixture
def status(environment, credentials):
    def run(*arguments, credentials=credentials):
        return subprocess.run([COMMAND, "status", *arguments], env=environment(credentials), timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return run


def test_hosts_with_and_without_a_trunk(place, client, status):
    place.opted_in_role("new")
    older = place.role("older")
    client("ecs", region="us-east-1").put_account_setting(name="awsvpcTrunking", value="enabled", principalArn=older)
    place.host("new")
    place.host("new", instance_type="t3.large")
    place.host("older")
    place.running([task["taskArn"] for task in place.run(count=3)["tasks"]])
    shown = json.loads(status("--output", "json").stdout)
    assert "loadBalancers" not in shown  # no containers run
    settings = {one["principalArn"]: one for one in shown["settings"]}
    assert settings[older] == {"principalArn": older, "setting": {"own": None, "effective": "disabled"},
                               "enabledInOtherRegions": ["us-east-1"]}
    assert settings[older.replace("older", "new")]["setting"] == {"own": "enabled", "effective": "enabled"}
    assert shown["clusters"] == [{
        "cluster": "web", "hosts": 3, "hostsWithTrunk": 1, "runningTasks": 3, "capacity": 14, "capacityWithTrunks": 22,
        "capacityWithoutTrunks": 6, "isComplete": True,
        "withoutTrunk": {"setting not effective": 1, "type takes none": 1}}]
    table = status().stdout
    row, = [line.split() for line in table.splitlines() if line.startswith("role/older")]
    assert row == ["role/older", "-", "disabled", "us-east-1"]
    assert all(len(line) <= 80 for line in table.splitlines())


def test_what_the_caller_may_not_see(place, status):
    place.role("hosts")
    place.host("hosts")
    place.iam.create_user(UserName="operator")
    place.iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=policy_document(
        "ecs:ListClusters", "ecs:DescribeClusters", Resource="*"))
    key = place.iam.create_access_key(UserName="operator")["AccessKey"]
    done = status(credentials={"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]})
    assert "Not all could be read; eni-trunking doctor says what." in done.stdout and done.returncode == FINE


def test_names_that_do_not_exist(place, status):
    done = status("wbe")
    assert "did you mean 'web'?" in done.stderr and done.returncode == REFUSED


def test_watching_needs_a_terminal(place, status):
    done = status("--watch")
    assert "--watch draws a table on a terminal" in done.stderr and done.returncode == USAGE


def test_it_draws_again_and_again_until_interrupted(place, environment, credentials):
    theirs, ours = pty.openpty()
    process = subprocess.Popen([COMMAND, "status", "--watch", "--interval", "1"], env=environment(credentials), stdout=ours,
                               stdin=subprocess.DEVNULL)
    os.close(ours)
    drawn = b""
    while drawn.count(b"\033[H\033[J") < 3:
        drawn += os.read(theirs, 4096)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == -signal.SIGINT
    os.close(theirs)
    assert drawn.count(b"cluster  ") >= 2 and b"Ctrl-C ends it" in drawn


def test_what_cannot_be_read_for_once_stands_below_the_last_table(start_sandbox, credentials, tmp_path):
    sandbox = start_sandbox("--ephemeral")
    environment = {**clean_environment(tmp_path), **environment_credentials(credentials), "AWS_REGION": REGION,
                   "AWS_ENDPOINT_URL": sandbox.endpoint}
    theirs, ours = pty.openpty()
    process = subprocess.Popen([COMMAND, "status", "--watch", "--interval", "1"], env=environment, stdout=ours,
                               stdin=subprocess.DEVNULL)
    os.close(ours)
    drawn = b""
    while b"Ctrl-C ends it" not in drawn:
        drawn += os.read(theirs, 4096)
    sandbox.stop()
    while drawn.count(b"Tries again every 1 s. Ctrl-C ends it") < 2:
        drawn += os.read(theirs, 4096)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == -signal.SIGINT
    os.close(theirs)
    last = drawn.decode().split("\033[H\033[J")[-1]
    table, below = last.split("Above is what was read before.")
    assert "principal" in table
    assert "cannot connect to" in " ".join(below.split())
    assert all(len(line) <= 80 for line in last.splitlines())


def test_a_first_read_that_fails_ends_the_watching(environment, credentials):
    values = {**environment(credentials), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    theirs, ours = pty.openpty()
    process = subprocess.Popen([COMMAND, "status", "--watch"], env=values, stdout=ours, stdin=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    os.close(ours)
    _, said = process.communicate(timeout=60)
    os.close(theirs)
    assert process.returncode == 4 and "cannot connect to 127.0.0.1:9" in said
