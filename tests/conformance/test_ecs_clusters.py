"""Clusters: made, described, changed, deleted; their tags; who may."""
import json

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def ecs(client):
    return client("ecs")


def refused(call, **arguments):
    """The error that the call is answered with, as (code, message)."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_created_cluster_is_empty_and_active(ecs, account):
    cluster = ecs.create_cluster(clusterName="web", tags=[{"key": "team", "value": "a"}])["cluster"]
    assert cluster["clusterArn"] == f"arn:aws:ecs:eu-central-1:{account}:cluster/web"
    assert cluster["status"] == "ACTIVE"
    assert cluster["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    assert cluster["tags"] == [{"key": "team", "value": "a"}]
    counts = ["registeredContainerInstancesCount", "runningTasksCount", "pendingTasksCount", "activeServicesCount"]
    assert [cluster[name] for name in counts] == [0, 0, 0, 0]


def test_cluster_without_a_name_is_the_default_one(ecs):
    assert ecs.create_cluster()["cluster"]["clusterName"] == "default"
    assert [c["clusterName"] for c in ecs.describe_clusters()["clusters"]] == ["default"]


def test_creating_it_again_answers_with_it_unless_it_differs(ecs):
    first = ecs.create_cluster(clusterName="web")["cluster"]
    assert ecs.create_cluster(clusterName="web")["cluster"] == first
    assert refused(ecs.create_cluster, clusterName="web", capacityProviders=["FARGATE"]) == (
        "InvalidParameterException", "Arguments on this idempotent resource are inconsistent.")


def test_container_insights_follow_the_account_setting(ecs):
    ecs.put_account_setting(name="containerInsights", value="enhanced")
    assert ecs.create_cluster(clusterName="web")["cluster"]["settings"][0]["value"] == "enhanced"
    cluster = ecs.update_cluster_settings(cluster="web", settings=[
        {"name": "containerInsights", "value": "enabled"}])["cluster"]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]


def test_description_shows_what_is_asked_for(ecs):
    ecs.create_cluster(clusterName="web", tags=[{"key": "team", "value": "a"}])
    configuration = {"executeCommandConfiguration": {"logging": "NONE"}}
    assert ecs.update_cluster(cluster="web", configuration=configuration)["cluster"]["configuration"] == configuration
    plain = ecs.describe_clusters(clusters=["web"])["clusters"][0]
    assert (plain["statistics"], plain["tags"], plain["settings"]) == ([], [], [])
    assert "configuration" not in plain
    full = ecs.describe_clusters(clusters=["web"], include=["SETTINGS", "TAGS", "STATISTICS", "CONFIGURATIONS"])
    full = full["clusters"][0]
    assert {"name": "runningEC2TasksCount", "value": "0"} in full["statistics"]
    assert full["tags"] == [{"key": "team", "value": "a"}]
    assert full["settings"] and full["configuration"] == configuration


def test_missing_ones_are_failures_not_errors(ecs, account):
    answer = ecs.describe_clusters(clusters=["none"])
    assert answer["clusters"] == []
    assert answer["failures"] == [{"arn": f"arn:aws:ecs:eu-central-1:{account}:cluster/none", "reason": "MISSING"}]


def test_listing_comes_in_pages(ecs):
    arns = [ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"] for name in ["c", "a", "b"]]
    first = ecs.list_clusters(maxResults=2)
    assert first["clusterArns"] == [arns[1], arns[2]]
    second = ecs.list_clusters(maxResults=2, nextToken=first["nextToken"])
    assert second["clusterArns"] == [arns[0]] and "nextToken" not in second
    assert refused(ecs.list_clusters, maxResults=101)[0] == "InvalidParameterException"
    assert refused(ecs.list_clusters, nextToken="x")[0] == "InvalidParameterException"


def test_deleted_cluster_is_inactive_until_it_is_made_again(ecs):
    arn = ecs.create_cluster(clusterName="web", tags=[{"key": "a", "value": "b"}])["cluster"]["clusterArn"]
    assert ecs.delete_cluster(cluster=arn)["cluster"]["status"] == "INACTIVE"
    assert ecs.delete_cluster(cluster="web")["cluster"]["status"] == "INACTIVE"
    assert ecs.list_clusters()["clusterArns"] == []
    assert ecs.describe_clusters(clusters=["web"])["clusters"][0]["status"] == "INACTIVE"
    assert refused(ecs.update_cluster, cluster="web") == (
        "ClusterNotFoundException", "The referenced cluster was inactive.")
    assert ecs.create_cluster(clusterName="web")["cluster"]["tags"] == []
    assert ecs.list_clusters()["clusterArns"] == [arn]


def test_unknown_cluster(ecs):
    assert refused(ecs.delete_cluster, cluster="none") == ("ClusterNotFoundException", "Cluster not found.")
    assert refused(ecs.update_cluster_settings, cluster="none", settings=[]) == (
        "ClusterNotFoundException", "Cluster not found.")


def test_cluster_of_another_account_is_refused(ecs, account):
    code, message = refused(ecs.describe_clusters, clusters=["arn:aws:ecs:eu-central-1:999999999999:cluster/web"])
    assert code in ("InvalidParameterException", "AccessDeniedException")
    assert code != "InvalidParameterException" or "999999999999" in message


@pytest.mark.parametrize("arguments, said", [
    ({"clusterName": "a b"}, "name"),
    ({"clusterName": "a" * 256}, "name"),
    ({"settings": [{"name": "containerInsights", "value": "maybe"}]}, "maybe"),
    ({"capacityProviders": ["mine"]}, "The specified capacity provider was not found."),
    ({"serviceConnectDefaults": {"namespace": "n"}}, "serviceConnectDefaults"),
    ({"tags": [{"key": "aws:x", "value": "y"}]}, "aws:"),
    ({"tags": [{"key": "k", "value": "1"}, {"key": "k", "value": "2"}]}, "Duplicate"),
])
def test_what_a_cluster_cannot_be(ecs, arguments, said):
    code, message = refused(ecs.create_cluster, **arguments)
    assert code == "InvalidParameterException"
    assert said in message


def test_an_empty_member_asks_for_nothing(ecs):
    ecs.create_cluster(clusterName="web", serviceConnectDefaults={"namespace": ""})


def test_fargate_providers_with_a_strategy(ecs):
    ecs.create_cluster(clusterName="web")
    strategy = [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}]
    cluster = ecs.put_cluster_capacity_providers(
        cluster="web", capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=strategy)["cluster"]
    assert cluster["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert cluster["defaultCapacityProviderStrategy"] == strategy
    code, message = refused(ecs.put_cluster_capacity_providers, cluster="web", capacityProviders=[],
                            defaultCapacityProviderStrategy=strategy)
    assert code == "InvalidParameterException" and "'FARGATE'" in message


def test_tags(ecs):
    arn = ecs.create_cluster(clusterName="web", tags=[{"key": "a", "value": "1"}])["cluster"]["clusterArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "2"}, {"key": "b", "value": "3"}])
    ecs.untag_resource(resourceArn=arn, tagKeys=["b", "none"])
    assert ecs.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "a", "value": "2"}]
    assert refused(ecs.list_tags_for_resource, resourceArn=arn + "-none")[0] == "ResourceNotFoundException"
    assert refused(ecs.tag_resource, resourceArn="arn:aws:s3:::b", tags=[])[0] == "InvalidParameterException"
    many = [{"key": f"k{i}", "value": ""} for i in range(50)]
    assert refused(ecs.tag_resource, resourceArn=arn, tags=many)[0] == "InvalidParameterException"


def user_with(client, statements):
    """A client of a user with these statements."""
    iam = client("iam")
    iam.create_user(UserName="u")
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": statements}))
    key = iam.create_access_key(UserName="u")["AccessKey"]
    return client("ecs", credentials={"aws_access_key_id": key["AccessKeyId"],
                                      "aws_secret_access_key": key["SecretAccessKey"]})


def has_service_linked_role(client):
    try:
        client("iam").get_role(RoleName="AWSServiceRoleForECS")
    except ClientError:
        return False
    return True


@pytest.mark.sandbox_only("the account must not have the service-linked role")
def test_first_cluster_brings_the_service_linked_role(client, ecs):
    ecs.create_cluster(clusterName="web")
    role = client("iam").get_role(RoleName="AWSServiceRoleForECS")["Role"]
    assert role["Path"] == "/aws-service-role/ecs.amazonaws.com/"


@pytest.mark.sandbox_only("the account must not have the service-linked role")
def test_who_may_not_create_the_role_gets_a_cluster_without_it(client):
    user = user_with(client, [{"Effect": "Allow", "Action": "ecs:CreateCluster", "Resource": "*"}])
    assert user.create_cluster(clusterName="web")["cluster"]["status"] == "ACTIVE"
    assert not has_service_linked_role(client)


@pytest.mark.sandbox_only("makes users")
def test_clusters_are_resources_of_policies(client, ecs, account):
    for name in ("web", "worker"):
        ecs.create_cluster(clusterName=name)
    user = user_with(client, [{"Effect": "Allow", "Action": ["ecs:DescribeClusters", "ecs:DeleteCluster"],
                               "Resource": f"arn:aws:ecs:eu-central-1:{account}:cluster/web"}])
    assert user.describe_clusters(clusters=["web"])["clusters"]
    code, message = refused(user.delete_cluster, cluster="worker")
    assert code == "AccessDeniedException"
    assert f"arn:aws:ecs:eu-central-1:{account}:cluster/worker" in message


@pytest.mark.sandbox_only("makes users")
def test_tagging_while_creating_needs_its_own_permission(client, ecs):
    user = user_with(client, [{"Effect": "Allow", "Action": "ecs:CreateCluster", "Resource": "*"}])
    tags = [{"key": "a", "value": "1"}]
    code, message = refused(user.create_cluster, clusterName="web", tags=tags)
    assert code == "AccessDeniedException" and "ecs:TagResource" in message
    ecs.put_account_setting(name="tagResourceAuthorization", value="off")
    assert user.create_cluster(clusterName="web", tags=tags)["cluster"]["tags"] == tags


def test_the_cli_sees_the_same(aws):
    created = aws("ecs", "create-cluster", "--cluster-name", "web").json["cluster"]
    assert aws("ecs", "list-clusters").json["clusterArns"] == [created["clusterArn"]]
    assert aws("ecs", "delete-cluster", "--cluster", "web").json["cluster"]["status"] == "INACTIVE"


def test_every_account_has_fargate(ecs, account):
    providers = ecs.describe_capacity_providers()["capacityProviders"]
    assert [(p["name"], p["status"]) for p in providers] == [("FARGATE", "ACTIVE"), ("FARGATE_SPOT", "ACTIVE")]
    arn = f"arn:aws:ecs:eu-central-1:{account}:capacity-provider/"
    assert [p["capacityProviderArn"] for p in providers] == [arn + "FARGATE", arn + "FARGATE_SPOT"]
    answer = ecs.describe_capacity_providers(capacityProviders=[arn + "FARGATE_SPOT", "mine"], include=["TAGS"])
    assert [p["name"] for p in answer["capacityProviders"]] == ["FARGATE_SPOT"]
    assert answer["failures"] == [{"arn": arn + "mine", "reason": "MISSING"}]
    first = ecs.describe_capacity_providers(maxResults=1)
    second = ecs.describe_capacity_providers(maxResults=1, nextToken=first["nextToken"])
    assert [p["name"] for p in first["capacityProviders"] + second["capacityProviders"]] == ["FARGATE", "FARGATE_SPOT"]
    assert "nextToken" not in second
