#include "sandbox/task_engine/containers/linux_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace eni::sandbox::task_engine {
namespace {

using testing::ElementsAre;
using testing::Pair;

json::object object(std::string_view text) { return parse_json(text)->as_object(); }

TEST(LinuxSettings, OfALimitThatStandsTwiceTheLastHolds) {
  const auto limits = resource_limits_of(object(R"({"ulimits": [
      {"name": "nofile", "softLimit": 1, "hardLimit": 2}, {"name": "core", "softLimit": 0, "hardLimit": -1},
      {"name": "nofile", "softLimit": 1024, "hardLimit": 4096}]})"));
  ASSERT_TRUE(limits);
  ASSERT_EQ(limits->size(), 2U);
  EXPECT_EQ((*limits)[0].name, "core");
  EXPECT_EQ((*limits)[0].hard, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ((*limits)[1].soft, 1024U);
}

TEST(LinuxSettings, CapabilitiesAreNamedWithOrWithoutPrefix) {
  const auto found = capabilities_of(object(
      R"({"linuxParameters": {"capabilities": {"add": ["SYS_PTRACE", "cap_net_admin"], "drop": ["ALL"]}}})"));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->added, ElementsAre("SYS_PTRACE", "NET_ADMIN"));
  EXPECT_THAT(found->dropped, ElementsAre("ALL"));
}

TEST(LinuxSettings, KernelParametersAreTheContainersOrTheNetworks) {
  const json::object definition = object(R"({"systemControls": [
      {"namespace": "net.core.somaxconn", "value": "1024"}, {"namespace": "kernel.msgmax", "value": "65536"},
      {"namespace": "fs.mqueue.msg_max", "value": "20"}]})");
  EXPECT_THAT(*system_controls_of(definition),
              ElementsAre(Pair("fs.mqueue.msg_max", "20"), Pair("kernel.msgmax", "65536")));
  const json::object later =
      object(R"({"systemControls": [{"namespace": "net.core.somaxconn", "value": "4096"}]})");
  EXPECT_THAT(*network_controls_of({definition, later}), ElementsAre("net/core/somaxconn=4096"));
}

struct Refusal {
  const char* definition;
  const char* reason;  ///< after "CannotCreateContainerError: "
};

const Refusal kRefusals[] = {
    {R"({"ulimits": [{"name": "x", "softLimit": 1, "hardLimit": 1}]})",
     "Error response from daemon: invalid ulimit type: x"},
    {R"({"ulimits": [{"name": "nofile", "softLimit": 2, "hardLimit": 1}]})",
     "Error response from daemon: ulimit soft limit must be less than or equal to hard limit: 2 > 1"},
    {R"({"ulimits": [{"name": "nofile", "softLimit": -1, "hardLimit": 1}]})",
     "Error response from daemon: ulimit soft limit must be less than or equal to hard limit: -1 > 1"},
    {R"({"ulimits": [{"name": "nofile", "softLimit": -2, "hardLimit": 1}]})",
     "ulimits: nofile needs a softLimit and a hardLimit"},
    {R"({"ulimits": ["nofile"]})", "ulimits: an element is no object"},
    {R"({"linuxParameters": {"capabilities": {"add": ["FLY"]}}})",
     R"(Error response from daemon: invalid CapAdd: unknown capability: "CAP_FLY")"},
    {R"({"linuxParameters": {"capabilities": {"drop": ["CAP_FLY"]}}})",
     R"(Error response from daemon: invalid CapDrop: unknown capability: "CAP_FLY")"},
    {R"({"systemControls": [{"namespace": "kernel.hostname", "value": "x"}]})",
     R"(Error response from daemon: sysctl "kernel.hostname" is not in a separate kernel namespace)"},
    {R"({"systemControls": [{"namespace": "net.../kernel/core_pattern", "value": "x"}]})",
     R"(systemControls: invalid sysctl "net.../kernel/core_pattern")"},
    {R"({"systemControls": [{"namespace": "net..core", "value": "x"}]})",
     R"(systemControls: invalid sysctl "net..core")"},
    {R"({"systemControls": [{"namespace": "net.core.x", "value": "1\n2"}]})",
     R"(systemControls: invalid value of sysctl "net.core.x")"},
};

TEST(LinuxSettings, RefusesWhatTheDaemonWould) {
  for (const Refusal& row : kRefusals) {
    const json::object definition = object(row.definition);
    std::string reason;
    if (const auto found = resource_limits_of(definition); !found) reason = found.error().message;
    if (const auto found = capabilities_of(definition); !found) reason = found.error().message;
    if (const auto found = system_controls_of(definition); !found) reason = found.error().message;
    EXPECT_EQ(reason, std::string("CannotCreateContainerError: ") + row.reason) << row.definition;
  }
}

}  // namespace
}  // namespace eni::sandbox::task_engine
