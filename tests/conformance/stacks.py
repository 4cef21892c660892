"""Stacks as tests use them: created, watched and read through boto3, quicker than the CLI's waiters of 30 seconds."""
import json
import time

END = ("_COMPLETE", "_FAILED")


def has_ended(status):
    return status.endswith(END) and not status.endswith("_CLEANUP_IN_PROGRESS")


class Stack:
    """One stack. `cloudformation` is a boto3 client; all answers are AWS's own shapes."""

    def __init__(self, cloudformation, name, seconds=60):
        self.api = cloudformation
        self.name = name
        self.id = None
        self.seconds = seconds

    def create(self, template, parameters=None, capabilities=("CAPABILITY_IAM",), **options):
        """Creates it and returns the status it ended in."""
        self.id = self.api.create_stack(**self._arguments(template, parameters, capabilities), **options)["StackId"]
        return self.ended()

    def update(self, template, parameters=None, capabilities=("CAPABILITY_IAM",), **options):
        self.api.update_stack(**self._arguments(template, parameters, capabilities), **options)
        return self.ended()

    def delete(self):
        self.id = self.id or self.describe()["StackId"]
        self.api.delete_stack(StackName=self.id)
        return self.ended()

    def _arguments(self, template, parameters, capabilities):
        body = template if isinstance(template, str) else json.dumps(template)
        return {"StackName": self.name, "TemplateBody": body, "Capabilities": list(capabilities),
                "Parameters": [{"ParameterKey": key, "ParameterValue": value}
                               for key, value in (parameters or {}).items()]}

    def describe(self):
        return self.api.describe_stacks(StackName=self.id or self.name)["Stacks"][0]

    def status(self):
        return self.describe()["StackStatus"]

    def ended(self):
        """Waits for the end of the running operation; returns the status."""
        deadline = time.monotonic() + self.seconds
        while not has_ended(status := self.status()):
            assert time.monotonic() < deadline, f"still {status} after {self.seconds} s\n{self.story()}"
            time.sleep(0.05)
        return status

    def outputs(self):
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe().get("Outputs", [])}

    def events(self):
        """Oldest first."""
        pages = self.api.get_paginator("describe_stack_events").paginate(StackName=self.id or self.name)
        return [event for page in pages for event in page["StackEvents"]][::-1]

    def reasons(self, logical_id=None):
        """What failed, and why."""
        return [event.get("ResourceStatusReason", "") for event in self.events()
                if event["ResourceStatus"].endswith("_FAILED")
                and logical_id in (None, event["LogicalResourceId"])]

    def physical_id(self, logical_id):
        return self.api.describe_stack_resource(StackName=self.id or self.name, LogicalResourceId=logical_id)[
            "StackResourceDetail"]["PhysicalResourceId"]

    def story(self):
        """For messages of failed tests."""
        return "\n".join(f"{event['LogicalResourceId']:30} {event['ResourceStatus']:30} "
                         f"{event.get('ResourceStatusReason', '')}" for event in self.events())


def inline_function(code, resource_properties=None, timeout=10, runtime="nodejs20.x"):
    """A template with a custom resource `Thing`, a Lambda function of inline `code`, and its role."""
    return {
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
                                       "Action": "sts:AssumeRole"}]},
                    "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]}},
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {"Runtime": runtime, "Handler": "index.handler", "Timeout": timeout,
                               "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Code": {"ZipFile": code}}},
            "Thing": {
                "Type": "Custom::Thing",
                "Properties": {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}, **(resource_properties or {})}},
        },
        "Outputs": {"Thing": {"Value": {"Ref": "Thing"}}},
    }
