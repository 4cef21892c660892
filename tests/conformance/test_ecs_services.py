"""Services: made, changed, deleted; what they say of themselves."""
import contextlib
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from ecs_hosts import REGION, refused, registered, settled, wait_for

pytestmark = pytest.mark.sandbox_only("registers hosts by hand: AWS checks the signature of the identity document")


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def hosts(client, ecs, cluster, ec2, account):
    """hosts("c5.large"): a container instance of the cluster, registered by hand."""
    return lambda instance_type="c5.large", **launch: registered(client, ecs, ec2, account, instance_type,
                                                                 cluster="web", **launch)


@pytest.fixture
def cluster(ecs):
    return ecs.create_cluster(clusterName="web")["cluster"]


@pytest.fixture
def definition(ecs):
    """A task definition in the network mode bridge; its ARN."""
    reply = ecs.register_task_definition(family="web", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])
    return reply["taskDefinition"]["taskDefinitionArn"]


@pytest.fixture
def newer(sandbox, credentials):
    """newer(operation, name=value, …): the answer with what boto3 of the distribution does not know yet."""
    def call(operation, **parameters):
        request = AWSRequest("POST", sandbox.endpoint, data=json.dumps(parameters), headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}"})
        keys = Credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
        SigV4Auth(keys, "ecs", REGION).add_auth(request)
        response = URLLib3Session().send(request.prepare())
        assert response.status_code == 200, response.content
        return json.loads(response.content)
    return call


def the_service(ecs):
    return ecs.describe_services(cluster="web", services=["web"])["services"][0]


def messages(ecs):
    """Oldest first; ids as "ID"."""
    return [re.sub(r"\((task|deployment|container-instance) [^)]*\)", r"(\1 ID)", event["message"])
            for event in reversed(the_service(ecs)["events"])]


def stable(ecs):
    """The service once `aws ecs wait services-stable` would return."""
    def is_stable():
        service = the_service(ecs)
        return service if (len(service["deployments"]) == 1
                           and service["runningCount"] == service["desiredCount"]) else None
    service = wait_for(is_stable)
    assert service, the_service(ecs)
    return service


def running(ecs, host):
    arn = host["containerInstanceArn"]
    return ecs.describe_container_instances(cluster="web", containerInstances=[arn])["containerInstances"][0][
        "runningTasksCount"]


def awsvpc_service(ecs, ec2, host, desired_count, **more):
    """A service of awsvpc tasks in the host's subnet."""
    ecs.register_task_definition(family="net", networkMode="awsvpc", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])
    instance = ec2.describe_instances(InstanceIds=[host["ec2InstanceId"]])["Reservations"][0]["Instances"][0]
    return ecs.create_service(cluster="web", serviceName="web", taskDefinition="net", desiredCount=desired_count,
                              networkConfiguration={"awsvpcConfiguration": {"subnets": [instance["SubnetId"]]}},
                              **more)["service"]


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


@contextlib.contextmanager
def sent(ecs, operation, **members):
    """Adds members that this botocore does not know of."""
    def add(params, **_):
        params["body"] = json.dumps(json.loads(params["body"]) | members).encode()

    ecs.meta.events.register(f"before-call.ecs.{operation}", add)
    yield
    ecs.meta.events.unregister(f"before-call.ecs.{operation}", add)


def test_what_asks_for_nothing_is_taken(ecs, cluster, definition):
    """CDK writes these members into each service."""
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=0, loadBalancers=[],
                       serviceRegistries=[], capacityProviderStrategy=[],
                       serviceConnectConfiguration={"enabled": False})
    ecs.update_service(cluster="web", service="web", serviceConnectConfiguration={"enabled": False})
    with sent(ecs, "UpdateService", monitoring={},
              deploymentConfiguration={"bakeTimeInMinutes": 0, "lifecycleHooks": []}):
        ecs.update_service(cluster="web", service="web")
    assert "serviceConnectConfiguration" in refused(
        ecs.update_service, cluster="web", service="web",
        serviceConnectConfiguration={"enabled": True, "namespace": "n"})[1]


def test_what_the_sandbox_does_not_have_is_refused_by_name(ecs, cluster, definition):
    def create(**more):
        arguments = {"cluster": "web", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1, **more}
        return refused(ecs.create_service, **arguments)[1]

    assert "loadBalancerName" in create(loadBalancers=[
        {"loadBalancerName": "classic", "containerName": "main", "containerPort": 80}])
    assert "registry ARN" in create(serviceRegistries=[{"registryArn": "arn:aws:servicediscovery:::x"}])
    assert "FARGATE" in create(launchType="FARGATE")
    assert create(capacityProviderStrategy=[{"capacityProvider": "x"}]) == (
        "The specified capacity provider was not found. Specify a valid capacity provider and try again")
    assert "CODE_DEPLOY" in create(deploymentController={"type": "CODE_DEPLOY"})
    with sent(ecs, "CreateService", deploymentConfiguration={"bakeTimeInMinutes": 5}):
        assert "bakeTimeInMinutes" in create()
    with sent(ecs, "CreateService", deploymentConfiguration={"lifecycleHooks": [{"roleArn": "r"}]}):
        assert "deploymentConfiguration.lifecycleHooks" in create()


# ---- on hosts -----------------------------------------------------------------------------------------------

def test_tasks_move_to_a_zone_that_gets_its_first_host(newer, ecs, ec2, hosts, definition):
    subnets = sorted(ec2.describe_subnets()["Subnets"], key=lambda subnet: subnet["AvailabilityZone"])[:2]
    old = hosts(SubnetId=subnets[0]["SubnetId"])
    assert newer("CreateService", cluster="web", serviceName="web", taskDefinition="web", desiredCount=4)["service"][
        "availabilityZoneRebalancing"] == "ENABLED"
    stable(ecs)
    wait_for(lambda: messages(ecs)[-1] == "(service web) has reached a steady state.")
    before = len(messages(ecs))
    new = hosts(SubnetId=subnets[1]["SubnetId"])
    wait_for(lambda: "is AZ balanced with" in messages(ecs)[-1])
    assert (running(ecs, old), running(ecs, new)) == (2, 2)
    assert messages(ecs)[before:] == [
        "(service web) is not AZ balanced with 4 tasks in eu-central-1a and 0 in eu-central-1b. AZ Rebalancing in progress.",
        "(service web) has started 2 tasks in eu-central-1b to AZ Rebalance: (task ID) (task ID).",
        "(service web) has stopped 2 running tasks in eu-central-1a due to AZ rebalancing: (task ID) (task ID).",
        "(service web) has reached a steady state.",
        "(service web) is AZ balanced with 2 tasks in eu-central-1a and 2 tasks in eu-central-1b."]


def test_service_runs_out_of_interfaces_until_a_trunked_host_joins(ecs, ec2, hosts):
    old = hosts("c5.large")
    awsvpc_service(ecs, ec2, old, 12)
    assert wait_for(lambda: the_service(ecs)["runningCount"] == 2 and len(messages(ecs)) == 2), messages(ecs)
    assert messages(ecs) == [
        "(service web) has started 2 tasks: (task ID) (task ID).",
        "(service web) was unable to place a task because no container instance met all of its requirements. The "
        "closest matching (container-instance ID) encountered error \"RESOURCE:ENI\". For more information, see the "
        "Troubleshooting section of the Amazon ECS Developer Guide."]
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    new = hosts("c5.large", SubnetId=ec2.describe_instances(InstanceIds=[old["ec2InstanceId"]])[
        "Reservations"][0]["Instances"][0]["SubnetId"])
    service = stable(ecs)
    assert service["runningCount"] == 12
    assert (running(ecs, old), running(ecs, new)) == (2, 10)
    # The scheduler looks at the service once the last task runs.
    assert wait_for(lambda: the_service(ecs)["deployments"][0]["rolloutState"] == "COMPLETED")
    assert messages(ecs)[-2:] == ["(service web) (deployment ID) deployment completed.",
                                  "(service web) has reached a steady state."]
    ecs.get_waiter("services_stable").wait(cluster="web", services=["web"], WaiterConfig={"Delay": 1})


def test_rolling_update(ecs, ec2, hosts):
    host = hosts("c5.large")
    awsvpc_service(ecs, ec2, host, 2, deploymentConfiguration={"minimumHealthyPercent": 50, "maximumPercent": 100})
    before = stable(ecs)["deployments"][0]["id"]
    old_tasks = ecs.list_tasks(cluster="web", serviceName="web")["taskArns"]
    ecs.update_service(cluster="web", service="web", forceNewDeployment=True)
    assert wait_for(lambda: the_service(ecs)["deployments"][0]["rolloutState"] == "COMPLETED")
    service = stable(ecs)
    assert service["deployments"][0]["id"] != before
    new_tasks = ecs.list_tasks(cluster="web", serviceName="web")["taskArns"]
    assert len(new_tasks) == 2 and not set(new_tasks) & set(old_tasks)
    stopped = ecs.describe_tasks(cluster="web", tasks=old_tasks)["tasks"]
    assert {(task["stopCode"], task["stoppedReason"]) for task in stopped} == {
        ("ServiceSchedulerInitiated", f"Scaling activity initiated by (deployment {before})")}


def test_deployment_without_room_stays_under_way(ecs, ec2, hosts):
    awsvpc_service(ecs, ec2, hosts("c5.large"), 2)
    stable(ecs)
    ecs.update_service(cluster="web", service="web", forceNewDeployment=True)
    assert wait_for(lambda: "RESOURCE:ENI" in messages(ecs)[-1])
    assert [deployment["status"] for deployment in the_service(ecs)["deployments"]] == ["PRIMARY", "ACTIVE"]


def test_draining_moves_tasks_to_another_host(ecs, hosts, definition):
    old = hosts("c5.large")
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=3)
    stable(ecs)
    new = hosts("c5.large")
    ecs.update_container_instances_state(cluster="web", containerInstances=[old["containerInstanceArn"]],
                                         status="DRAINING")
    assert wait_for(lambda: (running(ecs, old), running(ecs, new)) == (0, 3))
    ecs.deregister_container_instance(cluster="web", containerInstance=old["containerInstanceArn"])
    assert stable(ecs)["runningCount"] == 3


def test_terminated_host_is_made_up_for(ecs, ec2, hosts, definition):
    old = hosts("c5.large")
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=3)
    stable(ecs)
    new = hosts("c5.large")
    ec2.terminate_instances(InstanceIds=[old["ec2InstanceId"]])
    assert wait_for(lambda: running(ecs, new) == 3)


def test_scale_in_and_protection(ecs, hosts, definition):
    hosts("c5.large")
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=3)
    stable(ecs)
    keep = ecs.list_tasks(cluster="web", serviceName="web")["taskArns"][0]
    alone = ecs.run_task(cluster="web", taskDefinition="web")["tasks"][0]["taskArn"]
    reply = ecs.update_task_protection(cluster="web", tasks=[keep, alone], protectionEnabled=True)
    assert [(task["taskArn"], task["protectionEnabled"]) for task in reply["protectedTasks"]] == [(keep, True)]
    assert [(one["arn"], one["reason"]) for one in reply["failures"]] == [(alone, "TASK_NOT_VALID")]
    ecs.update_service(cluster="web", service="web", desiredCount=0)
    assert wait_for(lambda: ecs.list_tasks(cluster="web", serviceName="web")["taskArns"] == [keep])
    assert ecs.get_task_protection(cluster="web", tasks=[keep])["protectedTasks"][0]["protectionEnabled"]
    ecs.update_task_protection(cluster="web", tasks=[keep], protectionEnabled=False)
    assert wait_for(lambda: ecs.list_tasks(cluster="web", serviceName="web")["taskArns"] == [])


def test_daemon_service(ecs, hosts, definition):
    first = hosts("c5.large")
    service = ecs.create_service(cluster="web", serviceName="web", taskDefinition="web",
                                 schedulingStrategy="DAEMON")["service"]
    assert service["deploymentConfiguration"]["minimumHealthyPercent"] == 0
    assert service["deploymentConfiguration"]["maximumPercent"] == 100
    assert wait_for(lambda: running(ecs, first) == 1)
    second = hosts("c5.large")
    assert wait_for(lambda: running(ecs, second) == 1)
    assert stable(ecs)["desiredCount"] == 2
    assert "does not support a desired count" in refused(ecs.update_service, cluster="web", service="web",
                                                         desiredCount=1)[1]


def test_tags_of_a_service_reach_its_tasks(ecs, hosts, definition):
    hosts("c5.large")
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=1,
                       tags=[{"key": "team", "value": "a"}], propagateTags="SERVICE", enableECSManagedTags=True)
    stable(ecs)
    task = ecs.list_tasks(cluster="web", serviceName="web")["taskArns"][0]
    tags = ecs.describe_tasks(cluster="web", tasks=[task], include=["TAGS"])["tasks"][0]["tags"]
    assert {tag["key"]: tag["value"] for tag in tags} == {
        "team": "a", "aws:ecs:clusterName": "web", "aws:ecs:serviceName": "web"}
    arn = the_service(ecs)["serviceArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "more", "value": "b"}])
    assert {tag["key"] for tag in ecs.list_tags_for_resource(resourceArn=arn)["tags"]} == {"team", "more"}


def test_circuit_breaker_rolls_back(ecs, ec2, hosts):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    host = hosts("c5.large")
    awsvpc_service(ecs, ec2, host, 2, deploymentConfiguration={
        "deploymentCircuitBreaker": {"enable": True, "rollback": True}})
    stable(ecs)
    instance = ec2.describe_instances(InstanceIds=[host["ec2InstanceId"]])["Reservations"][0]["Instances"][0]
    full = ec2.create_subnet(VpcId=instance["VpcId"], CidrBlock="172.31.240.0/28",
                             AvailabilityZone=instance["Placement"]["AvailabilityZone"])["Subnet"]["SubnetId"]
    for _ in range(11):
        ec2.create_network_interface(SubnetId=full)
    ecs.update_service(cluster="web", service="web",
                       networkConfiguration={"awsvpcConfiguration": {"subnets": [full]}})
    assert wait_for(lambda: any("rolling back to" in message for message in messages(ecs)))
    service = stable(ecs)
    assert "rolling back to deploymentId" in service["deployments"][0]["rolloutStateReason"] or (
        service["deployments"][0]["rolloutState"] == "COMPLETED")
    subnets = service["networkConfiguration"]["awsvpcConfiguration"]["subnets"]
    assert subnets == [instance["SubnetId"]]


def test_alarm_fails_a_deployment_and_rolls_it_back(client, ecs, ec2, hosts):
    cloudwatch = client("cloudwatch")
    for name in ["errors", "before"]:
        cloudwatch.put_metric_alarm(AlarmName=name, Namespace="Api", MetricName=name, Statistic="Sum", Period=60, Threshold=1,
                                    EvaluationPeriods=1, ComparisonOperator="GreaterThanThreshold")
    cloudwatch.set_alarm_state(AlarmName="before", StateValue="ALARM", StateReason="test")
    alarms = {"alarmNames": ["errors", "before"], "enable": True, "rollback": True}
    with sent(ecs, "CreateService", deploymentConfiguration={"alarms": alarms}):
        awsvpc_service(ecs, ec2, hosts("c5.large"), 2)
    stable(ecs)
    assert wait_for(lambda: the_service(ecs)["deployments"][0]["rolloutState"] == "COMPLETED")
    # There is no room for it, so it stays under way.
    failing = ecs.update_service(cluster="web", service="web", forceNewDeployment=True)["service"]["deployments"][0]["id"]
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="test")
    failed = f"(service web) (deployment {failing}) deployment failed: alarm detected."
    assert wait_for(lambda: failed in [event["message"] for event in the_service(ecs)["events"]]), messages(ecs)
    rollback = the_service(ecs)["deployments"][0]
    assert rollback["id"] != failing
    assert f"rolling back to deploymentId {rollback['id']}." in rollback["rolloutStateReason"]


def test_stopped_service_deployment_is_rolled_back(ecs, hosts, definition, newer):
    hosts("c5.large")
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=1,
                       deploymentConfiguration={"minimumHealthyPercent": 0, "maximumPercent": 100})
    stable(ecs)
    ecs.register_task_definition(family="web", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 4096, "memory": 64}])
    ecs.update_service(cluster="web", service="web", taskDefinition="web:2")  # for which there is no room
    assert wait_for(lambda: the_service(ecs)["runningCount"] == 0)

    def newest():
        arn = newer("ListServiceDeployments", cluster="web", service="web")["serviceDeployments"][0]["serviceDeploymentArn"]
        return newer("DescribeServiceDeployments", serviceDeploymentArns=[arn])["serviceDeployments"][0]
    arn = newest()["serviceDeploymentArn"]
    assert newest()["alarms"] == {"status": "DISABLED"}
    assert newer("StopServiceDeployment", serviceDeploymentArn=arn, stopType="ROLLBACK") == {"serviceDeploymentArn": arn}
    assert wait_for(lambda: newest()["status"] == "ROLLBACK_SUCCESSFUL"), newest()
    service = stable(ecs)
    assert service["taskDefinition"] == definition
    rollback = service["deployments"][0]["id"]
    assert f"(service web) rolling back to deployment {rollback}." in [event["message"] for event in service["events"]]


def test_service_survives_a_kill(start_sandbox, tmp_path, client, account):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    ecs, ec2 = client("ecs", sandbox=sandbox), client("ec2", sandbox=sandbox)
    ecs.create_cluster(clusterName="web")
    host = registered(client, ecs, ec2, account, sandbox=sandbox, cluster="web")
    awsvpc_service(ecs, ec2, host, 3)
    sandbox.kill()
    sandbox.restart()
    assert wait_for(lambda: the_service(ecs)["runningCount"] == 2)
    tasks = ecs.list_tasks(cluster="web", serviceName="web")["taskArns"]
    ecs.stop_task(cluster="web", task=tasks[0])
    assert wait_for(lambda: len(set(ecs.list_tasks(cluster="web", serviceName="web")["taskArns"]) - set(tasks)) == 1)


def test_calls_at_once_make_one_service(start_sandbox, client):
    """While one call waits for what EC2 says of the subnets, others come in between."""
    sandbox = start_sandbox("--fault", "ec2:DescribeSubnets=delay:0.4")
    ecs, ec2 = client("ecs", sandbox=sandbox), client("ec2", sandbox=sandbox)
    network = {"awsvpcConfiguration": {"subnets": [ec2.describe_subnets()["Subnets"][0]["SubnetId"]]}}
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(family="net", networkMode="awsvpc", containerDefinitions=[
        {"name": "main", "image": "nginx", "memory": 64}])

    def create(desired_count):
        try:
            ecs.create_service(cluster="web", serviceName="web", taskDefinition="net", desiredCount=desired_count,
                               networkConfiguration=network)
        except ClientError as error:
            return error.response["Error"]["Message"]
        return "made"

    with ThreadPoolExecutor() as pool:
        outcomes = sorted(pool.map(create, [1, 2, 3]))
        assert outcomes == ["Creation of service was not idempotent."] * 2 + ["made"]
        assert len(ecs.list_services(cluster="web")["serviceArns"]) == 1
        updating = pool.submit(ecs.update_service, cluster="web", service="web", networkConfiguration=network)
        time.sleep(0.2)
        ecs.update_service(cluster="web", service="web", desiredCount=7)
        updating.result()
    assert the_service(ecs)["desiredCount"] == 7


def test_history_of_a_service(newer, ecs, cluster, definition):
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=0)
    wait_for(lambda: the_service(ecs)["deployments"][0]["rolloutState"] == "COMPLETED")
    listed, = newer("ListServiceDeployments", cluster="web", service="web")["serviceDeployments"]
    assert listed["status"] == "SUCCESSFUL"
    described, = newer("DescribeServiceDeployments",
                       serviceDeploymentArns=[listed["serviceDeploymentArn"]])["serviceDeployments"]
    revision = described["targetServiceRevision"]["arn"]
    assert revision.endswith(the_service(ecs)["deployments"][0]["id"].removeprefix("ecs-svc"))
    shown, = newer("DescribeServiceRevisions", serviceRevisionArns=[revision])["serviceRevisions"]
    assert (shown["taskDefinition"], shown["launchType"]) == (definition, "EC2")
