#pragma once
/// Docker's json-file driver: a line of JSON for each line, in files that are turned when they are full.
/// Source: Docker documentation, "JSON File logging driver".
#include <string>

#include "net/descriptor.h"
#include "sandbox/task_engine/logs/log_driver.h"
#include "sandbox/task_engine/logs/lost_events.h"

namespace eni::sandbox::task_engine {

class JsonFileDriver final : public LogDriver {
 public:
  JsonFileDriver(JsonFileOptions options, const LogOwner& owner, const LogServices& services)
      : options_{options},
        path_{json_file_path(owner)},
        lost_{services.scheduler, owner.container, services.on_notice} {}

  Task<Result<void>> start() override;
  bool has_room() const override { return true; }
  void write(const LogLine& line) override;
  Task<void> finish() override;
  std::uint64_t lost_events() const override { return lost_.total(); }

 private:
  /// @return  0, or errno
  int open_file(int flags);
  int turn_files();
  int append(std::string_view text);

  JsonFileOptions options_;
  std::string path_;
  net::Descriptor file_;
  std::uint64_t bytes_ = 0;  ///< in the current file
  LostEvents lost_;
};

}  // namespace eni::sandbox::task_engine
