#include "eni_trunking/rollout/cluster_claim.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/rollout/record.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::CallFailure;
using client::CallResult;
using diagnosis::RolloutClaim;

namespace {

constexpr std::chrono::milliseconds kTimeOfOthersToWrite{300};

/// Field 22 of /proc/PID/stat: when it began, in ticks since the machine did. Empty if there is no such process.
std::string start_of(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text;
  if (!std::getline(file, text)) return "";
  const auto name_ends = text.rfind(')');  // The name before it may have spaces.
  if (name_ends == std::string::npos) return "";
  const auto fields = split(trim(std::string_view(text).substr(name_ends + 1)), ' ');
  return fields.size() > 19 ? fields[19] : "";
}

class LinuxProcesses final : public diagnosis::ProcessView {
 public:
  /// The kernel that runs since its boot, and the namespace in which process ids count.
  std::string machine() const override {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string boot;
    std::getline(file, boot);
    std::error_code error;
    const std::string name = std::filesystem::read_symlink("/proc/self/ns/pid", error).string();
    std::string digits;
    for (const char c : name) {
      if (c >= '0' && c <= '9') digits += c;
    }
    return boot + "/" + digits;
  }
  bool is_running(const std::string& process) const override {
    const auto slash = process.find('/');
    const std::string start = start_of(process.substr(0, slash));
    return slash != std::string::npos && !start.empty() && start == process.substr(slash + 1);
  }
};

std::string this_process() {
  const std::string pid = std::to_string(::getpid());
  return pid + "/" + start_of(pid);
}

}  // namespace

ClusterClaim::ClusterClaim(client::AwsClient& client, Waiter& waiter, Random& random, std::string cluster_arn)
    : client_{&client},
      waiter_{&waiter},
      cluster_arn_{std::move(cluster_arn)},
      claim_{random.uuid(), LinuxProcesses{}.machine(), this_process(), {}} {}

/// The one that the cluster has; one without a run if it cannot be understood, which is none.
CallResult<std::optional<RolloutClaim>> ClusterClaim::read() {
  ENI_TRY(const json::value reply,
          client_->call("ecs", "ListTagsForResource", {{"resourceArn", cluster_arn_}}));
  for (const json::value& tag : array_at(reply, "tags")) {
    if (text_at(tag, "key") == diagnosis::kRolloutRunTag)
      return diagnosis::read_rollout_claim(text_at(tag, "value")).value_or(RolloutClaim{});
  }
  return std::optional<RolloutClaim>{};
}

CallResult<void> ClusterClaim::check_is_free() {
  ENI_TRY(const auto other, read());
  if (!other || !is_held(*other, claim_.run, waiter_->now(), LinuxProcesses{})) return {};
  return CallFailure::unexpected(
      "another rollout of this cluster is going on: it holds the cluster until " + iso8601(other->until) +
          ", and renews that as long as it runs",
      "wait for its end; if it was killed on another machine, run this again after that time");
}

CallResult<void> ClusterClaim::write() {
  const TimePoint now = waiter_->now();
  claim_.until = now + diagnosis::kClaimLasts;
  const json::object tag{{"key", diagnosis::kRolloutRunTag}, {"value", to_text(claim_)}};
  ENI_CHECK(client_->call("ecs", "TagResource", {{"resourceArn", cluster_arn_}, {"tags", json::array{tag}}}));
  written_at_ = now;
  return {};
}

/// Of two that write at once, the one that wrote first finds the other's: here, or before its first change.
CallResult<void> ClusterClaim::take() {
  ENI_CHECK(check_is_free());
  ENI_CHECK(write());
  is_taken_ = true;
  waiter_->wait_until(waiter_->now() + kTimeOfOthersToWrite);
  return check_is_free();
}

CallResult<void> ClusterClaim::keep() { return is_old() ? confirm() : CallResult<void>{}; }

CallResult<void> ClusterClaim::confirm() {
  ENI_CHECK(check_is_free());
  return is_old() ? write() : CallResult<void>{};
}

void ClusterClaim::give_back() {
  if (!is_taken_ || check_is_free().has_error()) return;
  remove();
  is_taken_ = false;
}

void ClusterClaim::clear_void() {
  const auto left = read();
  if (left.has_error() || !*left || is_held(**left, claim_.run, waiter_->now(), LinuxProcesses{})) return;
  remove();
}

void ClusterClaim::remove() {
  (void)client_->call("ecs", "UntagResource",
                      {{"resourceArn", cluster_arn_}, {"tagKeys", {diagnosis::kRolloutRunTag}}});
}

}  // namespace eni::command
