#include "sandbox/services/cloudformation/stack_sets/instance_rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kInitiated = "User initiated operation";

const json::value* parameter(const json::array& list, std::string_view key) {
  for (const json::value& one : list)
    if (text_at(one, "ParameterKey") == key) return &one;
  return nullptr;
}

json::object value_of(const json::value& parameter) {
  return {{"ParameterKey", text_at(parameter, "ParameterKey")},
          {"ParameterValue", text_at(parameter, "ParameterValue")}};
}

bool is_flag_set(const json::value& parameter, std::string_view name) {
  const json::value* flag = find(parameter, name);
  return flag && ((flag->is_bool() && flag->get_bool()) || as_text(*flag) == "true");
}

StackInstanceRecord instance_of(Environment& env, const StackSetRecord& set, const StackSetResult& turn) {
  auto& instances = env.store.get<CloudFormationStackInstances>();
  if (auto known = instances.find(set.id, turn.account, turn.region)) return *std::move(known);
  StackInstanceRecord instance;
  instance.stack_set_id = set.id;
  instance.account = turn.account;
  instance.region = turn.region;
  instance.organizational_unit = turn.organizational_unit;
  instance.stack_name = "StackSet-" + set.name + "-" + env.random.uuid();
  instance.status = "OUTDATED";
  return instance;
}

void mark_others_outdated(Store& store, const std::string& stack_set_id) {
  auto& instances = store.get<CloudFormationStackInstances>();
  for (StackInstanceRecord& instance : instances.of_set(stack_set_id)) {
    if (instance.status != "CURRENT") continue;
    instance.status = "OUTDATED";
    instances.save(instance);
  }
}

std::string_view detailed_status(const InstanceOutcome& outcome, const StackSetOperationRecord& operation) {
  if (outcome.is_skipped) return "SKIPPED_SUSPENDED_ACCOUNT";
  if (outcome.has_succeeded) return "SUCCEEDED";
  return operation.action == StackSetAction::kDelete ? "INOPERABLE" : "FAILED";
}

}  // namespace

void prepare_instances(Environment& env, const StackSetOperationRecord& operation,
                       const std::vector<StackSetResult>& turns) {
  auto& sets = env.store.get<CloudFormationStackSets>();
  auto& instances = env.store.get<CloudFormationStackInstances>();
  auto set = sets.find_by_id(operation.stack_set_id);
  if (!set) return;
  if (operation.definition) {
    set->definition = *operation.definition;
    sets.save(*set);
  }
  if (operation.leaves_others_outdated) mark_others_outdated(env.store, set->id);
  for (const StackSetResult& turn : turns) {
    // Another operation, for which this one waited, may have deleted it.
    const bool is_there = instances.find(set->id, turn.account, turn.region).has_value();
    if (operation.action == StackSetAction::kDelete && !is_there) continue;
    StackInstanceRecord instance = instance_of(env, *set, turn);
    if (is_excluded(operation, instance)) continue;
    if (operation.action != StackSetAction::kDelete) {
      instance.status = "OUTDATED";
      if (operation.overrides)
        instance.overrides = changed_overrides(instance.overrides, *operation.overrides);
    }
    instance.detailed_status = "PENDING";
    instance.reason = kInitiated;
    instance.last_operation = operation.id;
    instances.save(instance);
  }
}

bool is_excluded(const StackSetOperationRecord& operation, const StackInstanceRecord& instance) {
  return operation.definition && instance.status == "INOPERABLE";
}

void note_turn(Store& store, const std::string& stack_set_id, const StackSetResult& turn) {
  auto& instances = store.get<CloudFormationStackInstances>();
  auto instance = instances.find(stack_set_id, turn.account, turn.region);
  if (!instance) return;
  instance->detailed_status = turn.status;
  if (!turn.reason.empty()) instance->reason = turn.reason;
  instances.save(*instance);
}

void note_outcome(Store& store, const StackSetOperationRecord& operation, const StackSetResult& turn,
                  const InstanceOutcome& outcome) {
  auto& instances = store.get<CloudFormationStackInstances>();
  if (outcome.is_gone) {
    instances.erase(operation.stack_set_id, turn.account, turn.region);
    return;
  }
  auto instance = instances.find(operation.stack_set_id, turn.account, turn.region);
  if (!instance) return;
  if (outcome.is_excluded) {
    instance->detailed_status = "INOPERABLE";
    instances.save(*instance);
    return;
  }
  const bool is_deletion = operation.action == StackSetAction::kDelete;
  if (!outcome.has_succeeded) {
    instance->status = is_deletion ? "INOPERABLE" : "OUTDATED";
  } else if (!outcome.is_skipped) {
    instance->status = "CURRENT";
  }
  instance->detailed_status = detailed_status(outcome, operation);
  instance->reason = outcome.reason;
  if (!outcome.stack_id.empty()) instance->stack_id = outcome.stack_id;
  instances.save(*instance);
}

json::array effective_parameters(const json::array& parameters, const json::array& overrides) {
  json::array effective;
  for (const json::value& one : parameters) {
    const json::value* own = parameter(overrides, text_at(one, "ParameterKey"));
    effective.push_back(value_of(own ? *own : one));
  }
  for (const json::value& own : overrides)
    if (!parameter(parameters, text_at(own, "ParameterKey"))) effective.push_back(value_of(own));
  return effective;
}

json::array changed_overrides(const json::array& present, const json::array& given) {
  json::array changed;
  for (const json::value& one : given) {
    if (!is_flag_set(one, "UsePreviousValue")) {
      changed.push_back(value_of(one));
    } else if (const json::value* before = parameter(present, text_at(one, "ParameterKey"))) {
      changed.push_back(*before);
    }
  }
  return changed;
}

}  // namespace eni::sandbox::cloudformation
