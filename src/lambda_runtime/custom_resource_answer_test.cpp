#include "lambda_runtime/custom_resource_answer.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::lambda_runtime {
namespace {

const ReturnAddress kAddress{"https://bucket/x", "arn:aws:cloudformation:eu-central-1:1:stack/s/1", "request",
                             "Logical"};

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  while (out.size() + piece.size() <= bytes) out += piece;
  return out;
}

TEST(CustomResourceAnswer, CarriesWhatIsAskedForAndNoMore) {
  EXPECT_EQ(
      write_answer(kAddress, {Status::kSuccess, "", "id", {}}),
      R"({"Status":"SUCCESS","PhysicalResourceId":"id","StackId":"arn:aws:cloudformation:eu-central-1:1:stack/s/1",)"
      R"("RequestId":"request","LogicalResourceId":"Logical"})");
}

TEST(CustomResourceAnswer, FailedAlwaysHasAReason) {
  EXPECT_NE(write_answer(kAddress, {Status::kFailed, "", "id", {}})
                .find(R"("Reason":"The function gave no reason")"),
            std::string::npos);
}

TEST(CustomResourceAnswer, StaysWithin4096BytesOfValidUtf8WhateverTheReason) {
  const std::string_view pieces[] = {"x",  "ü",    "日本", "𝄞",     "\"",          "\\",
                                     "\n", "\x01", "\xff", "a\xc3", "\xed\xa0\x80"};
  for (std::string_view piece : pieces)
    for (std::size_t bytes : {0U, 1U, 2000U, 3800U, 3900U, 3950U, 4000U, 4095U, 4096U, 20000U}) {
      const std::string body =
          write_answer(kAddress, {Status::kFailed, repeated(piece, bytes), "id", {{"Value", "enabled"}}});
      EXPECT_LE(body.size(), kMaxAnswerBytes);
      EXPECT_TRUE(is_valid_utf8(body));
      ASSERT_TRUE(parse_json(body).has_value());
      EXPECT_EQ(parse_json(body)->at("Data").at("Value"), "enabled");
      if (bytes == 20000U) {
        EXPECT_GT(body.size(), kMaxAnswerBytes - 16) << "as much of the reason as fits";
      }
    }
}

TEST(CustomResourceAnswer, ExactlyTheLimitIsAllowed) {
  const std::size_t rest = write_answer(kAddress, {Status::kFailed, "x", "id", {}}).size() - 1;
  const std::string body =
      write_answer(kAddress, {Status::kFailed, std::string(kMaxAnswerBytes - rest, 'x'), "id", {}});
  EXPECT_EQ(body.size(), kMaxAnswerBytes);
  EXPECT_EQ(body.find("…"), std::string::npos);
}

TEST(CustomResourceAnswer, FailsWhenItsDataDoNotFit) {
  const std::vector<std::pair<std::string, std::string>> data{{"Value", std::string(5000, 'x')}};
  const auto success = *parse_json(write_answer(kAddress, {Status::kSuccess, "the reason", "id", data}));
  EXPECT_EQ(success.as_object().count("Data"), 0U);
  EXPECT_EQ(success.at("Status"), "FAILED");
  EXPECT_EQ(success.at("Reason"),
            "The answer's data would make it longer than the 4096 bytes that CloudFormation takes");
  EXPECT_EQ(success.at("PhysicalResourceId"), "id");
  const auto failed = *parse_json(write_answer(kAddress, {Status::kFailed, "the reason", "id", data}));
  EXPECT_EQ(failed.as_object().count("Data"), 0U);
  EXPECT_EQ(failed.at("Reason"), "the reason");
}

TEST(CustomResourceAnswer, StaysWithin4096BytesWhateverTheIds) {
  for (const std::string_view piece : {"x", "\x01", "ü", "\xff"})
    for (const std::size_t bytes : {900U, 2000U, 5000U, 100'000U}) {
      const std::string id = repeated(piece, bytes);
      const Answer answer{Status::kSuccess, "", "id", {{"Value", "enabled"}}};
      const std::string body = write_answer({"https://bucket/x", id, id, id}, answer);
      EXPECT_LE(body.size(), kMaxAnswerBytes);
      const auto read = parse_json(body);
      ASSERT_TRUE(read.has_value()) << body;
      if (read->at("Status") == "SUCCESS") continue;
      EXPECT_EQ(as_text(read->at("Reason")).substr(0, 13), "The answer's ") << bytes;
    }
  const std::string body = write_answer({"https://bucket/x", std::string(5000, 'x'), "r", "l"},
                                        {Status::kFailed, "why", "id", {}});
  EXPECT_EQ(parse_json(body)->at("Reason"),
            "The answer's ids would make it longer than the 4096 bytes that CloudFormation takes");
}

}  // namespace
}  // namespace eni::lambda_runtime
