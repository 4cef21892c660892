#include "sandbox/isolation/init/tool_client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "net/write_all.h"
#include "sandbox/isolation/init/wire.h"

extern char** environ;

namespace eni::sandbox::isolation::init {
namespace {

using wire::Reader;
using wire::ToolReply;
using wire::ToolRequest;
using wire::Writer;

constexpr int kCannotServe = 126;

/// At most `max` bytes, up to the end.
std::string read_all(int file, std::size_t max) {
  std::string bytes;
  std::array<char, 16 * 1024> buffer;
  while (bytes.size() < max) {
    const ssize_t size = read(file, buffer.data(), std::min(buffer.size(), max - bytes.size()));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    bytes.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return bytes;
}

std::vector<std::string> environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

std::string directory() {
  std::array<char, 4096> path{};
  return getcwd(path.data(), path.size()) ? path.data() : "/";
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

struct Ran {
  int code = kCannotServe;
  std::string output;
};

/// With no input, and both outputs together.
Ran run_shell(const std::string& text, const std::vector<std::string>& variables, const std::string& folder,
              std::size_t max) {
  std::array<int, 2> from{};
  if (pipe2(from.data(), O_CLOEXEC) != 0) return {};
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    dup2(from[1], STDERR_FILENO);
    for (const std::string& variable : variables) putenv(const_cast<char*>(variable.c_str()));
    if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(kCannotServe);
    signal(SIGPIPE, SIG_DFL);
    execl("/bin/sh", "sh", "-c", text.c_str(), nullptr);
    _exit(127);
  }
  close(from[1]);
  Ran ran;
  ran.output = read_all(from[0], max);
  close(from[0]);
  int status = 0;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (pid > 0) ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

constexpr std::size_t kMaxListed = 100'000;

/// Files below `folder`, without following links to folders.
void list_files(const std::string& folder, const std::string& prefix, std::vector<std::string>& names) {
  DIR* entries = opendir(folder.c_str());
  while (const dirent* entry = entries ? readdir(entries) : nullptr) {
    const std::string name = entry->d_name;
    if (name == "." || name == ".." || names.size() >= kMaxListed) continue;
    struct stat status {};
    if (lstat((folder + "/" + name).c_str(), &status) != 0) continue;
    if (S_ISDIR(status.st_mode)) {
      list_files(folder + "/" + name, prefix + name + "/", names);
    } else {
      names.push_back(prefix + name);
    }
  }
  if (entries) closedir(entries);
}

int write_file(const std::string& path, mode_t mode, std::string_view bytes) {
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
    mkdir(path.substr(0, at).c_str(), 0755);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return errno;
  const int error = net::write_all(file, bytes);
  fchmod(file, mode);
  close(file);
  return error;
}

class Client {
 public:
  bool connect() {
    socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, wire::kToolSocket, sizeof address.sun_path - 1);
    return socket_ >= 0 && ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  int run(std::vector<std::string> argv) {
    argv_ = std::move(argv);
    if (!send(Writer{ToolRequest::kCall}.texts(argv_).texts(environment()).text(directory())))
      return kCannotServe;
    std::string frame;
    while (receive(frame)) {
      Reader in{frame};
      const auto kind = in.kind<ToolReply>();
      if (kind == ToolReply::kExit) return static_cast<int>(in.number());
      if (kind == ToolReply::kExec) return become(in.text());
      if (!obey(kind, in)) return kCannotServe;
    }
    return kCannotServe;
  }

 private:
  bool obey(ToolReply kind, Reader& in) {
    switch (kind) {
      case ToolReply::kOut:
        // A closed pipe is the tool's to bear, as with any program.
        (void)net::write_all(STDOUT_FILENO, in.text());
        return true;
      case ToolReply::kError:
        (void)net::write_all(STDERR_FILENO, in.text());
        return true;
      case ToolReply::kReadInput:
        return send(Writer{ToolRequest::kInput}.text(read_all(STDIN_FILENO, in.number())));
      case ToolReply::kReadFile:
        return send_file(in);
      case ToolReply::kWriteFile:
        return store_file(in);
      case ToolReply::kRemoveFile:
        return remove_file(in);
      case ToolReply::kListFiles:
        return send_names(in);
      case ToolReply::kRunCommand:
        return send_command(in);
      default:
        return false;
    }
  }

  bool send_file(Reader& in) {
    const std::string path = in.text();
    const std::uint64_t max = in.number();
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return send(Writer{ToolRequest::kFile}.number(static_cast<std::uint64_t>(errno)).text(""));
    const std::string bytes = read_all(file, max);
    close(file);
    return send(Writer{ToolRequest::kFile}.number(0).text(bytes));
  }

  bool store_file(Reader& in) {
    const std::string path = in.text();
    const auto mode = static_cast<mode_t>(in.number());
    const int error = write_file(path, mode, in.text());
    return send(Writer{ToolRequest::kFile}.number(static_cast<std::uint64_t>(error)).text(""));
  }

  bool remove_file(Reader& in) {
    const int error = unlink(in.text().c_str()) == 0 || errno == ENOENT ? 0 : errno;
    return send(Writer{ToolRequest::kFile}.number(static_cast<std::uint64_t>(error)).text(""));
  }

  bool send_names(Reader& in) {
    const std::string folder = in.text();
    struct stat status {};
    const bool there = stat(folder.c_str(), &status) == 0;
    const int error = !there ? errno : S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
    std::vector<std::string> names;
    if (error == 0) list_files(folder, "", names);
    std::sort(names.begin(), names.end());
    return send(Writer{ToolRequest::kNames}.number(static_cast<std::uint64_t>(error)).texts(names));
  }

  bool send_command(Reader& in) {
    const std::string text = in.text();
    const auto variables = in.texts();
    const std::string folder = in.text();
    const Ran ran = run_shell(text, variables, folder, wire::kMaxFrameBytes / 2);
    return send(Writer{ToolRequest::kCommand}.number(static_cast<std::uint64_t>(ran.code)).text(ran.output));
  }

  int become(const std::string& program) {
    signal(SIGPIPE, SIG_DFL);
    execv(program.c_str(), pointers(argv_).data());
    return kCannotServe;
  }

  bool send(const Writer& message) const {
    const auto size = static_cast<std::uint32_t>(message.bytes().size());
    return net::write_all(socket_, {reinterpret_cast<const char*>(&size), sizeof size}) == 0 &&
           net::write_all(socket_, message.bytes()) == 0;
  }

  bool receive(std::string& frame) const {
    std::uint32_t size = 0;
    const std::string head = read_all(socket_, sizeof size);
    if (head.size() != sizeof size) return false;
    std::memcpy(&size, head.data(), sizeof size);
    if (size > wire::kMaxFrameBytes) return false;
    frame = read_all(socket_, size);
    return frame.size() == size;
  }

  int socket_ = -1;
  std::vector<std::string> argv_;
};

}  // namespace

int run_tool(int argc, char** argv) {
  Client client;
  if (!client.connect()) {
    std::fprintf(stderr, "%s: the sandbox cannot be reached: %s\n", argc > 0 ? argv[0] : "tool",
                 strerror(errno));
    return kCannotServe;
  }
  return client.run({argv, argv + argc});
}

}  // namespace eni::sandbox::isolation::init
