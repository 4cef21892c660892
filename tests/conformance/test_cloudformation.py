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
     "Template format error: Unrecognized resource types: [AWS::Foo::Bar] (line 1, column "),
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
    assert got[0] == code and got[1].startswith(message)


def test_stacks_that_are_there_or_not(stack, cloudformation):
    stack.create(template())
    assert refused(cloudformation.create_stack, StackName="a-stack", TemplateBody=json.dumps(template())) == (
        "AlreadyExistsException", "Stack [a-stack] already exists")
    assert refused(cloudformation.update_stack, StackName="none", TemplateBody=json.dumps(template())) == (
        "ValidationError", "Stack [none] does not exist")
    assert refused(cloudformation.describe_stack_events, StackName="none") == (
        "ValidationError", "Stack [none] does not exist")
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
    assert refused(cloudformation.validate_template, TemplateBody="Resources: [")[0] == "ValidationError"


def test_parameters_from_the_parameter_store(stack, client):
    client("ssm").put_parameter(Name="/size", Type="String", Value="14")
    body = template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {
                        "Type": "String", "Value": {"Fn::Sub": "${Size}-{{resolve:ssm:/size:1}}"}}}},
                    Parameters={"Size": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/size"}})
    assert stack.create(body) == "CREATE_COMPLETE", stack.story()
    assert client("ssm").get_parameter(Name=stack.physical_id("P"))["Parameter"]["Value"] == "14-14"
    assert stack.describe()["Parameters"] == [
        {"ParameterKey": "Size", "ParameterValue": "/size", "ResolvedValue": "14"}]


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
    assert refused(importer.create, template=template({"P": {"Type": "AWS::SSM::Parameter", "Properties": {
        "Type": "String", "Value": {"Fn::ImportValue": "the-name"}}}}))[1].startswith("No export named the-name found")


def test_account_limits(cloudformation):
    limits = {limit["Name"]: limit["Value"] for limit in cloudformation.describe_account_limits()["AccountLimits"]}
    assert limits["StackLimit"] == 2000
