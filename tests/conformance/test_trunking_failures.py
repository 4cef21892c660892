"""How hosts end up without a trunk, and tasks without a place: each of AWS's ways, with AWS's symptom. Most are silent: the
host is ACTIVE, has no attribute ecs.awsvpc-trunk-id, and takes two tasks instead of ten (c5.large)."""
import pytest
from botocore.exceptions import ClientError

from container_hosts import TRUNK_ID, Account, attributes, details, has_trunk, join, policy_document
from trunkless_hosts import (
    burstable_type, default_enabled_but_the_role_disabled, excluded_type, high_density_switched_off, old_agent,
    operator_opted_in_but_not_the_role, role_not_opted_in, role_opted_in_in_another_region, windows)

CAPABILITY = "ecs.capability.task-eni-trunking"
ENI = ["RESOURCE:ENI"]


@pytest.fixture
def place(client, eventually):
    place = Account(client, eventually)
    place.ecs.create_cluster(clusterName="web")
    place.task_definition()
    return place


@pytest.fixture
def user(client, place):
    """user("ecs", actions…): a client of a user who may do only these."""
    def make(service, *actions):
        place.iam.create_user(UserName="operator")
        place.iam.put_user_policy(UserName="operator", PolicyName="p",
                                  PolicyDocument=policy_document(*actions, Resource="*"))
        key = place.iam.create_access_key(UserName="operator")["AccessKey"]
        return client(service, credentials={"aws_access_key_id": key["AccessKeyId"],
                                            "aws_secret_access_key": key["SecretAccessKey"]})
    return make


def refused(call, **arguments):
    """The error that the call is answered with, as (code, message)."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


# ---- silently none --------------------------------------------------------------------------------------------

# how, whether the agent registers that it can trunk, tasks that the host takes
SILENT = [
    (role_not_opted_in, True, 2),
    (role_opted_in_in_another_region, True, 2),
    (default_enabled_but_the_role_disabled, True, 2),
    (operator_opted_in_but_not_the_role, True, 2),
    (burstable_type, True, 2),  # The agent does not know of types.
    (excluded_type, True, 2),
    (old_agent, False, 2),
    (high_density_switched_off, False, 2),
    (windows, False, 2),
]


@pytest.mark.parametrize("prepare, agent_can, tasks_expected", SILENT, ids=lambda v: getattr(v, "__name__", None))
def test_silently_without_a_trunk(place, client, aws, prepare, agent_can, tasks_expected):
    launch = prepare(place, client)
    host = place.host("hosts", **launch)  # ACTIVE
    assert "statusReason" not in host and host["attachments"] == []
    assert not has_trunk(host) and (CAPABILITY in attributes(host)) == agent_can
    assert place.interfaces(interface_type="trunk") == []
    # The guide's check says no more than that nobody has one.
    assert aws("ecs", "list-attributes", "--target-type", "container-instance", "--attribute-name", TRUNK_ID,
               "--cluster", "web").json == {"attributes": []}
    if prepare is windows:
        place.task_definition(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_FULL"})
    tasks, reasons = place.fill()
    assert (len(tasks), reasons) == (tasks_expected, ENI)


def test_task_interfaces_switched_off(place):
    """Then the agent can give tasks no interface at all, be it a branch or a device."""
    place.opted_in_role("hosts")
    host = place.host("hosts", user_data=join("web", "ECS_ENABLE_TASK_ENI=false"))
    assert not has_trunk(host) and CAPABILITY not in attributes(host)
    answer = place.run()
    assert answer["tasks"] == [] and [one["reason"] for one in answer["failures"]] == ["ATTRIBUTE"]


def test_listing_without_effective_values_does_not_show_the_default(place, aws):
    """An empty list does not mean that the default is off."""
    place.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    arn = place.role("hosts")

    def listed(*more):
        return [one["value"] for one in aws("ecs", "list-account-settings", "--name", "awsvpcTrunking",
                                            "--principal-arn", arn, *more).json["settings"]]

    assert listed() == [] and listed("--effective-settings") == ["enabled"]
    assert has_trunk(place.host("hosts"))


def test_default_enabled_suffices_for_roles_without_a_setting_of_their_own(place):
    place.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    place.role("hosts")
    assert has_trunk(place.host("hosts"))


def test_role_enabled_over_a_disabled_default(place):
    place.ecs.put_account_setting_default(name="awsvpcTrunking", value="disabled")
    place.opted_in_role("hosts")
    assert has_trunk(place.host("hosts"))


def test_setting_made_after_registration_comes_too_late(place):
    role = place.role("hosts")
    host = place.host("hosts")
    place.set_trunking(role)
    place.ec2.reboot_instances(InstanceIds=[host["ec2InstanceId"]])
    tasks, reasons = place.fill()
    assert (len(tasks), reasons) == (2, ENI)
    assert not has_trunk(place.describe_host(host["containerInstanceArn"]))


def test_role_made_anew_under_its_name_keeps_the_setting(place):
    """ECS knows the role by its ARN."""
    place.opted_in_role("hosts")
    place.iam.remove_role_from_instance_profile(InstanceProfileName="hosts", RoleName="hosts")
    place.iam.delete_instance_profile(InstanceProfileName="hosts")
    place.iam.detach_role_policy(RoleName="hosts", PolicyArn=place.iam.list_attached_role_policies(RoleName="hosts")[
        "AttachedPolicies"][0]["PolicyArn"])
    place.iam.delete_role(RoleName="hosts")
    place.role("hosts")
    assert has_trunk(place.host("hosts"))


# ---- REGISTRATION_FAILED ----------------------------------------------------------------------------------------
# For a type that takes a trunk there is no way back to plain interfaces.

def check_failed(place, host, reason):
    """The host takes no tasks and cannot be drained; deregistered it is gone, with its trunk."""
    arn = host["containerInstanceArn"]
    assert host["statusReason"] == reason
    assert not has_trunk(host)
    assert refused(place.ecs.update_container_instances_state, cluster="web", containerInstances=[arn],
                   status="DRAINING")[0] == "InvalidParameterException"
    assert refused(place.run)[1] == "No Container Instances were found in your cluster."
    place.ecs.deregister_container_instance(cluster="web", containerInstance=arn)
    place.settled(arn, status="INACTIVE")
    place.eventually(lambda: place.interfaces(interface_type="trunk") == [])
    assert place.hosts() == []


def test_a_record_option_fails_the_registration(place):
    place.opted_in_role("hosts")
    host = place.host("hosts", status="REGISTRATION_FAILED",
                      PrivateDnsNameOptions={"EnableResourceNameDnsARecord": True})
    assert host["statusReason"].startswith("Unexpected EC2 error while attempting to")
    check_failed(place, host, host["statusReason"])


def test_a_record_option_of_a_launch_template_fails_the_registration(place):
    place.opted_in_role("hosts")
    place.ec2.create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData={
        "PrivateDnsNameOptions": {"EnableResourceNameDnsARecord": True}})
    place.host("hosts", status="REGISTRATION_FAILED", LaunchTemplate={"LaunchTemplateName": "hosts"})


def test_a_record_option_does_no_harm_without_the_setting(place):
    place.role("hosts")
    place.host("hosts", PrivateDnsNameOptions={"EnableResourceNameDnsARecord": True})


def test_no_address_for_the_trunk_fails_the_registration(place):
    _, subnet = place.new_vpc(subnet_cidr="10.7.0.0/28")
    place.leave_addresses(subnet, 1)
    place.opted_in_role("hosts")
    host = place.host("hosts", status="REGISTRATION_FAILED", SubnetId=subnet)
    check_failed(place, host, f"Unexpected EC2 error while attempting to Create Network Interface in subnet '{subnet}': "
                              "InsufficientFreeAddressesInSubnet")


@pytest.fixture
def tenant(client, eventually, account):
    """Another account: with a cluster, and a subnet and a VPC that the first one shares with it."""
    tenant_id = str(int(account) + 400_000_000_000)
    owner = Account(client, eventually)
    vpc, subnet = owner.new_vpc()
    client("ram").create_resource_share(name="network", principals=[tenant_id],
                                        resourceArns=[owner.subnet(subnet)["SubnetArn"]])
    tenant = Account(client, eventually, credentials={"aws_access_key_id": tenant_id, "aws_secret_access_key": "test"})
    tenant.ecs.create_cluster(clusterName="web")
    tenant.task_definition()
    tenant.shared_subnet = subnet
    tenant.group = tenant.ec2.create_security_group(GroupName="app", Description="app", VpcId=vpc)["GroupId"]
    return tenant


def test_shared_subnet_fails_the_registration(tenant):
    tenant.opted_in_role("hosts")
    host = tenant.host("hosts", status="REGISTRATION_FAILED", SubnetId=tenant.shared_subnet,
                       SecurityGroupIds=[tenant.group])
    check_failed(tenant, host, "Unexpected EC2 error while attempting to Create Network Interface in subnet "
                               f"'{tenant.shared_subnet}': InvalidParameterValue")


def test_shared_subnet_does_no_harm_without_the_setting(tenant):
    tenant.role("hosts")
    tenant.host("hosts", SubnetId=tenant.shared_subnet, SecurityGroupIds=[tenant.group])
    tasks, reasons = tenant.fill(network=tenant.network([tenant.shared_subnet], securityGroups=[tenant.group]))
    assert (len(tasks), reasons) == (2, ENI)


def test_missing_service_linked_role_fails_the_registration(place, user):
    """ECS makes it when a cluster is created, if whoever creates it may."""
    operator = user("ecs", "ecs:*")
    place.ecs.delete_cluster(cluster="web")
    place.iam.delete_service_linked_role(RoleName="AWSServiceRoleForECS")
    operator.create_cluster(clusterName="web")
    place.opted_in_role("hosts")
    host = place.host("hosts", status="REGISTRATION_FAILED")
    assert host["statusReason"] == \
        "Unable to assume the service linked role. Please verify that the ECS service linked role exists."
    place.iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    assert has_trunk(place.host("hosts"))


def test_missing_service_linked_role_refuses_tasks(place, user):
    operator = user("ecs", "ecs:*")
    place.role("hosts")
    place.host("hosts")
    place.iam.delete_service_linked_role(RoleName="AWSServiceRoleForECS")
    assert refused(operator.run_task, cluster="web", taskDefinition="app", networkConfiguration=place.network()) == (
        "InvalidParameterException",
        "Unable to assume the service linked role. Please verify that the ECS service linked role exists.")


# ---- hosts that never join ----------------------------------------------------------------------------------------

def test_no_instance_profile(place):
    instance = place.launch(None)
    place.console(instance, "no EC2 IMDS role found")
    assert place.hosts() == []


def test_role_without_the_permission(place):
    place.role("hosts", policy=None)
    instance = place.launch("hosts")
    console = place.console(instance, "Error registering container instance")
    assert "AccessDeniedException" in console and "ecs:RegisterContainerInstance" in console
    assert place.hosts() == []


def test_role_that_ec2_cannot_assume(place):
    place.role("hosts", trusted="lambda.amazonaws.com")
    place.console(place.launch("hosts"), "AssumeRoleUnauthorizedAccess")
    assert place.hosts() == []


def test_cluster_that_does_not_exist(place):
    place.opted_in_role("hosts")
    instance = place.launch("hosts", cluster="wbe")
    assert "Cluster not found." in place.console(instance, "ClusterNotFoundException")
    assert place.hosts() == [] and place.ecs.list_clusters()["clusterArns"] == [
        place.ecs.describe_clusters(clusters=["web"])["clusters"][0]["clusterArn"]]


def test_public_subnet_without_a_public_address(place):
    """The agent tries again and again, and joins once there is a way to AWS."""
    vpc, subnet = place.new_vpc()
    gateway = place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    place.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    [table] = place.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    place.ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    place.opted_in_role("hosts")
    instance = place.launch("hosts", SubnetId=subnet)
    place.console(instance, "i/o timeout")
    assert place.hosts() == []
    address = place.ec2.allocate_address(Domain="vpc")["AllocationId"]
    place.ec2.associate_address(AllocationId=address, InstanceId=instance)
    assert has_trunk(place.settled(place.joined(instance)["containerInstanceArn"]))


def test_image_without_an_agent(place):
    place.opted_in_role("hosts")
    instance = place.launch("hosts", image="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    place.eventually(lambda: place.instance(instance)["State"]["Name"] == "running")
    assert place.hosts() == []


# ---- the recipe for user data ---------------------------------------------------------------------------------------

RECIPE = ("#!/bin/bash\naws ecs put-account-setting --name awsvpcTrunking --value enabled --region eu-central-1\n"
          "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config\n")


def test_host_opts_its_role_in_before_its_agent_starts(place):
    arn = place.role("hosts", actions=["ecs:PutAccountSetting"])
    assert has_trunk(place.host("hosts", user_data=RECIPE))
    [setting] = place.ecs.list_account_settings(name="awsvpcTrunking", principalArn=arn)["settings"]
    assert (setting["value"], setting["principalArn"]) == ("enabled", arn)


def test_recipe_without_the_permission_goes_on_without_a_trunk(place):
    place.role("hosts")
    host = place.host("hosts", user_data=RECIPE)
    assert not has_trunk(host)
    console = place.console(host["ec2InstanceId"], "AccessDeniedException")
    assert "when calling the PutAccountSetting operation" in console and "ecs:PutAccountSetting" in console


def test_recipe_for_another_region_changes_nothing_here(place):
    place.role("hosts", actions=["ecs:PutAccountSetting"])
    assert not has_trunk(place.host("hosts", user_data=RECIPE.replace("eu-central-1", "us-east-1")))


# ---- tasks that find no place ---------------------------------------------------------------------------------------

def test_service_says_why_it_cannot_place(place):
    place.role("hosts")
    host = place.host("hosts")
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=3,
                             networkConfiguration=place.network())
    host_id = host["containerInstanceArn"].rsplit("/", 1)[1]
    expected = ("(service app) was unable to place a task because no container instance met all of its requirements. "
                f'The closest matching (container-instance {host_id}) encountered error "RESOURCE:ENI". For more '
                "information, see the Troubleshooting section of the Amazon ECS Developer Guide.")

    def service():
        return place.ecs.describe_services(cluster="web", services=["app"])["services"][0]

    place.eventually(lambda: expected in [event["message"] for event in service()["events"]])
    place.eventually(lambda: service()["runningCount"] == 2)
    assert service()["desiredCount"] == 3 and service()["pendingCount"] == 0


def test_no_address_for_a_task(place):
    """Placement does not count addresses: the task is taken, and stops."""
    _, subnet = place.new_vpc(subnet_cidr="10.7.0.0/28")
    place.opted_in_role("hosts")
    place.host("hosts", SubnetId=subnet)
    place.leave_addresses(subnet, 1)
    network = place.network([subnet])
    place.running([place.run(network=network)["tasks"][0]["taskArn"]])
    task = place.stopped(place.run(network=network)["tasks"][0]["taskArn"])
    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"] == ("Unexpected EC2 error while attempting to Create Network Interface in subnet "
                                     f"'{subnet}': InsufficientFreeAddressesInSubnet")


def test_task_in_another_vpc_misses_an_attribute(place):
    place.opted_in_role("hosts")
    place.host("hosts")
    _, elsewhere = place.new_vpc()
    answer = place.run(network=place.network([elsewhere]))
    assert answer["tasks"] == [] and [one["reason"] for one in answer["failures"]] == ["ATTRIBUTE"]


def test_tasks_land_only_in_the_zones_of_their_subnets(place):
    place.opted_in_role("hosts")
    first, second, *_ = place.default_subnets()
    here = place.host("hosts", SubnetId=first)
    there = place.host("hosts", SubnetId=second)
    tasks, reasons = place.fill(network=place.network([first]))
    assert len(tasks) == 10 and "RESOURCE:ENI" in reasons
    assert {task["containerInstanceArn"] for task in tasks} == {here["containerInstanceArn"]}
    assert {details(task["attachments"][0])["subnetId"] for task in tasks} == {first}
    assert place.describe_host(there["containerInstanceArn"])["runningTasksCount"] == 0
    # With subnets in both zones each task has the subnet of its host's.
    tasks, _ = place.fill(network=place.network([first, second]))
    assert {details(task["attachments"][0])["subnetId"] for task in tasks} == {second}


def test_placement_constraint_steers_tasks_to_trunked_hosts(place):
    place.role("plain")
    place.opted_in_role("opted-in")
    plain, trunked = place.host("plain"), place.host("opted-in")
    constraint = [{"type": "memberOf", "expression": f"attribute:{TRUNK_ID} exists"}]
    tasks, reasons = place.fill(placementConstraints=constraint)
    assert len(tasks) == 10 and "RESOURCE:ENI" in reasons
    assert {task["containerInstanceArn"] for task in tasks} == {trunked["containerInstanceArn"]}
    constraint[0]["expression"] = f"attribute:{TRUNK_ID} !exists"
    tasks, _ = place.fill(placementConstraints=constraint)
    assert {task["containerInstanceArn"] for task in tasks} == {plain["containerInstanceArn"]} and len(tasks) == 2
    assert place.ecs.list_container_instances(cluster="web", filter=f"attribute:{TRUNK_ID} exists")[
        "containerInstanceArns"] == [trunked["containerInstanceArn"]]


def test_constraint_of_a_task_definition_finds_no_trunked_host(place):
    place.role("hosts")
    place.host("hosts")
    place.task_definition(placementConstraints=[
        {"type": "memberOf", "expression": f"attribute:{TRUNK_ID} exists"}])
    answer = place.run()
    assert answer["tasks"] == []
    assert [one["reason"] for one in answer["failures"]] == ["MemberOf placement constraint unsatisfied."]


@pytest.mark.parametrize("network_mode", ["bridge", "host", "none"])
def test_other_network_modes_need_no_slot(place, network_mode):
    place.role("hosts")
    host = place.host("hosts")
    place.fill()
    place.task_definition("other", network_mode)
    answer = place.run(task_definition="other", count=10, network=False)
    assert answer["failures"] == []
    for task in place.running([task["taskArn"] for task in answer["tasks"]]):
        assert task["attachments"] == [] and task["containerInstanceArn"] == host["containerInstanceArn"]
    assert len(place.interfaces(interface_type="interface")) == 3


def test_hand_attached_interface_makes_placement_wrong(place):
    """ECS counts its own interfaces only: it places a task that then gets none."""
    place.role("hosts")
    host = place.host("hosts")
    by_hand = place.ec2.create_network_interface(SubnetId=place.instance(host["ec2InstanceId"])["SubnetId"])[
        "NetworkInterface"]["NetworkInterfaceId"]
    place.ec2.attach_network_interface(NetworkInterfaceId=by_hand, InstanceId=host["ec2InstanceId"], DeviceIndex=1)
    place.running([place.run()["tasks"][0]["taskArn"]])
    answer = place.run()
    assert answer["failures"] == []
    task = place.stopped(answer["tasks"][0]["taskArn"])
    assert (task["stopCode"], task["stoppedReason"]) == (
        "TaskFailedToStart", "Unable to attach network interface to unused device index.")


def test_hand_attached_interfaces_leave_no_slot_for_the_trunk(place):
    place.opted_in_role("hosts")
    subnet = place.default_subnets()[0]
    interfaces = [{"DeviceIndex": index, "SubnetId": subnet} for index in range(3)]
    host = place.host("hosts", status="REGISTRATION_FAILED", NetworkInterfaces=interfaces)
    assert host["statusReason"].endswith(": AttachmentLimitExceeded")


# ---- what cannot be asked -------------------------------------------------------------------------------------------

def test_public_addresses_are_refused(place):
    place.role("hosts")
    host = place.host("hosts")
    assert refused(place.run, network=place.network(assignPublicIp="ENABLED")) == (
        "InvalidParameterException", "Assign public IP is not supported for this launch type.")
    # In a public subnet: the host has such an address, its tasks have none.
    assert place.instance(host["ec2InstanceId"])["PublicIpAddress"]
    [task] = place.running([place.run(network=place.network(assignPublicIp="DISABLED"))["tasks"][0]["taskArn"]])
    interface = place.interfaces(network_interface_id=details(task["attachments"][0])["networkInterfaceId"])[0]
    assert "Association" not in interface


@pytest.mark.parametrize("members, said", [
    ({"subnets": [f"subnet-{i:017x}" for i in range(17)]}, "subnets can have at most 16 items."),
    ({"securityGroups": [f"sg-{i:017x}" for i in range(6)]}, "securityGroups can have at most 5 items."),
])
def test_most_subnets_and_groups(place, members, said):
    network = {"awsvpcConfiguration": {**place.network()["awsvpcConfiguration"], **members}}
    place.role("hosts")
    place.host("hosts")
    assert refused(place.run, network=network) == ("InvalidParameterException", said)
    assert refused(place.ecs.create_service, cluster="web", serviceName="app", taskDefinition="app", desiredCount=1,
                   networkConfiguration=network) == ("InvalidParameterException", said)


def test_trunks_cannot_be_had_as_a_setting_of_a_cluster(place):
    assert refused(place.ecs.create_cluster, clusterName="other",
                   settings=[{"name": "awsvpcTrunking", "value": "enabled"}])[0] == "InvalidParameterException"


def test_fargate_has_no_trunks(place):
    assert refused(place.run, launchType="FARGATE")[0] == "InvalidParameterException"


# ---- the trunk's end ------------------------------------------------------------------------------------------------

def test_trunk_goes_when_the_host_is_deregistered(place):
    place.opted_in_role("hosts")
    host = place.host("hosts")
    arn = host["containerInstanceArn"]
    [task] = place.running([place.run()["tasks"][0]["taskArn"]])
    assert refused(place.ecs.deregister_container_instance, cluster="web", containerInstance=arn) == (
        "InvalidParameterException", "Found running tasks on the instance.")
    place.ecs.deregister_container_instance(cluster="web", containerInstance=arn, force=True)
    place.stopped(task["taskArn"])
    place.settled(arn, status="INACTIVE")
    assert place.interfaces(interface_type="trunk") == [] and place.interfaces(interface_type="branch") == []
    assert not has_trunk(place.describe_host(arn))
    assert len(place.instance(host["ec2InstanceId"])["NetworkInterfaces"]) == 1  # The instance goes on running.


def test_trunk_and_branches_go_when_the_instance_is_terminated(place):
    place.opted_in_role("hosts")
    host = place.host("hosts")
    tasks, _ = place.fill()
    place.terminate(host)
    reason = f'Host EC2 (instance {host["ec2InstanceId"]}) terminated.'
    assert {place.stopped(task["taskArn"])["stoppedReason"] for task in tasks} == {reason}
    place.eventually(lambda: place.interfaces() == [])
    assert place.ec2.describe_trunk_interface_associations()["InterfaceAssociations"] == []


def test_stopped_host_with_a_trunk_comes_back_without_its_public_address(place):
    """An instance with more than one interface gets no public address when it starts, so its agent stays away."""
    place.opted_in_role("hosts")
    host = place.host("hosts")
    instance, arn = host["ec2InstanceId"], host["containerInstanceArn"]
    assert place.instance(instance)["PublicIpAddress"]
    place.ec2.stop_instances(InstanceIds=[instance])
    place.eventually(lambda: place.instance(instance)["State"]["Name"] == "stopped")
    place.eventually(lambda: not place.describe_host(arn)["agentConnected"])
    place.ec2.start_instances(InstanceIds=[instance])
    place.eventually(lambda: place.instance(instance)["State"]["Name"] == "running")
    assert "PublicIpAddress" not in place.instance(instance)
    place.console(instance, "i/o timeout")
    assert not place.describe_host(arn)["agentConnected"]
    assert has_trunk(place.describe_host(arn)) and len(place.interfaces(interface_type="trunk")) == 1


def test_trunks_work_in_the_regions_of_china(client, eventually):
    place = Account(client, eventually, region="cn-north-1")
    place.ecs.create_cluster(clusterName="web")
    place.task_definition()
    arn = place.opted_in_role("hosts")
    assert arn.startswith("arn:aws-cn:iam:")
    assert has_trunk(place.host("hosts"))
    tasks, reasons = place.fill()
    assert (len(tasks), reasons) == (10, ENI)
