/// Images that are unpacked by a real world's users.
#include "sandbox/images/store/world_unpacker.h"

#include "sandbox/images/registry/registry_client.h"
#include "sandbox/images/store/image_store.h"
#include "sandbox/images/test_registry.h"
#include "sandbox/world/layers/test_layer.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::images {
namespace {

using world::As;
using world::World;
using world::WorldTest;
using world::layers::gzip;
using world::layers::Tar;

struct OneLayer {
  explicit OneLayer(const Tar& tar) : blob{gzip(tar.bytes())} {
    config = json::serialize(json::object{
        {"config", {{"Cmd", json::array{"sh"}}}},
        {"rootfs", {{"type", "layers"}, {"diff_ids", json::array{oci::Digest::of(tar.bytes()).text()}}}}});
  }
  std::string blob, config;
};

/// "good", or the reason; what the layer's folder is called as well.
Task<Result<std::string>> pull(net::EventLoop& loop, World& world, const std::string& files, Tar tar,
                               std::function<std::string(const Image&)> look) {
  auto unpacker = WorldUnpacker::make(loop, world, files);
  if (unpacker.has_error()) co_return Error{unpacker.error().detail, ""};
  const TestFolder own;
  auto store = ImageStore::open(loop, {own.file("images"), files + "/layers"}, **unpacker);
  if (store.has_error()) co_return Error{store.error().detail, ""};
  TestRegistry registry{loop};
  const OneLayer layer{tar};
  registry.add_image("1", layer.config, {layer.blob});
  SeededRandom random;
  const auto http = net::StreamingClient::make(loop, {});
  const oci::Reference name = *oci::Reference::parse(registry.host() + "/web:1");
  RegistryClient source{loop, random, *http, {}, name, {}};
  std::string outcome;
  {
    auto adding = (*store)->add(source, name, {"linux", "amd64"}, ImageStore::Origin::kPulled);
    const auto added = co_await std::move(adding);
    outcome = added ? look(*added) : "!" + added.error().detail;
  }
  // What is another user's goes by the same way.
  (*store)->remove(name);
  auto collecting = (*store)->collect();
  co_await std::move(collecting);
  for (const std::string& users : names_in(files + "/layers"))
    for (const std::string& left : names_in(files + "/layers/" + users)) outcome += ", left: " + left;
  co_return outcome;
}

class WorldUnpackerTest : public WorldTest {};
INSTANTIATE_TEST_SUITE_P(Users, WorldUnpackerTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         world::name_of_user);

TEST_P(WorldUnpackerTest, UnpacksAndTakesAway) {
  const std::string told = run([](net::EventLoop& loop, World& world, const std::string& files) {
    return pull(
        loop, world, files,
        Tar{}.owner(0, 0).folder("usr", 0555).file("usr/sh", "#!", 04755).owner(33, 33).file("w", "www"),
        [&world](const Image& image) {
          struct stat root {
          }, other{};
          lstat((image.layers.at(0) + "/usr/sh").c_str(), &root);
          lstat((image.layers.at(0) + "/w").c_str(), &other);
          // One user is all there are; of a range the owners are kept.
          const bool good =
              world.users() == 1 ? root.st_uid == other.st_uid : root.st_uid + 33 == other.st_uid;
          return std::string(good && root.st_size == 2 ? "good" : "bad");
        });
  });
  EXPECT_EQ(told, "good");
}

TEST_P(WorldUnpackerTest, SaysWhyNot) {
  const std::string told = run([](net::EventLoop& loop, World& world, const std::string& files) {
    return pull(loop, world, files, Tar{}.owner(0, 0).file("a", "1").file("../x", "x"),
                [](const Image&) { return std::string("pulled"); });
  });
  EXPECT_EQ(told, "!the layer is refused: ../x: its name has '..' in it");
}

}  // namespace
}  // namespace eni::sandbox::images
