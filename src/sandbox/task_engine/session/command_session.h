#pragma once
/// One session of AWS Systems Manager's protocol: a program in a container with a terminal, on a WebSocket.
///
/// The client says its token; the handshake follows, and the program starts. Each message has a number and is acknowledged; one that
/// comes again is acknowledged again and not taken twice. It ends with the program, the client, or after twenty minutes without input.
/// Source: aws/session-manager-plugin, src/datachannel/streaming.go; Amazon ECS Developer Guide, "Monitor Amazon ECS containers with
/// ECS Exec" (the commands run as root; the idle timeout).
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "net/web_socket.h"
#include "sandbox/task_engine/access/task_access.h"
#include "sandbox/task_engine/session/agent_message.h"

namespace eni::sandbox::task_engine {

struct SessionServices {
  net::EventLoop& loop;
  Random& random;
  Logger& log;
  TaskAccess& access;
};

/// What a session is for.
struct SessionTarget {
  std::string id;     ///< "ecs-execute-command-…"
  std::string token;  ///< a secret: whoever says it has the session
  std::string task;
  std::string container;
  std::vector<std::string> argv;
};

/// From the client's first word to the end. An exception ends it, and hangs up on the program as a client that goes does.
Task<void> serve_session(SessionServices services, SessionTarget target,
                         std::unique_ptr<net::WebSocket> socket);

}  // namespace eni::sandbox::task_engine
