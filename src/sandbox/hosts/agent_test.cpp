/// The agent's settings, capabilities and commands, as tables.
#include <gtest/gtest.h>
#include <set>

#include "base/text.h"
#include "sandbox/hosts/agent_capabilities.h"
#include "sandbox/hosts/agent_config.h"
#include "sandbox/hosts/agent_registration.h"
#include "sandbox/hosts/aws_command.h"
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
}

TEST(AwsCommands, AreKnownCompletelyOrNotAtAll) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"aws s3 cp s3://a/b .", "aws with 's3 cp'"},
      {"aws ecs", "aws with no command"},
      {"aws ecs list-clusters --colour red", "aws with the option --colour"},
      {"aws ecs list-clusters --query clusterArns", "aws with the option --query"},
      {"aws ecs list-clusters more", "aws with 'more'"},
      {"aws ecs list-clusters --region", "aws with no value of --region"},
      {"aws ecs list-clusters --region us-east-", "aws with 'us-east-' as --region"},
      {"aws ecs list-clusters --region=", "aws with '' as --region"},
      {"aws ecs list-clusters --output text", "aws with --output text"},
      {"aws ecs list-clusters --no-cli-pager=yes", "aws with a value of --no-cli-pager"},
      {"aws ecs put-account-setting --name awsvpcTrunking", "aws with no --value"},
      {"aws ecs create-cluster --cluster-name file://name", "aws with 'file://name' as --cluster-name"},
  };
  for (const auto& [line, reason] : cases) {
    const auto command = read_aws_command(split(line, ' '));
    ASSERT_TRUE(command.has_error()) << line;
    EXPECT_EQ(command.error().message, reason);
  }
}

/// The settings as lines, or why the script is not interpreted.
std::string windows_settings(std::string_view script) {
  const auto start = read_powershell(script);
  if (start.has_error()) return "line " + std::to_string(start.error().line) + ": " + start.error().reason;
  if (!start->starts_agent) return "no agent";
  std::string out = start->runs_at_every_boot ? "at every boot\n" : "";
  for (const auto& [name, value] : start->settings) out += name + "=" + value + "\n";
  return out;
}

struct PowershellCase {
  std::string_view description;
  std::string_view script;
  std::string_view settings;
};

TEST(PowershellScripts, StartTheAgent) {
  const PowershellCase cases[] = {
      {"the documented form",
       "<powershell>\nImport-Module ECSTools\nInitialize-ECSAgent -Cluster 'web' -EnableTaskIAMRole "
       "-EnableTaskENI -AwsvpcBlockIMDS -AwsvpcAdditionalLocalRoutes '[\"10.0.0.1/32\"]'\n</powershell>",
       "ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES=[\"10.0.0.1/32\"]\nECS_AWSVPC_BLOCK_IMDS=true\nECS_CLUSTER=web\n"
       "ECS_ENABLE_TASK_ENI=true\nECS_ENABLE_TASK_IAM_ROLE=true\n"},
      {"the environment of the machine",
       "<PowerShell>\r\n[Environment]::SetEnvironmentVariable(\"ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE\", "
       "$TRUE, "
       "\"Machine\")\r\nInitialize-ECSAgent -Cluster web -LoggingDrivers "
       "'[\"json-file\",\"awslogs\"]'\r\n</PowerShell>",
       "ECS_AVAILABLE_LOGGING_DRIVERS=[\"json-file\",\"awslogs\"]\nECS_CLUSTER=web\n"
       "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=True\n"},
      {"back ticks, variables and several commands on a line",
       "<powershell>\n$c = \"w\" ; $name = \"${c}eb\"; Import-Module ECSTools # the "
       "module\nInitialize-ECSAgent `\n  "
       "-Cluster $name `\n  -EnableTaskENI:$true -EnableTaskIAMRole:$false\n</powershell>",
       "ECS_CLUSTER=web\nECS_ENABLE_TASK_ENI=true\n"},
      {"splatting",
       "<powershell>\n<# all of it\n#>\n$p = @{\n  Cluster = 'web'\n  EnableTaskENI = $true; LoggingDrivers "
       "= "
       "'[]'\n}\nInitialize-ECSAgent @p\n</powershell>\n<persist>true</persist>",
       "at every boot\nECS_AVAILABLE_LOGGING_DRIVERS=[]\nECS_CLUSTER=web\nECS_ENABLE_TASK_ENI=true\n"},
      {"names in part, no cluster", "<powershell>Initialize-ECSAgent -EnableTaskE</powershell>",
       "ECS_CLUSTER=default\nECS_ENABLE_TASK_ENI=true\n"},
      {"only a comment", "<powershell>\n# Initialize-ECSAgent\n</powershell>", "no agent"},
      {"nothing", "", "no agent"},
  };
  for (const auto& [description, script, settings] : cases)
    EXPECT_EQ(windows_settings(script), settings) << description;
}

TEST(PowershellScripts, AreUnderstoodCompletelyOrNotAtAll) {
  const PowershellCase cases[] = {
      {"a condition", "<powershell>\nif ($true) { Initialize-ECSAgent }\n</powershell>",
       "line 2: 'if' is beyond what the sandbox interprets itself"},
      {"another command after it", "<powershell>\nInitialize-ECSAgent\nStop-Service AmazonECS\n</powershell>",
       "line 3: 'Stop-Service' is beyond what the sandbox interprets itself"},
      {"a pipe", "<powershell>\nInitialize-ECSAgent | Out-Null\n</powershell>",
       "line 2: '|' is beyond what the sandbox interprets itself"},
      {"an unknown parameter", "<powershell>Initialize-ECSAgent -Colour red</powershell>",
       "line 1: the parameter -Colour is beyond what the sandbox interprets itself"},
      {"a name that two begin with", "<powershell>Initialize-ECSAgent -EnableTask</powershell>",
       "line 1: the parameter -EnableTask is beyond what the sandbox interprets itself"},
      {"a variable without value", "<powershell>Initialize-ECSAgent -Cluster $c</powershell>",
       "line 1: the value of $c"},
      {"an expression in a text", "<powershell>Initialize-ECSAgent -Cluster \"$(hostname)\"</powershell>",
       "line 1: '$(' is beyond what the sandbox interprets itself"},
      {"the environment of the process", "<powershell>\n$env:ECS_CLUSTER = 'web'\n</powershell>",
       "line 2: '$env:' is beyond what the sandbox interprets itself"},
      {"a switch with a text", "<powershell>Initialize-ECSAgent -EnableTaskENI:true</powershell>",
       "line 1: -EnableTaskENI with a text is beyond what the sandbox interprets itself"},
      {"a value on the next line", "<powershell>\nInitialize-ECSAgent -Cluster\n'web'\n</powershell>",
       "line 2: the end of the line is beyond what the sandbox interprets itself"},
      {"a batch", "<script>\necho\n</script>",
       "line 1: <script> is beyond what the sandbox interprets itself"},
      {"an open quote", "<powershell>\nInitialize-ECSAgent -Cluster 'web\n</powershell>",
       "line 2: a quote without its end"},
  };
  for (const auto& [description, script, reason] : cases)
    EXPECT_EQ(windows_settings(script), reason) << description;
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
