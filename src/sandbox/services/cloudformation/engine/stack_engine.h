#pragma once
/// The stack engine: runs the operations that API calls begin, and takes up those that a former run left unfinished.
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sandbox/services/cloudformation/custom/response_endpoint.h"
#include "sandbox/services/cloudformation/engine/event_notifier.h"
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

class StackEngine final : public Component, public NestedStacks {
 public:
  /// @param services  owned, because the engine's tasks use it to their end
  StackEngine(Scheduler& scheduler, Random& random, Logger& log, Store& store,
              std::unique_ptr<ServiceCaller> services, const Settings& settings);

  void start() override;
  void stop() override;

  /// Goes on with the stack by its status, soon: after the call that began the operation has been answered.
  void begin(const std::string& stack_id);
  /// Waits until the operation that was begun has ended, or `longest` has passed.
  Task<> wait_for_end(std::string stack_id, Duration longest);
  void cancel_update(const std::string& stack_id) override;
  bool is_held(const std::string& stack_id) override;
  void release(const std::string& stack_id) override;
  void turn_back(const std::string& stack_id) override;
  /// Has a running creation, or its rollback, end in the stack's deletion. @return  false if none runs
  bool delete_instead(const std::string& stack_id, const StackOperation& deletion);
  /// Makes the rows of a stack whose update failed those of its rollback (phases.h, reverse_changes).
  void turn_around_rows(StackRecord& stack);
  /// Changes what an operation does not touch, in the running operation's copy too: options of the stack.
  void edit(StackRecord& stack, const std::function<void(StackRecord&)>& change);

  EngineParts& parts() { return parts_; }
  ResponseEndpoint& responses() { return responses_; }

 private:
  Task<> run(std::string stack_id, bool is_fresh);
  /// From where the stack's rows say that it is. @return  what broke it, or null
  Task<std::exception_ptr> run_phase(std::string stack_id, bool is_fresh);
  /// Ends the operation on a stack after an exception: as failed, with an event (phases.h, end_after_defect).
  /// Tries until the store takes it.
  Task<> end_broken(std::string stack_id);
  /// @return  what kept it from being ended, or null
  std::exception_ptr try_to_end(const std::string& stack_id);
  /// Only the stack itself, for its rows cannot be read.
  void end_without_rows(const std::string& stack_id);
  /// Changes the running operation, or its rows if it pauses until the store takes it.
  /// @return  false if none runs
  bool edit_operation(const std::string& stack_id, const std::function<void(StackWork&)>& change);
  void announce_end(const std::string& stack_id);

  std::unique_ptr<ServiceCaller> services_;
  EngineParts parts_;
  ResponseEndpoint responses_;
  EventNotifier notifier_;
  std::map<std::string, StackWork*> running_;  ///< by stack id; null between two attempts at an operation
  std::multimap<std::string, Channel<bool>> waiting_;  ///< by stack id: who wants to know of its end
  std::unique_ptr<TaskGroup> tasks_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace eni::sandbox::cloudformation
