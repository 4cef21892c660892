/// `eni-trunking destroy`: the stack, its archive, and the bucket if nothing else is in it.
#include <CLI/App.hpp>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/deploy/artifact_bucket.h"
#include "eni_trunking/deploy/stack_command.h"
#include "eni_trunking/output/question.h"
#include "eni_trunking/roles/existing_role.h"

namespace eni::command {

namespace {

class Destroy {
 public:
  Destroy(const StackOptions& options, StackCommand& command, Terminal& terminal)
      : options_{options}, command_{command}, terminal_{terminal} {}

  ExitCode run() {
    const std::string& name = options_.stack_name;
    terminal_.err << "Destroying " << name << " in " << command_.place() << "\n";
    auto stack = find_stack();
    if (!stack) return command_.stop(stack.error(), is_following_ ? kGoesOn : "nothing was deleted");
    if (!*stack) terminal_.err << "There is no stack " << name << ".\n";
    if (*stack) {
      const auto own = command_.check_own(**stack);
      if (!own) return command_.stop(own.error(), "nothing was deleted");
    }
    if (*stack && !options_.yes && !is_confirmed(terminal_, "Delete the stack " + name + "?")) {
      terminal_.err << "Nothing was deleted.\n";
      return ExitCode::kFindings;
    }
    if (*stack) {
      const ExitCode code = remove(**stack);
      if (code != ExitCode::kFine) return code;
    }
    const ExitCode code = clean_bucket();
    if (*stack) tell_of_role(**stack);
    return code;
  }

 private:
  client::CallResult<std::optional<DeployedStack>> find_stack() {
    ENI_TRY(std::optional<DeployedStack> stack, command_.deployer().find(options_.stack_name));
    if (!stack || !stack->is_in_progress()) return stack;
    is_following_ = true;
    return command_.await(*stack);
  }

  ExitCode remove(const DeployedStack& stack) {
    const auto begun = command_.deployer().destroy(stack.stack_id);
    if (!begun) return stop_undeleted(stack, begun.error());
    StackProgress progress = command_.progress();
    const auto end =
        command_.deployer().follow(stack.stack_id, [&](const StackEvent& event) { progress.add(event); });
    if (!end) return command_.stop(end.error(), kGoesOn);
    if (end->status != "DELETE_COMPLETE") return command_.report_failure(*end, progress);
    terminal_.err << "The stack " << stack.name << " is deleted.\n";
    return ExitCode::kFine;
  }

  ExitCode stop_undeleted(const DeployedStack& stack, const client::CallFailure& failure) {
    const ExitCode code = command_.stop_at_begin(
        failure, "nothing was deleted: the stack " + stack.name + " and its archive in S3 are as they were");
    // AWS has no error code of its own for it.
    if (failure.refused && failure.refused->message.find("TerminationProtection") != std::string::npos)
      terminal_.err << "  To end its protection:\n"
                       "    aws cloudformation update-termination-protection \\\n"
                       "      --no-enable-termination-protection --stack-name "
                    << stack.name << command_.connection() << "\n";
    return code;
  }

  ExitCode clean_bucket() {
    ArtifactBucket bucket{command_.client(), command_.caller()};
    const auto cleaned = bucket.clean(options_.stack_name);
    if (!cleaned)
      return command_.stop(cleaned.error(),
                           "the stack is gone; the bucket " + bucket.name() + " is left: run the same again");
    if (cleaned->is_bucket_removed) tell(terminal_, "Deleted the bucket " + bucket.name() + ".");
    if (!cleaned->others.empty())
      tell(terminal_, "Kept the bucket " + bucket.name() +
                          ", for it holds what is used by: " + join(cleaned->others, ", "));
    return ExitCode::kFine;
  }

  /// What a role that is not the stack's keeps of it.
  void tell_of_role(const DeployedStack& stack) {
    const auto parameter = stack.parameters.find("ExistingRoleArn");
    const auto arn = parameter == stack.parameters.end() ? std::nullopt : aws::Arn::parse(parameter->second);
    if (!arn) return;
    const auto remains = ExistingRole{command_.client(), *arn}.remains(command_.connection_of_iam());
    if (!remains) {
      if (!remains.error().is_refused_with("NoSuchEntity"))
        terminal_.err << "Whether the role " << arn->text()
                      << " keeps something could not be seen: " << remains.error().as_error().message << "\n";
    } else if (!remains->empty()) {
      tell(terminal_, "The role " + arn->text() + " keeps, for other stacks may need it:");
      terminal_.err << *remains;
    }
  }

  bool is_following_ = false;  ///< an operation that was under way already
  const StackOptions& options_;
  StackCommand& command_;
  Terminal& terminal_;
};

ExitCode run_destroy(const StackOptions& options, const GlobalOptions& global, Terminal& terminal) {
  if (const auto error = check_can_ask(options, terminal, "destroy"))
    return fail(terminal, *error, ExitCode::kUsage);
  auto command = StackCommand::open(global, terminal);
  if (!command) return fail(terminal, command.error());
  return Destroy{options, **command, terminal}.run();
}

}  // namespace

Run declare_destroy(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<StackOptions>();
  declare_stack_options(app, *options);
  const auto global = declare_global_options(app);
  app.footer(
      "Examples:\n"
      "  eni-trunking destroy\n"
      "  eni-trunking destroy --yes --stack-name mine\n"
      "The artifact bucket goes, too, once no other stack has its function in it. What\n"
      "becomes of the setting is the stack's parameter OnDelete.");
  return [options, global, &terminal] { return run_destroy(*options, *global, terminal); };
}

}  // namespace eni::command
