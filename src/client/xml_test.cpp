#include "client/xml.h"

#include <gtest/gtest.h>

namespace eni::client {
namespace {

TEST(Xml, ElementsListsRepetitionsAndLeaves) {
  const struct {
    const char* xml;
    const char* expected;
  } rows[] = {
      {"<R><A>1</A><B/></R>", R"({"A":"1","B":""})"},
      {"<R><L><member>a</member><member><K>v</K></member></L></R>", R"({"L":["a",{"K":"v"}]})"},
      {"<R><L><item><K>v</K></item></L></R>", R"({"L":[{"K":"v"}]})"},
      {"<R><C>a</C><C>b</C></R>", R"({"C":["a","b"]})"},
      {"<R>&lt;&amp;&#10;</R>", R"("<&\n")"},
  };
  for (const auto& row : rows) EXPECT_EQ(json::serialize(*xml_to_json(row.xml)), row.expected) << row.xml;
}

TEST(Xml, WhatIsNestedWithoutEndIsCutOff) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "<a>";
  for (int i = 0; i < 100'000; ++i) text += "</a>";
  EXPECT_TRUE(xml_to_json(text).has_value());
}

TEST(Xml, BadTextIsAnError) {
  EXPECT_EQ(xml_to_json("<R><A></R>").error().message, "not valid XML: Start-end tags mismatch at byte 8");
}

}  // namespace
}  // namespace eni::client
