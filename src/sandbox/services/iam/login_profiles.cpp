/// Passwords of users. They are checked and forgotten: there is no console to sign in to.
#include "base/text.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMinPasswordLength = 8;
constexpr std::size_t kMinCharacterTypes = 3;

/// How many of the types are there that AWS's default password policy counts: capitals, small letters, digits, symbols.
std::size_t character_types(std::string_view password) {
  constexpr std::string_view kTypes[] = {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz",
                                         "0123456789", "!@#$%^&*()_+-=[]{}|'"};
  return static_cast<std::size_t>(std::count_if(
      std::begin(kTypes), std::end(kTypes),
      [&](std::string_view type) { return password.find_first_of(type) != std::string_view::npos; }));
}

/// By the default password policy: nobody can set another here.
/// Source: IAM User Guide, "Set an account password policy for IAM users".
ApiResult<void> check_password(const Call& call, const std::string& password) {
  if (password.size() < kMinPasswordLength || character_types(password) < kMinCharacterTypes ||
      password == call.account().value)
    return ApiError{"PasswordPolicyViolation", "Password does not conform to the account password policy.",
                    400};
  return {};
}

ApiResult<LoginProfile> find_login_profile(const Call& call, const IamIdentity& user) {
  const auto profile = repository(call).login_profile(user.id);
  if (!profile) return no_such_entity("Login Profile for User " + user.name + " cannot be found.");
  return *profile;
}

json::object login_profile_shape(const IamIdentity& user, const LoginProfile& profile) {
  return {{"UserName", user.name},
          {"CreateDate", date(profile.created)},
          {"PasswordResetRequired", profile.password_reset_required}};
}

}  // namespace

ApiResult<Reply> create_login_profile(Call& call) {
  ENI_TRY(const IamIdentity user, find_user_or_caller(call));
  if (repository(call).login_profile(user.id))
    return entity_already_exists("Login Profile for user " + user.name + " already exists.");
  ENI_TRY(const std::string password, call.params.required("Password"));
  ENI_CHECK(check_password(call, password));
  ENI_TRY(const auto reset, call.params.boolean("PasswordResetRequired"));
  const LoginProfile profile{user.id, now_millis(call), reset.value_or(false)};
  repository(call).put_login_profile(profile);
  return Reply{json::object{{"LoginProfile", login_profile_shape(user, profile)}}};
}

ApiResult<Reply> get_login_profile(Call& call) {
  ENI_TRY(const IamIdentity user, find_user_or_caller(call));
  ENI_TRY(const LoginProfile profile, find_login_profile(call, user));
  return Reply{json::object{{"LoginProfile", login_profile_shape(user, profile)}}};
}

ApiResult<Reply> update_login_profile(Call& call) {
  ENI_TRY(const IamIdentity user, find_identity(call, IdentityKind::kUser));
  ENI_TRY(LoginProfile profile, find_login_profile(call, user));
  if (const auto password = call.params.text("Password")) ENI_CHECK(check_password(call, *password));
  ENI_TRY(const auto reset, call.params.boolean("PasswordResetRequired"));
  profile.password_reset_required = reset.value_or(profile.password_reset_required);
  repository(call).put_login_profile(profile);
  return Reply{};
}

ApiResult<Reply> delete_login_profile(Call& call) {
  ENI_TRY(const IamIdentity user, find_user_or_caller(call));
  ENI_TRY(const LoginProfile profile, find_login_profile(call, user));
  repository(call).delete_login_profile(profile.identity_id);
  return Reply{};
}

}  // namespace eni::sandbox::iam_service
