#include "diagnosis/rollout/record.h"

#include <gtest/gtest.h>

namespace eni::diagnosis {
namespace {

TEST(RolloutRecord, IsReadAsItIsWritten) {
  for (const char* text :
       {"goal=trunks method=refresh", "goal=no-trunks method=refresh refresh=0c4a-11",
        "goal=no-trunks method=one-by-one desired=7 max=10",
        "goal=trunks method=one-by-one desired=7 max=10 suspended=AZRebalance+AlarmNotification"})
    EXPECT_EQ(to_text(read_rollout_record(text).value()), text);
  for (const char* text :
       {"", "draining", "goal=trunks", "goal=else method=refresh",
        "goal=trunks method=one-by-one desired=x max=1", "goal=trunks method=one-by-one desired=-1 max=1",
        "goal=trunks method=one-by-one desired=7 max=10 rebalance=resume",
        "goal=trunks method=one-by-one desired=7 max=10 suspended=AZRebalance+Sleeping",
        "goal=trunks method=refresh desired=7"})
    EXPECT_FALSE(read_rollout_record(text)) << text;
}

TEST(RolloutRecord, OfAHostSaysWhoDrainsItAndWhatWasLaunchedForIt) {
  for (const HostTag& mark : {HostTag{}, HostTag{true}, HostTag{false, "token"}, HostTag{true, "token"}})
    EXPECT_EQ(read_host_tag(to_text(mark)), mark) << to_text(mark);
  EXPECT_EQ(to_text(HostTag{true}), "draining");
  EXPECT_EQ(to_text(HostTag{true, "token"}), "draining token");
  EXPECT_EQ(read_host_tag("drainingly").token, "drainingly");
}

}  // namespace
}  // namespace eni::diagnosis
