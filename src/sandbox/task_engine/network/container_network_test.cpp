/// What of port mappings there is to publish.
#include "sandbox/task_engine/network/container_network.h"

#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

std::string published(const char* mappings) {
  const json::object definition{{"portMappings", json::parse(mappings)}};
  const auto ports = ports_to_publish(definition);
  if (ports.has_error()) return ports.error().message;
  std::string out;
  for (const world::PortsToPublish& one : *ports)
    out += std::to_string(one.protocol) + " " + std::to_string(one.first) + "+" + std::to_string(one.count) +
           " at " + std::to_string(one.host_first) + "; ";
  return out;
}

TEST(PortsToPublish, AreThoseOfThePortMappings) {
  struct Case {
    const char* mappings;
    const char* ports;
  };
  for (
      const Case& each : {
          Case{"[]", ""},
          Case{R"([{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}])", "6 80+1 at 0; "},
          Case{R"([{"containerPort": 80}, {"containerPort": 53, "hostPort": 5300, "protocol": "udp"}])",
               "6 80+1 at 0; 17 53+1 at 5300; "},
          Case{R"([{"containerPortRange": "8000-8010", "protocol": "tcp"}])", "6 8000+11 at 0; "},
          Case{R"([{"containerPortRange": "1-1024"}])", "6 1+1024 at 0; "},
          Case{
              R"([{"containerPortRange": "1-1000"}, {"containerPortRange": "2001-2025"}])",
              "CannotCreateContainerError: containerPortRange: the sandbox publishes at most 1024 ports of a "
              "container's ranges"},
          Case{
              R"([{"containerPortRange": "1-65535"}])",
              "CannotCreateContainerError: containerPortRange: the sandbox publishes at most 1024 ports of a "
              "container's ranges"},
      })
    EXPECT_EQ(published(each.mappings), each.ports) << each.mappings;
}

}  // namespace
}  // namespace eni::sandbox::task_engine
