#include <array>

#include "placement/request.h"

namespace eni::placement {
namespace {

struct Wording {
  Reason reason;
  std::string_view failure;
  std::string_view event;  ///< what the service event says of the closest match; empty: it cites `failure`
};

constexpr std::array kWordings{
    Wording{Reason::kAgent, "AGENT", ""},
    Wording{Reason::kMemberOf, "MemberOf placement constraint unsatisfied.", ""},
    Wording{Reason::kDistinctInstance, "DistinctInstance placement constraint unsatisfied.", ""},
    Wording{Reason::kAttribute, "ATTRIBUTE", "is missing an attribute required by your task"},
    Wording{Reason::kCpu, "RESOURCE:CPU", "has insufficient CPU units available"},
    Wording{Reason::kMemory, "RESOURCE:MEMORY", "has insufficient memory available"},
    Wording{Reason::kPorts, "RESOURCE:PORTS", "is already using a port required by your task"},
    Wording{Reason::kEni, "RESOURCE:ENI", ""},
};

constexpr const Wording& wording(Reason reason) { return kWordings[static_cast<std::size_t>(reason)]; }

}  // namespace

std::string_view failure_reason(Reason reason) { return wording(reason).failure; }

std::string unable_to_place_event(std::string_view service_name, const std::optional<Failure>& closest,
                                  std::string_view container_instance_id, std::string_view where) {
  std::string text =
      "(service " + std::string(service_name) +
      ") was unable to place a task because no container instance met all of its requirements. ";
  if (!closest) {
    text += "Reason: No Container Instances were found in your " + std::string(where) + ".";
  } else {
    const Wording& words = wording(closest->reason);
    text += "The closest matching (container-instance " + std::string(container_instance_id) + ") ";
    text += words.event.empty() ? "encountered error \"" + std::string(words.failure) + "\""
                                : std::string(words.event);
    text += '.';
  }
  return text + " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
}

}  // namespace eni::placement
