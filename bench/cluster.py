"""A cluster that grows to 5 000 hosts and 20 000 tasks through the API, works, and goes again. See bench.py.

Hosts are c5.large with a trunk: launched by RunInstances under a role whose account has awsvpcTrunking enabled, joined
by their user data. Tasks are services' awsvpc tasks, each with its branch interface. What a host or a task costs is
measured on the first 500 hosts and again on the last 500, in the sandbox's processor time, which a busy machine
does not change; both are to cost the same. State is a file, so that a restart can be measured.

ENI_BENCH_HOSTS and ENI_BENCH_TASKS change the size. Then what providers.py says: growth, and rest. Arguments choose: api, growth,
rest.
"""
import json
import os
import signal
import sys
import tempfile
import time

try:
    import boto3  # noqa: F401
except ImportError:
    print("python3-boto3 is not installed: left out", file=sys.stderr)
    print("{}")
    sys.exit()

import providers
from measurement import CLUSTER, USER_DATA, Measurement, Sandbox, groups_of, pages

HOSTS = int(os.environ.get("ENI_BENCH_HOSTS", "5000"))
TASKS = int(os.environ.get("ENI_BENCH_TASKS", "20000"))
SAMPLE = min(500, HOSTS // 2)  # hosts by which the cost is measured
SAMPLE_TASKS = 4 * SAMPLE
MOST_TASKS_OF_SERVICE = 5000
DRAINED = min(100, HOSTS // 10)


class Cluster(Measurement):
    def __init__(self, sandbox):
        super().__init__(sandbox)
        self.services = []

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
    cluster.define_task(cpu=64, memory=64)
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


def measure_api(state):
    cluster = Cluster(Sandbox(state))
    try:
        cluster = measure(cluster, state)
        cluster.terminate()
        cluster.say("most memory after the restart", cluster.sandbox.memory_mb("VmHWM"), "MB")
    finally:
        cluster.sandbox.process.kill()
        cluster.sandbox.process.wait()
    return cluster.figures


# name, what is measured with a new state
PARTS = {"api": measure_api, "growth": providers.measure_growth, "rest": providers.measure_rest}


def main(names):
    figures = {}
    for name in names or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            figures |= PARTS[name](f"{folder}/state.db")
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
