#pragma once
/// The options that all commands have that talk to AWS, in the AWS CLI's words.
#include <memory>
#include <string>

#include "client/session.h"
#include "eni_trunking/command.h"

namespace eni::command {

struct GlobalOptions {
  client::SessionOptions session;
  bool no_color = false;
  bool verbose = false;
};

/// Declares them on `app`, in a group of their own; what they are set to is known when the command runs.
std::shared_ptr<GlobalOptions> declare_global_options(CLI::App& app);

/// " --region R --profile P --endpoint-url U", quoted for a shell: what a command that is printed needs, eni-trunking's or the AWS CLI's,
/// to go where this one goes. @param region  "" where none is wanted: IAM has none
std::string connection_of(const GlobalOptions& options, std::string_view region);

/// Everything that a command needs of the world to talk to AWS.
struct AwsAccess {
  client::ProcessEnvironment environment;
  SystemRandom random;
  SystemWaiter waiter;

  /// @error  misconfigured, as Session::open() says it
  client::CallResult<client::Session> open(const GlobalOptions& options);
};

}  // namespace eni::command
