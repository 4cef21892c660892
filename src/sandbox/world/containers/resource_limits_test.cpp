#include "sandbox/world/containers/resource_limits.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace eni::sandbox::world {
namespace {

TEST(ResourceLimits, AreLoweredToWhatTheMachineAllows) {
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  const std::uint64_t most = files.rlim_max;
  std::vector<ResourceLimit> limits{{"nofile", most, most},
                                    {"nofile", 1, most + 1},
                                    {"core", 5, 10},
                                    {"nofile", most + 1, most + 2},
                                    {"nothing", 7, 7}};
  const auto lowered = lower_to_machine(limits);
  ASSERT_EQ(lowered.size(), 3U);
  EXPECT_EQ(lowered[0].asked, most + 1);
  EXPECT_EQ(lowered[0].given, most);
  EXPECT_EQ(lowered[1].name, "core");
  EXPECT_EQ(limits[0].hard, most) << "as it is";
  EXPECT_EQ(limits[1].soft, 1U) << "a soft one that can be stays";
  EXPECT_EQ(limits[2].soft, 0U);
  EXPECT_EQ(limits[3].soft, most);
  EXPECT_EQ(limits[4].hard, 7U) << "for the runtime to refuse";
}

}  // namespace
}  // namespace eni::sandbox::world
