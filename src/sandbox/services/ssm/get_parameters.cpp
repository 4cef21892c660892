/// GetParameter, GetParameters.
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"

namespace eni::sandbox::ssm_service {
namespace {

json::object selected(const Call& call, const SsmParameter& parameter, const Reference& reference,
                      Decryption decryption) {
  json::object entry = described(call, parameter, decryption);
  // As it was asked for: "/a" and "a" are the same parameter.
  if (!reference.from_arn) entry["Name"] = reference.name;
  if (!reference.selector.empty()) entry["Selector"] = ":" + reference.selector;
  return entry;
}

std::vector<std::string> without_repetitions(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names)
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
  return once;
}

}  // namespace

ApiResult<Reply> get_parameter(Call& call) {
  const Decryption wanted = decryption(call);
  const Reference reference = parse_reference(text_at(call.params.all(), "Name"));
  ENI_TRY(const auto parameter, find_parameter(call, reference));
  json::object reply;
  reply["Parameter"] = selected(call, parameter, reference, wanted);
  return Reply{std::move(reply)};
}

ApiResult<Reply> get_parameters(Call& call) {
  const Decryption wanted = decryption(call);
  json::array parameters;
  json::array invalid;
  for (const std::string& name : without_repetitions(texts_at(call.params.all(), "Names"))) {
    const Reference reference = parse_reference(name);
    ENI_CHECK(check_asked_name(reference));
    const auto parameter = find_parameter(call, reference);
    if (parameter.has_error()) {
      invalid.emplace_back(name);
    } else {
      parameters.push_back(selected(call, *parameter, reference, wanted));
    }
  }
  return Reply{
      json::object{{"Parameters", std::move(parameters)}, {"InvalidParameters", std::move(invalid)}}};
}

}  // namespace eni::sandbox::ssm_service
