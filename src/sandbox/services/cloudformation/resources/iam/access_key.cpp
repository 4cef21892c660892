/// AWS::IAM::AccessKey.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

std::string status_of(const json::object& properties) {
  const std::string status = text_of(properties, "Status");
  return status.empty() ? std::string("Active") : status;
}

Task<ApiResult<void>> set_status(ResourceCall& call) {
  const std::string status = status_of(call.properties);
  if (status == status_of(call.old_properties)) co_return ApiResult<void>{};
  json::object params = key_params(kIamAccessKey, call);
  params["Status"] = status;
  ENI_CO_CHECK(co_await call.call("iam", "UpdateAccessKey", params));
  co_return ApiResult<void>{};
}

}  // namespace

/// The secret is told only once, so it stays what creation told: the engine keeps attributes that an update does not give.
const ResourceType kIamAccessKey{
    .name = "AWS::IAM::AccessKey",
    .attributes = {{"SecretAccessKey", "SecretAccessKey"}},
    .calls = {.service = "iam",
              .id_member = "AccessKeyId",
              .keys = {"UserName"},
              .create = "CreateAccessKey",
              .made = "AccessKey",
              .id = "AccessKeyId",
              .remove = "DeleteAccessKey"},
    .reads = {"Serial", "Status"},
    .configure = set_status,
};

}  // namespace eni::sandbox::cloudformation
