"""`eni-trunking doctor` on instances that never became hosts, and on services whose tasks find none."""
import base64

import pytest

from auto_scaling_groups import ZONES, in_service
from capacity_providers import make_group, make_provider, put, settled
from container_hosts import has_trunk, join
from doctor_runs import autoscaling, doctor, grown, mended, named, place, running, shell  # noqa: F401: fixtures
from instances import PLAIN


# ---- hosts that never join ---------------------------------------------------------------------------------------------

def no_instance_profile(place):
    place.opted_in_role("hosts")
    place.host("hosts")
    place.console(place.launch(None), "no EC2 IMDS role found")


def role_without_the_permission(place):
    place.set_trunking(place.role("hosts", policy=None))
    place.console(place.launch("hosts"), "Error registering container instance")


def role_that_ec2_cannot_assume(place):
    place.set_trunking(place.role("hosts", trusted="lambda.amazonaws.com"))
    place.console(place.launch("hosts"), "AssumeRoleUnauthorizedAccess")


def cluster_that_does_not_exist(place):
    place.opted_in_role("hosts")
    place.console(place.launch("hosts", cluster="wbe"), "ClusterNotFoundException")


def cluster_that_nothing_is_like(place):
    place.opted_in_role("hosts")
    place.console(place.launch("hosts", cluster="payments"), "ClusterNotFoundException")


def public_subnet_without_a_public_address(place):
    vpc, subnet = place.new_vpc()
    gateway = place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    place.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    [table] = place.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    place.ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    place.opted_in_role("hosts")
    place.console(place.launch("hosts", SubnetId=subnet), "i/o timeout")


def image_without_an_agent(place):
    place.opted_in_role("hosts")
    instance = place.launch("hosts", image=PLAIN)
    place.eventually(lambda: place.instance(instance)["State"]["Name"] == "running")


# how, what it says, hosts of the cluster once that is mended
NEVER_JOINED = [
    (no_instance_profile, "It has no instance profile", 2),
    (role_without_the_permission, "lacks the policy AmazonEC2ContainerServiceforEC2Role", 1),
    (cluster_that_does_not_exist, "a cluster that does not exist", 0),
    (cluster_that_nothing_is_like, "No cluster has a similar name, so it is made", 0),
    (public_subnet_without_a_public_address, "does not reach ECS", 1),
    (role_that_ec2_cannot_assume, "EC2 may not assume the role", 1),
    (image_without_an_agent, "That image has no ECS agent", 0),
]


@pytest.mark.parametrize("prepare, why, hosts", NEVER_JOINED, ids=lambda v: getattr(v, "__name__", None))
def test_hosts_that_never_joined(place, mended, eventually, prepare, why, hosts):
    prepare(place)
    finding, = mended("never-joined")
    assert why in finding["why"]
    eventually(lambda: [has_trunk(host) for host in place.hosts()] == [True] * hosts)


def test_a_group_whose_user_data_name_a_cluster_that_does_not_exist(place, autoscaling, mended, eventually):
    """What it launches in the place of those that are terminated would do the same."""
    make_group(place, autoscaling, trunking=True)
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)
    place.ec2.create_launch_template_version(LaunchTemplateName="hosts", SourceVersion="1", LaunchTemplateData={
        "UserData": base64.b64encode(join("wbe").encode()).decode()})
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="hosts", MinSize=0, MaxSize=3, DesiredCapacity=2, AvailabilityZones=ZONES,
        LaunchTemplate={"LaunchTemplateName": "hosts", "Version": "2"})
    make_provider(place.ecs, managedScaling={"status": "DISABLED"})
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    for instance in eventually(lambda: len(in_service(autoscaling, "hosts")) == 2 and in_service(autoscaling, "hosts")):
        place.console(instance, "ClusterNotFoundException")
    finding, = mended("never-joined")
    assert "of the launch template of the group hosts to web" in finding["why"]
    eventually(lambda: [has_trunk(host) for host in place.hosts()] == [True] * 2)


def test_hosts_of_clusters_that_were_not_asked_for_are_no_strays(place, doctor):
    place.opted_in_role("hosts")
    place.ecs.create_cluster(clusterName="other")
    place.host("hosts", "other", user_data="#!/bin/bash\n# ECS_CLUSTER=web\necho ECS_CLUSTER=other >> /etc/ecs/ecs.config\n")
    assert doctor("web").findings == []


def test_hosts_of_a_group_that_join_another_cluster(place, autoscaling, mended, eventually):
    """Their user data name none, so their agents make the cluster "default"."""
    make_group(place, autoscaling, trunking=True)
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)
    place.ec2.create_launch_template_version(LaunchTemplateName="hosts", SourceVersion="1", LaunchTemplateData={
        "UserData": base64.b64encode(b"#!/bin/bash\necho ECS_LOGLEVEL=info >> /etc/ecs/ecs.config\n").decode()})
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="hosts", MinSize=0, MaxSize=2, DesiredCapacity=1, AvailabilityZones=ZONES,
        LaunchTemplate={"LaunchTemplateName": "hosts", "Version": "2"})
    make_provider(place.ecs, managedScaling={"status": "DISABLED"})
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    instance, = eventually(lambda: in_service(autoscaling, "hosts"))
    place.joined(instance, "default")
    finding, = mended("never-joined")
    assert f"are hosts of default: {instance}" in finding["seen"]
    assert [has_trunk(host) for host in place.hosts()] == [True]


# ---- services ----------------------------------------------------------------------------------------------------------

def test_a_service_that_waits_for_interfaces(place, doctor, grown, mended, eventually):
    """A consequence of another cause is a warning beside it, and goes with it."""
    grown()
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=3,
                             networkConfiguration=place.network())
    eventually(lambda: "tasks-without-interface" in named(doctor("web").findings, "warning"))
    finding, = [one for one in doctor("web").findings if one["check"] == "tasks-without-interface"]
    assert finding["resource"] == "app" and "2 of 3 tasks run" in finding["seen"]
    mended("setting-not-effective")
    assert running(place) == 3


def elsewhere_in_another_vpc(place, host):
    return place.new_vpc()[1]


def elsewhere_in_another_zone(place, host):
    zone = place.instance(host["ec2InstanceId"])["Placement"]["AvailabilityZone"]
    return next(one for one in place.default_subnets() if place.subnet(one)["AvailabilityZone"] != zone)


@pytest.mark.parametrize("elsewhere", [elsewhere_in_another_vpc, elsewhere_in_another_zone])
def test_a_service_with_its_subnets_where_no_host_is(place, mended, eventually, elsewhere):
    place.opted_in_role("hosts")
    host = place.host("hosts")
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=1,
                             networkConfiguration=place.network([elsewhere(place, host)]))
    mended("service-subnets")
    eventually(lambda: running(place) == 1)
