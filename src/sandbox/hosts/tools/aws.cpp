#include "sandbox/hosts/tools/aws.h"

#include "sandbox/hosts/tools/aws/commands.h"
#include "sandbox/hosts/tools/aws/names.h"
#include "sandbox/hosts/tools/aws/usage.h"

namespace eni::sandbox::hosts::tools {
namespace {

using namespace aws_cli;

constexpr std::string_view kVersion1 =
    "aws-cli/1.18.147 Python/2.7.18 Linux/5.10.233-224.894.amzn2.x86_64 botocore/1.18.6";
constexpr std::string_view kVersion2 =
    "aws-cli/2.33.15 Python/3.9.25 Linux/6.1.155-176.282.amzn2023.x86_64 source/x86_64.amzn.2023";

std::vector<std::string> all_commands() {
  std::vector<std::string> names{"s3", "s3api", "configure", "help"};
  for (std::size_t at = 0; at < shapes::service_count(); ++at)
    if (const auto name = shapes::service(at).name(); name != "s3")
      names.emplace_back(command_of_service(name));
  return names;
}

CliError unknown_command(CliVersion version, const std::string& command) {
  CliError error = invalid_choice(version, "command", command, all_commands());
  error.message += "\nThe sandbox has these services alone.";
  return error;
}

}  // namespace

Task<int> run_aws(ToolCall& call) {
  const CliVersion version = cli_version(call.machine);
  auto line = read_command_line(version, call.argv);
  if (!line) co_return report(call, version, line.error());
  if (line->globals.shows_version) {
    // Python 2's argparse prints versions to the standard error.
    if (version == CliVersion::kV1) {
      call.err(std::string(kVersion1) + "\n");
    } else {
      call.out(std::string(kVersion2) + "\n");
    }
    co_return 0;
  }
  const std::string command = line->command;
  const auto service = command == "s3" ? std::optional<shapes::ServiceShapes>{}
                                       : shapes::find_service(service_of_command(command));
  const bool is_known = service || command == "s3" || command == "configure";
  if (!is_known) co_return report(call, version, unknown_command(version, command));
  Session session{call, line->globals};
  auto opening = session.open();
  const auto opened = co_await std::move(opening);
  if (opened.has_error() && command != "configure") co_return report(call, version, opened.error());
  auto running = service           ? run_api_command(session, *service, std::move(line->rest))
                 : command == "s3" ? run_s3(session, std::move(line->rest))
                                   : run_configure(session, std::move(line->rest));
  co_return co_await std::move(running);
}

}  // namespace eni::sandbox::hosts::tools
