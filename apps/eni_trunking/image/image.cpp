/// `eni-trunking image`: the images of a running sandbox.
#include <CLI/App.hpp>
#include <memory>

#include "base/text.h"
#include "client/user_environment.h"
#include "eni_trunking/command.h"
#include "eni_trunking/image/image_archive.h"
#include "eni_trunking/sandbox/sandbox_pages.h"

namespace eni::command {

namespace {

constexpr const char* kImages = "/_sandbox/images";

struct ImageOptions {
  std::string endpoint_url;
  std::string path;
  std::vector<std::string> names;
};

std::shared_ptr<ImageOptions> declare_connection(CLI::App& app) {
  auto options = std::make_shared<ImageOptions>();
  app.add_option("--endpoint-url", options->endpoint_url,
                 "The sandbox's; else AWS_ENDPOINT_URL, else http://127.0.0.1:4566")
      ->type_name("URL");
  return options;
}

std::string query_of(const std::string& name) { return "?name=" + percent_encode(name); }

ExitCode ask_images(Terminal& terminal, const ImageOptions& options, const std::string& method,
                    const std::string& target, net::BodySource source = {}) {
  const client::ProcessEnvironment environment;
  const auto url = sandbox_url(options.endpoint_url, environment);
  if (url.has_error()) return fail(terminal, url.error(), ExitCode::kUsage);
  return ask_sandbox(terminal, *url, {method, target, {}, ""}, std::move(source));
}

ExitCode load_archive(Terminal& terminal, const ImageOptions& options) {
  auto archive = ImageArchive::open(options.path);
  if (archive.has_error()) return fail(terminal, archive.error(), ExitCode::kUsage);
  const std::string query = options.names.empty() ? "" : query_of(options.names.front());
  return ask_images(terminal, options, "PUT", kImages + query, [&] { return (*archive)->next(); });
}

ExitCode remove_images(Terminal& terminal, const ImageOptions& options) {
  for (const std::string& name : options.names) {
    const ExitCode ended = ask_images(terminal, options, "DELETE", kImages + query_of(name));
    if (ended != ExitCode::kFine) return ended;
  }
  return ExitCode::kFine;
}

Run declare_load(CLI::App& app, Terminal& terminal) {
  const auto options = declare_connection(app);
  app.add_option("ARCHIVE", options->path,
                 "What 'docker save' writes, an OCI layout as a folder or an archive; -: standard input")
      ->required();
  app.add_option("--name", options->names, "Of the one image in it, in place of the names there")
      ->type_name("NAME")
      ->expected(1);
  app.footer(
      "Tasks take an image that was loaded without asking its registry, until it is removed.\n"
      "Examples:\n"
      "  docker save web:1 | eni-trunking image load -\n"
      "  eni-trunking image load LAYOUT --name 127.0.0.1:4566/web:1");
  return [options, &terminal] { return load_archive(terminal, *options); };
}

Run declare_list(CLI::App& app, Terminal& terminal) {
  const auto options = declare_connection(app);
  return [options, &terminal] { return ask_images(terminal, *options, "GET", kImages); };
}

Run declare_remove(CLI::App& app, Terminal& terminal) {
  const auto options = declare_connection(app);
  app.add_option("NAME", options->names, "As a task definition has it: web:1")->required();
  return [options, &terminal] { return remove_images(terminal, *options); };
}

Run declare_prune(CLI::App& app, Terminal& terminal) {
  const auto options = declare_connection(app);
  return [options, &terminal] {
    return ask_images(terminal, *options, "POST", std::string(kImages) + "/prune");
  };
}

const Command kImageCommands[] = {
    {"load", "Adds the images of an archive or a folder, for machines without a network", declare_load},
    {"list", "Those that are there, loaded and pulled", declare_list},
    {"remove", "Takes names away, and what nothing else keeps of their images", declare_remove},
    {"prune", "Takes away what no name and no container keeps, as what pulls left half done", declare_prune},
};

}  // namespace

Run declare_image(CLI::App& app, Terminal& terminal) {
  app.footer(
      "For a sandbox that was started with --run. Answers are JSON documents.\n"
      "More about one: eni-trunking image load --help");
  return declare_commands(app, terminal, kImageCommands);
}

}  // namespace eni::command
