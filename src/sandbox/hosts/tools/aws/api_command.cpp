#include <algorithm>

#include "base/text.h"
#include "jmespath/jmespath.h"
#include "sandbox/hosts/tools/aws/commands.h"
#include "sandbox/hosts/tools/aws/names.h"
#include "sandbox/hosts/tools/aws/output.h"
#include "sandbox/hosts/tools/aws/pages.h"
#include "sandbox/hosts/tools/aws/usage.h"
#include "sandbox/hosts/tools/aws/values.h"
#include "sandbox/hosts/tools/aws/wire.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

std::vector<std::string> operation_names(const shapes::ServiceShapes& service) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < service.operation_count(); ++at)
    names.push_back(cli_name(service.operation(at).name()));
  for (std::size_t at = 0; at < service.others().size(); ++at)
    names.push_back(cli_name(service.others()[at]));
  if (service.waiter_count() > 0) names.emplace_back("wait");
  names.emplace_back("help");
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<shapes::OperationShape> find_command(const shapes::ServiceShapes& service,
                                                   std::string_view command) {
  for (std::size_t at = 0; at < service.operation_count(); ++at)
    if (cli_name(service.operation(at).name()) == command) return service.operation(at);
  return std::nullopt;
}

bool is_other(const shapes::ServiceShapes& service, std::string_view command) {
  for (std::size_t at = 0; at < service.others().size(); ++at)
    if (cli_name(service.others()[at]) == command) return true;
  return false;
}

std::string python_error(const std::string& words, const std::string& path) {
  if (words == "No such file or directory") return "[Errno 2] No such file or directory: '" + path + "'";
  return words + ": '" + path + "'";
}

/// What file:// and fileb:// name; everything else as it is.
Task<CliResult<std::string>> loaded(Session& session, std::string option, std::string text,
                                    shapes::Kind kind) {
  const bool is_binary = text.starts_with("fileb://");
  if (!is_binary && !text.starts_with("file://")) co_return text;
  const std::string path = text.substr(text.find("://") + 3);
  auto reading = session.tool().read_file(path);
  auto bytes = co_await std::move(reading);
  if (!bytes) {
    co_return bad_parameter(
        option, "Unable to load paramfile " + text + ": " + python_error(bytes.error().message, path));
  }
  const bool is_blob = kind == shapes::Kind::kBlob && session.version() == CliVersion::kV2;
  if (is_blob && is_binary) co_return base64_encode(*bytes);
  co_return *std::move(bytes);
}

/// A member that is a stream is named by its file.
Task<CliResult<std::string>> streamed(Session& session, std::string option, std::string path) {
  auto reading = session.tool().read_file(path);
  auto bytes = co_await std::move(reading);
  if (!bytes) co_return bad_parameter(option, "Blob values must be a path to a file.");
  co_return session.version() == CliVersion::kV2 ? base64_encode(*bytes) : *std::move(bytes);
}

CliResult<std::optional<long long>> read_count(CliVersion version, std::string_view option,
                                               const std::optional<std::string>& text) {
  if (!text) return std::optional<long long>{};
  if (const auto number = parse_integer(*text)) return number;
  return usage_error(version, "argument " + std::string(option) + ": invalid int value: '" + *text + "'");
}

CliResult<json::value> queried(const Session& session, json::object page) {
  json::value value(std::move(page));
  if (!session.globals().query) return value;
  const std::string& text = *session.globals().query;
  const auto expression = jmespath::Expression::parse(text);
  const auto bad = [&](const Error& error) {
    return CliError{Failure::kUnknownOption, "Bad value for --query " + text + ": " + error.message};
  };
  if (!expression) return bad(expression.error());
  auto found = expression->search(value);
  if (!found) return CliError{Failure::kGeneral, found.error().message};
  return *std::move(found);
}

CliResult<std::string> shown(const Session& session, const shapes::OperationShape& operation,
                             const std::vector<json::object>& pages) {
  const std::string format = session.output_format();
  const bool is_text = format == "text";
  std::string out;
  // Text comes page by page, and the query looks at one page at a time.
  for (const json::object& page : is_text ? pages : std::vector<json::object>{joined(operation, pages)}) {
    ENI_TRY(const auto value, queried(session, page));
    const bool is_empty = is_text && value.is_object() && value.get_object().empty();
    if (!is_empty) out += formatted(format, operation.name(), value);
  }
  return out;
}

/// Where the bytes of a stream go.
Task<CliResult<void>> save(Session& session, std::string path, std::string bytes) {
  constexpr unsigned kMode = 0644;
  auto writing = session.tool().write_file(path, std::move(bytes), kMode);
  const auto written = co_await std::move(writing);
  if (written.has_error()) co_return CliError{Failure::kGeneral, python_error(written.error().message, path)};
  co_return CliResult<void>{};
}

Task<CliResult<std::string>> carry_out(Session& session, shapes::ServiceShapes service,
                                       shapes::OperationShape operation, std::vector<std::string> words) {
  auto given = read_options(session.version(), operation, words);
  if (!given) co_return std::move(given).error();
  if (given->wants_skeleton) {
    co_return CliError{Failure::kGeneral,
                       "--generate-cli-skeleton is not carried out by the sandbox's hosts"};
  }
  if (session.globals().query) {
    const auto query = queried(session, {});
    if (query.has_error() && query.error().failure == Failure::kUnknownOption) co_return query.error();
  }
  PageLimits limits;
  limits.starting_token = given->starting_token.value_or("");
  const auto items = read_count(session.version(), "--max-items", given->max_items);
  if (items.has_error()) co_return items.error();
  limits.max_items = *items;
  const auto size = read_count(session.version(), "--page-size", given->page_size);
  if (size.has_error()) co_return size.error();
  limits.page_size = *size;
  const std::optional<std::string> outfile = given->outfile;
  auto reading = read_params(session, operation, *std::move(given));
  auto params = co_await std::move(reading);
  if (!params) co_return std::move(params).error();
  const auto region = session.region(service.name());
  if (region.has_error()) co_return region.error();
  auto paging = read_pages(session, service, operation, *std::move(params), limits);
  auto answer = co_await std::move(paging);
  if (!answer) co_return std::move(answer).error();
  if (outfile) {
    auto saving = save(session, *outfile, std::move(answer->last.bytes));
    const auto saved = co_await std::move(saving);
    if (saved.has_error()) co_return saved.error();
  }
  co_return shown(session, operation, answer->pages);
}

CliResult<json::object> read_input_json(const std::string& text) {
  auto value = parse_json(text);
  if (value && value->is_object()) return std::move(value->get_object());
  return bad_parameter("--cli-input-json", "Invalid JSON received.");
}

}  // namespace

Task<CliResult<json::object>> read_params(Session& session, shapes::OperationShape operation,
                                          GivenOptions given) {
  json::object params;
  const auto input = operation.input();
  if (!input) co_return params;
  if (given.cli_input_json) {
    auto loading = loaded(session, "--cli-input-json", *given.cli_input_json, shapes::Kind::kString);
    auto text = co_await std::move(loading);
    if (!text) co_return std::move(text).error();
    auto object = read_input_json(*text);
    if (!object) co_return std::move(object).error();
    params = *std::move(object);
  }
  for (auto& [name, values] : given.values) {
    const shapes::Member member = *input->find_member(name);
    const std::string option = option_of(name);
    for (std::string& text : values) {
      auto loading = member.is_streaming() ? streamed(session, option, text)
                                           : loaded(session, option, text, member.shape().kind());
      auto content = co_await std::move(loading);
      if (!content) co_return std::move(content).error();
      text = *std::move(content);
    }
    auto value = read_value(session.version(), member.shape(), option, values);
    if (!value) co_return std::move(value).error();
    params[name] = *std::move(value);
  }
  for (const auto& [name, flag] : given.flags) {
    if (input->find_member(name)->shape().kind() == shapes::Kind::kBoolean) {
      params[name] = flag;
    } else {
      params[name] = json::object{{"Value", flag}};
    }
  }
  const auto checked = check_params(*input, params);
  if (checked.has_error()) co_return checked.error();
  for (std::size_t at = 0; at < input->member_count(); ++at) {
    const shapes::Member member = input->member(at);
    if (member.is_idempotency_token() && !params.contains(member.name()))
      params[member.name()] = session.tool().env.random.uuid();
  }
  co_return params;
}

Task<int> run_api_command(Session& session, shapes::ServiceShapes service, std::vector<std::string> words) {
  const CliVersion version = session.version();
  ToolCall& tool = session.tool();
  if (words.empty())
    co_return report(tool, version, usage_error(version, "the following arguments are required: operation"));
  const std::string command = words.front();
  words.erase(words.begin());
  if (command == "wait" && service.waiter_count() > 0) {
    auto waiting = run_wait(session, service, std::move(words));
    co_return co_await std::move(waiting);
  }
  const auto operation = find_command(service, command);
  if (!operation && is_other(service, command)) {
    co_return report(tool, version,
                     {Failure::kGeneral, "aws: " + std::string(service.name()) + " " + command +
                                             ": the sandbox does not have this operation"});
  }
  if (!operation)
    co_return report(tool, version, invalid_choice(version, "operation", command, operation_names(service)));
  auto carrying_out = carry_out(session, service, *operation, std::move(words));
  const auto out = co_await std::move(carrying_out);
  if (out.has_error()) co_return report(tool, version, out.error());
  tool.out(*out);
  co_return 0;
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
