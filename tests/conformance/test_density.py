"""How many awsvpc tasks a host takes, without a trunk and with one, and what its interfaces, addresses and attachments
look like then. That every row of the limits table is counted right is tested in src/trunking/density_test.cpp."""
import csv
import ipaddress
import random
import re

import pytest

from container_hosts import Account, TRUNK_ID, attributes, details, has_trunk
from conftest import ROOT

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# type, tasks without a trunk, tasks of a host whose role is opted in
DENSITY = [
    ("c5.large", 2, 10),
    ("a1.medium", 1, 10),
    ("m6g.medium", 1, 4),
    ("m5.24xlarge", 14, 120),
    ("t3.medium", 2, 2),  # never takes a trunk
    ("c5.metal", 14, 14),  # excluded by the guide
    ("u-18tb1.metal", 14, 12),  # loses by it
]


@pytest.fixture
def place(client, eventually):
    place = Account(client, eventually)
    place.ecs.create_cluster(clusterName="web")
    place.task_definition()
    return place


# ---- how many -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("instance_type, without, with_trunk", DENSITY)
def test_tasks_that_a_host_takes(place, instance_type, without, with_trunk):
    for role, tasks_expected in ((place.role("plain"), without), (place.opted_in_role("opted-in"), with_trunk)):
        name = role.rsplit("/", 1)[1]
        place.ecs.create_cluster(clusterName=name)
        host = place.host(name, cluster=name, instance_type=instance_type)
        tasks, reasons = place.fill(cluster=name)
        assert (len(tasks), reasons) == (tasks_expected, ["RESOURCE:ENI"]), name
        assert {task["containerInstanceArn"] for task in tasks} == {host["containerInstanceArn"]}
        assert place.describe_host(host["containerInstanceArn"], name)["runningTasksCount"] == tasks_expected


def sample_of_types():
    """Some types of each kind of evidence, with the tasks that the table gives them with and without a trunk."""
    with open(ROOT / "data" / "instance-limits.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    chosen, by_evidence = [], {}
    for row in rows:
        if set(row["architectures"].split("|")) & {"x86_64", "arm64"} and int(row["max_enis"]) > 1:
            by_evidence.setdefault(row["evidence"], []).append(row)
    for _, of_kind in sorted(by_evidence.items()):
        chosen += random.Random(3).sample(of_kind, 4)
    return [(row["instance_type"], int(row["tasks_without_trunking"]), int(row["tasks_with_trunking"] or 0),
             row["evidence"]) for row in chosen]


@pytest.mark.parametrize("instance_type, without, with_trunk, evidence", sample_of_types())
def test_table_is_what_hosts_take(place, instance_type, without, with_trunk, evidence):
    place.opted_in_role("hosts")
    host = place.host("hosts", instance_type=instance_type)
    assert has_trunk(host) == (with_trunk > 0)
    tasks, reasons = place.fill()
    assert (len(tasks), reasons) == (with_trunk or without, ["RESOURCE:ENI"])


def test_cpu_and_memory_still_limit_a_host_with_a_trunk(place):
    place.opted_in_role("hosts")
    place.host("hosts")
    place.task_definition("large", cpu="512")
    tasks, reasons = place.fill(task_definition="large")
    assert (len(tasks), reasons) == (4, ["RESOURCE:CPU"])


def test_a_place_is_free_again_when_a_task_stops(place):
    place.opted_in_role("hosts")
    place.host("hosts")
    tasks, _ = place.fill()
    place.ecs.stop_task(cluster="web", task=tasks[3]["taskArn"])
    place.stopped(tasks[3]["taskArn"])
    again, reasons = place.fill()
    assert (len(again), reasons) == (1, ["RESOURCE:ENI"])
    vlans = [one["VlanId"] for one in
             place.ec2.describe_trunk_interface_associations()["InterfaceAssociations"]]
    assert sorted(vlans) == list(range(1, 11))


def test_cli_sees_two_tasks_become_ten(place, aws):
    """The same with the AWS CLI: the check of the developer guide, the launch, the tasks."""
    place.opted_in_role("opted-in")
    place.role("plain")

    def trunk_ids():
        return aws("ecs", "list-attributes", "--target-type", "container-instance", "--attribute-name", TRUNK_ID,
                   "--cluster", "web").json["attributes"]

    def launch(profile):
        instance = aws("ec2", "run-instances", "--image-id", place.image(place.image_for("c5.large")),
                       "--instance-type", "c5.large", "--iam-instance-profile", f"Name={profile}", "--user-data",
                       "#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config").json["Instances"][0]["InstanceId"]
        return place.settled(place.joined(instance)["containerInstanceArn"])

    def run(count):
        subnets = ",".join(place.default_subnets())
        answer = aws("ecs", "run-task", "--cluster", "web", "--task-definition", "app", "--count", count,
                     "--network-configuration", f"awsvpcConfiguration={{subnets=[{subnets}]}}").json
        return len(answer["tasks"]), sorted({failure["reason"] for failure in answer["failures"]})

    launch("plain")
    assert trunk_ids() == []
    assert run(3) == (2, ["RESOURCE:ENI"])
    host = launch("opted-in")
    [found] = trunk_ids()
    assert (found["targetId"], found["value"]) == (host["containerInstanceArn"], attributes(host)[TRUNK_ID])
    assert run(10) == (10, [])
    assert run(1) == (0, ["RESOURCE:ENI"])


# ---- without a trunk ------------------------------------------------------------------------------------------

def test_without_a_trunk_each_task_has_an_interface_of_the_host(place):
    place.role("hosts")
    host = place.host("hosts")
    assert not has_trunk(host) and host["attachments"] == []
    tasks, _ = place.fill()
    assert place.interfaces(interface_type="trunk") == [] and place.interfaces(interface_type="branch") == []
    attached = {one["NetworkInterfaceId"]: one for one in place.interfaces(interface_type="interface")}
    assert len(attached) == 3
    assert {one["Attachment"]["InstanceId"] for one in attached.values()} == {host["ec2InstanceId"]}
    assert sorted(one["Attachment"]["DeviceIndex"] for one in attached.values()) == [0, 1, 2]
    for task in tasks:
        check_interface_of_task(place, task, attached[details(task["attachments"][0])["networkInterfaceId"]])
    assert len(place.instance(host["ec2InstanceId"])["NetworkInterfaces"]) == 3
    assert place.ec2.describe_trunk_interface_associations()["InterfaceAssociations"] == []


# ---- with a trunk ---------------------------------------------------------------------------------------------

def test_trunk_of_a_host(place, account):
    place.opted_in_role("hosts")
    subnet = place.default_subnets()[1]
    host = place.host("hosts", SubnetId=subnet)
    [trunk] = place.interfaces(interface_type="trunk")
    assert (trunk["SubnetId"], trunk["OwnerId"], trunk["Status"]) == (subnet, account, "in-use")
    [group] = place.ec2.describe_security_groups(Filters=[
        {"Name": "vpc-id", "Values": [trunk["VpcId"]]}, {"Name": "group-name", "Values": ["default"]}])[
            "SecurityGroups"]
    assert trunk["Groups"] == [{"GroupId": group["GroupId"], "GroupName": "default"}]
    assert trunk["RequesterManaged"] is True
    attachment = trunk["Attachment"]
    assert (attachment["InstanceId"], attachment["Status"]) == (host["ec2InstanceId"], "attached")
    assert attachment["DeviceIndex"] == 1

    # What ECS shows of it.
    [of_ecs] = host["attachments"]
    assert UUID.fullmatch(of_ecs["id"]) and of_ecs["id"] == attributes(host)[TRUNK_ID]
    assert of_ecs["status"] == "ATTACHED" and details(of_ecs) == {"macAddress": trunk["MacAddress"]}
    assert trunk["Description"] == f"arn:aws:ecs:{place.region}:{account}:attachment/{of_ecs['id']}"
    assert "ecs.capability.task-eni-trunking" in attributes(host)
    assert attributes(host)["ecs.capability.branch-cni-plugin-version"]


def test_branches_of_tasks(place):
    place.opted_in_role("hosts")
    host = place.host("hosts")
    tasks, _ = place.fill()
    [trunk] = place.interfaces(interface_type="trunk")
    branches = {one["NetworkInterfaceId"]: one for one in place.interfaces(interface_type="branch")}
    assert len(branches) == 10
    for task in tasks:
        branch = branches.pop(details(task["attachments"][0])["networkInterfaceId"])
        check_interface_of_task(place, task, branch)
        assert branch["Attachment"].get("InstanceId") is None if "Attachment" in branch else True
    assert branches == {}
    # A branch is no device of the host.
    assert len(place.instance(host["ec2InstanceId"])["NetworkInterfaces"]) == 2
    associations = place.ec2.describe_trunk_interface_associations()["InterfaceAssociations"]
    assert {one["TrunkInterfaceId"] for one in associations} == {trunk["NetworkInterfaceId"]}
    assert sorted(one["VlanId"] for one in associations) == list(range(1, 11))
    assert {one["InterfaceProtocol"] for one in associations} == {"VLAN"}
    assert all(one["AssociationId"].startswith("trunk-assoc-") for one in associations)


def test_host_with_a_trunk_takes_two_addresses_and_each_task_one(place):
    _, subnet = place.new_vpc()
    place.opted_in_role("hosts")
    free = place.subnet(subnet)["AvailableIpAddressCount"]
    host = place.host("hosts", SubnetId=subnet)
    assert place.subnet(subnet)["AvailableIpAddressCount"] == free - 2
    tasks, _ = place.fill(network=place.network([subnet]))
    assert place.subnet(subnet)["AvailableIpAddressCount"] == free - 12
    addresses = [details(task["attachments"][0])["privateIPv4Address"] for task in tasks]
    assert len(set(addresses)) == 10
    block = ipaddress.ip_network(place.subnet(subnet)["CidrBlock"])
    assert all(ipaddress.ip_address(address) in block for address in addresses)
    place.terminate(host)
    place.eventually(lambda: place.subnet(subnet)["AvailableIpAddressCount"] == free)
    assert place.interfaces(subnet_id=subnet) == []


def test_branches_have_the_groups_of_the_task_and_the_trunk_has_not(place):
    vpc, subnet = place.new_vpc()
    groups = [place.ec2.create_security_group(GroupName=f"app-{i}", Description="app", VpcId=vpc)["GroupId"]
              for i in range(5)]
    place.opted_in_role("hosts")
    place.host("hosts", SubnetId=subnet)
    answer = place.run(network=place.network([subnet], securityGroups=groups))
    [task] = place.running([answer["tasks"][0]["taskArn"]])
    [branch] = place.interfaces(interface_type="branch")
    assert branch["NetworkInterfaceId"] == details(task["attachments"][0])["networkInterfaceId"]
    assert {group["GroupId"] for group in branch["Groups"]} == set(groups)
    [trunk] = place.interfaces(interface_type="trunk")
    assert [group["GroupName"] for group in trunk["Groups"]] == ["default"]


def test_branch_lies_in_the_subnet_of_the_task_and_not_of_the_host(place):
    vpc, host_subnet = place.new_vpc()
    zone = place.subnet(host_subnet)["AvailabilityZone"]
    task_subnet = place.ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.1.0/24", AvailabilityZone=zone)["Subnet"][
        "SubnetId"]
    place.opted_in_role("hosts")
    place.host("hosts", SubnetId=host_subnet)
    tasks, reasons = place.fill(network=place.network([task_subnet]))
    assert (len(tasks), reasons) == (10, ["RESOURCE:ENI"])
    assert {one["SubnetId"] for one in place.interfaces(interface_type="branch")} == {task_subnet}
    assert {one["SubnetId"] for one in place.interfaces(interface_type="trunk")} == {host_subnet}


@pytest.mark.parametrize("trunk", [True, False])
def test_dual_stack_tasks_have_an_ipv6_address(place, trunk):
    vpc = place.ec2.create_vpc(CidrBlock="10.6.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]
    block = vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"].replace("/56", "/64")
    subnet = place.ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.6.0.0/24", Ipv6CidrBlock=block)["Subnet"][
        "SubnetId"]
    place.ecs.put_account_setting_default(name="dualStackIPv6", value="enabled")
    place.set_trunking(place.role("hosts"), "enabled" if trunk else "disabled")
    assert has_trunk(place.host("hosts", SubnetId=subnet)) == trunk
    answer = place.run(network=place.network([subnet]))
    [task] = place.running([answer["tasks"][0]["taskArn"]])
    told = details(task["attachments"][0])
    [interface] = place.interfaces(network_interface_id=told["networkInterfaceId"])
    assert interface["InterfaceType"] == ("branch" if trunk else "interface")
    assert [one["Ipv6Address"] for one in interface["Ipv6Addresses"]] == [told["ipv6Address"]]
    assert ipaddress.ip_address(told["ipv6Address"]) in ipaddress.ip_network(block)
    assert task["containers"][0]["networkInterfaces"][0]["ipv6Address"] == told["ipv6Address"]


def test_without_dual_stack_tasks_have_no_ipv6_address(place):
    """Whatever the subnet's own option says."""
    vpc = place.ec2.create_vpc(CidrBlock="10.6.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]
    block = vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"].replace("/56", "/64")
    subnet = place.ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.6.0.0/24", Ipv6CidrBlock=block)["Subnet"][
        "SubnetId"]
    place.ec2.modify_subnet_attribute(SubnetId=subnet, AssignIpv6AddressOnCreation={"Value": True})
    place.opted_in_role("hosts")
    place.host("hosts", SubnetId=subnet)
    answer = place.run(network=place.network([subnet]))
    [task] = place.running([answer["tasks"][0]["taskArn"]])
    assert "ipv6Address" not in details(task["attachments"][0])
    assert [one["Ipv6Addresses"] for one in place.interfaces(interface_type="branch")] == [[]]


def check_interface_of_task(place, task, interface):
    """What a task tells of its interface is what EC2 has."""
    [attachment] = task["attachments"]
    assert (attachment["type"], attachment["status"]) == ("ElasticNetworkInterface", "ATTACHED")
    assert details(attachment) == {
        "subnetId": interface["SubnetId"], "networkInterfaceId": interface["NetworkInterfaceId"],
        "macAddress": interface["MacAddress"], "privateDnsName": interface["PrivateDnsName"],
        "privateIPv4Address": interface["PrivateIpAddress"]}
    [container] = task["containers"]
    assert container["networkInterfaces"] == [
        {"attachmentId": attachment["id"], "privateIpv4Address": interface["PrivateIpAddress"]}]
    assert interface["Status"] == "in-use" and interface["RequesterManaged"] is True
    assert [group["GroupName"] for group in interface["Groups"]] == ["default"]
    assert interface["Description"] == task["taskArn"].split(":task/")[0] + f":attachment/{attachment['id']}"
    assert interface.get("Association") is None  # Tasks on EC2 get no public address, wherever their subnet is.
    assert place.subnet(interface["SubnetId"])["AvailabilityZone"] == task["availabilityZone"]
