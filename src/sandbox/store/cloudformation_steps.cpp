#include "sandbox/store/cloudformation_steps.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

ResourceSignal read_signal(const sqlite::Statement& row) {
  return {row.integer(0), row.text(1), row.integer(2) != 0, row.integer(3) != 0};
}

json::object read_state(const sqlite::Statement& row) { return read_document(row, 0); }

}  // namespace

json::object CloudFormationSteps::state(const std::string& stack_id, const std::string& logical_id) {
  auto state = first_row(state_.query(stack_id, logical_id), read_state);
  return state ? *std::move(state) : json::object{};
}

void CloudFormationSteps::keep(const std::string& stack_id, const std::string& logical_id,
                               const json::object& state) {
  keep_.run(stack_id, logical_id, json::serialize(state));
}

void CloudFormationSteps::add_signal(const std::string& stack_id, const std::string& logical_id,
                                     const std::string& unique_id, bool is_success) {
  add_signal_.run(stack_id, logical_id, unique_id, is_success ? 1 : 0);
}

std::vector<ResourceSignal> CloudFormationSteps::signals(const std::string& stack_id,
                                                         const std::string& logical_id) {
  return all_rows(signals_.query(stack_id, logical_id), read_signal);
}

void CloudFormationSteps::take_signal(std::int64_t number) { take_signal_.run(number); }

void CloudFormationSteps::forget(const std::string& stack_id, const std::string& logical_id) {
  forget_state_.run(stack_id, logical_id);
  forget_signals_.run(stack_id, logical_id);
}

void CloudFormationWaitHandles::add(const std::string& id) { add_.run(id); }

bool CloudFormationWaitHandles::put(const std::string& id, const std::string& body) {
  put_.run(id, body);
  return database_.changes() == 1;
}

std::vector<std::string> CloudFormationWaitHandles::bodies(const std::string& id) {
  return all_rows(bodies_.query(id), [](const sqlite::Statement& row) { return row.text(0); });
}

void CloudFormationWaitHandles::erase(const std::string& id) { erase_.run(id); }

}  // namespace eni::sandbox
