#include "sandbox/services/cloudformation/engine/run_steps.h"

#include <exception>
#include <vector>

namespace eni::sandbox::cloudformation {
namespace {

struct Ending {
  std::string id;
  bool succeeded = false;
  std::exception_ptr thrown;  ///< a defect of the step
};

Task<> run_one(const Step& step, std::string id, Channel<Ending> endings) {
  Ending ending;
  ending.id = std::move(id);
  try {
    Task<bool> task = step(ending.id);
    ending.succeeded = co_await std::move(task);
  } catch (...) {
    ending.thrown = std::current_exception();
  }
  endings.push(std::move(ending));
}

bool is_ready(const std::set<std::string>& needs, const std::set<std::string>& done) {
  return std::includes(done.begin(), done.end(), needs.begin(), needs.end());
}

}  // namespace

Task<std::set<std::string>> run_steps(Scheduler& scheduler, TaskGroup& group,
                                      const std::vector<std::string>& order, const Waits& waits,
                                      const Step& step, const MayGoOn& may_go_on) {
  std::set<std::string> begun;
  std::set<std::string> done;
  std::size_t running = 0;
  std::exception_ptr thrown;
  const Channel<Ending> endings{scheduler};
  for (;;) {
    for (const std::string& id : order) {
      if (thrown || !may_go_on()) break;
      if (begun.contains(id) || !is_ready(waits.at(id), done)) continue;
      begun.insert(id);
      ++running;
      group.spawn(run_one(step, id, endings));
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
