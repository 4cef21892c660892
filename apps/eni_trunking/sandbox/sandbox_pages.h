#pragma once
/// Pages of a running sandbox, below /_sandbox/, which the command asks without credentials.
#include <string>

#include "client/user_environment.h"
#include "eni_trunking/command.h"
#include "net/http.h"
#include "net/streaming_client.h"

namespace eni::command {

/// @param option  of the command line, or ""; else AWS_ENDPOINT_URL, else where a sandbox listens by default
/// @error  it is no URL; it is one of AWS
Result<net::Url> sandbox_url(const std::string& option, const client::UserEnvironment& environment);

/// Why a command that asks a sandbox ends.
struct SandboxFailure {
  Error error;
  ExitCode code = ExitCode::kFindings;
};

ExitCode fail(Terminal& terminal, const SandboxFailure& failure);

/// While an image is unpacked nothing is said.
inline constexpr Duration kPagePatience = std::chrono::hours{2};

/// What a page answers with 200.
/// @param source    the body of the request; empty: none
/// @param patience  for all of it
/// @error  a refusal with its hint; nobody is there
Result<std::string, SandboxFailure> ask_page(net::Url sandbox, net::Request request,
                                             net::BodySource source = {}, Duration patience = kPagePatience);

/// Asks a page and prints the document that it answers.
ExitCode ask_sandbox(Terminal& terminal, net::Url sandbox, net::Request request, net::BodySource source = {});

}  // namespace eni::command
