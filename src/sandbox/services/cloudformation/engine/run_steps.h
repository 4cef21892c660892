#pragma once
/// Steps that wait for each other, as many at a time as can be.
#include <functional>
#include <map>
#include <set>
#include <string>

#include "sandbox/services/cloudformation/engine/failure.h"
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// id -> ids that must have succeeded before. Every id that is waited for has an entry of its own.
using Waits = std::map<std::string, std::set<std::string>>;
/// One step.
using Step = std::function<Task<StepResult<>>(const std::string& id)>;
/// Asked before each step is begun; false ends it all as soon as the running steps have ended.
using MayGoOn = std::function<bool()>;

/// Runs each step once all it waits for have succeeded. A step whose need failed never begins. A step that the store breaks
/// off because it fails for a moment begins anew, from the row of its resource, until it comes to its end; the others go on.
/// @param work   whose resources the ids name
/// @param order  ties are begun in this order
/// @return  ids of the steps that succeeded
/// @throws  what else a step threw, once all that had begun have ended
Task<std::set<std::string>> run_steps(StackWork& work, const std::vector<std::string>& order,
                                      const Waits& waits, const Step& step, const MayGoOn& may_go_on);

}  // namespace eni::sandbox::cloudformation
