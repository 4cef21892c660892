#pragma once
/// What parts of the sandbox tell each other, in EventBridge's form and words, so that a service need not know who
/// listens: EC2 says that an instance is running, ECS that a task has stopped.
/// Source: Amazon EventBridge, "AWS service event metadata"; the events' own pages of each service.
#include <string>
#include <vector>

#include "aws/identifiers.h"
#include "base/json.h"

namespace eni::sandbox {

struct Event {
  std::string source;       ///< "aws.ec2"
  std::string detail_type;  ///< "EC2 Instance State-change Notification"
  aws::AccountId account;
  aws::Region region;
  std::vector<std::string> resources;  ///< ARNs
  json::object detail;                 ///< {"instance-id": "i-…", "state": "running"}
};

}  // namespace eni::sandbox
