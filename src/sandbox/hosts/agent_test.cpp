/// The agent's settings, capabilities and commands, as tables.
#include <gtest/gtest.h>
#include <set>

#include "sandbox/hosts/agent_capabilities.h"
#include "sandbox/hosts/agent_config.h"
#include "sandbox/hosts/agent_registration.h"
#include "sandbox/hosts/aws_command.h"
#include "sandbox/hosts/host_memory.h"
#include "sandbox/hosts/powershell_script.h"

namespace eni::sandbox::hosts {
namespace {

using machine_images::find_image_by_name;
using machine_images::OsFamily;

std::set<std::string> capabilities(std::string_view image, std::string_view settings) {
  const auto* row = find_image_by_name(image);
  const auto config = read_agent_config(read_settings(settings), row->os_family);
  std::set<std::string> names;
  for (const AgentAttribute& attribute : agent_capabilities(*row, config.value()))
    names.insert(attribute.name);
  return names;
}

struct TrunkingCase {
  std::string_view description;
  std::string_view image;
  std::string_view settings;
  bool task_eni;
  bool trunking;
};

TEST(AgentCapabilities, TellWhetherTheAgentKnowsTrunks) {
  const TrunkingCase cases[] = {
      {"a new agent", "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-x86_64", "", true, true},
      {"high density switched off", "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-x86_64",
       "ECS_ENABLE_HIGH_DENSITY_ENI=false", true, false},
      {"interfaces of tasks switched off", "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-x86_64",
       "ECS_ENABLE_TASK_ENI=false", false, false},
      {"an agent from before trunks", "amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs", "", true, false},
      {"Windows", "Windows_Server-2022-English-Full-ECS_Optimized-2026.10.15", "", false, false},
      {"Windows with interfaces of tasks", "Windows_Server-2022-English-Full-ECS_Optimized-2026.10.15",
       "ECS_ENABLE_TASK_ENI=true\nECS_ENABLE_HIGH_DENSITY_ENI=true", true, false},
  };
  for (const auto& [description, image, settings, task_eni, trunking] : cases) {
    const auto names = capabilities(image, settings);
    EXPECT_EQ(names.contains("ecs.capability.task-eni"), task_eni) << description;
    EXPECT_EQ(names.contains("ecs.capability.task-eni-trunking"), trunking) << description;
    EXPECT_EQ(names.contains("ecs.capability.branch-cni-plugin-version"), trunking) << description;
  }
}

TEST(AgentSettings, AreReadAsEcsInitReadsThem) {
  const auto settings = read_settings(
      "ECS_CLUSTER=one\n  ECS_CLUSTER=two\n# A=1\nnothing\nQUOTED=\"x\"\nJSON={\"a\":\"b=c\"}\n");
  EXPECT_EQ(settings.at("ECS_CLUSTER"), "two");
  EXPECT_EQ(settings.at("QUOTED"), "\"x\"");
  EXPECT_EQ(settings.at("JSON"), "{\"a\":\"b=c\"}");
  EXPECT_FALSE(settings.contains("nothing"));
}

TEST(AgentSettings, MakeAConfiguration) {
  const auto config = read_agent_config(
      read_settings(
          "ECS_INSTANCE_ATTRIBUTES={\"stack\":\"prod\"}\nECS_CONTAINER_INSTANCE_TAGS={\"Team\":\"x\"}\n"
          "ECS_RESERVED_MEMORY=256\nECS_RESERVED_PORTS=[22, 8080]\nECS_RESERVED_PORTS_UDP=[53]\n"
          "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance\n"),
      OsFamily::kLinux);
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->cluster, "");
  EXPECT_EQ(config->attributes.at("stack"), "prod");
  EXPECT_EQ(config->tags.at("Team"), "x");
  EXPECT_EQ(config->reserved_memory_mib, 256);
  EXPECT_EQ(config->reserved_ports, (std::vector<std::string>{"22", "8080"}));
  EXPECT_EQ(config->reserved_udp_ports, (std::vector<std::string>{"53"}));
  EXPECT_TRUE(config->propagates_tags);
  const auto broken =
      read_agent_config(read_settings("ECS_INSTANCE_ATTRIBUTES=stack=prod"), OsFamily::kLinux);
  ASSERT_TRUE(broken.has_error());
  EXPECT_EQ(broken.error().message, "Invalid format for ECS_INSTANCE_ATTRIBUTES. Expected a json hash");
}

TEST(HostMemory, IsLessThanTheTypes) {
  EXPECT_EQ(usable_memory_mib(4096), 3795);
  EXPECT_EQ(usable_memory_mib(8192), 7768);
  EXPECT_EQ(usable_memory_mib(512), 318);
  EXPECT_EQ(usable_memory_mib(256), 128);
}

TEST(AwsCommands, AreReadWithTheirOptions) {
  const auto command = read_aws_command({"aws", "--output", "json", "ecs", "put-account-setting", "--name",
                                         "awsvpcTrunking", "--value=enabled", "--principal-arn", "arn:x",
                                         "--region", "us-east-1", "--no-cli-pager"});
  ASSERT_TRUE(command.has_value());
  EXPECT_EQ(command->service, "ecs");
  EXPECT_EQ(command->operation, "PutAccountSetting");
  EXPECT_EQ(command->region, "us-east-1");
  EXPECT_EQ(json::serialize(command->params),
            R"({"name":"awsvpcTrunking","value":"enabled","principalArn":"arn:x"})");
  const auto listing = read_aws_command({"aws", "ecs", "list-account-settings", "--effective-settings"});
  ASSERT_TRUE(listing.has_value());
  EXPECT_EQ(json::serialize(listing->params), R"({"effectiveSettings":true})");
  const auto unknown = read_aws_command({"aws", "s3", "cp", "s3://a/b", "."});
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(unknown.error().message, "not carried out by the sandbox: aws s3 cp s3://a/b .");
}

TEST(PowershellScripts, StartTheAgent) {
  const auto settings = read_powershell(
      "<powershell>\n[Environment]::SetEnvironmentVariable(\"ECS_ENABLE_TASK_ENI\", \"true\", \"Machine\")\n"
      "Import-Module ECSTools\nInitialize-ECSAgent -Cluster 'web' -EnableTaskIAMRole\n</powershell>\n");
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->at("ECS_CLUSTER"), "web");
  EXPECT_EQ(settings->at("ECS_ENABLE_TASK_ENI"), "true");
  EXPECT_FALSE(read_powershell("<powershell>\n# Initialize-ECSAgent\n</powershell>").has_value());
}

struct ErrorCase {
  aws::ApiError error;
  bool terminal;
  bool cluster_not_found;
};

TEST(AgentRegistration, GivesUpAtSomeErrors) {
  const ErrorCase cases[] = {
      {{"AccessDeniedException", "no"}, true, false},
      {{"ClientException", "Cluster not found."}, true, true},
      {{"ClientException", "The referenced cluster was inactive."}, true, false},
      {{"InvalidParameterException", "no"}, true, false},
      {{"ThrottlingException", "Rate exceeded"}, false, false},
      {{"ServerException", "", 500}, false, false},
  };
  for (const auto& [error, terminal, cluster_not_found] : cases) {
    EXPECT_EQ(is_terminal(error), terminal) << error;
    EXPECT_EQ(is_cluster_not_found(error), cluster_not_found) << error;
  }
}

}  // namespace
}  // namespace eni::sandbox::hosts
