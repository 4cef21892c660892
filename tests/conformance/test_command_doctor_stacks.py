"""`eni-trunking doctor` on stacks of CloudFormation: those that made groups, and those that could not make or delete them."""
import pytest

from auto_scaling_groups import in_service
from container_hosts import AL2023, join
from doctor_runs import FINDINGS, autoscaling, doctor, mended, named, place, shell  # noqa: F401: fixtures
from stacks import Stack


@pytest.fixture
def stack(client):
    """stack(name): a stack of the account."""
    return lambda name="hosts": Stack(client("cloudformation"), name)


def ref(name):
    return {"Ref": name}


def launch_template(place, cluster="web", lines=(), metadata=None):
    """Of hosts that join the cluster, and whose user data go on with these lines."""
    place.opted_in_role("hosts")
    return {"Type": "AWS::EC2::LaunchTemplate", "Metadata": metadata or {}, "Properties": {"LaunchTemplateData": {
        "ImageId": place.image(AL2023), "InstanceType": "c5.large", "IamInstanceProfile": {"Name": "hosts"},
        "UserData": {"Fn::Base64": {"Fn::Join": ["\n", [join(cluster), *lines]]}}}}}


def group(place, **properties):
    return {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {
        "MinSize": "0", "MaxSize": "2", "VPCZoneIdentifier": place.default_subnets()[:1],
        "LaunchTemplate": {"LaunchTemplateId": ref("Template"), "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]}},
        **properties}}


def provider(**properties):
    return {"Type": "AWS::ECS::CapacityProvider", "Properties": {"AutoScalingGroupProvider": {
        "AutoScalingGroupArn": ref("Group"), "ManagedScaling": {"Status": "DISABLED"}}, **properties}}


@pytest.fixture
def undeletable(place, stack, autoscaling, eventually):
    """undeletable(resources, policy): a stack with a host, whose cluster "shop" depends on its provider, while user data name
    it: so CloudFormation deletes the cluster first, in vain."""
    def make(resources=None, policy="Delete"):
        made = stack("shop")
        status = made.create({"Resources": {
            "Template": {**launch_template(place, "shop"), "DeletionPolicy": policy},
            "Group": {**group(place), "DeletionPolicy": policy},
            "Provider": provider(), "Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {
                "ClusterName": "shop", "CapacityProviders": [ref("Provider")],
                "DefaultCapacityProviderStrategy": [{"CapacityProvider": ref("Provider"), "Weight": 1}]}},
            **(resources or {})}})
        assert status == "CREATE_COMPLETE", made.story()
        made.group = made.physical_id("Group")
        autoscaling.set_desired_capacity(AutoScalingGroupName=made.group, DesiredCapacity=1)
        made.instance, = eventually(lambda: in_service(autoscaling, made.group))
        place.settled(place.joined(made.instance, "shop")["containerInstanceArn"], "shop")
        return made
    return make


def not_deletable(doctor):
    finding, = doctor("shop").findings
    assert (finding["check"], finding["severity"]) == ("stack-not-deletable", "warning")
    return finding


def test_a_cluster_that_goes_before_its_hosts(undeletable, doctor, shell):
    made = undeletable()
    assert doctor("shop").findings == []
    assert made.delete() == "DELETE_FAILED", made.story()
    finding = not_deletable(doctor)
    assert "Cluster (AWS::ECS::Cluster): " in finding["seen"]
    shell(finding["commands"])
    assert doctor().findings == [] and made.status() == "DELETE_COMPLETE"


def test_a_group_that_the_template_keeps(undeletable, autoscaling, doctor, shell):
    """Then the cluster is kept, too."""
    made = undeletable(policy="Retain")
    assert made.delete() == "DELETE_FAILED", made.story()
    shell(not_deletable(doctor)["commands"])
    assert doctor("shop").findings == [] and made.status() == "DELETE_COMPLETE"
    assert in_service(autoscaling, made.group) == [made.instance]


def test_a_group_whose_host_runs_a_task(place, undeletable, autoscaling, doctor, shell):
    made = undeletable()
    task, = place.run("shop", launchType="EC2")["tasks"]
    place.running([task["taskArn"]], "shop")
    assert made.delete() == "DELETE_FAILED", made.story()
    finding = not_deletable(doctor)
    assert "tasks run on them: 1" in finding["why"]
    shell(finding["commands"])
    assert in_service(autoscaling, made.group) == [made.instance]
    place.ecs.stop_task(cluster="shop", task=task["taskArn"])
    place.stopped(task["taskArn"], "shop")
    shell(not_deletable(doctor)["commands"])
    assert doctor().findings == [] and made.status() == "DELETE_COMPLETE"


def test_a_stack_that_something_else_keeps(client, undeletable, autoscaling, doctor, shell):
    """Nothing is gained by ending its hosts."""
    made = undeletable({"Bucket": {"Type": "AWS::S3::Bucket"}})
    s3, bucket = client("s3"), made.physical_id("Bucket")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert made.delete() == "DELETE_FAILED", made.story()
    finding = not_deletable(doctor)
    assert "Bucket (AWS::S3::Bucket): " in finding["seen"]
    shell(finding["commands"])
    assert in_service(autoscaling, made.group) == [made.instance] and made.status() == "DELETE_FAILED"


def test_a_stack_whose_name_its_provider_cannot_have(place, stack, mended):
    made = stack("Ecs-demo")
    status = made.create({"Resources": {"Template": launch_template(place), "Group": group(place), "Provider": provider()}})
    assert status == "ROLLBACK_COMPLETE", made.story()
    mended("provider-name-reserved", "warning")


SIGNAL = ["/opt/aws/bin/cfn-signal", "-e", "$?", "--stack", ref("AWS::StackName"), "--resource", "Group"]


@pytest.mark.parametrize("lines, commands", [
    (["/opt/aws/bin/cfn-init -s x", "echo done", {"Fn::Join": [" ", SIGNAL]}], None),
    ([], {"signal": {"command": {"Fn::Join": [" ", SIGNAL]}}}),
], ids=["in user data", "in a command of cfn-init"])
def test_signals_that_always_say_success(place, autoscaling, stack, doctor, shell, eventually, lines, commands):
    metadata = {"AWS::CloudFormation::Init": {"config": {"commands": commands}}} if commands else None
    made = stack()
    template = {"Resources": {"Template": launch_template(place, lines=lines, metadata=metadata), "Group": group(place)}}
    assert made.create(template) == "CREATE_COMPLETE", made.story()
    name = made.physical_id("Group")
    autoscaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=1)
    instance, = eventually(lambda: in_service(autoscaling, name))
    place.settled(place.joined(instance)["containerInstanceArn"])
    done = doctor("web")
    assert named(done.findings, "warning") == {"signal-always-succeeds"} and done.returncode == FINDINGS, done.stdout
    fetch, deploy = done.findings[0]["commands"]
    shell([fetch, "sed -i -e 's/\"echo done\"/\"true\"/' -e 's/\\(\"\\)\\(.opt.aws.bin.cfn-signal\\)/\\1check; \\2/' hosts.template",
           deploy])
    assert doctor("web").findings == []


def test_the_published_pattern_is_a_note(place, stack, doctor, published_pattern):
    made = stack("trunking")
    assert made.create(published_pattern.read_text()) == "CREATE_COMPLETE", made.story()
    finding, = doctor("web").findings
    assert (finding["check"], finding["severity"], finding["resource"]) == ("nodejs-pattern", "note", "trunking")
