#include "sandbox/gateway/authenticate.h"
#include "sandbox/services/sts/operations.h"

namespace eni::sandbox::sts_service {
namespace {

std::optional<OwnedKey> any_key(const Call& call, const aws::AccessKeyId& id) {
  if (auto key = root_key(id)) return key;
  return find_key(call.env.store, id);
}

}  // namespace

ApiResult<Reply> get_access_key_info(Call& call) {
  const aws::AccessKeyId id{call.params.text_or("AccessKeyId", "")};
  const auto key = any_key(call, id);
  if (!key) return aws::validation_error("The access key id " + id.value + " is not known to this sandbox");
  return Reply{json::object{{"Account", key->principal.account.value}}};
}

}  // namespace eni::sandbox::sts_service
