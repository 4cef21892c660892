#include "sandbox/services/cloudformation/engine/run_steps.h"

#include <exception>
#include <vector>

#include "sandbox/gateway/background_work.h"

namespace eni::sandbox::cloudformation {
namespace {

struct Ending {
  std::string id;
  bool succeeded = false;
  std::exception_ptr thrown;  ///< a defect of the step
};

Task<Ending> attempt(const Step& step, std::string id) {
  Ending ending;
  ending.id = std::move(id);
  try {
    Task<StepResult<>> task = step(ending.id);
    const StepResult<> result = co_await std::move(task);
    ending.succeeded = result.has_value();
  } catch (...) {
    ending.thrown = std::current_exception();
  }
  co_return ending;
}

/// What a failing store has broken off: the resource is read anew, and so are the steps that it has taken.
Task<Ending> attempt_again(StackWork& work, const Step& step, std::string id) {
  Ending ending;
  try {
    work.reload(id);
  } catch (...) {
    ending.thrown = std::current_exception();
  }
  ending.id = std::move(id);
  if (ending.thrown) co_return ending;
  Task<Ending> attempted = attempt(step, ending.id);
  ending = co_await std::move(attempted);
  co_return ending;
}

Task<> run_one(StackWork& work, const Step& step, std::string id, Channel<Ending> endings) {
  RetryPause pause;
  Task<Ending> first = attempt(step, std::move(id));
  Ending ending = co_await std::move(first);
  while (ending.thrown && pause.may_pass(ending.thrown)) {
    const Duration wait = pause.next(ending.thrown, work.parts.random);
    log_failure(work.parts.log, "step of the resource " + ending.id, ending.thrown, wait, pause.failures());
    co_await sleep_for(work.parts.scheduler, wait);
    Task<Ending> next = attempt_again(work, step, ending.id);
    ending = co_await std::move(next);
  }
  endings.push(std::move(ending));
}

bool is_ready(const std::set<std::string>& needs, const std::set<std::string>& done) {
  return std::includes(done.begin(), done.end(), needs.begin(), needs.end());
}

}  // namespace

Task<std::set<std::string>> run_steps(StackWork& work, const std::vector<std::string>& order,
                                      const Waits& waits, const Step& step, const MayGoOn& may_go_on) {
  std::set<std::string> begun;
  std::set<std::string> done;
  std::size_t running = 0;
  std::exception_ptr thrown;
  const Channel<Ending> endings{work.parts.scheduler};
  for (;;) {
    for (const std::string& id : order) {
      if (thrown || !may_go_on()) break;
      if (begun.contains(id) || !is_ready(waits.at(id), done)) continue;
      begun.insert(id);
      ++running;
      work.tasks.spawn(run_one(work, step, id, endings));
    }
    // Only now: the steps that still ran work on what the caller gives up when this throws.
    if (running == 0 && thrown) std::rethrow_exception(thrown);
    if (running == 0) co_return done;
    const Ending ending = co_await endings.pop();
    --running;
    if (ending.succeeded) done.insert(ending.id);
    if (ending.thrown && !thrown) thrown = ending.thrown;
  }
}

}  // namespace eni::sandbox::cloudformation
