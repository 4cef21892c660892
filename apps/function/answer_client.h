#pragma once
/// Answers to CloudFormation over HTTP.
#include "lambda_runtime/answer_delivery.h"
#include "net/client.h"

namespace eni::function {

class AnswerClient final : public lambda_runtime::AnswerSink {
 public:
  explicit AnswerClient(net::Client& client) : client_{client} {}
  void prepare(const std::string& url) override;
  Result<int> put(const std::string& url, const std::string& body, TimePoint deadline) override;

 private:
  net::Client& client_;
};

}  // namespace eni::function
