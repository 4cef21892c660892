/// What a process that is killed while it pulls leaves to the next one.
#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "sandbox/images/registry/registry_client.h"
#include "sandbox/images/store/image_store.h"
#include "sandbox/images/store/test_unpacker.h"
#include "sandbox/images/test_registry.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::images {
namespace {

using world::layers::gzip;
using world::layers::Listing;
using world::layers::Tar;

/// One process's store, with a registry to pull from.
class Process {
 public:
  explicit Process(const TestFolder& folder) : layers_{folder.file("layers")} {
    SeededRandom random;
    const std::string first = Tar{}.file("a", random.text(500'000, kAlphanumeric)).bytes();
    const std::string second = Tar{}.file("b/c", "2").bytes();
    const json::array diff_ids{oci::Digest::of(first).text(), oci::Digest::of(second).text()};
    registry_.add_image(
        "1", json::serialize(json::object{{"rootfs", {{"type", "layers"}, {"diff_ids", diff_ids}}}}),
        {gzip(first), gzip(second)});
    auto opened = ImageStore::open(loop_, {folder.file("images"), layers_}, unpacker_);
    if (opened.has_error()) throw std::runtime_error(opened.error().detail);
    store_ = *std::move(opened);
  }

  /// @param turns  of the loop, after which the process is killed; 0: it is not
  void pull(int turns) {
    turns_left_ = turns;
    if (turns > 0) loop_.post([this] { count_down(); });
    run_on(loop_, pull_it());
  }
  /// What a layer, a name, and all that lies there look like.
  bool is_whole() {
    const auto image = store_->find(name_, {"linux", "amd64"});
    return image && image->layers.size() == 2 &&
           std::filesystem::file_size(image->layers[0] + "/a") == 500'000 &&
           Listing::of(image->layers[1]) == std::vector<std::string>{"b/ 755", "b/c 644 2"};
  }
  bool has_image() { return store_->find(name_, {"linux", "amd64"}).has_value(); }
  std::vector<std::string> layers() const { return names_in(layers_ + "/users-test"); }
  void sweep() { run_on(loop_, store_->sweep()); }
  void remove() {
    store_->remove(name_);
    run_on(loop_, store_->collect());
  }

 private:
  void count_down() {
    if (--turns_left_ == 0) raise(SIGKILL);
    loop_.post([this] { count_down(); });
  }
  Task<int> pull_it() {
    RegistryClient source{loop_, random_, *http_, {}, at_registry(), {}};
    auto adding = store_->add(source, name_, {"linux", "amd64"}, ImageStore::Origin::kPulled);
    const auto added = co_await std::move(adding);
    EXPECT_TRUE(added.has_value()) << added.error().detail;
    co_return 0;
  }
  oci::Reference at_registry() const { return *oci::Reference::parse(registry_.host() + "/web:1"); }

  net::EventLoop loop_;
  TestRegistry registry_{loop_};
  SeededRandom random_;
  TestUnpacker unpacker_;
  std::unique_ptr<net::StreamingClient> http_ = net::StreamingClient::make(loop_, {});
  std::string layers_;
  oci::Reference name_ = *oci::Reference::parse("web:1");
  std::unique_ptr<ImageStore> store_;
  int turns_left_ = 0;
};

TEST(Crash, AtAnyMomentLeavesNothingThatIsTakenForGood) {
  const TestFolder folder;
  int killed = 0, completed = 0;
  for (int turns = 1; completed < 3 && turns < 5000; turns += 1 + turns / 20) {
    const pid_t child = fork();
    if (child == 0) {
      Process{folder}.pull(turns);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ++(WIFSIGNALED(status) ? killed : completed);
    Process next{folder};
    if (next.has_image()) {
      EXPECT_TRUE(next.is_whole()) << turns;
    }
    next.sweep();
    for (const std::string& name : next.layers())
      EXPECT_FALSE(name.starts_with(".")) << turns << ": " << name;
    next.pull(0);
    ASSERT_TRUE(next.is_whole()) << turns;
    next.remove();
    EXPECT_TRUE(next.layers().empty()) << turns;
    for (const char* left : {"blobs", "blobs.partial", "layer-blobs", "layer-blobs.partial", "layers"})
      EXPECT_TRUE(names_in(folder.file(std::string("images/") + left)).empty()) << turns << " " << left;
  }
  EXPECT_GT(killed, 10);
  EXPECT_EQ(completed, 3);
}

}  // namespace
}  // namespace eni::sandbox::images
