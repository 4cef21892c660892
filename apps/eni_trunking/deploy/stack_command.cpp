#include "eni_trunking/deploy/stack_command.h"

#include <CLI/App.hpp>
#include <cstdlib>
#include <ostream>

#include "eni_trunking/stacks/stack_failure.h"

namespace eni::command {

namespace {

Colours colours_for(const GlobalOptions& options) {
  const char* no_color = std::getenv("NO_COLOR");
  return options.no_color || (no_color && *no_color) ? Colours::kNone : Colours::kAnsi;
}

std::string check_stack_name(const std::string& name) {
  const auto is_good = [](unsigned char c) { return std::isalnum(c) || c == '-'; };
  if (name.size() <= 128 && !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) &&
      std::all_of(name.begin(), name.end(), is_good))
    return "";
  return "'" + name + "' is no stack name: letters, digits and hyphens, a letter first";
}

}  // namespace

void declare_stack_options(CLI::App& app, StackOptions& options) {
  app.add_option("--stack-name", options.stack_name, "The stack")
      ->type_name("NAME")
      ->check(check_stack_name)
      ->capture_default_str();
  app.add_flag("--yes", options.yes, "Does not ask");
}

std::optional<Error> check_can_ask(const StackOptions& options, const Terminal& terminal,
                                   std::string_view command, std::string_view other_way) {
  if (options.yes || terminal.in) return std::nullopt;
  return Error{std::string(command) + " asks before it changes anything, and here is no terminal to ask on",
               "give --yes to go on without being asked" + std::string(other_way)};
}

client::CallResult<std::unique_ptr<StackCommand>> StackCommand::open(const GlobalOptions& options,
                                                                     Terminal& terminal) {
  auto access = std::make_unique<AwsAccess>();
  ENI_TRY(client::Session session, access->open(options));
  auto command = std::make_unique<StackCommand>(std::move(session), options, terminal, std::move(access));
  ENI_TRY(command->caller_, find_caller(command->client_));
  return command;
}

StackCommand::StackCommand(client::Session session, const GlobalOptions& options, Terminal& terminal,
                           std::unique_ptr<AwsAccess> access)
    : access_{std::move(access)},
      options_{options},
      terminal_{&terminal},
      colours_{colours_for(options)},
      session_{std::move(session)},
      client_{session_.client().with(kPatient)},
      deployer_{client_, interruption_.growing_pause()} {}

std::string StackCommand::place() const {
  return "account " + caller_.account() + " in " + client_.region().value + ", as " + caller_.arn.resource;
}

StackProgress StackCommand::progress() const {
  return {terminal_->err, terminal_->err_is_terminal ? display_size_of_stderr() : DisplaySize{}, colours_};
}

client::CallResult<void> StackCommand::check_own(const DeployedStack& stack) {
  if (stack.status == "REVIEW_IN_PROGRESS") return check_own_change_sets(stack);
  ENI_TRY(const bool makes_setting, has_own_template({{"StackName", stack.stack_id}}));
  if (makes_setting) return {};
  return client::CallFailure::unexpected(
      "the stack " + stack.name + " is not one of eni-trunking: its template has no Custom::EniTrunking",
      "choose another --stack-name");
}

/// A stack in review has no template of its own: it is whoever's change sets it waits for. One without any holds nothing at all.
client::CallResult<void> StackCommand::check_own_change_sets(const DeployedStack& stack) {
  ENI_TRY(const json::array change_sets,
          client_.call_all("cloudformation", "ListChangeSets", {{"StackName", stack.stack_id}}, "Summaries"));
  for (const json::value& change_set : change_sets) {
    const std::string name = text_at(change_set, "ChangeSetName");
    bool is_own = name.starts_with(kChangeSetPrefix);
    if (is_own) {
      ENI_TRY(is_own, has_own_template({{"ChangeSetName", text_at(change_set, "ChangeSetId")}}));
    }
    if (!is_own)
      return client::CallFailure::unexpected(
          "the stack " + stack.name + " is in review, and its change set " + name +
              " is not one of eni-trunking",
          "choose another --stack-name, or have that change set executed or deleted by whoever made it");
  }
  return {};
}

/// @param which  GetTemplate's parameters
client::CallResult<bool> StackCommand::has_own_template(const json::object& which) {
  ENI_TRY(const json::value reply, client_.call("cloudformation", "GetTemplate", which));
  return text_at(reply, "TemplateBody").find("Custom::EniTrunking") != std::string::npos;
}

ExitCode StackCommand::report_failure(const DeployedStack& stack, const StackProgress& progress) {
  const auto advice = check_deployable(stack, connection());
  const Error error{"the stack " + stack.name + " ended in " + stack.status,
                    advice ? "mend that, and run the same again" : advice.error().hint};
  tell(*terminal_, "eni-trunking: " + error.message);
  terminal_->err << failure_text(progress.events());
  tell(*terminal_, error.hint, 2);
  return ExitCode::kFindings;
}

ExitCode StackCommand::stop(const client::CallFailure& failure, const std::string& left) {
  if (interruption_.is_requested()) return fail(*terminal_, {"interrupted", left});
  const ExitCode code = fail(*terminal_, failure);
  tell(*terminal_, left, 2);
  return code;
}

ExitCode StackCommand::stop_at_begin(const client::CallFailure& failure, const std::string& left) {
  return stop(failure, failure.may_be_done()
                           ? "whether AWS has begun the operation is not known: run the same again to go on"
                           : left);
}

client::CallResult<std::optional<DeployedStack>> StackCommand::await(const DeployedStack& stack) {
  terminal_->err << "The stack is in " << stack.status << ": following that to its end.\n";
  StackProgress shown = progress();
  ENI_TRY(DeployedStack end,
          deployer_.attach(stack.stack_id, [&](const StackEvent& event) { shown.add(event); }));
  if (end.status == "DELETE_COMPLETE") return std::optional<DeployedStack>{};
  if (!end.is_complete()) terminal_->err << failure_text(shown.events());
  return std::optional{std::move(end)};
}

}  // namespace eni::command
