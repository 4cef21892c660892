#include "eni_trunking/manual/man_page.h"

#include <CLI/App.hpp>
#include <algorithm>

#include "base/text.h"

namespace eni::command {

namespace {

std::string bold(std::string_view text) { return "\\fB" + troff_escape(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + troff_escape(text) + "\\fR"; }

/// "eni-trunking sandbox env"
std::string words_of(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent ? words_of(*parent) + " " + app.get_name() : app.get_name();
}

/// "eni-trunking-sandbox"
std::string page_name(const CLI::App& app) { return replace_all(words_of(app), " ", "-"); }

std::string reference(const CLI::App& app) { return bold(page_name(app)) + "(1)"; }

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); });
}

std::vector<const CLI::Option*> options_of(const CLI::App& app, const std::string& group) {
  return app.get_options([&group](const CLI::Option* option) { return option->get_group() == group; });
}

/// The names of groups that are shown, in the order of their first option.
std::vector<std::string> groups_of(const CLI::App& app) {
  std::vector<std::string> out;
  for (const CLI::Option* option : app.get_options()) {
    const std::string& group = option->get_group();
    if (!group.empty() && std::find(out.begin(), out.end(), group) == out.end()) out.push_back(group);
  }
  return out;
}

bool takes_many(const CLI::Option& option) {
  return option.get_expected_max() == CLI::detail::expected_max_vector_size;
}

/// How a positional stands in the synopsis: "SHELL", "[TYPE...]"
std::string argument_text(const CLI::Option& option) {
  const std::string name = italic(to_upper(option.get_name(true))) + (takes_many(option) ? "..." : "");
  return option.get_required() ? name : "[" + name + "]";
}

std::string synopsis(const CLI::App& app) {
  std::string out = bold(words_of(app));
  if (!options_of(app, "Options").empty() || groups_of(app).size() > 1)
    out += " [" + italic("OPTION") + "...]";
  for (const CLI::Option* option : app.get_options())
    if (option->get_positional() && !option->get_group().empty()) out += " " + argument_text(*option);
  if (!commands_of(app).empty()) {
    const std::string command = italic("COMMAND");
    out += app.get_require_subcommand_min() > 0 ? " " + command : " [" + command + "]";
  }
  return out + "\n";
}

/// "--state, --listen", in an order that does not change: CLI11 keeps them by where they lie in memory.
std::string names_of(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options) names.push_back(bold(option->get_name()));
  std::sort(names.begin(), names.end());
  return join(names, ", ");
}

/// What an option takes: "FILE", or of some words "instant|aws", which CLI11 writes as "TEXT:{instant,aws}".
std::string value_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t words = type.find(":{");
  if (words == std::string::npos || type.back() != '}') return type;
  return replace_all(type.substr(words + 2, type.size() - words - 3), ",", "|");
}

/// "--pace instant|aws": the names, and what follows them.
std::string term(const CLI::Option& option) {
  if (option.get_positional()) return argument_text(option);
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back(bold("-" + name));
  for (const std::string& name : option.get_lnames()) names.push_back(bold("--" + name));
  std::string out = join(names, ", ");
  const std::string value = value_of(option);
  if (!value.empty()) out += " " + italic(value);
  return out;
}

/// What it does; what else there is to know of it in lines of their own.
std::string explanation(const CLI::Option& option) {
  std::string out = troff_escape(option.get_description()) + "\n";
  if (!option.get_default_str().empty()) out += ".br\nDefault: " + bold(option.get_default_str()) + ".\n";
  if (!option.get_positional() && option.get_required()) out += ".br\nRequired.\n";
  if (!option.get_envname().empty()) out += ".br\nEnvironment: " + bold(option.get_envname()) + ".\n";
  if (!option.get_needs().empty()) out += ".br\nOnly with " + names_of(option.get_needs()) + ".\n";
  if (!option.get_excludes().empty()) out += ".br\nNot with " + names_of(option.get_excludes()) + ".\n";
  return out;
}

std::string option_list(const CLI::App& app, const std::string& group) {
  std::string out;
  for (const CLI::Option* option : options_of(app, group))
    out += ".TP\n" + term(*option) + "\n" + explanation(*option);
  return out;
}

/// Those of CLI11's usual group first, others below their names.
std::string options_section(const CLI::App& app) {
  std::string out = option_list(app, "Options");
  for (const std::string& group : groups_of(app))
    if (group != "Options") out += ".SS " + troff_escape(group) + "\n" + option_list(app, group);
  return out.empty() ? out : ".SH OPTIONS\n" + out;
}

/// Examples and notes: their lines are laid out already.
std::string as_it_is(const std::string& text) {
  std::string out;
  for (const std::string& line : split(trim(text), '\n')) out += troff_escape(line) + "\n";
  return ".nf\n" + out + ".fi\n";
}

std::string notes_section(const CLI::App& app) {
  const std::string footer = app.get_footer();
  return footer.empty() ? "" : ".SH NOTES\n" + as_it_is(footer);
}

/// The commands that have pages of their own.
std::string command_list(const CLI::App& root) {
  std::string out = ".SH COMMANDS\n";
  for (const CLI::App* command : commands_of(root))
    out += ".TP\n" + reference(*command) + "\n" + troff_escape(command->get_description()) + "\n";
  return out;
}

/// A command's own commands, with all that they take.
std::string nested_commands(const CLI::App& app) {
  std::string out;
  for (const CLI::App* sub : commands_of(app)) {
    out += ".SS " + troff_escape(words_of(*sub)) + "\n" + synopsis(*sub) + ".PP\n" +
           troff_escape(sub->get_description()) + "\n";
    for (const std::string& group : groups_of(*sub)) out += option_list(*sub, group);
    // CLI11 gives a command the footer of the one above it.
    if (sub->get_footer() != app.get_footer()) out += ".PP\n" + as_it_is(sub->get_footer());
    out += nested_commands(*sub);
  }
  return out;
}

std::string see_also(const std::vector<const CLI::App*>& apps) {
  std::vector<std::string> out;
  for (const CLI::App* app : apps) out.push_back(reference(*app));
  return ".SH SEE ALSO\n" + join(out, ", ") + "\n";
}

std::string page_text(const CLI::App& app, const std::string& middle, const ManPageFrame& frame,
                      const std::vector<const CLI::App*>& others) {
  return ".TH " + troff_escape(to_upper(page_name(app))) + " 1 \"" + troff_escape(frame.date) + "\" \"" +
         troff_escape(frame.source) + "\" \"User Commands\"\n" +           //
         ".SH NAME\n" + troff_escape(page_name(app)) + " \\- " +           //
         troff_escape(app.get_description()) + "\n" +                      //
         ".SH SYNOPSIS\n" + synopsis(app) +                                //
         ".SH DESCRIPTION\n" + troff_escape(app.get_description()) + "\n"  //
         + options_section(app) + middle + notes_section(app) + see_also(others);
}

ManPage page_of_command(const CLI::App& app, const ManPageFrame& frame) {
  const std::string nested = nested_commands(app);
  const std::string middle = nested.empty() ? "" : ".SH COMMANDS\n" + nested;
  return {page_name(app) + ".1", page_text(app, middle, frame, {app.get_parent()})};
}

}  // namespace

std::string troff_escape(std::string_view text) {
  std::string out;
  bool at_line_start = true;
  for (const char c : text) {
    if (at_line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '"')
      out += "\\(dq";
    else
      out += c;
    at_line_start = c == '\n';
  }
  return out;
}

std::vector<ManPage> man_pages(const CLI::App& root, const ManPageFrame& frame) {
  const std::vector<const CLI::App*> commands = commands_of(root);
  std::vector<ManPage> out{{page_name(root) + ".1", page_text(root, command_list(root), frame, commands)}};
  for (const CLI::App* command : commands) out.push_back(page_of_command(*command, frame));
  return out;
}

}  // namespace eni::command
