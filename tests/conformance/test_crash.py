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
