#include "eni_trunking/iac/integrations.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "base/test_folder.h"

namespace eni::command {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder}, {}));
}

TEST(Integrations, EachIsWrittenAsItIsInTheProgram) {
  for (const Integration& integration : all_integrations()) {
    const TestFolder folder;
    const fs::path target = folder.path() / "a/b";
    const auto written = write_integration(integration, target.string());
    ASSERT_TRUE(written) << integration.name;
    ASSERT_EQ(written->size(), integration.files.size());
    EXPECT_EQ(files_in(target), integration.files.size());
    for (std::size_t at = 0; at < written->size(); ++at) {
      EXPECT_FALSE((*written)[at].was_there);
      EXPECT_EQ((*written)[at].path, (target / integration.files[at].name).string());
      EXPECT_EQ(content_of((*written)[at].path), integration.files[at].content.text());
      EXPECT_NE(content_of((*written)[at].path), "");
    }
  }
}

TEST(Integrations, WhatIsThereAlreadyIsLeft) {
  const TestFolder folder;
  const Integration& integration = all_integrations().front();
  ASSERT_TRUE(write_integration(integration, folder.path().string()));
  fs::remove(folder.path() / "package.json");
  const auto again = write_integration(integration, folder.path().string());
  ASSERT_TRUE(again);
  for (const WrittenFile& file : *again)
    EXPECT_EQ(file.was_there, !file.path.ends_with("package.json")) << file.path;
}

TEST(Integrations, FilesThatDifferAreNamedAndNothingIsWritten) {
  const TestFolder folder;
  const fs::path root = folder.path();
  std::ofstream{root / "package.json"} << "{}";
  std::ofstream{root / "README.md"} << "mine";
  const auto refused = write_integration(all_integrations().front(), folder.path().string());
  ASSERT_TRUE(refused.has_error());
  const Error error = refused.error();
  EXPECT_EQ(error.message, "these files are there and differ: " + (root / "package.json").string() + ", " +
                               (root / "README.md").string() + "; nothing was written");
  EXPECT_EQ(error.hint, "move them away, or choose another --directory");
  EXPECT_EQ(files_in(root), 2U);
  EXPECT_EQ(content_of(root / "README.md"), "mine");
}

TEST(Integrations, WhereNoFileCanBeIsSaid) {
  const TestFolder folder;
  const fs::path root = folder.path();
  fs::create_directory(root / "eni-trunking.ts");
  const auto in_the_way = write_integration(all_integrations().front(), folder.path().string());
  ASSERT_TRUE(in_the_way.has_error());
  const Error error = in_the_way.error();
  EXPECT_EQ(error.message, "cannot read " + (root / "eni-trunking.ts").string() + ", which is in the way");
  std::ofstream{root / "file"} << "x";
  const auto no_folder = write_integration(all_integrations().front(), (root / "file").string());
  ASSERT_TRUE(no_folder.has_error());
  const Error second = no_folder.error();
  EXPECT_TRUE(second.message.starts_with("cannot write " + (root / "file").string() + ": "))
      << second.message;
}

}  // namespace
}  // namespace eni::command
