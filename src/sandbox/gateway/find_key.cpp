#include "base/json.h"
#include "sandbox/gateway/authenticate.h"
#include "sandbox/store/iam_repository.h"
#include "sandbox/store/sts_repository.h"

namespace eni::sandbox {
namespace {

std::optional<OwnedKey> temporary_key(Store& store, const aws::AccessKeyId& id) {
  const auto session = store.get<StsRepository>().find(id.value);
  if (!session) return std::nullopt;
  const auto principal = parse_json(session->principal);
  if (principal.has_error() || !principal->is_object()) return std::nullopt;
  OwnedKey key{aws::SecretAccessKey{session->secret}, aws::SessionToken{session->session_token},
               TimePoint{Duration{session->expires}}, Principal::from_json(principal->get_object())};
  key.principal.access_key_id = id.value;
  return key;
}

Principal user_principal(const IamIdentity& user, const aws::AccessKeyId& id) {
  Principal principal;
  principal.type = PrincipalType::kUser;
  principal.account = aws::AccountId{user.account};
  principal.arn = user.arn;
  principal.identity_arn = user.arn;
  principal.user_id = user.unique_id;
  principal.access_key_id = id.value;
  return principal;
}

std::optional<OwnedKey> users_key(Store& store, const aws::AccessKeyId& id) {
  auto& iam = store.get<IamRepository>();
  const auto key = iam.find_key(id.value);
  if (!key || key->status != "Active") return std::nullopt;
  const auto user = iam.find_by_id(key->identity_id);
  if (!user) return std::nullopt;
  return OwnedKey{aws::SecretAccessKey{key->secret}, {}, std::nullopt, user_principal(*user, id)};
}

}  // namespace

std::optional<OwnedKey> find_key(Store& store, const aws::AccessKeyId& id) {
  return id.value.starts_with("ASIA") ? temporary_key(store, id) : users_key(store, id);
}

}  // namespace eni::sandbox
