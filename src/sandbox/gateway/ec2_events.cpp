#include "sandbox/gateway/ec2_events.h"

namespace eni::sandbox {

std::vector<std::string> rebooted_instances(const Event& event) {
  std::vector<std::string> ids;
  const bool is_reboot = event.source == "aws.ec2" && event.detail_type == "AWS API Call via CloudTrail" &&
                         text_at(event.detail, "eventName") == "RebootInstances";
  if (!is_reboot) return ids;
  const json::object& set = object_at(object_at(event.detail, "requestParameters"), "instancesSet");
  for (const json::value& item : array_at(set, "items")) ids.push_back(text_at(item, "instanceId"));
  return ids;
}

}  // namespace eni::sandbox
