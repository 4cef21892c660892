#include "sandbox/services/ec2/client_tokens.h"

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {

ClientToken::ClientToken(const Call& call, std::string_view operation) : call_{call} {
  const std::string token = call.params.text_or("ClientToken", "");
  if (token.empty()) return;
  id_ = "client-token/" + call.account().value + "/" + call.region.value + "/" + std::string(operation) +
        "/" + token;
  digest_ = hex(sha256(json::serialize(call.params.all())));
}

ApiResult<std::optional<std::string>> ClientToken::find() const {
  if (id_.empty()) return std::optional<std::string>{};
  const auto row = call_.store<Ec2Repository>().find(id_);
  if (!row) return std::optional<std::string>{};
  if (find_string(row->document, "digest") != digest_) {
    return ApiError{"IdempotentParameterMismatch",
                    "Arguments on this idempotent request are inconsistent with arguments used in previous "
                    "request(s)."};
  }
  return find_string(row->document, "result");
}

void ClientToken::remember(const std::string& result) const {
  if (id_.empty()) return;
  call_.store<Ec2Repository>().insert({id_,
                                       call_.account().value,
                                       call_.region.value,
                                       "client-token",
                                       "",
                                       {{"digest", digest_}, {"result", result}}});
}

}  // namespace eni::sandbox::ec2_service
