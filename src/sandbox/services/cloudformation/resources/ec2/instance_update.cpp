/// How an instance is changed in place.
#include "sandbox/services/cloudformation/resources/ec2/instance.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Of ModifyInstanceAttribute: at any time, and of a stopped instance only.
constexpr Ec2Setting kModified[] = {
    {"DisableApiTermination", "false"},
    {"InstanceInitiatedShutdownBehavior", "stop"},
};
constexpr Ec2Setting kModifiedWhileStopped[] = {
    {"EbsOptimized", "false"},
    {"InstanceType", "m1.small"},
    {"UserData", ""},
};
constexpr Ec2Setting kSourceDestCheck[] = {{"SourceDestCheck", "true"}};

Task<ApiResult<void>> modify(ResourceCall& call, std::span<const Ec2Setting> settings) {
  return change_settings(kEc2Instance, call, "ModifyInstanceAttribute", settings);
}

Task<ApiResult<void>> of_this_instance(ResourceCall& call, std::string_view operation) {
  json::object params;
  params["InstanceId"] = text_array({call.physical_id});
  ENI_CO_CHECK(co_await call.call("ec2", operation, params));
  co_return ApiResult<void>{};
}

/// What a structure's members are where the template leaves them out.
constexpr std::string_view kMetadataDefaults =
    R"({"HttpTokens": "optional", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": "1"})";
constexpr std::string_view kDnsDefaults =
    R"({"EnableResourceNameDnsARecord": "false", "EnableResourceNameDnsAAAARecord": "false"})";

/// A structure's members in EC2's names, over their defaults, for an operation that takes them beside InstanceId.
json::object structure_params(const ResourceCall& call, std::string_view property,
                              std::string_view defaults) {
  json::object params = json::parse(defaults).as_object();
  json::object given;
  put_property(kEc2Instance, call, {property, "it"}, given);
  for (const auto& [name, value] : object_of(given, "it")) params[name] = value;
  params["InstanceId"] = call.physical_id;
  return params;
}

Task<ApiResult<void>> change_metadata_options(ResourceCall& call) {
  if (!has_changed(call, "MetadataOptions")) co_return ApiResult<void>{};
  const json::object params = structure_params(call, "MetadataOptions", kMetadataDefaults);
  ENI_CO_CHECK(co_await call.call("ec2", "ModifyInstanceMetadataOptions", params));
  co_return ApiResult<void>{};
}

std::string hostname_type(const json::object& properties) {
  const std::string text = text_of(object_of(properties, "PrivateDnsNameOptions"), "HostnameType");
  return text.empty() ? std::string("ip-name") : text;
}

bool has_other_hostname_type(const ResourceCall& call) {
  return hostname_type(call.properties) != hostname_type(call.old_properties);
}

/// The form of the name changes only of a stopped instance, its records at any time.
Task<ApiResult<void>> change_dns_options(ResourceCall& call) {
  if (!has_changed(call, "PrivateDnsNameOptions")) co_return ApiResult<void>{};
  json::object params = structure_params(call, "PrivateDnsNameOptions", kDnsDefaults);
  params.erase("HostnameType");
  if (has_other_hostname_type(call)) params["PrivateDnsHostnameType"] = hostname_type(call.properties);
  ENI_CO_CHECK(co_await call.call("ec2", "ModifyPrivateDnsNameOptions", params));
  co_return ApiResult<void>{};
}

bool needs_a_stop(const ResourceCall& call) {
  if (has_other_hostname_type(call)) return true;
  return std::any_of(std::begin(kModifiedWhileStopped), std::end(kModifiedWhileStopped),
                     [&call](const Ec2Setting& setting) { return has_changed(call, setting.property); });
}

/// "Some interruptions", as the reference calls it.
Task<ApiResult<void>> change_while_stopped(ResourceCall& call) {
  if (!needs_a_stop(call)) co_return ApiResult<void>{};
  ENI_CO_CHECK(co_await of_this_instance(call, "StopInstances"));
  const std::string stopped = "stopped";
  ENI_CO_CHECK(co_await instance_in_state(call, stopped));
  ENI_CO_CHECK(co_await modify(call, kModifiedWhileStopped));
  ENI_CO_CHECK(co_await change_dns_options(call));
  ENI_CO_CHECK(co_await of_this_instance(call, "StartInstances"));
  const std::string running = "running";
  ENI_CO_CHECK(co_await instance_in_state(call, running));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_credits(ResourceCall& call) {
  if (!has_changed(call, "CreditSpecification")) co_return ApiResult<void>{};
  const std::string given = text_of(object_of(call.properties, "CreditSpecification"), "CPUCredits");
  json::object params;
  params["InstanceCreditSpecification"] = json::array{json::object{
      {"InstanceId", call.physical_id}, {"CpuCredits", given.empty() ? std::string("standard") : given}}};
  ENI_CO_CHECK(co_await call.call("ec2", "ModifyInstanceCreditSpecification", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_monitoring(ResourceCall& call) {
  const bool was_on = text_of(call.old_properties, "Monitoring") == "true";
  const bool is_on = text_of(call.properties, "Monitoring") == "true";
  if (was_on == is_on) co_return ApiResult<void>{};
  const std::string_view operation = is_on ? "MonitorInstances" : "UnmonitorInstances";
  co_return co_await of_this_instance(call, operation);
}

/// The id of the association with a profile; "" if there is none.
Task<ApiResult<std::string>> profile_association(ResourceCall& call) {
  json::object params;
  params["Filter"] = json::array{ec2_filter("instance-id", call.physical_id)};
  ENI_CO_TRY(const json::object reply,
             co_await call.call("ec2", "DescribeIamInstanceProfileAssociations", params));
  for (const json::object& association : objects_of(reply, "iamInstanceProfileAssociationSet")) {
    const std::string state = text_of(association, "state");
    if (state == "associated" || state == "associating") co_return text_of(association, "associationId");
  }
  co_return std::string();
}

Task<ApiResult<void>> change_profile(ResourceCall& call) {
  if (!has_changed(call, "IamInstanceProfile")) co_return ApiResult<void>{};
  ENI_CO_TRY(const std::string association, co_await profile_association(call));
  const std::string wanted = text_of(call.properties, "IamInstanceProfile");
  json::object params;
  std::string_view operation = "AssociateIamInstanceProfile";
  if (!association.empty()) {
    params["AssociationId"] = association;
    operation = wanted.empty() ? "DisassociateIamInstanceProfile" : "ReplaceIamInstanceProfileAssociation";
  } else {
    params["InstanceId"] = call.physical_id;
  }
  if (!wanted.empty()) params["IamInstanceProfile"] = json::object{{"Name", wanted}};
  if (!wanted.empty() || !association.empty()) ENI_CO_CHECK(co_await call.call("ec2", operation, params));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_groups(ResourceCall& call) {
  if (!has_changed(call, "SecurityGroupIds") || !call.properties.contains("SecurityGroupIds"))
    co_return ApiResult<void>{};
  json::object params = key_params(kEc2Instance, call);
  params["GroupId"] = text_array(texts_of(call.properties, "SecurityGroupIds"));
  ENI_CO_CHECK(co_await call.call("ec2", "ModifyInstanceAttribute", params));
  co_return ApiResult<void>{};
}

}  // namespace

Task<ApiResult<void>> set_source_dest_check(ResourceCall& call) { return modify(call, kSourceDestCheck); }

Task<ApiResult<void>> change_instance(ResourceCall& call) {
  ENI_CO_CHECK(co_await modify(call, kModified));
  ENI_CO_CHECK(co_await set_source_dest_check(call));
  ENI_CO_CHECK(co_await change_groups(call));
  ENI_CO_CHECK(co_await change_profile(call));
  ENI_CO_CHECK(co_await change_monitoring(call));
  ENI_CO_CHECK(co_await change_credits(call));
  ENI_CO_CHECK(co_await change_metadata_options(call));
  if (!has_other_hostname_type(call)) ENI_CO_CHECK(co_await change_dns_options(call));
  ENI_CO_CHECK(co_await change_while_stopped(call));
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::cloudformation
