#include "sandbox/hosts/tools/host_tool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "sandbox/hosts/tools/test_host.h"

namespace eni::sandbox::hosts::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Outcome run(TestHost& host, std::string_view line) { return host.run(split(line, ' ')); }

TEST(HostTools, EveryPathIsATool) {
  std::set<std::string_view> paths;
  for (const HostTool& tool : host_tools()) {
    for (const std::string_view path : tool.paths) {
      EXPECT_TRUE(path.starts_with('/'));
      EXPECT_TRUE(paths.insert(path).second) << path;
      EXPECT_EQ(find_tool(path), &tool);
    }
  }
  EXPECT_EQ(find_tool("start"), nullptr);
  EXPECT_EQ(find_tool("/opt/aws"), nullptr);
}

TEST(HostTools, ImagesHaveTheirOwn) {
  TestHost al2{TestHost::kEcs2}, al2023;
  EXPECT_TRUE(find_tool("amazon-linux-extras")->is_on(al2.machine));
  EXPECT_FALSE(find_tool("amazon-linux-extras")->is_on(al2023.machine));
  EXPECT_FALSE(find_tool("apt-get")->is_on(al2023.machine));
  EXPECT_TRUE(find_tool("dnf")->is_on(al2023.machine));
}

// ---- ec2-metadata ----------------------------------------------------------------------------------------------

TEST(Ec2Metadata, PrintsLabelsAndValues) {
  const std::pair<const char*, const char*> rows[] = {
      {"ec2-metadata -z", "placement: us-east-1a\n"},
      {"ec2-metadata --availability-zone", "placement: us-east-1a\n"},
      {"ec2-metadata -R", "region: us-east-1\n"},
      {"ec2-metadata -i -t", "instance-id: i-1\ninstance-type: c5.large\n"},
      {"ec2-metadata --quiet -i", "i-1\n"},
      {"ec2-metadata -v", "public-ipv4: not available\n"},
      {"ec2-metadata -h", "local-hostname: ip-10-0-0-5.ec2.internal\n"},
  };
  for (const auto& [line, out] : rows) {
    TestHost host;
    const Outcome outcome = run(host, line);
    EXPECT_EQ(outcome.code, 0) << line;
    EXPECT_EQ(outcome.out, out) << line;
  }
}

TEST(Ec2Metadata, FailsWithoutTheServiceAndForUnknownOptions) {
  TestHost host;
  EXPECT_EQ(run(host, "ec2-metadata --frob").code, 1);
  host.set_metadata_option("httpEndpoint", "disabled");
  const Outcome outcome = run(host, "ec2-metadata -z");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
}

// ---- systemctl -------------------------------------------------------------------------------------------------

struct UnitRow {
  const char* image;
  const char* lines;  ///< separated by ';'
  bool waits;         ///< whether the last one waits in vain
  bool agent_will_start;
};

const std::string kPlain(TestHost::kPlain2023);
const std::string kEcs(TestHost::kEcs2023);

TEST(Systemctl, DecidesWhetherTheAgentStarts) {
  const UnitRow rows[] = {
      {kEcs.c_str(), "true", false, true},
      {kEcs.c_str(), "systemctl start ecs", true, true},
      {kEcs.c_str(), "systemctl restart ecs.service", true, true},
      {kEcs.c_str(), "systemctl enable --now ecs", true, true},
      {kEcs.c_str(), "service ecs start", true, true},
      {kEcs.c_str(), "systemctl restart docker", true, true},
      {kEcs.c_str(), "systemctl start ecs --no-block", false, true},
      {kEcs.c_str(), "systemctl enable --now --no-block ecs", false, true},
      {kEcs.c_str(), "systemctl enable ecs", false, true},
      {kEcs.c_str(), "systemctl disable ecs", false, true},
      {kEcs.c_str(), "systemctl stop ecs", false, false},
      {kEcs.c_str(), "systemctl disable --now ecs", false, false},
      {kEcs.c_str(), "systemctl stop docker", false, false},
      {kEcs.c_str(), "systemctl mask ecs", false, false},
      {kEcs.c_str(), "systemctl mask ecs;systemctl start ecs", false, false},
      {kEcs.c_str(), "systemctl stop ecs;systemctl start --no-block ecs", false, true},
      {kPlain.c_str(), "systemctl enable --now ecs", false, false},
      {kPlain.c_str(), "yum install -y ecs-init", false, false},
      {kPlain.c_str(), "dnf -y install ecs-init;systemctl enable ecs", false, false},
      {kPlain.c_str(), "dnf install -y ecs-init;systemctl enable --now ecs", false, true},
      {kPlain.c_str(), "dnf install -y ecs-init;systemctl enable --now --no-block ecs", false, true},
      {kPlain.c_str(), "dnf install ecs-init;systemctl enable --now --no-block ecs", false, false},
      {kPlain.c_str(), "yum install -y docker;systemctl start docker", false, false},
      {kPlain.c_str(), "rpm -i amazon-ecs-init-latest.x86_64.rpm;systemctl start --no-block ecs", false,
       true},
  };
  for (const UnitRow& row : rows) {
    TestHost host{row.image};
    std::string waits_for;
    for (const std::string& line : split(row.lines, ';'))
      if (line != "true") waits_for = run(host, line).waits_for;
    EXPECT_EQ(!waits_for.empty(), row.waits) << row.lines;
    EXPECT_EQ(agent_will_start(host.services), row.agent_will_start) << row.lines;
  }
}

TEST(Systemctl, SaysWhatSystemdSays) {
  TestHost host;
  EXPECT_EQ(run(host, "systemctl is-active sshd").out, "active\n");
  EXPECT_EQ(run(host, "systemctl is-active ecs").code, 3);
  EXPECT_EQ(run(host, "systemctl is-enabled ecs").out, "enabled\n");
  const Outcome unknown = run(host, "systemctl start frob");
  EXPECT_EQ(unknown.code, 5);
  EXPECT_EQ(unknown.err, "Failed to start frob.service: Unit frob.service not found.\n");
  EXPECT_EQ(run(host, "systemctl daemon-reload").code, 0);
  EXPECT_EQ(run(host, "systemctl frob").code, 1);
}

TEST(AmazonLinuxExtras, BringsTheAgent) {
  TestHost host{"amzn2-ami-kernel-5.10-hvm-2.0.20260727.0-x86_64-gp2"};
  EXPECT_FALSE(has_agent(host.services));
  EXPECT_EQ(run(host, "amazon-linux-extras install -y ecs").code, 0);
  EXPECT_TRUE(has_agent(host.services));
  EXPECT_FALSE(agent_will_start(host.services));
  EXPECT_EQ(run(host, "systemctl enable --now --no-block ecs").code, 0);
  EXPECT_TRUE(agent_will_start(host.services));
}

TEST(Rpm, AsksAboutPackages) {
  TestHost host;
  EXPECT_EQ(run(host, "rpm -q ecs-init").code, 0);
  EXPECT_EQ(run(host, "rpm -q frob").out, "package frob is not installed\n");
}

// ---- CloudFormation's scripts ----------------------------------------------------------------------------------

TEST(CfnInit, WritesFilesRunsCommandsInOrderAndLogs) {
  TestHost host{TestHost::kPlain2023};
  const Outcome outcome = run(host, "/opt/aws/bin/cfn-init -v -s S -r Host --region us-east-1");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(host.files["/etc/ecs/ecs.config"], "ECS_CLUSTER=web\n");
  EXPECT_EQ(outcome.modes.at("/etc/ecs/ecs.config"), 0600u);
  EXPECT_THAT(host.files["/etc/x.json"], HasSubstr("\"a\": 1"));
  std::vector<std::string> commands;
  for (const ShellCommand& command : outcome.commands) commands.push_back(command.text);
  EXPECT_THAT(commands, ElementsAre("'echo' 'it'\\''s'", "echo b", "false", "false"));
  EXPECT_EQ(outcome.commands[0].directory, "/tmp");
  EXPECT_EQ(outcome.commands[0].environment.at("A"), "1");
  EXPECT_TRUE(has_agent(host.services));
  EXPECT_TRUE(host.services.units.at("docker").is_active);
  EXPECT_THAT(host.files["/var/log/cfn-init.log"], HasSubstr("Command 02_b succeeded"));
}

TEST(CfnInit, Fails) {
  const std::pair<const char*, const char*> rows[] = {
      {"cfn-init -s S -r Host -c bad", "Command x failed"},
      {"cfn-init -s S -r Host -c loop", "Circular dependency"},
      {"cfn-init -s S -r Host -c none", "No config set named 'none'"},
      {"cfn-init -s S -r None", "Resource does not exist"},
  };
  for (const auto& [line, message] : rows) {
    TestHost host;
    const Outcome outcome = run(host, line);
    EXPECT_EQ(outcome.code, 1) << line;
    EXPECT_THAT(outcome.err, HasSubstr(message));
  }
  TestHost host;
  EXPECT_EQ(run(host, "cfn-init -s S").code, 2);
  EXPECT_EQ(run(host, "cfn-init --frob").code, 2);
}

TEST(CfnSignal, SignalsAsTheInstance) {
  TestHost host;
  EXPECT_THAT(run(host, "/opt/aws/bin/cfn-signal -e 0 --stack S --resource R --region us-east-1").err,
              HasSubstr(R"({"StackName":"S","LogicalResourceId":"R","UniqueId":"i-1","Status":"SUCCESS"})"));
  EXPECT_THAT(run(host, "cfn-signal --stack S --resource R").err,
              HasSubstr("cloudformation.amazonaws.com {"));
  EXPECT_THAT(run(host, "cfn-signal --stack Other --resource R").err,
              HasSubstr("arn:aws:sts::111122223333:assumed-role/host/i-1 {"));
  EXPECT_THAT(run(host, "cfn-signal --exit-code 3 --stack S --resource R").err, HasSubstr("FAILURE"));
  EXPECT_THAT(run(host, "cfn-signal --success false --stack S --resource R").err, HasSubstr("FAILURE"));
  EXPECT_EQ(run(host, "cfn-signal -e x --stack S --resource R").code, 2);
}

TEST(CfnSignal, PutsToTheUrlOfAHandle) {
  TestHost host;
  std::vector<std::string> bodies;
  host.sandbox.gateway.add_page(
      {"PUT", "/cloudformation-waitcondition-",
       [&bodies](Environment&, net::Request request, std::shared_ptr<net::Responder> responder) {
         bodies.push_back(request.target + " " + request.body);
         net::Response response;
         response.status = request.path().ends_with("/gone") ? 403 : 200;
         responder->send(std::move(response));
       }});
  const std::string url = "http://127.0.0.1:4566/cloudformation-waitcondition-us-east-1/";
  EXPECT_EQ(run(host, "cfn-signal -e 0 -d ready " + url + "h?X-Amz-Signature=1").code, 0);
  EXPECT_EQ(run(host, "cfn-signal -e 1 -i web " + url + "h").code, 0);
  EXPECT_EQ(run(host, "cfn-signal --success false --reason broken --url " + url + "h").code, 0);
  const std::string path = "/cloudformation-waitcondition-us-east-1/";
  EXPECT_THAT(
      bodies,
      ElementsAre(
          path + R"(h?X-Amz-Signature=1 {"Status":"SUCCESS","UniqueId":"i-1","Data":"ready","Reason":""})",
          path + R"(h {"Status":"FAILURE","UniqueId":"web","Data":"","Reason":"Configuration failed"})",
          path + R"(h {"Status":"FAILURE","UniqueId":"i-1","Data":"","Reason":"broken"})"));
  const Outcome gone = run(host, "cfn-signal " + url + "gone");
  EXPECT_EQ(gone.code, 1);
  EXPECT_THAT(gone.err, HasSubstr("HTTP 403"));
  EXPECT_EQ(run(host, "cfn-signal https://x/").code, 1);
}

// ---- small ones ------------------------------------------------------------------------------------------------

TEST(CloudInit, AnswersQueries) {
  const std::pair<const char*, const char*> rows[] = {
      {"cloud-init query region", "us-east-1\n"},
      {"cloud-init query v1.availability_zone", "us-east-1a\n"},
      {"cloud-init query ds.meta_data.instance_id", "i-1\n"},
      {"cloud-init query ds.meta_data.placement.availability_zone", "us-east-1a\n"},
      {"cloud-init query userdata", "#!/bin/sh\n\n"},
      {"cloud-init query --format {{v1.region}}/{{instance_id}}", "us-east-1/i-1\n"},
      {"cloud-init status", "status: running\n"},
  };
  TestHost host;
  for (const auto& [line, out] : rows) EXPECT_EQ(run(host, line).out, out) << line;
  EXPECT_EQ(run(host, "cloud-init query frob").code, 1);
  EXPECT_NE(run(host, "cloud-init status --wait").waits_for, "");
}

TEST(MachineCommands, SleepTakesNoTimeAtTheSandboxsOwnPace) {
  TestHost host;
  const TimePoint before = host.sandbox.scheduler.now();
  EXPECT_EQ(run(host, "sleep 1m").code, 0);
  EXPECT_EQ(host.sandbox.scheduler.now() - before, Duration::zero());
  host.sandbox.settings.pace = Settings::Pace::kAws;
  EXPECT_EQ(run(host, "sleep 1m 1.5").code, 0);
  EXPECT_EQ(host.sandbox.scheduler.now() - before, std::chrono::milliseconds{61500});
  EXPECT_EQ(run(host, "sleep x").code, 1);
}

TEST(MachineCommands, NamesPowerLogAndDocker) {
  TestHost host;
  EXPECT_EQ(run(host, "hostname").out, "ip-10-0-0-5.ec2.internal\n");
  EXPECT_EQ(run(host, "hostname -s").out, "ip-10-0-0-5\n");
  EXPECT_EQ(run(host, "hostnamectl set-hostname web").code, 0);
  EXPECT_EQ(run(host, "hostname").out, "web\n");
  EXPECT_EQ(run(host, "shutdown -r now").code, 0);
  EXPECT_EQ(host.services.power_request, HostServices::PowerRequest::kReboot);
  EXPECT_EQ(run(host, "logger -t me hello there").code, 0);
  EXPECT_THAT(host.services.console, ElementsAre("me: hello there"));
  EXPECT_EQ(run(host, "docker ps").code, 1);
  host.services.units["docker"].is_active = true;
  EXPECT_EQ(run(host, "docker ps -q").out, "");
  EXPECT_EQ(run(host, "docker run nginx").code, 125);
  host.services.units.erase("docker");
  EXPECT_EQ(run(host, "docker ps").code, 127);
}

}  // namespace
}  // namespace eni::sandbox::hosts::tools
