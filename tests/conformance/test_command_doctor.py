"""`eni-trunking doctor`: for each way in which hosts end up without a trunk it names that cause, and nothing else of the same
severity; what it prints, typed to the letter, makes the next run clean. How hosts get there is told in test_trunking_failures.py."""
import json
import os
import subprocess

import pytest

from auto_scaling_groups import ZONES, describe, in_service
from capacity_providers import make_group, make_provider, put, settled
from conftest import AWS_CLI, COMMAND, REGION, clean_environment, environment_credentials
from container_hosts import WINDOWS, Account, has_trunk, join, join_windows, policy_document
from instances import PLAIN
from trunkless_hosts import (
    burstable_type, default_enabled_but_the_role_disabled, excluded_type, high_density_switched_off, old_agent,
    operator_opted_in_but_not_the_role, role_not_opted_in, role_opted_in_in_another_region)

FINE, FINDINGS, USAGE, REFUSED, UNREACHABLE = range(5)


@pytest.fixture
def place(client, eventually):
    place = Account(client, eventually)
    place.ecs.create_cluster(clusterName="web")
    place.task_definition()
    return place


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


@pytest.fixture
def doctor(request, credentials, tmp_path):
    """doctor("web", …): the ended command, with its findings in `.findings` unless another output was asked for."""
    def run(*arguments, output="json", credentials=credentials, endpoint=None, env=None):
        endpoint = endpoint or request.getfixturevalue("sandbox").endpoint
        environment = {**clean_environment(tmp_path), **environment_credentials(credentials), "AWS_REGION": REGION,
                       "AWS_ENDPOINT_URL": endpoint, **(env or {})}
        done = subprocess.run([COMMAND, "doctor", *arguments, "--output", output], env=environment, timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        done.findings = json.loads(done.stdout)["findings"] if output == "json" and done.stdout else None
        return done
    return run


@pytest.fixture
def shell(sandbox, credentials, tmp_path):
    """shell(commands): types them at a shell whose `aws` goes to the sandbox, as AWS_ENDPOINT_URL has it do from 2.13 on."""
    if not os.access(AWS_CLI, os.X_OK):
        pytest.skip(f"no AWS CLI at {AWS_CLI}: this release has no package awscli")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "aws").write_text(f'#!/bin/sh\nexec {AWS_CLI} "$@" --endpoint-url {sandbox.endpoint}\n')
    (folder / "eni-trunking").symlink_to(COMMAND)
    for file in folder.iterdir():
        file.is_symlink() or file.chmod(0o755)

    def run(commands):
        environment = {**clean_environment(tmp_path), **environment_credentials(credentials), "AWS_REGION": REGION,
                       "AWS_ENDPOINT_URL": sandbox.endpoint}
        environment["PATH"] = f"{folder}:{environment['PATH']}"
        done = subprocess.run(["/bin/sh", "-eu"], input="\n".join(commands), env=environment, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, "\n".join(commands) + "\n" + done.stdout
    return run


def named(findings, severity="error"):
    return {one["check"] for one in findings if one["severity"] == severity}


@pytest.fixture
def mended(doctor, shell, eventually):
    """mended("check"): doctor names that error and no other; what it prints is typed; then it finds nothing."""
    def check(expected, severity="error"):
        done = doctor("web")
        assert done.returncode == FINDINGS, done.stderr
        assert named(done.findings, severity) == {expected}, done.stdout
        for finding in done.findings:
            assert finding["severity"] != severity or finding["commands"], finding
            shell(finding["commands"])
        eventually(lambda: doctor("web").findings == [])
        assert doctor("web").returncode == FINE
        return done.findings
    return check


# ---- nothing is wrong ----------------------------------------------------------------------------------------------

def test_a_healthy_cluster_has_no_findings(place, autoscaling, doctor, eventually):
    place.opted_in_role("alone")
    place.host("alone")
    make_group(place, autoscaling, trunking=True)
    make_provider(place.ecs)
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=12,
                             networkConfiguration=place.network())
    eventually(lambda: place.ecs.describe_services(cluster="web", services=["app"])["services"][0]["runningCount"] == 12)
    eventually(lambda: all(has_trunk(host) for host in place.hosts()))
    done = doctor("web")
    assert (done.findings, done.returncode) == ([], FINE)
    done = doctor(output="table")
    assert done.stdout.startswith("No findings in eu-central-1: 1 cluster with ") and done.returncode == FINE


def test_an_account_without_clusters(doctor, sandbox):
    done = doctor(output="table")
    assert done.stdout == "No findings in eu-central-1: 0 clusters with 0 hosts, 0 of them with a trunk.\n"


# ---- silently none ---------------------------------------------------------------------------------------------------

def task_interfaces_switched_off(place, client):
    place.opted_in_role("hosts")
    return {"user_data": join("web", "ECS_ENABLE_TASK_ENI=false")}


# how, the check, what it says
SILENT = [
    (role_not_opted_in, "setting-not-effective", "it has no setting of its own, and the account's default is not enabled"),
    (role_opted_in_in_another_region, "setting-not-effective", "It is enabled in us-east-1, which counts only there"),
    (default_enabled_but_the_role_disabled, "setting-not-effective",
     "its own setting says so, and goes before the account's default, which is enabled"),
    (operator_opted_in_but_not_the_role, "setting-not-effective", "for the role hosts in eu-central-1"),
    (burstable_type, "unsupported-type", "t3.large takes no trunk: no T family does"),
    (excluded_type, "unsupported-type", "i3.large takes no trunk"),
    (old_agent, "agent-too-old", "The ECS agent has version 1.26.0"),
    (high_density_switched_off, "agent-capability", "though it gives tasks interfaces"),
    (task_interfaces_switched_off, "agent-capability", "nor ecs.capability.task-eni"),
]


@pytest.mark.parametrize("prepare, check, seen", SILENT, ids=lambda v: getattr(v, "__name__", None))
def test_silently_without_a_trunk(place, client, mended, prepare, check, seen):
    host = place.host("hosts", **prepare(place, client))
    findings = mended(check)
    assert [seen in one["seen"] and host["ec2InstanceId"] in one["seen"] for one in findings] == [True]


def test_setting_made_after_registration(place, mended):
    role = place.role("hosts")
    place.host("hosts")
    place.set_trunking(role)
    mended("registered-before-setting")


def test_windows_hosts_are_a_warning(place, doctor):
    place.opted_in_role("hosts")
    place.host("hosts", image=WINDOWS, user_data=join_windows("web"))
    assert [(one["check"], one["severity"]) for one in doctor().findings] == [("no-linux-instance", "warning")]


# ---- groups ------------------------------------------------------------------------------------------------------------

@pytest.fixture
def grown(place, autoscaling, eventually):
    """grown(…): a group "hosts" with one host in the cluster; its instance's id."""
    def make(**arguments):
        make_group(place, autoscaling, DesiredCapacity=1, **arguments)
        instance, = eventually(lambda: in_service(autoscaling, "hosts"))
        return place.settled(place.joined(instance)["containerInstanceArn"])
    return make


def refreshed(place, autoscaling, eventually):
    """The host that a refresh of the group has put in place of the other."""
    eventually(lambda: autoscaling.describe_instance_refreshes(AutoScalingGroupName="hosts")["InstanceRefreshes"][0]["Status"]
               == "Successful")
    instance, = in_service(autoscaling, "hosts")
    return place.settled(place.joined(instance)["containerInstanceArn"])


def test_a_group_whose_role_is_not_opted_in_gets_it_and_is_refreshed(place, autoscaling, grown, mended, eventually):
    grown()
    mended("setting-not-effective")
    assert has_trunk(refreshed(place, autoscaling, eventually))


def test_a_group_of_burstable_hosts_gets_another_type(place, autoscaling, grown, mended, eventually):
    place.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    make_group(place, autoscaling)
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)
    place.ec2.create_launch_template_version(LaunchTemplateName="hosts", SourceVersion="1",
                                             LaunchTemplateData={"InstanceType": "t3.large"})
    autoscaling.create_auto_scaling_group(AutoScalingGroupName="small", MinSize=1, MaxSize=2, AvailabilityZones=ZONES,
                                          LaunchTemplate={"LaunchTemplateName": "hosts", "Version": "2"})
    instance, = eventually(lambda: in_service(autoscaling, "small"))
    place.settled(place.joined(instance)["containerInstanceArn"])
    finding, = mended("unsupported-type")
    assert "Instead of t3.large take m5a.large" in finding["why"]
    eventually(lambda: [one["InstanceType"] for one in describe(autoscaling, "small")["Instances"]] == ["m5a.large"])


def test_a_group_that_will_launch_hosts_without_a_trunk_is_a_warning(place, autoscaling, doctor, eventually):
    make_group(place, autoscaling)
    make_provider(place.ecs)
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    assert [(one["check"], one["severity"]) for one in doctor().findings] == [("setting-not-effective", "warning")]


# ---- REGISTRATION_FAILED -------------------------------------------------------------------------------------------------

def test_a_record_option(place, mended):
    place.opted_in_role("hosts")
    place.host("hosts", status="REGISTRATION_FAILED", PrivateDnsNameOptions={"EnableResourceNameDnsARecord": True})
    mended("dns-a-record")


def test_a_record_option_of_a_launch_template(place, mended):
    place.opted_in_role("hosts")
    place.ec2.create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData={
        "PrivateDnsNameOptions": {"EnableResourceNameDnsARecord": True}})
    place.host("hosts", status="REGISTRATION_FAILED", LaunchTemplate={"LaunchTemplateName": "hosts"})
    mended("dns-a-record")
    assert has_trunk(place.host("hosts", LaunchTemplate={"LaunchTemplateName": "hosts"}))


def test_no_address_for_the_trunk(place, mended):
    _, subnet = place.new_vpc(subnet_cidr="10.7.0.0/28")
    place.leave_addresses(subnet, 1)
    place.opted_in_role("hosts")
    place.host("hosts", status="REGISTRATION_FAILED", SubnetId=subnet)
    mended("subnet-addresses")


def test_shared_subnet(client, eventually, account, doctor, shell):
    tenant_id = str(int(account) + 400_000_000_000)
    owner = Account(client, eventually)
    vpc, subnet = owner.new_vpc()
    client("ram").create_resource_share(name="network", principals=[tenant_id],
                                        resourceArns=[owner.subnet(subnet)["SubnetArn"]])
    credentials = {"aws_access_key_id": tenant_id, "aws_secret_access_key": "test"}
    tenant = Account(client, eventually, credentials=credentials)
    tenant.ecs.create_cluster(clusterName="web")
    group = tenant.ec2.create_security_group(GroupName="app", Description="app", VpcId=vpc)["GroupId"]
    tenant.opted_in_role("hosts")
    tenant.host("hosts", status="REGISTRATION_FAILED", SubnetId=subnet, SecurityGroupIds=[group])
    done = doctor("web", credentials=credentials)
    assert named(done.findings) == {"shared-subnet"}, done.stdout
    exports = [f"export {name}={value}" for name, value in environment_credentials(credentials).items()]
    shell(exports + done.findings[0]["commands"])
    eventually(lambda: doctor("web", credentials=credentials).findings == [])


def test_missing_service_linked_role(client, place, mended):
    place.iam.create_user(UserName="operator")
    place.iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=policy_document("ecs:*", Resource="*"))
    key = place.iam.create_access_key(UserName="operator")["AccessKey"]
    operator = client("ecs", credentials={"aws_access_key_id": key["AccessKeyId"],
                                          "aws_secret_access_key": key["SecretAccessKey"]})
    place.ecs.delete_cluster(cluster="web")
    place.iam.delete_service_linked_role(RoleName="AWSServiceRoleForECS")
    operator.create_cluster(clusterName="web")
    place.opted_in_role("hosts")
    place.host("hosts", status="REGISTRATION_FAILED")
    mended("service-linked-role")
    assert has_trunk(place.host("hosts"))


# ---- hosts that never join ---------------------------------------------------------------------------------------------

def no_instance_profile(place):
    place.opted_in_role("hosts")
    place.host("hosts")
    place.console(place.launch(None), "no EC2 IMDS role found")


def role_without_the_permission(place):
    place.set_trunking(place.role("hosts", policy=None))
    place.console(place.launch("hosts"), "Error registering container instance")


def role_that_ec2_cannot_assume(place):
    place.set_trunking(place.role("hosts", trusted="lambda.amazonaws.com"))
    place.console(place.launch("hosts"), "AssumeRoleUnauthorizedAccess")


def cluster_that_does_not_exist(place):
    place.opted_in_role("hosts")
    place.console(place.launch("hosts", cluster="wbe"), "ClusterNotFoundException")


def public_subnet_without_a_public_address(place):
    vpc, subnet = place.new_vpc()
    gateway = place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    place.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    [table] = place.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    place.ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    place.opted_in_role("hosts")
    place.console(place.launch("hosts", SubnetId=subnet), "i/o timeout")


def image_without_an_agent(place):
    place.opted_in_role("hosts")
    instance = place.launch("hosts", image=PLAIN)
    place.eventually(lambda: place.instance(instance)["State"]["Name"] == "running")


# how, what it says, hosts of the cluster once that is mended
NEVER_JOINED = [
    (no_instance_profile, "It has no instance profile", 2),
    (role_without_the_permission, "lacks the policy AmazonEC2ContainerServiceforEC2Role", 1),
    (cluster_that_does_not_exist, "a cluster that does not exist", 0),
    (public_subnet_without_a_public_address, "does not reach ECS", 1),
]


@pytest.mark.parametrize("prepare, why, hosts", NEVER_JOINED, ids=lambda v: getattr(v, "__name__", None))
def test_hosts_that_never_joined(place, mended, eventually, prepare, why, hosts):
    prepare(place)
    finding, = mended("never-joined")
    assert why in finding["why"]
    eventually(lambda: [has_trunk(host) for host in place.hosts()] == [True] * hosts)


@pytest.mark.parametrize("prepare, why", [
    (role_that_ec2_cannot_assume, "EC2 may not assume the role"),
    (image_without_an_agent, "That image has no ECS agent"),
], ids=lambda v: getattr(v, "__name__", None))
def test_hosts_that_never_joined_and_need_a_decision(place, doctor, prepare, why):
    """A trust policy has other statements, and an instance may be something else than a host: no command is printed."""
    prepare(place)
    [finding] = [one for one in doctor("web").findings if one["severity"] == "error"]
    assert finding["check"] == "never-joined" and why in finding["why"] and finding["commands"] == []


def test_hosts_of_clusters_that_were_not_asked_for_are_no_strays(place, doctor):
    place.opted_in_role("hosts")
    place.ecs.create_cluster(clusterName="other")
    place.host("hosts", "other", user_data="#!/bin/bash\n# ECS_CLUSTER=web\necho ECS_CLUSTER=other >> /etc/ecs/ecs.config\n")
    assert doctor("web").findings == []


# ---- services ----------------------------------------------------------------------------------------------------------

def test_a_service_that_waits_for_interfaces(place, doctor, eventually):
    place.role("hosts")
    place.host("hosts")
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=3,
                             networkConfiguration=place.network())
    eventually(lambda: "tasks-without-interface" in named(doctor("web").findings, "warning"))
    done = doctor("web")
    assert named(done.findings) == {"setting-not-effective"}
    finding, = [one for one in done.findings if one["check"] == "tasks-without-interface"]
    assert finding["resource"] == "app" and "2 of 3 tasks run" in finding["seen"]


def test_a_service_in_another_vpc(place, doctor):
    place.opted_in_role("hosts")
    place.host("hosts")
    _, elsewhere = place.new_vpc()
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=1,
                             networkConfiguration=place.network([elsewhere]))
    assert named(doctor("web").findings) == {"service-subnets"}


# ---- who asks ------------------------------------------------------------------------------------------------------------

@pytest.fixture
def as_user(place):
    """as_user(actions…): credentials of a user who may do only these."""
    def make(*actions):
        place.iam.create_user(UserName="operator")
        place.iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=policy_document(*actions, Resource="*"))
        key = place.iam.create_access_key(UserName="operator")["AccessKey"]
        return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    return make


def policy_actions(doctor, *arguments):
    """What `doctor --policy` prints."""
    document = json.loads(doctor("--policy", *arguments, output="table").stdout)
    return document["Statement"][0]["Action"]


def test_the_policy_is_enough_but_for_the_setting_of_a_role(place, doctor, as_user):
    place.role("hosts")
    place.host("hosts")
    credentials = as_user(*policy_actions(doctor))
    findings = doctor("web", credentials=credentials).findings
    assert [(one["check"], one["severity"]) for one in findings] == [("setting-unseen", "warning")]


def test_it_acts_as_the_role_where_it_may(place, doctor, as_user):
    role = place.role("hosts")
    place.host("hosts")
    credentials = as_user(*policy_actions(doctor), "sts:AssumeRole")
    place.iam.update_assume_role_policy(RoleName="hosts", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}},
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": role.split(":role")[0] + ":root"}}]}))
    place.iam.put_role_policy(RoleName="hosts", PolicyName="settings", PolicyDocument=policy_document(
        "ecs:ListAccountSettings", Resource="*"))
    findings = doctor("web", credentials=credentials).findings
    assert [one["check"] for one in findings] == ["setting-not-effective"]
    assert findings[0]["commands"][0] == f"eni-trunking enable {role} --region {REGION}"


def test_what_is_refused_is_a_finding_and_no_end(place, doctor, as_user):
    place.role("hosts")
    place.host("hosts")
    actions = [one for one in policy_actions(doctor) if one not in ("ec2:DescribeSubnets", "iam:GetInstanceProfile")]
    findings = doctor("web", credentials=as_user(*actions)).findings
    assert [one["check"] for one in findings] == ["missing-permission"]
    assert '"Action":["ec2:DescribeSubnets","iam:GetInstanceProfile"]' in findings[0]["why"]


def test_who_may_not_even_list_clusters_is_refused(place, doctor, as_user):
    done = doctor(credentials=as_user("iam:GetRole"))
    assert done.returncode == REFUSED and "ecs:ListClusters" in done.stderr


def test_nobody_answers(doctor):
    done = doctor(endpoint="http://127.0.0.1:1")
    assert done.returncode == UNREACHABLE and "127.0.0.1:1" in done.stderr


# ---- words ---------------------------------------------------------------------------------------------------------------

def test_names_that_do_not_exist(place, doctor, account):
    done = doctor("wbe")
    elsewhere = doctor(f"arn:aws:ecs:us-east-1:{account}:cluster/web", output="table")
    assert "is not in eu-central-1\n  give --region us-east-1" in elsewhere.stderr and elsewhere.returncode == USAGE
    assert "there is no cluster wbe in eu-central-1\n  did you mean 'web'?" in done.stderr and done.returncode == USAGE
    done = doctor("--explain", "setting-not-efective")
    assert "did you mean 'setting-not-effective'?" in done.stderr and done.returncode == USAGE
    done = doctor("--check", "nonsense")
    assert "the checks are: setting-not-effective, " in done.stderr and done.returncode == USAGE


def test_only_some_checks(place, doctor):
    place.role("hosts")
    place.host("hosts", instance_type="t3.large")
    assert named(doctor().findings) == {"setting-not-effective", "unsupported-type"}
    assert named(doctor("--check", "unsupported-type").findings) == {"unsupported-type"}


def test_every_form_of_output(place, doctor):
    place.role("hosts")
    place.host("hosts")
    forms = {form: doctor(output=form).stdout for form in ("table", "markdown", "sarif", "junit")}
    assert all("setting-not-effective" in text for text in forms.values())
    table = [line for line in forms["table"].splitlines() if not line.startswith("    aws ") and "until" not in line]
    assert all(len(line) <= 80 for line in table) and "\033" not in forms["table"]
    result, = json.loads(forms["sarif"])["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("setting-not-effective", "error")


# ---- capacity providers --------------------------------------------------------------------------------------------------

@pytest.fixture
def provider(place, autoscaling, eventually):
    """provider(…): the group "hosts", whose role is opted in, behind a capacity provider that is the cluster's default."""
    def make(**arguments):
        make_group(place, autoscaling, trunking=True, **arguments)
        make_provider(place.ecs)
        put(place.ecs, "hosts", strategy=["hosts"])
        settled(place.ecs, eventually)
    return make


@pytest.fixture
def service(place):
    def make(count, **more):
        place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=count,
                                 **{"networkConfiguration": place.network(), **more})
    return make


def running(place):
    return place.ecs.describe_services(cluster="web", services=["app"])["services"][0]["runningCount"]


def test_the_tag_of_the_group_is_gone(autoscaling, provider, mended):
    provider()
    autoscaling.delete_tags(Tags=[{"ResourceId": "hosts", "ResourceType": "auto-scaling-group", "Key": "AmazonECSManaged"}])
    mended("managed-tag-gone")


def test_a_host_from_before_the_provider(place, autoscaling, mended, eventually):
    make_group(place, autoscaling, trunking=True, DesiredCapacity=1, NewInstancesProtectedFromScaleIn=True)
    old, = eventually(lambda: in_service(autoscaling, "hosts"))
    place.settled(place.joined(old)["containerInstanceArn"])
    make_provider(place.ecs)
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    mended("instance-without-provider", "warning")
    assert [host["ec2InstanceId"] for host in place.hosts() if host["status"] == "ACTIVE"] != [old]


def test_a_service_from_before_the_default_strategy(place, provider, service, mended, eventually):
    service(1)
    provider()
    mended("service-outside-scaling", "warning")
    eventually(lambda: running(place) == 1)


def test_a_group_at_its_maximum(place, provider, service, mended, eventually):
    provider(MaxSize=1)
    service(12)
    eventually(lambda: running(place) == 10)
    mended("group-maximum", "warning")
    eventually(lambda: running(place) == 12, 90)  # Managed scaling looks once a minute.


def test_a_provider_that_cannot_be_deleted(place, provider, mended, eventually):
    provider()
    place.ecs.delete_capacity_provider(capacityProvider="hosts")
    eventually(lambda: place.ecs.describe_capacity_providers(capacityProviders=["hosts"])["capacityProviders"][0][
        "updateStatus"] == "DELETE_FAILED")
    mended("provider-not-deletable", "warning")


def test_a_refresh_that_waits_for_protected_instances(place, autoscaling, provider, doctor, eventually):
    """The CLI of Debian 12 does not know the preference that the commands give."""
    provider(DesiredCapacity=1, NewInstancesProtectedFromScaleIn=True)
    eventually(lambda: in_service(autoscaling, "hosts"))
    autoscaling.start_instance_refresh(AutoScalingGroupName="hosts", Preferences={"InstanceWarmup": 0})
    eventually(lambda: "refresh-waits" in named(doctor("web").findings, "warning"))
    finding, = [one for one in doctor("web").findings if one["check"] == "refresh-waits"]
    assert 'start-instance-refresh --auto-scaling-group-name hosts --preferences \'{"ScaleInProtectedInstances":"Refresh"}\'' \
        in finding["commands"][1]


def test_a_group_that_cannot_shrink(place, autoscaling, provider, mended, eventually):
    provider(NewInstancesProtectedFromScaleIn=True)
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=2)
    for instance in eventually(lambda: len(in_service(autoscaling, "hosts")) == 2 and in_service(autoscaling, "hosts")):
        place.settled(place.joined(instance)["containerInstanceArn"])
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=1)
    mended("scale-in-blocked", "warning")
    assert len(in_service(autoscaling, "hosts")) == 1


def test_a_service_that_cannot_leave_a_host(place, service, mended, eventually):
    place.opted_in_role("hosts")
    for _ in range(2):
        place.host("hosts")
    service(1, deploymentConfiguration={"minimumHealthyPercent": 100, "maximumPercent": 150})
    eventually(lambda: running(place) == 1)
    busy, = [host["containerInstanceArn"] for host in place.hosts() if host["runningTasksCount"]]
    place.ecs.update_container_instances_state(cluster="web", containerInstances=[busy], status="DRAINING")
    mended("draining-stuck", "warning")
    eventually(lambda: place.describe_host(busy)["runningTasksCount"] == 0)
    assert running(place) == 1


def large_tasks(place, service):
    """A task of three vCPUs: too large for a c5.large."""
    place.ecs.register_task_definition(family="app", networkMode="awsvpc", containerDefinitions=[
        {"name": "app", "image": "x", "cpu": 3072, "memory": 512}])
    service(1)


def test_tasks_that_no_host_of_the_group_can_hold(place, provider, service, doctor):
    provider()
    large_tasks(place, service)
    assert named(doctor("web").findings) == {"task-larger-than-type"}


def test_tasks_that_the_smallest_type_of_the_group_cannot_hold(place, provider, service, doctor):
    provider(MixedInstancesPolicy={"LaunchTemplate": {
        "LaunchTemplateSpecification": {"LaunchTemplateName": "hosts"},
        "Overrides": [{"InstanceType": "c5.large"}, {"InstanceType": "c5.xlarge"}]}})
    large_tasks(place, service)
    done = doctor("web")
    assert named(done.findings, "warning") == {"task-larger-than-type"} and not named(done.findings), done.stdout


def test_a_deployment_that_fails_for_ever(place, service, mended, eventually):
    """Its subnet has no address for a task."""
    place.opted_in_role("hosts")
    instance = place.instance(place.host("hosts")["ec2InstanceId"])
    full = place.ec2.create_subnet(VpcId=instance["VpcId"], CidrBlock="172.31.240.0/28",
                                   AvailabilityZone=instance["Placement"]["AvailabilityZone"])["Subnet"]["SubnetId"]
    place.leave_addresses(full, 0)
    service(1, networkConfiguration=place.network([full]))
    shown = lambda: place.ecs.describe_services(cluster="web", services=["app"])["services"][0]
    eventually(lambda: shown()["deployments"][0]["failedTasks"] > 2)
    mended("no-circuit-breaker", "warning")


def test_a_role_that_keeps_its_permission_is_a_note(place, doctor):
    place.set_trunking(place.role("hosts", actions=["ecs:PutAccountSetting"]))
    place.host("hosts")
    done = doctor("web")
    assert [(one["check"], one["severity"]) for one in done.findings] == [("role-may-set", "note")]
    assert done.returncode == FINE and doctor("web", "--strict").returncode == FINDINGS
