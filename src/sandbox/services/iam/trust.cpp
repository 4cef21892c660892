#include "sandbox/services/iam/trust.h"

#include "iam/validate.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/store/iam_trust.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMaxTrustBytes = 2048;

}  // namespace

ApiResult<void> set_trust(const Call& call, const std::string& document, IamIdentity& role) {
  ENI_TRY(const iam::Policy policy, iam::validate_document(document, iam::DocumentKind::kTrust));
  if (counted_size(document) > kMaxTrustBytes)
    return limit_exceeded("Cannot exceed quota for ACLSizePerRole: " + std::to_string(kMaxTrustBytes));
  PrincipalIds ids;
  for (const std::string& arn : iam::principals_to_verify(policy)) {
    // A role may trust itself, but only once it exists.
    const auto identity = repository(call).find_by_arn(arn);
    if (!identity) return iam::invalid_principal("AWS", arn);
    ids[arn] = identity->unique_id;
  }
  role.trust = document;
  role.trust_principals = to_json_text(ids);
  return {};
}

}  // namespace eni::sandbox::iam_service
