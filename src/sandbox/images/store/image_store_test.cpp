/// The store as pulls see it: what is fetched and unpacked, what stays, and what is left of what was broken off.
#include "sandbox/images/store/image_store.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/images/pull_behavior.h"
#include "sandbox/images/registry/registry_client.h"
#include "sandbox/images/store/test_unpacker.h"
#include "sandbox/images/test_registry.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::images {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using world::layers::gzip;
using world::layers::Listing;
using world::layers::Tar;

/// A layer as a registry has it, and its diff id.
struct TestLayer {
  explicit TestLayer(const Tar& tar)
      : blob{gzip(tar.bytes())}, diff_id{oci::Digest::of(tar.bytes()).text()} {}
  std::string blob;
  std::string diff_id;
};

std::string config_of(const std::vector<TestLayer>& layers, const std::string& command = "sh") {
  json::array diff_ids;
  for (const TestLayer& layer : layers) diff_ids.emplace_back(layer.diff_id);
  return json::serialize(json::object{{"os", "linux"},
                                      {"architecture", "amd64"},
                                      {"config", {{"Cmd", json::array{command}}}},
                                      {"rootfs", {{"type", "layers"}, {"diff_ids", std::move(diff_ids)}}}});
}

class ImageStoreTest : public testing::Test {
 protected:
  ImageStoreTest() { reopen(); }

  std::string directory() const { return folder_.file("images"); }
  std::string layers() const { return folder_.file("layers"); }

  /// As the next process does.
  void reopen() {
    store_.reset();
    auto opened = ImageStore::open(loop_, {directory(), layers(), max_bytes_}, unpacker_);
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    store_ = *std::move(opened);
    run_on(loop_, sweep());
  }
  Task<int> sweep() {
    auto sweeping = store_->sweep();
    co_await std::move(sweeping);
    co_return 0;
  }
  Task<int> collect_it() {
    auto collecting = store_->collect();
    co_await std::move(collecting);
    co_return 0;
  }
  void collect() { run_on(loop_, collect_it()); }

  void push(const std::string& tag, const std::vector<TestLayer>& layers, const std::string& command = "sh") {
    std::vector<std::string> blobs;
    for (const TestLayer& layer : layers) blobs.push_back(layer.blob);
    registry_.add_image(tag, config_of(layers, command), blobs);
  }
  oci::Reference name(const std::string& tag) const {
    return *oci::Reference::parse(registry_.host() + "/web:" + tag);
  }
  std::unique_ptr<RegistryClient> source(const std::string& tag) {
    RegistryOptions options;
    options.first_delay = 0ms;
    options.max_attempts = 1;
    return std::make_unique<RegistryClient>(loop_, random_, *http_, options, name(tag), Credentials{});
  }
  PullResult<Image> pull(const std::string& tag) {
    const auto from = source(tag);
    return run_on(loop_, store_->add(*from, name(tag), {"linux", "amd64"}, ImageStore::Origin::kPulled));
  }
  std::optional<Image> find(const std::string& tag) { return store_->find(name(tag), {"linux", "amd64"}); }
  std::string reason(const PullResult<Image>& result) const {
    return result ? "it was pulled"
                  : replace_all(ecs_reason(result.error(), name("1")), registry_.host(), "HOST");
  }
  std::size_t blob_requests() const {
    return static_cast<std::size_t>(
        std::count_if(registry_.requests.begin(), registry_.requests.end(),
                      [](const std::string& line) { return line.find("/blobs/") != std::string::npos; }));
  }
  std::vector<std::string> layer_folders() const {
    auto names = names_in(layers() + "/users-test");
    std::sort(names.begin(), names.end());
    return names;
  }

  TestFolder folder_;
  net::EventLoop loop_;
  TestRegistry registry_{loop_};
  SeededRandom random_;
  TestUnpacker unpacker_;
  std::unique_ptr<net::StreamingClient> http_ = net::StreamingClient::make(loop_, {});
  std::uint64_t max_bytes_ = 1 << 30;
  std::unique_ptr<ImageStore> store_;
};

const TestLayer kBase{Tar{}.file("bin/sh", "#!").file("etc/os", "base")};
const TestLayer kAbove{Tar{}.file("etc/os", "above")};

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
    TaskGroup tasks;
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

TestLayer large(char c) { return TestLayer{Tar{}.file("f", std::string(100'000, c))}; }

TEST_F(ImageStoreTest, TheLongestUnusedImagesMakeRoom) {
  max_bytes_ = 250'000;
  reopen();
  for (const char c : {'a', 'b'}) {
    push(std::string(1, c), {large(c)});
    ASSERT_TRUE(pull(std::string(1, c)).has_value());
  }
  push("c", {large('c')});
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
  push("a", {large('a')});
  const auto running = pull("a");
  ASSERT_TRUE(running.has_value());
  push("b", {large('b')});
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
  push("1", {large('a')});
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
  push("a", {large('a')});
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
  push("a", {large('a')});
  ASSERT_TRUE(pull("a").has_value());
  registry_.add_image("b", config_of({kBase}), {kBase.blob}, {200'000});
  EXPECT_TRUE(pull("b").has_error());
  EXPECT_TRUE(find("a"));
}

TEST_F(ImageStoreTest, ALayerThatDidNotFitIsNotThereTheNextTime) {
  max_bytes_ = 50'000;
  reopen();
  push("a", {large('a')});
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
  push("a", {large('a')});
  const auto from = source("a");
  // It is given back, so that only its name keeps it.
  ASSERT_TRUE(run_on(loop_, store_->add(*from, name("a"), {"linux", "amd64"}, ImageStore::Origin::kLoaded))
                  .has_value());
  push("b", {large('b')});
  ASSERT_TRUE(pull("b").has_value());
  push("c", {large('c')});
  ASSERT_TRUE(pull("c").has_value());
  EXPECT_TRUE(find("a"));
  EXPECT_FALSE(find("b"));
}

TEST_F(ImageStoreTest, NothingGoesForWhatWouldNotFitAnyway) {
  max_bytes_ = 250'000;
  reopen();
  push("a", {large('a')});
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

TEST_F(ImageStoreTest, AnImageOfAnotherPlatformIsNotFound) {
  push("1", {kBase});
  ASSERT_TRUE(pull("1").has_value());
  EXPECT_FALSE(store_->find(name("1"), {"linux", "arm64"}));
  EXPECT_TRUE(find("1"));
}

TEST_F(ImageStoreTest, AFolderOfAnotherUserIsNotTaken) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make a file another user's";
  store_.reset();
  ASSERT_EQ(chown((directory() + "/names").c_str(), 65534, 65534), 0);
  const auto opened = ImageStore::open(loop_, {directory(), layers()}, unpacker_);
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().detail, directory() + "/names: Operation not permitted");
}

class BrokenOffTest : public ImageStoreTest {
 protected:
  /// Breaks off a pull while its layer is being unpacked.
  void break_off(const std::vector<TestLayer>& layers = {kBase}) {
    push("1", layers);
    unpacker_.held.emplace(loop_);
    const auto from = source("1");
    TaskGroup tasks;
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
  TaskGroup tasks;
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

TEST_F(BrokenOffTest, NoNamedImageGoesForWhatNobodyWants) {
  max_bytes_ = 150'000;
  reopen();
  push("a", {large('a')});
  ASSERT_TRUE(pull("a").has_value());
  break_off({large('b')});
  unpacker_.held->push(true);
  run_until([this] { return layer_folders().size() == 1; });
  EXPECT_TRUE(find("a"));
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

TEST_F(BrokenOffTest, WhatAProcessLeavesThatEndsMeanwhileIsTakenAway) {
  break_off();
  unpacker_.held.reset();
  reopen();
  EXPECT_THAT(layer_folders(), IsEmpty());
  EXPECT_FALSE(find("1"));
  ASSERT_TRUE(pull("1").has_value());
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

}  // namespace
}  // namespace eni::sandbox::images
