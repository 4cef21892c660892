#include "eni_trunking/global_options.h"

#include <CLI/App.hpp>
#include <iostream>

namespace eni::command {

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
  add("--timeout", session.timeout, "How long one call may take", "SECONDS");
  app.add_flag("--no-color", options->no_color, "No colours, as with NO_COLOR set")->group("Connection");
  app.add_flag("--verbose", options->verbose, "Names each call on standard error")->group("Connection");
  return options;
}

Result<client::Session> AwsAccess::open(const GlobalOptions& options) {
  client::SessionOptions session = options.session;
  // In one piece: several threads may have something to say.
  if (options.verbose) session.trace = [](const std::string& line) { std::cerr << line + "\n"; };
  return client::Session::open(session, environment, waiter, random);
}

}  // namespace eni::command
