#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/page.h"
#include "sandbox/services/secretsmanager/secret_description.h"
#include "sandbox/services/secretsmanager/secret_filter.h"
#include "sandbox/services/secretsmanager/secret_reference.h"

namespace eni::sandbox::secrets_manager {
namespace {

/// They come in the order in which they were made.
void sort(const Call& call, std::vector<Secret>& secrets) {
  const std::string by = call.params.text_or("SortBy", "created-date");
  if (by == "name") std::ranges::stable_sort(secrets, {}, &Secret::name);
  if (by == "last-accessed-date" || by == "last-changed-date") {
    const std::string_view member = by == "last-accessed-date" ? "Accessed" : "Changed";
    std::ranges::stable_sort(secrets, {},
                             [&](const Secret& secret) { return integer_at(secret.document, member); });
  }
  if (call.params.text_or("SortOrder", "asc") == "desc") std::ranges::reverse(secrets);
}

}  // namespace

ApiResult<Reply> list_secrets(Call& call) {
  auto secrets = repository(call).list(call.account().value, call.region.value, epoch_millis(call.now()));
  const bool has_deleted = flag_at(call.params.all(), "IncludePlannedDeletion");
  const json::array& filters = array_at(call.params.all(), "Filters");
  std::erase_if(secrets, [&](const Secret& secret) {
    return (secret.deletes_at && !has_deleted) || !matches(filters, secret);
  });
  sort(call, secrets);
  ENI_TRY(const std::string next, take_page(call, secrets, &Secret::name));
  json::array entries;
  for (const Secret& secret : secrets) entries.push_back(described(call, secret, "SecretVersionsToStages"));
  json::object reply;
  reply["SecretList"] = std::move(entries);
  if (!next.empty()) reply["NextToken"] = next;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::secrets_manager
