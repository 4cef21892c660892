#include "lambda_runtime/runtime_api_client.h"

#include "base/json.h"
#include "base/text.h"

namespace eni::lambda_runtime {

namespace {

constexpr std::string_view kInvocations = "/2018-06-01/runtime/invocation/";
constexpr std::string_view kInitError = "/2018-06-01/runtime/init/error";
/// Waiting for an event has no limit of its own: the process may be frozen for hours in the middle of it.
constexpr std::chrono::hours kAsLongAsItTakes{24 * 365};
constexpr std::chrono::seconds kTimeToReport{10};
constexpr std::chrono::seconds kUsualTime{60};

}  // namespace

Result<std::unique_ptr<RuntimeApiClient>> RuntimeApiClient::create(std::string_view host,
                                                                   const Clock& clock) {
  auto url = net::Url::parse("http://" + std::string(host));
  if (url.has_error() || url->target != "/")
    return Error{"AWS_LAMBDA_RUNTIME_API is not host:port: '" + std::string(host) + "'",
                 "Lambda sets it for a function's process"};
  return std::unique_ptr<RuntimeApiClient>(new RuntimeApiClient(*std::move(url), clock));
}

Result<Invocation> read_invocation(net::Response response, TimePoint now) {
  if (response.status != 200) return Error{"the Runtime API answered " + std::to_string(response.status), ""};
  Invocation invocation;
  invocation.request_id = response.headers.text("Lambda-Runtime-Aws-Request-Id");
  if (invocation.request_id.empty()) return Error{"the Runtime API gave an event without a request id", ""};
  const auto deadline = parse_integer(response.headers.text("Lambda-Runtime-Deadline-Ms"));
  invocation.deadline = deadline ? TimePoint{Duration{*deadline}} : now + kUsualTime;
  invocation.trace_id = response.headers.text("Lambda-Runtime-Trace-Id");
  invocation.function_arn = response.headers.text("Lambda-Runtime-Invoked-Function-Arn");
  invocation.payload = std::move(response.body);
  return invocation;
}

std::string write_error(const InvocationError& error) {
  return json::serialize(json::object{{"errorMessage", to_valid_utf8(error.message)},
                                      {"errorType", error.type},
                                      {"stackTrace", json::array{}}});
}

Result<Invocation> RuntimeApiClient::next() {
  net::Request request;
  request.target = std::string(kInvocations) + "next";
  auto response = client_.exchange(url_, std::move(request), clock_.now() + kAsLongAsItTakes);
  is_broken_ = response.has_error() || response->status >= 500;
  if (response.has_error()) return response.error();
  return read_invocation(*std::move(response), clock_.now());
}

Result<void> RuntimeApiClient::respond(const std::string& request_id, const std::string& body) {
  return post(std::string(kInvocations) + request_id + "/response", body, {});
}

Result<void> RuntimeApiClient::fail(const std::string& request_id, const InvocationError& error) {
  return post(std::string(kInvocations) + request_id + "/error", write_error(error),
              {{"Lambda-Runtime-Function-Error-Type", error.type}});
}

Result<void> RuntimeApiClient::fail_init(const InvocationError& error) {
  return post(std::string(kInitError), write_error(error),
              {{"Lambda-Runtime-Function-Error-Type", error.type}});
}

Result<void> RuntimeApiClient::post(const std::string& target, const std::string& body,
                                    net::Headers headers) {
  net::Request request;
  request.method = "POST";
  request.target = target;
  request.headers = std::move(headers);
  request.headers.add("Content-Type", "application/json");
  request.body = body;
  const auto response = client_.exchange(url_, std::move(request), clock_.now() + kTimeToReport);
  is_broken_ = response.has_error() || response->status >= 500;
  if (response.has_error()) return response.error();
  if (response->status / 100 != 2)
    return Error{"the Runtime API answered " + std::to_string(response->status) + ": " + response->body, ""};
  return {};
}

}  // namespace eni::lambda_runtime
