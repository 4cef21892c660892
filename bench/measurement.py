"""A sandbox with its state in a file, and what its work costs. Used by cluster.py and providers.py."""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import time

import boto3
from botocore.config import Config

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = os.environ.get("ENI_TRUNKING_BINARY", str(ROOT / "build" / "eni-trunking"))
FLAT = 1.3
CALLS = 15
PATIENCE = 1800
CLUSTER = "bench"
USER_DATA = f"#!/bin/bash\necho ECS_CLUSTER={CLUSTER} >> /etc/ecs/ecs.config\n"
EC2_TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
TICK = os.sysconf("SC_CLK_TCK")


class Sandbox:
    def __init__(self, state):
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(
            [COMMAND, "sandbox", "--listen", "127.0.0.1:0", "--log-level", "error", "--state", state],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.endpoint = re.search(r"http://\S+", self.process.stdout.readline().decode())[0]

    def answer_health(self):
        """Seconds from the process's start to the answer of the health page."""
        host, port = self.endpoint.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=600) as connection:
            connection.sendall(f"GET /_sandbox/health HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        return time.perf_counter() - self.begin

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory_mb(self, kind="VmRSS"):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{kind}:\s+(\d+)", status)[1]) / 1024

    def clients(self):
        config = Config(read_timeout=600, retries={"max_attempts": 0})
        session = boto3.session.Session("test", "test", region_name="us-east-1")
        return [session.client(name, endpoint_url=self.endpoint, config=config)
                for name in ("autoscaling", "ec2", "ecs", "iam", "ssm")]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(120)


def pages(operation, result, **parameters):
    while True:
        reply = operation(**parameters)
        yield from reply[result]
        token = next((name for name in ("nextToken", "NextToken") if reply.get(name)), None)
        if not token:
            return
        parameters[token] = reply[token]


def groups_of(count, items):
    return [items[k:k + count] for k in range(0, len(items), count)]


def figure(name, unit):
    return re.sub(r"\W+", "_", f"{name} {unit}")


class Measurement:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.autoscaling, self.ec2, self.ecs, self.iam, self.ssm = sandbox.clients()
        self.figures = {}

    def say(self, name, value, unit, note=""):
        self.figures[figure(name, unit)] = round(value, 3)
        print(f"{name:42} {value:10.2f} {unit.replace('_', ' '):12} {note}", file=sys.stderr, flush=True)

    @contextlib.contextmanager
    def each(self, name, count):
        """What one of `count` costs in what is done meanwhile."""
        begin, processor = time.perf_counter(), self.sandbox.processor_seconds()
        yield
        wall, used = time.perf_counter() - begin, self.sandbox.processor_seconds() - processor
        self.figures[figure(name, "wall_s")] = round(wall, 2)
        self.say(name, 1000 * used / count, "processor_ms", f"each of {count}; {wall:.1f} s in all")

    def within(self, name, value, unit, budget):
        self.say(name, value, unit, f"{'met' if value <= budget else 'NOT met'}: at most {budget}")

    def ratio(self, name, small, large):
        ratio = self.figures[figure(large, "processor_ms")] / self.figures[figure(small, "processor_ms")]
        self.within(name, ratio, "ratio", FLAT)

    def latency(self, name, call):
        times = []
        for _ in range(CALLS):
            begin = time.perf_counter()
            call()
            times.append(1000 * (time.perf_counter() - begin))
        self.say(name, statistics.median(times), "ms", f"most {max(times):.1f}")

    def wait(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "the cluster does not get there"
            time.sleep(0.2)

    def prepare(self):
        """A cluster with trunks, a network, and a role for its hosts."""
        self.iam.create_role(RoleName="host", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
        self.iam.attach_role_policy(
            RoleName="host", PolicyArn="arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role")
        self.iam.create_instance_profile(InstanceProfileName="host")
        self.iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
        self.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.0.{64 * k}.0/18",
                                   AvailabilityZone=f"us-east-1{'ab'[k % 2]}")["Subnet"]["SubnetId"] for k in range(4)]
        self.image = self.ssm.get_parameter(
            Name="/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id")["Parameter"]["Value"]

    def define_task(self, cpu, memory):
        self.ecs.register_task_definition(
            family="task", networkMode="awsvpc", requiresCompatibilities=["EC2"],
            containerDefinitions=[{"name": "app", "image": "app", "cpu": cpu, "memory": memory}])

    def counts(self):
        return self.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]

    def is_stable(self, name, tasks):
        service = self.ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]
        return service["runningCount"] == tasks and service["pendingCount"] == 0 and len(service["deployments"]) == 1
