/// The store as pulls see it: what is fetched and unpacked, and what stays.
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "base/awaited_tasks.h"
#include "base/test_tasks.h"
#include "sandbox/images/pull_behavior.h"
#include "sandbox/images/store/test_image_store.h"

namespace eni::sandbox::images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using world::layers::Listing;
using world::layers::Tar;

TEST_F(ImageStoreTest, UnpacksTheLayersOfAnImageLowestFirst) {
  push("1", {kBase, kAbove});
  const auto image = pull("1");
  ASSERT_TRUE(image.has_value()) << reason(image);
  ASSERT_THAT(image->layers, SizeIs(2));
  EXPECT_THAT(Listing::of(image->layers[0]),
              ElementsAre("bin/ 755", "bin/sh 644 #!", "etc/ 755", "etc/os 644 base"));
  EXPECT_THAT(Listing::of(image->layers[1]), ElementsAre("etc/ 755", "etc/os 644 above"));
  EXPECT_THAT(image->config.command, ElementsAre("sh"));
}

TEST_F(ImageStoreTest, FetchesNothingTwice) {
  push("1", {kBase, kAbove});
  ASSERT_TRUE(pull("1").has_value());
  push("2", {kBase}, "other");
  registry_.requests.clear();
  ASSERT_TRUE(pull("1").has_value());
  EXPECT_EQ(blob_requests(), 0U);
  ASSERT_TRUE(pull("2").has_value());
  EXPECT_EQ(blob_requests(), 1U);  // Its configuration.
  EXPECT_EQ(unpacker_.unpacked, 2);
}

TEST_F(ImageStoreTest, KeepsItsImagesForTheNextProcess) {
  push("1", {kBase, kAbove});
  const auto pulled = pull("1");
  ASSERT_TRUE(pulled.has_value());
  reopen();
  const auto found = find("1");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->layers, pulled->layers);
  EXPECT_EQ(found->manifest, pulled->manifest);
  EXPECT_FALSE(find("2"));
}

TEST_F(ImageStoreTest, PullsAtTheSameTimeShareWhatTheyFetch) {
  push("1", {kBase, kAbove});
  push("2", {kBase, kAbove}, "other");
  const auto both = [this]() -> Task<std::string> {
    const auto one = source("1");
    const auto two = source("2");
    const Channel<std::string> done{loop_};
    TestTasks tasks;
    const auto add = [](ImageStore& store, ImageSource& from, oci::Reference as,
                        Channel<std::string> end) -> Task<void> {
      auto adding = store.add(from, as, {"linux", "amd64"}, ImageStore::Origin::kPulled);
      const auto added = co_await std::move(adding);
      end.push(added ? "good" : added.error().detail);
    };
    tasks.spawn(add(*store_, *one, name("1"), done));
    tasks.spawn(add(*store_, *two, name("2"), done));
    std::string outcome = co_await done.pop();
    outcome += " " + co_await done.pop();
    co_return outcome;
  };
  EXPECT_EQ(run_on(loop_, both()), "good good");
  EXPECT_EQ(blob_requests(), 4U);  // Two layers, two configurations.
  EXPECT_EQ(unpacker_.unpacked, 2);
}

TEST_F(ImageStoreTest, AnExceptionReachesThePullThatWaitsAndKeepsNoOtherWaiting) {
  push("1", {kBase, kAbove});
  push("2", {kBase, kAbove}, "other");
  unpacker_.defects = 1;
  const auto one = source("1");
  const auto two = source("2");
  const auto add = [this](ImageSource& from, oci::Reference as) -> Task<std::string> {
    try {
      auto adding = store_->add(from, std::move(as), {"linux", "amd64"}, ImageStore::Origin::kPulled);
      const auto added = co_await std::move(adding);
      co_return added ? "good" : added.error().detail;
    } catch (const std::logic_error& thrown) {
      co_return thrown.what();
    }
  };
  const auto both = [&]() -> Task<std::string> {
    AwaitedTasks<std::string> pulls{loop_};
    pulls.spawn(add(*one, name("1")));
    pulls.spawn(add(*two, name("2")));
    auto first = pulls.next();
    std::string outcome = co_await std::move(first);
    auto second = pulls.next();
    outcome += ", " + co_await std::move(second);
    co_return outcome;
  };
  EXPECT_EQ(run_on(loop_, both()), "a defect, good");
  EXPECT_TRUE(pull("1").has_value());
}

TEST_F(ImageStoreTest, GoesOnWithALayerThatAnEarlierPullBegan) {
  const TestLayer large{Tar{}.file("large", SystemRandom{}.text(400'000, kAlphanumeric))};
  push("1", {large});
  bool is_cut = false;
  registry_.intercept = [&](const net::Request& request, net::Responder& responder) {
    if (request.target.find(oci::Digest::of(large.blob).text()) == std::string::npos) return false;
    if (std::exchange(is_cut, true)) return false;
    TestRegistry::send_cut(responder, {200, {}, ""}, large.blob, 150'000);
    return true;
  };
  EXPECT_THAT(reason(pull("1")), HasSubstr("Check your network configuration."));
  ASSERT_TRUE(pull("1").has_value());
  EXPECT_THAT(registry_.requests.back(), HasSubstr("Range: bytes="));
}

TEST_F(ImageStoreTest, ALayerOfAnotherDiffIdIsNotKept) {
  TestLayer layer = kBase;
  layer.diff_id = kAbove.diff_id;
  push("1", {layer});
  EXPECT_THAT(reason(pull("1")),
              StartsWith("CannotPullContainerError: failed to register layer: the layer is not "
                         "what was asked for: the digest of its tar archive is "));
  EXPECT_THAT(layer_folders(), IsEmpty());
  EXPECT_FALSE(find("1"));
}

TEST_F(ImageStoreTest, HostileLayersAreRefusedAndNothingOfThemStays) {
  unpacker_.limits.file_bytes = 1 << 20;
  const std::pair<Tar, const char*> rows[] = {
      {Tar{}.file("a", "1").file("../x", "x"), "the layer is refused: ../x: its name has '..' in it"},
      {Tar{}.file("zeros", std::string(2 << 20, '\0')),
       "the layer is too large: zeros: more than 1048576 bytes"},
  };
  for (const auto& [tar, expected] : rows) {
    push("1", {TestLayer{tar}});
    EXPECT_THAT(reason(pull("1")), HasSubstr(expected));
    EXPECT_THAT(layer_folders(), IsEmpty());
  }
  TestLayer broken = kBase;
  broken.blob = "no archive";
  push("1", {broken});
  EXPECT_THAT(reason(pull("1")), HasSubstr("failed to register layer: the layer is broken: "));
  EXPECT_FALSE(std::filesystem::exists(folder_.file("x")));
  EXPECT_FALSE(std::filesystem::exists(layers() + "/x"));
}

TEST_F(ImageStoreTest, AConfigurationOfOtherLayersIsRefused) {
  registry_.add_image("1", config_of({kBase, kAbove}), {kBase.blob});
  EXPECT_THAT(reason(pull("1")), HasSubstr("the image has 1 layers, and its configuration knows 2"));
}

TEST_F(ImageStoreTest, LayersThatHideAllBelowStandAlone) {
  const TestLayer opaque{Tar{}.file(".wh..wh..opq", "").file("new", "1")};
  push("1", {kBase, opaque, kAbove});
  const auto image = pull("1");
  ASSERT_TRUE(image.has_value()) << reason(image);
  ASSERT_THAT(image->layers, SizeIs(2));
  EXPECT_THAT(Listing::of(image->layers[0]), ElementsAre("new 644 1"));
}

TEST_F(ImageStoreTest, ALayerThatIsThereTwiceIsMountedOnce) {
  push("1", {kBase, kAbove, kBase});
  const auto image = pull("1");
  ASSERT_TRUE(image.has_value()) << reason(image);
  ASSERT_THAT(image->layers, SizeIs(2));
  EXPECT_THAT(image->layers[1], HasSubstr(kBase.diff_id.substr(7)));
}

TEST_F(ImageStoreTest, WhatNoNameAndNoContainerKeepsGoes) {
  push("1", {kBase, kAbove});
  push("2", {kBase}, "other");
  auto image = pull("1");
  ASSERT_TRUE(image.has_value());
  ASSERT_TRUE(pull("2").has_value());
  EXPECT_TRUE(store_->remove(name("1")));
  EXPECT_FALSE(store_->remove(name("1")));
  collect();
  EXPECT_THAT(layer_folders(), SizeIs(2));  // A container runs.
  image = PullFailure{};
  collect();
  EXPECT_THAT(layer_folders(), ElementsAre(kBase.diff_id.substr(7)));
  EXPECT_TRUE(find("2"));
  EXPECT_THAT(names_in(directory() + "/blobs"), SizeIs(2));
}

TEST_F(ImageStoreTest, ANewImageOfANameLetsTheOldOneGo) {
  push("1", {kAbove});
  ASSERT_TRUE(pull("1").has_value());
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  collect();
  EXPECT_THAT(layer_folders(), ElementsAre(kBase.diff_id.substr(7)));
}

TEST_F(ImageStoreTest, AnImageOfAnotherPlatformIsNotFound) {
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  EXPECT_FALSE(store_->find(name("1"), {"linux", "arm64"}));
  EXPECT_TRUE(find("1"));
}

TEST_F(ImageStoreTest, AFolderOfAnotherUserIsNotTaken) {
  store_.reset();
  // Only root can give one away; all others have root's.
  const bool is_root = geteuid() == 0;
  if (is_root) {
    ASSERT_EQ(chown((directory() + "/names").c_str(), 65534, 65534), 0);
  }
  const auto opened = ImageStore::open(loop_, {is_root ? directory() : "/", layers()}, unpacker_);
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().detail, (is_root ? directory() + "/names" : "/") + ": Operation not permitted");
}

TEST_F(ImageStoreTest, WhatALayersUsersMakeInItsPlaceIsNotFollowed) {
  const TestFolder elsewhere;
  std::ofstream{elsewhere.file("kept")} << "1";
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  const std::string layer = layers() + "/users-test/" + kBase.diff_id.substr(7);
  std::filesystem::remove_all(layer);
  std::filesystem::create_directory_symlink(elsewhere.path(), layer);
  reopen();
  EXPECT_FALSE(find("1"));
  EXPECT_THAT(names_in(directory() + "/layers"), IsEmpty());
  // Also after it was looked at.
  std::filesystem::remove_all(layer);
  std::filesystem::create_directory_symlink(elsewhere.path(), layer);
  ASSERT_TRUE(pull("1").has_value());
  EXPECT_FALSE(std::filesystem::is_symlink(layer));
  EXPECT_THAT(names_in(elsewhere.path().string()), ElementsAre("kept"));
}

TEST_F(ImageStoreTest, HalfWrittenFilesAreNotTakenForGood) {
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  const std::string manifest = std::string(store_->list().at(0).manifest.hex());
  std::filesystem::resize_file(directory() + "/blobs/" + manifest, 10);
  reopen();
  EXPECT_FALSE(find("1"));
  ASSERT_TRUE(pull("1").has_value());
  std::filesystem::remove(directory() + "/layers/" + kBase.diff_id.substr(7) + ".json");
  for (const auto& record : names_in(directory() + "/names"))
    std::ofstream{directory() + "/names/" + record + ".new"} << "{\"name\":";
  reopen();
  EXPECT_FALSE(find("1"));
  EXPECT_THAT(layer_folders(), IsEmpty());
  EXPECT_THAT(names_in(directory() + "/names"), SizeIs(1));
  ASSERT_TRUE(pull("1").has_value());
  EXPECT_TRUE(find("1"));
}

TEST_F(ImageStoreTest, LayersOfOtherUsersAreNotItsOwn) {
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  unpacker_.owners = "users-other";
  reopen();
  EXPECT_FALSE(find("1"));
  EXPECT_THAT(names_in(layers()), ElementsAre("users-other"));
}

TEST_F(ImageStoreTest, FourLayersAreUnpackedAtATime) {
  unpacker_.slow = &loop_;
  const std::vector<std::string> tags{"a", "b", "c"};
  for (const std::string& tag : tags) {
    std::vector<TestLayer> layers;
    for (const char* file : {"1", "2", "3"}) layers.emplace_back(world::layers::Tar{}.file(file, tag));
    push(tag, layers);
  }
  std::size_t pulled = 0;
  const auto pull_one = [&](std::string tag) -> Task<void> {
    const auto from = source(tag);
    auto adding = store_->add(*from, name(tag), {"linux", "amd64"}, ImageStore::Origin::kPulled);
    const auto added = co_await std::move(adding);
    EXPECT_TRUE(added.has_value());
    if (++pulled == tags.size()) loop_.stop();
  };
  TestTasks tasks;
  for (const std::string& tag : tags) tasks.spawn(pull_one(tag));
  loop_.run();
  EXPECT_EQ(unpacker_.unpacked, 9);
  EXPECT_EQ(unpacker_.most_at_a_time, 4);
}

TEST_F(ImageStoreTest, IsItsOwnersAlone) {
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  // The world's users pass through the layers' folder to their own.
  const std::pair<std::string, unsigned> rows[] = {{directory(), 0700},
                                                   {directory() + "/blobs", 0700},
                                                   {directory() + "/layers", 0700},
                                                   {layers(), 0711},
                                                   {layers() + "/users-test", 0700}};
  for (const auto& [folder, mode] : rows) {
    struct stat facts {};
    ASSERT_EQ(stat(folder.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, mode) << folder;
  }
  const auto second = ImageStore::open(loop_, {directory(), layers()}, unpacker_);
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().detail, "another process uses the images in " + directory());
}

class PullBehaviorTest : public ImageStoreTest {
 protected:
  std::string image(PullBehavior behavior) {
    const auto from = source("1");
    registry_.requests.clear();
    const auto got = run_on(loop_, image_for_task(*store_, *from, name("1"), {"linux", "amd64"}, behavior));
    return std::string(got ? "an image" : "none") + (registry_.requests.empty() ? ", not asked" : ", asked");
  }
};

TEST_F(PullBehaviorTest, SaysWhenWhatIsThereWillDo) {
  push("1", {kBase});
  EXPECT_EQ(image(PullBehavior::kOnce), "an image, asked");
  EXPECT_EQ(image(PullBehavior::kOnce), "an image, not asked");
  EXPECT_EQ(image(PullBehavior::kPreferCached), "an image, not asked");
  EXPECT_EQ(image(PullBehavior::kDefault), "an image, asked");
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({404, {}, ""});
    return true;
  };
  EXPECT_EQ(image(PullBehavior::kDefault), "an image, asked");
  EXPECT_EQ(image(PullBehavior::kAlways), "none, asked");
  store_->remove(name("1"));
  EXPECT_EQ(image(PullBehavior::kPreferCached), "none, asked");
}

TEST_F(PullBehaviorTest, WhatWasLoadedIsNotAskedFor) {
  push("1", {kBase});
  const auto from = source("1");
  ASSERT_TRUE(run_on(loop_, store_->add(*from, name("1"), {"linux", "amd64"}, ImageStore::Origin::kLoaded)));
  for (const PullBehavior behavior :
       {PullBehavior::kDefault, PullBehavior::kOnce, PullBehavior::kPreferCached})
    EXPECT_EQ(image(behavior), "an image, not asked");
  EXPECT_EQ(image(PullBehavior::kAlways), "an image, asked");
}

TEST(PullBehavior, OtherTextsAreTheDefault) {
  EXPECT_EQ(read_pull_behavior("always"), PullBehavior::kAlways);
  EXPECT_EQ(read_pull_behavior("once"), PullBehavior::kOnce);
  EXPECT_EQ(read_pull_behavior("prefer-cached"), PullBehavior::kPreferCached);
  for (const char* text : {"", "default", "ALWAYS", "never"})
    EXPECT_EQ(read_pull_behavior(text), PullBehavior::kDefault);
}

}  // namespace
}  // namespace eni::sandbox::images
