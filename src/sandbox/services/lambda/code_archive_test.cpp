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

TEST(CheckZip, RefusesWhatGrowsTooLarge) {
  const std::string zip = make_zip({{"a", std::string(kMaxUnzippedBytes / 2, 'x')},
                                    {"b", std::string(kMaxUnzippedBytes / 2, 'x')},
                                    {"c", "x"}});
  EXPECT_LT(zip.size(), std::size_t{2'000'000});
  EXPECT_EQ(check_zip(zip).error().message, "Unzipped size must be smaller than 262144000 bytes");
}

TEST(ZipInlineSource, IsTheSameForTheSameSource) {
  EXPECT_EQ(zip_inline_source("exports.handler = 1"), zip_inline_source("exports.handler = 1"));
  EXPECT_TRUE(check_zip(zip_inline_source("x")));
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
