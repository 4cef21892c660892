#include "sandbox/task_engine/logs/json_file_driver.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::task_engine {
namespace {

std::string json_line(const LogLine& line) {
  std::string out;
  append_json(out, json::object{{"log", to_valid_utf8(line.text) + (line.is_ended ? "\n" : "")},
                                {"stream", line.stream == LogStream::kOutput ? "stdout" : "stderr"},
                                {"time", iso8601_millis(line.time)}});
  out.push_back('\n');
  return out;
}

}  // namespace

int JsonFileDriver::open_file(int flags) {
  file_.reset(open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | flags, 0600));
  if (!file_) return errno;
  struct stat status {};
  if (fstat(file_.get(), &status) != 0) return errno;
  bytes_ = static_cast<std::uint64_t>(status.st_size);
  return 0;
}

Task<Result<void>> JsonFileDriver::start() {
  const int error = open_file(0);
  if (error != 0)
    co_return Error{
        std::string("failed to initialize logging driver: open ") + path_ + ": " + std::strerror(error), ""};
  co_return Result<void>{};
}

/// The oldest goes; the current one becomes the first of the old, or begins anew where there are none.
int JsonFileDriver::turn_files() {
  for (std::uint64_t number = options_.max_files - 1; number > 0; --number) {
    const std::string from = number == 1 ? path_ : path_ + "." + std::to_string(number - 1);
    const std::string to = path_ + "." + std::to_string(number);
    if (rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) return errno;
  }
  return open_file(O_TRUNC);
}

int JsonFileDriver::append(std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = ::write(file_.get(), text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size < 0 ? errno : EIO;
    bytes_ += static_cast<std::uint64_t>(size);
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return 0;
}

void JsonFileDriver::write(const LogLine& line) {
  const std::string text = json_line(line);
  int error = file_ ? 0 : open_file(0);
  if (error == 0 && bytes_ > 0 && bytes_ + text.size() > options_.max_bytes) error = turn_files();
  if (error == 0) error = append(text);
  if (error != 0) lost_.add(1, text.size(), std::string("write ") + path_ + ": " + std::strerror(error));
}

Task<void> JsonFileDriver::finish() {
  lost_.report();
  file_.reset();
  co_return;
}

}  // namespace eni::sandbox::task_engine
