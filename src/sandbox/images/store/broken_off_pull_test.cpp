/// Pulls that are broken off while a layer is unpacked.
#include "base/test_tasks.h"
#include "sandbox/images/store/test_image_store.h"

namespace eni::sandbox::images {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class BrokenOffTest : public ImageStoreTest {
 protected:
  /// Breaks off a pull while its layer is being unpacked.
  void break_off(const std::vector<TestLayer>& layers = {kBase}) {
    push("1", layers);
    unpacker_.held.emplace(loop_);
    const auto from = source("1");
    TestTasks tasks;
    const auto add = [](ImageStore& store, ImageSource& source, oci::Reference as) -> Task<void> {
      auto adding = store.add(source, as, {"linux", "amd64"}, ImageStore::Origin::kPulled);
      (void)co_await std::move(adding);
    };
    tasks.spawn(add(*store_, *from, name("1")));
    run_until([this, before = unpacker_.unpacked] { return unpacker_.unpacked > before; });
    EXPECT_THAT(layer_folders(), Contains(StartsWith(".new-")));
  }
  void run_until(const std::function<bool()>& is_so) {
    const std::function<void()> watch = [&] {
      if (is_so())
        loop_.stop();
      else
        loop_.post(watch);
    };
    loop_.post(watch);
    loop_.run();
  }
};

TEST_F(BrokenOffTest, UnpackingComesToItsEnd) {
  break_off();
  collect();
  EXPECT_THAT(layer_folders(), SizeIs(1));  // Still at work.
  unpacker_.held->push(true);
  run_until([this] { return layer_folders() == std::vector{kBase.diff_id.substr(7)}; });
  EXPECT_FALSE(find("1"));
  collect();
  EXPECT_THAT(layer_folders(), IsEmpty());
  EXPECT_EQ(store_->bytes(), 0U);
}

TEST_F(BrokenOffTest, TheNextPullWaitsForIt) {
  break_off();
  registry_.requests.clear();
  const auto pull_again = [this]() -> Task<std::string> {
    const auto from = source("1");
    auto adding = store_->add(*from, name("1"), {"linux", "amd64"}, ImageStore::Origin::kPulled);
    const auto added = co_await std::move(adding);
    co_return added ? "good" : added.error().detail;
  };
  std::string outcome;
  TestTasks tasks;
  tasks.spawn([](Task<std::string> pulling, std::string& end) -> Task<void> {
    end = co_await std::move(pulling);
  }(pull_again(), outcome));
  int turns = 0;
  run_until([&] { return !registry_.requests.empty() && ++turns > 100; });
  EXPECT_EQ(outcome, "");
  EXPECT_EQ(unpacker_.unpacked, 1);
  unpacker_.held->push(true);
  run_until([&] { return !outcome.empty(); });
  EXPECT_EQ(outcome, "good");
  EXPECT_EQ(unpacker_.unpacked, 1);
  EXPECT_EQ(blob_requests(), 0U);  // The layer's is there, and the configuration's.
}

TEST_F(BrokenOffTest, ARegistryThatIsSlowHoldsOnlyWhoAsksIt) {
  TestRegistry other{loop_};
  other.add_image("1", config_of({kBase}), {kBase.blob});
  push("1", {kBase});
  registry_.holds_blobs = true;
  TestTasks tasks;
  const auto add = [](ImageStore& store, ImageSource& from, oci::Reference as, bool& ended) -> Task<void> {
    auto adding = store.add(from, as, {"linux", "amd64"}, ImageStore::Origin::kPulled);
    const auto added = co_await std::move(adding);
    ended = added.has_value();
  };
  bool slow_ended = false, other_ended = false;
  const auto slow = source("1");
  tasks.spawn(add(*store_, *slow, name("1"), slow_ended));
  run_until([this] { return !registry_.held.empty(); });
  const oci::Reference elsewhere = *oci::Reference::parse(other.host() + "/web:1");
  RegistryClient quick{loop_, random_, *http_, {}, elsewhere, {}};
  tasks.spawn(add(*store_, quick, elsewhere, other_ended));
  run_until([&] { return other_ended; });
  EXPECT_FALSE(slow_ended);
}

TEST_F(BrokenOffTest, NoNamedImageGoesForWhatNobodyWants) {
  max_bytes_ = 150'000;
  reopen();
  push("a", {large_layer('a')});
  ASSERT_TRUE(pull("a").has_value());
  break_off({large_layer('b')});
  unpacker_.held->push(true);
  run_until([this] { return layer_folders().size() == 1; });
  EXPECT_TRUE(find("a"));
}

TEST_F(BrokenOffTest, WhatAProcessLeavesThatEndsMeanwhileIsTakenAway) {
  break_off();
  unpacker_.held.reset();
  reopen();
  EXPECT_THAT(layer_folders(), IsEmpty());
  EXPECT_FALSE(find("1"));
  ASSERT_TRUE(pull("1").has_value());
}

}  // namespace
}  // namespace eni::sandbox::images
