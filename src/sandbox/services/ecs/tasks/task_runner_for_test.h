#pragma once
/// Who runs tasks' containers, as tests want it.
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "sandbox/gateway/task_runner.h"

namespace eni::sandbox::ecs_service {

/// Does what the test says, when it says it.
class FakeRunner final : public TaskRunner {
 public:
  explicit FakeRunner(Scheduler& scheduler) : scheduler_{scheduler} {}

  Task<bool> is_available() override { co_return available; }
  Task<Result<void>> run(TaskToRun task) override {
    const std::string id = task.id;
    asked.push_back(std::move(task));
    Channel<Result<void>> outcomes{scheduler_};
    outcomes_.insert_or_assign(id, outcomes);
    co_return co_await outcomes.pop();
  }
  void interrupt(const std::string& task) override {
    if (const auto found = outcomes_.find(task); found != outcomes_.end())
      found->second.push(Error{"interrupted", ""});
  }
  Task<void> stop(std::string task) override {
    stopped.push_back(task);
    co_return;
  }
  bool has(const std::string& task) const override { return outcomes_.contains(task); }
  Result<OpenedSession> open_session(const std::string& task, const std::string& container,
                                     std::vector<std::string> argv) override {
    opened.push_back(task + " " + container + " " + join(argv, ","));
    return OpenedSession{"ecs-execute-command-1", "ws://127.0.0.1:1/", "secret"};
  }

  void started(const std::string& task) { outcomes_.at(task).push(Result<void>{}); }
  void failed(const std::string& task, std::string why) {
    outcomes_.at(task).push(Error{std::move(why), ""});
  }

  bool available = true;
  std::vector<TaskToRun> asked;
  std::vector<std::string> stopped;
  std::vector<std::string> opened;  ///< sessions

 private:
  Scheduler& scheduler_;
  std::map<std::string, Channel<Result<void>>> outcomes_;
};

}  // namespace eni::sandbox::ecs_service
