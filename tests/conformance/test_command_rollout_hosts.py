"""`eni-trunking rollout` and single hosts: each successor is what its host was, and what cannot be had again is left."""
import pytest

import command_runs
from rolled_cluster import rollout, web  # noqa: F401 (fixtures)

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")

FINE, FINDINGS = range(2)


def the_instance(web):  # noqa: F811
    host, = web.place.hosts()
    return web.place.instance(host["ec2InstanceId"])


def volumes(web, instance):  # noqa: F811
    """By device, what decides what they are."""
    shown = {volume["VolumeId"]: volume for volume in web.ec2.describe_volumes(Filters=[
        {"Name": "attachment.instance-id", "Values": [instance["InstanceId"]]}])["Volumes"]}
    wanted = ("Size", "VolumeType", "Iops", "Throughput", "Encrypted", "KmsKeyId", "SnapshotId")
    return {device["DeviceName"]: {key: shown[device["Ebs"]["VolumeId"]].get(key) for key in wanted}
            for device in instance["BlockDeviceMappings"]}


def attribute(web, instance, name):  # noqa: F811
    return web.ec2.describe_instance_attribute(InstanceId=instance["InstanceId"], Attribute=name)[
        name[0].upper() + name[1:]]


def tags(instance):
    return {tag["Key"]: tag["Value"] for tag in instance["Tags"] if not tag["Key"].startswith("eni-trunking:")}


def test_a_successor_is_what_its_host_was(web, rollout):  # noqa: F811
    subnet = web.place.default_subnets()[1]
    vpc = web.place.subnet(subnet)["VpcId"]
    group = web.ec2.create_security_group(GroupName="hosts", Description="hosts", VpcId=vpc)["GroupId"]
    web.ec2.create_key_pair(KeyName="hosts")
    root = web.ec2.describe_images(ImageIds=[web.place.image(web.place.image_for("c5.large"))])["Images"][0]["RootDeviceName"]
    web.place.launch(
        "hosts", KeyName="hosts", Monitoring={"Enabled": True}, EbsOptimized=True, DisableApiStop=True,
        InstanceInitiatedShutdownBehavior="terminate", CpuOptions={"CoreCount": 1, "ThreadsPerCore": 1},
        CapacityReservationSpecification={"CapacityReservationPreference": "none"}, MaintenanceOptions={"AutoRecovery": "disabled"},
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 3, "InstanceMetadataTags": "enabled"},
        PrivateDnsNameOptions={"HostnameType": "resource-name"},
        SubnetId=subnet, SecurityGroupIds=[group],
        BlockDeviceMappings=[
            {"DeviceName": root, "Ebs": {"VolumeSize": 40, "VolumeType": "gp3", "Iops": 4000, "Throughput": 200, "Encrypted": True}},
            {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 8, "VolumeType": "io1", "Iops": 300, "DeleteOnTermination": True}}],
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "one of a kind"}]}])
    web.have_hosts(1)
    before = the_instance(web)
    web.place.set_trunking(web.role)
    attributes = ("userData", "disableApiStop", "instanceInitiatedShutdownBehavior")
    then = [attribute(web, before, name) for name in attributes], volumes(web, before)
    rollout("--yes")
    after = the_instance(web)
    assert after["InstanceId"] != before["InstanceId"] and web.trunks() == (1, 1)
    for member in ("ImageId", "InstanceType", "KeyName", "Monitoring", "EbsOptimized", "CpuOptions", "SubnetId", "SecurityGroups",
                   "CapacityReservationSpecification", "MaintenanceOptions", "MetadataOptions", "PrivateDnsNameOptions"):
        assert after[member] == before[member], member
    assert ([attribute(web, after, name) for name in attributes], volumes(web, after)) == then
    assert tags(after) == tags(before) == {"Name": "one of a kind"}


def elastic_address(web, instance):  # noqa: F811
    address = web.ec2.allocate_address(Domain="vpc")
    web.ec2.associate_address(AllocationId=address["AllocationId"], InstanceId=instance)
    return f"has the Elastic IP address {address['PublicIp']}"


def protection(web, instance):  # noqa: F811
    web.ec2.modify_instance_attribute(InstanceId=instance, DisableApiTermination={"Value": True})
    return "is protected from termination"


def lasting_volume(web, instance):  # noqa: F811
    device, = web.place.instance(instance)["BlockDeviceMappings"]
    web.ec2.modify_instance_attribute(InstanceId=instance, BlockDeviceMappings=[
        {"DeviceName": device["DeviceName"], "Ebs": {"DeleteOnTermination": False}}])
    volume = device["Ebs"]["VolumeId"]
    return f"has the volume {volume} at {device['DeviceName']}, which is not deleted with it, and would be left"


def another_interface(web, instance):  # noqa: F811
    interface = web.ec2.create_network_interface(SubnetId=web.place.instance(instance)["SubnetId"])["NetworkInterface"]
    web.ec2.attach_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"], InstanceId=instance, DeviceIndex=1)
    return f"has another network interface, {interface['NetworkInterfaceId']}"


def forwarding(web, instance):  # noqa: F811
    web.ec2.modify_instance_attribute(InstanceId=instance, SourceDestCheck={"Value": False})
    return "forwards for others: its source/destination check is off"


@pytest.mark.parametrize("change", [elastic_address, protection, lasting_volume, another_interface, forwarding])
def test_what_cannot_be_had_again_is_left_by_name(web, rollout, change):  # noqa: F811
    left, moved = web.place.launch("hosts"), web.place.launch("hosts")
    web.have_hosts(2)
    reason = f"{left}: {change(web, left)}."
    web.place.set_trunking(web.role)
    plan = rollout("--output", "json", expect=FINDINGS).json
    assert [(part["toReplace"], part["obstacles"]) for part in plan["leftOut"]] == [([left], [reason])]
    assert [part["toReplace"] for part in plan["parts"]] == [[moved]]
    done = rollout("--yes", expect=FINDINGS)
    assert f"single hosts: {left} left as it is. {reason}" in done.stderr, done.stderr
    assert web.trunks() == (1, 2) and left in web.instances() and moved not in web.instances()


def test_tasks_interfaces_are_ecs_own(web, rollout):  # noqa: F811
    """A host without a trunk has them attached as its own."""
    web.place.launch("hosts")
    web.have_hosts(1)
    web.service("api", 2, launchType="EC2")
    assert len(the_instance(web)["NetworkInterfaces"]) == 3
    web.place.set_trunking(web.role)
    rollout("--yes")
    assert web.trunks() == (1, 1)


def copies(web):  # noqa: F811
    """Ever launched: instance → the single host that it was launched for."""
    shown = web.ec2.describe_tags(Filters=[{"Name": "key", "Values": ["eni-trunking:replaces"]}])["Tags"]
    return {tag["ResourceId"]: tag["Value"] for tag in shown}


def test_a_dead_successor_is_launched_anew(web, rollout):  # noqa: F811
    """The client token of the launch launches nothing any more."""
    original = web.place.launch("hosts")
    web.have_hosts(1)
    web.place.set_trunking(web.role)
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "launches one like ")
    web.eventually(lambda: copies(web))
    process.kill()
    process.communicate()
    dead, = copies(web)
    web.ec2.terminate_instances(InstanceIds=[dead])
    web.eventually(lambda: web.place.instance(dead)["State"]["Name"] == "terminated")
    web.eventually(lambda: dead not in web.instances())
    rollout("--yes")
    assert web.trunks() == (1, 1) and original not in web.instances() and web.marks() == []


def test_a_successor_that_dies_while_its_host_is_drained_has_another(web, rollout):  # noqa: F811
    """Whoever runs it again finds a host that is drained, and nothing in its place."""
    original = web.place.launch("hosts")
    web.have_hosts(1)
    task = web.place.run(launchType="EC2")["tasks"][0]["taskArn"]  # is waited for
    web.place.running([task])
    web.place.set_trunking(web.role)
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "drains ")
    web.eventually(lambda: [host for host in web.place.hosts() if host["status"] == "DRAINING"])
    process.kill()
    process.communicate()
    dead, = copies(web)
    web.ec2.terminate_instances(InstanceIds=[dead])
    web.eventually(lambda: dead not in web.instances())
    said = rollout("--yes", "--stop-standalone-tasks").stderr
    assert said.index(f"launches one like each of {original}") < said.index(f"terminates {original}"), said
    assert web.trunks() == (1, 1) and original not in web.instances() and web.marks() == []


def test_a_successor_without_a_trunk_has_another(web, rollout):  # noqa: F811
    """Its client token is noted on the host that is drained, and launches nothing any more."""
    original = web.place.launch("hosts")
    failed = web.place.launch("hosts", ClientToken="first", TagSpecifications=[
        {"ResourceType": "instance", "Tags": [{"Key": "eni-trunking:replaces", "Value": original}]}])
    web.have_hosts(2)
    host = next(one for one in web.place.hosts() if one["ec2InstanceId"] == original)
    web.ecs.update_container_instances_state(cluster="web", containerInstances=[host["containerInstanceArn"]], status="DRAINING")
    web.ec2.create_tags(Resources=[original], Tags=[{"Key": "eni-trunking:rollout", "Value": "draining first"}])
    web.place.set_trunking(web.role)
    rollout("--yes", "--patience", "60")
    assert web.trunks() == (1, 1) and not web.instances() & {original, failed} and web.marks() == []


def test_left_as_it_is_a_host_keeps_what_was_launched_for_it(web, rollout):  # noqa: F811
    """It is drained, so that its successor carries its tasks. With the setting still on none without a trunk can be had."""
    original = web.place.launch("hosts")
    web.have_hosts(1)
    task = web.place.run(launchType="EC2")["tasks"][0]["taskArn"]
    web.place.running([task])
    web.place.set_trunking(web.role)
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "drains ")
    web.eventually(lambda: [host for host in web.place.hosts() if host["status"] == "DRAINING"])
    process.kill()
    process.communicate()
    before = web.instances()
    rollout("--undo", "--yes", "--stop-standalone-tasks", expect=FINDINGS)
    assert web.instances() == before and web.trunks() == (1, 1)
    assert original in before


def test_undone_while_a_host_is_drained_no_host_is_too_many(web, rollout):  # noqa: F811
    """What was launched in its place has a trunk, which is not wanted any more."""
    web.place.launch("hosts")
    web.have_hosts(1)
    task = web.place.run(launchType="EC2")["tasks"][0]["taskArn"]
    web.place.running([task])
    web.place.set_trunking(web.role)
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "drains ")
    web.eventually(lambda: [host for host in web.place.hosts() if host["status"] == "DRAINING"])
    process.kill()
    process.communicate()
    web.place.set_trunking(web.role, "disabled")
    rollout("--undo", "--yes", "--stop-standalone-tasks")
    web.eventually(lambda: web.trunks() == (0, 1))
    assert web.marks() == []


def test_undone_half_way_no_host_is_too_many(web, rollout):  # noqa: F811
    originals = {web.place.launch("hosts") for _ in range(2)}
    web.have_hosts(2)
    web.place.set_trunking(web.role)
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "launches one like ")
    web.eventually(lambda: web.trunks()[0] == 1)
    process.kill()
    process.communicate()
    web.place.set_trunking(web.role, "disabled")
    rollout("--undo", "--yes")
    web.eventually(lambda: web.trunks() == (0, 2))
    assert web.marks() == []
    # Unless it was killed after the next step, none of them has been touched.
    assert len(originals & web.instances()) >= 1


def test_one_that_failed_to_register_has_a_successor_first(web, rollout):  # noqa: F811
    """There was no address left for its trunk."""
    web.place.set_trunking(web.role)
    _, subnet = web.place.new_vpc(subnet_cidr="10.7.0.0/28")
    web.place.leave_addresses(subnet, 1)
    failed = web.place.host("hosts", SubnetId=subnet, status="REGISTRATION_FAILED")["ec2InstanceId"]
    for interface in web.place.interfaces(subnet_id=subnet, status="available"):
        web.ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    said = rollout("--yes").stderr
    assert said.index(f"launches one like each of {failed}") < said.index(f"terminates {failed}"), said
    assert web.trunks() == (1, 1) and failed not in web.instances()
