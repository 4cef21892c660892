/// AWS::IAM::ServiceLinkedRole.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

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
    .attributes = {"RoleName"},
    .calls = {.service = "iam",
              .id_member = "RoleName",
              .create = "CreateServiceLinkedRole",
              .takes = {{"AWSServiceName", Parameter::In::kCreate},
                        {"CustomSuffix", Parameter::In::kCreate},
                        {"Description", "", R"("")"}},
              .id = "Role.RoleName",
              .update = "UpdateRole"},
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
