/// `eni-trunking demo`: the whole story on one screen. The stack comes first with the setting off, so that both hosts run under
/// one role: what they differ in is the setting at the time each registered.
#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>

#include "embedded/demo_inline_nodejs.h"
#include "eni_trunking/command.h"
#include "eni_trunking/demo/capacity.h"
#include "eni_trunking/demo/containers.h"
#include "eni_trunking/demo/hosts.h"
#include "eni_trunking/demo/stacks.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/output/text_table.h"
#include "eni_trunking/sandbox/embedded_sandbox.h"
#include "eni_trunking/stacks/installation.h"
#include "sandbox/services/lambda/launch.h"
#include "trunking/density.h"

namespace eni::command {

namespace {

#if defined(__aarch64__)
constexpr const char* kArchitecture = "arm64";
#else
constexpr const char* kArchitecture = "x86_64";
#endif

constexpr const char* kStackName = "eni-trunking";

/// What the function's own log line says of its answer to CloudFormation: "SUCCESS".
std::string answer_in(const std::vector<std::string>& log_lines) {
  for (const std::string& line : log_lines) {
    const auto entry = parse_json(line);
    if (!entry || !entry->is_object()) continue;
    if (find_string(entry->get_object(), "message") == "answering")
      return text_at(entry->get_object(), "status");
  }
  return "nothing";
}

/// "1 resource", "9 resources"
std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

class Demo {
 public:
  Demo(Terminal& terminal, client::AwsClient& client)
      : out_{terminal.out},
        client_{client},
        stacks_{client},
        hosts_{client, {{"image", "public.ecr.aws/nginx/nginx:stable"}, {"memory", 64}, {"cpu", 64}}} {}

  client::CallResult<void> run(Archive function) {
    ENI_TRY(const PackagedTemplate packaged, stacks_.package(std::move(function)));
    label("package") << packaged.archive << ", " << fixed(packaged.megabytes, 1) << " MB, to s3://"
                     << packaged.bucket << "\n";
    template_ = packaged.body;
    ENI_TRY(const StackOutcome off, deploy("disabled"));
    ENI_CHECK(show_stack("deploy", off, "disabled"));
    label("role") << output(off, "EC2Role") << "\n";
    ENI_CHECK(hosts_.prepare());
    const std::string profile = output(off, "EC2InstanceProfile");
    ENI_TRY(const std::string old_host, hosts_.launch(profile));
    ENI_TRY(const FilledHost before, hosts_.fill(old_host));
    label("host 1") << "registers now: no trunk\n" << draw(before.picture) << "\n";

    ENI_TRY(const StackOutcome on, deploy("enabled"));
    ENI_CHECK(show_stack("update", on, "enabled"));
    ENI_CHECK(show_old_host(old_host, before));
    ENI_TRY(const std::string new_host, hosts_.launch(profile));
    ENI_TRY(const FilledHost after, hosts_.fill(new_host));
    label("host 2") << "registers now: ECS gives it a trunk, and each task a branch of it\n"
                    << draw(after.picture) << "\n";
    show_density();
    return compare_with_nodejs(off);
  }

 private:
  std::ostream& label(const char* text) { return out_ << padded(text, 9); }
  static std::string root_arn() { return "arn:aws:iam::000000000000:root"; }

  static std::string output(const StackOutcome& outcome, const std::string& key) {
    const auto found = outcome.stack.outputs.find(key);
    return found == outcome.stack.outputs.end() ? "" : found->second;
  }

  client::CallResult<StackOutcome> deploy(const std::string& value) {
    return stacks_.deploy(
        {kStackName, template_, {{"Architecture", kArchitecture}, {"Value", value}}, {"CAPABILITY_IAM"}});
  }

  client::CallResult<std::string> setting_of(const std::string& principal_arn) {
    ENI_TRY(const json::value reply,
            client_.call(
                "ecs", "ListAccountSettings",
                {{"name", "awsvpcTrunking"}, {"effectiveSettings", true}, {"principalArn", principal_arn}}));
    const json::value* settings = find(reply, "settings");
    if (!settings || !settings->is_array() || settings->get_array().empty())
      return client::CallFailure::unexpected("ListAccountSettings gave no setting for " + principal_arn);
    const json::value* value = find(settings->get_array()[0], "value");
    return value ? as_text(*value) : "";
  }

  client::CallResult<void> show_stack(const char* step, const StackOutcome& outcome, const char* value) {
    // The last event is the stack's own.
    label(step) << kStackName << ", Value=" << value << ": " << outcome.stack.status << ", "
                << counted(std::max<std::size_t>(outcome.completed.size(), 1) - 1, "resource") << ", "
                << fixed(outcome.seconds, 2) << " s\n";
    label("") << "its function answered " << answer_in(outcome.log_lines) << " after "
              << fixed(outcome.report.duration_ms, 1) << " ms, in " << fixed(outcome.report.memory_mb, 0)
              << " MB\n";
    ENI_TRY(const std::string of_role, setting_of(output(outcome, "EC2RoleArn")));
    ENI_TRY(const std::string of_root, setting_of(root_arn()));
    label("setting") << "awsvpcTrunking: " << of_role << " for the hosts' role, " << of_root
                     << " for the account\n";
    return {};
  }

  client::CallResult<void> show_old_host(const std::string& instance_id, const FilledHost& before) {
    ENI_TRY(const FilledHost now, hosts_.fill(instance_id));
    label("host 1") << "still " << now.tasks << " of " << before.tasks
                    << " tasks: only a host that registers later gets a trunk\n";
    return {};
  }

  /// The row of the table behind it, as `eni-trunking density c5.large` has it.
  void show_density() {
    const auto* type = trunking::find_instance_type(DemoHosts::kInstanceType);
    if (!type) return;
    label("density") << type->instance_type << " has " << type->max_enis
                     << " ENIs: " << trunking::max_awsvpc_tasks(*type, trunking::Trunk::kNone)
                     << " tasks without a trunk, "
                     << trunking::max_awsvpc_tasks(*type, trunking::Trunk::kAttached) << " with it ("
                     << to_string(type->evidence) << ")\n";
  }

  client::CallResult<void> compare_with_nodejs(const StackOutcome& ours) {
    // The stack would fail, too, but as on AWS: after the time that it waits for an answer of its function.
    if (!sandbox::lambda_service::has_nodejs()) {
      out_ << "\nThe pattern's way, an inline Node.js function, is not shown: Node.js is not\n"
              "installed on this machine.\n";
      return {};
    }
    auto nodejs =
        stacks_.deploy({"pattern-nodejs", std::string(embedded::demo_inline_nodejs), {}, {"CAPABILITY_IAM"}});
    if (!nodejs) {
      out_ << "\nThe pattern's way, an inline Node.js function, does not run here:\n";
      out_ << "  " << to_string(nodejs.error().as_error()) << "\n";
      return {};
    }
    TextTable table{{{""}, {"this function", Align::kRight}, {"inline Node.js", Align::kRight}}};
    const auto row = [&table](const char* what, double our_value, double their_value, const char* unit) {
      const auto cell = [unit](double value) {
        return std::isnan(value) ? std::string("-") : fixed(value, 1) + " " + unit;
      };
      table.add_row({what, cell(our_value), cell(their_value)});
    };
    row("stack, from change set to end", ours.seconds * 1000, nodejs->seconds * 1000, "ms");
    row("function's start", ours.report.init_ms, nodejs->report.init_ms, "ms");
    row("function's run, AWS calls and all", ours.report.duration_ms, nodejs->report.duration_ms, "ms");
    row("memory", ours.report.memory_mb, nodejs->report.memory_mb, "MB");
    out_ << "\n" << table.text();
    return {};
  }

  std::ostream& out_;
  client::AwsClient& client_;
  DemoStacks stacks_;
  DemoHosts hosts_;
  std::string template_;
};

ExitCode run_demo(Terminal& terminal) {
  const auto runtimes = find_runtimes(terminal.program);
  if (!runtimes) return fail(terminal, runtimes.error());
  auto function = own_archive(terminal.program, kArchitecture);
  if (!function) return fail(terminal, function.error());
  sandbox::SandboxOptions options;
  options.port = 0;
  options.runtimes_directory = *runtimes;
  auto sandbox = EmbeddedSandbox::start(options);
  if (!sandbox) return fail(terminal, sandbox.error());
  terminal.out << "A sandbox of its own at " << (*sandbox)->endpoint_url()
               << "; nothing leaves this machine.\n\n";

  SystemWaiter waiter;
  client::AwsClient client = (*sandbox)->root_client(waiter);
  const auto done = Demo{terminal, client}.run(*std::move(function));
  if (!done) return fail(terminal, done.error());
  terminal.out << "\nNext:  eni-trunking sandbox\n"
               << "       eval \"$(eni-trunking sandbox env)\"    in another shell\n";
  return ExitCode::kFine;
}

}  // namespace

Run declare_demo(CLI::App& app, Terminal& terminal) {
  app.footer(
      "Needs no AWS account; the pattern's way is shown beside it where Node.js is installed.\n"
      "Examples:\n"
      "  eni-trunking demo\n"
      "  eni-trunking demo capacity\n"
      "  eni-trunking demo run");
  const CLI::App* capacity = app.add_subcommand(
      "capacity",
      "A service of 50 tasks makes an empty group of hosts grow and shrink, without and with trunking");
  const CLI::App* containers = app.add_subcommand(
      "run", "Twelve tasks as containers on two hosts, seen on the trunk and through a load balancer");
  app.require_subcommand(0, 1);
  return [&terminal, capacity, containers] {
    if (*containers) return run_containers_demo(terminal);
    return *capacity ? run_capacity_demo(terminal) : run_demo(terminal);
  };
}

}  // namespace eni::command
