"""Elastic Load Balancing v2, the service "elasticloadbalancing": targets and their health, tags, permissions, restarts."""
import json

from instances import ec2, image, launch, wait_for  # noqa: F401 (fixtures)
from load_balancing import (  # noqa: F401 (fixtures)
    AT_ONCE, balancer, elb, error_of, forward, group, health, subnets, wait_for_health)


# ---- targets ----------------------------------------------------------------------------------------------

def test_instances_are_healthy_while_they_run(elb, ec2, balancer, group, launch, wait_for, eventually):  # noqa: F811
    instance = launch()
    instance_id, web = instance["InstanceId"], group()
    wait_for(instance_id, "running")
    elb.register_targets(TargetGroupArn=web["TargetGroupArn"], Targets=[{"Id": instance_id}])
    assert health(elb, web) == [(instance_id, "unused", "Target.NotInUse")]
    subnet = ec2.describe_subnets(SubnetIds=[instance["SubnetId"]])["Subnets"][0]
    others = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"] if s["AvailabilityZone"] != subnet["AvailabilityZone"]]
    owner = balancer(Subnets=[subnet["SubnetId"], others[0]])
    elb.create_listener(LoadBalancerArn=owner["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward(web))
    elb.get_waiter("target_in_service").wait(TargetGroupArn=web["TargetGroupArn"], WaiterConfig=AT_ONCE)
    shown, = elb.describe_target_health(TargetGroupArn=web["TargetGroupArn"])["TargetHealthDescriptions"]
    assert shown == {"Target": {"Id": instance_id, "Port": 80}, "HealthCheckPort": "80", "TargetHealth": {"State": "healthy"}}
    ec2.stop_instances(InstanceIds=[instance_id])
    wait_for_health(elb, eventually, web, [("unused", "Target.InvalidState")])
    wait_for(instance_id, "stopped")
    ec2.start_instances(InstanceIds=[instance_id])
    wait_for_health(elb, eventually, web, [("healthy", None)])
    elb.set_subnets(LoadBalancerArn=owner["LoadBalancerArn"], Subnets=others[:2])
    wait_for_health(elb, eventually, web, [("unused", "Target.NotInUse")])
    elb.deregister_targets(TargetGroupArn=web["TargetGroupArn"], Targets=[{"Id": instance_id}])
    elb.get_waiter("target_deregistered").wait(TargetGroupArn=web["TargetGroupArn"], Targets=[{"Id": instance_id}],
                                               WaiterConfig=AT_ONCE)
    asked, = elb.describe_target_health(TargetGroupArn=web["TargetGroupArn"],
                                        Targets=[{"Id": instance_id}])["TargetHealthDescriptions"]
    assert asked["TargetHealth"] == {"State": "unused", "Reason": "Target.NotRegistered",
                                     "Description": "Target is not registered to the target group"}


def test_addresses_are_healthy_while_an_interface_in_use_has_them(elb, ec2, balancer, group, launch, wait_for,  # noqa: F811
                                                                  eventually):
    instance = launch()
    wait_for(instance["InstanceId"], "running")
    subnet = ec2.describe_subnets(SubnetIds=[instance["SubnetId"]])["Subnets"][0]
    others = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"] if s["AvailabilityZone"] != subnet["AvailabilityZone"]]
    web = group(TargetType="ip", Port=8080)
    owner = balancer(Subnets=[subnet["SubnetId"], others[0]])
    elb.create_listener(LoadBalancerArn=owner["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward(web))
    interface = ec2.create_network_interface(SubnetId=subnet["SubnetId"])["NetworkInterface"]
    address = interface["PrivateIpAddress"]
    elb.register_targets(TargetGroupArn=web["TargetGroupArn"], Targets=[{"Id": address}])
    wait_for_health(elb, eventually, web, [("unhealthy", "Target.Timeout")])
    ec2.attach_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"], InstanceId=instance["InstanceId"],
                                 DeviceIndex=1)
    wait_for_health(elb, eventually, web, [("healthy", None)])
    shown, = elb.describe_target_health(TargetGroupArn=web["TargetGroupArn"])["TargetHealthDescriptions"]
    assert shown["Target"] == {"Id": address, "Port": 8080, "AvailabilityZone": subnet["AvailabilityZone"]}
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    wait_for_health(elb, eventually, web, [("unhealthy", "Target.Timeout")])
    elb.deregister_targets(TargetGroupArn=web["TargetGroupArn"], Targets=[{"Id": address}])
    assert eventually(lambda: health(elb, web) == [])


def test_targets_that_cannot_be_are_refused_in_their_words(elb, ec2, group, launch, wait_for):  # noqa: F811
    instances, addresses = group(), group("addresses", TargetType="ip")
    instance_id = launch()["InstanceId"]
    wait_for(instance_id, "running")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    elsewhere = group("elsewhere", VpcId=vpc)

    def refused(of, target):
        return error_of(elb.register_targets, TargetGroupArn=of["TargetGroupArn"], Targets=[target])

    assert refused(elsewhere, {"Id": instance_id}) == \
        f"InvalidTarget: The following targets are not in the target group VPC '{vpc}': '{instance_id}'"
    ec2.stop_instances(InstanceIds=[instance_id])
    wait_for(instance_id, "stopped")
    wait_for(instance_id, "stopped")
    assert refused(instances, {"Id": instance_id}) == \
        f"InvalidTarget: The following targets are not in a running state and cannot be registered: '{instance_id}'"
    assert refused(instances, {"Id": "i-00000000000000001"}).startswith("InvalidTarget: ")
    assert refused(addresses, {"Id": "nonsense"}) == "ValidationError: The IP address 'nonsense' is not a valid IPv4 address"
    assert refused(addresses, {"Id": "8.8.8.8"}).startswith("ValidationError: ")
    assert refused(addresses, {"Id": "10.99.0.1"}).startswith("ValidationError: ")
    elb.register_targets(TargetGroupArn=addresses["TargetGroupArn"], Targets=[{"Id": "10.99.0.1", "AvailabilityZone": "all"}])
    elb.deregister_targets(TargetGroupArn=addresses["TargetGroupArn"], Targets=[{"Id": "10.0.0.1"}])  # No error.
    elb.deregister_targets(TargetGroupArn=addresses["TargetGroupArn"], Targets=[{"Id": "10.99.0.1"}])
    assert health(elb, addresses) == []


# ---- tags, limits, permissions, restarts ------------------------------------------------------------------

def test_tags_are_added_and_removed(elb, group):
    arn = group()["TargetGroupArn"]
    elb.add_tags(ResourceArns=[arn], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])
    elb.remove_tags(ResourceArns=[arn], TagKeys=["a"])
    described, = elb.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    assert [tag["Key"] for tag in described["Tags"]] == ["b"]
    assert error_of(elb.add_tags, ResourceArns=[arn], Tags=[{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]).startswith(
        "DuplicateTagKeys: ")
    assert error_of(elb.describe_tags, ResourceArns=[arn + "0"]).startswith("TargetGroupNotFound: ")
    many = [{"Key": f"key-{n}", "Value": ""} for n in range(51)]
    assert error_of(elb.add_tags, ResourceArns=[arn], Tags=many).startswith("TooManyTags: ")


def test_account_limits(elb):
    limits = {limit["Name"]: limit["Max"] for limit in elb.describe_account_limits()["Limits"]}
    assert (limits["application-load-balancers"], limits["targets-per-target-group"]) == ("50", "1000")


def test_whoever_may_make_a_load_balancer_may_need_to_tag_it(client, elb, subnets):
    iam = client("iam")
    iam.create_user(UserName="maker")
    policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "elasticloadbalancing:CreateLoadBalancer",
         "Resource": "arn:aws:elasticloadbalancing:*:*:loadbalancer/app/web/*"},
        {"Effect": "Allow", "Action": "elasticloadbalancing:CreateTargetGroup", "Resource": "*"}]}
    iam.put_user_policy(UserName="maker", PolicyName="make", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="maker")["AccessKey"]
    maker = client("elbv2", credentials={"aws_access_key_id": key["AccessKeyId"],
                                         "aws_secret_access_key": key["SecretAccessKey"]})
    maker.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=subnets[0]["VpcId"])
    wanted = {"Name": "web", "Subnets": [s["SubnetId"] for s in subnets[:2]]}
    assert "iam:CreateServiceLinkedRole" in error_of(maker.create_load_balancer, **wanted)
    iam.create_service_linked_role(AWSServiceName="elasticloadbalancing.amazonaws.com")
    assert error_of(maker.create_load_balancer, Tags=[{"Key": "a", "Value": "b"}], **wanted).startswith("AccessDenied: ")
    assert error_of(maker.create_load_balancer, **{**wanted, "Name": "other"}).startswith("AccessDenied: ")
    maker.create_load_balancer(**wanted)
    assert error_of(maker.describe_load_balancers).startswith("AccessDenied: ")


def test_after_a_kill_all_goes_on(start_sandbox, client, tmp_path, eventually):
    sandbox = start_sandbox("--pace", "aws", state=tmp_path / "state")
    elb, ec2 = client("elbv2", sandbox=sandbox), client("ec2", sandbox=sandbox)  # noqa: F811
    subnets = sorted(ec2.describe_subnets()["Subnets"], key=lambda subnet: subnet["AvailabilityZone"])
    owner = elb.create_load_balancer(Name="web", Subnets=[s["SubnetId"] for s in subnets[:2]])["LoadBalancers"][0]
    web = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=owner["VpcId"], TargetType="ip")["TargetGroups"][0]
    elb.create_listener(LoadBalancerArn=owner["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward(web))
    address = subnets[0]["CidrBlock"].rsplit(".", 1)[0] + ".99"
    elb.register_targets(TargetGroupArn=web["TargetGroupArn"], Targets=[{"Id": address}])
    sandbox.kill()
    sandbox.restart(["--pace", "instant"])
    eventually(lambda: elb.describe_load_balancers()["LoadBalancers"][0]["State"]["Code"] == "active")
    eventually(lambda: health(elb, web) == [(address, "unhealthy", "Target.Timeout")])
    managed = [{"Name": "requester-managed", "Values": ["true"]}]
    assert len(ec2.describe_network_interfaces(Filters=managed)["NetworkInterfaces"]) == 2
    elb.delete_load_balancer(LoadBalancerArn=owner["LoadBalancerArn"])
    assert ec2.describe_network_interfaces(Filters=managed)["NetworkInterfaces"] == []
