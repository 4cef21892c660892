#pragma once
/// A program that a sandbox runs for the command, in a container or a network: what it writes and reads, its signals, and how it ends.
///
/// It has pipes of its own, or where the command's input and output are a terminal, one of its own: never the command's files or its
/// terminal, which a container could open anew and read or write behind the user's back.
#include <string>

#include "eni_trunking/command.h"
#include "eni_trunking/sandbox/sandbox_pages.h"
#include "eni_trunking/tasks/control_connection.h"
#include "task_access/request.h"

namespace eni::command {

/// The command's own.
struct StandardStreams {
  int input = 0;
  int output = 1;
  int error = 2;
};

/// Connects and asks; descriptors go with the request.
using AskControl = std::function<Result<ControlConnection, SandboxFailure>(
    const task_access::Request& request, const std::vector<int>& descriptors)>;

/// Asks for a program and stays with it until it ends. A signal goes to it; the third one, and any where it has a terminal, ends the
/// command.
/// @param request  without what it says of a terminal
/// @return  its exit code, 128 and more if a signal has killed it or ended the command
Result<int, SandboxFailure> run_program(const AskControl& ask, task_access::Request request,
                                        const StandardStreams& streams = {});

/// The same as a command ends.
ExitCode run_program_command(Terminal& terminal, const std::string& endpoint_url,
                             task_access::Request request);

}  // namespace eni::command
