"""A cluster that grows to 5 000 hosts and 20 000 tasks through the API, works, and goes again. See bench.py.

Hosts are c5.large with a trunk: launched by RunInstances under a role whose account has awsvpcTrunking enabled, joined
by their user data. Tasks are services' awsvpc tasks, each with its branch interface. What a host or a task costs is
measured on the first 500 hosts and again on the last 500, in the sandbox's processor time, which a busy machine
does not change; both are to cost the same. State is a file, so that a restart can be measured.

ENI_BENCH_HOSTS and ENI_BENCH_TASKS change the size.
"""
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
import tempfile
import time

try:
    import boto3
    from botocore.config import Config
except ImportError:
    print("python3-boto3 is not installed: left out", file=sys.stderr)
    print("{}")
    sys.exit()

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = os.environ.get("ENI_TRUNKING_BINARY", str(ROOT / "build" / "eni-trunking"))
HOSTS = int(os.environ.get("ENI_BENCH_HOSTS", "5000"))
TASKS = int(os.environ.get("ENI_BENCH_TASKS", "20000"))
SAMPLE = min(500, HOSTS // 2)  # hosts by which the cost is measured
SAMPLE_TASKS = 4 * SAMPLE
MOST_TASKS_OF_SERVICE = 5000
DRAINED = min(100, HOSTS // 10)
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
        return {name: session.client(name, endpoint_url=self.endpoint, config=config)
                for name in ("ec2", "ecs", "iam", "ssm")}

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


class Cluster:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.ec2, self.ecs, self.iam, self.ssm = sandbox.clients().values()
        self.figures = {}
        self.services = []

    # ---- measuring ----

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

    def ratio(self, name, small, large):
        ratio = self.figures[figure(large, "processor_ms")] / self.figures[figure(small, "processor_ms")]
        self.say(name, ratio, "ratio", f"{'met' if ratio <= FLAT else 'NOT met'}: at most {FLAT}")

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

    # ---- the steps ----

    def prepare(self):
        self.iam.create_role(RoleName="host", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
        self.iam.attach_role_policy(
            RoleName="host", PolicyArn="arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role")
        self.iam.create_instance_profile(InstanceProfileName="host")
        self.iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
        self.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.ecs.register_task_definition(
            family="task", networkMode="awsvpc", requiresCompatibilities=["EC2"],
            containerDefinitions=[{"name": "app", "image": "app", "cpu": 64, "memory": 64}])
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.0.{64 * k}.0/18",
                                   AvailabilityZone=f"us-east-1{'ab'[k % 2]}")["Subnet"]["SubnetId"] for k in range(4)]
        self.image = self.ssm.get_parameter(
            Name="/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id")["Parameter"]["Value"]

    def counts(self):
        return self.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]

    def active_hosts(self):
        return sum(1 for _ in pages(self.ecs.list_container_instances, "containerInstanceArns",
                                    cluster=CLUSTER, status="ACTIVE"))

    def grow(self, hosts):
        """To so many hosts."""
        have = self.counts()["registeredContainerInstancesCount"]
        while have < hosts:
            batch = min(125, hosts - have)
            self.ec2.run_instances(
                ImageId=self.image, InstanceType="c5.large", MinCount=batch, MaxCount=batch, UserData=USER_DATA,
                SubnetId=self.subnets[(have // 125) % 4], IamInstanceProfile={"Name": "host"})
            have += batch
        self.wait(lambda: self.counts()["registeredContainerInstancesCount"] == hosts)
        self.wait(lambda: self.active_hosts() == hosts)

    def run_service(self, tasks):
        """One more service, until its tasks run."""
        name = f"service-{len(self.services)}"
        network = {"awsvpcConfiguration": {"subnets": self.subnets}}
        self.ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition="task", desiredCount=tasks,
                                launchType="EC2", networkConfiguration=network)
        self.services.append(name)
        self.wait(lambda: self.is_stable(name, tasks))

    def is_stable(self, name, tasks):
        service = self.ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]
        return service["runningCount"] == tasks and service["pendingCount"] == 0 and len(service["deployments"]) == 1

    def ask(self, at):
        """Calls as consoles and scripts make them."""
        ec2, ecs = self.ec2, self.ecs
        instances = [i["InstanceId"] for r in ec2.describe_instances(MaxResults=100)["Reservations"] for i in r["Instances"]]
        hosts = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
        tasks = ecs.list_tasks(cluster=CLUSTER)["taskArns"]
        interface = ec2.describe_network_interfaces(MaxResults=5)["NetworkInterfaces"][0]
        on_host = {"Name": "attachment.instance-id", "Values": instances[:1]}
        calls = {
            "DescribeInstances by 100 ids": lambda: ec2.describe_instances(InstanceIds=instances),
            "DescribeInstances page of 100": lambda: ec2.describe_instances(MaxResults=100),
            "DescribeInstances by address": lambda: ec2.describe_instances(
                Filters=[{"Name": "private-ip-address", "Values": [interface["PrivateIpAddress"]]}]),
            "DescribeNetworkInterfaces by id": lambda: ec2.describe_network_interfaces(
                NetworkInterfaceIds=[interface["NetworkInterfaceId"]]),
            "DescribeNetworkInterfaces of a host": lambda: ec2.describe_network_interfaces(Filters=[on_host]),
            "DescribeNetworkInterfaces page of 100": lambda: ec2.describe_network_interfaces(MaxResults=100),
            "DescribeSubnets": lambda: ec2.describe_subnets(SubnetIds=self.subnets),
            "DescribeClusters": self.counts,
            "DescribeServices": lambda: ecs.describe_services(cluster=CLUSTER, services=self.services[:10]),
            "ListContainerInstances": lambda: ecs.list_container_instances(cluster=CLUSTER),
            "ListContainerInstances with filter": lambda: ecs.list_container_instances(
                cluster=CLUSTER, filter=f"ec2InstanceId == {instances[0]}"),
            "DescribeContainerInstances of 100": lambda: ecs.describe_container_instances(
                cluster=CLUSTER, containerInstances=hosts),
            "ListTasks": lambda: ecs.list_tasks(cluster=CLUSTER),
            "ListTasks of a host": lambda: ecs.list_tasks(cluster=CLUSTER, containerInstance=hosts[0]),
            "DescribeTasks of 100": lambda: ecs.describe_tasks(cluster=CLUSTER, tasks=tasks),
        }
        for name, call in calls.items():
            self.latency(f"{name}, {at} hosts", call)

    def drain(self):
        hosts = self.ecs.list_container_instances(cluster=CLUSTER, maxResults=DRAINED)["containerInstanceArns"]
        moved = sum(host["runningTasksCount"] for host in self.ecs.describe_container_instances(
            cluster=CLUSTER, containerInstances=hosts)["containerInstances"])
        with self.each("task moved by draining hosts", max(moved, 1)):
            for few in groups_of(10, hosts):
                self.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=few, status="DRAINING")
            self.wait(lambda: not any(host["runningTasksCount"] for host in self.ecs.describe_container_instances(
                cluster=CLUSTER, containerInstances=hosts)["containerInstances"]))
            running = self.counts()["runningTasksCount"]
            self.wait(lambda: self.counts()["runningTasksCount"] >= running)

    def scale_in(self, tasks):
        with self.each("task stopped", tasks):
            for name in self.services:
                self.ecs.update_service(cluster=CLUSTER, service=name, desiredCount=0)
            self.wait(lambda: self.counts()["runningTasksCount"] + self.counts()["pendingTasksCount"] == 0)

    def terminate(self):
        instances = [i["InstanceId"] for r in pages(self.ec2.describe_instances, "Reservations", MaxResults=1000)
                     for i in r["Instances"]]
        with self.each("host terminated", len(instances)):
            for some in groups_of(1000, instances):
                self.ec2.terminate_instances(InstanceIds=some)
            self.wait(lambda: self.counts()["registeredContainerInstancesCount"] == 0)
            left = [{"Name": "vpc-id", "Values": [self.vpc]}]
            self.wait(lambda: not self.ec2.describe_network_interfaces(Filters=left, MaxResults=5)["NetworkInterfaces"])


def restart(before, state):
    """The same state again, after a kill. The first placement builds the index."""
    before.sandbox.stop(signal.SIGKILL)
    sandbox = Sandbox(state)
    seconds = sandbox.answer_health()
    after = Cluster(sandbox)
    after.figures, after.services = before.figures, before.services
    after.vpc, after.subnets = before.vpc, before.subnets
    after.say("restart: process to health page", 1000 * seconds, "ms")
    begin = time.perf_counter()
    task = after.ecs.run_task(cluster=CLUSTER, taskDefinition="task", launchType="EC2",
                              networkConfiguration={"awsvpcConfiguration": {"subnets": after.subnets}})["tasks"][0]
    after.say("restart: first RunTask", 1000 * (time.perf_counter() - begin), "ms")
    after.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    after.say("restart: memory", sandbox.memory_mb(), "MB")
    return after


def measure(cluster, state):
    cluster.prepare()
    with cluster.each("first hosts", SAMPLE):
        cluster.grow(SAMPLE)
    with cluster.each("first tasks", SAMPLE_TASKS):
        cluster.run_service(SAMPLE_TASKS)
    cluster.ask(SAMPLE)
    cluster.grow(HOSTS - SAMPLE)
    with cluster.each("last hosts", SAMPLE):
        cluster.grow(HOSTS)
    cluster.ratio("a host, last to first", "first hosts", "last hosts")
    cluster.say("memory with all hosts", cluster.sandbox.memory_mb(), "MB")
    left = TASKS - SAMPLE_TASKS - SAMPLE_TASKS
    while left > 0:
        cluster.run_service(min(left, MOST_TASKS_OF_SERVICE))
        left -= MOST_TASKS_OF_SERVICE
    with cluster.each("last tasks", SAMPLE_TASKS):
        cluster.run_service(SAMPLE_TASKS)
    cluster.ratio("a task, last to first", "first tasks", "last tasks")
    cluster.say("memory with all tasks", cluster.sandbox.memory_mb(), "MB")
    cluster.ask(HOSTS)
    cluster.drain()
    cluster = restart(cluster, state)
    cluster.scale_in(TASKS)
    return cluster


def main():
    with tempfile.TemporaryDirectory() as folder:
        state = f"{folder}/state.db"
        cluster = Cluster(Sandbox(state))
        try:
            cluster = measure(cluster, state)
            cluster.terminate()
            cluster.say("most memory after the restart", cluster.sandbox.memory_mb("VmHWM"), "MB")
        finally:
            cluster.sandbox.process.kill()
            cluster.sandbox.process.wait()
    print(json.dumps(cluster.figures))


if __name__ == "__main__":
    main()
