"""`eni-trunking doctor`: for each way in which hosts end up without a trunk it names that cause, and nothing else of the same
severity; what it prints, typed to the letter, makes the next run clean. How hosts get there is told in test_trunking_failures.py."""
import base64
import json

import pytest

from auto_scaling_groups import ZONES, describe, in_service
from capacity_providers import make_group, make_provider, put, settled
from conftest import environment_credentials
from container_hosts import WINDOWS, Account, has_trunk, join, join_windows, policy_document
from doctor_runs import (  # noqa: F401: fixtures
    FINDINGS, FINE, REFUSED, USAGE, autoscaling, doctor, grown, mended, named, place, shell)
from trunkless_hosts import (
    burstable_type, default_enabled_but_the_role_disabled, excluded_type, high_density_switched_off, old_agent,
    operator_opted_in_but_not_the_role, role_not_opted_in, role_opted_in_in_another_region)


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


def test_windows_hosts_are_a_note(place, doctor):
    """They work, without a trunk; nothing mends that."""
    place.opted_in_role("hosts")
    place.host("hosts", image=WINDOWS, user_data=join_windows("web"))
    assert [(one["check"], one["severity"]) for one in doctor().findings] == [("no-linux-instance", "note")]


def test_tasks_that_are_stopping_end_before_their_host_does(place, client, mended, shell, eventually):
    """The load balancer keeps the old task for some seconds after ECS has told it to stop."""
    elb = client("elbv2")
    subnets = place.default_subnets()
    balancer = elb.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    targets = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, TargetType="ip",
                                      VpcId=place.subnet(subnets[0])["VpcId"])["TargetGroups"][0]["TargetGroupArn"]
    elb.modify_target_group_attributes(TargetGroupArn=targets, Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "5"}])
    elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[
        {"Type": "forward", "TargetGroupArn": targets}])
    place.ecs.register_task_definition(family="served", networkMode="awsvpc", containerDefinitions=[
        {"name": "app", "image": "nginx", "memory": 6, "portMappings": [{"containerPort": 80}]}])
    role = place.role("hosts")
    place.host("hosts")
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="served", desiredCount=1, loadBalancers=[
        {"targetGroupArn": targets, "containerName": "app", "containerPort": 80}], networkConfiguration=place.network())
    old, = eventually(lambda: place.ecs.list_tasks(cluster="web")["taskArns"])
    place.running([old])
    place.set_trunking(role)
    place.host("hosts")
    mended("registered-before-setting")
    assert "terminated" not in place.stopped(old)["stoppedReason"]


# ---- groups ------------------------------------------------------------------------------------------------------------

def test_a_group_whose_role_is_not_opted_in_gets_it_and_is_rolled(place, autoscaling, grown, mended):
    old = grown()
    finding, = mended("setting-not-effective")
    assert [line.split()[:3] for line in finding["commands"]][1:] == [["eni-trunking", "rollout", "web"]]
    host, = place.hosts()
    assert has_trunk(host) and host["ec2InstanceId"] != old["ec2InstanceId"]
    assert describe(autoscaling, "hosts")["DesiredCapacity"] == 1


def test_what_the_rollout_needs_comes_before_it(place, autoscaling, grown, mended):
    """A suspended process, protection by hand, and a service whose only task could not leave its host."""
    old = grown()
    place.set_trunking(place.iam.get_role(RoleName="hosts-role")["Role"]["Arn"])
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=1,
                             networkConfiguration=place.network(),
                             deploymentConfiguration={"minimumHealthyPercent": 100, "maximumPercent": 150})
    place.running(place.eventually(lambda: place.ecs.list_tasks(cluster="web")["taskArns"]))
    autoscaling.suspend_processes(AutoScalingGroupName="hosts", ScalingProcesses=["Launch"])
    autoscaling.set_instance_protection(AutoScalingGroupName="hosts", InstanceIds=[old["ec2InstanceId"]],
                                        ProtectedFromScaleIn=True)
    finding, = mended("registered-before-setting")
    for words in ("Its process Launch is suspended", "Somebody has protected", "The service app could never leave a host"):
        assert words in finding["why"], finding["why"]
    assert [has_trunk(host) for host in place.hosts()] == [True]


def test_hosts_of_a_group_that_nobody_drains_keep_their_tasks(place, autoscaling, mended, eventually):
    """An instance refresh would end them."""
    make_group(place, autoscaling, DesiredCapacity=2)
    for instance in eventually(lambda: len(in_service(autoscaling, "hosts")) == 2 and in_service(autoscaling, "hosts")):
        place.settled(place.joined(instance)["containerInstanceArn"])
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=2,
                             networkConfiguration=place.network())
    tasks = eventually(lambda: place.ecs.list_tasks(cluster="web")["taskArns"])
    place.running(tasks)
    mended("setting-not-effective")
    reasons = [place.stopped(task)["stoppedReason"] for task in tasks]
    assert not [reason for reason in reasons if "terminated" in reason], reasons


# ---- types that lose -----------------------------------------------------------------------------------------------------

LOSER = "u-18tb1.metal"


def single_loser(place, autoscaling):
    place.opted_in_role("hosts")
    return place.host("hosts", instance_type=LOSER)


def group_of_losers(place, autoscaling):
    make_group(place, autoscaling, trunking=True)
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)
    place.ec2.create_launch_template_version(LaunchTemplateName="hosts", SourceVersion="1",
                                             LaunchTemplateData={"InstanceType": LOSER})
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="hosts", MinSize=0, MaxSize=2, DesiredCapacity=1, AvailabilityZones=ZONES,
        LaunchTemplate={"LaunchTemplateName": "hosts", "Version": "2"})
    instance, = place.eventually(lambda: in_service(autoscaling, "hosts"))
    return place.settled(place.joined(instance)["containerInstanceArn"])


@pytest.mark.parametrize("prepare", [single_loser, group_of_losers])
def test_a_type_that_takes_fewer_tasks_with_a_trunk(place, autoscaling, mended, prepare):
    old = prepare(place, autoscaling)
    finding, = mended("loses-by-trunking", "warning")
    assert "takes 12 awsvpc tasks, without one 14" in finding["seen"]
    host, = place.hosts()
    assert not has_trunk(host) and host["ec2InstanceId"] != old["ec2InstanceId"]


def test_a_type_that_loses_among_others_that_gain(place, autoscaling, mended, eventually):
    """The setting stays: it is the others', too."""
    policy = lambda *types: {"LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateName": "hosts"},
                                                "Overrides": [{"InstanceType": one} for one in types]}}
    make_group(place, autoscaling, trunking=True, DesiredCapacity=1, MixedInstancesPolicy=policy(LOSER))
    instance, = eventually(lambda: in_service(autoscaling, "hosts"))
    place.settled(place.joined(instance)["containerInstanceArn"])
    autoscaling.update_auto_scaling_group(AutoScalingGroupName="hosts", MixedInstancesPolicy=policy(LOSER, "c5.large"))
    mended("loses-by-trunking", "warning")
    eventually(lambda: [(one["InstanceType"]) for one in describe(autoscaling, "hosts")["Instances"]] == ["c5.large"])
    eventually(lambda: [has_trunk(host) for host in place.hosts()] == [True])


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


def test_a_group_whose_user_data_switch_trunks_off_gets_others(place, autoscaling, grown, mended, eventually):
    make_group(place, autoscaling, trunking=True)
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)
    user_data = join("web", "ECS_ENABLE_HIGH_DENSITY_ENI=false")
    place.ec2.create_launch_template_version(LaunchTemplateName="hosts", SourceVersion="1", LaunchTemplateData={
        "UserData": base64.b64encode(user_data.encode()).decode()})
    autoscaling.create_auto_scaling_group(AutoScalingGroupName="quiet", MinSize=1, MaxSize=2, AvailabilityZones=ZONES,
                                          LaunchTemplate={"LaunchTemplateName": "hosts", "Version": "2"})
    instance, = eventually(lambda: in_service(autoscaling, "quiet"))
    place.settled(place.joined(instance)["containerInstanceArn"])
    mended("agent-capability")


def test_a_group_with_a_burstable_type_among_others_loses_that(place, autoscaling, mended, eventually):
    make_group(place, autoscaling, trunking=True, MixedInstancesPolicy={"LaunchTemplate": {
        "LaunchTemplateSpecification": {"LaunchTemplateName": "hosts"},
        "Overrides": [{"InstanceType": "t3.large"}, {"InstanceType": "c5.large"}]}})
    make_provider(place.ecs)
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    mended("unsupported-type", "warning")
    policy = describe(autoscaling, "hosts")["MixedInstancesPolicy"]
    assert policy["LaunchTemplate"]["Overrides"] == [{"InstanceType": "c5.large"}]


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


def test_a_record_option_of_a_host_without_the_setting(place, doctor, shell, mended):
    """It works until somebody enables the setting and replaces it."""
    place.role("hosts")
    place.host("hosts", PrivateDnsNameOptions={"EnableResourceNameDnsARecord": True})
    findings = doctor("web").findings
    assert (named(findings), named(findings, "warning")) == ({"setting-not-effective"}, {"dns-a-record"})
    shell([line for one in findings if one["severity"] == "warning" for line in one["commands"]])
    mended("setting-not-effective")


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


def without_service_linked_role(client, place):
    """A cluster whose maker may not make the role, and a host that failed for that."""
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


def test_missing_service_linked_role(client, place, mended):
    without_service_linked_role(client, place)
    mended("service-linked-role")
    assert has_trunk(place.host("hosts"))


def test_a_registration_that_failed_for_what_is_mended_by_now(client, place, mended):
    """The host takes no tasks, and stays so."""
    without_service_linked_role(client, place)
    place.iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    finding, = mended("registration-failed")
    assert "REGISTRATION_FAILED" in finding["seen"]
    assert place.hosts() == [] and has_trunk(place.host("hosts"))


# ---- words ---------------------------------------------------------------------------------------------------------------

def test_names_that_do_not_exist(place, doctor, account):
    done = doctor("wbe")
    elsewhere = doctor(f"arn:aws:ecs:us-east-1:{account}:cluster/web", output="table")
    assert "is not in eu-central-1\n  give --region us-east-1" in elsewhere.stderr and elsewhere.returncode == USAGE
    assert "there is no cluster 'wbe' in eu-central-1\n  did you mean 'web'?" in done.stderr
    assert done.returncode == REFUSED, "by all commands alike: AWS has nothing of that name"
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
    table = [line for line in forms["table"].splitlines() if not line.startswith(("    aws ", "    eni-trunking "))]
    assert all(len(line) <= 80 for line in table) and "\033" not in forms["table"]
    result, = json.loads(forms["sarif"])["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("setting-not-effective", "error")


def test_a_role_that_keeps_its_permission_is_a_note(place, doctor, mended):
    place.set_trunking(place.role("hosts", actions=["ecs:PutAccountSetting"]))
    place.host("hosts")
    done = doctor("web")
    assert [(one["check"], one["severity"]) for one in done.findings] == [("role-may-set", "note")]
    assert done.returncode == FINE and doctor("web", "--strict").returncode == FINDINGS
    mended("role-may-set", "note")


def test_trunks_in_a_security_group_that_lets_everybody_in_are_a_note(place, doctor):
    place.opted_in_role("hosts")
    vpc = place.instance(place.host("hosts")["ec2InstanceId"])["VpcId"]
    group, = place.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]},
                                                         {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]
    place.ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    finding, = doctor("web").findings
    assert (finding["check"], finding["severity"], finding["resource"]) == ("trunk-security-group", "note", group["GroupId"])


def test_tasks_that_are_too_large_for_trunks_to_matter_are_a_note(place, doctor):
    place.opted_in_role("hosts")
    place.host("hosts")
    place.ecs.register_task_definition(family="large", networkMode="awsvpc", containerDefinitions=[
        {"name": "app", "image": "nginx", "cpu": 1024, "memory": 64}])
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="large", desiredCount=1,
                             networkConfiguration=place.network())
    assert [(one["check"], one["severity"]) for one in doctor("web").findings] == [("resources-bind-first", "note")]
