/// AWS::EC2::KeyPair. Its id is its name. The private key of a pair that EC2 makes is kept in Parameter Store, as a
/// SecureString named /ec2/keypair/KEY-PAIR-ID.
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

std::string parameter_name(const json::object& pair) {
  return "/ec2/keypair/" + scalar_text_at(pair, "keyPairId");
}

Task<ApiResult<void>> keep_private_key(ResourceCall& call, const json::object& pair) {
  json::object params{{"Name", parameter_name(pair)},
                      {"Type", "SecureString"},
                      {"Value", scalar_text_at(pair, "keyMaterial")}};
  co_return co_await call.tell("ssm", "PutParameter", std::move(params));
}

/// EC2 takes a public key as the base64 of its text.
Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  ENI_CO_TRY(json::object params, create_params(kEc2KeyPair, call));
  const bool is_import = call.properties.contains("PublicKeyMaterial");
  if (is_import) {
    params["PublicKeyMaterial"] = base64_encode(scalar_text_at(call.properties, "PublicKeyMaterial"));
  }
  const std::string_view operation = is_import ? "ImportKeyPair" : "CreateKeyPair";
  ENI_CO_TRY(const json::object pair, co_await call.call("ec2", operation, params));
  call.made(call.physical_id);
  if (!is_import) ENI_CO_CHECK(co_await keep_private_key(call, pair));
  co_return outcome_of(kEc2KeyPair, call, &pair);
}

Task<ApiResult<void>> forget_private_key(ResourceCall& call) {
  const ApiResult<json::object> pair = co_await read_resource(kEc2KeyPair, call);
  if (pair.has_error()) co_return tolerate_missing(pair);
  json::object parameter{{"Name", parameter_name(*pair)}};
  co_return co_await remove_patiently(call, "ssm", "DeleteParameter", std::move(parameter));
}

}  // namespace

const ResourceType kEc2KeyPair{
    .name = "AWS::EC2::KeyPair",
    .attributes = {{"KeyFingerprint", "keyFingerprint"}, {"KeyPairId", "keyPairId"}},
    .name_property = "KeyName",
    .name_rule = {255},
    .calls = {.service = "ec2",
              .id_member = "KeyName",
              .create = "CreateKeyPair",
              .takes = {"KeyName", "KeyFormat", "KeyType"},
              .read = "DescribeKeyPairs",
              .item = "keySet",
              .remove = "DeleteKeyPair",
              .tagging = &kEc2Tagging,
              .tagged_as = "key-pair",
              .has_fixed_tags = true},
    .reads = {"PublicKeyMaterial"},
    .before_remove = forget_private_key,
    .create = create,
};

}  // namespace eni::sandbox::cloudformation
