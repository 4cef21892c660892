/// `eni-trunking deploy`: change set, preview, bucket, archive, execution, outputs.
#include <CLI/App.hpp>
#include <ostream>

#include "base/text.h"
#include "base/time_text.h"
#include "eni_trunking/deploy/artifact_bucket.h"
#include "eni_trunking/deploy/deploy_options.h"
#include "eni_trunking/output/question.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/output/text_table.h"
#include "eni_trunking/roles/existing_role.h"
#include "eni_trunking/stacks/change_preview.h"
#include "eni_trunking/stacks/stack_failure.h"
#include "trunking/setting_access.h"

namespace eni::command {

namespace {

/// What users gave, once it is known to be good.
struct Request {
  DeployOptions options;
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> tags;
};

class Deploy {
 public:
  Deploy(const Request& request, StackCommand& command, Terminal& terminal)
      : request_{request}, options_{request.options}, command_{command}, terminal_{terminal} {}

  ExitCode run() {
    say("Deploying " + options_.stack_name + " to " + command_.place());
    auto existing = find_stack();
    if (!existing) return command_.stop(existing.error(), is_following_ ? kGoesOn : "nothing was deployed");
    if (*existing) {
      const auto deployable = check_deployable(**existing, command_.connection());
      if (!deployable) return fail(terminal_, deployable.error());
      const auto own = command_.check_own(**existing);
      if (!own) return command_.stop(own.error(), "nothing was deployed");
      if ((*existing)->status == "REVIEW_IN_PROGRESS")
        say("A change set was made for this stack before, and not executed: another takes its place.");
    }
    const auto role = use_role(existing->value_or(DeployedStack{}));
    if (!role) return command_.stop(role.error(), "nothing was deployed");
    if (!role->is_usable) return ExitCode::kFindings;
    if (*existing && (*existing)->is_complete() && has_role_of_its_own(**existing) && !role->arn.empty())
      say("The stack has a role of its own, which goes: hosts that use it lose their permissions.");
    auto chosen = choose_parameters(existing->value_or(DeployedStack{}).parameters, request_.parameters,
                                    options_.architecture, role->arn);
    if (!chosen) return fail(terminal_, chosen.error(), ExitCode::kUsage);
    auto archive = own_archive(terminal_.program, chosen->architecture, options_.stack_name + "/");
    if (!archive) return fail(terminal_, archive.error());
    const ArtifactBucket bucket{command_.client(), command_.caller()};
    const auto body = package_template(own_template(), json::value(bucket.name()), archive->key);
    if (!body) return fail(terminal_, body.error());
    return change(deployment_of(*std::move(chosen), *body), *std::move(archive));
  }

 private:
  static constexpr const char* kBucketIsLeft =
      "no stack was changed; the artifact bucket may be left: eni-trunking destroy removes it";

  struct UsedRole {
    std::string arn;  ///< "" if none was given
    bool is_usable = true;
  };

  void say(const std::string& text) { tell(terminal_, text); }

  static bool has_role_of_its_own(const DeployedStack& stack) {
    const auto existing = stack.parameters.find("ExistingRoleArn");
    return existing == stack.parameters.end() || existing->second.empty();
  }

  /// The stack in no operation: one that is under way is followed to its end first.
  client::CallResult<std::optional<DeployedStack>> find_stack() {
    ENI_TRY(std::optional<DeployedStack> stack, command_.deployer().find(options_.stack_name));
    if (!stack || !stack->is_in_progress()) return stack;
    is_following_ = true;
    return command_.await(*stack);
  }

  /// Looks whether the existing role, that of the options or of the stack, lets the function do its work.
  client::CallResult<UsedRole> use_role(const DeployedStack& stack) {
    UsedRole used;
    std::string role = options_.role;
    const auto of_stack = stack.parameters.find("ExistingRoleArn");
    if (role.empty() && of_stack != stack.parameters.end()) role = of_stack->second;
    if (role.empty()) return used;
    ENI_TRY(const aws::Arn arn, find_role(command_.client(), role));
    if (arn.account != command_.caller().account())
      return client::CallFailure::misconfigured(
          {"the role " + arn.text() + " is not one of account " + command_.caller().account(),
           "deploy in the role's own account"});
    if (!options_.role.empty()) used.arn = arn.text();
    ExistingRole existing{command_.client(), arn};
    ENI_TRY(const aws::Arn function, function_role(stack));
    ENI_TRY(const RoleFindings findings, existing.inspect(function));
    for (const std::string& unseen : findings.unseen) say("Not seen of " + arn.text() + ", " + unseen);
    ENI_TRY(used.is_usable, mend_role(existing, findings));
    if (used.is_usable && !findings.is_fine()) ENI_CHECK(check_mended(existing, function));
    return used;
  }

  /// What was added need not count: a boundary, or a policy of the organization, may deny it all the same.
  client::CallResult<void> check_mended(ExistingRole& role, const aws::Arn& function) {
    ENI_TRY(const RoleFindings left, role.inspect(function));
    if (!left.denied_actions.empty())
      say("Still not allowed to " + role.arn().text() + ": " + join(left.denied_actions, ", ") +
          ". Its permissions boundary or a policy of the organization may deny that; if IAM has not "
          "followed yet, the function waits for it.");
    return {};
  }

  client::CallResult<bool> mend_role(ExistingRole& role, const RoleFindings& findings) {
    if (findings.is_fine()) return true;
    if (!options_.fix) {
      terminal_.err << role.advice(findings);
      fail(terminal_, {"the role " + role.arn().text() + " does not let the function make its setting",
                       "add that, or run the same with --fix, which adds it"});
      return false;
    }
    if (!options_.yes && !is_confirmed(terminal_, role.advice(findings) + "Add that?")) {
      say("Nothing was changed.");
      return false;
    }
    ENI_TRY(const std::vector<std::string> added, role.mend(findings));
    for (const std::string& what : added) say("Added " + what);
    is_role_mended_ = !added.empty();
    return true;
  }

  /// The function's own, or before the stack is there one as it will be.
  client::CallResult<aws::Arn> function_role(const DeployedStack& stack) {
    std::string name = options_.stack_name + "-EniTrunkingFunctionRole-EXAMPLE";
    if (!stack.stack_id.empty() && !has_role_of_its_own(stack)) {
      const auto resource = command_.client().call(
          "cloudformation", "DescribeStackResource",
          {{"StackName", stack.stack_id}, {"LogicalResourceId", "EniTrunkingFunctionRole"}});
      if (resource.has_value())
        name = text_at(object_at(*resource, "StackResourceDetail"), "PhysicalResourceId");
      else if (resource.error().is_unreachable)
        return resource.error();
    }
    return aws::Arn{command_.caller().partition(), "iam", "", command_.caller().account(),
                    "role" + std::string(trunking::kFunctionRolePath) + name};
  }

  client::CallResult<void> upload(Archive archive) {
    ArtifactBucket bucket{command_.client(), command_.caller()};
    ENI_TRY(const ArtifactBucket::State state, bucket.make_ready());
    if (state == ArtifactBucket::State::kMade)
      say("Made the bucket " + bucket.name() + ": private, encrypted, TLS only, versioned");
    if (state == ArtifactBucket::State::kForeign)
      say("The bucket " + bucket.name() + " was not made by this command: used as it is");
    const std::string what =
        archive.name + ", " + fixed(static_cast<double>(archive.bytes.size()) / 1e6, 1) + " MB";
    ENI_TRY(const bool is_new, bucket.upload(std::move(archive)));
    say(is_new ? "Uploaded " + what : "The bucket has " + what + ", already");
    return {};
  }

  Deployment deployment_of(ChosenParameters chosen, const std::string& body) {
    Deployment deployment;
    deployment.stack_name = options_.stack_name;
    deployment.template_body = body;
    deployment.parameters = std::move(chosen.given);
    deployment.kept_parameters = std::move(chosen.kept);
    deployment.capabilities = {"CAPABILITY_IAM"};
    deployment.tags = request_.tags;
    // Names of its own: one that was left is in nobody's way.
    deployment.change_set_name =
        std::string(kChangeSetPrefix) + std::to_string(epoch_millis(SystemClock{}.now()));
    return deployment;
  }

  /// The archive comes after the consent: a change set does not ask for it.
  ExitCode change(const Deployment& deployment, Archive archive) {
    auto change_set = command_.deployer().prepare(deployment);
    if (!change_set)
      return command_.stop(change_set.error(), "no stack was changed; a change set of " +
                                                   options_.stack_name +
                                                   " may be left: run the same again to go on");
    if (!*change_set) {
      say("No changes: the stack is as it should be.");
      return finish("");
    }
    terminal_.err << "\n" << change_preview((*change_set)->changes) << "\n";
    const bool asks = !options_.yes && !options_.no_execute;
    if (asks && !is_confirmed(terminal_, question(**change_set))) return discard(**change_set);
    const auto uploaded = upload(std::move(archive));
    if (!uploaded) return give_up(**change_set, uploaded.error());
    return options_.no_execute ? leave(**change_set) : execute(**change_set);
  }

  std::string question(const ChangeSet& change_set) const {
    return std::string(change_set.makes_stack ? "Make" : "Change") + " the stack " + options_.stack_name +
           " (" + change_summary(change_set.changes) + ")?";
  }

  /// The command, for people.
  std::string how_to_drop(const ChangeSet& change_set) const {
    const std::string command =
        change_set.makes_stack
            ? "eni-trunking destroy --stack-name " + options_.stack_name
            : "aws cloudformation delete-change-set --change-set-name \\\n    " + change_set.id;
    return "To drop it:\n  " + command + command_.connection() + "\n";
  }

  ExitCode leave(const ChangeSet& change_set) {
    terminal_.err
        << "Not executed. To execute it:\n  aws cloudformation execute-change-set --change-set-name \\\n    "
        << change_set.id << command_.connection() << "\n"
        << how_to_drop(change_set);
    if (options_.output == "json")
      terminal_.out << pretty(json::object{{"StackName", options_.stack_name},
                                           {"StackId", change_set.stack_id},
                                           {"ChangeSetId", change_set.id}});
    return ExitCode::kFine;
  }

  ExitCode discard(const ChangeSet& change_set) {
    const auto discarded = command_.deployer().discard(change_set);
    if (!discarded) return fail(terminal_, discarded.error());
    say(is_role_mended_ ? "No stack was changed; what was added to the role stays." : "Nothing was changed.");
    return ExitCode::kFindings;
  }

  /// Without its archive the stack cannot be made.
  ExitCode give_up(const ChangeSet& change_set, const client::CallFailure& failure) {
    const ExitCode code = command_.stop(failure, kBucketIsLeft);
    const auto discarded = command_.deployer().discard(change_set);
    if (!discarded)
      say("Its change set is left, too (" + discarded.error().as_error().message +
          "): the next deployment makes another.");
    return code;
  }

  ExitCode execute(const ChangeSet& change_set) {
    const auto begun = command_.deployer().execute(change_set);
    if (!begun) return stop_unexecuted(change_set, begun.error());
    StackProgress progress = command_.progress();
    const auto end = command_.deployer().follow(change_set.stack_id,
                                                [&](const StackEvent& event) { progress.add(event); });
    if (!end) return command_.stop(end.error(), kGoesOn);
    if (!end->is_complete()) return command_.report_failure(*end, progress);
    return finish(change_set.id);
  }

  ExitCode stop_unexecuted(const ChangeSet& change_set, const client::CallFailure& failure) {
    const std::string left = change_set.makes_stack
                                 ? "the stack, empty and in review, its change set, and the archive in S3"
                                 : "the change set, and the archive in S3";
    const ExitCode code = command_.stop_at_begin(
        failure, "nothing was executed: the stack has none of the changes. What is left is " + left +
                     ": run the same again to go on");
    terminal_.err << how_to_drop(change_set);
    return code;
  }

  /// @param change_set_id  "" if nothing had to be changed
  ExitCode finish(const std::string& change_set_id) {
    const auto stack = command_.deployer().find(options_.stack_name);
    if (!stack) return command_.stop(stack.error(), "the stack is deployed");
    print_outputs(stack->value_or(DeployedStack{}), !change_set_id.empty());
    return ExitCode::kFine;
  }

  void print_outputs(const DeployedStack& stack, bool is_changed) {
    if (options_.output == "json") {
      json::object outputs;
      for (const auto& [key, value] : stack.outputs) outputs[key] = value;
      terminal_.out << pretty(json::object{{"StackName", stack.name},
                                           {"StackId", stack.stack_id},
                                           {"StackStatus", stack.status},
                                           {"Changed", is_changed},
                                           {"Outputs", std::move(outputs)}});
      return;
    }
    terminal_.err << "\n";
    TextTable table{{{"output"}, {"value"}}};
    for (const auto& [key, value] : stack.outputs) table.add_row({key, value});
    terminal_.out << table.text();
  }

  bool is_following_ = false;    ///< an operation that was under way already
  bool is_role_mended_ = false;  ///< --fix has added something
  const Request& request_;
  const DeployOptions& options_;
  StackCommand& command_;
  Terminal& terminal_;
};

ExitCode run_deploy(const DeployOptions& options, const GlobalOptions& global, Terminal& terminal) {
  Request request{options, {}, {}};
  auto parameters = read_parameters(options.parameters);
  if (!parameters) return fail(terminal, parameters.error(), ExitCode::kUsage);
  auto tags = read_pairs(options.tags, "--tags");
  if (!tags) return fail(terminal, tags.error(), ExitCode::kUsage);
  request.parameters = *std::move(parameters);
  request.tags = *std::move(tags);
  const bool asks = !options.no_execute || options.fix;
  if (const auto error =
          asks ? check_can_ask(options, terminal, "deploy", ", or --no-execute to stop at the change set")
               : std::nullopt)
    return fail(terminal, *error, ExitCode::kUsage);
  auto command = StackCommand::open(global, terminal);
  if (!command) return fail(terminal, command.error());
  return Deploy{request, **command, terminal}.run();
}

}  // namespace

Run declare_deploy(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<DeployOptions>();
  declare_stack_options(app, *options);
  app.add_option("--architecture", options->architecture, "The function's; not the hosts'. Default: x86_64")
      ->check(CLI::IsMember({"x86_64", "arm64"}));
  app.add_option("--role-arn", options->role, "A role that is there: the stack makes no other")
      ->type_name("ROLE");
  app.add_flag("--fix", options->fix, "Adds what that role lacks")->needs("--role-arn");
  app.add_option("--parameters", options->parameters, "The template's, named below")->type_name("Key=Value");
  app.add_option("--tags", options->tags, "Of the stack and what it makes")->type_name("Key=Value");
  app.add_flag("--no-execute", options->no_execute, "Leaves the change set, and says how to execute it");
  app.add_option("--output", options->output, "The outputs, for people or programs")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  const auto global = declare_global_options(app);
  app.footer(
      "Examples:\n"
      "  eni-trunking deploy\n"
      "  eni-trunking deploy --yes --tags team=platform --parameters OnDelete=Retain\n"
      "  eni-trunking deploy --role-arn ecsInstanceRole --fix\n"
      "Parameters: " +
      join(free_parameters(), ", ") +
      ".\n"
      "What is not given stays as the stack has it. Run it again to follow an operation\n"
      "that is under way.");
  return [options, global, &terminal] { return run_deploy(*options, *global, terminal); };
}

}  // namespace eni::command
