#include "sandbox/services/cloudformation/custom/custom_response.h"

#include <gtest/gtest.h>

namespace eni::sandbox::cloudformation {
namespace {

using Verdict = CustomResponse::Verdict;

const CustomRequestRecord kRequest{"request", "stack", "Thing", {}, {}};

struct Row {
  const char* name;
  std::string body;
  Verdict verdict;
  const char* reason;
};

/// An answer to kRequest with other members beside those that every answer repeats.
std::string with(const std::string& members) {
  return R"({"StackId": "stack", "RequestId": "request", "LogicalResourceId": "Thing", )" + members + "}";
}

std::string of_size(std::size_t bytes) {
  std::string body = with(R"("Status": "SUCCESS", "PhysicalResourceId": "id", "Data": {"Text": ""})");
  body.insert(body.size() - 3, bytes - body.size(), 'x');
  return body;
}

const Row kRows[] = {
    {"success", with(R"("Status": "SUCCESS", "PhysicalResourceId": "id")"), Verdict::kSuccess, ""},
    {"failure", with(R"("Status": "FAILED", "PhysicalResourceId": "id", "Reason": "why")"), Verdict::kFailed,
     "Received response status [FAILED] from custom resource. Message returned: why (RequestId: request)"},
    {"no physical id", with(R"("Status": "SUCCESS")"), Verdict::kFailed, "Invalid PhysicalResourceId"},
    {"empty physical id", with(R"("Status": "FAILED", "PhysicalResourceId": "", "Reason": "why")"),
     Verdict::kFailed, "Invalid PhysicalResourceId"},
    {"another status", with(R"("Status": "DONE", "PhysicalResourceId": "id")"), Verdict::kFailed,
     "Invalid response object: Status must be SUCCESS or FAILED"},
    {"no JSON", "done", Verdict::kFailed, "Invalid response object: the response is not a JSON object"},
    {"4096 bytes", of_size(4096), Verdict::kSuccess, ""},
    {"4097 bytes", of_size(4097), Verdict::kFailed, "Response object is too long."},
    {"a null reason is dropped", with(R"("Status": "FAILED", "PhysicalResourceId": "id", "Reason": null)"),
     Verdict::kIgnored, "Reason is not a text"},
    {"another request",
     R"({"StackId": "stack", "RequestId": "other", "LogicalResourceId": "Thing", "Status": "SUCCESS"})",
     Verdict::kIgnored, "RequestId is not that of the request"},
};

TEST(CustomResponse, IsJudgedAsCloudFormationDoes) {
  for (const Row& row : kRows) {
    const CustomResponse response = judge_response(row.body, kRequest);
    EXPECT_EQ(response.verdict, row.verdict) << row.name;
    EXPECT_EQ(response.reason, row.reason) << row.name;
  }
}

TEST(CustomResponse, NoEchoMayBeTextOrBoolean) {
  for (const char* yes : {"true", R"("true")"}) {
    const std::string body =
        with(R"("Status": "SUCCESS", "PhysicalResourceId": "id", "NoEcho": )" + std::string(yes));
    EXPECT_TRUE(judge_response(body, kRequest).no_echo) << yes;
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
