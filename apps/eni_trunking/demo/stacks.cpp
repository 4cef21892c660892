#include "eni_trunking/demo/stacks.h"

#include <algorithm>
#include <thread>

#include "base/text.h"
#include "client/s3.h"

namespace eni::command {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPause{5};
constexpr std::chrono::seconds kLogPatience{5};
constexpr std::chrono::minutes kLongestDemo{2};

bool is_report(const std::string& line) { return line.rfind("REPORT", 0) == 0; }

RunReport parse_report(const std::string& line) {
  RunReport report;
  for (const std::string& field : split(line, '\t')) {
    const auto number = [&field](std::string_view name, double& out) {
      if (field.rfind(name, 0) == 0) out = std::strtod(field.c_str() + name.size(), nullptr);
    };
    number("Duration: ", report.duration_ms);
    number("Init Duration: ", report.init_ms);
    number("Max Memory Used: ", report.memory_mb);
  }
  return report;
}

/// The messages of a FilterLogEvents reply, a list a run: each ends with its REPORT.
std::vector<std::vector<std::string>> runs_in(const json::value& reply) {
  std::vector<std::vector<std::string>> runs;
  std::vector<std::string> run;
  for (const json::value& event : array_at(reply, "events")) {
    run.emplace_back(trim(text_at(event, "message")));
    if (!is_report(run.back())) continue;
    runs.push_back(std::move(run));
    run.clear();
  }
  return runs;
}

}  // namespace

DemoStacks::DemoStacks(client::AwsClient& client)
    : client_{client}, deployer_{client, [give_up = steady_clock::now() + kLongestDemo] {
                                   std::this_thread::sleep_for(kPause);
                                   return steady_clock::now() < give_up;
                                 }} {}

client::CallResult<PackagedTemplate> DemoStacks::package(Archive archive) {
  PackagedTemplate result;
  result.bucket = "eni-trunking-demo";
  result.archive = archive.name;
  result.megabytes = static_cast<double>(archive.bytes.size()) / 1e6;
  client::S3Bucket bucket{client_, result.bucket};
  ENI_CHECK(bucket.create());
  ENI_CHECK(bucket.put_object(archive.key, std::move(archive.bytes)));
  auto packaged = package_template(own_template(), json::value(result.bucket), archive.key);
  if (!packaged) return client::CallFailure{std::nullopt, packaged.error()};
  result.body = *std::move(packaged);
  return result;
}

client::CallResult<StackOutcome> DemoStacks::deploy(const Deployment& deployment) {
  StackOutcome outcome;
  const auto start = steady_clock::now();
  const auto keep = [&outcome](const StackEvent& event) {
    if (event.status == "CREATE_COMPLETE" || event.status == "UPDATE_COMPLETE")
      outcome.completed.push_back(event);
  };
  ENI_TRY(outcome.stack, deployer_.deploy(deployment, keep));
  outcome.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  if (!outcome.stack.is_complete()) {
    return client::CallFailure::unexpected(deployment.stack_name + " ended in " + outcome.stack.status);
  }
  ENI_CHECK(read_log(outcome));
  return outcome;
}

/// The last run in the log of the stack's function. Lambda writes its REPORT after the function has answered, when the stack
/// may be complete already: so one more run than was seen before is waited for.
client::CallResult<void> DemoStacks::read_log(StackOutcome& outcome) {
  ENI_TRY(outcome.log_group, log_group_of(outcome.stack));
  std::size_t& seen = runs_seen_[outcome.log_group];
  for (const auto patience = steady_clock::now() + kLogPatience; steady_clock::now() < patience;) {
    const auto events = client_.call("logs", "FilterLogEvents", {{"logGroupName", outcome.log_group}});
    const bool is_absent =
        !events && events.error().refused && events.error().refused->code == "ResourceNotFoundException";
    if (!events && !is_absent) return events.error();
    const auto runs = is_absent ? std::vector<std::vector<std::string>>{} : runs_in(*events);
    if (runs.size() > seen) {
      seen = runs.size();
      outcome.log_lines = runs.back();
      outcome.report = parse_report(runs.back().back());
      return {};
    }
    std::this_thread::sleep_for(kPause);
  }
  return {};
}

/// The group that the template makes for its function, or else the one Lambda makes.
client::CallResult<std::string> DemoStacks::log_group_of(const DeployedStack& stack) {
  ENI_TRY(const json::value reply,
          client_.call("cloudformation", "DescribeStackResources", {{"StackName", stack.stack_id}}));
  std::string group;
  for (const json::value& resource : array_at(reply, "StackResources")) {
    const json::value* type = find(resource, "ResourceType");
    const json::value* id = find(resource, "PhysicalResourceId");
    if (!type || !id) continue;
    if (as_text(*type) == "AWS::Logs::LogGroup") return as_text(*id);
    if (as_text(*type) == "AWS::Lambda::Function") group = "/aws/lambda/" + as_text(*id);
  }
  return group;
}

}  // namespace eni::command
