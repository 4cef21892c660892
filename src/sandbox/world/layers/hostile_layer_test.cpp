/// Layers that mean harm: nothing beside the layer's folder is made, changed or read.
#include <gmock/gmock.h>

#include "sandbox/world/layers/remove_tree.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Attack {
  const char* name;
  Tar tar;
  LayerFault fault;
};

void expect_harmless(const LayerPlace& place, const Attack& attack) {
  const LayerReport report = place.unpack(attack.tar.bytes());
  EXPECT_EQ(report.failure.fault, attack.fault) << attack.name << ": " << describe(report);
  EXPECT_TRUE(place.outside_is_untouched()) << attack.name;
  const net::Descriptor parent{open((place.outside() + "/..").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  EXPECT_EQ(remove_tree(parent.get(), "root"), 0) << attack.name;
  std::filesystem::create_directory(place.root());
  EXPECT_TRUE(place.outside_is_untouched()) << attack.name << ", removed";
}

TEST(HostileLayer, LinksLeadNowhereButIntoTheLayer) {
  const LayerPlace place;
  const std::string out = place.outside(), up = "../outside";
  std::string far_up;
  for (int i = 0; i < 40; ++i) far_up += "../";
  const Attack attacks[] = {
      {"absolute", Tar{}.link("l", out).file("l/planted", "x"), LayerFault::kNone},
      {"relative", Tar{}.link("l", up).file("l/planted", "x"), LayerFault::kNone},
      {"relative, from a folder", Tar{}.link("a/l", "../" + up).file("a/l/planted", "x"), LayerFault::kNone},
      {"far up", Tar{}.link("l", far_up + out).file("l/planted", "x"), LayerFault::kNone},
      {"to the parent", Tar{}.link("l", "..").file("l/planted", "x").file("l/outside/planted", "x"),
       LayerFault::kNone},
      {"to the root", Tar{}.link("l", "/").file("l" + out + "/planted", "x"), LayerFault::kNone},
      {"in a chain", Tar{}.link("a", "b").link("b", "c/d").link("c/d", out).file("a/planted", "x"),
       LayerFault::kNone},
      {"in two steps", Tar{}.link("a", "..").link("a/b", up).file("a/b/planted", "x").file("b/planted", "x"),
       LayerFault::kNone},
      {"over an existing file", Tar{}.link("secret", out + "/secret").file("secret", "x"), LayerFault::kNone},
      {"a file below a link to a file", Tar{}.file("f", "x").link("l", "f").file("l/planted", "x"),
       LayerFault::kPath},
      {"a folder over it", Tar{}.link("l", out).folder("l", 0777).file("l/planted", "x"), LayerFault::kNone},
      {"a folder's mode, through it", Tar{}.link("l", out).folder("l/.", 0777).folder("l/e", 0777),
       LayerFault::kNone},
      {"a folder that becomes a link", Tar{}.folder("d", 0777).link("d", up), LayerFault::kNone},
      {"a folder whose parent becomes a link", Tar{}.folder("d/e", 0777).link("d", out), LayerFault::kNone},
      {"a fifo", Tar{}.link("l", out).special('6', "l/fifo", 0, 0), LayerFault::kNone},
      {"a whiteout", Tar{}.link("l", out).file("l/.wh.secret", "").file("l/.wh.e", ""), LayerFault::kNone},
      {"an opaque folder", Tar{}.link("l", out).file("l/.wh..wh..opq", ""), LayerFault::kNone},
      {"a whiteout whose folder becomes a link", Tar{}.file("d/.wh.secret", "").link("d", up),
       LayerFault::kNone},
      {"the kernel's own links", Tar{}.link("l", "/proc/self/root" + out).file("l/planted", "x"),
       LayerFault::kNone},
      {"the kernel's links to descriptors", Tar{}.link("l", "/proc/self/cwd/..").file("l/planted", "x"),
       LayerFault::kNone},
      {"in a circle", Tar{}.link("a", "b").link("b", "a").file("a/x", "x"), LayerFault::kPath},
      {"to itself", Tar{}.link("a", "a/b").file("a/x", "x"), LayerFault::kPath},
      {"that grows with each step", Tar{}.link("a", "x/../a/y").file("a/z", "x"), LayerFault::kPath},
      {"of no name", Tar{}.link("/", out).file("planted", "x"), LayerFault::kPath},
      {"to nothing", Tar{}.link("a", ""), LayerFault::kArchive},
  };
  for (const Attack& attack : attacks) expect_harmless(place, attack);
}

TEST(HostileLayer, NamesLeadNowhereButIntoTheLayer) {
  const LayerPlace place;
  const std::string out = place.outside();
  const Attack attacks[] = {
      {"up", Tar{}.file("../outside/planted", "x"), LayerFault::kPath},
      {"up, further on", Tar{}.file("a/../../outside/planted", "x"), LayerFault::kPath},
      {"up, from the root", Tar{}.file("/../outside/planted", "x"), LayerFault::kPath},
      {"up, in a long name", Tar{}.long_name("../outside/planted").file("x", "x"), LayerFault::kPath},
      {"up, in a record", Tar{}.pax({{"path", "../outside/planted"}}).file("x", "x"), LayerFault::kPath},
      {"up, for all entries", Tar{}.pax({{"path", "../outside/planted"}}, 'g').file("x", "x"),
       LayerFault::kNone},
      {"up, in a sparse file's",
       Tar{}.pax({{"GNU.sparse.name", "../outside/x"}, {"GNU.sparse.realsize", "1"}}).file("x", "x"),
       LayerFault::kPath},
      {"up, a folder", Tar{}.folder("../outside", 0777), LayerFault::kPath},
      {"up, a whiteout", Tar{}.file("../outside/.wh.secret", ""), LayerFault::kPath},
      {"absolute", Tar{}.file(out + "/planted", "x"), LayerFault::kNone},
      {"absolute, with many slashes", Tar{}.file("////" + out + "/planted", "x"), LayerFault::kNone},
      {"with a NUL", Tar{}.pax({{"path", std::string("ok\0/../../outside/planted", 25)}}).file("x", "x"),
       LayerFault::kNone},
      {"no name", Tar{}.file("", "x"), LayerFault::kArchive},
      {"the root as a file", Tar{}.file("./", ""),
       LayerFault::kNone},  // With a slash at its end it is a folder.
      {"the root as a file with bytes", Tar{}.file("./", "x"), LayerFault::kArchive},
      {"the root as a file, too", Tar{}.file(".", "x"), LayerFault::kPath},
      {"the root as a fifo", Tar{}.special('6', "/", 0, 0), LayerFault::kPath},
      {"a file below a file", Tar{}.file("a", "x").file("a/b", "x"), LayerFault::kPath},
      {"a file below a fifo", Tar{}.special('6', "a", 0, 0).file("a/b", "x"), LayerFault::kPath},
      {"a part of 300 bytes", Tar{}.pax({{"path", std::string(300, 'a')}}).file("x", "x"),
       LayerFault::kUnsupported},
      {"a whiteout of the folder", Tar{}.file("a/.wh..", ""), LayerFault::kPath},
      {"a whiteout of the folder above", Tar{}.file("a/.wh...", ""), LayerFault::kPath},
      {"a whiteout of nothing", Tar{}.file("a/.wh.", ""), LayerFault::kPath},
      {"a file below a whiteout", Tar{}.file(".wh./x", ""), LayerFault::kPath},
      {"a file below a whiteout of the folder above", Tar{}.file(".wh.../x", ""), LayerFault::kPath},
  };
  for (const Attack& attack : attacks) expect_harmless(place, attack);
}

TEST(HostileLayer, HardLinksAreToFilesOfTheLayerOnly) {
  const LayerPlace place;
  const std::string secret = place.outside() + "/secret";
  const Attack attacks[] = {
      {"absolute", Tar{}.hard_link("stolen", secret), LayerFault::kPath},
      {"relative", Tar{}.hard_link("stolen", "../outside/secret"), LayerFault::kPath},
      {"through a link", Tar{}.link("l", place.outside()).hard_link("stolen", "l/secret"), LayerFault::kPath},
      {"through a link up", Tar{}.link("l", "..").hard_link("stolen", "l/outside/secret"), LayerFault::kPath},
      {"to a link, then written to", Tar{}.link("l", secret).hard_link("m", "l").file("m", "x"),
       LayerFault::kNone},
      {"into a folder outside", Tar{}.file("a", "x").hard_link("../outside/planted", "a"), LayerFault::kPath},
      {"into a folder through a link",
       Tar{}.file("a", "x").link("l", place.outside()).hard_link("l/planted", "a"), LayerFault::kNone},
      {"to a folder", Tar{}.folder("a").hard_link("b", "a"), LayerFault::kPath},
      {"to the root", Tar{}.hard_link("b", "."), LayerFault::kPath},
      {"to nothing", Tar{}.hard_link("b", "a"), LayerFault::kPath},
      {"to no name", Tar{}.hard_link("b", ""), LayerFault::kArchive},
      {"to what it replaces", Tar{}.file("d/x", "x").hard_link("d", "d/x"), LayerFault::kPath},
      {"to a file below a file", Tar{}.file("a", "x").hard_link("b", "a/b"), LayerFault::kPath},
  };
  for (const Attack& attack : attacks) expect_harmless(place, attack);
}

TEST(HostileLayer, DevicesAreLeftOutAndCounted) {
  const LayerPlace place;
  const LayerReport report = place.unpack(Tar{}
                                              .special('3', "dev/null", 1, 3)
                                              .special('3', "dev/mem", 1, 1)
                                              .special('4', "dev/sda", 8, 0)
                                              .special('3', "whiteout", 0, 0)
                                              .bytes());
  EXPECT_TRUE(report.good()) << describe(report);
  EXPECT_EQ(report.devices_left_out, 4u);
  EXPECT_THAT(place.listing(), ElementsAre("dev/ 755"));
}

TEST(HostileLayer, OwnersThatAreNoneAreNamed) {
  const std::uint64_t unchanged = 0xffff'ffff;  // What chown takes for "as it is".
  for (const auto& [user, group] :
       {std::pair{unchanged, std::uint64_t{0}}, std::pair{std::uint64_t{0}, unchanged},
        std::pair{std::uint64_t{1} << 40, std::uint64_t{0}}}) {
    for (const Tar& tar :
         {Tar{}.owner(user, group).file("a/b", "x", 04755), Tar{}.owner(user, group).folder("a/b", 06755),
          Tar{}.owner(user, group).link("a/b", "x")}) {
      const LayerPlace place;
      const LayerReport report = place.unpack(tar.bytes());
      EXPECT_EQ(report.failure.fault, LayerFault::kOwner) << describe(report);
      EXPECT_THAT(describe(report), HasSubstr("a/b: it belongs to " + std::to_string(user) + ":"));
    }
  }
}

TEST(HostileLayer, ErrorsShowNamesOnOneLine) {
  const LayerPlace place;
  EXPECT_EQ(describe(place.unpack(Tar{}.file("a\nERROR \x1b[2J/../x", "").bytes())),
            "the layer is refused: a\\x0aERROR \\x1b[2J/../x: its name has '..' in it");
  const std::string missing = describe(place.unpack(Tar{}.hard_link("b", "a\nb").bytes()));
  EXPECT_EQ(missing, "the layer is refused: b: the hard link's target a\\x0ab is not in this layer");
}

TEST(HostileLayer, FoldersThatLinksMakeDeeperThanAnyNameAreReplacedAndRemoved) {
  const LayerPlace place;
  std::string way = "d";
  for (int i = 0; i < 40; ++i) way += "/d";
  Tar tar;
  tar.folder(way);
  for (int i = 0; i < 60; ++i)  // Each link leads to the end of the way so far, and the next is there.
    tar.link("next", way).folder("next/" + way).link("l" + std::to_string(i), "next/" + way);
  tar.file("d", "a file in their place");
  expect_harmless(place, {"deep", tar, LayerFault::kNone});
}

}  // namespace
}  // namespace eni::sandbox::world::layers
