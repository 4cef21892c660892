#pragma once
/// Change sets of type IMPORT: resources that are there become a stack's. Source: User Guide, "Import AWS resources into a
/// CloudFormation stack"; the words of refusals are those that others have recorded of AWS.
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/services/cloudformation/operations/plan.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

struct ResourceImport {
  std::string logical_id;
  std::string type;
  std::string physical_id;
};

/// Properties or attributes whose values name a resource to import, that which Ref gives first; none of types that cannot be
/// imported: those that no operation reads, and those whose Ref is not among what identifies them.
std::vector<std::string> import_identifiers(const ResourceType& type);

/// ResourcesToImport, as it fits the template.
/// @error  ValidationError "Every resource to import must have unique LogicalResourceId", …
ApiResult<std::vector<ResourceImport>> resources_to_import(const Call& call, const tmpl::Template& tmpl);

/// Whether the template adds what is imported, and changes nothing else.
/// @param plan  what a change set of type UPDATE would tell
/// @error       ValidationError "Resources [N] is missing from ResourceToImport list", …
ApiResult<void> check_import(const std::vector<ResourceImport>& imports, const Plan& plan,
                             const StackRecord& stack, const StackDefinition& target,
                             const tmpl::Template& tmpl);

/// Why a resource cannot be imported after all: it is not there, or a stack has it. "" if all can be.
Task<std::string> import_obstacle(Call& call, StackRecord stack, const StackModel& model,
                                  const std::vector<ResourceImport>& imports);

/// As DescribeChangeSet shows them.
json::array import_changes(const std::vector<ResourceImport>& imports);
/// By logical id: physical ids, as change sets and operations keep them.
json::object kept_imports(const std::vector<ResourceImport>& imports);

}  // namespace eni::sandbox::cloudformation
