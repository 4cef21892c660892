"""What traffic of tasks costs, each beside what it is compared with, in turn: bytes from task to task over two hosts' trunks and a plain
veth pair's; requests through an application load balancer and to its target directly, over 16 kept connections. Both ends are
traffic_program. As root, with crun; see bench.py and run.py."""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import run
from run import COMMAND, ROOT, container_images, wait

PROGRAM = pathlib.Path(os.environ.get("TRAFFIC_PROGRAM", ROOT / "build" / "cmake" / "release" / "bench" / "traffic_program"))
ROUNDS = 9
SECONDS = "1"
CONNECTIONS = "16"
# A pair in two network namespaces, and a program at each end.
PAIR = """
set -e
ip link set lo up
server=; unshare -n sleep 100 & other=$!
trap 'kill $server $other' EXIT
while [ "$(readlink /proc/$other/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do :; done
ip link add here type veth peer name there netns $other
ip addr add 10.0.0.1/24 dev here; ip link set here up
nsenter -t $other -n sh -c 'ip addr add 10.0.0.2/24 dev there; ip link set there up'
nsenter -t $other -n "$0" serve & server=$!
until nsenter -t $other -n ss -Hltn | grep -q :81; do :; done
"$0" send 10.0.0.2 "$1"
"""


def pair():
    done = subprocess.run(["unshare", "-n", "sh", "-c", PAIR, str(PROGRAM), SECONDS], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    return float(done.stdout)


class Tasks(run.Sandbox):
    """A server on one host, and on another somebody who asks."""

    def load(self):
        layer = container_images.archive([("traffic", PROGRAM.read_bytes(), 0o755)])
        data = container_images.saved_image("traffic:latest", [container_images.busybox_layer(), layer])
        self.put_image(data)

    def start(self, instance, name, command):
        """A task's id and address."""
        [host] = [one["containerInstanceArn"] for one in self.ecs.describe_container_instances(
            containerInstances=self.ecs.list_container_instances()["containerInstanceArns"])["containerInstances"]
            if one["ec2InstanceId"] == instance]
        self.ecs.register_task_definition(family=name, networkMode="awsvpc", containerDefinitions=[
            {"name": "main", "image": "traffic", "cpu": 1024, "memory": 256, "command": command}])
        subnet = self.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["SubnetId"]
        vpc = {"awsvpcConfiguration": {"subnets": [subnet]}}
        answer = self.ecs.start_task(taskDefinition=name, containerInstances=[host], networkConfiguration=vpc)
        assert not answer["failures"], answer["failures"]
        task = answer["tasks"][0]["taskArn"]
        wait(lambda: self.described(task)["lastStatus"] == "RUNNING")
        return task.rsplit("/", 1)[1], next(
            detail["value"] for detail in self.described(task)["attachments"][0]["details"]
            if detail["name"] == "privateIPv4Address")

    def described(self, task):
        return self.ecs.describe_tasks(tasks=[task])["tasks"][0]

    def subnets(self):
        return [one["SubnetId"] for one in sorted(self.ec2.describe_subnets()["Subnets"], key=lambda s: s["AvailabilityZone"])]

    def balance(self, address):
        """The address of a load balancer with that target."""
        vpc = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        group = self.elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")[
            "TargetGroups"][0]["TargetGroupArn"]
        balancer = self.elb.create_load_balancer(Name="web", Subnets=self.subnets()[:2])["LoadBalancers"][0]
        self.elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
                                 DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
        self.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": address, "Port": 80}])
        wait(lambda: self.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"][0]["TargetHealth"][
            "State"] == "healthy")
        return next(one["PrivateIpAddress"] for one in self.ec2.describe_network_interfaces()["NetworkInterfaces"]
                    if one["Description"].startswith("ELB app/web/"))

    def measure(self, task, *arguments):
        done = subprocess.run([COMMAND, "exec", "--endpoint-url", self.endpoint, task, "--", "/traffic", *arguments],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=60, check=True)
        return float(done.stdout)


def compare(found, name, ours, theirs):
    """In turn, so that what else the machine does is the same for both."""
    rounds = [(ours(), theirs()) for _ in range(ROUNDS)]
    found[f"{name}_ratios"] = [round(mine / other, 3) for mine, other in rounds]
    found[f"{name}_ratio"] = statistics.median(found[f"{name}_ratios"])
    return [round(statistics.median(column), 1) for column in zip(*rounds)]


def measure_all(sandbox):
    wait(lambda: sandbox.process.poll() is None and b"images" in run.images_page(sandbox.endpoint))
    sandbox.load()
    hosts = [sandbox.host(), sandbox.launch(2)]
    _, server = sandbox.start(hosts[0], "server", ["/traffic", "serve"])
    client, _ = sandbox.start(hosts[1], "client", ["sleep", "1000"])
    balancer = sandbox.balance(server)
    found = {}
    found["task_to_task_gbit"], found["veth_pair_gbit"] = compare(
        found, "task_to_task", lambda: sandbox.measure(client, "send", server, SECONDS), pair)
    found["balanced_requests_per_second"], found["direct_requests_per_second"] = compare(
        found, "load_balancer", *(lambda at=at: sandbox.measure(client, "ask", at, CONNECTIONS, SECONDS)
                                  for at in (balancer, server)))
    return found


def main():
    reason = run.unable() or (os.geteuid() != 0 and "only root makes a pair to compare with")
    if reason:
        print(f"tasks cannot run here: {reason}", file=sys.stderr)
        print("{}")
        return
    with tempfile.TemporaryDirectory(prefix="bench-traffic-") as folder:
        sandbox = Tasks(folder)
        try:
            found = measure_all(sandbox)
        finally:
            sandbox.process.terminate()
            sandbox.process.wait()
    for name, value in found.items():
        print(f"  {name:32} {value}", file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
