#include "sandbox/services/cloudformation/operations/check_types.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {

aws::ApiResult<void> check_types_stay(const ResourceRecords& resources, const StackModel& model) {
  std::vector<std::string> changed;
  for (const auto& [logical_id, record] : resources) {
    const tmpl::Resource* resource = model.tmpl.find_resource(logical_id);
    const bool is_gone =
        record.current.physical_id.empty() || record.status == ResourceStatus::kDeleteComplete;
    if (resource && !is_gone && resource->type != record.current.type) changed.push_back(logical_id);
  }
  if (changed.empty()) return {};
  return aws::validation_error(
      "Update of resource type is not permitted. The new template modifies resource type of the following "
      "resources: [" +
      join(changed, ", ") + "]");
}

}  // namespace eni::sandbox::cloudformation
