#pragma once
/// What `deploy` and `destroy` have in common: where they work, how they wait, and what they tell.
#include <memory>
#include <optional>
#include <string>

#include "eni_trunking/command.h"
#include "eni_trunking/global_options.h"
#include "eni_trunking/interruption.h"
#include "eni_trunking/roles/caller.h"
#include "eni_trunking/stacks/deployment.h"
#include "eni_trunking/stacks/stack_progress.h"

namespace eni::command {

struct StackOptions {
  std::string stack_name = "eni-trunking";
  bool yes = false;
};

/// Declares --stack-name and --yes. @param options  outlives the command line
void declare_stack_options(CLI::App& app, StackOptions& options);

/// What the names of the change sets begin with that `deploy` makes.
inline constexpr std::string_view kChangeSetPrefix = "eni-trunking-";

/// What is left of an operation that has begun.
inline constexpr const char* kGoesOn =
    "the operation goes on at AWS: run the same again to follow it and to go on";

/// Waits longer than others for AWS to be willing, because what it stops at is left half done. Where nobody answers, that would be
/// silence only.
inline constexpr client::RetryOptions kPatient{.longest_pause = std::chrono::seconds{8},
                                               .max_attempts_if_throttled = 10};

/// A connection with such patience.
class StackCommand {
 public:
  /// @param terminal  outlives this
  /// @error  as Session::open(); who the caller is could not be found out
  static client::CallResult<std::unique_ptr<StackCommand>> open(const GlobalOptions& options,
                                                                Terminal& terminal);

  StackCommand(client::Session session, const GlobalOptions& options, Terminal& terminal,
               std::unique_ptr<AwsAccess> access);

  client::AwsClient& client() { return client_; }
  const client::Session& session() const { return session_; }
  const Caller& caller() const { return caller_; }
  Colours colours() const { return colours_; }
  Deployer& deployer() { return deployer_; }
  const Interruption& interruption() const { return interruption_; }

  /// As connection_of(): what a command needs that is printed to be typed next.
  std::string connection() const { return connection_of(options_, client_.region().value); }
  std::string connection_of_iam() const { return connection_of(options_, ""); }
  /// "account 123456789012 in eu-central-1, as assumed-role/Admin/me"
  std::string place() const;
  /// A fresh display of a stack's events.
  StackProgress progress() const;

  /// Whether the stack is one of this command: its template makes the setting. Of one that only has change sets, all have to be this
  /// command's, by name and by template. @error  it is another's, or that could not be read
  client::CallResult<void> check_own(const DeployedStack& stack);

  /// What the end of an operation is told by. A complete stack is fine; one that is gone, too, where that was wanted.
  ExitCode report_failure(const DeployedStack& stack, const StackProgress& progress);
  /// Why there is no end to tell of: AWS's refusal, or Ctrl-C.
  /// @param left  what goes on, or is left; "" where nothing was begun
  ExitCode stop(const client::CallFailure& failure, const std::string& left);

  /// The same of an operation whose first call has failed.
  /// @param left  what is so if it has not begun for certain
  ExitCode stop_at_begin(const client::CallFailure& failure, const std::string& left);

  /// The end of the operation that the stack is in, which is shown.
  /// @return  the stack as it is then; nothing if it has been deleted
  client::CallResult<std::optional<DeployedStack>> await(const DeployedStack& stack);

 private:
  client::CallResult<void> check_own_change_sets(const DeployedStack& stack);
  client::CallResult<bool> has_own_template(const json::object& which);

  std::unique_ptr<AwsAccess> access_;
  GlobalOptions options_;
  Terminal* terminal_;
  Colours colours_;
  client::Session session_;
  client::AwsClient client_;
  Interruption interruption_;
  Deployer deployer_;
  Caller caller_;
};

/// A usage error where a change would have to be confirmed and nobody is there to ask.
/// @return  nothing if it can be asked, or need not be
std::optional<Error> check_can_ask(const StackOptions& options, const Terminal& terminal,
                                   std::string_view command, std::string_view other_way = "");

}  // namespace eni::command
