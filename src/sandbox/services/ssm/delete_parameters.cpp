/// DeleteParameter, DeleteParameters.
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"

namespace eni::sandbox::ssm_service {

ApiResult<Reply> delete_parameter(Call& call) {
  const auto parameter = find_latest(call, parse_reference(text_at(call.params.all(), "Name")));
  if (!parameter) return parameter_not_found();
  repository(call).remove(parameter->id);
  return Reply{};
}

ApiResult<Reply> delete_parameters(Call& call) {
  json::array deleted;
  json::array invalid;
  for (const std::string& name : texts_at(call.params.all(), "Names")) {
    const auto parameter = find_latest(call, parse_reference(name));
    if (parameter) repository(call).remove(parameter->id);
    (parameter ? deleted : invalid).emplace_back(name);
  }
  return Reply{
      json::object{{"DeletedParameters", std::move(deleted)}, {"InvalidParameters", std::move(invalid)}}};
}

}  // namespace eni::sandbox::ssm_service
