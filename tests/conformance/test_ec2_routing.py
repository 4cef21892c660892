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


# ---- network ACLs --------------------------------------------------------------------------------------------

def entries_of(ec2, acl):
    entries = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
    return [(e["Egress"], e["RuleNumber"], e["RuleAction"], e.get("CidrBlock") or e.get("Ipv6CidrBlock"))
            for e in entries]


DENIED = [(egress, 32767, "deny", EVERYTHING) for egress in (True, False)]
HTTPS = {"RuleNumber": 110, "Protocol": "6", "RuleAction": "allow", "Egress": False, "CidrBlock": "192.0.2.0/24",
         "PortRange": {"From": 443, "To": 443}}


@pytest.fixture
def acl(ec2, vpc):
    made = ec2.create_network_acl(VpcId=vpc, TagSpecifications=[
        {"ResourceType": "network-acl", "Tags": [{"Key": "a", "Value": "b"}]}])["NetworkAcl"]
    assert (made["IsDefault"], made["VpcId"], made["Tags"]) == (False, vpc, [{"Key": "a", "Value": "b"}])
    return made["NetworkAclId"]


def test_new_network_acl_denies_everything(ec2, acl):
    assert entries_of(ec2, acl) == DENIED


def test_network_acl_entries_are_made_replaced_and_deleted(ec2, acl):
    ec2.create_network_acl_entry(NetworkAclId=acl, **HTTPS)
    ping = {"RuleNumber": 90, "Protocol": "1", "RuleAction": "deny", "Egress": False, "CidrBlock": EVERYTHING}
    assert error_of(ec2.create_network_acl_entry, NetworkAclId=acl, **ping)["Code"] == "MissingParameter"
    ec2.create_network_acl_entry(NetworkAclId=acl, **ping, IcmpTypeCode={"Type": 8, "Code": -1})
    shown = ec2.describe_network_acls(Filters=[{"Name": "entry.port-range.from", "Values": ["443"]}])["NetworkAcls"][0]
    assert [e["RuleNumber"] for e in shown["Entries"] if not e["Egress"]] == [90, 110, 32767]
    assert shown["Entries"][1]["IcmpTypeCode"] == {"Type": 8, "Code": -1}
    assert shown["Entries"][2] == HTTPS
    error = error_of(ec2.create_network_acl_entry, NetworkAclId=acl, **HTTPS)
    assert (error["Code"], error["Message"]) == ("NetworkAclEntryAlreadyExists",
                                                 "The network acl entry identified by 110 already exists.")
    ec2.replace_network_acl_entry(NetworkAclId=acl, **{**HTTPS, "RuleAction": "deny"})
    assert (False, 110, "deny", "192.0.2.0/24") in entries_of(ec2, acl)
    for number in (90, 110):
        ec2.delete_network_acl_entry(NetworkAclId=acl, RuleNumber=number, Egress=False)
    assert entries_of(ec2, acl) == DENIED
    for call, arguments in ((ec2.delete_network_acl_entry, {"RuleNumber": 110, "Egress": False}),
                            (ec2.replace_network_acl_entry, HTTPS)):
        assert error_of(call, NetworkAclId=acl, **arguments)["Code"] == "InvalidNetworkAclEntry.NotFound"


@pytest.mark.parametrize("wrong, code", [
    ({"RuleNumber": 32767}, "InvalidParameterValue"),
    ({"Protocol": "sctp"}, "InvalidParameterValue"),
    ({"RuleAction": "maybe"}, "InvalidParameterValue"),
    ({"CidrBlock": "10.0.0.0/33"}, "InvalidParameterValue"),
    ({"PortRange": {"From": 444, "To": 443}}, "InvalidParameterValue"),
    ({"Ipv6CidrBlock": "::/0"}, "InvalidParameterCombination"),
    ({"NetworkAclId": "acl-0123456789abcdef0"}, "InvalidNetworkAclID.NotFound"),
])
def test_network_acl_entry_that_cannot_be(ec2, acl, wrong, code):
    assert error_of(ec2.create_network_acl_entry, **{"NetworkAclId": acl, **HTTPS, **wrong})["Code"] == code


def test_entries_of_a_direction_are_limited(ec2, acl):
    for number in range(1, 20):
        ec2.create_network_acl_entry(NetworkAclId=acl, **{**HTTPS, "RuleNumber": number})
    assert error_of(ec2.create_network_acl_entry, NetworkAclId=acl, **HTTPS)["Code"] == "NetworkAclEntryLimitExceeded"
    ec2.create_network_acl_entry(NetworkAclId=acl, **{**HTTPS, "Egress": True})


def test_subnet_goes_from_one_network_acl_to_another(ec2, vpc, subnet, acl):
    default, = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    former = default["Associations"][0]["NetworkAclAssociationId"]
    association = ec2.replace_network_acl_association(AssociationId=former, NetworkAclId=acl)["NewAssociationId"]
    assert association != former
    shown, = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    assert shown["Associations"] == [
        {"NetworkAclAssociationId": association, "NetworkAclId": acl, "SubnetId": subnet}]
    assert error_of(ec2.replace_network_acl_association, AssociationId=former, NetworkAclId=acl)["Code"] == \
        "InvalidAssociationID.NotFound"
    assert error_of(ec2.delete_network_acl, NetworkAclId=acl)["Code"] == "DependencyViolation"
    other = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    foreign = ec2.create_network_acl(VpcId=other)["NetworkAcl"]["NetworkAclId"]
    assert error_of(ec2.replace_network_acl_association, AssociationId=association, NetworkAclId=foreign)["Code"] == \
        "InvalidParameterValue"
    same = ec2.replace_network_acl_association(AssociationId=association, NetworkAclId=acl)["NewAssociationId"]
    ec2.replace_network_acl_association(AssociationId=same, NetworkAclId=default["NetworkAclId"])
    ec2.delete_network_acl(NetworkAclId=acl)
    assert error_of(ec2.delete_network_acl, NetworkAclId=default["NetworkAclId"])["Code"] == "InvalidParameterValue"


def test_vpc_goes_after_its_network_acls(ec2, vpc, acl):
    assert error_of(ec2.delete_vpc, VpcId=vpc)["Code"] == "DependencyViolation"
    ec2.delete_network_acl(NetworkAclId=acl)
    ec2.delete_vpc(VpcId=vpc)


def test_network_acls_of_a_vpc_with_ipv6(ec2, vpc, acl):
    """The default one lets IPv6 through unless its entries were changed; every one has the last rule."""
    ec2.associate_vpc_cidr_block(VpcId=vpc, AmazonProvidedIpv6CidrBlock=True)
    default, = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]},
                                                  {"Name": "default", "Values": ["true"]}])["NetworkAcls"]
    for egress in (True, False):
        assert [e[1:] for e in entries_of(ec2, default["NetworkAclId"]) if e[0] == egress] == [
            (100, "allow", EVERYTHING), (101, "allow", "::/0"), (32767, "deny", EVERYTHING), (32768, "deny", "::/0")]
        assert [e[1:] for e in entries_of(ec2, acl) if e[0] == egress] == [
            (32767, "deny", EVERYTHING), (32768, "deny", "::/0")]
    later = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    assert entries_of(ec2, later) == entries_of(ec2, acl)


def test_changed_default_network_acl_does_not_open_to_ipv6(ec2, vpc):
    default, = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkAcls"]
    ec2.delete_network_acl_entry(NetworkAclId=default["NetworkAclId"], RuleNumber=100, Egress=False)
    ec2.associate_vpc_cidr_block(VpcId=vpc, AmazonProvidedIpv6CidrBlock=True)
    allowed = [e for e in entries_of(ec2, default["NetworkAclId"]) if e[2] == "allow"]
    assert allowed == [(True, 100, "allow", EVERYTHING), (True, 101, "allow", "::/0")]


# ---- what can only be asked for ------------------------------------------------------------------------------

@pytest.mark.parametrize("operation, argument, unknown, code", [
    ("describe_vpn_gateways", "VpnGatewayIds", "vgw-0123456789abcdef0", "InvalidVpnGatewayID.NotFound"),
    ("describe_prefix_lists", "PrefixListIds", "pl-01234567", "InvalidPrefixListID.NotFound"),
])
def test_ids_of_what_cannot_be_made(ec2, operation, argument, unknown, code):
    assert error_of(getattr(ec2, operation), **{argument: [unknown]})["Code"] == code


def test_there_are_no_vpn_gateways(ec2, vpc):
    assert ec2.describe_vpn_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc]}])["VpnGateways"] == []


def test_prefix_lists_of_gateway_endpoints(ec2):
    lists = ec2.describe_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": ["com.amazonaws.*.s3"]}])
    shown, = lists["PrefixLists"]
    assert shown["PrefixListName"] == "com.amazonaws.eu-central-1.s3" and shown["Cidrs"]
    assert ec2.describe_prefix_lists(PrefixListIds=[shown["PrefixListId"]])["PrefixLists"] == [shown]


def test_addresses_have_no_domain_names(ec2, address):
    assert ec2.describe_addresses_attribute(AllocationIds=[address["AllocationId"]],
                                            Attribute="domain-name")["Addresses"] == []
    assert error_of(ec2.describe_addresses_attribute, AllocationIds=["eipalloc-0123456789abcdef0"],
                    Attribute="domain-name")["Code"] == "InvalidAllocationID.NotFound"


def test_vpn_gateways_are_refused_by_name(ec2):
    error = error_of(ec2.create_vpn_gateway, Type="ipsec.1")
    assert error["Code"] == "InvalidAction" and "CreateVpnGateway" in error["Message"]
