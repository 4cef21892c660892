#include "sandbox/services/cloudformation/engine/stack_engine.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/stack_events.h"

namespace eni::sandbox::cloudformation {
namespace {

struct Phase {
  StackStatus status;
  Task<> (*run)(StackWork&);
};
constexpr Phase kPhases[] = {
    {StackStatus::kCreateInProgress, create_stack_resources},
    {StackStatus::kRollbackInProgress, roll_back_creation},
    {StackStatus::kDeleteInProgress, delete_stack_resources},
    {StackStatus::kUpdateInProgress, update_stack_resources},
    {StackStatus::kUpdateCompleteCleanupInProgress, clean_up},
    {StackStatus::kUpdateRollbackInProgress, roll_back_update},
    {StackStatus::kUpdateRollbackCompleteCleanupInProgress, clean_up},
    {StackStatus::kImportInProgress, import_stack_resources},
    {StackStatus::kImportRollbackInProgress, roll_back_import},
};

using RunningWork = std::map<std::string, StackWork*>;

/// Keeps the operation findable, whatever ends it.
class Running {
 public:
  Running(RunningWork& running, std::string stack_id) : running_{running}, stack_id_{std::move(stack_id)} {
    running_[stack_id_] = nullptr;
  }
  ~Running() { running_.erase(stack_id_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  RunningWork& running_;
  std::string stack_id_;
};

/// Keeps the work of one attempt findable.
class Attempt {
 public:
  Attempt(StackWork*& place, StackWork& work) : place_{place} { place_ = &work; }
  ~Attempt() { place_ = nullptr; }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

 private:
  StackWork*& place_;
};

constexpr const char* kStackOperation = "stack operation";

}  // namespace

StackEngine::StackEngine(Scheduler& scheduler, Random& random, Logger& log, Store& store,
                         std::unique_ptr<ServiceCaller> services, const Settings& settings)
    : services_{std::move(services)},
      parts_{scheduler, random, log, store, *services_, settings, this},
      responses_{parts_},
      notifier_{parts_},
      tasks_{std::make_unique<TaskGroup>(logged_as(log, kStackOperation))} {
  parts_.notifier = &notifier_;
}

void StackEngine::start() {
  notifier_.wake();
  for (const std::string& id : parts_.store.get<CloudFormationStacks>().list_unfinished()) {
    parts_.log.info("resuming an unfinished stack operation", {{"stack", id}});
    tasks_->spawn(run(id, false));
  }
}

void StackEngine::stop() {
  alive_.reset();
  tasks_.reset();
  notifier_.stop();
}

void StackEngine::begin(const std::string& stack_id) {
  parts_.scheduler.post([this, stack_id, alive = std::weak_ptr<int>(alive_)] {
    if (alive.lock()) tasks_->spawn(run(stack_id, true));
  });
}

Task<> StackEngine::wait_for_end(std::string stack_id, Duration longest) {
  const Channel<bool> ended{parts_.scheduler};
  waiting_.emplace(stack_id, ended);
  co_await ended.pop_until(parts_.scheduler.now() + longest);
}

void StackEngine::announce_end(const std::string& stack_id) {
  const auto [first, last] = waiting_.equal_range(stack_id);
  for (auto entry = first; entry != last; ++entry) entry->second.push(true);
  waiting_.erase(first, last);
}

bool StackEngine::edit_operation(const std::string& stack_id, const std::function<void(StackWork&)>& change) {
  const auto entry = running_.find(stack_id);
  if (entry == running_.end()) return false;
  if (entry->second) {
    change(*entry->second);
    return true;
  }
  auto stack = parts_.store.get<CloudFormationStacks>().find_by_id(stack_id);
  if (!stack) return false;
  StackWork work{parts_, *tasks_, responses_, *std::move(stack)};
  change(work);
  return true;
}

void StackEngine::cancel_update(const std::string& stack_id) {
  edit_operation(stack_id, [](StackWork& work) {
    if (work.stack.status != StackStatus::kUpdateInProgress) return;
    work.operation.cancelled = true;
    work.save_operation();
    work.stop();
  });
}

bool StackEngine::is_held(const std::string& stack_id) {
  const auto stack = parts_.store.get<CloudFormationStacks>().find_by_id(stack_id);
  return stack && stack->status == StackStatus::kUpdateCompleteCleanupInProgress &&
         StackOperation::from_json(stack->operation).waits_for_parent;
}

void StackEngine::release(const std::string& stack_id) {
  auto stack = parts_.store.get<CloudFormationStacks>().find_by_id(stack_id);
  if (!stack) return;
  StackWork work{parts_, *tasks_, responses_, *std::move(stack)};
  work.operation.waits_for_parent = false;
  work.operation.former.reset();
  work.save_operation();
  begin(stack_id);
}

void StackEngine::turn_back(const std::string& stack_id) {
  auto stack = parts_.store.get<CloudFormationStacks>().find_by_id(stack_id);
  if (!stack) return;
  StackWork work{parts_, *tasks_, responses_, *std::move(stack)};
  undo_commit(work);
  begin(stack_id);
}

bool StackEngine::delete_instead(const std::string& stack_id, const StackOperation& deletion) {
  return edit_operation(stack_id, [&deletion](StackWork& work) {
    work.operation.principal = deletion.principal;
    work.operation.token = deletion.token;
    work.operation.cancelled = true;
    work.save_operation();
    // A rollback deletes already; it only has to go on to the end.
    if (work.stack.status == StackStatus::kCreateInProgress) work.stop();
  });
}

void StackEngine::turn_around_rows(StackRecord& stack) {
  StackWork work{parts_, *tasks_, responses_, stack};
  reverse_changes(work);
}

void StackEngine::edit(StackRecord& stack, const std::function<void(StackRecord&)>& change) {
  change(stack);
  if (const auto work = running_.find(stack.id); work != running_.end() && work->second) {
    change(work->second->stack);
    parts_.store.get<CloudFormationStacks>().update(work->second->stack);
    return;
  }
  parts_.store.get<CloudFormationStacks>().update(stack);
}

/// A store that fails for a moment is no failure of the stack: the operation goes on from its rows, as after a restart.
Task<> StackEngine::run(std::string stack_id, bool is_fresh) {
  if (running_.contains(stack_id)) co_return;
  const Running registered{running_, stack_id};
  RetryPause pause;
  for (;;) {
    Task<std::exception_ptr> running = run_phase(stack_id, is_fresh);
    const std::exception_ptr thrown = co_await std::move(running);
    if (!thrown) break;
    if (!pause.may_pass(thrown)) {
      log_defect(parts_.log, kStackOperation, thrown, stack_id);
      co_await end_broken(stack_id);
      break;
    }
    const Duration wait = pause.next(thrown, parts_.random);
    log_failure(parts_.log, kStackOperation, thrown, wait, pause.failures());
    co_await sleep_for(parts_.scheduler, wait);
    is_fresh = false;
  }
  announce_end(stack_id);
}

Task<std::exception_ptr> StackEngine::run_phase(std::string stack_id, bool is_fresh) {
  try {
    auto stack = parts_.store.get<CloudFormationStacks>().find_by_id(stack_id);
    if (!stack) co_return nullptr;
    const auto phase = std::find_if(std::begin(kPhases), std::end(kPhases),
                                    [&](const Phase& row) { return row.status == stack->status; });
    if (phase == std::end(kPhases)) co_return nullptr;
    StackWork work{parts_, *tasks_, responses_, *std::move(stack)};
    work.is_fresh = is_fresh;
    const Attempt attempt{running_.at(stack_id), work};
    co_await phase->run(work);
    co_return nullptr;
  } catch (...) {
    co_return std::current_exception();
  }
}

Task<> StackEngine::end_broken(std::string stack_id) {
  RetryPause pause;
  while (const std::exception_ptr thrown = try_to_end(stack_id)) {
    const Duration wait = pause.next(thrown, parts_.random);
    log_failure(parts_.log, "end of a stack operation", thrown, wait, pause.failures());
    co_await sleep_for(parts_.scheduler, wait);
  }
}

std::exception_ptr StackEngine::try_to_end(const std::string& stack_id) {
  std::exception_ptr thrown;
  try {
    // Read anew: what the broken operation had in memory may be what was never written.
    auto stack = parts_.store.get<CloudFormationStacks>().find_by_id(stack_id);
    if (!stack) return nullptr;
    StackWork work{parts_, *tasks_, responses_, *std::move(stack)};
    end_after_defect(work);
    return nullptr;
  } catch (...) {
    thrown = std::current_exception();
  }
  if (will_pass(thrown)) return thrown;
  log_defect(parts_.log, kStackOperation, thrown, stack_id);
  try {
    end_without_rows(stack_id);
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

void StackEngine::end_without_rows(const std::string& stack_id) {
  CloudFormationStacks& stacks = parts_.store.get<CloudFormationStacks>();
  auto stack = stacks.find_by_id(stack_id);
  const auto after = stack ? status_after_defect(stack->status) : std::nullopt;
  if (!after) return;
  stack->status = *after;
  stack->status_reason = std::string(kInternalFailure);
  sqlite::Transaction transaction{parts_.store.database()};
  stacks.update(*stack);
  append_stack_event(parts_, *stack, "");
  transaction.commit();
}

}  // namespace eni::sandbox::cloudformation
