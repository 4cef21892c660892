"""CloudFormation's types of Organizations and RAM: made, changed and deleted, as their services show them."""
import json

import pytest
from botocore.exceptions import ClientError

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


def test_organization(stack, organizations, account):
    names = ("Arn", "Id", "ManagementAccountArn", "ManagementAccountEmail", "ManagementAccountId", "RootId")
    outputs = {"Ref": {"Ref": "O"}} | {name: att("O", name) for name in names}

    def body(**properties):
        return template(outputs, O=("AWS::Organizations::Organization", properties))

    assert stack.create(body()) == "CREATE_COMPLETE", stack.story()
    shown = organizations.describe_organization()["Organization"]
    assert shown["FeatureSet"] == "ALL"
    assert stack.outputs() == {
        "Ref": shown["Id"], "Id": shown["Id"], "Arn": shown["Arn"], "ManagementAccountArn": shown["MasterAccountArn"],
        "ManagementAccountEmail": shown["MasterAccountEmail"], "ManagementAccountId": account,
        "RootId": organizations.list_roots()["Roots"][0]["Id"]}
    assert stack.update(body(FeatureSet="CONSOLIDATED_BILLING")) == "UPDATE_ROLLBACK_COMPLETE"
    assert "Update between ALL and CONSOLIDATED_BILLING feature set mode is not supported." in stack.reasons("O")[0]
    assert stack.update(body(FeatureSet="ALL")) == "UPDATE_COMPLETE", stack.story()
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    with pytest.raises(ClientError) as caught:
        organizations.describe_organization()
    assert caught.value.response["Error"]["Code"] == "AWSOrganizationsNotInUseException"


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


def test_account(stack, organizations, root, account):
    email = f"member@{account}.example.com"

    def body(name="member", **properties):
        names = ("AccountId", "Arn", "JoinedMethod", "JoinedTimestamp", "Status")
        return template({"Ref": {"Ref": "A"}} | {key: att("A", key) for key in names},
                        U=("AWS::Organizations::OrganizationalUnit", {"Name": "u", "ParentId": root}),
                        A=("AWS::Organizations::Account", {"AccountName": name, "Email": email, **properties}))

    def parent(member):
        return organizations.list_parents(ChildId=member)["Parents"][0]["Id"]

    assert stack.create(body(ParentIds=[{"Ref": "U"}])) == "CREATE_COMPLETE", stack.story()
    outputs = stack.outputs()
    member = outputs["Ref"]
    shown = organizations.describe_account(AccountId=member)["Account"]
    assert (shown["Name"], shown["Email"]) == ("member", email)
    joined = shown["JoinedTimestamp"].strftime("%Y-%m-%dT%H:%M:%S")
    assert outputs.pop("JoinedTimestamp").startswith(joined)
    assert outputs == {"Ref": member, "AccountId": member, "Arn": shown["Arn"], "JoinedMethod": "CREATED", "Status": "ACTIVE"}
    assert parent(member) == stack.physical_id("U")
    assert stack.update(body()) == "UPDATE_COMPLETE", stack.story()
    assert parent(member) == root
    assert stack.update(body(name="other")) == "UPDATE_ROLLBACK_COMPLETE"
    assert "you must sign in as the root user" in stack.reasons("A")[0]
    twice = Stack(stack.api, "twice")
    again = template(A=("AWS::Organizations::Account", {"AccountName": "member", "Email": email}))
    assert twice.create(again) == "ROLLBACK_COMPLETE"
    assert "Account creation failed with reason [EMAIL_ALREADY_EXISTS]" in twice.reasons("A")[0]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert organizations.describe_account(AccountId=member)["Account"]["Status"] == "SUSPENDED"
    with pytest.raises(ClientError, match="Can not specify more than one parent id"):
        stack.create(body(ParentIds=["a", "b"]))


def test_resource_share(stack, client, account):
    ram = client("ram")
    one, two = (str(int(account) + 500_000_000_000 + more) for more in (0, 1))
    network = {
        "V": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "S": ("AWS::EC2::Subnet", {"VpcId": {"Ref": "V"}, "CidrBlock": "10.0.0.0/24"})}
    subnet = {"Fn::Sub": f"arn:aws:ec2:eu-central-1:{account}:subnet/${{S}}"}

    def body(principals, name="network", **properties):
        return template({"Ref": {"Ref": "R"}, "Owner": att("R", "OwningAccountId"), "Status": att("R", "Status")},
                        R=("AWS::RAM::ResourceShare", {"Name": name, "Principals": principals, **properties}), **network)

    def associated(kind):
        rows = ram.get_resource_share_associations(associationType=kind, resourceShareArns=[stack.physical_id("R")])
        return sorted(row["associatedEntity"] for row in rows["resourceShareAssociations"])

    tags = [{"Key": "a", "Value": "1"}]
    assert stack.create(body([one], ResourceArns=[subnet], Tags=tags)) == "CREATE_COMPLETE", stack.story()
    [share] = ram.get_resource_shares(resourceOwner="SELF")["resourceShares"]
    assert stack.outputs() == {"Ref": share["resourceShareArn"], "Owner": account, "Status": "ACTIVE"}
    assert (share["name"], share["tags"], share["allowExternalPrincipals"]) == ("network", [{"key": "a", "value": "1"}], True)
    assert associated("PRINCIPAL") == [one] and associated("RESOURCE")[0].endswith(stack.physical_id("S"))
    assert stack.update(body([two], Tags=tags)) == "UPDATE_COMPLETE", stack.story()
    assert associated("PRINCIPAL") == [two] and associated("RESOURCE") == []
    assert stack.physical_id("R") == share["resourceShareArn"]
    assert stack.update(body([two], name="other")) == "UPDATE_COMPLETE", stack.story()
    assert [row["name"] for row in ram.get_resource_shares(resourceOwner="SELF")["resourceShares"]] == ["other"]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert ram.get_resource_shares(resourceOwner="SELF")["resourceShares"] == []
