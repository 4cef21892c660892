"""`eni-trunking rollout` as somebody who may not see all that it goes by: it changes nothing, and names what is lacking."""
import json

import pytest

import command_runs
from rolled_cluster import web  # noqa: F401 (fixture)

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")

FINE, FINDINGS = range(2)


@pytest.fixture
def as_user(web, sandbox, tmp_path):  # noqa: F811
    """as_user(statement…): a rollout by somebody who may do all but what these deny; it is to change nothing."""
    web.place.iam.create_user(UserName="operator")
    key = web.place.iam.create_access_key(UserName="operator")["AccessKey"]
    credentials = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}

    def run(*statements, expect=FINDINGS):
        allowed = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        web.place.iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [allowed, *({"Effect": "Deny", **one} for one in statements)]}))
        before = web.instances()
        done = command_runs.run(sandbox, credentials, tmp_path, "rollout", "web", "--yes", expect=expect)
        if expect == FINDINGS:
            assert web.instances() == before and web.marks() == [] and web.trunks() == (0, 1)
        return " ".join(done.stderr.split())
    return run


NEEDED = ["ecs:ListTasks", "ecs:DescribeTasks", "ecs:ListTagsForResource", "ecs:ListServices", "autoscaling:DescribeLifecycleHooks"]


def test_what_it_will_need_it_misses_before_it_begins(web, as_user):  # noqa: F811
    web.group("green", 1)
    web.have_hosts(1)
    web.place.set_trunking(web.role)
    for action in NEEDED:
        said = as_user({"Action": action, "Resource": "*"})
        assert f"{action}: AccessDenied" in said and f"allow the caller {action}" in said, said
    said = as_user({"Action": NEEDED, "Resource": "*"})
    assert [action for action in NEEDED if action not in said] == [], "all at once"
    as_user(expect=FINE)
    assert web.trunks() == (1, 1)


def test_another_cluster_that_may_not_be_looked_at_is_named(web, as_user):  # noqa: F811
    """Its hosts may be in the same groups."""
    web.group("green", 1)
    web.have_hosts(1)
    web.place.set_trunking(web.role)
    other = web.ecs.create_cluster(clusterName="other")["cluster"]["clusterArn"]
    said = as_user({"Action": "ecs:ListContainerInstances", "Resource": other})
    assert ("allow the caller ecs:ListContainerInstances of the cluster other, whose hosts may be in the same groups") in said, said
