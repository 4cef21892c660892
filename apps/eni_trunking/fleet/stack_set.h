#pragma once
/// A stack set at CloudFormation: what it consists of, and the operations on it.
/// Source: AWS CloudFormation API Reference and User Guide, "StackSets".
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/aws_client.h"
#include "eni_trunking/fleet/fleet_options.h"

namespace eni::command {

enum class PermissionModel {
  kSelfManaged,    ///< an administration role, and an execution role in each account
  kServiceManaged  ///< by AWS Organizations, to whole organizational units
};
std::string_view to_string(PermissionModel model);

/// Where one stack of a stack set is.
struct StackPlace {
  std::string account;
  std::string region;
  auto operator<=>(const StackPlace&) const = default;
};

struct StackInstance {
  StackPlace place;
  std::string status;  ///< CURRENT, OUTDATED, INOPERABLE
  std::string
      detailed_status;  ///< PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED, INOPERABLE, SKIPPED_SUSPENDED_ACCOUNT
  std::string reason;
  std::string stack_id;             ///< "": its stack was never made
  std::string organizational_unit;  ///< that it was deployed by; "": self-managed
  std::string drift;                ///< DRIFTED, IN_SYNC, UNKNOWN, NOT_CHECKED

  bool is_current() const { return status == "CURRENT"; }
  /// By an operation that is under way.
  bool is_awaited() const { return detailed_status == "PENDING" || detailed_status == "RUNNING"; }
};

/// What the stacks are made of.
struct StackSetContent {
  std::string template_body;
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> tags;
  PermissionModel permissions = PermissionModel::kSelfManaged;
  std::string administration_role_arn;  ///< "": AWS's default
  std::string execution_role_name;      ///< "": AWS's default
  bool is_auto_deployed = false;        ///< service-managed: accounts that join a unit get the stack, too
};

struct StackSetDescription : StackSetContent {
  std::string name;
  std::string id;
};

/// Accounts by Regions, all of them: what one operation is about.
struct TargetGroup {
  std::vector<std::string> organizational_units = {};  ///< service-managed
  std::vector<std::string> accounts = {};  ///< of those units; empty: all of them, as far as AWS knows
  std::vector<std::string> regions = {};

  std::size_t size() const { return accounts.size() * regions.size(); }
};

struct StackSetOperation {
  std::string id;
  std::string action;  ///< CREATE, UPDATE, DELETE, DETECT_DRIFT
  std::string status;  ///< QUEUED, RUNNING, STOPPING, STOPPED, SUCCEEDED, FAILED
  std::string reason;

  bool has_ended() const { return status == "SUCCEEDED" || status == "FAILED" || status == "STOPPED"; }
};

/// Of an operation in one place.
struct OperationResult {
  StackPlace place;
  std::string status;  ///< PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED
  std::string reason;
};

enum class Stacks { kDelete, kRetain };

/// Whose stack set it is: the caller's account's, or of service-managed ones the management account's.
enum class CallAs { kSelf, kDelegatedAdministrator };

/// Each of the calls that begin something names its operation beforehand, so that one whose answer was lost is not begun twice.
class StackSet {
 public:
  /// @param client  of the Region where the stack set is administrated; outlives this
  StackSet(client::AwsClient& client, std::string name, CallAs call_as)
      : client_{&client}, name_{std::move(name)}, call_as_{call_as} {}

  const std::string& name() const { return name_; }

  /// @return  nothing if there is no such stack set
  client::CallResult<std::optional<StackSetDescription>> find();
  client::CallResult<std::vector<StackInstance>> instances();
  /// That which is queued, runs or is being stopped.
  client::CallResult<std::optional<StackSetOperation>> running_operation();
  client::CallResult<StackSetOperation> operation(const std::string& id);
  client::CallResult<std::vector<OperationResult>> results(const std::string& operation_id);

  client::CallResult<void> create(const StackSetContent& content);
  /// @return  of these: the operation's id
  client::CallResult<std::string> update(const StackSetContent& content, const OperationPreferences& how);
  client::CallResult<std::string> create_instances(const TargetGroup& group, const OperationPreferences& how);
  /// Once more as the stack set has it: for those that failed.
  client::CallResult<std::string> update_instances(const TargetGroup& group, const OperationPreferences& how);
  client::CallResult<std::string> delete_instances(const TargetGroup& group, Stacks stacks,
                                                   const OperationPreferences& how);
  /// Of a stack set without instances.
  client::CallResult<void> remove();

  /// Whether StackSets may work with the organization, which service-managed stack sets need.
  /// Source: AWS CloudFormation User Guide, "Activate trusted access for StackSets with AWS Organizations".
  client::CallResult<bool> has_organizations_access();
  /// Makes it so; only the management account may.
  client::CallResult<void> activate_organizations_access();

 private:
  json::object with_name(json::object params) const;
  client::CallResult<json::value> call(std::string_view operation, json::object params = {});
  client::CallResult<json::array> list(std::string_view operation, json::object params = {});
  client::CallResult<std::string> begin(std::string_view operation, json::object params,
                                        const OperationPreferences& how);

  client::AwsClient* client_;
  std::string name_;
  CallAs call_as_;
};

/// Whether the template is the command's own: it makes the setting.
bool is_own_template(const std::string& template_body);

}  // namespace eni::command
