#include "sandbox/hosts/shell_syntax.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = ShellPiece::Kind;
using Form = ShellPiece::Form;
using Quotes = ShellPiece::Quotes;
using ListOperator = ShellListItem::ListOperator;
using Redirect = ShellRedirect::Kind;

/// Substitutions within substitutions.
constexpr int kMaxNesting = 8;

constexpr std::string_view kReserved[] = {"!",    "[[",   "case",  "coproc", "do",       "done", "elif",
                                          "else", "esac", "fi",    "for",    "function", "if",   "select",
                                          "then", "time", "until", "while",  "{",        "}"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_name_start(char c) { return c == '_' || std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_name_character(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool ends_word(char c) {
  return is_blank(c) || std::string_view{"\n;&|<>()"}.find(c) != std::string_view::npos;
}

std::string beyond(std::string_view what) {
  return std::string(what) + " is beyond what the sandbox interprets itself";
}

void append_text(ShellWord& word, Quotes quotes, std::string_view text) {
  const bool joins = !word.empty() && word.back().kind == Kind::kText && word.back().quotes == quotes;
  if (!joins) word.push_back({Kind::kText, quotes, Form::kPlain, {}, {}, nullptr});
  word.back().text.append(text);
}

class Parser {
 public:
  Parser(std::string_view text, int line, int depth) : text_{text}, line_{line}, depth_{depth} {}

  /// Up to the end, or to the ) of a substitution, which is left.
  Understood<ShellScript> script() {
    ShellScript out;
    if (depth_ > kMaxNesting) return declined("substitutions nested too deep");
    for (;;) {
      ENI_CHECK(skip_to_command());
      if (at_end() || peek() == ')') break;
      ENI_TRY(ShellList list, and_or_list());
      out.lists.push_back(std::move(list));
      if (at_end() || peek() == ')') break;
      if (peek() == ';' && peek(1) != ';') {
        ++at_;
      } else if (peek() != '\n') {
        return unexpected();
      }
    }
    if (!announced_.empty()) return declined("a here-document without its end");
    return out;
  }

  Understood<ShellScript> whole() {
    ENI_TRY(ShellScript out, script());
    if (!at_end()) return unexpected();
    return out;
  }

  /// A here-document's body: all of it is as between double quotes, where quotes mean nothing.
  Understood<ShellWord> here_document() {
    ShellWord word;
    while (!at_end()) ENI_CHECK(expanding_character(word, "$`\\"));
    return word;
  }

  std::size_t position() const { return at_; }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  Declined declined(std::string reason) const { return {line_, std::move(reason)}; }
  Declined unexpected() const { return declined(beyond(std::string("'") + peek() + "'")); }

  void skip_blanks() {
    for (;; ++at_) {
      if (peek() == '\\' && peek(1) == '\n') {
        ++line_;
        ++at_;
      } else if (!is_blank(peek())) {
        return;
      }
    }
  }

  void skip_comment() {
    skip_blanks();
    if (peek() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
  }

  Understood<void> skip_to_command() {
    for (;;) {
      skip_comment();
      if (peek() != '\n') return {};
      ENI_CHECK(end_line());
    }
  }

  // ---- lists and pipelines ----

  Understood<ShellList> and_or_list() {
    ShellList list;
    for (ListOperator list_operator = ListOperator::kFirst;;) {
      ENI_TRY(ShellPipeline commands, pipeline());
      list.push_back({list_operator, std::move(commands)});
      skip_comment();
      const bool is_and = peek() == '&' && peek(1) == '&';
      const bool is_or = peek() == '|' && peek(1) == '|';
      if (!is_and && !is_or) return list;
      at_ += 2;
      list_operator = is_and ? ListOperator::kAnd : ListOperator::kOr;
      ENI_CHECK(skip_to_command());
    }
  }

  Understood<ShellPipeline> pipeline() {
    ShellPipeline commands;
    for (;;) {
      ENI_TRY(ShellCommand next, command());
      commands.push_back(std::move(next));
      skip_comment();
      if (peek() != '|' || peek(1) == '|') return commands;
      if (peek(1) == '&') return declined(beyond("'|&'"));
      ++at_;
      ENI_CHECK(skip_to_command());
    }
  }

  // ---- commands ----

  Understood<ShellCommand> command() {
    ShellCommand out;
    out.line = line_;
    for (;;) {
      skip_blanks();
      const char c = peek();
      if (at_end() || c == '\n' || c == ';' || c == '|' || c == ')' || c == '#') break;
      if (c == '&' && peek(1) == '&') break;
      const bool is_redirect = c == '<' || c == '>' || (c == '&' && peek(1) == '>') || begins_descriptor();
      if (is_redirect) {
        ENI_CHECK(redirect(out));
      } else if (c == '&') {
        return declined(beyond("a command in the background ('&')"));
      } else if (c == '(') {
        return unexpected();
      } else {
        ENI_CHECK(word_or_assignment(out));
      }
    }
    if (out.words.empty() && out.assignments.empty() && out.redirects.empty()) return unexpected_end();
    return out;
  }

  bool begins_no_word() const { return at_end() || ends_word(peek()) || peek() == '#'; }

  Declined unexpected_end() const {
    return at_end() ? declined("the script ends where a command should be") : unexpected();
  }

  Understood<void> word_or_assignment(ShellCommand& out) {
    const bool is_declaring = !out.words.empty() && is_export(out.words[0]);
    if (const auto name = assignment_name(); !name.empty() && (out.words.empty() || is_declaring)) {
      at_ += name.size() + 1;
      ENI_TRY(ShellWord value, word(Place::kAssignment));
      out.assignments.push_back({std::string(name), std::move(value)});
      return {};
    }
    ENI_TRY(ShellWord next, word(Place::kArgument));
    if (out.words.empty()) {
      const std::string* name = literal(next);
      if (!name) return declined("a command whose name is not written out");
      const bool is_plain = next.empty() || next[0].quotes == Quotes::kNone;
      if (is_plain && std::find(std::begin(kReserved), std::end(kReserved), *name) != std::end(kReserved))
        return declined(beyond("'" + *name + "'"));
      if (peek() == '(') return declined(beyond("a function"));
      if (*name == "export" && !out.assignments.empty()) return declined("a variable for one command");
    }
    out.words.push_back(std::move(next));
    return {};
  }

  static bool is_export(const ShellWord& word) {
    const std::string* name = literal(word);
    return name && *name == "export";
  }

  /// Of NAME=…; "" if here is none.
  std::string_view assignment_name() const {
    if (!is_name_start(peek())) return {};
    std::size_t end = at_;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    return end < text_.size() && text_[end] == '=' ? text_.substr(at_, end - at_) : std::string_view{};
  }

  // ---- redirections ----

  bool begins_descriptor() const { return is_digit(peek()) && (peek(1) == '<' || peek(1) == '>'); }

  Understood<void> redirect(ShellCommand& out) {
    if (peek() == '&') return both_outputs(out);
    ShellRedirect next;
    const bool is_numbered = is_digit(peek());
    const int number = is_numbered ? text_[at_++] - '0' : -1;
    const bool is_input = peek() == '<';
    next.descriptor = is_numbered ? number : is_input ? 0 : 1;
    ++at_;
    if (peek() == '(') return declined(beyond("a process substitution"));
    if (is_input && peek() == '<') return input_text(out, std::move(next));
    if (is_input) {
      if (peek() == '&' || peek() == '>') return unexpected();
      next.kind = Redirect::kInput;
    } else if (peek() == '>') {
      ++at_;
      next.kind = Redirect::kAppend;
    } else if (peek() == '&') {
      ++at_;
      if (!is_digit(peek())) return unexpected();
      next.kind = Redirect::kDuplicate;
    } else if (peek() == '|') {
      ++at_;
    }
    ENI_TRY(next.target, target());
    out.redirects.push_back(std::move(next));
    return {};
  }

  Understood<ShellWord> target() {
    skip_blanks();
    if ((peek() == '<' || peek() == '>') && peek(1) == '(') return declined(beyond("a process substitution"));
    if (begins_no_word()) return unexpected_end();
    return word(Place::kArgument);
  }

  /// &> FILE, &>> FILE: the same as > FILE 2>&1.
  Understood<void> both_outputs(ShellCommand& out) {
    at_ += 2;
    ShellRedirect file;
    if (peek() == '>') {
      ++at_;
      file.kind = Redirect::kAppend;
    }
    ENI_TRY(file.target, target());
    ShellRedirect errors;
    errors.kind = Redirect::kDuplicate;
    errors.descriptor = 2;
    append_text(errors.target, Quotes::kNone, "1");
    out.redirects.push_back(std::move(file));
    out.redirects.push_back(std::move(errors));
    return {};
  }

  /// << and <<<.
  Understood<void> input_text(ShellCommand& out, ShellRedirect next) {
    ++at_;
    next.kind = Redirect::kText;
    next.body = std::make_shared<ShellWord>();
    if (peek() == '<') {
      ++at_;
      skip_blanks();
      if (begins_no_word()) return unexpected_end();
      ENI_TRY(*next.body, word(Place::kAssignment));
      append_text(*next.body, Quotes::kQuoted, "\n");
    } else {
      ENI_CHECK(announce_here_document(next.body));
    }
    out.redirects.push_back(std::move(next));
    return {};
  }

  // ---- here-documents: announced on a line, read after it ----

  struct Announced {
    std::string delimiter;
    bool strips_tabs;
    bool expands;
    std::shared_ptr<ShellWord> body;
  };

  Understood<void> announce_here_document(std::shared_ptr<ShellWord> body) {
    const bool strips = peek() == '-';
    if (strips) ++at_;
    skip_blanks();
    if (begins_no_word()) return unexpected_end();
    const std::size_t begin = at_;
    ENI_TRY(const ShellWord delimiter, word(Place::kAssignment));
    const std::string* name = literal(delimiter);
    if (!name || name->empty()) return declined("a here-document whose end is not written out");
    const bool is_quoted = text_.substr(begin, at_ - begin).find_first_of("'\"\\") != std::string_view::npos;
    announced_.push_back({*name, strips, !is_quoted, std::move(body)});
    return {};
  }

  std::string_view take_line() {
    const auto end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++line_;
    return line;
  }

  /// The end of a line, and the here-documents that it announced.
  Understood<void> end_line() {
    ++at_;
    ++line_;
    const auto announced = std::move(announced_);
    announced_.clear();
    for (const Announced& document : announced) ENI_CHECK(read_here_document(document));
    return {};
  }

  Understood<void> read_here_document(const Announced& document) {
    const int first_line = line_;
    std::string body;
    for (;;) {
      if (at_end()) return Declined{first_line, "a here-document without its end"};
      std::string_view line = take_line();
      if (document.strips_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      if (line == document.delimiter) break;
      if (document.expands && line.ends_with('\\'))
        return Declined{line_ - 1, beyond("a line of a here-document that ends in a backslash")};
      body.append(line).push_back('\n');
    }
    if (!document.expands) {
      append_text(*document.body, Quotes::kQuoted, body);
      return {};
    }
    ENI_TRY(*document.body, Parser(body, first_line, depth_).here_document());
    return {};
  }

  // ---- words ----

  enum class Place : std::uint8_t { kArgument, kAssignment };

  Understood<ShellWord> word(Place place) {
    ShellWord out;
    const int first_line = line_;
    std::string bare;  ///< what stands without quotes, for what may be expanded in it
    while (!at_end() && !ends_word(peek())) {
      const char c = peek();
      if (c == '\\') {
        if (peek(1) == '\0') return declined("a backslash at the script's end");
        // The line's end goes away before there are words, so it may also join an operator or a name.
        if (peek(1) == '\n' && !is_blank(peek(2)) && peek(2) != '\n')
          return declined(beyond("a word that goes on in the next line"));
        if (peek(1) == '\n') ++line_;
        if (peek(1) != '\n') append_text(out, Quotes::kQuoted, text_.substr(at_ + 1, 1));
        at_ += 2;
      } else if (c == '\'') {
        ENI_CHECK(single_quoted(out));
      } else if (c == '"') {
        ENI_CHECK(double_quoted(out));
      } else if (c == '$' || c == '`') {
        if (c == '$' && (peek(1) == '\'' || peek(1) == '"')) return declined(beyond("$'…' and $\"…\""));
        ENI_CHECK(expansion(out, Quotes::kNone));
      } else {
        bare.push_back(c);
        append_text(out, Quotes::kNone, std::string_view{&c, 1});
        ++at_;
      }
      if (c == '$' || c == '`' || c == '\'' || c == '"' || c == '\\') bare.push_back('\'');
    }
    if (const auto reason = expands_otherwise(bare, place)) return declined(*reason);
    if (line_ != first_line && !announced_.empty())
      return declined(beyond("a word of several lines after a here-document"));
    return out;
  }

  /// Of unquoted text, where ' stands for whatever is quoted: expansions to other words.
  std::optional<std::string> expands_otherwise(std::string_view bare, Place place) const {
    const bool has_home =
        bare.starts_with('~') || (place == Place::kAssignment && bare.find(":~") != bare.npos);
    if (has_home) return beyond("'~'");
    if (place == Place::kAssignment) return std::nullopt;
    if (bare.find_first_of("*?[") != std::string_view::npos) return beyond("a pattern of file names");
    const bool has_brace = bare.find('{') != std::string_view::npos;
    if (has_brace && (bare.find(',') != bare.npos || bare.find("..") != bare.npos)) return beyond("'{…}'");
    const bool is_descriptor =
        bare.starts_with('{') && bare.ends_with('}') && (peek() == '<' || peek() == '>');
    return is_descriptor ? std::optional{beyond("a redirection of a variable")} : std::nullopt;
  }

  Understood<void> single_quoted(ShellWord& out) {
    const auto end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return declined("a quote without its end");
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    append_text(out, Quotes::kQuoted, inside);
    line_ += static_cast<int>(std::count(inside.begin(), inside.end(), '\n'));
    at_ = end + 1;
    return {};
  }

  Understood<void> double_quoted(ShellWord& out) {
    const int first_line = line_;
    ++at_;
    append_text(out, Quotes::kQuoted, "");
    while (peek() != '"') {
      if (at_end()) return Declined{first_line, "a quote without its end"};
      ENI_CHECK(expanding_character(out, "$`\"\\"));
    }
    ++at_;
    return {};
  }

  /// One character, escape or expansion where everything else is literal.
  /// @param escapable  what a backslash takes its meaning from
  Understood<void> expanding_character(ShellWord& out, std::string_view escapable) {
    const char c = peek();
    if (c == '\n') ++line_;
    if (c == '\\' && peek(1) == '\n') {
      ++line_;
      at_ += 2;
    } else if (c == '\\' && at_ + 1 < text_.size() && escapable.find(peek(1)) != std::string_view::npos) {
      append_text(out, Quotes::kQuoted, text_.substr(at_ + 1, 1));
      at_ += 2;
    } else if (c == '$' || c == '`') {
      ENI_CHECK(expansion(out, Quotes::kQuoted));
    } else {
      append_text(out, Quotes::kQuoted, text_.substr(at_, 1));
      ++at_;
    }
    return {};
  }

  // ---- expansions ----

  Understood<void> expansion(ShellWord& out, Quotes quotes) {
    if (peek() == '`') return backquoted(out, quotes);
    const char next = peek(1);
    if (next == '\\' && peek(2) == '\n') return name_over_lines();
    if (next == '(') return peek(2) == '(' ? declined(beyond("'$(('")) : substitution(out, quotes);
    if (next == '{') return braced(out, quotes);
    if (is_name_start(next)) {
      std::size_t end = at_ + 1;
      while (end < text_.size() && is_name_character(text_[end])) ++end;
      if (text_.substr(end, 2) == "\\\n") return name_over_lines();
      out.push_back({Kind::kVariable,
                     quotes,
                     Form::kPlain,
                     std::string(text_.substr(at_ + 1, end - at_ - 1)),
                     {},
                     nullptr});
      at_ = end;
      return {};
    }
    const bool is_special =
        is_digit(next) || (next != '\0' && std::string_view{"@*#?-$!["}.find(next) != std::string_view::npos);
    if (is_special) return declined(beyond(std::string("'$") + next + "'"));
    // Bash splits no values of a word that has one of these without quotes.
    if (quotes == Quotes::kNone) return declined(beyond("'$' without a name"));
    append_text(out, quotes, "$");
    ++at_;
    return {};
  }

  Declined name_over_lines() const { return declined(beyond("a name that goes on in the next line")); }

  Understood<void> substitution(ShellWord& out, Quotes quotes) {
    at_ += 2;
    Parser inner{text_.substr(at_), line_, depth_ + 1};
    ENI_TRY(ShellScript script, inner.script());
    at_ += inner.position();
    line_ = inner.line_;
    if (peek() != ')') return declined("'$(' without its end");
    ++at_;
    out.push_back({Kind::kSubstitution,
                   quotes,
                   Form::kPlain,
                   {},
                   {},
                   std::make_shared<const ShellScript>(std::move(script))});
    return {};
  }

  Understood<void> backquoted(ShellWord& out, Quotes quotes) {
    const auto end = text_.find('`', at_ + 1);
    if (end == std::string_view::npos) return declined("'`' without its end");
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    if (inside.find('\\') != std::string_view::npos) return declined(beyond("a backslash within '`…`'"));
    ENI_TRY(ShellScript script, Parser(inside, line_, depth_ + 1).whole());
    line_ += static_cast<int>(std::count(inside.begin(), inside.end(), '\n'));
    at_ = end + 1;
    out.push_back({Kind::kSubstitution,
                   quotes,
                   Form::kPlain,
                   {},
                   {},
                   std::make_shared<const ShellScript>(std::move(script))});
    return {};
  }

  Understood<void> braced(ShellWord& out, Quotes quotes) {
    const auto end = text_.find('}', at_);
    if (end == std::string_view::npos) return declined("'${' without its end");
    const std::string_view inside = text_.substr(at_ + 2, end - at_ - 2);
    const auto name_end = std::find_if_not(inside.begin(), inside.end(), is_name_character);
    ShellPiece piece{Kind::kVariable, quotes, Form::kPlain, std::string(inside.begin(), name_end), {},
                     nullptr};
    std::string_view rest = inside.substr(piece.text.size());
    if (piece.text.empty() || !is_name_start(piece.text[0]))
      return declined(beyond("'${" + std::string(inside) + "}'"));
    if (rest == "%?" || rest == "::-1") {
      piece.form = rest == "%?" ? Form::kWithoutLast : Form::kAllButLast;
    } else if (rest.starts_with(":-") || rest.starts_with('-')) {
      piece.form = rest[0] == ':' ? Form::kUnlessEmpty : Form::kUnlessUnset;
      piece.otherwise = std::string(rest.substr(rest.find('-') + 1));
    } else if (!rest.empty()) {
      return declined(beyond("'${" + std::string(inside) + "}'"));
    }
    const bool is_plain = std::all_of(piece.otherwise.begin(), piece.otherwise.end(), [](char c) {
      return is_name_character(c) || std::string_view{".,:/@%+-="}.find(c) != std::string_view::npos;
    });
    if (!is_plain) return declined(beyond("'${" + std::string(inside) + "}'"));
    at_ = end + 1;
    out.push_back(std::move(piece));
    return {};
  }

  std::string_view text_;
  int line_;
  int depth_;
  std::size_t at_ = 0;
  std::vector<Announced> announced_;
};

/// Control characters are letters to a shell; a carriage return ends up in the last word of a line.
std::optional<Declined> strange_character(std::string_view script) {
  int line = 1;
  for (const char c : script) {
    if (c == '\n') ++line;
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r') return Declined{line, "a carriage return"};
    if ((byte < ' ' && c != '\n' && c != '\t') || byte == 0x7f) return Declined{line, "a control character"};
  }
  return std::nullopt;
}

}  // namespace

const std::string* literal(const ShellWord& word) {
  static const std::string kEmpty;
  if (word.empty()) return &kEmpty;
  return word.size() == 1 && word[0].kind == Kind::kText ? &word[0].text : nullptr;
}

Understood<ShellScript> parse_shell(std::string_view script) {
  if (auto reason = strange_character(script)) return *std::move(reason);
  return Parser{script, 1, 0}.whole();
}

}  // namespace eni::sandbox::hosts
