#include "client/profiles.h"

#include <cctype>

#include "base/shell_words.h"

namespace eni::client {

namespace {

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// $NAME and ${NAME} replaced; what is not set stays as it is.
std::string expand_variables(const std::string& text, const UserEnvironment& environment) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool is_braced = text.compare(at, 2, "${") == 0;
    const std::size_t begin = at + (is_braced ? 2 : 1);
    std::size_t end = begin;
    while (text[at] == '$' && end < text.size() && is_name_character(text[end])) ++end;
    const bool is_reference = end > begin && (!is_braced || (end < text.size() && text[end] == '}'));
    const auto value = is_reference ? environment.variable(text.substr(begin, end - begin)) : std::nullopt;
    if (value) {
      out += *value;
      at = end + (is_braced ? 1 : 0);
    } else {
      out += text[at++];
    }
  }
  return out;
}

Result<std::vector<IniSection>> read_sections(const UserEnvironment& environment, const char* variable,
                                              const char* usual) {
  const std::string file = expand_variables(environment.variable(variable).value_or(usual), environment);
  ENI_TRY(const std::optional<std::string> text, environment.read_file(file));
  if (!text) return std::vector<IniSection>{};
  return parse_ini(*text, file);
}

/// NAME of `kind NAME`, `kind "NAME"`; nothing of everything else, which the AWS CLI does not know either.
std::optional<std::string> named(const std::string& section, std::string_view kind) {
  if (!section.starts_with(kind)) return std::nullopt;
  const auto words = shell_words(section);
  if (words.has_error() || words->size() != 2) return std::nullopt;
  return words->at(1);
}

}  // namespace

Result<Profiles> Profiles::read(const UserEnvironment& environment) {
  ENI_TRY(std::vector<IniSection> config, read_sections(environment, "AWS_CONFIG_FILE", "~/.aws/config"));
  ENI_TRY(std::vector<IniSection> credentials,
          read_sections(environment, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"));
  Profiles all;
  for (IniSection& section : config) {
    if (const auto profile = named(section.name, "profile")) {
      all.config_file_profiles_[*profile] = std::move(section.settings);
    } else if (const auto session = named(section.name, "sso-session")) {
      all.sso_sessions_[*session] = std::move(section.settings);
    } else if (const auto services = named(section.name, "services")) {
      all.services_[*services] = std::move(section.settings);
    } else if (section.name == "default") {
      all.config_file_profiles_["default"] = std::move(section.settings);
    }
  }
  all.profiles_ = all.config_file_profiles_;
  for (IniSection& section : credentials) {
    for (const auto& [key, setting] : section.settings) all.profiles_[section.name][key] = setting;
    all.profiles_[section.name];  // One without settings is one, too.
    all.credentials_file_profiles_[section.name] = std::move(section.settings);
  }
  return all;
}

const Settings* Profiles::find(const Sections& sections, const std::string& name) {
  const auto found = sections.find(name);
  return found == sections.end() ? nullptr : &found->second;
}

std::vector<std::string> Profiles::names() const {
  std::vector<std::string> names;
  for (const auto& [name, settings] : profiles_) names.push_back(name);
  return names;
}

std::optional<std::string> text_of(const Settings* settings, const std::string& key) {
  if (!settings) return std::nullopt;
  const auto found = settings->find(key);
  if (found == settings->end() || found->second.text.empty()) return std::nullopt;
  return found->second.text;
}

}  // namespace eni::client
