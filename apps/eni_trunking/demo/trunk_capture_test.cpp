#include "eni_trunking/demo/trunk_capture.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

TEST(TrunkCapture, ShowsAFramesTagItsOwnMacAndWhatIsInIt) {
  const std::pair<std::string, std::string> rows[] = {
      {"vlan 5  02:10:00:01:00:05 > ff:ff:ff:ff:ff:ff  ARP who-has 10.0.1.12 tell 10.0.1.11",
       "vlan 5  02:10:00:01:00:05  ARP who-has 10.0.1.12 tell 10.0.1.11"},
      {"no tag  0e:00:00:00:01:00 > 0e:00:00:00:00:01  TCP 10.0.1.10:80 > 10.0.1.12:4 SYN,ACK",
       "no tag  0e:00:00:00:01:00  TCP 10.0.1.10:80 > 10.0.1.12:4 SYN,ACK"},
      {"a frame of 3 bytes (cut short)", "a frame of 3 bytes (cut short)"},
  };
  for (const auto& [whole, shown] : rows) EXPECT_EQ(without_destination(whole), shown);
}

}  // namespace
}  // namespace eni::command
