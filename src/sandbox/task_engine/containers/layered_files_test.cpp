#include "sandbox/task_engine/containers/layered_files.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "base/test_folder.h"

namespace eni::sandbox::task_engine {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class LayeredFilesTest : public testing::Test {
 protected:
  std::string layer(int number) {
    const std::string path = folder_.file("layer" + std::to_string(number));
    fs::create_directories(path);
    return path;
  }
  void write(int number, const std::string& path, const std::string& content) {
    const fs::path file = fs::path(layer(number)) / path;
    fs::create_directories(file.parent_path());
    std::ofstream{file} << content;
  }
  void link(int number, const std::string& path, const std::string& target) {
    const fs::path file = fs::path(layer(number)) / path;
    fs::create_directories(file.parent_path());
    fs::create_symlink(target, file);
  }
  /// As unpack-layer makes it. @return  whether this user may
  bool white_out(int number, const std::string& path) {
    const fs::path file = fs::path(layer(number)) / path;
    fs::create_directories(file.parent_path());
    return mknod(file.c_str(), S_IFCHR, makedev(0, 0)) == 0;
  }
  bool make_opaque(int number, const std::string& path) {
    const fs::path made = fs::path(layer(number)) / path;
    fs::create_directories(made);
    return setxattr(made.c_str(), "user.overlay.opaque", "y", 1, 0) == 0;
  }
  /// Its content, "-" for none, or the error, of as many layers.
  std::string read(int layers, const std::string& path = "etc/passwd", std::size_t max_bytes = 100) {
    std::vector<std::string> folders;
    for (int number = 1; number <= layers; ++number) folders.push_back(layer(number));
    const auto files = LayeredFiles::open(folders);
    if (!files) return files.error().message;
    const auto content = files->read(path, max_bytes);
    return content ? content->value_or("-") : content.error().message;
  }

  TestFolder folder_;
};

TEST_F(LayeredFilesTest, TheHighestLayerThatHasAFileShowsIt) {
  write(1, "etc/passwd", "one");
  write(2, "etc/group", "two");
  write(3, "usr/bin/sh", "three");
  EXPECT_EQ(read(3), "one");
  write(3, "etc/passwd", "three");
  EXPECT_EQ(read(3), "three");
  EXPECT_EQ(read(2), "one");
  EXPECT_EQ(read(0), "-");
}

TEST_F(LayeredFilesTest, AWhiteoutHidesTheFileAndItsFolder) {
  write(1, "etc/passwd", "one");
  ASSERT_TRUE(white_out(2, "etc/passwd"));
  EXPECT_EQ(read(2), "-");
  write(3, "etc/passwd", "three");
  EXPECT_EQ(read(3), "three");
  ASSERT_TRUE(white_out(4, "etc"));
  EXPECT_EQ(read(4), "-");
  write(5, "etc/group", "five");
  EXPECT_EQ(read(5), "-");
}

TEST_F(LayeredFilesTest, AnOpaqueFolderHidesThoseBelow) {
  write(1, "etc/passwd", "one");
  ASSERT_TRUE(make_opaque(2, "etc"));
  EXPECT_EQ(read(2), "-");
  write(2, "etc/passwd", "two");
  EXPECT_EQ(read(2), "two");
  write(3, "etc/group", "three");
  EXPECT_EQ(read(3), "two");
}

TEST_F(LayeredFilesTest, WhatIsNoFolderHidesThoseBelow) {
  write(1, "etc/passwd", "one");
  write(2, "etc", "a file");
  EXPECT_EQ(read(2), "-");
}

TEST_F(LayeredFilesTest, LinksLeadWithinTheImage) {
  write(1, "nix/store/passwd", "one");
  link(2, "etc/passwd", "/nix/store/passwd");
  EXPECT_EQ(read(2), "one");
  link(3, "usr/etc/group", "../../nix/../../../../nix/store/passwd");
  EXPECT_EQ(read(3, "usr/etc/group"), "one");
  link(3, "sys", "usr/etc");
  EXPECT_EQ(read(3, "sys/group"), "one");
}

TEST_F(LayeredFilesTest, LinksDoNotLeadOut) {
  const std::string outside = folder_.file("outside");
  std::ofstream{outside} << "outside";
  link(1, "etc/passwd", outside);
  link(1, "etc/up", "../../outside");
  link(1, "etc/magic", "/proc/self/root" + outside);
  link(1, "folder", folder_.path().string());
  link(1, "loop", "loop");
  link(1, "a", "b");
  link(1, "b", "a");
  for (const char* path :
       {"etc/passwd", "etc/up", "etc/magic", "folder/outside", "loop", "loop/x", "a", "../outside"})
    EXPECT_EQ(read(1, path), "-") << path;
}

TEST_F(LayeredFilesTest, OnlyPlainFilesAreRead) {
  fs::create_directories(fs::path(layer(1)) / "etc/passwd");
  EXPECT_EQ(read(1), "-");
  const std::string fifo = layer(1) + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(read(1, "fifo"), "-");
}

TEST_F(LayeredFilesTest, NoMoreIsReadThanAsked) {
  write(1, "etc/passwd", std::string(100, 'a'));
  EXPECT_EQ(read(1), std::string(100, 'a'));
  EXPECT_EQ(read(1, "etc/passwd", 99), "cannot read /etc/passwd of the image: File too large");
  fs::resize_file(layer(1) + "/etc/passwd", std::uintmax_t{1} << 33);
  EXPECT_EQ(read(1), "cannot read /etc/passwd of the image: File too large");
}

TEST_F(LayeredFilesTest, ALayerThatIsNotThereIsAnError) {
  const auto files = LayeredFiles::open({folder_.file("none")});
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("No such file or directory"));
  fs::create_symlink(layer(1), folder_.file("linked"));
  EXPECT_FALSE(LayeredFiles::open({folder_.file("linked")}));
}

TEST_F(LayeredFilesTest, AccountFilesMayBeMissing) {
  write(1, "etc/passwd", "root:x:0:0::/:");
  const auto files = read_account_files({layer(1)});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->users, "root:x:0:0::/:");
  EXPECT_EQ(files->groups, "");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
