#include "sandbox/services/s3/xml_input.h"

#include <gtest/gtest.h>

namespace eni::sandbox::s3_service {
namespace {

TEST(XmlInput, BecomesJsonAsTheSdksNameIt) {
  const struct {
    const char* root;
    const char* xml;
    const char* json;
  } rows[] = {
      {"CreateBucketConfiguration",
       R"(<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>)",
       R"({"LocationConstraint":"eu-central-1"})"},
      {"Delete",
       "<?xml version='1.0'?>\n<Delete><Object><Key>a &amp; b</Key></Object>\n<Object><Key> "
       "</Key></Object><Quiet>true</Quiet></Delete>",
       R"({"Objects":[{"Key":"a & b"},{"Key":" "}],"Quiet":"true"})"},
      {"Tagging", "<Tagging><TagSet><Tag><Key>k</Key><Value/></Tag></TagSet></Tagging>",
       R"({"TagSet":[{"Key":"k","Value":""}]})"},
      {"Tagging", "<Tagging><TagSet/></Tagging>", R"({"TagSet":[]})"},
      {"A", "<p:A xmlns:p='x'><p:B>1</p:B></p:A>", R"({"B":"1"})"},
      {"A", "<A/>", "{}"},
  };
  for (const auto& row : rows) {
    const auto object = parse_xml(row.xml, row.root);
    ASSERT_TRUE(object.has_value()) << row.xml;
    EXPECT_EQ(json::serialize(*object), row.json);
  }
}

TEST(XmlInput, WhatIsNotTheExpectedDocumentIsMalformed) {
  for (const char* text : {"", "text", "<Delete>", "<Delete></Other>", "<Other/>", "{\"a\":1}"})
    EXPECT_EQ(parse_xml(text, "Delete").error().code, "MalformedXML") << text;
}

}  // namespace
}  // namespace eni::sandbox::s3_service
