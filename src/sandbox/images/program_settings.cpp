#include "sandbox/images/program_settings.h"

namespace eni::sandbox::images {
namespace {

/// As Docker gives it where the image has none.
constexpr const char* kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::string first_of(std::string said, const std::string& otherwise) {
  return said.empty() ? otherwise : std::move(said);
}

std::vector<std::string> arguments(const ImageConfig& image, const json::object& definition) {
  std::vector<std::string> argv = texts_at(definition, "entryPoint");
  std::vector<std::string> command = texts_at(definition, "command");
  if (argv.empty()) {
    argv = image.entry_point;
    if (command.empty()) command = image.command;
  }
  argv.insert(argv.end(), command.begin(), command.end());
  return argv;
}

}  // namespace

Result<ProgramSettings> program_settings(const ImageConfig& image, const json::object& definition) {
  ProgramSettings out;
  out.argv = arguments(image, definition);
  if (out.argv.empty()) return Error{"Error response from daemon: no command specified", ""};
  out.environment = image.environment;
  out.environment.emplace("PATH", kDefaultPath);
  for (const json::value& variable : array_at(definition, "environment"))
    out.environment[text_at(variable, "name")] = text_at(variable, "value");
  out.directory = first_of(text_at(definition, "workingDirectory"), first_of(image.working_directory, "/"));
  out.user = first_of(text_at(definition, "user"), image.user);
  out.stop_signal = first_of(image.stop_signal, "SIGTERM");
  return out;
}

}  // namespace eni::sandbox::images
