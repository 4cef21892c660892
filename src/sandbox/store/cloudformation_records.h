#pragma once
/// What CloudFormation keeps: stacks, their resources, change sets.
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "sandbox/store/cloudformation_status.h"

namespace eni::sandbox {

/// What a stack is made from: everything that an update replaces and that a rollback brings back.
struct StackDefinition {
  std::string template_body;
  json::array parameters;               ///< {ParameterKey, ParameterValue[, ResolvedValue]}, values as given
  json::array tags;                     ///< {Key, Value}
  json::array capabilities;             ///< texts
  json::array notification_arns;        ///< texts
  json::object rollback_configuration;  ///< {RollbackTriggers: [{Arn, Type}], MonitoringTimeInMinutes}
  std::string role_arn;                 ///< the service role, or empty

  json::object to_json() const;
  static StackDefinition from_json(const json::object& object);
  bool operator==(const StackDefinition&) const = default;
};

struct StackRecord {
  std::string id;  ///< arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID
  std::string account;
  std::string region;
  std::string name;
  StackStatus status = StackStatus::kNone;
  std::string status_reason;
  TimePoint creation_time;
  std::optional<TimePoint> last_updated_time;
  std::optional<TimePoint> deletion_time;  ///< of those that are DELETE_COMPLETE, and of no others

  StackDefinition definition;
  std::string parent_id;  ///< of a nested stack; "" otherwise
  std::string root_id;    ///< the one that is nested in none
  std::string description;
  json::array outputs;  ///< {OutputKey, OutputValue[, Description][, ExportName]}
  std::string change_set_id;
  std::string policy_body;
  std::string last_token;  ///< ClientRequestToken of the newest operation
  std::string last_token_operation;
  json::object principal;   ///< Principal::to_json() of the deployer
  int timeout_minutes = 0;  ///< 0: none
  bool disable_rollback = false;
  bool termination_protection = false;
  bool retain_except_on_create = false;
  json::object drift;  ///< as last detected: {Id, Status, Timestamp, Resources by logical id}; empty: never
  json::object operation;  ///< StackOperation::to_json() while one is running or has failed; else empty
};

/// A call that makes something whose id its reply alone tells.
struct CreationCall {
  std::string service;
  std::string operation;
  json::object params;                ///< only if a token among them makes a repeat the same call
  std::optional<json::object> reply;  ///< nothing: begun, and not known whether it was carried out

  json::object to_json() const;
  static CreationCall from_json(const json::object& object);
};

/// One physical resource.
struct ResourceState {
  std::string type;
  std::string physical_id;  ///< empty: not there (yet)
  json::object properties;  ///< as applied
  json::object attributes;  ///< what Fn::GetAtt gives
  json::object
      references;  ///< dynamic references of the properties, by their text: what they were resolved to; not those to secrets
  json::object written;  ///< the properties with references in the places of secrets; empty: there are none
  json::value metadata;
  std::string deletion_policy = "Delete";
  std::string update_replace_policy = "Delete";
  json::value creation_policy = nullptr;  ///< null: none; the same below
  json::value update_policy = nullptr;
  std::vector<std::string> needs;  ///< logical ids it was made after, so it goes before them
  bool no_echo = false;            ///< a custom resource's Data is not to be shown
  std::string planned_name;        ///< chosen before creation; "" of what has none
  std::string planned_id;  ///< what an interrupted creation may have left; "" while its service alone knows
  std::optional<CreationCall> creation_call;  ///< until the id of what it makes is in planned_id
  bool was_there = false;                     ///< planned_id existed before, so it is not ours to delete
  bool was_asked = false;                     ///< a custom resource's function received a Create
  std::string request_id;                     ///< of a custom resource's last answered request
  json::array stack_tags;                     ///< the stack's own tags when it was applied

  /// The properties as callers may see them, and as changes of them are told: without secrets.
  const json::object& shown() const { return written.empty() ? properties : written; }
  json::object to_json() const;
  static ResourceState from_json(const json::object& object);
};

/// What the running operation did to a resource. A rollback does the opposite.
enum class ResourceChange { kNone, kAdded, kUpdated, kReplaced, kRemoved };
std::string_view to_string(ResourceChange change);

struct ResourceRecord {
  std::string stack_id;
  std::string logical_id;
  int position = 0;  ///< in order of creation
  ResourceStatus status = ResourceStatus::kNone;
  std::string status_reason;
  TimePoint updated_at;
  ResourceChange change = ResourceChange::kNone;
  ResourceState current;
  std::optional<ResourceState> previous;  ///< kUpdated: how it was; kReplaced: the other one, to be deleted
};

struct ChangeSetRecord {
  std::string id;  ///< arn:aws:cloudformation:REGION:ACCOUNT:changeSet/NAME/UUID
  std::string stack_id;
  std::string name;
  std::string type;  ///< CREATE, UPDATE or IMPORT
  ChangeSetStatus status = ChangeSetStatus::kCreateComplete;
  std::string status_reason;
  ExecutionStatus execution_status = ExecutionStatus::kUnavailable;
  TimePoint creation_time;
  std::string description;
  std::string on_stack_failure;
  std::string client_token;
  bool include_nested_stacks = false;      ///< as asked for; there is none
  bool import_existing_resources = false;  ///< as asked for; nothing is imported
  StackDefinition definition;
  json::array changes;   ///< as DescribeChangeSet shows them
  json::object imports;  ///< IMPORT: physical ids by logical id
};

}  // namespace eni::sandbox
