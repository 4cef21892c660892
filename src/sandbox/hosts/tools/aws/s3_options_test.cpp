#include "sandbox/hosts/tools/aws/s3_options.h"

#include <gtest/gtest.h>

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

using Words = std::vector<std::string>;

TEST(S3Options, FlagsStandAmongPaths) {
  const auto options =
      read_s3_options(CliVersion::kV2, {"a", "--recursive", "s3://b/", "--only-show-errors", "--dryrun"});
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->paths, (Words{"a", "s3://b/"}));
  EXPECT_TRUE(options->is_recursive && options->is_quiet && options->is_dry_run);
  EXPECT_FALSE(options->deletes);
}

TEST(S3Options, UnknownAndUnfinishedOnesAreErrors) {
  const auto unknown = read_s3_options(CliVersion::kV2, {"--acl-of-mine"});
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(unknown.error().message, "Unknown options: --acl-of-mine");
  EXPECT_TRUE(read_s3_options(CliVersion::kV2, {"--exclude"}).has_error());
}

TEST(S3Options, TheLastFilterThatMatchesDecides) {
  struct Row {
    Words words;
    const char* name;
    bool is_wanted;
  };
  for (const Row& row : std::initializer_list<Row>{
           {{}, "a.txt", true},
           {{"--exclude", "*"}, "a/b.txt", false},
           {{"--exclude", "*", "--include", "*.txt"}, "a/b.txt", true},
           {{"--include", "*.txt", "--exclude", "*"}, "b.txt", false},
           {{"--exclude", "?.txt"}, "a.txt", false},
           {{"--exclude", "?.txt"}, "ab.txt", true},
       }) {
    const auto options = read_s3_options(CliVersion::kV2, row.words);
    ASSERT_TRUE(options.has_value());
    EXPECT_EQ(is_wanted(*options, row.name), row.is_wanted) << testing::PrintToString(row.words);
  }
}

}  // namespace
}  // namespace eni::sandbox::hosts::tools::aws_cli
