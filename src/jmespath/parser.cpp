/// A parser by binding powers, those of the specification's reference implementation.
#include "jmespath/parser.h"

#include "jmespath/jmespath.h"
#include "jmespath/lexer.h"

namespace eni::jmespath {
namespace {

using Kind = Node::Kind;

/// Below it a projection ends.
constexpr int kProjectionStop = 10;
constexpr int kUnary = 45;
constexpr int kDot = 40;
constexpr int kStar = 20;
constexpr int kFlattenPower = 9;
constexpr int kFilterPower = 21;
constexpr int kBracket = 55;

int binding_power(const Token& token) {
  if (token.kind != TokenKind::kPunctuation) return 0;
  const std::string_view sign = token.text;
  if (sign == "|") return 1;
  if (sign == "||") return 2;
  if (sign == "&&") return 3;
  if (sign == "==" || sign == "!=" || sign == "<" || sign == ">" || sign == "<=" || sign == ">=") return 5;
  if (sign == "[]") return kFlattenPower;
  if (sign == "*") return kStar;
  if (sign == "[?") return kFilterPower;
  if (sign == ".") return kDot;
  if (sign == "!") return kUnary;
  if (sign == "{") return 50;
  if (sign == "[") return kBracket;
  if (sign == "(") return 60;
  return 0;
}

NodePtr make(Kind kind) {
  auto node = std::make_unique<Node>();
  node->kind = kind;
  return node;
}

NodePtr make(Kind kind, NodePtr left, NodePtr right) {
  NodePtr node = make(kind);
  node->children.push_back(std::move(left));
  node->children.push_back(std::move(right));
  return node;
}

class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens) : text_{text}, tokens_{std::move(tokens)} {}

  Result<NodePtr> run() {
    ENI_TRY(auto node, expression(0));
    if (current().kind != TokenKind::kEnd) return unexpected();
    return node;
  }

 private:
  using Parsed = Result<NodePtr>;

  const Token& current() const { return tokens_[at_]; }
  const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  void advance() {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  bool is(const Token& token, std::string_view sign) const {
    return token.kind == TokenKind::kPunctuation && token.text == sign;
  }
  bool accept(std::string_view sign) {
    if (!is(current(), sign)) return false;
    advance();
    return true;
  }
  Error unexpected() const {
    const Token& token = current();
    const std::string pointer = "\"" + std::string(text_) + "\"\n" + std::string(token.at + 1, ' ') + "^";
    if (token.kind == TokenKind::kEnd)
      return {"Invalid jmespath expression: Incomplete expression:\n" + pointer, {}};
    return {"Invalid token: Parse error at column " + std::to_string(token.at) + ", token \"" +
                std::string(text_.substr(token.at, std::max<std::size_t>(token.text.size(), 1))) +
                "\", for expression:\n" + pointer,
            {}};
  }
  Result<void> expect(std::string_view sign) {
    if (!accept(sign)) return unexpected();
    return {};
  }

  Parsed expression(int power) {
    if (++depth_ > Expression::kMaxDepth) return Error{"the expression is nested too deeply", {}};
    ENI_TRY(auto left, prefix());
    while (power < binding_power(current())) {
      ENI_TRY(auto more, infix(std::move(left)));
      left = std::move(more);
    }
    --depth_;
    return left;
  }

  Parsed prefix() {
    const std::size_t begin = at_;
    const Token token = current();
    advance();
    if (token.kind == TokenKind::kLiteral) {
      NodePtr node = make(Kind::kLiteral);
      node->value = token.value;
      return node;
    }
    if (token.kind == TokenKind::kIdentifier || token.kind == TokenKind::kQuotedIdentifier)
      return identifier(token);
    if (token.kind == TokenKind::kPunctuation) {
      if (token.text == "*") return projection(Kind::kValueProjection, make(Kind::kCurrent), kStar);
      if (token.text == "@") return make(Kind::kCurrent);
      if (token.text == "[") return bracket_prefix();
      if (token.text == "[]") return flattened(make(Kind::kCurrent));
      if (token.text == "[?") return filter(make(Kind::kCurrent));
      if (token.text == "{") return hash();
      if (token.text == "!") return unary(Kind::kNot, kUnary);
      if (token.text == "&") return unary(Kind::kExpressionReference, 0);
      if (token.text == "(") return parenthesized();
    }
    at_ = begin;
    return unexpected();
  }

  Parsed identifier(const Token& token) {
    if (is(current(), "(") && token.kind == TokenKind::kIdentifier) return function(token.text);
    NodePtr node = make(Kind::kField);
    node->name = token.text;
    return node;
  }

  Parsed unary(Kind kind, int power) {
    ENI_TRY(auto inner, expression(power));
    NodePtr node = make(kind);
    node->children.push_back(std::move(inner));
    return node;
  }

  Parsed parenthesized() {
    ENI_TRY(auto inner, expression(0));
    ENI_CHECK(expect(")"));
    return inner;
  }

  Parsed function(const std::string& name) {
    NodePtr node = make(Kind::kFunction);
    node->name = name;
    advance();
    while (!is(current(), ")")) {
      ENI_TRY(auto argument, expression(0));
      node->children.push_back(std::move(argument));
      if (is(current(), ")")) break;
      ENI_CHECK(expect(","));
      if (is(current(), ")")) return unexpected();
    }
    advance();
    return node;
  }

  Parsed infix(NodePtr left) {
    const Token token = current();
    const int power = binding_power(token);
    advance();
    if (token.text == ".") return dot(std::move(left));
    if (token.text == "|") return binary(Kind::kPipe, std::move(left), power);
    if (token.text == "||") return binary(Kind::kOr, std::move(left), power);
    if (token.text == "&&") return binary(Kind::kAnd, std::move(left), power);
    if (token.text == "[]") return flattened(std::move(left));
    if (token.text == "[?") return filter(std::move(left));
    if (token.text == "[") return bracket(std::move(left));
    if (power == 5) {
      ENI_TRY(auto node, binary(Kind::kComparison, std::move(left), power));
      node->name = token.text;
      return node;
    }
    --at_;
    return unexpected();
  }

  Parsed binary(Kind kind, NodePtr left, int power) {
    ENI_TRY(auto right, expression(power));
    return make(kind, std::move(left), std::move(right));
  }

  Parsed dot(NodePtr left) {
    if (accept("*")) return projection(Kind::kValueProjection, std::move(left), kStar);
    ENI_TRY(auto right, after_dot(kDot));
    return make(Kind::kSubexpression, std::move(left), std::move(right));
  }

  Parsed after_dot(int power) {
    const Token& token = current();
    if (token.kind == TokenKind::kIdentifier || token.kind == TokenKind::kQuotedIdentifier || is(token, "*"))
      return expression(power);
    if (accept("[")) return list();
    if (accept("{")) return hash();
    return unexpected();
  }

  /// What follows a projection belongs to each of its elements.
  Parsed projected(int power) {
    if (binding_power(current()) < kProjectionStop) return make(Kind::kCurrent);
    if (is(current(), "[") || is(current(), "[?")) return expression(power);
    if (accept(".")) return after_dot(power);
    return unexpected();
  }

  Parsed projection(Kind kind, NodePtr left, int power) {
    ENI_TRY(auto right, projected(power));
    return make(kind, std::move(left), std::move(right));
  }

  Parsed flattened(NodePtr left) {
    NodePtr node = make(Kind::kFlatten);
    node->children.push_back(std::move(left));
    return projection(Kind::kListProjection, std::move(node), kFlattenPower);
  }

  Parsed filter(NodePtr left) {
    ENI_TRY(auto condition, expression(0));
    ENI_CHECK(expect("]"));
    // A flatten ends the projection.
    NodePtr right = make(Kind::kCurrent);
    if (!is(current(), "[]")) {
      ENI_TRY(right, projected(kFilterPower));
    }
    NodePtr node = make(Kind::kFilterProjection, std::move(left), std::move(right));
    node->children.push_back(std::move(condition));
    return node;
  }

  bool begins_index() const { return current().kind == TokenKind::kNumber || is(current(), ":"); }

  Parsed bracket_prefix() {
    if (begins_index()) return index(make(Kind::kCurrent));
    if (is(current(), "*") && is(next(), "]")) return all_elements(make(Kind::kCurrent));
    return list();
  }

  Parsed bracket(NodePtr left) {
    if (begins_index()) return index(std::move(left));
    if (is(current(), "*") && is(next(), "]")) return all_elements(std::move(left));
    return unexpected();
  }

  Parsed all_elements(NodePtr left) {
    advance();
    advance();
    return projection(Kind::kListProjection, std::move(left), kStar);
  }

  Parsed index(NodePtr left) {
    if (!is(current(), ":") && !is(next(), ":")) {
      NodePtr node = make(Kind::kIndex);
      node->number = current().value.as_int64();
      advance();
      ENI_CHECK(expect("]"));
      return make(Kind::kSubexpression, std::move(left), std::move(node));
    }
    ENI_TRY(auto slice, read_slice());
    return projection(Kind::kListProjection, make(Kind::kSubexpression, std::move(left), std::move(slice)),
                      kStar);
  }

  Parsed read_slice() {
    NodePtr node = make(Kind::kSlice);
    std::optional<std::int64_t>* const parts[] = {&node->start, &node->stop, &node->step};
    for (std::size_t part = 0; !is(current(), "]");) {
      if (accept(":")) {
        if (++part == std::size(parts)) return unexpected();
      } else if (current().kind == TokenKind::kNumber && !*parts[part]) {
        *parts[part] = current().value.as_int64();
        advance();
      } else {
        return unexpected();
      }
    }
    advance();
    return node;
  }

  Parsed list() {
    NodePtr node = make(Kind::kList);
    for (;;) {
      ENI_TRY(auto child, expression(0));
      node->children.push_back(std::move(child));
      if (accept("]")) return node;
      ENI_CHECK(expect(","));
    }
  }

  Parsed hash() {
    NodePtr node = make(Kind::kHash);
    for (;;) {
      const Token& token = current();
      if (token.kind != TokenKind::kIdentifier && token.kind != TokenKind::kQuotedIdentifier)
        return unexpected();
      node->names.push_back(token.text);
      advance();
      ENI_CHECK(expect(":"));
      ENI_TRY(auto child, expression(0));
      node->children.push_back(std::move(child));
      if (accept("}")) return node;
      ENI_CHECK(expect(","));
    }
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

Result<NodePtr> parse_expression(std::string_view text) {
  ENI_TRY(auto tokens, read_tokens(text));
  if (tokens.size() > Expression::kMaxTokens) return Error{"the expression is too long", {}};
  return Parser{text, std::move(tokens)}.run();
}

}  // namespace eni::jmespath
