"""What EC2 keeps of a VPC though nothing flows: VPC endpoints, egress-only internet gateways, flow logs."""
import pytest
from botocore.exceptions import ClientError

from stacks import Stack


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def vpc(ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    yield vpc
    ec2.delete_vpc(VpcId=vpc)


def code_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def test_vpc_endpoint(ec2, vpc):
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    service = "com.amazonaws.eu-central-1.s3"
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service, RouteTableIds=[table], TagSpecifications=[
        {"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "s3"}]}])["VpcEndpoint"]
    endpoint = made["VpcEndpointId"]
    assert endpoint.startswith("vpce-")
    assert (made["VpcEndpointType"], made["State"], made["RouteTableIds"], made["Tags"]) == (
        "Gateway", "available", [table], [{"Key": "Name", "Value": "s3"}])
    assert code_of(ec2.delete_vpc, VpcId=vpc) == "DependencyViolation"
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, RemoveRouteTableIds=[table], PolicyDocument='{"Statement": []}')
    found = ec2.describe_vpc_endpoints(Filters=[{"Name": "service-name", "Values": [service]}])["VpcEndpoints"]
    assert [(one["VpcEndpointId"], one["RouteTableIds"], one["PolicyDocument"]) for one in found] == [
        (endpoint, [], '{"Statement": []}')]
    assert code_of(ec2.create_vpc_endpoint, VpcId=vpc, ServiceName=service,
                   VpcEndpointType="GatewayLoadBalancer") == "UnsupportedOperation"
    failed = ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint, "vpce-0123456789abcdef0"])["Unsuccessful"]
    assert [one["Error"]["Code"] for one in failed] == ["InvalidVpcEndpointId.NotFound"]
    assert code_of(ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint]) == "InvalidVpcEndpointId.NotFound"


def test_egress_only_internet_gateway(ec2, vpc):
    gateway = ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]
    assert gateway["Attachments"] == [{"State": "attached", "VpcId": vpc}]
    name = gateway["EgressOnlyInternetGatewayId"]
    ids = {"EgressOnlyInternetGatewayIds": [name]}
    shown = ec2.describe_egress_only_internet_gateways(**ids)["EgressOnlyInternetGateways"]
    assert [one["EgressOnlyInternetGatewayId"] for one in shown] == [name]
    ec2.delete_egress_only_internet_gateway(EgressOnlyInternetGatewayId=name)
    assert code_of(ec2.describe_egress_only_internet_gateways, **ids) == "InvalidGatewayID.NotFound"


def test_routes_lead_to_egress_only_internet_gateways(ec2, vpc):
    """Those of IPv6; of one that is gone they are blackholes."""
    gateway = ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"]
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    route = {"RouteTableId": table, "EgressOnlyInternetGatewayId": gateway}
    assert code_of(ec2.create_route, **route, DestinationCidrBlock="0.0.0.0/0") == "InvalidParameterValue"
    missing = {**route, "EgressOnlyInternetGatewayId": "eigw-0123456789abcdef0"}
    assert code_of(ec2.create_route, **missing, DestinationIpv6CidrBlock="::/0") == "InvalidGatewayID.NotFound"
    ec2.create_route(**route, DestinationIpv6CidrBlock="::/0")

    def shown():
        routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        return [(one["EgressOnlyInternetGatewayId"], one["State"]) for one in routes if one.get("DestinationIpv6CidrBlock") == "::/0"]
    assert shown() == [(gateway, "active")]
    ec2.delete_egress_only_internet_gateway(EgressOnlyInternetGatewayId=gateway)
    assert shown() == [(gateway, "blackhole")]


def test_flow_logs(ec2, vpc):
    of = {"ResourceIds": [vpc], "ResourceType": "VPC", "TrafficType": "REJECT"}
    assert code_of(ec2.create_flow_logs, **of) == "InvalidParameterValue"
    log, = ec2.create_flow_logs(**of, LogGroupName="flows", DeliverLogsPermissionArn="arn:aws:iam::1:role/r")["FlowLogIds"]
    shown, = ec2.describe_flow_logs(Filters=[{"Name": "resource-id", "Values": [vpc]}])["FlowLogs"]
    assert {name: shown[name] for name in ("FlowLogId", "FlowLogStatus", "LogGroupName", "TrafficType", "MaxAggregationInterval",
                                           "LogDestinationType")} == {
        "FlowLogId": log, "FlowLogStatus": "ACTIVE", "LogGroupName": "flows", "TrafficType": "REJECT",
        "MaxAggregationInterval": 600, "LogDestinationType": "cloud-watch-logs"}
    assert ec2.delete_flow_logs(FlowLogIds=[log])["Unsuccessful"] == []
    assert ec2.describe_flow_logs(FlowLogIds=[log])["FlowLogs"] == []


def test_in_a_stack(client, ec2):
    stack = Stack(client("cloudformation"), "records")

    def template(tables):
        vpc = {"Ref": "Vpc"}
        kinds = {
            "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}), "One": ("AWS::EC2::RouteTable", {"VpcId": vpc}),
            "Two": ("AWS::EC2::RouteTable", {"VpcId": vpc}), "Gateway": ("AWS::EC2::EgressOnlyInternetGateway", {"VpcId": vpc}),
            "Route": ("AWS::EC2::Route", {"RouteTableId": {"Ref": "One"}, "DestinationIpv6CidrBlock": "::/0",
                                          "EgressOnlyInternetGatewayId": {"Ref": "Gateway"}}),
            "Log": ("AWS::EC2::FlowLog", {"ResourceId": vpc, "ResourceType": "VPC", "TrafficType": "ALL", "LogGroupName": "g",
                                          "DeliverLogsPermissionArn": "arn:aws:iam::1:role/r"}),
            "Endpoint": ("AWS::EC2::VPCEndpoint", {
                "VpcId": vpc, "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"}, "VpcEndpointType": "Gateway",
                "RouteTableIds": [{"Ref": name} for name in tables]})}
        return {"Resources": {name: {"Type": kind, "Properties": properties}
                              for name, (kind, properties) in kinds.items()},
                "Outputs": {"Created": {"Value": {"Fn::GetAtt": ["Endpoint", "CreationTimestamp"]}}}}

    assert stack.create(template(["One"])) == "CREATE_COMPLETE", stack.story()
    assert stack.outputs()["Created"]
    assert stack.update(template(["Two"])) == "UPDATE_COMPLETE", stack.story()
    endpoint, = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert (endpoint["VpcEndpointId"], endpoint["RouteTableIds"]) == (stack.physical_id("Endpoint"), [stack.physical_id("Two")])
    assert stack.physical_id("Log").startswith("fl-") and stack.physical_id("Gateway").startswith("eigw-")
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == ec2.describe_flow_logs()["FlowLogs"] == []
