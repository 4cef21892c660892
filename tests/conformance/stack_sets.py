"""Stack sets as tests use them: an administrator's account, target accounts with the roles that StackSets ask for, operations
watched to their end."""
import json
import re
import urllib.error
import urllib.parse
import urllib.request

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

ADMINISTRATION_ROLE = "AWSCloudFormationStackSetAdministrationRole"
EXECUTION_ROLE = "AWSCloudFormationStackSetExecutionRole"
PARAMETER = {"Type": "AWS::SSM::Parameter",
             "Properties": {"Name": "from-the-stack-set", "Type": "String", "Value": {"Ref": "Word"}}}
TEMPLATE = {"Parameters": {"Word": {"Type": "String", "Default": "hello"}}, "Resources": {"P": PARAMETER}}
# Whose creation waits for signal().
SLOW = {"Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
                      "Wait": {"Type": "AWS::CloudFormation::WaitCondition", "DependsOn": "Handle",
                               "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "3600"}}}}


def trust(principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})


def root_of(account):
    return {"aws_access_key_id": account, "aws_secret_access_key": "test"}


def make_administrator(iam):
    """The role that StackSets become in the administrator's account."""
    iam.create_role(RoleName=ADMINISTRATION_ROLE,
                    AssumeRolePolicyDocument=trust({"Service": "cloudformation.amazonaws.com"}))
    iam.put_role_policy(RoleName=ADMINISTRATION_ROLE, PolicyName="assume", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::*:role/{EXECUTION_ROLE}"}]}))


def make_target(iam, administrator):
    """The role that the administrator's role becomes in a target account."""
    iam.create_role(RoleName=EXECUTION_ROLE, AssumeRolePolicyDocument=trust({"AWS": f"arn:aws:iam::{administrator}:root"}))
    iam.attach_role_policy(RoleName=EXECUTION_ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


class StackSet:
    """One stack set. `cloudformation` is a boto3 client of its administrator, `eventually` the fixture, where its
    operations are watched."""

    def __init__(self, cloudformation, eventually=None, name="a-set"):
        self.api = cloudformation
        self.eventually = eventually
        self.name = name

    def create(self, template=None, parameters=None, **options):
        body = template if isinstance(template, str) else json.dumps(template or TEMPLATE)
        options.setdefault("Capabilities", ["CAPABILITY_IAM"])
        return self.api.create_stack_set(StackSetName=self.name, TemplateBody=body,
                                         Parameters=as_parameters(parameters), **options)["StackSetId"]

    def deploy(self, accounts, regions, **options):
        """Creates instances, and returns the status that the operation ended in."""
        return self.ended(self.begin("create_stack_instances", accounts, regions, **options))

    def begin(self, call, accounts, regions, **options):
        targets = {"DeploymentTargets": accounts} if isinstance(accounts, dict) else {"Accounts": accounts}
        return getattr(self.api, call)(StackSetName=self.name, Regions=regions, **targets, **options)["OperationId"]

    def operation(self, operation):
        return self.api.describe_stack_set_operation(StackSetName=self.name, OperationId=operation)["StackSetOperation"]

    def ended(self, operation):
        self.eventually(lambda: self.operation(operation)["Status"] not in ("QUEUED", "RUNNING", "STOPPING"), 60)
        return self.operation(operation)["Status"]

    def results(self, operation):
        """(status, reason) by account and Region."""
        pages = self.api.get_paginator("list_stack_set_operation_results").paginate(
            StackSetName=self.name, OperationId=operation)
        return {(row["Account"], row["Region"]): (row["Status"], row.get("StatusReason", ""))
                for page in pages for row in page["Summaries"]}

    def instances(self, **options):
        pages = self.api.get_paginator("list_stack_instances").paginate(StackSetName=self.name, **options)
        return [row for page in pages for row in page["Summaries"]]

    def statuses(self):
        """(status, detailed status) by account and Region."""
        return {(row["Account"], row["Region"]): (row["Status"], row["StackInstanceStatus"]["DetailedStatus"])
                for row in self.instances()}


def signal(client, account, region="eu-central-1"):
    """Ends the wait of a stack made of SLOW."""
    api = client("cloudformation", region, root_of(account))
    [stack] = [row for row in api.describe_stacks()["Stacks"] if row["StackStatus"] == "CREATE_IN_PROGRESS"]
    url = api.describe_stack_resource(StackName=stack["StackId"], LogicalResourceId="Handle")[
        "StackResourceDetail"]["PhysicalResourceId"]
    body = json.dumps({"Status": "SUCCESS", "UniqueId": "1", "Reason": "r", "Data": "d"}).encode()
    urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": ""}, method="PUT"), timeout=30)


def is_waiting(client, account, region="eu-central-1"):
    api = client("cloudformation", region, root_of(account))
    return any(event["LogicalResourceId"] == "Wait" and event.get("ResourceStatusReason")
               for stack in api.describe_stacks()["Stacks"]
               for event in api.describe_stack_events(StackName=stack["StackId"])["StackEvents"])


def as_parameters(values):
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in (values or {}).items()]


def query(client, action, **parameters):
    """A call that the client at hand does not know. Returns the status and the texts of the answer's elements."""
    body = urllib.parse.urlencode({"Action": action, "Version": "2010-05-15", **parameters})
    request = AWSRequest("POST", client.meta.endpoint_url + "/", data=body.encode(),
                         headers={"Content-Type": "application/x-www-form-urlencoded"})
    SigV4Auth(client._request_signer._credentials, "cloudformation", client.meta.region_name).add_auth(request)
    prepared = request.prepare()
    asked = urllib.request.Request(prepared.url, data=prepared.body, headers=dict(prepared.headers))
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    return status, re.findall(r"<(\w+)>([^<>]*)</", text)
