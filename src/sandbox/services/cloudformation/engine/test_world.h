#pragma once
/// A world for the engine's tests: virtual time, other services in memory, and functions that answer.
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/test_folder.h"
#include "base/text.h"
#include "sandbox/services/cloudformation/engine/stack_engine.h"

namespace eni::sandbox::cloudformation {

/// Virtual time of which one piece of work at a time can be run, so that a kill can be placed between any two.
class StepScheduler final : public Scheduler {
 public:
  TimePoint now() const override { return now_; }
  void post(std::function<void()> work) override { call_at(now_, std::move(work)); }
  TimerId call_at(TimePoint when, std::function<void()> work) override {
    timers_.emplace(std::pair{std::max(when, now_), ++last_id_}, std::move(work));
    return last_id_;
  }
  void cancel(TimerId id) override {
    std::erase_if(timers_, [id](const auto& timer) { return timer.first.second == id; });
  }
  /// @return  false if there is nothing to do any more
  bool step() {
    if (timers_.empty()) return false;
    auto first = timers_.extract(timers_.begin());
    now_ = first.key().first;
    first.mapped()();
    return true;
  }
  /// Runs until nothing is left. @return  how many pieces of work that was, at most `limit`
  int run(int limit = 100'000) {
    int steps = 0;
    while (steps < limit && step()) ++steps;
    return steps;
  }

 private:
  TimePoint now_ = ManualClock{}.now();
  TimerId last_id_ = 0;
  std::map<std::pair<TimePoint, TimerId>, std::function<void()>> timers_;
};

/// What a custom resource's function does with an event: gives the body to put, or nothing to stay silent.
using Function = std::function<std::optional<json::object>(const json::object& event)>;

struct World {
  StepScheduler scheduler;
  SeededRandom random;
  NullLogger log;
  std::optional<TestFolder> folder;  ///< of use_file()
  std::unique_ptr<Store> store = *Store::open(":memory:");
  Settings settings;
  std::unique_ptr<StackEngine> engine;
  std::vector<std::string> calls;  ///< "logs:CreateLogGroup NAME", in order
  using Things = std::set<std::string>;
  Things
      things;  ///< what exists: "logs/NAME", "ssm/NAME", "secretsmanager/NAME", "custom/ID", "ec2/ID", "instance/ID"
  std::map<std::string, std::string> secrets;  ///< what {{resolve:secretsmanager:NAME}} is
  std::map<std::string, std::string> tokens;   ///< ids of instances by ClientToken
  int ids = 0;                                 ///< that EC2 has given
  std::map<std::string, ApiError> errors;      ///< by "service:Operation NAME"
  std::set<std::string> defects;               ///< "service:Operation NAME" that throws
  std::vector<json::object> events;            ///< what functions were asked
  Function function;                           ///< the default makes "custom/ID" and deletes it
  /// Of each engine; the default knows the services of "things".
  std::function<std::unique_ptr<ServiceCaller>(World&)> make_services;

  World();
  ~World() { engine.reset(); }
  /// A new engine over the same state: the sandbox was killed and started again.
  void restart();
  void kill() { engine.reset(); }
  /// A new, empty state in a file of this world alone, for tests of its disk.
  void use_file();

  /// As the API operations do it. @return  the stack's id
  std::string create(const std::string& template_body, OnFailure on_failure = OnFailure::kRollback,
                     std::optional<std::chrono::minutes> timeout = {});
  void update(const std::string& id, const std::string& template_body,
              OnFailure on_failure = OnFailure::kRollback);
  void remove(const std::string& id);
  /// @param imports  physical ids by logical id
  void import_resources(const std::string& id, const std::string& template_body, json::object imports);
  /// Puts a function's answer to the event's ResponseURL. @return  the HTTP status
  int answer(const json::object& event, const json::object& body, const std::string& content_type = {});

  StackRecord stack(const std::string& id) { return *store->get<CloudFormationStacks>().find_by_id(id); }
  std::string status(const std::string& id) { return std::string(to_string(stack(id).status)); }
  /// "LogicalId STATUS reason", oldest first; ids of random making are left out of reasons.
  std::vector<std::string> story(const std::string& id);
};

/// {Status: SUCCESS, …} with what every answer repeats.
json::object success(const json::object& event, const std::string& physical_id, json::object data = {});
json::object failure(const json::object& event, const std::string& physical_id, const std::string& reason);

}  // namespace eni::sandbox::cloudformation
