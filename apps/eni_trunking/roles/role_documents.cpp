#include "eni_trunking/roles/role_documents.h"

#include "iam/evaluate.h"
#include "iam/parse.h"
#include "trunking/setting_properties.h"

namespace eni::command {

Result<bool> is_trusted(std::string_view document, const aws::Arn& principal) {
  const auto policy = iam::parse_policy(document);
  if (!policy) return Error{"the trust policy is not understood: " + policy.error().message, ""};
  iam::Caller caller;
  caller.account = principal.account;
  caller.identity_arn = principal.text();
  caller.arn = principal.resource_type() == "role"
                   ? aws::Arn{principal.partition, "sts", "", principal.account,
                              "assumed-role/" + std::string(principal.resource_name()) + "/session"}
                         .text()
                   : caller.identity_arn;
  const iam::ContextMap keys{{"aws:PrincipalArn", {caller.identity_arn}},
                             {"aws:PrincipalAccount", {caller.account}},
                             {"aws:SecureTransport", {"true"}},
                             {"sts:RoleSessionName", {std::string(trunking::kRoleSessionName)}}};
  const iam::Request request{"sts:AssumeRole", "*", keys};
  return iam::evaluate_resource_policy(*policy, caller, request).effect == iam::Effect::kAllow;
}

}  // namespace eni::command
