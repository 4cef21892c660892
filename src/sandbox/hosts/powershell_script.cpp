#include "sandbox/hosts/powershell_script.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

/// A text, or $true and $false.
struct Value {
  enum class Type : std::uint8_t { kText, kBoolean } type = Type::kText;
  std::string text;  ///< "True", "False" of a boolean
};
using Table = std::map<std::string, Value>;  ///< names in lower case

struct Token {
  enum class Kind : std::uint8_t {
    kWord,      ///< a bare word or parameter: Initialize-ECSAgent, -Cluster
    kValue,     ///< a quoted text, or a variable's value
    kVariable,  ///< $name, of which an assignment or a value follows
    kSplat,     ///< @name
    kSign,      ///< = ; ( ) , @{ } and the line's end
  };
  Kind kind = Kind::kSign;
  std::string text;
  int line = 1;
};
using Kind = Token::Kind;

Declined beyond(int line, const std::string& what) {
  return {line, what + " is beyond what the sandbox interprets itself"};
}

bool is_name_character(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }

// ---- tokens ------------------------------------------------------------------------------------------------

class Scanner {
 public:
  Scanner(std::string_view text, int line) : text_{text}, line_{line} {}

  Understood<std::vector<Token>> run() {
    while (at_ < text_.size()) ENI_CHECK(step());
    add(Kind::kSign, "\n");
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void add(Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), line_}); }

  Understood<void> step() {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '`') {
      return continue_line();
    } else if (c == '\n') {
      add(Kind::kSign, "\n");
      ++at_;
      ++line_;
    } else if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '<' && peek(1) == '#') {
      return skip_comment();
    } else if (c == '\'' || c == '"') {
      return quoted(c);
    } else if (c == '@' && peek(1) == '{') {
      add(Kind::kSign, "@{");
      at_ += 2;
    } else if (c == '$' || c == '@') {
      return variable();
    } else if (std::string_view{"=;(),}"}.find(c) != std::string_view::npos) {
      add(Kind::kSign, std::string(1, c));
      ++at_;
    } else {
      return word();
    }
    return {};
  }

  Understood<void> continue_line() {
    const std::size_t next = peek(1) == '\r' ? 2 : 1;
    if (peek(next) != '\n') return beyond(line_, "'`' within a line");
    at_ += next + 1;
    ++line_;
    return {};
  }

  Understood<void> skip_comment() {
    const auto end = text_.find("#>", at_);
    if (end == std::string_view::npos) return Declined{line_, "a comment without its end"};
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end + 2;
    return {};
  }

  /// Within single quotes '' is a quote; double quotes may have variables, which stand in the token as "\x01name\x01".
  Understood<void> quoted(char quote) {
    const int first_line = line_;
    std::string text;
    for (++at_; at_ < text_.size();) {
      const char c = peek();
      if (c == quote && peek(1) != quote) {
        ++at_;
        tokens_.push_back({Kind::kValue, std::move(text), first_line});
        return {};
      }
      if (c == '\n') ++line_;
      if (c == quote) {
        text.push_back(c);
        at_ += 2;
      } else if (quote == '"' && c == '`') {
        if (std::string_view{"\"$`'"}.find(peek(1)) == std::string_view::npos || peek(1) == '\0')
          return beyond(line_, std::string("'`") + peek(1) + "' in a text");
        text.push_back(peek(1));
        at_ += 2;
      } else if (quote == '"' && c == '$') {
        ENI_TRY(const std::string name, name_after_sign());
        text += name.empty() ? "$" : "\x01" + name + "\x01";
      } else {
        text.push_back(c);
        ++at_;
      }
    }
    return Declined{first_line, "a quote without its end"};
  }

  /// Of $name or ${name}; "" if the sign stands for itself.
  Understood<std::string> name_after_sign() {
    const bool is_braced = peek(1) == '{';
    if (peek(1) == '(') return beyond(line_, "'$('");
    at_ += is_braced ? 2 : 1;
    const std::size_t begin = at_;
    while (is_name_character(peek())) ++at_;
    const std::string name = to_lower(text_.substr(begin, at_ - begin));
    if (peek() == ':') return beyond(line_, "'$" + name + ":'");
    if (is_braced && peek() != '}') return beyond(line_, "'${'");
    if (is_braced) ++at_;
    return name;
  }

  Understood<void> variable() {
    const bool is_splat = peek() == '@';
    if (is_splat && !is_name_character(peek(1))) return beyond(line_, "'@'");
    ENI_TRY(const std::string name, name_after_sign());
    if (name.empty()) return beyond(line_, "'$'");
    if (peek() == '.' || peek() == '[') return beyond(line_, "'$" + name + peek() + "'");
    add(is_splat ? Kind::kSplat : Kind::kVariable, name);
    return {};
  }

  Understood<void> word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           std::string_view{" \t\r\n;(),='\"`$@{}|&<>"}.find(peek()) == std::string_view::npos)
      ++at_;
    if (at_ == begin) {
      // The command that it belongs to says more of what is not understood.
      add(Kind::kSign, std::string(1, text_[at_++]));
      return {};
    }
    const bool goes_on =
        std::string_view{"'\"`$@{}&|<>"}.find(peek()) != std::string_view::npos && peek() != '\0';
    const std::string text{text_.substr(begin, at_ - begin)};
    if (goes_on && !text.ends_with(':')) return beyond(line_, "'" + text + peek() + "'");
    add(Kind::kWord, text);
    return {};
  }

  std::string_view text_;
  int line_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

// ---- commands ----------------------------------------------------------------------------------------------

/// A parameter of Initialize-ECSAgent and the setting that it makes.
struct Parameter {
  enum class Takes : std::uint8_t { kSwitch, kText } takes;
  std::string_view name;
  std::string_view setting;  ///< "" if it makes none
};
using Takes = Parameter::Takes;

/// Source: the help of the module ECSTools on the ECS-optimized Windows images.
constexpr Parameter kParameters[] = {
    {Takes::kSwitch, "AwsvpcBlockIMDS", "ECS_AWSVPC_BLOCK_IMDS"},
    {Takes::kSwitch, "EnableTaskENI", "ECS_ENABLE_TASK_ENI"},
    {Takes::kSwitch, "EnableTaskIAMRole", "ECS_ENABLE_TASK_IAM_ROLE"},
    {Takes::kText, "AwsvpcAdditionalLocalRoutes", "ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES"},
    {Takes::kText, "Cluster", "ECS_CLUSTER"},
    {Takes::kText, "LoggingDrivers", "ECS_AVAILABLE_LOGGING_DRIVERS"},
    {Takes::kText, "Version", ""},
};

constexpr std::string_view kSetVariable = "[Environment]::SetEnvironmentVariable";
constexpr std::string_view kSetVariableInFull = "[System.Environment]::SetEnvironmentVariable";

/// PowerShell takes the beginning of a name, too, if no other begins so.
const Parameter* find_parameter(std::string_view name) {
  const Parameter* found = nullptr;
  for (const Parameter& parameter : kParameters) {
    if (iequals(parameter.name, name)) return &parameter;
    if (name.empty() || !iequals(parameter.name.substr(0, name.size()), name)) continue;
    if (found) return nullptr;
    found = &parameter;
  }
  return found;
}

class Runner {
 public:
  explicit Runner(std::vector<Token> tokens) : tokens_{std::move(tokens)} {}

  Understood<void> run(WindowsStart& start) {
    for (;;) {
      while (is_sign("\n") || is_sign(";")) ++at_;
      if (at_ >= tokens_.size()) return {};
      ENI_CHECK(statement(start));
      if (!is_sign("\n") && !is_sign(";")) return unexpected();
    }
  }

 private:
  static const Token& no_token() {
    static const Token kNone{Kind::kSign, "", 0};
    return kNone;
  }
  const Token& token() const { return at_ < tokens_.size() ? tokens_[at_] : no_token(); }
  bool is_sign(std::string_view text) const { return token().kind == Kind::kSign && token().text == text; }
  Declined unexpected() const {
    return beyond(token().line, token().text == "\n" ? "the end of the line" : "'" + token().text + "'");
  }
  Understood<void> expect(std::string_view sign) {
    if (!is_sign(sign)) return unexpected();
    ++at_;
    return {};
  }

  Understood<void> statement(WindowsStart& start) {
    const Token first = token();
    ++at_;
    if (first.kind == Kind::kVariable) return assignment(first);
    if (first.kind != Kind::kWord) return --at_, unexpected();
    if (iequals(first.text, kSetVariable) || iequals(first.text, kSetVariableInFull))
      return set_variable(start);
    if (iequals(first.text, "Initialize-ECSAgent")) return initialize(start, first.line);
    if (iequals(first.text, "Import-Module")) return import_module();
    if (iequals(first.text, "Write-Host") || iequals(first.text, "Write-Output")) return print();
    return beyond(first.line, "'" + first.text + "'");
  }

  /// A value at its place in an expression.
  Understood<Value> value() {
    const Token next = token();
    ++at_;
    if (next.kind == Kind::kVariable) return find(next);
    if (next.kind == Kind::kValue) return filled(next);
    return --at_, Understood<Value>{unexpected()};
  }

  /// An argument of a command, where a bare word is a text.
  Understood<Value> argument() {
    if (token().kind != Kind::kWord) return value();
    return Value{Value::Type::kText, tokens_[at_++].text};
  }

  Understood<Value> find(const Token& variable) const {
    if (variable.text == "true" || variable.text == "false")
      return Value{Value::Type::kBoolean, variable.text == "true" ? "True" : "False"};
    const auto found = values_.find(variable.text);
    if (found == values_.end()) return Declined{variable.line, "the value of $" + variable.text};
    return found->second;
  }

  Understood<Value> filled(const Token& quoted) const {
    Value out;
    const auto pieces = split(quoted.text, '\x01');
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (i % 2 == 0) {
        out.text += pieces[i];
        continue;
      }
      ENI_TRY(const Value inner, find({Kind::kVariable, pieces[i], quoted.line}));
      out.text += inner.text;
      if (out.text.size() > 64 * 1024)
        return Declined{quoted.line, "a text longer than the sandbox interprets itself"};
    }
    return out;
  }

  Understood<void> assignment(const Token& variable) {
    const bool is_read_only = variable.text == "true" || variable.text == "false" || variable.text == "null";
    if (is_read_only) return Declined{variable.line, "a change of $" + variable.text};
    ENI_CHECK(expect("="));
    if (is_sign("@{")) {
      ENI_TRY(Table table, hash_table());
      tables_[variable.text] = std::move(table);
      values_.erase(variable.text);
      return {};
    }
    ENI_TRY(Value assigned, value());
    values_[variable.text] = std::move(assigned);
    tables_.erase(variable.text);
    return {};
  }

  Understood<Table> hash_table() {
    Table table;
    ++at_;
    for (;;) {
      while (is_sign("\n") || is_sign(";")) ++at_;
      if (is_sign("}")) break;
      if (token().kind != Kind::kWord && token().kind != Kind::kValue) return unexpected();
      const std::string name = to_lower(token().text);
      ++at_;
      ENI_CHECK(expect("="));
      ENI_TRY(Value member, value());
      table[name] = std::move(member);
      if (!is_sign("\n") && !is_sign(";") && !is_sign("}")) return unexpected();
    }
    ++at_;
    return table;
  }

  Understood<void> set_variable(WindowsStart& start) {
    const int line = token().line;
    ENI_CHECK(expect("("));
    ENI_TRY(const Value name, value());
    ENI_CHECK(expect(","));
    ENI_TRY(const Value text, value());
    ENI_CHECK(expect(","));
    ENI_TRY(const Value scope, value());
    ENI_CHECK(expect(")"));
    // Of the process and the user, the agent's service sees nothing.
    if (!iequals(scope.text, "Machine")) return beyond(line, "a variable of the " + scope.text);
    start.settings[name.text] = text.text;
    return {};
  }

  Understood<void> import_module() {
    ENI_TRY(const Value name, argument());
    return iequals(name.text, "ECSTools") ? Understood<void>{}
                                          : beyond(token().line, "the module " + name.text);
  }

  Understood<void> print() {
    while (!is_sign("\n") && !is_sign(";")) ENI_CHECK(argument());
    return {};
  }

  Understood<void> initialize(WindowsStart& start, int line) {
    std::map<std::string, std::string> given{{"ECS_CLUSTER", "default"}};
    while (!is_sign("\n") && !is_sign(";")) {
      if (token().kind == Kind::kSplat) {
        const auto table = tables_.find(token().text);
        if (table == tables_.end()) return Declined{token().line, "the value of @" + token().text};
        ++at_;
        for (const auto& [name, member] : table->second) ENI_CHECK(apply(given, name, member, line));
        continue;
      }
      ENI_CHECK(parameter(given));
    }
    for (auto& [name, text] : given) start.settings[name] = text;
    start.starts_agent = true;
    return {};
  }

  /// -Name VALUE, -Name:VALUE, -Switch, -Switch:$true.
  Understood<void> parameter(std::map<std::string, std::string>& given) {
    const Token word = token();
    if (word.kind != Kind::kWord || !word.text.starts_with('-')) return unexpected();
    ++at_;
    const auto colon = word.text.find(':');
    const std::string name = word.text.substr(1, colon == std::string::npos ? colon : colon - 1);
    const Parameter* known = find_parameter(name);
    if (!known) return beyond(word.line, "the parameter -" + name);
    Value text{Value::Type::kBoolean, "True"};
    if (colon != std::string::npos && colon + 1 < word.text.size()) {
      text = {Value::Type::kText, word.text.substr(colon + 1)};
    } else if (colon != std::string::npos || known->takes == Takes::kText) {
      if (token().kind == Kind::kWord && token().text.starts_with('-')) return unexpected();
      ENI_TRY(text, argument());
    }
    return apply(given, name, text, word.line);
  }

  static Understood<void> apply(std::map<std::string, std::string>& given, const std::string& name,
                                const Value& value, int line) {
    const Parameter* known = find_parameter(name);
    if (!known) return beyond(line, "the parameter " + name);
    const bool is_switch = known->takes == Takes::kSwitch;
    if (is_switch && value.type != Value::Type::kBoolean) return beyond(line, "-" + name + " with a text");
    if (known->setting.empty() || (is_switch && value.text == "False")) return {};
    given[std::string(known->setting)] = is_switch ? "true" : value.text;
    return {};
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Table values_;
  std::map<std::string, Table> tables_;
};

// ---- tags --------------------------------------------------------------------------------------------------

struct Tagged {
  std::string_view text;
  int line;
};

/// What stands between <tag> and </tag>; nothing if the tag is not there.
std::optional<Tagged> tagged(std::string_view user_data, const std::string& tag) {
  const std::string folded = to_lower(user_data);
  const auto open = folded.find("<" + tag + ">");
  if (open == std::string::npos) return std::nullopt;
  const auto begin = open + tag.size() + 2;
  const auto end = std::min(folded.find("</" + tag + ">", begin), folded.size());
  const auto lines = std::count(folded.begin(), folded.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
  return Tagged{user_data.substr(begin, end - begin), 1 + static_cast<int>(lines)};
}

/// The scanner marks variables with a control character.
bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
  });
}

}  // namespace

Understood<WindowsStart> read_powershell(std::string_view user_data) {
  WindowsStart start;
  if (const auto batch = tagged(user_data, "script")) return beyond(batch->line, "<script>");
  if (const auto version = tagged(user_data, "version")) return beyond(version->line, "<version>");
  const auto persist = tagged(user_data, "persist");
  start.runs_at_every_boot = persist && iequals(trim(persist->text), "true");
  const auto script = tagged(user_data, "powershell");
  if (!script) return start;
  if (has_control_characters(script->text)) return Declined{script->line, "a control character"};
  ENI_TRY(std::vector<Token> tokens, Scanner(script->text, script->line).run());
  ENI_CHECK(Runner(std::move(tokens)).run(start));
  return start;
}

}  // namespace eni::sandbox::hosts
