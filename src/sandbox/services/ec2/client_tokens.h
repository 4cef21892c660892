#pragma once
/// ClientToken: a repeated request is answered as the first was, and does nothing more.
/// Source: Amazon EC2 API Reference, "Ensuring idempotency in Amazon EC2 API requests".
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

class ClientToken {
 public:
  /// @param operation  its name; tokens of other operations, accounts and Regions are others
  ClientToken(const Call& call, std::string_view operation);

  /// What `remember` was given for this token; nothing for a new token or a call without one.
  /// @error  IdempotentParameterMismatch if the parameters were others then
  ApiResult<std::optional<std::string>> find() const;
  /// @param result  enough to answer again: the id of what was made
  void remember(const std::string& result) const;

 private:
  const Call& call_;
  std::string id_;  ///< of the row; "" without a token
  std::string digest_;
};

}  // namespace eni::sandbox::ec2_service
