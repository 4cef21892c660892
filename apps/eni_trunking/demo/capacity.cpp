#include "eni_trunking/demo/capacity.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <ostream>
#include <string>

#include "base/text.h"
#include "client/aws_client.h"
#include "eni_trunking/demo/host_role.h"
#include "eni_trunking/output/line_chart.h"
#include "eni_trunking/output/text_table.h"
#include "eni_trunking/sandbox/embedded_sandbox.h"

namespace eni::command {

namespace {

using std::chrono::minutes;

constexpr const char* kInstanceType = "c5.large";
constexpr int kTasks = 50;
constexpr int kMaxHosts = 50;
constexpr int kMinutesAtFullSize = 5;
constexpr int kMaxMinutes = 240;
constexpr const char* kImage =
    "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";

/// What was seen each minute, and what it amounts to.
struct Samples {
  std::vector<int> hosts;
  std::vector<int> tasks;
  std::optional<int> all_run;  ///< the first minute in which all tasks ran
  std::optional<int> empty;    ///< the first minute without a host after that
};

int most_of(const std::vector<int>& values) { return *std::max_element(values.begin(), values.end()); }

int sum_of(const std::vector<int>& values) {
  int sum = 0;
  for (const int value : values) sum += value;
  return sum;
}

/// The sandbox's virtual time, which passes while a call waits for its next attempt.
class SandboxTime final : public Waiter {
 public:
  explicit SandboxTime(EmbeddedSandbox& sandbox) : sandbox_{sandbox} {}
  TimePoint now() const override { return sandbox_.clock().now(); }
  void wait_until(TimePoint when) override {
    if (when > now()) sandbox_.pass(when - now());
  }

 private:
  EmbeddedSandbox& sandbox_;
};

/// One cluster with its group, from the first call to the last host's end. Names of all that is made begin with `name`.
class CapacityRun {
 public:
  CapacityRun(EmbeddedSandbox& sandbox, client::AwsClient& client, std::string name)
      : sandbox_{sandbox}, client_{client}, name_{std::move(name)} {}

  client::CallResult<Samples> run(const char* trunking) {
    ENI_CHECK(make_role(trunking));
    ENI_CHECK(find_subnets());
    ENI_CHECK(make_group());
    ENI_CHECK(make_cluster());
    ENI_CHECK(make_service());
    return watch();
  }

 private:
  client::CallResult<json::value> ecs(std::string_view operation, const json::object& params) {
    return client_.call("ecs", operation, params);
  }
  client::CallResult<json::value> autoscaling(std::string_view operation, const json::object& params) {
    return client_.call("autoscaling", operation, params);
  }

  /// The setting belongs to the role of the hosts: it is there before the first of them.
  client::CallResult<void> make_role(const char* trunking) {
    ENI_TRY(const std::string role, make_host_role(client_, name_));
    return put_trunking(client_, role, trunking);
  }

  client::CallResult<void> find_subnets() {
    ENI_TRY(const json::value reply,
            client_.call("ec2", "DescribeSubnets",
                         {{"Filter.1.Name", "default-for-az"}, {"Filter.1.Value.1", "true"}}));
    for (const json::value& subnet : array_at(reply, "subnetSet"))
      subnets_.push_back(json::value(text_at(subnet, "subnetId")));
    return {};
  }

  client::CallResult<void> make_group() {
    const std::string user_data = "#!/bin/bash\necho ECS_CLUSTER=" + name_ + " >> /etc/ecs/ecs.config\n";
    ENI_CHECK(client_.call("ec2", "CreateLaunchTemplate",
                           {{"LaunchTemplateName", name_},
                            {"LaunchTemplateData.ImageId", kImage},
                            {"LaunchTemplateData.InstanceType", kInstanceType},
                            {"LaunchTemplateData.IamInstanceProfile.Name", name_},
                            {"LaunchTemplateData.UserData", base64_encode(user_data)}}));
    std::string zones;
    for (const json::value& subnet : subnets_) zones += (zones.empty() ? "" : ",") + as_text(subnet);
    ENI_CHECK(autoscaling("CreateAutoScalingGroup", {{"AutoScalingGroupName", name_},
                                                     {"LaunchTemplate.LaunchTemplateName", name_},
                                                     {"LaunchTemplate.Version", "$Latest"},
                                                     {"MinSize", "0"},
                                                     {"MaxSize", std::to_string(kMaxHosts)},
                                                     {"VPCZoneIdentifier", zones},
                                                     {"NewInstancesProtectedFromScaleIn", "true"}}));
    return {};
  }

  client::CallResult<std::string> group_arn() {
    ENI_TRY(const json::value reply,
            autoscaling("DescribeAutoScalingGroups", {{"AutoScalingGroupNames.member.1", name_}}));
    const json::array& groups = array_at(reply, "AutoScalingGroups");
    return groups.empty() ? std::string{} : text_at(groups[0], "AutoScalingGroupARN");
  }

  client::CallResult<void> make_cluster() {
    ENI_TRY(const std::string group, group_arn());
    ENI_CHECK(
        ecs("CreateCapacityProvider",
            {{"name", name_},
             {"autoScalingGroupProvider",
              json::object{{"autoScalingGroupArn", group},
                           {"managedScaling", json::object{{"status", "ENABLED"}, {"targetCapacity", 100}}},
                           {"managedTerminationProtection", "ENABLED"}}}}));
    ENI_CHECK(ecs("CreateCluster", {{"clusterName", name_}}));
    ENI_CHECK(ecs("PutClusterCapacityProviders",
                  {{"cluster", name_},
                   {"capacityProviders", json::array{json::value(name_)}},
                   {"defaultCapacityProviderStrategy", json::array{json::value(strategy_item())}}}));
    return {};
  }

  json::object strategy_item() const { return {{"capacityProvider", name_}, {"weight", 1}}; }

  client::CallResult<void> make_service() {
    const json::object container{
        {"name", "web"}, {"image", "public.ecr.aws/nginx/nginx:stable"}, {"memory", 64}, {"cpu", 64}};
    ENI_CHECK(ecs("RegisterTaskDefinition", {{"family", name_},
                                             {"networkMode", "awsvpc"},
                                             {"containerDefinitions", json::array{json::value(container)}}}));
    const json::object network{{"awsvpcConfiguration", json::object{{"subnets", subnets_}}}};
    ENI_CHECK(ecs("CreateService", {{"cluster", name_},
                                    {"serviceName", "web"},
                                    {"taskDefinition", name_},
                                    {"desiredCount", kTasks},
                                    {"networkConfiguration", network}}));
    return {};
  }

  client::CallResult<void> look(Samples& samples) {
    ENI_TRY(const json::value reply,
            ecs("DescribeClusters", {{"clusters", json::array{json::value(name_)}}}));
    const json::array& clusters = array_at(reply, "clusters");
    if (clusters.empty()) return client::CallFailure::unexpected("there is no cluster " + name_);
    const auto count = [&clusters](std::string_view member) {
      return static_cast<int>(find_integer(clusters[0].as_object(), member).value_or(0));
    };
    samples.hosts.push_back(count("registeredContainerInstancesCount"));
    samples.tasks.push_back(count("runningTasksCount"));
    return {};
  }

  /// A look each minute, until the last host is gone.
  client::CallResult<Samples> watch() {
    Samples samples;
    for (int minute = 0; minute <= kMaxMinutes && !samples.empty; ++minute) {
      if (minute > 0) sandbox_.pass(minutes{1});
      ENI_CHECK(look(samples));
      if (!samples.all_run && samples.tasks.back() == kTasks) samples.all_run = minute;
      if (samples.all_run && minute == *samples.all_run + kMinutesAtFullSize)
        ENI_CHECK(ecs("UpdateService", {{"cluster", name_}, {"service", "web"}, {"desiredCount", 0}}));
      if (samples.all_run && samples.hosts.back() == 0) samples.empty = minute;
    }
    return samples;
  }

  EmbeddedSandbox& sandbox_;
  client::AwsClient& client_;
  std::string name_;
  json::array subnets_;
};

void print(std::ostream& out, const Samples& without, const Samples& with) {
  out << draw({"hosts             *  without trunking     o  with trunking     #  both",
               10,
               {{'*', without.hosts}, {'o', with.hosts}}})
      << "\n"
      << draw({"tasks that run", 8, {{'*', without.tasks}, {'o', with.tasks}}}) << "\n";
  TextTable table{{{""}, {"without trunking", Align::kRight}, {"with trunking", Align::kRight}}};
  const auto minute = [](const std::optional<int>& value) {
    return value ? "minute " + std::to_string(*value) : std::string("never");
  };
  table.add_row(
      {"hosts at most", std::to_string(most_of(without.hosts)), std::to_string(most_of(with.hosts))});
  table.add_row(
      {"all " + std::to_string(kTasks) + " tasks run", minute(without.all_run), minute(with.all_run)});
  table.add_row({"the last host is gone", minute(without.empty), minute(with.empty)});
  table.add_row(
      {"minutes of hosts", std::to_string(sum_of(without.hosts)), std::to_string(sum_of(with.hosts))});
  out << table.text();
}

}  // namespace

ExitCode run_capacity_demo(Terminal& terminal) {
  sandbox::SandboxOptions options;
  options.port = 0;
  options.pace = sandbox::Settings::Pace::kAws;
  auto sandbox = EmbeddedSandbox::start_in_virtual_time(options);
  if (!sandbox) return fail(terminal, sandbox.error());
  terminal.out << "A sandbox of its own, in virtual time; nothing leaves this machine.\n\n"
               << "A service wants " << kTasks << " awsvpc tasks of an empty group of " << kInstanceType
               << " behind a capacity\nprovider; " << kMinutesAtFullSize
               << " minutes after the last of them runs, it wants none.\n\n";

  SandboxTime time{**sandbox};
  client::AwsClient client = (*sandbox)->root_client(time);
  const auto run = [&](const char* name, const char* trunking) {
    return CapacityRun{**sandbox, client, name}.run(trunking);
  };
  auto without = run("without-trunking", "disabled");
  auto with = without ? run("with-trunking", "enabled") : without;
  if (!with) return fail(terminal, with.error());
  print(terminal.out, *without, *with);
  return ExitCode::kFine;
}

}  // namespace eni::command
