#include "eni_trunking/fleet/fleet_command.h"

#include <CLI/App.hpp>
#include <cctype>
#include <ostream>

#include "eni_trunking/fleet/fleet_progress.h"

namespace eni::command {

namespace {

std::string check_stack_set_name(const std::string& name) {
  const auto is_good = [](unsigned char c) { return std::isalnum(c) || c == '-'; };
  if (name.size() <= 128 && !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) &&
      std::all_of(name.begin(), name.end(), is_good))
    return "";
  return "'" + name + "' is no name of a stack set: letters, digits and hyphens, a letter first";
}

}  // namespace

void declare_stack_set(CLI::App& app, FleetOptions& options) {
  app.add_option("--stack-set-name", options.stack_set_name, "The stack set")
      ->type_name("NAME")
      ->check(check_stack_set_name)
      ->capture_default_str();
  app.add_option("--call-as", options.call_as,
                 "delegated-admin: from a member account that administers the organization's stack sets")
      ->check(CLI::IsMember({"self", "delegated-admin"}))
      ->capture_default_str();
}

void declare_preferences(CLI::App& app, PreferenceOptions& options) {
  const char* group = "Operation";
  app.add_option("--max-concurrent", options.max_concurrent, "How many accounts at a time, in a Region")
      ->type_name("N|N%")
      ->group(group)
      ->capture_default_str();
  app.add_option("--failure-tolerance", options.failure_tolerance,
                 "How many accounts may fail in a Region before StackSets gives up")
      ->type_name("N|N%")
      ->group(group)
      ->capture_default_str();
  app.add_option("--region-order", options.region_order, "Which Regions come first")
      ->type_name("REGION,...")
      ->group(group);
  app.add_flag("--parallel-regions", options.parallel_regions, "All Regions at the same time")->group(group);
  app.add_option("--concurrency-mode", options.concurrency_mode,
                 "soft: always --max-concurrent; strict: at most one more than the tolerance")
      ->check(CLI::IsMember({"soft", "strict"}))
      ->group(group)
      ->capture_default_str();
}

ExitCode exit_code_of(const std::vector<EndedOperation>& operations) {
  ExitCode code = ExitCode::kFine;
  for (const EndedOperation& one : operations) {
    if (one.operation.status != "SUCCEEDED") return ExitCode::kRefused;
    for (const OperationResult& result : one.results) {
      if (result.status != "SUCCEEDED") code = ExitCode::kFindings;
    }
  }
  return code;
}

client::CallResult<std::unique_ptr<FleetCommand>> FleetCommand::open(const FleetOptions& options,
                                                                     const GlobalOptions& global,
                                                                     Terminal& terminal) {
  ENI_TRY(auto stack_command, StackCommand::open(global, terminal));
  return std::make_unique<FleetCommand>(std::move(stack_command), options, terminal);
}

FleetCommand::FleetCommand(std::unique_ptr<StackCommand> stack_command, const FleetOptions& options,
                           Terminal& terminal)
    : stack_command_{std::move(stack_command)},
      options_{options},
      terminal_{&terminal},
      stack_set_{stack_command_->client(), options.stack_set_name,
                 options.is_delegated() ? CallAs::kDelegatedAdministrator : CallAs::kSelf} {}

client::CallResult<std::optional<StackSetDescription>> FleetCommand::find_own() {
  ENI_TRY(std::optional<StackSetDescription> found, stack_set_.find());
  if (found && !is_own_template(found->template_body))
    return client::CallFailure::unexpected("the stack set " + stack_set_.name() +
                                               " is not one of eni-trunking: its template has no "
                                               "Custom::EniTrunking",
                                           "choose another --stack-set-name");
  return found;
}

client::CallResult<StackSetDescription> FleetCommand::get_own() {
  ENI_TRY(std::optional<StackSetDescription> found, find_own());
  if (found) return *std::move(found);
  return client::CallFailure::missing(
      {"there is no stack set '" + stack_set_.name() + "' in " + client().region().value,
       "it is where it was deployed from; see: aws cloudformation list-stack-sets"});
}

client::CallResult<std::optional<StackSetDescription>> FleetCommand::find_idle() {
  ENI_TRY(const std::optional<StackSetDescription> found, find_own());
  if (!found) return found;
  for (;;) {
    ENI_TRY(const std::optional<StackSetOperation> running, stack_set_.running_operation());
    if (!running) break;
    tell(*terminal_, "The operation " + running->id + " (" + running->action +
                         ") is under way: following it to its end.");
    ENI_CHECK(follow(running->id, 0));
  }
  return find_own();
}

client::CallResult<EndedOperation> FleetCommand::follow(const std::string& operation_id,
                                                        std::size_t expected) {
  followed_ = operation_id;
  const DisplaySize size = terminal_->err_is_terminal ? display_size_of_stderr() : DisplaySize{};
  FleetProgress progress{terminal_->err, size, stack_command_->colours(), expected};
  const auto pause = stack_command_->interruption().growing_pause();
  const auto begin = std::chrono::steady_clock::now();
  for (;;) {
    // The operation is read first: when it has ended, so have its results.
    ENI_TRY(StackSetOperation operation, stack_set_.operation(operation_id));
    ENI_TRY(std::vector<OperationResult> results, stack_set_.results(operation_id));
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin);
    progress.show(operation, results, elapsed);
    if (operation.has_ended()) {
      followed_.clear();
      return EndedOperation{std::move(operation), std::move(results)};
    }
    if (!pause()) return client::CallFailure::unexpected("the operation " + operation_id + " goes on");
  }
}

std::string FleetCommand::command_line(const std::string& command) const {
  return "eni-trunking fleet " + command + " --stack-set-name " + stack_set_.name() +
         (options_.is_delegated() ? " --call-as delegated-admin" : "") + stack_command_->connection();
}

ExitCode FleetCommand::stop(const client::CallFailure& failure) {
  const bool is_interrupted = stack_command_->interruption().is_requested();
  if (followed_.empty() && is_interrupted)
    return fail(*terminal_, {"interrupted", "run the same again to go on"});
  if (followed_.empty()) return fail(*terminal_, failure);
  const ExitCode code = is_interrupted ? ExitCode::kFindings : fail(*terminal_, failure);
  tell(*terminal_, is_interrupted ? "eni-trunking: interrupted; the operation goes on at AWS"
                                  : "The operation goes on at AWS.");
  terminal_->err << "  to follow it, and to go on, run the same again\n"
                 << "  to stop it:\n    aws cloudformation stop-stack-set-operation --stack-set-name "
                 << stack_set_.name() << (options_.is_delegated() ? " --call-as DELEGATED_ADMIN" : "")
                 << stack_command_->connection() << " \\\n      --operation-id " << followed_ << "\n";
  return code;
}

}  // namespace eni::command
