"""What policies may ask of a call: the tags of each resource, those that the request gives, and the services' own condition keys.

What belongs here: one statement with a condition, and the calls of a service that it lets through or not. ECS's own are in
test_ecs_permissions.py.
"""
import json

import pytest
from botocore.exceptions import ClientError

from iam_documents import policy
from lambda_functions import TRUST_LAMBDA, zipped

DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}
BLUE = {"StringEquals": {"aws:ResourceTag/team": "blue"}}


@pytest.fixture
def ann(client):
    """ann(service, Condition=…): a client of a user who may do what one statement says, and all that `more` statements say."""
    iam = client("iam")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]

    def make(service, *more, action="*", **statement):
        document = json.loads(policy(action, **statement))
        document["Statement"] += [json.loads(policy(*one))["Statement"][0] for one in more]
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps(document))
        return client(service, credentials=key)
    return make


def allowed(call, **parameters):
    """Whether IAM lets it through, whatever the service says then."""
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"] not in DENIED
    return True


def tag_list(team):
    return [{"Key": "team", "Value": team}]


def make_topic(sns, team):
    return sns.create_topic(Name=team, Tags=tag_list(team))["TopicArn"]


def make_rule(events, team):
    events.put_rule(Name=team, ScheduleExpression="rate(1 day)", Tags=tag_list(team))
    return team


def make_group(logs, team):
    logs.create_log_group(logGroupName=team, tags={"team": team})
    return team


def make_parameter(ssm, team):
    ssm.put_parameter(Name=f"/{team}", Value="v", Type="String", Tags=tag_list(team))
    return f"/{team}"


def make_repository(ecr, team):
    return ecr.create_repository(repositoryName=team, tags=tag_list(team))["repository"]["repositoryName"]


def make_file_system(efs, team):
    return efs.create_file_system(CreationToken=team, Tags=tag_list(team))["FileSystemId"]


def make_namespace(cloud_map, team):
    cloud_map.create_http_namespace(Name=team, Tags=tag_list(team))
    return next(one["Id"] for one in cloud_map.list_namespaces()["Namespaces"] if one["Name"] == team)


def make_stack(cloudformation, team):
    cloudformation.create_stack(StackName=team, Tags=tag_list(team), TemplateBody=json.dumps(
        {"Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}))
    return team


def make_security_group(ec2, team):
    return ec2.create_security_group(GroupName=team, Description="d", TagSpecifications=[
        {"ResourceType": "security-group", "Tags": tag_list(team)}])["GroupId"]


def make_key_pair(ec2, team):
    ec2.create_key_pair(KeyName=team, TagSpecifications=[{"ResourceType": "key-pair", "Tags": tag_list(team)}])
    return team


def make_launch_template(ec2, team):
    ec2.create_launch_template(LaunchTemplateName=team, LaunchTemplateData={"InstanceType": "t3.micro"}, TagSpecifications=[
        {"ResourceType": "launch-template", "Tags": tag_list(team)}])
    return team


@pytest.mark.parametrize("service, make, call", [
    ("sns", make_topic, lambda sns, topic: allowed(sns.get_topic_attributes, TopicArn=topic)),
    ("events", make_rule, lambda events, rule: allowed(events.describe_rule, Name=rule)),
    ("logs", make_group, lambda logs, group: allowed(logs.describe_log_streams, logGroupName=group)),
    ("ssm", make_parameter, lambda ssm, name: allowed(ssm.get_parameter, Name=name)),
    ("ssm", make_parameter, lambda ssm, name: allowed(ssm.get_parameters, Names=["/blue", name])),
    ("ecr", make_repository, lambda ecr, name: allowed(ecr.describe_images, repositoryName=name)),
    ("ecr", make_repository, lambda ecr, name: allowed(ecr.describe_repositories, repositoryNames=["blue", name])),
    ("efs", make_file_system, lambda efs, system: allowed(efs.describe_mount_targets, FileSystemId=system)),
    ("servicediscovery", make_namespace, lambda cloud_map, namespace: allowed(cloud_map.get_namespace, Id=namespace)),
    ("cloudformation", make_stack, lambda cloudformation, stack: allowed(cloudformation.describe_stack_events, StackName=stack)),
    ("ec2", make_security_group, lambda ec2, group: allowed(ec2.delete_security_group, GroupId=group)),
    ("ec2", make_key_pair, lambda ec2, pair: allowed(ec2.delete_key_pair, KeyName=pair)),
    ("ec2", make_launch_template, lambda ec2, name: allowed(ec2.delete_launch_template, LaunchTemplateName=name)),
])
def test_each_resource_is_judged_by_its_own_tags(client, ann, service, make, call):
    root = client(service)
    blue, red = make(root, "blue"), make(root, "red")
    by_tag = ann(service, Condition=BLUE)
    assert not call(by_tag, red)
    assert call(by_tag, blue)


@pytest.mark.parametrize("service, call", [
    ("sns", lambda sns, tags: allowed(sns.create_topic, Name="t", Tags=tags)),
    ("events", lambda events, tags: allowed(events.put_rule, Name="r", ScheduleExpression="rate(1 day)", Tags=tags)),
    ("ssm", lambda ssm, tags: allowed(ssm.put_parameter, Name="p", Value="v", Type="String", Tags=tags)),
    ("ecr", lambda ecr, tags: allowed(ecr.create_repository, repositoryName="repo", tags=tags)),
    ("efs", lambda efs, tags: allowed(efs.create_file_system, CreationToken="t", Tags=tags)),
    ("servicediscovery", lambda cloud_map, tags: allowed(cloud_map.create_http_namespace, Name="n", Tags=tags)),
    ("cloudformation", lambda cloudformation, tags: allowed(cloudformation.create_stack, StackName="s", Tags=tags, TemplateBody="{}")),
    ("ec2", lambda ec2, tags: allowed(ec2.create_key_pair, KeyName="k", TagSpecifications=[
        {"ResourceType": "key-pair", "Tags": tags}])),
])
def test_what_is_made_is_judged_by_the_tags_of_the_request(ann, service, call):
    by_tag = ann(service, Condition={"StringEquals": {"aws:RequestTag/team": "blue"},
                                     "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}})
    assert not call(by_tag, tag_list("red"))
    assert not call(by_tag, tag_list("blue") + [{"Key": "more", "Value": "x"}])
    assert call(by_tag, tag_list("blue"))


# ---- EC2 --------------------------------------------------------------------------------------------------

@pytest.fixture
def launch(client):
    """launch(ec2, …): whether a launch would be let through; what is launched is a current image of Amazon Linux."""
    image = client("ec2").describe_images(Owners=["amazon"], Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]

    def dry_run(ec2, **parameters):
        return allowed(ec2.run_instances, DryRun=True, MinCount=1, MaxCount=1, **{"ImageId": image["ImageId"], **parameters})
    return dry_run


def test_a_launch_has_the_type_and_options_that_policies_allow(ann, launch):
    ec2 = ann("ec2", ("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*", "Deny"), action="ec2:*")
    assert not launch(ec2, InstanceType="t3.micro")
    for condition, parameters, expected in [
            ({"StringEquals": {"ec2:InstanceType": "t3.micro"}}, {"InstanceType": "t3.micro"}, True),
            ({"StringEquals": {"ec2:InstanceType": "t3.micro"}}, {"InstanceType": "c5.large"}, False),
            ({"StringEquals": {"ec2:MetadataHttpTokens": "required"}}, {}, False),
            ({"StringEquals": {"ec2:MetadataHttpTokens": "required"}}, {"MetadataOptions": {"HttpTokens": "required"}}, True),
            ({"StringEquals": {"aws:RequestTag/team": "blue"}}, {}, False),
            ({"StringEquals": {"aws:RequestTag/team": "blue"}},
             {"TagSpecifications": [{"ResourceType": "instance", "Tags": tag_list("blue")}]}, True)]:
        iam_statement = {"action": "ec2:RunInstances", "resource": "arn:aws:ec2:*:*:instance/*", "Condition": condition}
        ec2 = ann("ec2", ("ec2:CreateTags",), ("ec2:RunInstances", [
            f"arn:aws:ec2:*:*:{kind}/*" for kind in ("network-interface", "volume", "subnet", "security-group")] +
            ["arn:aws:ec2:*::image/*"]), **iam_statement)
        assert launch(ec2, **parameters) == expected, condition


def test_a_launch_template_is_looked_into(client, ann, launch):
    template = client("ec2").create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData={"InstanceType": "c5.large"})
    name = {"LaunchTemplate": {"LaunchTemplateName": "hosts"}}
    small = ann("ec2", ("ec2:RunInstances", "*", "Allow"), action="ec2:RunInstances", resource="arn:aws:ec2:*:*:instance/*", effect="Deny",
                Condition={"StringNotEquals": {"ec2:InstanceType": "t3.micro"}})
    assert not launch(small, **name)
    assert launch(small, InstanceType="t3.micro", **name)
    only = ann("ec2", action="ec2:RunInstances", Condition={
        "ArnEquals": {"ec2:LaunchTemplate": template_arn(client, template)}})
    assert launch(only, **name)
    assert not launch(only, InstanceType="t3.micro")


def template_arn(client, template):
    account = client("sts").get_caller_identity()["Account"]
    region = client("ec2").meta.region_name
    return f"arn:aws:ec2:{region}:{account}:launch-template/{template['LaunchTemplate']['LaunchTemplateId']}"


def test_what_is_made_with_tags_needs_them_to_be_allowed(ann):
    ec2 = ann("ec2", ("ec2:CreateVpc",), action="ec2:CreateTags", Condition={"StringEquals": {"aws:RequestTag/team": "blue"}})
    for team, expected in (("red", False), ("blue", True)):
        assert allowed(ec2.create_vpc, CidrBlock="10.9.0.0/16", TagSpecifications=[
            {"ResourceType": "vpc", "Tags": tag_list(team)}]) == expected


def test_an_association_is_asked_for_as_what_it_joins(client, ann):
    root = client("ec2")
    vpc = root.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = root.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
    table = root.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    association = root.associate_route_table(SubnetId=subnet, RouteTableId=table)["AssociationId"]
    ec2 = ann("ec2", Condition=BLUE)
    for resource in (table, subnet):
        assert not allowed(ec2.disassociate_route_table, AssociationId=association)
        root.create_tags(Resources=[resource], Tags=tag_list("blue"))
    assert allowed(ec2.disassociate_route_table, AssociationId=association)


# ---- Auto Scaling, load balancing, Lambda -------------------------------------------------------------------

def test_groups_are_as_large_as_policies_allow(client, ann):
    client("ec2").create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData={"InstanceType": "t3.micro"})
    group = {"AvailabilityZones": ["eu-central-1a"], "MinSize": 0}
    template = {"LaunchTemplateName": "hosts", "Version": "1"}
    for condition, more, expected in [
            ({"NumericLessThanEquals": {"autoscaling:MaxSize": "2"}}, {"MaxSize": 3}, False),
            ({"NumericLessThanEquals": {"autoscaling:MaxSize": "2"}}, {"MaxSize": 2}, True),
            ({"Bool": {"autoscaling:LaunchTemplateVersionSpecified": "true"}}, {"MaxSize": 1}, True),
            ({"Bool": {"autoscaling:LaunchTemplateVersionSpecified": "true"}},
             {"MaxSize": 1, "LaunchTemplate": {**template, "Version": "$Latest"}}, False),
            ({"StringEquals": {"aws:RequestTag/team": "blue"}}, {"MaxSize": 1}, False),
            ({"StringEquals": {"aws:RequestTag/team": "blue"}}, {"MaxSize": 1, "Tags": tag_list("blue")}, True)]:
        autoscaling = ann("autoscaling", ("ec2:*",), action="autoscaling:*", Condition=condition)
        name = f"g{len(client('autoscaling').describe_auto_scaling_groups()['AutoScalingGroups'])}"
        assert allowed(autoscaling.create_auto_scaling_group, AutoScalingGroupName=name,
                       **{"LaunchTemplate": template, **group, **more}) == expected, condition


def test_listeners_speak_what_policies_allow(client, ann):
    subnets = [one["SubnetId"] for one in client("ec2").describe_subnets()["Subnets"][:2]]
    balancer = client("elbv2").create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    elb = ann("elbv2", action="elasticloadbalancing:*", Condition={
        "ForAllValues:StringEquals": {"elasticloadbalancing:ListenerProtocol": ["HTTPS"]}})
    listener = {"LoadBalancerArn": balancer, "Port": 80, "DefaultActions": [
        {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]}
    assert not allowed(elb.create_listener, Protocol="HTTP", **listener)
    assert allowed(elb.create_listener, Protocol="HTTPS", **listener)
    elb = ann("elbv2", action="elasticloadbalancing:*", Condition={
        "ForAllValues:StringEquals": {"elasticloadbalancing:Subnet": subnets[:1]}})
    assert not allowed(elb.set_subnets, LoadBalancerArn=balancer, Subnets=subnets)


def test_functions_with_tags_need_to_be_tagged(client, ann):
    iam = client("iam")
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA))["Role"]["Arn"]
    function = {"FunctionName": "f", "Runtime": "provided.al2023", "Handler": "h", "Role": role,
                "Code": {"ZipFile": zipped({"bootstrap": "#!/bin/sh\n"})}, "Tags": {"team": "blue"}}
    creator = ann("lambda", ("iam:PassRole",), action=["lambda:CreateFunction", "lambda:GetFunction"])
    with pytest.raises(ClientError) as refusal:
        creator.create_function(**function)
    assert "is not authorized to perform: lambda:TagResource on resource: " in refusal.value.response["Error"]["Message"]
    creator = ann("lambda", ("iam:PassRole",), action=["lambda:CreateFunction", "lambda:GetFunction", "lambda:TagResource"])
    creator.create_function(**function)
    bodies = []  # Debian's botocore leaves out members that are newer.
    creator.meta.events.register("after-call.lambda.GetFunction", lambda http_response, **_: bodies.append(json.loads(http_response.content)))
    creator.get_function(FunctionName="f")
    assert "Tags" not in bodies[0]
    assert bodies[0]["TagsError"]["ErrorCode"] == "AccessDeniedException"
    reader = ann("lambda", action=["lambda:GetFunction", "lambda:ListTags"], Condition=BLUE)
    assert reader.get_function(FunctionName="f")["Tags"] == {"team": "blue"}
    assert not allowed(ann("lambda", Condition={"StringEquals": {"aws:ResourceTag/team": "red"}}).get_function, FunctionName="f")


# ---- others -----------------------------------------------------------------------------------------------

def test_subscriptions_are_no_resources_of_iam(client, ann):
    sns = client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    arn = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@example.com", ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert not allowed(ann("sns", resource=[topic, topic + ":*"]).unsubscribe, SubscriptionArn=arn)
    assert allowed(ann("sns").unsubscribe, SubscriptionArn=arn)



def test_events_are_put_of_the_sources_that_policies_allow(ann):
    events = ann("events", action="events:PutEvents", resource="arn:aws:events:*:*:event-bus/default",
                 Condition={"ForAllValues:StringEquals": {"events:source": ["mine"]}})
    entry = {"DetailType": "d", "Detail": "{}"}
    assert allowed(events.put_events, Entries=[{"Source": "mine", **entry}])
    assert not allowed(events.put_events, Entries=[{"Source": "mine", **entry}, {"Source": "other", **entry}])


def test_stacks_have_the_role_that_policies_allow(ann):
    cloudformation = ann("cloudformation", ("iam:PassRole",), action="cloudformation:*",
                         Condition={"Null": {"cloudformation:RoleArn": "true"}})
    assert allowed(cloudformation.create_stack, StackName="s", TemplateBody="{}")
    assert not allowed(cloudformation.create_stack, StackName="s", TemplateBody="{}", RoleARN="arn:aws:iam::000000000000:role/r")


def test_objects_are_put_with_the_encryption_that_policies_allow(client, ann, account):
    client("s3").create_bucket(Bucket=f"{account}-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3 = ann("s3", action="s3:PutObject", Condition={"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}})
    put = {"Bucket": f"{account}-bucket", "Key": "k", "Body": b"x"}
    assert not allowed(s3.put_object, **put)
    assert allowed(s3.put_object, ServerSideEncryption="AES256", **put)


def test_what_iam_says_of_a_key_is_asked_of_its_user(client, ann, account):
    key = ann("iam", action="iam:GetAccessKeyLastUsed", resource=f"arn:aws:iam::{account}:user/ann")
    iam = client("iam")
    own = iam.list_access_keys(UserName="ann")["AccessKeyMetadata"][0]["AccessKeyId"]
    iam.create_user(UserName="bob")
    other = iam.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]
    assert allowed(key.get_access_key_last_used, AccessKeyId=own)
    assert not allowed(key.get_access_key_last_used, AccessKeyId=other)


@pytest.mark.parametrize("service, action, call", [
    ("sns", "sns:TagResource", lambda sns: sns.create_topic(Name="t", Tags=tag_list("blue"))),
    ("events", "events:TagResource", lambda events: events.put_rule(Name="r", ScheduleExpression="rate(1 day)", Tags=tag_list("blue"))),
    ("logs", "logs:TagResource", lambda logs: logs.create_log_group(logGroupName="g", tags={"team": "blue"})),
    ("ssm", "ssm:AddTagsToResource", lambda ssm: ssm.put_parameter(Name="p", Value="v", Type="String", Tags=tag_list("blue"))),
    ("ecr", "ecr:TagResource", lambda ecr: ecr.create_repository(repositoryName="repo", tags=tag_list("blue"))),
    ("efs", "elasticfilesystem:TagResource", lambda efs: efs.create_file_system(CreationToken="t", Tags=tag_list("blue"))),
    ("iam", "iam:TagUser", lambda iam: iam.create_user(UserName="bob", Tags=tag_list("blue"))),
    ("cloudwatch", "cloudwatch:TagResource", lambda cloudwatch: cloudwatch.put_metric_alarm(
        AlarmName="a", Namespace="n", MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1,
        ComparisonOperator="GreaterThanThreshold", Tags=tag_list("blue"))),
])
def test_to_make_something_with_tags_is_to_tag_it(ann, service, action, call):
    tagging = [action, "logs:TagLogGroup"] if service == "logs" else action
    with pytest.raises(ClientError) as refusal:
        call(ann(service, (tagging, "*", "Deny")))
    assert refusal.value.response["Error"]["Code"] in DENIED
    message = refusal.value.response["Error"]["Message"]
    if service == "logs":
        assert 'is not authorized to perform CreateLogGroup with Tags. An additional permission "logs:TagResource" is required.' in message
    else:
        assert f"is not authorized to perform: {action} on resource: " in message
    call(ann(service))


def test_the_prefix_of_a_listing_is_what_its_query_says(client, ann):
    own = client("s3")
    own.create_bucket(Bucket="homes", CreateBucketConfiguration={"LocationConstraint": own.meta.region_name})
    s3 = ann("s3", Condition={"StringEquals": {"s3:prefix": ["", "home/ann/"]}})
    assert allowed(s3.list_objects_v2, Bucket="homes", Prefix="")
    assert allowed(s3.list_objects_v2, Bucket="homes", Prefix="home/ann/")
    assert not allowed(s3.list_objects_v2, Bucket="homes", Prefix="home/")
    s3.meta.events.register("before-call.s3.ListObjectsV2", lambda params, **_: params["headers"].update(prefix="home/ann/"))
    assert not allowed(s3.list_objects_v2, Bucket="homes")
