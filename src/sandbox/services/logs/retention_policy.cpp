/// PutRetentionPolicy, DeleteRetentionPolicy.
#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"

namespace eni::sandbox::logs_service {
namespace {

/// Source: CloudWatch Logs API Reference, PutRetentionPolicy, retentionInDays.
constexpr int kRetentionDays[] = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                                  365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

std::string allowed_values() {
  std::string list;
  for (const int days : kRetentionDays) list += (list.empty() ? "" : ", ") + std::to_string(days);
  return list;
}

}  // namespace

ApiResult<Reply> put_retention_policy(Call& call) {
  const auto days = integer_at(call.params.all(), "retentionInDays");
  if (std::find(std::begin(kRetentionDays), std::end(kRetentionDays), days) == std::end(kRetentionDays))
    return constraint_error(std::to_string(days), "retentionInDays",
                            "Member must satisfy enum value set: [" + allowed_values() + "]");
  ENI_TRY(auto group, find_group(call));
  group.retention_days = static_cast<int>(days);
  repository(call).set_retention(group.id, group.retention_days);
  repository(call).expire(group, now_millis(call));
  return Reply{};
}

ApiResult<Reply> delete_retention_policy(Call& call) {
  ENI_TRY(const auto group, find_group(call));
  repository(call).set_retention(group.id, std::nullopt);
  return Reply{};
}

}  // namespace eni::sandbox::logs_service
