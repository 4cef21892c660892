"""Files of environment variables (environmentFiles) in tasks that really run.

The task's execution role reads them out of S3 before the containers are made, so what is in the way is the task's stoppedReason, in the
words of the ECS agent (amazon-ecs-agent, agent/taskresource/envFiles). What counts of a file is in environment_file_test.cpp.
"""
import botocore.exceptions
import pytest

import container_hosts
from container_tasks import host, main, pytestmark, tasks, world  # noqa: F401 (fixtures)

BUCKET = "settings"


@pytest.fixture
def bucket(client, world, account):
    """bucket({"a.env": "A=1"}): its ARNs."""
    s3 = client("s3", sandbox=world)
    name = f"{BUCKET}-{account}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": container_hosts.REGION})

    def put(files):
        for key, text in files.items():
            s3.put_object(Bucket=name, Key=key, Body=text.encode())
        return [{"type": "s3", "value": f"arn:aws:s3:::{name}/{key}"} for key in files]
    return put


@pytest.fixture
def may_read(tasks):
    allow(tasks, "s3:GetObject", "s3:GetBucketLocation")


def allow(tasks, *actions):
    tasks.iam.put_role_policy(RoleName="execution", PolicyName="files", PolicyDocument=container_hosts.policy_document(
        *actions, Resource=["arn:aws:s3:::settings-*"]))


def failure(task, text):
    return f"ResourceInitializationError: resource cannot be initialized for task ARN: {task['taskArn']}: {text}"


def stopped_reason(tasks, files, **arguments):
    task = tasks.ended(tasks.define("files", {"environmentFiles": files}, **arguments))
    assert task["stopCode"] == "TaskFailedToStart"
    return task, task["stoppedReason"]


def test_containers_find_the_variables_of_files(tasks, host, bucket, may_read):
    """The definition's weigh more than those of files, the first file's more than those of later ones."""
    files = bucket({"first.env": '# comment\r\nA=first\nQUOTED="x y"\nURL=http://x/?a=b\n\nEMPTY=\nPATHLESS\n',
                    "folder/second.env": "A=second\nB=second\nC=second\n"})
    names = ("A", "B", "C", "QUOTED", "URL", "EMPTY")
    said = tasks.says("files", "; ".join(f'echo "{name}=$' + f'{name}"' for name in names), environmentFiles=files,
                      environment=[{"name": "C", "value": "definition"}])
    assert said == ["A=first", "B=second", "C=definition", 'QUOTED="x y"', "URL=http://x/?a=b", "EMPTY="]


def test_an_override_has_files_of_its_own(tasks, host, bucket, may_read):
    first, second = bucket({"first.env": "A=first\nB=first\n", "second.env": "A=second\n"})
    tasks.define("files", {"command": ["sh", "-c", 'echo "$A:$B"'], "environmentFiles": [first]})
    [arn] = tasks.start("files", overrides={"containerOverrides": [{"name": "main", "environmentFiles": [second]}]})
    tasks.stopped(arn, "web")
    assert tasks.said("files") == ["second:"]


def test_a_bucket_of_another_region_is_asked_there(tasks, host, client, world, account, may_read):
    name = f"{BUCKET}-{account}-far"
    s3 = client("s3", sandbox=world, region="eu-west-1")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=name, Key="a.env", Body=b"A=far\n")
    said = tasks.says("files", 'echo "$A"', environmentFiles=[{"type": "s3", "value": f"arn:aws:s3:::{name}/a.env"}])
    assert said == ["far"]


def test_the_role_needs_both_permissions(tasks, host, bucket, account):
    files = bucket({"a.env": "A=1\n"})
    task, reason = stopped_reason(tasks, files)
    assert reason.startswith(failure(task, f"unable to initialize s3 client for bucket {BUCKET}-{account}, error: AccessDenied: ")), reason
    allow(tasks, "s3:GetBucketLocation")
    task, reason = stopped_reason(tasks, files)
    assert reason.startswith(failure(
        task, f"unable to download env file with key a.env from bucket {BUCKET}-{account}, error: AccessDenied: ")), reason


def test_what_is_not_there_or_too_long_is_the_tasks_reason(tasks, host, bucket, account):
    """Whoever may not list a bucket is not told by S3 that an object is not there."""
    allow(tasks, "s3:GetObject", "s3:GetBucketLocation", "s3:ListBucket")
    name = f"{BUCKET}-{account}"
    [found] = bucket({"long.env": "A=" + "x" * 70_000})
    rows = [
        ({**found, "value": f"arn:aws:s3:::{name}/none.env"},
         f"unable to download env file with key none.env from bucket {name}, error: NoSuchKey: "),
        ({**found, "value": f"arn:aws:s3:::{BUCKET}-none-{account}/a.env"},
         f"unable to initialize s3 client for bucket {BUCKET}-none-{account}, error: NoSuchBucket: "),
        (found, "bufio.Scanner: token too long"),
    ]
    for file, text in rows:
        task, reason = stopped_reason(tasks, [file])
        assert reason.startswith(failure(task, text)), reason


def test_a_file_is_no_larger_than_an_environment(tasks, host, bucket, account, may_read):
    files = bucket({"large.env": "#\n" * 600_000})
    task, reason = stopped_reason(tasks, files)
    assert reason == failure(task, f"unable to download env file with key large.env from bucket {BUCKET}-{account}, error: "
                                   "EntityTooLarge: the sandbox reads files of up to 1048576 bytes")


def test_files_of_a_task_hold_no_more_than_a_program_can_be_started_with(tasks, host, bucket, may_read):
    """In many small variables or a few large ones, of one container or several."""
    [small] = bucket({"small.env": "".join(f"A{number}=1\n" for number in range(80_000))})
    [large, other] = bucket({f"{name}.env": "".join(f"{name}{number}=" + "x" * 60_000 + "\n" for number in range(17))
                             for name in ("A", "B")})
    task, reason = stopped_reason(tasks, [small, small])
    assert reason == failure(task, "argument list too long")
    tasks.define("files", {"environmentFiles": [large, other]}, {"name": "second", "environmentFiles": [large]})
    task = tasks.ended("files")
    assert task["stoppedReason"] == failure(task, "argument list too long")


def test_bytes_that_are_no_text_do_not_stop_a_container(tasks, host, bucket, client, world, may_read):
    [file] = bucket({"a.env": ""})
    name, key = file["value"].removeprefix("arn:aws:s3:::").split("/")
    client("s3", sandbox=world).put_object(Bucket=name, Key=key, Body=b"A=\xff\xfe\n")
    assert tasks.says("files", 'echo "$A"', environmentFiles=[file]) == ["\ufffd\ufffd"]


def test_without_an_execution_role_nobody_reads_them(tasks, host, bucket):
    tasks.ecs.register_task_definition(family="files", networkMode="awsvpc", containerDefinitions=[
        {"name": "main", "image": "busybox", "memory": 32, "environmentFiles": bucket({"a.env": "A=1\n"})}])
    task = tasks.ended("files")
    assert task["stoppedReason"] == failure(task, "environment file resource: unable to find execution role credentials")


@pytest.mark.parametrize("files", [
    [{"type": "s3", "value": "arn:aws:s3:::b/a.env"}] * 11,
    [{"type": "s3", "value": "arn:aws:s3:::b/a.txt"}],
    [{"type": "s3", "value": "s3://b/a.env"}],
    [{"type": "efs", "value": "arn:aws:s3:::b/a.env"}],
], ids=["eleven", "extension", "arn", "type"])
def test_definitions_with_other_files_are_refused(tasks, files):
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        tasks.define("files", {"environmentFiles": files})
    assert refused.value.response["Error"]["Code"] == "ClientException"
