"""Who reaches the outside of a VPC, where tasks really run: route tables, internet and NAT gateways, network ACLs.

The outside is a server of the test on an address of this machine's that is not the loopback's: nothing leaves the machine. What the
gateways do with each packet is tested in src/sandbox/world/internet_access_test.cpp and network_acls_test.cpp.
"""
import os
import shutil
import socket
import subprocess
import threading

import pytest

import container_images
import container_tasks
import sandbox_processes
from container_tasks import CLUSTER, SERVE, Tasks, address, ask, host, tasks, world  # noqa: F401 (fixtures)

pytestmark = [*container_tasks.pytestmark,
              pytest.mark.skipif(not shutil.which("slirp4netns"), reason="slirp4netns is not installed")]

PRIVATE_BLOCK = "172.31.200.0/24"
PROGRAMS = [f"{folder}/slirp4netns" for folder in ("/usr/bin", "/usr/local/bin", "/bin")]
WITHOUT_PROGRAM = 'for file in $1; do [ ! -e "$file" ] || mount --bind /dev/null "$file"; done; shift; exec "$@"'
NEW_MOUNTS = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--user", "--map-root-user")
# An ordinary user's mounts are root's of a namespace with that one user, who could lend none: the sandbox is an ordinary one again.
OURSELVES = () if os.geteuid() == 0 else ("unshare", "--user", f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}")


def own_address():
    """That the machine would send from; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address beside its loopback's")
        address = probe.getsockname()[0]
    if address.startswith(("127.", "169.254.", "172.31.", "198.18.", "198.19.")):
        pytest.skip(f"{address} is an address that no task may reach")
    return address


def serve(address):
    """A server that greets and closes: (itself, its port, who came)."""
    server = socket.create_server((address, 0))
    visitors = []

    def answer():
        while True:
            try:
                connection, visitor = server.accept()
            except OSError:
                return
            visitors.append(visitor)
            with connection:
                connection.sendall(b"outside\n")
    threading.Thread(target=answer, daemon=True).start()
    return server, server.getsockname()[1], visitors


@pytest.fixture
def outside(request):
    """(address, port) of a server outside of all VPCs, where who runs the sandbox may make the interface that leads there."""
    prefix = request.getfixturevalue("user_prefix") if "user_prefix" in request.fixturenames else ()
    if subprocess.run([*prefix, "sh", "-c", ": <> /dev/net/tun"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("/dev/net/tun is closed to this user")  # test_containers_missing.py has what the sandbox says of it
    address = own_address()
    server, port, _ = serve(address)
    yield address, port
    server.shutdown(socket.SHUT_RDWR)
    server.close()


class PrivateSubnet:
    """A subnet whose route table leads out by a NAT gateway in a default subnet."""

    def __init__(self, tasks):
        ec2 = self.ec2 = tasks.ec2
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        zone = tasks.subnet(tasks.default_subnets()[0])["AvailabilityZone"]
        self.id = ec2.create_subnet(VpcId=vpc, CidrBlock=PRIVATE_BLOCK, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        elastic_ip = ec2.allocate_address()["AllocationId"]
        self.nat = ec2.create_nat_gateway(SubnetId=tasks.default_subnets()[0],
                                          AllocationId=elastic_ip)["NatGateway"]["NatGatewayId"]
        self.table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=self.table, SubnetId=self.id)
        self.network = tasks.network([self.id])

    def add_route(self):
        self.ec2.create_route(RouteTableId=self.table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=self.nat)

    def remove_route(self):
        self.ec2.delete_route(RouteTableId=self.table, DestinationCidrBlock="0.0.0.0/0")

    def acl(self):
        return self.ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [self.id]}])[
            "NetworkAcls"][0]["NetworkAclId"]


def call(address, port, seconds):
    return f"nc -w {seconds} {address} {port} </dev/null 2>/dev/null || echo nobody"


class Caller:
    """A task that calls again and again, and writes whom it reaches."""

    def __init__(self, tasks, private, outside):
        self.tasks = tasks
        script = f"while true; do {call(*outside, 1)}; sleep 0.1; done"
        tasks.define("caller", {"command": ["sh", "-c", script]})
        tasks.running(tasks.start("caller", network=private.network), CLUSTER)

    def comes_to(self, word):
        """Waits until what it writes ends with that word."""
        self.tasks.eventually(lambda: self.tasks.said("caller")[-1:] == [word])


def test_a_task_reaches_the_outside_by_a_nat_gateway_as_long_as_there_is_a_route(tasks, host, outside):
    private = PrivateSubnet(tasks)
    private.add_route()
    caller = Caller(tasks, private, outside)
    caller.comes_to("outside")
    private.remove_route()
    caller.comes_to("nobody")
    private.add_route()
    caller.comes_to("outside")
    tasks.ec2.delete_nat_gateway(NatGatewayId=private.nat)
    caller.comes_to("nobody")


def test_network_acls_hold_while_tasks_run(tasks, host, outside):
    private = PrivateSubnet(tasks)
    private.add_route()
    caller = Caller(tasks, private, outside)
    caller.comes_to("outside")
    denied = {"NetworkAclId": private.acl(), "RuleNumber": 50, "Egress": True}
    tasks.ec2.create_network_acl_entry(**denied, Protocol="6", RuleAction="deny", CidrBlock="0.0.0.0/0",
                                       PortRange={"From": outside[1], "To": outside[1]})
    caller.comes_to("nobody")
    tasks.ec2.delete_network_acl_entry(**denied)
    caller.comes_to("outside")


def test_by_an_internet_gateway_goes_who_has_a_public_address(tasks, host, outside):
    """A host in a default subnet has one; its tasks' own interfaces never do."""
    assert tasks.instance(host["ec2InstanceId"]).get("PublicIpAddress")
    assert tasks.said_by("on-host", {"command": ["sh", "-c", call(*outside, 10)]}, network_mode="host") == ["outside"]
    assert tasks.says("of-its-own", call(*outside, 1)) == ["nobody"]


def test_nobody_reaches_the_loopback_of_the_machine(tasks, host, outside):
    """By none of the addresses at which slirp4netns may show it, of its own network or the usual one."""
    server, port, visitors = serve("127.0.0.1")
    private = PrivateSubnet(tasks)
    private.add_route()
    places = ["169.254.255.2", "169.254.255.3", "10.0.2.2", "10.0.2.3"]
    script = "; ".join(call(place, port, 1) for place in places)
    try:
        said = tasks.said_by("loopback", {"command": ["sh", "-c", f"{call(*outside, 10)}; {script}"]}, network=private.network)
    finally:
        server.close()
    assert said == ["outside"] + ["nobody"] * len(places)
    assert not visitors


def sandbox_with_image(start_sandbox, eventually, prefix):
    sandbox = start_sandbox("--run", "always", prefix=prefix)
    container_images.load_busybox(sandbox, eventually)
    return sandbox


def test_the_outside_is_reached_whoever_runs_the_sandbox(client, eventually, start_sandbox, user_prefix, account, world,
                                                         tmp_path, outside):
    del world  # It says whether this machine runs tasks.
    (tmp_path / "sandbox-0").mkdir()
    (tmp_path / "sandbox-0").chmod(0o777)  # Its home, for images.
    tasks = Tasks(client, eventually, sandbox_with_image(start_sandbox, eventually, user_prefix), account)
    tasks.host("host", CLUSTER)
    private = PrivateSubnet(tasks)
    private.add_route()
    assert tasks.said_by("caller", {"command": ["sh", "-c", call(*outside, 10)]}, network=private.network) == ["outside"]


def test_without_slirp4netns_the_start_says_what_would_help(client, eventually, start_sandbox, account, world):
    """VPCs work all the same."""
    del world  # It says whether this machine runs tasks.
    prefix = (*NEW_MOUNTS, "sh", "-ec", WITHOUT_PROGRAM, "sh", " ".join(PROGRAMS), *OURSELVES)
    sandbox = sandbox_with_image(start_sandbox, eventually, prefix)
    line = eventually(lambda: next((one for one in sandbox.log().splitlines() if "and not the internet" in one), None))
    assert "slirp4netns is not installed" in line and "sudo apt install slirp4netns" in line
    tasks = Tasks(client, eventually, sandbox, account)
    tasks.host("host", CLUSTER)
    tasks.define("web", SERVE)
    [server] = tasks.running(tasks.start("web"), CLUSTER)
    [answer] = tasks.says("client", ask(address(server)))
    assert answer.startswith("ip-")


def ways_out(sandbox):
    """The programs that lead VPCs of a sandbox to the outside."""
    return {pid for pid in sandbox_processes.descendants(sandbox.process.pid)
            if sandbox_processes.name_of(pid) == "slirp4netns" and not sandbox_processes.has_ended(pid)}


def open_descriptors(sandbox):
    return len(os.listdir(f"/proc/{sandbox.process.pid}/fd"))


def run_in_a_vpc_for_a_moment(tasks):
    """In one of its own, which is deleted with all that is in it."""
    vpc, subnet = tasks.new_vpc()
    instance = tasks.launch("host", CLUSTER, SubnetId=subnet)
    host = tasks.settled(tasks.joined(instance, CLUSTER)["containerInstanceArn"], CLUSTER)
    [task] = tasks.ecs.start_task(cluster=CLUSTER, taskDefinition="idle", networkConfiguration=tasks.network([subnet]),
                                  containerInstances=[host["containerInstanceArn"]])["tasks"]
    tasks.running([task["taskArn"]], CLUSTER)
    tasks.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    tasks.stopped(task["taskArn"], CLUSTER)
    tasks.terminate(host)
    tasks.eventually(lambda: not tasks.interfaces(vpc_id=vpc))
    tasks.ec2.delete_subnet(SubnetId=subnet)
    tasks.ec2.delete_vpc(VpcId=vpc)


def test_nothing_is_left_of_a_vpc_that_is_deleted(tasks, world, eventually):
    tasks.define("idle", {"command": ["sleep", "1000"]})
    programs = ways_out(world)
    run_in_a_vpc_for_a_moment(tasks)  # Clients keep their connections, descriptors of the sandbox's.
    eventually(lambda: ways_out(world) <= programs)
    descriptors = open_descriptors(world)
    run_in_a_vpc_for_a_moment(tasks)
    eventually(lambda: ways_out(world) <= programs and open_descriptors(world) <= descriptors)
