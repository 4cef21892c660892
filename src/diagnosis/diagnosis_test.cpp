#include <gtest/gtest.h>

#include "base/text.h"
#include "diagnosis/cluster_for_test.h"
#include "diagnosis/instance_type_choice.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {
namespace {

/// A service that waits for a task, with that subnet. The host is in eu-central-1a of vpc-1.
void put_service_into_subnet(Description& description, const Subnet& subnet) {
  description.instances["i-1"].vpc_id = "vpc-1";
  description.instances["i-1"].zone = "eu-central-1a";
  description.subnets[subnet.id] = subnet;
  description.clusters[0].services->push_back({.name = "app", .subnet_ids = {subnet.id}, .desired = 1});
}

std::string put_policy(const std::string& actions, const std::string& condition) {
  return R"({"Statement":{"Effect":"Allow","Resource":"*","Action":)" + actions + condition + "}}";
}

const DiagnosisCase kCases[] = {
    {"nothing is wrong", [](Description&) {}, ""},
    {"in a group, too", [](Description& d) { put_into_group(d); }, ""},
    {"the role was never opted in",
     [](Description& d) {
       take_trunk(d);
       set_setting(d, {}, "disabled");
     },
     "error setting-not-effective"},
    {"the role is switched off over the default",
     [](Description& d) {
       take_trunk(d);
       set_setting(d, "disabled", "disabled");
     },
     "error setting-not-effective"},
    {"the setting was made later", take_trunk, "error registered-before-setting"},
    {"the setting was made later, and the group is being refreshed",
     [](Description& d) {
       take_trunk(d);
       put_into_group(d);
       d.groups["hosts"].refresh = InstanceRefresh{"r", "InProgress", "Refresh", 40};
     },
     "note registered-before-setting"},
    {"a host that drains is on its way out",
     [](Description& d) {
       take_trunk(d);
       host(d).status = "DRAINING";
     },
     ""},
    {"a host that registers has no trunk yet",
     [](Description& d) {
       take_trunk(d);
       host(d).status = "REGISTERING";
     },
     ""},
    {"what cannot be seen is no cause",
     [](Description& d) {
       take_trunk(d);
       d.roles[kRole].setting.reset();
       d.failed_reads = {{"ecs:ListAccountSettings", kRole, "AccessDeniedException: no", true}};
     },
     "warning missing-permission"},
    {"nor is what AWS does not tell",
     [](Description& d) {
       take_trunk(d);
       d.roles[kRole].setting.reset();
       d.roles[kRole].why_unseen = "AccessDeniedException: no";
     },
     "warning setting-unseen"},
    {"a T type",
     [](Description& d) {
       take_trunk(d);
       d.instances["i-1"].type = "t3.large";
     },
     "error unsupported-type"},
    {"a type newer than the table",
     [](Description& d) {
       take_trunk(d);
       d.instances["i-1"].type = "x99.large";
     },
     "note unsupported-type"},
    {"a group that will launch T types", [](Description& d) { put_into_group(d).instance_type = "t3.large"; },
     "warning unsupported-type"},
    {"a group with a T type among others",
     [](Description& d) {
       put_into_group(d);
       d.groups["hosts"].override_types = {"m5.large", "t3.large"};
     },
     "warning unsupported-type"},
    {"two causes at once are both told",
     [](Description& d) {
       take_trunk(d);
       set_setting(d, {}, "disabled");
       d.instances["i-1"].type = "t3.large";
     },
     "error setting-not-effective, error unsupported-type"},
    {"a type that loses", [](Description& d) { d.instances["i-1"].type = "u-18tb1.metal"; },
     "warning loses-by-trunking"},
    {"a type that loses, without a trunk",
     [](Description& d) {
       take_trunk(d);
       d.instances["i-1"].type = "u-18tb1.metal";
     },
     ""},
    {"a type that loses, with the setting off",
     [](Description& d) {
       take_trunk(d);
       put_into_group(d).instance_type = "u-18tb1.metal";
       d.instances["i-1"].type = "u-18tb1.metal";
       set_setting(d, "disabled", "disabled");
     },
     ""},
    {"an agent of 2019 registers no capability either",
     [](Description& d) {
       take_trunk(d);
       host(d).agent_version = "1.26.0";
       host(d).attributes.erase("ecs.capability.task-eni-trunking");
     },
     "error agent-too-old"},
    {"high density switched off",
     [](Description& d) {
       take_trunk(d);
       host(d).attributes.erase("ecs.capability.task-eni-trunking");
     },
     "error agent-capability"},
    {"Windows",
     [](Description& d) {
       take_trunk(d);
       host(d).attributes["ecs.os-type"] = "windows";
       host(d).attributes.erase("ecs.capability.task-eni-trunking");
     },
     "note no-linux-instance"},
    {"an external host",
     [](Description& d) {
       take_trunk(d);
       host(d).instance_id = "mi-1";
       host(d).attributes.erase("ecs.capability.task-eni-trunking");
     },
     "note no-linux-instance"},
    {"the A record option",
     [](Description& d) {
       fail_registration(d, "Unexpected EC2 error while attempting to attach network interface");
       d.instances["i-1"].has_a_record = true;
     },
     "error dns-a-record"},
    {"the A record option of a host without the setting",
     [](Description& d) {
       take_trunk(d);
       set_setting(d, {}, "disabled");
       d.instances["i-1"].has_a_record = true;
     },
     "error setting-not-effective, warning dns-a-record"},
    {"the A record option of a launch template",
     [](Description& d) { put_into_group(d).has_a_record = true; }, "error dns-a-record"},
    {"a shared subnet",
     [](Description& d) {
       fail_registration(d, "Unexpected EC2 error: InvalidParameterValue");
       d.subnets["subnet-1"].owner_id = "210987654321";
     },
     "error shared-subnet"},
    {"no address for the trunk",
     [](Description& d) { fail_registration(d, "Unexpected EC2 error: InsufficientFreeAddressesInSubnet"); },
     "error subnet-addresses"},
    {"few addresses for more hosts", [](Description& d) { d.subnets["subnet-1"].free_addresses = 11; },
     "warning subnet-addresses"},
    {"just enough of them", [](Description& d) { d.subnets["subnet-1"].free_addresses = 12; }, ""},
    {"no service-linked role",
     [](Description& d) {
       fail_registration(d, "Unable to assume the service linked role.");
       d.has_service_linked_role = false;
     },
     "error service-linked-role"},
    {"a registration that failed for what is gone now",
     [](Description& d) { fail_registration(d, "Unable to assume the service linked role."); },
     "error registration-failed"},
    {"a service that waits for interfaces",
     [](Description& d) {
       Service service{.name = "app", .desired = 12, .running = 10};
       service.events = {{d.now, "(service app) was unable to place a task … \"RESOURCE:ENI\""},
                         {d.now - std::chrono::hours{1}, "(service app) has reached a steady state."}};
       d.clusters[0].services->push_back(service);
     },
     "warning tasks-without-interface"},
    {"a service that waited for interfaces",
     [](Description& d) {
       Service service{.name = "app", .desired = 10, .running = 10};
       service.events = {{d.now, "(service app) has reached a steady state."},
                         {d.now, "(service app) was unable to place a task … \"RESOURCE:ENI\""}};
       d.clusters[0].services->push_back(service);
     },
     ""},
    {"tasks of half a host each",
     [](Description& d) {
       d.task_definitions["app"] = {.arn = "app", .network_mode = "awsvpc", .cpu = 1024, .memory_mib = 100};
       d.clusters[0].services->push_back(
           {.name = "app", .task_definition = "app", .desired = 2, .running = 2});
     },
     "note resources-bind-first"},
    {"a service in another zone",
     [](Description& d) {
       put_service_into_subnet(d, {.id = "subnet-2", .zone = "eu-central-1b", .vpc_id = "vpc-1"});
     },
     "error service-subnets"},
    {"a service in another VPC",
     [](Description& d) {
       put_service_into_subnet(d, {.id = "subnet-2", .zone = "eu-central-1a", .vpc_id = "vpc-2"});
     },
     "error service-subnets"},
    {"a service in another subnet of the zone",
     [](Description& d) {
       put_service_into_subnet(d, {.id = "subnet-2", .zone = "eu-central-1a", .vpc_id = "vpc-1"});
     },
     ""},
    {"a role that may set anything",
     [](Description& d) {
       d.roles[kRole].policies = {{"p", put_policy(R"("ecs:Put*")", "")}};
     },
     "note role-may-set"},
    {"a role that may set trunking only",
     [](Description& d) {
       d.roles[kRole].policies = {
           {"p", put_policy(R"(["ecs:PutAccountSetting"])",
                            R"(,"Condition":{"StringEquals":{"ecs:account-setting":"awsvpcTrunking"}})")}};
     },
     ""},
    {"a default security group that lets everybody in",
     [](Description& d) {
       d.instances["i-1"].vpc_id = "vpc-1";
       d.default_groups["vpc-1"] = {"sg-1", true};
       d.default_groups["vpc-2"] = {"sg-2", true};
     },
     "note trunk-security-group"},
    {"the published pattern",
     [](Description& d) {
       d.stacks = {{"trunking", "Runtime: nodejs20.x\nType: Custom::CustomEniTrunking\n"}};
     },
     "note nodejs-pattern"},
    {"this project's own stack",
     [](Description& d) {
       d.stacks = {{"trunking", "Runtime: provided.al2023\nType: Custom::CustomEniTrunking"}};
     },
     ""},
    {"a role that may do something else",
     [](Description& d) {
       d.roles[kRole].policies = {{"p", put_policy(R"("ecs:Poll")", "")}};
     },
     ""},
};

TEST(Diagnosis, NamesTheCauseAndNothingElse) {
  for (const DiagnosisCase& one : kCases) expect_findings(one);
}

struct StrayCase {
  const char* name;
  StrayInstance stray;
  int minutes;  ///< since its launch
  const char* severity;
  const char* why;            ///< how it begins
  const char* first_command;  ///< how it begins
};

const StrayCase kStrays[] = {
    {"no profile",
     {"i-2", "web", "level=error msg=\"no EC2 IMDS role found\"", ""},
     1,
     "error",
     "It has no instance profile",
     "aws ec2 associate-iam-instance-profile"},
    {"no permission",
     {"i-2", "web", "AccessDeniedException: ecs:RegisterContainerInstance", ""},
     1,
     "error",
     "The role of its instance profile may not register hosts",
     "aws iam attach-role-policy --role-name hosts"},
    {"no trust",
     {"i-2", "web", "AssumeRoleUnauthorizedAccess", ""},
     1,
     "error",
     "EC2 may not assume the role",
     "aws iam update-assume-role-policy --role-name hosts --policy-document "
     "'{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"AllowEC2\""},
    {"a cluster that is not there",
     {"i-2", "wbe", "ClusterNotFoundException", ""},
     1,
     "error",
     "Its agent asks for a cluster that does not exist in this region. Set ECS_CLUSTER in the user data to "
     "web",
     "# In no Auto Scaling group: launch another, with ECS_CLUSTER=web in its user data."},
    {"a cluster that nothing is like",
     {"i-2", "payments", "ClusterNotFoundException", ""},
     1,
     "error",
     "Its agent asks for a cluster that does not exist in this region. No cluster has a similar name",
     "aws ecs create-cluster --cluster-name payments"},
    {"an image without an agent",
     {"i-2", "web", "", "al2023-ami-2023.5.20240805.0-kernel-6.1-x86_64"},
     1,
     "error",
     "That image has no ECS agent",
     "# Launch another from this image: resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/"},
    {"on its way", {"i-2", "web", "", "my-image"}, 1, "note", "It may still be on its way", nullptr},
    {"silent",
     {"i-2", "web", "", "my-image"},
     6,
     "error",
     "Its console does not say why",
     "aws ec2 get-console-output --instance-id i-2"},
};

TEST(Diagnosis, SaysWhyAnInstanceNeverJoined) {
  for (const StrayCase& one : kStrays) {
    Description description = healthy();
    description.instances["i-2"] = description.instances["i-1"];
    description.instances["i-2"].id = "i-2";
    description.instances["i-2"].launched_at = description.now - std::chrono::minutes{one.minutes};
    if (std::string_view(one.name) == "no profile") description.instances["i-2"].profile_arn.clear();
    description.strays = {one.stray};
    const Findings findings = run(description);
    ASSERT_EQ(summary(findings), std::string(one.severity) + " never-joined") << one.name;
    EXPECT_TRUE(findings[0].why.starts_with(one.why)) << one.name << ": " << findings[0].why;
    EXPECT_EQ(findings[0].commands.empty(), one.first_command == nullptr) << one.name;
    if (one.first_command && !findings[0].commands.empty()) {
      EXPECT_TRUE(findings[0].commands[0].starts_with(one.first_command)) << findings[0].commands[0];
    }
  }
}

TEST(Diagnosis, HostsOfTheWrongClusterGetTheRightOne) {
  Description description = healthy();
  put_behind_provider(description);
  description.launch_templates["hosts"].user_data =
      "#!/bin/bash\necho ECS_CLUSTER=old >> /etc/ecs/ecs.config\n";
  description.strays = {{"i-1", "web", "", "", "old"}};
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "error never-joined");
  EXPECT_EQ(findings[0].resource, "hosts");
  ASSERT_EQ(findings[0].commands.size(), 6u);
  const std::string data = base64_encode("#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n");
  EXPECT_NE(findings[0].commands[0].find(data), std::string::npos) << findings[0].commands[0];
  EXPECT_TRUE(findings[0].commands[1].starts_with("hosts=$(aws ecs list-container-instances --cluster old "))
      << "their tasks leave them first";
  EXPECT_NE(findings[0].commands[5].find("terminate-instances"), std::string::npos);
}

/// Instances of a group (or of none) that run and are no hosts, one a zone.
Description with_strays(const std::string& group, const std::string& cluster, const std::string& console) {
  Description description = healthy();
  put_behind_provider(description);
  for (const char* zone : {"a", "b"}) {
    const std::string id = std::string("i-stray-") + zone;
    description.instances[id] = description.instances["i-1"];
    Instance& stray = description.instances[id];
    stray.id = id;
    stray.group_name = group;
    stray.zone = std::string("eu-central-1") + zone;
    stray.subnet_id = std::string("subnet-") + zone;
    stray.vpc_id = "vpc-1";
    stray.security_groups = {"sg-1"};
    description.strays.push_back({id, cluster, console, ""});
  }
  return description;
}

TEST(Diagnosis, AGroupWithAWrongClusterGetsOtherUserDataFirst) {
  Description description = with_strays("hosts", "wbe", "ClusterNotFoundException");
  description.launch_templates["hosts"].user_data =
      "#!/bin/bash\necho ECS_CLUSTER=wbe >> /etc/ecs/ecs.config\n";
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "error never-joined");
  ASSERT_EQ(findings[0].commands.size(), 2u);
  const std::string data = base64_encode("#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n");
  EXPECT_NE(findings[0].commands[0].find(data), std::string::npos) << findings[0].commands[0];
  EXPECT_EQ(findings[0].commands[1],
            "aws ec2 terminate-instances --instance-ids i-stray-a i-stray-b --region eu-central-1");
}

TEST(Diagnosis, NothingIsTerminatedWhoseUserDataAreNotUnderstood) {
  Description description = with_strays("hosts", "wbe", "ClusterNotFoundException");
  description.launch_templates["hosts"].user_data = "#cloud-config\n";
  const Findings findings = run(description);
  ASSERT_EQ(findings[0].commands.size(), 1u);
  EXPECT_TRUE(findings[0].commands[0].starts_with("aws ec2 describe-launch-template-versions"));
}

TEST(Diagnosis, EndpointsOfAVpcAreMadeOnceAndLetTheHostsIn) {
  for (const char* group : {"hosts", ""}) {
    Description description = with_strays(group, "web", "dial tcp: i/o timeout");
    description.strays[1].cluster = "other";
    const Findings findings = run(description);
    ASSERT_EQ(summary(findings), "error never-joined");
    EXPECT_EQ(
        findings[0].commands,
        (std::vector<std::string>{
            "aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support '{\"Value\":true}' --region "
            "eu-central-1",
            "aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-hostnames '{\"Value\":true}' --region "
            "eu-central-1",
            "group=$(aws ec2 describe-security-groups --filters Name=group-name,Values=ecs-endpoints "
            "Name=vpc-id,Values=vpc-1 --query 'SecurityGroups[0].GroupId' --output text --region "
            "eu-central-1)",
            "[ \"$group\" != None ] || group=$(aws ec2 create-security-group --group-name ecs-endpoints "
            "--description 'HTTPS from ECS "
            "hosts to endpoints of ECS' --vpc-id vpc-1 --query GroupId --output text --region eu-central-1)",
            "aws ec2 authorize-security-group-ingress --group-id \"$group\" --protocol tcp --port 443 "
            "--source-group sg-1 --region eu-central-1",
            "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --vpc-endpoint-type Interface --service-name "
            "com.amazonaws.eu-central-1.ecs --subnet-ids subnet-a subnet-b --security-group-ids \"$group\" "
            "--region eu-central-1",
            "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --vpc-endpoint-type Interface --service-name "
            "com.amazonaws.eu-central-1.ecs-agent --subnet-ids subnet-a subnet-b --security-group-ids "
            "\"$group\" --region eu-central-1",
            "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --vpc-endpoint-type Interface --service-name "
            "com.amazonaws.eu-central-1.ecs-telemetry --subnet-ids subnet-a subnet-b --security-group-ids "
            "\"$group\" --region eu-central-1",
            "aws ec2 reboot-instances --instance-ids i-stray-a i-stray-b --region eu-central-1"}));
  }
}

TEST(Diagnosis, AGroupWithoutAnInstanceProfileGetsOneForThoseToCome) {
  Description description = with_strays("hosts", "web", "no EC2 IMDS role found");
  for (const char* id : {"i-stray-a", "i-stray-b"}) description.instances[id].profile_arn.clear();
  description.launch_templates["hosts"].profile.clear();
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "error never-joined");
  EXPECT_NE(findings[0].commands[0].find("'{\"IamInstanceProfile\":{\"Name\":\"hosts\"}}'"),
            std::string::npos)
      << findings[0].commands[0];
  EXPECT_TRUE(findings[0].commands[1].starts_with("aws ec2 associate-iam-instance-profile"));
  const std::string empty = "arn:aws:iam::123456789012:instance-profile/empty";
  for (const char* id : {"i-stray-a", "i-stray-b"}) description.instances[id].profile_arn = empty;
  description.role_of_profile[empty] = "";
  EXPECT_EQ(run(description)[0].commands[0],
            "aws iam add-role-to-instance-profile --instance-profile-name empty --role-name hosts");
}

/// The host of the group "hosts" is of a type that loses by its trunk; the group may launch these.
Description with_loser(const std::vector<std::string>& override_types) {
  Description description = healthy();
  put_into_group(description).instance_type = "u-18tb1.metal";
  description.instances["i-1"].type = "u-18tb1.metal";
  description.groups["hosts"].override_types = override_types;
  description.groups["hosts"].has_mixed_policy = !override_types.empty();
  return description;
}

TEST(Diagnosis, ARoleOfLosersIsSwitchedOffAndItsHostsGoBack) {
  for (const auto& types : {std::vector<std::string>{}, {"u-18tb1.metal", "u-24tb1.metal"}}) {
    const Findings findings = run(with_loser(types));
    ASSERT_EQ(summary(findings), "warning loses-by-trunking");
    EXPECT_EQ(findings[0].commands,
              (std::vector<std::string>{
                  "aws ecs put-account-setting --name awsvpcTrunking --value disabled --principal-arn "
                  "arn:aws:iam::123456789012:role/hosts --region eu-central-1",
                  "eni-trunking rollout web --undo --yes --region eu-central-1"}));
  }
}

TEST(Diagnosis, ALoserAmongTypesThatGainIsTakenOutOfTheGroup) {
  const Findings findings = run(with_loser({"u-18tb1.metal", "c5.large"}));
  ASSERT_EQ(summary(findings), "warning loses-by-trunking");
  ASSERT_EQ(findings[0].commands.size(), 6u);
  EXPECT_NE(findings[0].commands[0].find("Overrides[?!contains(`[\"u-18tb1.metal\"]`, InstanceType)]"),
            std::string::npos)
      << findings[0].commands[0];
  EXPECT_TRUE(findings[0].commands[2].starts_with("aws ecs update-container-instances-state"))
      << "not disabled";
}

TEST(Diagnosis, ARoleThatOthersGainByStaysOn) {
  Description description = with_loser({});
  description.instances["i-9"] = description.instances["i-1"];
  description.instances["i-9"].id = "i-9";
  description.instances["i-9"].type = "c5.large";
  description.instances["i-9"].state = "stopped";
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "warning loses-by-trunking");
  EXPECT_EQ(findings[0].commands, std::vector<std::string>{"eni-trunking density u-18tb1.metal"});
  EXPECT_NE(findings[0].why.find("Hosts that gain by trunks have the same role, hosts"), std::string::npos)
      << findings[0].why;
}

TEST(Diagnosis, OnlyWhatTheChecksNeedIsMissing) {
  Description description = healthy();
  description.failed_reads = {{"iam:GetRole", "a", "AccessDenied: no", true}};
  const Check* needs_it[] = {find_check("service-linked-role")};
  const Check* does_not[] = {find_check("draining-stuck")};
  EXPECT_EQ(summary(diagnose(description, needs_it)), "warning missing-permission");
  EXPECT_EQ(summary(diagnose(description, does_not)), "");
}

TEST(Diagnosis, WhoLacksAPermissionIsGivenThePolicy) {
  Description description = healthy();
  description.failed_reads = {{"iam:GetRole", "a", "AccessDenied: no", true}};
  const std::pair<const char*, const char*> kCallers[] = {
      {"arn:aws:iam::123456789012:user/team/operator",
       "aws iam put-user-policy --user-name operator --policy-name eni-trunking-doctor --policy-document "
       "\"$(eni-trunking doctor --policy)\""},
      {"arn:aws:sts::123456789012:assumed-role/ops/session",
       "aws iam put-role-policy --role-name ops --policy-name eni-trunking-doctor --policy-document "
       "\"$(eni-trunking doctor --policy)\""},
      {"arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123/me", "eni-trunking doctor --policy"},
  };
  for (const auto& [caller, command] : kCallers) {
    description.caller_arn = caller;
    EXPECT_EQ(run(description)[0].commands, std::vector<std::string>{command});
  }
}

TEST(Diagnosis, AnInstanceOfAClusterThatWasNotAskedAboutIsLeftAlone) {
  Description description = healthy();
  description.cluster_names = {"web", "other"};
  description.strays = {{"i-1", "other", "", ""}};
  EXPECT_EQ(summary(run(description)), "");
}

TEST(Diagnosis, TellsWhyASettingIsNotEffective) {
  Description description = healthy();
  take_trunk(description);
  set_setting(description, "disabled", "disabled");
  description.setting_of_caller = TrunkingSetting{{}, "enabled"};
  description.roles[kRole].enabled_in = {"us-east-1"};
  const Findings findings = run(description);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].resource, kRole);
  EXPECT_EQ(findings[0].seen,
            "awsvpcTrunking is disabled for the role hosts in eu-central-1: its own setting says so, and "
            "goes before "
            "the account's default, which is enabled. It is enabled in us-east-1, which counts only there. "
            "Without a "
            "trunk because of it: c5.large i-1.");
  EXPECT_EQ(findings[0].commands.front(),
            "aws ecs put-account-setting --name awsvpcTrunking --value enabled --principal-arn "
            "arn:aws:iam::123456789012:role/hosts --region eu-central-1");
}

TEST(Diagnosis, WhoIsNotRootEnablesTheRoleByAssumingIt) {
  Description description = healthy();
  take_trunk(description);
  set_setting(description, {}, "disabled");
  description.caller_arn = "arn:aws:iam::123456789012:user/operator";
  EXPECT_EQ(run(description)[0].commands.front(),
            "eni-trunking enable arn:aws:iam::123456789012:role/hosts --region eu-central-1");
}

TEST(Diagnosis, AllThatWasRefusedIsOneFindingWithOnePolicy) {
  Description description = healthy();
  description.failed_reads = {{"iam:GetRole", "a", "AccessDenied: no", true},
                              {"iam:GetRole", "b", "AccessDenied: no", true},
                              {"ec2:DescribeSubnets", "", "UnauthorizedOperation: no", true},
                              {"ecs:DescribeServices", "", "ServerException", false}};
  const Findings findings = run(description);
  EXPECT_EQ(summary(findings), "warning unread, warning missing-permission");
  EXPECT_EQ(
      findings[1].why,
      "Nothing is said of what depends on it. This policy suffices: "
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:DescribeSubnets","iam:GetRole"],)"
      R"("Resource":"*"}]})");
}

TEST(Diagnosis, ChoosesATypeLikeTheOldOne) {
  EXPECT_EQ(type_with_trunk("t3.large"), "m5a.large");
  EXPECT_EQ(type_with_trunk("t4g.large"), "m6g.large");
  EXPECT_EQ(type_with_trunk("nothing.large"), "");
}

TEST(Diagnosis, ChoosesATypeThatHoldsATask) {
  EXPECT_EQ(type_for_task("c5.large", 1024, 1024), "c5.large");
  EXPECT_EQ(type_for_task("c5.large", 3072, 512), "c5.xlarge");
  EXPECT_EQ(type_for_task("c5.large", 256, 4096), "c5.xlarge")
      << "the kernel keeps some of a c5.large's 4096";
  EXPECT_EQ(type_for_task("c5.large", 1, 10'000'000'000), "");
  EXPECT_EQ(type_for_task("nothing.large", 1, 1), "");
}

TEST(Diagnosis, EveryCheckSaysWhatItDoesAndNeeds) {
  for (const Check& check : all_checks()) {
    EXPECT_EQ(find_check(check.name), &check) << check.name;
    for (const std::string_view text : {check.title, check.looks_at, check.remedy, check.sources})
      EXPECT_FALSE(text.empty()) << check.name;
    for (const std::string_view action : check.needs)
      EXPECT_NE(action.find(':'), std::string_view::npos) << check.name << ": " << action;
    EXPECT_FALSE(check.needs.empty()) << check.name;
  }
  EXPECT_EQ(find_check("nonsense"), nullptr);
  EXPECT_EQ(all_checks().size(), 36u);  // A file each in checks/.
}

TEST(Diagnosis, ListsAtMostSixNames) {
  EXPECT_EQ(listed({"a"}), "a");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(listed({"a", "b", "c", "d", "e", "f"}), "a, b, c, d, e and f");
  EXPECT_EQ(listed({"a", "b", "c", "d", "e", "f", "g"}), "a, b, c, d, e and 2 more");
}

}  // namespace
}  // namespace eni::diagnosis
