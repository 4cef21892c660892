"""The sandbox is killed in the middle of a deploy: after the restart the stack comes to an end state."""
import pytest

from stacks import Stack, inline_function

pytestmark = pytest.mark.sandbox_only("kills the sandbox")

SLOW = """
const response = require('cfn-response');
exports.handler = async (event, context) => {
  console.log('working on ' + event.RequestType);
  if (event.RequestType === 'Create') await new Promise(done => setTimeout(done, 1500));
  await response.send(event, context, response.SUCCESS, {}, 'thing');
};
"""


@pytest.mark.parametrize("moment", ["CREATE_IN_PROGRESS Role", "CREATE_IN_PROGRESS Function", "CREATE_IN_PROGRESS Thing"])
def test_stack_goes_on_after_a_kill(start_sandbox, client, eventually, tmp_path, moment):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    stack = Stack(client("cloudformation", sandbox=sandbox), "killed")
    stack.id = stack.api.create_stack(**stack._arguments(inline_function(SLOW, {"ServiceTimeout": 20}), None,
                                                         ["CAPABILITY_IAM"]))["StackId"]
    status, resource = moment.split()
    eventually(lambda: any(event["LogicalResourceId"] == resource and event["ResourceStatus"] == status
                           for event in stack.events()))
    sandbox.kill()
    sandbox.restart()
    assert stack.ended() in ("CREATE_COMPLETE", "ROLLBACK_COMPLETE"), stack.story()
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


NAMED = {"Resources": {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
    "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "VpcId": {"Ref": "Vpc"}}},
    "Balancer": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {
        "Type": "network", "Scheme": "internal", "Subnets": [{"Ref": "Subnet"}]}},
    "Files": {"Type": "AWS::EFS::FileSystem"},
    "Mount": {"Type": "AWS::EFS::MountTarget", "Properties": {"FileSystemId": {"Ref": "Files"}, "SubnetId": {"Ref": "Subnet"},
                                                            "SecurityGroups": [{"Fn::GetAtt": ["Vpc", "DefaultSecurityGroup"]}]}},
}}


@pytest.mark.parametrize("resource", ["Targets", "Balancer", "Mount"])
def test_what_was_made_before_a_kill_is_there_once(start_sandbox, client, eventually, tmp_path, resource):
    """Of a name that CloudFormation chooses, and an id that its service does."""
    sandbox = start_sandbox(state=tmp_path / "state.db")
    balancers, files = client("elbv2", sandbox=sandbox), client("efs", sandbox=sandbox)
    stack = Stack(client("cloudformation", sandbox=sandbox), "killed")
    stack.id = stack.api.create_stack(**stack._arguments(NAMED, None, []))["StackId"]
    eventually(lambda: any(event["LogicalResourceId"] == resource for event in stack.events()))
    sandbox.kill()
    sandbox.restart()
    assert stack.ended() == "CREATE_COMPLETE", stack.story()
    assert len(balancers.describe_target_groups()["TargetGroups"]) == len(balancers.describe_load_balancers()["LoadBalancers"]) == 1
    [system] = files.describe_file_systems()["FileSystems"]
    assert system["NumberOfMountTargets"] == 1
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert balancers.describe_target_groups()["TargetGroups"] == balancers.describe_load_balancers()["LoadBalancers"] == []
    assert files.describe_file_systems()["FileSystems"] == []
