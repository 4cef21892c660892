#include "sandbox/services/cloudformation/engine/stack_engine.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/stack_events.h"

namespace eni::sandbox::cloudformation {
namespace {

struct Phase {
  std::string_view status;
  Task<> (*run)(StackWork&);
};
constexpr Phase kPhases[] = {
    {"CREATE_IN_PROGRESS", create_stack_resources},
    {"ROLLBACK_IN_PROGRESS", roll_back_creation},
    {"DELETE_IN_PROGRESS", delete_stack_resources},
    {"UPDATE_IN_PROGRESS", update_stack_resources},
    {"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", clean_up},
    {"UPDATE_ROLLBACK_IN_PROGRESS", roll_back_update},
    {"UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", clean_up},
};

/// Keeps the work findable while it runs, whatever ends it.
class Running {
 public:
  Running(std::map<std::string, StackWork*>& running, StackWork& work)
      : running_{running}, stack_id_{work.stack.id} {
    running_[stack_id_] = &work;
  }
  ~Running() { running_.erase(stack_id_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  std::map<std::string, StackWork*>& running_;
  std::string stack_id_;
};

void log_defect(Logger& log, const std::exception_ptr& thrown) {
  log.error("internal failure", {{"at", "stack operation"}, {"what", what_of(thrown)}});
}

}  // namespace

StackEngine::StackEngine(Scheduler& scheduler, Random& random, Logger& log, Store& store,
                         std::unique_ptr<ServiceCaller> services, const Settings& settings)
    : services_{std::move(services)},
      parts_{scheduler, random, log, store, *services_, settings},
      desk_{parts_},
      tasks_{std::make_unique<TaskGroup>(
          [this](const std::exception_ptr& thrown) { log_defect(parts_.log, thrown); })} {}

void StackEngine::start() {
  for (const std::string& id : parts_.store.get<CloudFormationStacks>().list_unfinished()) {
    parts_.log.info("taking up an unfinished stack operation", {{"stack", id}});
    tasks_->spawn(run(id, false));
  }
}

void StackEngine::stop() {
  alive_.reset();
  tasks_.reset();
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

void StackEngine::cancel_update(const std::string& stack_id) {
  const auto work = running_.find(stack_id);
  if (work == running_.end() || work->second->stack.status != "UPDATE_IN_PROGRESS") return;
  work->second->operation.cancelled = true;
  work->second->save_operation();
  work->second->stop();
}

bool StackEngine::delete_instead(const std::string& stack_id, const StackOperation& deletion) {
  const auto work = running_.find(stack_id);
  if (work == running_.end()) return false;
  const bool is_creating = work->second->stack.status == "CREATE_IN_PROGRESS";
  work->second->operation.principal = deletion.principal;
  work->second->operation.token = deletion.token;
  work->second->operation.cancelled = true;
  work->second->save_operation();
  // A rollback deletes already; it only has to go on to the end.
  if (is_creating) work->second->stop();
  return true;
}

void StackEngine::turn_around_rows(StackRecord& stack) {
  StackWork work{parts_, *tasks_, desk_, stack};
  reverse_changes(work);
}

void StackEngine::edit(StackRecord& stack, const std::function<void(StackRecord&)>& change) {
  change(stack);
  if (const auto work = running_.find(stack.id); work != running_.end()) {
    change(work->second->stack);
    parts_.store.get<CloudFormationStacks>().update(work->second->stack);
    return;
  }
  parts_.store.get<CloudFormationStacks>().update(stack);
}

/// A store that fails for a moment is no failure of the stack: the operation goes on from its rows, as after a restart.
Task<> StackEngine::run(std::string stack_id, bool is_fresh) {
  RetryPause pause;
  for (;;) {
    Task<std::exception_ptr> running = run_phase(stack_id, is_fresh);
    const std::exception_ptr thrown = co_await std::move(running);
    if (!thrown) break;
    if (!will_pass(thrown)) {
      end_broken(stack_id, thrown);
      break;
    }
    const Duration wait = pause.next(thrown, parts_.random);
    log_failure(parts_.log, "stack operation", thrown, wait);
    co_await sleep_for(parts_.scheduler, wait);
    is_fresh = false;
  }
  announce_end(stack_id);
}

Task<std::exception_ptr> StackEngine::run_phase(std::string stack_id, bool is_fresh) {
  try {
    auto stack = parts_.store.get<CloudFormationStacks>().find_by_id(stack_id);
    if (!stack || running_.contains(stack_id)) co_return nullptr;
    const auto phase = std::find_if(std::begin(kPhases), std::end(kPhases),
                                    [&](const Phase& row) { return row.status == stack->status; });
    if (phase == std::end(kPhases)) co_return nullptr;
    StackWork work{parts_, *tasks_, desk_, *std::move(stack)};
    work.is_fresh = is_fresh;
    const Running registered{running_, work};
    co_await phase->run(work);
    co_return nullptr;
  } catch (...) {
    co_return std::current_exception();
  }
}

void StackEngine::end_broken(const std::string& stack_id, const std::exception_ptr& thrown) {
  log_defect(parts_.log, thrown);
  CloudFormationStacks& stacks = parts_.store.get<CloudFormationStacks>();
  try {
    // Read anew: what the broken operation had in memory may be what was never written.
    auto stack = stacks.find_by_id(stack_id);
    if (!stack) return;
    StackWork work{parts_, *tasks_, desk_, *std::move(stack)};
    end_after_defect(work);
    return;
  } catch (...) {
    log_defect(parts_.log, std::current_exception());
  }
  try {
    // Not even its rows can be read: at least the stack itself must not stay in progress.
    auto stack = stacks.find_by_id(stack_id);
    if (!stack || status_after_defect(stack->status).empty()) return;
    stack->status = std::string(status_after_defect(stack->status));
    stack->status_reason = std::string(kInternalFailure);
    sqlite::Transaction transaction{parts_.store.database()};
    stacks.update(*stack);
    append_stack_event(parts_, *stack, "");
    transaction.commit();
  } catch (...) {
    log_defect(parts_.log, std::current_exception());  // the store fails: the next start takes it up again
  }
}

}  // namespace eni::sandbox::cloudformation
