/// The Conditions and Rules sections.
#include "base/text.h"
#include "template/evaluate.h"
#include "template/reader.h"
#include "template/truth.h"

namespace eni::tmpl {
namespace {

/// Conditions know nothing but parameters, mappings and pseudo parameters.
class EmptyResolver : public Resolver {
 public:
  TemplateResult<std::optional<json::value>> ref(const Resource& resource) override {
    return no_resource(resource);
  }
  TemplateResult<std::optional<json::value>> get_att(const Resource& resource, std::string_view) override {
    return no_resource(resource);
  }
  TemplateResult<std::string> import_value(std::string_view) override {
    return TemplateError{"Template error: Cannot use Fn::ImportValue in Conditions.", {}};
  }
  TemplateResult<std::vector<std::string>> availability_zones(std::string_view) override {
    return TemplateError{"Template error: Cannot use Fn::GetAZs in Conditions.", {}};
  }

 private:
  static TemplateError no_resource(const Resource& resource) {
    return {"Template format error: Unresolved dependencies [" + resource.logical_id +
                "]. Cannot reference resources in the Conditions block of the template",
            {}};
  }
};

/// Evaluates each condition after those it mentions.
class ConditionWalk {
 public:
  ConditionWalk(const Template& tmpl, const ParameterValues& parameters, const PseudoParameters& pseudo)
      : tmpl_(tmpl), scope_{tmpl, parameters, pseudo, values_, outside_}, evaluator_(scope_) {}

  TemplateResult<ConditionValues> run() {
    for (const Condition& condition : tmpl_.conditions) ENI_CHECK(visit(condition));
    return std::move(values_);
  }

 private:
  TemplateResult<void> visit(const Condition& condition) {
    if (values_.count(condition.name) > 0) return {};
    for (const std::string& open : path_)
      if (open == condition.name)
        return TemplateError{"Circular dependencies for resource conditions: [" + join(path_, ", ") + "]",
                             condition.position, "/Conditions/" + condition.name};
    if (path_.size() >= static_cast<std::size_t>(kMaxDepth))
      return TemplateError{"Template error: conditions refer to each other too deeply", condition.position,
                           "/Conditions/" + condition.name};
    path_.push_back(condition.name);
    for (const std::string& name : mentioned_conditions(*condition.expression))
      if (const Condition* other = tmpl_.find_condition(name)) ENI_CHECK(visit(*other));
    path_.pop_back();
    auto holds = truth(evaluator_, *condition.expression, Function::Use::kCondition);
    if (holds.has_error()) return under("Conditions", under(condition.name, holds.error()));
    values_[condition.name] = *holds;
    return {};
  }

  const Template& tmpl_;
  ConditionValues values_;
  EmptyResolver outside_;
  Scope scope_;
  Evaluator evaluator_;
  std::vector<std::string> path_;
};

TemplateResult<void> check_rule(Evaluator& evaluator, const Rule& rule) {
  if (rule.condition) {
    ENI_TRY(const bool applies, truth(evaluator, *rule.condition, Function::Use::kRule));
    if (!applies) return {};
  }
  std::vector<std::string> failures;
  for (const Rule::Assertion& assertion : rule.assertions) {
    ENI_TRY(const bool holds, truth(evaluator, *assertion.expression, Function::Use::kRule));
    if (!holds)
      failures.push_back(assertion.description.empty() ? "assertion failed" : assertion.description);
  }
  if (failures.empty()) return {};
  return TemplateError{"Template error: Rule " + rule.name + " failed: " + join(failures, "; "),
                       rule.position};
}

}  // namespace

TemplateResult<ConditionValues> evaluate_conditions(const Template& tmpl, const ParameterValues& parameters,
                                                    const PseudoParameters& pseudo) {
  return ConditionWalk(tmpl, parameters, pseudo).run();
}

TemplateResult<void> check_rules(const Template& tmpl, const ParameterValues& parameters,
                                 const PseudoParameters& pseudo) {
  const ConditionValues none;
  EmptyResolver outside;
  const Scope scope{tmpl, parameters, pseudo, none, outside};
  Evaluator evaluator(scope);
  for (const Rule& rule : tmpl.rules) {
    auto checked = check_rule(evaluator, rule);
    if (checked.has_error()) return under("Rules", under(rule.name, checked.error()));
  }
  return {};
}

}  // namespace eni::tmpl
