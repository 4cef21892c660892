#include "eni_trunking/tasks/control_connection.h"

#include <cstring>

#include "base/json.h"
#include "net/descriptor_message.h"
#include "net/local_socket.h"

namespace eni::command {
namespace {

constexpr const char* kControl = "/_sandbox/control";

SandboxFailure not_reached(const std::string& what) {
  return {
      {what,
       "this works on the machine that the sandbox runs on, outside of containers, as the sandbox's user"},
      ExitCode::kUnreachable};
}

/// Root may be trusted by everybody, and others are not to have what the user types.
bool is_trusted(int socket) {
  const auto user = net::user_of_peer(socket);
  return user && (*user == geteuid() || *user == 0);
}

ControlAnswer answer_of(const json::object& document, std::vector<net::Descriptor> descriptors) {
  ControlAnswer answer;
  answer.has_started = flag_at(document, "started");
  answer.interface = text_at(document, "interface");
  if (const auto code = find_integer(document, "exitCode")) answer.exit_code = static_cast<int>(*code);
  answer.skipped_lines = static_cast<std::uint64_t>(integer_at(document, "skippedLines"));
  answer.notice = text_at(document, "notice");
  answer.descriptors = std::move(descriptors);
  return answer;
}

}  // namespace

Result<ControlConnection, SandboxFailure> ControlConnection::open(const net::Url& sandbox,
                                                                  const task_access::Request& request,
                                                                  const std::vector<int>& descriptors) {
  auto page = ask_page(sandbox, {"GET", kControl, {}, ""});
  if (page.has_error()) return page.error();
  const auto document = parse_json(*page);
  const std::string path = document ? text_at(*document, "socket") : "";
  if (!path.starts_with("/"))
    return SandboxFailure{
        {sandbox.authority() + " tells no control socket, and is no sandbox of this version", ""},
        ExitCode::kRefused};
  return connect(path, request, descriptors);
}

Result<ControlConnection, SandboxFailure> ControlConnection::connect(const std::string& path,
                                                                     const task_access::Request& request,
                                                                     const std::vector<int>& descriptors) {
  const auto message = task_access::serialize(request);
  if (message.has_error()) return SandboxFailure{message.error(), ExitCode::kUsage};
  auto socket = net::connect_to(path);
  if (socket.has_error()) return not_reached(socket.error().message);
  if (!is_trusted(socket->get())) return not_reached("another user listens at " + path);
  const int error = net::send_message(socket->get(), *message, descriptors);
  if (error != 0) return not_reached("cannot ask the sandbox: " + std::string(std::strerror(error)));
  return ControlConnection{*std::move(socket)};
}

Result<ControlAnswer, SandboxFailure> ControlConnection::receive() const {
  auto message = net::receive_message(socket_.get());
  if (!message) return SandboxFailure{{"the sandbox has gone", ""}, ExitCode::kUnreachable};
  const auto document = parse_json(message->bytes);
  if (!document || !document->is_object())
    return SandboxFailure{{"the sandbox's answer is not understood", "use the sandbox's own eni-trunking"},
                          ExitCode::kRefused};
  const json::object& content = document->get_object();
  const std::string refused = text_at(content, "error");
  if (!refused.empty()) return SandboxFailure{{refused, text_at(content, "hint")}, ExitCode::kRefused};
  return answer_of(content, std::move(message->descriptors));
}

void ControlConnection::send_signal(int signal) const {
  // Who has gone needs none.
  net::send_message(socket_.get(), json::serialize(json::object{{"signal", signal}}));
}

}  // namespace eni::command
