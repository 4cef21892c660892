"""A cluster whose hosts are replaced by `eni-trunking rollout`: what makes it, and what looks at it while that goes on."""
import base64

import pytest

import command_runs
from auto_scaling_groups import ZONES
from capacity_providers import put, settled
from container_hosts import AL2023, Account, has_trunk, join

MARK = "eni-trunking:rollout"


class Cluster:
    """A cluster "web" whose hosts have registered before the setting, and what its services have been through."""

    def __init__(self, client, eventually):
        self.place = Account(client, eventually)
        self.ecs, self.ec2 = self.place.ecs, self.place.ec2
        self.autoscaling = client("autoscaling")
        self.eventually = eventually
        self.ecs.create_cluster(clusterName="web")
        self.role = self.place.role("hosts")
        self.place.task_definition()
        self.place.task_definition("bridged", network_mode="bridge")

    def group(self, name, count, *config, provider=None, MaxSize=None, **arguments):
        """@param provider  settings of a capacity provider of that name, which drains: hosts are its own from the first one on"""
        self.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={
            "ImageId": self.place.image(AL2023), "InstanceType": "c5.large", "IamInstanceProfile": {"Name": "hosts"},
            "UserData": base64.b64encode(join("web", *config).encode()).decode()})
        self.autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=name, LaunchTemplate={"LaunchTemplateName": name}, MinSize=0,
            MaxSize=MaxSize or count, AvailabilityZones=ZONES, **arguments)
        if provider:
            self.ecs.create_capacity_provider(
                name=name, autoScalingGroupProvider={"autoScalingGroupArn": name, **provider})
            put(self.ecs, name, strategy=[name])
            settled(self.ecs, self.eventually)
        self.autoscaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=count)

    def have_hosts(self, count):
        def look():
            active = [host for host in self.place.hosts() if host["status"] == "ACTIVE"]
            return active if len(active) == count else None
        return self.eventually(look)

    def service(self, name, count, minimum=100, maximum=200, task="app", **arguments):
        if task == "app":
            arguments["networkConfiguration"] = self.place.network()
        if arguments.get("schedulingStrategy") != "DAEMON":
            arguments["desiredCount"] = count
            arguments["deploymentConfiguration"] = {"minimumHealthyPercent": minimum, "maximumPercent": maximum}
        self.ecs.create_service(cluster="web", serviceName=name, taskDefinition=task, **arguments)
        self.eventually(lambda: self.described(name)["runningCount"] == count)

    def described(self, name):
        return self.ecs.describe_services(cluster="web", services=[name])["services"][0]

    def tasks(self, service):
        arns = [arn for status in ("RUNNING", "STOPPED") for page in self.ecs.get_paginator("list_tasks").paginate(
            cluster="web", serviceName=service, desiredStatus=status) for arn in page["taskArns"]]
        return self.place.tasks(arns)

    def fewest_running(self, service, since):
        """At any moment after `since`, by what the tasks say of themselves."""
        changes = []
        for task in self.tasks(service):
            if "startedAt" in task:
                changes.append((task["startedAt"], 1))
                end = task.get("stoppingAt") or task.get("stoppedAt")
                changes += [(end, -1)] if end else []
        running, fewest = 0, 10**6
        for moment, change in sorted(changes, key=lambda row: (row[0], -row[1])):
            running += change
            if moment > since:
                fewest = min(fewest, running)
        return fewest

    def last_start(self, service):
        return max(task["startedAt"] for task in self.tasks(service) if "startedAt" in task)

    def trunks(self):
        """Of the ACTIVE hosts: (with a trunk, all)."""
        active = [host for host in self.place.hosts() if host["status"] == "ACTIVE"]
        return sum(has_trunk(host) for host in active), len(active)

    def instances(self):
        return {host["ec2InstanceId"] for host in self.place.hosts()}

    def marks(self):
        """What a rollout has left on groups, on instances that are still there, and on the cluster."""
        tags = self.ec2.describe_tags(Filters=[{"Name": "key", "Values": [MARK]}])["Tags"]
        alive = {one["InstanceId"] for page in self.ec2.get_paginator("describe_instances").paginate()
                 for reservation in page["Reservations"] for one in reservation["Instances"]
                 if one["State"]["Name"] == "running"}
        groups = [tag["ResourceId"] for tag in self.autoscaling.describe_tags()["Tags"] if tag["Key"].startswith(MARK)]
        arn = self.ecs.describe_clusters(clusters=["web"])["clusters"][0]["clusterArn"]
        groups += [tag["key"] for tag in self.ecs.list_tags_for_resource(resourceArn=arn)["tags"]]
        return groups + [tag["ResourceId"] for tag in tags if tag["ResourceId"] in alive]


@pytest.fixture
def web(client, eventually):
    return Cluster(client, eventually)


@pytest.fixture
def rollout(sandbox, credentials, tmp_path):
    """rollout("--yes", …): the ended command."""
    def run(*arguments, **options):
        return command_runs.run(sandbox, credentials, tmp_path, "rollout", "web", *arguments, **options)
    run.start = lambda *arguments: command_runs.start(sandbox, credentials, tmp_path, "rollout", "web", *arguments)
    run.on_terminal = lambda *arguments, **options: command_runs.on_terminal(
        sandbox, credentials, tmp_path, "rollout", "web", *arguments, **options)
    return run
