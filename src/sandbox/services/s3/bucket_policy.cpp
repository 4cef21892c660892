/// GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy.
#include "sandbox/services/s3/checksum.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

ApiError malformed_policy(std::string message) { return {"MalformedPolicy", std::move(message), 400}; }

std::vector<const json::value*> elements(const json::value* value) {
  std::vector<const json::value*> list;
  if (value == nullptr) return list;
  if (!value->is_array()) return {value};
  for (const json::value& element : value->as_array()) list.push_back(&element);
  return list;
}

bool is_about(std::string_view resource, const std::string& bucket) {
  const std::size_t at = resource.find(":s3:::");
  if (at == std::string_view::npos) return resource == "*";
  resource.remove_prefix(at + 6);
  return resource == bucket || resource.starts_with(bucket + "/") || resource.starts_with(bucket + "*");
}

ApiResult<void> check_statement(const json::value& value, const std::string& bucket) {
  if (!value.is_object())
    return malformed_policy("Policies must be valid JSON and the first byte must be '{'");
  const json::object& statement = value.as_object();
  const std::string effect = text_at(statement, "Effect");
  if (effect != "Allow" && effect != "Deny") return malformed_policy("Missing required field Effect");
  if (find(statement, "Principal") == nullptr && find(statement, "NotPrincipal") == nullptr)
    return malformed_policy("Missing required field Principal");
  if (find(statement, "Action") == nullptr && find(statement, "NotAction") == nullptr)
    return malformed_policy("Missing required field Action");
  const auto resources = elements(find(statement, "Resource"));
  if (resources.empty() && find(statement, "NotResource") == nullptr)
    return malformed_policy("Missing required field Resource");
  for (const json::value* resource : resources)
    if (!is_about(as_text(*resource), bucket)) return malformed_policy("Policy has invalid resource");
  return {};
}

ApiResult<json::value> checked_policy(const std::string& text, const std::string& bucket) {
  auto policy = parse_json(text);
  if (policy.has_error() || !policy->is_object())
    return malformed_policy("Policies must be valid JSON and the first byte must be '{'");
  const auto statements = elements(find(*policy, "Statement"));
  if (statements.empty()) return malformed_policy("Missing required field Statement");
  for (const json::value* statement : statements) ENI_CHECK(check_statement(*statement, bucket));
  return *std::move(policy);
}

bool is_everybody(const json::value* principal) {
  if (principal == nullptr) return false;
  if (principal->is_string()) return principal->as_string() == "*";
  for (const json::value* one : elements(find(*principal, "AWS")))
    if (as_text(*one) == "*") return true;
  return false;
}

/// Whether it lets everybody in. AWS also looks into conditions; here any condition makes it not public.
bool is_public(const json::value& policy) {
  for (const json::value* statement : elements(find(policy, "Statement")))
    if (as_text(*find(*statement, "Effect")) == "Allow" && find(*statement, "Condition") == nullptr &&
        is_everybody(find(*statement, "Principal")))
      return true;
  return false;
}

bool blocks_public_policy(Call& call, const std::string& bucket) {
  const auto block = repository(call).setting(bucket, S3Setting::kPublicAccessBlock);
  if (!block) return true;  // since April 2023 new buckets block public access until told otherwise
  const auto settings = parse_json(*block);
  return settings.has_value() && settings->is_object() && is_true(settings->as_object(), "BlockPublicPolicy");
}

}  // namespace

ApiResult<Reply> get_bucket_policy(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  auto policy = repository(call).setting(bucket.name, S3Setting::kPolicy);
  if (!policy) return not_configured("NoSuchBucketPolicy", "The bucket policy does not exist", bucket.name);
  return Reply::raw(*std::move(policy), "application/json");
}

ApiResult<Reply> put_bucket_policy(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_CHECK(check_content_md5(call.header("content-md5"), call.body));
  const std::string text = call.params.text_or("Policy", call.body);
  ENI_TRY(const auto policy, checked_policy(text, bucket.name));
  if (is_public(policy) && blocks_public_policy(call, bucket.name))
    return ApiError{
        "AccessDenied",
        "User: " + call.principal.arn +
            " is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::" + bucket.name +
            "\" because public policies are blocked by the BlockPublicPolicy block public access setting.",
        403};
  repository(call).put_setting(bucket.name, S3Setting::kPolicy, text);
  return no_content();
}

ApiResult<Reply> delete_bucket_policy(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  repository(call).delete_setting(bucket.name, S3Setting::kPolicy);
  return no_content();
}

}  // namespace eni::sandbox::s3_service
