"""What IAM's policies may look at in ECS's calls: resources, and the condition keys of what is asked for."""
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from ecs_hosts import REGION, refused
from iam_documents import policy

NOT_FOUND = {"ClusterNotFoundException", "ServiceNotFoundException", "InvalidParameterException", "ClientException",
             "ServiceDeploymentNotFoundException"}


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def key(client):
    iam = client("iam")
    iam.create_user(UserName="ann")
    return iam.create_access_key(UserName="ann")["AccessKey"]


@pytest.fixture
def raw_call(sandbox, key):
    """raw_call(operation, name=value, …): the user's call of what boto3 of the distribution does not know yet; the answer's text."""
    def call(operation, **parameters):
        request = AWSRequest("POST", sandbox.endpoint, data=json.dumps(parameters), headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}"})
        SigV4Auth(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "ecs", REGION).add_auth(request)
        return URLLib3Session().send(request.prepare()).content.decode()
    return call


@pytest.fixture
def caller(client, key):
    """caller(Condition=…): a client of ECS that may do everything as far as a statement says."""
    iam = client("iam")

    def make(action="ecs:*", resource="*", **more):
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy(action, resource, **more))
        return client("ecs", credentials=key)
    return make


def allowed(call, **parameters):
    """Whether IAM lets it through, whatever ECS says then."""
    try:
        call(**parameters)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        assert code in NOT_FOUND | {"AccessDeniedException"}, error
        return code != "AccessDeniedException"
    return True


def test_a_cluster_is_made_by_its_name(caller, account):
    arn = f"arn:aws:ecs:{REGION}:{account}:cluster/"
    ecs = caller("ecs:CreateCluster", arn + "team-*")
    assert allowed(ecs.create_cluster, clusterName="team-a")
    code, message = refused(ecs.create_cluster, clusterName="other")
    assert code == "AccessDeniedException"
    assert f"ecs:CreateCluster on resource: {arn}other because" in message


@pytest.mark.parametrize("condition, container, more, expected", [
    ({"StringEquals": {"ecs:privileged": "false"}}, {}, {}, True),
    ({"StringEquals": {"ecs:privileged": "false"}}, {"privileged": True}, {}, False),
    ({"NumericLessThanEquals": {"ecs:task-cpu": "256"}}, {}, {"cpu": "256"}, True),
    ({"NumericLessThanEquals": {"ecs:task-cpu": "256"}}, {}, {"cpu": "0.5 vcpu"}, False),
    ({"NumericLessThanEquals": {"ecs:task-memory": "512"}}, {}, {"memory": "1 GB"}, False),
    ({"NumericLessThanEquals": {"ecs:task-memory": "512"}}, {}, {}, False),
    ({"ForAllValues:StringEquals": {"ecs:compute-compatibility": ["EC2"]}}, {}, {"requiresCompatibilities": ["EC2"]}, True),
    ({"ForAnyValue:StringEquals": {"ecs:compute-compatibility": ["FARGATE"]}}, {}, {"requiresCompatibilities": ["EC2"]},
     False),
])
def test_a_task_definition_is_looked_into(caller, condition, container, more, expected):
    ecs = caller("ecs:RegisterTaskDefinition", Condition=condition)
    assert allowed(ecs.register_task_definition, family="web", containerDefinitions=[
        {"name": "main", "image": "nginx", "memory": 64, **container}], **more) == expected


def test_tasks_are_started_with_or_without_ecs_exec(ecs, caller):
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "main", "image": "nginx", "memory": 64}])
    without = {"StringEquals": {"ecs:enable-execute-command": "false"}}
    ann = caller(Condition=without)
    for start in ({}, {"enableExecuteCommand": False}):
        assert allowed(ann.run_task, cluster="web", taskDefinition="web", **start)
        assert allowed(ann.create_service, cluster="web", serviceName="web", taskDefinition="web", desiredCount=0, **start)
    assert not allowed(ann.run_task, cluster="web", taskDefinition="web", enableExecuteCommand=True)
    assert not allowed(ann.create_service, cluster="web", serviceName="other", taskDefinition="web", desiredCount=0,
                       enableExecuteCommand=True)
    assert not allowed(ann.update_service, cluster="web", service="web", enableExecuteCommand=True)
    ann = caller(Condition={"StringEqualsIfExists": without["StringEquals"]})
    assert allowed(ann.update_service, cluster="web", service="web", desiredCount=1)


def test_services_are_made_as_policies_want_them(ecs, caller, account):
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(family="web", cpu="256", memory="512", containerDefinitions=[
        {"name": "main", "image": "nginx"}])
    provider = f"arn:aws:ecs:{REGION}:{account}:capacity-provider/blue"
    service = {"cluster": "web", "taskDefinition": "web", "desiredCount": 0}
    for number, (condition, more, expected) in enumerate([
            ({"NumericLessThanEquals": {"ecs:task-cpu": "256"}}, {}, True),
            ({"NumericLessThanEquals": {"ecs:task-memory": "256"}}, {}, False),
            ({"Bool": {"ecs:enable-ecs-managed-tags": "true"}}, {}, False),
            ({"Bool": {"ecs:enable-ecs-managed-tags": "true"}}, {"enableECSManagedTags": True}, True),
            ({"StringEquals": {"ecs:propagate-tags": "SERVICE"}}, {}, False),
            ({"StringEquals": {"ecs:propagate-tags": "SERVICE"}}, {"propagateTags": "SERVICE"}, True),
            ({"ForAnyValue:ArnEquals": {"ecs:capacity-provider": provider}}, {}, False),
            ({"ForAnyValue:ArnEquals": {"ecs:capacity-provider": provider}},
             {"capacityProviderStrategy": [{"capacityProvider": "blue"}]}, True),
            ({"ForAnyValue:StringEquals": {"ecs:subnet": "subnet-1"}},
             {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}}, True),
            ({"ForAnyValue:StringEquals": {"ecs:subnet": "subnet-1"}}, {}, False)]):
        ann = caller(Condition=condition)
        assert allowed(ann.create_service, serviceName=f"s{number}", **service, **more) == expected, condition


def test_tasks_are_started_from_definitions_with_a_tag(ecs, caller):
    for team in ("blue", "red"):
        ecs.register_task_definition(family=team, containerDefinitions=[{"name": "main", "image": "nginx", "memory": 64}],
                                     tags=[{"key": "team", "value": team}])
    ann = caller("ecs:RunTask", Condition={"StringEquals": {"aws:ResourceTag/team": "blue"}})
    assert allowed(ann.run_task, taskDefinition="blue")
    assert not allowed(ann.run_task, taskDefinition="red")


def test_service_deployments_are_those_of_their_cluster(ecs, caller, raw_call):
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "main", "image": "nginx", "memory": 64}])
    service = ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=1)["service"]
    arn = service["serviceArn"].replace(":service/", ":service-deployment/") + "/AbCd"
    for cluster, expected in ((service["clusterArn"], True), (service["clusterArn"] + "x", False)):
        caller(Condition={"ArnEquals": {"ecs:cluster": cluster, "ecs:service": service["serviceArn"]}})
        for operation, arguments in (("DescribeServiceDeployments", {"serviceDeploymentArns": [arn]}),
                                     ("StopServiceDeployment", {"serviceDeploymentArn": arn})):
            assert ("AccessDenied" not in raw_call(operation, **arguments)) == expected, operation


def test_each_service_deployment_is_judged_by_its_own_service(ecs, caller, raw_call):
    services = {}
    for name in ("a", "b"):
        ecs.create_cluster(clusterName=name)
        ecs.register_task_definition(family="web", containerDefinitions=[{"name": "main", "image": "nginx", "memory": 64}])
        services[name] = ecs.create_service(cluster=name, serviceName="web", taskDefinition="web", desiredCount=1)["service"]
    caller(Condition={"ArnEquals": {"ecs:cluster": services["a"]["clusterArn"], "ecs:service": services["a"]["serviceArn"]}})
    for operation, member, kind in (("DescribeServiceDeployments", "serviceDeploymentArns", "service-deployment"),
                                    ("DescribeServiceRevisions", "serviceRevisionArns", "service-revision")):
        a, b = (services[name]["serviceArn"].replace(":service/", f":{kind}/") + "/1" for name in ("a", "b"))
        for arns, expected in (([a], True), ([a, a], True), ([a, b], False), ([b, a], False), ([b], False)):
            assert ("AccessDenied" not in raw_call(operation, **{member: arns})) == expected, (operation, arns)


def test_each_service_is_judged_by_its_own_tags(ecs, caller):
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "main", "image": "nginx", "memory": 64}])
    for team in ("blue", "red"):
        ecs.create_service(cluster="web", serviceName=team, taskDefinition="web", desiredCount=0,
                           tags=[{"key": "team", "value": team}])
    for names, expected in ((["blue"], True), (["blue", "blue"], True), (["red", "blue"], False), (["blue", "red"], False)):
        for condition in ({"StringEquals": {"aws:ResourceTag/team": "blue"}},
                          {"StringNotEquals": {"aws:ResourceTag/team": "red"}}):
            ann = caller(Condition=condition)
            assert allowed(ann.describe_services, cluster="web", services=names) == expected, (names, condition)
