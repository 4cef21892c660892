#include "sandbox/task_engine/logs/log_driver.h"

#include <algorithm>

#include "sandbox/task_engine/logs/awslogs_driver.h"
#include "sandbox/task_engine/logs/json_file_driver.h"

namespace eni::sandbox::task_engine {
namespace {

class NoLogDriver final : public LogDriver {
 public:
  Task<Result<void>> start() override { co_return Result<void>{}; }
  bool has_room() const override { return true; }
  void write(const LogLine&) override {}
  Task<void> finish() override { co_return; }
  std::uint64_t lost_events() const override { return 0; }
};

}  // namespace

std::unique_ptr<LogDriver> make_log_driver(const LogConfiguration& configuration, const LogOwner& owner,
                                           const LogServices& services) {
  switch (configuration.driver) {
    case LogConfiguration::Driver::kAwslogs:
      return std::make_unique<AwslogsDriver>(configuration, owner, services);
    case LogConfiguration::Driver::kJsonFile:
      return std::make_unique<JsonFileDriver>(configuration.json_file, owner, services);
    case LogConfiguration::Driver::kNone:
      break;
  }
  return std::make_unique<NoLogDriver>();
}

std::string stream_name(const AwslogsOptions& options, const LogOwner& owner) {
  std::string name = options.stream;
  if (name.empty() && !options.stream_prefix.empty())
    name = options.stream_prefix + "/" + owner.container + "/" + owner.task_id;
  if (name.empty()) name = owner.container_id;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ':' || c == '*'; }, '_');
  return name;
}

std::string json_file_path(const LogOwner& owner) {
  return owner.folder + "/" + owner.container_id + "-json.log";
}

}  // namespace eni::sandbox::task_engine
