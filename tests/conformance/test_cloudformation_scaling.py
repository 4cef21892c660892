"""CloudFormation's resource types of Auto Scaling, CloudWatch and Elastic Load Balancing, as those services show them."""
import pytest

from auto_scaling_groups import describe, in_service
from instances import PLAIN
from load_balancing import CERTIFICATE, elb  # noqa: F401 (fixture)
from stacks import Stack


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "capacity")


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


@pytest.fixture
def network(client):
    subnets = client("ec2").describe_subnets()["Subnets"][:2]
    return [subnet["SubnetId"] for subnet in subnets], subnets[0]["VpcId"]


def ref(name):
    return {"Ref": name}


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def resource(kind, **properties):
    return {"Type": kind, "Properties": properties}


def configuration(**properties):
    return resource("AWS::AutoScaling::LaunchConfiguration",
                    **{"ImageId": "{{resolve:ssm:" + PLAIN + "}}", "InstanceType": "c5.large", "InstanceMonitoring": False, **properties})


def scaling(network, **group):
    """A group of two with all that scales it."""
    subnets, _ = network
    of_group = {"AutoScalingGroupName": ref("Group")}
    return {
        "Configuration": configuration(),
        "Group": resource("AWS::AutoScaling::AutoScalingGroup", **{
            "MinSize": "0", "MaxSize": 4, "DesiredCapacity": "2", "VPCZoneIdentifier": subnets,
            "LaunchConfigurationName": ref("Configuration"), "MetricsCollection": [{"Granularity": "1Minute"}],
            "Tags": [{"Key": "a", "Value": "1", "PropagateAtLaunch": True}, {"Key": "b", "Value": "2", "PropagateAtLaunch": "false"}],
            **group}),
        "Hook": resource("AWS::AutoScaling::LifecycleHook", LifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING",
                         HeartbeatTimeout="60", DefaultResult="CONTINUE", **of_group),
        "Policy": resource("AWS::AutoScaling::ScalingPolicy", AdjustmentType="ChangeInCapacity", ScalingAdjustment=1, Cooldown="60", **of_group),
        "Schedule": resource("AWS::AutoScaling::ScheduledAction", Recurrence="0 7 * * *", MinSize=1, **of_group),
        "Alarm": resource("AWS::CloudWatch::Alarm", AlarmActions=[ref("Policy")], ComparisonOperator="GreaterThanThreshold",
                          EvaluationPeriods=2, MetricName="CPUUtilization", Namespace="AWS/EC2", Period="60", Statistic="Average",
                          Threshold="80", Dimensions=[{"Name": "AutoScalingGroupName", "Value": ref("Group")}],
                          Tags=[{"Key": "c", "Value": "3"}]),
    }


def names(stack):
    return {name: stack.physical_id(name) for name in ("Group", "Hook", "Policy", "Schedule", "Alarm", "Configuration")}


def test_a_group_and_what_scales_it(stack, autoscaling, client, network):
    template = {"Resources": scaling(network), "Outputs": {
        "Group": {"Value": att("Group", "AutoScalingGroupARN")}, "Policy": {"Value": att("Policy", "PolicyName")},
        "Alarm": {"Value": att("Alarm", "Arn")}}}
    assert stack.create(template, Tags=[{"Key": "team", "Value": "x"}]) == "CREATE_COMPLETE", stack.story()
    ids, outputs = names(stack), stack.outputs()
    group = describe(autoscaling, ids["Group"])
    assert ids["Group"].startswith("capacity-Group-") and group["AutoScalingGroupARN"] == outputs["Group"]
    assert len(in_service(autoscaling, ids["Group"])) == 2 and group["VPCZoneIdentifier"] == ",".join(network[0])
    assert {tag["Key"]: tag["PropagateAtLaunch"] for tag in group["Tags"]} == {"a": True, "b": False, "team": True}
    assert group["EnabledMetrics"]
    of_group = {"AutoScalingGroupName": ids["Group"]}
    hook = autoscaling.describe_lifecycle_hooks(**of_group)["LifecycleHooks"][0]
    assert (hook["LifecycleHookName"], hook["HeartbeatTimeout"]) == (ids["Hook"], 60)
    policy = autoscaling.describe_policies(**of_group)["ScalingPolicies"][0]
    assert (policy["PolicyARN"], policy["PolicyName"]) == (ids["Policy"], outputs["Policy"])
    action = autoscaling.describe_scheduled_actions(**of_group)["ScheduledUpdateGroupActions"][0]
    assert (action["ScheduledActionName"], action["Recurrence"]) == (ids["Schedule"], "0 7 * * *")
    alarm = client("cloudwatch").describe_alarms(AlarmNames=[ids["Alarm"]])["MetricAlarms"][0]
    assert (alarm["AlarmArn"], alarm["AlarmActions"], alarm["Threshold"]) == (outputs["Alarm"], [ids["Policy"]], 80)
    assert client("cloudwatch").list_tags_for_resource(ResourceARN=outputs["Alarm"])["Tags"] == [
        {"Key": "c", "Value": "3"}, {"Key": "team", "Value": "x"}]


def test_they_change_in_place_and_go(stack, autoscaling, client, network):
    assert stack.create({"Resources": scaling(network)}) == "CREATE_COMPLETE", stack.story()
    ids = names(stack)
    changed = scaling(network, MaxSize="5", DesiredCapacity="1", Cooldown="10", MetricsCollection=[],
                      Tags=[{"Key": "a", "Value": "2", "PropagateAtLaunch": False}])
    changed["Configuration"] = configuration(InstanceType="c5.xlarge")
    changed["Hook"]["Properties"].pop("HeartbeatTimeout")
    changed["Policy"]["Properties"]["ScalingAdjustment"] = 2
    changed["Schedule"]["Properties"]["Recurrence"] = "0 8 * * *"
    changed["Alarm"]["Properties"].update(Threshold=50, Tags=[])
    assert stack.update({"Resources": changed}) == "UPDATE_COMPLETE", stack.story()
    now = names(stack)
    assert {name for name in ids if ids[name] != now[name]} == {"Configuration"}
    group = describe(autoscaling, ids["Group"])
    assert (group["MaxSize"], group["DesiredCapacity"], group["DefaultCooldown"]) == (5, 1, 10)
    assert group["LaunchConfigurationName"] == now["Configuration"] and not group["EnabledMetrics"]
    assert [(tag["Key"], tag["Value"], tag["PropagateAtLaunch"]) for tag in group["Tags"]] == [("a", "2", False)]
    of_group = {"AutoScalingGroupName": ids["Group"]}
    assert autoscaling.describe_lifecycle_hooks(**of_group)["LifecycleHooks"][0]["HeartbeatTimeout"] == 3600
    assert autoscaling.describe_policies(**of_group)["ScalingPolicies"][0]["ScalingAdjustment"] == 2
    actions = autoscaling.describe_scheduled_actions(**of_group)["ScheduledUpdateGroupActions"]
    assert [action["Recurrence"] for action in actions] == ["0 8 * * *"]
    assert client("cloudwatch").describe_alarms(AlarmNames=[ids["Alarm"]])["MetricAlarms"][0]["Threshold"] == 50
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert not autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    assert not autoscaling.describe_launch_configurations()["LaunchConfigurations"]
    assert not client("cloudwatch").describe_alarms()["MetricAlarms"]


def balancing(network, port=80, priority=1, **target_group):
    subnets, vpc = network
    forward = [{"Type": "forward", "TargetGroupArn": ref("Targets")}]
    return {
        "Balancer": resource("AWS::ElasticLoadBalancingV2::LoadBalancer", Subnets=subnets, Scheme="internal",
                             LoadBalancerAttributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "30"}]),
        "Targets": resource("AWS::ElasticLoadBalancingV2::TargetGroup", **{
            "Port": "80", "Protocol": "HTTP", "TargetType": "ip", "VpcId": vpc, "HealthCheckPath": "/up",
            "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": 5}], **target_group}),
        "Listener": resource("AWS::ElasticLoadBalancingV2::Listener", LoadBalancerArn=ref("Balancer"), Port=port, Protocol="HTTPS",
                             Certificates=[{"CertificateArn": CERTIFICATE}], DefaultActions=forward),
        "Certificate": resource("AWS::ElasticLoadBalancingV2::ListenerCertificate", ListenerArn=ref("Listener"),
                                Certificates=[{"CertificateArn": CERTIFICATE[:-1] + "6"}]),
        "Rule": resource("AWS::ElasticLoadBalancingV2::ListenerRule", ListenerArn=ref("Listener"), Priority=priority, Actions=forward,
                         Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a*"]}}]),
    }


def test_a_load_balancer(stack, elb, network):  # noqa: F811
    outputs = {"Full": {"Value": att("Balancer", "LoadBalancerFullName")}, "Dns": {"Value": att("Balancer", "DNSName")},
               "Targets": {"Value": att("Targets", "TargetGroupFullName")},
               "Balancers": {"Value": {"Fn::Join": [",", att("Targets", "LoadBalancerArns")]}}}
    assert stack.create({"Resources": balancing(network, port=443), "Outputs": outputs}) == "CREATE_COMPLETE", stack.story()
    arns = {name: stack.physical_id(name) for name in ("Balancer", "Targets", "Listener", "Rule")}
    balancer = elb.describe_load_balancers(LoadBalancerArns=[arns["Balancer"]])["LoadBalancers"][0]
    assert balancer["LoadBalancerName"].startswith("capacity-Balanc") and balancer["State"]["Code"] == "active"
    shown = stack.outputs()
    assert shown["Dns"] == balancer["DNSName"] and arns["Balancer"].endswith("loadbalancer/" + shown["Full"])
    assert arns["Targets"].endswith(":" + shown["Targets"]) and shown["Targets"].startswith("targetgroup/")
    listener = elb.describe_listeners(ListenerArns=[arns["Listener"]])["Listeners"][0]
    assert (listener["Port"], listener["DefaultActions"][0]["TargetGroupArn"]) == (443, arns["Targets"])
    certificates = elb.describe_listener_certificates(ListenerArn=arns["Listener"])["Certificates"]
    assert [certificate["IsDefault"] for certificate in certificates] == [True, False]

    changed = balancing(network, port=8443, priority=7, HealthCheckPath="/ready", Targets=[{"Id": "172.31.0.99", "Port": 80}])
    del changed["Certificate"]
    changed["Balancer"]["Properties"]["LoadBalancerAttributes"][0]["Value"] = "90"
    assert stack.update({"Resources": changed}) == "UPDATE_COMPLETE", stack.story()
    assert arns == {name: stack.physical_id(name) for name in arns}
    assert elb.describe_listeners(ListenerArns=[arns["Listener"]])["Listeners"][0]["Port"] == 8443
    assert elb.describe_rules(RuleArns=[arns["Rule"]])["Rules"][0]["Priority"] == "7"
    assert len(elb.describe_listener_certificates(ListenerArn=arns["Listener"])["Certificates"]) == 1
    targets = elb.describe_target_groups(TargetGroupArns=[arns["Targets"]])["TargetGroups"][0]
    assert (targets["HealthCheckPath"], targets["LoadBalancerArns"]) == ("/ready", [arns["Balancer"]])
    health = elb.describe_target_health(TargetGroupArn=arns["Targets"])["TargetHealthDescriptions"]
    assert [target["Target"]["Id"] for target in health] == ["172.31.0.99"]
    attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=arns["Balancer"])["Attributes"]
    assert {"Key": "idle_timeout.timeout_seconds", "Value": "90"} in attributes
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert not elb.describe_load_balancers()["LoadBalancers"] and not elb.describe_target_groups()["TargetGroups"]


def test_a_service_behind_a_load_balancer(stack, client, network):
    def template(**service):
        return {"Resources": balancing(network, port=443) | {
            "Cluster": resource("AWS::ECS::Cluster"),
            "Task": resource("AWS::ECS::TaskDefinition", NetworkMode="awsvpc", ContainerDefinitions=[
                {"Name": "web", "Image": "nginx", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]),
            "Service": {"DependsOn": "Listener", **resource("AWS::ECS::Service", **{
                "Cluster": ref("Cluster"), "TaskDefinition": ref("Task"), "DesiredCount": 0,
                "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": network[0]}},
                "LoadBalancers": [{"TargetGroupArn": ref("Targets"), "ContainerName": "web", "ContainerPort": "80"}], **service})}}}

    def balancers():
        found = client("ecs").describe_services(cluster=stack.physical_id("Cluster"), services=[stack.physical_id("Service")])
        return found["services"][0]["loadBalancers"]
    assert stack.create(template()) == "CREATE_COMPLETE", stack.story()
    assert balancers() == [{"targetGroupArn": stack.physical_id("Targets"), "containerName": "web", "containerPort": 80}]
    assert stack.update(template(LoadBalancers=[])) == "UPDATE_COMPLETE", stack.story()
    assert balancers() == []
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_a_capacity_provider_and_its_cluster(stack, client, network):
    def template(target, **service):
        strategy = [{"CapacityProvider": ref("Provider"), "Weight": "1"}]
        return {"Resources": {
            "Configuration": configuration(),
            "Group": resource("AWS::AutoScaling::AutoScalingGroup", MinSize="0", MaxSize="4", VPCZoneIdentifier=network[0],
                              LaunchConfigurationName=ref("Configuration")),
            "Provider": resource("AWS::ECS::CapacityProvider", Tags=[{"Key": "a", "Value": "1"}], AutoScalingGroupProvider={
                "AutoScalingGroupArn": att("Group", "AutoScalingGroupARN"), "ManagedTerminationProtection": "DISABLED",
                "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": target}}),
            "Cluster": resource("AWS::ECS::Cluster"),
            "Providers": resource("AWS::ECS::ClusterCapacityProviderAssociations", Cluster=ref("Cluster"),
                                  CapacityProviders=[ref("Provider")], DefaultCapacityProviderStrategy=strategy),
            "Task": resource("AWS::ECS::TaskDefinition", ContainerDefinitions=[{"Name": "web", "Image": "nginx", "Memory": 128}]),
            "Service": {"DependsOn": "Providers", **resource("AWS::ECS::Service", Cluster=ref("Cluster"), TaskDefinition=ref("Task"),
                                                             DesiredCount=0, CapacityProviderStrategy=strategy, **service)}}}

    def provider():
        found = client("ecs").describe_capacity_providers(capacityProviders=[stack.physical_id("Provider")], include=["TAGS"])
        return found["capacityProviders"][0]
    assert stack.create(template(100)) == "CREATE_COMPLETE", stack.story()
    made = provider()
    assert made["name"].startswith("capacity-Provider-") and made["tags"] == [{"key": "a", "value": "1"}]
    cluster = client("ecs").describe_clusters(clusters=[stack.physical_id("Cluster")])["clusters"][0]
    assert cluster["capacityProviders"] == [made["name"]]
    assert cluster["defaultCapacityProviderStrategy"][0]["capacityProvider"] == made["name"]
    assert stack.update(template("80", EnableECSManagedTags=True)) == "UPDATE_COMPLETE", stack.story()
    assert provider()["name"] == made["name"]
    assert provider()["autoScalingGroupProvider"]["managedScaling"]["targetCapacity"] == 80
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    names = [one["name"] for one in client("ecs").describe_capacity_providers()["capacityProviders"]]
    assert made["name"] not in names


def test_a_group_that_cannot_launch_says_why(stack, autoscaling, network):
    broken = {"Configuration": configuration(ImageId="ami-0123456789abcdef0"),
              "Group": resource("AWS::AutoScaling::AutoScalingGroup", MinSize="1", MaxSize="1", VPCZoneIdentifier=network[0],
                                LaunchConfigurationName=ref("Configuration"))}
    assert stack.create({"Resources": broken}) == "ROLLBACK_COMPLETE", stack.story()
    assert stack.reasons("Group")[0].startswith("Group did not stabilize. Last scaling activity: "), stack.story()
    assert not autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]


def test_an_update_of_a_provider_whose_group_is_gone_fails(stack, autoscaling, client, network):
    def template(target):
        return {"Resources": {"Provider": resource("AWS::ECS::CapacityProvider", AutoScalingGroupProvider={
            "AutoScalingGroupArn": "hosts", "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": target}})}}
    image = client("ssm").get_parameter(Name=PLAIN)["Parameter"]["Value"]
    autoscaling.create_launch_configuration(LaunchConfigurationName="hosts", ImageId=image, InstanceType="c5.large")
    autoscaling.create_auto_scaling_group(AutoScalingGroupName="hosts", LaunchConfigurationName="hosts", MinSize=0, MaxSize=1,
                                          VPCZoneIdentifier=",".join(network[0]))
    assert stack.create(template(100)) == "CREATE_COMPLETE", stack.story()
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)
    assert stack.update(template(80)) == "UPDATE_ROLLBACK_FAILED", stack.story()
    for reason in stack.reasons("Provider"):
        assert "The capacity provider cannot be updated due to an internal error. Try again." in reason
    stack.api.continue_update_rollback(StackName=stack.name, ResourcesToSkip=["Provider"])
    assert stack.ended() == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_protected_instances_are_in_the_way_of_a_deletion(stack, autoscaling, client, network, eventually):
    """The deletion of the group is not a forced one: it waits for them, and what depends on them stays."""
    resources = {"Configuration": configuration(), "Group": resource(
        "AWS::AutoScaling::AutoScalingGroup", MinSize="1", MaxSize="1", VPCZoneIdentifier=network[0],
        NewInstancesProtectedFromScaleIn=True, LaunchConfigurationName=ref("Configuration"))}
    assert stack.create({"Resources": resources}) == "CREATE_COMPLETE", stack.story()
    name = stack.physical_id("Group")
    stack.api.delete_stack(StackName=stack.id)
    protected = "Could not scale to desired capacity because all remaining instances are protected from scale-in."
    eventually(lambda: any(protected in one.get("StatusMessage", "") + one["Description"] + one["Cause"] for one in
                           autoscaling.describe_scaling_activities(AutoScalingGroupName=name)["Activities"]))
    instance, = in_service(autoscaling, name)
    assert stack.status() == "DELETE_IN_PROGRESS" and describe(autoscaling, name)["DesiredCapacity"] == 0
    autoscaling.set_instance_protection(AutoScalingGroupName=name, InstanceIds=[instance], ProtectedFromScaleIn=False)
    assert stack.ended() == "DELETE_COMPLETE", stack.story()
