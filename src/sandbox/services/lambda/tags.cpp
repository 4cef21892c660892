/// TagResource, UntagResource, ListTags.
#include "sandbox/services/lambda/tags.h"

#include "base/text.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr std::size_t kMaxTags = 50;

ApiResult<LambdaFunction> tagged_function(const Call& call) {
  const std::string arn = call.params.text_or("Resource", "");
  ENI_TRY(const FunctionReference reference,
          parse_function_name(arn, call.account().value, call.region.value));
  auto function = call.store<LambdaRepository>().find(reference.key);
  if (!function) return function_not_found(arn);
  return *std::move(function);
}

Reply no_content() {
  Reply reply;
  reply.status = 204;
  return reply;
}

}  // namespace

ApiResult<json::object> given_tags(const Call& call) {
  const json::object& tags = object_at(call.params.all(), "Tags");
  for (const auto& [key, value] : tags) {
    const std::string_view name{key.data(), key.size()};
    if (name.empty() || name.size() > 128 || name.starts_with("aws:")) {
      return invalid_value("The tag key '" + std::string(name) + "' is invalid.");
    }
    if (as_text(value).size() > 256) {
      return invalid_value("The value of the tag '" + std::string(name) + "' is invalid.");
    }
  }
  if (tags.size() > kMaxTags) return invalid_value("The number of tags exceeds the limit of 50.");
  return tags;
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(LambdaFunction function, tagged_function(call));
  ENI_TRY(const json::object tags, given_tags(call));
  for (const auto& [key, value] : tags) function.tags[key] = value;
  if (function.tags.size() > kMaxTags) return invalid_value("The number of tags exceeds the limit of 50.");
  call.store<LambdaRepository>().update(function);
  return no_content();
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(LambdaFunction function, tagged_function(call));
  // One key arrives as a text, several as a list.
  const json::value* given = call.params.find("tagKeys");
  std::vector<std::string> keys;
  if (given && given->is_array()) {
    ENI_TRY(keys, call.params.texts("tagKeys"));
  } else {
    keys.push_back(call.params.text_or("tagKeys", ""));
  }
  for (const std::string& key : keys) function.tags.erase(key);
  call.store<LambdaRepository>().update(function);
  return no_content();
}

ApiResult<Reply> list_tags(Call& call) {
  ENI_TRY(const LambdaFunction function, tagged_function(call));
  return Reply{json::object{{"Tags", function.tags}}};
}

}  // namespace eni::sandbox::lambda_service
