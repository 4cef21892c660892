"""Amazon ECR: repositories as they are made and told. Their images are in test_ecr_images.py."""
import json

import pytest

from ecr_repositories import LIFECYCLE, error_of


@pytest.fixture
def ecr(client):
    return client("ecr")


@pytest.fixture
def repository(ecr):
    yield ecr.create_repository(repositoryName="team/web")["repository"]
    ecr.delete_repository(repositoryName="team/web", force=True)


def test_repository(ecr, repository, account):
    arn = f"arn:aws:ecr:eu-central-1:{account}:repository/team/web"
    assert repository.pop("createdAt")
    assert repository == {
        "repositoryArn": arn, "registryId": account, "repositoryName": "team/web",
        "repositoryUri": f"{account}.dkr.ecr.eu-central-1.amazonaws.com/team/web", "imageTagMutability": "MUTABLE",
        "imageScanningConfiguration": {"scanOnPush": False}, "encryptionConfiguration": {"encryptionType": "AES256"}}
    assert error_of(ecr.create_repository, repositoryName="team/web") == (
        "RepositoryAlreadyExistsException",
        f"The repository with name 'team/web' already exists in the registry with id '{account}'")
    assert error_of(ecr.create_repository, repositoryName="Web")[0] == "InvalidParameterException"
    kms = {"encryptionType": "KMS"}
    assert "KMS is not supported" in error_of(ecr.create_repository, repositoryName="kms", encryptionConfiguration=kms)[1]
    ecr.put_image_tag_mutability(repositoryName="team/web", imageTagMutability="IMMUTABLE")
    ecr.put_image_scanning_configuration(repositoryName="team/web", imageScanningConfiguration={"scanOnPush": True})
    changed = ecr.describe_repositories(repositoryNames=["team/web"])["repositories"][0]
    assert (changed["imageTagMutability"], changed["imageScanningConfiguration"]) == ("IMMUTABLE", {"scanOnPush": True})


def test_a_repository_that_is_not_there(ecr, account):
    assert ecr.describe_repositories()["repositories"] == []
    assert error_of(ecr.describe_repositories, repositoryNames=["mine"]) == (
        "RepositoryNotFoundException",
        f"The repository with name 'mine' does not exist in the registry with id '{account}'")
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):  # what Serverless looks for
        ecr.describe_repositories(repositoryNames=["mine"])


def test_repositories_in_pages(ecr):
    names = [f"r{number}" for number in range(5)]
    for name in names:
        ecr.create_repository(repositoryName=name)
    pages = ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": 2})
    assert [[row["repositoryName"] for row in page["repositories"]] for page in pages] == [names[:2], names[2:4], names[4:]]


POLICY = {"Version": "2012-10-17", "Statement": [
    {"Sid": "pull", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}]}


def test_policies(ecr, repository):
    of = {"repositoryName": "team/web"}
    for get, put, delete, member, code, document in (
            (ecr.get_repository_policy, ecr.set_repository_policy, ecr.delete_repository_policy, "policyText",
             "RepositoryPolicyNotFoundException", POLICY),
            (ecr.get_lifecycle_policy, ecr.put_lifecycle_policy, ecr.delete_lifecycle_policy, "lifecyclePolicyText",
             "LifecyclePolicyNotFoundException", LIFECYCLE)):
        text = json.dumps(document)
        assert error_of(get, **of)[0] == code
        for wrong in ("no JSON" * 20, json.dumps({"more": "x" * 100})):
            assert error_of(put, **of, **{member: wrong})[0] == "InvalidParameterException"
        put(**of, **{member: text})
        assert get(**of)[member] == text
        assert delete(**of)[member] == text
        assert error_of(delete, **of)[0] == code


def test_the_registrys_policy(ecr, account):
    text = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "ecr:ReplicateImage",
         "Resource": "*"}]})
    assert error_of(ecr.get_registry_policy)[0] == "RegistryPolicyNotFoundException"
    assert error_of(ecr.put_registry_policy, policyText="{}")[0] == "InvalidParameterException"
    assert ecr.put_registry_policy(policyText=text)["registryId"] == account
    assert ecr.get_registry_policy()["policyText"] == text
    assert ecr.delete_registry_policy()["policyText"] == text
    assert error_of(ecr.delete_registry_policy)[0] == "RegistryPolicyNotFoundException"


def test_replication_is_refused_by_name(ecr):
    code, message = error_of(ecr.put_replication_configuration, replicationConfiguration={"rules": []})
    assert "PutReplicationConfiguration" in message


def test_a_new_repository_has_no_images(ecr, repository):
    assert ecr.list_images(repositoryName="team/web")["imageIds"] == []
    assert ecr.describe_images(repositoryName="team/web")["imageDetails"] == []
    code, message = error_of(ecr.describe_images, repositoryName="team/web", imageIds=[{"imageTag": "1"}])
    assert code == "ImageNotFoundException" and "{imageDigest:'null', imageTag:'1'}" in message


def test_tags(ecr, repository):
    arn = repository["repositoryArn"]
    ecr.tag_resource(resourceArn=arn, tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    ecr.tag_resource(resourceArn=arn, tags=[{"Key": "a", "Value": "3"}])
    ecr.untag_resource(resourceArn=arn, tagKeys=["b"])
    assert ecr.list_tags_for_resource(resourceArn=arn)["tags"] == [{"Key": "a", "Value": "3"}]
