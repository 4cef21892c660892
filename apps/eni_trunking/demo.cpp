#include <CLI/App.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "base/time_text.h"
#include "command.h"
#include "deployment.h"
#include "embedded/demo_inline_nodejs.h"
#include "embedded_sandbox.h"
#include "installation.h"
#include "package.h"

namespace eni::command {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Its stacks take seconds; a function that never answers takes as long as its template's ServiceTimeout says.
constexpr std::chrono::minutes kLongestDemo{15};

#if defined(__aarch64__)
constexpr const char* kArchitecture = "arm64";
#else
constexpr const char* kArchitecture = "x86_64";
#endif

std::string fixed(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return (text.size() < width ? std::string(width - text.size(), ' ') : "") + text;
}

/// Broken at spaces into lines of at most `width`; a longer word is cut.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& word : split(text, ' ')) {
    const bool fits = !lines.empty() && lines.back().size() + 1 + word.size() <= width;
    if (fits) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word.size() <= width ? word : word.substr(0, width - 3) + "...");
    }
  }
  return lines;
}

/// A log line for people: a JSON object as its message and fields, a REPORT without its request's id.
std::string readable(const std::string& line) {
  const auto entry = parse_json(line);
  if (!entry || !entry->is_object()) {
    std::vector<std::string> fields;
    for (const std::string& field : split(line, '\t')) {
      const bool is_id = field.rfind("REPORT RequestId", 0) == 0;
      if (!field.empty()) fields.push_back(is_id ? "REPORT" : field);
    }
    return join(fields, ", ");
  }
  std::string text = find_string(entry->get_object(), "message").value_or("");
  for (const auto& [key, value] : entry->get_object()) {
    const bool known = key == "message" || key == "timestamp" || key == "level" || key == "stackId";
    if (known || !value.is_string() || value.get_string().empty()) continue;
    text += " " + std::string(key) + "=" + as_text(value);
  }
  return text;
}

/// What Lambda's REPORT line says of a run.
struct Report {
  double init_ms = NAN;
  double duration_ms = NAN;
  double memory_mb = NAN;

  static std::optional<Report> parse(const std::string& line) {
    if (line.rfind("REPORT", 0) != 0) return std::nullopt;
    Report report;
    for (const std::string& field : split(line, '\t')) {
      const auto number = [&](std::string_view name, double& out) {
        if (field.rfind(name, 0) == 0) out = std::strtod(field.c_str() + name.size(), nullptr);
      };
      number("Duration: ", report.duration_ms);
      number("Init Duration: ", report.init_ms);
      number("Max Memory Used: ", report.memory_mb);
    }
    return report;
  }
};

/// One way to make the setting, and what it took.
struct Outcome {
  DeployedStack stack;
  double seconds = 0;
  std::string log_group;
  std::vector<std::string> log_lines;
  Report report;
};

class Demo {
 public:
  Demo(Terminal& terminal, AwsClient& client)
      : out_{terminal.out},
        client_{client},
        deployer_{client, [give_up = steady_clock::now() + kLongestDemo] {
                    std::this_thread::sleep_for(milliseconds{5});
                    return steady_clock::now() < give_up;
                  }} {}

  CallResult<void> run(const std::string& template_file) {
    ENI_TRY(const std::string before, setting_of(root_arn()));
    label("before") << "awsvpcTrunking is " << before << " for the account's root\n";
    ENI_TRY(const std::string body, package(template_file));
    label("deploy") << "stack eni-trunking\n";
    ENI_TRY(
        const Outcome ours,
        deploy({"eni-trunking", body, {{"Architecture", kArchitecture}}, {"CAPABILITY_IAM"}}, Events::kShow));
    ENI_CHECK(show_settings(ours.stack));
    show_log(ours);
    return compare_with_nodejs(ours);
  }

 private:
  enum class Events { kShow, kHide };

  std::ostream& label(const char* text) { return out_ << padded(text, 9); }
  std::ostream& indent() { return out_ << std::string(9, ' '); }
  static std::string root_arn() { return "arn:aws:iam::000000000000:root"; }

  CallResult<std::string> setting_of(const std::string& principal_arn) {
    ENI_TRY(const json::value reply,
            client_.json_call(
                "ecs", "AmazonEC2ContainerServiceV20141113.ListAccountSettings",
                {{"name", "awsvpcTrunking"}, {"effectiveSettings", true}, {"principalArn", principal_arn}}));
    const json::value* settings = find(reply, "settings");
    if (!settings || !settings->is_array() || settings->get_array().empty())
      return CallFailure{std::nullopt, {"ListAccountSettings gave no setting for " + principal_arn, ""}};
    const json::value* value = find(settings->get_array()[0], "value");
    return value ? as_text(*value) : "";
  }

  CallResult<std::string> package(const std::string& template_file) {
    constexpr const char* kBucket = "eni-trunking-demo";
    ENI_CHECK(client_.create_bucket(kBucket));
    const auto upload = [&](Archive archive) -> Result<void> {
      label("package") << std::filesystem::path(archive.file).filename().string() << ", "
                       << fixed(static_cast<double>(archive.bytes.size()) / 1e6, 1) << " MB, to s3://"
                       << kBucket << "\n";
      const auto stored = client_.put_object(kBucket, archive.key, std::move(archive.bytes));
      if (!stored) return stored.error().as_error();
      return {};
    };
    auto packaged = package_template(template_file, kArchitecture, kBucket, upload);
    if (!packaged) return CallFailure{std::nullopt, packaged.error()};
    return *std::move(packaged);
  }

  CallResult<Outcome> deploy(const Deployment& deployment, Events events) {
    Outcome outcome;
    const auto start = steady_clock::now();
    std::optional<TimePoint> first;
    const auto show = [&](const StackEvent& event) {
      const auto time = parse_iso8601(event.time).value_or(TimePoint{});
      if (!first) first = time;
      const bool is_end = event.status.find("IN_PROGRESS") == std::string::npos;
      if (events == Events::kShow && is_end) show_event(event, time - *first);
    };
    ENI_TRY(outcome.stack, deployer_.deploy(deployment, show));
    outcome.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
    if (outcome.stack.status != "CREATE_COMPLETE")
      return CallFailure{
          aws::ApiError{"StackFailed", deployment.stack_name + " ended in " + outcome.stack.status, 400}, {}};
    ENI_CHECK(read_log(outcome));
    return outcome;
  }

  void show_event(const StackEvent& event, Duration since) {
    out_ << right(fixed(static_cast<double>(since.count()) / 1000, 3), 8) << " s  "
         << padded(event.logical_id, 37) << event.type << "\n";
    if (event.status != "CREATE_COMPLETE") indent() << event.status << ": " << event.reason << "\n";
  }

  /// The log of the stack's function: all lines, and what its REPORT says. Lambda writes it after the function has
  /// answered, when the stack may be complete already: so it is waited for.
  CallResult<void> read_log(Outcome& outcome) {
    ENI_TRY(outcome.log_group, log_group_of(outcome.stack));
    const auto patience = steady_clock::now() + std::chrono::seconds{5};
    while (std::isnan(outcome.report.duration_ms) && steady_clock::now() < patience) {
      std::this_thread::sleep_for(milliseconds{5});
      const auto events =
          client_.json_call("logs", "Logs_20140328.FilterLogEvents", {{"logGroupName", outcome.log_group}});
      const bool is_absent =
          !events && events.error().refused && events.error().refused->code == "ResourceNotFoundException";
      if (is_absent) continue;
      if (!events) return events.error();
      read_log_lines(*events, outcome);
    }
    return {};
  }

  static void read_log_lines(const json::value& events, Outcome& outcome) {
    outcome.log_lines.clear();
    const json::value* list = find(events, "events");
    for (const json::value& event : list && list->is_array() ? list->get_array() : json::array{}) {
      const json::value* message = find(event, "message");
      const std::string line{message ? trim(as_text(*message)) : ""};
      outcome.log_lines.push_back(line);
      if (const auto report = Report::parse(line)) outcome.report = *report;
    }
  }

  /// The group that the template makes for its function, or else the one Lambda makes.
  CallResult<std::string> log_group_of(const DeployedStack& stack) {
    ENI_TRY(const json::value reply,
            client_.query_call("cloudformation", "2010-05-15", "DescribeStackResources",
                               {{"StackName", stack.stack_id}}));
    const json::value* resources = find(reply, "StackResources");
    std::string group;
    for (const json::value& resource :
         resources && resources->is_array() ? resources->get_array() : json::array{}) {
      const json::value* type = find(resource, "ResourceType");
      const json::value* id = find(resource, "PhysicalResourceId");
      if (!type || !id) continue;
      if (as_text(*type) == "AWS::Logs::LogGroup") return as_text(*id);
      if (as_text(*type) == "AWS::Lambda::Function") group = "/aws/lambda/" + as_text(*id);
    }
    return group;
  }

  CallResult<void> show_settings(const DeployedStack& stack) {
    const auto name = stack.outputs.find("EC2Role");
    const auto arn = stack.outputs.find("EC2RoleArn");
    if (name == stack.outputs.end() || arn == stack.outputs.end())
      return CallFailure{std::nullopt, {"the stack has no outputs EC2Role and EC2RoleArn", ""}};
    label("role") << name->second << "\n";
    const std::pair<std::string, const char*> principals[] = {{arn->second, "this role"},
                                                              {root_arn(), "the account's root"}};
    const char* heading = "after";
    for (const auto& [principal, name_of_it] : principals) {
      ENI_TRY(const std::string value, setting_of(principal));
      label(heading) << "awsvpcTrunking is " << padded(value, 8) << " for " << name_of_it << "\n";
      heading = "";
    }
    return {};
  }

  /// What the function and Lambda's REPORT say; START, END and request ids would only fill the screen.
  void show_log(const Outcome& outcome) {
    label("log") << outcome.log_group << "\n";
    for (const std::string& line : outcome.log_lines) {
      if (line.rfind("START ", 0) == 0 || line.rfind("END ", 0) == 0) continue;
      std::string text;
      for (const std::string& piece : wrapped(readable(line), 66)) {
        indent() << (text.empty() ? "" : "    ") << piece << "\n";
        text = piece;
      }
    }
  }

  CallResult<void> compare_with_nodejs(const Outcome& ours) {
    auto nodejs = deploy(
        {"pattern-nodejs", std::string(embedded::demo_inline_nodejs), {}, {"CAPABILITY_IAM"}}, Events::kHide);
    if (!nodejs) {
      out_ << "\nThe pattern's way, an inline Node.js function, does not run here:\n";
      out_ << "  " << to_string(nodejs.error().as_error()) << "\n";
      return {};
    }
    out_ << "\n" << padded("", 42) << "this function   inline Node.js\n";
    row("stack, from change set to end", ours.seconds * 1000, nodejs->seconds * 1000, "ms");
    row("function's start", ours.report.init_ms, nodejs->report.init_ms, "ms");
    row("function's run, AWS calls and all", ours.report.duration_ms, nodejs->report.duration_ms, "ms");
    row("memory", ours.report.memory_mb, nodejs->report.memory_mb, "MB");
    return {};
  }

  void row(const char* what, double ours, double nodejs, const char* unit) {
    const auto cell = [&](double value) {
      return std::isnan(value) ? std::string("-") : fixed(value, 1) + " " + unit;
    };
    indent() << padded(what, 33) << right(cell(ours), 13) << right(cell(nodejs), 17) << "\n";
  }

  std::ostream& out_;
  AwsClient& client_;
  Deployer deployer_;
};

ExitCode run_demo(Terminal& terminal) {
  const auto runtimes = find_installed(terminal.program, "runtimes");
  if (!runtimes) return fail(terminal, runtimes.error());
  const auto template_file = find_installed(terminal.program, "templates/eni-trunking.yml");
  if (!template_file) return fail(terminal, template_file.error());
  sandbox::SandboxOptions options;
  options.port = 0;
  options.runtimes_directory = *runtimes;
  auto sandbox = EmbeddedSandbox::start(options);
  if (!sandbox) return fail(terminal, sandbox.error());
  terminal.out << "A sandbox of its own at " << (*sandbox)->endpoint_url()
               << "; nothing leaves this machine.\n\n";

  net::Client http;
  const SystemClock clock;
  const aws::Credentials root{aws::AccessKeyId{"test"}, aws::SecretAccessKey{"test"}, {}};
  AwsClient client{http, clock, {(*sandbox)->endpoint_url(), aws::Region{"us-east-1"}, root}};
  const auto done = Demo{terminal, client}.run(*template_file);
  if (!done) {
    const CallFailure failure = done.error();
    return fail(terminal, failure.as_error(), failure.refused ? ExitCode::kRefused : ExitCode::kUnreachable);
  }
  terminal.out << "\nNext:  eni-trunking sandbox\n"
               << "       eval \"$(eni-trunking sandbox env)\"    in another shell\n";
  return ExitCode::kFine;
}

}  // namespace

Run declare_demo(CLI::App& app, Terminal& terminal) {
  app.footer("Needs no AWS account; the pattern's way is shown beside it where Node.js is installed.");
  return [&terminal] { return run_demo(terminal); };
}

}  // namespace eni::command
