/// DescribeSecret, ListSecretVersionIds.
#include "base/text_array.h"
#include "base/time_text.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/page.h"
#include "sandbox/services/secretsmanager/secret_description.h"
#include "sandbox/services/secretsmanager/secret_reference.h"
#include "sandbox/services/secretsmanager/staging_labels.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::pair<std::string_view, std::string_view> kTimes[] = {
    {"Created", "CreatedDate"}, {"Changed", "LastChangedDate"}, {"Accessed", "LastAccessedDate"}};

double seconds(std::int64_t millis) { return epoch_seconds(TimePoint{Duration{millis}}); }

json::object listed_version(const SecretVersion& version) {
  json::object entry{{"VersionId", version.version_id}, {"CreatedDate", seconds(version.created)}};
  if (!version.stages.empty()) entry["VersionStages"] = text_array(version.stages);
  if (version.accessed != 0) entry["LastAccessedDate"] = seconds(version.accessed);
  json::array keys;
  keys.emplace_back("DefaultEncryptionKey");
  entry["KmsKeyIds"] = std::move(keys);
  return entry;
}

}  // namespace

json::object described(const Call& call, const Secret& secret, std::string_view versions_member) {
  json::object entry = named(call, secret);
  const std::string description = text_at(secret.document, "Description");
  if (!description.empty()) entry["Description"] = description;
  for (const auto& [key, member] : kTimes)
    if (const auto time = integer_at(secret.document, key); time != 0) entry[member] = seconds(time);
  if (secret.deletes_at) entry["DeletedDate"] = seconds(*secret.deletes_at);
  if (const json::array& tags = array_at(secret.document, "Tags"); !tags.empty()) entry["Tags"] = tags;
  json::object stages;
  for (const SecretVersion& version : repository(call).versions(secret.id))
    if (!version.stages.empty()) stages[version.version_id] = text_array(version.stages);
  if (!stages.empty()) entry[versions_member] = std::move(stages);
  return entry;
}

ApiResult<Reply> describe_secret(Call& call) {
  ENI_TRY(const Secret secret, find_secret(call));
  return Reply{described(call, secret, "VersionIdsToStages")};
}

ApiResult<Reply> list_secret_version_ids(Call& call) {
  ENI_TRY(const Secret secret, find_secret(call));
  auto versions = repository(call).versions(secret.id);
  if (!flag_at(call.params.all(), "IncludeDeprecated"))
    std::erase_if(versions, [](const SecretVersion& one) { return one.stages.empty(); });
  ENI_TRY(const auto place, stopped_at(call));
  std::erase_if(versions, [&](const SecretVersion& one) { return place && one.number <= place->number; });
  const std::size_t size = page_size(call);
  const bool is_end = versions.size() <= size;
  if (!is_end) versions.resize(size);
  json::array entries;
  for (const SecretVersion& version : versions) entries.push_back(listed_version(version));
  json::object reply = named(call, secret);
  reply["Versions"] = std::move(entries);
  if (!is_end) reply["NextToken"] = token_of({"", versions.back().number});
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::secrets_manager
