#pragma once
/// Elastic Load Balancing's target groups and the targets registered with them.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/elb_repository.h"

namespace eni::sandbox {

enum class ElbTargetNumber : std::int64_t {};

struct ElbTargetGroup {
  ElbTargetGroupNumber number{};
  std::string arn;
  std::string account;
  std::string region;
  std::string name;
  json::object document;  ///< members of TargetGroup, and "attributes": {name: value}
};

struct ElbTarget {
  ElbTargetNumber number{};
  ElbTargetGroupNumber target_group{};
  std::string id;  ///< an instance's, or an address
  std::int64_t port = 0;
  std::string zone;         ///< where it is, or "all"
  std::string instance;     ///< EC2's behind it, "" if not known: an event of it concerns the target
  std::string state;        ///< as TargetHealth has it: "initial", "healthy", …
  std::string reason;       ///< "Elb.RegistrationInProgress"; "" for healthy ones
  std::string description;  ///< the same in words
  bool passing = false;     ///< what its health checks have said since `since`
  std::int64_t since = 0;   ///< milliseconds since the epoch
  std::int64_t due = 0;     ///< when to look again; 0: when something happens
};

class ElbTargetRepository final : public Repository {
 public:
  explicit ElbTargetRepository(sqlite::Database& database);

  std::optional<ElbTargetGroup> find_group(std::string_view arn);
  std::optional<ElbTargetGroup> find_group(ElbTargetGroupNumber number);
  std::optional<ElbTargetGroup> find_named(std::string_view account, std::string_view region,
                                           std::string_view name);
  std::vector<ElbTargetGroup> groups(std::string_view account, std::string_view region);
  ElbTargetGroup insert(ElbTargetGroup group);
  void update(const ElbTargetGroup& group);
  /// With its targets. No rule forwards to it.
  void remove(const ElbTargetGroup& group);

  std::optional<ElbTarget> find_target(ElbTargetNumber number);
  std::optional<ElbTarget> find_target(ElbTargetGroupNumber group, std::string_view id, std::int64_t port);
  std::vector<ElbTarget> targets(ElbTargetGroupNumber group);
  std::vector<ElbTargetNumber> targets_on(std::string_view instance);
  /// Of all accounts, those of groups that some rule forwards to, and those that are draining.
  std::vector<ElbTargetNumber> watched_targets();
  ElbTarget insert(ElbTarget target);
  void update(const ElbTarget& target);
  void remove(ElbTargetNumber target);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_group_;
  sqlite::Statement find_group_by_number_;
  sqlite::Statement find_named_;
  sqlite::Statement groups_;
  sqlite::Statement insert_group_;
  sqlite::Statement update_group_;
  sqlite::Statement remove_group_;
  sqlite::Statement remove_targets_;
  sqlite::Statement find_target_;
  sqlite::Statement find_target_in_group_;
  sqlite::Statement targets_;
  sqlite::Statement targets_on_;
  sqlite::Statement watched_targets_;
  sqlite::Statement insert_target_;
  sqlite::Statement update_target_;
  sqlite::Statement remove_target_;
};

}  // namespace eni::sandbox
