#pragma once
/// The sessions of ECS Exec: their server on this machine, and those that a client may open.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/defect.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/task_engine/session/command_session.h"

namespace eni::sandbox::task_engine {

class CommandSessions {
 public:
  /// @param services  outlive it
  explicit CommandSessions(SessionServices services)
      : services_{services}, running_{logged_as(services.log, "a session of ExecuteCommand")} {}

  /// A session that may be opened once, within a minute. The first makes the server.
  /// @error  there are too many already; the server's listen()
  Result<OpenedSession> open(std::string task, std::string container, std::vector<std::string> argv);

 private:
  struct Waiting {
    SessionTarget target;
    TimePoint until;
  };

  void accept(const std::string& target, std::unique_ptr<net::WebSocket> socket);
  void drop_expired();

  SessionServices services_;
  std::map<std::string, Waiting> waiting_;  ///< by the session's id
  std::unique_ptr<net::WebSocketServer> server_;
  TaskGroup running_;
};

}  // namespace eni::sandbox::task_engine
