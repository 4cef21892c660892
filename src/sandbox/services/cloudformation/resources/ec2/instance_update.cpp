/// How an instance is changed in place.
#include "sandbox/services/cloudformation/resources/ec2/instance.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// What EC2 changes of a stopped instance only.
const Setting kWhileStopped{.put = "ModifyInstanceAttribute",
                            .takes = {{"EbsOptimized", "EbsOptimized.Value", R"("false")"},
                                      {"InstanceType", "InstanceType.Value", R"("m1.small")"},
                                      {"UserData", "UserData.Value", R"("")"}},
                            .calls = Setting::Calls::kEach};
const Setting kDnsOptions{
    .put = "ModifyPrivateDnsNameOptions",
    .takes = {{"PrivateDnsNameOptions.EnableResourceNameDnsARecord", "", R"("false")"},
              {"PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord", "", R"("false")"}}};
const Setting kHostnameType{
    .put = "ModifyPrivateDnsNameOptions",
    .takes = {{"PrivateDnsNameOptions.HostnameType", "PrivateDnsHostnameType", R"("ip-name")"}}};

Task<ApiResult<void>> of_this_instance(ResourceCall& call, std::string_view operation) {
  return call.tell("ec2", operation, {{"InstanceId", text_array({call.physical_id})}});
}

std::string hostname_type(const json::object& properties) {
  const std::string text = scalar_text_at(object_at(properties, "PrivateDnsNameOptions"), "HostnameType");
  return text.empty() ? std::string("ip-name") : text;
}

bool needs_a_stop(const ResourceCall& call) {
  if (hostname_type(call.properties) != hostname_type(call.old_properties)) return true;
  return std::any_of(kWhileStopped.takes.begin(), kWhileStopped.takes.end(),
                     [&call](const Parameter& row) { return has_changed(call, row.property); });
}

/// "Some interruptions", as the reference calls it.
Task<ApiResult<void>> change_while_stopped(ResourceCall& call) {
  if (!needs_a_stop(call)) co_return ApiResult<void>{};
  ENI_CO_CHECK(co_await of_this_instance(call, "StopInstances"));
  const std::string stopped = "stopped";
  ENI_CO_CHECK(co_await instance_in_state(call, stopped));
  ENI_CO_CHECK(co_await change_setting(kEc2Instance, call, kWhileStopped));
  ENI_CO_CHECK(co_await change_setting(kEc2Instance, call, kHostnameType));
  ENI_CO_CHECK(co_await of_this_instance(call, "StartInstances"));
  const std::string running = "running";
  ENI_CO_CHECK(co_await instance_in_state(call, running));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_credits(ResourceCall& call) {
  if (!has_changed(call, "CreditSpecification")) co_return ApiResult<void>{};
  const std::string given = scalar_text_at(object_at(call.properties, "CreditSpecification"), "CPUCredits");
  json::object params;
  params["InstanceCreditSpecification"] = json::array{json::object{
      {"InstanceId", call.physical_id}, {"CpuCredits", given.empty() ? std::string("standard") : given}}};
  co_return co_await call.tell("ec2", "ModifyInstanceCreditSpecification", std::move(params));
}

Task<ApiResult<void>> change_monitoring(ResourceCall& call) {
  const bool was_on = scalar_text_at(call.old_properties, "Monitoring") == "true";
  const bool is_on = scalar_text_at(call.properties, "Monitoring") == "true";
  if (was_on == is_on) co_return ApiResult<void>{};
  const std::string_view operation = is_on ? "MonitorInstances" : "UnmonitorInstances";
  co_return co_await of_this_instance(call, operation);
}

/// The id of the association with a profile; "" if there is none.
Task<ApiResult<std::string>> profile_association(ResourceCall& call) {
  const json::object params = ec2_filters({{"instance-id", call.physical_id}});
  ENI_CO_TRY(const json::object reply,
             co_await call.call("ec2", "DescribeIamInstanceProfileAssociations", params));
  for (const json::object& association : objects_of(reply, "iamInstanceProfileAssociationSet")) {
    const std::string state = scalar_text_at(association, "state");
    if (state == "associated" || state == "associating")
      co_return scalar_text_at(association, "associationId");
  }
  co_return std::string();
}

Task<ApiResult<void>> change_profile(ResourceCall& call) {
  if (!has_changed(call, "IamInstanceProfile")) co_return ApiResult<void>{};
  ENI_CO_TRY(const std::string association, co_await profile_association(call));
  const std::string wanted = scalar_text_at(call.properties, "IamInstanceProfile");
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

}  // namespace

Task<ApiResult<void>> change_instance(ResourceCall& call) {
  ENI_CO_CHECK(co_await change_profile(call));
  ENI_CO_CHECK(co_await change_monitoring(call));
  ENI_CO_CHECK(co_await change_credits(call));
  ENI_CO_CHECK(co_await change_setting(kEc2Instance, call, kDnsOptions));
  co_return co_await change_while_stopped(call);
}

}  // namespace eni::sandbox::cloudformation
