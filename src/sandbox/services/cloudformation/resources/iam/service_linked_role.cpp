/// AWS::IAM::ServiceLinkedRole.
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"AWSServiceName", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"CustomSuffix", Shape::kText, OnChange::kReplace},
    {"Description", Shape::kText},
};
constexpr std::string_view kAttributes[] = {"RoleName"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  for (const Property& property : kProperties) copy(call.properties, property.name, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("iam", "CreateServiceLinkedRole", params));
  call.exists = true;
  const json::value* role = find(reply, "Role");
  if (role && role->is_object()) call.physical_id = text_of(role->get_object(), "RoleName");
  co_return ResourceOutcome{call.physical_id, json::object{{"RoleName", call.physical_id}}};
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  const json::object params{{"RoleName", call.physical_id},
                            {"Description", text_of(call.properties, "Description")}};
  ENI_CO_CHECK(co_await call.call("iam", "UpdateRole", params));
  co_return ResourceOutcome{call.physical_id, json::object{{"RoleName", call.physical_id}}};
}

/// IAM deletes it by a task of its own.
Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"RoleName", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("iam", "DeleteServiceLinkedRole", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  const json::object task{{"DeletionTaskId", text_of(*reply, "DeletionTaskId")}};
  constexpr int kPolls = 60;
  for (int poll = 0; poll < kPolls; ++poll) {
    ENI_CO_TRY(const json::object state,
               co_await call.call("iam", "GetServiceLinkedRoleDeletionStatus", task));
    const std::string status = text_of(state, "Status");
    if (status == "SUCCEEDED") co_return ApiResult<void>{};
    if (status == "FAILED") break;
    co_await sleep_for(call.parts.scheduler, std::chrono::seconds{1});
  }
  co_return ApiError{"DeleteConflict", "The service-linked role " + call.physical_id + " is still in use",
                     409};
}

}  // namespace

const ResourceType kIamServiceLinkedRole{
    .name = "AWS::IAM::ServiceLinkedRole",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
