"""Parameter Store: versions, labels, selectors, paths, filters, tags."""
import time

import pytest
from botocore.exceptions import ClientError


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


@pytest.fixture
def ssm(client):
    return client("ssm")


@pytest.fixture
def base():
    return f"/test-{time.time_ns()}"


@pytest.fixture
def put(ssm):
    made = []

    def put_parameter(name, value="v", type="String", **arguments):
        made.append(name)
        return ssm.put_parameter(Name=name, Value=value, Type=type, **arguments)

    yield put_parameter
    for start in range(0, len(made), 10):
        ssm.delete_parameters(Names=made[start:start + 10])


# ---- one parameter ----------------------------------------------------------------------------------------

def test_parameter_is_put_and_got(ssm, put, base, account):
    assert put(base, "one")["Version"] == 1
    parameter = ssm.get_parameter(Name=base)["Parameter"]
    assert {name: parameter[name] for name in ("Name", "Type", "Value", "Version", "ARN", "DataType")} == {
        "Name": base, "Type": "String", "Value": "one", "Version": 1, "DataType": "text",
        "ARN": f"arn:aws:ssm:eu-central-1:{account}:parameter{base}"}
    assert abs(parameter["LastModifiedDate"].timestamp() - time.time()) < 60
    assert ssm.get_parameter(Name=parameter["ARN"])["Parameter"]["Value"] == "one"


def test_parameter_is_overwritten_only_on_request(ssm, put, base):
    put(base, "one", Description="d")
    assert error_of(put, name=base, value="two") == {
        "Code": "ParameterAlreadyExists",
        "Message": "The parameter already exists. To overwrite this value, set the overwrite option in the request to "
                   "true."}
    assert ssm.put_parameter(Name=base, Value="two", Overwrite=True)["Version"] == 2
    assert ssm.get_parameter(Name=base)["Parameter"]["Value"] == "two"
    history = ssm.get_parameter_history(Name=base)["Parameters"]
    assert [(entry["Version"], entry["Value"], entry["Description"]) for entry in history] == [
        (1, "one", "d"), (2, "two", "d")]


def test_names_of_one_level_have_two_spellings(ssm, base):
    """Verified on AWS for GetParameter and GetParameters: the answer has the name that was asked for."""
    plain, slashed = base.replace("/", ""), "/" + base.replace("/", "")
    ssm.put_parameter(Name=plain, Value="1", Type="String")
    for name in (plain, slashed):
        assert ssm.get_parameter(Name=name)["Parameter"]["Name"] == name
        assert [row["Name"] for row in ssm.get_parameters(Names=[name])["Parameters"]] == [name]
    with pytest.raises(ssm.exceptions.ParameterAlreadyExists):
        ssm.put_parameter(Name=slashed, Value="2", Type="String")
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=slashed, Tags=[{"Key": "a", "Value": "b"}])
    assert ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=plain)["TagList"] == [{"Key": "a", "Value": "b"}]
    ssm.delete_parameter(Name=slashed)
    with pytest.raises(ssm.exceptions.ParameterNotFound):
        ssm.get_parameter(Name=plain)


@pytest.mark.parametrize("name", ["/a//b", "a/b"])
def test_paths_that_are_none_are_not_asked_for(ssm, name):
    for ask in (lambda: ssm.get_parameter(Name=name), lambda: ssm.get_parameters(Names=[name])):
        with pytest.raises(ClientError, match="ValidationException.*sub-paths divided by slash symbol"):
            ask()


def test_a_name_asked_for_twice_is_answered_once(ssm, put, base):
    put(f"{base}/x", "1")
    answer = ssm.get_parameters(Names=[f"{base}/x", f"{base}/x", f"{base}/y", f"{base}/y"])
    assert [row["Name"] for row in answer["Parameters"]] == [f"{base}/x"]
    assert answer["InvalidParameters"] == [f"{base}/y"]


def test_versions_and_labels_select(ssm, put, base):
    put(base, "one")
    put(base, "two", Overwrite=True)
    answer = ssm.label_parameter_version(Name=base, ParameterVersion=1, Labels=["stable", "9bad"])
    assert answer["InvalidLabels"] == ["9bad"] and answer["ParameterVersion"] == 1
    by_version = ssm.get_parameter(Name=f"{base}:1")["Parameter"]
    assert (by_version["Value"], by_version["Selector"]) == ("one", ":1")
    assert ssm.get_parameter(Name=f"{base}:stable")["Parameter"]["Value"] == "one"
    ssm.label_parameter_version(Name=base, Labels=["stable"])
    assert ssm.get_parameter(Name=f"{base}:stable")["Parameter"]["Value"] == "two"
    assert [entry["Labels"] for entry in ssm.get_parameter_history(Name=base)["Parameters"]] == [[], ["stable"]]
    assert error_of(ssm.get_parameter, Name=f"{base}:7") == {
        "Code": "ParameterVersionNotFound",
        "Message": f"Systems Manager could not find version 7 of {base}. Verify the version and try again."}
    assert error_of(ssm.get_parameter, Name=f"{base}:none")["Code"] == "ParameterVersionNotFound"
    removed = ssm.unlabel_parameter_version(Name=base, ParameterVersion=2, Labels=["stable", "x"])
    assert (removed["RemovedLabels"], removed["InvalidLabels"]) == (["stable"], ["x"])


def test_missing_parameters(ssm, put, base):
    assert error_of(ssm.get_parameter, Name=base)["Code"] == "ParameterNotFound"
    assert error_of(ssm.delete_parameter, Name=base)["Code"] == "ParameterNotFound"
    assert error_of(ssm.get_parameter_history, Name=base)["Code"] == "ParameterNotFound"
    put(f"{base}/a")
    answer = ssm.get_parameters(Names=[f"{base}/a", f"{base}/b"])
    assert [parameter["Name"] for parameter in answer["Parameters"]] == [f"{base}/a"]
    assert answer["InvalidParameters"] == [f"{base}/b"]
    answer = ssm.delete_parameters(Names=[f"{base}/a", f"{base}/b"])
    assert (answer["DeletedParameters"], answer["InvalidParameters"]) == ([f"{base}/a"], [f"{base}/b"])


def test_a_deleted_parameter_begins_again(ssm, put, base):
    put(base)
    put(base, Overwrite=True)
    ssm.delete_parameter(Name=base)
    assert put(base)["Version"] == 1


def test_secure_strings_are_readable_with_decryption_only(ssm, put, base):
    put(base, "secret", "SecureString")
    assert ssm.get_parameter(Name=base, WithDecryption=True)["Parameter"]["Value"] == "secret"
    encrypted = ssm.get_parameter(Name=base)["Parameter"]["Value"]
    assert "secret" not in encrypted and encrypted == ssm.get_parameter(Name=base)["Parameter"]["Value"]
    assert ssm.get_parameters(Names=[base], WithDecryption=True)["Parameters"][0]["Value"] == "secret"
    described = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [base]}])["Parameters"][0]
    assert described["KeyId"] == "alias/aws/ssm"


# ---- what is refused --------------------------------------------------------------------------------------

@pytest.mark.parametrize("name, code", [
    ("with space", "ValidationException"),
    ("not/qualified", "ValidationException"),
    ("aws-thing", "ValidationException"),
    ("/ssm/thing", "ValidationException"),
    ("/aws/service/x", "AccessDeniedException"),
    ("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "HierarchyLevelLimitExceededException"),
])
def test_names_that_are_refused(ssm, name, code):
    assert error_of(ssm.put_parameter, Name=name, Value="v", Type="String")["Code"] == code


def test_values_that_are_refused(ssm, put, base):
    assert error_of(ssm.put_parameter, Name=base, Value="v")["Message"] == \
        "A parameter type is required when you create a parameter."
    assert error_of(put, name=base, value="x" * 4097)["Message"].startswith(
        "Standard tier parameters support a maximum parameter value of 4096 characters.")
    assert put(base, "x" * 4097, Tier="Intelligent-Tiering")["Tier"] == "Advanced"
    assert error_of(put, name=base, value="x" * 8193, Tier="Advanced", Overwrite=True)["Code"] == "ValidationException"
    assert error_of(put, name=base, value="v", Tier="Standard", Overwrite=True)["Message"].startswith(
        "This parameter uses the advanced-parameter tier.")
    assert error_of(put, name=base, type="SecureString", Overwrite=True)["Code"] == "HierarchyTypeMismatchException"
    assert error_of(put, name=base, Overwrite=True, Tags=[{"Key": "a", "Value": "b"}])["Message"].startswith(
        "Invalid request: tags and overwrite can't be used together.")


def test_allowed_pattern(ssm, put, base):
    put(base, "abc123", AllowedPattern="[a-z]+\\d+")
    assert error_of(put, name=base, value="123", AllowedPattern="[a-z]+", Overwrite=True) == {
        "Code": "ParameterPatternMismatchException",
        "Message": "Parameter value, cannot be validated against allowedPattern: [a-z]+"}
    assert error_of(put, name=base, AllowedPattern="(", Overwrite=True)["Code"] == "InvalidAllowedPatternException"


# ---- many parameters --------------------------------------------------------------------------------------

def test_parameters_by_path(ssm, put, base):
    for name in ("a", "b", "sub/c", "sub/d/e"):
        put(f"{base}/{name}", name)

    def names(**arguments):
        pages = ssm.get_paginator("get_parameters_by_path").paginate(PaginationConfig={"PageSize": 1}, **arguments)
        return [parameter["Name"].removeprefix(base) for page in pages for parameter in page["Parameters"]]

    assert names(Path=base) == ["/a", "/b"]
    assert names(Path=f"{base}/") == ["/a", "/b"]
    assert names(Path=base, Recursive=True) == ["/a", "/b", "/sub/c", "/sub/d/e"]
    assert names(Path=f"{base}/sub") == ["/sub/c"]
    assert names(Path=f"{base}/none") == []
    assert error_of(ssm.get_parameters_by_path, Path="none")["Code"] == "ValidationException"


def test_parameters_are_described_by_filters(ssm, put, base):
    put(f"{base}/text")
    put(f"{base}/list", "a,b", "StringList", Tags=[{"Key": "team", "Value": "blue"}])

    def names(*filters):
        filters = [{"Key": "Path", "Option": "Recursive", "Values": [base]}, *filters]
        pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=filters)
        return [parameter["Name"].removeprefix(base) for page in pages for parameter in page["Parameters"]]

    assert names() == ["/list", "/text"]
    assert names({"Key": "Type", "Values": ["StringList"]}) == ["/list"]
    assert names({"Key": "Name", "Option": "Contains", "Values": ["ex"]}) == ["/text"]
    assert names({"Key": "tag:team", "Values": ["blue"]}) == ["/list"]
    assert error_of(ssm.describe_parameters, ParameterFilters=[{"Key": "Colour", "Values": ["x"]}]) == {
        "Code": "ValidationException",
        "Message": "1 validation error detected: Value 'Colour' at 'parameterFilters.1.member.key' failed to satisfy constraint: "
                   "Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType"}
    assert error_of(ssm.describe_parameters, ParameterFilters=[{"Key": "Type", "Values": ["test"]}]) == {
        "Code": "InvalidFilterOption", "Message": "The following filter value is not valid: test. Valid values include: "
                                                  "[String, StringList, SecureString]."}


def test_all_that_is_too_long_in_filters_is_named_at_once(ssm):
    message = error_of(ssm.describe_parameters, ParameterFilters=[
        {"Key": "Name", "Values": ["test"] * 51}, {"Key": "tag:" + "t" * 129}])["Message"]
    assert message.startswith("2 validation errors detected: Value '[test, test, ")
    assert "Member must have length less than or equal to 50; Value 'tag:t" in message
    assert message.endswith("Member must have length less than or equal to 132")


def test_characters_of_tags(ssm, put, base):
    put(base)
    assert error_of(ssm.add_tags_to_resource, ResourceType="Parameter", ResourceId=base,
                    Tags=[{"Key": "NOWAY!", "Value": "x"}]) == {
        "Code": "ValidationException",
        "Message": "1 validation error detected: Value 'NOWAY!' at 'tags.1.member.key' failed to satisfy constraint: Member must "
                   "satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$"}


def test_tags_of_parameters(ssm, put, base):
    put(base, Tags=[{"Key": "a", "Value": "1"}])
    resource = {"ResourceType": "Parameter", "ResourceId": base}
    ssm.add_tags_to_resource(**resource, Tags=[{"Key": "b", "Value": "2"}])
    ssm.remove_tags_from_resource(**resource, TagKeys=["a"])
    assert ssm.list_tags_for_resource(**resource)["TagList"] == [{"Key": "b", "Value": "2"}]
    assert error_of(ssm.list_tags_for_resource, ResourceType="Parameter", ResourceId=base + "x")["Code"] == \
        "InvalidResourceId"


# ---- the CLI ----------------------------------------------------------------------------------------------

def test_aws_ssm(aws, put, base):
    put(base, "from boto3")
    assert aws("ssm", "get-parameter", "--name", base, "--query", "Parameter.Value", "--output", "text").stdout == \
        "from boto3\n"
    failed = aws("ssm", "get-parameter", "--name", base + "x", check=False)
    assert failed.returncode == 254
    assert "(ParameterNotFound) when calling the GetParameter operation" in failed.stderr


def test_a_page_goes_on_though_the_last_parameter_of_the_one_before_is_gone(ssm, base, put):
    for name in ("a", "b", "c"):
        put(f"{base}/{name}")
    first = ssm.get_parameters_by_path(Path=base, MaxResults=2)
    ssm.delete_parameter(Name=f"{base}/b")
    second = ssm.get_parameters_by_path(Path=base, MaxResults=2, NextToken=first["NextToken"])
    assert [one["Name"] for one in second["Parameters"]] == [f"{base}/c"] and "NextToken" not in second


def test_a_history_goes_on_though_the_last_version_of_the_page_before_is_gone(ssm, base, put):
    put(base, "1")
    for number in range(2, 101):
        ssm.put_parameter(Name=base, Value=str(number), Overwrite=True)
    first = ssm.get_parameter_history(Name=base, MaxResults=2)
    assert [one["Version"] for one in first["Parameters"]] == [1, 2]
    for number in range(101, 104):  # There are a hundred versions at most.
        ssm.put_parameter(Name=base, Value=str(number), Overwrite=True)
    rest = ssm.get_parameter_history(Name=base, NextToken=first["NextToken"])
    assert [one["Version"] for one in rest["Parameters"]] == list(range(4, 54))
    put(base + "x")
    assert error_of(ssm.get_parameter_history, Name=base + "x", NextToken=first["NextToken"])["Code"] == \
        "InvalidNextToken"
