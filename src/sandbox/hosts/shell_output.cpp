#include "sandbox/hosts/shell_output.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

Error unknown(std::string what) { return {std::move(what), {}}; }

/// -n, -e and -E in any combination are options; anything else is text.
bool is_echo_option(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && word.find_first_not_of("neE", 1) == std::string_view::npos;
}

/// The escapes of echo -e and of printf's format that are known here.
Result<std::string> unescape(std::string_view text, std::string_view escapable, std::string_view command) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out.push_back(text[at]);
      continue;
    }
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == '\0' || escapable.find(next) == std::string_view::npos)
      return unknown(std::string(command) + " with '\\" + (next ? std::string(1, next) : "") + "'");
    out.push_back(next == 'n' ? '\n' : next == 't' ? '\t' : next);
    ++at;
  }
  return out;
}

/// A number that printf's %d prints as it stands.
bool is_plain_number(std::string_view text) {
  const auto number = parse_integer(text);
  return number && std::to_string(*number) == text;
}

/// One use of the format; takes arguments from `at` on.
Result<std::string> print_once(std::string_view format, const std::vector<std::string>& arguments,
                               std::size_t& at) {
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      const std::size_t length = format[i] == '\\' ? 2 : 1;
      ENI_TRY(const std::string text, unescape(format.substr(i, length), "nt\\\"", "printf"));
      out += text;
      i += length - 1;
      continue;
    }
    const char next = i + 1 < format.size() ? format[++i] : '\0';
    if (next == '%') {
      out.push_back('%');
      continue;
    }
    if (next != 's' && next != 'd')
      return unknown(std::string("printf with '%") + (next ? std::string(1, next) : "") + "'");
    const std::string argument = at < arguments.size() ? arguments[at] : next == 'd' ? "0" : "";
    if (next == 'd' && !is_plain_number(argument)) return unknown("printf with '%d' of a text");
    ++at;
    out += argument;
  }
  return out;
}

/// `change` of each line; a last line without its end keeps being so.
template <class Change>
std::string by_line(std::string_view input, Change change) {
  std::string out;
  while (!input.empty()) {
    const auto end = std::min(input.find('\n'), input.size());
    out.append(change(input.substr(0, end)));
    if (end < input.size()) out.push_back('\n');
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Result<std::string> echo(const std::vector<std::string>& arguments) {
  bool escapes = false;
  bool newline = true;
  auto word = arguments.begin();
  for (; word != arguments.end() && is_echo_option(*word); ++word) {
    for (const char option : word->substr(1)) {
      if (option == 'n') newline = false;
      if (option != 'n') escapes = option == 'e';
    }
  }
  std::string line = join({word, arguments.end()}, " ");
  if (escapes) {
    ENI_TRY(line, unescape(line, "nt\\", "echo -e"));
  }
  if (newline) line.push_back('\n');
  return line;
}

Result<std::string> print_format(const std::vector<std::string>& arguments, std::size_t max_bytes) {
  if (arguments.empty()) return unknown("printf without a format");
  if (arguments[0].starts_with('-')) return unknown("printf with options");
  std::string out;
  std::size_t next = 1;
  for (;;) {
    const std::size_t before = next;
    ENI_TRY(const std::string text, print_once(arguments[0], arguments, next));
    out += text;
    if (out.size() > max_bytes) return unknown("more output than the sandbox interprets itself");
    if (next >= arguments.size() || next == before) return out;
  }
}

Result<std::string> cut(const std::vector<std::string>& arguments, std::string_view input) {
  std::string delimiter;
  std::string field;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string option = arguments[at].substr(0, 2);
    if (option != "-d" && option != "-f") return unknown("cut with '" + arguments[at] + "'");
    const bool is_apart = arguments[at].size() == 2;
    if (is_apart && at + 1 == arguments.size()) return unknown("cut with an option without its value");
    (option == "-d" ? delimiter : field) = is_apart ? arguments[++at] : arguments[at].substr(2);
  }
  const auto number = parse_integer(field);
  if (delimiter.size() != 1 || !number || *number < 1) return unknown("cut of more than one field");
  std::string out = by_line(input, [&](std::string_view line) {
    const auto pieces = split(line, delimiter[0]);
    // A line without the delimiter is printed as it is.
    if (pieces.size() == 1) return pieces[0];
    const auto index = static_cast<std::size_t>(*number) - 1;
    return index < pieces.size() ? pieces[index] : std::string{};
  });
  // A last line without its end gets one.
  if (!out.empty() && !input.ends_with('\n')) out.push_back('\n');
  return out;
}

Result<std::string> sed(const std::vector<std::string>& arguments, std::string_view input) {
  const bool has_option = arguments.size() == 2 && arguments[0] == "-e";
  const bool is_one = arguments.size() == 1 || has_option;
  const std::string script = is_one ? arguments.back() : std::string{};
  if (script != "s/.$//" && script != "s/[a-z]$//") return unknown("sed with '" + join(arguments, " ") + "'");
  if (!is_ascii(input)) return unknown("sed of letters beyond ASCII");
  return by_line(input, [&](std::string_view line) {
    const bool ends = !line.empty() && (script == "s/.$//" || (line.back() >= 'a' && line.back() <= 'z'));
    return std::string(line.substr(0, line.size() - (ends ? 1 : 0)));
  });
}

}  // namespace eni::sandbox::hosts
