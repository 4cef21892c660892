"""EC2: VPCs, subnets, the default VPC, and tags of all kinds of resources."""
import json
import re

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def ec2(client):
    return client("ec2")


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def tags(**values):
    return [{"Key": key, "Value": value} for key, value in values.items()]


def tagged(resource_type, **values):
    return [{"ResourceType": resource_type, "Tags": tags(**values)}]


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


# ---- the default VPC -----------------------------------------------------------------------------------------

def test_each_region_has_a_default_vpc(ec2, client):
    vpcs = ec2.describe_vpcs()["Vpcs"]
    assert [(vpc["CidrBlock"], vpc["IsDefault"], vpc["State"]) for vpc in vpcs] == [("172.31.0.0/16", True, "available")]
    elsewhere = client("ec2", region="us-east-1").describe_vpcs()["Vpcs"]
    assert len(elsewhere) == 1 and elsewhere[0]["VpcId"] != vpcs[0]["VpcId"]
    assert ec2.describe_vpcs()["Vpcs"] == vpcs


def test_default_vpc_has_a_public_subnet_in_each_zone(ec2, account):
    subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    assert [(subnet["AvailabilityZone"], subnet["CidrBlock"]) for subnet in subnets] == [
        ("eu-central-1a", "172.31.0.0/20"), ("eu-central-1b", "172.31.16.0/20"), ("eu-central-1c", "172.31.32.0/20")]
    for subnet in subnets:
        assert subnet["AvailableIpAddressCount"] == 4091
        assert subnet["MapPublicIpOnLaunch"] and subnet["OwnerId"] == account
        assert subnet["SubnetArn"] == f"arn:aws:ec2:eu-central-1:{account}:subnet/{subnet['SubnetId']}"


def test_create_default_vpc_only_where_there_is_none(ec2):
    with pytest.raises(ClientError, match="DefaultVpcAlreadyExists"):
        ec2.create_default_vpc()
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    for gateway in ec2.describe_internet_gateways()["InternetGateways"]:
        ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc)
    for subnet in ec2.describe_subnets()["Subnets"]:
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    ec2.delete_vpc(VpcId=vpc)
    assert ec2.describe_vpcs()["Vpcs"] == []  # a deleted one does not come back by itself
    assert error_of(ec2.create_default_subnet, AvailabilityZone="eu-central-1a")["Code"] == "DefaultVpcDoesNotExist"
    again = ec2.create_default_vpc()["Vpc"]
    assert again["IsDefault"] and again["VpcId"] != vpc
    assert len(ec2.describe_subnets()["Subnets"]) == 3


def test_default_subnet_comes_back(ec2):
    subnet = ec2.describe_subnets(Filters=[{"Name": "availability-zone", "Values": ["eu-central-1b"]}])["Subnets"][0]
    assert error_of(ec2.create_default_subnet, AvailabilityZone="eu-central-1b")["Code"] == \
        "DefaultSubnetAlreadyExistsInAvailabilityZone"
    ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    again = ec2.create_default_subnet(AvailabilityZone="eu-central-1b")["Subnet"]
    assert (again["CidrBlock"], again["DefaultForAz"]) == ("172.31.16.0/20", True)


# ---- VPCs ----------------------------------------------------------------------------------------------------

def test_vpc_is_made_changed_and_deleted(ec2, account):
    made = ec2.create_vpc(CidrBlock="10.1.2.3/16", TagSpecifications=tagged("vpc", Name="main"))["Vpc"]
    assert made["CidrBlock"] == "10.1.0.0/16"  # the canonical form
    assert made["CidrBlockAssociationSet"][0]["CidrBlockState"]["State"] == "associated"
    assert made["OwnerId"] == account and made["Tags"] == tags(Name="main") and not made["IsDefault"]
    vpc_id = made["VpcId"]
    found = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["main"]}])["Vpcs"]
    assert [vpc["VpcId"] for vpc in found] == [vpc_id]

    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
    attribute = ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute="enableDnsHostnames")
    assert attribute["EnableDnsHostnames"] == {"Value": True} and attribute["VpcId"] == vpc_id

    ec2.delete_vpc(VpcId=vpc_id)
    error = error_of(ec2.describe_vpcs, VpcIds=[vpc_id])
    assert (error["Code"], error["Message"]) == ("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")


@pytest.mark.parametrize("block, code", [
    ("10.0.0.0/8", "InvalidVpc.Range"), ("10.0.0.0/29", "InvalidVpc.Range"), ("10.0.0.300/16", "InvalidParameterValue"),
])
def test_vpc_takes_blocks_of_16_to_28(ec2, block, code):
    assert error_of(ec2.create_vpc, CidrBlock=block)["Code"] == code


def test_vpc_gets_further_blocks(ec2, vpc):
    more = ec2.associate_vpc_cidr_block(VpcId=vpc, CidrBlock="10.1.0.0/16")["CidrBlockAssociation"]
    assert error_of(ec2.associate_vpc_cidr_block, VpcId=vpc, CidrBlock="10.1.2.0/24")["Code"] == "CidrConflict"
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    assert error_of(ec2.disassociate_vpc_cidr_block, AssociationId=more["AssociationId"])["Code"] == "DependencyViolation"
    ec2.delete_subnet(SubnetId=subnet)
    ec2.disassociate_vpc_cidr_block(AssociationId=more["AssociationId"])
    primary, = ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["CidrBlockAssociationSet"]
    assert error_of(ec2.disassociate_vpc_cidr_block, AssociationId=primary["AssociationId"])["Code"] == \
        "OperationNotPermitted"


def test_vpc_with_dependencies_is_not_deleted(ec2, vpc):
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    error = error_of(ec2.delete_vpc, VpcId=vpc)
    assert error["Code"] == "DependencyViolation"
    assert error["Message"] == f"The vpc '{vpc}' has dependencies and cannot be deleted."
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)


def test_another_accounts_vpc_is_not_seen(ec2, vpc, client):
    other = client("ec2", credentials={"aws_access_key_id": "999999999999", "aws_secret_access_key": "test"})
    assert error_of(other.describe_vpcs, VpcIds=[vpc])["Code"] == "InvalidVpcID.NotFound"
    assert error_of(other.delete_vpc, VpcId=vpc)["Code"] == "InvalidVpcID.NotFound"


def test_parameters_that_are_left_out_are_refused_by_name(ec2):
    error = error_of(ec2.create_vpc, CidrBlock="10.0.0.0/16", Ipv4IpamPoolId="ipam-pool-0")
    assert error["Code"] == "UnsupportedOperation" and "Ipv4IpamPoolId" in error["Message"]


# ---- subnets -------------------------------------------------------------------------------------------------

def test_subnet_has_all_addresses_but_five(ec2, vpc):
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/28", AvailabilityZone="eu-central-1c")["Subnet"]
    assert subnet["AvailableIpAddressCount"] == 11
    assert (subnet["AvailabilityZone"], subnet["AvailabilityZoneId"]) == ("eu-central-1c", "euc1-az3")
    assert not subnet["MapPublicIpOnLaunch"]
    assert subnet["PrivateDnsNameOptionsOnLaunch"] == {
        "HostnameType": "ip-name", "EnableResourceNameDnsARecord": False, "EnableResourceNameDnsAAAARecord": False}


def test_subnets_do_not_overlap_and_lie_within_the_vpc(ec2, vpc):
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")
    error = error_of(ec2.create_subnet, VpcId=vpc, CidrBlock="10.0.0.128/25")
    assert (error["Code"], error["Message"]) == ("InvalidSubnet.Conflict",
                                                 "The CIDR '10.0.0.128/25' conflicts with another subnet")
    error = error_of(ec2.create_subnet, VpcId=vpc, CidrBlock="10.1.0.0/24")
    assert (error["Code"], error["Message"]) == ("InvalidSubnet.Range", "The CIDR '10.1.0.0/24' is invalid.")
    error = error_of(ec2.create_subnet, VpcId=vpc, CidrBlock="10.0.2.0/24", AvailabilityZone="eu-central-1z")
    assert error["Code"] == "InvalidParameterValue"
    assert "eu-central-1a, eu-central-1b, eu-central-1c" in error["Message"]


def test_modify_subnet_attribute_one_at_a_time(ec2, vpc):
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    ec2.modify_subnet_attribute(SubnetId=subnet, EnableResourceNameDnsARecordOnLaunch={"Value": True})
    ec2.modify_subnet_attribute(SubnetId=subnet, PrivateDnsHostnameTypeOnLaunch="resource-name")
    shown = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]
    assert shown["MapPublicIpOnLaunch"]
    assert shown["PrivateDnsNameOptionsOnLaunch"]["EnableResourceNameDnsARecord"]
    assert shown["PrivateDnsNameOptionsOnLaunch"]["HostnameType"] == "resource-name"
    error = error_of(ec2.modify_subnet_attribute, SubnetId=subnet, MapPublicIpOnLaunch={"Value": True},
                     EnableDns64={"Value": True})
    assert error["Code"] == "InvalidParameterCombination"


def test_ipv6_blocks_of_vpc_and_subnet(ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]
    block = vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
    assert block.endswith("00::/56")
    first, second = block.replace("::/56", "::/64"), block.replace("00::/56", "01::/64")
    subnet = ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.0.0/24", Ipv6CidrBlock=first)["Subnet"]
    assert subnet["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"] == first
    other = ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    assert error_of(ec2.associate_subnet_cidr_block, SubnetId=other, Ipv6CidrBlock=first)["Code"] == \
        "InvalidSubnet.Conflict"
    associated = ec2.associate_subnet_cidr_block(SubnetId=other, Ipv6CidrBlock=second)
    ec2.modify_subnet_attribute(SubnetId=other, AssignIpv6AddressOnCreation={"Value": True})
    ec2.disassociate_subnet_cidr_block(AssociationId=associated["Ipv6CidrBlockAssociation"]["AssociationId"])
    assert ec2.describe_subnets(SubnetIds=[other])["Subnets"][0]["Ipv6CidrBlockAssociationSet"] == []
    assert error_of(ec2.modify_subnet_attribute, SubnetId=other, AssignIpv6AddressOnCreation={"Value": True})["Code"] \
        == "InvalidParameterValue"


def test_subnets_come_in_pages(ec2, vpc):
    for number in range(7):
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")
    pages = list(ec2.get_paginator("describe_subnets").paginate(
        Filters=[{"Name": "vpc-id", "Values": [vpc]}], PaginationConfig={"PageSize": 5}))
    assert [len(page["Subnets"]) for page in pages] == [5, 2]


# ---- tags ----------------------------------------------------------------------------------------------------

def test_tags_of_resources(ec2, vpc):
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=tagged("subnet", Name="a"))
    subnet = subnet["Subnet"]["SubnetId"]
    ec2.create_tags(Resources=[vpc, subnet], Tags=tags(Team="x", Name="b"))
    assert ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["Tags"] == tags(Name="b", Team="x")
    found = ec2.describe_tags(Filters=[{"Name": "resource-type", "Values": ["subnet"]}])["Tags"]
    assert found == [{"Key": "Name", "ResourceId": subnet, "ResourceType": "subnet", "Value": "b"},
                     {"Key": "Team", "ResourceId": subnet, "ResourceType": "subnet", "Value": "x"}]
    ec2.delete_tags(Resources=[subnet], Tags=[{"Key": "Team"}, {"Key": "Name", "Value": "other"}])
    assert ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["Tags"] == tags(Name="b")


def test_a_page_of_tags_goes_on_though_the_last_of_the_one_before_is_gone(ec2, vpc):
    ec2.create_tags(Resources=[vpc], Tags=tags(**{f"k{number}": "v" for number in range(8)}))
    first = ec2.describe_tags(MaxResults=5)
    assert [tag["Key"] for tag in first["Tags"]] == ["k0", "k1", "k2", "k3", "k4"]
    ec2.delete_tags(Resources=[vpc], Tags=[{"Key": "k4"}, {"Key": "k5"}])
    rest = ec2.describe_tags(MaxResults=5, NextToken=first["NextToken"])
    assert [tag["Key"] for tag in rest["Tags"]] == ["k6", "k7"] and "NextToken" not in rest


def test_tags_of_what_is_not_there(ec2):
    assert error_of(ec2.create_tags, Resources=["vpc-0123456789abcdef0"], Tags=tags(a="b"))["Code"] == \
        "InvalidVpcID.NotFound"
    error = error_of(ec2.create_tags, Resources=["nonsense"], Tags=tags(a="b"))
    assert (error["Code"], error["Message"]) == ("InvalidID", "The ID 'nonsense' is not valid")
    assert error_of(ec2.create_vpc, CidrBlock="10.0.0.0/16", TagSpecifications=tagged("subnet", a="b"))["Message"] == \
        "'subnet' is not a valid taggable resource type for this operation."


# ---- permissions ---------------------------------------------------------------------------------------------

@pytest.fixture
def user_client(client):
    """user_client(statement…): EC2 as a new user with that policy."""
    iam = client("iam")

    def make(*statements):
        iam.create_user(UserName="network")
        iam.put_user_policy(UserName="network", PolicyName="p", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": list(statements)}))
        key = iam.create_access_key(UserName="network")["AccessKey"]
        return client("ec2", credentials={"aws_access_key_id": key["AccessKeyId"],
                                          "aws_secret_access_key": key["SecretAccessKey"]})

    return make


def test_permission_by_tags_of_the_resource(ec2, vpc, user_client):
    other = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tagged("vpc", team="blue"))["Vpc"]["VpcId"]
    user = user_client({"Effect": "Allow", "Action": "ec2:DeleteVpc", "Resource": "*",
                        "Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}})
    assert error_of(user.delete_vpc, VpcId=vpc)["Code"] == "UnauthorizedOperation"
    user.delete_vpc(VpcId=other)


def test_permission_by_tags_of_the_request(user_client):
    user = user_client({"Effect": "Allow", "Action": "ec2:CreateVpc", "Resource": "arn:aws:ec2:*:*:vpc/*",
                        "Condition": {"StringEquals": {"aws:RequestTag/team": "blue"}}},
                       {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*"})
    error = error_of(user.create_vpc, CidrBlock="10.0.0.0/16")
    assert error["Code"] == "UnauthorizedOperation"
    assert re.match(r"You are not authorized to perform this operation\. User: arn:aws:iam::\d+:user/\S+ is not "
                    r"authorized to perform: ec2:CreateVpc on resource: ", error["Message"])
    user.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tagged("vpc", team="blue"))


def test_permission_for_subnets_of_one_vpc(ec2, vpc, account, user_client):
    inside = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    outside = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][0]["SubnetId"]
    user = user_client({"Effect": "Allow", "Action": "ec2:DeleteSubnet", "Resource": "arn:aws:ec2:*:*:subnet/*",
                        "Condition": {"ArnEquals": {"ec2:Vpc": f"arn:aws:ec2:eu-central-1:{account}:vpc/{vpc}"}}})
    assert error_of(user.delete_subnet, SubnetId=outside)["Code"] == "UnauthorizedOperation"
    user.delete_subnet(SubnetId=inside)


def test_subnets_may_be_deleted_page_by_page(client):
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"] for number in range(12)]
    deleted = []
    for page in ec2.get_paginator("describe_subnets").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}],
                                                               PaginationConfig={"PageSize": 5}):
        for one in page["Subnets"]:
            ec2.delete_subnet(SubnetId=one["SubnetId"])
            deleted.append(one["SubnetId"])
    assert deleted == made
    for token in ("x", "YWZ0ZXI6eA==", "YWZ0ZXI6LTEveA=="):  # the latter two: after:x, after:-1/x
        with pytest.raises(ClientError) as caught:
            ec2.describe_subnets(MaxResults=5, NextToken=token)
        assert caught.value.response["Error"]["Code"] == "InvalidNextToken"
