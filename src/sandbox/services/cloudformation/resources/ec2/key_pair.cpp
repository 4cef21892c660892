/// AWS::EC2::KeyPair. Its id is its name. The private key of a pair that EC2 makes is kept in Parameter Store, as a
/// SecureString named /ec2/keypair/KEY-PAIR-ID.
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"KeyFormat", Shape::kText, OnChange::kReplace},
    {"KeyName", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"KeyType", Shape::kText, OnChange::kReplace},
    {"PublicKeyMaterial", Shape::kText, OnChange::kReplace},
    {"Tags", Shape::kList, OnChange::kReplace},
};
constexpr std::string_view kAttributes[] = {"KeyFingerprint", "KeyPairId"};

std::string parameter_name(const std::string& key_pair_id) { return "/ec2/keypair/" + key_pair_id; }

/// EC2 takes a public key as the base64 of its text.
json::object params_of(const ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"KeyName", "KeyFormat", "KeyType"}, params);
  if (call.properties.contains("PublicKeyMaterial")) {
    params["PublicKeyMaterial"] = base64_encode(text_of(call.properties, "PublicKeyMaterial"));
  }
  put_tags(call, "key-pair", params);
  return params;
}

Task<ApiResult<void>> keep_private_key(ResourceCall& call, const json::object& pair) {
  const json::object params{{"Name", parameter_name(text_of(pair, "keyPairId"))},
                            {"Type", "SecureString"},
                            {"Value", text_of(pair, "keyMaterial")}};
  ENI_CO_CHECK(co_await call.call("ssm", "PutParameter", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const json::object params = params_of(call);
  const bool is_import = params.contains("PublicKeyMaterial");
  const std::string_view operation = is_import ? "ImportKeyPair" : "CreateKeyPair";
  ENI_CO_TRY(const json::object pair, co_await call.call("ec2", operation, params));
  call.made(call.physical_id);
  if (!is_import) ENI_CO_CHECK(co_await keep_private_key(call, pair));
  co_return ResourceOutcome{call.physical_id,
                            json::object{{"KeyFingerprint", text_of(pair, "keyFingerprint")},
                                         {"KeyPairId", text_of(pair, "keyPairId")}}};
}

Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params;
  params["KeyName"] = text_array({call.physical_id});
  ApiResult<json::object> pair =
      co_await describe_first(call, "DescribeKeyPairs", std::move(params), "keySet");
  co_return pair;
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const ApiResult<json::object> pair = co_await describe(call);
  if (pair.has_error()) co_return tolerate_missing(pair);
  const json::object parameter{{"Name", parameter_name(text_of(*pair, "keyPairId"))}};
  const ApiResult<json::object> forgotten = co_await call.call("ssm", "DeleteParameter", parameter);
  ENI_CO_CHECK(tolerate_missing(forgotten));
  co_return co_await remove_by_id(call, "ec2", "DeleteKeyPair", "KeyName");
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  const ApiResult<json::object> pair = co_await describe(call);
  co_return found(pair);
}

}  // namespace

const ResourceType kEc2KeyPair{
    .name = "AWS::EC2::KeyPair",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "KeyName",
    .name_rule = {255},
    .create = create,
    .remove = remove,
    .exists = exists,
};

}  // namespace eni::sandbox::cloudformation
