#pragma once
/// The tables from which everything derives: dispatch, authorization, logs, documentation, coverage.
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/shapes/check.h"

namespace eni::sandbox {

/// What authorization asks IAM about a call.
struct Access {
  std::vector<std::string> resources{"*"};  ///< ARNs; all must be allowed
  std::vector<std::pair<std::string, std::string>> context =
      {};                             ///< service condition keys, e.g. ecs:account-setting
  std::string resource_policy = {};   ///< JSON document of the resource's own policy; "" if none
  std::string resource_account = {};  ///< the resource's owner where the ARN does not name it (S3); else ""
  /// Condition keys of one resource alone (aws:ResourceTag), in the order of `resources`; empty if there are none.
  std::vector<std::vector<std::pair<std::string, std::string>>> context_of_resource = {};
};

/// Computes it from a call's parameters; runs before the operation, changes nothing.
using AccessOf = Access (*)(const Call&);

/// For actions that take no resource: Resource "*".
Access any_resource(const Call& call);
/// For actions that everybody may use and IAM cannot deny in practice: sts:GetCallerIdentity.
inline constexpr AccessOf kNoAuthorization = nullptr;

/// Runs to its end within one transaction, or waits. A waiting one makes its own transactions.
using RunNow = ApiResult<Reply> (*)(Call&);
using RunWaiting = Task<ApiResult<Reply>> (*)(Call&);

struct Operation {
  /// What most rows need nothing of.
  struct Options {
    std::string_view iam_action = {};  ///< "" if it is "SERVICE:NAME"
    /// Members that are accepted and have no effect, as `reads` names them: docs/compatibility.md lists them.
    std::string_view ignores = {};
    /// What differs from AWS, for docs/compatibility.md; "" if nothing known.
    std::string_view differences = {};
    /// REST protocols, where it is not the model's: "PUT /2015-03-31/functions/{FunctionName}/code". Path labels become
    /// parameters, and {Key+} takes the rest. "?name" after the path: this operation only if the query has `name`; the row
    /// with the most such names wins. "#name" at the end: only if the request has the header `name`. Query parameters become
    /// parameters as well.
    std::string_view route = {};
    /// REST-JSON only: whether the body holds members, or is bytes for call.body alone (Lambda's Invoke).
    enum class Input { kMembers, kBytes } input = Input::kMembers;
  };

  std::string_view name;  ///< as on the wire
  AccessOf access;
  std::variant<RunNow, RunWaiting> run;
  /// The input's members that it reads, by their names on the wire: "VpcId NetworkInterface{PrivateIpAddress}", or "*" for all
  /// that AWS has (MemberPaths). Others are refused by name.
  std::string_view reads = {};
  Options options = {};
};

/// kEc2 is the query protocol with EC2's own lists, replies and errors. kJson10 and kRpcV2Cbor are further ones of query services
/// (Service::is_query_compatible).
enum class Protocol { kQuery, kEc2, kJson11, kRestJson, kRestXml, kJson10, kRpcV2Cbor };

/// An error whose shape in the model has another name than the code that query clients see.
struct ErrorShape {
  std::string_view code;   ///< "InvalidParameterValue"
  std::string_view shape;  ///< "InvalidParameterValueException"
};

/// An AWS service: its row in sandbox/services/services.cpp.
struct Service {
  std::string_view name;   ///< SigV4's service name, the folder's name: "iam", "logs", "cloudformation"
  std::string_view title;  ///< for documents: "AWS Identity and Access Management"
  Protocol protocol;
  std::string_view version;        ///< query: the API version, "2010-05-08"
  std::string_view xml_namespace;  ///< query and REST-XML: xmlns of replies
  std::string_view target_prefix;  ///< JSON: X-Amz-Target up to the dot; RPC v2: the service in the path
  std::span<const Operation> operations;
  /// Makes the service's living part, or nullptr.
  std::unique_ptr<Component> (*make_component)(Environment&) = nullptr;
  std::type_index component_type = std::type_index(typeid(void));
  /// Runs after a call was authorized and before its operation: EC2's DryRun ends there with an error.
  ApiResult<void> (*before_run)(const Call&) = nullptr;
  /// With which code it tells violations of its model's constraints; "" if its operations check them in words of their own.
  std::string_view constraint_code = {};
  /// Its own error for a violation that it tells otherwise; nothing for the words that services share.
  std::optional<ApiError> (*own_violation)(const shapes::Finding&) = nullptr;
  /// With which code the sandbox refuses a member that an operation does not read.
  std::string_view unsupported_code = "ValidationError";
  /// Members that all of its operations read: EC2's DryRun.
  std::string_view read_by_all = {};
  /// Of a query service: whether it speaks JSON 1.0 and RPC v2 in CBOR as well, which the request's own form decides. Its operations
  /// answer as in the query protocol, and points in time as texts. Source: Smithy, the trait awsQueryCompatible.
  bool is_query_compatible = false;
  std::span<const ErrorShape> error_shapes = {};  ///< of such a service
  /// What IAM's actions begin with, where it is not `name`: "cloudwatch".
  std::string_view iam_prefix = {};
};

/// The rows of a service's areas as one table.
std::vector<Operation> operations_of(std::initializer_list<std::span<const Operation>> areas);

/// "ec2:RunInstances"
std::string iam_action(const Service& service, const Operation& operation);

}  // namespace eni::sandbox
