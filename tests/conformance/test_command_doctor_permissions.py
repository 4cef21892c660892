"""`eni-trunking doctor` as somebody who may not see everything: what it lacks it names, and it ends with what it could see."""
import json

import pytest

from capacity_providers import make_group, make_provider, put, settled
from conftest import REGION
from container_hosts import policy_document
from doctor_runs import (  # noqa: F401: fixtures
    FINDINGS, REFUSED, UNREACHABLE, autoscaling, doctor, named, place, shell)
from stacks import Stack


@pytest.fixture
def as_user(place):
    """as_user(actions…): credentials of a user who may do only these."""
    def make(*actions):
        place.iam.create_user(UserName="operator")
        place.iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=policy_document(*actions, Resource="*"))
        key = place.iam.create_access_key(UserName="operator")["AccessKey"]
        return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    return make


def let_account_assume(place, role):
    place.iam.update_assume_role_policy(RoleName="hosts", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}},
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": role.split(":role")[0] + ":root"}}]}))


def policy_actions(doctor, *arguments):
    """What `doctor --policy` prints."""
    document = json.loads(doctor("--policy", *arguments, output="table").stdout)
    return document["Statement"][0]["Action"]


def test_the_policy_is_enough_but_for_the_setting_of_a_role(place, doctor, shell, as_user):
    place.role("hosts")
    place.host("hosts")
    credentials = as_user(*policy_actions(doctor))
    finding, = doctor("web", credentials=credentials).findings
    assert (finding["check"], finding["severity"]) == ("setting-unseen", "warning")
    shell(finding["commands"])  # The account's root types them.
    place.iam.put_user_policy(UserName="operator", PolicyName="assume", PolicyDocument=policy_document(
        "sts:AssumeRole", Resource="*"))
    assert [one["check"] for one in doctor("web", credentials=credentials).findings] == ["setting-not-effective"]


def test_it_acts_as_the_role_where_it_may(place, doctor, as_user):
    role = place.role("hosts")
    place.host("hosts")
    credentials = as_user(*policy_actions(doctor), "sts:AssumeRole")
    let_account_assume(place, role)
    place.iam.put_role_policy(RoleName="hosts", PolicyName="settings", PolicyDocument=policy_document(
        "ecs:ListAccountSettings", Resource="*"))
    findings = doctor("web", credentials=credentials).findings
    assert [one["check"] for one in findings] == ["setting-not-effective"]
    assert findings[0]["commands"][0] == f"eni-trunking enable {role} --region {REGION}"


def a_place_with_everything(place, autoscaling, client, eventually):
    """Something of each kind that doctor reads: a role that its caller may act as, and that is not opted in; a group behind a capacity
    provider; a service; a host that is drained, with tasks; an instance that never joined; a stack, which could not be deleted."""
    role = place.role("hosts", actions=["ecs:ListAccountSettings"])
    let_account_assume(place, role)
    place.host("hosts")
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=1,
                             networkConfiguration=place.network(),
                             deploymentConfiguration={"minimumHealthyPercent": 100, "maximumPercent": 150})
    eventually(lambda: [host for host in place.hosts() if host["runningTasksCount"]])
    place.ecs.update_container_instances_state(cluster="web", status="DRAINING", containerInstances=[
        host["containerInstanceArn"] for host in place.hosts()])
    make_group(place, autoscaling)
    make_provider(place.ecs)
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    place.console(place.launch(None), "no EC2 IMDS role found")
    stack = Stack(client("cloudformation"), "trunking")
    assert stack.create({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
                         "Outputs": {"EC2Role": {"Value": role}}}) == "CREATE_COMPLETE"
    client("s3").put_object(Bucket=stack.physical_id("Bucket"), Key="k", Body=b"x")
    assert stack.delete() == "DELETE_FAILED"


def lacks(findings):
    """What the finding of missing permissions names."""
    return [one["seen"].split(": ")[1].split(". ")[0] for one in findings if one["check"] == "missing-permission"]


def test_its_policy_lists_just_what_it_calls(place, autoscaling, client, doctor, as_user, eventually):
    """With all of it nothing is missing; without any one of its actions that one is, and nothing else. Acting as the hosts' role is
    not in it, for that is a permission on each role."""
    a_place_with_everything(place, autoscaling, client, eventually)
    actions = policy_actions(doctor)
    credentials = as_user(*actions, "sts:AssumeRole")
    whole = doctor("web", credentials=credentials)
    assert lacks(whole.findings) == [] and "unread" not in named(whole.findings, "warning"), whole.stdout
    told = {}
    for action in actions:
        kept = [one for one in actions if one != action] + ["sts:AssumeRole"]
        place.iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=policy_document(*kept, Resource="*"))
        done = doctor("web", credentials=credentials)
        told[action] = lacks(done.findings) if done.returncode == FINDINGS else f"{done.returncode}: {done.stderr}"
    refused = told.pop("ecs:DescribeClusters")
    assert told == {action: [action] for action in told}
    assert refused.startswith(f"{REFUSED}: ") and "ecs:DescribeClusters" in refused  # There is nothing to look at.


def test_the_policy_of_a_check_is_enough_for_it(place, autoscaling, client, doctor, as_user, eventually):
    a_place_with_everything(place, autoscaling, client, eventually)
    names = doctor("--check", "nonsense", output="table").stderr.split("the checks are: ")[1].strip().split(", ")
    credentials = as_user("iam:GetUser")
    for name in names:
        actions = policy_actions(doctor, "--check", name)
        place.iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=policy_document(*actions, Resource="*"))
        done = doctor("web", "--check", name, credentials=credentials)
        assert done.findings is not None and lacks(done.findings) == [], (name, done.stdout, done.stderr)


def test_what_is_refused_is_a_finding_and_no_end(place, doctor, shell, as_user):
    place.role("hosts")
    place.host("hosts")
    actions = [one for one in policy_actions(doctor) if one not in ("ec2:DescribeSubnets", "iam:GetInstanceProfile")]
    credentials = as_user(*actions)
    findings = doctor("web", credentials=credentials).findings
    assert [one["check"] for one in findings] == ["missing-permission"]
    assert '"Action":["ec2:DescribeSubnets","iam:GetInstanceProfile"]' in findings[0]["why"]
    shell(findings[0]["commands"])
    assert [one["check"] for one in doctor("web", credentials=credentials).findings] == ["setting-unseen"]


def test_who_may_not_even_list_clusters_is_refused(place, doctor, as_user):
    done = doctor(credentials=as_user("iam:GetRole"))
    assert done.returncode == REFUSED and "ecs:ListClusters" in done.stderr


def test_nobody_answers(doctor):
    done = doctor(endpoint="http://127.0.0.1:1")
    assert done.returncode == UNREACHABLE and "127.0.0.1:1" in done.stderr
