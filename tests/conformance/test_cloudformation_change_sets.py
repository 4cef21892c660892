"""AWS CloudFormation: change sets, through boto3 and the CLI's deploy."""
import json

import pytest
from botocore.exceptions import ClientError

from instances import PLAIN
from stacks import Stack


def parameter(value, **properties):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **properties}}


def body(resources, **sections):
    return json.dumps({"Resources": resources, **sections})


@pytest.fixture
def cloudformation(sandbox, client):
    return client("cloudformation")


@pytest.fixture
def stack(cloudformation):
    return Stack(cloudformation, "reviewed")


@pytest.fixture
def propose(cloudformation):
    """propose(template[, type, …]): a change set as DescribeChangeSet shows it."""
    def make(template_body, type="UPDATE", name="changes", **options):
        cloudformation.create_change_set(StackName="reviewed", ChangeSetName=name, ChangeSetType=type,
                                         TemplateBody=template_body, **options)
        return cloudformation.describe_change_set(StackName="reviewed", ChangeSetName=name)
    return make


def test_a_new_stack_is_in_review_until_its_change_set_is_executed(stack, cloudformation, propose):
    change_set = propose(body({"P": parameter("1")}), "CREATE")
    assert change_set["Status"] == "CREATE_COMPLETE" and change_set["ExecutionStatus"] == "AVAILABLE"
    assert stack.status() == "REVIEW_IN_PROGRESS"
    [change] = change_set["Changes"]
    assert change["Type"] == "Resource"
    assert change["ResourceChange"] == {"Action": "Add", "LogicalResourceId": "P", "ResourceType": "AWS::SSM::Parameter",
                                        "Scope": [], "Details": []}
    [summary] = cloudformation.list_change_sets(StackName="reviewed")["Summaries"]
    assert summary["ChangeSetId"] == change_set["ChangeSetId"]
    cloudformation.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert stack.ended() == "CREATE_COMPLETE"
    assert stack.describe()["ChangeSetId"] == change_set["ChangeSetId"]


def test_changes_say_what_why_and_whether_it_is_replaced(stack, propose):
    stack.create(json.loads(body({"A": parameter("1"), "B": parameter("1", Name="named"), "C": parameter("1"),
                                  "D": parameter({"Ref": "Value"})},
                                 Parameters={"Value": {"Type": "String", "Default": "old"}})))
    change_set = propose(body({"A": parameter("2"), "B": parameter("1", Name="renamed"),
                               "D": parameter({"Ref": "Value"}), "E": parameter({"Ref": "B"})},
                              Parameters={"Value": {"Type": "String", "Default": "old"}}),
                         Parameters=[{"ParameterKey": "Value", "ParameterValue": "new"}])
    changes = {change["ResourceChange"]["LogicalResourceId"]: change["ResourceChange"]
               for change in change_set["Changes"]}
    assert {name: change["Action"] for name, change in changes.items()} == {
        "A": "Modify", "B": "Modify", "C": "Remove", "D": "Modify", "E": "Add"}
    assert (changes["A"]["Replacement"], changes["B"]["Replacement"]) == ("False", "True")
    assert changes["A"]["Scope"] == ["Properties"]
    assert changes["A"]["Details"] == [{
        "Target": {"Attribute": "Properties", "Name": "Value", "RequiresRecreation": "Never"},
        "Evaluation": "Static", "ChangeSource": "DirectModification"}]
    assert changes["B"]["Details"][0]["Target"]["RequiresRecreation"] == "Always"
    assert [(d.get("CausingEntity"), d["ChangeSource"], d["Evaluation"]) for d in changes["D"]["Details"]] == [
        ("Value", "ParameterReference", "Static"), (None, "DirectModification", "Dynamic")]
    assert changes["C"]["PhysicalResourceId"] == stack.physical_id("C")


def test_an_empty_change_set_fails_and_cannot_be_executed(stack, cloudformation, propose):
    stack.create(json.loads(body({"P": parameter("1")})))
    change_set = propose(body({"P": parameter("1")}))
    assert change_set["Status"] == "FAILED" and change_set["ExecutionStatus"] == "UNAVAILABLE"
    assert change_set["StatusReason"] == (
        "The submitted information didn't contain changes. Submit different information to create a change set.")
    with pytest.raises(ClientError) as caught:
        cloudformation.execute_change_set(StackName="reviewed", ChangeSetName="changes")
    assert caught.value.response["Error"]["Code"] == "InvalidChangeSetStatus"
    assert "cannot be executed in its current status of [FAILED]" in caught.value.response["Error"]["Message"]


def test_an_unchanged_dynamic_reference_is_no_change(stack, cloudformation, propose, client):
    ssm = client("ssm")
    ssm.put_parameter(Name="source", Value="1", Type="String")
    template = body({"P": parameter("{{resolve:ssm:source}}"), "Q": parameter("{{resolve:ssm:source:1}}")})
    stack.create(json.loads(template))
    ssm.put_parameter(Name="source", Value="2", Type="String", Overwrite=True)
    assert propose(template)["Status"] == "FAILED"
    with pytest.raises(ClientError, match="No updates are to be performed."):
        stack.update(template)
    change_set = propose(body({"P": parameter("{{resolve:ssm:source}}"), "Q": parameter("{{resolve:ssm:source:2}}")}),
                         name="other")
    assert [change["ResourceChange"]["LogicalResourceId"] for change in change_set["Changes"]] == ["Q"]


def test_a_group_changes_with_the_version_of_its_launch_template(stack, propose, client):
    def template(instance_type):
        return {"Template": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {
            "LaunchTemplateData": {"ImageId": image, "InstanceType": instance_type}}},
            "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {
                "AvailabilityZones": {"Fn::GetAZs": ""}, "MinSize": "0", "MaxSize": "1", "LaunchTemplate": {
                    "LaunchTemplateId": {"Ref": "Template"},
                    "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]}}}}}
    image = client("ssm").get_parameter(Name=PLAIN)["Parameter"]["Value"]
    assert stack.create({"Resources": template("c5.large")}) == "CREATE_COMPLETE", stack.story()
    change_set = propose(body(template("c5.xlarge")))
    changes = {change["ResourceChange"]["LogicalResourceId"]: change["ResourceChange"] for change in change_set["Changes"]}
    assert list(changes) == ["Template", "Group"]
    detail, = [one for one in changes["Group"]["Details"] if one["ChangeSource"] == "ResourceAttribute"]
    assert (detail["Target"]["Name"], detail["Evaluation"], detail["CausingEntity"]) == (
        "LaunchTemplate", "Dynamic", "Template.LatestVersionNumber")


def test_executing_one_change_set_makes_the_others_go(stack, cloudformation, propose):
    stack.create(json.loads(body({"P": parameter("1")})))
    propose(body({"P": parameter("2")}), name="first")
    propose(body({"P": parameter("3")}), name="second")
    cloudformation.execute_change_set(StackName="reviewed", ChangeSetName="first")
    assert stack.ended() == "UPDATE_COMPLETE"
    with pytest.raises(ClientError) as caught:
        cloudformation.describe_change_set(StackName="reviewed", ChangeSetName="second")
    assert caught.value.response["Error"] == {"Type": "Sender", "Code": "ChangeSetNotFound",
                                              "Message": "ChangeSet [second] does not exist"}
    first = cloudformation.describe_change_set(StackName="reviewed", ChangeSetName="first")
    assert first["ExecutionStatus"] == "EXECUTE_COMPLETE"
    assert cloudformation.list_change_sets(StackName="reviewed")["Summaries"] == []


def test_what_clients_send_with_every_change_set_is_taken(stack, propose, cloudformation):
    def add(params, **_):
        """What boto3 of the machine may be too old to know."""
        params["body"] |= {"ImportExistingResources": "true", "DeploymentConfig.Mode": "STANDARD",
                           "DeploymentConfig.DisableRollback": "true"}
    cloudformation.meta.events.register("before-call.cloudformation.CreateChangeSet", add)
    change_set = propose(body({"P": parameter("1"), "Q": parameter("", Tier="No")}), "CREATE", IncludeNestedStacks=True)
    assert change_set["Status"] == "CREATE_COMPLETE" and change_set["IncludeNestedStacks"] is True
    assert {"Parameters", "Tags"}.isdisjoint(change_set)
    assert cloudformation.list_change_sets(StackName="reviewed")["Summaries"][0]["IncludeNestedStacks"] is True
    cloudformation.execute_change_set(StackName="reviewed", ChangeSetName="changes")
    assert stack.ended() == "CREATE_FAILED" and stack.describe()["DisableRollback"] is True


def test_a_stack_in_review(stack, propose, cloudformation):
    propose(body({"P": parameter("1")}, Description="words"), "CREATE")
    assert stack.describe()["Description"] == "words" and "LastUpdatedTime" not in stack.describe()
    created = stack.describe()["CreationTime"]
    with pytest.raises(ClientError, match="GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."):
        cloudformation.get_template_summary(StackName="reviewed")
    cloudformation.execute_change_set(StackName="reviewed", ChangeSetName="changes")
    assert stack.ended() == "CREATE_COMPLETE"
    assert stack.describe()["LastUpdatedTime"] >= stack.describe()["CreationTime"] == created


def test_a_missing_export_shows_when_the_change_set_is_executed(stack, propose, cloudformation):
    assert propose(body({"P": parameter({"Fn::ImportValue": "nope"})}), "CREATE")["Status"] == "CREATE_COMPLETE"
    cloudformation.execute_change_set(StackName="reviewed", ChangeSetName="changes")
    assert stack.ended() == "ROLLBACK_COMPLETE"
    assert any(event.get("ResourceStatusReason") == "No export named nope found. Rollback requested by user."
               for event in stack.events())


def test_change_sets_of_the_clis_deploy_do_not_collide_within_a_second(stack, propose, cloudformation):
    stack.create(json.loads(body({"P": parameter("1")})))
    name = "awscli-cloudformation-package-deploy-1764300000"
    assert propose(body({"P": parameter("1")}), name=name)["Status"] == "FAILED"
    assert propose(body({"P": parameter("2")}), name=name)["Status"] == "CREATE_COMPLETE"
    cloudformation.execute_change_set(StackName="reviewed", ChangeSetName=name)
    assert stack.ended() == "UPDATE_COMPLETE"
    propose(body({"P": parameter("1")}))
    with pytest.raises(ClientError, match="AlreadyExistsException"):
        propose(body({"P": parameter("1")}))


def test_a_change_set_can_be_deleted_and_its_template_read(stack, cloudformation, propose):
    propose(body({"P": parameter("1")}), "CREATE")
    got = cloudformation.get_template(StackName="reviewed", ChangeSetName="changes")["TemplateBody"]
    assert json.loads(json.dumps(got)) == json.loads(body({"P": parameter("1")}))
    cloudformation.delete_change_set(StackName="reviewed", ChangeSetName="changes")
    assert cloudformation.list_change_sets(StackName="reviewed")["Summaries"] == []
    assert stack.delete() == "DELETE_COMPLETE"  # a stack in review is deleted as any


def test_types_of_change_sets_must_fit_the_stack(stack, cloudformation, propose):
    with pytest.raises(ClientError, match=r"Stack \[reviewed\] does not exist"):
        propose(body({"P": parameter("1")}), "UPDATE")
    stack.create(json.loads(body({"P": parameter("1")})))
    with pytest.raises(ClientError, match="already exists and cannot be created again with the changeSet"):
        propose(body({"P": parameter("2")}), "CREATE")


def test_deploy_creates_updates_and_sees_no_changes(aws, tmp_path, stack):
    file = tmp_path / "template.json"

    def deploy(value):
        file.write_text(body({"P": parameter(value)}))
        return aws("cloudformation", "deploy", "--stack-name", "reviewed", "--template-file", file)

    assert "Successfully created/updated stack - reviewed" in deploy("1").stdout
    assert "Successfully created/updated stack - reviewed" in deploy("2").stdout
    assert "No changes to deploy. Stack reviewed is up to date" in deploy("2").stdout
    assert stack.status() == "UPDATE_COMPLETE"
