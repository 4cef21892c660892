#include "eni_trunking/stacks/installation.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace eni::command {
namespace {

namespace fs = std::filesystem;

void put(const fs::path& file) {
  fs::create_directories(file.parent_path());
  std::ofstream{file} << "x";
}

TEST(Installation, LiesBesideTheBuildOrBelowShare) {
  for (const std::string place : {"", "share/eni-trunking/"}) {
    const TestFolder folder;
    const fs::path root = folder.path();
    put(root / place / "runtimes/nodejs/bootstrap.mjs");
    EXPECT_EQ(*find_runtimes((root / "bin/eni-trunking").string()), (root / place / "runtimes").string());
  }
}

TEST(Installation, ACommandThatWasCopiedAloneSaysSo) {
  const TestFolder folder;
  const fs::path root = folder.path();
  fs::create_directories(root / "runtimes");  // of somebody else
  const std::string program = (root / "bin/eni-trunking").string();
  const auto found = find_runtimes(program);
  ASSERT_TRUE(found.has_error());
  const Error error = found.error();
  EXPECT_EQ(error.message,
            "cannot find runtimes/nodejs/bootstrap.mjs, which comes with the command; looked at " +
                (root / "runtimes/nodejs/bootstrap.mjs").string() + ", " +
                (root / "share/eni-trunking/runtimes/nodejs/bootstrap.mjs").string());
  EXPECT_EQ(error.hint,
            "was " + program +
                " copied alone? leave it where it was built, and make a symbolic link to it instead");
}

}  // namespace
}  // namespace eni::command
