/// `credential_process`: a program that prints credentials.
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
#include "aws/error_kind.h"
#include "base/shell_words.h"
#include "client/credentials/sources.h"

namespace eni::client {

namespace {

/// What it printed is never a part of an error: it may be secret.
Error failed(const std::string& profile, const std::string& why) {
  return {"credential_process of the profile '" + profile + "': " + why, "run it to see what it prints"};
}

}  // namespace

LoadedCredentials from_custom_process(const CredentialContext& context, const std::string& profile) {
  const auto command = context.profile_text(profile, "credential_process");
  if (!command) return std::nullopt;
  const auto words = shell_words(*command);
  if (words.has_error()) return failed(profile, words.error().message);
  const auto ended = context.environment().run(*words);
  if (ended.has_error()) return failed(profile, ended.error().message);
  if (ended->exit_code != 0)
    return failed(profile,
                  "exit code " + std::to_string(ended->exit_code) + ": " + aws::readable(ended->errors));
  const auto printed = parse_json(ended->output);
  if (printed.has_error()) return failed(profile, "what it prints is not JSON");
  const std::string version = printed->is_object() ? scalar_text_at(printed->get_object(), "Version") : "";
  if (version != "1") return failed(profile, "it must print \"Version\": 1");
  return read_credentials(*printed, "SessionToken", "credential_process of the profile '" + profile + "'");
}

}  // namespace eni::client
