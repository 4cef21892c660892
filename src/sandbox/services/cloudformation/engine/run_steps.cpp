#include "sandbox/services/cloudformation/engine/run_steps.h"

#include <vector>

namespace eni::sandbox::cloudformation {
namespace {

struct Ending {
  std::string id;
  bool succeeded = false;
};

Task<> run_one(const Step& step, std::string id, Channel<Ending> endings) {
  Task<bool> task = step(id);
  const bool succeeded = co_await std::move(task);
  endings.push(Ending{std::move(id), succeeded});
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
  const Channel<Ending> endings{scheduler};
  for (;;) {
    for (const std::string& id : order) {
      if (!may_go_on()) break;
      if (begun.contains(id) || !is_ready(waits.at(id), done)) continue;
      begun.insert(id);
      ++running;
      group.spawn(run_one(step, id, endings));
    }
    if (running == 0) co_return done;
    const Ending ending = co_await endings.pop();
    --running;
    if (ending.succeeded) done.insert(ending.id);
  }
}

}  // namespace eni::sandbox::cloudformation
