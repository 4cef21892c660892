#include "function/answer_client.h"

namespace eni::function {

void AnswerClient::prepare(const std::string& url) {
  const auto parsed = net::Url::parse(url);
  if (parsed.has_value()) client_.preconnect(*parsed);
}

Result<int> AnswerClient::put(const std::string& url, const std::string& body, TimePoint deadline) {
  const auto parsed = net::Url::parse(url);
  // Its own message could show part of the presigned URL.
  if (parsed.has_error()) return Error{"ResponseURL is not a URL", ""};
  net::Request request;
  request.method = "PUT";
  request.target = parsed->target;
  request.headers.add("Content-Type", "");
  request.body = body;
  ENI_TRY(const net::Response response, client_.exchange(*parsed, std::move(request), deadline));
  return response.status;
}

}  // namespace eni::function
