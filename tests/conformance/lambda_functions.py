"""Functions that really run: their archives, roles, answers and logs."""
import base64
import io
import json
import zipfile

import pytest

TRUST_LAMBDA = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def zipped(files, executable=True):
    """A zip of {path: text}."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (0o755 if executable else 0o644) << 16
            archive.writestr(entry, text)
    return data.getvalue()


@pytest.fixture
def awslambda(client):
    return client("lambda", parameter_validation=False)  # what is wrong is for Lambda to refuse


@pytest.fixture
def role(client):
    iam = client("iam")
    arn = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA))["Role"]["Arn"]
    iam.attach_role_policy(RoleName="function", PolicyArn=BASIC)
    return arn


@pytest.fixture
def node(awslambda, role):
    """node(source, **more): a function of that index.js."""
    def create(source, name="f", **more):
        return awslambda.create_function(**{"FunctionName": name, "Runtime": "nodejs22.x", "Handler": "index.handler",
                                            "Role": role, "Code": {"ZipFile": zipped({"index.js": source})}, **more})
    return create


@pytest.fixture
def script(awslambda, role):
    """script(text, **more): a function whose bootstrap is a shell script."""
    def create(text, executable=True, files=None, **more):
        code = {"ZipFile": zipped({"bootstrap": "#!/bin/sh\n" + text, **(files or {})}, executable)}
        return awslambda.create_function(**{"FunctionName": "f", "Runtime": "provided.al2023", "Handler": "bootstrap",
                                            "Role": role, "Code": code, **more})
    return create


def invoke(awslambda, event=None, name="f", **more):
    answer = awslambda.invoke(FunctionName=name, Payload=json.dumps(event or {}), **more)
    text = answer["Payload"].read()
    answer["Result"] = json.loads(text) if text else None
    answer["Log"] = base64.b64decode(answer.get("LogResult", "")).decode()
    return answer


def messages(client, group="/aws/lambda/f"):
    logs = client("logs")
    try:
        return [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []
