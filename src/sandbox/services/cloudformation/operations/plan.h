#pragma once
/// What an operation would change: the changes that a change set lists.
#include "sandbox/services/cloudformation/engine/stack_model.h"

namespace eni::sandbox::cloudformation {

struct Plan {
  json::array changes;   ///< as DescribeChangeSet shows them, with BeforeContext and AfterContext
  bool is_empty = true;  ///< nothing at all would change, not even tags or outputs
  bool changes_outputs = false;
};

/// @param stack      with its present definition; one without a template is to be created
/// @param resources  what it has
/// @param target     what it would become
aws::ApiResult<Plan> make_plan(Store& store, const StackRecord& stack, const ResourceRecords& resources,
                               const StackDefinition& target, const StackModel& model);

}  // namespace eni::sandbox::cloudformation
