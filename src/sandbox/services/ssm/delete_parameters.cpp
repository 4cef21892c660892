/// DeleteParameter, DeleteParameters.
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"

namespace eni::sandbox::ssm_service {

ApiResult<Reply> delete_parameter(Call& call) {
  ENI_TRY(const auto name, required(call, "Name"));
  const auto parameter = find_latest(call, parse_reference(name));
  if (!parameter) return parameter_not_found();
  repository(call).remove(parameter->id);
  return Reply{};
}

ApiResult<Reply> delete_parameters(Call& call) {
  ENI_TRY(const auto names, texts(call, "Names", 1, 10));
  json::array deleted;
  json::array invalid;
  for (const std::string& name : names) {
    const auto parameter = find_latest(call, parse_reference(name));
    if (parameter) repository(call).remove(parameter->id);
    (parameter ? deleted : invalid).emplace_back(name);
  }
  return Reply{
      json::object{{"DeletedParameters", std::move(deleted)}, {"InvalidParameters", std::move(invalid)}}};
}

}  // namespace eni::sandbox::ssm_service
