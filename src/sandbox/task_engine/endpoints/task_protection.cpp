#include "sandbox/task_engine/endpoints/task_protection.h"

#include "base/text.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

net::Response json_answer(int status, const json::object& body) {
  return {status, {{"Content-Type", "application/json"}}, metadata_text(body)};
}

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::object outcome_object(const ProtectedTask& task) {
  std::optional<std::string> expires;
  if (task.expires_at) expires = metadata_time_text(*task.expires_at);
  return {{"protection",
           {{"ExpirationDate", or_null(expires)},
            {"ProtectionEnabled", task.enabled},
            {"TaskArn", task.task_arn}}}};
}

json::object outcome_object(const ProtectionFailure& failure) {
  return {
      {"failure", {{"Arn", failure.arn}, {"Detail", or_null(failure.detail)}, {"Reason", failure.reason}}}};
}

/// @return  whether the member is one of a request's, of the right kind; null counts as absent
bool take_member(ProtectionRequest& request, std::string_view name, const json::value& value) {
  if (iequals(name, "ProtectionEnabled")) {
    if (value.is_bool()) request.enabled = value.get_bool();
    return value.is_bool() || value.is_null();
  }
  if (iequals(name, "ExpiresInMinutes")) {
    if (value.is_int64()) request.expires_in_minutes = value.get_int64();
    return value.is_int64() || value.is_null();
  }
  return false;
}

}  // namespace

std::optional<ProtectionRequest> parse_protection_request(std::string_view body) {
  const auto parsed = parse_json(body);
  if (parsed.has_error() || !parsed->is_object()) return std::nullopt;
  ProtectionRequest request;
  for (const auto& [name, value] : parsed->get_object())
    if (!take_member(request, name, value)) return std::nullopt;
  return request;
}

net::Response protection_response(const ProtectionResult& result, const std::string& task_arn) {
  if (result.has_error()) return protection_error(result.error(), task_arn);
  return json_answer(200, std::visit([](const auto& outcome) { return outcome_object(outcome); }, *result));
}

net::Response protection_error(const ProtectionError& error, const std::string& task_arn) {
  json::object body;
  if (!error.request_id.empty()) body["requestID"] = error.request_id;
  json::object& shown = body["error"].emplace_object();
  if (!task_arn.empty()) shown["Arn"] = task_arn;
  shown["Code"] = error.code;
  shown["Message"] = error.message;
  return json_answer(error.status, body);
}

}  // namespace eni::sandbox::task_engine::endpoints
