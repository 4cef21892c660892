"""The disk that holds the state is full for a moment, again and again: calls are refused so that SDKs try again, what was there
can be read, and all that goes on in the background does so by itself afterwards.

What belongs here: a full disk. test_crash.py kills the sandbox.
"""
import itertools
import json
import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from container_hosts import Account
from lambda_functions import BASIC, TRUST_LAMBDA, zipped
from small_disk import disk, full_sandbox  # noqa: F401 (fixtures)
from stacks import Stack, has_ended

pytestmark = pytest.mark.sandbox_only("fills the disk of the sandbox's state")

MOMENTS = 50
SECONDS_TO_GO_ON = 10
AT_WORK = (0, 0.003, 0.006, 0.012, 0.025, 0.05, 0.1)  # seconds after a call at which what it began is under way
RETRIED_BY_SDKS = (500, 502, 503, 504)  # botocore, data/_retry.json and retries/standard.py


ANSWERING = """
const http = require('http');
const answer = event => new Promise((resolve, reject) => {
  const body = JSON.stringify({Status: 'SUCCESS', PhysicalResourceId: event.PhysicalResourceId || 'thing',
                               StackId: event.StackId, RequestId: event.RequestId,
                               LogicalResourceId: event.LogicalResourceId});
  const request = http.request(event.ResponseURL, {method: 'PUT', headers: {'content-type': '', 'content-length': body.length}},
                               response => { response.resume(); response.on('end', resolve); });
  request.on('error', reject);
  request.end(body);
});
exports.handler = async event => {
  if (event.ResponseURL) return answer(event);
  console.log('EVENT ' + event.number + ' ');
};
"""


# ---- calls while it is full ----------------------------------------------------------------------------------


def persistently(call, **arguments):
    """As an SDK calls: again, after errors that are the service's."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return call(**arguments)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status not in RETRIED_BY_SDKS or time.monotonic() > deadline:
                raise
        time.sleep(0.05)


# ---- calls ------------------------------------------------------------------------------------------------

def test_calls_are_refused_so_that_sdks_try_again_and_reads_are_answered(full_sandbox, disk, client):
    ssm = client("ssm", sandbox=full_sandbox)
    ssm.put_parameter(Name="before", Value="1", Type="String")
    disk.fill()
    with pytest.raises(ClientError) as refusal:
        for number in range(2000):  # What is left of the log's last page takes some.
            ssm.put_parameter(Name=f"p{number}", Value="x" * 4000, Type="String")
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] in RETRIED_BY_SDKS
    assert ssm.get_parameter(Name="before")["Parameter"]["Value"] == "1"
    assert full_sandbox.health()
    disk.free()
    ssm.put_parameter(Name=f"p{number}", Value="x" * 4000, Type="String")
    assert ssm.get_parameter(Name=f"p{number}")["Parameter"]["Value"] == "x" * 4000


# ---- background work --------------------------------------------------------------------------------------

class World:
    """Stacks, hosts, a service, tasks and events of a function, all under way."""

    def __init__(self, client, eventually, sandbox):
        self.account = Account(client, eventually, sandbox=sandbox)
        self.ecs = self.account.ecs
        self.awslambda, self.logs, self.ssm, self.cloudformation = (
            client(service, sandbox=sandbox) for service in ("lambda", "logs", "ssm", "cloudformation"))
        self.stacks, self.instances, self.tasks, self.stopped, self.events, self.parameters = [], [], [], [], [], []
        self.numbers = itertools.count()
        self.desired_count = 2
        self.kinds = itertools.cycle([self.create_stack, self.send_event, self.scale, self.update_stack, self.run_task,
                                      self.stop_task, self.delete_stack, self.send_event, self.launch])
        self._prepare()

    def _prepare(self):
        self.ecs.create_cluster(clusterName="web")
        self.account.opted_in_role("hosts")
        self.account.host("hosts")
        self.network = self.account.network()
        self.account.task_definition("app", network_mode="bridge")
        self.account.task_definition("net")
        self.ecs.create_service(cluster="web", serviceName="web", taskDefinition="app", desiredCount=self.desired_count)
        iam = self.account.iam
        role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA))["Role"]["Arn"]
        iam.attach_role_policy(RoleName="function", PolicyArn=BASIC)
        self.function = self.awslambda.create_function(
            FunctionName="f", Runtime="nodejs22.x", Handler="index.handler", Role=role, Timeout=20, MemorySize=256,
            Code={"ZipFile": zipped({"index.js": ANSWERING})})["FunctionArn"]

    # ---- what is begun at each moment; what was answered must come to its end ----

    def template(self, days):
        return {"Resources": {
            "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": days}},
            "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": str(days)}},
            "Security": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "of a stack"}},
            "Cluster": {"Type": "AWS::ECS::Cluster"},
            "Thing": {"Type": "Custom::Thing", "DependsOn": "Group",
                      "Properties": {"ServiceToken": self.function, "Days": str(days)}},
            "Last": {"Type": "AWS::SSM::Parameter", "DependsOn": "Thing",
                     "Properties": {"Type": "String", "Value": {"Ref": "Cluster"}}}}}

    def create_stack(self):
        stack = Stack(self.cloudformation, f"stack-{next(self.numbers)}")
        stack.id = persistently(self.cloudformation.create_stack, StackName=stack.name,
                                TemplateBody=json.dumps(self.template(1)))["StackId"]
        self.stacks.append(stack)

    def _settled_stack(self):
        return next((stack for stack in self.stacks if stack.status() == "CREATE_COMPLETE"), None)

    def update_stack(self):
        if stack := self._settled_stack():
            persistently(self.cloudformation.update_stack, StackName=stack.id, TemplateBody=json.dumps(self.template(7)))

    def delete_stack(self):
        if stack := self._settled_stack():
            persistently(self.cloudformation.delete_stack, StackName=stack.id)

    def send_event(self):
        number = next(self.numbers)
        persistently(self.awslambda.invoke, FunctionName="f", InvocationType="Event", Payload=json.dumps({"number": number}))
        self.events.append(number)

    def scale(self):
        self.desired_count = 6 if self.desired_count == 2 else 2
        persistently(self.ecs.update_service, cluster="web", service="web", desiredCount=self.desired_count)

    def run_task(self):
        answer = persistently(self.ecs.run_task, cluster="web", taskDefinition="net", networkConfiguration=self.network)
        self.tasks += [task["taskArn"] for task in answer["tasks"]]

    def stop_task(self):
        if self.tasks:
            self.stopped.append(self.tasks.pop(0))
            persistently(self.ecs.stop_task, cluster="web", task=self.stopped[-1])

    def launch(self):
        if len(self.instances) < 3:
            self.instances.append(persistently(self.account.launch, profile="hosts"))

    def put_parameter(self):
        number = next(self.numbers)
        persistently(self.ssm.put_parameter, Name=f"p{number}", Value="x" * 4000, Type="String")
        self.parameters.append(f"p{number}")

    # ---- what must have come of it ----

    def unfinished(self):
        """What is still under way."""
        service = self.ecs.describe_services(cluster="web", services=["web"])["services"][0]
        counts = (service["runningCount"], service["pendingCount"])
        hosts = {host["ec2InstanceId"]: host["status"] for host in self.account.hosts()}
        found = [f"{stack.name}: {stack.status()}" for stack in self.stacks if not has_ended(stack.status())]
        found += [f"service: {counts}, not {self.desired_count}"] if counts != (self.desired_count, 0) else []
        found += [f"host {i}: {hosts.get(i)}" for i in self.instances if hosts.get(i) != "ACTIVE"]
        for arns, wanted in ((self.tasks, "RUNNING"), (self.stopped, "STOPPED")):
            found += [f"task {task['taskArn']}: {task['lastStatus']}" for task in self.account.tasks(arns)
                      if task["lastStatus"] != wanted]
        seen = self.seen_events()
        found += [f"event {number}: not in the log" for number in self.events if number not in seen]
        return found

    def seen_events(self):
        pages = self.logs.get_paginator("filter_log_events").paginate(logGroupName="/aws/lambda/f", filterPattern="EVENT")
        return {int(event["message"].split("EVENT ")[1].split()[0]) for page in pages for event in page["events"]}

    def lost_parameters(self):
        names = list(self.parameters)
        return [name for at in range(0, len(names), 10)
                for name in self.ssm.get_parameters(Names=names[at:at + 10])["InvalidParameters"]]

    def failures(self):
        return [f"{stack.name} {event['LogicalResourceId']} {event['ResourceStatus']} {event.get('ResourceStatusReason')}"
                for stack in self.stacks for event in stack.events()
                if event["ResourceStatus"].endswith("_FAILED") or "ROLLBACK" in event["ResourceStatus"]]


class Writer(threading.Thread):
    """Writes one parameter after another, to its end."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world, self.ending, self.failure = world, threading.Event(), None

    def run(self):
        try:
            while not self.ending.wait(0.01):
                self.world.put_parameter()
        except Exception as failure:  # told by the test
            self.failure = failure

    def end(self):
        self.ending.set()
        self.join()
        assert self.failure is None, self.failure


def internal_failures(sandbox):
    """What the sandbox's log says of them, each once."""
    lines = (line.split(" ERROR ", 1) for line in sandbox.log().splitlines() if " ERROR " in line)
    return sorted({re.sub(r"(request_id|pause_ms)=\S+", "", text) for _, text in lines})


def test_all_goes_on_by_itself(full_sandbox, disk, client, eventually):
    world = World(client, eventually, full_sandbox)
    chance = random.Random(20)
    writer = Writer(world)
    writer.start()
    with ThreadPoolExecutor(4) as callers:
        calls = []
        for _ in range(MOMENTS):
            calls += [callers.submit(next(world.kinds)), callers.submit(world.scale)]
            time.sleep(chance.choice(AT_WORK))
            disk.fill()
            time.sleep(chance.uniform(0.02, 0.3))
            disk.free()
            time.sleep(chance.uniform(0, 0.12))
        for call in calls:
            call.result()
    writer.end()

    deadline = time.monotonic() + SECONDS_TO_GO_ON
    while (unfinished := world.unfinished()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not unfinished, "\n".join(unfinished + world.failures() + internal_failures(full_sandbox))
    assert not (failures := world.failures()), "\n".join(failures)
    assert world.lost_parameters() == []
    assert "disk is full" in full_sandbox.log(), "the disk was never full"
