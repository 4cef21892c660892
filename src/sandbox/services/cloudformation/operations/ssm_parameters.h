#pragma once
/// What a template takes from Parameter Store, as far as it is known when the call is made: values of parameters of type
/// AWS::SSM::Parameter::Value<…>, and {{resolve:ssm:…}} of a fixed version.
#include "sandbox/services/cloudformation/operations/prepare.h"

namespace eni::sandbox::cloudformation {

/// @param texts  the parameters' texts, as choose_values() gives them
/// @param names  what of Parameter Store they name; what is not there is left out: the template language words that error
/// @error  AWS's words: a SecureString is none of CloudFormation's types, String and StringList do not stand for each
///         other; InternalFailure for labels, which is what AWS answers
Task<ApiResult<tmpl::SsmValues>> ssm_values(Call& call, const tmpl::Template& tmpl,
                                            const std::map<std::string, std::string>& texts,
                                            const std::vector<std::string>& names,
                                            const std::optional<StackDefinition>& previous);

/// @error  "SSM Secure reference is not supported in: […]", "Non-secure ssm prefix was used for secure parameter X", and
///         what find_dynamic_references refuses. References without a version are judged when they are resolved, as on AWS.
Task<ApiResult<void>> check_dynamic_references(Call& call,
                                               const std::vector<tmpl::EvaluatedResource>& resources,
                                               const std::optional<StackDefinition>& previous);

}  // namespace eni::sandbox::cloudformation
