#pragma once
/// Walks nodes and evaluates the functions in them; the functions call back into it for their arguments.
#include <string>
#include <string_view>

#include "template/evaluate.h"
#include "template/functions.h"

namespace eni::tmpl {

class Evaluator {
 public:
  /// @param block  "Resources" or "Outputs": what messages about missing resources name
  explicit Evaluator(const Scope& scope, std::string_view block = "Resources")
      : scope_(scope), block_(block) {}

  const Scope& scope() const { return scope_; }
  Work& work() const { return scope_.work; }
  std::string_view block() const { return block_; }

  /// @error  with the path below `node`
  TemplateResult<Value> value(const Node& node);
  /// A scalar as text. @error  `message`, at the node's place, if it is anything else
  TemplateResult<std::string> text(const Node& node, std::string_view message);
  /// A list without its AWS::NoValue; or kKnownAfterApply, as a string. @error  as text()
  TemplateResult<json::value> list(const Node& node, std::string_view message);
  /// Whether a named condition holds. @error  if there is none of that name
  TemplateResult<bool> condition(std::string_view name, Position position);

 private:
  TemplateResult<Value> map(const Node& node);
  TemplateResult<Value> items(const Node& node);

  const Scope& scope_;
  std::string_view block_;
};

/// `error` as seen from one level up: `segment` in front of its path.
TemplateError under(std::string_view segment, TemplateError error);

}  // namespace eni::tmpl
