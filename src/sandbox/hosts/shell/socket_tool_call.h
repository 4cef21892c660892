#pragma once
/// A call of a tool over the connection of its client in the jail.
#include <memory>

#include "sandbox/hosts/tools/tool_call.h"
#include "sandbox/isolation/tool_connection.h"

namespace eni::sandbox::hosts {

/// Whose boot stops where a command waits for what waits for it.
using OnVainWait = std::function<void(std::string reason)>;

class SocketToolCall final : public tools::ToolCall {
 public:
  SocketToolCall(Environment& environment_of_sandbox, const Machine& its_machine,
                 tools::HostServices& its_services, std::shared_ptr<isolation::ToolConnection> connection,
                 OnVainWait on_vain_wait);

  /// Takes argv, environment and directory from the client's first message. @return  false if it is none
  bool take_call(std::string_view message);
  void exit(int code);

  Task<Result<std::string>> read_file(std::string path) override;
  Task<Result<void>> write_file(std::string path, std::string bytes, unsigned mode) override;
  Task<Result<std::vector<std::string>>> list_files(std::string folder) override;
  Task<Result<void>> remove_file(std::string path) override;
  Task<std::string> read_input() override;
  Task<tools::CommandEnd> run_command(tools::ShellCommand command) override;
  Task<void> wait_in_vain(std::string reason) override;
  void out(std::string_view text) override;
  void err(std::string_view text) override;

 private:
  /// The client's answer without its kind; "" if it has gone or says something else.
  Task<std::string> ask(isolation::wire::Writer question, isolation::wire::ToolRequest kind_of_answer);

  std::shared_ptr<isolation::ToolConnection> connection_;
  OnVainWait on_vain_wait_;
  Channel<int> never_;
};

}  // namespace eni::sandbox::hosts
