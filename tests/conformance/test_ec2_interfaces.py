"""EC2: network interfaces, their addresses, what they are attached to; trunks and branches. The interfaces that instances are
launched with are in test_ec2_instances.py."""
import ipaddress

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]


@pytest.fixture
def subnet(ec2, vpc):
    """A /28: eleven addresses."""
    return ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.0.0/28")["Subnet"]["SubnetId"]


@pytest.fixture
def subnet6(ec2, vpc):
    block = vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"].replace("/56", "/64")
    return ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.1.0/24", Ipv6CidrBlock=block)["Subnet"]


@pytest.fixture
def make(ec2, subnet):
    def create(**arguments):
        return ec2.create_network_interface(**{"SubnetId": subnet, **arguments})["NetworkInterface"]

    return create


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def free_addresses(ec2, subnet):
    return ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["AvailableIpAddressCount"]


# ---- making and deleting -------------------------------------------------------------------------------------

def test_interface_takes_an_address_of_its_subnet(ec2, make, subnet, vpc, account):
    made = make(Description="mine", TagSpecifications=[
        {"ResourceType": "network-interface", "Tags": [{"Key": "Name", "Value": "a"}]}])
    assert made["PrivateIpAddress"] == "10.0.0.4"
    assert [(a["PrivateIpAddress"], a["Primary"]) for a in made["PrivateIpAddresses"]] == [("10.0.0.4", True)]
    assert (made["Status"], made["InterfaceType"], made["SourceDestCheck"]) == ("available", "interface", True)
    assert (made["SubnetId"], made["VpcId"], made["OwnerId"]) == (subnet, vpc["VpcId"], account)
    assert made["Description"] == "mine" and not made["RequesterManaged"]
    assert [group["GroupName"] for group in made["Groups"]] == ["default"]
    assert made["TagSet"] == [{"Key": "Name", "Value": "a"}]
    assert len(made["MacAddress"].split(":")) == 6
    assert ec2.describe_network_interfaces(NetworkInterfaceIds=[made["NetworkInterfaceId"]])["NetworkInterfaces"] == \
        [made]


def test_addresses_run_out_and_come_back(ec2, make, subnet):
    made = [make() for _ in range(11)]
    assert free_addresses(ec2, subnet) == 0
    error = error_of(make)
    assert error["Code"] == "InsufficientFreeAddressesInSubnet"
    assert error["Message"] == "The specified subnet does not have enough free addresses to satisfy the request."
    ec2.delete_network_interface(NetworkInterfaceId=made[5]["NetworkInterfaceId"])
    assert free_addresses(ec2, subnet) == 1
    assert make()["PrivateIpAddress"] == made[5]["PrivateIpAddress"]


def test_a_request_that_fails_takes_no_address(ec2, make, subnet):
    assert error_of(make, SecondaryPrivateIpAddressCount=11)["Code"] == "InsufficientFreeAddressesInSubnet"
    assert free_addresses(ec2, subnet) == 11


@pytest.mark.parametrize("address, code, message", [
    ("10.0.0.1", "InvalidParameterValue", "Address 10.0.0.1 is in subnet's reserved address range"),
    ("10.0.0.15", "InvalidParameterValue", "Address 10.0.0.15 is in subnet's reserved address range"),
    ("10.0.9.9", "InvalidParameterValue", "Address 10.0.9.9 does not fall within the subnet's address range"),
    ("10.0.0.4", "InvalidIPAddress.InUse", "Address 10.0.0.4 is in use."),
])
def test_addresses_that_cannot_be_had(make, address, code, message):
    make()
    error = error_of(make, PrivateIpAddress=address)
    assert (error["Code"], error["Message"]) == (code, message)


def test_interface_with_certain_addresses(ec2, make):
    made = make(PrivateIpAddresses=[{"PrivateIpAddress": "10.0.0.9", "Primary": True},
                                    {"PrivateIpAddress": "10.0.0.7", "Primary": False}])
    assert made["PrivateIpAddress"] == "10.0.0.9"
    assert [a["PrivateIpAddress"] for a in made["PrivateIpAddresses"]] == ["10.0.0.9", "10.0.0.7"]


def test_client_token_makes_one_interface(ec2, make, subnet):
    first, second = make(ClientToken="once"), make(ClientToken="once")
    assert first["NetworkInterfaceId"] == second["NetworkInterfaceId"]
    assert error_of(make, ClientToken="once", Description="another")["Code"] == "IdempotentParameterMismatch"
    assert free_addresses(ec2, subnet) == 10


def test_subnet_with_interfaces_is_not_deleted(ec2, make, subnet):
    made = make()
    error = error_of(ec2.delete_subnet, SubnetId=subnet)
    assert (error["Code"], error["Message"]) == (
        "DependencyViolation", f"The subnet '{subnet}' has dependencies and cannot be deleted.")
    ec2.delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])
    ec2.delete_subnet(SubnetId=subnet)


def test_interfaces_that_are_not_there(ec2):
    missing = "eni-0123456789abcdef0"
    for call, arguments in [(ec2.delete_network_interface, {"NetworkInterfaceId": missing}),
                            (ec2.describe_network_interfaces, {"NetworkInterfaceIds": [missing]})]:
        error = error_of(call, **arguments)
        assert error["Code"] == "InvalidNetworkInterfaceID.NotFound"
        assert error["Message"] == f"The networkInterface ID '{missing}' does not exist"
    assert error_of(ec2.create_network_interface, SubnetId="subnet-0123456789abcdef0")["Code"] == \
        "InvalidSubnetID.NotFound"


def test_efa_is_refused_by_name(make):
    error = error_of(make, InterfaceType="efa")
    assert error["Code"] == "UnsupportedOperation" and "efa" in error["Message"]


# ---- addresses -----------------------------------------------------------------------------------------------

def test_secondary_addresses_come_and_go(ec2, make, subnet):
    interface = make()["NetworkInterfaceId"]
    assigned = ec2.assign_private_ip_addresses(NetworkInterfaceId=interface, SecondaryPrivateIpAddressCount=2)
    addresses = [a["PrivateIpAddress"] for a in assigned["AssignedPrivateIpAddresses"]]
    assert addresses == ["10.0.0.5", "10.0.0.6"] and free_addresses(ec2, subnet) == 8
    ec2.unassign_private_ip_addresses(NetworkInterfaceId=interface, PrivateIpAddresses=["10.0.0.5"])
    assert free_addresses(ec2, subnet) == 9
    assert error_of(ec2.unassign_private_ip_addresses, NetworkInterfaceId=interface,
                    PrivateIpAddresses=["10.0.0.4"])["Code"] == "InvalidParameterValue"


def test_a_secondary_address_moves_if_that_is_allowed(ec2, make):
    first = make(PrivateIpAddresses=[{"PrivateIpAddress": "10.0.0.4", "Primary": True},
                                     {"PrivateIpAddress": "10.0.0.5", "Primary": False}])["NetworkInterfaceId"]
    second = make(PrivateIpAddress="10.0.0.6")["NetworkInterfaceId"]
    assert error_of(ec2.assign_private_ip_addresses, NetworkInterfaceId=second,
                    PrivateIpAddresses=["10.0.0.5"])["Code"] == "InvalidIPAddress.InUse"
    ec2.assign_private_ip_addresses(NetworkInterfaceId=second, PrivateIpAddresses=["10.0.0.5"], AllowReassignment=True)
    shown = ec2.describe_network_interfaces(NetworkInterfaceIds=[first, second])["NetworkInterfaces"]
    assert [[a["PrivateIpAddress"] for a in i["PrivateIpAddresses"]] for i in shown] == \
        [["10.0.0.4"], ["10.0.0.6", "10.0.0.5"]]


def test_ipv6_addresses(ec2, subnet6):
    block = ipaddress.ip_network(subnet6["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"])
    made = ec2.create_network_interface(SubnetId=subnet6["SubnetId"], Ipv6AddressCount=1)["NetworkInterface"]
    interface = made["NetworkInterfaceId"]
    address, = [a["Ipv6Address"] for a in made["Ipv6Addresses"]]
    assert ipaddress.ip_address(address) in block
    more = ec2.assign_ipv6_addresses(NetworkInterfaceId=interface, Ipv6AddressCount=2)["AssignedIpv6Addresses"]
    assert len({address, *more}) == 3
    ec2.unassign_ipv6_addresses(NetworkInterfaceId=interface, Ipv6Addresses=more)
    found = ec2.describe_network_interfaces(Filters=[{"Name": "ipv6-addresses.ipv6-address", "Values": [address]}])
    assert [i["NetworkInterfaceId"] for i in found["NetworkInterfaces"]] == [interface]
    assert error_of(ec2.create_network_interface, SubnetId=subnet6["SubnetId"],
                    Ipv6Addresses=[{"Ipv6Address": address}])["Code"] == "InvalidIPAddress.InUse"


def test_subnet_assigns_ipv6_addresses_if_told_to(ec2, subnet6):
    ec2.modify_subnet_attribute(SubnetId=subnet6["SubnetId"], AssignIpv6AddressOnCreation={"Value": True})
    made = ec2.create_network_interface(SubnetId=subnet6["SubnetId"])["NetworkInterface"]
    assert len(made["Ipv6Addresses"]) == 1


# ---- attributes, filters, pages ------------------------------------------------------------------------------

def test_attributes(ec2, make, vpc):
    interface = make()["NetworkInterfaceId"]
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, Description={"Value": "new"})
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, SourceDestCheck={"Value": False})
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc["VpcId"])["GroupId"]
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, Groups=[group])

    def attribute(name):
        return ec2.describe_network_interface_attribute(NetworkInterfaceId=interface, Attribute=name)

    assert attribute("description")["Description"] == {"Value": "new"}
    assert attribute("sourceDestCheck")["SourceDestCheck"] == {"Value": False}
    assert attribute("groupSet")["Groups"] == [{"GroupId": group, "GroupName": "web"}]
    assert "Attachment" not in attribute("attachment")
    ec2.reset_network_interface_attribute(NetworkInterfaceId=interface, SourceDestCheck="true")
    assert attribute("sourceDestCheck")["SourceDestCheck"] == {"Value": True}


def test_group_of_another_vpc_is_refused(ec2, make):
    default_vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=default_vpc)["GroupId"]
    assert error_of(make, Groups=[group])["Code"] == "InvalidParameterValue"
    assert error_of(make, Groups=["sg-0123456789abcdef0"])["Code"] == "InvalidGroup.NotFound"


@pytest.mark.parametrize("name, value", [
    ("subnet-id", "SubnetId"), ("vpc-id", "VpcId"), ("private-ip-address", "PrivateIpAddress"),
    ("mac-address", "MacAddress"), ("network-interface-id", "NetworkInterfaceId"), ("description", "Description"),
    ("availability-zone", "AvailabilityZone"), ("owner-id", "OwnerId"),
])
def test_filters(ec2, make, subnet6, name, value):
    ec2.create_network_interface(SubnetId=subnet6["SubnetId"], Description="elsewhere")
    made = make(Description="here")
    found = ec2.describe_network_interfaces(Filters=[{"Name": name, "Values": [made[value]]},
                                                     {"Name": "subnet-id", "Values": [made["SubnetId"]]}])
    assert [i["NetworkInterfaceId"] for i in found["NetworkInterfaces"]] == [made["NetworkInterfaceId"]]


def test_filter_by_group_and_by_wildcard(ec2, make):
    made = make()
    group = made["Groups"][0]["GroupId"]
    by_group = ec2.describe_network_interfaces(Filters=[{"Name": "group-id", "Values": [group]}])["NetworkInterfaces"]
    assert [i["NetworkInterfaceId"] for i in by_group] == [made["NetworkInterfaceId"]]
    by_address = ec2.describe_network_interfaces(Filters=[{"Name": "addresses.private-ip-address",
                                                           "Values": ["10.0.0.*"]}])["NetworkInterfaces"]
    assert len(by_address) == 1


def test_interfaces_come_in_pages(ec2, make):
    made = [make()["NetworkInterfaceId"] for _ in range(11)]
    pages = list(ec2.get_paginator("describe_network_interfaces").paginate(PaginationConfig={"PageSize": 5}))
    assert [len(page["NetworkInterfaces"]) for page in pages] == [5, 5, 1]
    assert [i["NetworkInterfaceId"] for page in pages for i in page["NetworkInterfaces"]] == made


def test_another_accounts_interface_is_not_seen(make, client):
    other = client("ec2", credentials={"aws_access_key_id": "999999999998", "aws_secret_access_key": "test"})
    made = make()["NetworkInterfaceId"]
    assert error_of(other.describe_network_interfaces, NetworkInterfaceIds=[made])["Code"] == \
        "InvalidNetworkInterfaceID.NotFound"


def test_attaching_and_detaching_what_is_not_there(ec2, make):
    with pytest.raises(ClientError, match="InvalidAttachmentID.NotFound"):
        ec2.detach_network_interface(AttachmentId="eni-attach-0123456789abcdef0")
    with pytest.raises(ClientError, match="InvalidInstanceID.NotFound"):
        ec2.attach_network_interface(NetworkInterfaceId=make()["NetworkInterfaceId"], DeviceIndex=1,
                                     InstanceId="i-0123456789abcdef0")


# ---- attaching -----------------------------------------------------------------------------------------------

@pytest.fixture
def instance(ec2, client, subnet, eventually):
    """A running c5.large, which takes three interfaces."""
    image = client("ssm").get_parameter(
        Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")["Parameter"]["Value"]
    made = ec2.run_instances(ImageId=image, InstanceType="c5.large", MinCount=1, MaxCount=1, SubnetId=subnet)
    instance_id = made["Instances"][0]["InstanceId"]

    def is_running():
        shown = ec2.describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"][0]
        return shown["State"]["Name"] == "running"

    eventually(is_running)
    return instance_id


def test_instance_takes_as_many_interfaces_as_its_type(ec2, make, instance):
    for index in (1, 2):
        ec2.attach_network_interface(NetworkInterfaceId=make()["NetworkInterfaceId"], InstanceId=instance,
                                     DeviceIndex=index)
    error = error_of(ec2.attach_network_interface, NetworkInterfaceId=make()["NetworkInterfaceId"],
                     InstanceId=instance, DeviceIndex=3)
    assert (error["Code"], error["Message"]) == ("AttachmentLimitExceeded",
                                                 "Interface count 4 exceeds the limit for c5.large")


def test_attached_interface_is_in_use_until_it_is_detached(ec2, make, instance):
    interface = make()["NetworkInterfaceId"]
    attachment = ec2.attach_network_interface(NetworkInterfaceId=interface, InstanceId=instance, DeviceIndex=1)
    shown, = ec2.describe_network_interfaces(Filters=[
        {"Name": "attachment.instance-id", "Values": [instance]},
        {"Name": "attachment.device-index", "Values": ["1"]}])["NetworkInterfaces"]
    assert (shown["NetworkInterfaceId"], shown["Status"]) == (interface, "in-use")
    assert shown["Attachment"]["AttachmentId"] == attachment["AttachmentId"]
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, Attachment={
        "AttachmentId": attachment["AttachmentId"], "DeleteOnTermination": True})
    error = error_of(ec2.delete_network_interface, NetworkInterfaceId=interface)
    assert error["Message"] == f"Network interface '{interface}' is currently in use."
    primary, = ec2.describe_network_interfaces(Filters=[
        {"Name": "attachment.instance-id", "Values": [instance]},
        {"Name": "attachment.device-index", "Values": ["0"]}])["NetworkInterfaces"]
    assert error_of(ec2.detach_network_interface, AttachmentId=primary["Attachment"]["AttachmentId"])["Code"] == \
        "OperationNotPermitted"
    ec2.detach_network_interface(AttachmentId=attachment["AttachmentId"])
    ec2.delete_network_interface(NetworkInterfaceId=interface)


def test_terminated_instance_gives_its_addresses_back(ec2, make, instance, subnet, eventually):
    kept = make()["NetworkInterfaceId"]
    ec2.attach_network_interface(NetworkInterfaceId=kept, InstanceId=instance, DeviceIndex=1)
    assert free_addresses(ec2, subnet) == 9
    ec2.terminate_instances(InstanceIds=[instance])
    eventually(lambda: free_addresses(ec2, subnet) == 10)
    assert ec2.describe_network_interfaces()["NetworkInterfaces"][0]["Status"] == "available"


# ---- trunks --------------------------------------------------------------------------------------------------

def test_branches_of_a_trunk(ec2, make):
    trunk = make(InterfaceType="trunk")
    branches = [make(InterfaceType="branch")["NetworkInterfaceId"] for _ in range(3)]
    assert trunk["InterfaceType"] == "trunk"
    trunk_id = trunk["NetworkInterfaceId"]
    first = ec2.associate_trunk_interface(BranchInterfaceId=branches[0], TrunkInterfaceId=trunk_id)
    first = first["InterfaceAssociation"]
    assert first["AssociationId"].startswith("trunk-assoc-")
    assert (first["VlanId"], first["InterfaceProtocol"]) == (1, "VLAN")
    second = ec2.associate_trunk_interface(BranchInterfaceId=branches[1], TrunkInterfaceId=trunk_id, VlanId=7)
    assert second["InterfaceAssociation"]["VlanId"] == 7
    assert error_of(ec2.associate_trunk_interface, BranchInterfaceId=branches[2], TrunkInterfaceId=trunk_id,
                    VlanId=7)["Code"] == "InvalidParameterValue"
    assert error_of(ec2.associate_trunk_interface, BranchInterfaceId=branches[0], TrunkInterfaceId=trunk_id)["Code"] \
        == "InvalidNetworkInterface.InUse"
    shown = ec2.describe_trunk_interface_associations()["InterfaceAssociations"]
    assert [(a["BranchInterfaceId"], a["VlanId"]) for a in shown] == [(branches[0], 1), (branches[1], 7)]

    def status(interface):
        return ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]["Status"]

    assert [status(branch) for branch in branches] == ["in-use", "in-use", "available"]
    ec2.disassociate_trunk_interface(AssociationId=first["AssociationId"])
    assert status(branches[0]) == "available"
    ec2.delete_network_interface(NetworkInterfaceId=branches[1])  # An associated branch may go; its association goes too.
    assert ec2.describe_trunk_interface_associations()["InterfaceAssociations"] == []


def test_a_page_of_branches_goes_on_though_the_last_of_the_one_before_is_gone(ec2, make):
    trunk = make(InterfaceType="trunk")["NetworkInterfaceId"]
    branches = [make(InterfaceType="branch")["NetworkInterfaceId"] for _ in range(7)]
    made = [ec2.associate_trunk_interface(BranchInterfaceId=branch, TrunkInterfaceId=trunk)["InterfaceAssociation"]
            for branch in branches]
    first = ec2.describe_trunk_interface_associations(MaxResults=5)
    assert [one["BranchInterfaceId"] for one in first["InterfaceAssociations"]] == branches[:5]
    for one in made[4:6]:
        ec2.disassociate_trunk_interface(AssociationId=one["AssociationId"])
    rest = ec2.describe_trunk_interface_associations(MaxResults=5, NextToken=first["NextToken"])
    assert [one["BranchInterfaceId"] for one in rest["InterfaceAssociations"]] == branches[6:]


def test_only_branches_go_on_trunks(ec2, make):
    plain, trunk = make()["NetworkInterfaceId"], make(InterfaceType="trunk")["NetworkInterfaceId"]
    branch = make(InterfaceType="branch")["NetworkInterfaceId"]
    assert error_of(ec2.associate_trunk_interface, BranchInterfaceId=plain, TrunkInterfaceId=trunk)["Code"] == \
        "InvalidParameterValue"
    assert error_of(ec2.associate_trunk_interface, BranchInterfaceId=branch, TrunkInterfaceId=plain)["Code"] == \
        "InvalidParameterValue"
    assert error_of(ec2.associate_trunk_interface, BranchInterfaceId=branch, TrunkInterfaceId=trunk,
                    GreKey=1)["Code"] == "UnsupportedOperation"
