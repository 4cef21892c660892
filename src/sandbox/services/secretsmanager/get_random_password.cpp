#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/random_password.h"

namespace eni::sandbox::secrets_manager {

ApiResult<Reply> get_random_password(Call& call) {
  const json::object& asked = call.params.all();
  PasswordRules rules;
  rules.length = static_cast<std::size_t>(integer_at(asked, "PasswordLength", 32));
  rules.without = call.params.text_or("ExcludeCharacters", "");
  rules.has_lower_case = !flag_at(asked, "ExcludeLowercase");
  rules.has_upper_case = !flag_at(asked, "ExcludeUppercase");
  rules.has_numbers = !flag_at(asked, "ExcludeNumbers");
  rules.has_punctuation = !flag_at(asked, "ExcludePunctuation");
  rules.has_space = flag_at(asked, "IncludeSpace");
  rules.requires_each_type = flag_at(asked, "RequireEachIncludedType", true);
  ENI_TRY(const std::string password, random_password(call.random(), rules));
  return Reply{json::object{{"RandomPassword", password}}};
}

}  // namespace eni::sandbox::secrets_manager
