#pragma once
/// Application Auto Scaling's rows: scalable targets with their policies and scheduled actions, and scaling activities.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct ScalableTarget {
  std::int64_t number = 0;
  std::string account;
  std::string region;
  std::string resource_id;   ///< "service/CLUSTER/SERVICE"
  std::int64_t created = 0;  ///< milliseconds since the epoch, as all times here
  /// MinCapacity, MaxCapacity, RoleARN, SuspendedState, ScalableTargetARN; members that begin with '_' are the sandbox's own.
  json::object document;
};

/// What belongs to a target and has a name in it.
enum class ScalingPartKind : std::uint8_t { kPolicy = 1, kScheduledAction = 2 };

struct ScalingPart {
  std::int64_t target = 0;
  ScalingPartKind kind{};
  std::string name;
  std::int64_t created = 0;
  std::int64_t due = 0;  ///< a scheduled action's next run; 0 if there is none
  json::object document;
};

struct ApplicationScalingActivity {
  std::string id;
  std::string account;
  std::string region;
  std::string resource_id;
  std::int64_t started = 0;
  std::int64_t ended = 0;  ///< 0 while it goes on
  json::object document;   ///< Description, Cause, StatusCode, StatusMessage
};

class ApplicationAutoScalingRepository final : public Repository {
 public:
  explicit ApplicationAutoScalingRepository(sqlite::Database& database);

  std::optional<ScalableTarget> find(std::string_view account, std::string_view region,
                                     std::string_view resource_id);
  std::optional<ScalableTarget> find(std::int64_t number);
  /// In the order of resource ids.
  std::vector<ScalableTarget> targets(std::string_view account, std::string_view region);
  std::vector<ScalableTarget> all_targets();
  ScalableTarget insert(ScalableTarget target);
  /// Its document.
  void update(const ScalableTarget& target);
  /// With its parts.
  void remove(std::int64_t number);

  std::optional<ScalingPart> find_part(std::int64_t target, ScalingPartKind kind, std::string_view name);
  /// In the order of names.
  std::vector<ScalingPart> parts(std::int64_t target, ScalingPartKind kind);
  /// Makes it, or gives the one of this name another document and due time.
  void put_part(const ScalingPart& part);
  void remove_part(std::int64_t target, ScalingPartKind kind, std::string_view name);
  /// Of all targets: scheduled actions that are due at `now`, and when the next one is.
  std::vector<ScalingPart> due_parts(std::int64_t now);
  std::optional<std::int64_t> next_due();

  void put_activity(const ApplicationScalingActivity& activity);
  /// Newest first; "" for all resources.
  std::vector<ApplicationScalingActivity> activities(std::string_view account, std::string_view region,
                                                     std::string_view resource_id);
  /// Those of a resource that go on.
  std::vector<ApplicationScalingActivity> activities_under_way(std::string_view account,
                                                               std::string_view region,
                                                               std::string_view resource_id);
  void forget_activities(std::int64_t before);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_, find_number_, targets_, all_targets_, insert_, update_, remove_;
  sqlite::Statement find_part_, parts_, put_part_, remove_part_, due_parts_, next_due_;
  sqlite::Statement put_activity_, activities_, under_way_, forget_;
};

}  // namespace eni::sandbox
