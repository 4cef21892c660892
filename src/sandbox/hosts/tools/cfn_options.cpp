#include "sandbox/hosts/tools/cfn_options.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/ec2_records.h"
#include "sandbox/hosts/egress.h"
#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/metadata/options.h"

namespace eni::sandbox::hosts::tools {
namespace {

struct Option {
  std::string_view brief, full;
  bool has_value;
};

constexpr Option kOptions[] = {
    {"-s", "--stack", true},      {"-r", "--resource", true},
    {"-c", "--configsets", true}, {"-e", "--exit-code", true},
    {"", "--success", true},      {"", "--reason", true},
    {"-d", "--data", true},       {"-i", "--id", true},
    {"-u", "--url", true},        {"", "--region", true},
    {"", "--role", true},         {"", "--access-key", true},
    {"", "--secret-key", true},   {"-f", "--credential-file", true},
    {"-k", "--key", true},        {"", "--http-proxy", true},
    {"", "--https-proxy", true},  {"-v", "--verbose", false},
    {"", "--resume", false},      {"", "--no-daemon", false},
    {"-h", "--help", false},
};

/// What the stack may know the instance by: its id, or its Auto Scaling group's name.
std::vector<std::string> physical_ids(const ToolCall& call) {
  std::vector<std::string> ids{call.machine.instance_id};
  const auto tags = instance_tags(call.env.store, call.machine.instance_id);
  if (const auto group = tags.find("aws:autoscaling:groupName"); group != tags.end())
    ids.push_back(group->second);
  return ids;
}

bool names_stack(const ApiResult<Reply>& reply, const std::string& stack) {
  if (!reply) return false;
  for (const json::value& resource : array_at(reply->value, "StackResources"))
    if (text_at(resource, "StackName") == stack || text_at(resource, "StackId") == stack) return true;
  return false;
}

Task<bool> is_of_stack(ToolCall& call, aws::Region region, std::string stack) {
  const Principal itself = Principal::service("cloudformation.amazonaws.com", call.machine.account);
  for (const std::string& id : physical_ids(call)) {
    json::object params{{"PhysicalResourceId", id}};
    auto asking =
        call.env.gateway.call(itself, region, "cloudformation", "DescribeStackResources", std::move(params));
    const ApiResult<Reply> reply = co_await std::move(asking);
    if (names_stack(reply, stack)) co_return true;
  }
  co_return false;
}

/// Who calls. @error  the instance has no role and belongs to another stack, or to none
Task<Result<Principal>> caller(ToolCall& call, aws::Region region, std::string stack) {
  auto looking = is_of_stack(call, region, stack);
  const bool is_own = co_await std::move(looking);
  if (is_own) co_return Principal::service("cloudformation.amazonaws.com", call.machine.account);
  auto asking = instance_credentials(call.env, call.machine);
  co_return co_await std::move(asking);
}

const Option* find_option(std::string_view word) {
  for (const Option& option : kOptions)
    if (option.full == word || (!option.brief.empty() && option.brief == word)) return &option;
  return nullptr;
}

}  // namespace

std::string CfnOptions::text(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? "" : found->second;
}

Result<CfnOptions> read_cfn_options(const std::vector<std::string>& argv) {
  CfnOptions options;
  for (std::size_t at = 1; at < argv.size(); ++at) {
    std::string word = argv[at];
    std::optional<std::string> value;
    if (const auto sign = word.find('='); word.starts_with("--") && sign != std::string::npos) {
      value = word.substr(sign + 1);
      word.erase(sign);
    } else if (word.size() > 2 && word[0] == '-' && word[1] != '-') {
      value = word.substr(2);
      word.erase(2);
    }
    if (!word.starts_with('-')) {
      options.words.push_back(word);
      continue;
    }
    const Option* option = find_option(word);
    if (!option) return Error{"no such option: " + word, {}};
    if (option->has_value && !value) {
      if (++at == argv.size()) return Error{word + " option requires 1 argument", {}};
      value = argv[at];
    }
    options.values[std::string(option->full)] = value.value_or("");
  }
  return options;
}

Task<ApiResult<Reply>> call_cloudformation(ToolCall& call, const CfnOptions& options, std::string operation,
                                           json::object params) {
  // The scripts take us-east-1 where no Region is given.
  const std::string region = options.has("--region") ? options.text("--region") : "us-east-1";
  if (!metadata::options_of(call.env.store, call.machine.instance_id).is_enabled)
    co_return ApiError{"NoCredentialsError", "Unable to locate credentials"};
  auto asking = caller(call, aws::Region{region}, options.text("--stack"));
  const auto principal = co_await std::move(asking);
  if (principal.has_error()) co_return ApiError{"NoCredentialsError", "Unable to locate credentials"};
  if (!reaches_aws(call.env.store, call.machine))
    co_return ApiError{"ConnectTimeoutError", "Connect timeout on endpoint URL: \"https://cloudformation." +
                                                  region + ".amazonaws.com/\""};
  auto calling =
      call.env.gateway.call(*principal, aws::Region{region}, "cloudformation", operation, std::move(params));
  co_return co_await std::move(calling);
}

Task<ApiResult<json::value>> read_resource_metadata(ToolCall& call, const CfnOptions& options) {
  json::object params{{"StackName", options.text("--stack")},
                      {"LogicalResourceId", options.text("--resource")}};
  auto calling = call_cloudformation(call, options, "DescribeStackResource", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(calling);
  if (!reply) co_return reply.error();
  const json::value* detail = find(reply->value, "StackResourceDetail");
  const json::value* text = detail ? find(*detail, "Metadata") : nullptr;
  if (!text) co_return json::value(nullptr);
  if (!text->is_string()) co_return *text;
  auto metadata = parse_json(text->get_string());
  co_return metadata ? *std::move(metadata) : json::value(nullptr);
}

}  // namespace eni::sandbox::hosts::tools
