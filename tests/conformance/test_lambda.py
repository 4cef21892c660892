"""AWS Lambda through boto3: functions that really run, and fail in every way.

What belongs here: what a caller of Lambda sees. Custom resources have test_custom_resources.py.
"""
import concurrent.futures
import json
import re

import pytest
from botocore.exceptions import ClientError

from lambda_functions import BASIC, TRUST_LAMBDA, awslambda, invoke, messages, node, role, script, zipped  # noqa: F401 (fixtures)


def refused(call, *arguments, **keywords):
    with pytest.raises(ClientError) as refusal:
        call(*arguments, **keywords)
    return refusal.value.response["Error"]


# ---- running ----------------------------------------------------------------------------------------------

def test_answer_tail_and_log(awslambda, client, node, eventually):
    node("exports.handler = async (event) => { console.log('got', event.a); return {b: event.a * 2}; };")
    answer = invoke(awslambda, {"a": 21}, LogType="Tail")
    assert answer["StatusCode"] == 200 and answer["Result"] == {"b": 42} and "FunctionError" not in answer
    assert answer["ExecutedVersion"] == "$LATEST"
    assert re.match(r"START RequestId: \S+ Version: \$LATEST\n"
                    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t\S+\tINFO\tgot 21\n"
                    r"END RequestId: \S+\n"
                    r"REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t"
                    r"Max Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms\t\n$", answer["Log"]), answer["Log"]
    eventually(lambda: any(message.startswith("REPORT") for message in messages(client)))
    assert "".join(messages(client)) == answer["Log"]


def test_role_without_permission_has_no_log_and_runs_all_the_same(awslambda, client, node):
    client("iam").detach_role_policy(RoleName="function", PolicyArn=BASIC)
    node("exports.handler = async () => 1;")
    assert invoke(awslambda)["Result"] == 1
    assert messages(client) == []


def test_warm_environment_is_reused_until_the_function_changes(awslambda, node):
    node("let n = 0; exports.handler = async () => ++n;")
    assert [invoke(awslambda)["Result"] for _ in range(3)] == [1, 2, 3]
    awslambda.update_function_configuration(FunctionName="f", Description="other")
    assert invoke(awslambda)["Result"] == 1
    updated = awslambda.update_function_code(
        FunctionName="f", ZipFile=zipped({"index.js": "exports.handler = async () => 'new';"}))
    assert updated["LastUpdateStatus"] == "Successful"
    assert invoke(awslambda)["Result"] == "new"


@pytest.mark.sandbox_only("looks at the machine's environment")
def test_environment_is_lambdas_own(awslambda, sandbox, account, node):
    node("exports.handler = async () => process.env;", Environment={"Variables": {"MINE": "yes"}}, MemorySize=256)
    env = invoke(awslambda)["Result"]
    assert {name: env.get(name) for name in ("MINE", "TZ", "AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "_HANDLER",
                                             "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_EXECUTION_ENV")} == {
        "MINE": "yes", "TZ": ":UTC", "AWS_REGION": "eu-central-1", "AWS_LAMBDA_FUNCTION_NAME": "f",
        "_HANDLER": "index.handler", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
    assert env["AWS_ENDPOINT_URL"] == sandbox.endpoint
    assert env["AWS_ACCESS_KEY_ID"].startswith("ASIA") and env["AWS_SESSION_TOKEN"]
    assert "XDG_RUNTIME_DIR" not in env and "PYTEST_CURRENT_TEST" not in env


def test_javascript_sdk_acts_as_the_execution_role(awslambda, node, account):
    node("""
const {STSClient, GetCallerIdentityCommand} = require('@aws-sdk/client-sts');
exports.handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;
""", name="caller", Timeout=20)
    identity = invoke(awslambda, name="caller")["Result"]
    assert identity == f"arn:aws:sts::{account}:assumed-role/function/caller"


def javascript_call(package, call):
    """A handler that calls AWS by a client of the SDK, and says what came of it."""
    return """
const sdk = require('@aws-sdk/client-%s');
const [[name, input]] = Object.entries({%s});
const [client] = Object.keys(sdk).filter((key) => key.endsWith('Client') && key !== '__Client');
exports.handler = async () => {
  try {
    return (await new sdk[client]({maxAttempts: 1}).send(new sdk[name + 'Command'](input))).$metadata.httpStatusCode;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
""" % (package, call)


@pytest.mark.parametrize("package, call", [
    ("application-auto-scaling", "DescribeScalableTargets: {ServiceNamespace: 'ecs'}"),
    ("auto-scaling", "DescribeAutoScalingGroups: {}"), ("cloudformation", "ListStacks: {}"),
    ("cloudwatch", "DescribeAlarms: {}"), ("cloudwatch-logs", "DescribeLogGroups: {}"), ("ec2", "DescribeVpcs: {}"),
    ("ecs", "ListClusters: {}"), ("elastic-load-balancing-v2", "DescribeLoadBalancers: {}"), ("iam", "ListRoles: {}"),
    ("lambda", "ListFunctions: {}"), ("s3", "ListBuckets: {}"),
    ("ssm", "DescribeParameters: {}"),
])
def test_javascript_sdk_has_clients(awslambda, client, node, package, call):
    client("iam").attach_role_policy(RoleName="function", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    node(javascript_call(package, call), Timeout=20, MemorySize=512)
    assert invoke(awslambda)["Result"] == 200


@pytest.mark.sandbox_only("AWS has these services")
@pytest.mark.parametrize("package, call, service", [
    ("dynamodb", "ListTables: {}", "dynamodb"),
    ("sfn", "ListStateMachines: {}", "states"),
    ("sqs", "ListQueues: {}", "sqs"),
])
def test_javascript_sdk_hears_which_services_are_not_there(awslambda, node, package, call, service):
    node(javascript_call(package, call), Timeout=20, MemorySize=512)
    assert invoke(awslambda)["Result"] in [f"{name}: The service '{service}' is not supported by this sandbox"
                                           for name in ("InvalidAction", "UnknownOperationException")]


def test_javascript_sdk_has_credential_providers(awslambda, node):
    node("""
const {fromTemporaryCredentials} = require('@aws-sdk/credential-providers');
exports.handler = async () => typeof fromTemporaryCredentials;
""", Timeout=20)
    assert invoke(awslambda)["Result"] == "function"


def test_javascript_sdk_is_found_by_modules(awslambda, role):
    source = """
import {ECSClient} from '@aws-sdk/client-ecs';
export const handler = async () => typeof ECSClient;
"""
    awslambda.create_function(FunctionName="f", Runtime="nodejs20.x", Handler="lib/main.handler", Role=role,
                              Timeout=20, Code={"ZipFile": zipped({"lib/main.mjs": source})})
    assert invoke(awslambda)["Result"] == "function"


@pytest.mark.parametrize("source, result", [
    ("exports.handler = (event, context, callback) => setImmediate(() => callback(null, 'callback'));", "callback"),
    ("exports.handler = (event, context) => context.done(null, 'done');", "done"),
    ("exports.handler = (event, context) => context.succeed('succeed');", "succeed"),
    ("exports.handler = () => {};", None),
])
def test_handler_styles(awslambda, node, source, result):
    node(source)
    answer = invoke(awslambda)
    assert answer["Result"] == result and "FunctionError" not in answer


# ---- failing ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("source, kind, text", [
    ("exports.handler = async () => { throw new TypeError('no'); };", "TypeError", "no"),
    ("exports.handler = async () => process.exit(7);", "Runtime.ExitError",
     "Runtime exited with error: exit status 7"),
    ("exports.handler = async () => { for (;;) {} };", "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
    ("exports.handler = () => new Promise(() => setInterval(() => {}, 1000));", "Sandbox.Timedout",
     "Task timed out after 1.00 seconds"),
    ("require('nowhere');", "Runtime.ImportModuleError", "Cannot find module 'nowhere'"),
    ("exports.other = 1;", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"),
    ("exports.handler = (", "Runtime.UserCodeSyntaxError", "SyntaxError"),
], ids=["throws", "exits", "hangs", "never answers", "missing module", "missing handler", "syntax error"])
def test_failures_have_lambdas_shapes(awslambda, node, source, kind, text):
    node(source, Timeout=1)
    answer = invoke(awslambda)
    assert answer["StatusCode"] == 200 and answer["FunctionError"] == "Unhandled"
    assert answer["Result"]["errorType"] == kind
    assert text in answer["Result"]["errorMessage"]
    assert invoke(awslambda)["FunctionError"] == "Unhandled"  # and the sandbox goes on


def test_bootstrap_that_prints_rubbish_and_exits(awslambda, script):
    script("printf 'rubbish \\377\\000 without end'; exit 3\n")
    answer = invoke(awslambda, LogType="Tail")
    assert answer["Result"]["errorType"] == "Runtime.ExitError"
    assert "Runtime exited with error: exit status 3" in answer["Result"]["errorMessage"]
    assert "rubbish" in answer["Log"]


def test_bootstrap_that_cannot_be_started(awslambda, script):
    script("exit 0\n", executable=False)
    assert invoke(awslambda)["Result"]["errorType"] == "Runtime.InvalidEntrypoint"
    awslambda.update_function_code(FunctionName="f", ZipFile=zipped({"other": "x"}))
    assert "Couldn't find valid bootstrap(s)" in invoke(awslambda)["Result"]["errorMessage"]


def test_too_large_an_answer(awslambda, node):
    node("exports.handler = async () => 'x'.repeat(7000000);")
    answer = invoke(awslambda)
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Result"]["errorType"] == "Function.ResponseSizeTooLarge"


# ---- asynchronous -----------------------------------------------------------------------------------------

@pytest.mark.sandbox_only("retries come after minutes")
def test_event_is_accepted_and_retried(awslambda, client, node, eventually):
    node("exports.handler = async () => { console.log('tried'); throw new Error('no'); };")
    awslambda.put_function_event_invoke_config(FunctionName="f", MaximumRetryAttempts=1)
    answer = invoke(awslambda, InvocationType="Event")
    assert answer["StatusCode"] == 202 and answer["Result"] is None
    eventually(lambda: sum("tried" in message for message in messages(client)) == 2)
    starts = {message.split()[2] for message in messages(client) if message.startswith("START")}
    assert starts == {answer["ResponseMetadata"]["RequestId"]}


@pytest.mark.sandbox_only("kills the sandbox")
def test_accepted_event_survives_a_kill(start_sandbox, client, tmp_path, eventually):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    iam, functions, logs = (client(service, sandbox=sandbox) for service in ("iam", "lambda", "logs"))
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA))["Role"]["Arn"]
    iam.attach_role_policy(RoleName="function", PolicyArn=BASIC)
    source = "exports.handler = async (e) => { console.log('ran'); await new Promise(r => setTimeout(r, 2000)); };"
    functions.create_function(FunctionName="f", Runtime="nodejs22.x", Handler="index.handler", Role=role, Timeout=10,
                              Code={"ZipFile": zipped({"index.js": source})})
    functions.invoke(FunctionName="f", InvocationType="Event", Payload=b"{}")
    sandbox.kill()
    sandbox.restart()

    def finished():
        try:
            events = logs.filter_log_events(logGroupName="/aws/lambda/f")["events"]
        except logs.exceptions.ResourceNotFoundException:
            return False
        return any(event["message"].startswith("REPORT") for event in events)

    eventually(finished)


def test_event_invoke_config(awslambda, node):
    node("exports.handler = 1;")
    put = awslambda.put_function_event_invoke_config(FunctionName="f", MaximumRetryAttempts=0)
    assert put["MaximumRetryAttempts"] == 0 and put["FunctionArn"].endswith(":function:f:$LATEST")
    updated = awslambda.update_function_event_invoke_config(FunctionName="f", MaximumEventAgeInSeconds=60)
    assert (updated["MaximumRetryAttempts"], updated["MaximumEventAgeInSeconds"]) == (0, 60)
    assert awslambda.get_function_event_invoke_config(FunctionName="f")["MaximumEventAgeInSeconds"] == 60
    assert len(awslambda.list_function_event_invoke_configs(FunctionName="f")["FunctionEventInvokeConfigs"]) == 1
    awslambda.delete_function_event_invoke_config(FunctionName="f")
    assert refused(awslambda.get_function_event_invoke_config,
                   FunctionName="f")["Code"] == "ResourceNotFoundException"


# ---- the functions themselves -----------------------------------------------------------------------------

def test_life_of_a_function(awslambda, node, account):
    created = node("exports.handler = 1;", Description="d", Timeout=7, Tags={"a": "b"})
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
    arn = f"arn:aws:lambda:eu-central-1:{account}:function:f"
    expected = {"FunctionName": "f", "FunctionArn": arn, "Runtime": "nodejs22.x", "Handler": "index.handler",
                "Description": "d", "Timeout": 7, "MemorySize": 128, "Version": "$LATEST", "State": "Active",
                "PackageType": "Zip", "Architectures": ["x86_64"], "LastUpdateStatus": "Successful"}
    assert {name: created[name] for name in expected} == expected
    got = awslambda.get_function(FunctionName=arn)
    assert got["Tags"] == {"a": "b"} and got["Configuration"]["CodeSha256"] == created["CodeSha256"]
    assert awslambda.get_function_configuration(FunctionName="f", Qualifier="$LATEST")["RevisionId"]
    assert [f["FunctionName"] for f in awslambda.list_functions()["Functions"]] == ["f"]
    assert [v["Version"] for v in awslambda.list_versions_by_function(FunctionName="f")["Versions"]] == ["$LATEST"]
    assert awslambda.get_account_settings()["AccountUsage"]["FunctionCount"] == 1
    awslambda.get_waiter("function_active_v2").wait(FunctionName="f")
    awslambda.delete_function(FunctionName="f")
    error = refused(awslambda.get_function, FunctionName="f")
    assert error["Code"] == "ResourceNotFoundException" and error["Message"] == f"Function not found: {arn}"
    assert refused(invoke, awslambda)["Code"] == "ResourceNotFoundException"


def test_lists_leave_out_the_state(awslambda, node):
    assert node("exports.handler = 1;")["State"] == "Active"
    for listed in (awslambda.list_functions()["Functions"][0],
                   awslambda.list_versions_by_function(FunctionName="f")["Versions"][0]):
        assert not {"State", "LastUpdateStatus", "RuntimeVersionConfig"} & set(listed)


def test_qualifiers(awslambda, node):
    arn = node("exports.handler = 1;")["FunctionArn"]
    assert awslambda.get_function(FunctionName="f")["Configuration"]["FunctionArn"] == arn
    qualified = arn + ":$LATEST"
    assert awslambda.get_function(FunctionName="f", Qualifier="$LATEST")["Configuration"]["FunctionArn"] == qualified
    assert awslambda.get_function(FunctionName=qualified)["Configuration"]["FunctionArn"] == qualified
    assert awslambda.get_function_configuration(FunctionName="f", Qualifier="$LATEST")["FunctionArn"] == qualified
    error = refused(awslambda.get_function, FunctionName="f", Qualifier="a.b")
    assert (error["Code"], error["Message"]) == (
        "ValidationException", "1 validation error detected: Value 'a.b' at 'qualifier' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+")
    assert refused(awslambda.invoke, FunctionName="f", Qualifier="q" * 129)["Code"] == "ValidationException"


def test_function_of_another_region(awslambda, node):
    arn = node("exports.handler = 1;")["FunctionArn"].replace("eu-central-1", "us-west-1")
    for call in (awslambda.get_function, awslambda.invoke, awslambda.delete_function, awslambda.get_policy):
        error = refused(call, FunctionName=arn)
        assert (error["Code"], error["Message"]) == (
            "ResourceNotFoundException",
            "Functions from 'us-west-1' are not reachable in this region ('eu-central-1')")


def test_no_variables_are_kept_as_none(awslambda, node):
    created = node("exports.handler = 1;", Environment={"Variables": {}})
    assert created["Environment"] == {"Variables": {}}
    awslambda.update_function_configuration(FunctionName="f", Environment={"Variables": {"NAME": "1"}})
    updated = awslambda.update_function_configuration(FunctionName="f", Environment={"Variables": {}})
    assert updated["Environment"] == {"Variables": {}}
    assert "Environment" not in awslambda.update_function_configuration(FunctionName="f", Environment={})
    assert "Environment" not in node("exports.handler = 1;", name="g")


def test_no_function_has_code_signing(awslambda, node):
    """Terraform asks for each."""
    node("exports.handler = 1;")
    answer = awslambda.get_function_code_signing_config(FunctionName="f")
    assert "CodeSigningConfigArn" not in answer
    assert refused(awslambda.get_function_code_signing_config, FunctionName="g")["Code"] == "ResourceNotFoundException"


def test_errors_spell_their_message_as_the_model_does(awslambda, node):
    """ResourceNotFoundException has a Message, InvalidParameterValueException a message."""
    with pytest.raises(ClientError) as missing:
        awslambda.get_function(FunctionName="f")
    assert missing.value.response["Message"].startswith("Function not found: ")
    assert missing.value.response["Type"] == "User"
    with pytest.raises(ClientError) as invalid:
        node("exports.handler = 1;", Code={})
    assert invalid.value.response["message"] == "Please provide a source for function code."


def test_list_functions_in_pages(awslambda, node):
    for name in ("c", "a", "b"):
        node("exports.handler = 1;", name=name)
    pages = awslambda.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    assert [[f["FunctionName"] for f in page["Functions"]] for page in pages] == [["a", "b"], ["c"]]


def test_code_from_s3_is_read_as_the_caller(awslambda, client, role):
    s3 = client("s3")
    bucket = "code-" + role.split(":")[4]
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket=bucket, Key="f.zip", Body=zipped({"index.js": "exports.handler = async () => 's3';"}))
    create = dict(FunctionName="f", Runtime="nodejs22.x", Handler="index.handler", Role=role)
    missing = refused(awslambda.create_function, **create, Code={"S3Bucket": bucket, "S3Key": "other"})
    assert missing["Code"] == "InvalidParameterValueException"
    assert missing["Message"].startswith("Error occurred while GetObject. S3 Error Code: NoSuchKey.")
    awslambda.create_function(**create, Code={"S3Bucket": bucket, "S3Key": "f.zip"})
    assert invoke(awslambda)["Result"] == "s3"


def test_tags(awslambda, node):
    arn = node("exports.handler = 1;")["FunctionArn"]
    awslambda.tag_resource(Resource=arn, Tags={"a": "1", "b": "2", "c": "3"})
    awslambda.untag_resource(Resource=arn, TagKeys=["a", "c"])
    assert awslambda.list_tags(Resource=arn)["Tags"] == {"b": "2"}


def test_concurrency(awslambda, node):
    node("exports.handler = async () => 1;")
    assert awslambda.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    assert awslambda.get_function_concurrency(FunctionName="f")["ReservedConcurrentExecutions"] == 0
    assert refused(invoke, awslambda)["Code"] == "TooManyRequestsException"
    awslambda.delete_function_concurrency(FunctionName="f")
    assert invoke(awslambda)["Result"] == 1


def test_concurrency_counts_environments_that_only_begin(awslambda, node):
    node("exports.handler = () => new Promise((done) => setTimeout(done, 1000));")
    awslambda.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=1)

    def attempt(_):
        try:
            return invoke(awslambda)["StatusCode"]
        except ClientError as error:
            return error.response["Error"]["Code"]

    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        assert sorted(map(str, threads.map(attempt, range(3)))) == ["200"] + 2 * ["TooManyRequestsException"]


def test_another_runtime_finds_its_modules_while_the_old_one_still_runs(awslambda, script, client, eventually):
    """Both have the same code, which is unpacked once for those that can share it."""
    script("echo begun >&2; sleep 5\n",
           files={"index.js": "const sts = require('@aws-sdk/client-sts'); exports.handler = async () => !!sts;"})
    awslambda.invoke(FunctionName="f", InvocationType="Event", Payload=b"{}")

    def has_begun():
        groups = client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/f")["logGroups"]
        events = client("logs").filter_log_events(logGroupName="/aws/lambda/f")["events"] if groups else []
        return any("begun" in event["message"] for event in events)

    eventually(has_begun)
    awslambda.update_function_configuration(FunctionName="f", Runtime="nodejs22.x", Handler="index.handler")
    assert invoke(awslambda)["Result"] is True


def test_permissions(awslambda, node):
    node("exports.handler = 1;")
    assert refused(awslambda.get_policy, FunctionName="f")["Code"] == "ResourceNotFoundException"
    statement = json.loads(awslambda.add_permission(
        FunctionName="f", StatementId="s", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::bucket")["Statement"])
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::bucket"}}
    again = refused(awslambda.add_permission, FunctionName="f", StatementId="s", Action="lambda:InvokeFunction",
                    Principal="s3.amazonaws.com")
    assert again["Code"] == "ResourceConflictException"
    assert json.loads(awslambda.get_policy(FunctionName="f")["Policy"])["Statement"] == [statement]
    awslambda.remove_permission(FunctionName="f", StatementId="s")
    assert refused(awslambda.get_policy, FunctionName="f")["Code"] == "ResourceNotFoundException"


# ---- refusals ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("more, code, message", [
    ({"Runtime": "java21"}, "InvalidParameterValueException", "The runtime java21 is not supported"),
    ({"Runtime": "cobol85"}, "InvalidParameterValueException", "Value cobol85 at 'runtime' failed to satisfy"),
    ({"Code": {"ZipFile": b"rubbish"}}, "InvalidParameterValueException", "Could not unzip uploaded file."),
    ({"Code": {}}, "InvalidParameterValueException", "Please provide a source for function code."),
    ({"Timeout": 901}, "ValidationException", "less than or equal to 900"),
    ({"MemorySize": 64}, "ValidationException", "greater than or equal to 128"),
    ({"Environment": {"Variables": {"AWS_REGION": "x"}}}, "InvalidParameterValueException",
     "Reserved keys used in this request: AWS_REGION"),
    ({"Environment": {"Variables": {"LONG": "x" * 4096}}}, "InvalidParameterValueException", "exceeded the 4KB limit"),
    ({"FileSystemConfigs": [{"Arn": "arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-0123456789abcdef0",
                             "LocalMountPath": "/mnt/x"}]}, "InvalidParameterValueException",
     "the sandbox does not support the parameter FileSystemConfigs of CreateFunction"),
], ids=lambda value: None)
def test_refused_functions(node, more, code, message):
    error = refused(node, "exports.handler = 1;", **more)
    assert error["Code"] == code and message in error["Message"], error


def test_role_that_lambda_cannot_assume(awslambda, client, node, account):
    cannot = "The role defined for the function cannot be assumed by Lambda."
    assert refused(node, "x", Role=f"arn:aws:iam::{account}:role/missing")["Message"] == cannot
    trust = json.dumps(TRUST_LAMBDA).replace("lambda.", "ec2.")
    other = client("iam").create_role(RoleName="other", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    assert refused(node, "x", Role=other)["Message"] == cannot


@pytest.fixture
def deployer(client):
    """Lambda as a user who may do all with functions and nothing else."""
    iam = client("iam")
    iam.create_user(UserName="deployer")
    iam.put_user_policy(UserName="deployer", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    return client("lambda", credentials={"AccessKeyId": key["AccessKeyId"],
                                         "SecretAccessKey": key["SecretAccessKey"]})


def test_user_needs_to_be_allowed_to_pass_the_role(deployer, role):
    error = refused(deployer.create_function, FunctionName="f", Runtime="nodejs22.x", Handler="index.handler",
                    Role=role, Code={"ZipFile": zipped({"index.js": ""})})
    assert error["Code"] == "AccessDeniedException"
    assert "is not authorized to perform: iam:PassRole on resource: " + role in error["Message"]


def test_role_that_the_function_has_is_passed_too(deployer, role, node):
    node("exports.handler = 1;")
    deployer.update_function_configuration(FunctionName="f", Timeout=9)
    error = refused(deployer.update_function_configuration, FunctionName="f", Timeout=10, Role=role)
    assert "is not authorized to perform: iam:PassRole on resource: " + role in error["Message"]


def test_dry_run_and_bad_payload(awslambda, node):
    node("exports.handler = 1;")
    assert invoke(awslambda, InvocationType="DryRun")["StatusCode"] == 204
    error = refused(awslambda.invoke, FunctionName="f", Payload=b"{rubbish")
    assert error["Code"] == "InvalidRequestContentException"
    other = refused(awslambda.invoke, FunctionName="f", Qualifier="prod", Payload=b"{}")
    assert other["Code"] == "ResourceNotFoundException"
