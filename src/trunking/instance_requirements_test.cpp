#include "trunking/instance_requirements.h"

#include <gtest/gtest.h>

namespace eni::trunking {
namespace {

std::string names(const std::vector<const InstanceType*>& types) {
  std::string text;
  for (const InstanceType* type : types) text += (text.empty() ? "" : " ") + std::string(type->instance_type);
  return text;
}

TEST(InstanceRequirements, TheSmallestTypesComeFirst) {
  InstanceRequirements requirements;
  requirements.vcpus = {2, 4};
  requirements.allowed = {"c5.*", "m5.large", "t3.large"};
  EXPECT_EQ(names(matching_types(requirements)), "c5.large m5.large c5.xlarge");
  requirements.burstable = Presence::kIncluded;
  requirements.memory_mib = {8192, 8192};
  EXPECT_EQ(names(matching_types(requirements)), "m5.large t3.large c5.xlarge");
  requirements.burstable = Presence::kRequired;
  EXPECT_EQ(names(matching_types(requirements)), "t3.large");
}

TEST(InstanceRequirements, EachNarrows) {
  struct Row {
    const char* what;
    void (*require)(InstanceRequirements&);
    std::string expected;
  };
  const Row rows[] = {
      {"all", [](InstanceRequirements&) {}, "c5.large c5a.large c6g.large g4dn.xlarge"},
      {"excluded", [](InstanceRequirements& r) { r.excluded = {"c5*"}; }, "c6g.large g4dn.xlarge"},
      {"architecture", [](InstanceRequirements& r) { r.architectures = {"arm64"}; }, "c6g.large"},
      {"manufacturer", [](InstanceRequirements& r) { r.manufacturers = {"amd"}; }, "c5a.large"},
      {"two",
       [](InstanceRequirements& r) {
         r.manufacturers = {"intel", "amazon-web-services"};
       },
       "c5.large c6g.large g4dn.xlarge"},
      {"accelerators", [](InstanceRequirements& r) { r.has_accelerators = false; },
       "c5.large c5a.large c6g.large"},
      {"per vCPU",
       [](InstanceRequirements& r) {
         r.memory_gib_per_vcpu = {4, 4};
       },
       "g4dn.xlarge"},
      {"interfaces",
       [](InstanceRequirements& r) {
         r.interfaces = {4, 4};
       },
       ""},
      {"generation", [](InstanceRequirements& r) { r.generations = {"previous"}; }, "c5.large"},
      {"bare metal", [](InstanceRequirements& r) { r.bare_metal = Presence::kRequired; }, ""},
  };
  for (const Row& row : rows) {
    InstanceRequirements requirements;
    requirements.allowed = {"c5.large", "c5a.large", "c6g.large", "g4dn.xlarge"};
    row.require(requirements);
    EXPECT_EQ(names(matching_types(requirements)), row.expected) << row.what;
  }
}

}  // namespace
}  // namespace eni::trunking
