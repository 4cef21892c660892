"""Custom resources by inline Node.js functions: what an answer becomes, and what the sequences of events are.

What belongs here: CloudFormation's contract with a function. Stories of the product are in test_main_job.py.
"""
import pytest

from stacks import Stack, inline_function

SUCCEED = """
const response = require('cfn-response');
exports.handler = async (event, context) => {
  await response.send(event, context, response.SUCCESS, {Answer: '42'}, 'thing');
};
"""

# Answers everything but a Create, which the test decides.
ON_CREATE = """
const response = require('cfn-response');
exports.handler = async (event, context) => {
  if (event.RequestType !== 'Create') return response.send(event, context, response.SUCCESS, {}, event.PhysicalResourceId);
  %s
};
"""

# Logs each event, and takes its physical id from its properties.
RECORD = """
const response = require('cfn-response');
exports.handler = async (event, context) => {
  const {RequestType, PhysicalResourceId = 'none', ResourceProperties: now, OldResourceProperties: old = {}} = event;
  console.log('EVENT ' + [RequestType, PhysicalResourceId, now.Value, old.Value || 'none'].join(' '));
  const status = now.Value === now.Refused ? response.FAILED : response.SUCCESS;
  const id = RequestType === 'Delete' ? PhysicalResourceId : 'id-' + now.Id;
  await response.send(event, context, status, {}, id);
};
"""


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "failing")


def test_failed_answer_reaches_the_events(stack):
    code = ON_CREATE % "await response.send(event, context, response.FAILED, {}, 'thing', false, 'no such luck');"
    assert stack.create(inline_function(code)) == "ROLLBACK_COMPLETE", stack.story()
    assert any(reason.startswith("Received response status [FAILED] from custom resource.")
               for reason in stack.reasons("Thing"))


def test_answer_is_the_physical_id_and_the_attributes(stack):
    template = inline_function(SUCCEED)
    template["Outputs"]["Answer"] = {"Value": {"Fn::GetAtt": ["Thing", "Answer"]}}
    assert stack.create(template) == "CREATE_COMPLETE", stack.story()
    assert stack.outputs() == {"Thing": "thing", "Answer": "42"}


def test_syntax_error_in_the_code_fails_the_stack(stack):
    assert stack.create(inline_function("exports.handler = (", {"ServiceTimeout": 2})) in (
        "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"), stack.story()
    assert stack.reasons("Thing")


# ---- sequences --------------------------------------------------------------------------------------------

def recorded(client, stack):
    """The events that the function RECORD has seen: (request type, physical id, value, old value)."""
    events = client("logs").filter_log_events(logGroupName=f"/aws/lambda/{stack.physical_id('Function')}",
                                              filterPattern="EVENT")["events"]
    return [tuple(line.split("EVENT ", 1)[1].split()) for line in (event["message"] for event in events)]


def thing(**properties):
    return inline_function(RECORD, {"Refused": "never", **properties})


def test_update_in_place_gets_old_and_new_properties(stack, client):
    assert stack.create(thing(Id="a", Value="1")) == "CREATE_COMPLETE", stack.story()
    assert stack.update(thing(Id="a", Value="2")) == "UPDATE_COMPLETE", stack.story()
    assert recorded(client, stack) == [("Create", "none", "1", "none"), ("Update", "id-a", "2", "1")]


def test_another_physical_id_is_a_replacement_and_the_old_one_is_deleted(stack, client):
    assert stack.create(thing(Id="a", Value="1")) == "CREATE_COMPLETE", stack.story()
    assert stack.update(thing(Id="b", Value="2")) == "UPDATE_COMPLETE", stack.story()
    assert recorded(client, stack) == [("Create", "none", "1", "none"), ("Update", "id-a", "2", "1"),
                                       ("Delete", "id-a", "1", "none")]


def test_failed_update_is_undone_by_an_update_with_the_properties_swapped(stack, client):
    assert stack.create(thing(Id="a", Value="1", Refused="2")) == "CREATE_COMPLETE", stack.story()
    assert stack.update(thing(Id="a", Value="2", Refused="2")) == "UPDATE_ROLLBACK_COMPLETE", stack.story()
    assert recorded(client, stack) == [("Create", "none", "1", "none"), ("Update", "id-a", "2", "1"),
                                       ("Update", "id-a", "1", "2")]


def test_failed_create_without_rollback_leaves_the_stack_failed(stack, client):
    assert stack.create(thing(Id="a", Value="1", Refused="1"), OnFailure="DO_NOTHING") == "CREATE_FAILED"
    assert recorded(client, stack) == [("Create", "none", "1", "none")]


def test_properties_arrive_as_text(stack, client):
    code = RECORD.replace("console.log('EVENT '", "console.log('TYPES ' + typeof now.Number + ' ' + typeof now.Flag + ' ' "
                          "+ typeof now.List[0]); console.log('EVENT '")
    template = inline_function(code, {"Refused": "never", "Id": "a", "Value": "1", "Number": 14, "Flag": True, "List": [1]})
    assert stack.create(template) == "CREATE_COMPLETE", stack.story()
    lines = client("logs").filter_log_events(logGroupName=f"/aws/lambda/{stack.physical_id('Function')}",
                                             filterPattern="TYPES")["events"]
    assert [line["message"].split("TYPES ")[1].strip() for line in lines] == ["string string string"]


# ---- the log of a Delete ----------------------------------------------------------------------------------

GO_ON = """
const response = require('cfn-response');
exports.handler = async (event, context) => {
  await response.send(event, {logStreamName: context.logStreamName}, response.SUCCESS, {}, 'thing');
  for (let i = 0; i < 10; i++) {
    await new Promise((done) => setTimeout(done, 50));
    console.log(event.RequestType + ' goes on ' + i);
  }
};
"""


def test_log_of_a_delete_is_whole_though_function_and_role_are_gone(stack, client, eventually):
    """CloudFormation deletes both as soon as it has the answer."""
    assert stack.create(inline_function(GO_ON)) == "CREATE_COMPLETE", stack.story()
    group = f"/aws/lambda/{stack.physical_id('Function')}"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()

    def log():
        return [event["message"] for event in client("logs").filter_log_events(logGroupName=group)["events"]]

    eventually(lambda: sum(line.startswith("REPORT") for line in log()) == 2)
    said = sorted(line.split("\t")[-1].strip() for line in log() if "goes on" in line)  # They may run at the same time.
    assert said == [f"{kind} goes on {i}" for kind in ("Create", "Delete") for i in range(10)]
