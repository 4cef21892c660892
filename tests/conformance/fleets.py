"""Fleets as tests use them: an administrator's account of a sandbox, and accounts that `eni-trunking fleet` deploys to."""
import itertools
import json
import re

import command_runs

ADMINISTRATION_ROLE = "AWSCloudFormationStackSetAdministrationRole"
EXECUTION_ROLE = "AWSCloudFormationStackSetExecutionRole"
REGIONS = ["eu-central-1", "us-east-1", "us-west-2"]
_targets = itertools.count(700_000_000_001)


def root_of(account):
    return {"aws_access_key_id": account, "aws_secret_access_key": "test"}


class Fleet:
    """An administrator account and six accounts that it deploys to, of a sandbox."""

    def __init__(self, sandbox, client, account, home):
        self.sandbox, self.account, self.home = sandbox, account, home
        self._client = client
        self.targets = [str(next(_targets)) for _ in range(6)]

    def client(self, service, account=None, region="eu-central-1"):
        return self._client(service, region=region, credentials=root_of(account or self.account), sandbox=self.sandbox)

    def as_user(self, credentials):
        """client(service), signed with these."""
        return lambda service: self._client(service, region="eu-central-1", credentials=credentials, sandbox=self.sandbox)

    def run(self, *arguments, **options):
        credentials = options.pop("credentials", root_of(self.account))
        return command_runs.run(self.sandbox, credentials, self.home, "fleet", *arguments, **options)

    def deploy(self, *arguments, regions=REGIONS, accounts=None, **options):
        return self.run("deploy", "--yes", "--accounts", ",".join(accounts or self.targets), "--regions", ",".join(regions),
                        *arguments, **options)

    def make_roles(self, accounts=None):
        """The administration role, and the execution role in the accounts, from the template that the command prints."""
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                         "Principal": {"Service": "cloudformation.amazonaws.com"}}]}
        allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                           "Resource": f"arn:aws:iam::*:role/{EXECUTION_ROLE}"}]}
        iam = self.client("iam")
        iam.create_role(RoleName=ADMINISTRATION_ROLE, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=ADMINISTRATION_ROLE, PolicyName="p", PolicyDocument=json.dumps(allowed))
        self.make_execution_roles(self.targets if accounts is None else accounts)

    def make_execution_roles(self, accounts):
        template = self.run("deploy", "--print-execution-role").stdout
        for account in accounts:
            self.make_stack(account, "execution-role", template)

    def make_stack(self, account, name, template):
        cloudformation = self.client("cloudformation", account)
        cloudformation.create_stack(StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_NAMED_IAM"])
        cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})

    def stacks(self, account, region):
        stacks = self.client("cloudformation", account, region).describe_stacks()["Stacks"]
        return {stack["StackName"]: stack for stack in stacks if stack["StackName"] != "execution-role"}

    def settings(self, account, region):
        """Of the roles that the stacks of the Region have made."""
        ecs = self.client("ecs", account, region)
        values = []
        for stack in self.stacks(account, region).values():
            role = next(output["OutputValue"] for output in stack["Outputs"] if output["OutputKey"] == "EC2RoleArn")
            found = ecs.list_account_settings(name="awsvpcTrunking", effectiveSettings=True, principalArn=role)
            values.append(found["settings"][0]["value"])
        return values

    def stack_sets(self):
        return [one["StackSetName"] for one in self.client("cloudformation").list_stack_sets(Status="ACTIVE")["Summaries"]]

    def buckets(self):
        return sorted(bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"])

    def leavings(self, account):
        """What accounts have of the stacks: names of stacks, roles, log groups and functions."""
        found = []
        for region in REGIONS:
            found += self.stacks(account, region)
            found += [one["logGroupName"] for one in self.client("logs", account, region).describe_log_groups()["logGroups"]]
            found += [one["FunctionName"] for one in self.client("lambda", account, region).list_functions()["Functions"]]
        found += [one["RoleName"] for one in self.client("iam", account).list_roles()["Roles"]
                  if one["RoleName"].startswith("StackSet-")]
        return found


def squeezed(text):
    """The text without its line breaks: where they are is not what these tests are about."""
    return re.sub(r"\s+", " ", text)


def operator(fleet, account=None):
    """A user of the administrator account, or of another: STS lets no root become a role."""
    iam = fleet.client("iam", account)
    iam.create_user(UserName="operator")
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_user_policy(UserName="operator", PolicyName="p",
                        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statement}))
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
