#include "sandbox/task_engine/endpoints/client_shares.h"

#include <gtest/gtest.h>
#include <list>

namespace eni::sandbox::task_engine::endpoints {
namespace {

using Shares = std::list<ClientShares::Share>;

/// All that the client can get.
std::size_t take_all(ClientShares& shares, const std::string& client, Shares& held) {
  const std::size_t before = held.size();
  while (auto share = shares.take(client)) held.push_back(*std::move(share));
  return held.size() - before;
}

TEST(ClientShares, OneThatTakesAllItCanLeavesMostToOthers) {
  ClientShares shares{100};
  Shares held;
  EXPECT_EQ(take_all(shares, "a", held), 20U);
  EXPECT_EQ(take_all(shares, "b", held), 16U);
  for (int client = 0; client < 10; ++client) take_all(shares, std::to_string(client), held);
  EXPECT_TRUE(shares.take("somebody").has_value());
}

TEST(ClientShares, TotalsAreKept) {
  ClientShares shares{3};
  Shares held;
  for (const std::string client : {"a", "b", "c"}) EXPECT_EQ(take_all(shares, client, held), 1U);
  EXPECT_EQ(shares.used(), 3U);
  EXPECT_FALSE(shares.take("d").has_value());
  held.pop_front();
  EXPECT_EQ(take_all(shares, "d", held), 1U);
}

TEST(ClientShares, ComeBackWhoeverEndsFirst) {
  auto shares = std::make_unique<ClientShares>(1);
  auto share = shares->take("a");
  EXPECT_EQ(shares->used(), 1U);
  share.reset();
  EXPECT_EQ(shares->used(), 0U);
  share = std::nullopt;
  auto last = shares->take("a");
  shares.reset();
  last.reset();
}

TEST(ClientRates, EachClientHasItsOwn) {
  ManualClock clock;
  ClientRates rates{clock, 1, 2};
  EXPECT_TRUE(rates.take("a"));
  EXPECT_TRUE(rates.take("a"));
  EXPECT_FALSE(rates.take("a"));
  EXPECT_TRUE(rates.take("b"));
  clock.advance(std::chrono::seconds{1});
  EXPECT_TRUE(rates.take("a"));
  EXPECT_FALSE(rates.take("a"));
}

TEST(ClientRates, ThoseWhoAskNoMoreAreForgotten) {
  ManualClock clock;
  ClientRates rates{clock, 1, 1};
  for (int client = 0; client < 4096; ++client) EXPECT_TRUE(rates.take(std::to_string(client)));
  EXPECT_FALSE(rates.take("new"));
  clock.advance(std::chrono::seconds{1});
  EXPECT_TRUE(rates.take("new"));
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
