#include "sandbox/services/ssm/parameter_name.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ssm_service {
namespace {

TEST(ParameterName, IsCheckedWhenAParameterIsMade) {
  const struct {
    const char* name;
    const char* code;  ///< "" if the name is fine
  } rows[] = {
      {"a", ""},
      {"a.b-c_D9", ""},
      {"/a", ""},
      {"/a/b/c", ""},
      {"/my/aws/b", ""},
      {"", "ValidationException"},
      {"a b", "ValidationException"},
      {"a/b", "ValidationException"},
      {"/a//b", "ValidationException"},
      {"/a/", "ValidationException"},
      {"/a/b:c", "ValidationException"},
      {"aws-thing", "ValidationException"},
      {"SSM.thing", "ValidationException"},
      {"/ssm/thing", "ValidationException"},
      {"/aws/service/x", "AccessDeniedException"},
      {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15", ""},
      {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "HierarchyLevelLimitExceededException"},
  };
  for (const auto& row : rows) {
    const auto checked = check_new_name(row.name);
    EXPECT_EQ(checked.has_error() ? checked.error().code : "", row.code) << row.name;
  }
}

TEST(ParameterName, ReferencesNameAVersionOrALabel) {
  const struct {
    const char* text;
    const char* name;
    const char* selector;
  } rows[] = {
      {"a", "a", ""},
      {"/a/b:3", "/a/b", "3"},
      {"a:stable", "a", "stable"},
      {"arn:aws:ssm:eu-central-1:000000000000:parameter/a/b", "/a/b", ""},
      {"arn:aws:ssm:eu-central-1:000000000000:parameter/a:2", "/a", "2"},
  };
  for (const auto& row : rows) {
    const Reference reference = parse_reference(row.text);
    EXPECT_EQ(reference.name, row.name) << row.text;
    EXPECT_EQ(reference.selector, row.selector) << row.text;
  }
  EXPECT_EQ(arn_resource("/a/b"), "parameter/a/b");
  EXPECT_EQ(arn_resource("a"), "parameter/a");
}

TEST(ParameterName, OfOneLevelHasTwoSpellings) {
  EXPECT_EQ(other_spelling("a"), "/a");
  EXPECT_EQ(other_spelling("/a"), "a");
  EXPECT_FALSE(other_spelling("/a/b"));
  EXPECT_FALSE(other_spelling("a/b"));
}

TEST(ParameterName, IsCheckedWhenAParameterIsAskedFor) {
  for (const char* name : {"a", "/a", "/a/b/c", "/a:3", "a:label", "/aws/service/x",
                           "arn:aws:ssm:eu-central-1:000000000000:parameter/a/b"})
    EXPECT_TRUE(check_asked_name(parse_reference(name)).has_value()) << name;
  for (const char* name : {"/a//b", "//a", "a/b", "a/b:3"})
    EXPECT_EQ(
        check_asked_name(parse_reference(name)).error().message,
        "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can "
        "consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, "
        "numbers and the following 3 symbols .-_")
        << name;
}

TEST(ParameterName, PathsHoldNames) {
  const struct {
    const char* name;
    const char* path;
    bool one_level, recursive;
  } rows[] = {{"/a/b", "/a", true, true},  {"/a/b", "/a/", true, true}, {"/a/b/c", "/a", false, true},
              {"/ab", "/a", false, false}, {"/a", "/a", false, false},  {"/a", "/", true, true},
              {"a", "/", true, true},      {"/a/b", "/", false, true},  {"a", "/a", false, false}};
  for (const auto& row : rows) {
    EXPECT_EQ(is_under(row.name, row.path, Depth::kOneLevel), row.one_level) << row.name << " " << row.path;
    EXPECT_EQ(is_under(row.name, row.path, Depth::kRecursive), row.recursive) << row.name << " " << row.path;
  }
  EXPECT_TRUE(check_path("/a/b"));
  EXPECT_FALSE(check_path("a/b"));
}

TEST(ParameterName, Labels) {
  for (const char* label : {"stable", "v1", "a.b-c_d"}) EXPECT_TRUE(is_label(label)) << label;
  for (const char* label : {"", "1st", "aws-x", "ssmx", "a b", "a/b"}) EXPECT_FALSE(is_label(label)) << label;
}

}  // namespace
}  // namespace eni::sandbox::ssm_service
