"""CloudFormation's types of Organizations: made, changed and deleted, as their services show them."""
import json

import pytest

from stacks import Stack


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "organized")


@pytest.fixture
def organizations(client):
    return client("organizations")


@pytest.fixture
def root(organizations):
    organizations.create_organization()
    return organizations.list_roots()["Roots"][0]["Id"]


def template(outputs=None, **resources):
    return json.dumps({"Resources": {name: {"Type": kind, "Properties": properties}
                                     for name, (kind, properties) in resources.items()},
                       "Outputs": {name: {"Value": value} for name, value in (outputs or {}).items()}})


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def test_units(stack, organizations, root):
    def body(name):
        return template({"Ref": {"Ref": "U"}, "Id": att("U", "Id"), "Arn": att("U", "Arn")},
                        U=("AWS::Organizations::OrganizationalUnit", {"Name": name, "ParentId": root}),
                        V=("AWS::Organizations::OrganizationalUnit", {"Name": "inner", "ParentId": {"Ref": "U"}}))

    assert stack.create(body("a")) == "CREATE_COMPLETE", stack.story()
    unit, = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    assert stack.outputs() == {"Ref": unit["Id"], "Id": unit["Id"], "Arn": unit["Arn"]}
    inner, = organizations.list_organizational_units_for_parent(ParentId=unit["Id"])["OrganizationalUnits"]
    assert (unit["Name"], inner["Name"], inner["Id"]) == ("a", "inner", stack.physical_id("V"))
    assert stack.update(body("b")) == "UPDATE_COMPLETE", stack.story()
    assert organizations.describe_organizational_unit(OrganizationalUnitId=unit["Id"])["OrganizationalUnit"]["Name"] == "b"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"] == []
