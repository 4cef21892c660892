/// A bucket's lifecycle rules, which are kept and given back: nothing here grows old enough.
#include <algorithm>
#include <set>

#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kMinimumSizeHeader = "x-amz-transition-default-minimum-object-size";
constexpr std::string_view kDefaultMinimumSize = "all_storage_classes_128K";
constexpr std::string_view kActions[] = {"AbortIncompleteMultipartUpload", "Expiration",
                                         "NoncurrentVersionExpiration", "NoncurrentVersionTransitions",
                                         "Transitions"};

bool has_action(const json::object& rule) {
  return std::ranges::any_of(kActions, [&](std::string_view action) { return rule.contains(action); });
}

/// A rule as it is kept: with an ID.
ApiResult<json::object> checked(const Call& call, json::object rule) {
  const std::string status = text_at(rule, "Status");
  if (status != "Enabled" && status != "Disabled") return malformed_xml();
  if (!rule.contains("Filter") && !rule.contains("Prefix")) return malformed_xml();
  if (!has_action(rule)) return invalid_request("At least one action needs to be specified in a rule");
  if (text_at(rule, "ID").empty()) rule["ID"] = call.random().uuid();
  return rule;
}

/// A value of the model as it is written in XML: members and elements by their names on the wire.
json::value on_wire(const json::value& value, const shapes::Shape& shape);

json::value structure_on_wire(const json::object& value, const shapes::Shape& shape) {
  json::object written;
  for (std::size_t i = 0; i < shape.member_count(); ++i) {
    const shapes::Member member = shape.member(i);
    if (const json::value* given = find(value, member.name()))
      written[member.wire_name()] = on_wire(*given, member.shape());
  }
  return written;
}

json::value on_wire(const json::value& value, const shapes::Shape& shape) {
  if (shape.kind() == shapes::Kind::kStructure)
    return structure_on_wire(value.is_object() ? value.get_object() : json::object{}, shape);
  if (shape.kind() != shapes::Kind::kList || !value.is_array()) return value;
  json::array elements;
  for (const json::value& element : value.get_array())
    elements.push_back(on_wire(element, shape.element().shape()));
  return elements;
}

}  // namespace

ApiResult<Reply> put_bucket_lifecycle_configuration(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto configuration, document(call, "LifecycleConfiguration"));
  json::array rules;
  std::set<std::string> ids;
  for (const json::value& one : array_at(configuration, "Rules")) {
    if (!one.is_object()) return malformed_xml();
    ENI_TRY(auto rule, checked(call, one.get_object()));
    if (!ids.insert(text_at(rule, "ID")).second)
      return invalid_argument("Rule ID must be unique. Found same ID for more than one rule");
    rules.emplace_back(std::move(rule));
  }
  if (rules.empty()) return malformed_xml();
  const std::string size =
      call.params.text_or(kMinimumSizeHeader, std::string(call.header(kMinimumSizeHeader)));
  json::object kept{{"Rules", std::move(rules)}};
  kept["minimum"] = size.empty() ? kDefaultMinimumSize : size;
  Reply reply = Reply::raw({}, {});
  add_header(reply, std::string(kMinimumSizeHeader), text_at(kept, "minimum"));
  repository(call).put_setting(bucket.name, S3Setting::kLifecycle, json::serialize(kept));
  return reply;
}

ApiResult<Reply> get_bucket_lifecycle_configuration(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  const auto text = repository(call).setting(bucket.name, S3Setting::kLifecycle);
  if (!text)
    return not_configured("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist",
                          bucket.name);
  const auto kept = parse_json(*text);
  const auto shape = shapes::find_service("s3")->find_operation("GetBucketLifecycleConfiguration")->output();
  Reply reply = xml("LifecycleConfiguration", structure_on_wire(kept->as_object(), *shape));
  add_header(reply, std::string(kMinimumSizeHeader), text_at(kept->as_object(), "minimum"));
  return reply;
}

ApiResult<Reply> delete_bucket_lifecycle(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  repository(call).delete_setting(bucket.name, S3Setting::kLifecycle);
  return no_content();
}

}  // namespace eni::sandbox::s3_service
