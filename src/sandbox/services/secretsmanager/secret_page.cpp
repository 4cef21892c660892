#include "sandbox/services/secretsmanager/secret_page.h"

#include <algorithm>
#include <limits>

#include "base/time_text.h"
#include "sandbox/services/secretsmanager/page.h"
#include "sandbox/services/secretsmanager/secret_filter.h"
#include "sandbox/services/secretsmanager/secret_reference.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::int64_t kRowsARead = 100;
/// So that filters that let nothing through hold up no other call.
constexpr std::size_t kMaxLookedAt = 500;
constexpr std::size_t kTimeDigits = 20;

/// Secrets come in the order in which they were made, by default: created-date is the same.
struct Order {
  std::string by;
  bool is_descending = false;
  bool is_sorted() const { return by != "created-date"; }
};

Order order_of(const Call& call) {
  return {call.params.text_or("SortBy", "created-date"), call.params.text_or("SortOrder", "asc") == "desc"};
}

/// Of the same number of digits, so that they compare as numbers do.
std::string time_key(std::int64_t time) {
  std::string digits = std::to_string(time);
  return std::string(kTimeDigits - digits.size(), '0') + digits;
}

Place place_of(const Order& order, const Secret& secret) {
  if (order.by == "name") return {secret.name, secret.id};
  if (order.by == "last-accessed-date") return {time_key(integer_at(secret.document, "Accessed")), secret.id};
  if (order.by == "last-changed-date") return {time_key(integer_at(secret.document, "Changed")), secret.id};
  return {"", secret.id};
}

/// All that come after the place.
std::vector<Secret> read_sorted(const Call& call, const Order& order, const std::optional<Place>& after) {
  const auto comes_before = [&](const Place& a, const Place& b) {
    return order.is_descending ? b < a : a < b;
  };
  auto secrets = repository(call).list(call.account().value, call.region.value, epoch_millis(call.now()));
  std::erase_if(
      secrets, [&](const Secret& secret) { return after && !comes_before(*after, place_of(order, secret)); });
  std::ranges::sort(secrets, comes_before, [&](const Secret& secret) { return place_of(order, secret); });
  return secrets;
}

/// Some that come after the place; none at the end.
std::vector<Secret> read_on(const Call& call, const Order& order, const std::optional<Place>& after) {
  if (order.is_sorted()) return read_sorted(call, order, after);
  const SecretsManagerRepository::Part part{call.account().value, call.region.value, epoch_millis(call.now()),
                                            kRowsARead};
  if (order.is_descending)
    return repository(call).list_before(part,
                                        after ? after->number : std::numeric_limits<std::int64_t>::max());
  return repository(call).list_after(part, after ? after->number : 0);
}

}  // namespace

ApiResult<SecretPage> read_secret_page(const Call& call, std::int64_t size) {
  ENI_TRY(std::optional<Place> place, stopped_at(call));
  const Order order = order_of(call);
  const SecretFilter filter{array_at(call.params.all(), "Filters")};
  const bool has_deleted = flag_at(call.params.all(), "IncludePlannedDeletion");
  const std::size_t max = page_size(call, size);
  SecretPage page;
  std::size_t looked_at = 0;
  for (auto rows = read_on(call, order, place); !rows.empty(); rows = read_on(call, order, place)) {
    for (Secret& secret : rows) {
      const bool is_wanted = (!secret.deletes_at || has_deleted) && filter.lets_through(secret);
      if (is_wanted && page.secrets.size() == max) {
        page.next = token_of(place_of(order, page.secrets.back()));
        return page;
      }
      place = place_of(order, secret);
      if (is_wanted) page.secrets.push_back(std::move(secret));
      if (++looked_at < kMaxLookedAt) continue;
      page.next = token_of(*place);
      return page;
    }
  }
  return page;
}

}  // namespace eni::sandbox::secrets_manager
