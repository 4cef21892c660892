"""Change sets of type IMPORT: what is refused, what they show, and stacks that take over what is there."""
import json

import pytest
from botocore.exceptions import ClientError

from stacks import Stack

GROUP = "AWS::Logs::LogGroup"
MODIFIED = ("You have modified resources [X] in your template that are not being imported. "
            "Update, create or delete operations cannot be executed during import operations.")


def group(name, policy="Retain", **properties):
    resource = {"Type": GROUP, "Properties": {"LogGroupName": name, **properties}}
    return resource | ({"DeletionPolicy": policy} if policy else {})


def entry(logical_id="Q", kind=GROUP, **identifier):
    return {"ResourceType": kind, "LogicalResourceId": logical_id, "ResourceIdentifier": identifier or {"LogGroupName": "there"}}


class Imports:
    """Stack `importing` with log group X, and what is imported into it."""

    def __init__(self, client):
        self.api, self.logs = client("cloudformation"), client("logs")
        self.stack = Stack(self.api, "importing")
        self.logs.create_log_group(logGroupName="there")

    def template(self, **resources):
        return {"Resources": {"X": group("own", None), "Q": group("there"), **resources}}

    def create(self):
        assert self.stack.create({"Resources": {"X": group("own", None)}}) == "CREATE_COMPLETE", self.stack.story()

    def propose(self, template=None, imports=(entry(),), name="imp", **more):
        body = json.dumps(template or self.template())
        made = self.api.create_change_set(StackName="importing", ChangeSetName=name, ChangeSetType="IMPORT",
                                          ResourcesToImport=list(imports), TemplateBody=body, **more)
        return self.api.describe_change_set(ChangeSetName=made["Id"])

    def refusal(self, *arguments, **more):
        with pytest.raises(ClientError) as caught:
            self.propose(*arguments, **more)
        error = caught.value.response["Error"]
        assert error["Code"] == "ValidationError"
        return error["Message"]

    def execute(self, change_set):
        self.stack.id = change_set["StackId"]
        self.api.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
        return self.stack.ended()

    def events(self, logical_id):
        return [(event["ResourceStatus"], event.get("ResourceStatusReason", "")) for event in self.stack.events()
                if event["LogicalResourceId"] == logical_id]


@pytest.fixture
def imports(sandbox, client):
    return Imports(client)


def test_a_stack_takes_over_what_is_there(imports):
    imports.create()
    change_set = imports.propose()
    assert (change_set["Status"], change_set["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert change_set["Changes"] == [{"Type": "Resource", "ResourceChange": {
        "Action": "Import", "LogicalResourceId": "Q", "PhysicalResourceId": "there", "ResourceType": GROUP, "Scope": [],
        "Details": []}}]
    assert imports.execute(change_set) == "IMPORT_COMPLETE", imports.stack.story()
    assert imports.events("Q") == [
        ("IMPORT_IN_PROGRESS", "Resource import started."), ("IMPORT_COMPLETE", "Resource import completed."),
        ("UPDATE_IN_PROGRESS", "Apply stack-level tags to imported resource if applicable."), ("UPDATE_COMPLETE", "")]
    assert imports.events("importing")[-2:] == [("IMPORT_IN_PROGRESS", "User Initiated"), ("IMPORT_COMPLETE", "")]
    done = imports.api.describe_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert done["ExecutionStatus"] == "EXECUTE_COMPLETE"
    assert imports.stack.physical_id("Q") == "there"

    changed = imports.template(Q=group("there", None, RetentionInDays=7))
    changed["Outputs"] = {"Arn": {"Value": {"Fn::GetAtt": ["Q", "Arn"]}}}
    assert imports.stack.update(changed) == "UPDATE_COMPLETE", imports.stack.story()
    assert imports.stack.outputs()["Arn"].endswith(":log-group:there:*")
    [there] = imports.logs.describe_log_groups(logGroupNamePrefix="there")["logGroups"]
    assert there["retentionInDays"] == 7
    assert imports.stack.delete() == "DELETE_COMPLETE"
    assert imports.logs.describe_log_groups()["logGroups"] == []


def test_a_new_stack_is_made_of_what_is_there(imports):
    only = {"Resources": {"Q": group("there")}}
    change_set = imports.propose(only)
    assert imports.stack.status() == "REVIEW_IN_PROGRESS"
    assert imports.execute(change_set) == "IMPORT_COMPLETE", imports.stack.story()
    assert imports.stack.delete() == "DELETE_COMPLETE"
    assert [one["logGroupName"] for one in imports.logs.describe_log_groups()["logGroups"]] == ["there"]  # retained


def test_what_is_not_there_fails_the_change_set(imports):
    change_set = imports.propose({"Resources": {"Q": group("ghost")}}, [entry(LogGroupName="ghost")])
    assert (change_set["Status"], change_set["ExecutionStatus"], change_set["Changes"]) == ("FAILED", "UNAVAILABLE", [])
    assert change_set["StatusReason"] == f"Resource of type '{GROUP}' with identifier 'ghost' was not found."
    assert imports.stack.status() == "REVIEW_IN_PROGRESS"


def test_what_another_stack_has_fails_the_change_set(imports, client):
    other = Stack(client("cloudformation"), "owner")
    other.create({"Resources": {"G": group("taken")}})
    change_set = imports.propose({"Resources": {"Q": group("taken")}}, [entry(LogGroupName="taken")])
    assert change_set["StatusReason"] == f"taken already exists in stack {other.id}"


@pytest.mark.parametrize("listed, message", [
    ([], "Must Provide at least one resource to import"),
    ([entry("Missing")], "The logical resource ids [Missing] provided in ResourceToImport do not exist in the template."),
    ([entry(), entry()], "Every resource to import must have unique LogicalResourceId"),
    ([entry(kind="AWS::SNS::Topic")], "Invalid resource identifier for resource type AWS::SNS::Topic. Expected [TopicArn]"),
    ([entry(LogGroupName="there", Bogus="x")], f"Invalid resource identifier for resource type {GROUP}. Expected [LogGroupName]"),
    ([entry(kind="AWS::SNS::Topic", TopicArn="arn:aws:sns:eu-central-1:000000000000:t")],
     "Resource type of [Q] passed in ResourceToImport does not match with resource type defined in the template. Resource type "
     f"in ResourceToImport: AWS::SNS::Topic; Resource type in Template: {GROUP}."),
    ([entry(kind="AWS::CloudFormation::WaitConditionHandle", Id="x")],
     "ResourceTypes [AWS::CloudFormation::WaitConditionHandle] are not supported for Import"),
])
def test_lists_that_are_refused(imports, listed, message):
    imports.create()
    assert imports.refusal(imports=listed) == message


def test_templates_that_are_refused(imports):
    imports.create()
    template = imports.template
    with_new = {"N": group("new")}
    changed = {"X": group("own", None, RetentionInDays=7)}
    without_x = template()
    del without_x["Resources"]["X"]
    only_x = {"Resources": {"X": group("own", None)}}
    of_x = [entry("X", LogGroupName="own")]
    rows = [
        (template(**with_new), [entry()], "Resources [N] is missing from ResourceToImport list"),
        (template(**with_new, **changed), [entry()], "Resources [N] is missing from ResourceToImport list"),
        (template(**changed), [entry()], MODIFIED),
        (without_x, [entry()], MODIFIED),
        (only_x, of_x, "The template should contain at least one new resource to import."),
        (only_x | {"Resources": only_x["Resources"] | with_new}, of_x,
         "Resources [X] passed in ResourceToImport are already in a stack and cannot be imported."),
        (template(Q=group("ghost", None)), [entry(LogGroupName="ghost")],
         "The following resources to import [Q] must have DeletionPolicy attribute specified in the template."),
        (template() | {"Outputs": {"O": {"Value": "x"}}}, [entry()],
         "As part of the import operation, you cannot modify or add [Outputs]"),
    ]
    for body, listed, message in rows:
        assert imports.refusal(body, listed) == message
    assert imports.refusal(Tags=[{"Key": "a", "Value": "b"}]) == (
        "As part of the import operation, you cannot modify or add [Tags]")
    assert imports.api.list_change_sets(StackName="importing")["Summaries"] == []


def test_what_went_meanwhile_rolls_the_import_back(imports):
    imports.create()
    change_set = imports.propose()
    imports.logs.delete_log_group(logGroupName="there")
    assert imports.execute(change_set) == "IMPORT_ROLLBACK_COMPLETE"
    assert imports.events("Q")[1:] == [
        ("IMPORT_FAILED", f"Resource of type '{GROUP}' with identifier 'there' was not found."),
        ("IMPORT_ROLLBACK_IN_PROGRESS", ""), ("IMPORT_ROLLBACK_COMPLETE", "")]
    assert ("IMPORT_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to import: [Q]. ") in imports.events("importing")
    assert [one["LogicalResourceId"] for one in imports.stack.api.describe_stack_resources(
        StackName="importing")["StackResources"]] == ["X"]
    imports.logs.create_log_group(logGroupName="there")
    assert imports.execute(imports.propose(name="again")) == "IMPORT_COMPLETE", imports.stack.story()


def test_the_summary_of_a_template_names_identifiers(imports):
    body = {"Resources": {"A": group("a"), "B": group("b"), "Bucket": {"Type": "AWS::S3::Bucket"},
                          "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}
    summary = imports.api.get_template_summary(TemplateBody=json.dumps(body))
    assert summary["ResourceIdentifierSummaries"] == [
        {"ResourceType": GROUP, "LogicalResourceIds": ["A", "B"], "ResourceIdentifiers": ["LogGroupName"]},
        {"ResourceType": "AWS::S3::Bucket", "LogicalResourceIds": ["Bucket"], "ResourceIdentifiers": ["BucketName"]}]
