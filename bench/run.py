"""Tasks that really run: how long 120 of them take on one trunked host until they answer, and what a kill leaves. As root, with crun
and busybox-static; where podman is, it starts as many containers of the same program, without a network of their own."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3
from botocore.config import Config

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "conformance"))
import container_images  # noqa: E402

COMMAND = os.environ.get("ENI_TRUNKING_BINARY", str(ROOT / "build" / "eni-trunking"))
TASKS = 120
INSTANCE_TYPE = "c5.24xlarge"
IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
AGENT_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
PATIENCE = 120
# One program a task: what is measured is what tasks cost, not a shell.
SERVE = ["httpd", "-f", "-p", "80", "-h", "/etc"]


def unable():
    """Why this machine cannot measure; "" if it can."""
    if not shutil.which("crun") and not shutil.which("runc"):
        return "there is no container runtime"
    return "" if container_images.BUSYBOX.exists() else "busybox-static is not installed"


def wait(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {PATIENCE} s in vain")
        time.sleep(0.05)


@contextlib.contextmanager
def temporary_folder():
    """In which the reaper is still at work for a moment after a kill."""
    folder = tempfile.mkdtemp(prefix="bench-run-")
    yield folder

    def is_gone():
        shutil.rmtree(folder, ignore_errors=True)
        return not os.path.exists(folder)
    wait(is_gone)


class Sandbox:
    def __init__(self, folder):
        environment = {"PATH": os.environ["PATH"], "HOME": folder}
        self.process = subprocess.Popen(
            [COMMAND, "sandbox", "--ephemeral", "--listen", "127.0.0.1:0", "--log-level", "error", "--run", "always"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment)
        self.endpoint = re.search(r"http://\S+", self.process.stdout.readline().decode())[0]
        session = boto3.session.Session("test", "test", region_name="us-east-1")
        self.ecs, self.ec2, self.elb, self.iam, self.ssm = (
            session.client(name, endpoint_url=self.endpoint, config=Config(retries={"max_attempts": 0}, read_timeout=120))
            for name in ("ecs", "ec2", "elbv2", "iam", "ssm"))

    def load(self):
        self.put_image(container_images.saved_image("busybox:latest", [container_images.busybox_layer()]))

    def put_image(self, data):
        request = urllib.request.Request(f"{self.endpoint}/_sandbox/images", data=data, method="PUT")
        urllib.request.urlopen(request, timeout=60).close()

    def host(self):
        self.ecs.create_cluster(clusterName="default")
        self.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
        trust = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
        self.iam.create_role(RoleName="host", AssumeRolePolicyDocument=json.dumps(trust))
        self.iam.attach_role_policy(RoleName="host", PolicyArn=AGENT_POLICY)
        self.iam.create_instance_profile(InstanceProfileName="host")
        self.iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
        return self.launch(1)

    def launch(self, count):
        """One more host, the cluster's `count`th; its instance."""
        image = self.ssm.get_parameter(Name=IMAGE)["Parameter"]["Value"]
        instance = self.ec2.run_instances(ImageId=image, InstanceType=INSTANCE_TYPE, MinCount=1, MaxCount=1,
                                          IamInstanceProfile={"Name": "host"})["Instances"][0]["InstanceId"]
        wait(lambda: len(self.ecs.list_container_instances(status="ACTIVE")["containerInstanceArns"]) == count)
        return instance

    def run(self):
        """Starts all; returns their addresses once all are RUNNING."""
        self.ecs.register_task_definition(family="web", networkMode="awsvpc", containerDefinitions=[
            {"name": "web", "image": "busybox", "cpu": 1, "memory": 32, "command": SERVE}])
        subnet = self.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        arns = []
        while len(arns) < TASKS:
            answer = self.ecs.run_task(taskDefinition="web", count=10, networkConfiguration={
                "awsvpcConfiguration": {"subnets": [subnet]}})
            assert not answer["failures"], answer["failures"]
            arns += [task["taskArn"] for task in answer["tasks"]]
        [host] = self.ecs.list_container_instances()["containerInstanceArns"]
        # One host is cheaper to ask for than 120 tasks: who asks takes processor time from them.
        wait(lambda: self.ecs.describe_container_instances(containerInstances=[host])["containerInstances"][0][
            "runningTasksCount"] == TASKS)
        tasks = [task for at in range(0, TASKS, 100) for task in self.ecs.describe_tasks(tasks=arns[at:at + 100])["tasks"]]
        return [detail["value"] for task in tasks for detail in task["attachments"][0]["details"]
                if detail["name"] == "privateIPv4Address"]

    def answers(self, instance, addresses):
        """How many answer a program on their host."""
        done = subprocess.run([COMMAND, "shell", "--endpoint-url", self.endpoint, "host", instance, "--", "curl", "-s",
                               "--parallel", "--parallel-max", "16", "--max-time", "30",
                               *(f"http://{one}/hostname" for one in addresses)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        return len(set(done.stdout.split()))

    def memory_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def kill(self):
        """Seconds from the kill until no process of the tasks is left."""
        begin = time.monotonic()
        self.process.kill()
        self.process.wait()
        wait(lambda: subprocess.run(["pgrep", "-f", "httpd -f -p 80 -h /etc"], stdout=subprocess.DEVNULL).returncode)
        return time.monotonic() - begin


def podman_seconds():
    """For as many containers, one after the other as its users start them; none where it is not, or does not run here."""
    if not shutil.which("podman"):
        return None
    folder = tempfile.mkdtemp(prefix="bench-run-")
    archive = pathlib.Path(folder, "busybox.tar")
    archive.write_bytes(container_images.saved_image("localhost/bench:1", [container_images.busybox_layer()]))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        if subprocess.run(["podman", "load", "-i", str(archive)], **quiet).returncode:
            return None
        begin = time.monotonic()
        for number in range(TASKS):
            if subprocess.run(["podman", "run", "-d", "--net=none", f"--name=bench-{number}", "localhost/bench:1", "sleep",
                               "1000"], **quiet).returncode:
                return None
        return time.monotonic() - begin
    finally:
        subprocess.run(["podman", "rm", "-f", "-t", "0", *(f"bench-{number}" for number in range(TASKS))], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def main():
    reason = unable()
    if reason:
        print(f"tasks cannot run here: {reason}", file=sys.stderr)
        print("{}")
        return
    with temporary_folder() as folder:
        sandbox = Sandbox(folder)
        wait(lambda: sandbox.process.poll() is None and b"images" in images_page(sandbox.endpoint))
        sandbox.load()
        instance = sandbox.host()
        idle = sandbox.memory_mb()
        begin = time.monotonic()
        addresses = sandbox.run()
        running = time.monotonic() - begin
        answered = sandbox.answers(instance, addresses)
        answering = time.monotonic() - begin
        memory = (sandbox.memory_mb() - idle) / TASKS
        killed = sandbox.kill()
    found = {"tasks": TASKS, "run_to_running_s": round(running, 2), "run_to_answer_s": round(answering, 2),
             "answered": answered, "sandbox_memory_a_task_mib": round(memory, 3), "kill_to_nothing_s": round(killed, 3)}
    podman = podman_seconds()
    if podman:
        found.update(podman_s=round(podman, 2), ratio_to_podman=round(answering / podman, 3))
    for name, value in found.items():
        print(f"  {name:28} {value}", file=sys.stderr)
    print(json.dumps(found))


def images_page(endpoint):
    try:
        with urllib.request.urlopen(f"{endpoint}/_sandbox/images", timeout=10) as response:
            return response.read()
    except urllib.error.HTTPError:
        return b""  # Not yet.


if __name__ == "__main__":
    main()
