#pragma once
/// What a container definition says of its log.
/// Sources: Amazon ECS API Reference, LogConfiguration; moby, daemon/logger, whose words errors have; Amazon ECS container agent, for
/// the default of max-buffer-size.
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace eni::sandbox::task_engine {

enum class LogMode {
  kBlocking,     ///< a container that writes faster than its driver takes waits
  kNonBlocking,  ///< what does not fit into the buffer is lost
};

struct AwslogsOptions {
  std::string region;
  std::string group;
  std::string stream;         ///< "": made of the rest
  std::string stream_prefix;  ///< "PREFIX/CONTAINER/TASK"; "": the container's id
  bool create_group = false;
  std::string multiline_pattern;  ///< "": each line is an event
  Duration flush_interval = std::chrono::seconds{5};
  std::uint64_t max_buffered_events = 4'096;  ///< kBlocking, beside those of one batch
};

struct JsonFileOptions {
  /// Docker's files grow without end; these do not.
  std::uint64_t max_bytes = std::uint64_t{64} << 20;
  std::uint64_t max_files = 1;
};

struct LogConfiguration {
  enum class Driver { kAwslogs, kJsonFile, kNone };
  Driver driver = Driver::kJsonFile;
  LogMode mode = LogMode::kBlocking;
  std::uint64_t max_buffer_bytes = std::uint64_t{10} << 20;  ///< kNonBlocking, beside one batch
  AwslogsOptions awslogs;
  JsonFileOptions json_file;
};

/// @param log           logConfiguration, secret options among its options; empty: json-file
/// @param default_mode  of the account ("defaultLogDriverMode")
/// @error  "failed to initialize logging driver: …", in Docker's words where it has some; for what the sandbox does not do by name
Result<LogConfiguration> read_log_configuration(const json::object& log, LogMode default_mode);

/// "10m", "512k", "1g", "4096": bytes. Source: docker/go-units, RAMInBytes.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace eni::sandbox::task_engine
