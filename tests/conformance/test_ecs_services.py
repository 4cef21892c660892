"""Services: made, changed, deleted; what they say of themselves."""
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


def the_service(ecs):
    return ecs.describe_services(cluster="web", services=["web"])["services"][0]


def messages(ecs):
    """Oldest first."""
    return [event["message"] for event in reversed(the_service(ecs)["events"])]


def test_service_without_hosts_says_that_it_cannot_place_a_task(ecs, cluster, definition, eventually, account):
    service = ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=1)["service"]
    assert service["serviceArn"] == f"arn:aws:ecs:eu-central-1:{account}:service/web/web"
    assert service["status"] == "ACTIVE"
    assert service["deploymentConfiguration"]["minimumHealthyPercent"] == 100
    assert service["deploymentConfiguration"]["maximumPercent"] == 200
    assert [deployment["status"] for deployment in service["deployments"]] == ["PRIMARY"]
    assert eventually(lambda: messages(ecs)) == [
        "(service web) was unable to place a task because no container instance met all of its requirements. "
        "Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting "
        "section of the Amazon ECS Developer Guide."]
    assert ecs.describe_clusters(clusters=["web"])["clusters"][0]["activeServicesCount"] == 1


def test_service_of_no_tasks_is_steady(ecs, cluster, definition):
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=0)
    ecs.get_waiter("services_stable").wait(cluster="web", services=["web"], WaiterConfig={"Delay": 1})
    assert messages(ecs)[-1] == "(service web) has reached a steady state."
    assert ecs.list_services(cluster="web")["serviceArns"] == [the_service(ecs)["serviceArn"]]
    assert ecs.list_services(cluster="web", schedulingStrategy="DAEMON")["serviceArns"] == []


def test_updated_service_has_a_new_deployment(ecs, cluster, definition):
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=1)
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "main", "image": "nginx", "memory": 64}])
    service = ecs.update_service(cluster="web", service="web", taskDefinition="web", desiredCount=2)["service"]
    assert service["taskDefinition"].endswith("/web:2")
    assert service["deployments"][0]["taskDefinition"].endswith("/web:2")
    assert service["deployments"][0]["desiredCount"] == 2


def test_service_is_deleted_when_it_has_no_tasks_to_run(ecs, cluster, definition):
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=1)
    assert refused(ecs.delete_service, cluster="web", service="web") == (
        "InvalidParameterException", "The service cannot be stopped while it is scaled above 0.")
    assert ecs.delete_service(cluster="web", service="web", force=True)["service"]["status"] == "DRAINING"
    ecs.get_waiter("services_inactive").wait(cluster="web", services=["web"], WaiterConfig={"Delay": 1})
    assert refused(ecs.update_service, cluster="web", service="web", desiredCount=1) == (
        "ServiceNotActiveException", "Service was not ACTIVE.")
    failures = ecs.describe_services(cluster="web", services=["other"])["failures"]
    assert [failure["reason"] for failure in failures] == ["MISSING"]


def test_what_the_sandbox_does_not_have_is_refused_by_name(ecs, cluster, definition):
    def create(**more):
        arguments = {"cluster": "web", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1, **more}
        return refused(ecs.create_service, **arguments)[1]

    assert "loadBalancers" in create(loadBalancers=[{"containerName": "main", "containerPort": 80}])
    assert "serviceRegistries" in create(serviceRegistries=[{"registryArn": "arn:aws:servicediscovery:::x"}])
    assert "FARGATE" in create(launchType="FARGATE")
    assert "capacityProviderStrategy" in create(capacityProviderStrategy=[{"capacityProvider": "x"}])
    assert "CODE_DEPLOY" in create(deploymentController={"type": "CODE_DEPLOY"})
