"""Tasks with addresses of IPv6 (dualStackIPv6): who reaches whom, by which rules, and under whose address.

Tasks really run, as in test_containers.py, whose fixtures these are. What lies beyond VPCs is test_containers_internet.py's.
"""
import concurrent.futures
import ipaddress
import json
import pathlib

import pytest

import socks_client
from container_tasks import CLUSTER, ask, command, pytestmark, socks, tasks, world  # noqa: F401 (fixtures)

pytestmark = [*pytestmark, pytest.mark.skipif(not pathlib.Path("/proc/sys/net/ipv6").exists(), reason="this machine has no IPv6")]

SERVE = {"command": ["sh", "-c", "mkdir /tmp/www; hostname > /tmp/www/index.html; httpd -p 81 -h /tmp/www; exec httpd -f -p 80 -h /tmp/www"]}

# What comes to a port by UDP, until one has come that is what it says.
RECEIVE = """
import socket
receiver = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
receiver.bind(("::", 9999))
while True:
    said, sender = receiver.recvfrom(100)
    print(said.decode(), sender[0], flush=True)
    if said == b"true":
        break
"""
# A datagram with a header of its sender's own writing, and one of the kernel's.
SEND = """
import socket, struct, sys
target, source = (socket.inet_pton(socket.AF_INET6, text) for text in sys.argv[1:3])
said = b"lies"
head = struct.pack("!HHH", 1, 9999, 8 + len(said))
summed = source + target + struct.pack("!II", 8 + len(said), 17) + head + b"\\0\\0" + said
total = sum(struct.unpack(f"!{len(summed) // 2}H", summed))
while total >> 16:
    total = (total & 0xFFFF) + (total >> 16)
packet = struct.pack("!IHBB", 6 << 28, 8 + len(said), 17, 64) + source + target + head + struct.pack("!H", ~total & 0xFFFF) + said
raw = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
try:
    raw.sendto(packet, (sys.argv[1], 0))
except OSError:
    pass  # What the kernel says of a packet that a program of the interface's drops.
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"true", (sys.argv[1], 9999))
print("sent")
"""


@pytest.fixture
def subnets(tasks):
    """Two subnets with IPv6 and a host each. Tasks have addresses of it there."""
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    tasks.ec2.associate_vpc_cidr_block(VpcId=vpc, AmazonProvidedIpv6CidrBlock=True)
    [block] = tasks.ec2.describe_vpcs()["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    subnets = tasks.default_subnets()[:2]
    tasks.ecs.put_account_setting_default(name="dualStackIPv6", value="enabled")
    for subnet, part in zip(subnets, ipaddress.ip_network(block["Ipv6CidrBlock"]).subnets(new_prefix=64)):
        tasks.ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock=str(part))
        tasks.ec2.modify_subnet_attribute(SubnetId=subnet, AssignIpv6AddressOnCreation={"Value": True})
        tasks.host("host", CLUSTER, SubnetId=subnet)
    return subnets


def open_to(tasks, protocol, port):
    """A group that lets everybody in to one port, by IPv6."""
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = tasks.ec2.create_security_group(GroupName=f"open-{port}", Description="d", VpcId=vpc)["GroupId"]
    tasks.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {"IpProtocol": protocol, "FromPort": port, "ToPort": port, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}])
    return group


def address6(task):
    return next(detail["value"] for attachment in task["attachments"] for detail in attachment["details"]
                if detail["name"] == "ipv6Address")


def id_of(task):
    return task["taskArn"].rsplit("/", 1)[1]


def running(tasks, family, subnet, *groups):
    network = tasks.network([subnet], **({"securityGroups": list(groups)} if groups else {}))
    [task] = tasks.running(tasks.start(family, network=network), CLUSTER)
    return task


def test_tasks_of_two_hosts_answer_each_other_as_their_groups_say(tasks, subnets, command):
    tasks.define("web", SERVE)
    server = running(tasks, "web", subnets[0], open_to(tasks, "tcp", 80))
    there = address6(server)
    assert f"inet6 {there}/64 scope global" in command("shell", "task", id_of(server), "--", "ip", "-6", "addr", "show", "dev", "eth0")
    script = f"{ask(there)}; echo closed: $({ask(there, 81, 2)}); wget -qO- $ECS_CONTAINER_METADATA_URI_V4"
    name, closed, metadata = tasks.said_by("caller", {"command": ["sh", "-c", script]}, network=tasks.network([subnets[1]]))
    assert name.startswith("ip-") and closed == "closed:", (name, closed)
    [network] = json.loads(metadata)["Networks"]
    [own] = network["IPv6Addresses"]
    block = ipaddress.ip_network(network["IPv6SubnetCIDRBlock"])
    assert ipaddress.ip_address(own) in block and ipaddress.ip_address(there) not in block
    group = tasks.ec2.describe_security_groups(GroupNames=["open-80"])["SecurityGroups"][0]["GroupId"]
    tasks.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 81, "ToPort": 81, "Ipv6Ranges": [{"CidrIpv6": str(block)}]}])
    assert tasks.said_by("again", {"command": ["sh", "-c", ask(there, 81)]}, network=tasks.network([subnets[1]])) == [name]


def test_socks_leads_to_addresses_of_ipv6_in_vpcs(tasks, subnets, socks):
    tasks.define("web", SERVE)
    server = running(tasks, "web", subnets[0])
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    assert socks_client.page(socks, address6(server), user=vpc).startswith("ip-")
    for place in ("::1", "::ffff:127.0.0.1", "fe80::1", "fd00::2", "fd00:ec2::254", "2001:db8:ffff:ff00::1"):
        with pytest.raises(socks_client.Refused) as refused:
            socks_client.connect(socks, place, 80, vpc)
        assert refused.value.args == (2,), place


def test_a_host_has_its_own_addresses(tasks, subnets, command):
    """Also those that it gets later."""
    tasks.define("sleep", {"command": ["sleep", "1000"]}, network_mode="host")
    [task] = tasks.running(tasks.start("sleep", network=False), CLUSTER)
    host = tasks.describe_host(task["containerInstanceArn"], CLUSTER)["ec2InstanceId"]
    shown = lambda: command("shell", "host", host, "--", "ip", "-6", "-o", "addr", "show", "dev", "eth0")  # noqa: E731
    primary = next(one for one in tasks.instance(host)["NetworkInterfaces"] if one["Attachment"]["DeviceIndex"] == 0)
    [first] = [one["Ipv6Address"] for one in primary["Ipv6Addresses"]]
    assert f"inet6 {first}/" in shown()
    interface = primary["NetworkInterfaceId"]
    [later] = tasks.ec2.assign_ipv6_addresses(NetworkInterfaceId=interface, Ipv6AddressCount=1)["AssignedIpv6Addresses"]
    tasks.ec2.unassign_ipv6_addresses(NetworkInterfaceId=interface, Ipv6Addresses=[first])
    tasks.eventually(lambda: f"inet6 {later}/" in shown() and f"inet6 {first}/" not in shown())


def test_nobody_sends_as_another(tasks, subnets, command):
    """Neither as a neighbour on the same trunk nor as somebody in another subnet; as itself it does."""
    tasks.define("sleep", {"command": ["sleep", "1000"]})
    group = open_to(tasks, "udp", 9999)
    receiver, neighbour = (running(tasks, "sleep", subnets[0], group) for _ in range(2))
    sender, other = (running(tasks, "sleep", subnets[1], group) for _ in range(2))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        for source in (other, neighbour, sender):
            heard = pool.submit(command, "shell", "task", id_of(receiver), "--", "python3", "-c", RECEIVE)
            arguments = (address6(receiver), address6(source))

            def heard_of_one():
                assert "sent" in command("shell", "task", id_of(sender), "--", "python3", "-c", SEND, *arguments)
                return heard.done()
            tasks.eventually(heard_of_one)
            own = address6(sender)
            assert heard.result().splitlines() == ([f"lies {own}"] if source is sender else []) + [f"true {own}"]


def test_tasks_without_an_address_have_no_ipv6(tasks, subnets):
    tasks.ecs.put_account_setting_default(name="dualStackIPv6", value="disabled")
    script = "cat /proc/net/if_inet6; wget -qO- $ECS_CONTAINER_METADATA_URI_V4"
    [metadata] = tasks.said_by("plain", {"command": ["sh", "-c", script]}, network=tasks.network([subnets[0]]))
    [network] = json.loads(metadata)["Networks"]
    assert network["IPv4Addresses"] and "IPv6Addresses" not in network
