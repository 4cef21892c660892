#include "sandbox/store/iam_snapshot.h"

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace eni::sandbox {
namespace {

using std::chrono::seconds;

class IamSnapshotTest : public testing::Test {
 protected:
  IamIdentity make_role() {
    IamIdentity role;
    role.account = "000000000000";
    role.name = "r";
    role.unique_id = "AROA1";
    role.arn = "arn:aws:iam::000000000000:role/r";
    return store_->get<IamRepository>().insert(role);
  }
  void publish(const IamIdentity& role) { publish_identity(*store_, role, {clock_.now(), delay_}); }
  IdentitySnapshot seen() {
    return store_->get<IamSnapshotRepository>()
        .find("arn:aws:iam::000000000000:role/r", epoch_millis(clock_.now()))
        .snapshot;
  }

  std::int64_t rows() {
    sqlite::Statement count{store_->database(), "SELECT count(*) FROM iam_snapshot"};
    return count.step() ? count.integer(0) : -1;
  }

  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  ManualClock clock_;
  seconds delay_{0};
};

TEST_F(IamSnapshotTest, ChangesAreSeenAtOnceWithoutDelay) {
  const IamIdentity role = make_role();
  publish(role);
  EXPECT_EQ(seen().unique_id, "AROA1");
  store_->get<IamRepository>().put_inline(role.id, "p", "{}");
  publish(role);
  ASSERT_EQ(seen().policies.size(), 1U);
  EXPECT_EQ(seen().policies[0].name, "p");
}

TEST_F(IamSnapshotTest, EachChangeIsSeenAfterTheDelay) {
  delay_ = seconds{12};
  const IamIdentity role = make_role();
  publish(role);
  EXPECT_FALSE(seen().exists());
  clock_.advance(seconds{5});
  store_->get<IamRepository>().attach(role.id, "arn:aws:iam::aws:policy/AdministratorAccess");
  publish(role);
  clock_.advance(seconds{7});
  EXPECT_TRUE(seen().exists());
  EXPECT_TRUE(seen().policies.empty());
  clock_.advance(seconds{5});
  EXPECT_EQ(seen().policies.size(), 1U);
}

TEST_F(IamSnapshotTest, ADeletionIsDelayedAlike) {
  const IamIdentity role = make_role();
  publish(role);
  delay_ = seconds{3};
  store_->get<IamRepository>().remove(role);
  publish_removal(*store_, role.arn, {clock_.now(), delay_});
  EXPECT_TRUE(seen().exists());
  clock_.advance(seconds{3});
  EXPECT_FALSE(seen().exists());
}

TEST_F(IamSnapshotTest, ADeletionInForceLeavesNoRow) {
  const IamIdentity role = make_role();
  publish(role);
  store_->get<IamRepository>().remove(role);
  publish_removal(*store_, role.arn, {clock_.now(), delay_});
  EXPECT_EQ(rows(), 0);
}

TEST_F(IamSnapshotTest, ADelayedDeletionGoesWithTheNextChangeOfAnyIdentity) {
  const IamIdentity role = make_role();
  publish(role);
  store_->get<IamRepository>().remove(role);
  publish_removal(*store_, role.arn, {clock_.now(), seconds{3}});
  EXPECT_EQ(rows(), 2);
  clock_.advance(seconds{3});
  publish_removal(*store_, "arn:aws:iam::000000000000:role/other", {clock_.now(), delay_});
  EXPECT_EQ(rows(), 0);
}

TEST_F(IamSnapshotTest, ARoleMadeAgainOutlivesItsDeletion) {
  const IamIdentity first = make_role();
  publish(first);
  store_->get<IamRepository>().remove(first);
  publish_removal(*store_, first.arn, {clock_.now(), seconds{3}});
  delay_ = seconds{6};
  publish(make_role());
  clock_.advance(seconds{4});
  publish_removal(*store_, "arn:aws:iam::000000000000:role/other", {clock_.now(), seconds{0}});
  EXPECT_FALSE(seen().exists());
  EXPECT_EQ(rows(), 1);
  clock_.advance(seconds{2});
  EXPECT_TRUE(seen().exists());
}

TEST_F(IamSnapshotTest, SaysUntilWhenItHolds) {
  const IamIdentity role = make_role();
  publish(role);
  auto& snapshots = store_->get<IamSnapshotRepository>();
  EXPECT_FALSE(snapshots.find(role.arn, epoch_millis(clock_.now())).until);
  delay_ = seconds{4};
  publish(role);
  EXPECT_EQ(snapshots.find(role.arn, epoch_millis(clock_.now())).until, epoch_millis(clock_.now()) + 4000);
}

TEST_F(IamSnapshotTest, AShorterDelayIsNotUndoneByWhatStillWaits) {
  IamIdentity role = make_role();
  delay_ = seconds{60};
  publish(role);
  delay_ = seconds{0};
  role.max_session_seconds = 7200;
  publish(role);
  clock_.advance(seconds{61});
  EXPECT_EQ(seen().max_session_seconds, 7200);
}

}  // namespace
}  // namespace eni::sandbox
