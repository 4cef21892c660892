#pragma once
/// The journal of a creation, in the row of its resource, and what a restart reads from it.
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Keeps the call that makes something until its id is known. Writes nothing for resources that have an id beforehand.
class CreationJournal final : public CallJournal {
 public:
  CreationJournal(StackWork& work, ResourceRecord& record) : work_{work}, record_{record} {}

  std::optional<ApiResult<json::object>> known_reply(std::string_view service,
                                                     std::string_view operation) override;
  json::object begin(std::string_view service, std::string_view operation,
                     const json::object& params) override;
  void note(std::string_view service, std::string_view operation, const Reply& reply) override;
  bool may_lose(std::string_view operation) const override;

 private:
  StackWork& work_;
  ResourceRecord& record_;
};

/// Whether the resource's creation was begun by a call that is repeated as the same call: nothing needs to be undone.
bool can_go_on(const ResourceState& state);

/// Finds the id of what a former run had made, or may have made, when it was killed: planned_id has it then.
Task<> find_made(StackWork& work, ResourceRecord& record);
/// The same of all resources in progress.
Task<> find_all_made(StackWork& work);

}  // namespace eni::sandbox::cloudformation
