"""EC2: route tables and routes, internet and NAT gateways, elastic IP addresses; DHCP options and network ACLs."""
import pytest
from botocore.exceptions import ClientError

EVERYTHING = "0.0.0.0/0"


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


@pytest.fixture
def subnet(ec2, vpc):
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]


@pytest.fixture
def table(ec2, vpc):
    return ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]


@pytest.fixture
def gateway(ec2, vpc):
    """An internet gateway attached to the VPC."""
    made = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=vpc)
    return made


@pytest.fixture
def address(ec2):
    return ec2.allocate_address(Domain="vpc")


@pytest.fixture
def nat(ec2, gateway, subnet, address):
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address["AllocationId"])["NatGateway"]
    assert made["State"] == "pending"
    ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[made["NatGatewayId"]],
                                                 WaiterConfig={"Delay": 0, "MaxAttempts": 5})
    return made["NatGatewayId"]


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def routes(ec2, table):
    shown = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    return {route["DestinationCidrBlock"]: route for route in shown}


# ---- route tables --------------------------------------------------------------------------------------------

def test_vpc_has_a_main_route_table(ec2, vpc, account):
    main, = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]},
                                               {"Name": "association.main", "Values": ["true"]}])["RouteTables"]
    assert main["OwnerId"] == account
    assert main["Routes"] == [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local",
                               "Origin": "CreateRouteTable", "State": "active"}]
    assert error_of(ec2.delete_route_table, RouteTableId=main["RouteTableId"])["Code"] == "DependencyViolation"
    assert error_of(ec2.disassociate_route_table, AssociationId=main["Associations"][0]["RouteTableAssociationId"])[
        "Code"] == "InvalidParameterValue"


def test_default_vpc_leads_to_the_internet(ec2):
    default = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    main, = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [default]}])["RouteTables"]
    gateway, = ec2.describe_internet_gateways()["InternetGateways"]
    assert gateway["Attachments"] == [{"State": "available", "VpcId": default}]
    assert {"DestinationCidrBlock": EVERYTHING, "GatewayId": gateway["InternetGatewayId"], "Origin": "CreateRoute",
            "State": "active"} in main["Routes"]


def test_new_blocks_of_the_vpc_are_routed(ec2, vpc, table):
    ec2.associate_vpc_cidr_block(VpcId=vpc, CidrBlock="10.1.0.0/16")
    assert list(routes(ec2, table)) == ["10.0.0.0/16", "10.1.0.0/16"]


def test_routes_come_and_go(ec2, table, gateway):
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYTHING, GatewayId=gateway)
    assert routes(ec2, table)[EVERYTHING]["State"] == "active"
    error = error_of(ec2.create_route, RouteTableId=table, DestinationCidrBlock=EVERYTHING, GatewayId=gateway)
    assert (error["Code"], error["Message"]) == ("RouteAlreadyExists",
                                                 "The route identified by 0.0.0.0/0 already exists.")
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock=EVERYTHING)
    error = error_of(ec2.delete_route, RouteTableId=table, DestinationCidrBlock=EVERYTHING)
    assert (error["Code"], error["Message"]) == (
        "InvalidRoute.NotFound", f"no route with destination-cidr-block 0.0.0.0/0 in route table {table}")
    assert error_of(ec2.delete_route, RouteTableId=table, DestinationCidrBlock="10.0.0.0/16")["Message"] == \
        f"cannot remove local route 10.0.0.0/16 in route table {table}"


def test_route_to_what_is_gone_is_a_blackhole(ec2, vpc, table, gateway):
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYTHING, GatewayId=gateway)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    assert routes(ec2, table)[EVERYTHING]["State"] == "blackhole"


def test_route_is_replaced(ec2, table, gateway, nat):
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYTHING, GatewayId=gateway)
    ec2.replace_route(RouteTableId=table, DestinationCidrBlock=EVERYTHING, NatGatewayId=nat)
    assert routes(ec2, table)[EVERYTHING]["NatGatewayId"] == nat


def test_targets_that_cannot_be_had(ec2, table):
    foreign = ec2.describe_internet_gateways(Filters=[{"Name": "attachment.state", "Values": ["available"]}])
    foreign = foreign["InternetGateways"][0]["InternetGatewayId"]
    assert error_of(ec2.create_route, RouteTableId=table, DestinationCidrBlock=EVERYTHING, GatewayId=foreign)["Code"] \
        == "InvalidParameterValue"
    assert error_of(ec2.create_route, RouteTableId=table, DestinationCidrBlock=EVERYTHING,
                    GatewayId="igw-0123456789abcdef0")["Code"] == "InvalidGatewayID.NotFound"
    error = error_of(ec2.create_route, RouteTableId=table, DestinationCidrBlock=EVERYTHING,
                     TransitGatewayId="tgw-0123456789abcdef0")
    assert error["Code"] == "UnsupportedOperation" and "TransitGatewayId" in error["Message"]


def test_subnet_has_one_route_table(ec2, vpc, subnet, table):
    association = ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
    other = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    assert error_of(ec2.associate_route_table, RouteTableId=other, SubnetId=subnet)["Code"] == \
        "Resource.AlreadyAssociated"
    assert error_of(ec2.delete_route_table, RouteTableId=table)["Code"] == "DependencyViolation"
    moved = ec2.replace_route_table_association(AssociationId=association, RouteTableId=other)["NewAssociationId"]
    found, = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["RouteTables"]
    assert found["RouteTableId"] == other
    ec2.disassociate_route_table(AssociationId=moved)
    ec2.delete_route_table(RouteTableId=table)
    ec2.delete_route_table(RouteTableId=other)


# ---- internet gateways ---------------------------------------------------------------------------------------

def test_internet_gateway_of_one_vpc(ec2, vpc, gateway):
    other = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    assert error_of(ec2.attach_internet_gateway, InternetGatewayId=other, VpcId=vpc)["Code"] == \
        "InvalidParameterValue"
    assert error_of(ec2.attach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc)["Code"] == \
        "Resource.AlreadyAssociated"
    assert error_of(ec2.detach_internet_gateway, InternetGatewayId=other, VpcId=vpc)["Code"] == "Gateway.NotAttached"
    assert error_of(ec2.delete_internet_gateway, InternetGatewayId=gateway)["Code"] == "DependencyViolation"
    assert error_of(ec2.delete_vpc, VpcId=vpc)["Code"] == "DependencyViolation"
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.delete_internet_gateway(InternetGatewayId=gateway)
    assert error_of(ec2.describe_internet_gateways, InternetGatewayIds=[gateway])["Code"] == \
        "InvalidInternetGatewayID.NotFound"


# ---- elastic IP addresses ------------------------------------------------------------------------------------

def test_address_is_allocated_and_released(ec2, address):
    assert address["AllocationId"].startswith("eipalloc-") and address["PublicIp"].startswith("198.1")
    shown, = ec2.describe_addresses(Filters=[{"Name": "public-ip", "Values": [address["PublicIp"]]}])["Addresses"]
    assert (shown["AllocationId"], shown["Domain"]) == (address["AllocationId"], "vpc")
    ec2.release_address(AllocationId=address["AllocationId"])
    assert error_of(ec2.describe_addresses, AllocationIds=[address["AllocationId"]])["Code"] == \
        "InvalidAllocationID.NotFound"
    assert error_of(ec2.describe_addresses, PublicIps=[address["PublicIp"]])["Code"] == "InvalidAddress.NotFound"


def test_address_of_an_interface(ec2, subnet, gateway, vpc, address):
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    associated = ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=interface)
    shown, = ec2.describe_network_interfaces(Filters=[{"Name": "association.public-ip",
                                                       "Values": [address["PublicIp"]]}])["NetworkInterfaces"]
    assert shown["NetworkInterfaceId"] == interface
    assert shown["Association"]["AllocationId"] == address["AllocationId"]
    assert shown["PrivateIpAddresses"][0]["Association"]["PublicIp"] == address["PublicIp"]
    assert error_of(ec2.release_address, AllocationId=address["AllocationId"])["Code"] == "InvalidIPAddress.InUse"
    assert error_of(ec2.associate_address, AllocationId=address["AllocationId"], NetworkInterfaceId=interface,
                    AllowReassociation=False)["Code"] == "Resource.AlreadyAssociated"
    assert error_of(ec2.detach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc)["Code"] == \
        "DependencyViolation"
    ec2.disassociate_address(AssociationId=associated["AssociationId"])
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[address["AllocationId"]])["Addresses"][0]
    ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=interface)
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    ec2.release_address(AllocationId=address["AllocationId"])


def test_address_moves_to_another_interface(ec2, subnet, gateway, address):
    first, second = (ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
                     for _ in range(2))
    ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=first)
    ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=second)
    shown = {i["NetworkInterfaceId"]: i for i in ec2.describe_network_interfaces()["NetworkInterfaces"]}
    assert "Association" not in shown[first] and shown[second]["Association"]["PublicIp"] == address["PublicIp"]


def test_address_needs_an_internet_gateway(ec2, subnet, vpc, address):
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    error = error_of(ec2.associate_address, AllocationId=address["AllocationId"], NetworkInterfaceId=interface)
    assert (error["Code"], error["Message"]) == (
        "Gateway.NotAttached", f"Network {vpc} is not attached to any internet gateway")


# ---- NAT gateways --------------------------------------------------------------------------------------------

def test_nat_gateway_has_an_interface_and_an_address(ec2, nat, address, subnet):
    shown, = ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
    assert (shown["State"], shown["SubnetId"], shown["ConnectivityType"]) == ("available", subnet, "public")
    own, = shown["NatGatewayAddresses"]
    assert (own["AllocationId"], own["PublicIp"], own["PrivateIp"]) == \
        (address["AllocationId"], address["PublicIp"], "10.0.0.4")
    interface, = ec2.describe_network_interfaces(Filters=[{"Name": "interface-type", "Values": ["nat_gateway"]}])[
        "NetworkInterfaces"]
    assert interface["Description"] == f"Interface for NAT Gateway {nat}"
    assert interface["RequesterManaged"] and interface["Status"] == "in-use"
    assert error_of(ec2.delete_network_interface, NetworkInterfaceId=interface["NetworkInterfaceId"])["Code"] == \
        "AuthFailure"
    assert error_of(ec2.delete_subnet, SubnetId=subnet)["Code"] == "DependencyViolation"


def test_deleted_nat_gateway_leaves_nothing(ec2, nat, address, subnet):
    ec2.delete_nat_gateway(NatGatewayId=nat)
    ec2.get_waiter("nat_gateway_deleted").wait(NatGatewayIds=[nat], WaiterConfig={"Delay": 0, "MaxAttempts": 5})
    ec2.release_address(AllocationId=address["AllocationId"])
    ec2.delete_subnet(SubnetId=subnet)
    assert ec2.describe_nat_gateways(Filters=[{"Name": "state", "Values": ["deleted"]}])["NatGateways"][0][
        "NatGatewayId"] == nat


def test_nat_gateway_without_internet_fails(ec2, subnet, vpc, address):
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address["AllocationId"])["NatGateway"]
    shown, = ec2.describe_nat_gateways(NatGatewayIds=[made["NatGatewayId"]])["NatGateways"]
    assert (shown["State"], shown["FailureCode"]) == ("failed", "Gateway.NotAttached")
    assert shown["FailureMessage"] == f"Network {vpc} has no Internet gateway attached"


def test_private_nat_gateway(ec2, subnet):
    made = ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]
    shown, = ec2.describe_nat_gateways(NatGatewayIds=[made["NatGatewayId"]])["NatGateways"]
    assert shown["State"] == "available" and "PublicIp" not in shown["NatGatewayAddresses"][0]
    error = error_of(ec2.delete_nat_gateway, NatGatewayId="nat-0123456789abcdef0")
    assert (error["Code"], error["Message"]) == ("NatGatewayNotFound",
                                                 "The Nat Gateway nat-0123456789abcdef0 was not found")


# ---- what VPCs begin with ------------------------------------------------------------------------------------

def test_dhcp_options(ec2, vpc):
    options, = ec2.describe_dhcp_options()["DhcpOptions"]
    values = {c["Key"]: [v["Value"] for v in c["Values"]] for c in options["DhcpConfigurations"]}
    assert values == {"domain-name": ["eu-central-1.compute.internal"], "domain-name-servers": ["AmazonProvidedDNS"]}
    assert ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["DhcpOptionsId"] == options["DhcpOptionsId"]


def test_network_acl_has_the_subnets_of_its_vpc(ec2, vpc, subnet):
    acl, = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkAcls"]
    assert acl["IsDefault"] and [a["SubnetId"] for a in acl["Associations"]] == [subnet]
    assert [(e["RuleNumber"], e["RuleAction"], e["Egress"]) for e in acl["Entries"]] == [
        (100, "allow", True), (32767, "deny", True), (100, "allow", False), (32767, "deny", False)]
    ec2.delete_subnet(SubnetId=subnet)
    assert ec2.describe_network_acls(NetworkAclIds=[acl["NetworkAclId"]])["NetworkAcls"][0]["Associations"] == []


def test_vpc_endpoints_are_refused_by_name(ec2, vpc):
    error = error_of(ec2.create_vpc_endpoint, VpcId=vpc, ServiceName="com.amazonaws.eu-central-1.s3")
    assert error["Code"] == "InvalidAction" and "CreateVpcEndpoint" in error["Message"]
