/// AddTagsToResource, RemoveTagsFromResource, ListTagsForResource.
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"
#include "sandbox/services/ssm/parameter_tags.h"

namespace eni::sandbox::ssm_service {
namespace {

constexpr std::size_t kMaxTags = 50;

ApiError too_many_tags() { return {"TooManyTagsError", "A resource can have a maximum of 50 tags.", 400}; }

ApiResult<SsmParameter> tagged_parameter(Call& call) {
  const std::string type = call.params.text_or("ResourceType", "");
  if (type != "Parameter")
    return ApiError{"InvalidResourceType",
                    "The sandbox has tags on resources of the type Parameter only, not " + type, 400};
  auto parameter = find_latest(call, parse_reference(call.params.text_or("ResourceId", "")));
  if (!parameter)
    return ApiError{"InvalidResourceId",
                    "The resource ID is not valid. Verify that you entered the correct ID and try again.",
                    400};
  return *std::move(parameter);
}

}  // namespace

ApiResult<std::map<std::string, std::string>> tag_list(const Call& call) {
  std::map<std::string, std::string> tags;
  for (const json::value& entry : array_at(call.params.all(), "Tags")) {
    const std::string key = text_at(entry, "Key");
    if (key.starts_with("aws:")) return constraint_error(key, "tags", "Tag keys must not start with aws:");
    tags[key] = text_at(entry, "Value");
  }
  if (tags.size() > kMaxTags) return too_many_tags();
  return tags;
}

ApiResult<Reply> add_tags_to_resource(Call& call) {
  ENI_TRY(const auto parameter, tagged_parameter(call));
  ENI_TRY(const auto added, tag_list(call));
  auto all = repository(call).tags(parameter.id);
  for (const auto& [key, value] : added) all[key] = value;
  if (all.size() > kMaxTags) return too_many_tags();
  for (const auto& [key, value] : added) repository(call).set_tag(parameter.id, key, value);
  return Reply{};
}

ApiResult<Reply> remove_tags_from_resource(Call& call) {
  ENI_TRY(const auto parameter, tagged_parameter(call));
  for (const std::string& key : texts_at(call.params.all(), "TagKeys"))
    repository(call).remove_tag(parameter.id, key);
  return Reply{};
}

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const auto parameter, tagged_parameter(call));
  json::array list;
  for (const auto& [key, value] : repository(call).tags(parameter.id))
    list.push_back(json::object{{"Key", key}, {"Value", value}});
  json::object reply;
  reply["TagList"] = std::move(list);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ssm_service
