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

}  // namespace eni::sandbox
