#include "eni_trunking/rollout/rollout_left.h"

#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

using diagnosis::counted;
using diagnosis::Description;
using diagnosis::RolloutPart;
using diagnosis::RolloutPlan;

namespace {

/// That UpdateContainerInstancesState takes.
constexpr std::size_t kHostsOfAnUpdate = 10;

class Leftovers {
 public:
  explicit Leftovers(const Description& description) : description_{description} {}

  void add_part(const RolloutPart& part) {
    if (part.group && part.record) add_group(*part.group, *part.record);
    if (!part.draining.empty()) add_draining(part.draining);
  }

  /// Of single hosts that are still there.
  void add_copies() {
    std::vector<std::string> pairs;
    for (const auto& [id, instance] : description_.instances) {
      if (description_.instances.contains(instance.replaces))
        pairs.push_back(id + " for " + instance.replaces);
    }
    if (!pairs.empty())
      add("Launched in the place of single hosts that are still there: " + diagnosis::listed(pairs) + ".");
  }

  void add_tags() {
    std::vector<std::string> marked;
    for (const auto& [name, group] : description_.groups) {
      if (group.rollout_cluster == description_.clusters.front().name) marked.push_back("the group " + name);
    }
    for (const diagnosis::ContainerInstance& host : description_.clusters.front().hosts_read()) {
      const diagnosis::Instance* instance = description_.instance_of(host);
      if (instance && !instance->rollout.empty()) marked.push_back(instance->id);
    }
    if (!marked.empty())
      add("What it has to know to go on is noted in tags " + std::string(diagnosis::kRolloutTag) + " of " +
          diagnosis::listed(marked) + ".");
  }

  std::string text() && { return std::move(text_); }

 private:
  void add(const std::string& sentence, const std::vector<std::string>& commands = {}) {
    text_ += wrapped(sentence, "  ");
    for (const std::string& command : commands) text_ += "    " + command + "\n";
  }

  void add_group(const diagnosis::Group& group, const diagnosis::RolloutRecord& record) {
    if (group.refresh && group.refresh->id == record.refresh)
      add("The instance refresh of " + group.name + " goes on at AWS (" + group.refresh->status + ", " +
              std::to_string(group.refresh->percentage) + " %). To stop it:",
          {aws_line(description_,
                    {"autoscaling", "cancel-instance-refresh", "--auto-scaling-group-name", group.name})});
    if (record.method != diagnosis::RolloutMethod::kOneByOne) return;
    std::string sentence = "The group " + group.name + " wants " +
                           counted(static_cast<std::size_t>(group.desired), "host") + " instead of " +
                           std::to_string(record.desired);
    if (!record.suspended.empty()) sentence += ", and does without " + diagnosis::listed(record.suspended);
    add(sentence + ", until it is run again to its end.");
  }

  /// Without the note they would be taken for its own when somebody else drains them.
  void add_draining(const RolloutPart::Hosts& hosts) {
    std::vector<std::string> activate{"ecs",
                                      "update-container-instances-state",
                                      "--cluster",
                                      description_.clusters.front().name,
                                      "--status",
                                      "ACTIVE",
                                      "--container-instances"};
    std::vector<std::string> unmark{"ec2", "delete-tags", "--tags",
                                    "Key=" + std::string(diagnosis::kRolloutTag), "--resources"};
    std::vector<std::string> ids;
    for (const diagnosis::ContainerInstance* host : hosts) {
      ids.push_back(host->id);
      unmark.push_back(host->instance_id);
    }
    std::vector<std::string> commands = aws_lines(description_, activate, ids, kHostsOfAnUpdate);
    commands.push_back(aws_line(description_, unmark));
    add("Tasks leave " + counted(hosts.size(), "host") + " that it drains. To have them stay:", commands);
  }

  const Description& description_;
  std::string text_;
};

}  // namespace

std::string left_by_rollout(const Description& description, const RolloutPlan& plan) {
  Leftovers leftovers{description};
  for (const RolloutPart& part : plan.parts) leftovers.add_part(part);
  for (const RolloutPart& part : plan.left_out) leftovers.add_part(part);
  leftovers.add_copies();
  leftovers.add_tags();
  return std::move(leftovers).text();
}

}  // namespace eni::command
