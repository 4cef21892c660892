#include "sandbox/services/ssm/parameter_filter.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ssm_service {
namespace {

json::array entries(const char* text) { return parse_json(text)->as_array(); }

const FilterKeys kAll{};

TEST(ParameterFilter, SelectsParameters) {
  SsmParameter parameter;
  parameter.name = "/app/db/url";
  parameter.type = "SecureString";
  parameter.tier = "Standard";
  parameter.labels = {"stable"};
  const std::map<std::string, std::string> tags = {{"team", "blue"}};
  const struct {
    const char* filters;
    bool matches;
  } rows[] = {
      {"[]", true},
      {R"([{"Key":"Name","Values":["/app/db/url"]}])", true},
      {R"([{"Key":"Name","Values":["app/db/url"]}])", true},
      {R"([{"Key":"Name","Option":"BeginsWith","Values":["/app"]}])", true},
      {R"([{"Key":"Name","Option":"Contains","Values":["db"]}])", true},
      {R"([{"Key":"Name","Values":["x","/app/db/url"]}])", true},
      {R"([{"Key":"Name","Values":["/app"]}])", false},
      {R"([{"Key":"Type","Values":["SecureString"]}])", true},
      {R"([{"Key":"Type","Values":["String"]}])", false},
      {R"([{"Key":"Path","Values":["/app"]}])", false},
      {R"([{"Key":"Path","Option":"Recursive","Values":["/app"]}])", true},
      {R"([{"Key":"Path","Values":["/app/db"]}])", true},
      {R"([{"Key":"Label","Values":["stable"]}])", true},
      {R"([{"Key":"Tier","Values":["Advanced"]}])", false},
      {R"([{"Key":"tag:team","Values":["blue"]}])", true},
      {R"([{"Key":"tag:team"}])", true},
      {R"([{"Key":"tag:other","Values":["blue"]}])", false},
      {R"([{"Key":"Type","Values":["SecureString"]},{"Key":"Tier","Values":["Advanced"]}])", false},
  };
  for (const auto& row : rows) {
    const auto filters = parse_filters(entries(row.filters), kAll);
    ASSERT_TRUE(filters.has_value()) << row.filters;
    EXPECT_EQ(matches(*filters, parameter, tags), row.matches) << row.filters;
  }
}

// In AWS's words.
TEST(ParameterFilter, WhatIsNoFilterIsNamed) {
  const std::string path_rules =
      "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a "
      "forward "
      "slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use only "
      "letters, "
      "numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not "
      "allowed. All sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: "
      "/get/parameters2-/by1./path0_.";
  const struct {
    const char* filters;
    const char* code;
    std::string message;
  } rows[] = {
      {R"([{"Key":"Label","Values":["x"]}])", "InvalidFilterKey",
       "The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, "
       "Tier]."},
      {R"([{"Key":"Name"}])", "InvalidFilterValue",
       "The following filter values are missing : null for filter key Name."},
      {R"([{"Key":"KeyId","Values":["a"]},{"Key":"KeyId","Values":["b"]}])", "InvalidFilterKey",
       "The following filter is duplicated in the request: KeyId. A request can contain only one occurrence "
       "of a "
       "specific filter."},
      {R"([{"Key":"Name","Option":"option","Values":["x"]}])", "InvalidFilterOption",
       "The following filter option is not valid: option. Valid options include: [BeginsWith, Equals]."},
      {R"([{"Key":"Path","Option":"Equals","Values":["x"]}])", "InvalidFilterOption",
       "The following filter option is not valid: Equals. Valid options include: [Recursive, OneLevel]."},
      {R"([{"Key":"Tier","Values":["test"]}])", "InvalidFilterOption",
       "The following filter value is not valid: test. Valid values include: [Standard, Advanced, "
       "Intelligent-Tiering]."},
      {R"([{"Key":"Type","Values":["test"]}])", "InvalidFilterOption",
       "The following filter value is not valid: test. Valid values include: [String, StringList, "
       "SecureString]."},
      {R"([{"Key":"Path","Values":["/aws","/ssm"]}])", "ValidationException",
       "Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). When "
       "using "
       "global parameters, please specify within a global namespace."},
      {R"([{"Key":"Path","Values":["//"]}])", "ValidationException", path_rules},
      {R"([{"Key":"Path","Values":["test"]}])", "ValidationException", path_rules},
  };
  for (const auto& row : rows) {
    const auto filters = parse_filters(entries(row.filters), kDescribedKeys);
    ASSERT_TRUE(filters.has_error()) << row.filters;
    EXPECT_EQ(filters.error().code, row.code) << row.filters;
    EXPECT_EQ(filters.error().message, row.message) << row.filters;
  }
}

}  // namespace
}  // namespace eni::sandbox::ssm_service
