/// The conditions of JSON filter patterns: { $.a.b[0] = "x*" && ($.n > 3 || $.flag IS TRUE) }.
#include <charconv>

#include "base/excerpt.h"
#include "base/glob.h"
#include "base/text.h"
#include "sandbox/services/logs/filter_pattern.h"

namespace eni::sandbox::logs_service {
namespace {

using ConditionPtr = std::unique_ptr<JsonCondition>;

/// $.name, ["name"], [2]; a step is a name or an index.
struct Step {
  std::string name;
  std::optional<std::size_t> index;
};
using Path = std::vector<Step>;

const json::value* select(const json::value& event, const Path& path) {
  const json::value* at = &event;
  for (const Step& step : path) {
    if (step.index) {
      at = at->is_array() && *step.index < at->as_array().size() ? &at->as_array()[*step.index] : nullptr;
    } else {
      at = find(*at, step.name);
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

/// As patterns are compared with it: null is "null".
std::string compared_text(const json::value& value) {
  return value.is_string() ? as_text(value) : json::serialize(value);
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class Comparison final : public JsonCondition {
 public:
  Comparison(Path path, std::string op, std::string operand)
      : path_{std::move(path)},
        operator_{std::move(op)},
        operand_{std::move(operand)},
        number_{number_of(operand_)} {}

  bool holds(const json::value& event) const override {
    const json::value* value = select(event, path_);
    if (value == nullptr) return false;
    if (operator_ == "=") return equals(*value);
    if (operator_ == "!=") return !equals(*value);
    if (!value->is_number() || !number_) return false;
    const double number = value->to_number<double>();
    if (operator_ == "<") return number < *number_;
    if (operator_ == "<=") return number <= *number_;
    if (operator_ == ">") return number > *number_;
    return number >= *number_;
  }

 private:
  bool equals(const json::value& value) const {
    if (value.is_number() && number_) return value.to_number<double>() == *number_;
    return !value.is_structured() && glob_matches(operand_, compared_text(value), {});
  }

  Path path_;
  std::string operator_;
  std::string operand_;
  std::optional<double> number_;
};

class State final : public JsonCondition {
 public:
  enum class Kind { kTrue, kFalse, kNull, kExists, kNotExists };
  State(Path path, Kind kind) : path_{std::move(path)}, kind_{kind} {}

  bool holds(const json::value& event) const override {
    const json::value* value = select(event, path_);
    if (kind_ == Kind::kNotExists) return value == nullptr;
    if (value == nullptr) return false;
    if (kind_ == Kind::kExists) return true;
    if (kind_ == Kind::kNull) return value->is_null();
    return value->is_bool() && value->as_bool() == (kind_ == Kind::kTrue);
  }

 private:
  Path path_;
  Kind kind_;
};

class Combination final : public JsonCondition {
 public:
  enum class Kind { kAnd, kOr };
  Combination(Kind kind, ConditionPtr left, ConditionPtr right)
      : kind_{kind}, left_{std::move(left)}, right_{std::move(right)} {}

  bool holds(const json::value& event) const override {
    if (kind_ == Kind::kAnd) return left_->holds(event) && right_->holds(event);
    return left_->holds(event) || right_->holds(event);
  }

 private:
  Kind kind_;
  ConditionPtr left_;
  ConditionPtr right_;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_{text} {}

  Result<ConditionPtr> whole() {
    ENI_TRY(auto condition, alternatives());
    skip_space();
    if (at_ != text_.size()) return error("expected && or ||");
    return condition;
  }

 private:
  static constexpr int kMaxDepth = 32;

  Error error(std::string_view expected) const {
    return {
        std::string{expected} + " at '" + std::string{text_.substr(std::min(at_, text_.size()), 20)} + "'",
        {}};
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  bool take(std::string_view token) {
    skip_space();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  /// A word without regard to case, e.g. IS.
  bool take_keyword(std::string_view word) {
    skip_space();
    const std::string_view rest = text_.substr(at_);
    if (!iequals(rest.substr(0, word.size()), word)) return false;
    if (rest.size() > word.size() && std::isalnum(static_cast<unsigned char>(rest[word.size()])) != 0)
      return false;
    at_ += word.size();
    return true;
  }

  Result<ConditionPtr> alternatives() {
    ENI_TRY(auto left, conjunction());
    while (take("||")) {
      ENI_TRY(auto right, conjunction());
      left = std::make_unique<Combination>(Combination::Kind::kOr, std::move(left), std::move(right));
    }
    return left;
  }

  Result<ConditionPtr> conjunction() {
    ENI_TRY(auto left, primary());
    while (take("&&")) {
      ENI_TRY(auto right, primary());
      left = std::make_unique<Combination>(Combination::Kind::kAnd, std::move(left), std::move(right));
    }
    return left;
  }

  Result<ConditionPtr> primary() {
    if (!take("(")) return comparison();
    if (++depth_ > kMaxDepth) return error("too many parentheses");
    ENI_TRY(auto inner, alternatives());
    if (!take(")")) return error("expected )");
    --depth_;
    return inner;
  }

  Result<ConditionPtr> comparison() {
    ENI_TRY(auto path, selector());
    if (take_keyword("IS")) return is_state(std::move(path));
    if (take_keyword("NOT")) {
      if (!take_keyword("EXISTS")) return error("expected EXISTS after NOT");
      return make_state(std::move(path), State::Kind::kNotExists);
    }
    if (take_keyword("EXISTS")) return make_state(std::move(path), State::Kind::kExists);
    for (const char* op : {"!=", "<=", ">=", "=", "<", ">"}) {
      if (!take(op)) continue;
      ENI_TRY(auto value, operand());
      return ConditionPtr{std::make_unique<Comparison>(std::move(path), op, std::move(value))};
    }
    return error("expected a comparison (=, !=, <, <=, >, >=, IS, EXISTS, NOT EXISTS)");
  }

  Result<ConditionPtr> is_state(Path path) {
    if (take_keyword("TRUE")) return make_state(std::move(path), State::Kind::kTrue);
    if (take_keyword("FALSE")) return make_state(std::move(path), State::Kind::kFalse);
    if (take_keyword("NULL")) return make_state(std::move(path), State::Kind::kNull);
    return error("expected TRUE, FALSE or NULL after IS");
  }

  static ConditionPtr make_state(Path path, State::Kind kind) {
    return std::make_unique<State>(std::move(path), kind);
  }

  Result<Path> selector() {
    if (!take("$")) return error("expected a selector ($.name)");
    Path path;
    while (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == '[')) {
      ENI_TRY(auto step, text_[at_++] == '.' ? named_step() : bracket_step());
      path.push_back(std::move(step));
    }
    if (path.empty()) return error("expected a name after $");
    return path;
  }

  Result<Step> named_step() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '_' || text_[at_] == '-' || text_[at_] == '@'))
      ++at_;
    if (at_ == start) return error("expected a name");
    return Step{std::string{text_.substr(start, at_ - start)}, std::nullopt};
  }

  Result<Step> bracket_step() {
    const std::size_t end = text_.find(']', at_);
    if (end == std::string_view::npos) return error("expected ]");
    std::string_view content = trim(text_.substr(at_, end - at_));
    if (content.size() > 1 && (content.front() == '"' || content.front() == '\'') &&
        content.back() == content.front()) {
      at_ = end + 1;
      return Step{std::string{content.substr(1, content.size() - 2)}, std::nullopt};
    }
    const auto index = parse_integer(content);
    if (!index || *index < 0) return error("expected an index");
    at_ = end + 1;
    return Step{{}, static_cast<std::size_t>(*index)};
  }

  Result<std::string> operand() {
    skip_space();
    std::string value;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        value += text_[at_];
      }
      if (at_ == text_.size()) return error("expected a closing quote");
      ++at_;
      return value;
    }
    while (at_ < text_.size() && std::string_view{" \t\n)&|"}.find(text_[at_]) == std::string_view::npos)
      value += text_[at_++];
    if (value.empty()) return error("expected a value");
    if (value.size() > 1 && value.front() == '%' && value.back() == '%')
      return Error{"regular expressions (" + value + ") are not supported by the sandbox", {}};
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<std::unique_ptr<JsonCondition>> parse_json_condition(std::string_view text) {
  return Parser{text}.whole();
}

}  // namespace eni::sandbox::logs_service
