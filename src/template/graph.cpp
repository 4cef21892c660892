#include "template/graph.h"

#include <bitset>

#include "base/text.h"
#include "template/functions.h"
#include "template/pseudo.h"
#include "template/sections.h"
#include "template/sub_text.h"
#include "template/walk.h"

namespace eni::tmpl {
namespace {

class ReferenceCollector {
 public:
  /// @param conditions  null: both branches of Fn::If count
  ReferenceCollector(const Template& tmpl, const ConditionValues* conditions)
      : tmpl_(tmpl), conditions_(conditions) {}

  std::vector<Reference> collect(const Node& node) {
    each_call(node, [this](const Member& call) { return visit(call); });
    return std::move(found_);
  }

 private:
  bool visit(const Member& call) {
    const Node& argument = call.value;
    if (call.key == "Ref" && argument.is_string())
      add_name(argument.text, argument.position);
    else if (call.key == "Fn::GetAtt")
      add_get_att(argument);
    else if (call.key == "Fn::Sub")
      add_sub(argument);
    else if (call.key == "Fn::If")
      return visit_if(argument);
    return true;
  }

  void add_name(const std::string& name, Position position) {
    if (is_pseudo_parameter(name)) return;
    const bool is_parameter = tmpl_.find_parameter(name) != nullptr;
    found_.push_back(
        {is_parameter ? Reference::Kind::kParameter : Reference::Kind::kResource, name, "", position});
  }

  void add_attribute(const std::string& text, Position position) {
    const std::size_t dot = text.find('.');
    if (dot == std::string::npos) return;
    found_.push_back({Reference::Kind::kAttribute, text.substr(0, dot), text.substr(dot + 1), position});
  }

  void add_get_att(const Node& argument) {
    if (argument.is_string()) return add_attribute(argument.text, argument.position);
    if (argument.items.size() != 2) return;
    found_.push_back(
        {Reference::Kind::kAttribute, argument.items[0].text, argument.items[1].text, argument.position});
  }

  void add_sub(const Node& argument) {
    if (!argument.is_scalar() && argument.items.size() != 2) return;
    const Node& text = sub_template(argument);
    const Node* own = sub_variables(argument);
    const auto pieces = parse_sub(text.text, text.position);
    if (pieces.has_error()) return;
    for (const SubPiece& piece : *pieces) {
      if (!piece.is_variable || (own && own->find(piece.text))) continue;
      if (piece.text.find('.') == std::string::npos)
        add_name(piece.text, text.position);
      else
        add_attribute(piece.text, text.position);
    }
  }

  bool visit_if(const Node& argument) {
    if (argument.items.size() != 3) return true;
    const Node& name = argument.items[0];
    found_.push_back({Reference::Kind::kCondition, name.text, "", name.position});
    if (!conditions_) return true;
    const auto holds = conditions_->find(name.text);
    const bool taken = holds != conditions_->end() && holds->second;
    each_call(argument.items[taken ? 1 : 2], [this](const Member& call) { return visit(call); });
    return false;
  }

  const Template& tmpl_;
  const ConditionValues* conditions_;
  std::vector<Reference> found_;
};

/// The parts of a resource that functions may stand in.
std::vector<const Node*> evaluated_parts(const Resource& resource) {
  std::vector<const Node*> parts;
  for (const Node* part :
       {resource.properties, resource.metadata, resource.creation_policy, resource.update_policy})
    if (part) parts.push_back(part);
  return parts;
}

class GraphBuilder {
 public:
  GraphBuilder(const Template& tmpl, const ConditionValues& conditions)
      : tmpl_(tmpl), conditions_(conditions) {}

  TemplateResult<Graph> build() {
    for (const Resource& resource : tmpl_.resources)
      if (is_active(resource, conditions_)) {
        graph_.needs[resource.logical_id];
        graph_.needed_by[resource.logical_id];
      }
    for (const Resource& resource : tmpl_.resources)
      if (is_active(resource, conditions_)) add_needs(resource);
    if (!unresolved_.empty())
      return TemplateError{"Template format error: Unresolved resource dependencies [" +
                               join(unresolved_, ", ") + "] in the Resources block of the template",
                           unresolved_at_};
    ENI_CHECK(sort());
    return std::move(graph_);
  }

 private:
  using Row = std::bitset<kMaxResources>;

  void add_needs(const Resource& resource) {
    for (const std::string& name : resource.depends_on)
      if (graph_.needs.count(name) > 0) add(resource.logical_id, name);
    for (const Node* part : evaluated_parts(resource))
      for (const Reference& reference : active_references(tmpl_, *part, conditions_)) {
        const bool is_resource =
            reference.kind == Reference::Kind::kResource || reference.kind == Reference::Kind::kAttribute;
        if (!is_resource) continue;
        if (graph_.needs.count(reference.name) > 0)
          add(resource.logical_id, reference.name);
        else
          add_unresolved(reference);
      }
  }

  void add(const std::string& from, const std::string& to) {
    graph_.needs[from].insert(to);
    graph_.needed_by[to].insert(from);
  }

  void add_unresolved(const Reference& reference) {
    if (unresolved_.empty()) unresolved_at_ = reference.position;
    if (unresolved_.size() < kMaxNamed &&
        std::find(unresolved_.begin(), unresolved_.end(), reference.name) == unresolved_.end())
      unresolved_.push_back(reference.name);
  }

  /// Kahn's algorithm, always taking the earliest resource of the template that is free.
  TemplateResult<void> sort() {
    std::map<std::string, std::size_t> missing;
    std::map<std::string, std::size_t> place;
    std::set<std::pair<std::size_t, std::string>> free;
    for (std::size_t i = 0; i < tmpl_.resources.size(); ++i) place[tmpl_.resources[i].logical_id] = i;
    for (const auto& [id, needs] : graph_.needs) {
      missing[id] = needs.size();
      if (needs.empty()) free.insert({place[id], id});
    }
    while (!free.empty()) {
      const std::string id = free.begin()->second;
      free.erase(free.begin());
      graph_.order.push_back(id);
      for (const std::string& next : graph_.needed_by[id])
        if (--missing[next] == 0) free.insert({place[next], next});
    }
    if (graph_.order.size() == graph_.needs.size()) return {};
    return circular(missing);
  }

  /// Names the resources that lie on a cycle, not those that only wait for one.
  TemplateResult<void> circular(const std::map<std::string, std::size_t>& missing) {
    const std::vector<Row> reach = transitive_needs();
    std::vector<std::string> names;
    Position position;
    for (std::size_t i = 0; i < tmpl_.resources.size(); ++i) {
      const Resource& resource = tmpl_.resources[i];
      const auto left = missing.find(resource.logical_id);
      if (left == missing.end() || left->second == 0 || !reach[i].test(i)) continue;
      if (names.empty()) position = resource.position;
      names.push_back(resource.logical_id);
    }
    return TemplateError{"Circular dependency between resources: [" + join(names, ", ") + "]", position};
  }

  /// Resource, by its place in the template -> all that it needs directly or by others (Warshall's algorithm: a
  /// template has so few resources that all pairs are some two million words of bits).
  std::vector<Row> transitive_needs() const {
    const std::size_t count = tmpl_.resources.size();
    std::map<std::string_view, std::size_t> place;
    for (std::size_t i = 0; i < count; ++i) place[tmpl_.resources[i].logical_id] = i;
    std::vector<Row> reach(count);
    for (const auto& [id, needs] : graph_.needs)
      for (const std::string& need : needs) reach[place.at(id)].set(place.at(need));
    for (std::size_t over = 0; over < count; ++over)
      for (Row& row : reach)
        if (row.test(over)) row |= reach[over];
    return reach;
  }

  const Template& tmpl_;
  const ConditionValues& conditions_;
  Graph graph_;
  std::vector<std::string> unresolved_;
  Position unresolved_at_;
};

}  // namespace

std::vector<Reference> references(const Template& tmpl, const Node& node) {
  return ReferenceCollector(tmpl, nullptr).collect(node);
}

std::vector<Reference> active_references(const Template& tmpl, const Node& node,
                                         const ConditionValues& conditions) {
  return ReferenceCollector(tmpl, &conditions).collect(node);
}

TemplateResult<Graph> build_graph(const Template& tmpl, const ConditionValues& conditions) {
  return GraphBuilder(tmpl, conditions).build();
}

std::vector<std::vector<std::string>> Graph::levels() const {
  std::map<std::string, std::size_t> level;
  std::vector<std::vector<std::string>> groups;
  for (const std::string& id : order) {
    std::size_t own = 0;
    for (const std::string& need : needs.at(id)) own = std::max(own, level[need] + 1);
    level[id] = own;
    if (groups.size() <= own) groups.resize(own + 1);
    groups[own].push_back(id);
  }
  return groups;
}

}  // namespace eni::tmpl
