/// CreateTags, DeleteTags.
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/tags.h"
#include "sandbox/services/ec2/tags/operations.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::size_t kMaxTags = 50;

bool is_there(const Call& call, const Kind& kind, std::string_view id) {
  if (kind.name != "network-interface") return find_own(call, kind.name, id).has_value();
  const auto interface = call.store<Ec2InterfaceRepository>().find(id);
  return interface && interface->account == call.account().value && interface->region == call.region.value;
}

/// The ids in ResourceId, all of which the caller has.
ApiResult<std::vector<std::string>> resource_ids(const Call& call) {
  ENI_TRY(auto ids, call.params.texts("ResourceId"));
  if (ids.empty()) return missing_parameter("resourceIdSet");
  for (const std::string& id : ids) {
    const Kind* kind = kind_of_id(id);
    if (!kind) return ApiError{"InvalidID", "The ID '" + id + "' is not valid"};
    if (!is_there(call, *kind, id)) return not_found(*kind, id);
  }
  return ids;
}

}  // namespace

ApiResult<Reply> create_tags(Call& call) {
  ENI_TRY(const auto ids, resource_ids(call));
  ENI_TRY(const auto list, call.params.objects("Tag"));
  if (list.empty()) return missing_parameter("tagSet");
  ENI_TRY(const auto tags, read_tag_list(call.principal, list));
  auto& repository = call.store<Ec2Repository>();
  for (const std::string& id : ids) {
    Ec2Tags all = repository.tags(id);
    for (const auto& [key, value] : tags) all[key] = value;
    if (all.size() > kMaxTags) {
      return ApiError{"TagLimitExceeded", "The maximum number of Tags for a resource has been reached."};
    }
    put_tags(repository, id, tags);
  }
  return Reply{json::object{{"return", true}}};
}

/// Without tags all are deleted; a tag without a value goes whatever its value is.
ApiResult<Reply> delete_tags(Call& call) {
  ENI_TRY(const auto ids, resource_ids(call));
  ENI_TRY(const auto list, call.params.objects("Tag"));
  auto& repository = call.store<Ec2Repository>();
  for (const std::string& id : ids) {
    const Ec2Tags before = repository.tags(id);
    for (const json::object& entry : list) {
      const auto found = before.find(text_at(entry, "Key"));
      const auto value = find_string(entry, "Value");
      if (found != before.end() && (!value || *value == found->second))
        repository.remove_tag(id, found->first);
    }
    if (!list.empty()) continue;
    for (const auto& [key, value] : before) {
      if (!key.starts_with("aws:")) repository.remove_tag(id, key);
    }
  }
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
