#pragma once
/// A call's input, before its operation runs: against AWS's model of the operation, and against what the operation's row reads.
#include <unordered_map>

#include "sandbox/gateway/member_paths.h"
#include "sandbox/gateway/operation.h"
#include "sandbox/shapes/asks_for_nothing.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox {

/// Keeps what it has worked out of rows. Operations that the models do not have (in tests) are not checked.
class InputCheck {
 public:
  /// What AWS tells before it asks who may do this.
  /// @error  a value of another kind than the model's (SerializationException, MalformedInput; EC2: InvalidParameterValue), a
  ///         parameter that EC2 does not have, and where the service reports violations of its model: all of them ("2 validation
  ///         errors detected: …")
  ApiResult<void> check_form(const Service& service, const Operation& operation, const Call& call);
  /// What is told only to those who may do this: the sandbox's own refusals. Reads a body of XML, too, into a member of the
  /// call's parameters: S3 looks at bodies last.
  /// @error  MalformedXML, and a member that AWS has and the row does not read, by name (UnsupportedOperation,
  ///         InvalidParameterException, NotImplemented, …)
  ApiResult<void> check_support(const Service& service, const Operation& operation, Call& call);
  /// The sandbox's refusal of such an input, known before there is a call: some of its values may not be known yet.
  /// @error  a member that AWS has and the row does not read, as check_support()
  ApiResult<void> check_members(const Service& service, const Operation& operation,
                                const json::object& params);
  /// The first of the members that an operation asked its parameters for although AWS has it and the row does not list it: input
  /// that has it never arrives. "" if there is none.
  std::string unlisted_read(const Service& service, const Operation& operation,
                            const std::set<std::string>& names);

 private:
  struct Row {
    std::optional<shapes::Shape> input;
    MemberPaths reads;
    shapes::False meaning_of_false = shapes::False::kAsksForNothing;
  };
  const Row& row_of(const Service& service, const Operation& operation);

  std::unordered_map<const Operation*, Row> rows_;
};

}  // namespace eni::sandbox
