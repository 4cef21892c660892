#pragma once
/// Services as a resource type's row tells of them: what its `create` makes is there until its `remove` takes it away. Of types whose
/// handlers are functions it is told what they call and what they are answered.
#include <map>
#include <set>

#include "sandbox/services/cloudformation/engine/test_world.h"

namespace eni::sandbox::cloudformation {

/// What a row does not tell of a type.
struct ServiceBehavior {
  const char* properties = "{}";  ///< beside those that AWS requires
  std::string_view create = {};   ///< in place of the row's; the same below
  std::string_view remove = {};
  std::string_view removal_says = {};  ///< of a `remove` that creates, too: what only its parameters have
  std::string_view name_member = {};
  std::string_view id_prefix = {};  ///< before the name, of ids that are not the service's to choose
  bool is_only = false;             ///< there is but one of its kind in what its parameters name
  std::map<std::string, const char*> replies =
      {};                              ///< by operation: JSON, in which ID is the id of what there is
  std::set<std::string> lasting = {};  ///< of `replies`: also where there is nothing
};

/// Each call waits before it has its effect and after, so that a kill can fall between.
class RowServices final : public ServiceCaller {
 public:
  /// @param things  ids of what there is; outlives kills, as services do
  RowServices(World& world, const ResourceType& type, const ServiceBehavior& behavior,
              std::map<std::string, std::string>& things)
      : world_{world}, type_{type}, behavior_{behavior}, things_{things} {}

  Task<ApiResult<Reply>> call(const Principal&, const aws::Region&, std::string_view service,
                              std::string_view operation, const json::object& params, const std::string& body,
                              const CommitHook* on_commit) override;

 private:
  ApiResult<Reply> perform(const std::string& operation, const json::object& params);
  ApiResult<Reply> make(const std::string& operation, const json::object& params);
  ApiResult<Reply> take_away(const json::object& params);
  ApiResult<Reply> show(const std::string& operation, const json::object& params) const;
  ApiResult<Reply> answer(const std::string& operation, const std::string& id, json::value otherwise) const;
  bool is_removal(const std::string& operation, const json::object& params) const;
  bool tells_id() const;
  std::string name_in(const json::object& params) const;
  /// Of what the parameters name; "" of nothing.
  std::string named_by(const json::object& params) const;

  World& world_;
  const ResourceType& type_;
  const ServiceBehavior& behavior_;
  std::map<std::string, std::string>& things_;  ///< by id: the name or the token that it was made with
};

}  // namespace eni::sandbox::cloudformation
