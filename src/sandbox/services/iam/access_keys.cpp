#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMaxKeys = 2;
constexpr std::string_view kKeyIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

ApiResult<AccessKey> find_key_of(const Call& call, const IamIdentity& user) {
  const std::string id = call.params.text_or("AccessKeyId", "");
  auto key = repository(call).find_key(id);
  if (!key || key->identity_id != user.id)
    return no_such_entity("The Access Key with id " + id + " cannot be found.");
  return *std::move(key);
}

}  // namespace

ApiResult<Reply> create_access_key(Call& call) {
  ENI_TRY(const IamIdentity user, find_user_or_caller(call));
  if (repository(call).keys_of(user.id).size() >= kMaxKeys)
    return limit_exceeded("Cannot exceed quota for AccessKeysPerUser: " + std::to_string(kMaxKeys));
  AccessKey key;
  key.access_key_id = "AKIA" + call.random().text(16, kKeyIdAlphabet);
  key.identity_id = user.id;
  key.secret = call.random().text(40, kSecretAlphabet);
  key.created = now_millis(call);
  repository(call).insert_key(key);
  return Reply{json::object{{"AccessKey",
                             {{"UserName", user.name},
                              {"AccessKeyId", key.access_key_id},
                              {"Status", key.status},
                              {"SecretAccessKey", key.secret},
                              {"CreateDate", date(key.created)}}}}};
}

ApiResult<Reply> list_access_keys(Call& call) {
  ENI_TRY(const IamIdentity user, find_user_or_caller(call));
  json::array rows;
  for (const AccessKey& key : repository(call).keys_of(user.id))
    rows.push_back({{"UserName", user.name},
                    {"AccessKeyId", key.access_key_id},
                    {"Status", key.status},
                    {"CreateDate", date(key.created)}});
  ENI_TRY(json::object reply, page(call, "AccessKeyMetadata", std::move(rows), by_member("AccessKeyId")));
  return Reply{std::move(reply)};
}

ApiResult<Reply> update_access_key(Call& call) {
  ENI_TRY(const IamIdentity user, find_user_or_caller(call));
  ENI_TRY(const AccessKey key, find_key_of(call, user));
  repository(call).set_key_status(key.access_key_id, call.params.text_or("Status", ""));
  return Reply{};
}

ApiResult<Reply> delete_access_key(Call& call) {
  ENI_TRY(const IamIdentity user, find_user_or_caller(call));
  ENI_TRY(const AccessKey key, find_key_of(call, user));
  repository(call).delete_key(key.access_key_id);
  return Reply{};
}

ApiResult<Reply> get_access_key_last_used(Call& call) {
  const std::string id = call.params.text_or("AccessKeyId", "");
  const auto key = repository(call).find_key(id);
  const auto user = key ? repository(call).find_by_id(key->identity_id) : std::nullopt;
  // AWS tells nobody whether somebody else's key exists.
  if (!user || user->account != call.account().value)
    return aws::access_denied(
        "User: " + call.principal.arn +
        " is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key " + id);
  json::object used{{"ServiceName", "N/A"}, {"Region", "N/A"}};
  if (key->last_used)
    used = {{"LastUsedDate", date(*key->last_used)},
            {"ServiceName", key->last_used_service},
            {"Region", key->last_used_region}};
  return Reply{json::object{{"UserName", user->name}, {"AccessKeyLastUsed", std::move(used)}}};
}

}  // namespace eni::sandbox::iam_service
