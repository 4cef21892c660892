#include "eni_trunking/rollout/rollout_remaining.h"

#include "base/text.h"
#include "diagnosis/rollout/rollout_commands.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

using diagnosis::counted;
using diagnosis::Description;
using diagnosis::RolloutPart;
using diagnosis::RolloutPlan;

namespace {

class Remaining {
 public:
  explicit Remaining(const Description& description) : description_{description} {}

  void add_part(const RolloutPart& part) {
    if (part.group && part.record) add_refresh(*part.group, *part.record);
    if (const std::string changes = changes_of(part); !changes.empty())
      add(changes + ", until it is run again to its end.");
    if (!part.draining.empty()) add_draining(part.draining);
  }

  /// Running it again does not go on with it as long as that is in the way.
  void add_left_out(const RolloutPart& part) {
    if (!part.record) {
      if (!part.draining.empty()) add_draining(part.draining);
      return;
    }
    add_refresh(*part.group, *part.record);
    std::string changes = changes_of(part);
    if (changes.empty()) changes = "A rollout has begun with the group " + part.group->name;
    add(changes + ". In the way of going on with it: " + in_one_line(join(part.obstacles, " ")),
        part.commands);
    add("Once that is mended, run it again. Or have the group as it was, by hand:",
        way_back(description_, description_.clusters.front(), part));
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

  void add_refresh(const diagnosis::Group& group, const diagnosis::RolloutRecord& record) {
    if (!group.refresh || group.refresh->id != record.refresh) return;
    add("The instance refresh of " + group.name + " goes on at AWS (" + group.refresh->status + ", " +
            std::to_string(group.refresh->percentage) + " %). To stop it:",
        {aws_line(description_,
                  {"autoscaling", "cancel-instance-refresh", "--auto-scaling-group-name", group.name})});
  }

  /// "The group web wants 3 hosts instead of 2, and does without AZRebalance"; empty: it has changed nothing of it.
  static std::string changes_of(const RolloutPart& part) {
    if (!part.group || !part.record) return "";
    std::vector<std::string> changes = changes_of_rollout(part);
    if (changes.empty()) return "";
    const std::string last = std::move(changes.back());
    changes.pop_back();
    return "The group " + part.group->name + " " + join(changes, ", ") + (changes.empty() ? "" : ", and ") +
           last;
  }

  void add_draining(const RolloutPart::Hosts& hosts) {
    add("Tasks leave " + counted(hosts.size(), "host") + " that it drains. To have them stay:",
        keep_hosts(description_, description_.clusters.front(), hosts));
  }

  const Description& description_;
  std::string text_;
};

}  // namespace

std::string remaining_of_rollout(const Description& description, const RolloutPlan& plan) {
  Remaining remaining{description};
  for (const RolloutPart& part : plan.parts) remaining.add_part(part);
  for (const RolloutPart& part : plan.left_out) remaining.add_left_out(part);
  remaining.add_copies();
  remaining.add_tags();
  return std::move(remaining).text();
}

}  // namespace eni::command
