#pragma once
/// What operations share: finding stacks and change sets, pages, times.
#include <string>
#include <string_view>

#include "sandbox/gateway/operation.h"
#include "sandbox/services/cloudformation/engine/stack_engine.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"
#include "sandbox/store/cloudformation_history.h"
#include "sandbox/store/cloudformation_stacks.h"

namespace eni::sandbox::cloudformation {

CloudFormationStacks& stacks(const Call& call);
CloudFormationResources& resources(const Call& call);
CloudFormationChangeSets& change_sets(const Call& call);
StackEngine& engine(const Call& call);

/// The stack of that name or id; deleted ones by id only. Nothing if the call's account and Region have none.
std::optional<StackRecord> find_stack(const Call& call, const std::string& name_or_id);
/// StackName, a name or an ARN, which the models of most operations leave open. @error  ValidationError "1 validation error detected: …" for what is neither
ApiResult<std::string> required_stack_name(const Call& call);
/// The stack that the parameter StackName means.
/// @error  ValidationError "Stack with id X does not exist"
ApiResult<StackRecord> required_stack(const Call& call);
/// The same for operations that change stacks. @error  ValidationError "Stack [X] does not exist"
ApiResult<StackRecord> required_stack_to_change(const Call& call);

struct FoundChangeSet {
  StackRecord stack;
  ChangeSetRecord change_set;
};
/// What ChangeSetName (a name with StackName, or an ARN) means.
/// @error  ChangeSetNotFound (404) "ChangeSet [X] does not exist"
ApiResult<FoundChangeSet> required_change_set(const Call& call);

/// IAM's view of a call: the stack's ARN, with * for what is not known.
Access stack_access(const Call& call);
/// The same for operations whose StackName may be left out because ChangeSetName is an ARN.
Access change_set_access(const Call& call);

/// The name of a stack, or of a stack set (`member` is "stackSetName"), to be created. The model has no constraint on it:
/// "1 validation error detected: Value 'X' at 'stackName' failed to satisfy constraint: …" unless it is
/// [a-zA-Z][-a-zA-Z0-9]* of at most 128 characters.
ApiResult<void> check_stack_name(const std::string& name, std::string_view member = "stackName");

/// The part of `total` elements that a page shows, and the token of the next.
struct PageRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string next_token = {};  ///< "" if there is none
};
/// @error  ValidationError if NextToken is none of ours
ApiResult<PageRange> page_range(const Call& call, std::size_t total, std::size_t size);

/// A page of `all`: its elements from NextToken on, at most `size`, and NextToken if there are more.
/// @error  ValidationError if the token is none of ours
ApiResult<Reply> page_of(const Call& call, std::string_view member, const json::array& all, std::size_t size);

/// Whether this call repeats the one that began the stack's newest operation: same ClientRequestToken, same name.
bool is_repeat(const Call& call, const StackRecord& stack, std::string_view operation);
void note_token(const Call& call, StackRecord& stack, std::string_view operation);

/// For steps that only read a resource, as the caller may.
ResourceCall reading_call(const Call& call, const StackRecord& stack, const std::string& logical_id,
                          const std::string& physical_id, json::object properties);

/// An id as AWS makes them: stack/NAME/UUID, changeSet/NAME/UUID.
std::string new_arn(const Call& call, std::string_view kind, const std::string& name);

/// Leaves out members that are "".
void set_unless_empty(json::object& object, std::string_view name, const std::string& text);
void set_unless_empty(json::object& object, std::string_view name, const json::array& list);

}  // namespace eni::sandbox::cloudformation
