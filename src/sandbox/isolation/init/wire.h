#pragma once
/// What the sandbox and the programs inside a jail say to each other: values as length-prefixed bytes, messages of a kind
/// and values. Shared by the sandbox and the static program `jail-init`, so it needs nothing but the standard library and
/// never throws: a reader that comes to the end of a message reads empty values and is not `good()`.
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eni::sandbox::isolation::wire {

/// From the sandbox to init, on the control socket (SOCK_SEQPACKET). Large values travel as memfds beside the message.
enum class Command : std::uint8_t {
  kRun = 1,    ///< argv, environment ("NAME=value"), directory -> kExit
  kWriteFile,  ///< path, mode, WriteMode; the bytes in a memfd -> kDone
  kReadFile,   ///< path, greatest size -> kDone, the bytes in a memfd
  kWatch,      ///< 0 or 1: whether memory is to be watched
  kKill,       ///< SIGKILL to all programs in the jail
  kFreeze,     ///< 0 or 1: whether all programs stand still
  kMeasure,    ///< looks at their memory now -> kDone
};

/// From init to the sandbox.
enum class Report : std::uint8_t {
  kReady =
      1,  ///< with file descriptors: listeners and name servers in the order of the layout, the tools' listener
  kFailed,       ///< text: the jail could not be made
  kExit,         ///< exit code, signal, errno of exec (0: it was started), greatest resident size in KiB
  kDone,         ///< errno (0: fine)
  kConnections,  ///< with the descriptor on which the kernel announces connect() calls
};

/// From a tool's client in the jail to the sandbox, on a stream socket; each frame is a 4-byte length and a message.
enum class ToolRequest : std::uint8_t {
  kCall = 1,  ///< argv, environment, directory
  kInput,     ///< all of standard input
  kFile,      ///< errno, bytes: the answer to kReadFile, kWriteFile and kRemoveFile
  kNames,     ///< errno, names: the answer to kListFiles
  kCommand,   ///< exit code, output: the answer to kRunCommand
};

enum class ToolReply : std::uint8_t {
  kOut = 1,     ///< bytes for standard output
  kError,       ///< bytes for standard error
  kReadInput,   ///< greatest size -> kInput
  kReadFile,    ///< path, greatest size -> kFile
  kWriteFile,   ///< path, mode, bytes -> kFile
  kRemoveFile,  ///< path -> kFile
  kListFiles,   ///< folder -> kNames: of all files below it, relative to it, in order
  kRunCommand,  ///< text for sh -c, environment besides the client's own, directory ("": the client's own) -> kCommand
  kExit,  ///< exit code; the last
  kExec,  ///< path: the program that does it instead; the last
};

enum class WriteMode : std::uint32_t { kReplace, kAppend };

/// Where the tools' clients find the sandbox, inside the jail.
constexpr const char* kToolSocket = "/run/eni-trunking/tools";
/// No frame of a tool is longer; what a client sends beyond it ends its connection.
constexpr std::uint32_t kMaxFrameBytes = 16U << 20;

/// What init writes and the sandbox reads at any time: a page that both map.
struct Gauge {
  std::uint64_t peak_kib;       ///< greatest sum of the resident sizes of all programs
  std::uint32_t out_of_memory;  ///< 1 once the programs were killed for using more than their limit
};

class Writer {
 public:
  Writer() = default;
  template <class Kind>
  explicit Writer(Kind kind) {
    bytes_.push_back(static_cast<char>(kind));
  }
  Writer& number(std::uint64_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Writer& text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
    return *this;
  }
  Writer& texts(const std::vector<std::string>& values) {
    number(values.size());
    for (const std::string& value : values) text(value);
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}
  template <class Kind>
  Kind kind() {
    const auto value = take(1);
    return static_cast<Kind>(value.empty() ? 0 : value[0]);
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    const auto bytes = take(sizeof value);
    if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(take(number())); }
  std::vector<std::string> texts() {
    std::vector<std::string> values;
    for (std::uint64_t count = number(); count > 0 && good_; --count) values.push_back(text());
    return values;
  }
  bool good() const { return good_; }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) {
      good_ = false;
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace eni::sandbox::isolation::wire
