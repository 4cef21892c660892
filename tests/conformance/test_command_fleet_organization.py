"""`eni-trunking fleet` in an organization: units that are deployed to as a whole, accounts that come, move and leave, delegated
administrators."""
import json
import re

import pytest

from fleets import Fleet, operator, root_of, squeezed
from stack_sets import query

SERVICE = "member.org.stacksets.cloudformation.amazonaws.com"

pytestmark = pytest.mark.sandbox_only("makes an organization")


@pytest.fixture
def fleet(sandbox, client, account, tmp_path):
    return Fleet(sandbox, client, account, tmp_path)


class Organization:
    """Of the fleet's administrator, with a unit `unit` and a unit `below` in that."""

    def __init__(self, fleet, eventually):
        self.eventually = eventually
        self.fleet = fleet
        self.api = fleet.client("organizations", region="us-east-1")
        self.id = self.api.create_organization(FeatureSet="ALL")["Organization"]["Id"]
        self.root = self.api.list_roots()["Roots"][0]["Id"]
        self.unit = self.add_unit("hosts", self.root)
        self.below = self.add_unit("more", self.unit)

    def add_unit(self, name, parent):
        return self.api.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]

    def add(self, name, parent=None):
        """A new account in that unit, or in the root."""
        request = self.api.create_account(Email=f"{name}@{self.fleet.account}.example.com", AccountName=name)
        account = self.eventually(lambda: self.api.describe_create_account_status(
            CreateAccountRequestId=request["CreateAccountStatus"]["Id"])["CreateAccountStatus"].get("AccountId"))
        if parent:
            self.move(account, self.root, parent)
        return account

    def move(self, account, source, destination):
        self.api.move_account(AccountId=account, SourceParentId=source, DestinationParentId=destination)

    def delegate(self, account):
        assert query(self.fleet.client("cloudformation"), "ActivateOrganizationsAccess")[0] == 200
        self.api.register_delegated_administrator(AccountId=account, ServicePrincipal=SERVICE)


@pytest.fixture
def organization(fleet, eventually):
    """With two accounts, which are the fleet's: one in the unit, one in the unit below it."""
    made = Organization(fleet, eventually)
    fleet.targets = [made.add("one", made.unit), made.add("two", made.below)]
    return made


@pytest.fixture
def unit(organization):
    return organization.unit


def deploy(fleet, unit, *arguments, **options):
    return fleet.run("deploy", "--yes", "--fix", "--organizational-units", unit, "--regions", "eu-central-1", *arguments,
                     **options)


# ---- units ----------------------------------------------------------------------------------------------------

def test_an_organizational_unit_is_deployed_to_as_a_whole(fleet, organization, unit):
    wanted = ["deploy", "--yes", "--organizational-units", unit, "--regions", "eu-central-1"]
    denied = fleet.run(*wanted, expect=1)
    assert "StackSets has no trusted access to the organization" in denied.stderr
    done = fleet.run(*wanted, "--fix")
    assert re.search(r"^Make +the stack set eni-trunking, SERVICE_MANAGED$", done.stderr, re.M)
    assert re.search(r"^Add +2 stacks: 2 accounts in eu-central-1$", done.stderr, re.M)
    assert [fleet.settings(account, "eu-central-1") for account in fleet.targets] == [["enabled"]] * 2
    read = json.loads(fleet.client("s3").get_bucket_policy(Bucket=fleet.buckets()[0])["Policy"])["Statement"][1]
    assert read["Principal"] == {"AWS": "*"}
    assert read["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": organization.id}}
    assert "No changes" in fleet.run("deploy", "--yes").stderr
    assert [fleet.leavings(account) == [] for account in fleet.targets] == [False, False]
    fleet.run("destroy", "--yes")
    assert [fleet.leavings(account) for account in fleet.targets] == [[], []]
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])


def test_of_a_unit_only_some_accounts_may_be_meant(fleet, unit):
    fleet.run("deploy", "--yes", "--fix", "--organizational-units", unit, "--accounts", fleet.targets[1], "--regions", "us-east-1")
    assert (len(fleet.stacks(fleet.targets[0], "us-east-1")), len(fleet.stacks(fleet.targets[1], "us-east-1"))) == (0, 1)
    refused = fleet.run("deploy", "--yes", "--organizational-units", unit, "--accounts", "111122223333", expect=1)
    assert "the account 111122223333 is in none of the organizational units" in refused.stderr


# ---- accounts that come, move and leave -------------------------------------------------------------------------

def test_an_account_that_joins_a_unit_gets_the_stack_by_auto_deployment(fleet, organization, unit, eventually):
    deploy(fleet, unit, "--auto-deployment")
    joined = organization.add("three", unit)
    cloudformation = fleet.client("cloudformation")
    eventually(lambda: any(one["Account"] == joined and one["Status"] == "CURRENT" for one in
                           cloudformation.list_stack_instances(StackSetName="eni-trunking")["Summaries"]), 60)
    assert fleet.settings(joined, "eu-central-1") == ["enabled"]
    assert "No changes" in fleet.run("deploy", "--yes").stderr
    organization.move(joined, unit, organization.root)
    eventually(lambda: fleet.leavings(joined) == [], 60)
    fleet.run("destroy", "--yes")
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])


def test_destroy_finds_accounts_that_were_moved_out_of_their_unit(fleet, organization, unit):
    deploy(fleet, unit)
    organization.move(fleet.targets[0], unit, organization.root)
    organization.move(fleet.targets[1], organization.below, organization.add_unit("other", organization.root))
    organization.api.delete_organizational_unit(OrganizationalUnitId=organization.below)
    organization.api.delete_organizational_unit(OrganizationalUnitId=unit)
    fleet.run("destroy", "--yes")
    assert [fleet.leavings(account) for account in fleet.targets] == [[], []]
    assert (fleet.stack_sets(), fleet.buckets()) == ([], [])


def test_what_failed_is_tried_again_where_the_account_is_now(fleet, organization, unit):
    account = fleet.targets[0]
    statement = {"Effect": "Deny", "Action": "cloudformation:*", "Resource": "*"}
    deploy(fleet, unit)
    iam = fleet.client("iam", account)
    [execution] = [role["RoleName"] for role in iam.list_roles()["Roles"] if role["RoleName"].startswith("stacksets-exec-")]
    iam.put_role_policy(RoleName=execution, PolicyName="deny",
                        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statement}))
    fleet.run("deploy", "--yes", "--parameters", "Value=disabled", "--failure-tolerance", "1", expect=1)
    iam.delete_role_policy(RoleName=execution, PolicyName="deny")
    organization.move(account, unit, organization.root)
    done = fleet.run("deploy", "--yes")
    assert re.search(r"^Retry +1 stack that failed: 1 account in eu-central-1$", done.stderr, re.M)
    assert fleet.settings(account, "eu-central-1") == ["disabled"]


def test_a_stack_of_an_account_that_has_left_can_only_be_given_up(fleet, organization, unit):
    gone, other = fleet.targets
    deploy(fleet, unit)
    organization.api.remove_account_from_organization(AccountId=gone)
    failed = fleet.run("destroy", "--yes", expect=3)
    assert f"The account {gone} has left the organization" in squeezed(failed.stderr)
    assert "--give-up-failed" in failed.stderr
    assert (fleet.stack_sets(), fleet.leavings(other)) == (["eni-trunking"], [])
    given_up = fleet.run("destroy", "--yes", "--give-up-failed")
    assert f"Left to the account {gone}: its stack in eu-central-1" in given_up.stderr
    assert (fleet.stack_sets(), fleet.buckets(), len(fleet.stacks(gone, "eu-central-1"))) == ([], [], 1)


# ---- delegated administrators ------------------------------------------------------------------------------------

@pytest.fixture
def delegate(fleet, organization):
    """A member account that administers the organization's stack sets, from which the fleet's commands are run."""
    account = organization.add("delegate")
    organization.delegate(account)
    return account


def as_delegate(fleet, delegate, command, *arguments, **options):
    return fleet.run(command, "--call-as", "delegated-admin", *arguments,
                     **{"credentials": root_of(delegate), **options})


def test_a_delegated_administrator_deploys_and_destroys(fleet, unit, delegate):
    done = as_delegate(fleet, delegate, "deploy", "--yes", "--organizational-units", unit, "--regions", "eu-central-1")
    assert re.search(r"^Add +2 stacks: 2 accounts in eu-central-1$", done.stderr, re.M)
    assert [fleet.settings(account, "eu-central-1") for account in fleet.targets] == [["enabled"]] * 2
    [archives] = [bucket["Name"] for bucket in fleet.client("s3", delegate).list_buckets()["Buckets"]]
    assert archives == f"eni-trunking-{delegate}-eu-central-1", "its own, not the management account's"
    status = as_delegate(fleet, delegate, "status")
    assert "eni-trunking, SERVICE_MANAGED: 2 stacks, all current" in status.stdout
    assert fleet.stack_sets() == ["eni-trunking"], "of the management account, which sees it, too"
    refused = fleet.run("status", credentials=root_of(delegate), expect=3)
    assert "there is no stack set 'eni-trunking' in eu-central-1" in refused.stderr
    as_delegate(fleet, delegate, "destroy", "--yes")
    assert [fleet.leavings(account) for account in fleet.targets] == [[], []]
    assert (fleet.stack_sets(), fleet.client("s3", delegate).list_buckets()["Buckets"]) == ([], [])


def test_who_administers_nothing_is_told_so(fleet, organization, unit):
    refused = as_delegate(fleet, fleet.targets[0], "status", expect=3)
    assert "not a delegated administrator" in refused.stderr


def test_a_delegated_administrators_doctor_needs_a_role_that_trusts_its_account(fleet, unit, delegate):
    as_delegate(fleet, delegate, "deploy", "--yes", "--organizational-units", unit, "--regions", "eu-central-1")
    credentials = operator(fleet, delegate)
    refused = as_delegate(fleet, delegate, "doctor", credentials=credentials, expect=2)
    said = squeezed(refused.stderr)
    assert "OrganizationAccountAccessRole trusts the management account only" in said
    assert "--print-execution-role --execution-role-name NAME" in said
    template = as_delegate(fleet, delegate, "deploy", "--print-execution-role", "--execution-role-name", "Reader").stdout
    for account in fleet.targets:
        fleet.make_stack(account, "reader", template)
    done = as_delegate(fleet, delegate, "doctor", "--role-name", "Reader", credentials=credentials)
    assert done.stdout == "No findings in 2 places (accounts by Regions).\n"
