#include "sandbox/services/cloudformation/custom/custom_response.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kMaxPhysicalIdBytes = 1024;

CustomResponse ignored(std::string why) {
  return {CustomResponse::Verdict::kIgnored, std::move(why), {}, {}, false};
}

CustomResponse failed(std::string reason) {
  return {CustomResponse::Verdict::kFailed, std::move(reason), {}, {}, false};
}

/// Why this is no answer to `request`, or "".
std::string mismatch(const json::object& response, const CustomRequestRecord& request) {
  const std::pair<std::string_view, const std::string&> wanted[] = {
      {"StackId", request.stack_id},
      {"RequestId", request.request_id},
      {"LogicalResourceId", request.logical_id},
  };
  for (const auto& [name, value] : wanted) {
    if (find_string(response, name) != value) return std::string(name) + " is not that of the request";
  }
  // A null is not a text: CloudFormation drops such a response.
  for (const std::string_view name : {"Status", "Reason", "PhysicalResourceId"}) {
    if (const json::value* value = find(response, name); value && !value->is_string()) {
      return std::string(name) + " is not a text";
    }
  }
  return {};
}

}  // namespace

CustomResponse judge_response(std::string_view body, const CustomRequestRecord& request) {
  if (body.size() > kMaxResponseBytes) return failed("Response object is too long.");
  const Result<json::value> parsed = parse_json(body);
  if (parsed.has_error() || !parsed->is_object()) {
    return failed("Invalid response object: the response is not a JSON object");
  }
  const json::object& fields = parsed->get_object();
  if (std::string why = mismatch(fields, request); !why.empty()) return ignored(std::move(why));

  CustomResponse response;
  response.physical_id = text_at(fields, "PhysicalResourceId");
  const std::string status = text_at(fields, "Status");
  if (response.physical_id.empty() || response.physical_id.size() > kMaxPhysicalIdBytes) {
    return failed("Invalid PhysicalResourceId");
  }
  if (status == "FAILED") {
    response.verdict = CustomResponse::Verdict::kFailed;
    response.reason = "Received response status [FAILED] from custom resource. Message returned: " +
                      text_at(fields, "Reason") + " (RequestId: " + request.request_id + ")";
    return response;
  }
  if (status != "SUCCESS") return failed("Invalid response object: Status must be SUCCESS or FAILED");
  if (const json::value* data = find(fields, "Data"); data && !data->is_null()) {
    if (!data->is_object()) return failed("Invalid response object: Data must be an object");
    response.data = data->get_object();
  }
  response.no_echo = scalar_text_at(fields, "NoEcho") == "true";
  response.verdict = CustomResponse::Verdict::kSuccess;
  return response;
}

}  // namespace eni::sandbox::cloudformation
