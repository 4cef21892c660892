#pragma once
/// The instances of Auto Scaling groups, and what groups have done: their scaling activities.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/autoscaling_states.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct AutoScalingInstance {
  std::string id;  ///< EC2's
  std::int64_t group = 0;
  LifecycleState state = LifecycleState::kPending;
  std::string zone;
  bool is_healthy = true;
  bool is_protected = false;
  std::int64_t due = 0;   ///< when something is to be done with it, milliseconds since the epoch; 0: nothing
  json::object document;  ///< instances/instance.h says what it has
};

struct ScalingActivity {
  std::int64_t number = 0;
  std::int64_t group = 0;
  std::string id;
  std::string description;
  std::string cause;
  std::int64_t start = 0;  ///< milliseconds since the epoch
  std::int64_t end = 0;    ///< 0 while it goes on
  std::string status;      ///< "InProgress"
  std::string status_message;
  std::int64_t progress = 0;
  std::string details;  ///< JSON, as text
};

/// Of a group that may be gone.
struct ActivityOwner {
  std::int64_t group = 0;
  std::string name;
  std::string arn;
  bool is_deleted = false;
};

class AutoScalingInstanceRepository final : public Repository {
 public:
  explicit AutoScalingInstanceRepository(sqlite::Database& database);

  std::optional<AutoScalingInstance> find(std::string_view id);
  /// All of a group, in the order of ids.
  std::vector<AutoScalingInstance> list(std::int64_t group);
  std::vector<AutoScalingInstance> in_state(std::int64_t group, LifecycleState state);
  std::vector<AutoScalingInstance> unhealthy(std::int64_t group);
  /// Those that are due at `now`.
  std::vector<AutoScalingInstance> due(std::int64_t group, std::int64_t now);
  std::optional<std::int64_t> next_due(std::int64_t group);
  std::map<LifecycleState, std::int64_t> counts(std::int64_t group);
  /// How much of the group's capacity each zone has.
  std::map<std::string, std::int64_t> capacity_by_zone(std::int64_t group);
  void insert(const AutoScalingInstance& instance);
  void update(const AutoScalingInstance& instance);
  void remove(std::string_view id);

  /// @return  it with its number
  ScalingActivity add_activity(ScalingActivity activity);
  void update_activity(const ScalingActivity& activity);
  std::optional<ScalingActivity> find_activity(std::string_view id);
  /// Unfinished ones first, then the newest; from `offset` on.
  std::vector<ScalingActivity> activities(std::int64_t group, std::int64_t offset, std::int64_t limit);
  /// The groups of an account that have activities, deleted ones included, the newest group first.
  std::vector<ActivityOwner> activity_owners(std::string_view account, std::string_view region);
  void add_activity_owner(std::string_view account, std::string_view region, const ActivityOwner& owner);
  void set_owner_deleted(std::int64_t group);
  /// Forgets activities that began before `time` and have ended.
  void forget_activities(std::int64_t group, std::int64_t time);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement list_;
  sqlite::Statement in_state_;
  sqlite::Statement unhealthy_;
  sqlite::Statement due_;
  sqlite::Statement next_due_;
  sqlite::Statement counts_;
  sqlite::Statement capacity_by_zone_;
  sqlite::Statement insert_;
  sqlite::Statement update_;
  sqlite::Statement remove_;
  sqlite::Statement add_activity_;
  sqlite::Statement update_activity_;
  sqlite::Statement find_activity_;
  sqlite::Statement activities_;
  sqlite::Statement owners_;
  sqlite::Statement add_owner_;
  sqlite::Statement set_owner_deleted_;
  sqlite::Statement forget_activities_;
};

}  // namespace eni::sandbox
