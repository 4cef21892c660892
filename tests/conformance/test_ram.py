"""RAM: subnets that one account shares with another, and what the other can do in them."""
import json

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def ram(client):
    return client("ram")


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def participant(account):
    """The credentials of the root of another account."""
    return {"aws_access_key_id": str(int(account) + 500_000_000_000), "aws_secret_access_key": "test"}


@pytest.fixture
def participant_id(participant):
    return participant["aws_access_key_id"]


@pytest.fixture
def subnet(ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=[
        {"ResourceType": "subnet", "Tags": [{"Key": "Name", "Value": "shared"}]}])["Subnet"]


@pytest.fixture
def share(ram, subnet, participant_id):
    return ram.create_resource_share(name="network", resourceArns=[subnet["SubnetArn"]],
                                     principals=[participant_id])["resourceShare"]


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def test_share_is_made_and_deleted(ram, share, subnet, account, participant_id):
    assert share["resourceShareArn"].startswith(f"arn:aws:ram:eu-central-1:{account}:resource-share/")
    assert (share["name"], share["status"], share["owningAccountId"]) == ("network", "ACTIVE", account)
    assert [s["name"] for s in ram.get_resource_shares(resourceOwner="SELF")["resourceShares"]] == ["network"]
    listed = ram.get_resource_share_associations(associationType="PRINCIPAL")["resourceShareAssociations"]
    assert [(a["associatedEntity"], a["status"]) for a in listed] == [(participant_id, "ASSOCIATED")]
    resource, = ram.list_resources(resourceOwner="SELF")["resources"]
    assert (resource["arn"], resource["type"]) == (subnet["SubnetArn"], "ec2:Subnet")
    assert [p["id"] for p in ram.list_principals(resourceOwner="SELF")["principals"]] == [participant_id]
    assert ram.delete_resource_share(resourceShareArn=share["resourceShareArn"])["returnValue"]
    assert ram.get_resource_shares(resourceOwner="SELF")["resourceShares"] == []


def test_permissions_of_a_share(ram, share):
    permission, = ram.list_resource_share_permissions(resourceShareArn=share["resourceShareArn"])["permissions"]
    assert permission["arn"] == "arn:aws:ram::aws:permission/AWSRAMDefaultPermissionSubnet"
    assert (permission["name"], permission["resourceType"], permission["defaultVersion"], permission["status"]) == (
        "AWSRAMDefaultPermissionSubnet", "ec2:Subnet", True, "ASSOCIATED")
    empty = ram.create_resource_share(name="empty")["resourceShare"]["resourceShareArn"]
    assert ram.list_resource_share_permissions(resourceShareArn=empty)["permissions"] == []
    assert error_of(ram.list_resource_share_permissions,
                    resourceShareArn=empty + "0")["Code"] == "UnknownResourceException"


def test_participant_sees_the_subnet_and_its_vpc(client, share, subnet, participant, account):
    theirs = client("ec2", credentials=participant)
    shown, = theirs.describe_subnets(SubnetIds=[subnet["SubnetId"]])["Subnets"]
    assert shown["OwnerId"] == account and shown["AvailableIpAddressCount"] == 251
    assert shown["Tags"] == []  # tags are not shared
    assert subnet["SubnetId"] in {s["SubnetId"] for s in theirs.describe_subnets()["Subnets"]}
    vpc, = theirs.describe_vpcs(VpcIds=[subnet["VpcId"]])["Vpcs"]
    assert vpc["OwnerId"] == account
    resources = client("ram", credentials=participant).list_resources(resourceOwner="OTHER-ACCOUNTS")["resources"]
    assert [r["arn"] for r in resources] == [subnet["SubnetArn"]]
    assert error_of(theirs.delete_subnet, SubnetId=subnet["SubnetId"])["Code"] == "InvalidSubnetID.NotFound"


def test_what_is_not_shared_is_not_seen(client, ram, share, subnet, participant):
    theirs = client("ec2", credentials=participant)
    stranger = client("ec2", credentials={"aws_access_key_id": "888888888888", "aws_secret_access_key": "test"})
    assert error_of(stranger.describe_subnets, SubnetIds=[subnet["SubnetId"]])["Code"] == "InvalidSubnetID.NotFound"
    ram.disassociate_resource_share(resourceShareArn=share["resourceShareArn"],
                                    principals=[participant["aws_access_key_id"]])
    assert error_of(theirs.describe_subnets, SubnetIds=[subnet["SubnetId"]])["Code"] == "InvalidSubnetID.NotFound"
    ram.associate_resource_share(resourceShareArn=share["resourceShareArn"],
                                 principals=[participant["aws_access_key_id"]])
    theirs.describe_subnets(SubnetIds=[subnet["SubnetId"]])


def test_participant_makes_interfaces_but_no_trunks(client, ec2, share, subnet, participant, participant_id):
    theirs = client("ec2", credentials=participant)
    group = theirs.create_security_group(GroupName="mine", Description="mine", VpcId=subnet["VpcId"])["GroupId"]
    made = theirs.create_network_interface(SubnetId=subnet["SubnetId"], Groups=[group])["NetworkInterface"]
    assert (made["OwnerId"], made["PrivateIpAddress"]) == (participant_id, "10.0.0.4")
    assert ec2.describe_subnets(SubnetIds=[subnet["SubnetId"]])["Subnets"][0]["AvailableIpAddressCount"] == 250
    assert error_of(theirs.create_network_interface, SubnetId=subnet["SubnetId"], Groups=[group],
                    InterfaceType="trunk")["Code"] == "InvalidParameterValue"
    # The VPC's default group belongs to the owner.
    assert error_of(theirs.create_network_interface, SubnetId=subnet["SubnetId"])["Code"] == "InvalidParameterValue"
    assert error_of(ec2.delete_subnet, SubnetId=subnet["SubnetId"])["Code"] == "DependencyViolation"


def test_a_participants_user_needs_a_policy_of_its_own(client, share, subnet, participant):
    iam, root = client("iam", credentials=participant), client("ec2", credentials=participant)
    group = root.create_security_group(GroupName="mine", Description="mine", VpcId=subnet["VpcId"])["GroupId"]
    iam.create_user(UserName="u")
    key = iam.create_access_key(UserName="u")["AccessKey"]
    user = client("ec2", credentials={"aws_access_key_id": key["AccessKeyId"],
                                      "aws_secret_access_key": key["SecretAccessKey"]})
    assert error_of(user.create_network_interface, SubnetId=subnet["SubnetId"], Groups=[group])["Code"] == \
        "UnauthorizedOperation"
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "ec2:CreateNetworkInterface", "Resource": "*"}]}))
    user.create_network_interface(SubnetId=subnet["SubnetId"], Groups=[group])


def test_only_ones_own_subnets_are_shared(client, ram, ec2, subnet, participant, participant_id):
    theirs = client("ram", credentials=participant)
    assert error_of(theirs.create_resource_share, name="x", resourceArns=[subnet["SubnetArn"]])["Code"] == \
        "UnknownResourceException"
    default = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][0]
    assert error_of(ram.create_resource_share, name="x", resourceArns=[default["SubnetArn"]])["Code"] == \
        "InvalidParameterException"
    assert error_of(ram.create_resource_share, name="x", resourceArns=["nonsense"])["Code"] == \
        "MalformedArnException"
    assert error_of(ram.create_resource_share, name="x", principals=["arn:aws:organizations::1:organization/o-1"])[
        "Code"] == "InvalidParameterException"


def test_the_cli_shares(aws, client, subnet, participant, participant_id):
    aws("ram", "create-resource-share", "--name", "cli", "--resource-arns", subnet["SubnetArn"],
        "--principals", participant_id)
    client("ec2", credentials=participant).describe_subnets(SubnetIds=[subnet["SubnetId"]])
