/// What images that come take away of those that are there.
#include "sandbox/images/store/test_image_store.h"

namespace eni::sandbox::images {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using world::layers::Tar;

TEST_F(ImageStoreTest, TheLongestUnusedImagesMakeRoom) {
  max_bytes_ = 250'000;
  reopen();
  for (const char c : {'a', 'b'}) {
    push(std::string(1, c), {large_layer(c)});
    ASSERT_TRUE(pull(std::string(1, c)).has_value());
  }
  push("c", {large_layer('c')});
  const auto third = pull("c");
  ASSERT_TRUE(third.has_value()) << reason(third);
  EXPECT_FALSE(find("a"));
  EXPECT_TRUE(find("b"));
  EXPECT_TRUE(find("c"));
  EXPECT_LE(store_->bytes(), max_bytes_);
}

TEST_F(ImageStoreTest, WithoutRoomNothingIsPulledAndNothingInUseGoes) {
  max_bytes_ = 150'000;
  reopen();
  push("a", {large_layer('a')});
  const auto running = pull("a");
  ASSERT_TRUE(running.has_value());
  push("b", {large_layer('b')});
  const auto failed = pull("b");
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().fault, PullFault::kNoSpace);
  EXPECT_THAT(reason(failed), HasSubstr(": no space left on device (the images' share is 150000 bytes)"));
  EXPECT_TRUE(find("a"));
  EXPECT_THAT(layer_folders(), SizeIs(1));
}

TEST_F(ImageStoreTest, ALayerIsNotAnotherImagesConfiguration) {
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  // An image that calls it a layer: it is not unpacked, and not taken away.
  registry_.add_image("2", config_of({kAbove}), {config_of({kBase})});
  EXPECT_TRUE(pull("2").has_error());
  EXPECT_TRUE(find("1"));
}

TEST_F(ImageStoreTest, WhatIsThereNeedsNoRoom) {
  push("1", {large_layer('a')});
  ASSERT_TRUE(pull("1").has_value());
  max_bytes_ = 1000;
  reopen();
  EXPECT_TRUE(pull("1").has_value());
}

TEST_F(ImageStoreTest, AFailedPullGivesItsShareBack) {
  push("1", {kBase, kAbove});
  registry_.intercept = [](const net::Request& request, net::Responder& responder) {
    if (request.target.find(oci::Digest::of(kAbove.blob).text()) == std::string::npos) return false;
    responder.send({404, {}, ""});
    return true;
  };
  EXPECT_TRUE(pull("1").has_error());
  collect();
  EXPECT_EQ(store_->bytes(), 0U);
}

TEST_F(ImageStoreTest, OfLayersOfOneBlobTheLargestSizeIsSetAside) {
  max_bytes_ = 250'000;
  reopen();
  push("a", {large_layer('a')});
  const auto running = pull("a");
  ASSERT_TRUE(running.has_value());
  for (const auto& sizes : {std::vector<std::uint64_t>{10, 200'000}, {200'000, 10}}) {
    registry_.add_image("b", config_of({kBase, kAbove}), {kBase.blob, kBase.blob}, sizes);
    const auto failed = pull("b");
    ASSERT_TRUE(failed.has_error());
    EXPECT_EQ(failed.error().fault, PullFault::kNoSpace);
  }
}

TEST_F(ImageStoreTest, NothingGoesForWhatAManifestOnlySays) {
  max_bytes_ = 250'000;
  reopen();
  push("a", {large_layer('a')});
  ASSERT_TRUE(pull("a").has_value());
  registry_.add_image("b", config_of({kBase}), {kBase.blob}, {200'000});
  EXPECT_TRUE(pull("b").has_error());
  EXPECT_TRUE(find("a"));
}

TEST_F(ImageStoreTest, ALayerThatDidNotFitIsNotThereTheNextTime) {
  max_bytes_ = 50'000;
  reopen();
  push("a", {large_layer('a')});
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto failed = pull("a");
    ASSERT_TRUE(failed.has_error());
    EXPECT_EQ(failed.error().fault, PullFault::kNoSpace);
    EXPECT_THAT(layer_folders(), IsEmpty());
  }
}

TEST_F(ImageStoreTest, ManyEmptyFilesTakeRoom) {
  Tar tar;
  for (int k = 0; k < 100; ++k) tar.file("f" + std::to_string(k), "");
  max_bytes_ = 200'000;
  reopen();
  push("1", {TestLayer{tar}});
  const auto failed = pull("1");
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().fault, PullFault::kNoSpace);
}

TEST_F(ImageStoreTest, LoadedImagesDoNotMakeRoom) {
  max_bytes_ = 250'000;
  reopen();
  push("a", {large_layer('a')});
  const auto from = source("a");
  // It is given back, so that only its name keeps it.
  ASSERT_TRUE(run_on(loop_, store_->add(*from, name("a"), {"linux", "amd64"}, ImageStore::Origin::kLoaded))
                  .has_value());
  push("b", {large_layer('b')});
  ASSERT_TRUE(pull("b").has_value());
  push("c", {large_layer('c')});
  ASSERT_TRUE(pull("c").has_value());
  EXPECT_TRUE(find("a"));
  EXPECT_FALSE(find("b"));
}

TEST_F(ImageStoreTest, NothingGoesForWhatWouldNotFitAnyway) {
  max_bytes_ = 250'000;
  reopen();
  push("a", {large_layer('a')});
  ASSERT_TRUE(pull("a").has_value());
  // It says that it has two layers of more than the share together; nothing has come of them yet.
  const TestLayer first{Tar{}.file("f", SystemRandom{}.text(250'000, kAlphanumeric))};
  const TestLayer second{Tar{}.file("g", SystemRandom{}.text(250'000, kAlphanumeric))};
  push("b", {first, second});
  const auto failed = pull("b");
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().fault, PullFault::kNoSpace);
  EXPECT_TRUE(find("a"));
}

}  // namespace
}  // namespace eni::sandbox::images
