#pragma once
/// What the engine of stacks does with one that is nested in another, beyond the operations that anybody may call: the update of
/// a nested stack is complete only with that of its parent.
#include <string>

namespace eni::sandbox::cloudformation {

class NestedStacks {
 public:
  virtual ~NestedStacks() = default;
  /// Whether its update is done but for the cleanup, which waits for its parent.
  virtual bool is_held(const std::string& stack_id) = 0;
  /// Has a held update go on with its cleanup.
  virtual void release(const std::string& stack_id) = 0;
  /// Turns a held update back.
  virtual void turn_back(const std::string& stack_id) = 0;
  /// Turns a running update back. Nothing happens if none runs.
  virtual void cancel_update(const std::string& stack_id) = 0;
};

}  // namespace eni::sandbox::cloudformation
