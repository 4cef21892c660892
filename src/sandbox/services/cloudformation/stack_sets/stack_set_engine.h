#pragma once
/// The engine of stack sets: carries out the operations that calls begin, account by account, and takes up those that a former run
/// left unfinished. What it has come to is in the rows of an operation's turns, written before it goes on.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/cloudformation/stack_sets/schedule.h"
#include "sandbox/store/cloudformation_stack_sets.h"

namespace eni::sandbox::cloudformation {

class StackSetEngine final : public Component {
 public:
  explicit StackSetEngine(Environment& env);

  void start() override;
  /// Of Organizations' changes: accounts enter and leave units.
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;

  /// Goes on with the oldest open operation of the stack set, soon.
  void begin(const std::string& stack_set_id) { sets_.begin(stack_set_id); }

 private:
  /// The operation that a stack set is in the middle of, as its rows have it.
  struct Running {
    StackSetOperationRecord operation;
    OperationPreferences preferences;
    std::vector<StackSetResult> turns;
  };
  using TurnKey = std::pair<std::int64_t, std::int64_t>;  ///< an operation's number, and a position

  /// Decides what is next of a stack set's operation, has it begun, and ends the operation when nothing is left.
  Task<void> advance(std::string stack_set_id);
  /// The stack set's operation, read from its rows where it is not known. Null if none is open.
  Running* running(const std::string& stack_set_id);
  void begin_turns(const std::string& stack_set_id, Running& running, const NextTurns& next);
  void end(const std::string& stack_set_id, Running& running, bool has_failed);
  /// One account in one Region, from wherever its stack is.
  Task<void> take_turn(TurnKey key);
  Task<void> deploy_automatically(std::string account);

  Environment& env_;
  std::map<std::string, std::unique_ptr<Running>> running_;  ///< by stack set
  BackgroundWork<std::string> sets_;
  BackgroundWork<TurnKey> turns_;
  BackgroundWork<std::string> accounts_;
};

}  // namespace eni::sandbox::cloudformation
