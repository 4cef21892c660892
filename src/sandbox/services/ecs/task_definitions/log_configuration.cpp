#include "sandbox/services/ecs/task_definitions/log_configuration.h"

#include <algorithm>

#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/task_definitions/members.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::string_view kDrivers[] = {"json-file", "syslog",  "journald", "gelf",
                                         "fluentd",   "awslogs", "splunk",   "awsfirelens"};

}  // namespace

ApiResult<void> check_log_configuration(const json::object& container) {
  const json::value* configuration = find(container, "logConfiguration");
  if (!configuration) return {};
  const json::object& log = configuration->as_object();
  const std::string driver = text_of(log, "logDriver");
  if (std::find(std::begin(kDrivers), std::end(kDrivers), driver) == std::end(kDrivers)) {
    return client_exception(
        "Log driver '" + driver +
        "' is not one of [json-file,syslog,journald,gelf,fluentd,awslogs,splunk,awsfirelens]");
  }
  if (driver != "awslogs") return {};
  const json::value* options = find(log, "options");
  std::string missing;
  for (const char* option : {"awslogs-region", "awslogs-group"}) {
    if (!options || !find(*options, option)) missing.append(missing.empty() ? "" : ", ").append(option);
  }
  if (!missing.empty()) return client_exception("Log driver awslogs requires options: " + missing);
  return {};
}

}  // namespace eni::sandbox::ecs_service
