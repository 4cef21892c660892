#include "eni_trunking/demo/host_picture.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::command {
namespace {

TEST(HostPicture, WithoutTrunkEachTaskHasASlot) {
  const HostPicture host{"i-0123456789abcdef0",
                         "c5.large",
                         "2 tasks, then RESOURCE:ENI",
                         {{0, "eni-0a000000000000001", "primary", "172.31.0.4"},
                          {1, "eni-0a000000000000002", "task", "172.31.0.5"},
                          {2, "eni-0a000000000000003", "task", "172.31.0.6"}},
                         {}};
  EXPECT_EQ(draw(host),
            "  i-0123456789abcdef0  c5.large                       2 tasks, then RESOURCE:ENI\n"
            "    eth0  primary  eni-0a000000000000001  172.31.0.4\n"
            "    eth1  task     eni-0a000000000000002  172.31.0.5\n"
            "    eth2  task     eni-0a000000000000003  172.31.0.6\n");
}

TEST(HostPicture, BranchesHangOnTheTrunk) {
  HostPicture host{"i-0123456789abcdef0",
                   "c5.large",
                   "4 tasks",
                   {{0, "eni-0a000000000000001", "primary", "172.31.0.4"},
                    {1, "eni-0a000000000000002", "trunk", "172.31.0.5"}},
                   {{1, "172.31.0.6"}, {2, "172.31.0.7"}, {3, "172.31.0.8"}, {10, "172.31.100.109"}}};
  EXPECT_EQ(draw(host),
            "  i-0123456789abcdef0  c5.large                                          4 tasks\n"
            "    eth0  primary  eni-0a000000000000001  172.31.0.4\n"
            "    eth1  trunk    eni-0a000000000000002  172.31.0.5\n"
            "          |- vlan  1 172.31.0.6      vlan  2 172.31.0.7      vlan  3 172.31.0.8\n"
            "          `- vlan 10 172.31.100.109\n");
  for (const std::string& line : split(draw(host), '\n')) EXPECT_LE(line.size(), 80U) << line;
}

}  // namespace
}  // namespace eni::command
