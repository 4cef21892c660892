"""Hosts: what an instance with an ECS image does when it starts, and what its console says when it does not join."""
import base64
import gzip

import pytest

from joining_hosts import AL2, AL2023, AL2_OLD, JOIN, PLAIN, WINDOWS, World, attributes

OPT_IN = "aws ecs put-account-setting --name awsvpcTrunking --value enabled --region eu-central-1\n"

pytestmark = pytest.mark.sandbox_only("looks at the console, where AWS's agent says less")


@pytest.fixture
def world(client, eventually, sandbox):
    world = World(client, eventually, sandbox)
    world.ecs.create_cluster(clusterName="web")
    return world


# ---- hosts that join --------------------------------------------------------------------------------------

def test_host_joins_the_cluster_of_its_user_data(world):
    world.role()
    instance = world.launch()
    host = world.host(instance)
    assert (host["status"], host["agentConnected"]) == ("ACTIVE", True)
    assert host["versionInfo"]["agentVersion"] == "1.108.3"
    resources = {resource["name"]: resource for resource in host["registeredResources"]}
    assert resources["CPU"]["integerValue"] == 2048
    assert resources["MEMORY"]["integerValue"] == 3795
    assert resources["PORTS"]["stringSetValue"] == ["22", "2375", "2376", "51678", "51679"]
    found = attributes(host)
    for name in ("ecs.capability.task-eni", "ecs.capability.task-eni-trunking",
                 "com.amazonaws.ecs.capability.docker-remote-api.1.44"):
        assert name in found and found[name] is None
    assert found["ecs.instance-type"] == "c5.large" and found["ecs.os-type"] == "linux"
    assert found["ecs.ami-id"] == world.image(AL2023)
    assert "ecs.capability.branch-cni-plugin-version" in found and "ecs.awsvpc-trunk-id" not in found
    output = world.console(instance, "Instance registration completed successfully")
    assert f'instanceArn="{host["containerInstanceArn"]}" cluster="web"' in output


SETTINGS = """\
ECS_CLUSTER=web
ECS_INSTANCE_ATTRIBUTES={"stack":"prod"}
ECS_CONTAINER_INSTANCE_TAGS={"Team":"x"}
ECS_RESERVED_MEMORY=100
"""
CLOUD_CONFIG = "#cloud-config\nwrite_files:\n  - path: /etc/ecs/ecs.config\n    content: |\n" + "".join(
    f"      {line}\n" for line in SETTINGS.splitlines())
HERE_DOCUMENT = f"#!/bin/bash\nCLUSTER=web\ncat <<END | sudo tee -a /etc/ecs/ecs.config\n{SETTINGS}END\n".replace(
    "=web\nECS_I", "=$CLUSTER\nECS_I")
MULTIPART = f"""\
Content-Type: multipart/mixed; boundary="==BOUNDARY=="
MIME-Version: 1.0

--==BOUNDARY==
Content-Type: text/cloud-config; charset="us-ascii"

{CLOUD_CONFIG}
--==BOUNDARY==
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/bash
echo ECS_ENABLE_TASK_ENI=true >> /etc/ecs/ecs.config
--==BOUNDARY==--
"""


@pytest.mark.parametrize("user_data", [CLOUD_CONFIG, HERE_DOCUMENT, MULTIPART])
def test_forms_of_user_data_and_settings(world, user_data):
    world.role(allow=["ecs:TagResource"])
    host = world.host(world.launch(user_data))
    assert attributes(host)["stack"] == "prod"
    assert {r["name"]: r.get("integerValue") for r in host["registeredResources"]}["MEMORY"] == 3695
    tags = world.ecs.list_tags_for_resource(resourceArn=host["containerInstanceArn"])["tags"]
    assert tags == [{"key": "Team", "value": "x"}]


@pytest.mark.parametrize("pack", [gzip.compress, base64.b64encode])
def test_packed_user_data(world, pack):
    """gzip, and base64 twice: boto3 makes the first of it."""
    world.role()
    assert world.host(world.launch(pack(JOIN.encode())))["status"] == "ACTIVE"


def test_what_runs_at_every_boot(world):
    """runcmd once in an instance's life, bootcmd whenever it starts."""
    world.role()
    instance = world.launch("#cloud-config\nbootcmd: [echo ECS_CLUSTER=web > /etc/ecs/ecs.config]\nruncmd: [echo once]\n")
    world.host(instance, agentConnected=True)
    world.ec2.reboot_instances(InstanceIds=[instance])
    output = world.eventually(lambda: next((
        output for output in [world.console(instance, "finished")] if output.count("finished at") == 2), None))
    assert output.count("once") == 1
    assert world.host(instance, agentConnected=True)


def test_tags_of_the_instance_are_propagated(world):
    world.role(allow=["ecs:TagResource", "ec2:DescribeTags"])
    instance = world.launch(JOIN + "echo ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance >> /etc/ecs/ecs.config\n",
                            TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Team", "Value": "x"}]}])
    host = world.host(instance)
    assert world.ecs.list_tags_for_resource(resourceArn=host["containerInstanceArn"])["tags"] == [
        {"key": "Team", "value": "x"}]


def test_without_a_cluster_the_agent_makes_the_default_one(world):
    world.role()
    instance = world.launch("#!/bin/bash\n")
    world.console(instance, "completed successfully")
    assert world.host(instance, "default")["status"] == "ACTIVE"
    assert 'msg="Successfully created a cluster" cluster="default"' in world.console(instance, "completed")


def test_plain_image_has_no_agent(world):
    world.role()
    instance = world.launch(image=PLAIN)
    assert "amazon-ecs-agent" not in world.console(instance, "Cloud-init v. 22.2.2 finished")
    assert world.hosts() == []


def test_stopped_host_comes_back_as_the_same(world):
    world.role()
    instance = world.launch()
    arn = world.host(instance)["containerInstanceArn"]
    world.ec2.stop_instances(InstanceIds=[instance])
    world.host(instance, agentConnected=False)
    world.eventually(lambda: world.ec2.describe_instance_status(
        InstanceIds=[instance], IncludeAllInstances=True)["InstanceStatuses"][0]["InstanceState"]["Name"] == "stopped")
    world.ec2.start_instances(InstanceIds=[instance])
    assert world.host(instance, agentConnected=True)["containerInstanceArn"] == arn


def test_terminated_host_leaves(world):
    world.role(allow=["ecs:PutAccountSetting"])
    instance = world.launch(JOIN + OPT_IN)
    world.host(instance, status="ACTIVE")
    world.ec2.terminate_instances(InstanceIds=[instance])
    world.eventually(lambda: world.hosts() == [])
    world.eventually(lambda: world.ec2.describe_network_interfaces()["NetworkInterfaces"] == [])


# ---- hosts that do not join -------------------------------------------------------------------------------

@pytest.mark.parametrize("user_data, reason", [
    ("\n" + JOIN, "Exec format error. Missing #! in script?"),
    ("hello", "Unhandled non-multipart (text/x-not-multipart) userdata: 'b'hello'...'"),
])
def test_user_data_that_cloud_init_does_not_run(world, user_data, reason):
    """The agent starts all the same, and finds no cluster named."""
    world.role()
    instance = world.launch(user_data)
    assert reason in world.console(instance, "finished at")
    assert world.host(instance, "default")["status"] == "ACTIVE"


@pytest.mark.parametrize("image, user_data, reason", [
    (AL2023, "#include http://example.com/\n", "the sandbox does not interpret part-001 of the type text/x-include-url"),
    (AL2023, "#cloud-config\npower_state: {mode: poweroff}\n", "power_state of the cloud-config part-001"),
    (WINDOWS, "<powershell>\nRestart-Computer\n</powershell>", "line 2: 'Restart-Computer' is beyond"),
])
def test_user_data_that_is_not_understood(world, image, user_data, reason):
    """The host does not join on a guess, not after a reboot either."""
    world.role()
    instance = world.launch(user_data, image)
    world.console(instance, reason)
    world.ec2.reboot_instances(InstanceIds=[instance])
    world.eventually(lambda: world.console(instance, reason).count(reason) == 2)
    assert "amazon-ecs-agent" not in world.console(instance, reason)


def test_role_without_permission(world):
    world.role(policy=None)
    instance = world.launch()
    output = world.console(instance, "Error registering container instance")
    assert "Received terminal error from RegisterContainerInstance call, exiting" in output
    assert "AccessDeniedException: User: arn:aws:sts::" in output
    assert "is not authorized to perform: ecs:RegisterContainerInstance" in output
    assert world.hosts() == []
    # The agent has given up. When the role may, a reboot starts it again.
    world.allow("hosts", "ecs:RegisterContainerInstance")
    world.ec2.reboot_instances(InstanceIds=[instance])
    assert world.host(instance)["status"] == "ACTIVE"


def test_instance_without_profile(world):
    world.role()
    instance = world.launch(profile=None)
    output = world.console(instance, "retrying with exponential backoff")
    assert "level=warn" in output and "no EC2 IMDS role found" in output
    assert world.hosts() == []
    # The agent goes on trying.
    world.ec2.associate_iam_instance_profile(InstanceId=instance, IamInstanceProfile={"Name": "hosts"})
    assert world.host(instance)["status"] == "ACTIVE"


def test_role_that_does_not_trust_ec2(world):
    world.role(service="ecs-tasks.amazonaws.com")
    output = world.console(world.launch(), "retrying with exponential backoff")
    assert "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role hosts." in output


def test_unknown_cluster(world):
    world.role()
    output = world.console(world.launch(JOIN.replace("web", "nothing")), "Error registering container instance")
    assert "Exception: Cluster not found." in output


def test_deleted_cluster(world):
    world.role()
    world.ecs.create_cluster(clusterName="old")
    world.ecs.delete_cluster(cluster="old")
    output = world.console(world.launch(JOIN.replace("web", "old")), "Error registering container instance")
    assert "Exception: The referenced cluster was inactive." in output


def test_default_cluster_that_may_not_be_made(world):
    world.role(policy=None, allow=["ecs:RegisterContainerInstance"])
    output = world.console(world.launch("#!/bin/bash\n"), "Could not create cluster")
    assert "is not authorized to perform: ecs:CreateCluster" in output


def test_settings_that_cannot_be_read(world):
    world.role()
    output = world.console(world.launch(JOIN + "echo ECS_INSTANCE_ATTRIBUTES=prod >> /etc/ecs/ecs.config\n"),
                           "level=critical")
    assert "Error loading config: Invalid format for ECS_INSTANCE_ATTRIBUTES. Expected a json hash" in output
    assert world.hosts() == []


# ---- the trunk --------------------------------------------------------------------------------------------

def interfaces_of(world, instance):
    return sorted(interface["InterfaceType"] for interface in world.ec2.describe_network_interfaces(
        Filters=[{"Name": "attachment.instance-id", "Values": [instance]}])["NetworkInterfaces"])


@pytest.mark.parametrize("opt_in, image", [
    (OPT_IN, AL2023), (OPT_IN, AL2), (OPT_IN.replace(" --region eu-central-1", ""), AL2023)])
def test_role_that_opts_itself_in_gets_a_trunk(world, opt_in, image):
    """The documented recipe: put-account-setting in the user data, before the agent starts."""
    world.role(allow=["ecs:PutAccountSetting"])
    instance = world.launch(JOIN + opt_in, image)
    host = world.host(instance, status="ACTIVE")
    assert attributes(host)["ecs.awsvpc-trunk-id"]
    assert interfaces_of(world, instance) == ["interface", "trunk"]
    assert '"name": "awsvpcTrunking"' in world.console(instance, "awsvpcTrunking")


@pytest.mark.parametrize("description, user_data, arguments", [
    ("the role is not opted in", JOIN, {}),
    ("the type takes none", JOIN + OPT_IN, {"InstanceType": "t3.medium"}),
    ("the agent is too old", JOIN + OPT_IN, {"image": AL2_OLD}),
    ("high density is switched off", JOIN + OPT_IN + "echo ECS_ENABLE_HIGH_DENSITY_ENI=false >> /etc/ecs/ecs.config\n",
     {}),
    ("the setting is in another region", JOIN + OPT_IN.replace("eu-central-1", "us-east-1"), {}),
    ("bare metal", JOIN + OPT_IN, {"InstanceType": "c5.metal"}),
])
def test_hosts_that_silently_get_no_trunk(world, description, user_data, arguments):
    world.role(allow=["ecs:PutAccountSetting"])
    instance = world.launch(user_data, **arguments)
    host = world.host(instance)
    assert host["status"] == "ACTIVE", description
    assert "ecs.awsvpc-trunk-id" not in attributes(host), description
    assert interfaces_of(world, instance) == ["interface"], description
    assert "statusReason" not in host


def test_windows_host_gets_no_trunk(world):
    world.role()
    world.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    instance = world.launch("<powershell>\nInitialize-ECSAgent -Cluster web -EnableTaskENI\n</powershell>", WINDOWS)
    host = world.host(instance)
    assert attributes(host)["ecs.os-type"] == "windows"
    assert "ecs.awsvpc-trunk-id" not in attributes(host)
    assert interfaces_of(world, instance) == ["interface"]


def test_windows_host_whose_user_data_does_not_start_the_agent(world):
    world.role()
    world.console(world.launch("<powershell>\n</powershell>", WINDOWS), "does not start the ECS agent")
    assert world.hosts() == []


def test_setting_made_after_registration_changes_nothing(world):
    world.role(allow=["ecs:PutAccountSetting"])
    first = world.launch()
    world.host(first, status="ACTIVE")
    second = world.launch(JOIN + OPT_IN)
    assert "ecs.awsvpc-trunk-id" in attributes(world.host(second, status="ACTIVE"))
    assert "ecs.awsvpc-trunk-id" not in attributes(world.host(first))


def test_explicit_disable_over_an_enabled_default(world):
    world.role(allow=["ecs:PutAccountSetting"])
    world.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    by_default = world.host(world.launch(), status="ACTIVE")
    disabled = world.host(world.launch(JOIN + OPT_IN.replace("enabled", "disabled")), status="ACTIVE")
    assert "ecs.awsvpc-trunk-id" in attributes(by_default)
    assert "ecs.awsvpc-trunk-id" not in attributes(disabled)


def test_role_that_may_not_opt_itself_in(world):
    world.role()
    instance = world.launch("#!/bin/bash\n" + OPT_IN + "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config\n")
    host = world.host(instance)
    assert "ecs.awsvpc-trunk-id" not in attributes(host)
    assert ("An error occurred (AccessDeniedException) when calling the PutAccountSetting operation: User: arn:aws:sts::"
            in world.console(instance, "PutAccountSetting"))


def test_script_that_ends_at_its_first_failure(world):
    """With `set -e` the line that names the cluster is never reached, and the host joins another."""
    world.role()
    instance = world.launch("#!/bin/bash -xe\n" + OPT_IN + "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config\n")
    assert 'cluster="default"' in world.console(instance, "completed successfully")
    assert "Failed running /var/lib/cloud/instance/scripts/part-001" in world.console(instance, "Failed running")


def test_command_line_without_a_region_on_amazon_linux_2(world):
    world.role(allow=["ecs:PutAccountSetting"])
    instance = world.launch(JOIN + OPT_IN.replace(" --region eu-central-1", ""), AL2)
    assert "ecs.awsvpc-trunk-id" not in attributes(world.host(instance))
    assert "You must specify a region." in world.console(instance, "You must specify a region.")


def test_a_record_option_fails_the_registration(world):
    world.role(allow=["ecs:PutAccountSetting"])
    instance = world.launch(JOIN + OPT_IN, PrivateDnsNameOptions={"EnableResourceNameDnsARecord": True})
    host = world.host(instance, status="REGISTRATION_FAILED")
    assert host["statusReason"]
    assert interfaces_of(world, instance) == ["interface"]


def test_no_address_left_for_the_trunk(world):
    world.role(allow=["ecs:PutAccountSetting"])
    vpc = world.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    small = world.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/28")["Subnet"]["SubnetId"]
    for _ in range(10):
        world.ec2.create_network_interface(SubnetId=small)
    host = world.host(world.launch(JOIN + OPT_IN, SubnetId=small), status="REGISTRATION_FAILED")
    assert small in host["statusReason"]


# ---- restarts ---------------------------------------------------------------------------------------------

def test_host_goes_on_booting_after_a_kill(start_sandbox, client, eventually, tmp_path):
    """With AWS's pace a host boots for seconds: the sandbox is killed meanwhile."""
    sandbox = start_sandbox("--pace", "aws", state=tmp_path / "state")
    world = World(client, eventually, sandbox)
    world.ecs.create_cluster(clusterName="web")
    world.role()
    instance = world.launch()
    sandbox.kill()
    sandbox.restart(["--pace", "instant"])
    world = World(client, eventually, sandbox)
    assert world.host(instance)["status"] == "ACTIVE"


def test_attribute_value_that_is_too_long(world):
    """ECS leaves it out, the agent compares, and ends; its host stays, without an agent."""
    world.role()
    settings = 'ECS_CLUSTER=web\nECS_INSTANCE_ATTRIBUTES={"note":"' + "x" * 129 + '","stack":"a"}\n'
    instance = world.launch(f"#!/bin/bash\ncat <<'EOF' >> /etc/ecs/ecs.config\n{settings}EOF\n")
    world.console(instance, "Instance registration attempt with an invalid attribute")
    host = world.host(instance, agentConnected=False)
    assert attributes(host)["stack"] == "a" and "note" not in attributes(host)
