/// DescribeInstanceCreditSpecifications, ModifyInstanceCreditSpecification: how burstable instances pay for CPU beyond their
/// credits.
/// Source: Amazon EC2 User Guide, "Key concepts for burstable performance instances" (defaults: T2 standard, later ones
/// unlimited).
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {{"instance-id", "instanceId"}};
constexpr std::string_view kNotSupported = "InstanceCreditSpecification.NotSupported";

bool is_burstable(const Ec2Resource& instance) {
  const auto* type = trunking::find_instance_type(as_text(instance.document.at("instanceType")));
  return type && type->burstable;
}

std::string credits_of(const Ec2Resource& instance) {
  const json::value* given = find(instance.document, "_credits");
  const auto word =
      given && given->is_object() ? find_string(given->get_object(), "cpuCredits") : std::nullopt;
  if (word) return *word;
  const std::string type = as_text(instance.document.at("instanceType"));
  return trunking::family_of(type) == "t2" ? "standard" : "unlimited";
}

json::object item(const Ec2Resource& instance) {
  return {{"instanceId", instance.id}, {"cpuCredits", credits_of(instance)}};
}

bool is_over(const Ec2Resource& instance) {
  const InstanceState state = state_of(instance);
  return state == InstanceState::kShuttingDown || state == InstanceState::kTerminated;
}

/// The wording is the sandbox's own, the code AWS's.
ApiError not_supported(const Ec2Resource& instance) {
  return {std::string(kNotSupported), "The instance '" + instance.id + "' of type " +
                                          as_text(instance.document.at("instanceType")) +
                                          " has no CPU credits."};
}

ApiResult<void> modify(const Call& call, const std::string& id, const std::string& credits) {
  ENI_TRY(auto instance, find_instance(call, id));
  if (is_over(instance))
    return ApiError{"IncorrectInstanceState", "The instance '" + id + "' is not in a valid state."};
  if (!is_burstable(instance)) return not_supported(instance);
  instance.document["_credits"] = json::object{{"cpuCredits", credits}};
  call.store<Ec2Repository>().update(instance);
  return {};
}

json::object failure(const std::string& id, const ApiError& error) {
  json::object out{{"instanceId", id}};
  out["error"] = json::object{{"code", error.code}, {"message", error.message}};
  return out;
}

}  // namespace

/// Without ids those with the option "unlimited".
ApiResult<Reply> describe_instance_credit_specifications(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("InstanceId"));
  constexpr std::string_view kList = "instanceCreditSpecificationSet";
  if (ids.empty()) {
    const ItemOf unlimited = [](const Ec2Resource& instance) -> std::optional<json::object> {
      const bool is_shown =
          is_burstable(instance) && !is_over(instance) && credits_of(instance) == "unlimited";
      return is_shown ? std::optional(item(instance)) : std::nullopt;
    };
    ENI_TRY(auto page, page_of_all(call, kInstance, unlimited, kFilters));
    return page_reply(std::move(page), kList);
  }
  ENI_TRY(const auto instances, find_instances(call, ids));
  std::vector<json::object> items;
  for (const Ec2Resource& instance : instances) {
    if (!is_burstable(instance)) return not_supported(instance);
    items.push_back(item(instance));
  }
  return describe(call, std::move(items), kList, "instanceId", kFilters);
}

/// Each instance by itself: what cannot be done for one is said in the reply.
ApiResult<Reply> modify_instance_credit_specification(Call& call) {
  ENI_TRY(const auto entries, call.params.objects("InstanceCreditSpecification"));
  if (entries.empty()) return missing_parameter("instanceCreditSpecification");
  json::array changed;
  json::array left;
  for (const json::object& given : entries) {
    const Params entry{given};
    const std::string id = entry.text_or("InstanceId", "");
    const std::string credits = entry.text_or("CpuCredits", "");
    if (id.empty()) return missing_parameter("instanceId");
    if (credits != "standard" && credits != "unlimited")
      return invalid_parameter_value("Value (" + credits + ") for parameter cpuCredits is invalid.");
    const auto modified = modify(call, id, credits);
    if (modified) {
      changed.push_back(json::object{{"instanceId", id}});
    } else {
      left.push_back(failure(id, modified.error()));
    }
  }
  json::object reply;
  reply["successfulInstanceCreditSpecificationSet"] = std::move(changed);
  reply["unsuccessfulInstanceCreditSpecificationSet"] = std::move(left);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ec2_service
