/// AWS::IAM::AccessKey.
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Serial", Shape::kInteger, OnChange::kReplace},
    {"Status", Shape::kText},
    {"UserName", Shape::kText, OnChange::kReplace, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"SecretAccessKey"};

Task<ApiResult<void>> set_status(ResourceCall& call, const std::string& status) {
  const json::object params{{"UserName", text_of(call.properties, "UserName")},
                            {"AccessKeyId", call.physical_id},
                            {"Status", status}};
  ENI_CO_CHECK(co_await call.call("iam", "UpdateAccessKey", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const json::object params{{"UserName", text_of(call.properties, "UserName")}};
  ENI_CO_TRY(const json::object reply, co_await call.call("iam", "CreateAccessKey", params));
  const json::value* key = find(reply, "AccessKey");
  const json::object fields = key && key->is_object() ? key->get_object() : json::object{};
  call.physical_id = text_of(fields, "AccessKeyId");
  call.exists = true;
  const std::string status = text_of(call.properties, "Status");
  if (!status.empty() && status != "Active") ENI_CO_CHECK(co_await set_status(call, status));
  co_return ResourceOutcome{call.physical_id,
                            json::object{{"SecretAccessKey", text_of(fields, "SecretAccessKey")}}};
}

/// The secret is told only once, so it stays what creation told: the engine keeps attributes that are not given.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  std::string status = text_of(call.properties, "Status");
  if (status.empty()) status = "Active";
  ENI_CO_CHECK(co_await set_status(call, status));
  co_return ResourceOutcome{call.physical_id, json::object{}};
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"UserName", text_of(call.properties, "UserName")},
                            {"AccessKeyId", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("iam", "DeleteAccessKey", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kIamAccessKey{
    .name = "AWS::IAM::AccessKey",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
