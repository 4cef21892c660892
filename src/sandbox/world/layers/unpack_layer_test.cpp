/// What becomes of layers that mean well.
#include <gmock/gmock.h>

#include "base/hash.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

Lines unpacked(const std::string& blob) {
  const LayerPlace place;
  const LayerReport report = place.unpack(blob);
  EXPECT_TRUE(report.good()) << describe(report);
  EXPECT_TRUE(place.outside_is_untouched());
  return place.listing();
}
Lines unpacked(const Tar& tar) { return unpacked(tar.bytes()); }

Tar small_tree() {
  return Tar{}
      .folder("./")
      .folder("usr/bin", 0711)
      .file("usr/bin/sh", "#!", 0755)
      .link("bin", "usr/bin")
      .hard_link("usr/bin/bash", "usr/bin/sh")
      .special('6', "run/fifo", 0, 0);
}
const Lines kSmallTree = {"bin -> usr/bin",   "run/ 755",     "run/fifo fifo 644",
                          "usr/ 755",         "usr/bin/ 711", "usr/bin/bash 755 #!",
                          "usr/bin/sh 755 #!"};

TEST(UnpackLayer, MakesFilesFoldersAndLinks) { EXPECT_EQ(unpacked(small_tree()), kSmallTree); }

TEST(UnpackLayer, ReadsGzipZstdAndSeveralOfThemInARow) {
  const std::string tar = small_tree().bytes();
  const std::string first = tar.substr(0, 700), second = tar.substr(700);
  EXPECT_EQ(unpacked(gzip(tar)), kSmallTree);
  EXPECT_EQ(unpacked(zstd(tar)), kSmallTree);
  EXPECT_EQ(unpacked(gzip(first) + gzip(second)), kSmallTree);
  EXPECT_EQ(unpacked(zstd(first) + zstd(second)), kSmallTree);
}

TEST(UnpackLayer, TakesALayerWithoutEntries) {
  EXPECT_THAT(unpacked(std::string(1024, '\0')), IsEmpty());
  EXPECT_THAT(unpacked(gzip(std::string(10'240, '\0'))), IsEmpty());
}

TEST(UnpackLayer, TakesAnArchiveWithoutItsEnd) {
  const std::string tar = Tar{}.file("a", "1").bytes();
  EXPECT_THAT(unpacked(tar.substr(0, 1024)), ElementsAre("a 644 1"));
}

TEST(UnpackLayer, CountsWhatItReadAndMade) {
  const LayerPlace place;
  const std::string tar = Tar{}.file("a/b", "12345").special('3', "null", 1, 3).bytes();
  const LayerReport report = place.unpack(gzip(tar));
  EXPECT_EQ(report.entries, 3u);  // With the folder on the way.
  EXPECT_EQ(report.file_bytes, 5u);
  EXPECT_EQ(report.tar_bytes, tar.size());
  EXPECT_EQ(report.blob_bytes, gzip(tar).size());
  EXPECT_EQ(describe(report), "3 entries, 5 bytes, 1 devices left out");
}

TEST(UnpackLayer, ComparesDigestsOfBothInOnePass) {
  const std::string tar = small_tree().bytes() + "what follows an archive counts, too";
  const std::string blob = gzip(tar) + "and so does this";
  const std::string blob_digest = "sha256:" + sha256_hex(blob), diff_id = "sha256:" + sha256_hex(tar);
  const std::string other = "sha256:" + sha256_hex("other");
  struct Row {
    const char* name;
    LayerExpectation expectation;
    const char* described;
  };
  const Row rows[] = {
      {"both right", {blob_digest, diff_id, blob.size()}, "8 entries, 2 bytes"},
      {"nothing expected", {}, "8 entries, 2 bytes"},
      {"another blob", {other, diff_id, {}}, "the layer is not what was asked for: its digest is sha256:"},
      {"another archive",
       {blob_digest, other, {}},
       "the layer is not what was asked for: the digest of its tar archive is sha256:"},
      {"fewer bytes", {{}, {}, blob.size() + 1}, "the layer is not what was asked for: it has "},
      {"more bytes",
       {blob_digest, {}, blob.size() - 1},
       "the layer is not what was asked for: its digest is"},
      {"another algorithm",
       {"sha512:00", {}, {}},
       "the layer cannot be unpacked here: digests other than sha256"},
      {"no digest", {"sha256:", {}, {}}, "the layer cannot be unpacked here: digests other than sha256"},
      {"upper case",
       {{}, "sha256:" + std::string(64, 'A'), {}},
       "the layer cannot be unpacked here: digests other than sha256"},
  };
  for (const Row& row : rows) {
    const LayerPlace place;
    const LayerReport report = place.unpack(blob, row.expectation);
    EXPECT_THAT(describe(report), HasSubstr(row.described)) << row.name;
    EXPECT_EQ(report.blob_digest, report.good() ? blob_digest : "") << row.name;
    EXPECT_EQ(report.diff_id, report.good() ? diff_id : "") << row.name;
  }
}

TEST(UnpackLayer, ReadsFromAPipe) {
  const LayerPlace place;
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const std::string blob = gzip(small_tree().bytes());  // Less than a pipe holds.
  ASSERT_EQ(write(ends[1], blob.data(), blob.size()), static_cast<ssize_t>(blob.size()));
  close(ends[1]);
  const net::Descriptor reading{ends[0]}, root{open(place.root().c_str(), O_PATH | O_DIRECTORY)};
  EXPECT_TRUE(unpack_layer(reading.get(), root.get(), {}, {}).good());
  EXPECT_EQ(place.listing(), kSmallTree);
}

TEST(UnpackLayer, KeepsLongNamesInAllForms) {
  const std::string folder(90, 'd'), name(200, 'n'), target(300, 't');
  EXPECT_THAT(unpacked(Tar{}.long_name(folder + "/" + name).file("x", "1")),
              ElementsAre(folder + "/ 755", folder + "/" + name + " 644 1"));
  EXPECT_THAT(unpacked(Tar{}.pax({{"path", name}, {"linkpath", target}}).link("x", "y")),
              ElementsAre(name + " -> " + target));
}

TEST(UnpackLayer, KeepsNamesByteByByte) {
  const Lines names = {"caf\xc3\xa9", "cafe\xcc\x81", "caf\xe9", "a\nb", "\xff\xfe", "\xed\xa0\x80"};
  for (const std::string& name : names) {
    EXPECT_THAT(unpacked(Tar{}.file(name, "1")), ElementsAre(name + " 644 1"));
    EXPECT_THAT(unpacked(Tar{}.pax({{"path", name}}).file("x", "1")), ElementsAre(name + " 644 1"));
    EXPECT_THAT(unpacked(Tar{}.pax({{"linkpath", name}}).link("x", "y")), ElementsAre("x -> " + name));
  }
}

TEST(UnpackLayer, SetsModesAndTimesWhateverTheUmaskAndTheOrder) {
  const LayerPlace place;
  const mode_t before = umask(077);
  const LayerReport report = place.unpack(Tar{}
                                              .folder("a", 0500)
                                              .file("a/suid", "", 04755)
                                              .file("a/sgid", "", 02711)
                                              .folder("tmp", 01777)
                                              .file("implied/x", "")
                                              .pax({{"mtime", "1500000000.25"}})
                                              .file("a/old", "")
                                              .pax({{"mtime", "-5"}})
                                              .link("a/older", "x")
                                              .bytes());
  umask(before);
  ASSERT_TRUE(report.good()) << describe(report);
  EXPECT_THAT(place.listing(), ElementsAre("a/ 500", "a/old 644 ", "a/older -> x", "a/sgid 2711 ",
                                           "a/suid 4755 ", "implied/ 755", "implied/x 644 ", "tmp/ 1777"));
  struct stat status {};
  ASSERT_EQ(lstat((place.root() + "/a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mtime, 1'600'000'000);
  ASSERT_EQ(lstat((place.root() + "/a/old").c_str(), &status), 0);
  EXPECT_EQ(status.st_mtim.tv_sec, 1'500'000'000);
  EXPECT_EQ(status.st_mtim.tv_nsec, 250'000'000);
  ASSERT_EQ(lstat((place.root() + "/a/older").c_str(), &status), 0);
  EXPECT_EQ(status.st_mtime, -5);
}

TEST(UnpackLayer, TheLastEntryOfANameHolds) {
  struct Row {
    const char* name;
    Tar tar;
    Lines lines;
  };
  const Row rows[] = {
      {"file over file", Tar{}.file("a", "1", 0600).file("a", "2", 0640), {"a 640 2"}},
      {"file over folder", Tar{}.file("a/b/c", "1").file("a", "2"), {"a 644 2"}},
      {"folder over file", Tar{}.file("a", "1").folder("a", 0700), {"a/ 700"}},
      {"folder over folder",
       Tar{}.folder("a", 0700).file("a/x", "1").folder("a", 0711),
       {"a/ 711", "a/x 644 1"}},
      {"folder over link",
       Tar{}.folder("b").link("a", "b").folder("a").file("a/x", "1"),
       {"a/ 755", "a/x 644 1", "b/ 755"}},
      {"file over link", Tar{}.file("b", "1").link("a", "b").file("a", "2"), {"a 644 2", "b 644 1"}},
      {"link over file", Tar{}.file("a", "1").link("a", "b"), {"a -> b"}},
      {"link over folder", Tar{}.file("a/x", "1").link("a", "b"), {"a -> b"}},
      {"link over link", Tar{}.link("a", "b").link("a", "c"), {"a -> c"}},
      {"fifo over file", Tar{}.file("a", "1").special('6', "a", 0, 0), {"a fifo 644"}},
      {"hard link over file",
       Tar{}.file("a", "1").file("b", "2").hard_link("b", "a"),
       {"a 644 1", "b 644 1"}},
      {"hard link over folder",
       Tar{}.file("a", "1").file("b/x", "2").hard_link("b", "a"),
       {"a 644 1", "b 644 1"}},
      {"hard link to itself", Tar{}.file("a", "1").hard_link("a", "a"), {"a 644 1"}},
      {"file over one of two hard links",
       Tar{}.file("a", "1").hard_link("b", "a").file("a", "2"),
       {"a 644 2", "b 644 1"}},
  };
  for (const Row& row : rows) EXPECT_EQ(unpacked(row.tar), row.lines) << row.name;
}

TEST(UnpackLayer, FollowsItsOwnLinksToFolders) {
  EXPECT_THAT(
      unpacked(Tar{}.folder("usr/lib").link("lib", "/usr/lib").file("lib/a", "1").hard_link("b", "lib/a")),
      ElementsAre("b 644 1", "lib -> /usr/lib", "usr/ 755", "usr/lib/ 755", "usr/lib/a 644 1"));
}

TEST(UnpackLayer, MakesFoldersThatOnlyLayersBelowHave) {
  // As /var/run is a link to /run in most images.
  EXPECT_THAT(unpacked(Tar{}.link("var/run", "/run").file("var/run/x/pid", "1")),
              ElementsAre("run/ 755", "run/x/ 755", "run/x/pid 644 1", "var/ 755", "var/run -> /run"));
  EXPECT_THAT(unpacked(Tar{}.link("a/b", "../c").link("c", "d").file("a/b/x", "1")),
              ElementsAre("a/ 755", "a/b -> ../c", "c -> d", "d/ 755", "d/x 644 1"));
}

TEST(UnpackLayer, AFolderThatWasReplacedGivesItsAttributesToNoOther) {
  EXPECT_THAT(unpacked(Tar{}.folder("d/e", 0700).file("other/e/x", "1").link("d", "other")),
              ElementsAre("d -> other", "other/ 755", "other/e/ 755", "other/e/x 644 1"));
}

TEST(UnpackLayer, HardLinksAreOneFile) {
  const LayerPlace place;
  ASSERT_TRUE(
      place.unpack(Tar{}.file("a", "1").hard_link("b", "a").link("l", "a").hard_link("m", "l").bytes())
          .good());
  struct stat a {
  }, b{};
  ASSERT_EQ(lstat((place.root() + "/a").c_str(), &a), 0);
  ASSERT_EQ(lstat((place.root() + "/b").c_str(), &b), 0);
  EXPECT_EQ(a.st_ino, b.st_ino);
  EXPECT_THAT(place.listing(), ElementsAre("a 644 1", "b 644 1", "l -> a", "m -> a"));
}

TEST(UnpackLayer, SparseFilesHaveHolesInAllForms) {
  const std::string data(512, 'x');
  const std::string map_1_0 = "1\n1048576\n512\n";
  Tar tars[] = {
      Tar{}
          .pax({{"GNU.sparse.major", "1"},
                {"GNU.sparse.minor", "0"},
                {"GNU.sparse.name", "s"},
                {"GNU.sparse.realsize", "2097152"}})
          .entry('0', "x", "", 0644, 1024)
          .body(map_1_0)
          .body(data),
      Tar{}
          .pax({{"GNU.sparse.size", "2097152"},
                {"GNU.sparse.numblocks", "1"},
                {"GNU.sparse.map", "1048576,512"}})
          .entry('0', "s", "", 0644, 512)
          .body(data),
  };
  for (const Tar& tar : tars) {
    const LayerPlace place;
    const LayerReport report = place.unpack(tar.bytes());
    ASSERT_TRUE(report.good()) << describe(report);
    struct stat status {};
    ASSERT_EQ(stat((place.root() + "/s").c_str(), &status), 0);
    EXPECT_EQ(status.st_size, 2'097'152);
    EXPECT_LT(status.st_blocks * 512, 65'536);
    std::ifstream file{place.root() + "/s"};
    file.seekg(1'048'576);
    std::string read(512, '\0');
    file.read(read.data(), 512);
    EXPECT_EQ(read, data);
    EXPECT_EQ(report.file_bytes, 2'097'152u);
  }
}

TEST(UnpackLayer, KeepsUserAttributesAndLeavesOutOthers) {
  if (!keeps_user_xattrs()) GTEST_SKIP() << "the temporary folder's file system keeps no user.* attributes";
  const LayerPlace place;
  const std::string value("a\0b", 3);
  const Tar::Records records = {{"SCHILY.xattr.user.kept", value},
                                {"SCHILY.xattr.user.overlay.opaque", "y"},
                                {"SCHILY.xattr.user.overlay.redirect", "/etc"},
                                {"SCHILY.xattr.trusted.overlay.redirect", "/etc"},
                                {"SCHILY.xattr.trusted.x", "1"},
                                {"SCHILY.xattr.system.posix_acl_access", "1"},
                                {"SCHILY.xattr.security.selinux", "unconfined"}};
  const LayerReport report = place.unpack(
      Tar{}.pax(records).file("f", "").pax(records).folder("d").pax(records).link("l", "f").bytes());
  ASSERT_TRUE(report.good()) << describe(report);
  for (const std::string name : {"/f", "/d"}) {
    char found[16];
    const ssize_t size = getxattr((place.root() + name).c_str(), "user.kept", found, sizeof found);
    ASSERT_EQ(size, 3) << name;
    EXPECT_EQ(std::string(found, 3), value);
    char names[256];
    EXPECT_EQ(listxattr((place.root() + name).c_str(), names, sizeof names),
              static_cast<ssize_t>(sizeof "user.kept"));
  }
  EXPECT_EQ(report.xattrs_left_out, 6u + 6u + 7u);
  EXPECT_THAT(place.listing(), ElementsAre("d/ 755", "f 644 ", "l -> f"));
}

}  // namespace
}  // namespace eni::sandbox::world::layers
