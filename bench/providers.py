"""Growth by capacity providers, and Auto Scaling groups at rest. Part of cluster.py.

Instances with tasks are protected from scale-in. A group of c5.large with trunks grows from nothing to 5 000 hosts, because services want 40 000 awsvpc tasks: eight on each,
whose processor has room for no more. Tasks are wanted in steps, and up to 500 of a cluster wait for hosts at a time. The time is
the machine's; the cost of the first and of the last 500 hosts, with their tasks, is the sandbox's processor time.

500 groups with ten hosts each, all of capacity providers, rest: what is measured is the sandbox's processor time over a minute, in
which each alarm is evaluated and each reservation measured once.
"""
import base64
import os
import signal
import time

from measurement import CLUSTER, USER_DATA, Measurement, Sandbox, groups_of

HOSTS = int(os.environ.get("ENI_BENCH_PROVIDER_HOSTS", "5000"))
TASKS_OF_HOST = 8
SAMPLE = HOSTS // 10
GROUPS = int(os.environ.get("ENI_BENCH_GROUPS", "500"))
HOSTS_OF_GROUP = 10
PROVIDERS_OF_CLUSTER = 20
IDLE_SECONDS = 60
BUDGET = {"seconds": 60, "memory_mb": 150, "percent": 1}
MANAGED = {"Key": "AmazonECSManaged", "Value": "", "PropagateAtLaunch": True}


class ProvidedCluster(Measurement):
    def template(self, name, user_data):
        self.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={
            "ImageId": self.image, "InstanceType": "c5.large", "IamInstanceProfile": {"Name": "host"},
            "UserData": base64.b64encode(user_data.encode()).decode()})

    def provide(self, name, template, low, high):
        """A group, and its capacity provider of the same name."""
        self.autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=name, MinSize=low, MaxSize=high, VPCZoneIdentifier=",".join(self.subnets),
            NewInstancesProtectedFromScaleIn=True,
            LaunchTemplate={"LaunchTemplateName": template, "Version": "$Latest"}, Tags=[MANAGED])
        self.ecs.create_capacity_provider(name=name, autoScalingGroupProvider={
            "autoScalingGroupArn": name, "managedScaling": {"status": "ENABLED", "targetCapacity": 100},
            "managedTerminationProtection": "ENABLED"})

    def associate(self, cluster, names):
        self.ecs.put_cluster_capacity_providers(
            cluster=cluster, capacityProviders=names,
            defaultCapacityProviderStrategy=[{"capacityProvider": name, "weight": 1} for name in names])

    def grow(self, hosts):
        """By so many, for one more service."""
        name, tasks = f"service-{self.counts()['activeServicesCount']}", TASKS_OF_HOST * hosts
        self.ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition="task", desiredCount=tasks,
                                networkConfiguration={"awsvpcConfiguration": {"subnets": self.subnets}})
        self.wait(lambda: self.is_stable(name, tasks))

    def hosts(self, clusters):
        return sum(cluster["registeredContainerInstancesCount"] for few in groups_of(100, clusters)
                   for cluster in self.ecs.describe_clusters(clusters=few)["clusters"])


def measure_growth(state):
    cluster = ProvidedCluster(Sandbox(state))
    try:
        cluster.prepare()
        cluster.define_task(cpu=2048 // TASKS_OF_HOST, memory=128)
        cluster.template("hosts", USER_DATA)
        cluster.provide("hosts", "hosts", 0, 2 * HOSTS)
        cluster.associate(CLUSTER, ["hosts"])
        begin = time.perf_counter()
        with cluster.each("first hosts of a provider", SAMPLE):
            cluster.grow(SAMPLE)
        for _ in range(HOSTS // SAMPLE - 2):
            cluster.grow(SAMPLE)
        with cluster.each("last hosts of a provider", SAMPLE):
            cluster.grow(SAMPLE)
        seconds = time.perf_counter() - begin
        cluster.say("hosts of the provider", cluster.hosts([CLUSTER]), "hosts")
        cluster.within("growth by a provider", seconds, "s", BUDGET["seconds"])
        cluster.within("memory after growth", cluster.sandbox.memory_mb(), "MB", BUDGET["memory_mb"])
        cluster.ratio("a host of a provider, last to first", "first hosts of a provider", "last hosts of a provider")
    finally:
        cluster.sandbox.stop(signal.SIGKILL)
    return cluster.figures


def measure_rest(state):
    cluster = ProvidedCluster(Sandbox(state))
    try:
        cluster.prepare()
        names = [f"group-{number}" for number in range(GROUPS)]
        clusters = []
        for few in groups_of(PROVIDERS_OF_CLUSTER, names):
            clusters.append(f"cluster-{len(clusters)}")
            cluster.ecs.create_cluster(clusterName=clusters[-1])
            cluster.template(clusters[-1], USER_DATA.replace(CLUSTER, clusters[-1]))
            for name in few:
                cluster.provide(name, clusters[-1], HOSTS_OF_GROUP, 2 * HOSTS_OF_GROUP)
            cluster.associate(clusters[-1], few)
        cluster.wait(lambda: cluster.hosts(clusters) == GROUPS * HOSTS_OF_GROUP)
        time.sleep(IDLE_SECONDS)
        begin = cluster.sandbox.processor_seconds()
        time.sleep(IDLE_SECONDS)
        used = cluster.sandbox.processor_seconds() - begin
        cluster.within(f"{GROUPS} groups at rest", 100 * used / IDLE_SECONDS, "percent of a core", BUDGET["percent"])
        cluster.say("memory of groups at rest", cluster.sandbox.memory_mb(), "MB")
    finally:
        cluster.sandbox.stop(signal.SIGKILL)
    return cluster.figures
