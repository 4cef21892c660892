"""CreationPolicy and UpdatePolicy: signals of instances and of callers, rolling and replacing updates of groups."""
import pytest
from botocore.exceptions import ClientError

from auto_scaling_groups import describe, in_service
from instances import PLAIN
from stacks import Stack

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")
ROLLING = {"MinInstancesInService": 4, "MaxBatchSize": "2", "WaitOnResourceSignals": "true", "PauseTime": "PT1M",
           "SuspendProcesses": ["AZRebalance", "AlarmNotification"]}
REQUIREMENT = "Unable to satisfy 100% MinSuccessfulInstancesPercent requirement"


def ref(name):
    return {"Ref": name}


def template(subnets, script, group=None, version=1, **attributes):
    """A group of a launch template whose user data is `script`."""
    data = {"ImageId": "{{resolve:ssm:" + PLAIN + "}}", "InstanceType": "c5.large",
            "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "version", "Value": str(version)}]}],
            "UserData": {"Fn::Base64": {"Fn::Sub": "#!/bin/bash\n" + script + "\n"}}}
    return {"Resources": {
        "Template": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": data}},
        "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", **attributes, "Properties": {
            "VPCZoneIdentifier": subnets, "MinSize": "1", "MaxSize": "8",
            "LaunchTemplate": {"LaunchTemplateId": ref("Template"),
                               "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]}}, **(group or {})}}}}


def signalling(code):
    return (f"/opt/aws/bin/cfn-signal -e {code} --stack ${{AWS::StackName}} --resource Group --region ${{AWS::Region}}")


@pytest.fixture
def subnets(client):
    return [subnet["SubnetId"] for subnet in client("ec2").describe_subnets()["Subnets"][:2]]


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "rolling", seconds=150)


def versions(autoscaling, name):
    return sorted(one["LaunchTemplate"]["Version"] for one in describe(autoscaling, name)["Instances"])


def reasons(stack, status="UPDATE_IN_PROGRESS"):
    return [event["ResourceStatusReason"] for event in stack.events()
            if event["LogicalResourceId"] == "Group" and event["ResourceStatus"] == status and event.get("ResourceStatusReason")]


def test_a_group_of_hosts_that_signal(start_sandbox, user_prefix, jails, client, tmp_path):
    sandbox = start_sandbox("--pace", "instant", state=tmp_path / "state.db", prefix=user_prefix)
    jails(sandbox)
    autoscaling = client("autoscaling", sandbox=sandbox)
    subnets = [subnet["SubnetId"] for subnet in client("ec2", sandbox=sandbox).describe_subnets()["Subnets"][:2]]
    stack = Stack(client("cloudformation", sandbox=sandbox), "rolling", seconds=200)
    policies = {"CreationPolicy": {"ResourceSignal": {"Count": 6, "Timeout": "PT2M"}},
                "UpdatePolicy": {"AutoScalingRollingUpdate": ROLLING}}
    six = {"DesiredCapacity": "6"}
    assert stack.create(template(subnets, signalling(0), six, **policies)) == "CREATE_COMPLETE", stack.story()
    created = reasons(stack, "CREATE_IN_PROGRESS")
    assert created[0] == "Resource creation Initiated"
    assert all(reason.startswith("Received SUCCESS signal with UniqueId i-") for reason in created[1:]) and len(created) == 7
    name = stack.physical_id("Group")

    assert stack.update(template(subnets, signalling(0), six, version=2, **policies)) == "UPDATE_COMPLETE", stack.story()
    assert versions(autoscaling, name) == ["2"] * 6
    story = reasons(stack)
    assert story[0] == (
        "Rolling update initiated. Terminating 6 obsolete instance(s) in batches of 2, while keeping at least 4 instance(s) in "
        "service. Waiting on resource signals with a timeout of PT1M when new instances are added to the autoscaling group.")
    assert story[1] == "Temporarily setting autoscaling group MinSize and DesiredCapacity to 6."
    assert sum(reason.startswith("Received SUCCESS") for reason in story) == 6
    progress = [reason.rsplit("(", 1)[1] for reason in story if reason.startswith("Successfully terminated")]
    assert progress == ["Progress 33%).", "Progress 66%).", "Progress 100%)."]
    assert describe(autoscaling, name)["MinSize"] == 1 and not describe(autoscaling, name)["SuspendedProcesses"]

    broken = template(subnets, signalling(1), six, version=3, **policies)
    assert stack.update(broken) == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert any(REQUIREMENT in reason and "FAILURE signal(s) out of" in reason for reason in stack.reasons("Group")), stack.story()
    assert versions(autoscaling, name) == ["4"] * 6 and len(in_service(autoscaling, name)) == 6
    assert describe(autoscaling, name)["LaunchTemplate"]["Version"] == "4"
    with pytest.raises(ClientError, match="No updates are to be performed."):
        stack.update(template(subnets, signalling(0), six, version=2, **policies))
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_callers_signal_while_a_step_waits(stack, subnets, autoscaling, eventually):
    def signal(status, unique_id, resource="Group"):
        stack.api.signal_resource(StackName=stack.name, LogicalResourceId=resource, UniqueId=unique_id, Status=status)

    def refused(*arguments):
        with pytest.raises(ClientError) as caught:
            signal(*arguments)
        return caught.value.response["Error"]["Message"]
    waiting = {"CreationPolicy": {"ResourceSignal": {"Count": "2"},
                                  "AutoScalingCreationPolicy": {"MinSuccessfulInstancesPercent": 50}}}
    stack.id = stack.api.create_stack(**stack._arguments(template(subnets, "true", **waiting), None, ()))["StackId"]
    eventually(lambda: "Resource creation Initiated" in reasons(stack, "CREATE_IN_PROGRESS"))
    signal("SUCCESS", "one")
    signal("SUCCESS", "one")
    assert refused("SUCCESS", "x", "Nothing") == "Resource Nothing does not exist for stack rolling"
    assert "cannot be signaled" in refused("SUCCESS", "x", "Template")
    signal("FAILURE", "two")
    assert stack.ended() == "CREATE_COMPLETE", stack.story()
    assert reasons(stack, "CREATE_IN_PROGRESS")[1:] == ["Received SUCCESS signal with UniqueId one", "Received FAILURE signal with UniqueId two"]
    assert refused("SUCCESS", "x") == f"Stack {stack.id} is in CREATE_COMPLETE state and cannot be signaled"


def test_a_creation_without_signals_fails(stack, subnets):
    waiting = {"CreationPolicy": {"ResourceSignal": {"Timeout": "PT1S"}}}
    assert stack.create(template(subnets, "true", **waiting)) == "ROLLBACK_COMPLETE", stack.story()
    assert stack.reasons("Group") == ["Received 0 SUCCESS signal(s) out of 1.  " + REQUIREMENT]
    assert reasons(stack, "CREATE_IN_PROGRESS")[-1] == (
        "Failed to receive 1 resource signal(s) for the current batch.  Each resource signal timeout is counted as a FAILURE.")


def test_a_replacing_update_makes_another_group(stack, subnets, autoscaling):
    replacing = {"UpdatePolicy": {"AutoScalingReplacingUpdate": {"WillReplace": True}}}
    assert stack.create(template(subnets, "true", **replacing)) == "CREATE_COMPLETE", stack.story()
    name = stack.physical_id("Group")
    assert stack.update(template(subnets, "true", version=2, **replacing)) == "UPDATE_COMPLETE", stack.story()
    assert stack.physical_id("Group") != name
    assert [group["AutoScalingGroupName"] for group in autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]] == [stack.physical_id("Group")]


def test_sizes_that_a_template_leaves_alone(stack, subnets, autoscaling):
    keeping = {"UpdatePolicy": {"AutoScalingScheduledAction": {"IgnoreUnmodifiedGroupSizeProperties": True}}}
    assert stack.create(template(subnets, "true", {"DesiredCapacity": "1"}, **keeping)) == "CREATE_COMPLETE", stack.story()
    name = stack.physical_id("Group")
    autoscaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=3)
    for policy, desired in ((keeping, 3), ({}, 1)):
        changed = template(subnets, "true", {"DesiredCapacity": "1", "Cooldown": str(10 + desired)}, **policy)
        assert stack.update(changed) == "UPDATE_COMPLETE", stack.story()
        assert describe(autoscaling, name)["DesiredCapacity"] == desired


def test_a_rolling_update_goes_on_after_a_kill(start_sandbox, client, tmp_path, eventually):
    sandbox = start_sandbox("--pace", "instant", state=tmp_path / "state.db")
    autoscaling = client("autoscaling", sandbox=sandbox)
    subnets = [subnet["SubnetId"] for subnet in client("ec2", sandbox=sandbox).describe_subnets()["Subnets"][:2]]
    stack = Stack(client("cloudformation", sandbox=sandbox), "rolling", seconds=100)
    policies = {"UpdatePolicy": {"AutoScalingRollingUpdate": {"WaitOnResourceSignals": True}}}
    two = {"DesiredCapacity": "2"}
    assert stack.create(template(subnets, "true", two, **policies)) == "CREATE_COMPLETE", stack.story()
    name, old = stack.physical_id("Group"), in_service(autoscaling, stack.physical_id("Group"))
    changed = template(subnets, "true", two, version=2, **policies)
    stack.api.update_stack(**stack._arguments(changed, None, ()))
    known = set(old)
    for done in (1, 2):
        eventually(lambda: sum(reason.startswith("New instance(s) added") for reason in reasons(stack)) == done)
        sandbox.kill()
        sandbox.restart()
        fresh, = set(in_service(autoscaling, name)) - known
        known.add(fresh)
        stack.api.signal_resource(StackName="rolling", LogicalResourceId="Group", UniqueId=fresh, Status="SUCCESS")
    assert stack.ended() == "UPDATE_COMPLETE", stack.story()
    assert versions(autoscaling, name) == ["2", "2"]
    assert len([reason for reason in reasons(stack) if reason.startswith("Received SUCCESS")]) == 2


@pytest.mark.parametrize("attributes, message", [
    ({"UpdatePolicy": {"AutoScalingRollingUpdate": {"MaxBatchSize": 101}}}, "Invalid value 101 of property UpdatePolicy/"),
    ({"CreationPolicy": {"ResourceSignal": {"Timeout": "PT13H"}}}, 'Invalid value "PT13H" of property CreationPolicy/'),
    ({"UpdatePolicy": {"UseOnlineResharding": True}}, "Encountered unsupported property UpdatePolicy/UseOnlineResharding")])
def test_policies_are_looked_at_before_anything_is_made(stack, subnets, attributes, message):
    with pytest.raises(ClientError, match=message):
        stack.create(template(subnets, "true", **attributes))
