#include "sandbox/shapes/asks_for_nothing.h"

#include <gtest/gtest.h>

namespace eni::sandbox::shapes {
namespace {

TEST(AsksForNothing, WhatIsEmptyOrFalse) {
  struct Row {
    std::string_view value;
    bool of_new_thing;
    bool of_thing_that_is_there;
  };
  const Row rows[] = {
      {"null", true, true},
      {R"("")", true, true},
      {"[]", true, true},
      {"{}", true, true},
      {R"({"namespace":""})", true, true},
      {R"([{"a":[""]},{}])", true, true},
      {"false", true, false},
      {R"("False")", true, false},
      {R"({"Enabled":false})", true, false},
      {"true", false, false},
      {"0", false, false},
      {R"("0")", false, false},
      {R"([{"a":""},{"a":"b"}])", false, false},
  };
  for (const Row& row : rows) {
    const json::value value = json::parse(row.value);
    EXPECT_EQ(asks_for_nothing(value, False::kAsksForNothing), row.of_new_thing) << row.value;
    EXPECT_EQ(asks_for_nothing(value, False::kAsks), row.of_thing_that_is_there) << row.value;
  }
}

}  // namespace
}  // namespace eni::sandbox::shapes
