#pragma once
/// What `eni-trunking exec`, `shell`, `logs` and `capture` ask a sandbox on the same machine, over its control socket: a Unix socket
/// (SOCK_SEQPACKET) whose path GET /_sandbox/control tells. A connection is one request; descriptors travel beside the messages.
///
/// | from | message | descriptors |
/// | --- | --- | --- |
/// | the command | a request, see Request | exec, shell: three pipes, which become standard input, output and error; with a terminal shell: it, exec: none |
/// | the sandbox | {"started": true} | exec with a terminal: its other end; logs: a socket to read; capture: a packet socket to read |
/// | the command | {"signal": N}, for the program | |
/// | the sandbox | {"skippedLines": N}: of a log, which have not been kept | |
/// | the sandbox | {"notice": "…"}: of a log, how its container has ended, and its task | |
/// | the sandbox | {"exitCode": N}, 128 and more: killed by signal N - 128; the last one | |
/// | the sandbox | {"error", "hint"}, in the place of any; the last one | |
///
/// Whoever closes the connection ends the program, as a terminal that hangs up does.
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace eni::task_access {

enum class Action {
  kExec,     ///< a program in a container
  kShell,    ///< a program of the machine's in the network of a host or task
  kLogs,     ///< what a container has written
  kCapture,  ///< the frames of an interface
};

struct Request {
  Action action = Action::kExec;
  std::string task = {};       ///< its id, the beginning of one, or its ARN; shell and capture: or `host`
  std::string host = {};       ///< an instance's id, or the beginning of one
  std::string container = {};  ///< its name; "": the only one
  std::vector<std::string> argv = {};
  bool has_terminal = false;
  std::string terminal_type = {};  ///< TERM
  bool follows = false;            ///< logs: until the container ends
  std::string interface = {};      ///< capture: "eth0"; "": a host's trunk, a task's own

  bool operator==(const Request&) const = default;
};

constexpr std::size_t kMaxRequestBytes = 64 * 1024;

/// @error  it is longer than kMaxRequestBytes
Result<std::string> serialize(const Request& request);
/// @error  what is no request: of other members, kinds, or sizes than those above
Result<Request> parse_request(std::string_view text);

/// {"signal": N} as its number. @return  0: it is no such message
int signal_of(std::string_view text);

}  // namespace eni::task_access
