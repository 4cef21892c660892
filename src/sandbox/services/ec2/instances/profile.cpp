#include "sandbox/services/ec2/instances/profile.h"

#include "aws/arn.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kAssociation = "iam-instance-profile-association";
constexpr std::string_view kEc2Principal = "ec2.amazonaws.com";

/// How a call names a profile.
struct Reference {
  std::string name;
  std::string arn;  ///< "" if it was given by name
};

ApiError invalid_profile(const Reference& reference) {
  const bool by_arn = !reference.arn.empty();
  return invalid_parameter_value("Value (" + (by_arn ? reference.arn : reference.name) +
                                 ") for parameter iamInstanceProfile." + (by_arn ? "arn" : "name") +
                                 " is invalid. Invalid IAM Instance Profile " + (by_arn ? "ARN" : "name"));
}

ApiResult<Reference> read_reference(const json::object& specification) {
  const Params params{specification};
  Reference reference{params.text_or("Name", ""), params.text_or("Arn", "")};
  if (reference.name.empty() == reference.arn.empty()) {
    return invalid_parameter_combination(
        "The parameter 'iamInstanceProfile' takes either 'arn' or 'name', and not both");
  }
  if (!reference.arn.empty()) {
    const auto arn = aws::Arn::parse(reference.arn);
    if (!arn || arn->service != "iam" || arn->resource_type() != "instance-profile")
      return invalid_profile(reference);
    reference.name = arn->resource_name();
  }
  return reference;
}

std::string role_arn_of(const json::object& profile) {
  const json::value* roles = find(profile, "Roles");
  if (!roles || !roles->is_array() || roles->get_array().empty()) return {};
  return text_at(roles->get_array()[0].as_object(), "Arn");
}

}  // namespace

std::string profile_arn(const Call& call, const json::object& specification) {
  if (const std::string arn = text_at(specification, "Arn"); !arn.empty()) return arn;
  const std::string name = text_at(specification, "Name");
  return name.empty() ? std::string{} : call.global_arn("iam", "instance-profile/" + name);
}

Task<ApiResult<Profile>> resolve_profile(Call& call, json::object specification) {
  ENI_CO_TRY(const auto reference, read_reference(specification));
  // EC2 itself looks at the profile: the caller needs no permission to read it.
  const Principal ec2 = Principal::service(std::string(kEc2Principal), call.account());
  json::object params{{"InstanceProfileName", reference.name}};
  const ApiResult<Reply> reply =
      co_await call.env.gateway.call(ec2, call.region, "iam", "GetInstanceProfile", std::move(params));
  if (!reply) co_return invalid_profile(reference);
  const json::object& found = reply->value.at("InstanceProfile").as_object();
  const Profile profile{text_at(found, "Arn"), text_at(found, "InstanceProfileId"), role_arn_of(found)};
  if (!reference.arn.empty() && reference.arn != profile.arn) co_return invalid_profile(reference);
  if (profile.role_arn.empty()) {
    co_return invalid_parameter_value("IAM Instance Profile \"" + profile.arn +
                                      "\" has no associated IAM Roles");
  }
  std::vector<std::pair<std::string, std::string>> context;
  context.emplace_back("iam:PassedToService", kEc2Principal);
  ENI_CO_CHECK(call.require("iam:PassRole", profile.role_arn, context));
  co_return profile;
}

std::optional<Ec2Resource> profile_association(const Call& call, std::string_view instance) {
  auto found = call.store<Ec2Repository>().list_in(instance, kAssociation);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Ec2Resource associate_profile(const Call& call, Ec2Resource& instance, const Profile& profile) {
  const json::object shown{{"arn", profile.arn}, {"id", profile.id}};
  instance.document["iamInstanceProfile"] = shown;
  Ec2Resource association{
      new_id(call, "iip-assoc-"), instance.account, instance.region,
      std::string(kAssociation),  instance.id,      {{"instanceId", instance.id}, {"state", "associated"}}};
  association.document["associationId"] = association.id;
  association.document["iamInstanceProfile"] = shown;
  association.document["timestamp"] = iso8601_millis(call.now());
  call.store<Ec2Repository>().insert(association);
  return association;
}

void remove_profile_association(const Call& call, std::string_view instance) {
  if (const auto association = profile_association(call, instance))
    call.store<Ec2Repository>().remove(association->id);
}

}  // namespace eni::sandbox::ec2_service
