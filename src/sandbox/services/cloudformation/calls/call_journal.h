#pragma once
/// What is kept of the calls by which a handler makes something that has no name of its template's or of our choosing: its id
/// stands in the reply alone, and a sandbox that is killed between the two must find it again.
#include <optional>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::cloudformation {

class CallJournal {
 public:
  virtual ~CallJournal() = default;
  /// What to take for the reply. @return  nothing if the call is really to be made
  virtual std::optional<ApiResult<json::object>> known_reply(std::string_view service,
                                                             std::string_view operation) = 0;
  /// Before a call. @return  the parameters to call with: one that had been begun before is repeated under its token
  virtual json::object begin(std::string_view service, std::string_view operation,
                             const json::object& params) = 0;
  /// In one transaction with what the call has written (Gateway::call, `on_commit`).
  virtual void note(std::string_view service, std::string_view operation, const Reply& reply) = 0;
  /// Whether nothing is kept by which what a call has made could be found again: a defect of its operation (commit_hook.h).
  virtual bool may_lose(std::string_view operation) const = 0;
};

}  // namespace eni::sandbox::cloudformation
