#include "sandbox/world/netlink/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "base/text.h"
#include "sandbox/world/netlink/links.h"

namespace eni::sandbox::world::netlink {
namespace {

using testing::ElementsAre;

TEST(Batch, WritesMessagesWithTheirLengthsAndNumbers) {
  Batch batch;
  set_up(batch, 2, "eth0");
  rename(batch, 3, "eth1");
  EXPECT_THAT(batch.subjects(), ElementsAre("the interface eth0", "the interface eth1"));
  nlmsghdr first{};
  nlmsghdr second{};
  std::memcpy(&first, batch.data().data(), sizeof first);
  ASSERT_EQ(first.nlmsg_len, sizeof(nlmsghdr) + sizeof(ifinfomsg));
  std::memcpy(&second, batch.data().data() + first.nlmsg_len, sizeof second);
  EXPECT_EQ(first.nlmsg_seq, 1u);
  EXPECT_EQ(second.nlmsg_seq, 2u);
  EXPECT_EQ(first.nlmsg_len + second.nlmsg_len, batch.data().size());
  EXPECT_EQ(first.nlmsg_flags, NLM_F_REQUEST);
  EXPECT_EQ(second.nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK) << "the last one alone";
  EXPECT_EQ(batch.acknowledged(), 2u);
}

TEST(Batch, AsksForNoAnswerToWhatFramesOthers) {
  Batch batch;
  batch.silent_message(NLMSG_MIN_TYPE, std::uint32_t{0});
  EXPECT_TRUE(batch.empty());
  set_up(batch, 2, "eth0");
  batch.silent_message(NLMSG_MIN_TYPE + 1, std::uint32_t{0});
  EXPECT_EQ(batch.acknowledged(), 2u);
  EXPECT_THAT(batch.subjects(), ElementsAre("the batch", "the interface eth0", "the batch"));
}

TEST(Batch, AlignsAttributesAndClosesNests) {
  Batch batch;
  batch.message(RTM_NEWLINK, 0, std::uint32_t{7}, "x")
      .nest(1)
      .text(2, "abc")
      .number(3, std::uint8_t{9})
      .end();
  // The nest: 4 of its own, "abc" with a 0 behind it 8, a byte with padding 8.
  const std::string nest = batch.data().substr(sizeof(nlmsghdr) + 4);
  EXPECT_EQ(hex(nest),
            "14000180"
            "0800020061626300"
            "0500030009000000");
}

}  // namespace
}  // namespace eni::sandbox::world::netlink
