/// Layers that were cut off or changed on the way: by chance, and by somebody who knows the format. The same each time.
#include <chrono>
#include <gmock/gmock.h>
#include <random>

#include "base/hash.h"
#include "sandbox/world/layers/remove_tree.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world::layers {
namespace {

/// Some of everything, so that a change meets each part of the reader.
std::string sample(const LayerPlace& place) {
  return Tar{}
      .folder("./", 0755)
      .file("usr/bin/sh", std::string(3'000, 's'), 04755)
      .link("bin", "usr/bin")
      .link("out", place.outside())
      .file("out/planted", "x")
      .hard_link("usr/bin/bash", "bin/sh")
      .pax({{"path", "long/" + std::string(150, 'n')},
            {"mtime", "1.5"},
            {"SCHILY.xattr.user.a", "b"},
            {"uid", "0"}})
      .file("x", "y")
      .long_name("gnu/" + std::string(150, 'g'))
      .folder("x", 0700)
      .pax({{"GNU.sparse.major", "1"},
            {"GNU.sparse.minor", "0"},
            {"GNU.sparse.name", "s"},
            {"GNU.sparse.realsize", "99999"}})
      .entry('0', "x", "", 0644, 1024)
      .body("1\n4096\n512\n")
      .body(std::string(512, 'x'))
      .special('6', "fifo", 0, 0)
      .special('3', "null", 1, 3)
      .file("etc/.wh.passwd", "")
      .file("etc/.wh..wh..opq", "")
      .file("usr", "in the place of a folder")
      .bytes();
}

class Damaged : public testing::Test {
 protected:
  LayerReport unpack(const std::string& blob, const LayerExpectation& expectation = {}) {
    LayerLimits limits;
    limits.file_bytes = 1 << 20;
    const LayerReport report =
        place_.unpack(blob, expectation, limits, {OpaqueMark::kUser, UnknownOwner::kReplace});
    const net::Descriptor parent{open((place_.outside() + "/..").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    EXPECT_EQ(remove_tree(parent.get(), "root"), 0);
    std::filesystem::create_directory(place_.root());
    return report;
  }

  LayerPlace place_;
  const std::string tar_ = sample(place_);
  std::mt19937 random_{11};
};

TEST_F(Damaged, AtNoPlaceACutGoesUnnoticed) {
  for (const std::string& blob : {tar_, gzip(tar_), zstd(tar_)}) {
    const LayerExpectation expected{"sha256:" + sha256_hex(blob), "sha256:" + sha256_hex(tar_), blob.size()};
    ASSERT_TRUE(unpack(blob, expected).good());
    for (std::size_t i = 0; i < 200; ++i) {
      const std::string cut = blob.substr(0, i * blob.size() / 200);
      const LayerReport report = unpack(cut, expected);
      EXPECT_EQ(report.failure.fault, LayerFault::kDigest) << cut.size() << ": " << describe(report);
      EXPECT_EQ(report.entry, "");
    }
  }
  EXPECT_TRUE(place_.outside_is_untouched());
}

TEST_F(Damaged, WithoutADigestACutIsAnEndOrBreaksTheArchive) {
  for (std::size_t i = 0; i < 200; ++i) {
    const LayerReport report = unpack(tar_.substr(0, i * tar_.size() / 200));
    EXPECT_TRUE(report.good() || report.failure.fault == LayerFault::kArchive) << describe(report);
  }
  EXPECT_TRUE(place_.outside_is_untouched());
}

TEST_F(Damaged, CompressedACutIsNoticedWithoutADigest) {
  for (const std::string& blob : {gzip(tar_), zstd(tar_)})
    for (std::size_t i = 0; i < 200; ++i)
      EXPECT_FALSE(unpack(blob.substr(0, i * (blob.size() - 20) / 200)).good()) << i;
}

/// Changes until the time is over; at least so many that each run means something.
template <class Change>
void repeat(Change change) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{500};
  for (int i = 0; i < 100 || (i < 3'000 && std::chrono::steady_clock::now() < end); ++i) change();
}

TEST_F(Damaged, ChangedBitsHarmNothing) {
  for (const std::string& blob : {tar_, gzip(tar_), zstd(tar_)}) {
    const LayerExpectation expected{"sha256:" + sha256_hex(blob), {}, {}};
    repeat([&] {
      std::string changed = blob;
      for (auto count = random_() % 4 + 1; count > 0; --count) {
        char& byte = changed[random_() % changed.size()];
        byte = static_cast<char>(byte ^ (1 << random_() % 8));
      }
      const LayerReport report = unpack(changed, changed == blob ? LayerExpectation{} : expected);
      if (changed != blob) {
        EXPECT_FALSE(report.good());
      }
    });
  }
  EXPECT_TRUE(place_.outside_is_untouched());
}

TEST_F(Damaged, ChangedHeadersWithTheirChecksumsHarmNothing) {
  const char values[] = {'\0', '.', '/', '0', '1', '2', '3',    '5',
                         '7',  '9', 'L', 'S', 'g', 'x', '\x80', '\xff'};
  repeat([&] {
    std::string changed = tar_;
    for (auto count = random_() % 3 + 1; count > 0; --count) {
      const std::size_t block = random_() % (changed.size() / 512) * 512;
      if (std::memcmp(&changed[block + 257], "ustar", 5) != 0) continue;
      for (auto bytes = random_() % 4 + 1; bytes > 0; --bytes)
        changed[block + random_() % 345] = values[random_() % sizeof values];
      Tar::fix_checksum(changed, block);
    }
    const LayerReport report = unpack(changed);
    EXPECT_NE(report.failure.fault, LayerFault::kInputOutput) << describe(report);
  });
  EXPECT_TRUE(place_.outside_is_untouched());
}

TEST_F(Damaged, BlobsThatAreNoLayersAreNamed) {
  struct Row {
    const char* name;
    std::string blob;
    const char* described;
  };
  const Row rows[] = {
      {"nothing", "", "the layer is broken: it is empty"},
      {"text", "<html>404 not found</html>",
       "the layer is broken: it is no tar archive, nor one in gzip or zstd"},
      {"text in gzip", gzip("hello"), "the layer is broken: it is no tar archive, nor one in gzip or zstd"},
      {"nothing in gzip", gzip(""), "the layer is broken: "},
      {"a head of gzip", gzip(tar_).substr(0, 12), "the layer is broken: "},
      {"xz",
       "\xfd"
       "7zXZ\x00\x00\x04",
       "the layer is broken: it is no tar archive, nor one in gzip or zstd"},
  };
  for (const Row& row : rows) {
    const std::string described = describe(unpack(row.blob));
    EXPECT_EQ(described.substr(0, std::strlen(row.described)), row.described) << row.name;
  }
}

TEST_F(Damaged, ErrorsNameTheEntry) {
  const std::string tar = Tar{}.file("a", "1").file("b", std::string(5'000, 'x')).bytes();
  EXPECT_EQ(describe(unpack(tar.substr(0, 3'000))), "the layer is broken: b: Truncated tar archive");
}

}  // namespace
}  // namespace eni::sandbox::world::layers
