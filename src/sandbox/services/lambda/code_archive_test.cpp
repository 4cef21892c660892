#include "sandbox/services/lambda/code_archive.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/stat.h>

namespace eni::sandbox::lambda_service {
namespace {

namespace fs = std::filesystem;

class UnpackTest : public testing::Test {
 protected:
  UnpackTest() {
    char name[] = "/tmp/eni-zip-XXXXXX";
    parent_ = mkdtemp(name);
    fs::create_directory(parent_ / "task");
  }
  ~UnpackTest() override { fs::remove_all(parent_); }
  std::string folder() const { return (parent_ / "task").string(); }

  fs::path parent_;
};

TEST_F(UnpackTest, FilesComeOutWithTheirExecutableBit) {
  const std::string zip = make_zip({{"bootstrap", "#!/bin/sh\n", 0755}, {"a/b.txt", "text", 0600}});
  ASSERT_TRUE(check_zip(zip));
  ASSERT_TRUE(unpack_zip(zip, folder()));
  struct stat info {};
  ASSERT_EQ(stat((folder() + "/bootstrap").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0755U);
  std::ifstream file{folder() + "/a/b.txt"};
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), "text");
}

TEST_F(UnpackTest, NothingLeavesTheFolder) {
  for (const char* path : {"../evil", "/tmp/eni-evil", "a/../../evil", "a\\..\\..\\evil"}) {
    const std::string zip = make_zip({{path, "x"}});
    const auto checked = check_zip(zip);
    if (checked) {  // libarchive itself cuts a leading slash off when it writes
      ASSERT_TRUE(unpack_zip(zip, folder())) << path;
    } else {
      EXPECT_EQ(checked.error().message,
                "Could not unzip uploaded file. Please check your file, then try to upload again.");
      EXPECT_FALSE(unpack_zip(zip, folder())) << path;
    }
    EXPECT_FALSE(fs::exists(parent_ / "evil")) << path;
    EXPECT_FALSE(fs::exists("/tmp/eni-evil")) << path;
  }
}

TEST_F(UnpackTest, ANulInANameIsNotItsEnd) {
  const std::string zip = make_zip({{"index.js", "x"}, {"ok.sh-evil", "y"}});
  for (const bool in_both : {true, false}) {
    std::string changed = zip;
    for (auto at = changed.find("ok.sh-"); at != std::string::npos; at = changed.find("ok.sh-", at)) {
      changed[at + 5] = '\0';
      if (!in_both) break;  // in the header beside the bytes alone
    }
    EXPECT_FALSE(check_zip(changed));
    const auto unpacked = unpack_zip(changed, folder());
    ASSERT_TRUE(unpacked.has_error());
    EXPECT_EQ(unpacked.error().message, "the name 'ok.sh' has a NUL in it");
    EXPECT_TRUE(fs::is_empty(folder()));
  }
}

TEST_F(UnpackTest, LinksWithinTheArchiveAreKept) {
  const std::string zip =
      make_zip({{"node_modules/.bin/x", "", 0755, "../p/x"}, {"node_modules/p/x", "text"}});
  const auto checked = check_zip(zip);
  ASSERT_TRUE(checked) << checked.error().message;
  ASSERT_TRUE(unpack_zip(zip, folder()));
  EXPECT_EQ(fs::read_symlink(folder() + "/node_modules/.bin/x"), "../p/x");
  EXPECT_EQ(fs::file_size(folder() + "/node_modules/.bin/x"), 4U);
}

TEST_F(UnpackTest, NothingIsWrittenThroughALink) {
  const std::vector<ZipFile> attacks[] = {
      {{"p/q/r", "", 0755, "../.."}, {"p/q/r/l", "", 0755, "../../x"}, {"p/q/r/l/evil", "x"}},
      {{"p/q/r", "", 0755, "../.."}, {"l", "", 0755, "p/q/r/.."}, {"l/evil", "x"}},
      {{"l", "", 0755, ".."}, {"l/evil", "x"}},
      {{"l", "", 0755, parent_.string()}, {"l/evil", "x"}},
  };
  for (const auto& files : attacks) {
    const std::string zip = make_zip(files);
    EXPECT_FALSE(check_zip(zip)) << files.back().path;
    EXPECT_FALSE(unpack_zip(zip, folder())) << files.back().path;
    EXPECT_FALSE(fs::exists(parent_ / "evil")) << files.back().path;
    fs::remove_all(folder());
    fs::create_directory(folder());
  }
}

TEST(CheckZip, RefusesWhatIsNoZip) {
  const std::string zip = make_zip({{"a", std::string(100'000, 'x')}});
  EXPECT_EQ(check_zip("").error().message, "Uploaded file must be a non-empty zip");
  for (const std::string& bad : {std::string("rubbish"), zip.substr(0, zip.size() / 2), make_zip({})}) {
    const auto checked = check_zip(bad);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, "InvalidParameterValueException");
  }
}

TEST(CheckZip, RefusesWhatNoFolderCanHold) {
  const auto deep = [](int levels) {
    std::string path;
    for (int i = 0; i < levels; ++i) path += "a/";
    return path + "f";
  };
  std::vector<ZipFile> many;
  for (int i = 0; i < 1000; ++i) many.push_back({std::to_string(i) + "/" + deep(250), "x"});
  const struct {
    const char* name;
    std::vector<ZipFile> files;
  } rows[] = {
      {"a file, then a folder", {{"a", "x"}, {"a/b", "x"}}},
      {"a folder, then a file", {{"a/b", "x"}, {"a", "x"}}},
      {"a file, then a folder below", {{"a/b", "x"}, {"a/b/c/d", "x"}}},
      {"a folder, then a link", {{"a/b", "x"}, {"a", "", 0755, "c"}}},
      {"a file, then a link through it", {{"a", "x"}, {"l", "", 0755, "a/../b"}}},
      {"2000 levels", {{deep(2000), "x"}}},
      {"257 levels", {{deep(256), "x"}}},
      {"a name too long", {{std::string(256, 'n'), "x"}}},
      {"a path too long", {{std::string(250, 'n') + deep(1500), "x"}}},
      {"too many folders", std::move(many)},
      {"no name", {{".", "x"}}},
      {"a name that leads away", {{"a/../b", "x"}}},
  };
  for (const auto& row : rows) {
    const auto checked = check_zip(make_zip(row.files));
    ASSERT_FALSE(checked) << row.name;
    EXPECT_EQ(checked.error().code, "InvalidParameterValueException") << row.name;
    EXPECT_EQ(checked.error().message,
              "Could not unzip uploaded file. Please check your file, then try to upload again.")
        << row.name;
  }
}

TEST_F(UnpackTest, WhatIsCheckedCanBeUnpacked) {
  std::string deepest;
  for (int i = 0; i < 255; ++i) deepest += "a/";
  const std::vector<ZipFile> archives[] = {
      {{deepest + "f", "x"}},
      {{std::string(255, 'n'), "x"}},
      {{"f", "x"}, {"f", "y"}},
      {{"l", "", 0755, "b"}, {"l", "x"}},
  };
  for (const auto& files : archives) {
    const std::string zip = make_zip(files);
    ASSERT_TRUE(check_zip(zip)) << files[0].path;
    EXPECT_TRUE(unpack_zip(zip, folder())) << files[0].path;
  }
}

TEST(CheckZip, ReadsAPartAtATime) {
  const std::string zip = make_zip({{"a", std::string(20'000'000, 'x')}, {"b", "x"}});
  ZipCheck check{zip};
  int parts = 1;
  while (!*check.go_on()) ++parts;
  EXPECT_GT(parts, 4);
}

TEST(CheckZip, RefusesWhatGrowsTooLarge) {
  const std::string zip = make_zip({{"a", std::string(kMaxUnzippedBytes / 2, 'x')},
                                    {"b", std::string(kMaxUnzippedBytes / 2, 'x')},
                                    {"c", "x"}});
  EXPECT_LT(zip.size(), std::size_t{2'000'000});
  EXPECT_EQ(check_zip(zip).error().message, "Unzipped size must be smaller than 262144000 bytes");
}

TEST(ZipInlineSource, IsTheSameForTheSameSource) {
  for (const Launcher language : {Launcher::kNode, Launcher::kPython}) {
    EXPECT_EQ(zip_inline_source(language, "source"), zip_inline_source(language, "source"));
    EXPECT_TRUE(check_zip(zip_inline_source(language, "x")));
  }
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
