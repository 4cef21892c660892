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

/// What an operation does not filter by, and the keys that it lists when it refuses one.
struct FilterKeys {
  std::vector<std::string_view> refused;
  std::string_view shown;
};
/// Of DescribeParameters.
inline const FilterKeys kDescribedKeys{{"Label"}, "[Path, Name, Type, KeyId, Tier]"};
/// Of DescribeParameters' older Filters.
inline const FilterKeys kOldKeys{{}, "[Name, Type, KeyId]"};
/// Of GetParametersByPath.
inline const FilterKeys kByPathKeys{{"Name", "Path", "Tier", "tag:"}, "[Type, KeyId, Label, DataType]"};

/// @param entries  as AWS's model has them
/// @error  InvalidFilterKey, InvalidFilterOption (of values that are none as well), InvalidFilterValue, ValidationException
aws::ApiResult<std::vector<ParameterFilter>> parse_filters(const json::array& entries,
                                                           const FilterKeys& keys);

/// Whether all filters hold; one with several values holds if one of them does.
bool matches(const std::vector<ParameterFilter>& filters, const SsmParameter& parameter,
             const std::map<std::string, std::string>& tags);

}  // namespace eni::sandbox::ssm_service
