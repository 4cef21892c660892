#include "sandbox/hosts/shell_variables.h"

#include <algorithm>

namespace eni::sandbox::hosts {
namespace {

using Kind = ShellPiece::Kind;
using Form = ShellPiece::Form;
using Quotes = ShellPiece::Quotes;

/// Set by the shell itself or by what starts it, so neither unset nor known, and read by programs.
constexpr std::string_view kOwn[] = {"COLUMNS",
                                     "CDPATH",
                                     "COMP_WORDBREAKS",
                                     "DIRSTACK",
                                     "ENV",
                                     "EPOCHREALTIME",
                                     "EPOCHSECONDS",
                                     "EUID",
                                     "FUNCNAME",
                                     "FUNCNEST",
                                     "GLOBIGNORE",
                                     "GROUPS",
                                     "HOME",
                                     "HOSTNAME",
                                     "HOSTTYPE",
                                     "IFS",
                                     "INVOCATION_ID",
                                     "JOURNAL_STREAM",
                                     "LANG",
                                     "LANGUAGE",
                                     "LINENO",
                                     "LINES",
                                     "LOGNAME",
                                     "MACHTYPE",
                                     "MAIL",
                                     "MAILPATH",
                                     "NOTIFY_SOCKET",
                                     "OLDPWD",
                                     "OPTARG",
                                     "OPTERR",
                                     "OPTIND",
                                     "OSTYPE",
                                     "PATH",
                                     "PIPESTATUS",
                                     "POSIXLY_CORRECT",
                                     "PPID",
                                     "PROMPT_COMMAND",
                                     "PS0",
                                     "PS1",
                                     "PS2",
                                     "PS3",
                                     "PS4",
                                     "PWD",
                                     "RANDOM",
                                     "REPLY",
                                     "SECONDS",
                                     "SHELL",
                                     "SHELLOPTS",
                                     "SHLVL",
                                     "SRANDOM",
                                     "SYSTEMD_EXEC_PID",
                                     "TERM",
                                     "TIMEFORMAT",
                                     "TMOUT",
                                     "TMPDIR",
                                     "TZ",
                                     "UID",
                                     "USER",
                                     "_"};
constexpr std::string_view kOwnBeginnings[] = {"BASH", "LC_", "LD_", "PYTHON", "CURL_", "COMP_", "SSL_"};

bool is_own(std::string_view name) {
  return std::find(std::begin(kOwn), std::end(kOwn), name) != std::end(kOwn) ||
         std::any_of(std::begin(kOwnBeginnings), std::end(kOwnBeginnings),
                     [&](std::string_view beginning) { return name.starts_with(beginning); });
}

Declined too_long(int line) { return {line, "a value longer than the sandbox interprets itself"}; }

/// The pieces of an unquoted value: what is before its first blank belongs to the field before it.
void append_split(std::vector<std::string>& fields, bool& is_open, std::string_view value) {
  for (const char c : value) {
    if (c == ' ' || c == '\t' || c == '\n') {
      is_open = false;
      continue;
    }
    if (!is_open) fields.emplace_back();
    is_open = true;
    fields.back().push_back(c);
  }
}

}  // namespace

bool ShellVariables::is_settable(std::string_view name) {
  if (name == "AWS_REGION" || name == "AWS_DEFAULT_REGION") return true;
  const bool is_of_programs =
      name.starts_with("AWS_") || name.ends_with("_proxy") || name.ends_with("_PROXY");
  return !is_own(name) && !is_of_programs;
}

std::string ShellVariables::exported(const std::string& name) const {
  const auto found = values_.find(name);
  return found != values_.end() && exported_.contains(name) ? found->second : std::string{};
}

Understood<std::string> ShellVariables::variable(const ShellPiece& piece, int line) const {
  const auto found = values_.find(piece.text);
  const bool is_unset = found == values_.end();
  // cloud-init gives boothooks and bootcmd the first of these; the others may come from anywhere.
  const bool is_known_elsewhere =
      piece.text == "INSTANCE_ID" || piece.text.starts_with("AWS_") || !is_settable(piece.text);
  if (is_unset && is_known_elsewhere) return Declined{line, "the value of $" + piece.text};
  const bool takes_other = (piece.form == Form::kUnlessUnset && is_unset) ||
                           (piece.form == Form::kUnlessEmpty && (is_unset || found->second.empty()));
  if (takes_other) return piece.otherwise;
  if (is_unset && unset_ == Unset::kEndsTheScript)
    return Declined{line, "$" + piece.text + " is not set, which ends the script"};
  const std::string value = is_unset ? std::string{} : found->second;
  if (piece.form != Form::kWithoutLast && piece.form != Form::kAllButLast) return value;
  const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!is_plain || value.empty()) return Declined{line, "the last letter of $" + piece.text};
  return value.substr(0, value.size() - 1);
}

Understood<std::string> ShellVariables::value(const ShellPiece& piece, const Substitute& substitute,
                                              int line) const {
  if (piece.kind == Kind::kText) return piece.text;
  if (piece.kind == Kind::kSubstitution) return substitute(*piece.script, line);
  return variable(piece, line);
}

Understood<std::string> ShellVariables::text(const ShellWord& word, const Substitute& substitute,
                                             int line) const {
  std::string out;
  for (const ShellPiece& piece : word) {
    ENI_TRY(const std::string next, value(piece, substitute, line));
    out.append(next);
    if (out.size() > kMaxValueBytes) return too_long(line);
  }
  return out;
}

Understood<std::vector<std::string>> ShellVariables::fields(const ShellWord& word,
                                                            const Substitute& substitute, int line) const {
  std::vector<std::string> out;
  bool is_open = false;
  std::size_t total = 0;
  for (const ShellPiece& piece : word) {
    ENI_TRY(const std::string next, value(piece, substitute, line));
    total += next.size();
    if (total > kMaxValueBytes) return too_long(line);
    const bool is_split = piece.kind != Kind::kText && piece.quotes == Quotes::kNone;
    if (is_split) {
      if (next.find_first_of("*?[") != std::string::npos)
        return Declined{line, "a value without quotes that may be a pattern of file names"};
      append_split(out, is_open, next);
      continue;
    }
    if (!is_open) out.emplace_back();
    is_open = true;
    out.back().append(next);
  }
  return out;
}

}  // namespace eni::sandbox::hosts
