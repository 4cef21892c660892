#include "sandbox/hosts/tools/cfn_signal.h"

#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/egress.h"
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

/// Gives the status of the answer to the one who waits for it; 0 of a connection that was dropped.
class StatusOfAnswer final : public net::Responder {
 public:
  explicit StatusOfAnswer(Channel<int> channel) : channel_{std::move(channel)} {}
  void send(net::Response response) override { channel_.push(response.status); }
  void drop() override { channel_.push(0); }

 private:
  Channel<int> channel_;
};

std::string unique_id(const ToolCall& call, const CfnOptions& options) {
  return options.has("--id") ? options.text("--id") : call.machine.instance_id;
}

/// The PUT that a wait condition's handle takes; nothing of a URL that is not the sandbox's.
std::optional<net::Request> signal_request(const ToolCall& call, const CfnOptions& options,
                                           const std::string& url) {
  const Result<net::Url> parsed = net::Url::parse(url);
  if (parsed.has_error() || !url.starts_with(call.env.settings.endpoint_url + "/")) return std::nullopt;
  const bool succeeded = is_success(options);
  const std::string reason = options.has("--reason") ? options.text("--reason")
                             : succeeded             ? ""
                                                     : "Configuration failed";
  net::Request request;
  request.method = "PUT";
  request.target = parsed->target;
  request.headers.set("Host", parsed->authority());
  request.body = json::serialize(json::object{{"Status", succeeded ? "SUCCESS" : "FAILURE"},
                                              {"UniqueId", unique_id(call, options)},
                                              {"Data", options.text("--data")},
                                              {"Reason", reason}});
  return request;
}

/// Source: User Guide, "cfn-signal": a handle's URL needs no permission but itself.
Task<int> signal_handle(ToolCall& call, const CfnOptions& options, std::string url) {
  auto request = signal_request(call, options, url);
  if (!request) {
    call.err("cfn-signal: the sandbox's hosts reach no other server than the sandbox\n");
    co_return 1;
  }
  if (!reaches_aws(call.env.store, call.machine)) {
    call.err("Connect timeout on the WaitConditionHandle URL\n");
    co_return 1;
  }
  const Channel<int> channel{call.env.scheduler};
  call.env.gateway.handle(*std::move(request), std::make_shared<StatusOfAnswer>(channel));
  const int status = co_await channel.pop();
  if (status == 200) co_return 0;
  call.err("Error: the WaitConditionHandle URL answers HTTP " + std::to_string(status) + "\n");
  co_return 1;
}

}  // namespace

Task<int> run_cfn_signal(ToolCall& call) {
  const auto options = read_cfn_options(call.argv);
  if (options.has_error()) co_return usage(call, options.error().message);
  const std::string url = options->words.empty() ? options->text("--url") : options->words.front();
  if (url.empty() && (!options->has("--stack") || !options->has("--resource")))
    co_return usage(call, "Must provide a url or stack and resource");
  if (options->has("--exit-code") && !parse_integer(options->text("--exit-code")))
    co_return usage(call, "option -e: invalid integer value: '" + options->text("--exit-code") + "'");
  if (!url.empty()) co_return co_await signal_handle(call, *options, url);
  json::object params{{"StackName", options->text("--stack")},
                      {"LogicalResourceId", options->text("--resource")},
                      {"UniqueId", unique_id(call, *options)},
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
