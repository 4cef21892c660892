#include "sandbox/services/ssm/parameter_filter.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ssm_service {
namespace {

std::vector<json::object> entries(const char* text) {
  const json::value array = *parse_json(text);
  std::vector<json::object> list;
  for (const json::value& value : array.as_array()) list.push_back(value.as_object());
  return list;
}

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
    const auto filters = parse_filters(entries(row.filters));
    ASSERT_TRUE(filters.has_value()) << row.filters;
    EXPECT_EQ(matches(*filters, parameter, tags), row.matches) << row.filters;
  }
}

TEST(ParameterFilter, WhatIsNoFilterIsNamed) {
  const struct {
    const char* filters;
    const char* code;
  } rows[] = {{R"([{"Key":"Colour","Values":["blue"]}])", "InvalidFilterKey"},
              {R"([{"Key":"Type","Option":"Contains","Values":["x"]}])", "InvalidFilterOption"},
              {R"([{"Key":"Name"}])", "InvalidFilterValue"},
              {R"([{"Key":"Type","Values":["a"]},{"Key":"Type","Values":["b"]}])", "InvalidFilterKey"}};
  for (const auto& row : rows)
    EXPECT_EQ(parse_filters(entries(row.filters)).error().code, row.code) << row.filters;
}

}  // namespace
}  // namespace eni::sandbox::ssm_service
