"""Hosts of ECS clusters as stories use them: launched with an ECS image under a role of their own, opted in to trunks or
not, and filled with awsvpc tasks until ECS refuses one. All through boto3; all answers are AWS's own shapes."""
import json

REGION = "eu-central-1"
ECS_IMAGES = "/aws/service/ecs/optimized-ami/"
AL2023 = ECS_IMAGES + "amazon-linux-2023/recommended/image_id"
AL2023_ARM = ECS_IMAGES + "amazon-linux-2023/arm64/recommended/image_id"
AL2_OF_2019 = ECS_IMAGES + "amazon-linux-2/amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs/image_id"  # agent 1.26.0
WINDOWS = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-ECS_Optimized/image_id"
AGENT_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
TRUNK_ID = "ecs.awsvpc-trunk-id"
MOST_TASKS_OF_A_CALL = 10


def join(cluster, *lines):
    """User data with which a host joins a cluster; more lines for /etc/ecs/ecs.config."""
    config = "\n".join([f"ECS_CLUSTER={cluster}", *lines])
    return f"#!/bin/bash\ncat <<'EOF' >> /etc/ecs/ecs.config\n{config}\nEOF\n"


def join_windows(cluster):
    return ("<powershell>\nImport-Module ECSTools\n"
            f"Initialize-ECSAgent -Cluster '{cluster}' -EnableTaskIAMRole -EnableTaskENI\n</powershell>")


class Account:
    """One account in one region: its clients, and what hosts need. `options` are those of the fixture `client`: sandbox,
    credentials."""

    def __init__(self, client, eventually, region=REGION, **options):
        self.ecs, self.ec2, self.iam, self.ssm = (client(service, region=region, **options)
                                                  for service in ("ecs", "ec2", "iam", "ssm"))
        self.eventually = eventually
        self.region = region
        self._images = {}

    # ---- roles and the setting ----

    def role(self, name, policy=AGENT_POLICY, actions=(), trusted="ec2.amazonaws.com"):
        """A role in an instance profile of the same name; its ARN."""
        arn = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy_document(
            "sts:AssumeRole", Principal={"Service": trusted}))["Role"]["Arn"]
        if policy:
            self.iam.attach_role_policy(RoleName=name, PolicyArn=policy)
        if actions:
            self.iam.put_role_policy(RoleName=name, PolicyName="more",
                                     PolicyDocument=policy_document(*actions, Resource="*"))
        self.iam.create_instance_profile(InstanceProfileName=name)
        self.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
        return arn

    def opted_in_role(self, name):
        arn = self.role(name)
        self.set_trunking(arn)
        return arn

    def set_trunking(self, role_arn, value="enabled"):
        self.ecs.put_account_setting(name="awsvpcTrunking", value=value, principalArn=role_arn)

    # ---- hosts ----

    def image(self, parameter):
        if parameter not in self._images:
            self._images[parameter] = self.ssm.get_parameter(Name=parameter)["Parameter"]["Value"]
        return self._images[parameter]

    def image_for(self, instance_type):
        """The recommended ECS image that a type can start."""
        [described] = self.ec2.describe_instance_types(InstanceTypes=[instance_type])["InstanceTypes"]
        known = described.get("ProcessorInfo", {}).get("SupportedArchitectures", [])  # not known of all
        return AL2023_ARM if "arm64" in known else AL2023

    def launch(self, profile, cluster="web", instance_type="c5.large", image=None, user_data=None, **arguments):
        """A new instance's id. `profile` names a role of this account, or None for no instance profile."""
        if profile:
            arguments["IamInstanceProfile"] = {"Name": profile}
        instances = self.ec2.run_instances(
            ImageId=self.image(image or self.image_for(instance_type)), InstanceType=instance_type, MinCount=1,
            MaxCount=1, UserData=user_data or join(cluster), **arguments)["Instances"]
        return instances[0]["InstanceId"]

    def host(self, profile, cluster="web", status="ACTIVE", **arguments):
        """A new container instance that has come to `status`."""
        instance = self.launch(profile, cluster, **arguments)
        return self.settled(self.joined(instance, cluster)["containerInstanceArn"], cluster, status)

    def hosts(self, cluster="web"):
        arns = [arn for page in self.ecs.get_paginator("list_container_instances").paginate(cluster=cluster)
                for arn in page["containerInstanceArns"]]
        return [self.describe_host(arn, cluster) for arn in arns]

    def describe_host(self, arn, cluster="web"):
        [host] = self.ecs.describe_container_instances(cluster=cluster, containerInstances=[arn])["containerInstances"]
        return host

    def joined(self, instance_id, cluster="web"):
        """The container instance that an instance has become."""
        return self.eventually(lambda: next(
            (host for host in self.hosts(cluster) if host["ec2InstanceId"] == instance_id), None))

    def settled(self, arn, cluster="web", status="ACTIVE"):
        """The container instance, once its status is neither REGISTERING nor DEREGISTERING; that must be `status`."""
        def look():
            host = self.describe_host(arn, cluster)
            return None if host["status"] in ("REGISTERING", "DEREGISTERING") else host
        host = self.eventually(look)
        assert host["status"] == status, f'{host["status"]}: {host.get("statusReason")}'
        return host

    def instance(self, instance_id):
        return self.ec2.describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"][0]

    def console(self, instance_id, text):
        """The console's text, once it has `text`."""
        def look():
            output = self.ec2.get_console_output(InstanceId=instance_id).get("Output", "")
            return output if text in output else None
        return self.eventually(look)

    def terminate(self, *hosts):
        """Terminates container instances, and waits until they have left their cluster and their interfaces are gone."""
        ids = [host["ec2InstanceId"] for host in hosts]
        self.ec2.terminate_instances(InstanceIds=ids)
        self.eventually(lambda: all(self.instance(i)["State"]["Name"] == "terminated" for i in ids))
        cluster = hosts[0]["containerInstanceArn"].split("/")[1]
        self.eventually(lambda: not {host["ec2InstanceId"] for host in self.hosts(cluster)} & set(ids))

    # ---- networks ----

    def default_subnets(self):
        """In the order of their zones."""
        subnets = self.ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
        return [s["SubnetId"] for s in sorted(subnets, key=lambda s: s["AvailabilityZone"])]

    def subnet(self, subnet_id):
        return self.ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]

    def new_vpc(self, cidr="10.7.0.0/16", subnet_cidr="10.7.0.0/24"):
        """A VPC's and its only subnet's ids."""
        vpc = self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        return vpc, self.ec2.create_subnet(VpcId=vpc, CidrBlock=subnet_cidr)["Subnet"]["SubnetId"]

    def leave_addresses(self, subnet_id, count):
        """Takes addresses of a subnet until `count` are left."""
        for _ in range(self.subnet(subnet_id)["AvailableIpAddressCount"] - count):
            self.ec2.create_network_interface(SubnetId=subnet_id)

    def interfaces(self, **filters):
        """interfaces(interface_type="trunk"): those with such values."""
        wanted = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        return [one for page in self.ec2.get_paginator("describe_network_interfaces").paginate(Filters=wanted)
                for one in page["NetworkInterfaces"]]

    # ---- tasks ----

    def task_definition(self, family="app", network_mode="awsvpc", **arguments):
        """Small enough that only interfaces limit how many fit."""
        return self.ecs.register_task_definition(family=family, networkMode=network_mode, containerDefinitions=[
            {"name": "app", "image": "nginx", "cpu": 1, "memory": 6}], **arguments)["taskDefinition"][
                "taskDefinitionArn"]

    def network(self, subnets=None, **arguments):
        """A networkConfiguration, in the default subnets unless told otherwise."""
        return {"awsvpcConfiguration": {"subnets": subnets or self.default_subnets(), **arguments}}

    def run(self, cluster="web", task_definition="app", count=1, network=None, **arguments):
        """RunTask's answer. `network` is a networkConfiguration, False for none."""
        if network is not False:
            arguments["networkConfiguration"] = network or self.network()
        return self.ecs.run_task(cluster=cluster, taskDefinition=task_definition, count=count, **arguments)

    def fill(self, cluster="web", network=None, **arguments):
        """Runs tasks until one is refused: (the tasks once they run, the reasons of the last call)."""
        network = network or self.network()
        arns = []
        while True:
            answer = self.run(cluster, count=MOST_TASKS_OF_A_CALL, network=network, **arguments)
            arns += [task["taskArn"] for task in answer["tasks"]]
            if answer["failures"]:
                return self.running(arns, cluster), sorted({one["reason"] for one in answer["failures"]})

    def tasks(self, arns, cluster="web"):
        return [task for at in range(0, len(arns), 100)
                for task in self.ecs.describe_tasks(cluster=cluster, tasks=arns[at:at + 100])["tasks"]]

    def running(self, arns, cluster="web"):
        """Tasks, once all of them run."""
        def look():
            tasks = self.tasks(arns, cluster)
            assert all(task["lastStatus"] != "STOPPED" for task in tasks), [t.get("stoppedReason") for t in tasks]
            return all(task["lastStatus"] == "RUNNING" for task in tasks)
        self.eventually(look)
        return self.tasks(arns, cluster)

    def stopped(self, arn, cluster="web"):
        """A task, once it has stopped."""
        self.eventually(lambda: self.tasks([arn], cluster)[0]["lastStatus"] == "STOPPED")
        return self.tasks([arn], cluster)[0]


def policy_document(*actions, **statement):
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": "Allow", "Action": list(actions), **statement}]})


def attributes(host):
    return {attribute["name"]: attribute.get("value") for attribute in host["attributes"]}


def has_trunk(host):
    return TRUNK_ID in attributes(host)


def details(attachment):
    """Of an attachment, {name: value}."""
    return {detail["name"]: detail["value"] for detail in attachment["details"]}
