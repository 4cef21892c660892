"""Capacity providers as tests make them: a group of hosts each, behind a cluster named "web"."""
import base64
import contextlib
import json

from auto_scaling_groups import ZONES, describe
from container_hosts import AL2023, join


@contextlib.contextmanager
def sent(ecs, operation, **members):
    """Adds members that Debian's client does not know; those of an object to the object's."""
    def add(params, **_):
        body = json.loads(params["body"])
        for name, value in members.items():
            body[name] = {**body.get(name, {}), **value} if isinstance(value, dict) else value
        params["body"] = json.dumps(body).encode()

    ecs.meta.events.register(f"before-call.ecs.{operation}", add)
    yield
    ecs.meta.events.unregister(f"before-call.ecs.{operation}", add)


def put(ecs, *names, strategy=(), cluster="web"):
    return ecs.put_cluster_capacity_providers(
        cluster=cluster, capacityProviders=list(names),
        defaultCapacityProviderStrategy=[{"capacityProvider": one, "weight": 1} for one in strategy])["cluster"]


def attachments(ecs, cluster="web"):
    shown = ecs.describe_clusters(clusters=[cluster], include=["ATTACHMENTS"])["clusters"][0]
    return shown["attachments"], shown.get("attachmentsStatus")


def settled(ecs, eventually, cluster="web"):
    eventually(lambda: attachments(ecs, cluster)[1] in (None, "UPDATE_COMPLETE", "UPDATE_FAILED"))
    return attachments(ecs, cluster)[0]


def make_group(account, autoscaling, name="hosts", trunking=False, image=AL2023, **arguments):
    """An empty group whose c5.large instances join the cluster "web"."""
    role = account.role(f"{name}-role")
    if trunking:
        account.set_trunking(role)
    account.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={
        "ImageId": account.image(image), "InstanceType": "c5.large",
        "IamInstanceProfile": {"Name": f"{name}-role"}, "UserData": base64.b64encode(join("web").encode()).decode()})
    arguments = {"MinSize": 0, "MaxSize": 100, "AvailabilityZones": ZONES,
                 "LaunchTemplate": {"LaunchTemplateName": name}, **arguments}
    if "MixedInstancesPolicy" in arguments:
        del arguments["LaunchTemplate"]
    autoscaling.create_auto_scaling_group(AutoScalingGroupName=name, **arguments)


def make_provider(ecs, name="hosts", **settings):
    """A capacity provider of the group of the same name."""
    ecs.create_capacity_provider(name=name, autoScalingGroupProvider={
        "autoScalingGroupArn": name, "managedScaling": {"status": "ENABLED"}, **settings})


def capacity(autoscaling, name="hosts"):
    shown = describe(autoscaling, name)
    return shown["DesiredCapacity"], len([one for one in shown["Instances"] if one["LifecycleState"] == "InService"])


def service_of(ecs, name="app"):
    return ecs.describe_services(cluster="web", services=[name])["services"][0]
