/// CreateKeyPair, ImportKeyPair, DeleteKeyPair, DescribeKeyPairs.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/key_pairs/key_material.h"
#include "sandbox/services/ec2/key_pairs/operations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kKeyPair = "key-pair";

constexpr FilterName kFilters[] = {
    {"fingerprint", "keyFingerprint"}, {"key-name", "keyName"}, {"key-pair-id", "keyPairId"}};

std::vector<Ec2Resource> own_pairs(const Call& call) {
  return call.store<Ec2Repository>().list({call.account().value, call.region.value}, kKeyPair);
}

std::optional<Ec2Resource> find_pair(const Call& call, std::string_view member, std::string_view value) {
  for (Ec2Resource& pair : own_pairs(call))
    if (find_string(pair.document, member) == value) return std::move(pair);
  return std::nullopt;
}

ApiResult<std::string> new_name(const Call& call) {
  const auto name = call.params.text("KeyName");
  if (!name || name->empty()) return missing_parameter("KeyName");
  if (find_pair(call, "keyName", *name))
    return ApiError{"InvalidKeyPair.Duplicate", "The keypair already exists"};
  return *name;
}

json::object store_pair(const Call& call, const std::string& name, KeyType type, const KeyMaterial& material,
                        const Ec2Tags& tags) {
  Ec2Resource pair{
      new_id(call, "key-"), call.account().value, call.region.value, std::string(kKeyPair), "", {}};
  pair.document = {{"keyPairId", pair.id},
                   {"keyName", name},
                   {"keyType", type == KeyType::kRsa ? "rsa" : "ed25519"},
                   {"keyFingerprint", material.fingerprint},
                   {"createTime", iso8601_millis(call.now())},
                   {"_publicKey", material.public_key}};
  auto& repository = call.store<Ec2Repository>();
  repository.insert(pair);
  put_tags(repository, pair.id, tags);
  return {{"keyPairId", pair.id},
          {"keyName", name},
          {"keyFingerprint", material.fingerprint},
          {"tagSet", tag_set(tags)}};
}

ApiResult<KeyType> read_type(const Call& call) {
  const std::string type = call.params.text_or("KeyType", "rsa");
  if (type == "rsa") return KeyType::kRsa;
  if (type == "ed25519") return KeyType::kEd25519;
  return invalid_parameter_value("Value (" + type + ") for parameter KeyType is invalid.");
}

}  // namespace

ApiResult<Reply> create_key_pair(Call& call) {
  if (call.params.text_or("KeyFormat", "pem") != "pem") return unsupported("key pairs in the format ppk");
  ENI_TRY(const auto name, new_name(call));
  ENI_TRY(const auto type, read_type(call));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateKeyPair", {kKeyPair}));
  const KeyMaterial material = make_key(type);
  json::object reply = store_pair(call, name, type, material, tags_for(tags, kKeyPair));
  reply["keyMaterial"] = material.private_key;  // Shown once; kept nowhere.
  return Reply{std::move(reply)};
}

ApiResult<Reply> import_key_pair(Call& call) {
  ENI_TRY(const auto name, new_name(call));
  const auto material = call.params.text("PublicKeyMaterial");
  if (!material) return missing_parameter("PublicKeyMaterial");
  const auto text = base64_decode(*material);
  const auto key = text ? read_public_key(*text) : std::nullopt;
  if (!key) return ApiError{"InvalidKey.Format", "Key is not in valid OpenSSH public key format"};
  ENI_TRY(const auto tags, tags_on_creation(call, "ImportKeyPair", {kKeyPair}));
  return Reply{store_pair(call, name, key->type, key->material, tags_for(tags, kKeyPair))};
}

ApiResult<Reply> delete_key_pair(Call& call) {
  const auto name = call.params.text("KeyName");
  const auto id = call.params.text("KeyPairId");
  if (!name && !id) return missing_parameter("KeyName or KeyPairId");
  const auto pair = id ? find_pair(call, "keyPairId", *id) : find_pair(call, "keyName", *name);
  json::object reply{{"return", true}};  // As on AWS, also for one that does not exist.
  if (pair) {
    call.store<Ec2Repository>().remove(pair->id);
    reply["keyPairId"] = pair->id;
  }
  return Reply{std::move(reply)};
}

ApiResult<Reply> describe_key_pairs(Call& call) {
  ENI_TRY(const auto names, call.params.texts("KeyName"));
  ENI_TRY(const auto ids, call.params.texts("KeyPairId"));
  ENI_TRY(const auto with_public_key, call.params.boolean("IncludePublicKey"));
  for (const std::string& name : names) {
    if (!find_pair(call, "keyName", name))
      return ApiError{"InvalidKeyPair.NotFound", "The key pair '" + name + "' does not exist"};
  }
  for (const std::string& id : ids) {
    if (!find_pair(call, "keyPairId", id))
      return ApiError{"InvalidKeyPair.NotFound", "The key pair ID '" + id + "' does not exist"};
  }
  const auto has = [](const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  std::vector<json::object> items;
  for (Ec2Resource& pair : own_pairs(call)) {
    const bool all = names.empty() && ids.empty();
    if (!all && !has(ids, pair.id) && !has(names, as_text(pair.document.at("keyName")))) continue;
    json::object item = std::move(pair.document);
    if (with_public_key.value_or(false)) {
      json::value key = item.at("_publicKey");  // A copy: a new member moves the others.
      item["publicKey"] = std::move(key);
    }
    item["tagSet"] = tag_set(call.store<Ec2Repository>().tags(pair.id));
    items.push_back(std::move(item));
  }
  return describe(call, std::move(items), "keySet", "keyPairId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
