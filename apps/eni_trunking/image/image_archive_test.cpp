/// What is sent of files and folders, and what is not.
#include "eni_trunking/image/image_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace eni::command {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class ImageArchiveTest : public testing::Test {
 protected:
  std::string written(const std::string& name, const std::string& content) const {
    const fs::path path = folder_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << content;
    return path.string();
  }
  /// All of it, or "!" and why not.
  static std::string sent(const std::string& path) {
    const auto archive = ImageArchive::open(path);
    if (archive.has_error()) return "!" + archive.error().message;
    std::string out;
    for (;;) {
      const auto piece = (*archive)->next();
      if (piece.has_error()) return "!" + piece.error().message;
      if (piece->empty()) return out;
      out += *piece;
    }
  }
  /// "NAME: CONTENT" of its files, "NAME/" of its folders.
  static std::vector<std::string> listed(const std::string& bytes) {
    archive* reader = archive_read_new();
    archive_read_support_format_tar(reader);
    archive_read_open_memory(reader, bytes.data(), bytes.size());
    std::vector<std::string> out;
    archive_entry* entry = nullptr;
    while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
      std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
      EXPECT_EQ(archive_read_data(reader, content.data(), content.size()),
                static_cast<la_ssize_t>(content.size()));
      const std::string name = archive_entry_pathname(entry);
      out.push_back(name.ends_with('/') ? name : name + ": " + content);
    }
    archive_read_free(reader);
    return out;
  }

  TestFolder folder_;
};

TEST_F(ImageArchiveTest, AFileIsSentAsItIs) {
  const std::string bytes(600'000, 'x');
  EXPECT_EQ(sent(written("web.tar", bytes)), bytes);
}

TEST_F(ImageArchiveTest, AFolderBecomesAnArchive) {
  const std::string large(600'000, 'x');
  written("layout/index.json", "{}");
  written("layout/oci-layout", "");
  written("layout/blobs/sha256/aa", large);
  EXPECT_THAT(
      listed(sent(folder_.file("layout"))),
      ElementsAre("blobs/", "blobs/sha256/", "blobs/sha256/aa: " + large, "index.json: {}", "oci-layout: "));
}

TEST_F(ImageArchiveTest, CompressedFilesAreRefusedBeforeTheyAreSent) {
  const std::string path = written("web.tar.gz", "\x1f\x8b\x08");
  EXPECT_EQ(sent(path), "!" + path + " is compressed");
  EXPECT_EQ(sent(written("a", "\x28\xb5\x2f\xfd")), "!" + folder_.file("a") + " is compressed");
  EXPECT_EQ(sent(written("b", "")), "!" + folder_.file("b") + " is empty");
}

TEST_F(ImageArchiveTest, WhatIsNoLayoutIsNotSent) {
  written("home/secret", "secret");
  EXPECT_THAT(sent(folder_.file("home")), HasSubstr("has neither index.json nor manifest.json"));
  EXPECT_THAT(sent(folder_.file("none")), HasSubstr("No such file or directory"));
}

TEST_F(ImageArchiveTest, LinksAreNotFollowed) {
  written("layout/index.json", "{}");
  fs::create_symlink(written("secret", "secret"), folder_.file("layout/link"));
  EXPECT_EQ(sent(folder_.file("layout")),
            "!" + folder_.file("layout/link") + " is neither a file nor a folder");
}

TEST_F(ImageArchiveTest, FilesThatShrinkMeanwhileAreAnError) {
  const std::string large = written("layout/blob", std::string(600'000, 'x'));
  written("layout/index.json", "{}");
  const auto archive = ImageArchive::open(folder_.file("layout"));
  ASSERT_TRUE(archive.has_value());
  for (int pieces = 0; pieces < 2; ++pieces) ASSERT_TRUE((*archive)->next().has_value());
  fs::resize_file(large, 100);
  const auto piece = (*archive)->next();
  ASSERT_TRUE(piece.has_error());
  EXPECT_EQ(piece.error().message, "cannot read " + large + ": it has become shorter meanwhile");
}

}  // namespace
}  // namespace eni::command
