#include "sandbox/hosts/shell/socket_tool_call.h"

#include <cstring>

namespace eni::sandbox::hosts {
namespace {

using isolation::wire::Reader;
using isolation::wire::ToolReply;
using isolation::wire::ToolRequest;
using isolation::wire::Writer;

constexpr std::uint64_t kMaxFileBytes = 8ULL << 20;
constexpr std::uint64_t kMaxInputBytes = 1ULL << 20;

Error system_error(std::uint64_t number) { return Error{std::strerror(static_cast<int>(number)), ""}; }

/// What follows the error number in an answer about files. `answer` outlives it.
Result<Reader> content_of(const std::string& answer) {
  Reader in{answer};
  const std::uint64_t error = in.number();
  if (!in.good()) return system_error(EPIPE);
  if (error != 0) return system_error(error);
  return in;
}

std::map<std::string, std::string> variables(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> result;
  for (const std::string& text : texts)
    if (const auto sign = text.find('='); sign != std::string::npos)
      result[text.substr(0, sign)] = text.substr(sign + 1);
  return result;
}

}  // namespace

SocketToolCall::SocketToolCall(Environment& environment_of_sandbox, const Machine& its_machine,
                               tools::HostServices& its_services,
                               std::shared_ptr<isolation::ToolConnection> connection, OnVainWait on_vain_wait)
    : ToolCall{environment_of_sandbox, its_machine, its_services},
      connection_{std::move(connection)},
      on_vain_wait_{std::move(on_vain_wait)},
      never_{environment_of_sandbox.scheduler} {}

bool SocketToolCall::take_call(std::string_view message) {
  Reader in{message};
  if (in.kind<ToolRequest>() != ToolRequest::kCall) return false;
  argv = in.texts();
  environment = variables(in.texts());
  directory = in.text();
  return in.good() && !argv.empty();
}

void SocketToolCall::exit(int code) {
  connection_->send(Writer{ToolReply::kExit}.number(static_cast<std::uint64_t>(code)));
}

Task<std::string> SocketToolCall::ask(Writer question, ToolRequest kind_of_answer) {
  connection_->send(question);
  auto receiving = connection_->receive();
  const std::optional<std::string> answer = co_await std::move(receiving);
  if (!answer) co_return std::string{};
  Reader in{*answer};
  co_return in.kind<ToolRequest>() == kind_of_answer ? answer->substr(1) : std::string{};
}

Task<Result<std::string>> SocketToolCall::read_file(std::string path) {
  auto asking = ask(Writer{ToolReply::kReadFile}.text(path).number(kMaxFileBytes), ToolRequest::kFile);
  const std::string answer = co_await std::move(asking);
  auto content = content_of(answer);
  if (!content) co_return content.error();
  co_return content->text();
}

Task<Result<void>> SocketToolCall::write_file(std::string path, std::string bytes, unsigned mode) {
  auto asking = ask(Writer{ToolReply::kWriteFile}.text(path).number(mode).text(bytes), ToolRequest::kFile);
  const std::string answer = co_await std::move(asking);
  auto content = content_of(answer);
  if (!content) co_return content.error();
  co_return Result<void>{};
}

Task<Result<std::vector<std::string>>> SocketToolCall::list_files(std::string folder) {
  auto asking = ask(Writer{ToolReply::kListFiles}.text(folder), ToolRequest::kNames);
  const std::string answer = co_await std::move(asking);
  auto content = content_of(answer);
  if (!content) co_return content.error();
  co_return content->texts();
}

Task<Result<void>> SocketToolCall::remove_file(std::string path) {
  auto asking = ask(Writer{ToolReply::kRemoveFile}.text(path), ToolRequest::kFile);
  const std::string answer = co_await std::move(asking);
  auto content = content_of(answer);
  if (!content) co_return content.error();
  co_return Result<void>{};
}

Task<std::string> SocketToolCall::read_input() {
  auto asking = ask(Writer{ToolReply::kReadInput}.number(kMaxInputBytes), ToolRequest::kInput);
  const std::string answer = co_await std::move(asking);
  Reader in{answer};
  co_return in.text();
}

Task<tools::CommandEnd> SocketToolCall::run_command(tools::ShellCommand command) {
  std::vector<std::string> added;
  for (const auto& [name, value] : command.environment) added.push_back(name + "=" + value);
  auto asking = ask(Writer{ToolReply::kRunCommand}.text(command.text).texts(added).text(command.directory),
                    ToolRequest::kCommand);
  const std::string answer = co_await std::move(asking);
  Reader in{answer};
  tools::CommandEnd end;
  end.exit_code = in.good() && !answer.empty() ? static_cast<int>(in.number()) : 127;
  end.output = in.text();
  co_return end;
}

Task<void> SocketToolCall::wait_in_vain(std::string reason) {
  on_vain_wait_(std::move(reason));
  co_await never_.pop();
}

void SocketToolCall::out(std::string_view text) { connection_->send(Writer{ToolReply::kOut}.text(text)); }
void SocketToolCall::err(std::string_view text) { connection_->send(Writer{ToolReply::kError}.text(text)); }

}  // namespace eni::sandbox::hosts
