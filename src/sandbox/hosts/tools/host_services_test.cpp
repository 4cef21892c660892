#include "sandbox/hosts/tools/host_services.h"

#include <gtest/gtest.h>

namespace eni::sandbox::hosts::tools {
namespace {

Machine machine_of(std::string_view image) {
  Machine machine;
  machine.image = machine_images::find_image_by_name(image);
  return machine;
}

TEST(HostServices, TheAgentOfAnImageOptimizedForEcsWaitsForTheEndOfTheUserData) {
  const HostServices services = services_of(machine_of("amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs"));
  EXPECT_TRUE(has_agent(services));
  EXPECT_TRUE(services.units.at("ecs").is_start_queued);
  EXPECT_FALSE(services.units.at("ecs").is_active);
  EXPECT_TRUE(agent_will_start(services));
}

TEST(HostServices, PlainImagesHaveNoAgent) {
  const HostServices services = services_of(machine_of("al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64"));
  EXPECT_FALSE(has_agent(services));
  EXPECT_FALSE(agent_will_start(services));
}

TEST(HostServices, AnAgentWhoseStartIsCalledOffDoesNotStart) {
  HostServices services = services_of(machine_of("amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs"));
  services.units["ecs"].is_masked = true;
  EXPECT_FALSE(agent_will_start(services));
  services.units["ecs"] = {.is_enabled = true};
  EXPECT_FALSE(agent_will_start(services));
}

TEST(HostServices, UnitsAreNamedWithAndWithoutTheirSuffix) {
  EXPECT_EQ(unit_name("ecs.service"), "ecs");
  EXPECT_EQ(unit_name("ecs"), "ecs");
  EXPECT_EQ(unit_name("docker.socket"), "docker.socket");
}

}  // namespace
}  // namespace eni::sandbox::hosts::tools
