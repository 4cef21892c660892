"""Tasks that find each other by the names of AWS Cloud Map: the resolver of their VPC answers them."""
import pytest

from container_tasks import (  # noqa: F401 (fixtures)
    CLUSTER, address, ask, balanced_service, host, pytestmark, service_ends, tasks, world)

ASKED = "nslookup -type={type} {name} 2>&1 || true"


def namespace_in(map_, vpc):
    """The id of the namespace shop.local of a VPC."""
    operation = map_.create_private_dns_namespace(Name="shop.local", Vpc=vpc)["OperationId"]
    return map_.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"]


@pytest.fixture
def found(tasks, client, world, host):
    """Two tasks of a service `web.shop.local`: their addresses by task ARN."""
    map_ = client("servicediscovery", sandbox=world)
    vpc = tasks.subnet(tasks.default_subnets()[0])["VpcId"]
    registry = map_.create_service(Name="web", NamespaceId=namespace_in(map_, vpc), DnsConfig={"DnsRecords": [
        {"Type": "A", "TTL": 1}, {"Type": "SRV", "TTL": 1}]})["Service"]
    tasks.define("found", {"command": ["sh", "-c", "exec httpd -f -p 80 -h /tmp"], "portMappings": [{"containerPort": 80}]})
    tasks.ecs.create_service(
        cluster=CLUSTER, serviceName="web", taskDefinition="found", desiredCount=2, networkConfiguration=tasks.network(),
        serviceRegistries=[{"registryArn": registry["Arn"], "port": 80}])
    tasks.eventually(lambda: len(map_.list_instances(ServiceId=registry["Id"])["Instances"]) == 2)
    arns = tasks.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"]
    yield {task["taskArn"]: address(task) for task in tasks.tasks(arns, CLUSTER)}
    tasks.ecs.delete_service(cluster=CLUSTER, service="web", force=True)


def statuses(tasks, arns):
    return {task["taskArn"]: task["lastStatus"] for task in tasks.tasks(list(arns), CLUSTER)}


def asked(tasks, family, name, record="A"):
    return "\n".join(tasks.says(family, ASKED.format(type=record, name=name)))


def test_a_task_finds_the_tasks_of_a_service_and_a_stopped_one_vanishes(tasks, found):
    both = asked(tasks, "both", "web.shop.local")
    assert all(address in both for address in found.values()), both
    tasks.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=1)
    tasks.eventually(lambda: "STOPPED" in statuses(tasks, found).values())
    running = [arn for arn, status in statuses(tasks, found).items() if status == "RUNNING"]
    one = asked(tasks, "one", "web.shop.local")
    assert {address for address in found.values() if address in one} == {found[arn] for arn in running}, one
    assert len(running) == 1


def test_a_vpc_has_its_own_namespace_of_a_name(tasks, client, world, host):
    map_ = client("servicediscovery", sandbox=world)
    elsewhere = tasks.ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    here = tasks.subnet(tasks.default_subnets()[0])["VpcId"]
    namespaces = {vpc: namespace_in(map_, vpc) for vpc in (elsewhere, here)}
    for vpc, name, instance in ((elsewhere, "web", "10.7.0.1"), (here, "web", "10.0.0.1"), (elsewhere, "api", "10.7.0.2")):
        service = map_.create_service(Name=name, NamespaceId=namespaces[vpc], DnsConfig={"DnsRecords": [{"Type": "A", "TTL": 1}]})
        map_.register_instance(ServiceId=service["Service"]["Id"], InstanceId="one", Attributes={"AWS_INSTANCE_IPV4": instance})
    answer = asked(tasks, "here", "web.shop.local")
    assert "10.0.0.1" in answer and "10.7.0.1" not in answer, answer
    assert "NXDOMAIN" in asked(tasks, "nowhere", "api.shop.local")


def test_other_names_lead_to_addresses(tasks, client, world, host, service_ends):
    """CNAME records, within the namespace and out of it, and an alias of a load balancer's name."""
    map_ = client("servicediscovery", sandbox=world)
    balancer = balanced_service(tasks, client, world, 1)
    namespace = namespace_in(map_, tasks.subnet(tasks.default_subnets()[0])["VpcId"])
    for name, type_, attribute, value in (
            ("www", "CNAME", "AWS_INSTANCE_CNAME", "lb.shop.local"), ("lb", "A", "AWS_ALIAS_DNS_NAME", balancer["DNSName"]),
            ("named", "CNAME", "AWS_INSTANCE_CNAME", balancer["DNSName"]), ("lost", "CNAME", "AWS_INSTANCE_CNAME", "no.shop.local")):
        service = map_.create_service(Name=name, NamespaceId=namespace, DnsConfig={
            "RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": type_, "TTL": 1}]})["Service"]
        map_.register_instance(ServiceId=service["Id"], InstanceId="one", Attributes={attribute: value})
    [served] = tasks.says("direct", ask(balancer["DNSName"]))
    for name in ("lb", "www", "named"):
        assert tasks.says(f"by-{name}", ask(f"{name}.shop.local")) == [served]
    assert "canonical name = lb.shop.local" in asked(tasks, "chain", "www.shop.local")
    assert "NXDOMAIN" in asked(tasks, "lost", "lost.shop.local")


def test_service_records_point_to_tasks(tasks, found):
    records = asked(tasks, "records", "web.shop.local", "SRV")
    for arn in found:
        assert f"{arn.split('/')[-1]}.web.shop.local" in records, records
    arn, address = next(iter(found.items()))
    assert address in asked(tasks, "record", f"{arn.split('/')[-1]}.web.shop.local")


def test_what_is_not_there_is_not_asked_of_others(tasks, found):
    assert "NXDOMAIN" in asked(tasks, "absent", "none.shop.local")
    assert "NXDOMAIN" not in asked(tasks, "present", "web.shop.local", "AAAA")
