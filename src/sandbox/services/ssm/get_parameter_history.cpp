#include "base/time_text.h"
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"

namespace eni::sandbox::ssm_service {
namespace {

json::object history_entry(const Call& call, const SsmParameter& version, Decryption decryption) {
  json::array labels;
  for (const std::string& label : version.labels) labels.emplace_back(label);
  json::object entry{{"Name", version.name},
                     {"Type", version.type},
                     {"LastModifiedDate", epoch_seconds(TimePoint{Duration{version.last_modified}})},
                     {"LastModifiedUser", version.last_modified_user},
                     {"Value", visible_value(call, version, decryption)},
                     {"Version", version.version},
                     {"Labels", std::move(labels)},
                     {"Tier", version.tier},
                     {"Policies", json::array{}},
                     {"DataType", version.data_type}};
  if (!version.key_id.empty()) entry["KeyId"] = version.key_id;
  if (!version.description.empty()) entry["Description"] = version.description;
  if (!version.allowed_pattern.empty()) entry["AllowedPattern"] = version.allowed_pattern;
  return entry;
}

}  // namespace

ApiResult<Reply> get_parameter_history(Call& call) {
  const Decryption wanted = decryption(call);
  const auto latest = find_latest(call, parse_reference(text_at(call.params.all(), "Name")));
  if (!latest) return parameter_not_found();
  ENI_TRY(const Page page, read_page(call, 50));
  if (!page.after.empty() && page.after != latest->name) return invalid_next_token();
  auto versions = repository(call).history(latest->id);
  std::erase_if(versions, [&](const SsmParameter& one) { return one.version <= page.after_version; });
  const std::string next = end_page(versions, page);
  json::array entries;
  for (const SsmParameter& version : versions) entries.push_back(history_entry(call, version, wanted));
  json::object reply;
  reply["Parameters"] = std::move(entries);
  if (!next.empty()) reply["NextToken"] = next;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ssm_service
