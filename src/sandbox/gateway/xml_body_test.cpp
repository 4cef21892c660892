#include "sandbox/gateway/xml_body.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

shapes::Member payload_of(std::string_view operation) {
  return *shapes::find_service("s3")->find_operation(operation)->input()->payload();
}

TEST(XmlBody, BecomesJsonAsTheSdksNameIt) {
  const struct {
    const char* operation;
    const char* xml;
    const char* json;
  } rows[] = {
      {"CreateBucket",
       R"(<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>)",
       R"({"LocationConstraint":"eu-central-1"})"},
      {"DeleteObjects",
       "<?xml version='1.0'?>\n<Delete><Object><Key>a &amp; b</Key></Object>\n<Object><Key> "
       "</Key></Object><Quiet>true</Quiet></Delete>",
       R"({"Objects":[{"Key":"a & b"},{"Key":" "}],"Quiet":"true"})"},
      {"PutBucketTagging", "<Tagging><TagSet><Tag><Key>k</Key><Value/></Tag></TagSet></Tagging>",
       R"({"TagSet":[{"Key":"k","Value":""}]})"},
      {"PutBucketTagging", "<Tagging><TagSet/></Tagging>", R"({"TagSet":[]})"},
      {"PutBucketTagging", "<p:Tagging xmlns:p='x'><p:TagSet/></p:Tagging>", R"({"TagSet":[]})"},
      {"PutBucketVersioning", "<VersioningConfiguration/>", "{}"},
      {"PutBucketVersioning",
       "<VersioningConfiguration><MfaDelete>Disabled</MfaDelete></VersioningConfiguration>",
       R"({"MFADelete":"Disabled"})"},
      {"PutBucketEncryption",
       "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault/></Rule>"
       "</ServerSideEncryptionConfiguration>",
       R"({"Rules":[{"ApplyServerSideEncryptionByDefault":{}}]})"},
      // What the model has otherwise stays as it is.
      {"PutBucketTagging", "<Tagging><TagSet><Tug><Key>k</Key></Tug></TagSet></Tagging>",
       R"({"TagSet":{"Tug":{"Key":"k"}}})"},
      {"PutBucketTagging", "<Tagging><TagSet>text</TagSet></Tagging>", R"({"TagSet":"text"})"},
      {"PutBucketVersioning",
       "<VersioningConfiguration><Status>Enabled</Status><Status>Suspended</Status><Colour>red</Colour>"
       "</VersioningConfiguration>",
       R"({"Status":["Enabled","Suspended"],"Colour":"red"})"},
      {"PutBucketVersioning", "<VersioningConfiguration><Status><A>1</A></Status></VersioningConfiguration>",
       R"({"Status":{"A":"1"}})"},
  };
  for (const auto& row : rows) {
    const auto document = read_xml_body(row.xml, payload_of(row.operation));
    ASSERT_TRUE(document) << row.xml;
    EXPECT_EQ(json::serialize(*document), row.json);
  }
}

TEST(XmlBody, IsADocumentWithTheMembersRoot) {
  for (const char* text : {"", "text", "<Delete>", "<Delete></Other>", "<Other/>", "{\"a\":1}"})
    EXPECT_FALSE(read_xml_body(text, payload_of("DeleteObjects"))) << text;
}

}  // namespace
}  // namespace eni::sandbox
