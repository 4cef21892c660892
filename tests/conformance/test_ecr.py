"""ECR: what clients ask for on their way. Nobody has a repository."""
import pytest
from botocore.exceptions import ClientError


def test_nobody_has_a_repository(client, account):
    ecr = client("ecr")
    assert ecr.describe_repositories()["repositories"] == []
    with pytest.raises(ClientError) as caught:
        ecr.describe_repositories(repositoryNames=["mine"])
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "RepositoryNotFoundException",
        f"The repository with name 'mine' does not exist in the registry with id '{account}'")
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):  # what Serverless looks for
        ecr.describe_repositories(repositoryNames=["mine"])
