/// ModifyPrivateDnsNameOptions, ModifyInstanceMetadataOptions.
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

/// A parameter that takes one of some words.
struct Word {
  std::string_view parameter;
  std::string_view member;
  std::initializer_list<std::string_view> words;
};

ApiResult<void> set_word(const Call& call, const Word& row, json::object& options) {
  const auto text = call.params.text(row.parameter);
  if (!text) return {};
  if (std::find(row.words.begin(), row.words.end(), *text) == row.words.end()) {
    return invalid_parameter_value("Value (" + *text + ") for parameter " + std::string(row.parameter) +
                                   " is invalid.");
  }
  options[row.member] = *text;
  return {};
}

ApiResult<void> set_flag(const Call& call, std::string_view parameter, std::string_view member,
                         json::object& options) {
  ENI_TRY(const auto flag, call.params.boolean(parameter));
  if (flag) options[member] = *flag;
  return {};
}

}  // namespace

ApiResult<Reply> modify_private_dns_name_options(Call& call) {
  ENI_TRY(auto instance, named_instance(call));
  if (call.params.has("PrivateDnsHostnameType") && state_of(instance) != InstanceState::kStopped) {
    return ApiError{"IncorrectInstanceState",
                    "The instance '" + instance.id + "' is not in the 'stopped' state."};
  }
  json::object& options = instance.document.at("privateDnsNameOptions").as_object();
  ENI_CHECK(
      set_word(call, {"PrivateDnsHostnameType", "hostnameType", {"ip-name", "resource-name"}}, options));
  ENI_CHECK(set_flag(call, "EnableResourceNameDnsARecord", "enableResourceNameDnsARecord", options));
  ENI_CHECK(set_flag(call, "EnableResourceNameDnsAAAARecord", "enableResourceNameDnsAAAARecord", options));
  call.store<Ec2Repository>().update(instance);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> modify_instance_metadata_options(Call& call) {
  ENI_TRY(auto instance, named_instance(call));
  json::object& options = instance.document.at("metadataOptions").as_object();
  const Word words[] = {{"HttpEndpoint", "httpEndpoint", {"enabled", "disabled"}},
                        {"HttpProtocolIpv6", "httpProtocolIpv6", {"enabled", "disabled"}},
                        {"HttpTokens", "httpTokens", {"optional", "required"}},
                        {"InstanceMetadataTags", "instanceMetadataTags", {"enabled", "disabled"}}};
  for (const Word& word : words) ENI_CHECK(set_word(call, word, options));
  ENI_TRY(const auto hops, call.params.integer("HttpPutResponseHopLimit", 1, 64));
  if (hops) options["httpPutResponseHopLimit"] = *hops;
  call.store<Ec2Repository>().update(instance);
  json::object reply{{"instanceId", instance.id}};
  reply["instanceMetadataOptions"] = instance.document.at("metadataOptions");
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ec2_service
