#include "server_process.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

namespace eni::bench {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

int bind_loopback(int socket, sockaddr_in& address) {
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

/// One that nobody uses at the moment.
std::uint16_t free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (bind_loopback(probe, address) != 0 ||
      getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    fail("no free port");
  close(probe);
  return ntohs(address.sin_port);
}

bool answers(std::uint16_t port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return connected;
}

void wait_for(std::uint16_t port) {
  constexpr int kAttempts = 500;
  for (int i = 0; i < kAttempts; ++i) {
    if (answers(port)) return;
    usleep(10'000);
  }
  throw std::runtime_error("nginx does not listen");
}

std::string nginx_program() {
  for (const char* place : {"/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"}) {
    if (access(place, X_OK) == 0) return place;
  }
  return "";
}

std::string nginx_configuration(const std::string& folder, std::uint16_t port, std::size_t body_bytes) {
  std::string text = "daemon off; master_process off; worker_processes 1; error_log stderr crit;\n";
  text += "pid " + folder + "/pid;\nevents { worker_connections 256; }\nhttp {\n  access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    text.append("  ")
        .append(kind)
        .append("_temp_path ")
        .append(folder)
        .append("/")
        .append(kind)
        .append(";\n");
  text += "  keepalive_requests 1000000000; tcp_nodelay on; default_type text/xml;\n";
  text += "  server { listen 127.0.0.1:" + std::to_string(port) + "; location / { return 200 \"" +
          std::string(body_bytes, 'x') + "\"; } }\n}\n";
  return text;
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& arguments) {
  int output[2];
  if (pipe2(output, O_CLOEXEC) != 0) fail("pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  const int failed = posix_spawnp(&process_, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(output[1]);
  output_ = output[0];
  if (failed == 0) return;
  close(output_);
  throw std::runtime_error("cannot start " + arguments[0] + ": " + std::strerror(failed));
}

ServerProcess::~ServerProcess() {
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
  close(output_);
}

std::string ServerProcess::read_line() const {
  std::string line;
  char c = 0;
  while (read(output_, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

double ServerProcess::cpu_seconds() const {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process_, &clock) != 0 || clock_gettime(clock, &time) != 0) fail("cpu clock");
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

RunningServer start_sandbox() {
  const char* given = std::getenv("ENI_TRUNKING_BINARY");
  auto process = std::make_unique<ServerProcess>(std::vector<std::string>{
      given ? given : "build/eni-trunking", "sandbox", "--listen", "127.0.0.1:0", "--ephemeral"});
  // The first line ends with the address, when the sandbox is ready.
  const std::string line = process->read_line();
  const auto port = parse_integer(std::string_view(line).substr(line.rfind(':') + 1));
  if (!port) throw std::runtime_error("the sandbox did not say where it listens: " + line);
  return {std::move(process), static_cast<std::uint16_t>(*port)};
}

RunningServer start_nginx(std::size_t body_bytes) {
  const std::string program = nginx_program();
  if (program.empty()) return {nullptr, 0};
  std::string folder = (fs::temp_directory_path() / "load_bench-XXXXXX").string();
  if (!mkdtemp(folder.data())) fail("mkdtemp");
  const std::uint16_t port = free_port();
  const std::string file = folder + "/nginx.conf";
  std::ofstream{file} << nginx_configuration(folder, port, body_bytes);
  auto process = std::make_unique<ServerProcess>(std::vector<std::string>{program, "-p", folder, "-c", file});
  wait_for(port);
  fs::remove_all(folder);
  return {std::move(process), port};
}

}  // namespace eni::bench
