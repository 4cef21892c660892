#pragma once
/// The filters of DescribeParameters and GetParametersByPath, pure.
#include <map>
#include <string>
#include <vector>

#include "aws/api_error.h"
#include "base/json.h"
#include "sandbox/store/ssm_repository.h"

namespace eni::sandbox::ssm_service {

struct ParameterFilter {
  std::string key;     ///< "Name", "Type", "KeyId", "Path", "Label", "Tier", "DataType", "tag:KEY"
  std::string option;  ///< "Equals", "BeginsWith", "Contains", "OneLevel", "Recursive"
  std::vector<std::string> values;
};

/// @error  InvalidFilterKey, InvalidFilterOption, InvalidFilterValue, ValidationException
aws::ApiResult<std::vector<ParameterFilter>> parse_filters(const std::vector<json::object>& entries);

/// Whether all filters hold; one with several values holds if one of them does.
bool matches(const std::vector<ParameterFilter>& filters, const SsmParameter& parameter,
             const std::map<std::string, std::string>& tags);

}  // namespace eni::sandbox::ssm_service
