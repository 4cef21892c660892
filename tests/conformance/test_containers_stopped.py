"""What the commands that reach into tasks tell of those that have stopped: what they wrote, when and why they ended."""
import re

import pytest

import command_runs
from container_tasks import CLUSTER, command, host, main, pytestmark, tasks, world  # noqa: F401 (fixtures)

REFUSED = 3
HERE = {"logConfiguration": {"logDriver": "json-file"}}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def id_of(task):
    return task["taskArn"].rsplit("/", 1)[1]


@pytest.fixture
def run(world, credentials, tmp_path):
    """run("logs", TASK): the command, once it has ended."""
    return lambda *arguments, **more: command_runs.run(world, credentials, tmp_path, *arguments, **more)


@pytest.mark.parametrize("more", [[], ["--follow"]], ids=["", "follow"])
def test_what_a_stopped_task_wrote_is_shown_with_how_it_ended(tasks, host, run, more):
    task = tasks.ended(tasks.define("dies", {**HERE, "command": ["sh", "-c", "echo first; echo last words >&2; exit 3"]}))
    done = run("logs", id_of(task), *more)
    assert sorted(done.stdout.splitlines()) == ["first", "last words"]
    assert re.fullmatch(rf"\(main ended with exit code 3\)\n\(task {id_of(task)} stopped at {TIME}: "
                        r"Essential container in task exited\)\n", done.stderr), done.stderr


def test_a_follower_sees_the_end(tasks, host, world, credentials, tmp_path):
    [arn] = tasks.start(tasks.define("followed", {**HERE, "command": [
        "sh", "-c", "echo up; until [ -e /tmp/go ]; do sleep 0.1; done; echo down; exit 4"]}))
    tasks.running([arn], CLUSTER)
    follower = command_runs.start(world, credentials, tmp_path, "logs", arn, "--follow")
    assert follower.stdout.readline() == "up\n"
    command_runs.run(world, credentials, tmp_path, "exec", arn, "--", "sh", "-c", ": > /tmp/go")
    out, err = follower.communicate(timeout=60)
    assert (follower.returncode, out) == (0, "down\n")
    assert err.startswith("(main ended with exit code 4)\n"), err


def test_of_several_containers_each_has_its_own_end(tasks, host, run):
    task = tasks.ended(tasks.define(
        "several", {**HERE, "command": ["sh", "-c", "echo main; exit 1"], "dependsOn": [
            {"containerName": "first", "condition": "SUCCESS"}]},
        {"name": "first", **HERE, "essential": False, "command": ["echo", "first"]}))
    said = {name: run("logs", id_of(task), name) for name in ("main", "first")}
    assert {name: done.stdout for name, done in said.items()} == {"main": "main\n", "first": "first\n"}
    assert said["first"].stderr.startswith("(first ended with exit code 0)\n(task ")
    refused = run("logs", id_of(task), expect=REFUSED)
    assert refused.stderr.splitlines()[1].strip() == "name one; it has main, first"


def test_what_never_started_says_why(tasks, host, run):
    task = tasks.ended(tasks.define("never", {"image": "127.0.0.1:1/nothing:1"}))
    done = run("logs", id_of(task))
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first == f"(main: {main(task)['reason']})" and "CannotPullContainerError" in first
    assert second.endswith(": Task failed to start)")


def test_a_task_that_no_host_has_run_says_what_ecs_says(tasks, host, run):
    """Its execution role cannot be assumed, which is known before a container is."""
    role = f"arn:aws:iam::{tasks.account}:role/none"
    arn = f"arn:aws:ssm:{tasks.region}:{tasks.account}:parameter/none"
    task = tasks.ended(tasks.define("none", {"secrets": [{"name": "A", "valueFrom": arn}]}, executionRoleArn=role))
    done = run("logs", id_of(task))
    assert done.stderr.splitlines()[1].endswith(f": {task['stoppedReason']})"), done.stderr


def test_exec_into_a_stopped_task_says_when_and_why_it_stopped(tasks, host, run):
    task = tasks.ended(tasks.define("gone", {"command": ["sh", "-c", "exit 7"]}))
    done = run("exec", id_of(task), "--", "ls", expect=REFUSED)
    assert re.fullmatch(rf"eni-trunking: task {id_of(task)} stopped at {TIME}: Essential container in task exited "
                        rf"\(main ended with exit code 7\)\n  see what it has written: eni-trunking logs {id_of(task)}\n",
                        done.stderr), done.stderr


def test_a_task_that_nobody_knows_is_told_as_such(tasks, host, run):
    for arguments in (["logs", "0" * 32], ["exec", "0" * 32, "--", "ls"]):
        done = run(*arguments, expect=REFUSED)
        assert done.stderr.startswith(f"eni-trunking: no task '{'0' * 32}' runs here, or has stopped within the last hour\n")
