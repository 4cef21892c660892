/// `eni-trunking iac`: the template's role, setting and function for those who deploy with another tool.
#include <CLI/App.hpp>
#include <memory>
#include <ostream>

#include "eni_trunking/command.h"
#include "eni_trunking/iac/integrations.h"

namespace eni::command {

namespace {

ExitCode print(Terminal& terminal, const Integration& integration) {
  terminal.out << integration.files.front().content.text();
  return ExitCode::kFine;
}

ExitCode write(Terminal& terminal, const Integration& integration, const std::string& directory) {
  std::vector<Archive> archives;
  for (const std::string_view architecture : integration.architectures) {
    auto archive = own_archive(terminal.program, architecture);
    if (archive.has_value()) {
      archives.push_back(*std::move(archive));
    } else {
      const Error error = archive.error();
      terminal.err << "eni-trunking: left out: " << error.message << "\n  " << error.hint << "\n";
    }
  }
  const auto written = write_integration(integration, directory, archives);
  if (!written) return fail(terminal, written.error());
  for (const WrittenFile& file : *written)
    terminal.out << (file.was_there ? "unchanged  " : "written    ") << file.path << "\n";
  return ExitCode::kFine;
}

}  // namespace

Run declare_iac(CLI::App& app, Terminal& terminal) {
  const auto directory = std::make_shared<std::string>();
  app.add_option("--directory", *directory, "Writes all files into this folder");
  app.footer(
      "Without --directory the main file is printed. Files that are there and differ\n"
      "are never overwritten. The README among them says how to go on.\n"
      "Example: eni-trunking iac terraform --directory modules/eni-trunking");
  for (const Integration& integration : all_integrations()) {
    CLI::App* tool = app.add_subcommand(std::string(integration.name), std::string(integration.summary));
    tool->fallthrough();
  }
  app.require_subcommand(1);
  return [&app, directory, &terminal] {
    const std::string tool = app.get_subcommands().front()->get_name();
    for (const Integration& integration : all_integrations()) {
      if (integration.name != tool) continue;
      return directory->empty() ? print(terminal, integration) : write(terminal, integration, *directory);
    }
    return ExitCode::kUsage;
  };
}

}  // namespace eni::command
