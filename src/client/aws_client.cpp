#include "client/aws_client.h"

#include <algorithm>
#include <utility>

#include "aws/error_kind.h"
#include "base/time_text.h"
#include "client/xml.h"

namespace eni::client {

namespace {

/// Beyond this AWS may take a signature for one of another time.
constexpr std::chrono::minutes kToleratedSkew{4};

/// The first of the members that is a text.
std::string first_text(const json::value& value, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const json::value* found = find(value, key);
    if (found && found->is_string()) return as_text(*found);
  }
  return "";
}

/// Where XML protocols keep code and message: in Error, EC2 in a list Errors, S3 in the root.
const json::value* error_element(const json::value& root) {
  const json::value* errors = find(root, "Errors");
  return find(errors ? *errors : root, "Error");
}

/// The error of a refused call, whatever the protocol. @param request_id  set where the answer's body names it
aws::ApiError read_error(const net::Response& response, std::string& request_id) {
  aws::ApiError error{"", "", response.status};
  if (const auto body = parse_json(response.body)) {
    error.code = first_text(*body, {"__type", "code", "Code"});
    error.message = first_text(*body, {"message", "Message"});
    // Of services that answer as OAuth 2.0 does: the reason behind the code.
    if (const std::string reason = first_text(*body, {"error"}); !reason.empty())
      error.members.emplace_back("error", reason);
  } else if (const auto tree = xml_to_json(response.body)) {
    const json::value* inner = error_element(*tree);
    error.code = first_text(inner ? *inner : *tree, {"Code"});
    error.message = first_text(inner ? *inner : *tree, {"Message"});
    request_id = first_text(*tree, {"RequestId", "RequestID"});
  }
  // REST services name the code in a header, as "Code" or "Code:URL"; OAuth's errors have members of their own.
  if (error.code.empty()) error.code = response.headers.text("x-amzn-ErrorType");
  error.code.erase(std::min(error.code.find(':'), error.code.size()));
  if (const auto hash = error.code.find('#'); hash != std::string::npos) error.code.erase(0, hash + 1);
  if (error.code.empty()) error.code = "HTTP " + std::to_string(response.status);
  error.code = aws::readable(error.code);
  error.message = aws::readable(error.message);
  return error;
}

/// How soon an interruption ends a pause.
constexpr std::chrono::milliseconds kSliceOfPause{50};

/// What AWS says to a signature of another time, among other reasons.
/// Source: AWS SDKs' lists of definite and possible clock skew errors.
constexpr std::string_view kSkewed[] = {"RequestTimeTooSkewed",  "RequestExpired",
                                        "RequestInTheFuture",    "InvalidSignatureException",
                                        "SignatureDoesNotMatch", "AuthFailure"};

bool may_be_skewed(const CallFailure& failure) {
  return failure.refused &&
         std::find(std::begin(kSkewed), std::end(kSkewed), failure.refused->code) != std::end(kSkewed);
}

/// Another attempt may end otherwise.
bool may_pass(const CallFailure& failure) {
  if (!failure.refused) return failure.is_unreachable;
  return aws::error_kind(failure.refused->code, failure.refused->http_status) != aws::ErrorKind::kFinal;
}

CallFailure refusal(const net::Response& response) {
  CallFailure failure;
  failure.refused = read_error(response, failure.request_id);
  for (const std::string_view name : {"x-amzn-RequestId", "x-amz-request-id"}) {
    if (failure.request_id.empty()) failure.request_id = response.headers.text(name);
  }
  return failure;
}

/// "ecs:ListClusters in eu-central-1 at ecs.eu-central-1.amazonaws.com: 200 after 12 ms".
std::string attempt_text(const Endpoint& endpoint, std::string_view action,
                         const Result<net::Response>& response, std::chrono::steady_clock::time_point begin) {
  const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin);
  const std::string outcome =
      response.has_error() ? response.error().message : std::to_string(response->status);
  return std::string(action) + " in " + endpoint.signing_region.value + " at " + endpoint.url.authority() +
         ": " + outcome + " after " + std::to_string(took.count()) + " ms";
}

std::string action_of(const Service& service, std::string_view operation) {
  return std::string(service.name) + ":" + std::string(operation);
}

net::Request request_for(const Service& service, std::string_view operation, const json::object& params) {
  net::Request request;
  request.method = "POST";
  request.target = "/";
  if (service.protocol == Protocol::kJson) {
    request.headers.set("Content-Type", "application/x-amz-json-1.1");
    request.headers.set("X-Amz-Target", std::string(service.version) + "." + std::string(operation));
    request.body = json::serialize(params);
  } else {
    request.headers.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    request.body = form_body(service, operation, params);
  }
  return request;
}

Result<json::value> read_reply(const Service& service, std::string_view operation, const std::string& body) {
  if (service.protocol == Protocol::kJson) return body.empty() ? json::object{} : parse_json(body);
  ENI_TRY(json::value tree, xml_to_json(body));
  if (service.protocol == Protocol::kEc2) return tree;
  const json::value* result = find(tree, std::string(operation) + "Result");
  return result ? *result : json::value(json::object());
}

/// Where nothing answers.
std::string what_to_check(const EndpointRules& endpoints) {
  if (endpoints.endpoint_url.empty() && endpoints.by_service.empty())
    return "check the network, HTTPS_PROXY and the name of the region";
  return "start what is to answer there (a sandbox: eni-trunking sandbox), or check --endpoint-url, the "
         "AWS_ENDPOINT_URL variables and endpoint_url in the profile";
}

}  // namespace

AwsClient::AwsClient(Connection connection, Waiter& waiter, Random& random, ClientOptions options,
                     std::shared_ptr<RetryQuota> quota)
    : connection_{std::move(connection)},
      waiter_{&waiter},
      random_{&random},
      options_{std::move(options)},
      quota_{std::move(quota)},
      http_{std::make_unique<net::Client>(options_.http)} {}

AwsClient AwsClient::with(aws::Region region) const {
  Connection other = connection_;
  other.region = std::move(region);
  return {std::move(other), *waiter_, *random_, options_, quota_};
}

AwsClient AwsClient::with(std::shared_ptr<CredentialProvider> credentials) const {
  Connection other = connection_;
  other.credentials = std::move(credentials);
  return {std::move(other), *waiter_, *random_, options_, quota_};
}

AwsClient AwsClient::with(const RetryOptions& retry) const {
  ClientOptions options = options_;
  options.retry = with_users_choice(retry, options_.retry);
  return {connection_, *waiter_, *random_, std::move(options), quota_};
}

bool AwsClient::correct_clock(const net::Response& response) {
  const auto theirs = parse_http_date(response.headers.text("Date"));
  if (!theirs) return false;
  const Duration correction = *theirs - waiter_->now();
  const bool has_changed = std::chrono::abs(correction - clock_correction_) > kToleratedSkew;
  if (has_changed) clock_correction_ = correction;
  return has_changed;
}

CallResult<net::Response> AwsClient::attempt(const Service& service, const Endpoint& endpoint,
                                             net::Request request, std::string_view action) {
  request.headers.set("Host", endpoint.url.authority());
  if (connection_.credentials) {
    auto credentials = connection_.credentials->credentials();
    if (credentials.has_error()) return CallFailure::misconfigured(credentials.error());
    aws::sign(request, *credentials, endpoint.signing_region, service.name,
              waiter_->now() + clock_correction_);
  }
  const auto begin = std::chrono::steady_clock::now();
  const TimePoint deadline = SystemClock{}.now() + options_.timeout;
  auto response = http_->exchange(endpoint.url, std::move(request), deadline);
  if (options_.trace) options_.trace(attempt_text(endpoint, action, response, begin));
  CallFailure failure;
  has_timed_out_ = response.has_error() && SystemClock{}.now() >= deadline;
  if (response.has_error()) {
    failure.problem = response.error();
    if (failure.problem.hint.empty()) failure.problem.hint = what_to_check(connection_.endpoints);
    failure.is_unreachable = true;
  } else if (response->status < 300) {
    return *std::move(response);
  } else {
    failure = refusal(*response);
    clock_was_wrong_ = may_be_skewed(failure) && correct_clock(*response);
  }
  failure.action = action;
  failure.region = endpoint.signing_region;
  return failure;
}

int AwsClient::cost_of_retry(const CallFailure& failure) const {
  return failure.is_unreachable && has_timed_out_ ? RetryQuota::kCostOfTimeout : RetryQuota::kCost;
}

int AwsClient::max_attempts_after(const CallFailure& failure) const {
  const bool is_throttled =
      failure.refused &&
      aws::error_kind(failure.refused->code, failure.refused->http_status) == aws::ErrorKind::kThrottling;
  return is_throttled ? std::max(options_.retry.max_attempts, options_.retry.max_attempts_if_throttled)
                      : options_.retry.max_attempts;
}

bool AwsClient::pause(Duration time, const std::function<bool()>& is_ended) {
  const TimePoint end = waiter_->now() + time;
  while (waiter_->now() < end) {
    if (is_ended && is_ended()) return false;
    waiter_->wait_until(is_ended ? std::min(end, waiter_->now() + kSliceOfPause) : end);
  }
  return !is_ended || !is_ended();
}

CallResult<net::Response> AwsClient::send(const Service& service, const net::Request& request,
                                          std::string_view action) {
  const auto endpoint = endpoint_of(service, connection_.region, connection_.endpoints);
  if (endpoint.has_error()) return CallFailure::misconfigured(endpoint.error());
  // Calls that tidy up after an interruption are as patient as others.
  const bool was_interrupted = options_.is_interrupted && options_.is_interrupted();
  const auto is_interrupted = was_interrupted ? std::function<bool()>{} : options_.is_interrupted;
  int cost = 0;
  for (int attempts = 1;; ++attempts) {
    auto response = attempt(service, *endpoint, request, action);
    if (response.has_value()) {
      quota_->give_back(cost);
      return response;
    }
    const int max_attempts = max_attempts_after(response.error());
    if (std::exchange(clock_was_wrong_, false) && attempts < max_attempts) continue;
    if (attempts >= max_attempts || !may_pass(response.error())) return response;
    cost = cost_of_retry(response.error());
    if (!quota_->take(cost)) return response;
    if (!pause(pause_after(attempts, options_.retry, *random_), is_interrupted)) return response;
  }
}

CallResult<net::Response> AwsClient::send(std::string_view service, const net::Request& request,
                                          std::string_view action) {
  return send(service_of(service), request, action);
}

CallResult<json::value> AwsClient::call(std::string_view service_name, std::string_view operation,
                                        const json::object& params) {
  const Service& service = service_of(service_name);
  const std::string action = action_of(service, operation);
  ENI_TRY(const net::Response response, send(service, request_for(service, operation, params), action));
  auto value = read_reply(service, operation, response.body);
  if (value.has_value()) return *std::move(value);
  CallFailure failure = CallFailure::unexpected("the answer was not understood: " + value.error().message);
  failure.action = action;
  failure.region = connection_.region;
  return failure;
}

CallResult<json::array> AwsClient::call_all(std::string_view service_name, std::string_view operation,
                                            json::object params, std::string_view list) {
  const Service& service = service_of(service_name);
  json::array all;
  for (;;) {
    ENI_TRY(json::value reply, call(service_name, operation, params));
    for (const json::value& element : array_at(reply, list)) all.push_back(element);
    const std::string next = text_at(reply, service.page_output);
    if (next.empty()) return all;
    if (next == text_at(params, service.page_input))
      return CallFailure::unexpected(action_of(service, operation) + " names the same page again and again");
    params[service.page_input] = next;
  }
}

}  // namespace eni::client
