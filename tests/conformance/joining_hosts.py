"""An account with a cluster, and the ways to start hosts in it."""
import json

AL2023 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
AL2 = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
AL2_OLD = "/aws/service/ecs/optimized-ami/amazon-linux-2/amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs/image_id"
WINDOWS = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-ECS_Optimized/image_id"
PLAIN = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
AGENT_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
JOIN = "#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n"


class World:
    """An account with a cluster `web`, and the ways to start hosts in it."""

    def __init__(self, client, eventually, sandbox):
        self.eventually = eventually
        self.ecs = client("ecs", sandbox=sandbox)
        self.ec2 = client("ec2", sandbox=sandbox)
        self.iam = client("iam", sandbox=sandbox)
        self.ssm = client("ssm", sandbox=sandbox)
        self.sandbox = sandbox
        self.client = client

    def image(self, parameter):
        return self.ssm.get_parameter(Name=parameter)["Parameter"]["Value"]

    def role(self, name="hosts", policy=AGENT_POLICY, service="ec2.amazonaws.com", allow=()):
        """An instance profile with a role of that name."""
        self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}))
        if policy:
            self.iam.attach_role_policy(RoleName=name, PolicyArn=policy)
        if allow:
            self.allow(name, *allow)
        self.iam.create_instance_profile(InstanceProfileName=name)
        self.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
        return name

    def allow(self, role, *actions):
        self.iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}))

    def launch(self, user_data=JOIN, image=AL2023, profile="hosts", **arguments):
        """An instance's id."""
        if profile:
            arguments["IamInstanceProfile"] = {"Name": profile}
        arguments = {"InstanceType": "c5.large", "MinCount": 1, "MaxCount": 1, **arguments}
        return self.ec2.run_instances(ImageId=self.image(image), UserData=user_data, **arguments)[
            "Instances"][0]["InstanceId"]

    def hosts(self, cluster="web"):
        arns = self.ecs.list_container_instances(cluster=cluster)["containerInstanceArns"]
        if not arns:
            return []
        return self.ecs.describe_container_instances(cluster=cluster, containerInstances=arns)["containerInstances"]

    def host(self, instance_id, cluster="web", **wanted):
        """The container instance of an instance, once it is there (and, e.g., has status="ACTIVE")."""
        def look():
            for host in self.hosts(cluster):
                if host["ec2InstanceId"] == instance_id and all(host.get(k) == v for k, v in wanted.items()):
                    return host
            return None
        return self.eventually(look)

    def console(self, instance_id, text):
        """The console, once it says `text`."""
        def look():
            output = self.ec2.get_console_output(InstanceId=instance_id).get("Output", "")
            return output if text in output else None
        return self.eventually(look)


def attributes(host):
    return {attribute["name"]: attribute.get("value") for attribute in host["attributes"]}
