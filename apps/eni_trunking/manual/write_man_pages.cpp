/// `eni-trunking man-pages`: for who packages the command, or has it without a package.
#include <CLI/App.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

#include "eni_trunking/command.h"
#include "eni_trunking/manual/man_page.h"

namespace eni::command {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string directory;
  std::string date;
};

Result<void> write_page(const fs::path& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary};
  file << text;
  if (!file.flush()) return Error{"cannot write " + path.string(), "give a folder of yours"};
  return {};
}

ExitCode write_man_pages(const CLI::App& root, const Options& options, Terminal& terminal) {
  const fs::path folder = options.directory;
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) {
    return fail(terminal,
                {"cannot create " + folder.string() + ": " + code.message(), "give a folder of yours"});
  }
  for (const ManPage& page : man_pages(root, {options.date, "eni-trunking " ENI_TRUNKING_VERSION})) {
    const fs::path path = folder / page.file_name;
    const auto written = write_page(path, page.text);
    if (!written) return fail(terminal, written.error());
    terminal.out << path.string() << "\n";
  }
  return ExitCode::kFine;
}

}  // namespace

Run declare_man_pages(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<Options>();
  app.add_option("directory", options->directory,
                 "Where to, e.g. ~/.local/share/man/man1; made if it is missing")
      ->required();
  app.add_option("--date", options->date, "The date that each page bears, as YYYY-MM-DD")->type_name("DATE");
  app.footer(
      "Prints the path of each page. To read one: man ./eni-trunking.1\n"
      "Example:\n"
      "  eni-trunking man-pages ~/.local/share/man/man1");
  return [&app, options, &terminal] {
    return write_man_pages(declare_others(app, terminal), *options, terminal);
  };
}

}  // namespace eni::command
