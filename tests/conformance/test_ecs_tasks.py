"""Tasks: run, started, stopped, described, listed; what they occupy and why they are refused."""
import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def cluster(ecs):
    return ecs.create_cluster(clusterName="web")["cluster"]


@pytest.fixture
def definition(ecs):
    """A task definition in the network mode bridge; its ARN."""
    reply = ecs.register_task_definition(family="web", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])
    return reply["taskDefinition"]["taskDefinitionArn"]


def refused(call, **arguments):
    """The error that the call is answered with, as (code, message)."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_run_task_in_an_empty_cluster_says_so(ecs, cluster, definition):
    assert refused(ecs.run_task, cluster="web", taskDefinition="web") == (
        "InvalidParameterException", "No Container Instances were found in your cluster.")


def test_start_task_on_an_unknown_container_instance_is_a_failure(ecs, cluster, definition):
    reply = ecs.start_task(cluster="web", taskDefinition="web", containerInstances=["0" * 32])
    assert reply["tasks"] == []
    assert [failure["reason"] for failure in reply["failures"]] == ["MISSING"]


def test_unknown_tasks(ecs, cluster):
    unknown = "0" * 32
    assert refused(ecs.stop_task, cluster="web", task=unknown) == (
        "InvalidParameterException", "The referenced task was not found.")
    assert refused(ecs.stop_task, cluster="web", task="short") == (
        "InvalidParameterException", "taskId length should be one of [32,36]")
    failures = ecs.describe_tasks(cluster="web", tasks=[unknown])["failures"]
    assert [(failure["arn"].rsplit("/", 1)[1], failure["reason"]) for failure in failures] == [(unknown, "MISSING")]
    assert ecs.list_tasks(cluster="web")["taskArns"] == []
    assert refused(ecs.list_tasks, cluster="nowhere") == ("ClusterNotFoundException", "Cluster not found.")
