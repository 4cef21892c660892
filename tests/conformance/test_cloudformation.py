"""AWS CloudFormation: stacks, events, templates, exports, errors. Change sets are in test_cloudformation_change_sets.py,
resource types in test_cloudformation_resources.py, custom resources in test_custom_resources.py."""
import json
import re

import pytest
from botocore.exceptions import ClientError, WaiterError

from stacks import Stack, inline_function

PARAMETER = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}}


def template(resources=None, **sections):
    return {"Resources": resources if resources is not None else {"P": PARAMETER}, **sections}


@pytest.fixture
def cloudformation(sandbox, client):
    return client("cloudformation")


@pytest.fixture
def stack(cloudformation):
    return Stack(cloudformation, "a-stack")


def refused(call, **arguments):
    """(code, message) of the error that the call must give."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


# ---- life of a stack --------------------------------------------------------------------------------------

def test_events_tell_the_creation_in_order(stack):
    assert stack.create(template()) == "CREATE_COMPLETE"
    assert [(event["LogicalResourceId"], event["ResourceStatus"], event.get("ResourceStatusReason"))
            for event in stack.events()] == [
        ("a-stack", "CREATE_IN_PROGRESS", "User Initiated"),
        ("P", "CREATE_IN_PROGRESS", None),
        ("P", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("P", "CREATE_COMPLETE", None),
        ("a-stack", "CREATE_COMPLETE", None)]
    ids = [event["EventId"] for event in stack.events()]
    assert len(set(ids)) == len(ids)


def test_describe_shows_parameters_outputs_and_tags(stack, cloudformation):
    body = template(Description="words", Outputs={"O": {"Value": {"Ref": "P"}, "Description": "which"}},
                    Parameters={"Word": {"Type": "String", "Default": "hello"},
                                "Secret": {"Type": "String", "NoEcho": True}})
    assert stack.create(body, {"Secret": "s3cret"}, Tags=[{"Key": "team", "Value": "ecs"}]) == "CREATE_COMPLETE"
    described = stack.describe()
    assert described["Description"] == "words"
    assert {p["ParameterKey"]: p["ParameterValue"] for p in described["Parameters"]} == {
        "Word": "hello", "Secret": "****"}
    [output] = described["Outputs"]
    assert output == {"OutputKey": "O", "OutputValue": stack.physical_id("P"), "Description": "which"}
    assert described["Tags"] == [{"Key": "team", "Value": "ecs"}]
    assert re.fullmatch(r"arn:aws:cloudformation:eu-central-1:\d{12}:stack/a-stack/[0-9a-f-]{36}", described["StackId"])
    summaries = cloudformation.list_stacks(StackStatusFilter=["CREATE_COMPLETE"])["StackSummaries"]
    assert [summary["StackName"] for summary in summaries] == ["a-stack"]


def test_resources_are_described_in_three_ways(stack, cloudformation):
    stack.create(template({"P": {**PARAMETER, "Metadata": {"why": "so"}}}))
    detail = cloudformation.describe_stack_resource(StackName="a-stack", LogicalResourceId="P")["StackResourceDetail"]
    assert detail["ResourceType"] == "AWS::SSM::Parameter" and json.loads(detail["Metadata"]) == {"why": "so"}
    [summary] = cloudformation.list_stack_resources(StackName="a-stack")["StackResourceSummaries"]
    [resource] = cloudformation.describe_stack_resources(PhysicalResourceId=detail["PhysicalResourceId"])["StackResources"]
    assert summary["PhysicalResourceId"] == resource["PhysicalResourceId"] == detail["PhysicalResourceId"]
    assert resource["ResourceStatus"] == "CREATE_COMPLETE"


def test_a_deleted_stack_is_found_by_its_id_only(stack, cloudformation):
    stack.create(template())
    assert stack.delete() == "DELETE_COMPLETE"
    assert cloudformation.describe_stacks(StackName=stack.id)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
    assert refused(cloudformation.describe_stacks, StackName="a-stack") == (
        "ValidationError", "Stack with id a-stack does not exist")
    cloudformation.delete_stack(StackName="a-stack")  # deleting what is not there succeeds


def test_update_changes_in_place_and_again_has_nothing_to_do(stack, client):
    stack.create(template())
    changed = template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "2"}}})
    assert stack.update(changed) == "UPDATE_COMPLETE"
    assert client("ssm").get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "2"
    assert refused(stack.update, template=changed) == ("ValidationError", "No updates are to be performed.")


def test_update_that_fails_brings_everything_back(stack, client):
    stack.create(template({"P": PARAMETER}))
    broken = template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "2"}},
                       "Q": {"Type": "AWS::SSM::Parameter", "DependsOn": "P",
                             "Properties": {"Type": "String", "Value": "no", "AllowedPattern": "yes"}}})
    assert stack.update(broken) == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert client("ssm").get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "1"
    assert "The following resource(s) failed to create: [Q]. " in stack.story()


def test_termination_protection_keeps_the_stack(stack, cloudformation):
    stack.create(template(), EnableTerminationProtection=True)
    assert refused(cloudformation.delete_stack, StackName="a-stack") == (
        "ValidationError", "Stack [a-stack] cannot be deleted while TerminationProtection is enabled")
    cloudformation.update_termination_protection(StackName="a-stack", EnableTerminationProtection=False)
    assert stack.delete() == "DELETE_COMPLETE"


def test_a_failed_creation_can_be_left_and_then_rolled_back(stack, cloudformation):
    broken = template({"P": PARAMETER, "Q": {"Type": "AWS::SSM::Parameter", "DependsOn": "P",
                                             "Properties": {"Type": "String", "Value": "", "Tier": "Nonsense"}}})
    assert stack.create(broken, OnFailure="DO_NOTHING") == "CREATE_FAILED"
    assert stack.physical_id("P")
    cloudformation.rollback_stack(StackName="a-stack")
    assert stack.ended() == "ROLLBACK_COMPLETE"
    assert refused(stack.update, template=template())[1].endswith("is in ROLLBACK_COMPLETE state and can not be updated.")


def test_the_waiter_of_a_failed_creation_fails(stack, cloudformation):
    cloudformation.create_stack(StackName="a-stack", TemplateBody=json.dumps(
        template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": ""}}})))
    with pytest.raises(WaiterError):
        cloudformation.get_waiter("stack_create_complete").wait(StackName="a-stack", WaiterConfig={"Delay": 1})


def test_calls_that_need_another_status_are_refused(stack, cloudformation):
    stack.create(template())
    assert refused(cloudformation.cancel_update_stack, StackName="a-stack") == (
        "ValidationError", "CancelUpdateStack cannot be called from current stack status")
    code, message = refused(cloudformation.continue_update_rollback, StackName="a-stack")
    assert code == "ValidationError" and "is in CREATE_COMPLETE state" in message


def test_a_repeated_request_token_creates_once(stack, cloudformation):
    arguments = {"StackName": "a-stack", "TemplateBody": json.dumps(template()), "ClientRequestToken": "once"}
    first = cloudformation.create_stack(**arguments)["StackId"]
    assert cloudformation.create_stack(**arguments)["StackId"] == first


def test_a_service_role_makes_the_resources(stack, client, account):
    iam = client("iam")
    iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "cloudformation.amazonaws.com"}}]}))
    role = f"arn:aws:iam::{account}:role/deployer"
    assert stack.create(template(), RoleARN=role) == "ROLLBACK_COMPLETE"
    assert "not authorized to perform: ssm:PutParameter" in " ".join(stack.reasons("P"))
    stack.delete()
    iam.put_role_policy(RoleName="deployer", PolicyName="all", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
    assert stack.create(template(), RoleARN=role) == "CREATE_COMPLETE", stack.story()
    assert stack.describe()["RoleARN"] == role


def function_that(on_update):
    """A stack's template with a function that answers all but what `on_update`, JavaScript, says of updates."""
    code = """const response = require('cfn-response');
        exports.handler = async (event, context) => {
          const now = event.ResourceProperties.Word, before = (event.OldResourceProperties || {}).Word;
          if (event.RequestType == 'Update') { %s }
          await response.send(event, context, response.SUCCESS, {}, 'thing');
        };""" % on_update
    return lambda word: inline_function(code, {"Word": word, "ServiceTimeout": 60})


def test_a_cancelled_update_goes_back(stack, cloudformation, eventually):
    template_with = function_that("if (now == 'slow') return;")
    assert stack.create(template_with("quick")) == "CREATE_COMPLETE", stack.story()
    cloudformation.update_stack(StackName="a-stack", TemplateBody=json.dumps(template_with("slow")),
                                Capabilities=["CAPABILITY_IAM"])
    eventually(lambda: "Thing                          UPDATE_IN_PROGRESS" in stack.story())
    cloudformation.cancel_update_stack(StackName="a-stack")
    assert stack.ended() == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert stack.reasons("Thing") == ["Resource update cancelled"]


def test_a_rollback_that_fails_can_go_on_without_the_resource(stack, cloudformation):
    template_with = function_that("""if (now == 'bad' || before == 'bad') {
        await response.send(event, context, response.FAILED, {}, 'thing', false, 'bad luck'); return; }""")
    assert stack.create(template_with("good")) == "CREATE_COMPLETE", stack.story()
    assert stack.update(template_with("bad")) == "UPDATE_ROLLBACK_FAILED", stack.story()
    cloudformation.continue_update_rollback(StackName="a-stack")
    assert stack.ended() == "UPDATE_ROLLBACK_FAILED", stack.story()
    cloudformation.continue_update_rollback(StackName="a-stack", ResourcesToSkip=["Thing"])
    assert stack.ended() == "UPDATE_ROLLBACK_COMPLETE", stack.story()


def test_deleting_a_stack_that_is_being_created(stack, cloudformation, eventually):
    template_with = inline_function("exports.handler = async (event, context) => { "
                                    "if (event.RequestType == 'Delete') await require('cfn-response').send("
                                    "event, context, 'SUCCESS', {}, event.PhysicalResourceId); };",
                                    {"ServiceTimeout": 60})
    stack.id = cloudformation.create_stack(StackName="a-stack", TemplateBody=json.dumps(template_with),
                                           Capabilities=["CAPABILITY_IAM"])["StackId"]
    eventually(lambda: "Thing                          CREATE_IN_PROGRESS" in stack.story())
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert stack.reasons("Thing") == ["Resource creation cancelled"]


# ---- errors -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("body, code, message", [
    (template({"X": {"Type": "AWS::Foo::Bar"}}), "ValidationError",
     "Template format error: Unrecognized resource types: [AWS::Foo::Bar]"),
    (template(Outputs={"O": {"Value": {"Fn::GetAtt": ["P", "Nope"]}}}), "ValidationError",
     "Template error: resource P does not support attribute type Nope in Fn::GetAtt"),
    (template({"X": {"Type": "AWS::IAM::Role", "Properties": {}}}), "InsufficientCapabilitiesException",
     "Requires capabilities : [CAPABILITY_IAM]"),
    (template({"X": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "named"}}}),
     "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_NAMED_IAM]"),
    (template(Parameters={"Needed": {"Type": "String"}}), "ValidationError", "Parameters: [Needed] must have values"),
    (template({"A": {**PARAMETER, "DependsOn": "B"}, "B": {**PARAMETER, "DependsOn": "A"}}), "ValidationError",
     "Circular dependency between resources: [A, B]"),
])
def test_templates_are_refused_with_awss_words(cloudformation, body, code, message):
    got = refused(cloudformation.create_stack, StackName="x", TemplateBody=json.dumps(body))
    assert got == (code, message)


def test_the_place_of_what_is_refused_is_in_the_log(cloudformation, sandbox, eventually):
    refused(cloudformation.validate_template, TemplateBody="Resources:\n  P:\n    Typ: x\n")
    eventually(lambda: "(line 2, column 3" in sandbox.log())  # The line is written after the reply.


def test_resources_that_a_condition_leaves_out_are_not_looked_at(stack):
    conditional = {"Type": "AWS::No::Such", "Condition": "Wanted", "Properties": {"A": {"Ref": "P"}}}
    body = template({"P": PARAMETER, "X": conditional, "M": {"Type": "AWS::CDK::Metadata", "Properties": {
                         "Analytics": "v2:deflate64:H4sIAAAA"}}},
                    Conditions={"Wanted": {"Fn::Equals": [{"Ref": "AWS::Region"}, "nowhere"]}})
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    assert "X" not in {event["LogicalResourceId"] for event in stack.events()}


def test_what_the_sandbox_lacks_is_refused_before_anything_is_made(stack, cloudformation, client):
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketEncryption": {"ServerSideEncryptionConfiguration": [
        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "mine"}}]}}}
    code, message = refused(stack.create, template=template({"B": bucket}))
    assert (code, message) == ("ValidationError", "Resource B: KMSMasterKeyID of AWS::S3::Bucket is not supported "
                                                  "by the sandbox")
    assert client("s3").list_buckets()["Buckets"] == [] and cloudformation.describe_stacks()["Stacks"] == []


def test_times_of_events_increase(stack):
    stack.create(template({f"P{n}": PARAMETER for n in range(20)}))
    stack.delete()
    times = [event["Timestamp"] for event in stack.events()]
    assert len(times) > 80 and times == sorted(set(times))


def test_stacks_that_are_there_or_not(stack, cloudformation):
    stack.create(template())
    assert refused(cloudformation.create_stack, StackName="a-stack", TemplateBody=json.dumps(template())) == (
        "AlreadyExistsException", "Stack [a-stack] already exists")
    assert refused(cloudformation.update_stack, StackName="none", TemplateBody=json.dumps(template())) == (
        "ValidationError", "Stack [none] does not exist")
    assert refused(cloudformation.describe_stack_events, StackName="none") == (
        "ValidationError", "Stack [none] does not exist")
    pattern = ("1 validation error detected: Value 'bad name!' at 'stackName' failed to satisfy constraint: Member must "
               "satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*")
    for call in (cloudformation.describe_stacks, cloudformation.describe_stack_events, cloudformation.delete_stack,
                 cloudformation.describe_stack_resources, cloudformation.list_change_sets):
        assert refused(call, StackName="bad name!") == ("ValidationError", pattern)
    code, message = refused(cloudformation.list_stacks, StackStatusFilter=["CREATE_COMPLETE", "BOGUS"])
    assert code == "ValidationError" and message.startswith(
        "1 validation error detected: Value '[CREATE_COMPLETE, BOGUS]' at 'stackStatusFilter' failed to satisfy")
    code, message = refused(cloudformation.create_stack, StackName="a_b", TemplateBody=json.dumps(template()))
    assert code == "ValidationError" and "failed to satisfy constraint" in message


def test_type_of_a_resource_cannot_change(stack):
    stack.create(template())
    assert refused(stack.update, template=template({"P": {"Type": "AWS::Logs::LogGroup"}}))[1] == (
        "Update of resource type is not permitted. The new template modifies resource type of the following resources: "
        "[P]")


# ---- templates --------------------------------------------------------------------------------------------

def test_template_from_s3_and_back(stack, client, cloudformation, sandbox):
    s3 = client("s3")
    s3.create_bucket(Bucket="templates-" + stack.name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    body = json.dumps(template())
    s3.put_object(Bucket="templates-" + stack.name, Key="a/t.json", Body=body)
    for url in (f"https://templates-{stack.name}.s3.eu-central-1.amazonaws.com/a/t.json",
                f"{sandbox.endpoint}/templates-{stack.name}/a/t.json"):
        cloudformation.create_stack(StackName=stack.name, TemplateURL=url)
        assert stack.ended() == "CREATE_COMPLETE"
        got = cloudformation.get_template(StackName=stack.name)
        assert got["StagesAvailable"] == ["Original", "Processed"]
        assert json.loads(json.dumps(got["TemplateBody"])) == template()
        stack.id = None
        stack.delete()
        stack.id = None


def test_validate_and_summary(cloudformation):
    body = json.dumps(template({"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}},
                               Description="words", Parameters={"Size": {"Type": "Number", "Default": "1",
                                                                         "AllowedValues": ["1", "2"]}}))
    validated = cloudformation.validate_template(TemplateBody=body)
    assert validated["Capabilities"] == ["CAPABILITY_IAM"]
    assert validated["CapabilitiesReason"] == "The following resource(s) require capabilities: [AWS::IAM::Role]"
    assert validated["Parameters"] == [{"ParameterKey": "Size", "DefaultValue": "1", "NoEcho": False}]
    summary = cloudformation.get_template_summary(TemplateBody=body)
    assert summary["ResourceTypes"] == ["AWS::IAM::Role"] and summary["Description"] == "words"
    assert summary["Parameters"][0]["ParameterConstraints"] == {"AllowedValues": ["1", "2"]}
    assert summary["Version"] == "2010-09-09"
    assert refused(cloudformation.validate_template, TemplateBody="Resources: [")[0] == "ValidationError"


def test_members_that_have_nothing_are_left_out(stack, cloudformation):
    stack.create(template(), capabilities=())
    assert {"Outputs", "Parameters", "Capabilities", "RetainExceptOnCreate"}.isdisjoint(stack.describe())
    assert stack.describe()["Tags"] == [] and stack.describe()["NotificationARNs"] == []
    validated = cloudformation.validate_template(TemplateBody=json.dumps(template()))
    assert {"Capabilities", "DeclaredTransforms"}.isdisjoint(validated)
    summary = cloudformation.get_template_summary(StackName="a-stack")
    assert {"Capabilities", "DeclaredTransforms"}.isdisjoint(summary) and summary["Version"] == "2010-09-09"


def loop_over_a_parameter(default):
    return template({"Fn::ForEach::Ps": ["N", {"Ref": "L"}, {"P${N}": {
                        "Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "N"}}}}]},
                    Transform="AWS::LanguageExtensions", Parameters={"L": {"Type": "CommaDelimitedList", **default}})


@pytest.mark.parametrize("default", [{}, {"Default": "A,B"}])
def test_loops_run_over_the_values_that_are_given(stack, cloudformation, default):
    options = {"capabilities": ("CAPABILITY_AUTO_EXPAND",)}

    def parameters():
        return {resource["LogicalResourceId"]
                for resource in cloudformation.describe_stack_resources(StackName="a-stack")["StackResources"]}
    assert stack.create(loop_over_a_parameter(default), {"L": "X,Y,Z"}, **options) == "CREATE_COMPLETE", stack.story()
    assert parameters() == {"PX", "PY", "PZ"}
    cloudformation.update_stack(StackName="a-stack", UsePreviousTemplate=True, Capabilities=["CAPABILITY_AUTO_EXPAND"],
                                Tags=[{"Key": "a", "Value": "b"}],
                                Parameters=[{"ParameterKey": "L", "UsePreviousValue": True, "ParameterValue": ""}])
    assert stack.ended() == "UPDATE_COMPLETE" and parameters() == {"PX", "PY", "PZ"}
    assert stack.update(loop_over_a_parameter(default), {"L": "Y"}, **options) == "UPDATE_COMPLETE", stack.story()
    assert parameters() == {"PY"}
    assert stack.describe()["Parameters"] == [{"ParameterKey": "L", "ParameterValue": "Y"}]


def test_a_template_with_loops_can_be_looked_at_without_values(cloudformation):
    summary = cloudformation.get_template_summary(TemplateBody=json.dumps(loop_over_a_parameter({})))
    assert summary["ResourceTypes"] == ["AWS::SSM::Parameter"]
    code, message = refused(cloudformation.create_stack, StackName="x", Capabilities=["CAPABILITY_AUTO_EXPAND"],
                            TemplateBody=json.dumps(loop_over_a_parameter({})))
    assert message == "Parameters: [L] must have values"


def test_parameters_from_the_parameter_store(stack, client):
    client("ssm").put_parameter(Name="/size", Type="String", Value="14")
    body = template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {
                        "Type": "String", "Value": {"Fn::Sub": "${Size}-{{resolve:ssm:/size:1}}"}}}},
                    Parameters={"Size": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/size"}})
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    assert client("ssm").get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "14-14"
    assert stack.describe()["Parameters"] == [
        {"ParameterKey": "Size", "ParameterValue": "/size", "ResolvedValue": "14"}]


@pytest.fixture
def stored(client):
    ssm = client("ssm")
    for name, type, value in [("/str", "String", "x,y"), ("/list", "StringList", "a,b, c ,d"),
                              ("/secure", "SecureString", "s3cret")]:
        ssm.put_parameter(Name=name, Type=type, Value=value)


def with_parameter(type, value):
    return template(Parameters={"V": {"Type": type, "Default": value}},
                    Outputs={"O": {"Value": {"Fn::Join": ["|", {"Ref": "V"}]} if "List" in type else {"Ref": "V"}}})


OF_TYPE = "AWS::SSM::Parameter::Value<%s>"


@pytest.mark.parametrize("type, value, message", [
    (OF_TYPE % "String", "/str:99", "Unable to fetch parameters [/str:99] from parameter store for this account."),
    (OF_TYPE % "String", "/secure", "Parameters [/secure] referenced by template have types not supported by CloudFormation."),
    (OF_TYPE % "String", "/list", "Types for SSM parameters [/list] defined in CFN template and SSM are incompatible"),
    (OF_TYPE % "CommaDelimitedList", "/str",
     "Types for SSM parameters [/str] defined in CFN template and SSM are incompatible"),
    (OF_TYPE % "List<String>", "/str",
     "Types for SSM parameters [/str] defined in CFN template and SSM are incompatible"),
    ("String", "{{resolve:ssm:/str}}", "Template error: parameter V should not contain ssm versionless resolver"),
])
def test_values_of_the_parameter_store_that_are_refused(cloudformation, stored, type, value, message):
    body = json.dumps(with_parameter(type, value))
    assert refused(cloudformation.create_stack, StackName="x", TemplateBody=body) == ("ValidationError", message)


def test_labels_of_the_parameter_store_are_an_internal_failure_as_on_aws(cloudformation, client, stored):
    client("ssm").label_parameter_version(Name="/str", Labels=["prod"])
    body = json.dumps(with_parameter(OF_TYPE % "String", "/str:prod"))
    with pytest.raises(ClientError) as caught:
        cloudformation.create_stack(StackName="x", TemplateBody=body)
    assert caught.value.response["Error"]["Code"] == "InternalFailure"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_lists_of_the_parameter_store_lose_their_spaces_only_as_parameters(stack, client, stored):
    body = with_parameter(OF_TYPE % "List<String>", "/list:1")
    body["Resources"]["P"] = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String",
                                                                           "Value": "{{resolve:ssm:/list}}"}}
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    assert stack.describe()["Parameters"][0]["ResolvedValue"] == "a,b,c,d"
    assert stack.outputs() == {"O": "a|b|c|d"}
    assert client("ssm").get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "a,b, c ,d"


def test_the_name_of_a_parameter_that_is_not_there_fails_the_stack(stack, stored):
    assert stack.create(with_parameter("AWS::SSM::Parameter::Name", "/nope")) == "ROLLBACK_COMPLETE"
    reasons = [event.get("ResourceStatusReason") for event in stack.events()]
    assert reasons[1] == ("Parameter validation failed: parameter value /nope for parameter name V does not exist. "
                          "Rollback requested by user.")


@pytest.mark.parametrize("reference, message", [
    ("{{resolve:ssm:/secure:1}}", "Non-secure ssm prefix was used for secure parameter /secure"),
    ("{{resolve:ssm-secure:/secure:1}}",
     "SSM Secure reference is not supported in: [AWS::SSM::Parameter/Properties/Value]"),
    ("{{resolve:ssm-secure:/str:1}}",
     "SSM Secure reference is not supported in: [AWS::SSM::Parameter/Properties/Value]"),
    ("{{resolve:ssm:/str:prod}}",
     "Incorrect format is used in the following SSM reference: [{{resolve:ssm:/str:prod}}]"),
])
def test_dynamic_references_that_are_refused_at_once(cloudformation, stored, reference, message):
    body = json.dumps(template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String",
                                                                                    "Value": reference}}}))
    assert refused(cloudformation.create_stack, StackName="x", TemplateBody=body) == ("ValidationError", message)


@pytest.mark.parametrize("reference, reason", [
    ("{{resolve:ssm:/secure}}", "Non-secure ssm prefix was used for secure parameter /secure"),
    ("{{resolve:ssm-secure:/secure}}",
     "SSM Secure reference is not supported in: [AWS::SSM::Parameter/Properties/Value]"),
])
def test_dynamic_references_without_a_version_fail_the_stack(stack, stored, reference, reason):
    assert stack.create(template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {
        "Type": "String", "Value": reference}}})) == "ROLLBACK_COMPLETE"
    assert stack.reasons("P") == [reason]


def test_the_parameter_store_is_read_as_the_stacks_role(client, cloudformation, stack, stored):
    iam = client("iam")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                     "Principal": {"Service": "cloudformation.amazonaws.com"}}]}
    role = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]

    def allow(action):
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
                                                          "Action": [action, "ssm:PutParameter", "ssm:DeleteParameter"]}]}
        iam.put_role_policy(RoleName="deployer", PolicyName="p", PolicyDocument=json.dumps(policy))
    body = with_parameter(OF_TYPE % "String", "/str")
    allow("ssm:GetParameter")
    code, message = refused(stack.create, template=body, RoleARN=role)
    assert code == "ValidationError" and "assumed-role/deployer" in message and "ssm:GetParameters" in message
    allow("ssm:GetParameters")
    assert stack.create(body, RoleARN=role) == "CREATE_COMPLETE", stack.story()
    assert stack.outputs() == {"O": "x,y"}


# ---- exports ----------------------------------------------------------------------------------------------

def test_exports_are_imported_and_then_cannot_go(stack, cloudformation):
    assert stack.create(template(Outputs={"O": {"Value": "shared", "Export": {"Name": "the-name"}}})) == "CREATE_COMPLETE"
    assert cloudformation.list_exports()["Exports"] == [
        {"ExportingStackId": stack.id, "Name": "the-name", "Value": "shared"}]
    importer = Stack(cloudformation, "importer")
    importer.create(template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {
        "Type": "String", "Value": {"Fn::ImportValue": "the-name"}}}}))
    assert cloudformation.list_imports(ExportName="the-name")["Imports"] == ["importer"]
    assert stack.delete() == "CREATE_COMPLETE"  # as before, but for the reason
    assert stack.describe()["StackStatusReason"] == "Export the-name cannot be deleted as it is in use by importer"
    assert stack.update(template()) == "UPDATE_ROLLBACK_COMPLETE"
    assert importer.delete() == "DELETE_COMPLETE"
    assert stack.delete() == "DELETE_COMPLETE"
    assert importer.create(template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {
        "Type": "String", "Value": {"Fn::ImportValue": "the-name"}}}})) == "ROLLBACK_COMPLETE"
    assert [event.get("ResourceStatusReason") for event in importer.events()][1] == (
        "No export named the-name found. Rollback requested by user.")
    assert refused(cloudformation.validate_template, TemplateBody=json.dumps(template(
        Outputs={"O": {"Value": "x", "Export": {"Name": {"Ref": "P"}}}})))[1] == (
        "Template format error: Output O is malformed. The Name field of Export must not depend on any resources, "
        "imported values, or Fn::GetAZs")


def test_outputs_of_other_stacks_are_read_without_exports(stack, cloudformation, client):
    assert stack.create(template(Outputs={"O": {"Value": "shared"}})) == "CREATE_COMPLETE"
    reader = Stack(cloudformation, "reader")
    body = template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {
        "Fn::GetStackOutput": {"StackName": "a-stack", "OutputName": "O"}}}}})
    assert reader.create(body) == "CREATE_COMPLETE", reader.story()
    assert client("ssm").get_parameter(Name=reader.physical_id("P"))["Parameter"]["Value"] == "shared"
    assert stack.delete() == "DELETE_COMPLETE"  # the reference is weak
    lost = Stack(cloudformation, "lost")
    assert lost.create(body) == "ROLLBACK_COMPLETE"
    assert lost.reasons("P") == ["Stack with id a-stack does not exist"]


def test_account_limits(cloudformation):
    limits = {limit["Name"]: limit["Value"] for limit in cloudformation.describe_account_limits()["AccountLimits"]}
    assert limits["StackLimit"] == 2000
