#include "sandbox/services/cloudformation/stack_sets/stack_set_engine.h"

#include "sandbox/services/cloudformation/stack_sets/auto_deployment.h"
#include "sandbox/services/cloudformation/stack_sets/instance_rows.h"
#include "sandbox/services/cloudformation/stack_sets/organization.h"
#include "sandbox/services/cloudformation/stack_sets/preferences.h"
#include "sandbox/services/cloudformation/stack_sets/stack_deployment.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kTooManyFailed = "Cancelled since failure tolerance has exceeded";
constexpr std::string_view kStopped = "Cancelled since the operation was stopped";  // [assumed] wording

constexpr std::pair<std::string_view, TurnStatus> kStatuses[] = {{"PENDING", TurnStatus::kPending},
                                                                 {"RUNNING", TurnStatus::kRunning},
                                                                 {"SUCCEEDED", TurnStatus::kSucceeded},
                                                                 {"FAILED", TurnStatus::kFailed},
                                                                 {"CANCELLED", TurnStatus::kCancelled}};

TurnStatus status_of(const StackSetResult& turn) {
  for (const auto& [name, status] : kStatuses)
    if (name == turn.status) return status;
  throw sqlite::Failure("unknown status of a stack set's operation in the state file: " + turn.status);
}

std::vector<Turn> schedule_of(const std::vector<StackSetResult>& turns) {
  std::vector<Turn> schedule;
  schedule.reserve(turns.size());
  for (const StackSetResult& turn : turns) schedule.push_back({turn.region, status_of(turn)});
  return schedule;
}

}  // namespace

StackSetEngine::StackSetEngine(Environment& env)
    : env_{env},
      sets_{env, "operation on a stack set", [this](std::string id) { return advance(std::move(id)); }},
      turns_{env, "stack instance", [this](TurnKey key) { return take_turn(key); }},
      accounts_{env, "automatic deployment",
                [this](std::string account) { return deploy_automatically(std::move(account)); }} {}

void StackSetEngine::start() {
  auto& operations = env_.store.get<CloudFormationStackSetOperations>();
  for (const std::int64_t number : operations.open()) {
    const auto operation = operations.find(number);
    if (!operation) continue;
    env_.log.info("resuming an unfinished operation on a stack set",
                  {{"stack_set", operation->stack_set_id}, {"operation", operation->id}});
    for (const StackSetResult& turn : operations.results(number))
      if (turn.status == "RUNNING") turns_.begin({number, turn.position});
    begin(operation->stack_set_id);
  }
  for (const std::string& account : changed_accounts(env_.store)) {
    env_.log.info("resuming an account's move into or out of a unit", {{"account", account}});
    accounts_.begin(account);
  }
}

bool StackSetEngine::hears(const Event& event) const { return event.source == "aws.organizations"; }

void StackSetEngine::receive(const Event& event) {
  const json::object& created =
      object_at(object_at(event.detail, "serviceEventDetails"), "createAccountStatus");
  for (const json::object& told : {object_at(event.detail, "requestParameters"), created})
    if (const auto account = find_string(told, "accountId")) accounts_.begin(*account);
}

StackSetEngine::Running* StackSetEngine::running(const std::string& stack_set_id) {
  if (const auto known = running_.find(stack_set_id); known != running_.end()) return known->second.get();
  auto& operations = env_.store.get<CloudFormationStackSetOperations>();
  auto open = operations.open_of_set(stack_set_id);
  if (open.empty()) return nullptr;
  auto made = std::make_unique<Running>();
  made->operation = std::move(open.front());
  made->turns = operations.results(made->operation.number);
  // They were checked before they were written.
  made->preferences = read_preferences(made->operation.preferences).value();
  return running_.emplace(stack_set_id, std::move(made)).first->second.get();
}

Task<void> StackSetEngine::advance(std::string stack_set_id) {
  while (Running* now = running(stack_set_id)) {
    auto& operations = env_.store.get<CloudFormationStackSetOperations>();
    // A stop is written by the call that asks for it.
    now->operation = operations.find(now->operation.number).value();
    if (now->operation.status == "QUEUED") {
      sqlite::Transaction transaction{env_.store.database()};
      now->operation.status = "RUNNING";
      operations.update(now->operation);
      prepare_instances(env_, now->operation, now->turns);
      transaction.commit();
    }
    const bool is_stopping = now->operation.status == "STOPPING";
    const NextTurns next = next_turns(now->preferences, schedule_of(now->turns), is_stopping);
    begin_turns(stack_set_id, *now, next);
    if (!next.is_over) co_return;
    end(stack_set_id, *now, next.has_failed);
  }
}

void StackSetEngine::begin_turns(const std::string& stack_set_id, Running& running, const NextTurns& next) {
  if (next.begin.empty() && next.cancel.empty()) return;
  auto& operations = env_.store.get<CloudFormationStackSetOperations>();
  const bool is_stopping = running.operation.status == "STOPPING";
  sqlite::Transaction transaction{env_.store.database()};
  const auto turn_to = [&](std::size_t position, std::string status, std::string_view reason) {
    StackSetResult turn = running.turns[position];
    turn.status = std::move(status);
    turn.reason = reason;
    operations.update(turn);
    note_turn(env_.store, stack_set_id, turn);
  };
  for (const std::size_t position : next.begin) turn_to(position, "RUNNING", {});
  for (const std::size_t position : next.cancel)
    turn_to(position, "CANCELLED", is_stopping ? kStopped : kTooManyFailed);
  transaction.commit();
  // Memory follows the store: what throws before leaves both as they were.
  for (const std::size_t position : next.cancel) running.turns[position].status = "CANCELLED";
  for (const std::size_t position : next.begin) {
    running.turns[position].status = "RUNNING";
    turns_.begin({running.operation.number, static_cast<std::int64_t>(position)});
  }
}

void StackSetEngine::end(const std::string& stack_set_id, Running& running, bool has_failed) {
  StackSetOperationRecord ended = running.operation;
  ended.status = ended.status == "STOPPING" ? "STOPPED" : has_failed ? "FAILED" : "SUCCEEDED";
  ended.ended = env_.scheduler.now();
  env_.store.get<CloudFormationStackSetOperations>().update(ended);
  env_.log.info("operation on a stack set", {{"stack_set", stack_set_id},
                                             {"operation", ended.id},
                                             {"action", std::string(to_string(ended.action))},
                                             {"status", ended.status}});
  running_.erase(stack_set_id);
}

Task<void> StackSetEngine::take_turn(TurnKey key) {
  const auto [number, position] = key;
  auto& operations = env_.store.get<CloudFormationStackSetOperations>();
  const auto operation = operations.find(number);
  if (!operation) co_return;
  auto turn = operations.result(number, position);
  if (!turn || turn->status != "RUNNING") co_return;
  auto deploying = deploy_instance(env_, *operation, *turn);
  const InstanceOutcome outcome = co_await std::move(deploying);
  turn->status = outcome.has_succeeded ? "SUCCEEDED" : "FAILED";
  turn->reason = outcome.reason;
  sqlite::Transaction transaction{env_.store.database()};
  operations.update(*turn);
  note_outcome(env_.store, *operation, *turn, outcome);
  transaction.commit();
  if (const auto now = running_.find(operation->stack_set_id);
      now != running_.end() && now->second->operation.number == number)
    now->second->turns[static_cast<std::size_t>(position)].status = turn->status;
  begin(operation->stack_set_id);
}

Task<void> StackSetEngine::deploy_automatically(std::string account) {
  for (const std::string& stack_set_id : follow_account(env_, account)) begin(stack_set_id);
  co_return;
}

}  // namespace eni::sandbox::cloudformation
