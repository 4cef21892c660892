#include "template/references.h"

#include <set>

#include "base/text.h"
#include "template/functions.h"
#include "template/graph.h"
#include "template/pseudo.h"
#include "template/sections.h"
#include "template/sub_text.h"
#include "template/truth.h"
#include "template/walk.h"

namespace eni::tmpl {
namespace {

/// Whether the value is known only with resources, other stacks or the zones.
bool depends_on_others(const Template& tmpl, const Node& node) {
  const auto mentions = references(tmpl, node);
  bool depends = std::any_of(mentions.begin(), mentions.end(), [](const Reference& mention) {
    return mention.kind == Reference::Kind::kResource || mention.kind == Reference::Kind::kAttribute;
  });
  each_call(node, [&](const Member& call) {
    depends = depends || call.key == "Fn::ImportValue" || call.key == "Fn::GetAZs" ||
              call.key == "Fn::GetStackOutput";
    return true;
  });
  return depends;
}

/// One block of the template, Resources or Outputs: names that nothing answers to are collected over all of
/// it, as AWS reports them together.
class BlockChecker {
 public:
  BlockChecker(const Template& tmpl, std::string block) : tmpl_(tmpl), block_(std::move(block)) {
    for (const Resource& resource : tmpl.resources) resources_.insert(resource.logical_id);
  }

  TemplateResult<void> check(const Node& node) {
    ENI_CHECK(check_calls(node, [this](const Member& call) { return check_call(call); }));
    return check_misplaced(node);
  }

  void expect_resource(const std::string& name, Position position) {
    if (resources_.count(name) > 0) return;
    if (unresolved_.empty()) unresolved_at_ = position;
    if (unresolved_.size() < kMaxNamed &&
        std::find(unresolved_.begin(), unresolved_.end(), name) == unresolved_.end())
      unresolved_.push_back(name);
  }

  TemplateResult<void> expect_condition(const std::string& name, Position position) const {
    if (name.empty() || tmpl_.find_condition(name)) return {};
    return TemplateError{"Template format error: Unresolved condition dependency " + name + " in the " +
                             block_ + " block of the template",
                         position};
  }

  TemplateResult<void> finish() const {
    if (unresolved_.empty()) return {};
    return TemplateError{"Template format error: Unresolved resource dependencies [" +
                             join(unresolved_, ", ") + "] in the " + block_ + " block of the template",
                         unresolved_at_};
  }

 private:
  TemplateResult<void> check_call(const Member& call) {
    ENI_CHECK(check_function(call, Function::Use::kValue));
    if (needs_language_extensions(call) && !tmpl_.has_transform("AWS::LanguageExtensions"))
      return TemplateError{
          "Template format error: " + call.key + " needs the transform AWS::LanguageExtensions",
          call.key_position};
    if (call.key == "Ref") return check_name(call.value.text, call.value.position);
    if (call.key == "Fn::GetAtt") return check_get_att(call.value);
    if (call.key == "Fn::Sub") return check_sub(call.value);
    if (call.key == "Fn::If") return check_if(call.value);
    if (call.key == "Fn::FindInMap") return check_find_in_map(call.value);
    if (call.key == "Fn::ImportValue") return check_import(call.value);
    return {};
  }

  TemplateResult<void> check_name(const std::string& name, Position position) {
    if (!is_pseudo_parameter(name) && !tmpl_.find_parameter(name)) expect_resource(name, position);
    return {};
  }

  TemplateResult<void> check_get_att(const Node& argument) const {
    const std::string name =
        argument.is_string() ? argument.text.substr(0, argument.text.find('.')) : argument.items[0].text;
    if (resources_.count(name) > 0) return {};
    return TemplateError{"Template error: instance of Fn::GetAtt references undefined resource " + name,
                         argument.position};
  }

  TemplateResult<void> check_sub(const Node& argument) {
    const Node& text = sub_template(argument);
    const Node* own = sub_variables(argument);
    ENI_TRY(const auto pieces, parse_sub(text.text, text.position));
    for (const SubPiece& piece : pieces) {
      if (!piece.is_variable || (own && own->find(piece.text))) continue;
      const std::size_t dot = piece.text.find('.');
      if (dot == std::string::npos) {
        ENI_CHECK(check_name(piece.text, text.position));
      } else if (resources_.count(piece.text.substr(0, dot)) == 0) {
        return TemplateError{
            "Template error: instance of Fn::Sub references invalid resource attribute " + piece.text,
            text.position};
      }
    }
    return {};
  }

  TemplateResult<void> check_if(const Node& argument) const {
    const Node& name = argument.items[0];
    if (!name.is_string())
      return TemplateError{"Template error: Fn::If requires the name of a condition as its first element",
                           name.position};
    if (tmpl_.find_condition(name.text)) return {};
    return TemplateError{"Template error: unresolved condition dependency " + name.text + " in Fn::If",
                         name.position};
  }

  TemplateResult<void> check_find_in_map(const Node& argument) const {
    const Node& name = argument.items[0];
    const bool known = !name.is_scalar() || (tmpl_.mappings && tmpl_.mappings->find(name.text));
    if (known || argument.items.size() > 3) return {};
    return TemplateError{"Template error: Mapping named '" + name.text +
                             "' is not present in the 'Mappings' section of template.",
                         name.position};
  }

  TemplateResult<void> check_import(const Node& argument) const {
    if (!depends_on_others(tmpl_, argument)) return {};
    return TemplateError{
        "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, "
        "or "
        "Fn::GetAZs",
        argument.position};
  }

  /// A function beside other members is no function call; nobody means that.
  static TemplateResult<void> check_misplaced(const Node& node) {
    for (const Node& item : node.items) ENI_CHECK(check_misplaced(item));
    for (const Member& member : node.members) {
      if (node.members.size() > 1 && member.key.substr(0, 4) == "Fn::")
        return TemplateError{
            "Template format error: " + member.key + " must be the only member of its object",
            member.key_position};
      ENI_CHECK(check_misplaced(member.value));
    }
    return {};
  }

  const Template& tmpl_;
  std::string block_;
  std::set<std::string> resources_;
  std::vector<std::string> unresolved_;
  Position unresolved_at_;
};

TemplateError with_path(const std::string& path, TemplateError error) {
  if (error.path.empty()) error.path = path;
  return error;
}

TemplateResult<void> check_resources(const Template& tmpl) {
  BlockChecker checker(tmpl, "Resources");
  for (const Resource& resource : tmpl.resources) {
    const std::string path = "/Resources/" + resource.logical_id;
    if (auto found = checker.expect_condition(resource.condition, resource.position); found.has_error())
      return with_path(path, found.error());
    for (const std::string& name : resource.depends_on)
      checker.expect_resource(name, resource.node->find("DependsOn")->position);
    for (const Node* part :
         {resource.properties, resource.metadata, resource.creation_policy, resource.update_policy})
      if (part)
        if (auto checked = checker.check(*part); checked.has_error()) return with_path(path, checked.error());
  }
  return checker.finish();
}

TemplateResult<void> check_outputs(const Template& tmpl) {
  BlockChecker checker(tmpl, "Outputs");
  for (const Output& output : tmpl.outputs) {
    const std::string path = "/Outputs/" + output.name;
    if (auto found = checker.expect_condition(output.condition, output.position); found.has_error())
      return with_path(path, found.error());
    for (const Node* part : {output.value, output.export_name})
      if (part)
        if (auto checked = checker.check(*part); checked.has_error()) return with_path(path, checked.error());
    if (output.export_name && depends_on_others(tmpl, *output.export_name))
      return TemplateError{"Template format error: Output " + output.name +
                               " is malformed. The Name field of Export must not depend on any resources, "
                               "imported values, or Fn::GetAZs",
                           output.export_name->position, path};
  }
  return checker.finish();
}

/// A condition's or a rule's expression: forms, places and names. Its operands of Equals are values.
class ExpressionChecker {
 public:
  ExpressionChecker(const Template& tmpl, std::string block, Function::Use use)
      : tmpl_(tmpl), block_(std::move(block)), use_(use) {}

  TemplateResult<void> check(const Node& expression) {
    const Member* call = condition_call(expression);
    if (!call) {
      if (const Member* other = intrinsic(expression); other && !find_function(other->key))
        return check_function(*other, use_).error();
      return TemplateError{
          "Template format error: Conditions can only be boolean operations on parameters and other "
          "conditions",
          expression.position};
    }
    ENI_CHECK(check_function(*call, use_));
    if (call->key == "Condition") return check_condition(call->value, "Condition");
    const bool combines = call->key == "Fn::And" || call->key == "Fn::Or" || call->key == "Fn::Not";
    for (const Node& operand : call->value.items) {
      if (combines) {
        if (!condition_call(operand) && call->key == "Fn::Not")
          return TemplateError{"Template error: Fn::Not requires a list argument with one function token",
                               operand.position};
        if (!condition_call(operand))
          return TemplateError{std::string(find_function(call->key)->shape_error), operand.position};
        ENI_CHECK(check(operand));
      } else {
        ENI_CHECK(check_value(operand));
      }
    }
    return {};
  }

 private:
  TemplateResult<void> check_condition(const Node& name, const std::string& function) const {
    if (tmpl_.find_condition(name.text)) return {};
    return TemplateError{"Template error: unresolved condition dependency " + name.text + " in " + function,
                         name.position};
  }

  TemplateResult<void> check_value(const Node& node) {
    ENI_CHECK(check_calls(node, [this](const Member& call) { return check_call(call); }));
    for (const Reference& mention : references(tmpl_, node)) {
      const bool outside =
          mention.kind == Reference::Kind::kResource || mention.kind == Reference::Kind::kAttribute;
      if (!outside) continue;
      return TemplateError{"Template format error: Unresolved dependencies [" + mention.name +
                               "]. Cannot reference resources in the " + block_ + " block of the template",
                           mention.position};
    }
    return {};
  }

  TemplateResult<void> check_call(const Member& call) const {
    if (call.key == "Fn::ImportValue" || call.key == "Fn::GetAZs" || call.key == "Fn::GetStackOutput")
      return TemplateError{"Template error: Cannot use " + call.key + " in " + block_ + ".",
                           call.key_position};
    ENI_CHECK(check_function(call, Function::Use::kValue));
    if (call.key == "Fn::If") return check_condition(call.value.items[0], "Fn::If");
    if (call.key == "Fn::Sub") ENI_CHECK(parse_sub(sub_template(call.value).text, call.value.position));
    if (call.key == "Fn::FindInMap" && call.value.items.size() == 3 && call.value.items[0].is_scalar() &&
        !(tmpl_.mappings && tmpl_.mappings->find(call.value.items[0].text)))
      return TemplateError{"Template error: Mapping named '" + call.value.items[0].text +
                               "' is not present in the 'Mappings' section of template.",
                           call.value.items[0].position};
    return {};
  }

  const Template& tmpl_;
  std::string block_;
  Function::Use use_;
};

TemplateResult<void> check_conditions(const Template& tmpl) {
  ExpressionChecker checker(tmpl, "Conditions", Function::Use::kCondition);
  for (const Condition& condition : tmpl.conditions)
    if (auto checked = checker.check(*condition.expression); checked.has_error())
      return with_path("/Conditions/" + condition.name, checked.error());
  return {};
}

TemplateResult<void> check_rules_section(const Template& tmpl) {
  ExpressionChecker checker(tmpl, "Rules", Function::Use::kRule);
  for (const Rule& rule : tmpl.rules) {
    std::vector<const Node*> expressions;
    if (rule.condition) expressions.push_back(rule.condition);
    for (const Rule::Assertion& assertion : rule.assertions) expressions.push_back(assertion.expression);
    for (const Node* expression : expressions)
      if (auto checked = checker.check(*expression); checked.has_error())
        return with_path("/Rules/" + rule.name, checked.error());
  }
  return {};
}

}  // namespace

TemplateResult<void> check_references(const Template& tmpl) {
  ENI_CHECK(check_conditions(tmpl));
  ENI_CHECK(check_rules_section(tmpl));
  ENI_CHECK(check_resources(tmpl));
  ENI_CHECK(check_outputs(tmpl));
  // With conditions, a circle may be one that no choice of parameters closes; build_graph tells with their
  // values.
  if (tmpl.conditions.empty()) ENI_CHECK(build_graph(tmpl, {}));
  return {};
}

}  // namespace eni::tmpl
