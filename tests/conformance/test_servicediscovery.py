"""AWS Cloud Map: namespaces, services and instances, by its own operations, by CloudFormation, and as ECS registers tasks."""
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

import container_hosts
from conftest import REGION
from stacks import Stack

SERVICE = "servicediscovery"
A_RECORD = {"DnsRecords": [{"Type": "A", "TTL": 10}]}


@pytest.fixture
def map_(sandbox, client):
    """DiscoverInstances goes to a host "data-…" unless clients are told otherwise; there is none of the sandbox's."""
    return client("servicediscovery", inject_host_prefix=False)


@pytest.fixture
def vpc(client):
    return client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]


@pytest.fixture
def newer(sandbox, credentials):
    """Calls an operation that botocore of Debian 12 does not know."""
    def call(operation, **arguments):
        request = AWSRequest("POST", sandbox.endpoint, data=json.dumps(arguments), headers={
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"Route53AutoNaming_v20170314.{operation}"})
        keys = Credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
        SigV4Auth(keys, SERVICE, REGION).add_auth(request)
        response = URLLib3Session().send(request.prepare())
        assert response.status_code == 200, response.content
        return json.loads(response.content)
    return call


def target(map_, answer, kind="NAMESPACE"):
    operation = map_.get_operation(OperationId=answer["OperationId"])["Operation"]
    assert operation["Status"] == "SUCCESS", operation
    return operation["Targets"][kind]


@pytest.fixture
def namespace(map_, vpc):
    return target(map_, map_.create_private_dns_namespace(Name="shop.local", Vpc=vpc, Description="d"))


def create_service(map_, namespace, **arguments):
    return map_.create_service(**{"Name": "web", "NamespaceId": namespace, "DnsConfig": A_RECORD, **arguments})["Service"]


def register(map_, service, instance, address="10.0.0.1", **attributes):
    return map_.register_instance(ServiceId=service["Id"], InstanceId=instance,
                                  Attributes={"AWS_INSTANCE_IPV4": address, **attributes})


def code_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return caught.value.response["Error"]["Code"]


def test_life_of_a_namespace(map_, namespace, account, vpc):
    shown = map_.get_namespace(Id=namespace)["Namespace"]
    assert namespace.startswith("ns-") and len(namespace) == 19
    assert shown["Arn"] == f"arn:aws:{SERVICE}:{REGION}:{account}:namespace/{namespace}"
    assert (shown["Name"], shown["Type"], shown["Description"], shown["ServiceCount"]) == (
        "shop.local", "DNS_PRIVATE", "d", 0)
    assert shown["Properties"]["DnsProperties"]["HostedZoneId"].startswith("Z")
    assert shown["Properties"]["DnsProperties"]["SOA"]["TTL"] == 15
    assert map_.get_namespace(Id=shown["Arn"])["Namespace"]["Id"] == namespace
    answer = map_.update_private_dns_namespace(Id=namespace, Namespace={
        "Description": "other", "Properties": {"DnsProperties": {"SOA": {"TTL": 30}}}})
    assert target(map_, answer) == namespace
    shown = map_.get_namespace(Id=namespace)["Namespace"]
    assert (shown["Description"], shown["Properties"]["DnsProperties"]["SOA"]["TTL"]) == ("other", 30)
    create_service(map_, namespace)
    assert code_of(map_.delete_namespace, Id=namespace) == "ResourceInUse"
    map_.delete_service(Id=map_.list_services()["Services"][0]["Id"])
    map_.delete_namespace(Id=namespace)
    assert code_of(map_.get_namespace, Id=namespace) == "NamespaceNotFound"
    statuses = {one["Status"] for one in map_.list_operations()["Operations"]}
    assert statuses == {"SUCCESS"}
    deletions = map_.list_operations(Filters=[{"Name": "TYPE", "Values": ["DELETE_NAMESPACE"]}])["Operations"]
    assert len(deletions) == 1
    assert code_of(map_.get_operation, OperationId="none") == "OperationNotFound"


def failure(map_, answer):
    failed = map_.get_operation(OperationId=answer["OperationId"])["Operation"]
    assert failed["Status"] == "FAIL", failed
    return failed["ErrorCode"], failed["ErrorMessage"]


def test_a_name_is_one_namespaces_in_a_vpc_and_anothers_in_another(map_, client, namespace, vpc):
    zone = map_.get_namespace(Id=namespace)["Namespace"]["Properties"]["DnsProperties"]["HostedZoneId"]
    assert failure(map_, map_.create_private_dns_namespace(Name="shop.local", Vpc=vpc)) == (
        "CANNOT_CREATE_HOSTED_ZONE", f"The VPC {vpc} in region {REGION} has already been associated with the hosted zone {zone} "
        "with the same domain name.")
    elsewhere = client("ec2").create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    other = target(map_, map_.create_private_dns_namespace(Name="shop.local", Vpc=elsewhere))
    properties = map_.get_namespace(Id=other)["Namespace"]["Properties"]
    assert properties["DnsProperties"]["HostedZoneId"] != zone
    http_name = properties["HttpProperties"]["HttpName"]
    assert http_name.startswith("shop.local-")
    for within, instance in ((namespace, "here"), (other, "there")):
        register(map_, create_service(map_, within), instance)
    for name, instance in (("shop.local", "here"), (http_name, "there")):
        assert [one["InstanceId"] for one in map_.discover_instances(
            NamespaceName=name, ServiceName="web")["Instances"]] == [instance]
    assert code_of(map_.create_http_namespace, Name="shop.local") == "NamespaceAlreadyExists"


def test_who_shares_a_vpc_makes_no_namespaces_in_it(client, account):
    """Its owner does; Route 53 associates private zones with VPCs of their own account."""
    participant = str(int(account) + 500_000_000_000)
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.0.0/24")["Subnet"]["SubnetArn"]
    client("ram").create_resource_share(name="network", resourceArns=[subnet], principals=[participant])
    theirs = client("servicediscovery", credentials={"aws_access_key_id": participant, "aws_secret_access_key": "test"})
    assert failure(theirs, theirs.create_private_dns_namespace(Name="shop.local", Vpc=vpc)) == (
        "CANNOT_CREATE_HOSTED_ZONE",
        f"The VPC: {vpc} in region {REGION} that you provided is not authorized to make the association.")
    assert theirs.list_namespaces()["Namespaces"] == []


def test_a_namespace_for_api_calls(map_, namespace):
    calls = target(map_, map_.create_http_namespace(Name="calls"))
    map_.update_http_namespace(Id=calls, Namespace={"Description": "by calls"})
    [shown] = map_.list_namespaces(Filters=[{"Name": "TYPE", "Values": ["HTTP"]}])["Namespaces"]
    assert (shown["Id"], shown["Description"], shown["Properties"]["HttpProperties"]["HttpName"]) == (
        calls, "by calls", "calls")
    assert code_of(map_.create_service, Name="web", NamespaceId=calls, DnsConfig=A_RECORD) == "InvalidInput"
    service = map_.create_service(Name="web", NamespaceId=calls)["Service"]
    map_.register_instance(ServiceId=service["Id"], InstanceId="one", Attributes={"color": "blue"})
    [found] = map_.discover_instances(NamespaceName="calls", ServiceName="web")["Instances"]
    assert (found["InstanceId"], found["Attributes"]) == ("one", {"color": "blue"})
    assert len(map_.list_namespaces()["Namespaces"]) == 2


def test_a_namespace_in_no_vpc_fails(map_):
    answer = map_.create_private_dns_namespace(Name="shop.local", Vpc="vpc-0123456789abcdef0")
    assert failure(map_, answer)[0] == "CANNOT_CREATE_HOSTED_ZONE"


def test_life_of_a_service(map_, namespace, account):
    made = create_service(map_, namespace, CreatorRequestId="1", HealthCheckCustomConfig={"FailureThreshold": 1})
    assert made["Arn"] == f"arn:aws:{SERVICE}:{REGION}:{account}:service/{made['Id']}"
    assert (made["NamespaceId"], made["DnsConfig"]["RoutingPolicy"], made["InstanceCount"]) == (namespace, "MULTIVALUE", 0)
    again = create_service(map_, namespace, CreatorRequestId="1", HealthCheckCustomConfig={"FailureThreshold": 1})
    assert again["Id"] == made["Id"]
    assert code_of(map_.create_service, Name="web", NamespaceId=namespace) == "ServiceAlreadyExists"
    assert code_of(map_.create_service, Name="a", NamespaceId=namespace, HealthCheckConfig={"Type": "TCP"}) == "InvalidInput"
    map_.update_service(Id=made["Id"], Service={"Description": "pages", "DnsConfig": {
        "DnsRecords": [{"Type": "A", "TTL": 60}]}})
    shown = map_.get_service(Id=made["Arn"])["Service"]
    assert (shown["Description"], shown["DnsConfig"]["DnsRecords"]) == ("pages", [{"Type": "A", "TTL": 60}])
    create_service(map_, namespace, Name="api")
    page = map_.list_services(MaxResults=1, Filters=[{"Name": "NAMESPACE_ID", "Values": [namespace]}])
    rest = map_.list_services(MaxResults=1, NextToken=page["NextToken"])
    assert {one["Name"] for one in page["Services"] + rest["Services"]} == {"web", "api"}
    register(map_, made, "one")
    assert code_of(map_.delete_service, Id=made["Id"]) == "ResourceInUse"
    map_.deregister_instance(ServiceId=made["Id"], InstanceId="one")
    map_.delete_service(Id=made["Id"])
    assert code_of(map_.get_service, Id=made["Id"]) == "ServiceNotFound"


def test_life_of_an_instance(map_, namespace, newer):
    service = create_service(map_, namespace, HealthCheckCustomConfig={"FailureThreshold": 1})
    where = {"NamespaceName": "shop.local", "ServiceName": "web"}
    before = newer("DiscoverInstancesRevision", **where)["InstancesRevision"]
    assert target(map_, register(map_, service, "one", color="blue"), "INSTANCE") == "one"
    register(map_, service, "two", "10.0.0.2", AWS_INIT_HEALTH_STATUS="UNHEALTHY")
    assert newer("DiscoverInstancesRevision", **where)["InstancesRevision"] == before + 2
    assert code_of(map_.register_instance, ServiceId=service["Id"], InstanceId="three", Attributes={}) == "InvalidInput"
    instance = map_.get_instance(ServiceId=service["Id"], InstanceId="one")["Instance"]
    assert instance["Attributes"] == {"AWS_INSTANCE_IPV4": "10.0.0.1", "color": "blue"}
    assert [one["Id"] for one in map_.list_instances(ServiceId=service["Id"])["Instances"]] == ["one", "two"]
    assert map_.get_instances_health_status(ServiceId=service["Id"])["Status"] == {"one": "HEALTHY", "two": "UNHEALTHY"}
    assert [one["InstanceId"] for one in map_.discover_instances(**where)["Instances"]] == ["one"]
    map_.update_instance_custom_health_status(ServiceId=service["Id"], InstanceId="two", Status="HEALTHY")
    assert map_.get_instances_health_status(ServiceId=service["Id"], Instances=["two"])["Status"] == {"two": "HEALTHY"}
    found = map_.discover_instances(**where, QueryParameters={"color": "blue"})["Instances"]
    assert [one["InstanceId"] for one in found] == ["one"]
    map_.deregister_instance(ServiceId=service["Id"], InstanceId="one")
    assert code_of(map_.get_instance, ServiceId=service["Id"], InstanceId="one") == "InstanceNotFound"
    assert code_of(map_.deregister_instance, ServiceId=service["Id"], InstanceId="one") == "InstanceNotFound"


def test_instances_that_are_other_names(map_, namespace):
    """The resolver's answers are in test_containers_discovery.py."""
    def service(name, policy, *types):
        return map_.create_service(Name=name, NamespaceId=namespace, DnsConfig={
            "RoutingPolicy": policy, "DnsRecords": [{"Type": type_, "TTL": 10} for type_ in types]})["Service"]

    def add(service, **attributes):
        return map_.register_instance(ServiceId=service["Id"], InstanceId="one", Attributes=attributes)

    other_name = service("www", "WEIGHTED", "CNAME")
    add(other_name, AWS_INSTANCE_CNAME="www.example.com")
    [found] = map_.discover_instances(NamespaceName="shop.local", ServiceName="www")["Instances"]
    assert found["Attributes"] == {"AWS_INSTANCE_CNAME": "www.example.com"}
    balancer = "web-1.eu-central-1.elb.amazonaws.com"
    assert target(map_, add(service("lb", "WEIGHTED", "A", "AAAA"), AWS_ALIAS_DNS_NAME=balancer), "INSTANCE") == "one"
    for wrong in ({}, {"AWS_INSTANCE_CNAME": "a..b"}, {"AWS_ALIAS_DNS_NAME": balancer}):
        assert code_of(map_.register_instance, ServiceId=other_name["Id"], InstanceId="two", Attributes=wrong) == "InvalidInput"
    for policy, types in (("MULTIVALUE", ["CNAME"]), ("WEIGHTED", ["CNAME", "A"])):
        records = [{"Type": one, "TTL": 10} for one in types]
        assert code_of(map_.create_service, Name="no", NamespaceId=namespace, DnsConfig={
            "RoutingPolicy": policy, "DnsRecords": records}) == "InvalidInput"


def test_tags(map_, namespace):
    service = create_service(map_, namespace, Tags=[{"Key": "a", "Value": "1"}])
    map_.tag_resource(ResourceARN=service["Arn"], Tags=[{"Key": "b", "Value": "2"}])
    map_.untag_resource(ResourceARN=service["Arn"], TagKeys=["a"])
    assert map_.list_tags_for_resource(ResourceARN=service["Arn"])["Tags"] == [{"Key": "b", "Value": "2"}]
    many = [{"Key": str(number), "Value": ""} for number in range(50)]
    assert code_of(map_.tag_resource, ResourceARN=service["Arn"], Tags=many) == "TooManyTagsException"
    assert code_of(map_.list_tags_for_resource, ResourceARN=service["Arn"] + "x") == "ResourceNotFoundException"


def test_iam_decides_by_the_arns(map_, client, namespace):
    service = create_service(map_, namespace)
    other = create_service(map_, namespace, Name="other")
    iam = client("iam")
    iam.create_user(UserName="u")
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=container_hosts.policy_document(
        f"{SERVICE}:RegisterInstance", Resource=service["Arn"]))
    key = iam.create_access_key(UserName="u")["AccessKey"]
    theirs = client("servicediscovery", credentials={
        "aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]})
    register(theirs, service, "one")
    assert code_of(register, map_=theirs, service=other, instance="one") == "AccessDeniedException"


# ---- CloudFormation -----------------------------------------------------------------------------------------

def template(vpc, port, description):
    return {"Resources": {
        "Namespace": {"Type": "AWS::ServiceDiscovery::PrivateDnsNamespace", "Properties": {
            "Name": "stack.local", "Vpc": vpc, "Description": description}},
        "Calls": {"Type": "AWS::ServiceDiscovery::HttpNamespace", "Properties": {
            "Name": "calls", "Description": description, "Tags": [{"Key": "a", "Value": description}]}},
        "Service": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {
            "Name": "web", "NamespaceId": {"Ref": "Namespace"}, "Description": description, "DnsConfig": {
                "RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "SRV", "TTL": "10"}]}}},
        "Instance": {"Type": "AWS::ServiceDiscovery::Instance", "Properties": {
            "ServiceId": {"Fn::GetAtt": ["Service", "Id"]}, "InstanceId": "one", "InstanceAttributes": {
                "AWS_INSTANCE_IPV4": "10.0.0.1", "AWS_INSTANCE_PORT": port}}}},
        "Outputs": {"Zone": {"Value": {"Fn::GetAtt": ["Namespace", "HostedZoneId"]}},
                    "Arn": {"Value": {"Fn::GetAtt": ["Service", "Arn"]}}}}


def test_cloudformation_makes_namespaces_services_and_instances(map_, client, vpc):
    stack = Stack(client("cloudformation"), "names")
    assert stack.create(template(vpc, "80", "first")) == "CREATE_COMPLETE", stack.story()
    namespace = map_.get_namespace(Id=stack.physical_id("Namespace"))["Namespace"]
    service = map_.get_service(Id=stack.physical_id("Service"))["Service"]
    assert stack.outputs() == {"Zone": namespace["Properties"]["DnsProperties"]["HostedZoneId"], "Arn": service["Arn"]}
    assert service["DnsConfig"]["DnsRecords"] == [{"Type": "SRV", "TTL": 10}]
    assert stack.physical_id("Instance") == "one"

    assert stack.update(template(vpc, "81", "second")) == "UPDATE_COMPLETE", stack.story()
    assert map_.get_namespace(Id=namespace["Id"])["Namespace"]["Description"] == "second"
    assert map_.get_service(Id=service["Id"])["Service"]["Description"] == "second"
    calls = map_.get_namespace(Id=stack.physical_id("Calls"))["Namespace"]
    assert calls["Description"] == "second"
    assert map_.list_tags_for_resource(ResourceARN=calls["Arn"])["Tags"] == [{"Key": "a", "Value": "second"}]
    [instance] = map_.list_instances(ServiceId=service["Id"])["Instances"]
    assert instance["Attributes"]["AWS_INSTANCE_PORT"] == "81"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert map_.list_namespaces()["Namespaces"] == []


def test_cloudformation_says_why_a_vpc_gets_no_namespace(map_, client, namespace, vpc):
    stack = Stack(client("cloudformation"), "again")
    assert stack.create({"Resources": {"Namespace": {"Type": "AWS::ServiceDiscovery::PrivateDnsNamespace", "Properties": {
        "Name": "shop.local", "Vpc": vpc}}}}) == "ROLLBACK_COMPLETE", stack.story()
    assert "has already been associated with the hosted zone" in stack.story()
    assert [one["Id"] for one in map_.list_namespaces()["Namespaces"]] == [namespace]


# ---- ECS ----------------------------------------------------------------------------------------------------

@pytest.mark.sandbox_only("its tasks start at once")
def test_tasks_of_a_service_are_instances(map_, client, eventually, namespace):
    account = container_hosts.Account(client, eventually)
    account.ecs.create_cluster(clusterName="web")
    account.opted_in_role("host")
    account.host("host")
    account.task_definition()
    service = create_service(map_, namespace)
    registries = [{"registryArn": service["Arn"]}]
    refused = code_of(account.ecs.create_service, cluster="web", serviceName="web", taskDefinition="app", desiredCount=1,
                      networkConfiguration=account.network(), serviceRegistries=[{**registries[0], "containerPort": 80}])
    assert refused == "InvalidParameterException"
    with pytest.raises(ClientError, match="the sandbox does not support the parameter serviceConnectConfiguration"):
        account.ecs.create_service(cluster="web", serviceName="web", taskDefinition="app", desiredCount=1,
                                   networkConfiguration=account.network(), serviceConnectConfiguration={"enabled": True})
    made = account.ecs.create_service(cluster="web", serviceName="web", taskDefinition="app", desiredCount=2,
                                      networkConfiguration=account.network(), serviceRegistries=registries)["service"]
    assert made["serviceRegistries"] == registries

    def instances():
        return map_.discover_instances(NamespaceName="shop.local", ServiceName="web")["Instances"]

    eventually(lambda: len(instances()) == 2)
    arns = account.ecs.list_tasks(cluster="web", serviceName="web")["taskArns"]
    assert {one["InstanceId"] for one in instances()} == {arn.split("/")[-1] for arn in arns}
    addresses = {container_hosts.details(task["attachments"][0])["privateIPv4Address"] for task in account.tasks(arns)}
    assert {one["Attributes"]["AWS_INSTANCE_IPV4"] for one in instances()} == addresses
    assert {one["Attributes"]["ECS_CLUSTER_NAME"] for one in instances()} == {"web"}
    account.ecs.update_service(cluster="web", service="web", desiredCount=0)
    eventually(lambda: not instances())
    account.ecs.delete_service(cluster="web", service="web")
    map_.delete_service(Id=service["Id"])
