"""Task definitions: what ECS takes, what it makes of it, and what it refuses."""
import json
import urllib.error
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError


@pytest.fixture
def ecs(client):
    return client("ecs")


def refused(call, **arguments):
    """The error that the call is answered with, as (code, message)."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def container(**members):
    return {"name": "app", "image": "nginx", "memory": 128, **members}


def register(ecs, *containers, **members):
    members.setdefault("family", "app")
    return ecs.register_task_definition(containerDefinitions=list(containers) or [container()],
                                        **members)["taskDefinition"]


def call_json(ecs, operation, **members):
    """An operation that the distribution's boto3 does not know yet."""
    request = AWSRequest("POST", ecs.meta.endpoint_url, data=json.dumps(members), headers={
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}"})
    SigV4Auth(ecs._request_signer._credentials, "ecs", ecs.meta.region_name).add_auth(request)
    prepared = request.prepare()
    sent = urllib.request.Request(prepared.url, prepared.body.encode(), dict(prepared.headers.items()))
    try:
        with urllib.request.urlopen(sent, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def delete(ecs, *names):
    return call_json(ecs, "DeleteTaskDefinitions", taskDefinitions=list(names))


def attributes(definition):
    return [a["name"] for a in definition["requiresAttributes"]]


def test_defaults_are_filled_in(ecs, account):
    definition = register(ecs, container(portMappings=[{"containerPort": 80}]))
    assert definition["taskDefinitionArn"] == f"arn:aws:ecs:eu-central-1:{account}:task-definition/app:1"
    assert (definition["family"], definition["revision"], definition["status"]) == ("app", 1, "ACTIVE")
    assert definition["containerDefinitions"] == [{
        "name": "app", "image": "nginx", "cpu": 0, "memory": 128, "essential": True, "environment": [],
        "mountPoints": [], "volumesFrom": [], "systemControls": [],
        "portMappings": [{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}]}]
    assert definition["volumes"] == [] and definition["placementConstraints"] == []
    assert definition["compatibilities"] == ["EXTERNAL", "EC2"]
    assert "networkMode" not in definition
    assert definition["registeredBy"] == f"arn:aws:iam::{account}:root"


def test_revisions_count_on(ecs):
    assert [register(ecs)["revision"] for _ in range(3)] == [1, 2, 3]
    assert ecs.describe_task_definition(taskDefinition="app")["taskDefinition"]["revision"] == 3
    ecs.deregister_task_definition(taskDefinition="app:3")
    assert ecs.describe_task_definition(taskDefinition="app")["taskDefinition"]["revision"] == 2
    delete(ecs, "app:3")
    assert register(ecs)["revision"] == 4


@pytest.mark.parametrize("cpu, memory, kept", [
    ("256", "512", ("256", "512")),
    ("1 vCPU", "2GB", ("1024", "2048")),
    (".5 vcpu", "0.5 GB", ("512", "512")),
])
def test_task_size_in_all_spellings(ecs, cpu, memory, kept):
    definition = register(ecs, {"name": "app", "image": "nginx"}, cpu=cpu, memory=memory)
    assert (definition["cpu"], definition["memory"]) == kept


def test_awsvpc_needs_an_interface(ecs):
    definition = register(ecs, container(portMappings=[{"containerPort": 80}]), networkMode="awsvpc")
    assert definition["containerDefinitions"][0]["portMappings"][0]["hostPort"] == 80
    assert attributes(definition) == ["com.amazonaws.ecs.capability.docker-remote-api.1.18",
                                      "ecs.capability.task-eni"]
    assert definition["compatibilities"] == ["EC2"]


def test_what_a_host_must_be_able_to_do(ecs, account):
    definition = register(ecs, container(
        image="111111111111.dkr.ecr.eu-central-1.amazonaws.com/app", memoryReservation=64, privileged=True,
        logConfiguration={"logDriver": "awslogs",
                          "options": {"awslogs-group": "g", "awslogs-region": "eu-central-1"}},
        secrets=[{"name": "S", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111111111111:secret:s"}]),
        taskRoleArn="task", executionRoleArn=f"arn:aws:iam::{account}:role/execution")
    assert set(attributes(definition)) == {
        "com.amazonaws.ecs.capability.docker-remote-api.1.17",
        "com.amazonaws.ecs.capability.docker-remote-api.1.18",
        "com.amazonaws.ecs.capability.docker-remote-api.1.19",
        "com.amazonaws.ecs.capability.docker-remote-api.1.21",
        "com.amazonaws.ecs.capability.ecr-auth",
        "com.amazonaws.ecs.capability.logging-driver.awslogs",
        "com.amazonaws.ecs.capability.privileged-container",
        "com.amazonaws.ecs.capability.task-iam-role",
        "ecs.capability.execution-role-awslogs",
        "ecs.capability.execution-role-ecr-pull",
        "ecs.capability.secrets.asm.environment-variables",
    }


def test_fargate_definitions_are_taken(ecs):
    definition = register(ecs, {"name": "app", "image": "nginx"}, networkMode="awsvpc", cpu="256", memory="512",
                          requiresCompatibilities=["FARGATE"])
    assert definition["compatibilities"] == ["EC2", "FARGATE"]
    assert definition["requiresCompatibilities"] == ["FARGATE"]


def test_what_aws_does_not_have_is_dropped(ecs):
    sent = call_json(ecs, "RegisterTaskDefinition", family="app", colour="red", networkMode="",
                     containerDefinitions=[container(shape="round", links=None)])["taskDefinition"]
    plain = register(ecs)
    assert "colour" not in sent and "networkMode" not in sent
    assert sent["containerDefinitions"] == plain["containerDefinitions"]


def test_other_parameters_are_kept(ecs):
    members = {
        "volumes": [{"name": "data", "host": {"sourcePath": "/data"}}],
        "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.awsvpc-trunk-id exists"}],
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "pidMode": "task",
    }
    definition = register(ecs, container(mountPoints=[{"sourceVolume": "data", "containerPath": "/d"}],
                                         environment=[{"name": "A", "value": "1"}]), **members)
    assert {name: definition[name] for name in members} == members
    shown = ecs.describe_task_definition(taskDefinition=definition["taskDefinitionArn"])["taskDefinition"]
    assert shown == definition


SIDECAR = {"name": "side", "image": "busybox", "memory": 64}


@pytest.mark.parametrize("containers, members, said", [
    ([], {}, "Container list cannot be empty."),
    ([container()], {"family": "a b"}, "Family contains invalid characters."),
    ([{"name": "app", "memory": 128}], {}, "Container.image should not be null or empty."),
    ([{"image": "nginx", "memory": 128}], {}, "Container.name should not be null or empty."),
    ([{"name": "app", "image": "nginx"}], {},
     "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."),
    ([container(memory=0)], {}, "Invalid 'memory' setting for container 'app'."),
    ([container(memory=64, memoryReservation=128)], {}, "'memoryReservation'"),
    ([container(cpu=512)], {"cpu": "256"},
     "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."),
    ([container(memory=1024)], {"memory": "512"}, "The sum of all container 'memory' values"),
    ([container()], {"cpu": "1 GB"}, "Invalid 'cpu' setting for task."),
    ([container()], {"memory": "much"}, "Invalid 'memory' setting for task."),
    ([container()], {"networkMode": "nat"}, "networkMode should be one of [bridge,host,awsvpc,none]"),
    ([container(ulimits=[{"name": "files", "softLimit": 1, "hardLimit": 1}])], {}, "name should be one of [core,cpu,"),
    ([container(secrets=[{"name": "S"}])], {},
     "containerDefinitions.1.secrets.1.valueFrom should not be null or empty."),
    ([container(cpu=2 ** 31)], {}, "Invalid 'cpu' setting for container 'app'."),
    ([container(portMappings=[{"containerPort": 80, "hostPort": 8080}])], {"networkMode": "awsvpc"},
     "When networkMode=awsvpc, the host ports and container ports in port mappings must match."),
    ([container(portMappings=[{"containerPort": 80, "hostPort": 8080}])], {"networkMode": "host"},
     "When networkMode=host, the host ports and container ports in port mappings must match."),
    ([container(portMappings=[{"containerPort": 80}])], {"networkMode": "none"}, "networkMode=none"),
    ([container(portMappings=[{"hostPort": 7000}])], {}, "Invalid 'containerPort' setting for container 'app'."),
    ([container(portMappings=[{"containerPort": 80, "hostPort": 80}]),
      {**SIDECAR, "portMappings": [{"containerPort": 81, "hostPort": 80}]}], {}, "80/tcp"),
    ([container(links=["side"]), SIDECAR], {"networkMode": "awsvpc"},
     "Links are not supported when networkMode=awsvpc."),
    ([container(essential=False)], {}, "essential"),
    ([container(), container()], {}, "unique"),
    ([container(dependsOn=[{"containerName": "side", "condition": "SUCCESS"}]), SIDECAR], {},
     "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"),
    ([container(mountPoints=[{"sourceVolume": "data"}])], {}, "Unknown volume 'data'."),
    ([container(logConfiguration={"logDriver": "awslogs"})], {},
     "Log driver awslogs requires options: awslogs-region, awslogs-group"),
    ([container()], {"placementConstraints": [{"type": "memberOf", "expression": "attribute:a =="}]}, "attribute:a =="),
    ([container()], {"placementConstraints": [{"type": "distinctInstance"}]}, "memberOf"),
    ([container()], {"taskRoleArn": "arn:aws:iam::1:user/x"}, "Role is not valid"),
    ([container(secrets=[{"name": "S", "valueFrom": "/s"}])], {},
     "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."),
    # Of a log driver's secrets nobody quotes the refusal; the guide asks for the role all the same.
    ([container(logConfiguration={"logDriver": "splunk", "secretOptions": [{"name": "t", "valueFrom": "/t"}]})], {},
     "you must also specify a value for 'executionRoleArn'."),
    ([container(repositoryCredentials={"credentialsParameter": "arn:aws:secretsmanager:eu-central-1:1:secret:r"})], {},
     "Private repository authentication requires that the task definition specify a value for executionRoleArn."),
    ([container()], {"requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512"},
     "Fargate only supports network mode ‘awsvpc’."),
    ([container()], {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"},
     "Fargate requires that 'cpu' be defined at the task level."),
    ([container()], {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "8GB"},
     "No Fargate configuration exists for given values: 256 CPU, 8192 memory."),
])
def test_what_a_task_definition_cannot_be(client, containers, members, said):
    ecs = client("ecs", parameter_validation=False)
    code, message = refused(ecs.register_task_definition, containerDefinitions=containers,
                            **{"family": "app", **members})
    assert code == "ClientException"
    assert said in message


def test_null_is_no_mount_point(ecs):
    reply = call_json(ecs, "RegisterTaskDefinition", family="app", containerDefinitions=[container(mountPoints=[None])])
    assert reply["message"] == "containerDefinitions.1.mountPoints.1 should not be null or empty."


def test_secrets_are_taken_with_an_execution_role(ecs, account):
    definition = register(ecs, container(secrets=[{"name": "S", "valueFrom": "/s"}]),
                          executionRoleArn=f"arn:aws:iam::{account}:role/execution")
    assert "ecs.capability.secrets.ssm.environment-variables" in attributes(definition)


@pytest.mark.sandbox_only("the sandbox leaves them out")
@pytest.mark.parametrize("arguments, named", [
    ({"inferenceAccelerators": [{"deviceName": "d", "deviceType": "eia1.medium"}]}, "inferenceAccelerators"),
    ({"containerDefinitions": [container(resourceRequirements=[{"type": "GPU", "value": "1"}])]},
     "containerDefinitions.resourceRequirements"),
])
def test_what_the_sandbox_leaves_out_is_named(ecs, arguments, named):
    arguments = {"family": "app", "containerDefinitions": [container()], **arguments}
    code, message = refused(ecs.register_task_definition, **arguments)
    assert code == "InvalidParameterException" and named in message


def test_descriptions(ecs, account):
    tags = [{"key": "team", "value": "a"}]
    answer = ecs.register_task_definition(family="app", containerDefinitions=[container()], tags=tags)
    assert answer["tags"] == tags
    arn = answer["taskDefinition"]["taskDefinitionArn"]
    assert ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])["tags"] == tags
    assert ecs.list_tags_for_resource(resourceArn=arn)["tags"] == tags
    for name in ["none", "app:2", "app:x", f"arn:aws:ecs:eu-central-1:{account}:task-definition/none:1"]:
        assert refused(ecs.describe_task_definition, taskDefinition=name) == (
            "ClientException", "Unable to describe task definition.")


def test_deregistered_ones_can_be_deleted(ecs):
    arn = register(ecs)["taskDefinitionArn"]
    failed = delete(ecs, "app:1", "none:1")["failures"]
    assert failed[0]["reason"] == ("The specified task definition is still in ACTIVE status. "
                                   "Please deregister the target and try again.")
    assert failed[1]["reason"].startswith("The specified task definition does not exist.")
    gone = ecs.deregister_task_definition(taskDefinition=arn)["taskDefinition"]
    assert gone["status"] == "INACTIVE" and "deregisteredAt" in gone
    assert ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"] == [arn]
    deleted = delete(ecs, arn)
    assert deleted["taskDefinitions"][0]["status"] == "DELETE_IN_PROGRESS" and deleted["failures"] == []
    assert ecs.list_task_definitions(status="DELETE_IN_PROGRESS")["taskDefinitionArns"] == [arn]
    assert refused(ecs.deregister_task_definition, taskDefinition="app") == ("ClientException", "Revision is missing.")
    assert refused(ecs.deregister_task_definition, taskDefinition="app:7")[0] == "ClientException"


def test_lists_come_in_order_and_in_pages(ecs):
    for family in ["web", "api", "web", "api-worker"]:
        register(ecs, family=family)
    names = [arn.split("/")[1] for page in ecs.get_paginator("list_task_definitions").paginate(
        PaginationConfig={"PageSize": 1}) for arn in page["taskDefinitionArns"]]
    assert names == ["api:1", "api-worker:1", "web:1", "web:2"]
    latest = ecs.list_task_definitions(sort="DESC", maxResults=1)["taskDefinitionArns"]
    assert latest[0].endswith("web:2")
    web = ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"]
    assert [arn.split("/")[1] for arn in web] == ["web:1", "web:2"]
    ecs.deregister_task_definition(taskDefinition="api:1")
    assert ecs.list_task_definition_families()["families"] == ["api", "api-worker", "web"]
    assert ecs.list_task_definition_families(familyPrefix="api", status="ACTIVE")["families"] == ["api-worker"]
    assert ecs.list_task_definition_families(status="INACTIVE")["families"] == ["api"]
    first = ecs.list_task_definition_families(maxResults=2)
    second = ecs.list_task_definition_families(maxResults=2, nextToken=first["nextToken"])
    assert first["families"] + second["families"] == ["api", "api-worker", "web"]


@pytest.mark.sandbox_only("makes users")
def test_roles_of_tasks_must_be_passed(client, account):
    iam = client("iam")
    iam.create_user(UserName="u")
    allowed = {"Effect": "Allow", "Action": "ecs:RegisterTaskDefinition", "Resource": "*"}
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [allowed]}))
    key = iam.create_access_key(UserName="u")["AccessKey"]
    user = client("ecs", credentials={"aws_access_key_id": key["AccessKeyId"],
                                      "aws_secret_access_key": key["SecretAccessKey"]})
    register(user)
    code, message = refused(user.register_task_definition, family="app", containerDefinitions=[container()],
                            taskRoleArn=f"arn:aws:iam::{account}:role/task")
    assert code == "AccessDeniedException" and "iam:PassRole" in message
