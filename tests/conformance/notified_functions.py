"""Functions that keep what they are called with, for tests of what calls them."""
import io
import json
import time
import zipfile

SOURCE = "import json\ndef handler(event, context):\n  print('EVENT ' + json.dumps(event))"


class NotifiedFunction:
    """A function that logs each event that it gets."""

    def __init__(self, client, name="notified"):
        self.name = name
        self.logs = client("logs")
        self.api = client("lambda")
        iam = client("iam")
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                          "Principal": {"Service": "lambda.amazonaws.com"}}]}
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        iam.attach_role_policy(RoleName=name,
                               PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.py", SOURCE)
        self.arn = self.api.create_function(FunctionName=name, Runtime="python3.12", Handler="index.handler", Role=role,
                                            Timeout=20, Code={"ZipFile": code.getvalue()})["FunctionArn"]

    def allow(self, service, source):
        """The function's policy lets the service in, for the sake of `source`."""
        self.api.add_permission(FunctionName=self.name, StatementId=service.split(".")[0], Action="lambda:InvokeFunction",
                                Principal=service, SourceArn=source)

    def events(self):
        try:
            events = self.logs.filter_log_events(logGroupName=f"/aws/lambda/{self.name}", filterPattern="EVENT")["events"]
        except self.logs.exceptions.ResourceNotFoundException:
            return []
        return [json.loads(event["message"].removeprefix("EVENT ")) for event in events]

    def wait_for(self, count=1, seconds=30):
        """The events, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(events := self.events()) < count:
            assert time.monotonic() < deadline, f"{len(events)} events after {seconds} s: {events}"
            time.sleep(0.05)
        return events
