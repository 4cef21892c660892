#pragma once
/// EC2 Auto Scaling's rows: groups with their tags and parts, and launch configurations. Instances and activities have a
/// repository of their own (autoscaling_instance_repository.h).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Whose groups.
struct AutoScalingPlace {
  std::string account;
  std::string region;
};

struct AutoScalingGroup {
  std::int64_t number = 0;
  std::string account;
  std::string region;
  std::string name;
  std::string arn;
  std::int64_t created = 0;  ///< milliseconds since the epoch
  bool is_deleting = false;
  /// Settings by their names on the wire, numbers and booleans as such. Members that begin with '_' are the sandbox's own.
  json::object document;
};

struct AutoScalingTag {
  std::string key;
  std::string value;
  bool propagate_at_launch = false;
};

/// What belongs to a group and has a name in it.
enum class AutoScalingPartKind : std::uint8_t {
  kLifecycleHook = 1,
  kPolicy = 2,
  kScheduledAction = 3,
  kInstanceRefresh = 4,
  kLaunch = 5,  ///< a call of RunInstances that is to be made; its name is the client token
  kNotification = 6,
};

struct AutoScalingPart {
  std::int64_t number = 0;
  std::int64_t group = 0;
  AutoScalingPartKind kind{};
  std::string name;
  std::int64_t due =
      0;  ///< milliseconds since the epoch, 0 if it waits for nothing: a scheduled action's next run
  json::object document;
};

struct LaunchConfiguration {
  std::string account;
  std::string region;
  std::string name;
  std::string arn;
  std::int64_t created = 0;
  json::object document;  ///< as DescribeLaunchConfigurations shows it
};

class AutoScalingRepository final : public Repository {
 public:
  explicit AutoScalingRepository(sqlite::Database& database);

  std::optional<AutoScalingGroup> find(const AutoScalingPlace& place, std::string_view name);
  std::optional<AutoScalingGroup> find(std::int64_t number);
  /// In the order of names, after `after`.
  std::vector<AutoScalingGroup> list(const AutoScalingPlace& place, std::string_view after,
                                     std::int64_t limit);
  std::int64_t count(const AutoScalingPlace& place);
  /// Of all accounts.
  std::vector<std::int64_t> all_numbers();
  /// Of all accounts, those that have metrics enabled.
  std::vector<std::int64_t> with_metrics();
  /// @return  it with its number
  AutoScalingGroup insert(AutoScalingGroup group);
  /// Its document and whether it is being deleted.
  void update(const AutoScalingGroup& group);
  /// With its tags and parts.
  void remove(std::int64_t number);

  std::vector<AutoScalingTag> tags(std::int64_t group);
  void set_tag(std::int64_t group, const AutoScalingTag& tag);
  void remove_tag(std::int64_t group, std::string_view key);

  std::optional<AutoScalingPart> find_part(std::int64_t group, AutoScalingPartKind kind,
                                           std::string_view name);
  /// In the order in which they were made.
  std::vector<AutoScalingPart> parts(std::int64_t group, AutoScalingPartKind kind);
  /// Makes it, or gives the one of this name another document and due time.
  void put_part(const AutoScalingPart& part);
  void remove_part(std::int64_t group, AutoScalingPartKind kind, std::string_view name);
  /// Of all groups, those of the kind that are due at `now`, and when the next one is.
  std::vector<AutoScalingPart> due_parts(AutoScalingPartKind kind, std::int64_t now);
  std::optional<std::int64_t> next_due(AutoScalingPartKind kind);

  std::optional<LaunchConfiguration> find_launch_configuration(const AutoScalingPlace& place,
                                                               std::string_view name);
  std::vector<LaunchConfiguration> launch_configurations(const AutoScalingPlace& place);
  void insert_launch_configuration(const LaunchConfiguration& configuration);
  void remove_launch_configuration(const AutoScalingPlace& place, std::string_view name);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement find_number_;
  sqlite::Statement list_;
  sqlite::Statement count_;
  sqlite::Statement all_numbers_;
  sqlite::Statement with_metrics_;
  sqlite::Statement insert_;
  sqlite::Statement update_;
  sqlite::Statement remove_;
  sqlite::Statement tags_;
  sqlite::Statement set_tag_;
  sqlite::Statement remove_tag_;
  sqlite::Statement find_part_;
  sqlite::Statement parts_;
  sqlite::Statement put_part_;
  sqlite::Statement remove_part_;
  sqlite::Statement due_parts_;
  sqlite::Statement next_due_;
  sqlite::Statement find_configuration_;
  sqlite::Statement configurations_;
  sqlite::Statement insert_configuration_;
  sqlite::Statement remove_configuration_;
};

}  // namespace eni::sandbox
