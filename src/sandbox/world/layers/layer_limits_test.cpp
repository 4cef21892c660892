/// What one layer may cost, and what is said of one that costs more.
#include <gmock/gmock.h>

#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world::layers {
namespace {

using testing::HasSubstr;

class Limits : public testing::Test {
 protected:
  LayerReport unpack(const std::string& blob) const { return place_.unpack(blob, {}, limits_); }
  std::string describe_unpacking(const std::string& blob) const {
    const LayerReport report = unpack(blob);
    EXPECT_TRUE(place_.outside_is_untouched());
    return describe(report);
  }

  LayerPlace place_;
  LayerLimits limits_;
};

TEST_F(Limits, Entries) {
  limits_.entries = 3'000;
  Tar tar;
  for (int i = 0; i < 3'500; ++i) tar.file("f" + std::to_string(i), "");
  EXPECT_EQ(describe_unpacking(gzip(tar.bytes())), "the layer is too large: f3000: more than 3000 entries");
  EXPECT_EQ(place_.listing().size(), 3'000u);
}

TEST_F(Limits, EntriesWithTheFoldersOnTheWay) {
  limits_.entries = 4;
  EXPECT_EQ(describe_unpacking(Tar{}.file("a/b/c/d", "").bytes()), "4 entries, 0 bytes");
  EXPECT_EQ(describe_unpacking(Tar{}.file("1/2/3/4/5", "").bytes()),
            "the layer is too large: 1/2/3/4/5: more than 4 entries");
}

TEST_F(Limits, BytesOfFiles) {
  limits_.file_bytes = 10;
  EXPECT_EQ(describe_unpacking(Tar{}.file("a", "12345").file("b", "12345").bytes()), "2 entries, 10 bytes");
  EXPECT_EQ(describe_unpacking(Tar{}.file("a", "12345").file("b", "123456").bytes()),
            "the layer is too large: b: more than 10 bytes of files");
}

TEST_F(Limits, SparseFilesAreAsLargeAsTheySay) {
  const std::string exbibytes = std::to_string(std::uint64_t{7} << 60);
  const Tar::Records records = {{"GNU.sparse.major", "1"},
                                {"GNU.sparse.minor", "0"},
                                {"GNU.sparse.name", "s"},
                                {"GNU.sparse.realsize", exbibytes}};
  EXPECT_THAT(describe_unpacking(Tar{}.pax(records).entry('0', "x", "", 0644, 512).body("0\n").bytes()),
              HasSubstr("the layer is too large: s: more than 68719476736 bytes of files"));
  // It says that it is small, and is not.
  const Tar::Records small = {{"GNU.sparse.major", "1"},
                              {"GNU.sparse.minor", "0"},
                              {"GNU.sparse.name", "s"},
                              {"GNU.sparse.realsize", "1"}};
  EXPECT_THAT(describe_unpacking(Tar{}
                                     .pax(small)
                                     .entry('0', "x", "", 0644, 1024)
                                     .body("1\n" + exbibytes + "\n512\n")
                                     .body(std::string(512, 'x'))
                                     .bytes()),
              HasSubstr("the layer is too large: s: more than 68719476736 bytes of files"));
}

TEST_F(Limits, MapsOfSparseFiles) {
  std::string map = "2000000\n";
  for (int i = 0; i < 2'000'000; ++i) map += "0\n0\n";
  const Tar::Records records = {{"GNU.sparse.major", "1"},
                                {"GNU.sparse.minor", "0"},
                                {"GNU.sparse.name", "s"},
                                {"GNU.sparse.realsize", "1"}};
  EXPECT_THAT(describe_unpacking(Tar{}.pax(records).entry('0', "x", "", 0644, map.size()).body(map).bytes()),
              HasSubstr("more than 4194304 bytes in one header"));
}

TEST_F(Limits, HeadersOfOneEntry) {
  limits_.header_bytes = 256 << 10;
  Tar tar;
  for (int i = 0; i < 20; ++i) tar.pax({{"comment", std::string(100 << 10, 'c')}});
  EXPECT_THAT(describe_unpacking(tar.file("a", "").bytes()),
              HasSubstr("more than 262144 bytes in one header"));
}

TEST_F(Limits, HeadersThatNeverEnd) {
  for (const char type : {'x', 'g', 'L', 'K'}) {
    Tar tar;
    for (int i = 0; i < 5'000; ++i) tar.entry(type, "h", "", 0, 512).body(type == 'x' ? "10 a=12345\n" : "n");
    const LayerReport report = unpack(tar.file("a", "").bytes());
    EXPECT_EQ(report.failure.fault, LayerFault::kArchive) << type << describe(report);
  }
}

TEST_F(Limits, OneHeaderOfManyBytes) {
  const LayerReport report = unpack(Tar{}.pax({{"path", std::string(8 << 20, 'a')}}).file("a", "").bytes());
  EXPECT_EQ(report.failure.fault, LayerFault::kArchive) << describe(report);
}

TEST_F(Limits, LengthAndDepthOfNames) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "d/";
  EXPECT_THAT(describe_unpacking(Tar{}.pax({{"path", deep}}).folder("x").bytes()),
              HasSubstr("more than 256 folders in each other"));
  std::string longer;
  for (int i = 0; i < 30; ++i) longer += std::string(200, 'd') + "/";
  EXPECT_THAT(describe_unpacking(Tar{}.pax({{"path", longer}}).folder("x").bytes()),
              HasSubstr("more than 4095 bytes in a name"));
}

TEST_F(Limits, ExtendedAttributes) {
  limits_.xattr_bytes = 1'000;
  Tar::Records records;
  for (int i = 0; i < 100; ++i) records.emplace_back("SCHILY.xattr.user." + std::to_string(i), "0123456789");
  for (const Tar& tar :
       {Tar{}.pax(records).file("a", ""), Tar{}.pax(records).link("a", "b"), Tar{}.pax(records).folder("a")})
    EXPECT_EQ(describe_unpacking(tar.bytes()),
              "the layer is too large: a: more than 1000 bytes of extended attributes");
}

TEST_F(Limits, AttributesThatTheFileSystemHasNoRoomForAreLeftOut) {
  if (!keeps_user_xattrs()) GTEST_SKIP() << "the temporary folder's file system keeps no user.* attributes";
  Tar::Records records;
  for (int i = 0; i < 60; ++i)
    records.emplace_back("SCHILY.xattr.user." + std::to_string(i), std::string(9'000, 'v'));
  records.emplace_back("SCHILY.xattr.user.long", std::string(100'000, 'v'));
  records.emplace_back("SCHILY.xattr.user." + std::string(300, 'n'), "v");
  const LayerReport report = unpack(Tar{}.pax(records).file("a", "").bytes());
  EXPECT_TRUE(report.good()) << describe(report);
  EXPECT_GE(report.xattrs_left_out, 2u);
}

TEST_F(Limits, MemoryForWhatIsDoneLast) {
  limits_.held_bytes = 10'000;
  Tar folders, whiteouts;
  for (int i = 0; i < 1'000; ++i) folders.folder("d", 0700);
  for (int i = 0; i < 1'000; ++i) whiteouts.file(".wh.x", "");
  EXPECT_THAT(describe_unpacking(folders.bytes()),
              HasSubstr("d: more than 10000 bytes of folders and whiteouts"));
  EXPECT_THAT(describe_unpacking(whiteouts.bytes()),
              HasSubstr("x: more than 10000 bytes of folders and whiteouts"));
}

TEST_F(Limits, ExpansionAndBytesOfTar) {
  const std::string tar = Tar{}.file("zeros", std::string(8 << 20, '\0')).bytes();
  limits_.free_tar_bytes = 1 << 20;
  EXPECT_EQ(unpack(gzip(tar)).failure.fault, LayerFault::kNone);  // gzip cannot do more than the default.
  EXPECT_THAT(describe_unpacking(zstd(tar)),
              HasSubstr("zeros: more than 1100 bytes of tar for each byte of the layer"));
  limits_.expansion = 100;
  EXPECT_THAT(describe_unpacking(gzip(tar)),
              HasSubstr("zeros: more than 100 bytes of tar for each byte of the layer"));
  limits_.tar_bytes = 1 << 20;
  EXPECT_THAT(describe_unpacking(tar), HasSubstr("zeros: more than 1048576 bytes of tar"));
  limits_.tar_bytes = tar.size();
  EXPECT_EQ(describe_unpacking(tar), "1 entries, 8388608 bytes");
}

TEST_F(Limits, BytesBehindTheEndOfTheArchiveCountToo) {
  limits_.free_tar_bytes = 1 << 20;
  limits_.expansion = 100;
  EXPECT_THAT(describe_unpacking(gzip(Tar{}.file("a", "").bytes() + std::string(8 << 20, '\0'))),
              HasSubstr("more than 100 bytes of tar for each byte of the layer"));
}

TEST_F(Limits, BytesBehindTheCompressedArchiveCountToo) {
  limits_.tar_bytes = 1 << 20;
  EXPECT_EQ(describe_unpacking(gzip(Tar{}.file("a", "").bytes()) + std::string(8 << 20, 'x')),
            "the layer is too large: more than 1048576 bytes");
}

TEST_F(Limits, CountWhatIsLeftOutToo) {
  limits_.free_tar_bytes = 1 << 20;
  limits_.expansion = 100;
  const std::string zeros(8 << 20, '\0');
  EXPECT_THAT(describe_unpacking(gzip(Tar{}.file(".wh..wh.aufs", zeros).bytes())),
              HasSubstr("more than 100 bytes of tar for each byte of the layer"));
}

TEST_F(Limits, CompressionIsOne) {
  const std::string tar = Tar{}.file("a", "").bytes();
  for (const std::string& blob :
       {gzip(gzip(tar)), zstd(gzip(tar)), gzip(zstd(tar)), gzip(gzip(gzip(gzip(tar))))})
    EXPECT_EQ(describe_unpacking(blob), "the layer is broken: it is compressed more than once");
}

}  // namespace
}  // namespace eni::sandbox::world::layers
