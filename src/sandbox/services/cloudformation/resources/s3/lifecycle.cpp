#include "sandbox/services/cloudformation/resources/s3/lifecycle.h"

namespace eni::sandbox::cloudformation {
namespace {

using Names = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// What `from` has of these, under the API's names.
json::object renamed(const json::object& from, const Names& names) {
  json::object to;
  for (const auto& [property, member] : names)
    if (const json::value* value = find(from, property)) to[member] = *value;
  return to;
}

/// The list `many`, and what stands alone under the older name `one`.
json::array renamed_elements(const json::object& rule, std::string_view many, std::string_view one,
                             const Names& names) {
  json::array elements;
  for (const json::object& element : objects_of(rule, many)) elements.push_back(renamed(element, names));
  if (const json::value* alone = find(rule, one); alone && alone->is_object())
    elements.push_back(renamed(alone->get_object(), names));
  return elements;
}

/// Several conditions are joined by And, a single one stands alone.
json::object filter_of(const json::object& rule) {
  json::object filter = renamed(rule, {{"Prefix", "Prefix"},
                                       {"ObjectSizeGreaterThan", "ObjectSizeGreaterThan"},
                                       {"ObjectSizeLessThan", "ObjectSizeLessThan"}});
  json::array tags;
  for (const json::object& tag : objects_of(rule, "TagFilters"))
    tags.push_back(renamed(tag, {{"Key", "Key"}, {"Value", "Value"}}));
  if (filter.size() + tags.size() > 1) {
    if (!tags.empty()) filter["Tags"] = std::move(tags);
    return json::object{{"And", std::move(filter)}};
  }
  if (!tags.empty()) filter["Tag"] = tags[0];
  return filter;
}

}  // namespace

json::object api_lifecycle_rule(const json::object& rule) {
  json::object api = renamed(rule, {{"Id", "ID"},
                                    {"Status", "Status"},
                                    {"AbortIncompleteMultipartUpload", "AbortIncompleteMultipartUpload"},
                                    {"NoncurrentVersionExpiration", "NoncurrentVersionExpiration"}});
  api["Filter"] = filter_of(rule);
  json::object expiration = renamed(rule, {{"ExpirationDate", "Date"},
                                           {"ExpirationInDays", "Days"},
                                           {"ExpiredObjectDeleteMarker", "ExpiredObjectDeleteMarker"}});
  if (!expiration.empty()) api["Expiration"] = std::move(expiration);
  json::object noncurrent = renamed(rule, {{"NoncurrentVersionExpirationInDays", "NoncurrentDays"}});
  if (!noncurrent.empty()) api["NoncurrentVersionExpiration"] = std::move(noncurrent);
  json::array transitions = renamed_elements(
      rule, "Transitions", "Transition",
      {{"StorageClass", "StorageClass"}, {"TransitionDate", "Date"}, {"TransitionInDays", "Days"}});
  if (!transitions.empty()) api["Transitions"] = std::move(transitions);
  json::array later = renamed_elements(rule, "NoncurrentVersionTransitions", "NoncurrentVersionTransition",
                                       {{"StorageClass", "StorageClass"},
                                        {"TransitionInDays", "NoncurrentDays"},
                                        {"NewerNoncurrentVersions", "NewerNoncurrentVersions"}});
  if (!later.empty()) api["NoncurrentVersionTransitions"] = std::move(later);
  return api;
}

Task<ApiResult<void>> change_lifecycle(ResourceCall& call) {
  if (!has_changed(call, "LifecycleConfiguration")) co_return ApiResult<void>{};
  json::object params{{"Bucket", call.physical_id}};
  const json::value* wanted = find(call.properties, "LifecycleConfiguration");
  if (!wanted || !wanted->is_object()) {
    co_return co_await call.tell("s3", "DeleteBucketLifecycle", std::move(params));
  }
  json::array rules;
  for (const json::object& rule : objects_of(wanted->get_object(), "Rules"))
    rules.push_back(api_lifecycle_rule(rule));
  params["LifecycleConfiguration"] = json::object{{"Rules", std::move(rules)}};
  const std::string size = scalar_text_at(wanted->get_object(), "TransitionDefaultMinimumObjectSize");
  if (!size.empty()) params["x-amz-transition-default-minimum-object-size"] = size;
  co_return co_await call.tell("s3", "PutBucketLifecycleConfiguration", std::move(params));
}

}  // namespace eni::sandbox::cloudformation
