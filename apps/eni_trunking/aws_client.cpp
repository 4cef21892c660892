#include "aws_client.h"

#include <stdexcept>

#include "aws/partition.h"
#include "base/text.h"
#include "xml.h"

namespace eni::command {

namespace {

constexpr std::chrono::seconds kPatience{60};

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

/// The error of a refused call, whatever the protocol.
aws::ApiError read_error(const net::Response& response) {
  aws::ApiError error{"", "", response.status};
  if (const auto body = parse_json(response.body)) {
    error.code = first_text(*body, {"__type", "code", "Code"});
    error.message = first_text(*body, {"message", "Message"});
  } else if (const auto tree = xml_to_json(response.body)) {
    const json::value* inner = error_element(*tree);
    error.code = first_text(inner ? *inner : *tree, {"Code"});
    error.message = first_text(inner ? *inner : *tree, {"Message"});
  }
  if (const auto hash = error.code.find('#'); hash != std::string::npos) error.code.erase(0, hash + 1);
  if (error.code.empty()) error.code = "HTTP " + std::to_string(response.status);
  return error;
}

CallFailure not_understood(std::string_view service, const Error& error) {
  return {std::nullopt,
          {"the answer of " + std::string(service) + " was not understood: " + error.message, error.hint}};
}

std::string form(std::string_view operation, std::string_view version, const QueryParams& params) {
  std::string body = "Action=" + percent_encode(operation) + "&Version=" + percent_encode(version);
  for (const auto& [name, value] : params) body += "&" + percent_encode(name) + "=" + percent_encode(value);
  return body;
}

}  // namespace

Error CallFailure::as_error() const {
  if (!refused) return unreachable;
  return {refused->code + ": " + refused->message, ""};
}

void throw_exception_from_error(const CallFailure& failure, const boost::source_location&) {
  throw std::logic_error("value() of a failed call: " + to_string(failure.as_error()));
}

CallResult<net::Response> AwsClient::send(std::string_view service, net::Request request) {
  const std::string base = connection_.endpoint_url.empty() ? aws::endpoint_url(service, connection_.region)
                                                            : connection_.endpoint_url;
  const auto url = net::Url::parse(base);
  if (!url) return CallFailure{std::nullopt, url.error()};
  request.headers.set("Host", url->authority());
  aws::sign(request, connection_.credentials, connection_.region, service, clock_.now());
  auto response = http_.exchange(*url, std::move(request), clock_.now() + kPatience);
  if (!response) return CallFailure{std::nullopt, response.error()};
  if (response->status >= 300) return CallFailure{read_error(*response), {}};
  return *std::move(response);
}

CallResult<json::value> AwsClient::json_call(std::string_view service, std::string_view target,
                                             const json::object& params) {
  net::Request request;
  request.method = "POST";
  request.headers.set("Content-Type", "application/x-amz-json-1.1");
  request.headers.set("X-Amz-Target", std::string(target));
  request.body = json::serialize(params);
  ENI_TRY(const net::Response response, send(service, std::move(request)));
  auto value = parse_json(response.body);
  if (!value) return not_understood(service, value.error());
  return *std::move(value);
}

CallResult<json::value> AwsClient::form_call(std::string_view service, std::string body) {
  net::Request request;
  request.method = "POST";
  request.headers.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = std::move(body);
  ENI_TRY(const net::Response response, send(service, std::move(request)));
  auto tree = xml_to_json(response.body);
  if (!tree) return not_understood(service, tree.error());
  return *std::move(tree);
}

CallResult<json::value> AwsClient::query_call(std::string_view service, std::string_view version,
                                              std::string_view operation, const QueryParams& params) {
  ENI_TRY(const json::value tree, form_call(service, form(operation, version, params)));
  const json::value* result = find(tree, std::string(operation) + "Result");
  return result ? *result : json::value(json::object());
}

CallResult<json::value> AwsClient::ec2_call(std::string_view operation, const QueryParams& params) {
  return form_call("ec2", form(operation, "2016-11-15", params));
}

CallResult<void> AwsClient::create_bucket(const std::string& bucket) {
  net::Request request;
  request.method = "PUT";
  request.target = "/" + bucket;
  if (connection_.region.value != "us-east-1")
    request.body = "<CreateBucketConfiguration><LocationConstraint>" + connection_.region.value +
                   "</LocationConstraint></CreateBucketConfiguration>";
  ENI_CHECK(send("s3", std::move(request)));
  return {};
}

CallResult<void> AwsClient::put_object(const std::string& bucket, const std::string& key, std::string bytes) {
  net::Request request;
  request.method = "PUT";
  request.target = "/" + bucket + "/" + percent_encode(key, Slash::kKeep);
  request.body = std::move(bytes);
  ENI_CHECK(send("s3", std::move(request)));
  return {};
}

}  // namespace eni::command
