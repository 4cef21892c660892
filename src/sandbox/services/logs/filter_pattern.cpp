#include "sandbox/services/logs/filter_pattern.h"

#include <cstring>

#include "base/text.h"

namespace eni::sandbox::logs_service {
namespace {

Error invalid(std::string_view why) { return {"Invalid filter pattern: " + std::string{why}, {}}; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Takes a quoted text off the front; `text` begins with the opening quote.
Result<std::string> take_quoted(std::string_view& text) {
  std::string content;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return content;
    }
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    content += text[i];
  }
  return invalid("a quoted term has no closing quote");
}

std::string take_word(std::string_view& text) {
  const auto end = std::find_if(text.begin(), text.end(), is_space);
  const std::string word{text.begin(), end};
  text.remove_prefix(word.size());
  return word;
}

Result<std::string> take_term(std::string_view& text) {
  if (text.starts_with('"')) return take_quoted(text);
  std::string word = take_word(text);
  if (word.size() > 1 && word.starts_with('%') && word.ends_with('%'))
    return invalid("regular expressions (" + word + ") are not supported by the sandbox");
  return word;
}

/// Not string_view::find, whose time is the product of both lengths where the term nearly fits everywhere.
bool contains(std::string_view message, const std::string& term) {
  return memmem(message.data(), message.size(), term.data(), term.size()) != nullptr;
}

}  // namespace

Result<FilterPattern> FilterPattern::parse(std::string_view text) {
  FilterPattern pattern;
  text = trim(text);
  if (text.starts_with('[')) return invalid("patterns of columns ([a, b]) are not supported by the sandbox");
  if (text.starts_with('{')) {
    if (!text.ends_with('}')) return invalid("a JSON pattern ends with }");
    auto condition = parse_json_condition(text.substr(1, text.size() - 2));
    if (condition.has_error()) return invalid(condition.error().message);
    pattern.condition_ = *std::move(condition);
    return pattern;
  }
  while (!text.empty()) {
    std::vector<std::string>* terms = &pattern.all_;
    if (text.size() > 1 && (text[0] == '-' || text[0] == '?')) {
      terms = text[0] == '-' ? &pattern.none_ : &pattern.any_;
      text.remove_prefix(1);
    }
    ENI_TRY(auto term, take_term(text));
    terms->push_back(std::move(term));
    text = trim(text);
  }
  return pattern;
}

std::size_t FilterPattern::work(std::string_view message) const {
  constexpr std::size_t kWorkOfAnEvent = 512;
  constexpr std::size_t kWorkToParse = 4;  // for each byte
  const std::size_t reads = condition_ ? kWorkToParse : 1 + (all_.size() + none_.size() + any_.size()) / 4;
  return kWorkOfAnEvent + message.size() * reads;
}

bool FilterPattern::matches(std::string_view message) const {
  if (condition_) {
    const auto event = parse_json(message);
    return event.has_value() && event->is_object() && condition_->holds(*event);
  }
  const auto occurs = [&](const std::string& term) { return contains(message, term); };
  if (!std::all_of(all_.begin(), all_.end(), occurs)) return false;
  if (std::any_of(none_.begin(), none_.end(), occurs)) return false;
  if (any_.empty() || !all_.empty() || !none_.empty()) return true;
  return std::any_of(any_.begin(), any_.end(), occurs);
}

}  // namespace eni::sandbox::logs_service
