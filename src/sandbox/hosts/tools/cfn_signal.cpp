#include "sandbox/hosts/tools/cfn_signal.h"

#include "base/text.h"
#include "sandbox/hosts/tools/cfn_options.h"

namespace eni::sandbox::hosts::tools {
namespace {

/// --exit-code 0 or --success true; neither is a success.
bool is_success(const CfnOptions& options) {
  if (options.has("--exit-code")) return options.text("--exit-code") == "0";
  return !options.has("--success") || iequals(options.text("--success"), "true");
}

int usage(ToolCall& call, const std::string& problem) {
  constexpr int kUsage = 2;
  call.err(
      "Usage: cfn-signal [options]\n       or: cfn-signal [options] <WaitConditionHandle URL>\n\ncfn-signal: "
      "error: " +
      problem + "\n");
  return kUsage;
}

}  // namespace

Task<int> run_cfn_signal(ToolCall& call) {
  const auto options = read_cfn_options(call.argv);
  if (options.has_error()) co_return usage(call, options.error().message);
  if (!options->words.empty() || options->has("--url")) {
    call.err("cfn-signal: the sandbox's hosts signal by --stack and --resource alone, not by a URL\n");
    co_return 1;
  }
  if (!options->has("--stack") || !options->has("--resource"))
    co_return usage(call, "Must provide a url or stack and resource");
  if (options->has("--exit-code") && !parse_integer(options->text("--exit-code")))
    co_return usage(call, "option -e: invalid integer value: '" + options->text("--exit-code") + "'");
  const std::string id = options->has("--id") ? options->text("--id") : call.machine.instance_id;
  json::object params{{"StackName", options->text("--stack")},
                      {"LogicalResourceId", options->text("--resource")},
                      {"UniqueId", id},
                      {"Status", is_success(*options) ? "SUCCESS" : "FAILURE"}};
  auto calling = call_cloudformation(call, *options, "SignalResource", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(calling);
  if (reply) co_return 0;
  call.err(reply.error().code + ": " + reply.error().message + "\n");
  co_return 1;
}

Task<int> run_cfn_hup(ToolCall& call) {
  call.services.units.try_emplace("cfn-hup");
  call.services.units["cfn-hup"].is_active = true;
  co_return 0;
}

}  // namespace eni::sandbox::hosts::tools
