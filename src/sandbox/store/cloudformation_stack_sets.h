#pragma once
/// Stack sets, their instances, their operations and what came of these account by account.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// What an UpdateStackSet may change.
struct StackSetDefinition {
  std::string template_body;
  std::string description;
  json::array parameters;    ///< {ParameterKey, ParameterValue}
  json::array tags;          ///< {Key, Value}
  json::array capabilities;  ///< texts
  std::string administration_role_arn;
  std::string execution_role_name;
  bool auto_deployment = false;
  bool retain_on_account_removal = false;
  bool managed_execution = false;

  json::object to_json() const;
  static StackSetDefinition from_json(const json::object& object);
};

struct StackSetRecord {
  std::string id;  ///< NAME:UUID
  std::string account;
  std::string region;
  std::string name;
  bool is_active = true;  ///< deleted ones stay
  bool is_service_managed = false;
  StackSetDefinition definition;
  /// Where accounts that enter a unit get an instance: {OrganizationalUnitId, Regions}.
  json::array auto_deployment_targets;
  std::string creation_token;  ///< ClientRequestToken of the CreateStackSet
};

struct StackInstanceRecord {
  std::string stack_set_id;
  std::string account;
  std::string region;
  std::string organizational_unit;  ///< "" of self-managed ones
  std::string stack_name;           ///< StackSet-NAME-UUID, known before there is a stack
  std::string stack_id;             ///< "" until there is one
  std::string status;               ///< "CURRENT", "OUTDATED", "INOPERABLE"
  std::string detailed_status;      ///< "PENDING", "RUNNING", "SUCCEEDED", …
  std::string reason;
  std::string last_operation;
  json::array overrides;  ///< {ParameterKey, ParameterValue}
};

/// What an operation does to stacks.
enum class StackSetAction { kCreate, kUpdate, kDelete };
std::string_view to_string(StackSetAction action);

struct StackSetOperationRecord {
  std::int64_t number = 0;  ///< grows with time
  std::string stack_set_id;
  std::string id;
  StackSetAction action = StackSetAction::kCreate;
  std::string status;  ///< "QUEUED", "RUNNING", "STOPPING", "SUCCEEDED", "FAILED", "STOPPED"
  std::string status_reason;
  TimePoint created;
  std::optional<TimePoint> ended;
  json::object preferences;  ///< as given
  json::object targets;      ///< DeploymentTargets as given
  bool retain_stacks = false;
  std::string administration_role_arn;  ///< as they were when it was asked for
  std::string execution_role_name;
  std::string request;                           ///< digest of what was asked for, by which a repeat is known
  std::optional<json::array> overrides;          ///< ParameterOverrides as given
  bool leaves_others_outdated = false;           ///< updates: instances that it does not touch are OUTDATED
  std::optional<StackSetDefinition> definition;  ///< updates: what the stack set becomes when it begins

  bool is_open() const { return status == "QUEUED" || status == "RUNNING" || status == "STOPPING"; }
};

/// What an operation does in one account and Region, in the order of their turn.
struct StackSetResult {
  std::int64_t operation = 0;
  std::int64_t position = 0;
  std::string account;
  std::string region;
  std::string organizational_unit;
  std::string status;  ///< "PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"
  std::string reason;
};

class CloudFormationStackSets final : public Repository {
 public:
  explicit CloudFormationStackSets(sqlite::Database& database) : database_{database} {}

  /// Makes it, or writes it anew.
  void save(const StackSetRecord& set);
  std::optional<StackSetRecord> find_by_id(std::string_view id);
  /// A deleted one is not found by its name.
  std::optional<StackSetRecord> find_active(std::string_view account, std::string_view region,
                                            std::string_view name);
  /// Deleted ones too, in the order of names.
  std::vector<StackSetRecord> list(std::string_view account, std::string_view region);
  /// Active service-managed ones of all accounts and Regions.
  std::vector<StackSetRecord> service_managed();

 private:
  sqlite::Database& database_;
  sqlite::Statement save_{database_, R"(
    INSERT OR REPLACE INTO cloudformation_stack_sets (id, account, region, name, is_active, is_service_managed, document)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))"};
  sqlite::Statement find_by_id_{database_, R"(
    SELECT id, account, region, name, is_active, is_service_managed, document FROM cloudformation_stack_sets
    WHERE id = ?1)"};
  sqlite::Statement find_active_{database_, R"(
    SELECT id, account, region, name, is_active, is_service_managed, document FROM cloudformation_stack_sets
    WHERE account = ?1 AND region = ?2 AND name = ?3 AND is_active)"};
  sqlite::Statement list_{database_, R"(
    SELECT id, account, region, name, is_active, is_service_managed, document FROM cloudformation_stack_sets
    WHERE account = ?1 AND region = ?2 ORDER BY name, id)"};
  sqlite::Statement service_managed_{database_, R"(
    SELECT id, account, region, name, is_active, is_service_managed, document FROM cloudformation_stack_sets
    WHERE is_active AND is_service_managed ORDER BY account, region, name)"};
};

class CloudFormationStackInstances final : public Repository {
 public:
  explicit CloudFormationStackInstances(sqlite::Database& database) : database_{database} {}

  void save(const StackInstanceRecord& instance);
  void erase(std::string_view stack_set_id, std::string_view account, std::string_view region);
  std::optional<StackInstanceRecord> find(std::string_view stack_set_id, std::string_view account,
                                          std::string_view region);
  /// By account and Region.
  std::vector<StackInstanceRecord> of_set(std::string_view stack_set_id);
  /// Those in the account, by Region.
  std::vector<StackInstanceRecord> of_account(std::string_view stack_set_id, std::string_view account);
  bool has_any(std::string_view stack_set_id);

 private:
  sqlite::Database& database_;
  sqlite::Statement save_{database_, R"(
    INSERT OR REPLACE INTO cloudformation_stack_instances (stack_set_id, account, region, organizational_unit, stack_name,
      stack_id, status, detailed_status, reason, last_operation, overrides)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11))"};
  sqlite::Statement erase_{database_, R"(
    DELETE FROM cloudformation_stack_instances WHERE stack_set_id = ?1 AND account = ?2 AND region = ?3)"};
  sqlite::Statement find_{database_, R"(
    SELECT stack_set_id, account, region, organizational_unit, stack_name, stack_id, status, detailed_status, reason,
      last_operation, overrides FROM cloudformation_stack_instances
    WHERE stack_set_id = ?1 AND account = ?2 AND region = ?3)"};
  sqlite::Statement of_set_{database_, R"(
    SELECT stack_set_id, account, region, organizational_unit, stack_name, stack_id, status, detailed_status, reason,
      last_operation, overrides FROM cloudformation_stack_instances WHERE stack_set_id = ?1 ORDER BY account, region)"};
  sqlite::Statement of_account_{database_, R"(
    SELECT stack_set_id, account, region, organizational_unit, stack_name, stack_id, status, detailed_status, reason,
      last_operation, overrides FROM cloudformation_stack_instances WHERE stack_set_id = ?1 AND account = ?2 ORDER BY region)"};
  sqlite::Statement has_any_{database_,
                             "SELECT 1 FROM cloudformation_stack_instances WHERE stack_set_id = ?1 LIMIT 1"};
};

class CloudFormationStackSetOperations final : public Repository {
 public:
  explicit CloudFormationStackSetOperations(sqlite::Database& database) : database_{database} {}

  /// Writes an operation that is to begin, with its turns in their order.
  void insert_queued(StackSetOperationRecord operation, std::vector<StackSetResult> turns);
  /// Its status and its end.
  void update(const StackSetOperationRecord& operation);
  std::optional<StackSetOperationRecord> find(std::int64_t number);
  std::optional<StackSetOperationRecord> find_by_id(std::string_view stack_set_id, std::string_view id);
  /// Newest first.
  std::vector<StackSetOperationRecord> of_set(std::string_view stack_set_id);
  /// Of one set, oldest first, those that have not ended.
  std::vector<StackSetOperationRecord> open_of_set(std::string_view stack_set_id);
  /// Numbers of all operations that have not ended, oldest first.
  std::vector<std::int64_t> open();

  /// Its status and the reason.
  void update(const StackSetResult& result);
  /// In the order of their turn.
  std::vector<StackSetResult> results(std::int64_t operation);
  std::optional<StackSetResult> result(std::int64_t operation, std::int64_t position);
  std::int64_t failed_count(std::int64_t operation);

 private:
  sqlite::Database& database_;
  sqlite::Statement insert_{database_, R"(
    INSERT INTO cloudformation_stack_set_operations (stack_set_id, id, action, status, status_reason, created, ended,
      document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING number)"};
  sqlite::Statement update_{database_, R"(
    UPDATE cloudformation_stack_set_operations SET status = ?2, status_reason = ?3, ended = ?4 WHERE number = ?1)"};
  sqlite::Statement find_{database_, R"(
    SELECT number, stack_set_id, id, action, status, status_reason, created, ended, document
    FROM cloudformation_stack_set_operations WHERE number = ?1)"};
  sqlite::Statement find_by_id_{database_, R"(
    SELECT number, stack_set_id, id, action, status, status_reason, created, ended, document
    FROM cloudformation_stack_set_operations WHERE stack_set_id = ?1 AND id = ?2)"};
  sqlite::Statement of_set_{database_, R"(
    SELECT number, stack_set_id, id, action, status, status_reason, created, ended, document
    FROM cloudformation_stack_set_operations WHERE stack_set_id = ?1 ORDER BY number DESC)"};
  sqlite::Statement open_of_set_{database_, R"(
    SELECT number, stack_set_id, id, action, status, status_reason, created, ended, document
    FROM cloudformation_stack_set_operations WHERE stack_set_id = ?1 AND ended IS NULL ORDER BY number)"};
  sqlite::Statement open_{database_, R"(
    SELECT number FROM cloudformation_stack_set_operations WHERE ended IS NULL ORDER BY number)"};
  sqlite::Statement insert_result_{database_, R"(
    INSERT INTO cloudformation_stack_set_results (operation, position, account, region, organizational_unit, status,
      reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))"};
  sqlite::Statement update_result_{database_, R"(
    UPDATE cloudformation_stack_set_results SET status = ?3, reason = ?4 WHERE operation = ?1 AND position = ?2)"};
  sqlite::Statement results_{database_, R"(
    SELECT operation, position, account, region, organizational_unit, status, reason
    FROM cloudformation_stack_set_results WHERE operation = ?1 ORDER BY position)"};
  sqlite::Statement result_{database_, R"(
    SELECT operation, position, account, region, organizational_unit, status, reason
    FROM cloudformation_stack_set_results WHERE operation = ?1 AND position = ?2)"};
  sqlite::Statement failed_count_{database_, R"(
    SELECT count(*) FROM cloudformation_stack_set_results WHERE operation = ?1 AND status = 'FAILED')"};
};

}  // namespace eni::sandbox
