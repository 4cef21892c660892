#include "sandbox/task_engine/containers/container_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/task_engine/containers/definition_members.h"
#include "sandbox/task_engine/containers/stop_signal.h"

namespace eni::sandbox::task_engine {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

json::object object(std::string_view text) { return parse_json(text)->as_object(); }

images::ProgramSettings settings() {
  images::ProgramSettings out;
  out.argv = {"/bin/web"};
  out.environment = {{"PATH", "/bin"}};
  out.directory = "/srv";
  out.stop_signal = "SIGTERM";
  return out;
}

ContainerFacts facts() {
  ContainerFacts out;
  out.id = "c1";
  out.host_name = "ip-10-0-1-11.ec2.internal";
  out.network_mode = "awsvpc";
  out.metadata_id = "abc-1";
  return out;
}

ContainerSpec spec_of(std::string_view definition, const ContainerFacts& with = facts()) {
  auto spec = make_container_spec(object(definition), settings(), with);
  EXPECT_TRUE(spec) << (spec ? "" : spec.error().message);
  return spec ? *std::move(spec) : ContainerSpec{};
}

std::string reason(std::string_view definition, const ContainerFacts& with = facts(),
                   const images::ProgramSettings& program = settings()) {
  const auto spec = make_container_spec(object(definition), program, with);
  return spec ? "" : spec.error().message;
}

TEST(ContainerSpec, SaysWhatRuns) {
  ContainerFacts with = facts();
  with.user = {{33, 34, {35}}, "/var/www"};
  const ContainerSpec spec = spec_of(R"({"name": "web", "readonlyRootFilesystem": true})", with);
  EXPECT_EQ(spec.container.id, "c1");
  EXPECT_THAT(spec.container.argv, ElementsAre("/bin/web"));
  EXPECT_EQ(spec.container.directory, "/srv");
  EXPECT_EQ(spec.container.host_name, "ip-10-0-1-11.ec2.internal");
  EXPECT_EQ(spec.container.user.user, 33U);
  EXPECT_TRUE(spec.container.read_only_root);
  EXPECT_EQ(spec.container.shared_memory_bytes, 64ULL << 20);
  EXPECT_FALSE(spec.keeps_input_open);
  EXPECT_EQ(spec.stop_signal, 15);
  EXPECT_EQ(spec.stop_timeout, seconds{30});
}

TEST(ContainerSpec, EnvironmentHasWhatEcsAdds) {
  ContainerFacts with = facts();
  with.credentials_id = "0c9f";
  with.user.home = "/var/www";
  EXPECT_THAT(spec_of("{}", with).container.environment,
              ElementsAre(Pair("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/0c9f"),
                          Pair("AWS_EXECUTION_ENV", "AWS_ECS_EC2"),
                          Pair("ECS_AGENT_URI", "http://169.254.170.2/api/abc-1"),
                          Pair("ECS_CONTAINER_METADATA_URI", "http://169.254.170.2/v3/abc-1"),
                          Pair("ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/abc-1"),
                          Pair("HOME", "/var/www"), Pair("HOSTNAME", "ip-10-0-1-11.ec2.internal"),
                          Pair("PATH", "/bin")));
  EXPECT_THAT(spec_of("{}").container.environment,
              Not(Contains(Pair("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", testing::_))));
}

TEST(ContainerSpec, FilesWeighLessThanTheDefinitionAndSecretsMore) {
  ContainerFacts with = facts();
  with.secrets = {{"PASSWORD", "p"}};
  with.environment_files = {{"A", "of a file"}, {"B", "of a file"}, {"PATH", "of a file"}};
  images::ProgramSettings program = settings();
  program.environment = {{"A", "of the definition"}, {"PATH", "of the image"}, {"HOME", "/h"}};
  const auto spec = make_container_spec(
      object(
          R"({"environmentFiles": [{"value": "arn"}], "environment": [{"name": "A", "value": "of the definition"}],
                 "secrets": [{"name": "PASSWORD", "valueFrom": "arn"}]})"),
      program, with);
  ASSERT_TRUE(spec);
  EXPECT_THAT(spec->container.environment,
              testing::IsSupersetOf({Pair("A", "of the definition"), Pair("B", "of a file"),
                                     Pair("PATH", "of a file"), Pair("PASSWORD", "p"), Pair("HOME", "/h")}));
}

TEST(ContainerSpec, HostNameIsTheDefinitionsOnlyWhereTheContainerHasOne) {
  ContainerFacts with = facts();
  EXPECT_EQ(spec_of(R"({"hostname": "web"})", with).container.host_name, with.host_name);
  with.network_mode = "bridge";
  EXPECT_EQ(spec_of(R"({"hostname": "web"})", with).container.host_name, "web");
  EXPECT_EQ(spec_of("{}", with).container.host_name, with.host_name);
}

TEST(ContainerSpec, ReadsWhatNetworksAndStopsNeed) {
  const ContainerSpec spec = spec_of(R"({
      "extraHosts": [{"hostname": "db", "ipAddress": "10.0.0.9"}, {"hostname": "six", "ipAddress": "fd00::1"}],
      "links": ["db:database", "cache"], "dnsServers": ["10.0.0.2"], "dnsSearchDomains": ["ec2.internal"],
      "interactive": true, "stopTimeout": 5, "linuxParameters": {"sharedMemorySize": 128}})");
  ASSERT_EQ(spec.extra_hosts.size(), 2U);
  EXPECT_EQ(spec.extra_hosts[1].address, "fd00::1");
  ASSERT_EQ(spec.links.size(), 2U);
  EXPECT_EQ(spec.links[0].alias, "database");
  EXPECT_EQ(spec.links[1].alias, "cache");
  EXPECT_THAT(spec.dns_servers, ElementsAre("10.0.0.2"));
  EXPECT_THAT(spec.dns_search_domains, ElementsAre("ec2.internal"));
  EXPECT_TRUE(spec.keeps_input_open);
  EXPECT_EQ(spec.stop_timeout, seconds{5});
  EXPECT_EQ(spec.container.shared_memory_bytes, 128ULL << 20);
}

TEST(ContainerSpec, ATerminalHasATypeUnlessSomebodySaid) {
  const ContainerSpec spec = spec_of(R"({"pseudoTerminal": true})");
  EXPECT_TRUE(spec.container.terminal);
  EXPECT_EQ(spec.container.environment.at("TERM"), "xterm");
  EXPECT_FALSE(spec_of("{}").container.terminal);
  EXPECT_FALSE(spec_of("{}").container.environment.contains("TERM"));
}

TEST(ContainerSpec, SwappinessIsLookedAtWithSwapAlone) {
  spec_of(R"({"linuxParameters": {"swappiness": 101}})");
  spec_of(R"({"memory": 64, "linuxParameters": {"maxSwap": 0, "swappiness": 100}})");
}

TEST(ContainerSpec, AnInitProgramStandsBeforeTheCommand) {
  ContainerFacts with = facts();
  with.init_program = "/run/world/init";
  const ContainerSpec spec = spec_of(R"({"linuxParameters": {"initProcessEnabled": true}})", with);
  EXPECT_THAT(spec.container.argv, ElementsAre("/sbin/docker-init", "--", "/bin/web"));
  ASSERT_EQ(spec.container.volumes.size(), 1U);
  EXPECT_EQ(spec.container.volumes[0].target, "/sbin/docker-init");
  EXPECT_TRUE(spec.container.volumes[0].read_only);
  EXPECT_THAT(spec.volumes, IsEmpty());
}

TEST(ContainerSpec, SecretOptionsBecomeOptionsOfTheLogDriver) {
  ContainerFacts with = facts();
  with.log_secrets = {{"splunk-token", "t"}};
  EXPECT_EQ(spec_of(R"({"logConfiguration": {"logDriver": "splunk", "options": {"a": "b"},
                        "secretOptions": [{"name": "splunk-token", "valueFrom": "arn"}]}})",
                    with)
                .log_configuration,
            object(R"({"logDriver": "splunk", "options": {"a": "b", "splunk-token": "t"}})"));
}

struct Refusal {
  const char* definition;
  const char* reason;  ///< after "CannotCreateContainerError: "
};

const Refusal kRefusals[] = {
    {R"({"privileged": true})",
     "privileged is not supported by the sandbox: containers have no rights on this machine that could be "
     "given to them"},
    {R"({"resourceRequirements": [{"type": "GPU", "value": "1"}]})",
     "resourceRequirements is not supported by the sandbox: there are no GPUs and no inference accelerators"},
    {R"({"firelensConfiguration": {"type": "fluentbit"}})",
     "firelensConfiguration is not supported by the sandbox: there are no log routers"},
    {R"({"credentialSpecs": ["credentialspec:arn"]})",
     "credentialSpecs is not supported by the sandbox: there is no Active Directory"},
    {R"({"linuxParameters": {"devices": [{"hostPath": "/dev/sda"}]}})",
     "linuxParameters.devices is not supported by the sandbox: containers see no devices of this machine"},
    {R"({"linuxParameters": {"maxSwap": 0}})",
     "Error response from daemon: You should always set the Memory limit when using Memoryswap limit, see "
     "usage"},
    {R"({"memory": 64, "linuxParameters": {"maxSwap": -1}})",
     "linuxParameters.maxSwap is not 0 or a positive integer"},
    {R"({"memory": 64, "linuxParameters": {"maxSwap": 1, "swappiness": 101}})",
     "Error response from daemon: invalid value: 101, valid memory swappiness range is 0-100"},
    {R"({"linuxParameters": {"initProcessEnabled": true}})",
     "linuxParameters.initProcessEnabled is not supported by the sandbox: it has no init program"},
    {R"({"dockerSecurityOptions": ["no-new-privileges", "seccomp=unconfined"]})",
     "dockerSecurityOptions seccomp=unconfined is not supported by the sandbox: only no-new-privileges is, "
     "and always holds"},
    {R"({"newMember": 1})", "newMember is not supported by the sandbox: it is not known"},
    {R"({"environmentFiles": [{"value": "arn:aws:s3:::b/a.env", "type": "s3"}]})",
     "environmentFiles is not supported by the sandbox: the files were not read"},
    {R"({"secrets": [{"name": "A", "valueFrom": "arn"}]})", "the secret A has no value"},
    {R"({"linuxParameters": {"sharedMemorySize": -1}})",
     "Error response from daemon: SHM size can not be less than 0"},
    {R"({"extraHosts": [{"hostname": "a b", "ipAddress": "10.0.0.1"}]})",
     "Error response from daemon: bad format for add-host: \"a b\""},
    {R"({"extraHosts": [{"hostname": "a", "ipAddress": "10.0.0.1\nnameserver 1"}]})",
     "Error response from daemon: invalid IP address in add-host: \"10.0.0.1\nnameserver 1\""},
    {R"({"dnsServers": ["10.0.0.2\n"]})", "Error response from daemon: bad nameserver address: 10.0.0.2\n"},
    {R"({"dnsSearchDomains": ["a\nb"]})", "Error response from daemon: a\nb is not a valid domain"},
    {R"({"links": [":a"]})", "Error response from daemon: bad format for links: :a"},
    {R"({"stopTimeout": -1})", "stopTimeout is not valid"},
};

TEST(ContainerSpec, RefusesByName) {
  for (const Refusal& row : kRefusals)
    EXPECT_EQ(reason(row.definition), std::string("CannotCreateContainerError: ") + row.reason)
        << row.definition;
}

TEST(ContainerSpec, MembersThatAskForNothingArePassedOver) {
  spec_of(
      R"({"privileged": false, "disableNetworking": null, "resourceRequirements": [], "firelensConfiguration": {},
              "linuxParameters": {"devices": [], "initProcessEnabled": false},
              "dockerSecurityOptions": ["no-new-privileges:true"]})");
}

TEST(ContainerSpec, RefusesProgramsAndVariablesThatCannotBe) {
  images::ProgramSettings program = settings();
  program.directory = "srv";
  EXPECT_EQ(reason("{}", facts(), program),
            "CannotCreateContainerError: Error response from daemon: the working directory 'srv' is invalid, "
            "it needs to be an "
            "absolute path");
  program = settings();
  program.stop_signal = "SIGFOO";
  EXPECT_EQ(reason("{}", facts(), program),
            "CannotCreateContainerError: Error response from daemon: invalid signal: SIGFOO");
  program = settings();
  program.argv.emplace_back("a\0b", 3);
  EXPECT_EQ(reason("{}", facts(), program), "CannotCreateContainerError: the command has a null character");
  program = settings();
  program.environment["A=B"] = "";
  EXPECT_EQ(reason("{}", facts(), program),
            "CannotCreateContainerError: Error response from daemon: invalid environment variable: A=B=");
  program = settings();
  program.environment["A"] = std::string("\0", 1);
  EXPECT_EQ(reason("{}", facts(), program),
            "CannotCreateContainerError: the environment variable A has a null character");
}

TEST(TaskMembers, AreRefusedByName) {
  EXPECT_TRUE(
      check_task_members(object(R"({"family": "web", "enableFaultInjection": false, "pidMode": ""})")));
  EXPECT_EQ(check_task_members(object(R"({"pidMode": "task"})")).error().message,
            "CannotCreateContainerError: pidMode is not supported by the sandbox: each container has "
            "processes of its own");
  EXPECT_TRUE(check_task_members(object(R"({"ipcMode": "none"})")));
  EXPECT_EQ(check_task_members(object(R"({"ipcMode": "task"})")).error().message,
            "CannotCreateContainerError: ipcMode is not supported by the sandbox: each container has shared "
            "memory of its own, or with none has none");
  EXPECT_EQ(check_task_members(object(R"({"enableFaultInjection": true})")).error().message,
            "CannotCreateContainerError: enableFaultInjection is not supported by the sandbox: faults are "
            "not injected");
}

TEST(StopSignal, IsANameOrANumber) {
  const std::pair<const char*, std::optional<int>> kRows[] = {{"SIGTERM", 15},
                                                              {"term", 15},
                                                              {"15", 15},
                                                              {"SigQuit", 3},
                                                              {"SIGRTMIN", 34},
                                                              {"SIGRTMIN+3", 37},
                                                              {"RTMAX-1", 63},
                                                              {"64", 64},
                                                              {"0", std::nullopt},
                                                              {"65", std::nullopt},
                                                              {"-9", std::nullopt},
                                                              {"", std::nullopt},
                                                              {"SIG", std::nullopt},
                                                              {"SIGRTMIN+99", std::nullopt},
                                                              {"SIGRTMAX+1", std::nullopt}};
  for (const auto& [text, number] : kRows) EXPECT_EQ(parse_signal(text), number) << text;
}

}  // namespace
}  // namespace eni::sandbox::task_engine
