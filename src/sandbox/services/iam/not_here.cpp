/// Reads of what users and accounts have on AWS and never have here: MFA devices, certificates, keys for SSH.
/// Clients read them on their way - Terraform before it deletes a user - and the answer is that there are none.
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

ApiResult<Reply> empty_page(const Call& call, std::string_view member) {
  ENI_TRY(json::object reply, page(call, member, {}, by_member("")));
  return Reply{std::move(reply)};
}

/// Without UserName those of the caller are meant, who may be root.
ApiResult<void> check_user(const Call& call) {
  if (!call.params.has("UserName") && call.principal.type == PrincipalType::kRoot) return {};
  ENI_CHECK(find_user_or_caller(call));
  return {};
}

ApiResult<Reply> nothing_of_user(const Call& call, std::string_view member) {
  ENI_CHECK(check_user(call));
  return empty_page(call, member);
}

}  // namespace

ApiResult<Reply> list_account_aliases(Call& call) { return empty_page(call, "AccountAliases"); }

ApiResult<Reply> list_mfa_devices(Call& call) { return nothing_of_user(call, "MFADevices"); }

ApiResult<Reply> list_virtual_mfa_devices(Call& call) { return empty_page(call, "VirtualMFADevices"); }

ApiResult<Reply> list_signing_certificates(Call& call) { return nothing_of_user(call, "Certificates"); }
ApiResult<Reply> list_ssh_public_keys(Call& call) { return nothing_of_user(call, "SSHPublicKeys"); }

ApiResult<Reply> list_service_specific_credentials(Call& call) {
  ENI_CHECK(check_user(call));
  return Reply{json::object{{"ServiceSpecificCredentials", json::array{}}}};
}

}  // namespace eni::sandbox::iam_service
