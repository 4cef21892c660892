#include "sandbox/services/cloudformation/engine/finish.h"

#include "base/text.h"
#include "sandbox/services/cloudformation/engine/physical.h"

namespace eni::sandbox::cloudformation {
namespace {

/// "A", "A and B", "A, B and C".
std::string listed(std::vector<std::string> names) {
  if (names.size() < 2) return join(names, "");
  const std::string last = std::move(names.back());
  names.pop_back();
  return join(names, ", ") + " and " + last;
}

/// Exports of the stack before that are not, or not so, among its new outputs and that others import.
StepResult<> check_importers(StackWork& work, const std::vector<tmpl::EvaluatedOutput>& outputs) {
  CloudFormationExports& exports = work.parts.store.get<CloudFormationExports>();
  for (const ExportRecord& old : exports.list(work.stack.account, work.stack.region)) {
    if (old.stack_id != work.stack.id) continue;
    const auto now = std::find_if(outputs.begin(), outputs.end(), [&](const tmpl::EvaluatedOutput& output) {
      return output.export_name == old.name;
    });
    if (now != outputs.end() && now->value == old.value) continue;
    const auto importers = exports.importers(work.stack.account, work.stack.region, old.name);
    if (importers.empty()) continue;
    const std::string verb = now == outputs.end() ? "deleted" : "updated";
    return Failure{"Export " + old.name + " cannot be " + verb + " as it is in use by " + listed(importers)};
  }
  return {};
}

StepResult<> check_exporters(StackWork& work, const std::vector<tmpl::EvaluatedOutput>& outputs) {
  CloudFormationExports& exports = work.parts.store.get<CloudFormationExports>();
  for (const tmpl::EvaluatedOutput& output : outputs) {
    if (output.export_name.empty()) continue;
    const auto other = exports.find(work.stack.account, work.stack.region, output.export_name);
    if (!other || other->stack_id == work.stack.id) continue;
    const auto owner = work.parts.store.get<CloudFormationStacks>().find_by_id(other->stack_id);
    return Failure{"Export with name " + output.export_name + " is already exported by stack " +
                   (owner ? owner->name : other->stack_id) + "."};
  }
  return {};
}

json::array shown(const std::vector<tmpl::EvaluatedOutput>& outputs) {
  json::array list;
  for (const tmpl::EvaluatedOutput& output : outputs) {
    json::object entry{{"OutputKey", output.name}, {"OutputValue", output.value}};
    if (!output.description.empty()) entry["Description"] = output.description;
    if (!output.export_name.empty()) entry["ExportName"] = output.export_name;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Task<StepResult<>> take_outputs(StackWork& work) {
  for (const tmpl::Output& output : work.model->tmpl.outputs) {
    const auto mentions = tmpl::active_references(work.model->tmpl, *output.value, work.model->conditions);
    co_await refresh_attributes(work, mentions);
  }
  StackResolver resolver{work.parts.store, work.stack, work.resources};
  const tmpl::Scope scope = work.model->scope(resolver);
  auto outputs = tmpl::evaluate_outputs(scope);
  if (outputs.has_error()) co_return Failure{outputs.error().message};
  auto imports = tmpl::imported_names(scope);
  if (imports.has_error()) co_return Failure{imports.error().message};
  ENI_CO_CHECK(check_importers(work, *outputs));
  ENI_CO_CHECK(check_exporters(work, *outputs));
  work.outputs = shown(*outputs);
  work.imports = *std::move(imports);
  co_return StepResult<>{};
}

StepResult<> check_imports(StackWork& work) {
  const std::set<std::string> nothing_else;
  StackResolver resolver{work.parts.store, work.stack, work.resources, &nothing_else};
  const auto names = tmpl::imported_names(work.model->scope(resolver));
  if (names.has_error()) return {};  // the resource that has it will say so
  for (const std::string& name : *names) {
    const auto found =
        work.parts.store.get<CloudFormationExports>().find(work.stack.account, work.stack.region, name);
    if (!found) return Failure{tmpl::undefined_export(name).message};
  }
  return {};
}

void save_exports(StackWork& work) {
  work.stack.outputs = work.outputs;
  std::vector<ExportRecord> records;
  for (const json::value& output : work.outputs) {
    const json::object& fields = output.as_object();
    if (const auto name = find_string(fields, "ExportName")) {
      records.push_back({*name, work.stack.id, as_text(fields.at("OutputValue"))});
    }
  }
  CloudFormationExports& exports = work.parts.store.get<CloudFormationExports>();
  exports.replace(work.stack, records);
  exports.replace_imports(work.stack, work.imports);
}

StepResult<> check_exports_unused(StackWork& work) { return check_importers(work, {}); }

void abandon_in_progress(StackWork& work) {
  for (auto& [logical_id, record] : work.resources) {
    if (!is_in_progress(record.status)) continue;
    ResourceState& state = record.current;
    if (state.physical_id.empty() && state.was_asked) {
      state.physical_id = physical_name(NameRule{255}, work.stack.name, logical_id, work.parts.random);
    } else if (state.physical_id.empty() && !state.was_there) {
      state.physical_id = state.planned_id;
    }
    const bool is_new = record.status == ResourceStatus::kCreateInProgress;
    work.failed.push_back(logical_id);
    work.set_resource_status(record, is_new ? ResourceStatus::kCreateFailed : ResourceStatus::kUpdateFailed,
                             cancelled(is_new ? "creation" : "update").reason);
  }
}

Alarm::Alarm(Scheduler& scheduler, std::optional<TimePoint> when, std::function<void()> ring)
    : scheduler_{scheduler} {
  if (when) timer_ = scheduler_.call_at(*when, std::move(ring));
}

Alarm::~Alarm() {
  if (timer_) scheduler_.cancel(*timer_);
}

}  // namespace eni::sandbox::cloudformation
