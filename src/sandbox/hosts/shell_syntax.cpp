#include "sandbox/hosts/shell_syntax.h"

#include <optional>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

using Joint = ShellCommand::Joint;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool ends_word(char c) {
  return is_blank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '(' ||
         c == ')';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_{text} {}

  std::vector<ShellCommand> run() {
    while (!at_end()) step();
    end_command(Joint::kAlways);
    return std::move(commands_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = peek();
    if (c == '\\' && peek(1) == '\n') {
      at_ += 2;
    } else if (is_blank(c)) {
      ++at_;
    } else if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '\n') {
      ++at_;
      end_command(Joint::kAlways);
      read_here_documents();
    } else if (c == ';' || c == '(' || c == ')') {
      ++at_;
      end_command(Joint::kAlways);
    } else if (c == '&') {
      const bool both = peek(1) == '&';
      const bool output = peek(1) == '>';  // &> FILE
      at_ += both ? 2 : 1;
      if (!output) end_command(both ? Joint::kAnd : Joint::kAlways);
    } else if (c == '|') {
      const bool either = peek(1) == '|';
      at_ += either ? 2 : 1;
      end_command(either ? Joint::kOr : Joint::kPipe);
    } else if (c == '<' || c == '>') {
      read_redirect();
    } else {
      read_word_or_number();
    }
  }

  void end_command(Joint joint) {
    if (!command_.words.empty() || !command_.redirects.empty()) {
      command_.after = joint;
      commands_.push_back(std::move(command_));
      command_ = {};
      command_.before = joint;
      // Only a line's end finds here-documents, so they are remembered by command.
    } else if (joint != Joint::kAlways) {
      command_.before = joint;
    }
  }

  /// 2>&1: the number belongs to the redirection.
  void read_word_or_number() {
    if (peek() >= '0' && peek() <= '9' && (peek(1) == '>' || peek(1) == '<')) {
      const bool is_output = peek() == '1';
      ++at_;
      read_redirect();
      if (!is_output) command_.redirects.back().kind = ShellRedirect::Kind::kOther;
      return;
    }
    command_.words.push_back(read_word());
  }

  void read_redirect() {
    ShellRedirect redirect;
    if (peek() == '>') {
      ++at_;
      redirect.kind = ShellRedirect::Kind::kWrite;
      if (peek() == '>') {
        ++at_;
        redirect.kind = ShellRedirect::Kind::kAppend;
      } else if (peek() == '&') {
        ++at_;
        redirect.kind = ShellRedirect::Kind::kOther;
      } else if (peek() == '|') {
        ++at_;
      }
    } else if (peek(1) == '<' && peek(2) == '<') {
      at_ += 3;
      redirect.kind = ShellRedirect::Kind::kHereDocument;
      skip_blanks();
      for (const ShellSegment& segment : read_word()) redirect.body.text.append(segment.text);
      redirect.body.text.push_back('\n');
      command_.redirects.push_back(std::move(redirect));
      return;
    } else if (peek(1) == '<') {
      at_ += 2;
      read_here_document_start();
      return;
    } else {
      ++at_;
      redirect.kind = ShellRedirect::Kind::kInput;
    }
    skip_blanks();
    redirect.target = read_word();
    command_.redirects.push_back(std::move(redirect));
  }

  void skip_blanks() {
    while (is_blank(peek())) ++at_;
  }

  // ---- here-documents: announced on a line, read after it ----

  struct Announced {
    std::size_t command;
    std::size_t redirect;
    std::string delimiter;
    bool strips_tabs;
  };

  void read_here_document_start() {
    const bool strips = peek() == '-';
    if (strips) ++at_;
    skip_blanks();
    std::string delimiter;
    bool quoted = false;
    for (const ShellSegment& segment : read_word()) {
      delimiter.append(segment.text);
      quoted = quoted || segment.quoted;
    }
    ShellRedirect redirect;
    redirect.kind = ShellRedirect::Kind::kHereDocument;
    redirect.body.expands = !quoted;
    announced_.push_back({commands_.size(), command_.redirects.size(), delimiter, strips});
    command_.redirects.push_back(std::move(redirect));
  }

  std::string take_line() {
    const auto end = std::min(text_.find('\n', at_), text_.size());
    std::string line{text_.substr(at_, end - at_)};
    at_ = std::min(end + 1, text_.size());
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }

  void read_here_documents() {
    for (const Announced& announced : announced_) {
      std::string body;
      while (!at_end()) {
        std::string line = take_line();
        if (announced.strips_tabs) line.erase(0, std::min(line.find_first_not_of('\t'), line.size()));
        if (line == announced.delimiter) break;
        body.append(line).push_back('\n');
      }
      if (announced.command < commands_.size())
        commands_[announced.command].redirects[announced.redirect].body.text = std::move(body);
    }
    announced_.clear();
  }

  // ---- words ----

  ShellWord read_word() {
    ShellWord word;
    std::string bare;
    const auto flush = [&] {
      if (!bare.empty()) word.push_back({std::move(bare), true, false});
      bare.clear();
    };
    while (!at_end() && !ends_word(peek())) {
      const char c = peek();
      if (c == '\\' && peek(1) == '\n') {
        at_ += 2;
      } else if (c == '\\') {
        flush();
        word.push_back({std::string(1, peek(1)), false, true});
        at_ += 2;
      } else if (c == '\'') {
        flush();
        word.push_back({take_until('\''), false, true});
      } else if (c == '"') {
        flush();
        read_double_quoted(word);
      } else if (c == '`' || (c == '$' && peek(1) == '(')) {
        bare.append(take_substitution());
      } else {
        bare.push_back(c);
        ++at_;
      }
    }
    flush();
    return word;
  }

  std::string take_until(char quote) {
    ++at_;
    const auto end = std::min(text_.find(quote, at_), text_.size());
    std::string inside{text_.substr(at_, end - at_)};
    at_ = std::min(end + 1, text_.size());
    return inside;
  }

  void read_double_quoted(ShellWord& word) {
    ++at_;
    std::string inside;
    const auto flush = [&] {
      word.push_back({std::move(inside), true, true});
      inside.clear();
    };
    while (!at_end() && peek() != '"') {
      const char c = peek();
      if (c == '\\' && (peek(1) == '"' || peek(1) == '\\' || peek(1) == '$' || peek(1) == '`')) {
        flush();
        word.push_back({std::string(1, peek(1)), false, true});
        at_ += 2;
      } else if (c == '\\' && peek(1) == '\n') {
        at_ += 2;
      } else if (c == '`' || (c == '$' && peek(1) == '(')) {
        inside.append(take_substitution());
      } else {
        inside.push_back(c);
        ++at_;
      }
    }
    ++at_;
    flush();
  }

  /// $(…) or `…`, as $(…), whatever stands in it.
  std::string take_substitution() {
    if (peek() == '`') return "$(" + take_until('`') + ")";
    const std::size_t begin = at_;
    at_ += 2;
    for (int depth = 1; !at_end() && depth > 0; ++at_) {
      if (peek() == '(') ++depth;
      if (peek() == ')') --depth;
    }
    return std::string{text_.substr(begin, at_ - begin)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  ShellCommand command_;
  std::vector<ShellCommand> commands_;
  std::vector<Announced> announced_;
};

}  // namespace

std::vector<ShellCommand> parse_shell(std::string_view script) { return Parser{script}.run(); }

}  // namespace eni::sandbox::hosts
