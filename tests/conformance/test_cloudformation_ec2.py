"""CloudFormation's resource types of EC2: what stacks make of networks and hosts, as EC2 shows it; and what is left when they go."""
import time

import pytest
from botocore.exceptions import ClientError

from network_template import NETWORK
from stacks import Stack

ANYWHERE = "0.0.0.0/0"


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "net")


@pytest.fixture
def ec2(sandbox, client):
    return client("ec2")


def outputs(**values):
    return {name: {"Value": value} for name, value in values.items()}


def create(stack, resources, **values):
    assert stack.create({"Resources": resources, "Outputs": outputs(**values)}) == "CREATE_COMPLETE", stack.story()


def update(stack, resources, **values):
    assert stack.update({"Resources": resources, "Outputs": outputs(**values)}) == "UPDATE_COMPLETE", stack.story()


def resource(kind, **properties):
    return {"Type": kind, "Properties": properties}


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def ref(name):
    return {"Ref": name}


def vpc(**properties):
    return resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", **properties)


def subnet(block="10.0.0.0/24", **properties):
    return resource("AWS::EC2::Subnet", VpcId=ref("V"), CidrBlock=block, **properties)


def own_tags(tags):
    return {tag["Key"]: tag["Value"] for tag in tags or [] if not tag["Key"].startswith("aws:")}


def gone(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert "NotFound" in caught.value.response["Error"]["Code"]


def in_vpc(ec2, vpc_id):
    """All that hangs on a VPC, by kind."""
    mine = [{"Name": "vpc-id", "Values": [vpc_id]}]
    return {
        "subnets": ec2.describe_subnets(Filters=mine)["Subnets"],
        "tables": ec2.describe_route_tables(Filters=mine)["RouteTables"],
        "groups": ec2.describe_security_groups(Filters=mine)["SecurityGroups"],
        "interfaces": ec2.describe_network_interfaces(Filters=mine)["NetworkInterfaces"],
        "gateways": ec2.describe_internet_gateways(
            Filters=[{"Name": "attachment.vpc-id", "Values": [vpc_id]}])["InternetGateways"],
    }


def test_published_network_template_deploys_and_leaves_nothing(stack, ec2):
    assert stack.create(NETWORK) == "CREATE_COMPLETE", stack.story()
    made = stack.outputs()
    there = in_vpc(ec2, made["VPC"])
    assert len(there["subnets"]) == 4 and len(there["tables"]) == 4 and len(there["gateways"]) == 1
    zones = {found["SubnetId"]: found["AvailabilityZone"] for found in there["subnets"]}
    assert len({zones[id] for id in made["PublicSubnets"].split(",")}) == 2
    nats = ec2.describe_nat_gateways(Filters=[{"Name": "vpc-id", "Values": [made["VPC"]]}])["NatGateways"]
    assert [nat["State"] for nat in nats] == ["available", "available"]
    private = made["PrivateSubnets"].split(",")[0]
    table, = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [private]}])["RouteTables"]
    way_out, = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == ANYWHERE]
    assert way_out["NatGatewayId"] in [nat["NatGatewayId"] for nat in nats]

    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    gone(ec2.describe_vpcs, VpcIds=[made["VPC"]])
    assert not any(in_vpc(ec2, made["VPC"]).values())
    assert ec2.describe_addresses()["Addresses"] == []


def test_vpc(stack, ec2):
    create(stack, {"V": vpc(Tags=[{"Key": "a", "Value": "1"}])}, Id=att("V", "VpcId"), Group=att("V", "DefaultSecurityGroup"),
           Acl=att("V", "DefaultNetworkAcl"), Block=att("V", "CidrBlock"),
           Association=ref("V"), First={"Fn::Select": [0, att("V", "CidrBlockAssociations")]})
    said = stack.outputs()
    made, = ec2.describe_vpcs(VpcIds=[said["Id"]])["Vpcs"]
    assert own_tags(made["Tags"]) == {"a": "1"}
    assert said["First"] == made["CidrBlockAssociationSet"][0]["AssociationId"]
    group, = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [said["Id"]]}])["SecurityGroups"]
    assert (said["Group"], said["Block"]) == (group["GroupId"], "10.0.0.0/16")
    assert said["Acl"].startswith("acl-")

    def dns(attribute):
        answer = ec2.describe_vpc_attribute(VpcId=said["Id"], Attribute=attribute)
        return answer[attribute[0].upper() + attribute[1:]]["Value"]
    assert (dns("enableDnsSupport"), dns("enableDnsHostnames")) == (True, False)
    update(stack, {"V": vpc(EnableDnsHostnames=True, Tags=[{"Key": "b", "Value": "2"}])}, Id=ref("V"))
    assert stack.outputs()["Id"] == said["Id"] and dns("enableDnsHostnames")
    assert own_tags(ec2.describe_vpcs(VpcIds=[said["Id"]])["Vpcs"][0]["Tags"]) == {"b": "2"}
    update(stack, {"V": resource("AWS::EC2::VPC", CidrBlock="10.9.0.0/16")}, Id=ref("V"))
    assert stack.outputs()["Id"] != said["Id"]
    gone(ec2.describe_vpcs, VpcIds=[said["Id"]])
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_tags_of_the_stack_are_tags_of_its_resources(stack, ec2):
    template = {"Resources": {"V": vpc(Tags=[{"Key": "a", "Value": "own"}])}}
    assert stack.create(template, Tags=[{"Key": "a", "Value": "stack"}, {"Key": "c", "Value": "3"}]) == "CREATE_COMPLETE"
    id = stack.physical_id("V")
    assert own_tags(ec2.describe_vpcs(VpcIds=[id])["Vpcs"][0]["Tags"]) == {"a": "own", "c": "3"}
    assert stack.delete() == "DELETE_COMPLETE"


def test_subnet(stack, ec2):
    create(stack, {"V": vpc(), "S": subnet(AvailabilityZone="eu-central-1b")}, Zone=att("S", "AvailabilityZone"),
           Acl=att("S", "NetworkAclAssociationId"), Vpc=att("S", "VpcId"), Block=att("S", "CidrBlock"))
    id, said = stack.physical_id("S"), stack.outputs()
    assert (said["Zone"], said["Block"], said["Vpc"]) == ("eu-central-1b", "10.0.0.0/24", stack.physical_id("V"))
    assert said["Acl"].startswith("aclassoc-")
    update(stack, {"V": vpc(), "S": subnet(AvailabilityZone="eu-central-1b", MapPublicIpOnLaunch=True,
                                           PrivateDnsNameOptionsOnLaunch={"EnableResourceNameDnsARecord": True})})
    made, = ec2.describe_subnets(SubnetIds=[id])["Subnets"]
    assert made["MapPublicIpOnLaunch"] and made["PrivateDnsNameOptionsOnLaunch"]["EnableResourceNameDnsARecord"]
    update(stack, {"V": vpc(), "S": subnet("10.0.1.0/24", AvailabilityZone="eu-central-1b")})
    assert stack.physical_id("S") != id
    gone(ec2.describe_subnets, SubnetIds=[id])
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_blocks_of_vpc_and_subnet(stack, ec2):
    create(stack, {"V": vpc(),
                   "Six": resource("AWS::EC2::VPCCidrBlock", VpcId=ref("V"), AmazonProvidedIpv6CidrBlock=True),
                   "More": resource("AWS::EC2::VPCCidrBlock", VpcId=ref("V"), CidrBlock="10.1.0.0/16"),
                   "S": {**subnet(), "DependsOn": "Six"},
                   "T": resource("AWS::EC2::SubnetCidrBlock", SubnetId=ref("S"), Ipv6CidrBlock={"Fn::Select": [
                       0, {"Fn::Cidr": [{"Fn::Select": [0, att("V", "Ipv6CidrBlocks")]}, 1, 64]}]})})
    made, = ec2.describe_vpcs(VpcIds=[stack.physical_id("V")])["Vpcs"]
    assert [block["CidrBlock"] for block in made["CidrBlockAssociationSet"]] == ["10.0.0.0/16", "10.1.0.0/16"]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_a_subnet_has_the_acl_that_a_stack_gives_it(stack, ec2):
    def body(acl):
        return {"V": vpc(), "S": subnet(), "A": resource("AWS::EC2::NetworkAcl", VpcId=ref("V")),
                "B": resource("AWS::EC2::NetworkAcl", VpcId=ref("V")),
                "X": resource("AWS::EC2::SubnetNetworkAclAssociation", SubnetId=ref("S"), NetworkAclId=ref(acl))}

    def association():
        [acl] = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [stack.physical_id("S")]}]
                                          )["NetworkAcls"]
        return acl["NetworkAclId"], acl["Associations"][0]["NetworkAclAssociationId"]

    create(stack, body("A"), Id=att("X", "AssociationId"))
    first = stack.physical_id("X")
    assert stack.outputs() == {"Id": first} and association() == (stack.physical_id("A"), first)
    update(stack, body("B"), Id=att("X", "AssociationId"))
    second = stack.physical_id("X")
    assert second != first and association() == (stack.physical_id("B"), second)
    rest = {name: row for name, row in body("B").items() if name != "X"}
    update(stack, rest)
    [default] = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [stack.physical_id("V")]},
                                                   {"Name": "default", "Values": ["true"]}])["NetworkAcls"]
    assert association()[0] == default["NetworkAclId"]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_network_acl(stack, ec2):
    def template(**rule):
        return {"V": vpc(), "A": resource("AWS::EC2::NetworkAcl", VpcId=ref("V"), Tags=[{"Key": "a", "Value": "1"}]),
                "E": resource("AWS::EC2::NetworkAclEntry", NetworkAclId=ref("A"), RuleNumber=100, **rule)}

    def entries():
        acl, = ec2.describe_network_acls(NetworkAclIds=[stack.physical_id("A")])["NetworkAcls"]
        assert own_tags(acl["Tags"]) == {"a": "1"}
        return [entry for entry in acl["Entries"] if entry["RuleNumber"] == 100]
    create(stack, template(Protocol=6, RuleAction="allow", CidrBlock=ANYWHERE, PortRange={"From": 80, "To": 81}), Id=att("A", "Id"))
    assert stack.outputs()["Id"] == stack.physical_id("A")
    assert entries() == [{"CidrBlock": ANYWHERE, "Egress": False, "PortRange": {"From": 80, "To": 81}, "Protocol": "6",
                          "RuleAction": "allow", "RuleNumber": 100}]
    update(stack, template(Protocol=1, RuleAction="deny", CidrBlock=ANYWHERE, Icmp={"Code": -1, "Type": 8}))
    assert entries() == [{"CidrBlock": ANYWHERE, "Egress": False, "IcmpTypeCode": {"Code": -1, "Type": 8}, "Protocol": "1",
                          "RuleAction": "deny", "RuleNumber": 100}]
    update(stack, template(Protocol=-1, RuleAction="allow", CidrBlock=ANYWHERE, Egress=True))
    assert [entry["Egress"] for entry in entries()] == [True]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_routes(stack, ec2):
    def template(gateway, table="A"):
        return {"V": vpc(), "S": subnet(), "G": resource("AWS::EC2::InternetGateway"), "H": resource("AWS::EC2::InternetGateway"),
                "At": resource("AWS::EC2::VPCGatewayAttachment", VpcId=ref("V"), InternetGatewayId=ref(gateway)),
                "A": resource("AWS::EC2::RouteTable", VpcId=ref("V")), "B": resource("AWS::EC2::RouteTable", VpcId=ref("V")),
                "R": {**resource("AWS::EC2::Route", RouteTableId=ref("A"), DestinationCidrBlock=ANYWHERE, GatewayId=ref(gateway)),
                      "DependsOn": "At"},
                "As": resource("AWS::EC2::SubnetRouteTableAssociation", SubnetId=ref("S"), RouteTableId=ref(table))}
    create(stack, template("G"), Route=ref("R"), At=ref("At"), Type=att("At", "AttachmentType"),
           As=att("As", "Id"), Block=att("R", "CidrBlock"), Table=att("A", "RouteTableId"))
    said = stack.outputs()
    assert said["Route"] == f"{said['Table']}|0.0.0.0/0" and said["Block"] == ANYWHERE
    assert (said["At"], said["Type"]) == (f"IGW|{stack.physical_id('V')}", "IGW")
    assert said["As"].startswith("rtbassoc-")
    update(stack, template("G", "B"), As=ref("As"))  # another table is another association of the same subnet
    assert stack.outputs()["As"] not in (said["As"], "")
    table, = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [stack.physical_id("S")]}])[
        "RouteTables"]
    assert table["RouteTableId"] == stack.physical_id("B")
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_route_to_a_gateway_that_is_not_attached_fails(stack):
    resources = {"V": vpc(), "G": resource("AWS::EC2::InternetGateway"), "A": resource("AWS::EC2::RouteTable", VpcId=ref("V")),
                 "R": resource("AWS::EC2::Route", RouteTableId=ref("A"), DestinationCidrBlock=ANYWHERE, GatewayId=ref("G"))}
    assert stack.create({"Resources": resources}) == "ROLLBACK_COMPLETE"
    assert any("belong to different networks" in reason for reason in stack.reasons("R")), stack.story()


def ports(group, direction="IpPermissions"):
    return {(rule["IpProtocol"], rule.get("FromPort")) for rule in group[direction]}


def test_security_group(stack, ec2):
    def group(**properties):
        return resource("AWS::EC2::SecurityGroup", GroupDescription="hosts", VpcId=ref("V"), **properties)

    def rule(port, **more):
        return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": ANYWHERE, **more}
    create(stack, {"V": vpc(), "G": group(SecurityGroupIngress=[rule(80), rule(22, Description="a")])},
           Id=att("G", "GroupId"), Vpc=att("G", "VpcId"))
    id = stack.physical_id("G")
    assert (stack.outputs()["Id"], stack.outputs()["Vpc"]) == (id, stack.physical_id("V"))
    made, = ec2.describe_security_groups(GroupIds=[id])["SecurityGroups"]
    assert made["GroupName"].startswith("net-G-")
    assert (ports(made), ports(made, "IpPermissionsEgress")) == ({("tcp", 80), ("tcp", 22)}, {("-1", None)})
    update(stack, {"V": vpc(), "G": group(SecurityGroupIngress=[rule(22, Description="b"), rule(443)],
                                          SecurityGroupEgress=[rule(443)])})
    made, = ec2.describe_security_groups(GroupIds=[id])["SecurityGroups"]
    assert (ports(made), ports(made, "IpPermissionsEgress")) == ({("tcp", 443), ("tcp", 22)}, {("tcp", 443)})
    described = [source.get("Description") for found in made["IpPermissions"] for source in found["IpRanges"]
                 if found["FromPort"] == 22]
    assert described == ["b"]
    update(stack, {"V": vpc(), "G": group()})
    made, = ec2.describe_security_groups(GroupIds=[id])["SecurityGroups"]
    assert (ports(made), ports(made, "IpPermissionsEgress")) == (set(), {("-1", None)})
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    gone(ec2.describe_security_groups, GroupIds=[id])


def test_security_groups_that_name_each_other(stack, ec2):
    def template(text, port=80):
        def group():
            return resource("AWS::EC2::SecurityGroup", GroupDescription="g", VpcId=ref("V"))

        def rule(kind, own, **other):
            return resource(kind, GroupId=att(own, "GroupId"), IpProtocol="tcp", FromPort=port,
                            ToPort=port, Description=text, **other)
        return {"V": vpc(), "A": group(), "B": group(),
                "In": rule("AWS::EC2::SecurityGroupIngress", "A", SourceSecurityGroupId=att("B", "GroupId")),
                "Out": rule("AWS::EC2::SecurityGroupEgress", "B", DestinationSecurityGroupId=att("A", "GroupId"))}
    create(stack, template("one"))
    rules = [stack.physical_id("In"), stack.physical_id("Out")]
    assert all(id.startswith("sgr-") for id in rules)
    update(stack, template("two"))
    assert [stack.physical_id("In"), stack.physical_id("Out")] == rules
    found = ec2.describe_security_group_rules(SecurityGroupRuleIds=rules)["SecurityGroupRules"]
    assert [rule["Description"] for rule in found] == ["two", "two"]
    update(stack, template("two", 81))
    assert stack.physical_id("In") != rules[0]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_parameters_of_awss_types(stack, ec2):
    default = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    template = {
        "Parameters": {"Vpc": {"Type": "AWS::EC2::VPC::Id"}, "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>"},
                       "Zone": {"Type": "AWS::EC2::AvailabilityZone::Name"},
                       "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default":
                                 "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"}},
        "Resources": {"G": resource("AWS::EC2::SecurityGroup", GroupDescription="g", VpcId=ref("Vpc"))},
        "Outputs": outputs(First={"Fn::Select": [0, ref("Subnets")]}, Image=ref("Image"))}
    given = {"Vpc": default[0]["VpcId"], "Subnets": ",".join(found["SubnetId"] for found in default),
             "Zone": "eu-central-1a"}
    assert stack.create(template, given) == "CREATE_COMPLETE", stack.story()
    assert stack.outputs()["First"] == default[0]["SubnetId"] and stack.outputs()["Image"].startswith("ami-")
    assert stack.delete() == "DELETE_COMPLETE"
    other = Stack(stack.api, "other")
    given["Subnets"] = default[0]["SubnetId"] + ",subnet-00000000000000000"
    assert other.create(template, given) == "ROLLBACK_COMPLETE"
    assert any(event.get("ResourceStatusReason") == (
        "Parameter validation failed: parameter value subnet-00000000000000000 for parameter name Subnets does not exist. "
        "Rollback requested by user.") for event in other.events()), other.story()


def test_zones_are_those_with_a_default_subnet(stack, ec2):
    zones = {"Fn::Join": [",", {"Fn::GetAZs": ""}]}
    default = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    first = min(default, key=lambda found: found["AvailabilityZone"])
    ec2.delete_subnet(SubnetId=first["SubnetId"])
    create(stack, {"G": resource("AWS::EC2::InternetGateway")}, Zones=zones)
    assert stack.outputs()["Zones"] == "eu-central-1b,eu-central-1c"
    assert stack.delete() == "DELETE_COMPLETE"


REFUSED = [("AWS::EC2::VPC", {"Ipv4IpamPoolId": "ipam-pool-1"}, "Ipv4IpamPoolId"),
           ("AWS::EC2::Subnet", {"VpcId": "vpc-1", "OutpostArn": "arn:aws:outposts:::outpost/op-1"}, "OutpostArn"),
           ("AWS::EC2::Route", {"RouteTableId": "rtb-1", "TransitGatewayId": "tgw-1"}, "TransitGatewayId"),
           ("AWS::EC2::VPCGatewayAttachment", {"VpcId": "vpc-1", "VpnGatewayId": "vgw-1"}, "VpnGatewayId"),
           ("AWS::EC2::Instance", {"ImageId": "ami-1", "Volumes": [{"VolumeId": "vol-1"}]}, "Volumes")]


@pytest.mark.sandbox_only("AWS has these properties")
@pytest.mark.parametrize("kind, properties, name", REFUSED, ids=[row[0] for row in REFUSED])
def test_properties_that_are_left_out_are_refused_by_name(stack, kind, properties, name):
    with pytest.raises(ClientError, match=f"Resource R: Property {name} of {kind} is not supported by the sandbox"):
        stack.create({"Resources": {"R": resource(kind, **properties)}})


@pytest.mark.sandbox_only("kills the sandbox")
@pytest.mark.parametrize("seconds", [0.01, 0.03, 0.08, 0.2])
def test_killed_sandbox_goes_on_and_makes_nothing_twice(start_sandbox, client, tmp_path, seconds):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    api = client("cloudformation", sandbox=sandbox)
    api.create_stack(StackName="net", TemplateBody=NETWORK)
    time.sleep(seconds)
    sandbox.kill()
    sandbox.restart()
    stack = Stack(client("cloudformation", sandbox=sandbox), "net")
    assert stack.ended() == "CREATE_COMPLETE", stack.story()
    ec2 = client("ec2", sandbox=sandbox)
    there = in_vpc(ec2, stack.outputs()["VPC"])
    assert len(ec2.describe_vpcs()["Vpcs"]) == 2  # the default one, too
    assert (len(there["subnets"]), len(there["tables"]), len(there["groups"])) == (4, 4, 2)
    assert len(ec2.describe_addresses()["Addresses"]) == 2
    nats = [nat for nat in ec2.describe_nat_gateways()["NatGateways"] if nat["State"] != "deleted"]
    assert len(nats) == 2 and len(there["interfaces"]) == 2
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
