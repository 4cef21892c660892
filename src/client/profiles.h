#pragma once
/// The user's profiles: ~/.aws/config and ~/.aws/credentials.
#include <string>
#include <vector>

#include "client/ini_file.h"
#include "client/user_environment.h"

namespace eni::client {

/// Of both files. A profile of the config file is [default] or [profile NAME]; a section of the credentials file is a profile of
/// its name. Where both have a key, the credentials file counts.
/// Source: AWS CLI User Guide, "Configuration and credential file settings"; botocore's configloader and session.
class Profiles {
 public:
  /// AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name other files, in which $NAME and ${NAME} are variables. A file that is
  /// not there is an empty one.
  /// @error  one of them cannot be read, or is not what it should be, with its line
  static Result<Profiles> read(const UserEnvironment& environment);

  /// Null if there is none.
  const Settings* profile(const std::string& name) const { return find(profiles_, name); }
  const Settings* sso_session(const std::string& name) const { return find(sso_sessions_, name); }
  const Settings* services(const std::string& name) const { return find(services_, name); }
  /// What one of the two files alone says of a profile.
  const Settings* in_config_file(const std::string& name) const { return find(config_file_profiles_, name); }
  const Settings* in_credentials_file(const std::string& name) const {
    return find(credentials_file_profiles_, name);
  }
  std::vector<std::string> names() const;

 private:
  using Sections = std::map<std::string, Settings>;
  static const Settings* find(const Sections& sections, const std::string& name);

  Sections profiles_;
  Sections sso_sessions_;
  Sections services_;
  Sections config_file_profiles_;
  Sections credentials_file_profiles_;
};

/// The text of a key; nothing if it has none, or `settings` is null.
std::optional<std::string> text_of(const Settings* settings, const std::string& key);

}  // namespace eni::client
