#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

/// A service that has a role of its own in each account.
struct LinkedService {
  std::string_view service;
  std::string_view role_name;
  std::string_view policy;  ///< under /aws-service-role/
  bool takes_suffix;
};

constexpr LinkedService kLinkedServices[] = {
    {"ecs.amazonaws.com", "AWSServiceRoleForECS", "AmazonECSServiceRolePolicy", false},
    {"autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy", true},
    {"ecs.application-autoscaling.amazonaws.com", "AWSServiceRoleForApplicationAutoScaling_ECSService",
     "AWSApplicationAutoscalingECSServicePolicy", false},
    {"elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing",
     "AWSElasticLoadBalancingServiceRolePolicy", false},
    {"stacksets.cloudformation.amazonaws.com", "AWSServiceRoleForCloudFormationStackSetsOrgAdmin",
     "CloudFormationStackSetsOrgAdminServiceRolePolicy", false},
    {"member.org.stacksets.cloudformation.amazonaws.com", "AWSServiceRoleForCloudFormationStackSetsOrgMember",
     "CloudFormationStackSetsOrgMemberServiceRolePolicy", false},
};

const LinkedService* find_service(std::string_view name) {
  for (const LinkedService& row : kLinkedServices)
    if (row.service == name) return &row;
  return nullptr;
}

ApiResult<const LinkedService*> requested_service(const Call& call) {
  const std::string name = call.params.text_or("AWSServiceName", "");
  const LinkedService* service = find_service(name);
  if (service == nullptr)
    return invalid_input("The sandbox has no service-linked role for the service " + name + ".");
  return service;
}

ApiResult<std::string> role_name(const Call& call, const LinkedService& service) {
  const auto suffix = call.params.text("CustomSuffix");
  if (!suffix) return std::string{service.role_name};
  if (!service.takes_suffix)
    return invalid_input("Custom suffix is not allowed for " + std::string{service.service});
  return std::string{service.role_name} + "_" + *suffix;
}

std::string trust_of(const LinkedService& service) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":")" +
         std::string{service.service} + R"("},"Action":"sts:AssumeRole"}]})";
}

}  // namespace

ApiResult<Reply> create_service_linked_role(Call& call) {
  ENI_TRY(const LinkedService* service, requested_service(call));
  IamIdentity role;
  role.account = call.account().value;
  ENI_TRY(role.name, role_name(call, *service));
  role.description = call.params.text("Description");
  if (repository(call).find(role.account, IdentityKind::kRole, role.name))
    return invalid_input("Service role name " + role.name +
                         " has been taken in this account, please try a different suffix.");
  role.path = "/aws-service-role/" + std::string{service->service} + "/";
  role.unique_id = new_unique_id(call, "AROA");
  role.arn = call.global_arn("iam", "role" + role.path + role.name);
  role.created = now_millis(call);
  role.trust = trust_of(*service);
  role.linked_service = std::string{service->service};
  role = repository(call).insert(std::move(role));
  repository(call).attach(role.id, "arn:" + std::string{call.partition()} +
                                       ":iam::aws:policy/aws-service-role/" + std::string{service->policy});
  identity_changed(call, role);
  json::object shape = role_shape(call, role, Detail::kListed);
  shape.erase("MaxSessionDuration");
  return Reply{json::object{{"Role", std::move(shape)}}};
}

ApiResult<Reply> delete_service_linked_role(Call& call) {
  ENI_TRY(const IamIdentity role, find_identity(call, IdentityKind::kRole));
  if (role.linked_service.empty()) return no_such_identity(IdentityKind::kRole, role.name);
  for (const std::string& arn : repository(call).attachments(role.id)) repository(call).detach(role.id, arn);
  repository(call).remove(role);
  identity_removed(call, role.arn);
  const std::string task =
      "task/aws-service-role/" + role.linked_service + "/" + role.name + "/" + call.random().uuid();
  repository(call).insert_deletion_task(task, role.account);
  return Reply{json::object{{"DeletionTaskId", task}}};
}

ApiResult<Reply> get_service_linked_role_deletion_status(Call& call) {
  const std::string task = call.params.text_or("DeletionTaskId", "");
  if (!repository(call).has_deletion_task(task, call.account().value))
    return no_such_entity("Deletion Task Id: " + task + " cannot be found.");
  return Reply{json::object{{"Status", "SUCCEEDED"}}};
}

}  // namespace eni::sandbox::iam_service
