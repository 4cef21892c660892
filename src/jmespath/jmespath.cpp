#include "jmespath/jmespath.h"

#include <algorithm>

#include "jmespath/functions.h"
#include "jmespath/node.h"
#include "jmespath/parser.h"

namespace eni::jmespath {
namespace {

using Kind = Node::Kind;
using Value = Result<json::value>;

json::value element(const json::value& value, std::int64_t index) {
  const json::array* list = value.if_array();
  if (!list) return nullptr;
  const auto size = static_cast<std::int64_t>(list->size());
  const std::int64_t at = index < 0 ? index + size : index;
  return at < 0 || at >= size ? json::value(nullptr) : (*list)[static_cast<std::size_t>(at)];
}

std::int64_t bounded(std::optional<std::int64_t> given, std::int64_t fallback, std::int64_t min,
                     std::int64_t max, std::int64_t size) {
  if (!given) return fallback;
  return std::clamp(*given < 0 ? std::max<std::int64_t>(*given, -size - 1) + size : *given, min, max);
}

Value slice(const json::value& value, const Node& node) {
  const json::array* list = value.if_array();
  if (!list) return json::value(nullptr);
  const std::int64_t step = node.step.value_or(1);
  if (step == 0) return Error{"Invalid slice: slice step cannot be zero", {}};
  const auto size = static_cast<std::int64_t>(list->size());
  json::array picked;
  if (step > 0) {
    const std::int64_t stop = bounded(node.stop, size, 0, size, size);
    for (std::int64_t at = bounded(node.start, 0, 0, size, size); at < stop; at += std::min(step, size))
      picked.push_back((*list)[static_cast<std::size_t>(at)]);
  } else {
    const std::int64_t stop = bounded(node.stop, -1, -1, size - 1, size);
    for (std::int64_t at = bounded(node.start, size - 1, -1, size - 1, size); at > stop;
         at += std::max(step, -size - 1))
      picked.push_back((*list)[static_cast<std::size_t>(at)]);
  }
  return json::value(std::move(picked));
}

json::value flattened(const json::value& value) {
  const json::array* list = value.if_array();
  if (!list) return nullptr;
  json::array flat;
  for (const json::value& entry : *list) {
    if (const json::array* inner = entry.if_array()) {
      flat.insert(flat.end(), inner->begin(), inner->end());
    } else {
      flat.push_back(entry);
    }
  }
  return flat;
}

json::value compare(std::string_view sign, const json::value& left, const json::value& right) {
  if (sign == "==") return is_equal(left, right);
  if (sign == "!=") return !is_equal(left, right);
  if (!left.is_number() || !right.is_number()) return nullptr;
  const double a = left.to_number<double>();
  const double b = right.to_number<double>();
  if (sign == "<") return a < b;
  if (sign == ">") return a > b;
  return sign == "<=" ? a <= b : a >= b;
}

class Evaluation {
 public:
  Value run(const Node& node, const json::value& value) {
    if (++steps_ > Expression::kMaxSteps) return Error{"the expression needs more work than is allowed", {}};
    switch (node.kind) {
      case Kind::kCurrent:
        return value;
      case Kind::kField: {
        const json::value* member = find(value, node.name);
        return member ? *member : json::value(nullptr);
      }
      case Kind::kIndex:
        return element(value, node.number);
      case Kind::kSlice:
        return slice(value, node);
      case Kind::kLiteral:
        return node.value;
      case Kind::kSubexpression:
        return subexpression(node, value);
      case Kind::kPipe:
        return chain(node, value);
      case Kind::kListProjection:
      case Kind::kValueProjection:
      case Kind::kFilterProjection:
        return project(node, value);
      case Kind::kFlatten:
        return flatten(node, value);
      case Kind::kList:
        return list(node, value);
      case Kind::kHash:
        return hash(node, value);
      case Kind::kAnd:
      case Kind::kOr:
        return either(node, value);
      case Kind::kNot:
        return negate(node, value);
      case Kind::kComparison:
        return comparison(node, value);
      case Kind::kFunction:
        return function(node, value);
      case Kind::kExpressionReference:
        return Error{"an expression reference is an argument of functions only", {}};
    }
    return json::value(nullptr);
  }

 private:
  static const Node& left(const Node& node) { return *node.children[0]; }
  static const Node& right(const Node& node) { return *node.children[1]; }

  Value chain(const Node& node, const json::value& value) {
    ENI_TRY(const auto inner, run(left(node), value));
    return run(right(node), inner);
  }

  /// Unlike a pipe it ends with null.
  Value subexpression(const Node& node, const json::value& value) {
    ENI_TRY(const auto inner, run(left(node), value));
    if (inner.is_null()) return json::value(nullptr);
    return run(right(node), inner);
  }

  Value flatten(const Node& node, const json::value& value) {
    ENI_TRY(const auto inner, run(left(node), value));
    return flattened(inner);
  }

  Result<bool> is_selected(const Node& node, const json::value& entry) {
    if (node.kind != Kind::kFilterProjection) return true;
    ENI_TRY(const auto holds, run(*node.children[2], entry));
    return is_true(holds);
  }

  Result<void> add(const Node& node, const json::value& entry, json::array& out) {
    ENI_TRY(const bool selected, is_selected(node, entry));
    if (!selected) return {};
    ENI_TRY(auto result, run(right(node), entry));
    if (!result.is_null()) out.push_back(std::move(result));
    return {};
  }

  Value project(const Node& node, const json::value& value) {
    ENI_TRY(const auto base, run(left(node), value));
    json::array out;
    if (node.kind == Kind::kValueProjection) {
      const json::object* object = base.if_object();
      if (!object) return json::value(nullptr);
      for (const auto& [name, entry] : *object) ENI_CHECK(add(node, entry, out));
    } else {
      const json::array* all = base.if_array();
      if (!all) return json::value(nullptr);
      for (const json::value& entry : *all) ENI_CHECK(add(node, entry, out));
    }
    return json::value(std::move(out));
  }

  Value list(const Node& node, const json::value& value) {
    if (value.is_null()) return json::value(nullptr);
    json::array out;
    for (const auto& child : node.children) {
      ENI_TRY(auto entry, run(*child, value));
      out.push_back(std::move(entry));
    }
    return json::value(std::move(out));
  }

  Value hash(const Node& node, const json::value& value) {
    if (value.is_null()) return json::value(nullptr);
    json::object out;
    for (std::size_t at = 0; at < node.names.size(); ++at) {
      ENI_TRY(auto entry, run(*node.children[at], value));
      out[node.names[at]] = std::move(entry);
    }
    return json::value(std::move(out));
  }

  Value either(const Node& node, const json::value& value) {
    ENI_TRY(auto first, run(left(node), value));
    if (is_true(first) == (node.kind == Kind::kOr)) return first;
    return run(right(node), value);
  }

  Value negate(const Node& node, const json::value& value) {
    ENI_TRY(const auto inner, run(left(node), value));
    return json::value(!is_true(inner));
  }

  Value comparison(const Node& node, const json::value& value) {
    ENI_TRY(const auto a, run(left(node), value));
    ENI_TRY(const auto b, run(right(node), value));
    return compare(node.name, a, b);
  }

  Value function(const Node& node, const json::value& value) {
    std::vector<Argument> arguments;
    for (const auto& child : node.children) {
      Argument argument;
      if (child->kind == Kind::kExpressionReference) {
        argument.expression = [this, &child](const json::value& entry) { return run(left(*child), entry); };
      } else {
        ENI_TRY(argument.value, run(*child, value));
      }
      arguments.push_back(std::move(argument));
    }
    return call_function(node.name, arguments);
  }

  std::size_t steps_ = 0;
};

}  // namespace

Result<Expression> Expression::parse(std::string_view text) {
  ENI_TRY(auto root, parse_expression(text));
  return Expression{std::shared_ptr<const Node>(std::move(root))};
}

Result<json::value> Expression::search(const json::value& value) const {
  return Evaluation{}.run(*root_, value);
}

}  // namespace eni::jmespath
