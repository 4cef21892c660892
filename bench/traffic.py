"""What traffic of tasks costs, each beside what it is compared with, in turn: bytes from task to task over two hosts' trunks and a plain
veth pair's; requests through an application load balancer and to its target directly, over 16 kept connections, once to
traffic_program, which does next to nothing for a request, and once to nginx, which reads it and sends a file; and what haproxy makes of the
former, between plain namespaces. As root, with crun; see bench.py and run.py."""
import json
import os
import pathlib
import re
import shutil
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
NGINX = """
daemon off; user root; pid /tmp/nginx.pid; error_log stderr; worker_processes 1;
events {}
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path /tmp; proxy_temp_path /tmp; fastcgi_temp_path /tmp; uwsgi_temp_path /tmp; scgi_temp_path /tmp;
  server { listen 80; root /www; }
}
"""
HAPROXY = """
global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option forwardfor
  http-reuse always
listen web
  bind 10.0.1.1:80
  server web 10.0.2.2:80
"""
PAGE = b"x" * 128  # as long as traffic_program's
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
# A client and a server in network namespaces, a router between them, and on the router a proxy. A line a round: requests a second
# through the proxy, and without it.
PROXY = """
set -e
program=$0 proxy=$1 config=$2 rounds=$3 connections=$4 seconds=$5 started=
trap 'kill $started' EXIT
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ip_forward
for number in 1 2; do
  unshare -n sleep 600 & other=$!; started="$started $other"
  while [ "$(readlink /proc/$other/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do :; done
  ip link add here$number type veth peer name there netns $other
  ip addr add 10.0.$number.1/24 dev here$number; ip link set here$number up
  nsenter -t $other -n sh -c "ip addr add 10.0.$number.2/24 dev there; ip link set there up; ip route add default via 10.0.$number.1"
  [ $number = 2 ] || client=$other
done
nsenter -t $other -n "$program" serve & started="$started $!"
"$proxy" -q -f "$config" & started="$started $!"
until nsenter -t $other -n ss -Hltn | grep -q :80 && ss -Hltn | grep -q :80; do :; done
while [ $rounds -gt 0 ]; do
  rounds=$((rounds - 1))
  for at in 10.0.1.1 10.0.2.2; do nsenter -t $client -n "$program" ask $at $connections $seconds; done | paste -s -d ' '
done
"""


def haproxy_rounds(folder):
    """Requests a second through it, and directly: a pair a round. None where it is not installed."""
    haproxy = installed("haproxy")
    if not haproxy:
        return None
    config = pathlib.Path(folder, "haproxy.cfg")
    config.write_text(HAPROXY)
    done = subprocess.run(["unshare", "-n", "sh", "-c", PROXY, str(PROGRAM), haproxy, str(config), str(ROUNDS), CONNECTIONS, SECONDS],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=120, check=True)
    return [tuple(map(float, line.split())) for line in done.stdout.splitlines()]


def installed(program):
    path = shutil.which(program, path="/usr/sbin:/usr/bin")
    if not path:
        print(f"  {program} is not installed: left out", file=sys.stderr)
    return path


def pair():
    done = subprocess.run(["unshare", "-n", "sh", "-c", PAIR, str(PROGRAM), SECONDS], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    return float(done.stdout)


def with_libraries(program):
    """The files of an installed program and of what it is linked with."""
    linked = subprocess.run(["ldd", program], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [(path.lstrip("/"), pathlib.Path(path).read_bytes(), 0o755)
            for path in [program, *re.findall(r"(/\S+) \(0x", linked)]]


class Tasks(run.Sandbox):
    """Servers on one host, and on another somebody who asks."""

    def load(self, name, files):
        layers = [container_images.busybox_layer(), container_images.archive(files)]
        self.put_image(container_images.saved_image(f"{name}:latest", layers))

    def start(self, instance, name, image, command):
        """A task's id and address."""
        [host] = [one["containerInstanceArn"] for one in self.ecs.describe_container_instances(
            containerInstances=self.ecs.list_container_instances()["containerInstanceArns"])["containerInstances"]
            if one["ec2InstanceId"] == instance]
        self.ecs.register_task_definition(family=name, networkMode="awsvpc", containerDefinitions=[
            {"name": "main", "image": image, "cpu": 1024, "memory": 256, "command": command}])
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

    def balance(self, name, address):
        """The address of a load balancer with that target."""
        vpc = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        group = self.elb.create_target_group(Name=name, Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")[
            "TargetGroups"][0]["TargetGroupArn"]
        balancer = self.elb.create_load_balancer(Name=name, Subnets=self.subnets()[:2])["LoadBalancers"][0]
        self.elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
                                 DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
        self.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": address, "Port": 80}])
        wait(lambda: self.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"][0]["TargetHealth"][
            "State"] == "healthy")
        return next(one["PrivateIpAddress"] for one in self.ec2.describe_network_interfaces()["NetworkInterfaces"]
                    if one["Description"].startswith(f"ELB app/{name}/"))

    def measure(self, task, *arguments):
        done = subprocess.run([COMMAND, "exec", "--endpoint-url", self.endpoint, task, "--", "/traffic", *arguments],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=60, check=True)
        return float(done.stdout)


def compare(found, name, ours, theirs):
    """In turn, so that what else the machine does is the same for both."""
    return summarize(found, name, [(ours(), theirs()) for _ in range(ROUNDS)])


def summarize(found, name, rounds):
    found[f"{name}_ratios"] = [round(mine / other, 3) for mine, other in rounds]
    found[f"{name}_ratio"] = statistics.median(found[f"{name}_ratios"])
    return [round(statistics.median(column), 1) for column in zip(*rounds)]


def compare_balanced(sandbox, found, name, client, server):
    balancer = sandbox.balance(name.replace("_", "-"), server)
    found[f"{name}_requests_per_second"], found[f"{name}_direct_requests_per_second"] = compare(
        found, name, *(lambda at=at: sandbox.measure(client, "ask", at, CONNECTIONS, SECONDS) for at in (balancer, server)))


def measure_all(sandbox, folder):
    wait(lambda: sandbox.process.poll() is None and b"images" in run.images_page(sandbox.endpoint))
    sandbox.load("traffic", [("traffic", PROGRAM.read_bytes(), 0o755)])
    hosts = [sandbox.host(), sandbox.launch(2)]
    _, server = sandbox.start(hosts[0], "server", "traffic", ["/traffic", "serve"])
    client, _ = sandbox.start(hosts[1], "client", "traffic", ["sleep", "1000"])
    found = {}
    found["task_to_task_gbit"], found["veth_pair_gbit"] = compare(
        found, "task_to_task", lambda: sandbox.measure(client, "send", server, SECONDS), pair)
    compare_balanced(sandbox, found, "load_balancer", client, server)
    if rounds := haproxy_rounds(folder):
        found["haproxy_requests_per_second"], found["haproxy_direct_requests_per_second"] = summarize(found, "haproxy", rounds)
    nginx = installed("nginx")
    if not nginx:
        return found
    sandbox.load("nginx", with_libraries(nginx) + [("etc/nginx.conf", NGINX.encode(), 0o644), ("www/index.html", PAGE, 0o644)])
    _, server = sandbox.start(hosts[0], "nginx", "nginx", [nginx, "-c", "/etc/nginx.conf"])
    compare_balanced(sandbox, found, "load_balancer_nginx", client, server)
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
            found = measure_all(sandbox, folder)
        finally:
            sandbox.process.terminate()
            sandbox.process.wait()
    for name, value in found.items():
        print(f"  {name:32} {value}", file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
