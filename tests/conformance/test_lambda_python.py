"""Python functions: what a handler gets, how it fails, what it logs, and its custom resources by cfnresponse.

What belongs here: what Lambda's Python runtime promises. test_lambda.py has what all runtimes share.
"""
import base64
import json
import re

import pytest

from lambda_functions import awslambda, invoke, messages, role, zipped  # noqa: F401 (fixtures)
from stacks import Stack, inline_function


@pytest.fixture
def python(awslambda, role):
    """python(source, **more): a function of that index.py."""
    def create(source, files=None, **more):
        code = {"ZipFile": zipped(files or {"index.py": source})}
        return awslambda.create_function(**{"FunctionName": "f", "Runtime": "python3.12", "Handler": "index.handler",
                                            "Role": role, "Timeout": 20, "MemorySize": 256, "Code": code, **more})
    return create


def tail(awslambda, **more):
    """What the function itself wrote in one invocation."""
    lines = re.split(r"\n(?=END RequestId)", invoke(awslambda, LogType="Tail", **more)["Log"])[0]
    return re.sub(r"START RequestId: .*\n", "", lines)


# ---- what a handler gets ----------------------------------------------------------------------------------

def test_event_and_answer(awslambda, python):
    python("def handler(event, context): return {'twice': event['a'] * 2, 'text': 'grün'}")
    assert invoke(awslambda, {"a": 21})["Result"] == {"twice": 42, "text": "grün"}


def test_environment_stays_warm(awslambda, python):
    python("n = 0\ndef handler(event, context):\n  global n\n  n += 1\n  return n")
    assert [invoke(awslambda)["Result"] for _ in range(3)] == [1, 2, 3]


def test_context(awslambda, python, account):
    python("""
def handler(event, context):
    left = context.get_remaining_time_in_millis()
    return {**{name: getattr(context, name) for name in (
                "aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb",
                "function_version", "invoked_function_arn")},
            "in time": 0 < left <= 20000, "identity": context.identity.cognito_identity_id,
            "app": context.client_context.client.app_title, "custom": context.client_context.custom}
""")
    given = base64.b64encode(json.dumps({"client": {"app_title": "mine"}, "custom": {"a": 1}}).encode()).decode()
    answer = invoke(awslambda, ClientContext=given)
    context = answer["Result"]
    assert context.pop("aws_request_id") == answer["ResponseMetadata"]["RequestId"]
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", context.pop("log_stream_name"))
    assert context == {"log_group_name": "/aws/lambda/f", "function_name": "f", "memory_limit_in_mb": "256",
                       "function_version": "$LATEST", "in time": True, "identity": None, "app": "mine", "custom": {"a": 1},
                       "invoked_function_arn": f"arn:aws:lambda:eu-central-1:{account}:function:f"}


def test_environment_is_lambdas_own(awslambda, python):
    python("import os\ndef handler(event, context): return dict(os.environ)", Environment={"Variables": {"MINE": "yes"}})
    env = invoke(awslambda)["Result"]
    assert {name: env.get(name) for name in ("MINE", "TZ", "LANG", "AWS_EXECUTION_ENV", "_HANDLER")} == {
        "MINE": "yes", "TZ": ":UTC", "LANG": "en_US.UTF-8", "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12",
        "_HANDLER": "index.handler"}
    assert env["PYTHONPATH"] == env["LAMBDA_RUNTIME_DIR"] and env["_X_AMZN_TRACE_ID"].startswith("Root=")


@pytest.mark.parametrize("handler", ["package.module.handler", "package/module.handler"])
def test_handlers_in_packages(awslambda, python, handler):
    python(None, {"package/__init__.py": "", "package/module.py": "from . import other\nhandler = other.handler",
                  "package/other.py": "def handler(event, context): return 'package'"}, Handler=handler)
    assert invoke(awslambda)["Result"] == "package"


def test_modules_of_the_code_come_before_all_others(awslambda, python):
    python(None, {"index.py": "import output, boto3\ndef handler(event, context): return [output.x, boto3.x]",
                  "output.py": "x = 1", "boto3/__init__.py": "x = 2"})
    assert invoke(awslambda)["Result"] == [1, 2]


@pytest.mark.parametrize("runtime", ["python3.9", "python3.13", "python3.14", "python3.8"])
def test_runtimes(awslambda, python, runtime):
    assert python("def handler(event, context): return 1", Runtime=runtime)["Runtime"] == runtime
    assert invoke(awslambda)["Result"] == 1


# ---- how it fails -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("source, error", [
    ("def handler(event, context):\n  raise ValueError('no such luck')",
     {"errorMessage": "no such luck", "errorType": "ValueError",
      "stackTrace": ['  File "FILE", line 2, in handler\n    raise ValueError(\'no such luck\')\n']}),
    ("def handler(event, context): return {1, 2}",
     {"errorMessage": "Unable to marshal response: Object of type set is not JSON serializable",
      "errorType": "Runtime.MarshalError", "stackTrace": []}),
    ("import nothing", {"errorMessage": "Unable to import module 'index': No module named 'nothing'",
                        "errorType": "Runtime.ImportModuleError", "stackTrace": []}),
    ("x = (\n", {"errorMessage": "Syntax error in module 'index': '(' was never closed (index.py, line 1)",
               "errorType": "Runtime.UserCodeSyntaxError", "stackTrace": ['  File "FILE" Line 1\n    x = (\n']}),
    ("x = 1", {"errorMessage": "Handler 'handler' missing on module 'index'", "errorType": "Runtime.HandlerNotFound",
               "stackTrace": []}),
], ids=["exception", "result", "import", "syntax", "handler"])
def test_errors_have_lambdas_shape(awslambda, python, source, error):
    python(source)
    answer = invoke(awslambda)
    assert answer["FunctionError"] == "Unhandled"
    result = answer["Result"]
    if "handler" in source:
        assert result["requestId"] == answer["ResponseMetadata"]["RequestId"]
    result.pop("requestId")
    assert {**result, "stackTrace": [re.sub('File ".*/index.py"', 'File "FILE"', line)
                                     for line in result["stackTrace"]]} == error


@pytest.mark.parametrize("handler, message", [
    ("handler", "Bad handler 'handler': not enough values to unpack (expected 2, got 1)"),
    ("sys.exit", "Cannot use built-in module sys as a handler module"),
])
def test_bad_handlers(awslambda, python, handler, message):
    python("", Handler=handler)
    assert invoke(awslambda)["Result"]["errorMessage"] == message


@pytest.mark.parametrize("source, text", [
    ("import sys\ndef handler(event, context): sys.exit(3)", "Runtime exited with error: exit status 3"),
    ("import sys\ndef handler(event, context): sys.exit()", "Runtime exited without providing a reason"),
    ("import sys\nsys.exit(4)", "Runtime exited with error: exit status 4"),
])
def test_exits(awslambda, python, source, text):
    python(source)
    result = invoke(awslambda)["Result"]
    assert result["errorType"] == "Runtime.ExitError" and result["errorMessage"].endswith("Error: " + text)


# ---- what it logs -----------------------------------------------------------------------------------------

def test_log_has_lambdas_format(awslambda, python):
    python("""
import logging
def handler(event, context):
    print('printed')
    logging.getLogger().setLevel(logging.INFO)
    logging.info('of %s\\nlines', 'two')
    logging.debug('not this')
    raise ValueError('wrong')
""")
    assert re.fullmatch(
        r"printed\n"
        r"\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t[0-9a-f-]{36}\tof two\nlines\n"
        r"\[ERROR\] ValueError: wrong\nTraceback \(most recent call last\):\n"
        "\u00a0\u00a0File \".*/index.py\", line 8, in handler\n\u00a0{4}raise ValueError\\('wrong'\\)", tail(awslambda))


def test_a_record_of_several_lines_is_one_event(awslambda, client, python, eventually):
    python("import logging\ndef handler(event, context): logging.warning('one\\ntwo'); print('a\\nb')")
    invoke(awslambda)
    eventually(lambda: any(line.startswith("REPORT") for line in messages(client)))
    lines = messages(client)
    assert any(line.endswith("\tone\ntwo\n") for line in lines) and "a\n" in lines and "b\n" in lines


def test_json_log(awslambda, client):
    template = inline_function("""
import logging
def handler(event, context):
    logging.info('of %s', 'info', extra={'more': 1})
    logging.debug('not this')
    try: 1 / 0
    except ZeroDivisionError: logging.exception('caught')
""", runtime="python3.12")
    template["Resources"]["Function"]["Properties"].update(
        FunctionName="f", LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "INFO"})
    del template["Resources"]["Thing"], template["Outputs"]
    stack = Stack(client("cloudformation"), "json")
    assert stack.create(template) == "CREATE_COMPLETE", stack.story()
    answer = invoke(awslambda, LogType="Tail")
    lines = [line for line in map(json.loads, answer["Log"].splitlines()) if "message" in line]
    first, second = lines
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("timestamp"))
    assert first == {"level": "INFO", "message": "of info", "logger": "root", "more": 1,
                     "requestId": answer["ResponseMetadata"]["RequestId"]}
    assert second["errorType"] == "ZeroDivisionError" and second["errorMessage"] == "division by zero"
    assert second["location"].endswith("index.py:handler:7") and len(second["stackTrace"]) == 1


def test_much_output_is_not_lost(awslambda, client, python, eventually):
    python("import os, sys\ndef handler(event, context):\n  os.set_blocking(1, False)\n"
           "  for _ in range(30): print('y' * 10000)\n  sys.stderr.write('y' * 200000)\n  os._exit(0)")
    invoke(awslambda)
    eventually(lambda: sum(line.count("y") for line in messages(client) if "yyy" in line) == 500_000)


# ---- boto3 ------------------------------------------------------------------------------------------------

def test_boto3_acts_as_the_execution_role(awslambda, client, python, account):
    python("""
import boto3
def handler(event, context):
    bucket = boto3.resource('s3').Bucket('of-%s' % event['account'])
    bucket.create(CreateBucketConfiguration={'LocationConstraint': 'eu-central-1'})
    bucket.put_object(Key='key', Body=b'text')
    return [boto3.client('sts').get_caller_identity()['Arn'], bucket.Object('key').get()['Body'].read().decode(),
            boto3.client('ecs').list_clusters()['clusterArns']]
""", FunctionName="caller")
    client("iam").attach_role_policy(RoleName="function", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    assert invoke(awslambda, {"account": account}, name="caller")["Result"] == [
        f"arn:aws:sts::{account}:assumed-role/function/caller", "text", []]


# ---- custom resources -------------------------------------------------------------------------------------

RECORD = """
import cfnresponse
def handler(event, context):
    now = event['ResourceProperties']
    print('EVENT', event['RequestType'], event.get('PhysicalResourceId', 'none'), now['Value'])
    if now['Value'] == now.get('Refused'):
        return cfnresponse.send(event, context, cfnresponse.FAILED, {}, reason='no such luck')
    cfnresponse.send(event, context, cfnresponse.SUCCESS, {'Answer': now['Value']}, 'id-' + now['Id'])
"""


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "python")


def thing(**properties):
    template = inline_function(RECORD, properties, runtime="python3.12")
    template["Outputs"]["Answer"] = {"Value": {"Fn::GetAtt": ["Thing", "Answer"]}}
    return template


def test_custom_resource_is_created_updated_and_deleted(stack, client):
    assert stack.create(thing(Id="a", Value="1")) == "CREATE_COMPLETE", stack.story()
    assert stack.outputs() == {"Thing": "id-a", "Answer": "1"}
    group = f"/aws/lambda/{stack.physical_id('Function')}"
    assert stack.update(thing(Id="a", Value="2")) == "UPDATE_COMPLETE", stack.story()
    assert stack.outputs() == {"Thing": "id-a", "Answer": "2"}
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    events = [event["message"].strip() for event in
              client("logs").filter_log_events(logGroupName=group, filterPattern="EVENT")["events"]]
    assert events == ["EVENT Create none 1", "EVENT Update id-a 2", "EVENT Delete id-a 2"]


def test_failed_custom_resource_says_why(stack):
    assert stack.create(thing(Id="a", Value="1", Refused="1"), OnFailure="DO_NOTHING") == "CREATE_FAILED"
    assert any("no such luck" in reason for reason in stack.reasons("Thing")), stack.story()
