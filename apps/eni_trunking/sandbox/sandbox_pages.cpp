#include "eni_trunking/sandbox/sandbox_pages.h"

#include <optional>
#include <ostream>

#include "base/json.h"
#include "base/task.h"
#include "net/event_loop.h"

namespace eni::command {
namespace {

constexpr const char* kDefaultSandbox = "http://127.0.0.1:4566";

Task<void> exchange(net::EventLoop& loop, net::Url url, net::Request request, net::StreamOptions options,
                    std::optional<Result<net::Response>>& answer) {
  const auto client = net::StreamingClient::make(loop, {});
  auto asking = client->exchange(std::move(url), std::move(request), std::move(options));
  answer = co_await std::move(asking);
  loop.stop();
}

net::StreamOptions page_options(net::BodySource source, Duration patience) {
  net::StreamOptions options;
  options.source = std::move(source);
  options.max_body_bytes = std::size_t{16} << 20;
  options.max_silence = options.max_duration = patience;
  options.is_direct = true;
  return options;
}

/// A refusal as the pages write it; or what answers there is something else.
Error page_refusal(const net::Url& sandbox, const net::Response& response) {
  const auto document = parse_json(response.body);
  const std::string what = document ? text_at(*document, "error") : "";
  if (!what.empty()) return {what, text_at(*document, "hint")};
  return {sandbox.authority() + " answers " + std::to_string(response.status) +
              ", and is no sandbox of this version",
          "start one: eni-trunking sandbox --run auto"};
}

}  // namespace

Result<net::Url> sandbox_url(const std::string& option, const client::UserEnvironment& environment) {
  std::string text = option;
  if (text.empty()) text = environment.variable("AWS_ENDPOINT_URL").value_or("");
  if (text.empty()) text = kDefaultSandbox;
  ENI_TRY(net::Url url, net::Url::parse(text));
  if (url.host.ends_with(".amazonaws.com") || url.host.ends_with(".amazonaws.com.cn"))
    return Error{url.host + " is AWS's: this is for a sandbox", "give the sandbox's --endpoint-url URL"};
  return url;
}

ExitCode fail(Terminal& terminal, const SandboxFailure& failure) {
  return fail(terminal, failure.error, failure.code);
}

Result<std::string, SandboxFailure> ask_page(net::Url sandbox, net::Request request, net::BodySource source,
                                             Duration patience) {
  net::EventLoop loop;
  std::optional<Result<net::Response>> answer;
  bool has_failed_to_read = false;
  if (source)
    source = [give = std::move(source), &has_failed_to_read]() {
      Result<std::string> piece = give();
      has_failed_to_read = piece.has_error();
      return piece;
    };
  {
    std::exception_ptr thrown;
    TaskGroup tasks{[&](const std::exception_ptr& what) {
      thrown = what;
      loop.stop();
    }};
    tasks.spawn(
        exchange(loop, sandbox, std::move(request), page_options(std::move(source), patience), answer));
    if (!answer && !thrown) loop.run();
    if (thrown) std::rethrow_exception(thrown);
  }
  if (answer->has_error() && has_failed_to_read) return SandboxFailure{answer->error()};
  if (answer->has_error())
    return SandboxFailure{{answer->error().message, "is a sandbox there? eni-trunking sandbox --run auto"},
                          ExitCode::kUnreachable};
  net::Response& response = **answer;
  if (response.status != 200) return SandboxFailure{page_refusal(sandbox, response), ExitCode::kRefused};
  return std::move(response.body);
}

ExitCode ask_sandbox(Terminal& terminal, net::Url sandbox, net::Request request, net::BodySource source) {
  const auto answer = ask_page(std::move(sandbox), std::move(request), std::move(source));
  if (answer.has_error()) return fail(terminal, answer.error());
  terminal.out << *answer;
  return ExitCode::kFine;
}

}  // namespace eni::command
