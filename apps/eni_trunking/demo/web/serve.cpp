#include "eni_trunking/demo/web/serve.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "eni_trunking/demo/web/http.h"

namespace eni::demo_web {
namespace {

constexpr int kBacklog = 128;
constexpr std::size_t kMaxHeadBytes = 16 * 1024;
constexpr std::size_t kMaxDocumentBytes = 256 * 1024;

/// What follows `mark` up to the next quotation mark: the metadata has no escapes in ARNs. "" where it is not there.
std::string text_behind(const std::string& document, const std::string& mark) {
  const std::size_t at = document.find(mark);
  if (at == std::string::npos) return "";
  const std::size_t from = at + mark.size(), to = document.find('"', from);
  return to == std::string::npos ? "" : document.substr(from, to - from);
}

/// As the task's metadata tells it (ECS_CONTAINER_METADATA_URI_V4): the last part of its ARN.
std::string task_id() {
  const char* uri = std::getenv("ECS_CONTAINER_METADATA_URI_V4");
  const std::string text = uri ? uri : "";
  constexpr std::size_t kSchemeSize = 7;  // "http://"
  const std::size_t slash = text.find('/', std::min(kSchemeSize, text.size()));
  if (slash == std::string::npos) return "unknown";
  const std::string host = text.substr(kSchemeSize, slash - kSchemeSize);
  const Page page = get(host, text.substr(slash) + "/task", kMaxDocumentBytes);
  const std::string arn = text_behind(page.body, "\"TaskARN\":\"");
  return arn.empty() ? "unknown" : arn.substr(arn.rfind('/') + 1);
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// At which of this task's addresses it has been asked.
std::string own_address(int socket) {
  sockaddr_in name{};
  socklen_t size = sizeof name;
  std::array<char, INET_ADDRSTRLEN> text{};
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size) != 0) return "unknown";
  return inet_ntop(AF_INET, &name.sin_addr, text.data(), text.size()) ? text.data() : "unknown";
}

int listen_on_port_80() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(kPort);
  const bool listens = socket >= 0 && bind(socket, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0 &&
                       listen(socket, kBacklog) == 0;
  return listens ? socket : -1;
}

void answer(int connection, const std::string& task) {
  limit_waits(connection);
  std::string head;
  while (head.find("\r\n\r\n") == std::string::npos && head.size() < kMaxHeadBytes) {
    if (!receive_some(connection, head)) return;
  }
  const std::string body = "task " + task + " at " + own_address(connection) + ", " + host_name() + "\n";
  send_all(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
}

void end(int) { _exit(0); }

}  // namespace

int serve() {
  // The first process of a container gets no signal that it does not handle.
  std::signal(SIGTERM, end);
  std::signal(SIGCHLD, SIG_IGN);
  const int listener = listen_on_port_80();
  if (listener < 0) {
    std::fprintf(stderr, "cannot listen on port %d: %s\n", kPort, std::strerror(errno));
    return 1;
  }
  const std::string task = task_id();
  for (;;) {
    const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    // A process for each: who connects and says nothing keeps nobody waiting.
    if (fork() == 0) {
      answer(connection, task);
      _exit(0);
    }
    close(connection);
  }
}

}  // namespace eni::demo_web
