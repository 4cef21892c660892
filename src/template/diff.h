#pragma once
/// What changes between a stack and a new template for it. Whether a change means replacement is the resource
/// type's knowledge, and added by the caller.
#include <string>
#include <string_view>
#include <vector>

#include "template/evaluate.h"
#include "template/graph.h"

namespace eni::tmpl {

/// What is compared.
struct DiffSide {
  std::vector<EvaluatedResource> resources = {};  ///< active ones, in the template's order
};

/// Of a resource, as DescribeChangeSet's ResourceChange.Scope names them.
enum class ChangeScope {
  kProperties,
  kMetadata,
  kCreationPolicy,
  kUpdatePolicy,
  kDeletionPolicy,
  kUpdateReplacePolicy,
  kTags
};
std::string_view to_string(ChangeScope scope);

/// One changed attribute; for properties (and Tags), one changed top-level property.
struct AttributeChange {
  ChangeScope scope = ChangeScope::kProperties;
  std::string name = {};         ///< the top-level property; empty for other scopes
  json::value before = nullptr;  ///< null: was not there
  json::value after = nullptr;   ///< null: is not there any more
  /// The new value is not known before apply (kKnownAfterApply is in it): AWS's Evaluation "Dynamic" and not
  /// "Static".
  bool is_dynamic = false;
};

struct ResourceChange {
  enum class Action { kAdd, kModify, kRemove };

  Action action = Action::kAdd;
  std::string logical_id = {};
  std::string type = {};                         ///< the new one; the old one for kRemove
  std::string old_type = {};                     ///< kModify: differs from `type` if the type changed
  std::vector<AttributeChange> attributes = {};  ///< kModify only
};
std::string_view to_string(ResourceChange::Action action);

/// Changes in the order of the new template, then removals in the order of the old one. Unchanged resources
/// are not listed. An unknown text in the new value counts as changed.
std::vector<ResourceChange> diff(const DiffSide& before, const DiffSide& after);

/// Why a property changed, as DescribeChangeSet's Details say it.
struct ChangeCause {
  std::string source =
      {};  ///< "ParameterReference", "ResourceReference", "ResourceAttribute", "DirectModification"
  std::string causing_entity = {};  ///< "Param", "Resource", "Resource.Attr"; empty for DirectModification
  bool follows_parameter = false;   ///< a DirectModification that only a parameter's new value makes: Dynamic
};

/// Causes of a change of `property` of `resource` (of the new template): each parameter it mentions whose
/// value changed, each mentioned resource among `changed_resources`, and DirectModification if the template's
/// own text of it differs from `old_template`'s, if there is no other cause, and beside each parameter: AWS tells of such
/// a change twice. Of a parameter whose value comes from Parameter Store it tells the second only.
std::vector<ChangeCause> causes(const Template& new_template, const Template& old_template,
                                std::string_view logical_id, std::string_view property,
                                const std::set<std::string>& changed_parameters,
                                const std::set<std::string>& changed_resources);

}  // namespace eni::tmpl
