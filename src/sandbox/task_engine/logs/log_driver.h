#pragma once
/// Where the lines of a container go.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/api_error.h"
#include "base/random.h"
#include "base/scheduler.h"
#include "base/task.h"
#include "sandbox/task_engine/logs/log_configuration.h"
#include "sandbox/task_engine/logs/log_line.h"

namespace eni::sandbox::task_engine {

class LogDriver {
 public:
  virtual ~LogDriver() = default;
  /// Before the first line. @error  "failed to initialize logging driver: …": the container does not start
  virtual Task<Result<void>> start() = 0;
  /// Whether who writes may go on. A driver that loses what is too much always has room.
  virtual bool has_room() const = 0;
  /// A line that is written in spite of no room is kept.
  virtual void write(const LogLine& line) = 0;
  /// No line comes any more. @return  when each is where it belongs, or is lost
  virtual Task<void> finish() = 0;
  /// How many events could not be kept so far.
  virtual std::uint64_t lost_events() const = 0;

  /// There is room again. Never called from within write().
  std::function<void()> on_room;
};

struct LogDestination {
  std::string region;
  std::string group;
  std::string stream;
};

struct LogEvent {
  TimePoint time;
  std::string message;  ///< UTF-8, not empty, at most kMaxLineBytes
};

/// CloudWatch Logs, as whose role it is that the container's log is written: the task's execution role, or its host's.
class LogsApi {
 public:
  virtual ~LogsApi() = default;
  /// The first two look at the destination's Region and group, and at its stream.
  virtual Task<aws::ApiResult<void>> create_log_group(LogDestination destination) = 0;
  virtual Task<aws::ApiResult<void>> create_log_stream(LogDestination destination) = 0;
  virtual Task<aws::ApiResult<void>> put_log_events(LogDestination destination,
                                                    std::vector<LogEvent> events) = 0;
};

/// Whose log it is.
struct LogOwner {
  std::string container;     ///< its name in the task definition
  std::string container_id;  ///< the runtime's: 64 digits
  std::string task_id;
  std::string folder;  ///< for the files of json-file; it is there
};

/// What drivers need of their surroundings, which outlive them.
struct LogServices {
  Scheduler& scheduler;
  Random& random;
  LogsApi& api;
  std::function<void(std::string)> on_notice;  ///< what is lost, a line at most once a minute
};

std::unique_ptr<LogDriver> make_log_driver(const LogConfiguration& configuration, const LogOwner& owner,
                                           const LogServices& services);

/// "PREFIX/CONTAINER/TASK", the container's id, or what the options name; without ':' and '*', which streams cannot have.
std::string stream_name(const AwslogsOptions& options, const LogOwner& owner);

/// Where json-file writes: "FOLDER/ID-json.log", and older ones with ".1", ".2" behind.
std::string json_file_path(const LogOwner& owner);

}  // namespace eni::sandbox::task_engine
