#include "base/text.h"
#include "jmespath/functions.h"
#include "jmespath/jmespath.h"
#include "sandbox/hosts/tools/aws/commands.h"
#include "sandbox/hosts/tools/aws/names.h"
#include "sandbox/hosts/tools/aws/pages.h"
#include "sandbox/hosts/tools/aws/usage.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

using Matcher = shapes::Acceptor::Matcher;

/// At the sandbox's own pace states change at once, so asking more often costs nobody a minute.
constexpr int kInstantShare = 20;

std::vector<std::string> waiter_names(const shapes::ServiceShapes& service) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < service.waiter_count(); ++at)
    names.push_back(cli_name(service.waiter(at).name()));
  return names;
}

std::optional<shapes::Waiter> find_waiter(const shapes::ServiceShapes& service, std::string_view name) {
  for (std::size_t at = 0; at < service.waiter_count(); ++at)
    if (cli_name(service.waiter(at).name()) == name) return service.waiter(at);
  return std::nullopt;
}

/// One answer, or the error's code.
struct Asked {
  json::value answer;
  std::string error_code;
};

std::string code_in(const CliError& error) {
  const auto begin = error.message.find('(');
  const auto end = error.message.find(')');
  if (error.failure != Failure::kService || begin == std::string::npos || end == std::string::npos) return {};
  return error.message.substr(begin + 1, end - begin - 1);
}

bool is_matched(const shapes::Acceptor& acceptor, const Asked& asked) {
  const auto expected = parse_json(acceptor.expected);
  if (!expected) return false;
  if (acceptor.matcher == Matcher::kError) {
    if (expected->is_bool()) return expected->get_bool() != asked.error_code.empty();
    return !asked.error_code.empty() && asked.error_code == as_text(*expected);
  }
  if (!asked.error_code.empty()) return false;
  constexpr int kOk = 200;
  if (acceptor.matcher == Matcher::kStatus) return expected->is_number() && expected->to_number<int>() == kOk;
  const auto expression = jmespath::Expression::parse(acceptor.argument);
  const auto found =
      expression ? expression->search(asked.answer) : Result<json::value>{json::value(nullptr)};
  if (!found) return false;
  if (acceptor.matcher == Matcher::kPath) return jmespath::is_equal(*found, *expected);
  if (!found->is_array() || found->get_array().empty()) return false;
  std::size_t equal = 0;
  for (const json::value& entry : found->get_array()) equal += jmespath::is_equal(entry, *expected);
  return acceptor.matcher == Matcher::kPathAll ? equal == found->get_array().size() : equal > 0;
}

std::optional<shapes::Acceptor> decision(const shapes::Waiter& waiter, const Asked& asked) {
  for (std::size_t at = 0; at < waiter.acceptor_count(); ++at)
    if (is_matched(waiter.acceptor(at), asked)) return waiter.acceptor(at);
  return std::nullopt;
}

std::string terminal_reason(const shapes::Acceptor& acceptor) {
  if (acceptor.matcher == Matcher::kError || acceptor.matcher == Matcher::kStatus)
    return "Waiter encountered a terminal failure state";
  const std::string_view all = acceptor.matcher == Matcher::kPathAny
                                   ? "\" we matched expected path: \""
                                   : "\" all members of the path matched: \"";
  const auto expected = parse_json(acceptor.expected);
  return "Waiter encountered a terminal failure state: For expression \"" + std::string(acceptor.argument) +
         std::string(all) + (expected ? as_text(*expected) : "") + "\"" +
         (acceptor.matcher == Matcher::kPathAny ? " at least once" : "");
}

CliError failed(const shapes::Waiter& waiter, const std::string& reason) {
  return {Failure::kGeneral, "Waiter " + std::string(waiter.name()) + " failed: " + reason};
}

Task<CliResult<void>> wait(Session& session, shapes::ServiceShapes service, shapes::Waiter waiter,
                           std::vector<std::string> words) {
  const auto operation = service.find_operation(waiter.operation());
  auto given = read_options(session.version(), *operation, words);
  if (!given) co_return std::move(given).error();
  auto reading = read_params(session, *operation, *std::move(given));
  const auto params = co_await std::move(reading);
  if (params.has_error()) co_return params.error();
  const auto region = session.region(service.name());
  if (region.has_error()) co_return region.error();
  Environment& env = session.tool().env;
  Duration pause = std::chrono::seconds{waiter.delay_seconds()};
  if (env.settings.pace == Settings::Pace::kInstant) pause /= kInstantShare;
  for (unsigned attempt = 1;; ++attempt) {
    auto asking = read_pages(session, service, *operation, *params, {});
    const auto answer = co_await std::move(asking);
    Asked asked;
    if (answer) {
      asked.answer = joined(*operation, answer->pages);
    } else {
      asked.error_code = code_in(answer.error());
      if (asked.error_code.empty()) co_return answer.error();
    }
    const auto accepted = decision(waiter, asked);
    if (accepted && accepted->state == shapes::Acceptor::State::kSuccess) co_return CliResult<void>{};
    if (accepted && accepted->state == shapes::Acceptor::State::kFailure)
      co_return failed(waiter, terminal_reason(*accepted));
    if (!accepted && answer.has_error()) co_return failed(waiter, answer.error().message);
    if (attempt >= waiter.max_attempts()) co_return failed(waiter, "Max attempts exceeded");
    co_await sleep_for(env.scheduler, pause);
  }
}

}  // namespace

Task<int> run_wait(Session& session, shapes::ServiceShapes service, std::vector<std::string> words) {
  const CliVersion version = session.version();
  ToolCall& tool = session.tool();
  if (words.empty())
    co_return report(tool, version, usage_error(version, "the following arguments are required: operation"));
  const auto waiter = find_waiter(service, words.front());
  if (!waiter)
    co_return report(tool, version,
                     invalid_choice(version, "operation", words.front(), waiter_names(service)));
  words.erase(words.begin());
  auto waiting = wait(session, service, *waiter, std::move(words));
  const auto ended = co_await std::move(waiting);
  co_return ended ? 0 : report(tool, version, ended.error());
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
