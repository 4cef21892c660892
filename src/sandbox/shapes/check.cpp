#include "sandbox/shapes/check.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>

#include "base/text.h"

namespace eni::sandbox::shapes {
namespace {

/// Null for a pattern of the models that is beyond RegularExpression: it cannot be checked.
const RegularExpression* compiled(std::string_view pattern) {
  // By address: patterns are constants of the tables. Filled as they are met; there are some hundreds.
  static std::unordered_map<const char*, std::optional<RegularExpression>> all;
  const auto [row, is_new] = all.try_emplace(pattern.data());
  if (is_new) {
    if (auto expression = RegularExpression::compile(pattern)) row->second = *std::move(expression);
  }
  return row->second ? &*row->second : nullptr;
}

bool is_number_text(const json::value& value) {
  return value.is_string() && parse_integer(std::string_view(value.get_string())).has_value();
}

bool is_boolean_text(const json::value& value) {
  return value.is_string() && (iequals(value.get_string(), "true") || iequals(value.get_string(), "false"));
}

/// Within 64 bits with their sign: what is beyond them fits no member.
bool is_whole(const json::value& value) {
  boost::system::error_code code;
  static_cast<void>(value.to_number<std::int64_t>(code));
  return value.is_number() && !code;
}

/// Code points; a byte that is none of UTF-8 counts as one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class Walk {
 public:
  Walk(const CheckOptions& options, MatchBudget& budget, Path path, std::vector<Finding>& findings)
      : options_{options}, budget_{budget}, start_{std::move(path)}, findings_{findings} {}

  /// What is missing, then what is there, as botocore lists it.
  void structure(const Shape& shape, const json::object& value) {
    for (std::size_t at = 0; at < shape.member_count() && !is_full(); ++at) {
      const Member member = shape.member(at);
      if (!member.is_required() || member.is_idempotency_token()) continue;
      const std::string_view name = name_of(member, options_.naming);
      const json::value* inner = eni::find(value, name);
      if (!inner || inner->is_null())
        step_into(std::string_view(name), [&] { add(Flaw::kMissing, nullptr, member.shape()); });
    }
    for (const auto& [name, inner] : value) {
      if (is_full()) return;
      if (inner.is_null()) continue;
      step_into(std::string_view(name), [&, &key = name, &found = inner] {
        const auto member = find_member(shape, key);
        if (member) {
          any(member->shape(), found);
        } else {
          add(Flaw::kUnknownMember, &found, shape);
        }
      });
    }
  }

  void any(const Shape& shape, const json::value& value) {
    switch (shape.kind()) {
      case Kind::kStructure:
        if (const json::object* object = object_of(value)) return structure(shape, *object);
        return add(Flaw::kWrongKind, &value, shape);
      case Kind::kList:
        return list(shape, value);
      case Kind::kMap:
        return map(shape, value);
      case Kind::kString:
        if (!is_text(value)) return add(Flaw::kWrongKind, &value, shape);
        if (value.is_string()) text(shape, value);
        return;
      case Kind::kInteger:
      case Kind::kLong:
      case Kind::kFloat:
      case Kind::kDouble:
        return number(shape, value);
      case Kind::kBoolean:
        if (!value.is_bool() && !(is_lenient() && is_boolean_text(value)))
          add(Flaw::kWrongKind, &value, shape);
        return;
      case Kind::kTimestamp:
        if (!value.is_number() && !value.is_string()) add(Flaw::kWrongKind, &value, shape);
        return;
      case Kind::kDocument:
        return;
      case Kind::kBlob:
        if (!value.is_string()) add(Flaw::kWrongKind, &value, shape);
        return;
    }
  }

 private:
  bool is_lenient() const { return options_.typing == Typing::kText; }

  bool is_text(const json::value& value) const {
    return value.is_string() || (is_lenient() && (value.is_number() || value.is_bool()));
  }

  /// Query strings deliver what is empty as an empty text.
  bool is_empty_text(const json::value& value) const {
    return is_lenient() && value.is_string() && value.get_string().empty();
  }

  const json::object* object_of(const json::value& value) const {
    static const json::object kNothing;
    return is_empty_text(value) ? &kNothing : value.if_object();
  }

  std::optional<Member> find_member(const Shape& shape, std::string_view name) const {
    for (std::size_t at = 0; at < shape.member_count(); ++at)
      if (name_of(shape.member(at), options_.naming) == name) return shape.member(at);
    return std::nullopt;
  }

  void list(const Shape& shape, const json::value& value) {
    static const json::array kNothing;
    const json::array* all = is_empty_text(value) ? &kNothing : value.if_array();
    if (!all) return add(Flaw::kWrongKind, &value, shape);
    length(shape, value, all->size());
    const Shape element = shape.element().shape();
    for (std::size_t at = 0; at < all->size() && !is_full(); ++at)
      step_into(at, [&] {
        if ((*all)[at].is_null()) return add_null(Part::kElement, element);
        part(Part::kElement, element, (*all)[at], &value);
      });
  }

  void map(const Shape& shape, const json::value& value) {
    const json::object* all = object_of(value);
    if (!all) return add(Flaw::kWrongKind, &value, shape);
    length(shape, value, all->size());
    for (const auto& [name, inner] : *all) {
      if (is_full()) return;
      step_into(std::string_view(name), [&, &key = name, &found = inner] {
        check_key(shape.key().shape(), key);
        if (found.is_null()) return add_null(Part::kMapValue, shape.value().shape());
        part(Part::kMapValue, shape.value().shape(), found);
      });
    }
  }

  void check_key(const Shape& shape, std::string_view key) {
    const json::value value(key);
    part(Part::kMapKey, shape, value);
    for (Finding& finding : findings_)
      if (finding.value == &value) finding.value = nullptr;
  }

  /// Findings about the value itself are told as those of a part.
  void part(Part part, const Shape& shape, const json::value& value, const json::value* whole = nullptr) {
    const std::size_t before = findings_.size();
    any(shape, value);
    for (std::size_t at = before; at < findings_.size(); ++at) {
      if (findings_[at].path.size() != depth()) continue;
      findings_[at].part = part;
      findings_[at].whole = whole;
    }
  }

  void text(const Shape& shape, const json::value& value) {
    const std::string_view text = value.get_string();
    if (shape.min() || shape.max()) length(shape, value, characters(text));
    if (!shape.words().empty() && !shape.words().contains(text)) add(Flaw::kNotInEnum, &value, shape);
    if (shape.pattern().empty()) return;
    const RegularExpression* pattern = compiled(shape.pattern());
    if (pattern && pattern->matches(text, budget_) != Match::kYes) add(Flaw::kPattern, &value, shape);
  }

  void length(const Shape& shape, const json::value& value, std::size_t length) {
    if (const auto min = shape.min(); min && static_cast<std::int64_t>(length) < *min)
      add(Flaw::kTooShort, &value, shape);
    if (const auto max = shape.max(); max && static_cast<std::int64_t>(length) > *max)
      add(Flaw::kTooLong, &value, shape);
  }

  void number(const Shape& shape, const json::value& value) {
    const bool is_fraction = shape.kind() == Kind::kFloat || shape.kind() == Kind::kDouble;
    if (is_fraction) {
      if (!value.is_number() && !(is_lenient() && value.is_string())) add(Flaw::kWrongKind, &value, shape);
      return;
    }
    if (!is_whole(value) && !(is_lenient() && is_number_text(value)))
      return add(Flaw::kWrongKind, &value, shape);
    const auto number = value.is_string() ? *parse_integer(std::string_view(value.get_string()))
                                          : value.to_number<std::int64_t>();
    if (const auto min = shape.min(); min && number < *min) add(Flaw::kTooSmall, &value, shape);
    if (const auto max = shape.max(); max && number > *max) add(Flaw::kTooLarge, &value, shape);
  }

  /// On the way to what is looked at: names are of the value or of the tables. A path is made of them for findings only, which
  /// are rare.
  struct Step {
    const Step* outer;
    std::size_t depth;
    std::variant<std::string_view, std::size_t> into;
  };

  template <class Into, class Then>
  void step_into(Into into, const Then& then) {
    const Step step{here_, depth() + 1, into};
    here_ = &step;
    then();
    here_ = step.outer;
  }

  std::size_t depth() const { return here_ ? here_->depth : start_.size(); }

  Path path() const {
    Path path = start_;
    path.resize(depth());
    for (const Step* step = here_; step; step = step->outer) {
      const auto* name = std::get_if<std::string_view>(&step->into);
      path[step->depth - 1] =
          name ? PathStep{std::string(*name)} : PathStep{std::get<std::size_t>(step->into)};
    }
    return path;
  }

  /// Null is absent as a member; a list or a map has no place for it.
  void add_null(Part part, const Shape& shape) {
    add(Flaw::kMissing, nullptr, shape);
    if (findings_.back().path == path()) findings_.back().part = part;
  }

  void add(Flaw flaw, const json::value* value, const Shape& shape) {
    if (!is_full()) findings_.push_back({flaw, path(), value, shape});
  }

  /// Nobody reads more, so nothing more is looked at: an input may have millions of flaws.
  bool is_full() const { return findings_.size() >= kMaxFindings; }

  static constexpr std::size_t kMaxFindings = 100;

  const CheckOptions& options_;
  MatchBudget& budget_;
  Path start_;
  const Step* here_ = nullptr;
  std::vector<Finding>& findings_;
};

}  // namespace

std::string_view name_of(const Member& member, Naming naming) {
  switch (naming) {
    case Naming::kModel:
      return member.name();
    case Naming::kWire:
      return member.wire_name();
    case Naming::kQuery:
      return member.query_name();
  }
  return member.name();
}

std::vector<Finding> check(const Shape& structure, const json::object& value, const CheckOptions& options,
                           MatchBudget& budget) {
  std::vector<Finding> findings;
  Walk{options, budget, {}, findings}.structure(structure, value);
  return findings;
}

void check_value(const Shape& shape, const json::value& value, const CheckOptions& options,
                 MatchBudget& budget, Path path, std::vector<Finding>& findings) {
  Walk{options, budget, std::move(path), findings}.any(shape, value);
}

}  // namespace eni::sandbox::shapes
