#pragma once
/// A definition read: the template with its parameters, conditions and graph, ready to be evaluated.
#include <memory>
#include <set>
#include <string>

#include "aws/api_error.h"
#include "sandbox/store/cloudformation_history.h"
#include "sandbox/store/cloudformation_stacks.h"
#include "template/diff.h"
#include "template/evaluate.h"
#include "template/graph.h"

namespace eni::sandbox::cloudformation {

struct StackModel {
  tmpl::Template tmpl;
  tmpl::ParameterValues parameters;
  tmpl::PseudoParameters pseudo;
  tmpl::ConditionValues conditions;
  tmpl::Graph graph;

  tmpl::Scope scope(tmpl::Resolver& resolver) const {
    return {tmpl, parameters, pseudo, conditions, resolver};
  }
};

/// The error CloudFormation answers for a template that it refuses, in AWS's words alone: clients compare them. Where in
/// the template it is, is for the log.
aws::ApiError template_error(const tmpl::TemplateError& error);

/// The template of `definition`, with its loops unrolled over the definition's parameters.
tmpl::TemplateResult<tmpl::Template> parse_definition(const StackDefinition& definition);

/// Reads `definition` for the stack; parameters that name SSM parameters have their ResolvedValue already.
/// @error  ValidationError with AWS's wording
aws::ApiResult<std::unique_ptr<StackModel>> make_model(const StackDefinition& definition,
                                                       const StackRecord& stack);

/// What functions in a template give for what there is now.
class StackResolver final : public tmpl::Resolver {
 public:
  /// @param unknown  for looking ahead: logical ids that are to be treated as not made yet (replaced by an update), or
  ///                 attributes of them, "Template.LatestVersionNumber", and exports that are not there may come to be;
  ///                 null for what is really made
  StackResolver(Store& store, const StackRecord& stack, const ResourceRecords& resources,
                const std::set<std::string>* unknown = nullptr)
      : store_{store}, stack_{stack}, resources_{resources}, unknown_{unknown} {}

  tmpl::TemplateResult<std::optional<json::value>> ref(const tmpl::Resource& resource) override;
  tmpl::TemplateResult<std::optional<json::value>> get_att(const tmpl::Resource& resource,
                                                           std::string_view attribute) override;
  tmpl::TemplateResult<std::string> import_value(std::string_view export_name) override;
  tmpl::TemplateResult<std::optional<std::string>> stack_output(std::string_view stack,
                                                                std::string_view output,
                                                                std::string_view region) override;
  tmpl::TemplateResult<std::vector<std::string>> availability_zones(std::string_view region) override;

 private:
  /// Null if it is not made, or is to be treated so.
  const ResourceState* state_of(const std::string& logical_id) const;

  Store& store_;
  const StackRecord& stack_;
  const ResourceRecords& resources_;
  const std::set<std::string>* unknown_;
};

}  // namespace eni::sandbox::cloudformation
