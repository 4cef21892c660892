#pragma once
/// Which resource needs which, and in what order they can be made.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "template/evaluate.h"

namespace eni::tmpl {

/// One mention of something else within a node.
struct Reference {
  enum class Kind {
    kParameter,  ///< Ref or ${X} of a parameter; pseudo parameters are not listed
    kResource,   ///< Ref or ${X} of a resource
    kAttribute,  ///< Fn::GetAtt or ${X.Y}
    kCondition,  ///< Fn::If's condition, or {Condition: X}
  };

  Kind kind = Kind::kResource;
  std::string name = {};       ///< parameter, logical id or condition
  std::string attribute = {};  ///< kAttribute only
  Position position = {};

  bool operator==(const Reference&) const = default;
};

/// Every mention within `node`, in order, of both branches of Fn::If.
std::vector<Reference> references(const Template& tmpl, const Node& node);
/// The same, of the branches of Fn::If that are taken only.
std::vector<Reference> active_references(const Template& tmpl, const Node& node,
                                         const ConditionValues& conditions);

/// Logical ids in an order in which each comes after what it needs. Deterministic: ties by the template's
/// order.
struct Graph {
  std::vector<std::string> order = {};
  /// logical id -> what must exist before it (Ref, GetAtt, Sub, DependsOn); every active resource has an
  /// entry.
  std::map<std::string, std::set<std::string>> needs = {};
  /// logical id -> what needs it; every active resource has an entry.
  std::map<std::string, std::set<std::string>> needed_by = {};

  /// Groups of resources that can be made at the same time, one group after the other.
  std::vector<std::vector<std::string>> levels() const;
};

/// Of the resources whose condition holds. A DependsOn on a resource whose condition does not hold is
/// ignored.
/// @error  "Circular dependency between resources: [A, B]"; "Template format error: Unresolved resource
/// dependencies
///         [X] in the Resources block of the template" for a mention of a resource whose condition does not
///         hold
TemplateResult<Graph> build_graph(const Template& tmpl, const ConditionValues& conditions);

}  // namespace eni::tmpl
