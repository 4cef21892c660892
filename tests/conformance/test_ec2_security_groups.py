"""EC2: security groups and their rules."""
import json

import pytest
from botocore.exceptions import ClientError

ANYWHERE = "0.0.0.0/0"


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


@pytest.fixture
def group(ec2, vpc):
    return ec2.create_security_group(GroupName="web", Description="web servers", VpcId=vpc)["GroupId"]


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def permission(port, *blocks, **peers):
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
            "IpRanges": [{"CidrIp": block} for block in blocks], **peers}


def ingress(ec2, group):
    return ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]


def test_new_group_lets_all_out_and_nothing_in(ec2, group, vpc, account):
    shown, = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert (shown["GroupName"], shown["Description"]) == ("web", "web servers")
    assert (shown["VpcId"], shown["OwnerId"]) == (vpc, account)
    assert shown["IpPermissions"] == []
    assert shown["IpPermissionsEgress"] == [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}], "Ipv6Ranges": [],
                                             "PrefixListIds": [], "UserIdGroupPairs": []}]


def egress_blocks(ec2, group):
    permission, = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
    return [r["CidrIp"] for r in permission["IpRanges"]], [r["CidrIpv6"] for r in permission["Ipv6Ranges"]]


def test_group_of_a_vpc_with_ipv6_lets_ipv6_out(ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
    made = ec2.create_security_group(GroupName="web", Description="d", VpcId=vpc)["GroupId"]
    default, = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]},
                                                     {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]
    for group in (made, default["GroupId"]):
        assert egress_blocks(ec2, group) == ([ANYWHERE], ["::/0"])


def test_first_ipv6_block_opens_groups_whose_egress_is_as_it_was(ec2, group, vpc):
    changed = ec2.create_security_group(GroupName="changed", Description="d", VpcId=vpc)["GroupId"]
    ec2.revoke_security_group_egress(GroupId=changed, IpPermissions=[
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}])
    ec2.authorize_security_group_egress(GroupId=changed, IpPermissions=[
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])
    for _ in range(2):
        ec2.associate_vpc_cidr_block(VpcId=vpc, AmazonProvidedIpv6CidrBlock=True)
    assert egress_blocks(ec2, group) == ([ANYWHERE], ["::/0"])
    assert egress_blocks(ec2, changed) == (["10.0.0.0/8"], [])


def test_default_group_of_a_vpc_lets_itself_in(ec2, vpc, account):
    default, = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
    assert (default["GroupName"], default["Description"]) == ("default", "default VPC security group")
    assert default["IpPermissions"][0]["UserIdGroupPairs"] == [{"GroupId": default["GroupId"], "UserId": account}]
    error = error_of(ec2.delete_security_group, GroupId=default["GroupId"])
    assert error["Code"] == "CannotDelete"


def test_names_are_unique_in_a_vpc(ec2, group, vpc):
    error = error_of(ec2.create_security_group, GroupName="web", Description="again", VpcId=vpc)
    assert error["Code"] == "InvalidGroup.Duplicate"
    assert error["Message"] == f"The security group 'web' already exists for VPC '{vpc}'"
    ec2.create_security_group(GroupName="web", Description="in the default VPC")
    assert error_of(ec2.create_security_group, GroupName="sg-x", Description="x")["Code"] == "InvalidParameterValue"
    assert error_of(ec2.create_security_group, GroupName="default", Description="x")["Code"] == "InvalidParameterValue"


def test_each_peer_is_a_rule_of_its_own(ec2, group):
    rules = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        permission(22, "10.0.0.0/8", "192.0.2.7/32"),
        {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group, "Description": "each other"}]},
        permission(443, Ipv6Ranges=[{"CidrIpv6": "::/0"}])])["SecurityGroupRules"]
    assert [(r["IpProtocol"], r["FromPort"], r.get("CidrIpv4") or r.get("CidrIpv6")) for r in rules] == [
        ("tcp", 22, "10.0.0.0/8"), ("tcp", 22, "192.0.2.7/32"), ("-1", -1, None), ("tcp", 443, "::/0")]
    assert rules[2]["ReferencedGroupInfo"]["GroupId"] == group and rules[2]["Description"] == "each other"
    shown = ingress(ec2, group)
    assert [len(p["IpRanges"]) for p in shown] == [2, 0, 0]
    listed = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    assert {r["SecurityGroupRuleId"] for r in rules} < {r["SecurityGroupRuleId"] for r in listed}
    assert len(listed) == 5  # and the egress rule


def test_the_same_rule_is_not_taken_twice(ec2, group):
    ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp=ANYWHERE)
    error = error_of(ec2.authorize_security_group_ingress, GroupId=group,
                     IpPermissions=[permission(22, ANYWHERE), permission(80, ANYWHERE)])
    assert error["Code"] == "InvalidPermission.Duplicate"
    assert error["Message"] == ('the specified rule "peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW" '
                                "already exists")
    assert len(ingress(ec2, group)) == 1
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[permission(22, ANYWHERE)])
    assert error_of(ec2.authorize_security_group_egress, GroupId=group, IpPermissions=[
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}])["Code"] == "InvalidPermission.Duplicate"


@pytest.mark.parametrize("bad, code", [
    (permission(22, "nonsense"), "InvalidParameterValue"),
    (permission(22), "MissingParameter"),
    ({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 22, "IpRanges": [{"CidrIp": ANYWHERE}]}, "InvalidParameterValue"),
    ({"IpProtocol": "carrier-pigeon", "IpRanges": [{"CidrIp": ANYWHERE}]}, "InvalidParameterValue"),
    (permission(22, UserIdGroupPairs=[{"GroupId": "sg-0123456789abcdef0"}]), "InvalidGroup.NotFound"),
    (permission(22, PrefixListIds=[{"PrefixListId": "pl-1"}]), "UnsupportedOperation"),
])
def test_rules_that_make_no_sense(ec2, group, bad, code):
    assert error_of(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[bad])["Code"] == code


def test_rules_are_revoked_by_what_they_say_or_by_id(ec2, group):
    rules = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(22, ANYWHERE),
                                                                               permission(80, ANYWHERE)])
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[permission(22, ANYWHERE)])
    second = rules["SecurityGroupRules"][1]["SecurityGroupRuleId"]
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[second])
    assert ingress(ec2, group) == []
    assert error_of(ec2.revoke_security_group_ingress, GroupId=group, IpPermissions=[permission(22, ANYWHERE)])["Code"] \
        == "InvalidPermission.NotFound"
    assert error_of(ec2.revoke_security_group_ingress, GroupId=group, SecurityGroupRuleIds=[second])["Code"] == \
        "InvalidSecurityGroupRuleId.NotFound"
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[{"IpProtocol": "-1",
                                                                    "IpRanges": [{"CidrIp": ANYWHERE}]}])
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"] == []


def test_rules_are_modified_and_described(ec2, group):
    rule, = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(22, ANYWHERE)])[
        "SecurityGroupRules"]
    rule_id = rule["SecurityGroupRuleId"]
    ec2.modify_security_group_rules(GroupId=group, SecurityGroupRules=[{
        "SecurityGroupRuleId": rule_id,
        "SecurityGroupRule": {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8081, "CidrIpv4": "10.0.0.0/8",
                              "Description": "inside"}}])
    shown, = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule_id])["SecurityGroupRules"]
    assert (shown["FromPort"], shown["ToPort"], shown["CidrIpv4"], shown["Description"]) == \
        (8080, 8081, "10.0.0.0/8", "inside")
    ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=[{
        "IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8081,
        "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "changed"}]}])
    assert ingress(ec2, group)[0]["IpRanges"] == [{"CidrIp": "10.0.0.0/8", "Description": "changed"}]
    egress = [r["SecurityGroupRuleId"] for r in ec2.describe_security_group_rules()["SecurityGroupRules"]
              if r["GroupId"] == group and r["IsEgress"]]
    ec2.update_security_group_rule_descriptions_egress(GroupId=group, SecurityGroupRuleDescriptions=[
        {"SecurityGroupRuleId": egress[0], "Description": "all"}])
    shown, = ec2.describe_security_group_rules(SecurityGroupRuleIds=egress)["SecurityGroupRules"]
    assert shown["Description"] == "all"


def test_group_in_use_is_not_deleted(ec2, group, vpc):
    other = ec2.create_security_group(GroupName="db", Description="db", VpcId=vpc)["GroupId"]
    pair = permission(5432, UserIdGroupPairs=[{"GroupId": group}])
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[pair])
    error = error_of(ec2.delete_security_group, GroupId=group)
    assert (error["Code"], error["Message"]) == ("DependencyViolation", f"resource {group} has a dependent object")
    ec2.revoke_security_group_ingress(GroupId=other, IpPermissions=[pair])
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    interface = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]["NetworkInterfaceId"]
    assert error_of(ec2.delete_security_group, GroupId=group)["Code"] == "DependencyViolation"
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    ec2.delete_security_group(GroupId=group)
    error = error_of(ec2.describe_security_groups, GroupIds=[group])
    assert (error["Code"], error["Message"]) == ("InvalidGroup.NotFound",
                                                 f"The security group '{group}' does not exist")


def test_groups_by_filters(ec2, group, vpc):
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(443, ANYWHERE)])

    def ids(name, value):
        found = ec2.describe_security_groups(Filters=[{"Name": name, "Values": [value]}])["SecurityGroups"]
        return [g["GroupId"] for g in found]

    assert ids("group-name", "web") == ids("ip-permission.from-port", "443") == ids("description", "web*") == [group]
    assert [g["GroupId"] for g in ec2.describe_security_groups(GroupNames=["web"])["SecurityGroups"]] == [group]


def test_groups_by_the_names_of_groups_in_their_rules(ec2, group, vpc):
    other = ec2.create_security_group(GroupName="db", Description="d", VpcId=vpc)["GroupId"]
    pair = [permission(5432, UserIdGroupPairs=[{"GroupId": group}])]
    ec2.authorize_security_group_egress(GroupId=other, IpPermissions=pair)

    def ids(name):
        found = ec2.describe_security_groups(Filters=[{"Name": name, "Values": ["web"]}])["SecurityGroups"]
        return [g["GroupId"] for g in found]

    assert (ids("egress.ip-permission.group-name"), ids("ip-permission.group-name")) == ([other], [])
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=pair)
    assert ids("ip-permission.group-name") == [other]


@pytest.mark.parametrize("malformed, message", [
    ("foobar", 'Invalid id: "foobar" (expecting "sg-...")'), ("sg-12345", 'Invalid id: "sg-12345"')])
def test_malformed_group_ids(ec2, malformed, message):
    """The words of the first are AWS's; the filter's are those that getmoto/moto recorded."""
    for call in (ec2.delete_security_group, lambda GroupId: ec2.describe_security_groups(GroupIds=[GroupId])):
        error = error_of(call, GroupId=malformed)
        assert (error["Code"], error["Message"]) == ("InvalidGroupId.Malformed", message)
    error = error_of(ec2.describe_security_group_rules, Filters=[{"Name": "group-id", "Values": [malformed]}])
    assert (error["Code"], error["Message"]) == (
        "InvalidGroupId.Malformed", f"The security group ID '{malformed}' is malformed")


@pytest.mark.parametrize("change, code, message", [
    ({"IpProtocol": None}, "InvalidParameterValue",
     "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly."),
    ({"ToPort": None}, "InvalidParameterValue",
     "Invalid value for portRange. Must specify both from and to ports with TCP/UDP."),
    ({"CidrIpv4": None}, "MissingParameter",
     "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId"),
    ({"CidrIpv6": "::/0"}, "InvalidParameterCombination",
     "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified"),
])
def test_rules_that_cannot_be_changed_so(ec2, group, change, code, message):
    """Verified on AWS by the tests of getmoto/moto."""
    made, = ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[permission(443, ANYWHERE)])["SecurityGroupRules"]
    rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIpv4": ANYWHERE, **change}
    error = error_of(ec2.modify_security_group_rules, GroupId=group, SecurityGroupRules=[
        {"SecurityGroupRuleId": made["SecurityGroupRuleId"],
         "SecurityGroupRule": {name: value for name, value in rule.items() if value is not None}}])
    assert (error["Code"], error["Message"]) == (code, message)


def test_the_cli_authorizes(aws, ec2, group):
    aws("ec2", "authorize-security-group-ingress", "--group-id", group, "--protocol", "tcp", "--port", "22",
        "--cidr", "192.0.2.0/24")
    assert ingress(ec2, group)[0]["IpRanges"] == [{"CidrIp": "192.0.2.0/24"}]


# ---- permissions ---------------------------------------------------------------------------------------------

@pytest.fixture
def user_client(client):
    """user_client(*statements): EC2 as a new user with that policy."""
    iam = client("iam")

    def make(*statements):
        iam.create_user(UserName="network")
        iam.put_user_policy(UserName="network", PolicyName="p", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": list(statements)}))
        key = iam.create_access_key(UserName="network")["AccessKey"]
        return client("ec2", credentials={"aws_access_key_id": key["AccessKeyId"],
                                          "aws_secret_access_key": key["SecretAccessKey"]})

    return make


def test_permission_for_the_group_suffices_to_authorize(ec2, group, account, user_client):
    """CDK's policies name security-group/ID and nothing of the rules that come to be."""
    arn = f"arn:aws:ec2:eu-central-1:{account}:security-group/{group}"
    user = user_client({"Effect": "Allow", "Resource": arn,
                        "Action": ["ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress"]})
    user.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(443, ANYWHERE)])
    user.authorize_security_group_egress(GroupId=group, IpPermissions=[permission(443, ANYWHERE)])
    tags = [{"ResourceType": "security-group-rule", "Tags": [{"Key": "a", "Value": "b"}]}]
    error = error_of(user.authorize_security_group_ingress, GroupId=group, TagSpecifications=tags,
                     IpPermissions=[permission(80, ANYWHERE)])
    assert error["Code"] == "UnauthorizedOperation" and "ec2:CreateTags" in error["Message"]


def test_groups_may_be_deleted_page_by_page(ec2, vpc):
    for number in range(12):
        ec2.create_security_group(GroupName=f"g{number:02}", Description="old", VpcId=vpc)
    deleted = []
    old = [{"Name": "description", "Values": ["old"]}]
    for page in ec2.get_paginator("describe_security_groups").paginate(Filters=old, PaginationConfig={"PageSize": 5}):
        for one in page["SecurityGroups"]:
            ec2.delete_security_group(GroupId=one["GroupId"])
            deleted.append(one["GroupName"])
    assert deleted == [f"g{number:02}" for number in range(12)]
