#include "eni_trunking/global_options.h"

#include <CLI/App.hpp>
#include <charconv>
#include <iostream>

#include "diagnosis/shell_commands.h"
#include "eni_trunking/interruption.h"

namespace eni::command {

namespace {

constexpr int kMaxSeconds = 3600;

std::string check_seconds(const std::string& text) {
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc{} && end == text.data() + text.size() && seconds >= 1 && seconds <= kMaxSeconds)
    return "";
  return "'" + text + "' is no time in whole seconds from 1 to " + std::to_string(kMaxSeconds);
}

}  // namespace

std::shared_ptr<GlobalOptions> declare_global_options(CLI::App& app) {
  auto options = std::make_shared<GlobalOptions>();
  client::SessionOptions& session = options->session;
  const auto add = [&app](const char* name, auto& value, const char* text, const char* type) {
    return app.add_option(name, value, text)->type_name(type)->group("Connection");
  };
  add("--profile", session.profile, "A profile of ~/.aws/config, else AWS_PROFILE", "NAME");
  add("--region", session.region, "Else AWS_REGION, else the profile's", "REGION");
  add("--endpoint-url", session.endpoint_url, "One endpoint for all services: a sandbox's", "URL");
  add("--ca-bundle", session.ca_bundle, "Certificate authorities (PEM), else AWS_CA_BUNDLE", "FILE");
  add("--timeout", session.timeout, "How long one call may take", "SECONDS")->check(check_seconds);
  app.add_flag("--no-color", options->no_color, "No colours, as with NO_COLOR set")->group("Connection");
  app.add_flag("--verbose", options->verbose, "Names each call on standard error")->group("Connection");
  return options;
}

std::string connection_of(const GlobalOptions& options, std::string_view region) {
  std::vector<std::string> words;
  const auto add = [&](const char* name, std::string_view value) {
    if (!value.empty()) words.insert(words.end(), {name, std::string(value)});
  };
  add("--region", region);
  add("--profile", options.session.profile);
  add("--endpoint-url", options.session.endpoint_url);
  add("--ca-bundle", options.session.ca_bundle);
  return words.empty() ? "" : " " + diagnosis::shell_line(words);
}

client::CallResult<client::Session> AwsAccess::open(const GlobalOptions& options) {
  client::SessionOptions session = options.session;
  // In one piece: several threads may have something to say.
  if (options.verbose) session.trace = [](const std::string& line) { std::cerr << line + "\n"; };
  session.is_interrupted = is_interruption_requested;
  auto opened = client::Session::open(session, environment, waiter, random);
  if (opened.has_error()) return client::CallFailure::misconfigured(opened.error());
  return *std::move(opened);
}

}  // namespace eni::command
