#pragma once
/// What the commands of `fleet` have in common: where they work, how they follow operations, how they end.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eni_trunking/deploy/stack_command.h"
#include "eni_trunking/fleet/failures.h"
#include "eni_trunking/fleet/stack_set.h"

namespace eni::command {

struct FleetOptions {
  std::string stack_set_name = "eni-trunking";
  std::string call_as = "self";
  bool yes = false;

  bool is_delegated() const { return call_as == "delegated-admin"; }
};

/// Declares --stack-set-name and --call-as. @param options  outlives the command line
void declare_stack_set(CLI::App& app, FleetOptions& options);
/// --max-concurrent and those that go with it.
void declare_preferences(CLI::App& app, PreferenceOptions& options);

/// An operation that has come to its end.
struct EndedOperation {
  StackSetOperation operation;
  std::vector<OperationResult> results;
};

/// Of several operations that of the gravest end.
/// 0: all succeeded. 1: some places failed within the tolerance. 3: AWS gave an operation up (FAILED) or was told to (STOPPED).
ExitCode exit_code_of(const std::vector<EndedOperation>& operations);

class FleetCommand {
 public:
  /// @param terminal  outlives this
  static client::CallResult<std::unique_ptr<FleetCommand>> open(const FleetOptions& options,
                                                                const GlobalOptions& global,
                                                                Terminal& terminal);
  FleetCommand(std::unique_ptr<StackCommand> stack_command, const FleetOptions& options, Terminal& terminal);

  StackCommand& stack_command() { return *stack_command_; }
  client::AwsClient& client() { return stack_command_->client(); }
  const Caller& caller() const { return stack_command_->caller(); }
  StackSet& stack_set() { return stack_set_; }

  /// The stack set, in no operation: one that is under way is followed to its end first.
  /// @error  also: it is not one of this command
  client::CallResult<std::optional<StackSetDescription>> find_idle();
  /// The same without waiting.
  client::CallResult<std::optional<StackSetDescription>> find_own();
  /// The same. @error  also: there is none
  client::CallResult<StackSetDescription> get_own();

  /// Shows the operation until it ends. @param expected  how many places it is about; 0: not known
  client::CallResult<EndedOperation> follow(const std::string& operation_id, std::size_t expected);

  /// Why there is no end to tell of: AWS's refusal, or Ctrl-C, after which an operation may go on.
  ExitCode stop(const client::CallFailure& failure);
  /// "eni-trunking fleet COMMAND --stack-set-name NAME …", to go where this one goes.
  std::string command_line(const std::string& command) const;
  FleetLines lines() const { return {command_line("deploy"), stack_command_->connection()}; }

 private:
  std::unique_ptr<StackCommand> stack_command_;
  FleetOptions options_;
  Terminal* terminal_;
  StackSet stack_set_;
  std::string followed_;  ///< the operation that is being followed; "": none
};

}  // namespace eni::command
