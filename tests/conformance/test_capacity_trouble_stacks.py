"""What users of CloudFormation run into with capacity providers, services and load balancers: how the events word it."""
import re

import pytest

from auto_scaling_groups import UUID
from ecs_hosts import registered
from instances import PLAIN
from stacks import Stack

pytestmark = pytest.mark.sandbox_only("registers hosts by hand, and some of it takes AWS hours")
REQUEST = f"Request ID: {UUID}"


@pytest.fixture
def stack(client):
    """stack(name): a stack of the account."""
    return lambda name="app": Stack(client("cloudformation"), name)


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def network(client):
    subnets = sorted(client("ec2").describe_subnets()["Subnets"], key=lambda subnet: subnet["AvailabilityZone"])
    return [subnet["SubnetId"] for subnet in subnets], subnets[0]["VpcId"]


def ref(name):
    return {"Ref": name}


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def resource(kind, **properties):
    return {"Type": kind, "Properties": properties}


def group(subnets, **properties):
    return resource("AWS::AutoScaling::AutoScalingGroup", **{
        "MinSize": "0", "MaxSize": "1", "VPCZoneIdentifier": subnets, "LaunchConfigurationName": ref("Configuration"), **properties})


def configuration():
    return resource("AWS::AutoScaling::LaunchConfiguration", ImageId="{{resolve:ssm:" + PLAIN + "}}", InstanceType="c5.large")


def provider(of="Group", **properties):
    return resource("AWS::ECS::CapacityProvider", AutoScalingGroupProvider={
        "AutoScalingGroupArn": ref(of), "ManagedScaling": {"Status": "DISABLED"}}, **properties)


def providers(*names):
    return resource("AWS::ECS::ClusterCapacityProviderAssociations", Cluster=ref("Cluster"),
                    CapacityProviders=[ref(name) for name in names], DefaultCapacityProviderStrategy=[])


def task(mode="bridge", **properties):
    return resource("AWS::ECS::TaskDefinition", NetworkMode=mode, ContainerDefinitions=[
        {"Name": "web", "Image": "nginx", "Memory": 64, "PortMappings": [{"ContainerPort": 80}]}], **properties)


def balancer(subnets):
    return resource("AWS::ElasticLoadBalancingV2::LoadBalancer", Subnets=subnets)


def targets(vpc):
    return resource("AWS::ElasticLoadBalancingV2::TargetGroup", Port=80, Protocol="HTTP", TargetType="ip", VpcId=vpc)


def listener(status):
    return resource("AWS::ElasticLoadBalancingV2::Listener", LoadBalancerArn=ref("Balancer"), Port=80, Protocol="HTTP",
                    DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": status}}])


def handler_message(reason):
    """What the handler said, and its code."""
    found = re.fullmatch(f'Resource handler returned message: "(.*)" \\(RequestToken: {UUID}, HandlerErrorCode: (\\w+)\\)', reason)
    assert found, reason
    return found[1], found[2]


def failed(stack, template, logical_id):
    """The reason for which a resource of a new stack failed; the stack is rolled back."""
    assert stack.create({"Resources": template}) == "ROLLBACK_COMPLETE", stack.story()
    return stack.reasons(logical_id)[0]


def test_the_name_that_a_stack_gives_a_provider_may_be_reserved(stack, network):
    """It begins with the stack's."""
    template = {"Configuration": configuration(), "Group": group(network[0][:1]), "Provider": provider()}
    message, code = handler_message(failed(stack("Ecs-demo"), template, "Provider"))
    assert message.startswith("Invalid request provided: CreateCapacityProvider error: The specified capacity provider name is "
                              "invalid. Up to 255 characters are allowed,")
    assert code == "InvalidRequest"


def test_what_is_in_use_stays(stack, ecs, client, network):
    """Handlers try for a while, each in a stack of its own: a provider that a cluster has, which the stack does not know of; one that a
    service uses, and that the stack is to take from its cluster; a target group of somebody's listener; the internet gateway of a
    network with instances that nobody terminates."""
    subnets, vpc = network
    common = {"Configuration": configuration(), "Group": group(subnets[:1]), "Provider": provider()}
    alone, used, balanced, outside = stack("alone"), stack("used"), stack("balanced"), stack("outside")
    with_cluster = common | {"Cluster": resource("AWS::ECS::Cluster"), "Providers": providers("Provider"), "Task": task()}
    assert alone.create({"Resources": common}) == "CREATE_COMPLETE", alone.story()
    assert used.create({"Resources": with_cluster}) == "CREATE_COMPLETE", used.story()
    assert balanced.create({"Resources": {"Targets": targets(vpc)}}) == "CREATE_COMPLETE", balanced.story()

    assert outside.create({"Resources": {"Gateway": resource("AWS::EC2::InternetGateway")}}) == "CREATE_COMPLETE", outside.story()

    ec2, gateway = client("ec2"), outside.physical_id("Gateway")
    vpc_of_others = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_of_others)
    ecs.create_cluster(clusterName="other")
    ecs.put_cluster_capacity_providers(cluster="other", capacityProviders=[alone.physical_id("Provider")],
                                       defaultCapacityProviderStrategy=[])
    in_use = used.physical_id("Provider")
    ecs.create_service(cluster=used.physical_id("Cluster"), serviceName="web", taskDefinition=used.physical_id("Task"),
                       desiredCount=0, capacityProviderStrategy=[{"capacityProvider": in_use, "weight": 1}])
    elb, group_arn = client("elbv2"), balanced.physical_id("Targets")
    made = elb.create_load_balancer(Name="web", Subnets=subnets[:2])["LoadBalancers"][0]["LoadBalancerArn"]
    elb.create_listener(LoadBalancerArn=made, Protocol="HTTP", Port=80, DefaultActions=[
        {"Type": "forward", "TargetGroupArn": group_arn}])

    alone.api.delete_stack(StackName=alone.id)
    used.api.update_stack(**used._arguments({"Resources": with_cluster | {"Providers": providers()}}, None, ()))
    balanced.api.delete_stack(StackName=balanced.id)
    outside.api.delete_stack(StackName=outside.id)
    assert alone.ended() == "DELETE_FAILED", alone.story()
    assert handler_message(alone.reasons("Provider")[0]) == (
        "Invalid request provided: Cannot delete a capacity provider while it is associated with a cluster.", "InvalidRequest")
    assert used.ended() == "UPDATE_ROLLBACK_COMPLETE", used.story()
    message, _ = handler_message(used.reasons("Providers")[0])
    assert re.fullmatch(
        "Out of retries. Last encountered error was: The specified capacity provider is in use and cannot be removed. \\(Service: "
        f"AmazonECS; Status Code: 400; Error Code: ResourceInUseException; {REQUEST}; Proxy: null\\)", message)
    assert balanced.ended() == "DELETE_FAILED", balanced.story()
    message, _ = handler_message(balanced.reasons("Targets")[0])
    assert message.startswith(f"Target group '{group_arn}' is currently in use by a listener or a rule (Service: "
                              "ElasticLoadBalancingV2, Status Code: 400, Request ID: ")
    assert outside.ended() == "DELETE_FAILED", outside.story()
    assert f"The internetGateway '{gateway}' has dependencies and cannot be deleted." in outside.reasons("Gateway")[0]


def test_what_load_balancers_refuse(stack, network):
    subnets, _ = network
    message, code = handler_message(failed(stack("one"), {"Balancer": balancer(subnets[:1])}, "Balancer"))
    assert re.fullmatch("At least two subnets in two different Availability Zones must be specified \\(Service: "
                        f"ElasticLoadBalancingV2, Status Code: 400, {REQUEST}\\)", message)
    assert code == "InvalidRequest"
    template = {"Balancer": balancer(subnets[:2]), "First": listener("200"), "Second": {"DependsOn": "First", **listener("404")}}
    two = stack("two")
    message, _ = handler_message(failed(two, template, "Second"))
    assert message.startswith("A listener already exists on this port for this load balancer 'arn:aws:elasticloadbalancing:")


def test_a_target_group_that_no_listener_uses_is_not_for_services(stack, network):
    subnets, vpc = network
    template = {"Cluster": resource("AWS::ECS::Cluster"), "Task": task("awsvpc"), "Targets": targets(vpc), "Service": resource(
        "AWS::ECS::Service", Cluster=ref("Cluster"), TaskDefinition=ref("Task"), DesiredCount=0,
        NetworkConfiguration={"AwsvpcConfiguration": {"Subnets": subnets[:1]}},
        LoadBalancers=[{"TargetGroupArn": ref("Targets"), "ContainerName": "web", "ContainerPort": 80}])}
    message, code = handler_message(failed(stack(), template, "Service"))
    assert re.fullmatch(
        "Invalid request provided: CreateService error: The target group with targetGroupArn arn:aws:elasticloadbalancing:\\S+ "
        "does not have an associated load balancer. \\(Service: AmazonECS; Status Code: 400; Error Code: "
        f"InvalidParameterException; {REQUEST}; Proxy: null\\)", message)
    assert code == "InvalidRequest"


def service_with_circuit_breaker(client, ecs, network, account):
    """A stack's resources, with a service of one task on a host, and a subnet that has no addresses left."""
    ec2 = client("ec2")
    ecs.create_cluster(clusterName="web")
    registered(client, ecs, ec2, account, cluster="web", SubnetId=network[0][0])
    zone = ec2.describe_subnets(SubnetIds=network[0][:1])["Subnets"][0]["AvailabilityZone"]
    full = ec2.create_subnet(VpcId=network[1], CidrBlock="172.31.240.0/28", AvailabilityZone=zone)["Subnet"]["SubnetId"]
    for _ in range(11):
        ec2.create_network_interface(SubnetId=full)
    template = {"Task": task("awsvpc"), "Service": resource(
        "AWS::ECS::Service", Cluster="web", TaskDefinition=ref("Task"), DesiredCount=1,
        DeploymentConfiguration={"DeploymentCircuitBreaker": {"Enable": True, "Rollback": True}})}
    set_subnet(template, network[0][0])
    return template, full


def set_subnet(template, subnet):
    template["Service"]["Properties"]["NetworkConfiguration"] = {"AwsvpcConfiguration": {"Subnets": [subnet]}}


def test_a_service_whose_circuit_breaker_goes_fails_its_stack(client, stack, ecs, network, account):
    """Its tasks get no addresses."""
    template, full = service_with_circuit_breaker(client, ecs, network, account)
    set_subnet(template, full)
    assert handler_message(failed(stack(), template, "Service")) == (
        "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.", "GeneralServiceException")


def test_an_update_that_the_circuit_breaker_rolls_back_fails_its_stack(client, stack, ecs, network, account):
    """Though the service is steady again at once."""
    template, full = service_with_circuit_breaker(client, ecs, network, account)
    template["Service"]["Properties"]["DeploymentConfiguration"].update(MinimumHealthyPercent=0, MaximumPercent=100)
    one = stack()
    assert one.create({"Resources": template}) == "CREATE_COMPLETE", one.story()
    set_subnet(template, full)
    assert one.update({"Resources": template}) == "UPDATE_ROLLBACK_COMPLETE", one.story()
    assert "'ECS Deployment Circuit Breaker was triggered'" in str(one.story())


def test_a_group_without_its_launch_configuration(stack, network):
    template = {"Group": group(network[0][:1], LaunchConfigurationName="none")}
    assert failed(stack(), template, "Group") == "AutoScalingGroup's LaunchConfiguration none not found"
