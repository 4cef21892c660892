"""CloudWatch Logs: groups, retention, streams, events, filters, tags, and `aws logs tail`."""
import json
import subprocess
import time

import pytest
from botocore.exceptions import ClientError


def now():
    return int(time.time() * 1000)


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


@pytest.fixture
def logs(client):
    return client("logs")


@pytest.fixture
def group(logs):
    name = f"/test/{time.time_ns()}"
    logs.create_log_group(logGroupName=name)
    yield name
    try:
        logs.delete_log_group(logGroupName=name)
    except ClientError:
        pass


@pytest.fixture
def stream(logs, group):
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    return {"logGroupName": group, "logStreamName": "one"}


def put(logs, stream, *messages, start=None):
    start = start or now() - 1000
    return logs.put_log_events(
        **stream, logEvents=[{"timestamp": start + i, "message": text} for i, text in enumerate(messages)])


def messages(events):
    return [event["message"] for event in events]


# ---- groups -----------------------------------------------------------------------------------------------

def test_log_group_is_created_described_and_deleted(logs, account):
    name = f"/aws/lambda/{time.time_ns()}"
    logs.create_log_group(logGroupName=name, tags={"team": "blue"})
    described = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert [group["logGroupName"] for group in described] == [name]
    assert described[0]["arn"] == f"arn:aws:logs:eu-central-1:{account}:log-group:{name}:*"
    assert described[0]["storedBytes"] == 0
    assert "retentionInDays" not in described[0]
    logs.delete_log_group(logGroupName=name)
    assert logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"] == []


def test_log_group_names_are_unique_and_checked(client, logs, group):
    assert error_of(logs.create_log_group, logGroupName=group) == {
        "Code": "ResourceAlreadyExistsException", "Message": "The specified log group already exists"}
    assert error_of(logs.delete_log_group, logGroupName="absent") == {
        "Code": "ResourceNotFoundException", "Message": "The specified log group does not exist."}
    assert error_of(logs.create_log_group, logGroupName="a b")["Code"] == "InvalidParameterException"
    client("logs", region="us-east-1").create_log_group(logGroupName=group)


@pytest.fixture
def call(client):
    """call(operation, members): with members that the distribution's botocore does not know."""
    def send(operation, **members):
        logs = client("logs", parameter_validation=False)
        logs.meta.events.register("before-call.cloudwatch-logs.*",
                                  lambda params, **_: params.update(body=json.dumps(members).encode()))
        return getattr(logs, operation)()

    return send


def test_log_groups_are_listed_by_class(call, logs, group):
    rare = f"{group}/rare"
    call("create_log_group", logGroupName=rare, logGroupClass="INFREQUENT_ACCESS")
    for wanted, names in (("STANDARD", [group]), ("INFREQUENT_ACCESS", [rare]), ("DELIVERY", [])):
        rows = call("describe_log_groups", logGroupNamePrefix=group, logGroupClass=wanted)["logGroups"]
        assert [row["logGroupName"] for row in rows] == names
    with pytest.raises(ClientError, match="logGroupClass.*Member must satisfy enum value set"):
        call("describe_log_groups", logGroupClass="BOGUS")
    with pytest.raises(ClientError, match="does not support the parameter deletionProtectionEnabled"):
        call("create_log_group", logGroupName=f"{group}/kept", deletionProtectionEnabled=True)
    logs.delete_log_group(logGroupName=rare)


def test_groups_say_whether_they_can_be_deleted(logs, group):
    bodies = []
    logs.meta.events.register("after-call.cloudwatch-logs.*",
                              lambda http_response, **_: bodies.append(json.loads(http_response.content)))
    logs.describe_log_groups(logGroupNamePrefix=group)
    assert [row["deletionProtectionEnabled"] for row in bodies[0]["logGroups"]] == [False]


@pytest.mark.parametrize("ask, member", [("create_log_group", "logGroupName"), ("describe_log_streams", "logGroupName"),
                                         ("describe_log_groups", "logGroupNamePrefix")])
def test_names_of_groups_are_limited(client, ask, member):
    name = "x" * 513
    with pytest.raises(ClientError) as caught:
        getattr(client("logs", parameter_validation=False), ask)(**{member: name})
    assert caught.value.response["Error"] == {
        "Code": "InvalidParameterException",
        "Message": f"1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: Member must have "
                   "length less than or equal to 512"}


def test_a_groups_identifier_is_its_arn_without_the_star(call, logs, group):
    arn = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["arn"]
    assert arn.endswith(":*")
    assert call("describe_log_streams", logGroupIdentifier=arn[:-2])["logStreams"] == []
    with pytest.raises(ClientError) as caught:
        call("describe_log_streams", logGroupIdentifier=arn)
    assert caught.value.response["Error"] == {
        "Code": "InvalidParameterException",
        "Message": f"1 validation error detected: Value '{arn}' at 'logGroupIdentifier' failed to satisfy constraint: Member "
                   "must satisfy regular expression pattern: [\\w#+=/:,.@-]*"}


def test_a_stream_has_a_token_once_something_was_put(logs, group):
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    assert "uploadSequenceToken" not in logs.describe_log_streams(logGroupName=group)["logStreams"][0]
    logs.put_log_events(logGroupName=group, logStreamName="s",
                        logEvents=[{"timestamp": int(time.time() * 1000), "message": "m"}])
    assert logs.describe_log_streams(logGroupName=group)["logStreams"][0]["uploadSequenceToken"]


def test_log_groups_are_listed_by_pattern_and_in_pages(logs):
    mark = f"{time.time_ns()}"
    names = [f"/{mark}/{i:02}" for i in range(7)]
    for name in names:
        logs.create_log_group(logGroupName=name)
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=f"/{mark}",
                                                               PaginationConfig={"PageSize": 3})
    assert [g["logGroupName"] for page in pages for g in page["logGroups"]] == names
    found = logs._make_api_call("DescribeLogGroups", {"logGroupNamePrefix": f"/{mark}/03"})
    assert [g["logGroupName"] for g in found["logGroups"]] == [names[3]]
    for name in names:
        logs.delete_log_group(logGroupName=name)


def test_characters_of_tags(logs, group):
    for tags in ({"NOWAY!": "x"}, {"x": "NOWAY!"}):
        with pytest.raises(ClientError, match="InvalidParameterException.*Member must satisfy regular expression pattern"):
            logs.create_log_group(logGroupName=f"{group}/tagged", tags=tags)


def test_tags_of_log_groups(logs, group, account):
    arn = f"arn:aws:logs:eu-central-1:{account}:log-group:{group}"
    logs.tag_log_group(logGroupName=group, tags={"a": "1", "b": "2"})
    logs.untag_log_group(logGroupName=group, tags=["a"])
    assert logs.list_tags_log_group(logGroupName=group)["tags"] == {"b": "2"}
    logs.tag_resource(resourceArn=arn, tags={"c": "3"})
    logs.untag_resource(resourceArn=arn, tagKeys=["b"])
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"c": "3"}
    assert error_of(logs.list_tags_for_resource, resourceArn=arn + "x")["Code"] == "ResourceNotFoundException"


# ---- retention --------------------------------------------------------------------------------------------

def test_retention_policy_takes_only_the_documented_values(logs, group):
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    assert logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["retentionInDays"] == 30
    error = error_of(logs.put_retention_policy, logGroupName=group, retentionInDays=2)
    assert error["Code"] == "InvalidParameterException"
    assert "'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set" in error["Message"]
    logs.delete_retention_policy(logGroupName=group)
    assert "retentionInDays" not in logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]


@pytest.mark.sandbox_only("AWS deletes expired events within 72 hours only")
def test_retention_deletes_expired_events(logs, stream):
    put(logs, stream, "old", start=now() - 3 * 86_400_000)
    put(logs, stream, "new")
    logs.put_retention_policy(logGroupName=stream["logGroupName"], retentionInDays=1)
    assert messages(logs.get_log_events(**stream)["events"]) == ["new"]
    put_again = put(logs, stream, "expired", start=now() - 3 * 86_400_000)
    assert put_again["rejectedLogEventsInfo"] == {"expiredLogEventEndIndex": 1}


# ---- streams ----------------------------------------------------------------------------------------------

def test_log_streams_are_created_listed_and_deleted(logs, group):
    for name in ("b", "a", "c"):
        logs.create_log_stream(logGroupName=group, logStreamName=name)
    assert error_of(logs.create_log_stream, logGroupName=group, logStreamName="a") == {
        "Code": "ResourceAlreadyExistsException", "Message": "The specified log stream already exists"}
    put(logs, {"logGroupName": group, "logStreamName": "b"}, "x", start=now() - 9000)
    put(logs, {"logGroupName": group, "logStreamName": "a"}, "x", start=now() - 60_000)

    def names(**arguments):
        pages = logs.get_paginator("describe_log_streams").paginate(
            logGroupName=group, PaginationConfig={"PageSize": 2}, **arguments)
        return [stream["logStreamName"] for page in pages for stream in page["logStreams"]]

    assert names() == ["a", "b", "c"]
    assert names(descending=True) == ["c", "b", "a"]
    assert names(orderBy="LastEventTime") == ["a", "b", "c"]
    assert names(logStreamNamePrefix="b") == ["b"]
    assert error_of(logs.describe_log_streams, logGroupName=group, orderBy="LastEventTime",
                    logStreamNamePrefix="b")["Code"] == "InvalidParameterException"
    logs.delete_log_stream(logGroupName=group, logStreamName="a")
    assert names() == ["b", "c"]
    assert error_of(logs.delete_log_stream, logGroupName=group, logStreamName="a") == {
        "Code": "ResourceNotFoundException", "Message": "The specified log stream does not exist."}


def test_log_stream_keeps_its_figures(logs, stream, account):
    start = now() - 5000
    put(logs, stream, "a", "b", start=start)
    described = logs.describe_log_streams(logGroupName=stream["logGroupName"])["logStreams"][0]
    assert described["firstEventTimestamp"] == start
    assert described["lastEventTimestamp"] == start + 1
    assert described["arn"].endswith(f":{account}:log-group:{stream['logGroupName']}:log-stream:one")


# ---- events -----------------------------------------------------------------------------------------------

def test_events_are_read_forward_and_backward(logs, stream):
    put(logs, stream, *[f"m{i}" for i in range(10)])
    tail = logs.get_log_events(**stream, limit=3)
    assert messages(tail["events"]) == ["m7", "m8", "m9"]
    before = logs.get_log_events(**stream, limit=3, nextToken=tail["nextBackwardToken"])
    assert messages(before["events"]) == ["m4", "m5", "m6"]
    head = logs.get_log_events(**stream, limit=4, startFromHead=True)
    assert messages(head["events"]) == ["m0", "m1", "m2", "m3"]
    assert head["nextForwardToken"].startswith("f/") and head["nextBackwardToken"].startswith("b/")
    end = logs.get_log_events(**stream, nextToken=tail["nextForwardToken"])
    assert end["events"] == [] and end["nextForwardToken"] == tail["nextForwardToken"]
    put(logs, stream, "later", start=now())
    assert messages(logs.get_log_events(**stream, nextToken=end["nextForwardToken"])["events"]) == ["later"]
    assert error_of(logs.get_log_events, **stream, nextToken="x")["Message"] == "The specified nextToken is invalid."


def test_events_are_read_by_time(logs, stream):
    start = now() - 60_000
    put(logs, stream, "a", "b", "c", start=start)
    assert messages(logs.get_log_events(**stream, startTime=start + 1, endTime=start + 2)["events"]) == ["b"]


def test_put_log_events_answers_a_token_and_checks_the_batch(logs, stream):
    assert put(logs, stream, "a")["nextSequenceToken"]
    for events, text in [
        ([{"timestamp": now(), "message": "b"}, {"timestamp": now() - 9, "message": "a"}],
         "Log events in a single PutLogEvents request must be in chronological order."),
        ([{"timestamp": now() - 90_000_000, "message": "b"}, {"timestamp": now(), "message": "a"}],
         "The batch of log events in a single PutLogEvents request cannot span more than 24 hours."),
        ([{"timestamp": now(), "message": "x" * 600_000}] * 2,
         "Upload too large: 1200052 bytes exceeds limit of 1048576"),
    ]:
        assert error_of(logs.put_log_events, **stream, logEvents=events) == {
            "Code": "InvalidParameterException", "Message": text}


def test_events_that_are_too_old_or_too_new_are_rejected(logs, stream):
    day = 86_400_000
    answer = put(logs, stream, "old", start=now() - 15 * day)
    assert answer["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}
    answer = logs.put_log_events(**stream, logEvents=[
        {"timestamp": now(), "message": "kept"}, {"timestamp": now() + 3 * 3_600_000, "message": "new"}])
    assert answer["rejectedLogEventsInfo"] == {"tooNewLogEventStartIndex": 1}
    assert messages(logs.get_log_events(**stream)["events"]) == ["kept"]


def test_events_of_a_missing_stream(logs, group):
    error = error_of(logs.put_log_events, logGroupName=group, logStreamName="absent",
                     logEvents=[{"timestamp": now(), "message": "x"}])
    assert error == {"Code": "ResourceNotFoundException", "Message": "The specified log stream does not exist."}


# ---- filters ----------------------------------------------------------------------------------------------

def test_filter_interleaves_streams_and_pages(logs, group):
    start = now() - 60_000
    for number, name in enumerate(("one", "two", "three")):
        logs.create_log_stream(logGroupName=group, logStreamName=name)
        logs.put_log_events(logGroupName=group, logStreamName=name, logEvents=[
            {"timestamp": start + number + 10 * i, "message": f"{name} {i}"} for i in range(3)])
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, PaginationConfig={"PageSize": 2})
    events = [event for page in pages for event in page["events"]]
    assert messages(events) == [f"{name} {i}" for i in range(3) for name in ("one", "two", "three")]
    assert len({event["eventId"] for event in events}) == 9
    assert {event["logStreamName"] for event in events} == {"one", "two", "three"}

    def found(**arguments):
        return messages(logs.filter_log_events(logGroupName=group, **arguments)["events"])

    assert found(logStreamNames=["two"]) == ["two 0", "two 1", "two 2"]
    assert found(logStreamNamePrefix="t", startTime=start + 20) == ["two 2", "three 2"]
    assert found(endTime=start) == ["one 0"]
    assert error_of(logs.filter_log_events, logGroupName=group, logStreamNames=["absent"])["Code"] == \
        "ResourceNotFoundException"


@pytest.mark.parametrize("pattern, expected", [
    ("", ["ERROR disk full", "WARN disk", '{"level":"error","code":503,"ok":false}', "INFO fine"]),
    ("ERROR", ["ERROR disk full"]),
    ("disk -ERROR", ["WARN disk"]),
    ('"disk full"', ["ERROR disk full"]),
    ("?ERROR ?WARN", ["ERROR disk full", "WARN disk"]),
    ('{ $.level = "error" }', ['{"level":"error","code":503,"ok":false}']),
    ("{ $.code >= 500 && $.ok IS FALSE }", ['{"level":"error","code":503,"ok":false}']),
    ("{ $.code = 404 }", []),
])
def test_filter_patterns(logs, stream, pattern, expected):
    put(logs, stream, "ERROR disk full", "WARN disk", '{"level":"error","code":503,"ok":false}', "INFO fine")
    found = logs.filter_log_events(logGroupName=stream["logGroupName"], filterPattern=pattern)
    assert messages(found["events"]) == expected


@pytest.mark.sandbox_only("the sandbox does not have these kinds of patterns")
@pytest.mark.parametrize("pattern", ["[ip, user]", "%ERR.*%"])
def test_filter_patterns_that_are_not_supported_are_named(logs, group, pattern):
    error = error_of(logs.filter_log_events, logGroupName=group, filterPattern=pattern)
    assert error["Code"] == "InvalidParameterException"
    assert "not supported by the sandbox" in error["Message"]


# ---- resource policies ------------------------------------------------------------------------------------

def policy_document(**statement):
    """Route 53's, as the API Reference has it."""
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Sid": "Route53", "Effect": "Allow", "Principal": {"Service": "route53.amazonaws.com"}, "Action": "logs:PutLogEvents",
         "Resource": "arn:aws:logs:eu-central-1:000000000000:log-group:/aws/route53/*", **statement}]})


@pytest.fixture
def policy(logs):
    name = f"test-{time.time_ns()}"
    yield name
    try:
        logs.delete_resource_policy(policyName=name)
    except ClientError:
        pass


def policies_named(logs, name):
    return [row for row in logs.describe_resource_policies()["resourcePolicies"] if row["policyName"] == name]


def test_a_resource_policy_is_put_replaced_and_deleted(client, logs, policy):
    put = logs.put_resource_policy(policyName=policy, policyDocument=policy_document())["resourcePolicy"]
    assert (put["policyName"], put["policyDocument"]) == (policy, policy_document())
    assert abs(put["lastUpdatedTime"] - now()) < 60_000
    assert policies_named(logs, policy) == [put]
    other = policy_document(Action=["logs:PutLogEvents", "logs:CreateLogStream"])
    logs.put_resource_policy(policyName=policy, policyDocument=other)
    assert [row["policyDocument"] for row in policies_named(logs, policy)] == [other]
    assert policies_named(client("logs", region="us-east-1"), policy) == []
    logs.delete_resource_policy(policyName=policy)
    assert policies_named(logs, policy) == []
    assert error_of(logs.delete_resource_policy, policyName=policy) == {
        "Code": "ResourceNotFoundException", "Message": f"Policy with name [{policy}] does not exist"}


@pytest.mark.sandbox_only("takes all that an account may have")
def test_an_account_has_ten_resource_policies(logs):
    names = [f"policy-{number}" for number in range(10)]
    for name in reversed(names):
        logs.put_resource_policy(policyName=name, policyDocument=policy_document())
    assert error_of(logs.put_resource_policy, policyName="one-more", policyDocument=policy_document()) == {
        "Code": "LimitExceededException", "Message": "Resource limit exceeded."}
    logs.put_resource_policy(policyName=names[3], policyDocument=policy_document(Sid="Other"))
    pages = logs.get_paginator("describe_resource_policies").paginate(PaginationConfig={"PageSize": 4})
    assert [[row["policyName"] for row in page["resourcePolicies"]] for page in pages] == [names[:4], names[4:8], names[8:]]


@pytest.mark.parametrize("document", ["{", "{}", policy_document(Principal={"AWS": "delivery.logs.amazonaws.com"}),
                                      policy_document(Action="PutLogEvents"), policy_document(Resource=[])],
                         ids=["no JSON", "no statement", "a service as an account", "no vendor", "no resource"])
def test_documents_that_are_no_resource_policies(logs, document):
    assert error_of(logs.put_resource_policy, policyName="p", policyDocument=document) == {
        "Code": "InvalidParameterException", "Message": "Could not convert to persistable policy."}


def test_a_resource_policy_has_a_name_and_a_document(logs):
    null = "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null"
    for ask, members, missing in (("put_resource_policy", {"policyDocument": policy_document()}, "policyName"),
                                  ("put_resource_policy", {"policyName": "p"}, "policyDocument"),
                                  ("delete_resource_policy", {}, "policyName")):
        assert error_of(getattr(logs, ask), **members) == {
            "Code": "InvalidParameterException", "Message": null.format(missing)}


@pytest.mark.sandbox_only("AWS has policies of log groups, too")
def test_resource_policies_are_the_accounts(logs, call, policy):
    logs.put_resource_policy(policyName=policy, policyDocument=policy_document())
    assert len(call("describe_resource_policies", policyScope="ACCOUNT")["resourcePolicies"]) == 1
    assert call("describe_resource_policies", policyScope="RESOURCE")["resourcePolicies"] == []
    for operation in ("put_resource_policy", "delete_resource_policy", "describe_resource_policies"):
        with pytest.raises(ClientError, match="does not support the parameter resourceArn"):
            call(operation, policyName=policy, policyDocument=policy_document(),
                 resourceArn="arn:aws:logs:eu-central-1:000000000000:log-group:g")


# ---- the CLI ----------------------------------------------------------------------------------------------

def test_aws_logs_tail(aws, logs, stream):
    put(logs, stream, "hello", "world")
    output = aws("logs", "tail", stream["logGroupName"], "--since", "5m", "--format", "short").stdout
    assert [line.split(" ", 1)[1] for line in output.splitlines()] == ["hello", "world"]


def test_aws_logs_tail_of_a_missing_group_says_so(aws):
    failed = aws("logs", "tail", "/absent", check=False)
    assert failed.returncode != 0
    assert "ResourceNotFoundException" in failed.stderr
    assert "The specified log group does not exist." in failed.stderr


@pytest.mark.sandbox_only("reads its process's output")
def test_aws_logs_tail_follows(logs, stream, sandbox, credentials):
    put(logs, stream, "first")
    tail = subprocess.Popen(
        ["/usr/bin/aws", "logs", "tail", stream["logGroupName"], "--follow", "--since", "5m", "--region",
         "eu-central-1", "--endpoint-url", sandbox.endpoint],
        env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1",
             **{name.upper(): value for name, value in credentials.items()}},
        stdout=subprocess.PIPE, text=True)
    try:
        assert tail.stdout.readline().rstrip().endswith("first")
        put(logs, stream, "second", start=now())
        assert tail.stdout.readline().rstrip().endswith("second")
    finally:
        tail.kill()
        tail.wait()


# ---- state ------------------------------------------------------------------------------------------------

@pytest.mark.sandbox_only("needs a state file")
def test_events_survive_a_kill(start_sandbox, client, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    logs = client("logs", sandbox=sandbox)
    logs.create_log_group(logGroupName="g")
    stream = {"logGroupName": "g", "logStreamName": "s"}
    logs.create_log_stream(**stream)
    put(logs, stream, "kept")
    sandbox.kill()
    sandbox.restart()
    assert messages(client("logs", sandbox=sandbox).get_log_events(**stream)["events"]) == ["kept"]
