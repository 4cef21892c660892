#pragma once
/// A call's input, before its operation runs: against AWS's model of the operation, and against what the operation's row reads.
#include <unordered_map>

#include "sandbox/gateway/member_paths.h"
#include "sandbox/gateway/operation.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox {

/// Keeps what it has worked out of rows. Operations that the models do not have (in tests) are not checked.
class InputCheck {
 public:
  /// @error  a value of another kind than the model's (SerializationException, MalformedInput), a member that AWS has and the row
  ///         does not read, by name (UnsupportedOperation, InvalidParameterException, …), a parameter that EC2 does not have, and
  ///         where the service reports violations of its model: all of them ("2 validation errors detected: …")
  ApiResult<void> operator()(const Service& service, const Operation& operation, const Call& call);

 private:
  struct Row {
    std::optional<shapes::Shape> input;
    MemberPaths reads;
  };
  const Row& row_of(const Service& service, const Operation& operation);

  std::unordered_map<const Operation*, Row> rows_;
};

}  // namespace eni::sandbox
