"""CloudFormation's resource types of ECS: clusters, task definitions and services, as ECS shows them."""
import json

import pytest
from botocore.exceptions import ClientError

from stacks import Stack


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "app")


@pytest.fixture
def ecs(sandbox, client):
    return client("ecs")


def ref(name):
    return {"Ref": name}


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def outputs(**values):
    return {name: {"Value": value} for name, value in values.items()}


def create(stack, resources, **values):
    assert stack.create({"Resources": resources, "Outputs": outputs(**values)}) == "CREATE_COMPLETE", stack.story()


def update(stack, resources, **values):
    assert stack.update({"Resources": resources, "Outputs": outputs(**values)}) == "UPDATE_COMPLETE", stack.story()


def cluster(**properties):
    return {"Type": "AWS::ECS::Cluster", "Properties": properties}


def task_definition(image="nginx", **properties):
    return {"Type": "AWS::ECS::TaskDefinition", "Properties": {
        "ContainerDefinitions": [{"Name": "web", "Image": image, "Memory": "128", "Essential": "true", "Cpu": 64}],
        **properties}}


def service(**properties):
    return {"Type": "AWS::ECS::Service", "Properties": {"Cluster": ref("C"), "TaskDefinition": ref("T"), **properties}}


def tags(listed):
    return {tag["key"]: tag["value"] for tag in listed if not tag["key"].startswith("aws:")}


def test_cluster(stack, ecs):
    def found():
        return ecs.describe_clusters(clusters=[stack.physical_id("C")], include=["SETTINGS", "TAGS"])["clusters"][0]
    create(stack, {"C": cluster(Tags=[{"Key": "a", "Value": "1"}])}, Arn=att("C", "Arn"))
    name = stack.physical_id("C")
    assert name.startswith("app-C-") and found()["clusterArn"] == stack.outputs()["Arn"]
    assert tags(found()["tags"]) == {"a": "1"}
    update(stack, {"C": cluster(ClusterSettings=[{"Name": "containerInsights", "Value": "enabled"}],
                                Tags=[{"Key": "b", "Value": "2"}])})
    assert found()["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    assert stack.physical_id("C") == name and tags(found()["tags"]) == {"b": "2"}
    update(stack, {"C": cluster()})
    assert found()["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    update(stack, {"C": cluster(ClusterName="named")})
    assert stack.physical_id("C") == "named"
    assert ecs.describe_clusters(clusters=[name])["clusters"][0]["status"] == "INACTIVE"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert ecs.list_clusters()["clusterArns"] == []


def test_what_the_cdk_writes_for_nothing_is_nothing(stack, ecs):
    create(stack, {"C": cluster(CapacityProviders=["FARGATE"]), "T": task_definition(),
                   "S": service(DesiredCount=0, LoadBalancers=[], ServiceRegistries=[], CapacityProviderStrategy=[],
                                VolumeConfigurations=[], ServiceConnectConfiguration={"Enabled": False})})

    def providers():
        return ecs.describe_clusters(clusters=[stack.physical_id("C")])["clusters"][0]["capacityProviders"]
    assert providers() == ["FARGATE"]
    update(stack, {"C": cluster(CapacityProviders=[]), "T": task_definition()})
    assert providers() == []
    with pytest.raises(ClientError, match="Resource S: Property VolumeConfigurations of AWS::ECS::Service is not supported"):
        update(stack, {"C": cluster(), "T": task_definition(), "S": service(VolumeConfigurations=[{"Name": "data"}])})


def test_capacity_providers_beside_their_cluster(stack, ecs):
    def template(**properties):
        return {"C": cluster(), "P": {"Type": "AWS::ECS::ClusterCapacityProviderAssociations", "Properties": {
            "Cluster": {"Ref": "C"}, **properties}}}

    def found():
        made = ecs.describe_clusters(clusters=[stack.physical_id("C")])["clusters"][0]
        return made["capacityProviders"], made["defaultCapacityProviderStrategy"]
    create(stack, template(CapacityProviders=["FARGATE"], DefaultCapacityProviderStrategy=[
        {"CapacityProvider": "FARGATE", "Weight": 1}]))
    assert stack.physical_id("P") == stack.physical_id("C")
    assert found()[0] == ["FARGATE"] and found()[1][0]["weight"] == 1
    update(stack, template(CapacityProviders=["FARGATE", "FARGATE_SPOT"], DefaultCapacityProviderStrategy=[]))
    assert found() == (["FARGATE", "FARGATE_SPOT"], [])
    update(stack, {"C": cluster()})
    assert found() == ([], [])


def test_task_definition(stack, ecs):
    def found():
        return ecs.describe_task_definition(taskDefinition=stack.physical_id("T"), include=["TAGS"])
    create(stack, {"T": task_definition(Family="web", NetworkMode="awsvpc", Tags=[{"Key": "a", "Value": "1"}])},
           Arn=att("T", "TaskDefinitionArn"))
    first = stack.physical_id("T")
    assert first == stack.outputs()["Arn"] and first.endswith("task-definition/web:1")
    container, = found()["taskDefinition"]["containerDefinitions"]
    assert (container["memory"], container["cpu"], container["essential"]) == (128, 64, True)
    update(stack, {"T": task_definition(Family="web", NetworkMode="awsvpc", Tags=[{"Key": "b", "Value": "2"}])})
    assert stack.physical_id("T") == first and tags(found()["tags"]) == {"b": "2"}
    update(stack, {"T": task_definition("httpd", Family="web", NetworkMode="awsvpc")})
    assert stack.physical_id("T").endswith("task-definition/web:2")
    assert ecs.describe_task_definition(taskDefinition=first)["taskDefinition"]["status"] == "INACTIVE"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert ecs.list_task_definitions()["taskDefinitionArns"] == []


def test_task_definition_without_a_family_is_another_family_each_time(stack, ecs):
    create(stack, {"T": task_definition()})
    first = stack.physical_id("T").rsplit("/", 1)[1]
    assert first.startswith("app-T-") and first.endswith(":1")
    update(stack, {"T": task_definition("httpd")})
    second = stack.physical_id("T").rsplit("/", 1)[1]
    assert second.endswith(":1") and second != first
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_volumes_and_maps_keep_their_names(stack, ecs):
    create(stack, {"T": task_definition(
        Volumes=[{"Name": "data", "DockerVolumeConfiguration": {"Driver": "local", "DriverOpts": {"Type": "none"}}}],
        ContainerDefinitions=[{"Name": "web", "Image": "nginx", "Memory": 128, "DockerLabels": {"Com.Team": 1},
                               "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "g", "awslogs-region": "r"}},
                               "Environment": [{"Name": "Port", "Value": 80}]}])})
    made = ecs.describe_task_definition(taskDefinition=stack.physical_id("T"))["taskDefinition"]
    container, = made["containerDefinitions"]
    assert container["dockerLabels"] == {"Com.Team": "1"}
    assert container["environment"] == [{"name": "Port", "value": "80"}]
    assert container["logConfiguration"] == {"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-region": "r"}}
    assert made["volumes"][0]["dockerVolumeConfiguration"]["driverOpts"] == {"Type": "none"}
    assert stack.delete() == "DELETE_COMPLETE"


def test_what_ecs_refuses_fails_the_resource(stack):
    assert stack.create({"Resources": {"T": task_definition(NetworkMode="tunnel")}}) == "ROLLBACK_COMPLETE"
    assert "HandlerErrorCode: InvalidRequest" in stack.reasons("T")[0]


def test_service_without_tasks(stack, ecs):
    create(stack, {"C": cluster(), "T": task_definition(Family="web"), "S": service(DesiredCount=0)},
           Name=att("S", "Name"), Arn=att("S", "ServiceArn"))
    arn = stack.physical_id("S")
    assert arn == stack.outputs()["Arn"] and stack.outputs()["Name"].startswith("app-S-")
    update(stack, {"C": cluster(), "T": task_definition("httpd", Family="web"), "S": service(
        DesiredCount=0, PlacementStrategies=[{"Type": "spread", "Field": "instanceId"}])})
    made, = ecs.describe_services(cluster=stack.physical_id("C"), services=[arn])["services"]
    assert made["taskDefinition"].endswith("web:2")
    assert made["placementStrategy"] == [{"type": "spread", "field": "instanceId"}]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


@pytest.mark.sandbox_only("AWS has these properties")
def in_progress(stack, logical_id):
    return any(event["LogicalResourceId"] == logical_id and event["ResourceStatus"] == "CREATE_IN_PROGRESS"
               for event in stack.events())


def test_a_service_shows_its_id_while_it_is_waited_for(stack, ecs, eventually):
    resources = {"C": cluster(), "T": task_definition(), "S": service(DesiredCount=1)}
    stack.id = stack.api.create_stack(StackName="app", TemplateBody=json.dumps({"Resources": resources}))["StackId"]
    eventually(lambda: [event for event in stack.events() if event["LogicalResourceId"] == "S"
                        and event.get("ResourceStatusReason") == "Resource creation Initiated"])
    arn = stack.physical_id("S")
    assert ecs.describe_services(cluster=stack.physical_id("C"), services=[arn])["services"][0]["status"] == "ACTIVE"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_service_without_hosts_is_waited_for_until_the_stack_is_deleted(stack, ecs, eventually):
    template = {"Resources": {"C": cluster(), "T": task_definition(), "S": service(DesiredCount=2)}}
    stack.id = stack.api.create_stack(StackName=stack.name, TemplateBody=json.dumps(template))["StackId"]
    eventually(lambda: in_progress(stack, "S"))
    assert stack.status() == "CREATE_IN_PROGRESS"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert ecs.list_clusters()["clusterArns"] == []


def test_waiting_for_a_service_ends_when_another_resource_fails(stack):
    broken = {"Type": "AWS::EC2::NatGateway", "Properties": {"SubnetId": "subnet-00000000000000000"}}
    assert stack.create({"Resources": {
        "C": cluster(), "T": task_definition(), "S": service(DesiredCount=2),
        "N": {**broken, "DependsOn": ["C", "T"]}}}) == "ROLLBACK_COMPLETE", stack.story()
    assert "Resource creation cancelled" in stack.reasons("S")


def test_update_of_a_service_that_cannot_run_is_rolled_back(stack, ecs):
    create(stack, {"C": cluster(), "T": task_definition(), "S": service(DesiredCount=0)})
    stack.api.update_stack(StackName=stack.name, TemplateBody=json.dumps({"Resources": {
        "C": cluster(), "T": task_definition(), "S": service(DesiredCount=3)}}))
    stack.api.cancel_update_stack(StackName=stack.name)
    assert stack.ended() == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    made, = ecs.describe_services(cluster=stack.physical_id("C"), services=[stack.physical_id("S")])["services"]
    assert made["desiredCount"] == 0
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_service_auto_scaling(stack, ecs, client):
    """As CDK writes it: the policy names its target by Ref."""
    scaling = client("application-autoscaling")
    of_service = {"Fn::Join": ["/", ["service", ref("C"), att("S", "Name")]]}

    def resources(max_capacity, target_value, **of_target):
        tracking = {"TargetValue": target_value, "PredefinedMetricSpecification": {
            "PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}
        return {
            "C": cluster(), "T": task_definition(), "S": service(DesiredCount=0),
            "Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {
                "ResourceId": of_service, "ScalableDimension": "ecs:service:DesiredCount", "ServiceNamespace": "ecs",
                "MinCapacity": 0, "MaxCapacity": max_capacity, **of_target}},
            "Policy": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {
                "PolicyName": "cpu", "PolicyType": "TargetTrackingScaling", "ScalingTargetId": ref("Target"),
                "TargetTrackingScalingPolicyConfiguration": tracking}}}

    evening = {"ScheduledActionName": "evening", "Schedule": "cron(0 20 * * ? *)", "ScalableTargetAction": {"MaxCapacity": "1"}}
    create(stack, resources(4, 50, ScheduledActions=[evening]), Policy=att("Policy", "Arn"))
    target, = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (0, 4)
    assert stack.physical_id("Target") == f"{target['ResourceId']}|ecs:service:DesiredCount|ecs"
    policy, = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert stack.physical_id("Policy") == stack.outputs()["Policy"] == policy["PolicyARN"]
    action, = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert action["ScalableTargetAction"] == {"MaxCapacity": 1}
    update(stack, resources(6, 70))
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]["MaxCapacity"] == 6
    policy, = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70
    assert scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []
    assert client("cloudwatch").describe_alarms()["MetricAlarms"] == []
