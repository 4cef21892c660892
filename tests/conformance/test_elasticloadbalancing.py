"""Elastic Load Balancing v2, the service "elasticloadbalancing": load balancers, listeners, rules, target groups, attributes."""
import pytest

from instances import ec2  # noqa: F401 (fixture)
from load_balancing import (  # noqa: F401 (fixtures)
    AT_ONCE, CERTIFICATE, attributes, balancer, elb, error_of, forward, group, newer, subnets)


# ---- load balancers ---------------------------------------------------------------------------------------

def test_application_load_balancer_is_made_and_deleted(elb, ec2, client, balancer, subnets, account):  # noqa: F811
    made = balancer(Tags=[{"Key": "team", "Value": "a"}])
    arn = made["LoadBalancerArn"]
    assert arn.startswith(f"arn:aws:elasticloadbalancing:eu-central-1:{account}:loadbalancer/app/web/")
    assert made["State"] == {"Code": "provisioning"}
    assert (made["Type"], made["Scheme"], made["IpAddressType"]) == ("application", "internet-facing", "ipv4")
    assert made["DNSName"].startswith("web-") and made["DNSName"].endswith(".eu-central-1.elb.amazonaws.com")
    assert made["CanonicalHostedZoneId"] == "Z215JYRZR1TBD5"
    assert made["VpcId"] == subnets[0]["VpcId"]
    assert [(z["ZoneName"], z["SubnetId"]) for z in made["AvailabilityZones"]] == \
        [(s["AvailabilityZone"], s["SubnetId"]) for s in subnets[:2]]
    default_group, = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]
    assert made["SecurityGroups"] == [default_group["GroupId"]]
    described, = elb.describe_load_balancers(Names=["web"])["LoadBalancers"]
    assert described["State"] == {"Code": "active"}
    tags, = elb.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    assert tags == {"ResourceArn": arn, "Tags": [{"Key": "team", "Value": "a"}]}
    role = client("iam").get_role(RoleName="AWSServiceRoleForElasticLoadBalancing")["Role"]
    assert role["Path"] == "/aws-service-role/elasticloadbalancing.amazonaws.com/"

    description = "ELB " + arn.split(":loadbalancer/")[1]
    of_it = [{"Name": "description", "Values": [description]}]
    interfaces = ec2.describe_network_interfaces(Filters=of_it)["NetworkInterfaces"]
    assert sorted(i["SubnetId"] for i in interfaces) == sorted(s["SubnetId"] for s in subnets[:2])
    assert all(i["RequesterManaged"] for i in interfaces)
    assert [g["GroupId"] for i in interfaces for g in i["Groups"]] == [default_group["GroupId"]] * 2

    elb.delete_load_balancer(LoadBalancerArn=arn)
    assert ec2.describe_network_interfaces(Filters=of_it)["NetworkInterfaces"] == []
    elb.delete_load_balancer(LoadBalancerArn=arn)  # Once more is no error.
    elb.get_waiter("load_balancers_deleted").wait(LoadBalancerArns=[arn], WaiterConfig=AT_ONCE)
    assert error_of(elb.describe_load_balancers, Names=["web"]) == "LoadBalancerNotFound: Load balancers '[web]' not found"
    assert error_of(elb.describe_load_balancer_attributes, LoadBalancerArn=arn).startswith("LoadBalancerNotFound: ")


def test_network_load_balancer_takes_elastic_ips_and_private_addresses(elb, ec2, balancer, subnets):  # noqa: F811
    address = ec2.allocate_address(Domain="vpc")
    public = balancer(Name="public", Type="network", Subnets=None, SubnetMappings=[
        {"SubnetId": subnets[0]["SubnetId"], "AllocationId": address["AllocationId"]}])
    assert public["DNSName"].endswith(".elb.eu-central-1.amazonaws.com")
    assert "SecurityGroups" not in public
    assert public["AvailabilityZones"][0]["LoadBalancerAddresses"] == [
        {"IpAddress": address["PublicIp"], "AllocationId": address["AllocationId"]}]
    associated, = ec2.describe_addresses(AllocationIds=[address["AllocationId"]])["Addresses"]
    assert associated["NetworkInterfaceId"].startswith("eni-")
    private = subnets[0]["CidrBlock"].rsplit(".", 1)[0] + ".77"
    internal = balancer(Name="inside", Type="network", Scheme="internal", Subnets=None, SubnetMappings=[
        {"SubnetId": subnets[0]["SubnetId"], "PrivateIPv4Address": private}])
    assert internal["AvailabilityZones"][0]["LoadBalancerAddresses"] == [{"PrivateIPv4Address": private}]
    of_it = [{"Name": "private-ip-address", "Values": [private]}]
    interface, = ec2.describe_network_interfaces(Filters=of_it)["NetworkInterfaces"]
    assert interface["Description"] == "ELB " + internal["LoadBalancerArn"].split(":loadbalancer/")[1]
    assert error_of(elb.create_load_balancer, Name="third", Type="network", SubnetMappings=[
        {"SubnetId": subnets[0]["SubnetId"], "AllocationId": "eipalloc-0123456789abcdef0"}]).startswith("AllocationIdNotFound: ")
    for made in (public, internal):
        elb.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[address["AllocationId"]])["Addresses"][0]


def test_what_a_load_balancer_cannot_be_is_refused_in_its_words(elb, ec2, balancer, subnets):  # noqa: F811
    first, second = (s["SubnetId"] for s in subnets[:2])
    create = elb.create_load_balancer
    assert error_of(create, Name="web", Subnets=[first]) == \
        "ValidationError: At least two subnets in two different Availability Zones must be specified"
    assert error_of(create, Name="web", Subnets=[first, first]) == \
        "InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same Availability Zone"
    assert error_of(create, Name="web", Subnets=[first, "subnet-00000000000000001"]).startswith("SubnetNotFound: ")
    assert error_of(create, Name="web", Subnets=["nonsense"]) == "InvalidSubnet: The subnet ID 'nonsense' is not valid"
    assert error_of(create, Name="a" * 33, Subnets=[first, second]) == \
        f"ValidationError: The load balancer name '{'a' * 33}' cannot be longer than '32' characters"
    assert error_of(create, Name="a_b", Subnets=[first, second]) == \
        "ValidationError: The load balancer name 'a_b' can only contain characters that are alphanumeric characters and " \
        "hyphens(-)"
    assert error_of(create, Name="web", Subnets=[first, second], SecurityGroups=["sg-00000000000000001"]) == \
        "InvalidConfigurationRequest: One or more security groups are invalid"
    assert error_of(create, Name="web", Subnets=[first, second], Type="gateway") == \
        "ValidationError: the sandbox does not support load balancers of type gateway"
    assert error_of(create, Name="web", Subnets=[first, second], Scheme="outside").startswith("ValidationError: 1 validation error")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    lonely = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.7.{n}.0/28", AvailabilityZone=f"eu-central-1{zone}")["Subnet"]["SubnetId"]
              for n, zone in enumerate("ab")]
    assert error_of(create, Name="web", Subnets=lonely) == f"InvalidSubnet: VPC {vpc} has no internet gateway"
    made = balancer()
    again = elb.create_load_balancer(Name="web", Subnets=[first, second])["LoadBalancers"][0]
    assert again["LoadBalancerArn"] == made["LoadBalancerArn"]
    assert error_of(create, Name="web", Subnets=[first, second], Scheme="internal") == \
        "DuplicateLoadBalancerName: A load balancer with the same name 'web' exists, but with different settings"
    assert error_of(elb.describe_load_balancers, LoadBalancerArns=["web"]) == \
        "ValidationError: 'web' is not a valid load balancer ARN"


def test_full_subnets_are_refused(elb, ec2):  # noqa: F811
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    full, other = (ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.7.{n}.0/28",
                                     AvailabilityZone=f"eu-central-1{zone}")["Subnet"]["SubnetId"]
                   for n, zone in enumerate("ab"))
    ec2.create_network_interface(SubnetId=full, SecondaryPrivateIpAddressCount=3)
    assert error_of(elb.create_load_balancer, Name="web", Scheme="internal", Subnets=[full, other]) == \
        f"InvalidSubnet: Not enough IP space available in {full}. ELB requires at least 8 free IP addresses in each subnet."


def test_subnets_groups_and_address_types_are_changed(elb, ec2, balancer, subnets):  # noqa: F811
    arn = balancer()["LoadBalancerArn"]
    wanted = [s["SubnetId"] for s in subnets[1:3]]
    zones = elb.set_subnets(LoadBalancerArn=arn, Subnets=wanted)["AvailabilityZones"]
    assert [z["SubnetId"] for z in zones] == wanted
    of_it = [{"Name": "description", "Values": ["ELB " + arn.split(":loadbalancer/")[1]]}]
    assert sorted(i["SubnetId"] for i in ec2.describe_network_interfaces(Filters=of_it)["NetworkInterfaces"]) == sorted(wanted)
    assert error_of(elb.set_subnets, LoadBalancerArn=arn, Subnets=wanted[:1]) == \
        "ValidationError: At least two subnets in two different Availability Zones must be specified"
    own = ec2.create_security_group(GroupName="web", Description="web", VpcId=subnets[0]["VpcId"])["GroupId"]
    assert elb.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[own])["SecurityGroupIds"] == [own]
    interfaces = ec2.describe_network_interfaces(Filters=of_it)["NetworkInterfaces"]
    assert {g["GroupId"] for i in interfaces for g in i["Groups"]} == {own}
    assert error_of(elb.set_ip_address_type, LoadBalancerArn=arn, IpAddressType="dualstack").startswith("InvalidSubnet: ")
    assert elb.set_ip_address_type(LoadBalancerArn=arn, IpAddressType="ipv4")["IpAddressType"] == "ipv4"
    network = balancer(Name="net", Type="network")["LoadBalancerArn"]
    assert error_of(elb.set_security_groups, LoadBalancerArn=network, SecurityGroups=[own]).startswith(
        "InvalidConfigurationRequest: ")


def test_load_balancers_come_in_pages(elb, balancer):
    arns = [balancer(Name=f"web-{n}")["LoadBalancerArn"] for n in range(3)]
    pages = list(elb.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2}))
    assert [[b["LoadBalancerArn"] for b in page["LoadBalancers"]] for page in pages] == [arns[:2], arns[2:]]
    assert error_of(elb.describe_load_balancers, Marker="nonsense").startswith("ValidationError: ")


# ---- attributes -------------------------------------------------------------------------------------------

def test_attributes_of_load_balancers(elb, balancer):
    arn = balancer()["LoadBalancerArn"]
    first = attributes(elb.describe_load_balancer_attributes(LoadBalancerArn=arn))
    assert (first["idle_timeout.timeout_seconds"], first["routing.http2.enabled"], first["access_logs.s3.bucket"],
            first["load_balancing.cross_zone.enabled"]) == ("60", "true", "", "true")

    def modify(key, value, arn=arn):
        return {"LoadBalancerArn": arn, "Attributes": [{"Key": key, "Value": value}]}

    change = elb.modify_load_balancer_attributes
    assert attributes(change(**modify("deletion_protection.enabled", "true")))["deletion_protection.enabled"] == "true"
    assert error_of(elb.delete_load_balancer, LoadBalancerArn=arn) == \
        f"OperationNotPermitted: Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
    assert error_of(change, **modify("colour", "red")) == "ValidationError: Load balancer attribute key 'colour' is not recognized"
    assert error_of(change, **modify("idle_timeout.timeout_seconds", "0")).startswith("ValidationError: ")
    assert error_of(change, **modify("access_logs.s3.enabled", "true")).startswith("InvalidConfigurationRequest: ")
    assert error_of(change, **modify("load_balancing.cross_zone.enabled", "false")).startswith("InvalidConfigurationRequest: ")
    network = balancer(Name="net", Type="network")["LoadBalancerArn"]
    assert error_of(change, **modify("idle_timeout.timeout_seconds", "90", network)) == \
        "InvalidConfigurationRequest: Load balancer attribute key 'idle_timeout.timeout_seconds' is not supported on load " \
        "balancers with type 'network'"
    assert attributes(change(**modify("load_balancing.cross_zone.enabled", "true", network)))["load_balancing.cross_zone.enabled"] \
        == "true"


def test_attributes_of_target_groups(elb, group):
    http, tcp = group(), group("tcp", Protocol="TCP", TargetType="ip")
    first = attributes(elb.describe_target_group_attributes(TargetGroupArn=http["TargetGroupArn"]))
    assert (first["deregistration_delay.timeout_seconds"], first["stickiness.type"], first["load_balancing.algorithm.type"]) == \
        ("300", "lb_cookie", "round_robin")
    of_tcp = attributes(elb.describe_target_group_attributes(TargetGroupArn=tcp["TargetGroupArn"]))
    assert (of_tcp["stickiness.type"], of_tcp["preserve_client_ip.enabled"], of_tcp["proxy_protocol_v2.enabled"]) == \
        ("source_ip", "false", "false")

    def modify(key, value):
        return {"TargetGroupArn": http["TargetGroupArn"], "Attributes": [{"Key": key, "Value": value}]}

    change = elb.modify_target_group_attributes
    changed = attributes(change(**modify("deregistration_delay.timeout_seconds", "30")))
    assert changed["deregistration_delay.timeout_seconds"] == "30"
    assert error_of(change, **modify("colour", "red")) == "ValidationError: Target group attribute key 'colour' is not recognized"
    for key, value in (("deregistration_delay.timeout_seconds", "3601"), ("slow_start.duration_seconds", "29"),
                       ("load_balancing.algorithm.type", "best")):
        assert error_of(change, **modify(key, value)).startswith("ValidationError: "), key
    assert error_of(change, **modify("stickiness.type", "source_ip")).startswith("InvalidConfigurationRequest: ")
    assert error_of(change, **modify("proxy_protocol_v2.enabled", "true")).startswith("InvalidConfigurationRequest: ")


def test_attributes_of_listeners(elb, balancer, group, newer):
    listener = elb.create_listener(LoadBalancerArn=balancer()["LoadBalancerArn"], Protocol="HTTP", Port=80,
                                   DefaultActions=forward(group()))["Listeners"][0]["ListenerArn"]

    def shown(reply):
        return {member.findtext("Key"): member.findtext("Value") for member in reply.iter("member")}

    first = shown(newer("DescribeListenerAttributes", ListenerArn=listener))
    assert first["routing.http.response.server.enabled"] == "true"
    changed = shown(newer("ModifyListenerAttributes", ListenerArn=listener, **{
        "Attributes.member.1.Key": "routing.http.response.server.enabled", "Attributes.member.1.Value": "false"}))
    assert changed["routing.http.response.server.enabled"] == "false"


def test_there_is_no_reserved_capacity(balancer, newer):
    reply = newer("DescribeCapacityReservation", LoadBalancerArn=balancer()["LoadBalancerArn"])
    assert reply.find(".//MinimumLoadBalancerCapacity") is None


# ---- target groups ----------------------------------------------------------------------------------------

def test_target_group_has_the_defaults_of_its_protocol(elb, group, account):
    made = group(Tags=[{"Key": "team", "Value": "a"}])
    assert made["TargetGroupArn"].startswith(f"arn:aws:elasticloadbalancing:eu-central-1:{account}:targetgroup/web/")
    expected = {"HealthCheckProtocol": "HTTP", "HealthCheckPort": "traffic-port", "HealthCheckPath": "/",
                "HealthCheckIntervalSeconds": 30, "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 5,
                "UnhealthyThresholdCount": 2, "Matcher": {"HttpCode": "200"}, "ProtocolVersion": "HTTP1",
                "TargetType": "instance", "IpAddressType": "ipv4", "HealthCheckEnabled": True, "LoadBalancerArns": []}
    assert {name: made[name] for name in expected} == expected
    tcp = group("tcp", Protocol="TCP", TargetType="ip")
    assert (tcp["HealthCheckProtocol"], tcp["HealthCheckTimeoutSeconds"]) == ("TCP", 10)
    assert "HealthCheckPath" not in tcp and "Matcher" not in tcp
    assert group()["TargetGroupArn"] == made["TargetGroupArn"]
    changed = elb.modify_target_group(TargetGroupArn=made["TargetGroupArn"], HealthCheckPath="/ping",
                                      HealthCheckIntervalSeconds=10, Matcher={"HttpCode": "200-299"})["TargetGroups"][0]
    assert (changed["HealthCheckPath"], changed["HealthCheckIntervalSeconds"], changed["Matcher"]) == \
        ("/ping", 10, {"HttpCode": "200-299"})
    assert [g["TargetGroupName"] for g in elb.describe_target_groups()["TargetGroups"]] == ["web", "tcp"]
    assert [g["TargetGroupName"] for g in elb.describe_target_groups(Names=["tcp"])["TargetGroups"]] == ["tcp"]
    elb.delete_target_group(TargetGroupArn=made["TargetGroupArn"])
    elb.delete_target_group(TargetGroupArn=made["TargetGroupArn"])  # Once more is no error.
    assert error_of(elb.describe_target_groups, TargetGroupArns=[made["TargetGroupArn"]]) == \
        "TargetGroupNotFound: One or more target groups not found"
    assert error_of(elb.describe_target_groups, Names=["web"]) == "TargetGroupNotFound: One or more target groups not found"


def test_what_a_target_group_cannot_be_is_refused_in_its_words(elb, group):
    made = group()

    def refused(name="other", **arguments):
        return error_of(lambda: group(name, **arguments))

    assert refused("web", Port=81) == \
        "DuplicateTargetGroupName: A target group with the same name 'web' exists, but with different settings"
    assert refused(VpcId="vpc-00000000000000001") == "ValidationError: The VPC ID 'vpc-00000000000000001' is not found"
    assert refused("a" * 33) == f"ValidationError: Target group name '{'a' * 33}' cannot be longer than '32' characters"
    assert refused(HealthCheckIntervalSeconds=5) == "ValidationError: Health check interval must be greater than the timeout."
    assert refused(HealthCheckPath="ping") == "ValidationError: Health check path 'ping' must begin with a '/' character"
    assert refused(Protocol="TCP", Matcher={"HttpCode": "200"}) == \
        "InvalidConfigurationRequest: Custom health check matchers are not supported for health checks for target groups with " \
        "the TCP protocol"
    assert refused(TargetType="lambda") == "ValidationError: the sandbox does not support target groups of the target type lambda"
    assert refused(Matcher={"HttpCode": "600"}).startswith("ValidationError: ")
    assert refused(HealthCheckProtocol="TCP").startswith("InvalidConfigurationRequest: ")
    assert error_of(elb.modify_target_group, TargetGroupArn=made["TargetGroupArn"] + "0", HealthCheckPath="/") == \
        f"TargetGroupNotFound: Target group '{made['TargetGroupArn']}0' not found"


# ---- listeners --------------------------------------------------------------------------------------------

def test_listener_is_made_changed_and_deleted(elb, balancer, group):
    owner, web = balancer(), group()
    made = elb.create_listener(LoadBalancerArn=owner["LoadBalancerArn"], Protocol="HTTP", Port=80,
                               DefaultActions=forward(web))["Listeners"][0]
    assert made["ListenerArn"].startswith(owner["LoadBalancerArn"].replace(":loadbalancer/", ":listener/") + "/")
    action = {"Type": "forward", "TargetGroupArn": web["TargetGroupArn"],
              "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": web["TargetGroupArn"], "Weight": 1}],
                                "TargetGroupStickinessConfig": {"Enabled": False}}}
    assert made["DefaultActions"] == [action]
    again = elb.create_listener(LoadBalancerArn=owner["LoadBalancerArn"], Protocol="HTTP", Port=80,
                                DefaultActions=forward(web))["Listeners"][0]
    assert again["ListenerArn"] == made["ListenerArn"]
    rule, = elb.describe_rules(ListenerArn=made["ListenerArn"])["Rules"]
    assert (rule["Priority"], rule["IsDefault"], rule["Actions"]) == ("default", True, [action])
    used, = elb.describe_target_groups(LoadBalancerArn=owner["LoadBalancerArn"])["TargetGroups"]
    assert used["LoadBalancerArns"] == [owner["LoadBalancerArn"]]
    assert error_of(elb.delete_target_group, TargetGroupArn=web["TargetGroupArn"]) == \
        f"ResourceInUse: Target group '{web['TargetGroupArn']}' is currently in use by a listener or a rule"
    redirect = [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}]
    changed = elb.modify_listener(ListenerArn=made["ListenerArn"], Port=8080, DefaultActions=redirect)["Listeners"][0]
    assert (changed["Port"], changed["DefaultActions"][0]["RedirectConfig"]) == \
        (8080, {"Protocol": "HTTPS", "Port": "443", "Host": "#{host}", "Path": "/#{path}", "Query": "#{query}",
                "StatusCode": "HTTP_301"})
    assert [x["Port"] for x in elb.describe_listeners(ListenerArns=[made["ListenerArn"]])["Listeners"]] == [8080]
    assert elb.describe_target_groups(LoadBalancerArn=owner["LoadBalancerArn"])["TargetGroups"] == []
    elb.delete_listener(ListenerArn=made["ListenerArn"])
    assert elb.describe_listeners(LoadBalancerArn=owner["LoadBalancerArn"])["Listeners"] == []
    assert error_of(elb.delete_listener, ListenerArn=made["ListenerArn"]) == "ListenerNotFound: One or more listeners not found"


def test_encrypted_listener_has_certificates(elb, balancer, group):
    owner = balancer()["LoadBalancerArn"]
    made = elb.create_listener(LoadBalancerArn=owner, Protocol="HTTPS", Port=443, DefaultActions=forward(group()),
                               Certificates=[{"CertificateArn": CERTIFICATE}])["Listeners"][0]
    arn = made["ListenerArn"]
    assert (made["SslPolicy"], made["Certificates"]) == ("ELBSecurityPolicy-2016-08", [{"CertificateArn": CERTIFICATE}])
    other = CERTIFICATE[:-1] + "6"
    added = elb.add_listener_certificates(ListenerArn=arn, Certificates=[{"CertificateArn": other}])["Certificates"]
    assert added == [{"CertificateArn": other, "IsDefault": False}]
    assert elb.describe_listener_certificates(ListenerArn=arn)["Certificates"] == [
        {"CertificateArn": CERTIFICATE, "IsDefault": True}, {"CertificateArn": other, "IsDefault": False}]
    elb.remove_listener_certificates(ListenerArn=arn, Certificates=[{"CertificateArn": other}])
    assert len(elb.describe_listener_certificates(ListenerArn=arn)["Certificates"]) == 1
    assert error_of(elb.add_listener_certificates, ListenerArn=arn, Certificates=[{"CertificateArn": "mine"}]).startswith(
        "CertificateNotFound: ")
    policies = [p["Name"] for p in elb.describe_ssl_policies()["SslPolicies"]]
    assert "ELBSecurityPolicy-TLS13-1-2-2021-06" in policies
    assert error_of(elb.describe_ssl_policies, Names=["mine"]) == "SSLPolicyNotFound: SSL policy 'mine' not found"
    changed = elb.modify_listener(ListenerArn=arn, SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06")["Listeners"][0]
    assert changed["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    plain = elb.modify_listener(ListenerArn=arn, Protocol="HTTP")["Listeners"][0]
    assert "SslPolicy" not in plain and "Certificates" not in plain


def test_what_a_listener_cannot_be_is_refused_in_its_words(elb, balancer, group):
    owner, network = balancer()["LoadBalancerArn"], balancer(Name="net", Type="network")["LoadBalancerArn"]
    web, tcp = group(), group("tcp", Protocol="TCP")
    grpc = group("grpc", ProtocolVersion="GRPC")

    def refused(**arguments):
        return error_of(elb.create_listener, **{"LoadBalancerArn": owner, "Protocol": "HTTP", "Port": 80,
                                                "DefaultActions": forward(web), **arguments})

    def fixed(**config):
        return [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200", **config}}]

    elb.create_listener(LoadBalancerArn=owner, Protocol="HTTP", Port=80, DefaultActions=fixed())
    assert refused() == f"DuplicateListener: A listener already exists on this port for this load balancer '{owner}'"
    assert refused(Protocol="HTTPS") == "ValidationError: A certificate must be specified for HTTPS listeners"
    assert refused(SslPolicy="ELBSecurityPolicy-2016-08") == "ValidationError: An SSL policy cannot be specified for HTTP listeners"
    assert refused(Protocol="HTTPS", Certificates=[{"CertificateArn": CERTIFICATE}], SslPolicy="mine") == \
        "SSLPolicyNotFound: SSL policy 'mine' not found"
    assert refused(DefaultActions=forward(tcp)) == \
        f"IncompatibleProtocols: The listener and the following target groups have incompatible protocols: {tcp['TargetGroupArn']}"
    assert refused(DefaultActions=forward(grpc)) == \
        "InvalidLoadBalancerAction: Listener protocol 'HTTP' is not supported with a target group with the protocol-version 'GRPC'"
    assert refused(DefaultActions=fixed(ContentType="text/red")) == \
        "InvalidLoadBalancerAction: The ContentType must be one of:'text/html', 'application/json', 'application/javascript', " \
        "'text/css', 'text/plain'"
    cognito = {"Type": "authenticate-cognito", "Order": 1, "AuthenticateCognitoConfig": {
        "UserPoolArn": "arn:aws:cognito-idp:eu-central-1:1:userpool/x", "UserPoolClientId": "c", "UserPoolDomain": "d"}}
    assert refused(DefaultActions=[cognito, {**forward(web)[0], "Order": 2}]) == \
        "InvalidLoadBalancerAction: Actions of type 'authenticate-cognito' are supported only on HTTPS listeners"
    assert refused(LoadBalancerArn=network) == \
        "ValidationError: Listener protocol 'HTTP' must be one of 'UDP, TCP, TCP_UDP, TLS'"
    assert refused(LoadBalancerArn=network, Protocol="TCP", DefaultActions=fixed()) == \
        "InvalidLoadBalancerAction: The action type 'fixed-response' is not valid with network load balancer"
    elb.create_listener(LoadBalancerArn=owner, Protocol="HTTP", Port=81, DefaultActions=forward(web))
    second = balancer(Name="second")["LoadBalancerArn"]
    assert refused(LoadBalancerArn=second) == \
        "TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load balancer: " \
        + web["TargetGroupArn"]


# ---- rules ------------------------------------------------------------------------------------------------

@pytest.fixture
def listener(elb, balancer, group):
    return elb.create_listener(LoadBalancerArn=balancer()["LoadBalancerArn"], Protocol="HTTP", Port=80,
                               DefaultActions=forward(group()))["Listeners"][0]["ListenerArn"]


def path(*values):
    return [{"Field": "path-pattern", "PathPatternConfig": {"Values": list(values)}}]


def test_rules_are_made_reordered_changed_and_deleted(elb, listener, group):
    api, img = group("api"), group("img")
    first = elb.create_rule(ListenerArn=listener, Priority=10, Conditions=path("/api/*"), Actions=forward(api))["Rules"][0]
    assert first["RuleArn"].startswith(listener.replace(":listener/", ":listener-rule/") + "/")
    assert (first["Priority"], first["IsDefault"]) == ("10", False)
    assert first["Conditions"] == [{"Field": "path-pattern", "Values": ["/api/*"], "PathPatternConfig": {"Values": ["/api/*"]}}]
    weighted = [{"Type": "forward", "ForwardConfig": {"TargetGroups": [
        {"TargetGroupArn": api["TargetGroupArn"], "Weight": 9}, {"TargetGroupArn": img["TargetGroupArn"], "Weight": 1}]}}]
    second = elb.create_rule(ListenerArn=listener, Priority=20, Conditions=path("/img/*"), Actions=weighted)["Rules"][0]
    assert "TargetGroupArn" not in second["Actions"][0]
    create = {"ListenerArn": listener, "Conditions": path("/x"), "Actions": forward(api)}
    assert error_of(elb.create_rule, Priority=10, **create) == "PriorityInUse: Priority '10' is currently in use"
    swapped = elb.set_rule_priorities(RulePriorities=[{"RuleArn": first["RuleArn"], "Priority": 20},
                                                      {"RuleArn": second["RuleArn"], "Priority": 10}])["Rules"]
    assert [r["Priority"] for r in swapped] == ["20", "10"]
    listed = elb.describe_rules(ListenerArn=listener)["Rules"]
    assert [r["Priority"] for r in listed] == ["10", "20", "default"]
    assert error_of(elb.set_rule_priorities, RulePriorities=[{"RuleArn": first["RuleArn"], "Priority": 10}]) == \
        "PriorityInUse: Priority '10' is currently in use"
    changed = elb.modify_rule(RuleArn=first["RuleArn"], Conditions=[{"Field": "host-header", "Values": ["a.example.com"]}])
    assert changed["Rules"][0]["Conditions"][0]["Values"] == ["a.example.com"]
    assert error_of(elb.modify_rule, RuleArn=first["RuleArn"]) == "ValidationError: Either conditions or actions must be specified"
    default = listed[-1]["RuleArn"]
    assert error_of(elb.delete_rule, RuleArn=default).startswith("OperationNotPermitted: ")
    elb.delete_rule(RuleArn=first["RuleArn"])
    assert error_of(elb.describe_rules, RuleArns=[first["RuleArn"]]).startswith("RuleNotFound: ")
    assert error_of(elb.describe_rules) == "ValidationError: You must specify either listener rule ARNs or a listener ARN"


def test_rules_that_cannot_be_are_refused_in_their_words(elb, listener, group):
    def refused(**arguments):
        return error_of(elb.create_rule, **{"ListenerArn": listener, "Priority": 1, "Conditions": path("/x"),
                                            "Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
                                            **arguments})

    assert refused(Conditions=path(*(f"/{n}" for n in range(6)))) == "ValidationError: A rule can only have '5' condition values"
    assert refused(Actions=[{"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_302"}}]) == \
        "InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a loop"
    missing = {"TargetGroupArn": group("other")["TargetGroupArn"] + "0"}
    assert refused(Actions=forward(missing)) == f"TargetGroupNotFound: Target group '{missing['TargetGroupArn']}' not found"
    assert refused(ListenerArn=listener[:-1] + "x") == "ListenerNotFound: One or more listeners not found"
