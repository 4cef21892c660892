"""ECS Exec: ExecuteCommand, and the session that session-manager-plugin would hold."""
import json

import pytest
from botocore.exceptions import ClientError

import container_hosts
import session_client
from container_tasks import CLUSTER, host, main, pytestmark, tasks, world  # noqa: F401 (fixtures)

NOT_ENABLED = "execute command was not enabled when the task was run"


@pytest.fixture
def running(tasks, host):  # noqa: F811
    """A task that may be reached into."""
    tasks.define("open", {"command": ["sleep", "1000"], "user": "web", "environment": [{"name": "COLOUR", "value": "blue"}]})
    [arn] = tasks.start("open", enableExecuteCommand=True)
    return tasks.running([arn], CLUSTER)[0]


def open_session(tasks, task, command, **arguments):  # noqa: F811
    return tasks.ecs.execute_command(cluster=CLUSTER, task=task["taskArn"], command=command, interactive=True,
                                     **arguments)["session"]


def test_a_program_runs_as_root_with_a_terminal(tasks, running):  # noqa: F811
    assert running["enableExecuteCommand"]
    [agent] = main(running)["managedAgents"]
    assert (agent["name"], agent["lastStatus"]) == ("ExecuteCommandAgent", "RUNNING")
    session = session_client.Session(open_session(tasks, running, "sh"))
    session.start()
    session.send(session_client.SIZE, json.dumps({"cols": 111, "rows": 22}).encode())
    session.send(session_client.OUTPUT, b"echo user=$(id -u) $COLOUR; busybox stty size; exit\r")
    output, reason = session.finish()
    assert b"user=0 blue" in output and b"22 111" in output, output
    assert reason == ""


def test_a_command_is_split_without_a_shell(tasks, running):  # noqa: F811
    output, _ = session_client.Session(open_session(tasks, running, "sh -c 'echo a; echo \"b  c\"'", container="main")).finish()
    assert output.split(b"\r\n")[:2] == [b"a", b"b  c"]


def test_a_program_that_is_not_there_is_the_closings_reason(tasks, running):  # noqa: F811
    _, reason = session_client.Session(open_session(tasks, running, "nothing-of-the-kind")).finish()
    assert "Unable to start command" in reason and "nothing-of-the-kind" in reason


def test_a_session_is_opened_once_and_by_its_token(tasks, running):  # noqa: F811
    opened = open_session(tasks, running, "true")
    assert session_client.Session(opened, token="guessed").finish() == (b"", None)
    assert session_client.Session(opened).finish() == (b"", None)


def test_who_leaves_ends_the_program(tasks, running):  # noqa: F811
    session = session_client.Session(open_session(tasks, running, "sh -c 'echo started; exec sleep 4321'"))
    session.read_until(b"started")
    session.socket.close()
    session.input.close()

    def is_gone():
        output, _ = session_client.Session(open_session(tasks, running, "ps")).finish()
        return b"4321" not in output
    tasks.eventually(is_gone)


def test_others_are_not_reached_into(tasks, host):  # noqa: F811
    tasks.define("closed", {"command": ["sleep", "1000"]})
    [arn] = tasks.start("closed")
    [task] = tasks.running([arn], CLUSTER)
    with pytest.raises(ClientError, match=NOT_ENABLED):
        open_session(tasks, task, "sh")


def test_the_caller_needs_the_task_and_its_cluster(tasks, running, client, world):  # noqa: F811
    tasks.iam.create_user(UserName="half")
    tasks.iam.put_user_policy(UserName="half", PolicyName="p", PolicyDocument=container_hosts.policy_document(
        "ecs:ExecuteCommand", Resource="arn:aws:ecs:*:*:task/*"))
    key = tasks.iam.create_access_key(UserName="half")["AccessKey"]
    half = client("ecs", region=tasks.region, sandbox=world, credentials={
        "aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]})
    with pytest.raises(ClientError, match=f"cluster/{CLUSTER}") as refused:
        half.execute_command(cluster=CLUSTER, task=running["taskArn"], command="sh", interactive=True)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
