#include "sandbox/services/logs/access.h"

#include "sandbox/services/logs/input.h"

namespace eni::sandbox::logs_service {
namespace {

Access on_resource(std::string arn) {
  Access access;
  access.resources = {std::move(arn)};
  return access;
}

}  // namespace

Access group_access(const Call& call) {
  return on_resource(call.arn("logs", "log-group:" + group_named_in(call) + ":log-stream:"));
}

Access stream_access(const Call& call) {
  return on_resource(call.arn("logs", "log-group:" + group_named_in(call) +
                                          ":log-stream:" + call.params.text_or("logStreamName", "")));
}

Access all_groups_access(const Call& call) { return on_resource(call.arn("logs", "log-group::log-stream:")); }

Access tagged_access(const Call& call) { return on_resource(call.params.text_or("resourceArn", "*")); }

}  // namespace eni::sandbox::logs_service
