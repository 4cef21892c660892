/// Whiteouts by the OCI image specification, layer.md: whatever their place in the archive.
#include <gmock/gmock.h>

#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world::layers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Whiteout : public testing::Test {
 protected:
  void SetUp() override {
    if (!keeps_user_xattrs()) GTEST_SKIP() << "the temporary folder's file system keeps no user.* attributes";
  }
};

std::vector<std::string> unpacked(const Tar& tar) {
  const LayerPlace place;
  const LayerReport report = place.unpack(tar.bytes());
  EXPECT_TRUE(report.good()) << describe(report);
  EXPECT_TRUE(place.outside_is_untouched());
  return place.listing();
}

TEST_F(Whiteout, OfANameIsADevice) {
  EXPECT_THAT(unpacked(Tar{}.folder("a").file("a/.wh.x", "").file(".wh.y", "")),
              ElementsAre("a/ 755", "a/x whiteout", "y whiteout"));
}

TEST_F(Whiteout, MakesItsFolder) {
  EXPECT_THAT(unpacked(Tar{}.file("a/b/.wh.x", "")), ElementsAre("a/ 755", "a/b/ 755", "a/b/x whiteout"));
}

TEST_F(Whiteout, IsAWhiteoutWhateverTypeItsEntryIs) {
  EXPECT_THAT(
      unpacked(Tar{}.folder(".wh.a").link(".wh.b", "x").special('6', ".wh.c", 0, 0).hard_link(".wh.d", "x")),
      ElementsAre("a whiteout", "b whiteout", "c whiteout", "d whiteout"));
}

TEST_F(Whiteout, NeverRemovesWhatItsOwnLayerHas) {
  EXPECT_THAT(unpacked(Tar{}.file(".wh.x", "").file("x", "new")), ElementsAre("x 644 new"));
  EXPECT_THAT(unpacked(Tar{}.file("x", "new").file(".wh.x", "")), ElementsAre("x 644 new"));
  EXPECT_THAT(unpacked(Tar{}.link("x", "y").file(".wh.x", "")), ElementsAre("x -> y"));
}

TEST_F(Whiteout, OfAFolderThatItsLayerHasMakesThatOpaque) {
  EXPECT_THAT(unpacked(Tar{}.file(".wh.a", "").file("a/x", "new")),
              ElementsAre("a/ 755 opaque", "a/x 644 new"));
  EXPECT_THAT(unpacked(Tar{}.folder("a").file("a/x", "new").file(".wh.a", "")),
              ElementsAre("a/ 755 opaque", "a/x 644 new"));
}

TEST_F(Whiteout, OpaqueMarksItsFolderOnly) {
  EXPECT_THAT(unpacked(Tar{}.file("a/.wh..wh..opq", "").file("a/b/x", "1")),
              ElementsAre("a/ 755 opaque", "a/b/ 755", "a/b/x 644 1"));
  EXPECT_THAT(unpacked(Tar{}.file("a/b/x", "1").file("a/.wh..wh..opq", "")),
              ElementsAre("a/ 755 opaque", "a/b/ 755", "a/b/x 644 1"));
}

TEST_F(Whiteout, OfTheRootIsReported) {
  const LayerPlace place;
  const LayerReport report = place.unpack(Tar{}.file(".wh..wh..opq", "").bytes());
  EXPECT_TRUE(report.good()) << describe(report);
  EXPECT_TRUE(report.hides_all_below);
  EXPECT_FALSE(place.unpack(Tar{}.file("a/.wh..wh..opq", "").bytes()).hides_all_below);
}

TEST_F(Whiteout, GoesWithItsFolder) {
  EXPECT_THAT(unpacked(Tar{}.file("a/.wh.x", "").file("a/b/.wh..wh..opq", "").file("a", "a file now")),
              ElementsAre("a 644 a file now"));
}

TEST_F(Whiteout, OfAufsItselfIsLeftOut) {
  EXPECT_THAT(unpacked(Tar{}.folder(".wh..wh.plnk").file(".wh..wh.plnk/1.2", "x").file(".wh..wh.aufs", "x")),
              IsEmpty());
}

TEST_F(Whiteout, GoesWhereTheLayersLinksLead) {
  EXPECT_THAT(
      unpacked(
          Tar{}.folder("usr/lib").link("lib", "usr/lib").file("lib/.wh.x", "").file("lib/.wh..wh..opq", "")),
      ElementsAre("lib -> usr/lib", "usr/ 755", "usr/lib/ 755 opaque", "usr/lib/x whiteout"));
}

TEST_F(Whiteout, LeavesTheTimeOfItsFolder) {
  const LayerPlace place;
  place.unpack(Tar{}.folder("a").file("a/.wh.x", "").bytes());
  struct stat status {};
  ASSERT_EQ(stat((place.root() + "/a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mtime, 1'600'000'000);
}

TEST_F(Whiteout, IsATrustedAttributeForRootIfAskedFor) {
  const LayerPlace place;
  UnpackOptions options;
  options.opaque_mark = OpaqueMark::kTrusted;
  const LayerReport report = place.unpack(Tar{}.file("a/.wh..wh..opq", "").bytes(), {}, {}, options);
  if (!report.good() && report.failure.error == EPERM) GTEST_SKIP() << "only root sets trusted.* attributes";
  ASSERT_TRUE(report.good()) << describe(report);
  char value = 0;
  EXPECT_EQ(getxattr((place.root() + "/a").c_str(), "trusted.overlay.opaque", &value, 1), 1);
  EXPECT_EQ(value, 'y');
}

}  // namespace
}  // namespace eni::sandbox::world::layers
