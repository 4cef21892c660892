"""CloudWatch ("monitoring"): metrics and alarms, in the three protocols that its clients speak.

Alarms are looked at when the latest datum decides at once, as it does unless the sandbox is told `--pace aws`; what takes minutes is in
the unit tests, in virtual time.
"""
import datetime
import json
import struct
import urllib.error
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

POLICY = "arn:aws:autoscaling:eu-central-1:{}:scalingPolicy:1:autoScalingGroupName/g:policyName/p"


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


@pytest.fixture
def cloudwatch(client):
    return client("cloudwatch")


@pytest.fixture
def put(cloudwatch):
    def put_values(*values, name="Load", **more):
        cloudwatch.put_metric_data(Namespace="App", MetricData=[
            {"MetricName": name, "Value": value, **more} for value in values])

    return put_values


@pytest.fixture
def put_alarm(cloudwatch):
    def put_metric_alarm(name="high", **more):
        cloudwatch.put_metric_alarm(**{
            "AlarmName": name, "MetricName": "Load", "Namespace": "App", "Statistic": "Average", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 5.0, "ComparisonOperator": "GreaterThanThreshold", **more})
        return cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["AlarmArn"]

    return put_metric_alarm


@pytest.fixture
def state(cloudwatch):
    return lambda name="high": cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]


def around_now():
    now = datetime.datetime.now(datetime.timezone.utc)
    return {"StartTime": now - datetime.timedelta(minutes=10), "EndTime": now + datetime.timedelta(minutes=10)}


# ---- metrics ----------------------------------------------------------------------------------------------

def test_statistics_of_what_was_put(cloudwatch):
    at = datetime.datetime.now(datetime.timezone.utc).replace(second=5, microsecond=0)
    cloudwatch.put_metric_data(Namespace="App", MetricData=[
        {"MetricName": "Load", "Value": 1, "Unit": "Percent", "Timestamp": at},
        {"MetricName": "Load", "Values": [3, 5], "Counts": [1, 2], "Unit": "Percent", "Timestamp": at},
        {"MetricName": "Sets", "StatisticValues": {"SampleCount": 4, "Sum": 10, "Minimum": 1, "Maximum": 5},
         "Timestamp": at}])
    statistics = cloudwatch.get_metric_statistics(
        Namespace="App", MetricName="Load", Period=60, Unit="Percent",
        Statistics=["SampleCount", "Sum", "Average", "Minimum", "Maximum"], **around_now())
    assert statistics["Label"] == "Load"
    assert statistics["Datapoints"] == [{"Timestamp": at.replace(second=0), "SampleCount": 4.0, "Sum": 14.0, "Average": 3.5,
                                         "Minimum": 1.0, "Maximum": 5.0, "Unit": "Percent"}]
    percentiles = cloudwatch.get_metric_statistics(Namespace="App", MetricName="Load", Period=60,
                                                   ExtendedStatistics=["p25", "p99.9"], **around_now())
    assert percentiles["Datapoints"][0]["ExtendedStatistics"] == {"p25": 1.0, "p99.9": 5.0}
    sets = cloudwatch.get_metric_statistics(Namespace="App", MetricName="Sets", Period=300, Statistics=["Average"],
                                            **around_now())
    assert sets["Datapoints"][0]["Average"] == 2.5


def test_metric_data_comes_with_its_labels_and_in_pages(cloudwatch, put):
    put(4)
    stat = {"Metric": {"Namespace": "App", "MetricName": "Load"}, "Period": 60, "Stat": "Maximum"}
    queries = [{"Id": "a", "MetricStat": stat}, {"Id": "b", "MetricStat": stat, "Label": "mine"},
               {"Id": "c", "MetricStat": stat, "ReturnData": False}]
    answer = cloudwatch.get_metric_data(MetricDataQueries=queries, **around_now())
    assert [(row["Id"], row["Label"], row["Values"], row["StatusCode"]) for row in answer["MetricDataResults"]] == [
        ("a", "Load", [4.0], "Complete"), ("b", "mine", [4.0], "Complete")]
    pages = cloudwatch.get_paginator("get_metric_data").paginate(MetricDataQueries=queries, MaxDatapoints=1, **around_now())
    assert [row["Values"] for page in pages for row in page["MetricDataResults"]] == [[4.0], [], [], [4.0]]


def test_expressions_are_refused_by_name(cloudwatch):
    assert error_of(cloudwatch.get_metric_data, MetricDataQueries=[{"Id": "e", "Expression": "m1 / m2"}], **around_now()) == (
        "ValidationError", "the sandbox does not support the parameter MetricDataQueries.Expression of GetMetricData")


def test_metrics_are_listed(cloudwatch, put):
    put(1, Dimensions=[{"Name": "Host", "Value": "a"}])
    put(1, name="Other")
    assert cloudwatch.list_metrics(Namespace="App", MetricName="Load")["Metrics"] == [
        {"Namespace": "App", "MetricName": "Load", "Dimensions": [{"Name": "Host", "Value": "a"}]}]
    assert len(cloudwatch.list_metrics(RecentlyActive="PT3H")["Metrics"]) == 2
    assert cloudwatch.list_metrics(Dimensions=[{"Name": "Host", "Value": "b"}])["Metrics"] == []


def test_namespaces_of_aws_are_reserved(cloudwatch):
    assert error_of(cloudwatch.put_metric_data, Namespace="AWS/ECS", MetricData=[{"MetricName": "M", "Value": 1}]) == (
        "InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.")


# ---- alarms -----------------------------------------------------------------------------------------------

def test_an_alarm_goes_off_and_back(cloudwatch, put, put_alarm, state, eventually):
    put_alarm(AlarmDescription="too much", TreatMissingData="notBreaching", DatapointsToAlarm=1)
    eventually(lambda: state() == "OK")
    put(9)
    eventually(lambda: state() == "ALARM")
    alarm = cloudwatch.describe_alarms(StateValue="ALARM", AlarmNamePrefix="hi")["MetricAlarms"][0]
    assert alarm["StateReason"].startswith("Threshold Crossed: 1 out of the last 1 datapoints [9.0 (")
    assert alarm["StateReason"].endswith(
        ")] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).")
    assert json.loads(alarm["StateReasonData"])["recentDatapoints"] == [9.0]
    assert alarm["Threshold"] == 5.0 and alarm["AlarmDescription"] == "too much" and alarm["ActionsEnabled"] is True
    put(1)
    eventually(lambda: state() == "OK")
    history = cloudwatch.describe_alarm_history(AlarmName="high")["AlarmHistoryItems"]
    assert [item["HistorySummary"] for item in history] == [
        "Alarm updated from ALARM to OK", "Alarm updated from OK to ALARM",
        "Alarm updated from INSUFFICIENT_DATA to OK", 'Alarm "high" created']
    assert json.loads(history[1]["HistoryData"])["newState"]["stateValue"] == "ALARM"
    assert json.loads(history[-1]["HistoryData"])["createdAlarm"]["alarmName"] == "high"


def test_alarms_survive_a_kill(start_sandbox, client, tmp_path, eventually):
    file = tmp_path / "state"
    sandbox = start_sandbox(state=file)
    cloudwatch = client("cloudwatch", sandbox=sandbox)
    cloudwatch.put_metric_alarm(AlarmName="high", MetricName="Load", Namespace="App", Statistic="Average", Period=60,
                                EvaluationPeriods=1, Threshold=5, ComparisonOperator="GreaterThanThreshold")
    sandbox.process.kill()
    sandbox.process.wait()
    cloudwatch = client("cloudwatch", sandbox=start_sandbox(state=file))
    cloudwatch.put_metric_data(Namespace="App", MetricData=[{"MetricName": "Load", "Value": 9}])
    eventually(lambda: cloudwatch.describe_alarms()["MetricAlarms"][0]["StateValue"] == "ALARM")


def test_a_state_is_set(cloudwatch, put_alarm, state):
    put_alarm()
    cloudwatch.set_alarm_state(AlarmName="high", StateValue="ALARM", StateReason="a test", StateReasonData='{"a": 1}')
    assert state() == "ALARM"
    assert error_of(cloudwatch.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="r")[0] == "ResourceNotFound"
    assert error_of(cloudwatch.set_alarm_state, AlarmName="high", StateValue="OK", StateReason="r", StateReasonData="{")[
        0] == "InvalidFormat"
    assert error_of(cloudwatch.set_alarm_state, AlarmName="high", StateValue="BAD", StateReason="r") == (
        "ValidationError", "1 validation error detected: Value 'BAD' at 'stateValue' failed to satisfy constraint: Member must "
        "satisfy enum value set: [OK, ALARM, INSUFFICIENT_DATA]")


def test_actions_are_enabled_and_disabled(cloudwatch, put_alarm, account):
    put_alarm(AlarmActions=[POLICY.format(account)], ActionsEnabled=False)
    enabled = lambda: cloudwatch.describe_alarms(ActionPrefix="arn:aws:autoscaling")["MetricAlarms"][0]["ActionsEnabled"]
    assert not enabled()
    cloudwatch.enable_alarm_actions(AlarmNames=["high"])
    assert enabled()
    cloudwatch.disable_alarm_actions(AlarmNames=["high", "unknown"])
    assert not enabled()


def test_alarms_of_a_metric(cloudwatch, put_alarm):
    put_alarm("a")
    put_alarm("b", Period=300)
    put_alarm("c", MetricName="Other")
    names = lambda **more: [alarm["AlarmName"] for alarm in cloudwatch.describe_alarms_for_metric(
        Namespace="App", MetricName="Load", **more)["MetricAlarms"]]
    assert names() == ["a", "b"]
    assert names(Period=300) == ["b"]
    assert names(Statistic="Sum") == []


def test_alarms_come_in_pages_and_are_deleted(cloudwatch, put_alarm):
    for name in ("a", "b", "c"):
        put_alarm(name)
    pages = list(cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 2}))
    assert [[alarm["AlarmName"] for alarm in page["MetricAlarms"]] for page in pages] == [["a", "b"], ["c"]]
    cloudwatch.delete_alarms(AlarmNames=["a", "c", "unknown"])
    assert [alarm["AlarmName"] for alarm in cloudwatch.describe_alarms()["MetricAlarms"]] == ["b"]
    assert error_of(cloudwatch.describe_alarms, NextToken="x")[0] == "InvalidNextToken"


def test_alarms_have_tags(cloudwatch, put_alarm):
    arn = put_alarm(Tags=[{"Key": "a", "Value": "1"}])
    cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "b", "Value": "2"}])
    cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    assert error_of(cloudwatch.list_tags_for_resource, ResourceARN=arn + "x")[0] == "ResourceNotFoundException"


def test_what_the_sandbox_lacks_is_refused(cloudwatch, put_alarm):
    with pytest.raises(ClientError) as caught:
        put_alarm(Statistic="Average", ComparisonOperator="GreaterThanUpperThreshold")
    assert "anomaly detection" in str(caught.value)
    assert error_of(cloudwatch.put_composite_alarm, AlarmName="c", AlarmRule="ALARM(a)") == (
        "InvalidAction", "Could not find operation PutCompositeAlarm for version 2010-08-01")


# ---- IAM --------------------------------------------------------------------------------------------------

def test_iam_decides_by_alarm_and_namespace(client, cloudwatch, put_alarm, account):
    iam = client("iam")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    arn = put_alarm("hers")
    put_alarm("other")
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms"], "Resource": arn},
        {"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*",
         "Condition": {"StringEquals": {"cloudwatch:namespace": "App"}}}]}))
    hers = client("cloudwatch", credentials={"aws_access_key_id": key["AccessKeyId"],
                                             "aws_secret_access_key": key["SecretAccessKey"]})
    datum = [{"MetricName": "M", "Value": 1}]
    hers.put_metric_data(Namespace="App", MetricData=datum)
    assert error_of(hers.put_metric_data, Namespace="Other", MetricData=datum)[0] == "AccessDenied"
    hers.delete_alarms(AlarmNames=["hers"])
    assert error_of(hers.delete_alarms, AlarmNames=["other"])[1].startswith(
        f"User: arn:aws:iam::{account}:user/ann is not authorized to perform: cloudwatch:DeleteAlarms on resource: "
        f"arn:aws:cloudwatch:eu-central-1:{account}:alarm:other")
    assert error_of(hers.describe_alarms)[0] == "AccessDenied"


# ---- protocols of newer clients ---------------------------------------------------------------------------

@pytest.fixture
def send(sandbox, account):
    """send(path, headers, body): (status, headers, body) of a signed request."""
    def send_request(path, headers, body):
        request = AWSRequest("POST", sandbox.endpoint + path, headers=headers, data=body)
        SigV4Auth(Credentials(account, "test"), "monitoring", "eu-central-1").add_auth(request)
        asked = urllib.request.Request(request.url, data=body, headers=dict(request.headers), method="POST")
        try:
            answer = urllib.request.urlopen(asked)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.headers, answer.read()

    return send_request


@pytest.mark.sandbox_only("speaks to it without a client")
def test_json_10(send, put_alarm):
    put_alarm()

    def call(operation, members):
        return send("/", {"X-Amz-Target": f"GraniteServiceVersion20100801.{operation}", "x-amzn-query-mode": "true",
                          "Content-Type": "application/x-amz-json-1.0"}, json.dumps(members).encode())

    status, headers, body = call("DescribeAlarms", {"AlarmNames": ["high"]})
    assert status == 200 and headers["Content-Type"] == "application/x-amz-json-1.0"
    alarm = json.loads(body)["MetricAlarms"][0]
    assert alarm["Threshold"] == 5.0 and alarm["StateUpdatedTimestamp"] > 1_700_000_000
    status, headers, body = call("PutMetricData", {"Namespace": "AWS/EC2", "MetricData": [{"MetricName": "M", "Value": 1}]})
    assert status == 400 and headers["x-amzn-query-error"] == "InvalidParameterValue;Sender"
    assert json.loads(body) == {"__type": "InvalidParameterValueException",
                                "message": "The value AWS/ for parameter Namespace is invalid."}


def text(value):
    return bytes([0x60 + len(value)]) + value.encode()


@pytest.mark.sandbox_only("speaks to it without a client")
def test_rpc_v2_cbor(send, cloudwatch):
    def call(operation, body):
        return send(f"/service/GraniteServiceVersion20100801/operation/{operation}",
                    {"smithy-protocol": "rpc-v2-cbor", "x-amzn-query-mode": "true", "Content-Type": "application/cbor",
                     "Accept": "application/cbor"}, body)

    at = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    # {"Namespace": "App", "MetricData": [{"MetricName": "M", "Value": 2.5, "Timestamp": 1(seconds)}]}, of unknown lengths
    datum = (b"\xbf" + text("MetricName") + text("M") + text("Value") + b"\xfb" + struct.pack(">d", 2.5)
             + text("Timestamp") + b"\xc1\x1a" + struct.pack(">I", int(at.timestamp())) + b"\xff")
    status, headers, body = call("PutMetricData", b"\xa2" + text("Namespace") + text("App") + text("MetricData") + b"\x9f"
                                 + datum + b"\xff")
    assert (status, headers["smithy-protocol"], body) == (200, "rpc-v2-cbor", b"")
    points = cloudwatch.get_metric_statistics(Namespace="App", MetricName="M", Period=60, Statistics=["Sum"], **around_now())
    assert points["Datapoints"][0]["Sum"] == 2.5 and points["Datapoints"][0]["Timestamp"] == at.replace(second=0)
    status, headers, body = call("ListMetrics", b"")
    assert headers["Content-Type"] == "application/cbor"
    metric = b"\xa3" + text("Namespace") + text("App") + text("MetricName") + text("M") + text("Dimensions") + b"\x80"
    assert body == b"\xa1" + text("Metrics") + b"\x81" + metric
    status, headers, body = call("SetAlarmState", b"\xa3" + text("AlarmName") + text("x") + text("StateValue") + text("OK")
                                 + text("StateReason") + text("r"))
    assert status == 404 and headers["x-amzn-query-error"] == "ResourceNotFound;Sender"
    assert body == b"\xa2" + text("__type") + text("ResourceNotFound") + text("message") + text("Unknown")
